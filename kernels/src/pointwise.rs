//! What is done number by number, or row by row.

use wide::f32x4;

use crate::blocks::{sum, update};
use crate::curves::{ln_1p, sigmoid, tail};

const HALF: f32x4 = f32x4::HALF;

/// Each byte as a number in 0..1, behind those that `numbers` has.
pub fn extend_with_bytes(numbers: &mut Vec<f32>, bytes: &[u8]) {
    numbers.extend(bytes.iter().map(|&byte| f32::from(byte) / 255.0));
}

/// `1/(1 + e^−x)`, in place.
pub fn squash(values: &mut [f32]) {
    update(values, [], |x, []| sigmoid(x));
}

/// `x · sigmoid(x)`, in place.
pub fn silu(values: &mut [f32]) {
    update(values, [], |x, []| x * sigmoid(x));
}

/// Multiplies the slope by that of [`silu`] at `x`.
pub fn silu_slope(slope: &mut [f32], x: &[f32]) {
    update(slope, [x], |slope, [x]| {
        let s = sigmoid(x);
        slope * (s + x * s * (f32x4::ONE - s))
    });
}

/// Sets the slope to 0 where the output of a ReLU is 0. What is no number stays none.
pub fn through_relu(slope: &mut [f32], output: &[f32]) {
    update(slope, [output], |slope, [output]| {
        output.simd_le(f32x4::ZERO).select(f32x4::ZERO, slope)
    });
}

/// Adds numbers to those in their place.
pub fn add(values: &mut [f32], others: &[f32]) {
    update(values, [others], |value, [other]| value + other);
}

/// The sum of each of `width` columns.
pub fn add_columns(values: &[f32], width: usize) -> Vec<f32> {
    let mut total = vec![0.0; width];
    for row in values.chunks_exact(width) {
        update(&mut total, [row], |total, [value]| total + value);
    }
    total
}

/// Turns log σ² into a draw `μ + σ ε`.
pub fn draw(log_var: &mut [f32], mean: &[f32], noise: &[f32]) {
    update(log_var, [mean, noise], |log_var, [mean, noise]| {
        mean + (HALF * log_var).exp() * noise
    });
}

/// Multiplies the slope of a draw by that of the draw with respect to log σ².
pub fn draw_slope(slope: &mut [f32], log_var: &[f32], noise: &[f32]) {
    update(slope, [log_var, noise], |slope, [log_var, noise]| {
        slope * HALF * (HALF * log_var).exp() * noise
    });
}

/// KL(N(mean, diag exp log_var) ‖ N(0, I)) of each row of `width`, in nats.
pub fn kl_divergence(mean: &[f32], log_var: &[f32], width: usize) -> Vec<f32> {
    let rows = mean.chunks_exact(width).zip(log_var.chunks_exact(width));
    rows.map(|(mean, log_var)| {
        sum([mean, log_var], |[mean, log_var]| {
            HALF * (mean * mean + log_var.exp() - f32x4::ONE - log_var)
        })
    })
    .collect()
}

/// Turns mean and log σ² into the slopes with respect to them; `slope`: one a row.
pub fn kl_slopes(mean: &mut [f32], log_var: &mut [f32], slope: &[f32]) {
    let width = mean.len() / slope.len().max(1);
    let rows = mean.chunks_exact_mut(width);
    for ((mean, log_var), slope) in rows.zip(log_var.chunks_exact_mut(width)).zip(slope) {
        let slope = f32x4::splat(*slope);
        update(mean, [], |mean, []| mean * slope);
        update(log_var, [], |log_var, []| {
            HALF * (log_var.exp() - f32x4::ONE) * slope
        });
    }
}

/// Binary cross-entropy of each row of `width`, in nats, from logits:
/// `Σ max(l, 0) − l x + ln(1 + e^−|l|)`, which cannot overflow.
pub fn bernoulli(logits: &[f32], images: &[f32], width: usize) -> Vec<f32> {
    let rows = logits.chunks_exact(width).zip(images.chunks_exact(width));
    rows.map(|(logits, images)| {
        sum([logits, images], |[logit, image]| {
            let positive = logit.fast_max(f32x4::ZERO);
            positive - logit * image + ln_1p(tail(logit))
        })
    })
    .collect()
}

/// A pixel's slope below this moves no weight: Adam's ε is ten million times as much.
const LEAST_SLOPE: f32 = 1e-15;

/// Turns logits into the slope with respect to them; `slope`: one a row.
///
/// A pixel whose probability is its grey value but for next to nothing has none: in a long run the
/// probability of one that is always black falls to 10⁻³⁵, whose products with weights would be subnormal numbers, on which
/// a CPU is a hundred times slower.
pub fn bernoulli_slope(logits: &mut [f32], images: &[f32], slope: &[f32]) {
    let width = logits.len() / slope.len().max(1);
    let rows = logits.chunks_exact_mut(width);
    for ((logits, images), slope) in rows.zip(images.chunks_exact(width)).zip(slope) {
        let slope = f32x4::splat(*slope);
        update(logits, [images], |logit, [image]| {
            let gap = sigmoid(logit) - image;
            (gap & !gap.abs().simd_lt(f32x4::splat(LEAST_SLOPE))) * slope
        });
    }
}
