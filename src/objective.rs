//! What training minimises and evaluation reports, in nats per image.

use burn::tensor::Tensor;

use crate::model::Posterior;

/// Negative log-likelihood of each image under independent Bernoulli pixels, given as logits:
/// `Σ max(l, 0) − l x + ln(1 + e^−|l|)`, the binary cross-entropy in a form that cannot overflow.
/// For grey pixels it is the cross-entropy, whose least value is not zero.
///
/// # Shapes
/// `logits`, `images`: `[batch, input_dim]`; returns nats, summed over pixels: `[batch]`.
/// # Source
/// Kingma & Welling 2014, appendix C.1.
pub fn bernoulli_reconstruction(logits: Tensor<2>, images: Tensor<2>) -> Tensor<1> {
    let tail = logits.clone().abs().neg().exp().log1p();
    let nats = logits.clone().clamp_min(0.0) - logits * images + tail;
    nats.sum_dim(1).squeeze_dim(1)
}

/// KL divergence from each posterior to the standard normal prior:
/// `−½ Σ 1 + log σ² − μ² − σ²`.
///
/// # Shapes
/// mean, log σ²: `[batch, latent_dim]`; returns nats, summed over latent dimensions: `[batch]`.
/// # Source
/// Kingma & Welling 2014, appendix B.
pub fn kl_divergence(posterior: &Posterior) -> Tensor<1> {
    let Posterior { mean, log_var } = posterior;
    let terms =
        log_var.clone().add_scalar(1.0) - mean.clone().powi_scalar(2) - log_var.clone().exp();
    terms.sum_dim(1).squeeze_dim(1).mul_scalar(-0.5)
}

/// Log importance weight `ln p(x|z) + ln p(z) − ln q(z|x)` of a draw `z = μ + σ ε`. The mean of
/// the weights over many draws is an unbiased estimate of p(x).
///
/// # Shapes
/// `reconstruction` (its negative log-likelihood): `[batch]`; `z`, `noise`, log σ²:
/// `[batch, latent_dim]`; returns nats: `[batch]`.
/// # Source
/// Burda, Grosse & Salakhutdinov 2016, equation 8. The two `½ ln 2π` cancel.
pub fn log_importance_weight(
    reconstruction: Tensor<1>,
    z: Tensor<2>,
    noise: Tensor<2>,
    posterior: &Posterior,
) -> Tensor<1> {
    let terms = noise.powi_scalar(2) + posterior.log_var.clone() - z.powi_scalar(2);
    terms.sum_dim(1).squeeze_dim::<1>(1).mul_scalar(0.5) - reconstruction
}
