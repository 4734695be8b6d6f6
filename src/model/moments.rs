//! What goes into a model's linear layers, and how it goes together.

use std::cell::RefCell;

use burn::module::{Param, ParamId};
use burn::tensor::Tensor;

use super::Vae;
use crate::kernel::{self, Finish};

/// The mean products of the inputs of a linear layer's matrix over real data; the last input is the
/// constant 1 that the bias is multiplied by.
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
    /// What went into which linear layer, by its weight, while somebody watches.
    static SEEN: RefCell<Option<Vec<(ParamId, Tensor<2>)>>> = const { RefCell::new(None) };
}

/// Notes what this matrix is multiplied by.
pub(super) fn note(weight: &Param<Tensor<2>>, inputs: &Tensor<2>) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen {
            seen.push((weight.id, inputs.clone()));
        }
    });
}

impl Vae {
    /// The sums of x xᵀ over a batch, of what each matrix of a linear layer is multiplied by while one
    /// latent of each image is drawn and decoded, by the matrix's path; the last of x is 1.
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
