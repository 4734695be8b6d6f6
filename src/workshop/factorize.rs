//! A matrix as the product of two thinner ones.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, SymmetricEigen};
use serde::{Deserialize, Serialize};

use super::model_file::{Made, ModelFile, index_of, made, stored};
use crate::error::{Error, Result, check_option};
use crate::model::{Moments, VaeConfig};
use crate::weights::NamedTensor;

/// How a model's linear layers are factorized.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FactorizeOptions {
    /// The most inner dimensions of a layer. A layer that two matrices would not make smaller stays
    /// as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<usize>,
    /// The share of the variance of a layer's sums that must be left, above 0 and at most 1.
    pub variance: f64,
}

impl Default for FactorizeOptions {
    fn default() -> Self {
        Self {
            rank: None,
            variance: 0.99,
        }
    }
}

impl FactorizeOptions {
    /// Refuses what cannot be done.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        let range = "a whole number of at least 1";
        check_option(self.rank != Some(0), "rank", 0, range)?;
        let fine = self.variance > 0.0 && self.variance <= 1.0;
        check_option(fine, "variance", self.variance, "above 0 and at most 1")
    }
}

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    #[serde(flatten)]
    options: &'a FactorizeOptions,
    /// Whether real images had a say in which directions stay.
    calibrated: bool,
    /// The layers that became two matrices, and their inner dimensions.
    ranks: &'a BTreeMap<String, usize>,
}

/// A file in which linear layers are products of two matrices.
///
/// What stays are the directions in which the layer's sums vary most: over real images, where
/// `moments` tell of its inputs, else over inputs that all vary alike. What the others come to on
/// average goes into the bias.
///
/// # Errors
/// [`Error::OptionOutOfRange`]; [`Error::NothingToDo`] where no layer would get smaller.
pub fn factorize(
    model: &ModelFile,
    options: &FactorizeOptions,
    moments: &BTreeMap<String, Moments>,
) -> Result<Made> {
    options.validate()?;
    let mut ranks = model.config().ranks.clone();
    let before = ranks.len();
    let mut tensors = Vec::new();
    let mut parameters = model.tensors.iter().cloned().peekable();
    while let Some(tensor) = parameters.next() {
        let layer = tensor.name.strip_suffix(".weight").map(str::to_string);
        let is_matrix = tensor.shape.len() == 2;
        let whole = layer.filter(|layer| is_matrix && !ranks.contains_key(layer));
        let (Some(layer), Some(bias)) = (whole, parameters.peek_mut()) else {
            tensors.push(tensor);
            continue;
        };
        match split(
            &tensor,
            &mut bias.values,
            moments.get(&tensor.name),
            options,
        ) {
            None => tensors.push(tensor),
            Some([down, weight]) => {
                ranks.insert(layer.clone(), weight.shape[0]);
                tensors.push(NamedTensor {
                    name: format!("{layer}.down"),
                    ..down
                });
                tensors.push(weight);
            }
        }
    }
    if ranks.len() == before {
        return Err(Error::NothingToDo {
            operation: "factorize",
            reason: "no linear layer would get smaller; ask for a lower rank or variance".into(),
        });
    }
    let settings = Settings {
        options,
        calibrated: !moments.is_empty(),
        ranks: &ranks,
    };
    let config = VaeConfig {
        ranks: ranks.clone(),
        ..model.config().clone()
    };
    let tensors = stored(tensors, model.precision);
    Ok(made(&[model], config, "factorize", &settings, &tensors))
}

/// Makes one matrix of two where these are now thicker than a side of it: no model has such.
pub(super) fn multiply_out(tensors: &mut Vec<NamedTensor>, config: &mut VaeConfig) {
    config.ranks.retain(|path, rank| {
        let first = index_of(tensors, &format!("{path}.down"));
        let [down, weight] = [&tensors[first], &tensors[first + 1]];
        let [inputs, outputs] = [down.shape[0], weight.shape[1]];
        if *rank <= inputs.min(outputs) {
            return true;
        }
        let number = |place: usize| {
            let (row, column) = (place / outputs, place % outputs);
            let each = 0..*rank;
            let product = |k: usize| {
                f64::from(down.values[row * *rank + k])
                    * f64::from(weight.values[k * outputs + column])
            };
            each.map(product).sum::<f64>() as f32
        };
        let values = (0..inputs * outputs).map(number).collect();
        tensors[first + 1] = NamedTensor {
            name: weight.name.clone(),
            shape: vec![inputs, outputs],
            values,
        };
        tensors.remove(first);
        false
    });
}

/// The two matrices, if they are smaller than the one; the bias is moved along.
fn split(
    tensor: &NamedTensor,
    bias: &mut [f32],
    moments: Option<&Moments>,
    options: &FactorizeOptions,
) -> Option<[NamedTensor; 2]> {
    let [inputs, outputs] = [tensor.shape[0], tensor.shape[1]];
    // Above it, two matrices hold as many numbers as one.
    let most = (inputs * outputs - 1) / (inputs + outputs);
    let most = options.rank.map_or(most, |rank| rank.min(most));
    if most == 0 {
        return None;
    }
    let matrix = DMatrix::from_fn(inputs, outputs, |i, j| {
        f64::from(tensor.values[i * outputs + j])
    });
    let mean = |i: usize| moments.map_or(0.0, |m| f64::from(m.products[i * m.inputs + inputs]));
    let covariance = DMatrix::from_fn(inputs, inputs, |i, j| match moments {
        Some(m) => f64::from(m.products[i * m.inputs + j]) - mean(i) * mean(j),
        None => f64::from(u8::from(i == j)),
    });
    let sums = matrix.transpose() * covariance * &matrix;
    let eigen = SymmetricEigen::new(sums);
    let mut order: Vec<usize> = (0..outputs).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let rank = rank_of(&order, |i| eigen.eigenvalues[i].max(0.0), options, most)?;
    let directions = DMatrix::from_fn(outputs, rank, |i, j| eigen.eigenvectors[(i, order[j])]);
    let down = &matrix * &directions;
    let lost = &matrix - &down * directions.transpose();
    for (j, bias) in bias.iter_mut().enumerate() {
        let moved: f64 = (0..inputs).map(|i| mean(i) * lost[(i, j)]).sum();
        *bias += moved as f32;
    }
    let row_major = |matrix: &DMatrix<f64>| -> Vec<f32> {
        matrix
            .transpose()
            .iter()
            .map(|&value| value as f32)
            .collect()
    };
    Some([
        NamedTensor {
            name: String::new(),
            shape: vec![inputs, rank],
            values: row_major(&down),
        },
        NamedTensor {
            name: tensor.name.clone(),
            shape: vec![rank, outputs],
            values: row_major(&directions.transpose()),
        },
    ])
}

/// How many of the directions stay; none where what is left would not be smaller.
fn rank_of(
    order: &[usize],
    variance: impl Fn(usize) -> f64,
    options: &FactorizeOptions,
    most: usize,
) -> Option<usize> {
    if let Some(rank) = options.rank {
        return (rank <= most).then_some(rank);
    }
    let all: f64 = order.iter().map(|&i| variance(i)).sum();
    let mut left = 0.0;
    for (count, &i) in order.iter().enumerate().take(most) {
        left += variance(i);
        if left >= options.variance * all {
            return Some(count + 1);
        }
    }
    None
}
