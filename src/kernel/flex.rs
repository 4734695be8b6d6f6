//! The kernels of the CPU: burn-flex's tensors as slices of numbers.

#[cfg(not(target_family = "wasm"))]
use std::sync::Arc;

use burn::backend::{Flex, tensor::FloatTensor};
use burn::tensor::TensorData;
use burn_flex::FlexTensor;
use vae_lab_kernels as cpu;
use vae_lab_kernels::Stack;

#[cfg(not(target_family = "wasm"))]
use super::Codes;
use super::slopes::{LayerSlopes, Passed, Slopes};
use super::{AdamStep, Finish, Kernels, Window};

/// A tensor whose numbers lie in a row.
struct Dense(FlexTensor);

impl Dense {
    fn of(tensor: FlexTensor) -> Self {
        match tensor.is_contiguous() {
            true => Self(tensor),
            false => Self(tensor.to_contiguous()),
        }
    }

    fn values(&self) -> &[f32] {
        self.0.as_slice().expect("contiguous f32")
    }

    /// The numbers, to be changed: in place where nobody else holds them.
    fn values_mut(&mut self) -> &mut [f32] {
        let start = self.0.layout().start_offset();
        let end = start + self.0.layout().num_elements();
        &mut self.0.storage_mut()[start..end]
    }

    fn dims<const D: usize>(&self) -> [usize; D] {
        self.0.layout().shape().dims()
    }

    fn stack(&self) -> Stack<'_> {
        let [batch, _, _, channels] = self.dims();
        Stack {
            values: self.values(),
            batch,
            channels,
        }
    }
}

fn tensor<const D: usize>(values: Vec<f32>, dims: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, dims))
}

fn vector(values: Vec<f32>) -> FlexTensor {
    let length = values.len();
    tensor(values, [length])
}

/// The slope with respect to the sums before the activation, and its total over all rows; the
/// last dimension is the layer's output.
fn through_finish(slope: FlexTensor, output: FlexTensor, finish: Finish) -> (Dense, FlexTensor) {
    let mut slope = Dense::of(slope);
    let output = Dense::of(output);
    let width = *output
        .0
        .layout()
        .shape()
        .as_slice()
        .last()
        .expect("a layer has an output");
    if finish == Finish::Relu {
        cpu::through_relu(slope.values_mut(), output.values());
    }
    let total = vector(cpu::add_columns(slope.values(), width));
    (slope, total)
}

impl Kernels for Flex {
    fn linear(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        finish: Finish,
    ) -> FloatTensor<Self> {
        let [x, weight, bias] = [x, weight, bias].map(Dense::of);
        let ([rows, inner], [_, columns]) = (x.dims(), weight.dims());
        let sizes = [rows, inner, columns];
        let out = cpu::product(x.values(), weight.values(), bias.values(), finish, sizes);
        tensor(out, [rows, columns])
    }

    #[cfg(not(target_family = "wasm"))]
    fn linear_of_codes(
        x: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        codes: Arc<Codes>,
        finish: Finish,
    ) -> FloatTensor<Self> {
        let [x, bias] = [x, bias].map(Dense::of);
        let ([rows, _], [columns]) = (x.dims(), bias.dims());
        tensor(
            codes.product(x.values(), bias.values(), finish),
            [rows, columns],
        )
    }

    fn conv(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        let [x, weight, bias] = [x, weight, bias].map(Dense::of);
        let out = cpu::conv(x.stack(), weight.values(), bias.values(), window, finish);
        let ([batch, ..], [channels]) = (x.dims::<4>(), bias.dims());
        tensor(out, [batch, window.coarse(), window.coarse(), channels])
    }

    fn conv_transpose(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        let [x, weight, bias] = [x, weight, bias].map(Dense::of);
        let out = cpu::conv_transpose(x.stack(), weight.values(), bias.values(), window, finish);
        let ([batch, ..], [channels]) = (x.dims::<4>(), bias.dims());
        tensor(out, [batch, window.fine, window.fine, channels])
    }

