//! Adam.

use wide::f32x4;

use crate::blocks::{LANES, four};

/// The numbers of one Adam step that are the same for all parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamStep {
    /// The learning rate with both bias corrections.
    pub step_size: f32,
    /// ε with the correction of the second moment.
    pub epsilon: f32,
    /// How much of the mean stays, and how much of the gradient joins it.
    pub mean: [f32; 2],
    /// The same for the mean of its square.
    pub square: [f32; 2],
}

/// Below this a mean moves no value: it is a 10²²th of ε.
const LEAST: f32 = 1e-30;

/// The mean, or 0 where it is next to nothing. Without a gradient (a pixel that is always black, a
/// unit that is never active) it would fade into the subnormal numbers, on which a CPU is a
/// hundred times slower: after some thousand steps they would be half of a step's time.
#[inline(always)]
fn settled(mean: f32x4) -> f32x4 {
    mean & !mean.abs().simd_lt(f32x4::splat(LEAST))
}

/// Moves the values against their gradient, and both running means towards it.
///
/// # Shapes
/// all of one length.
/// # Source
/// Kingma & Ba 2015, algorithm 1.
pub fn adam(
    values: &mut [f32],
    gradient: &[f32],
    mean: &mut [f32],
    square: &mut [f32],
    step: AdamStep,
) {
    let length = values.len();
    let (values, last) = values.as_chunks_mut::<LANES>();
    let (gradients, last_gradient) = gradient[..length].as_chunks::<LANES>();
    let (means, last_mean) = mean[..length].as_chunks_mut::<LANES>();
    let (squares, last_square) = square[..length].as_chunks_mut::<LANES>();
    let moments = means.iter_mut().zip(squares);
    let pairs = values.iter_mut().zip(gradients);
    for ((value, gradient), (mean, square)) in pairs.zip(moments) {
        [*value, *mean, *square] = moved([*value, *mean, *square], *gradient, step);
    }
    if !last.is_empty() {
        let before = [&*last, last_mean, last_square].map(|numbers| four(numbers, 0));
        let after = moved(before, four(last_gradient, 0), step);
        for (numbers, after) in [last, last_mean, last_square].into_iter().zip(after) {
            let count = numbers.len();
            numbers.copy_from_slice(&after[..count]);
        }
    }
}

/// Values, means and squares after the step, from those before it.
#[inline(always)]
fn moved(before: [[f32; LANES]; 3], gradient: [f32; LANES], step: AdamStep) -> [[f32; LANES]; 3] {
    let [value, mean, square] = before.map(f32x4::new);
    let gradient = f32x4::new(gradient);
    let [keep, join] = step.mean.map(f32x4::splat);
    let [keep_square, join_square] = step.square.map(f32x4::splat);
    let mean = settled(keep * mean + join * gradient);
    let square = settled(keep_square * square + join_square * (gradient * gradient));
    let size = f32x4::splat(-step.step_size) * mean;
    let value = value + size / (square.sqrt() + f32x4::splat(step.epsilon));
    [value, mean, square].map(f32x4::to_array)
}
