//! What training minimises and evaluation reports, in nats per image.
//!
//! One formula holds for all of it: with p(x|z) the likelihood of an image and p(z) the prior,
//!
//! ```text
//! reconstruction = −ln p(x|z)              summed over the pixels of an image
//! KL             = KL(q(z|x) ‖ p(z))       summed over the latent dimensions
//! negative ELBO  = reconstruction + KL     averaged over images
//! ```
//!
//! Whatever is minimised, these three are what is reported. `docs/objectives.md` tells how other
//! programs weight the same two terms.

mod divergence;
mod importance;
mod likelihood;
mod minimised;
mod total_correlation;

pub use divergence::{divergence, kl_divergence, kl_per_dimension, log_ratio};
pub use importance::{importance_bound, log_importance_weight};
pub use likelihood::{
    bernoulli_reconstruction, continuous_bernoulli_reconstruction, gaussian_reconstruction,
    reconstruction,
};
pub use minimised::{Objective, Terms};
pub use total_correlation::{Decomposition, decompose_kl};

use burn::tensor::Tensor;

use crate::kernel;

/// `ln Σ exp` over a dimension, which stays with size 1.
fn log_sum_exp<const D: usize>(x: Tensor<D>, dim: usize) -> Tensor<D> {
    let most = kernel::largest(x.clone(), dim);
    (x - most.clone()).exp().sum_dim(dim).log() + most
}
