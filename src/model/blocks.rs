//! The pieces that encoder and decoder are built of, with all weights zero.
//!
//! Weights are always set from outside: burn's initialisers would draw them from the backend's
//! own generator, which differs from backend to backend.

use burn::module::{Module, Param};
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, ConvTranspose2d};
use burn::tensor::{Device, Tensor, activation};

use super::{Activation, CodedMatrix, VaeConfig, moments};
use crate::kernel::{self, Finish, Window};

impl Activation {
    pub(super) fn apply<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Relu => activation::relu(x),
            Self::Silu => kernel::silu(x),
        }
    }

    /// A layer's sums, from what computes them, with this behind them.
    fn after<const D: usize>(self, sums: impl FnOnce(Finish) -> Tensor<D>) -> Tensor<D> {
        match self {
            Self::Relu => sums(Finish::Relu),
            Self::Silu => kernel::silu(sums(Finish::Linear)),
        }
    }
}

fn bias(bias: &Option<Param<Tensor<1>>>) -> Tensor<1> {
    bias.as_ref().expect("every layer has a bias").val()
}

/// A linear layer, x · weight + bias; of low rank, x · down · weight + bias.
#[derive(Module, Debug)]
pub(crate) struct Linear {
    down: Option<Param<Tensor<2>>>,
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
    /// What its matrices are in whole numbers, as long as they are what a file of few bits said.
    #[module(skip)]
    codes: Codes,
}

/// The codes of a linear layer's matrices, `down` and `weight`, where the device multiplies with them.
type Codes = [Option<CodedMatrix>; 2];

impl Linear {
    /// From now on its matrices are these codes: of the matrix of this name.
    pub fn set_codes(&mut self, of: &mut dyn FnMut(&str) -> Option<CodedMatrix>) {
        self.codes = ["down", "weight"].map(of);
    }
}

fn affine(layer: &Linear, x: Tensor<2>, finish: Finish) -> Tensor<2> {
    let x = match &layer.down {
        None => x,
        Some(down) => {
            let none = Tensor::zeros([down.dims()[1]], &x.device());
            times(x, down, none, &layer.codes[0], Finish::Linear)
        }
    };
    times(x, &layer.weight, layer.bias.val(), &layer.codes[1], finish)
}

fn times(
    x: Tensor<2>,
    weight: &Param<Tensor<2>>,
    bias: Tensor<1>,
    codes: &Option<CodedMatrix>,
    finish: Finish,
) -> Tensor<2> {
    moments::note(weight, &x);
    match codes {
        Some(codes) => kernel::linear_of_codes(x, bias, codes, finish),
        None => kernel::linear(x, weight.val(), bias, finish),
    }
}

/// A linear layer with nothing behind it.
pub(crate) fn sums(layer: &Linear, x: Tensor<2>) -> Tensor<2> {
    affine(layer, x, Finish::Linear)
}

/// A linear layer with its activation.
pub(super) fn activated(layer: &Linear, x: Tensor<2>, activation: Activation) -> Tensor<2> {
    activation.after(|finish| affine(layer, x, finish))
}

/// A convolution of stacks `[batch, height, width, channels]`.
pub(crate) fn convolve(layer: &Conv2d, x: Tensor<4>, finish: Finish) -> Tensor<4> {
    let window = Window {
        kernel: layer.kernel_size[0],
        stride: layer.stride[0],
        fine: x.dims()[1],
    };
    moments::note_windows(&layer.weight, &x, false, |x, weight, bias| {
        kernel::conv(x, weight, bias, window, Finish::Linear)
    });
    kernel::conv(x, layer.weight.val(), bias(&layer.bias), window, finish)
}

/// A linear layer.
pub(crate) fn linear(input: usize, output: usize, device: &Device) -> Linear {
    Linear {
        down: None,
        weight: zeros([input, output], device),
        bias: zeros([output], device),
        codes: [None, None],
    }
}

/// The linear layers of a config, which may give some a lower rank.
pub(super) struct Linears<'a> {
    pub config: &'a VaeConfig,
    pub device: &'a Device,
}

