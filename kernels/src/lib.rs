//! The arithmetic of a training step on the CPU, over slices of numbers and nothing else.
//!
//! A crate of its own, because it alone of ours is compiled for speed in the browser: the whole of
//! `vae-lab` at that level would be a quarter of a megabyte more to download. No line of it is
//! unsafe.
//!
//! Stacks of images are `[batch, height, width, channels]`, matrices row-major.

mod adam;
mod blocks;
mod codes;
mod convolution;
mod curves;
mod matrix;
mod panels;
mod pointwise;
mod sweep;

pub use adam::{AdamStep, adam};
pub use codes::Codes;
pub use convolution::{Stack, conv, conv_transpose, weight_slope};
pub use matrix::{product, product_transposed, transposed_product};
pub use pointwise::{
    add, add_columns, bernoulli, bernoulli_slope, draw, draw_slope, extend_with_bytes,
    kl_divergence, kl_slopes, silu, silu_slope, squash, through_relu,
};

use wide::f32x4;

/// What a layer does to its sums before it writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Nothing.
    Linear,
    /// `max(0, x)`.
    Relu,
}

impl Finish {
    /// The numbers as they are written. What is no number stays none.
    #[inline(always)]
    fn apply(self, sums: f32x4) -> f32x4 {
        match self {
            Self::Linear => sums,
            Self::Relu => sums.simd_lt(f32x4::ZERO).select(f32x4::ZERO, sums),
        }
    }
}

/// How the positions of a fine and a coarse square image belong together: the fine position
/// `stride · coarse + tap − padding` with `kernel` taps a side and `padding = (kernel − 1) / 2`.
///
/// A convolution goes from fine to coarse, a transposed convolution back. Both have weights
/// `[coarse channels, fine channels, kernel, kernel]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Taps a side, odd.
    pub kernel: usize,
    /// Fine positions a coarse one: 1 or 2.
    pub stride: usize,
    /// Side of the fine image.
    pub fine: usize,
}

impl Window {
    /// Zeros around the fine image.
    pub fn padding(&self) -> usize {
        (self.kernel - 1) / 2
    }

    /// Side of the coarse image.
    pub fn coarse(&self) -> usize {
        self.fine.div_ceil(self.stride)
    }
}
