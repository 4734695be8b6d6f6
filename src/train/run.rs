//! One training run: which images each step sees, with which noise.
//!
//! Everything a step needs follows from the options and the step's number, so a run can go on
//! from any step without replaying those before it.

use burn::tensor::{Device, Tensor};

use super::order::Order;
use super::{Batch, Part, StepRecord, Teacher, TrainOptions, Trainer, share_of};
use crate::data::{Binarization, Images, binarize};
use crate::device::read;
use crate::error::{Error, Result};
use crate::kernel;
use crate::model::VaeConfig;
use crate::noise::{Noise, Purpose};

/// A run over a set of images.
#[derive(Debug)]
pub struct Run {
    images: Images,
    options: TrainOptions,
    latent_dim: usize,
    classes: usize,
    /// Steps done.
    step: usize,
    order: Order,
    teacher: Option<Teacher>,
}

impl Run {
    /// A run that goes on after `step` steps.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`]; [`Error::OptionOutOfRange`] as of [`TrainOptions::validate_for`];
    /// the labels' errors of [`Images::check_labels`].
    pub fn new(
        images: Images,
        options: TrainOptions,
        config: &VaeConfig,
        step: usize,
    ) -> Result<Self> {
        options.validate_for(config)?;
        if images.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        images.check_labels(config.classes)?;
        Ok(Self {
            images,
            options,
            latent_dim: config.latent_dim,
            classes: config.classes,
            step,
            order: Order::default(),
            teacher: None,
        })
    }

    /// The same run, learning from a teacher too.
    pub fn taught_by(mut self, teacher: Teacher) -> Self {
        self.teacher = Some(teacher);
        self
    }

    /// Whether it learns from a teacher.
    pub fn is_taught(&self) -> bool {
        self.teacher.is_some()
    }

    /// What the run was told.
    pub fn options(&self) -> &TrainOptions {
        &self.options
    }

    /// How many images it runs over.
    pub fn image_count(&self) -> usize {
        self.images.len()
    }

    /// Steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Goes to the point after `step` steps.
    pub fn seek(&mut self, step: usize) {
        self.step = step;
    }

    /// Steps of the whole run.
    pub fn total_steps(&self) -> usize {
        self.options.total_steps(self.images.len())
    }

    /// Does up to `count` steps and reads their records back at once; fewer at the end of the
    /// run, none after it.
    ///
    /// # Errors
    /// [`Error::DeviceLost`] when the records cannot be read.
    pub async fn steps(
        &mut self,
        trainer: &mut Trainer,
        count: usize,
        device: &Device,
    ) -> Result<Vec<StepRecord>> {
        let first = self.step;
        let last = self.total_steps().min(first + count);
        if first >= last {
            return Ok(Vec::new());
        }
        let records = (first..last)
            .map(|_| self.advance(trainer, device))
            .collect();
        let records = Tensor::stack::<2>(records, 0);
        Ok(self.records(first, &read(records).await?))
    }

    /// The records of steps from the one after `first` steps on, from their terms:
    /// reconstruction, KL and objective.
    pub fn records(&self, first: usize, terms: &[f32]) -> Vec<StepRecord> {
        let per_epoch = self.options.steps_per_epoch(self.images.len());
        terms
            .chunks_exact(3)
            .zip(first..)
            .map(|(terms, step)| StepRecord {
                step: step + 1,
                epoch: step / per_epoch + 1,
                reconstruction: terms[0],
                kl: terms[1],
                negative_elbo: terms[0] + terms[1],
                objective: terms[2],
            })
            .collect()
    }

    /// What each of `sides` workers sees in the next step; none at the end of the run.
    pub fn next_parts(&mut self, sides: usize) -> Option<Vec<Part>> {
        if self.step >= self.total_steps() {
            return None;
        }
        let indices = self.batch_indices();
        let (pixels, noise, labels) = self.numbers(&indices);
        let (width, count) = (self.images.image_len(), indices.len());
        let draws = noise.len() / count;
        let part = |side| {
            let rows = share_of(count, side, sides);
            let of = |values: &[f32], width| {
                let (from, to) = (rows.start * width, rows.end * width);
                values[from..to].to_vec()
            };
            Part {
                rows: rows.len(),
                share: rows.len() as f64 / count as f64,
                images: of(&pixels, width),
                labels: labels
                    .as_ref()
                    .map_or(Vec::new(), |labels| of(labels, self.classes)),
                noise: of(&noise, draws),
            }
        };
        let parts = (0..sides).map(part).collect();
        self.step += 1;
        Some(parts)
    }

    /// Pixels, noise and one-hot labels of the next step.
    fn numbers(&self, indices: &[usize]) -> (Vec<f32>, Vec<f32>, Option<Vec<f32>>) {
        let objective = self.options.objective_at(self.step, self.images.len());
        let draws = indices.len() * objective.samples();
        let noise = Noise::new(self.options.seed, Purpose::Reparameterize, self.step as u64)
            .normal(draws * self.latent_dim);
        let labels = self.images.one_hot(indices, self.classes);
        (self.pixels(indices), noise, labels)
    }

    /// Does the next step; its record stays on the device.
    fn advance(&mut self, trainer: &mut Trainer, device: &Device) -> Tensor<1> {
        let indices = self.batch_indices();
        let (pixels, noise, labels) = self.numbers(&indices);
        let total = self.total_steps();
        let objective = self.options.objective_at(self.step, self.images.len());
        let device = device.clone().autodiff();
        let rows = |values: Vec<f32>, width: usize| {
            let count = values.len() / width;
            kernel::tensor::<2>(values, [count, width], &device)
        };
        let batch = Batch {
            images: rows(pixels, self.images.image_len()),
            labels: labels.map(|labels| rows(labels, self.classes)),
            noise: rows(noise, self.latent_dim),
        };
        let rate = self.options.learning_rate_at(self.step, total);
        let record = trainer.step(batch, rate, &objective, self.teacher.as_ref());
        self.step += 1;
        record
    }

    fn batch_indices(&mut self) -> Vec<usize> {
        let batch = self.options.batch_size as usize;
        let seed = self.options.seed;
        self.order.batch(seed, self.step, self.images.len(), batch)
    }

    fn pixels(&self, indices: &[usize]) -> Vec<f32> {
        let mut pixels = self.images.gather(indices);
        let seed = self.options.seed;
        let len = self.images.image_len();
        match self.options.binarize {
            Binarization::None => {}
            Binarization::Dynamic => {
                let mut noise = Noise::new(seed, Purpose::BinarizeDynamic, self.step as u64);
                binarize(&mut pixels, &noise.uniform(indices.len() * len));
            }
            Binarization::Fixed => {
                for (image, &index) in pixels.chunks_exact_mut(len).zip(indices) {
                    let mut noise = Noise::new(seed, Purpose::BinarizeFixed, index as u64);
                    binarize(image, &noise.uniform(len));
                }
            }
        }
        pixels
    }
}
