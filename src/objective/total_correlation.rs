//! The KL divergence in three parts, for β-TC training.

use burn::tensor::Tensor;

use super::log_sum_exp;
use crate::model::Posterior;

/// The parts of the KL divergence over a batch, in nats: `[1]` each.
#[derive(Debug, Clone)]
pub struct Decomposition {
    /// Mutual information of image and latent.
    pub mutual_information: Tensor<1>,
    /// Total correlation: how far the latent dimensions are from being independent.
    pub total_correlation: Tensor<1>,
    /// KL divergence of each dimension's aggregate from its prior, summed.
    pub dimension_wise_kl: Tensor<1>,
}

/// Estimates the parts from a batch by minibatch-weighted sampling; their sum is the batch mean
/// of `ln q(z|x) − ln p(z)`.
///
/// # Shapes
/// `z` and `noise` (`z = μ + σ ε`), mean, log σ²: `[batch, latent_dim]`; `data_count`: images in
/// the whole training set.
/// # Source
/// Chen, Li, Grosse & Duvenaud 2018, equation 2 and section 4.1 (equation S6).
pub fn decompose_kl(
    z: Tensor<2>,
    noise: Tensor<2>,
    posterior: &Posterior,
    data_count: usize,
) -> Decomposition {
    let [batch, latent_dim] = z.dims();
    let normalizer = (batch as f64 * data_count as f64).ln();
    // ½ ln 2π stays out of all four densities: each has it once a dimension.
    let log_p = z.clone().powi_scalar(2).mul_scalar(-0.5);
    let log_q = (noise.powi_scalar(2) + posterior.log_var.clone()).mul_scalar(-0.5);
    let rows = |x: &Tensor<2>| x.clone().unsqueeze_dim::<3>(0);
    let log_var = rows(&posterior.log_var);
    let distance = z.unsqueeze_dim::<3>(1) - rows(&posterior.mean);
    let terms = distance.powi_scalar(2) * log_var.clone().neg().exp() + log_var;
    // Draw i against posterior j, one dimension each: [batch, batch, latent_dim].
    let pairs = terms.mul_scalar(-0.5);
    let joint: Tensor<2> = pairs.clone().sum_dim(2).squeeze_dim(2);
    let log_joint = log_sum_exp(joint, 1).sub_scalar(normalizer);
    let marginals: Tensor<2> = log_sum_exp(pairs, 1).squeeze_dim(1);
    let log_product = marginals
        .sum_dim(1)
        .sub_scalar(normalizer * latent_dim as f64);
    Decomposition {
        mutual_information: (log_q.sum_dim(1) - log_joint.clone()).mean(),
        total_correlation: (log_joint - log_product.clone()).mean(),
        dimension_wise_kl: (log_product - log_p.sum_dim(1)).mean(),
    }
}
