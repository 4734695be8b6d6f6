//! The kernels of the GPU: WGSL of our own, launched over burn-cubecl's tensors.
//!
//! A kernel's sizes are numbers it reads, never part of its text: each is compiled once, or twice
//! where rows of whole fours are read as such, whatever the batch.

mod adam;
mod convolution;
mod convolution_kernels;
mod launch;
mod matrix;
mod pointwise;
mod source;

use burn::backend::tensor::FloatTensor;
use burn::tensor::Tensor;
use burn_cubecl::CubeBackend;

use super::slopes::{LayerSlopes, Passed, Slopes};
use super::{AdamStep, Finish, Kernels, Window};

/// As [`super::adam_together`].
pub fn adam_together(
    parameters: Vec<[Tensor<1>; 4]>,
    step: AdamStep,
) -> Vec<(Tensor<1>, [Tensor<1>; 2])> {
    let parameters = parameters.into_iter().map(|parameter| {
        parameter.map(|tensor| {
            let tensor = tensor.try_into_primitive::<CubeBackend>();
            tensor.expect("every tensor is on this build's device, and not differentiated")
        })
    });
    let moved = adam::adam(parameters.collect(), step).into_iter();
    let moved = moved.map(|moved| moved.map(Tensor::from_primitive::<CubeBackend>));
    moved
        .map(|[value, mean, square]| (value, [mean, square]))
        .collect()
}

impl Kernels for CubeBackend {
    fn linear(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        finish: Finish,
    ) -> FloatTensor<Self> {
        matrix::linear(x, weight, bias, finish)
    }

    fn conv(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        convolution::conv(x, weight, bias, window, finish)
    }

    fn conv_transpose(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        convolution::conv_transpose(x, weight, bias, window, finish)
    }

    fn silu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        pointwise::silu(x)
    }

    fn draw(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        pointwise::draw(mean, log_var, noise)
    }

    fn kl_divergence(mean: FloatTensor<Self>, log_var: FloatTensor<Self>) -> FloatTensor<Self> {
        pointwise::kl_divergence(mean, log_var)
    }

    fn bernoulli(logits: FloatTensor<Self>, images: FloatTensor<Self>) -> FloatTensor<Self> {
        pointwise::bernoulli(logits, images)
    }

    fn elbo(
        reconstruction: FloatTensor<Self>,
        kl: FloatTensor<Self>,
        beta: f32,
    ) -> FloatTensor<Self> {
        pointwise::elbo(reconstruction, kl, beta)
    }

    fn adam(
        value: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        square: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let mut moved = adam::adam(vec![[value, gradient, mean, square]], step);
        moved.remove(0).into()
    }
}

impl Slopes for CubeBackend {
    fn linear_slopes(passed: Passed<Self>) -> LayerSlopes<Self> {
        matrix::linear_slopes(passed)
    }

    fn conv_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self> {
        convolution::conv_slopes(passed, window)
    }

    fn conv_transpose_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self> {
        convolution::conv_transpose_slopes(passed, window)
    }

    fn silu_slope(x: FloatTensor<Self>, slope: FloatTensor<Self>) -> FloatTensor<Self> {
        pointwise::silu_slope(x, slope)
    }

    fn draw_slope(
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        pointwise::draw_slope(log_var, noise, slope)
    }

    fn kl_slopes(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> [FloatTensor<Self>; 2] {
        pointwise::kl_slopes(mean, log_var, slope)
    }

    fn bernoulli_slope(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        pointwise::bernoulli_slope(logits, images, slope)
    }

    fn elbo_slopes(slope: FloatTensor<Self>, rows: usize, beta: f32) -> [FloatTensor<Self>; 2] {
        pointwise::elbo_slopes(slope, rows, beta)
    }
}
