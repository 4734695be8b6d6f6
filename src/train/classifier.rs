//! Training of the classifier by which samples are judged.

use burn::module::Module;
use burn::tensor::{Device, Tensor, activation::log_softmax};

use super::order::Order;
use super::{Adam, Schedule};
use crate::data::{DISTORTION_NUMBERS, Images, distort};
use crate::device::read;
use crate::error::{Error, Result};
use crate::evaluate::{CLASSES, Classifier};
use crate::kernel;
use crate::model::MNIST_PIXELS;
use crate::noise::{Noise, Purpose, check_seed};

/// How a classifier is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassifierOptions {
    /// Passes over the images.
    pub epochs: u32,
    /// Images a step.
    pub batch_size: u32,
    /// Adam's first step size; it falls to 0 along a cosine.
    pub learning_rate: f64,
    /// Seed of the fresh weights, of the order and of the distortions.
    pub seed: u64,
}

/// A classifier in training over a set of labelled images.
#[derive(Debug)]
pub struct ClassifierRun {
    classifier: Classifier,
    adam: Adam,
    images: Images,
    options: ClassifierOptions,
    order: Order,
    step: usize,
    device: Device,
}

impl ClassifierRun {
    /// A run that begins with fresh weights.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::ImagesLength`], [`Error::OptionOutOfRange`], the labels'
    /// errors of [`Images::check_labels`].
    pub fn new(images: Images, options: ClassifierOptions, device: &Device) -> Result<Self> {
        if images.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        if images.image_len() != MNIST_PIXELS {
            return Err(Error::ImagesLength {
                pixels: images.image_len(),
                image_len: MNIST_PIXELS,
            });
        }
        images.check_labels(CLASSES)?;
        options.check()?;
        let uniform = |parameter, count| {
            Noise::new(options.seed, Purpose::Initialize, parameter as u64).uniform(count)
        };
        let device = device.clone().autodiff();
        Ok(Self {
            classifier: Classifier::fresh(uniform, &device)?.train(),
            adam: Adam::default(),
            images,
            options,
            order: Order::default(),
            step: 0,
            device,
        })
    }

    /// Steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Steps of the whole run.
    pub fn total_steps(&self) -> usize {
        self.steps_per_epoch() * self.options.epochs as usize
    }

    /// Steps of one pass over the images.
    pub fn steps_per_epoch(&self) -> usize {
        self.images.len().div_ceil(self.options.batch_size as usize)
    }

    /// The classifier as it is now, for inference.
    pub fn classifier(&self) -> Classifier {
        self.classifier.valid()
    }

    /// Does up to `count` steps, fewer at the end of the run, and returns the mean over them of
    /// each batch's mean cross-entropy, in nats; none when no step is left.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn steps(&mut self, count: usize) -> Result<Option<f64>> {
        let count = count.min(self.total_steps() - self.step);
        if count == 0 {
            return Ok(None);
        }
        let losses: Vec<Tensor<1>> = (0..count).map(|_| self.advance()).collect();
        let mean = Tensor::cat(losses, 0).mean();
        Ok(read(mean).await?.first().copied().map(f64::from))
    }

    fn advance(&mut self) -> Tensor<1> {
        let batch = self.options.batch_size as usize;
        let (seed, total) = (self.options.seed, self.total_steps());
        let indices = self.order.batch(seed, self.step, self.images.len(), batch);
        let rows = |values: Vec<f32>| {
            let width = values.len() / indices.len();
            kernel::tensor::<2>(values, [indices.len(), width], &self.device)
        };
        let labels = self.images.one_hot(&indices, CLASSES).unwrap_or_default();
        let features = self.classifier.features(rows(self.distorted(&indices)));
        let chances = log_softmax(self.classifier.logits(features), 1);
        let loss = (chances * rows(labels)).sum_dim(1).mean().neg();
        let mut gradients = loss.backward();
        let rate = Schedule::Cosine.rate_at(self.options.learning_rate, self.step, total);
        let classifier = self.classifier.clone();
        self.classifier = self.adam.update(classifier, &mut gradients, rate);
        self.step += 1;
        loss.inner()
    }

    fn distorted(&self, indices: &[usize]) -> Vec<f32> {
        let len = self.images.image_len();
        let mut noise = Noise::new(self.options.seed, Purpose::Distort, self.step as u64);
        let numbers = noise.uniform(indices.len() * DISTORTION_NUMBERS);
        let (numbers, _) = numbers.as_chunks::<DISTORTION_NUMBERS>();
        self.images
            .gather(indices)
            .chunks_exact(len)
            .zip(numbers)
            .flat_map(|(image, &numbers)| distort(image, len.isqrt(), numbers))
            .collect()
    }
}

impl ClassifierOptions {
    fn check(&self) -> Result<()> {
        check_seed(self.seed)?;
        let checks = [
            (
                (1..=10_000).contains(&self.epochs),
                "epochs",
                self.epochs.to_string(),
                "a whole number between 1 and 10000",
            ),
            (
                (1..=60_000).contains(&self.batch_size),
                "batchSize",
                self.batch_size.to_string(),
                "a whole number between 1 and 60000",
            ),
            (
                self.learning_rate > 0.0 && self.learning_rate <= 1.0,
                "learningRate",
                self.learning_rate.to_string(),
                "a number above 0 and at most 1",
            ),
        ];
        match checks.into_iter().find(|(fine, ..)| !fine) {
            None => Ok(()),
            Some((_, option, value, expected)) => Err(Error::OptionOutOfRange {
                option,
                value,
                expected,
            }),
        }
    }
}
