//! How well an image is rebuilt: −ln p(x|z) under each likelihood.

use burn::tensor::{Tensor, activation::sigmoid};

use crate::kernel;
use crate::model::{Likelihood, Pixels};

/// ½ ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// Negative log-likelihood of each image under the likelihood of its pixels.
///
/// # Shapes
/// `images`: `[batch, input_dim]` in 0..1; returns nats, summed over pixels: `[batch]`.
pub fn reconstruction(pixels: Pixels, images: Tensor<2>) -> Tensor<1> {
    let Pixels {
        logits, log_sigma, ..
    } = pixels;
    match (pixels.likelihood, log_sigma) {
        (Likelihood::Bernoulli, _) => bernoulli_reconstruction(logits, images),
        (Likelihood::ContinuousBernoulli, _) => continuous_bernoulli_reconstruction(logits, images),
        (Likelihood::Gaussian, log_sigma) => {
            let log_sigma = log_sigma.unwrap_or_else(|| Tensor::zeros([1], &logits.device()));
            gaussian_reconstruction(sigmoid(logits), log_sigma, images)
        }
    }
}

/// Negative log-likelihood of each image under independent Bernoulli pixels, given as logits:
/// `Σ max(l, 0) − l x + ln(1 + e^−|l|)`, the binary cross-entropy in a form that cannot overflow.
/// For grey pixels it is the cross-entropy, whose least value is not zero.
///
/// # Shapes
/// `logits`, `images`: `[batch, input_dim]`; returns nats, summed over pixels: `[batch]`.
/// # Source
/// Kingma & Welling 2014, appendix C.1.
pub fn bernoulli_reconstruction(logits: Tensor<2>, images: Tensor<2>) -> Tensor<1> {
    kernel::bernoulli(logits, images)
}

/// Negative log-density of each image under independent continuous Bernoulli pixels, given as
/// logits: the binary cross-entropy less `ln C`, where `C = l / tanh(l/2)` makes it a density on
/// 0..1 (at l = 0 it is 2). A density may be above 1, so nats may be below 0.
///
/// # Shapes
/// `logits`, `images`: `[batch, input_dim]`; returns nats, summed over pixels: `[batch]`.
/// # Source
/// Loaiza-Ganem & Cunningham 2019, equations 6 and 7, written in the logit
/// (`2 tanh⁻¹(1 − 2λ) = −l`, `1 − 2λ = −tanh(l/2)`).
pub fn continuous_bernoulli_reconstruction(logits: Tensor<2>, images: Tensor<2>) -> Tensor<1> {
    // ln C is even in l. Near 0, where l / tanh(l/2) is 0/0, its series; its error is
    // below 2e-7 at ½.
    let size = logits.clone().abs();
    let near = size.clone().lower_elem(0.5);
    let safe = size.clone().mask_fill(near.clone(), 1.0);
    // ln(l / tanh(l/2)) = ln l + ln(1 + e^−l) − ln(1 − e^−l).
    let decay = safe.clone().neg().exp();
    let far = safe.log() + decay.clone().log1p() - decay.neg().log1p();
    let square = size.powi_scalar(2);
    let series = square
        .clone()
        .mul_scalar(31.0 / 90_720.0)
        .sub_scalar(7.0 / 1440.0)
        .mul(square.clone())
        .add_scalar(1.0 / 12.0)
        .mul(square)
        .add_scalar(std::f64::consts::LN_2);
    let log_constant = far.mask_where(near, series);
    bernoulli_reconstruction(logits, images) - log_constant.sum_dim(1).squeeze_dim(1)
}

/// Negative log-density of each image under independent normal pixels of one σ:
/// `Σ (x − μ)²/2σ² + ln σ + ½ ln 2π`. At a fixed σ it is the squared error over 2σ², up to a
/// constant: minimising the plain mean squared error per pixel beside a KL weight w is this with
/// σ² = ½ and β = w · pixels (`docs/objectives.md`).
///
/// # Shapes
/// `mean`, `images`: `[batch, input_dim]`; `log_sigma`: `[1]`; returns nats, summed over pixels:
/// `[batch]`.
/// # Source
/// Kingma & Welling 2014, appendix C.2; one learned σ: Rybkin, Daniilidis & Levine 2021.
pub fn gaussian_reconstruction(
    mean: Tensor<2>,
    log_sigma: Tensor<1>,
    images: Tensor<2>,
) -> Tensor<1> {
    let pixels = images.dims()[1] as f64;
    let error: Tensor<1> = (images - mean).powi_scalar(2).sum_dim(1).squeeze_dim(1);
    let precision = log_sigma.clone().mul_scalar(-2.0).exp();
    let constant = log_sigma.add_scalar(HALF_LN_TAU).mul_scalar(pixels);
    error.mul_scalar(0.5) * precision + constant
}