impl Linears<'_> {
    /// The one at this path.
    pub fn at(&self, path: &str, input: usize, output: usize) -> Linear {
        let rank = self.config.ranks.get(path);
        Linear {
            down: rank.map(|&rank| zeros([input, rank], self.device)),
            ..linear(rank.map_or(input, |&rank| rank), output, self.device)
        }
    }

    /// Those of these widths, one after the other; `width` becomes the last of them.
    pub fn chain(
        &self,
        path: &str,
        width: &mut usize,
        widths: impl Iterator<Item = usize>,
    ) -> Vec<Linear> {
        let next = |(i, next)| {
            let input = std::mem::replace(width, next);
            self.at(&format!("{path}.{i}"), input, next)
        };
        widths.enumerate().map(next).collect()
    }
}

/// Calls this with each of a list of layers and its path.
pub(super) fn each_of(path: &str, layers: &mut [Linear], call: &mut dyn FnMut(&str, &mut Linear)) {
    for (i, layer) in layers.iter_mut().enumerate() {
        call(&format!("{path}.{i}"), layer);
    }
}

/// Each layer with its activation.
pub(super) fn through(layers: &[Linear], x: Tensor<2>, activation: Activation) -> Tensor<2> {
    layers
        .iter()
        .fold(x, |x, layer| activated(layer, x, activation))
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

/// A transposed convolution that keeps an odd kernel centred; `sides`: before and after, the same,
/// twice as long or one less.
pub(super) fn conv_transpose(
    channels: [usize; 2],
    sides: [usize; 2],
    kernel: usize,
    device: &Device,
) -> ConvTranspose2d {
    let [input, output] = channels;
    let padding = (kernel - 1) / 2;
    let stride = if sides[0] == sides[1] { 1 } else { 2 };
    ConvTranspose2d {
        weight: zeros([input, output, kernel, kernel], device),
        bias: Some(zeros([output], device)),
        stride: [stride; 2],
        kernel_size: [kernel; 2],
        dilation: [1; 2],
        groups: 1,
        padding: [padding; 2],
        padding_out: [sides[1] - (stride * (sides[0] - 1) + 1); 2],
        channels,
    }
}

/// A transposed convolution of stacks `[batch, height, width, channels]`.
pub(super) fn convolve_transposed(
    layer: &ConvTranspose2d,
    x: Tensor<4>,
    finish: Finish,
) -> Tensor<4> {
    let [stride, kernel] = [layer.stride[0], layer.kernel_size[0]];
    let window = Window {
        kernel,
        stride,
        fine: stride * (x.dims()[1] - 1) + 1 + layer.padding_out[0],
    };
    moments::note_windows(&layer.weight, &x, true, |x, weight, bias| {
        kernel::conv_transpose(x, weight, bias, window, Finish::Linear)
    });
    kernel::conv_transpose(x, layer.weight.val(), bias(&layer.bias), window, finish)
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
        let inner = activation.after(|finish| convolve(&self.first, x.clone(), finish));
        activation.apply(x + convolve(&self.second, inner, Finish::Linear))
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
        let x = activation.after(|finish| convolve(&self.conv, x, finish));
        self.residual
            .iter()
            .fold(x, |x, block| block.forward(x, activation))
    }
}

/// Residual blocks, then a transposed convolution that doubles the sides.
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
        Self {
            residual: (0..blocks)
                .map(|_| Residual::zeros(channels[0], device))
                .collect(),
            conv: conv_transpose(channels, sides, kernel, device),
        }
    }

    /// `behind`: what stands behind the transposed convolution.
    pub fn forward(
        &self,
        x: Tensor<4>,
        behind: Option<Activation>,
        activation: Activation,
    ) -> Tensor<4> {
        let x = self
            .residual
            .iter()
            .fold(x, |x, block| block.forward(x, activation));
        let sums = |finish| convolve_transposed(&self.conv, x, finish);
        match behind {
            None => sums(Finish::Linear),
            Some(activation) => activation.after(sums),
        }
    }
}
