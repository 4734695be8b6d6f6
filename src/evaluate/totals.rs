//! Sums over images, and the figures made of them.

use serde::{Deserialize, Serialize};

use super::Conventions;
use super::symmetric::positive;

/// A latent dimension whose posterior mean varies by more than this over the images is active.
///
/// # Source
/// Burda, Grosse & Salakhutdinov 2016, section 5.2.
const ACTIVE_VARIANCE: f64 = 0.01;

/// Sums over images, in nats where they are likelihoods; sets of images measured apart add up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// How many images were measured.
    pub count: usize,
    /// Pixels an image.
    pub pixels: usize,
    /// Negative log-likelihood under one draw from the posterior of each image.
    pub reconstruction: f64,
    /// KL divergence from the posterior to the prior.
    pub kl: f64,
    /// Squares of each image's negative ELBO, for its standard error.
    pub negative_elbo_square: f64,
    /// Squared error of the same draw's mean image, over all pixels.
    pub squared_error: f64,
    /// KL divergence to the standard normal prior, each latent dimension on its own.
    pub kl_per_dimension: Vec<f64>,
    /// Posterior means, each latent dimension on its own.
    pub mean: Vec<f64>,
    /// Their squares.
    pub mean_square: Vec<f64>,
    /// Importance-sampled negative log-likelihood, if it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nll: Option<f64>,
    /// Its squares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nll_square: Option<f64>,
}

/// Means per image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// How many images were measured.
    pub count: usize,
    /// Negative log-likelihood under one draw from the posterior, in nats.
    pub reconstruction: f64,
    /// KL divergence from the posterior to the prior, in nats.
    pub kl: f64,
    /// Their sum, the negative of the evidence lower bound.
    pub negative_elbo: f64,
    /// Standard error of the negative ELBO: the images' sample standard deviation (n − 1) over
    /// √count; none of a single image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negative_elbo_error: Option<f64>,
    /// Importance-sampled negative log-likelihood, in nats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nll: Option<f64>,
    /// Its standard error, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nll_error: Option<f64>,
    /// Mean squared error a pixel of the mean image of one draw.
    pub mse: f64,
    /// Peak signal-to-noise ratio of that error, `−10 lg mse`, in decibels.
    pub psnr: f64,
    /// KL divergence of each latent dimension to the standard normal prior, in nats.
    pub kl_per_dimension: Vec<f64>,
    /// Latent dimensions whose posterior mean varies by more than 0.01 over the images.
    pub active_units: usize,
    /// The negative ELBO and its terms as other programs would print them.
    pub conventions: Conventions,
}

impl Totals {
    /// Means per image.
    pub fn figures(&self) -> Figures {
        let count = self.count.max(1) as f64;
        let mean = |sum: f64| sum / count;
        // Sums of squares lose what is tiny beside them: never below 0.
        let variance = |sum: f64, square: f64| positive(mean(square) - mean(sum).powi(2));
        let error =
            |sum, square| (self.count > 1).then(|| (variance(sum, square) / (count - 1.0)).sqrt());
        let negative_elbo = self.reconstruction + self.kl;
        let mse = mean(self.squared_error) / self.pixels.max(1) as f64;
        let spreads = self.mean.iter().zip(&self.mean_square);
        Figures {
            count: self.count,
            reconstruction: mean(self.reconstruction),
            kl: mean(self.kl),
            negative_elbo: mean(negative_elbo),
            negative_elbo_error: error(negative_elbo, self.negative_elbo_square),
            nll: self.nll.map(mean),
            nll_error: self
                .nll
                .zip(self.nll_square)
                .and_then(|(sum, square)| error(sum, square)),
            mse,
            psnr: -10.0 * mse.log10(),
            kl_per_dimension: self.kl_per_dimension.iter().copied().map(mean).collect(),
            active_units: spreads
                .filter(|(sum, square)| variance(**sum, **square) > ACTIVE_VARIANCE)
                .count(),
            conventions: Conventions::new(
                mean(self.reconstruction),
                mean(self.kl),
                self.pixels,
                self.kl_per_dimension.len(),
            ),
        }
    }
}

impl std::ops::AddAssign for Totals {
    /// Joins the sums over two sets of images; a likelihood stays only if the first set is empty
    /// or both have one.
    fn add_assign(&mut self, other: Self) {
        if self.count == 0 {
            *self = other;
            return;
        }
        let both = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a + b);
        self.nll = both(self.nll, other.nll);
        self.nll_square = both(self.nll_square, other.nll_square);
        self.count += other.count;
        self.reconstruction += other.reconstruction;
        self.kl += other.kl;
        self.negative_elbo_square += other.negative_elbo_square;
        self.squared_error += other.squared_error;
        add(&mut self.kl_per_dimension, &other.kl_per_dimension);
        add(&mut self.mean, &other.mean);
        add(&mut self.mean_square, &other.mean_square);
    }
}

/// Adds numbers to sums, one by one.
pub(super) fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
