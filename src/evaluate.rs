//! Measuring a model on images it may never have seen.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::data::{Binarization, Images, binarize};
use crate::error::{Error, Result};
use crate::model::{Posterior, Vae};
use crate::noise::{Noise, Purpose};
use crate::objective::{bernoulli_reconstruction, kl_divergence, log_importance_weight};

/// Images measured at a time; the result does not depend on it.
const BATCH: usize = 256;
const MAX_IMPORTANCE_SAMPLES: u32 = 10_000;

/// How to measure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct EvaluateOptions {
    /// Seed of the posterior noise and of binarization.
    pub seed: u64,
    /// Draws for the importance-sampled log-likelihood; none when 0.
    pub importance_samples: u32,
    /// Whether pixels are drawn black or white; both ways of drawing are one draw here.
    pub binarize: Binarization,
}

/// Sums over images, in nats; divide by `count` for what is reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// How many images were measured.
    pub count: usize,
    /// Negative log-likelihood under one draw from the posterior of each image.
    pub reconstruction: f64,
    /// KL divergence from the posterior to the prior.
    pub kl: f64,
    /// Their sum.
    pub negative_elbo: f64,
    /// Importance-sampled negative log-likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nll: Option<f64>,
}

impl Totals {
    /// Means per image, in nats.
    pub fn means(&self) -> Self {
        let count = self.count.max(1) as f64;
        Self {
            count: self.count,
            reconstruction: self.reconstruction / count,
            kl: self.kl / count,
            negative_elbo: self.negative_elbo / count,
            nll: self.nll.map(|nll| nll / count),
        }
    }
}

impl std::ops::AddAssign for Totals {
    /// Joins the sums over two sets of images; a likelihood stays only if the first set is empty
    /// or both have one.
    fn add_assign(&mut self, other: Self) {
        self.nll = match (self.count, self.nll, other.nll) {
            (0, _, nll) => nll,
            (_, Some(a), Some(b)) => Some(a + b),
            _ => None,
        };
        self.count += other.count;
        self.reconstruction += other.reconstruction;
        self.kl += other.kl;
        self.negative_elbo += other.negative_elbo;
    }
}

/// Measures a model on all of `images`, whose first has the index `first_index` in its set: the
/// noise of an image follows from its index alone, so a set may be measured in pieces.
///
/// # Errors
/// [`Error::ImagesEmpty`], [`Error::OptionOutOfRange`], [`Error::DeviceLost`].
/// # Source
/// The bound: Kingma & Welling 2014, equation 10 with one draw. The importance-sampled
/// likelihood: Burda, Grosse & Salakhutdinov 2016, equation 8.
pub async fn evaluate(
    vae: &Vae,
    images: &Images,
    options: &EvaluateOptions,
    first_index: usize,
    device: &Device,
) -> Result<Totals> {
    if options.importance_samples > MAX_IMPORTANCE_SAMPLES {
        return Err(Error::OptionOutOfRange {
            option: "importanceSamples",
            value: options.importance_samples.to_string(),
            expected: "a whole number between 0 and 10000",
        });
    }
    if images.is_empty() {
        return Err(Error::ImagesEmpty);
    }
    let mut totals = Totals {
        nll: (options.importance_samples > 0).then_some(0.0),
        ..Totals::default()
    };
    for start in (0..images.len()).step_by(BATCH) {
        let indices: Vec<usize> = (start..images.len().min(start + BATCH)).collect();
        let batch = Batch::new(vae, images, &indices, options, first_index, device);
        let noise = batch.draw(&mut batch.streams(Purpose::Evaluate));
        let reconstruction = read(batch.reconstruction(noise).0).await?;
        let kl = read(kl_divergence(&batch.posterior)).await?;
        totals.count += indices.len();
        totals.reconstruction += sum(&reconstruction);
        totals.kl += sum(&kl);
        if let Some(nll) = &mut totals.nll {
            *nll += batch.importance_nll(options.importance_samples).await?;
        }
    }
    totals.negative_elbo = totals.reconstruction + totals.kl;
    Ok(totals)
}

/// A few images on the device with their posterior.
struct Batch<'a> {
    vae: &'a Vae,
    images: Tensor<2>,
    posterior: Posterior,
    seed: u64,
    first_index: usize,
    device: &'a Device,
}

impl<'a> Batch<'a> {
    fn new(
        vae: &'a Vae,
        images: &Images,
        indices: &[usize],
        options: &EvaluateOptions,
        first_index: usize,
        device: &'a Device,
    ) -> Self {
        let first_index = first_index + indices[0];
        let len = images.image_len();
        let mut pixels = images.gather(indices);
        if options.binarize != Binarization::None {
            for (image, index) in pixels.chunks_exact_mut(len).zip(first_index..) {
                let mut noise = Noise::new(options.seed, Purpose::BinarizeFixed, index as u64);
                binarize(image, &noise.uniform(len));
            }
        }
        let images = Tensor::from_data(TensorData::new(pixels, [indices.len(), len]), device);
        Self {
            vae,
            posterior: vae.encode(images.clone()),
            images,
            seed: options.seed,
            first_index,
            device,
        }
    }

    /// One stream of noise an image.
    fn streams(&self, purpose: Purpose) -> Vec<Noise> {
        let count = self.images.dims()[0];
        (self.first_index..self.first_index + count)
            .map(|index| Noise::new(self.seed, purpose, index as u64))
            .collect()
    }

    /// The next standard normal draw of every stream: `[batch, latent_dim]`.
    fn draw(&self, streams: &mut [Noise]) -> Tensor<2> {
        let width = self.posterior.mean.dims()[1];
        let values = streams
            .iter_mut()
            .flat_map(|s| s.normal(width))
            .collect::<Vec<_>>();
        Tensor::from_data(TensorData::new(values, [streams.len(), width]), self.device)
    }

    /// Negative log-likelihood `[batch]` of the images under the draw of this noise, and the draw.
    fn reconstruction(&self, noise: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let z = self.posterior.reparameterize(noise);
        let logits = self.vae.decoder.forward(z.clone());
        (bernoulli_reconstruction(logits, self.images.clone()), z)
    }

    /// Importance-sampled negative log-likelihood, summed over the batch, in nats.
    async fn importance_nll(&self, samples: u32) -> Result<f64> {
        let mut streams = self.streams(Purpose::ImportanceSample);
        let mut weights = vec![Vec::with_capacity(samples as usize); streams.len()];
        for _ in 0..samples {
            let noise = self.draw(&mut streams);
            let (reconstruction, z) = self.reconstruction(noise.clone());
            let draw = log_importance_weight(reconstruction, z, noise, &self.posterior);
            for (weights, weight) in weights.iter_mut().zip(read(draw).await?) {
                weights.push(f64::from(weight));
            }
        }
        Ok(weights.iter().map(|weights| -log_mean_exp(weights)).sum())
    }
}

fn log_mean_exp(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = values.iter().map(|v| (v - most).exp()).sum();
    most + (sum / values.len() as f64).ln()
}

fn sum(values: &[f32]) -> f64 {
    values.iter().copied().map(f64::from).sum()
}

async fn read(tensor: Tensor<1>) -> Result<Vec<f32>> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| Error::DeviceLost {
            reason: error.to_string(),
        })?;
    Ok(data.iter::<f32>().collect())
}
