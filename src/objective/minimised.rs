//! The objectives of the field, each as one number to minimise.

use burn::tensor::Tensor;

use super::{
    decompose_kl, divergence, importance_bound, kl_divergence, kl_per_dimension,
    log_importance_weight, reconstruction,
};
use crate::kernel;
use crate::model::{Components, Draw};

/// What one training step minimises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// `reconstruction + β KL`, with at least `free_bits` nats counted for each dimension's KL.
    Elbo {
        /// Weight of the KL divergence (Higgins et al. 2017).
        beta: f64,
        /// λ in nats a dimension: below it the batch mean of a dimension's KL costs λ and has no
        /// gradient (Kingma et al. 2016, equation 15, with a group for every dimension); 0 for
        /// none.
        free_bits: f64,
    },
    /// `reconstruction + γ |KL − C|` (Burgess et al. 2018, equation 8; KL is the batch mean).
    Capacity {
        /// The weight γ.
        gamma: f64,
        /// The capacity C at this step, in nats.
        capacity: f64,
    },
    /// Minus the importance-weighted bound (Burda et al. 2016) of this many draws an image.
    ImportanceWeighted {
        /// The draws, K.
        samples: usize,
    },
    /// `reconstruction + MI + β TC + dimension-wise KL` (Chen et al. 2018, equation 4).
    TotalCorrelation {
        /// Weight of the total correlation.
        beta: f64,
        /// Images in the training set.
        data_count: usize,
    },
}

/// What a step computes, before any of it is read back.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Negative log-likelihood, unweighted, batch mean in nats: `[1]`.
    pub reconstruction: Tensor<1>,
    /// KL divergence, unweighted, batch mean in nats: `[1]`.
    pub kl: Tensor<1>,
    /// What is minimised: `[1]`.
    pub objective: Tensor<1>,
}

impl Terms {
    /// The three side by side: `[3]`. The slope is that of the objective.
    pub fn side_by_side(self) -> Tensor<1> {
        let read = [self.reconstruction, self.kl].map(Tensor::detach);
        Tensor::cat([read.to_vec(), vec![self.objective]].concat(), 0)
    }
}

impl Objective {
    /// Draws an image.
    pub fn samples(&self) -> usize {
        match self {
            Self::ImportanceWeighted { samples } => *samples,
            _ => 1,
        }
    }

    /// Reconstruction, KL and objective of a batch, see [`Objective::terms`], to be read and to
    /// be minimised: `[3]`, whose slope is that of the last.
    pub fn record(
        &self,
        draw: Draw,
        images: Tensor<2>,
        noise: Tensor<2>,
        components: Option<&Components>,
    ) -> Tensor<1> {
        match (*self, components) {
            (Self::Elbo { beta, free_bits }, None) if free_bits <= 0.0 => kernel::elbo(
                reconstruction(draw.pixels, images),
                kl_divergence(&draw.posterior),
                beta as f32,
            ),
            _ => self.terms(draw, images, noise, components).side_by_side(),
        }
    }

    /// The terms of a batch.
    ///
    /// # Shapes
    /// `images`, `noise` and the draw have `batch * samples` rows, an image's draws side by side;
    /// `components` of a VampPrior: `[components, latent_dim]`.
    pub fn terms(
        &self,
        draw: Draw,
        images: Tensor<2>,
        noise: Tensor<2>,
        components: Option<&Components>,
    ) -> Terms {
        let Draw {
            posterior,
            z,
            pixels,
        } = draw;
        let each = reconstruction(pixels, images);
        let mean = each.clone().mean();
        let kl = divergence(&z, &noise, &posterior, components).mean();
        let objective = match *self {
            Self::Elbo { beta, free_bits } => {
                let cost = match free_bits > 0.0 {
                    true => kl_per_dimension(&posterior)
                        .mean_dim(0)
                        .clamp_min(free_bits)
                        .sum(),
                    false => kl.clone(),
                };
                mean.clone() + cost.mul_scalar(beta)
            }
            Self::Capacity { gamma, capacity } => {
                let cost = kl.clone().sub_scalar(capacity).abs();
                mean.clone() + cost.mul_scalar(gamma)
            }
            Self::ImportanceWeighted { samples } => {
                let weights =
                    log_importance_weight(each, z.clone(), noise.clone(), &posterior, components);
                importance_bound(weights, samples).mean().neg()
            }
            Self::TotalCorrelation { beta, data_count } => {
                let parts = decompose_kl(z.clone(), noise.clone(), &posterior, data_count);
                mean.clone()
                    + parts.mutual_information
                    + parts.total_correlation.mul_scalar(beta)
                    + parts.dimension_wise_kl
            }
        };
        Terms {
            reconstruction: mean,
            kl,
            objective,
        }
    }
}
