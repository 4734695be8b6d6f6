//! What latents are drawn from, each a density that can be asked for and drawn from.
//!
//! A decoder turns any latent into an image; the prior says which latents to give it. Training
//! pulls the posteriors towards one prior, the standard normal or a VampPrior, but what the
//! posteriors of all images make together is seldom just that. A mixture fitted to draws from
//! them comes closer, and one mixture for every class draws the digit that is wanted.
//!
//! Densities are true ones, every `½ ln 2π` counted, in 64 bits.

mod class_conditional;
mod fit;
mod gaussians;
mod mixture;
mod mixture_fit;
mod start;
mod stored;

pub use class_conditional::ClassConditional;
pub use fit::{FitAdvance, FitKind, FitOptions, FitRecord, Fitted, Latents, PriorFit};
pub use mixture::Mixture;
pub use mixture_fit::{LEAST_VARIANCE_SHARE, MixtureFit};
pub use stored::FittedPriors;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::noise::{Purpose, normal_rows};
use gaussians::HALF_LN_TAU;

/// The priors that may be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PriorName {
    /// N(0, I).
    Standard,
    /// A Gaussian mixture, fitted after training.
    Mixture,
    /// The even mixture of the posteriors of learned pseudo-inputs (Tomczak & Welling 2018).
    Vamp,
    /// A Gaussian mixture for every class, fitted after training.
    ClassConditional,
}

impl fmt::Display for PriorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "standard normal",
            Self::Mixture => "mixture",
            Self::Vamp => "VampPrior",
            Self::ClassConditional => "class-conditional",
        })
    }
}

/// A distribution of latents.
#[derive(Debug, Clone, PartialEq)]
pub enum Prior {
    /// N(0, I).
    StandardNormal {
        /// Dimensions of a latent.
        dim: usize,
    },
    /// A Gaussian mixture, fitted or a VampPrior.
    Mixture(Mixture),
    /// A Gaussian mixture for every class.
    ClassConditional(ClassConditional),
}

/// Which draws to take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draws {
    /// Their seed.
    pub seed: u64,
    /// Index of the first; draw `i` is the same whichever others are taken with it.
    pub first_index: usize,
    /// How many.
    pub count: usize,
    /// What every Gaussian's standard deviation is multiplied by; 1 draws from the prior itself,
    /// 0 gives the means.
    pub temperature: f64,
}

impl Draws {
    /// The first `count` draws of a seed, from the prior itself.
    pub fn first(count: usize, seed: u64) -> Self {
        Self {
            seed,
            first_index: 0,
            count,
            temperature: 1.0,
        }
    }
}

impl Prior {
    /// Dimensions of a latent.
    pub fn dim(&self) -> usize {
        match self {
            Self::StandardNormal { dim } => *dim,
            Self::Mixture(mixture) => mixture.dim(),
            Self::ClassConditional(classes) => classes.dim(),
        }
    }

    /// How many classes a class-conditional prior tells apart; 0 of another.
    pub fn classes(&self) -> usize {
        match self {
            Self::ClassConditional(classes) => classes.len(),
            _ => 0,
        }
    }

    /// ln p(z) of each latent; a class-conditional prior's ln p(z|c). Other priors pass labels
    /// over.
    ///
    /// # Shapes
    /// `z`: `count * dim`, row-major; `labels`: `count`; returns nats, summed over dimensions:
    /// `count`.
    /// # Errors
    /// [`Error::LatentsLength`]; the labels' errors of a class-conditional prior.
    pub fn log_density(&self, z: &[f32], labels: Option<&[u8]>) -> Result<Vec<f64>> {
        if !z.len().is_multiple_of(self.dim()) {
            return Err(Error::LatentsLength {
                values: z.len(),
                latent_dim: self.dim(),
            });
        }
        match self {
            Self::StandardNormal { dim } => Ok(z.chunks_exact(*dim).map(standard_normal).collect()),
            Self::Mixture(mixture) => Ok(mixture.log_density(z)),
            Self::ClassConditional(classes) => classes.log_density(z, labels),
        }
    }

    /// Latents drawn from the prior, a class-conditional one's each from the class of its label.
    /// Other priors pass labels over.
    ///
    /// # Shapes
    /// `labels`: `draws.count`; returns `draws.count * dim`, row-major.
    /// # Errors
    /// The labels' errors of a class-conditional prior.
    pub fn sample(&self, draws: &Draws, labels: Option<&[u8]>) -> Result<Vec<f32>> {
        match self {
            Self::StandardNormal { dim } => {
                let rows = normal_rows(
                    draws.seed,
                    Purpose::Sample,
                    draws.first_index,
                    draws.count,
                    *dim,
                );
                let scale = |e: f32| (f64::from(e) * draws.temperature) as f32;
                Ok(rows.into_iter().map(scale).collect())
            }
            Self::Mixture(mixture) => Ok(mixture.sample(draws)),
            Self::ClassConditional(classes) => classes.sample(draws, labels),
        }
    }
}

fn standard_normal(z: &[f32]) -> f64 {
    z.iter()
        .map(|&z| -0.5 * f64::from(z).powi(2) - HALF_LN_TAU)
        .sum()
}
