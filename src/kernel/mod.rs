//! Hand-written kernels: what a training step spends its time on, fused, with closed-form slopes.
//!
//! The functions take and give burn tensors and take part in automatic differentiation. Behind
//! them stands one [`Kernels`] for each backend; a backend without kernels of its own takes
//! [`plain`], burn's operations one after the other, which define what all others must give.
//!
//! Stacks of images are `[batch, height, width, channels]` here: in that order the numbers that a
//! convolution multiplies lie side by side.

#[cfg(any(feature = "flex", feature = "webgpu"))]
mod autodiff;
#[cfg(feature = "flex")]
mod flex;
pub mod plain;
#[cfg(any(feature = "flex", feature = "webgpu"))]
mod slopes;
#[cfg(feature = "webgpu")]
mod webgpu;

pub use vae_lab_kernels::{AdamStep, Codes, Finish, Window};

use std::sync::Arc;

#[cfg(any(feature = "flex", feature = "webgpu"))]
use burn::backend::{Backend, backend_extension, ops::ActivationOps, tensor::FloatTensor};
use burn::backend::{Dispatch, ops::FloatTensorOps};
use burn::tensor::{Device, Shape, Tensor, TensorData};

/// What every backend's kernels do. Shapes are those of the functions of this module.
#[cfg(any(feature = "flex", feature = "webgpu"))]
#[backend_extension(
    Flex: cfg(feature = "flex"),
    Cube: cfg(feature = "webgpu"),
    Autodiff
)]
pub(crate) trait Kernels: Backend {
    fn linear(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        finish: Finish,
    ) -> FloatTensor<Self>;
    fn linear_of_codes(
        _x: FloatTensor<Self>,
        _bias: FloatTensor<Self>,
        _codes: Arc<Codes>,
        _finish: Finish,
    ) -> FloatTensor<Self> {
        unreachable!("no other backend keeps codes, and none is trained with them")
    }
    fn conv(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self>;
    fn conv_transpose(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self>;
    fn silu(x: FloatTensor<Self>) -> FloatTensor<Self>;
    fn largest(x: FloatTensor<Self>, dim: usize) -> FloatTensor<Self> {
        Self::float_max_dim(x, dim)
    }
    fn sigmoid(x: FloatTensor<Self>) -> FloatTensor<Self> {
        <Self as ActivationOps<Self>>::sigmoid(x)
    }
    fn draw(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    fn kl_divergence(mean: FloatTensor<Self>, log_var: FloatTensor<Self>) -> FloatTensor<Self>;
    fn bernoulli(logits: FloatTensor<Self>, images: FloatTensor<Self>) -> FloatTensor<Self>;
    fn elbo(
        reconstruction: FloatTensor<Self>,
        kl: FloatTensor<Self>,
        beta: f32,
    ) -> FloatTensor<Self>;
    fn adam(
        value: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        square: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

/// A tensor of these numbers, row-major.
///
/// Not [`Tensor::from_data`], which can also convert every kind of number into every other: that
/// alone is a tenth of a module in the browser.
pub(crate) fn tensor<const D: usize>(
    values: Vec<f32>,
    shape: impl Into<Shape>,
    device: &Device,
) -> Tensor<D> {
    let data = TensorData::new(values, shape);
    let tensor = Dispatch::float_from_data(data, device.as_dispatch());
    Tensor::from_dispatch(tensor)
}

macro_rules! kernel {
    ($(#[$doc:meta])* $name:ident ( $($tensor:ident : $rank:literal),* ; $($plain:ident : $type:ty),* ) -> $out:literal) => {
        $(#[$doc])*
        pub fn $name($($tensor: Tensor<$rank>,)* $($plain: $type),*) -> Tensor<$out> {
            #[cfg(any(feature = "flex", feature = "webgpu"))]
            return Tensor::from_dispatch(<Dispatch as Kernels>::$name(
                $($tensor.into_dispatch(),)* $($plain),*
            ));
            #[cfg(not(any(feature = "flex", feature = "webgpu")))]
            plain::$name($($tensor,)* $($plain),*)
        }
    };
}

kernel! {
    /// A linear layer.
    ///
    /// # Shapes
    /// `x`: `[rows, input]`; `weight`: `[input, output]`; `bias`: `[output]`; returns
    /// `[rows, output]`.
    linear(x: 2, weight: 2, bias: 1; finish: Finish) -> 2
}

/// Whether linear layers are multiplied as whole numbers where a file says so. Natively that makes an
/// evaluation of dense-z20 in 8 bits 1.5 times as fast. In the browser the product alone is 2 times as
/// fast, but a decode of 64 gains no more than a tenth by it, which is not worth 7 kB of download; and a
/// GPU waits for its dispatches at these sizes.
pub const CODED: bool = cfg!(all(feature = "flex", not(target_family = "wasm")));

/// Inputs from which on a linear layer is faster with whole numbers than with floats. Of 64 rows at once:
/// of 20 inputs 0.7 times as fast, of 64 1.3, of 128 1.6, of 400 2 times.
const LEAST_CODED: usize = 64;

/// The codes of a linear layer's weight, where this backend gains by multiplying with them.
///
/// # Shapes
/// `weights`: `[inputs, outputs]`; `steps`: one for each output, or one.
pub fn codes(weights: &[f32], outputs: usize, steps: &[f32]) -> Option<Codes> {
    let gains = CODED && weights.len() >= LEAST_CODED * outputs;
    gains.then(|| Codes::of(weights, outputs, steps)).flatten()
}

/// As [`linear`], with a weight of codes; it has no slope.
pub fn linear_of_codes(
    x: Tensor<2>,
    bias: Tensor<1>,
    codes: &Arc<Codes>,
    finish: Finish,
) -> Tensor<2> {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    return Tensor::from_dispatch(<Dispatch as Kernels>::linear_of_codes(
        x.into_dispatch(),
        bias.into_dispatch(),
        Arc::clone(codes),
        finish,
    ));
    #[cfg(not(any(feature = "flex", feature = "webgpu")))]
    unreachable!("{:?}", (x, bias, codes, finish))
}

kernel! {
    /// A convolution, from a fine image to a coarse one.
    ///
    /// # Shapes
    /// `x`: `[batch, fine, fine, input]`; `weight`: `[output, input, kernel, kernel]`; `bias`:
    /// `[output]`; returns `[batch, coarse, coarse, output]`.
    conv(x: 4, weight: 4, bias: 1; window: Window, finish: Finish) -> 4
}

kernel! {
    /// A transposed convolution, from a coarse image to a fine one.
    ///
    /// # Shapes
    /// `x`: `[batch, coarse, coarse, input]`; `weight`: `[input, output, kernel, kernel]`;
    /// `bias`: `[output]`; returns `[batch, fine, fine, output]`.
    conv_transpose(x: 4, weight: 4, bias: 1; window: Window, finish: Finish) -> 4
}

kernel! {
    /// A draw from a Gaussian, `μ + σ ε`.
    ///
    /// # Shapes
    /// all `[rows, latent]`; the noise has no slope.
    draw(mean: 2, log_var: 2, noise: 2;) -> 2
}

kernel! {
    /// KL(N(mean, diag exp log_var) ‖ N(0, I)) of each row, in nats.
    ///
    /// # Shapes
    /// `[rows, latent]`; returns `[rows]`.
    /// # Source
    /// Kingma & Welling 2014, appendix B.
    kl_divergence(mean: 2, log_var: 2;) -> 1
}

kernel! {
    /// Binary cross-entropy of each row, in nats, from logits; the images have no slope.
    ///
    /// # Shapes
    /// `[rows, pixels]`; returns `[rows]`.
    bernoulli(logits: 2, images: 2;) -> 1
}

kernel! {
    /// Mean reconstruction, mean KL divergence, and the objective `reconstruction + β KL`. The
    /// slope is that of the objective, the last number; the others are there to be read.
    ///
    /// # Shapes
    /// `[rows]`; returns `[3]`.
    elbo(reconstruction: 1, kl: 1; beta: f32) -> 1
}

/// `x · sigmoid(x)`.
pub fn silu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    return Tensor::from_dispatch(<Dispatch as Kernels>::silu(x.into_dispatch()));
    #[cfg(not(any(feature = "flex", feature = "webgpu")))]
    plain::silu(x)
}

/// `1/(1 + e^−x)`. Where a slope is wanted, it is burn's own.
pub fn sigmoid<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    return Tensor::from_dispatch(<Dispatch as Kernels>::sigmoid(x.into_dispatch()));
    #[cfg(not(any(feature = "flex", feature = "webgpu")))]
    plain::sigmoid(x)
}

/// The largest number along a dimension, which stays with size 1. It has no slope: burn's own has
/// one, and with it all that gathers and scatters, which nothing else here needs.
pub fn largest<const D: usize>(x: Tensor<D>, dim: usize) -> Tensor<D> {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    return Tensor::from_dispatch(<Dispatch as Kernels>::largest(x.into_dispatch(), dim));
    #[cfg(not(any(feature = "flex", feature = "webgpu")))]
    plain::largest(x, dim)
}

/// One parameter's step of Adam; returns the value and the means after it.
///
/// # Shapes
/// all alike.
pub fn adam<const D: usize>(
    value: Tensor<D>,
    gradient: Tensor<D>,
    [mean, square]: [Tensor<D>; 2],
    step: AdamStep,
) -> (Tensor<D>, [Tensor<D>; 2]) {
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    {
        let (value, mean, square) = <Dispatch as Kernels>::adam(
            value.into_dispatch(),
            gradient.into_dispatch(),
            mean.into_dispatch(),
            square.into_dispatch(),
            step,
        );
        let [mean, square] = [mean, square].map(Tensor::from_dispatch);
        (Tensor::from_dispatch(value), [mean, square])
    }
    #[cfg(not(any(feature = "flex", feature = "webgpu")))]
    plain::adam(value, gradient, [mean, square], step)
}

/// Whether [`adam_together`] is worth holding all parameters for. On a CPU it is not: what nobody
/// else holds is changed in place.
pub const TOGETHER: bool = cfg!(feature = "webgpu");

/// As [`adam`], over several parameters, each with its gradient, the mean of that and of its
/// square.
///
/// # Shapes
/// all four of a parameter alike.
pub fn adam_together(
    parameters: Vec<[Tensor<1>; 4]>,
    step: AdamStep,
) -> Vec<(Tensor<1>, [Tensor<1>; 2])> {
    #[cfg(feature = "webgpu")]
    return webgpu::adam_together(parameters, step);
    #[cfg(not(feature = "webgpu"))]
    {
        let parameters = parameters.into_iter();
        let moved = parameters
            .map(|[value, gradient, mean, square]| adam(value, gradient, [mean, square], step));
        moved.collect()
    }
}

/// As [`adam`], over numbers on the CPU.
pub use vae_lab_kernels::adam as adam_values;

pub use vae_lab_kernels::add;
