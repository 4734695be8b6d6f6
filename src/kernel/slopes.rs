//! What every backend's kernels give back in the backward pass.

use burn::backend::{Backend, tensor::FloatTensor};

use super::{Finish, Window};

/// Slopes of a layer with respect to its input, where that is wanted, its weight and its bias.
pub(super) struct LayerSlopes<B: Backend> {
    pub input: Option<FloatTensor<B>>,
    pub weight: FloatTensor<B>,
    pub bias: FloatTensor<B>,
}

/// What a layer went through on its way forward, and the slope of what follows it.
pub(super) struct Passed<B: Backend> {
    pub input: FloatTensor<B>,
    pub weight: FloatTensor<B>,
    pub output: FloatTensor<B>,
    /// With respect to the output.
    pub slope: FloatTensor<B>,
    pub finish: Finish,
    /// Whether the slope with respect to the input is wanted.
    pub to_input: bool,
}

/// The backward pass of each of [`super::Kernels`].
pub(super) trait Slopes: Backend {
    fn linear_slopes(passed: Passed<Self>) -> LayerSlopes<Self>;
    fn conv_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self>;
    fn conv_transpose_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self>;
    fn silu_slope(x: FloatTensor<Self>, slope: FloatTensor<Self>) -> FloatTensor<Self>;
    /// With respect to the log variance; with respect to the mean it is `slope` itself.
    fn draw_slope(
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// `slope`: `[rows]`.
    fn kl_slopes(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> [FloatTensor<Self>; 2];
    /// With respect to the logits; `slope`: `[rows]`.
    fn bernoulli_slope(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// `slope`: `[3]`, of which the last counts; returns `[rows]` each.
    fn elbo_slopes(slope: FloatTensor<Self>, rows: usize, beta: f32) -> [FloatTensor<Self>; 2];
}
