//! One score as other programs would print it.

use serde::{Deserialize, Serialize};

/// The two terms of the negative ELBO and their sum, under one convention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// How badly the images are rebuilt.
    pub reconstruction: f64,
    /// How far the posteriors are from the prior.
    pub kl: f64,
    /// Both together, as that convention adds them up.
    pub sum: f64,
}

impl Score {
    fn new(reconstruction: f64, kl: f64) -> Self {
        Self {
            reconstruction,
            kl,
            sum: reconstruction + kl,
        }
    }
}

/// The same terms under the conventions in use (`docs/objectives.md`).
///
/// The first three are the negative ELBO in other units. The last two are not: they weigh its
/// terms differently, and a number of that kind compares with its own kind alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conventions {
    /// Nats per image: summed over pixels and latent dimensions. What VAE Lab reports.
    pub nats_per_image: Score,
    /// Nats per pixel: both terms over the number of pixels.
    pub nats_per_pixel: Score,
    /// Bits per pixel ("bits per dim"): nats per pixel over ln 2.
    pub bits_per_pixel: Score,
    /// Reconstruction averaged over pixels, KL divergence summed over latent dimensions.
    pub mean_over_pixels: Score,
    /// Reconstruction averaged over pixels, KL divergence averaged over latent dimensions.
    pub mean_over_pixels_and_latents: Score,
}

impl Conventions {
    /// From the terms in nats per image, and what they were summed over.
    pub fn new(reconstruction: f64, kl: f64, pixels: usize, latent_dim: usize) -> Self {
        let pixels = pixels.max(1) as f64;
        let bits = pixels * std::f64::consts::LN_2;
        let mean = reconstruction / pixels;
        Self {
            nats_per_image: Score::new(reconstruction, kl),
            nats_per_pixel: Score::new(mean, kl / pixels),
            bits_per_pixel: Score::new(reconstruction / bits, kl / bits),
            mean_over_pixels: Score::new(mean, kl),
            mean_over_pixels_and_latents: Score::new(mean, kl / latent_dim.max(1) as f64),
        }
    }
}
