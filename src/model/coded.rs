//! Matrices that are multiplied with as the whole numbers that a file of few bits holds.

use std::sync::Arc;

use crate::kernel::{self, CODED, Codes};

/// A linear layer's matrix as whole numbers.
pub type CodedMatrix = Arc<Codes>;

/// The codes of a matrix `[inputs, outputs]` whose numbers are multiples of their output's step, or of the
/// only one; none where the device does not gain by them.
pub fn coded(weights: &[f32], outputs: usize, steps: &[f32]) -> Option<CodedMatrix> {
    match CODED {
        true => kernel::codes(weights, outputs, steps).map(Arc::new),
        false => None,
    }
}
