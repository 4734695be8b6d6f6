//! Turning grey pixels into black or white ones, each white with the probability of its grey.

use serde::{Deserialize, Serialize};

/// When pixels are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Binarization {
    /// Never: the grey values are used as they are.
    #[default]
    None,
    /// Anew at every step.
    Dynamic,
    /// Once for each image.
    Fixed,
}

/// Draws each pixel: 1 with the probability of its grey value, else 0.
///
/// # Shapes
/// `pixels` in 0..1 and `uniform` in `[0, 1)` are as long as each other.
pub fn binarize(pixels: &mut [f32], uniform: &[f32]) {
    for (pixel, u) in pixels.iter_mut().zip(uniform) {
        *pixel = f32::from(u < pixel);
    }
}
