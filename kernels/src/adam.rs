//! Adam.

use wide::f32x4;

use crate::blocks::update;

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

/// Numbers that are gone through three times while they are in the nearest cache.
const BLOCK: usize = 1024;

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
    let [keep, join] = step.mean.map(f32x4::splat);
    let [keep_square, join_square] = step.square.map(f32x4::splat);
    let step_size = f32x4::splat(-step.step_size);
    let epsilon = f32x4::splat(step.epsilon);
    let moments = mean.chunks_mut(BLOCK).zip(square.chunks_mut(BLOCK));
    let blocks = values.chunks_mut(BLOCK).zip(gradient.chunks(BLOCK));
    for ((values, gradient), (mean, square)) in blocks.zip(moments) {
        update(mean, [gradient], |mean, [gradient]| {
            keep * mean + join * gradient
        });
        update(square, [gradient], |square, [gradient]| {
            keep_square * square + join_square * (gradient * gradient)
        });
        update(values, [mean, square], |value, [mean, square]| {
            value + step_size * mean / (square.sqrt() + epsilon)
        });
    }
}
