//! Weights that were pruned, kept at 0 while the others are trained.

use burn::tensor::{Bool, Tensor};

use crate::model::Vae;

/// Where a model's matrices are 0, flattened, in the order of the module; none for a parameter that
/// may move everywhere: biases, and lists of numbers.
pub(super) type Zeros = Vec<Option<Tensor<1, Bool>>>;

/// The zeros of a model.
pub(super) fn zeros_of(vae: &Vae) -> Zeros {
    let zeros = |values: Tensor<1>| values.abs().lower_elem(f32::MIN_POSITIVE);
    let parameters = vae.parameters().into_iter();
    parameters
        .map(|parameter| (parameter.shape.len() > 1).then(|| zeros(parameter.values)))
        .collect()
}