    fn silu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let mut x = Dense::of(x);
        cpu::silu(x.values_mut());
        x.0
    }

    fn sigmoid(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let mut x = Dense::of(x);
        cpu::squash(x.values_mut());
        x.0
    }

    fn draw(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let [mean, mut log_var, noise] = [mean, log_var, noise].map(Dense::of);
        cpu::draw(log_var.values_mut(), mean.values(), noise.values());
        log_var.0
    }

    fn kl_divergence(mean: FloatTensor<Self>, log_var: FloatTensor<Self>) -> FloatTensor<Self> {
        let [mean, log_var] = [mean, log_var].map(Dense::of);
        let [_, width] = mean.dims();
        vector(cpu::kl_divergence(mean.values(), log_var.values(), width))
    }

    fn bernoulli(logits: FloatTensor<Self>, images: FloatTensor<Self>) -> FloatTensor<Self> {
        let [logits, images] = [logits, images].map(Dense::of);
        let [_, width] = logits.dims();
        vector(cpu::bernoulli(logits.values(), images.values(), width))
    }

    fn elbo(
        reconstruction: FloatTensor<Self>,
        kl: FloatTensor<Self>,
        beta: f32,
    ) -> FloatTensor<Self> {
        let [reconstruction, kl] = [reconstruction, kl].map(|values| {
            let values = Dense::of(values);
            values.values().iter().sum::<f32>() / values.values().len() as f32
        });
        vector(vec![reconstruction, kl, reconstruction + beta * kl])
    }

    fn adam(
        value: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        square: FloatTensor<Self>,
        step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        let gradient = Dense::of(gradient);
        let [mut value, mut mean, mut square] = [value, mean, square].map(Dense::of);
        let [values, means, squares] = [&mut value, &mut mean, &mut square].map(Dense::values_mut);
        cpu::adam(values, gradient.values(), means, squares, step);
        (value.0, mean.0, square.0)
    }
}

impl Slopes for Flex {
    fn linear_slopes(passed: Passed<Self>) -> LayerSlopes<Self> {
        let [x, weight] = [passed.input, passed.weight].map(Dense::of);
        let ([rows, inner], [_, columns]) = (x.dims(), weight.dims());
        let (slope, bias) = through_finish(passed.slope, passed.output, passed.finish);
        let slope = slope.values();
        let input = passed.to_input.then(|| {
            let sizes = [rows, columns, inner];
            let out = cpu::product_transposed(slope, weight.values(), sizes);
            tensor(out, [rows, inner])
        });
        let sizes = [inner, rows, columns];
        let out = cpu::transposed_product(x.values(), slope, sizes);
        LayerSlopes {
            input,
            weight: tensor(out, [inner, columns]),
            bias,
        }
    }

    fn conv_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self> {
        let [x, weight] = [passed.input, passed.weight].map(Dense::of);
        let (slope, bias) = through_finish(passed.slope, passed.output, passed.finish);
        let (from, to) = (x.stack(), slope.stack());
        let none = vec![0.0; from.channels];
        let input = passed
            .to_input
            .then(|| cpu::conv_transpose(to, weight.values(), &none, window, Finish::Linear));
        let out = cpu::weight_slope(from, to, window);
        LayerSlopes {
            input: input.map(|values| tensor(values, x.dims::<4>())),
            weight: tensor(out, weight.dims::<4>()),
            bias,
        }
    }

    fn conv_transpose_slopes(passed: Passed<Self>, window: Window) -> LayerSlopes<Self> {
        let [x, weight] = [passed.input, passed.weight].map(Dense::of);
        let (slope, bias) = through_finish(passed.slope, passed.output, passed.finish);
        let (from, to) = (x.stack(), slope.stack());
        let none = vec![0.0; from.channels];
        let input = passed
            .to_input
            .then(|| cpu::conv(to, weight.values(), &none, window, Finish::Linear));
        let out = cpu::weight_slope(to, from, window);
        LayerSlopes {
            input: input.map(|values| tensor(values, x.dims::<4>())),
            weight: tensor(out, weight.dims::<4>()),
            bias,
        }
    }

    fn silu_slope(x: FloatTensor<Self>, slope: FloatTensor<Self>) -> FloatTensor<Self> {
        let [x, mut slope] = [x, slope].map(Dense::of);
        cpu::silu_slope(slope.values_mut(), x.values());
        slope.0
    }

    fn draw_slope(
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let [log_var, noise, mut slope] = [log_var, noise, slope].map(Dense::of);
        cpu::draw_slope(slope.values_mut(), log_var.values(), noise.values());
        slope.0
    }

    fn kl_slopes(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> [FloatTensor<Self>; 2] {
        let [mut mean, mut log_var, slope] = [mean, log_var, slope].map(Dense::of);
        cpu::kl_slopes(mean.values_mut(), log_var.values_mut(), slope.values());
        [mean.0, log_var.0]
    }

    fn bernoulli_slope(
        logits: FloatTensor<Self>,
        images: FloatTensor<Self>,
        slope: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let [mut logits, images, slope] = [logits, images, slope].map(Dense::of);
        cpu::bernoulli_slope(logits.values_mut(), images.values(), slope.values());
        logits.0
    }

    fn elbo_slopes(slope: FloatTensor<Self>, rows: usize, beta: f32) -> [FloatTensor<Self>; 2] {
        let each = Dense::of(slope).values()[2] / rows as f32;
        [each, beta * each].map(|each| vector(vec![each; rows]))
    }
}
