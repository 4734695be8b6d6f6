//! How far a posterior is from the prior.

use burn::tensor::Tensor;

use super::log_sum_exp;
use crate::kernel;
use crate::model::{Components, Posterior};

/// KL divergence from each posterior to the standard normal prior:
/// `−½ Σ 1 + log σ² − μ² − σ²`.
///
/// # Shapes
/// mean, log σ²: `[batch, latent_dim]`; returns nats, summed over latent dimensions: `[batch]`.
/// # Source
/// Kingma & Welling 2014, appendix B.
pub fn kl_divergence(posterior: &Posterior) -> Tensor<1> {
    kernel::kl_divergence(posterior.mean.clone(), posterior.log_var.clone())
}

/// As [`kl_divergence`], each latent dimension on its own.
///
/// # Shapes
/// mean, log σ²: `[batch, latent_dim]`; returns nats: `[batch, latent_dim]`.
pub fn kl_per_dimension(posterior: &Posterior) -> Tensor<2> {
    let Posterior { mean, log_var } = posterior;
    let terms =
        log_var.clone().add_scalar(1.0) - mean.clone().powi_scalar(2) - log_var.clone().exp();
    terms.mul_scalar(-0.5)
}

/// KL divergence from each posterior to the prior: in closed form to the standard normal, else by the
/// one draw `z = μ + σ ε`. Where the components are near the standard normal, only how much farther it
/// is to them is told by the draw: nothing by chance where they are all the standard normal.
///
/// # Shapes
/// as of [`log_ratio`]; returns nats: `[batch]`.
pub fn divergence(
    z: &Tensor<2>,
    noise: &Tensor<2>,
    posterior: &Posterior,
    components: Option<&Components>,
) -> Tensor<1> {
    let ratio = |components| log_ratio(z.clone(), noise.clone(), posterior, components);
    match components {
        None => kl_divergence(posterior),
        Some(Components {
            near_normal: true, ..
        }) => kl_divergence(posterior) + ratio(components) - ratio(None),
        Some(_) => ratio(components),
    }
}

/// `ln q(z|x) − ln p(z)` of a draw `z = μ + σ ε`, whose expectation is the KL divergence. The
/// prior is the standard normal, or the even mixture of `components` (a VampPrior).
///
/// # Shapes
/// `z`, `noise`: `[batch, latent_dim]`; components' mean, log σ²: `[components, latent_dim]`;
/// returns nats: `[batch]`. Every `½ ln 2π` cancels.
/// # Source
/// Tomczak & Welling 2018, equation 9.
pub fn log_ratio(
    z: Tensor<2>,
    noise: Tensor<2>,
    posterior: &Posterior,
    components: Option<&Components>,
) -> Tensor<1> {
    let log_q = noise.powi_scalar(2) + posterior.log_var.clone();
    let log_q: Tensor<1> = log_q.sum_dim(1).squeeze_dim::<1>(1).mul_scalar(-0.5);
    let Some(Components { mean, log_var, .. }) = components else {
        let log_p: Tensor<1> = z.powi_scalar(2).sum_dim(1).squeeze_dim(1);
        return log_q + log_p.mul_scalar(0.5);
    };
    let count = mean.dims()[0] as f64;
    let distance = z.unsqueeze_dim::<3>(1) - mean.clone().unsqueeze_dim::<3>(0);
    let log_var = log_var.clone().unsqueeze_dim::<3>(0);
    let terms = distance.powi_scalar(2) * log_var.clone().neg().exp() + log_var;
    let each: Tensor<2> = terms.sum_dim(2).squeeze_dim::<2>(2).mul_scalar(-0.5);
    let log_p: Tensor<1> = log_sum_exp(each, 1).squeeze_dim(1);
    log_q - log_p.sub_scalar(count.ln())
}
