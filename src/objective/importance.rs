//! Importance weights of draws, and the bound made of several.

use burn::tensor::Tensor;

use super::{log_ratio, log_sum_exp};
use crate::model::{Components, Posterior};

/// Log importance weight `ln p(x|z) + ln p(z) − ln q(z|x)` of a draw `z = μ + σ ε`. The mean of
/// the weights over many draws is an unbiased estimate of p(x).
///
/// # Shapes
/// `reconstruction` (its negative log-likelihood): `[batch]`; `z`, `noise`, log σ²:
/// `[batch, latent_dim]`; components of a VampPrior as in [`log_ratio`]; returns nats: `[batch]`.
/// # Source
/// Burda, Grosse & Salakhutdinov 2016, equation 8.
pub fn log_importance_weight(
    reconstruction: Tensor<1>,
    z: Tensor<2>,
    noise: Tensor<2>,
    posterior: &Posterior,
    components: Option<&Components>,
) -> Tensor<1> {
    -log_ratio(z, noise, posterior, components) - reconstruction
}

/// The importance-weighted bound `ln 1/K Σ w` of each image.
///
/// # Shapes
/// `log_weights`: `[batch * samples]`, an image's draws side by side; returns nats: `[batch]`.
/// # Source
/// Burda, Grosse & Salakhutdinov 2016, equation 8.
pub fn importance_bound(log_weights: Tensor<1>, samples: usize) -> Tensor<1> {
    let batch = log_weights.dims()[0] / samples;
    let rows = log_weights.reshape([batch, samples]);
    let sum: Tensor<1> = log_sum_exp(rows, 1).squeeze_dim(1);
    sum.sub_scalar((samples as f64).ln())
}
