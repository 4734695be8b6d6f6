//! How well images are rebuilt, from the means of their pixels.

use crate::model::Likelihood;

/// ½ ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// Probabilities come rounded to 32 bits, which nears 1 in steps of 2⁻²⁴: nearer than half of one
/// they are not told apart from it.
const NEAREST_ONE: f64 = 1.0 - 1.0 / (1 << 25) as f64;

/// −ln p of an image in nats, summed over pixels, as [`crate::objective::reconstruction`] gives it
/// of logits, for Bernoulli pixels and for Gaussian ones of this σ².
///
/// # Shapes
/// `means`, `image`: `input_dim` each, in 0..1.
pub fn reconstruction(likelihood: Likelihood, variance: f64, means: &[f64], image: &[f32]) -> f64 {
    let pixels = means.iter().zip(image);
    match likelihood {
        Likelihood::Gaussian => {
            let error: f64 = pixels.map(|(m, &x)| (m - f64::from(x)).powi(2)).sum();
            let each = 0.5 * variance.ln() + HALF_LN_TAU;
            0.5 * error / variance + each * image.len() as f64
        }
        _ => pixels.map(|(m, &x)| cross_entropy(*m, x)).sum(),
    }
}

fn cross_entropy(mean: f64, pixel: f32) -> f64 {
    let mean = mean.clamp(f64::from(f32::MIN_POSITIVE), NEAREST_ONE);
    let x = f64::from(pixel);
    -(x * mean.ln() + (1.0 - x) * (-mean).ln_1p())
}
