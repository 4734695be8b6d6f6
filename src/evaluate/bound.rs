//! The bound and the importance-sampled likelihood of a set of images.

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::totals::add;
use super::{ImportanceNoise, Totals, bound_noise, seen_pixels};
use crate::data::{Binarization, Images};
use crate::device::read;
use crate::error::{Error, Result};
use crate::kernel;
use crate::model::{Components, Draw, Inference, Vae, VaeConfig};
use crate::noise::check_seed;
use crate::objective::{divergence, kl_per_dimension, log_importance_weight, reconstruction};

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

/// Measures a model on all of `images`, whose first has the index `first_index` in its set: the
/// noise of an image follows from its index alone, so a set may be measured in pieces.
///
/// # Errors
/// [`Error::ImagesEmpty`], [`Error::OptionOutOfRange`], [`Error::DeviceLost`], the labels' errors
/// of [`Images::check_labels`].
/// # Source
/// The bound: Kingma & Welling 2014, equation 10 with one draw. The importance-sampled
/// likelihood: Burda, Grosse & Salakhutdinov 2016, equation 8.
pub async fn evaluate(
    vae: &Vae,
    config: &VaeConfig,
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
    check_seed(options.seed)?;
    if images.is_empty() {
        return Err(Error::ImagesEmpty);
    }
    images.check_labels(config.classes)?;
    let measure = Measure {
        vae,
        components: vae.prior_components(),
        latent_dim: config.latent_dim,
        classes: config.classes,
        options,
        device,
    };
    let mut totals = Totals::default();
    for start in (0..images.len()).step_by(BATCH) {
        let indices: Vec<usize> = (start..images.len().min(start + BATCH)).collect();
        let batch = measure.batch(images, &indices, first_index + start);
        totals += measure.totals(&batch).await?;
    }
    Ok(totals)
}

/// A model and how it is measured.
struct Measure<'a> {
    vae: &'a Vae,
    components: Option<Components>,
    latent_dim: usize,
    classes: usize,
    options: &'a EvaluateOptions,
    device: &'a Device,
}

/// A few images on the device, gone through the encoder.
struct Batch {
    images: Tensor<2>,
    inference: Inference,
    count: usize,
    first_index: usize,
}

impl Measure<'_> {
    fn batch(&self, images: &Images, indices: &[usize], first_index: usize) -> Batch {
        let len = images.image_len();
        let pixels = seen_pixels(images, indices, first_index, self.options);
        let images_tensor = self.rows(pixels, len);
        let labels = images.one_hot(indices, self.classes);
        let labels = labels.map(|labels| self.rows(labels, self.classes));
        Batch {
            inference: self.vae.infer(images_tensor.clone(), labels),
            images: images_tensor,
            count: indices.len(),
            first_index,
        }
    }

    fn rows(&self, values: Vec<f32>, width: usize) -> Tensor<2> {
        let rows = values.len() / width;
        kernel::tensor(values, [rows, width], self.device)
    }

    async fn totals(&self, batch: &Batch) -> Result<Totals> {
        let (seed, width) = (self.options.seed, self.latent_dim);
        let noise = bound_noise(seed, batch.first_index, batch.count, width);
        let noise = self.rows(noise, width);
        let Draw {
            posterior,
            z,
            pixels,
        } = self.vae.draw(&batch.inference, noise.clone());
        let error = (pixels.mean() - batch.images.clone()).powi_scalar(2);
        let per_dimension = kl_per_dimension(&posterior);
        let rebuilt = read(reconstruction(pixels, batch.images.clone())).await?;
        let kl = match &self.components {
            None => per_dimension.clone().sum_dim(1).squeeze_dim(1),
            components => divergence(&z, &noise, &posterior, components.as_ref()),
        };
        let kl = read(kl).await?;
        // Of a ladder given the mean of the upper level: which units are active is no matter of
        // one draw.
        let means = self.vae.posterior(&batch.inference).mean;
        let mut totals = Totals {
            count: batch.count,
            pixels: batch.images.dims()[1],
            reconstruction: sum(&rebuilt),
            kl: sum(&kl),
            negative_elbo_square: rebuilt
                .iter()
                .zip(&kl)
                .map(|(r, k)| (f64::from(*r) + f64::from(*k)).powi(2))
                .sum(),
            squared_error: sum(&read(error.sum_dim(1)).await?),
            kl_per_dimension: self.column_sums(per_dimension).await?,
            mean: self.column_sums(means.clone()).await?,
            mean_square: self.column_sums(means.powi_scalar(2)).await?,
            ..Totals::default()
        };
        if self.options.importance_samples > 0 {
            let nll = self.importance_nll(batch).await?;
            totals.nll = Some(nll.iter().sum());
            totals.nll_square = Some(nll.iter().map(|nll| nll * nll).sum());
        }
        Ok(totals)
    }

    /// Sums over the batch, in 64 bits: `[batch, width]` to `[width]`.
    async fn column_sums(&self, rows: Tensor<2>) -> Result<Vec<f64>> {
        let [count, width] = rows.dims();
        let values = read(rows.reshape([count * width])).await?;
        let mut sums = vec![0.0; width];
        for row in values.chunks_exact(width) {
            let row: Vec<f64> = row.iter().copied().map(f64::from).collect();
            add(&mut sums, &row);
        }
        Ok(sums)
    }

    /// Importance-sampled negative log-likelihood of each image, in nats.
    async fn importance_nll(&self, batch: &Batch) -> Result<Vec<f64>> {
        let samples = self.options.importance_samples as usize;
        let (seed, width) = (self.options.seed, self.latent_dim);
        let mut noise = ImportanceNoise::new(seed, batch.first_index, batch.count, width);
        let mut weights = vec![Vec::with_capacity(samples); batch.count];
        for _ in 0..samples {
            let noise = self.rows(noise.draw(), width);
            let draw = self.vae.draw(&batch.inference, noise.clone());
            let rebuilt = reconstruction(draw.pixels, batch.images.clone());
            let components = self.components.as_ref();
            let draws = log_importance_weight(rebuilt, draw.z, noise, &draw.posterior, components);
            for (weights, weight) in weights.iter_mut().zip(read(draws).await?) {
                weights.push(f64::from(weight));
            }
        }
        Ok(weights
            .iter()
            .map(|weights| -log_mean_exp(weights))
            .collect())
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
