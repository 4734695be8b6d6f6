//! The pieces that encoder and decoder are built of, with all weights zero.
//!
//! Weights are always set from outside: burn's initialisers would draw them from the backend's
//! own generator, which differs from backend to backend.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, ConvTranspose2d};
use burn::nn::{Linear, PaddingConfig2d};
use burn::tensor::{Device, Tensor, activation};

use super::Activation;

impl Activation {
    pub(super) fn apply<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Relu => activation::relu(x),
            Self::Silu => activation::silu(x),
        }
    }
}

/// A linear layer.
pub(crate) fn linear(input: usize, output: usize, device: &Device) -> Linear {
    Linear {
        weight: zeros([input, output], device),
        bias: Some(zeros([output], device)),
    }
}

/// Linear layers of these widths, one after the other; `width` becomes the last of them.
pub(super) fn chain(
    width: &mut usize,
    widths: impl Iterator<Item = usize>,
    device: &Device,
) -> Vec<Linear> {
    widths
        .map(|next| linear(std::mem::replace(width, next), next, device))
        .collect()
}

/// Each layer with its activation.
pub(super) fn through(layers: &[Linear], x: Tensor<2>, activation: Activation) -> Tensor<2> {
    layers
        .iter()
        .fold(x, |x, layer| activation.apply(layer.forward(x)))
}

fn zeros<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Param::from_tensor(Tensor::zeros(shape, device))
}

/// A number or a list of numbers that training changes.
pub(super) fn free<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    zeros(shape, device)
}

/// A convolution that keeps an odd kernel centred.
pub(crate) fn conv(channels: [usize; 2], kernel: usize, stride: usize, device: &Device) -> Conv2d {
    let [input, output] = channels;
    let padding = (kernel - 1) / 2;
    Conv2d {
        weight: zeros([output, input, kernel, kernel], device),
        bias: Some(zeros([output], device)),
        stride: [stride; 2],
        kernel_size: [kernel; 2],
        dilation: [1; 2],
        groups: 1,
        padding: PaddingConfig2d::Explicit(padding, padding, padding, padding),
    }
}

/// `activation(x + second(activation(first(x))))` (He et al. 2016), 3 × 3, same size.
#[derive(Module, Debug)]
pub(super) struct Residual {
    first: Conv2d,
    second: Conv2d,
}

impl Residual {
    fn zeros(channels: usize, device: &Device) -> Self {
        Self {
            first: conv([channels; 2], 3, 1, device),
            second: conv([channels; 2], 3, 1, device),
        }
    }

    fn forward(&self, x: Tensor<4>, activation: Activation) -> Tensor<4> {
        let inner = activation.apply(self.first.forward(x.clone()));
        activation.apply(x + self.second.forward(inner))
    }
}

/// A strided convolution that halves the sides, then residual blocks.
#[derive(Module, Debug)]
pub(super) struct DownStage {
    conv: Conv2d,
    residual: Vec<Residual>,
}

impl DownStage {
    pub fn zeros(channels: [usize; 2], kernel: usize, blocks: usize, device: &Device) -> Self {
        Self {
            conv: conv(channels, kernel, 2, device),
            residual: (0..blocks)
                .map(|_| Residual::zeros(channels[1], device))
                .collect(),
        }
    }

    pub fn forward(&self, x: Tensor<4>, activation: Activation) -> Tensor<4> {
        let x = activation.apply(self.conv.forward(x));
        self.residual
            .iter()
            .fold(x, |x, block| block.forward(x, activation))
    }
}

/// Residual blocks, then a transposed convolution that doubles the sides; its activation is the
/// next stage's matter, because the last has none.
#[derive(Module, Debug)]
pub(super) struct UpStage {
    residual: Vec<Residual>,
    conv: ConvTranspose2d,
}

impl UpStage {
    /// `sides`: before and after; twice the side, or one less.
    pub fn zeros(
        channels: [usize; 2],
        sides: [usize; 2],
        kernel: usize,
        blocks: usize,
        device: &Device,
    ) -> Self {
        let [input, output] = channels;
        let padding = (kernel - 1) / 2;
        Self {
            residual: (0..blocks)
                .map(|_| Residual::zeros(input, device))
                .collect(),
            conv: ConvTranspose2d {
                weight: zeros([input, output, kernel, kernel], device),
                bias: Some(zeros([output], device)),
                stride: [2; 2],
                kernel_size: [kernel; 2],
                dilation: [1; 2],
                groups: 1,
                padding: [padding; 2],
                padding_out: [sides[1] + 1 - 2 * sides[0]; 2],
                channels,
            },
        }
    }

    pub fn forward(&self, x: Tensor<4>, activation: Activation) -> Tensor<4> {
        let x = self
            .residual
            .iter()
            .fold(x, |x, block| block.forward(x, activation));
        self.conv.forward(x)
    }
}
