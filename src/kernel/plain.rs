//! The kernels as burn's own operations, one after the other: what all backends' kernels must
//! give, and what a backend without its own computes.

use burn::tensor::Tensor;
use burn::tensor::activation::{relu, sigmoid as burn_sigmoid, silu as burn_silu};
use burn::tensor::module;
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};

use super::{AdamStep, Finish, Window};

fn finished<const D: usize>(sums: Tensor<D>, finish: Finish) -> Tensor<D> {
    match finish {
        Finish::Linear => sums,
        Finish::Relu => relu(sums),
    }
}

/// As [`super::linear`].
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, finish: Finish) -> Tensor<2> {
    finished(module::linear(x, weight, Some(bias)), finish)
}

/// As [`super::conv`].
pub fn conv(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    window: Window,
    finish: Finish,
) -> Tensor<4> {
    let Window { stride, .. } = window;
    let padding = window.padding();
    let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
    let x = x.permute([0, 3, 1, 2]);
    let sums = module::conv2d(x, weight, Some(bias), options);
    finished(sums.permute([0, 2, 3, 1]), finish)
}

/// As [`super::conv_transpose`].
pub fn conv_transpose(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    window: Window,
    finish: Finish,
) -> Tensor<4> {
    let Window { stride, fine, .. } = window;
    let padding = window.padding();
    let reach = stride * (window.coarse() - 1) + window.kernel - 2 * padding;
    let options =
        ConvTransposeOptions::new([stride; 2], [padding; 2], [fine - reach; 2], [1; 2], 1);
    let x = x.permute([0, 3, 1, 2]);
    let sums = module::conv_transpose2d(x, weight, Some(bias), options);
    finished(sums.permute([0, 2, 3, 1]), finish)
}

/// As [`super::silu`].
pub fn silu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    burn_silu(x)
}

/// As [`super::sigmoid`].
pub fn sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    burn_sigmoid(x)
}

/// As [`super::largest`].
pub fn largest<const D: usize>(x: Tensor<D>, dim: usize) -> Tensor<D> {
    x.max_dim(dim).detach()
}

/// As [`super::draw`].
pub fn draw(mean: Tensor<2>, log_var: Tensor<2>, noise: Tensor<2>) -> Tensor<2> {
    mean + log_var.mul_scalar(0.5).exp() * noise
}

/// As [`super::kl_divergence`].
pub fn kl_divergence(mean: Tensor<2>, log_var: Tensor<2>) -> Tensor<1> {
    let nats = mean.powi_scalar(2) + log_var.clone().exp() - log_var.add_scalar(1.0);
    nats.mul_scalar(0.5).sum_dim(1).squeeze_dim(1)
}

/// As [`super::bernoulli`].
pub fn bernoulli(logits: Tensor<2>, images: Tensor<2>) -> Tensor<1> {
    let size = logits.clone().abs();
    let tail = size.clone().neg().exp().log1p();
    // (l + |l|)/2 is max(l, 0) to the bit, but its slope at 0 is ½, as that of the whole must be.
    let nats = (logits.clone() + size).mul_scalar(0.5) - logits * images + tail;
    nats.sum_dim(1).squeeze_dim(1)
}

/// As [`super::elbo`].
pub fn elbo(reconstruction: Tensor<1>, kl: Tensor<1>, beta: f32) -> Tensor<1> {
    let [reconstruction, kl] = [reconstruction, kl].map(Tensor::mean);
    let objective = reconstruction.clone() + kl.clone().mul_scalar(beta);
    let read = [reconstruction, kl].map(Tensor::detach);
    Tensor::cat([read.to_vec(), vec![objective]].concat(), 0)
}

/// As [`super::adam`].
pub fn adam<const D: usize>(
    value: Tensor<D>,
    gradient: Tensor<D>,
    [mean, square]: [Tensor<D>; 2],
    step: AdamStep,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    let mean = mean.mul_scalar(step.mean[0]) + gradient.clone().mul_scalar(step.mean[1]);
    let square =
        square.mul_scalar(step.square[0]) + gradient.powi_scalar(2).mul_scalar(step.square[1]);
    let direction = mean.clone() / square.clone().sqrt().add_scalar(step.epsilon);
    (value - direction.mul_scalar(step.step_size), [mean, square])
}
