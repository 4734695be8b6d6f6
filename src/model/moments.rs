//! What goes into a model's layers, and how it goes together.

use std::cell::RefCell;

use burn::module::{Param, ParamId};
use burn::tensor::Tensor;

use super::Vae;
use crate::kernel::{self, Finish};

/// The mean products of the inputs of a layer's matrix over real data; the last input is the constant 1
/// that the bias is multiplied by. A convolution's matrix has a row for each number of its window,
/// channel by channel, and sees one place of the image at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Inputs, the constant among them.
    pub inputs: usize,
    /// E[x xᵀ], row-major: `[inputs, inputs]`.
    pub products: Vec<f32>,
}

impl Moments {
    /// E[x²] of an input.
    pub fn power(&self, input: usize) -> f32 {
        self.products[input * self.inputs + input]
    }
}

thread_local! {
    /// What went into which layer, by its weight, while somebody watches.
    static SEEN: RefCell<Option<Vec<(ParamId, Tensor<2>)>>> = const { RefCell::new(None) };
}

/// Images of a batch whose windows are looked at: each has one for every place of the output.
const WINDOWED: usize = 16;

/// Notes what this matrix is multiplied by: `[batch, inputs]`.
pub(super) fn note(weight: &Param<Tensor<2>>, inputs: &Tensor<2>) {
    note_of(weight.id, || inputs.clone());
}

/// Notes the windows of a convolution, of stacks `[batch, height, width, channels]`. `convolve` is what
/// the layer does, for another weight and bias.
///
/// A convolution whose weight has a single 1 for each output gives its window's numbers one by one.
pub(super) fn note_windows(
    weight: &Param<Tensor<4>>,
    x: &Tensor<4>,
    transposed: bool,
    convolve: impl FnOnce(Tensor<4>, Tensor<4>, Tensor<1>) -> Tensor<4>,
) {
    note_of(weight.id, || {
        let [batch, height, width, channels] = x.dims();
        let few = batch.min(WINDOWED);
        let x = x.clone().slice([0..few, 0..height, 0..width, 0..channels]);
        let side = weight.dims()[3];
        let inputs = channels * side * side;
        let mut single = vec![0.0; inputs * inputs];
        for input in 0..inputs {
            let (channel, place) = (input / (side * side), input % (side * side));
            let rows = if transposed {
                channel * inputs + input
            } else {
                input * channels + channel
            };
            single[rows * side * side + place] = 1.0;
        }
        let shape = if transposed {
            [channels, inputs, side, side]
        } else {
            [inputs, channels, side, side]
        };
        let device = x.device();
        let single = kernel::tensor(single, shape, &device);
        let windows = convolve(x, single, Tensor::zeros([inputs], &device));
        let places: usize = windows.dims()[..3].iter().product();
        windows.reshape([places, inputs])
    });
}

fn note_of(id: ParamId, inputs: impl FnOnce() -> Tensor<2>) {
    if SEEN.with_borrow(Option::is_some) {
        let inputs = inputs();
        SEEN.with_borrow_mut(|seen| {
            seen.iter_mut()
                .for_each(|seen| seen.push((id, inputs.clone())))
        });
    }
}

impl Vae {
    /// The sums of x xᵀ over a batch, of what each layer's matrix is multiplied by while one latent of
    /// each image is drawn and decoded, by the matrix's path; the last of x is 1.
    ///
    /// # Shapes
    /// as [`Vae::infer`] and [`Vae::draw`]; returns `[inputs + 1, inputs + 1]` each.
    pub fn input_products(
        &self,
        images: Tensor<2>,
        labels: Option<Tensor<2>>,
        noise: Tensor<2>,
    ) -> Vec<(String, Tensor<2>)> {
        SEEN.set(Some(Vec::new()));
        self.draw(&self.infer(images, labels), noise);
        let seen = SEEN.take().unwrap_or_default();
        let parameters = self.parameters();
        let path_of = |id: ParamId| Some(parameters.iter().find(|p| p.id == id)?.path.clone());
        let product = |(id, inputs): (ParamId, Tensor<2>)| {
            let ones = Tensor::zeros([inputs.dims()[0], 1], &inputs.device()).add_scalar(1.0);
            let x = Tensor::cat(vec![inputs, ones], 1);
            let none = Tensor::zeros([x.dims()[1]], &x.device());
            // Not `matmul`: burn's own matrix product is 90 kB that the module needs for nothing else.
            let products = kernel::linear(x.clone().transpose(), x, none, Finish::Linear);
            Some((path_of(id)?, products))
        };
        seen.into_iter().filter_map(product).collect()
    }
}
