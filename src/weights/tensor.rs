//! One named list of numbers, as a weights file holds it.

use half::f16;
use safetensors::tensor::{Dtype, TensorView};

use crate::error::{Error, Result};

/// A named list of numbers with its dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its numbers, row-major.
    pub values: Vec<f32>,
}

impl NamedTensor {
    /// The same, if every number is finite.
    ///
    /// # Errors
    /// [`Error::WeightsNonfinite`].
    pub fn finite(self) -> Result<Self> {
        match self.values.iter().position(|v| !v.is_finite()) {
            None => Ok(self),
            Some(index) => Err(Error::WeightsNonfinite {
                name: self.name,
                index,
                value: self.values[index],
            }),
        }
    }

    /// The numbers of a tensor in a file.
    pub(super) fn read(name: String, view: &TensorView) -> Result<Self> {
        let values: Vec<f32> = match view.dtype() {
            Dtype::F32 => view
                .data()
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
            Dtype::F16 => view
                .data()
                .chunks_exact(2)
                .map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32())
                .collect(),
            other => {
                return Err(Error::WeightsTensorDtype {
                    name,
                    found: format!("{other:?}"),
                });
            }
        };
        NamedTensor {
            name,
            shape: view.shape().to_vec(),
            values,
        }
        .finite()
    }
}
