//! Weights in few bits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grid::{Grid, Scheme};
use super::matrix_order::MatrixOrder;
use super::model_file::{Made, ModelFile, is_weight, made, masked, matrix_and_bias};
use super::rounding;
use crate::error::{Result, check_option};
use crate::model::{Moments, ParameterSpec};
use crate::weights::{Codes, Content, NamedTensor};

/// What has a step of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Each tensor.
    Tensor,
    /// Each output of a layer: a neuron, or a channel.
    #[default]
    Channel,
}

/// How weights are quantized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct QuantizeOptions {
    /// Bits a weight: 2 to 8, or 16 for floats of half precision.
    pub bits: u32,
    /// What has a step of its own.
    pub per: Per,
    /// How the codes lie about 0.
    pub scheme: Scheme,
    /// Whether the smallest matrices, which together hold at most a sixteenth of the weights, keep at
    /// least 8 bits: they cost next to nothing, and all that a model knows goes through them.
    pub mixed: bool,
}

impl Default for QuantizeOptions {
    fn default() -> Self {
        Self {
            bits: 8,
            per: Per::default(),
            scheme: Scheme::default(),
            mixed: true,
        }
    }
}

/// Floats of half precision, not codes.
const HALF: u32 = 16;

/// Bits of the smallest matrices, and which share of all weights they may hold.
const SMALL_BITS: u32 = 8;
const SMALL_SHARE: usize = 16;

impl QuantizeOptions {
    /// Refuses what cannot be done.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        let fine = (2..=8).contains(&self.bits) || self.bits == HALF;
        check_option(fine, "bits", self.bits, "a whole number from 2 to 8, or 16")
    }
}

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    #[serde(flatten)]
    options: &'a QuantizeOptions,
    /// Whether real images had a say in the rounding.
    calibrated: bool,
}

/// A file with the model's weights in so many bits; biases and free numbers keep 16.
///
/// Weights whose inputs' `moments` are known, by their path, are rounded so that the layer's sums change
/// least over the images that they were measured on, see [`Moments`]; the others are each rounded to
/// the nearest. The steps are those with the least squared error. A tensor of which
/// enough is 0 keeps what is not alone.
///
/// # Errors
/// [`crate::error::Error::OptionOutOfRange`].
pub fn quantize(
    model: &ModelFile,
    options: &QuantizeOptions,
    moments: &BTreeMap<String, Moments>,
) -> Result<Made> {
    options.validate()?;
    let specs = model.config().parameters();
    let small = match options.mixed {
        true => smallest(&specs),
        false => Vec::new(),
    };
    let mut tensors = model.tensors.clone();
    let mut stored = Vec::with_capacity(tensors.len());
    for (i, spec) in specs.iter().enumerate() {
        let content = match options.bits == HALF || !is_weight(&spec.path, &spec.shape) {
            true => Content::Half(tensors[i].values.clone()),
            false => {
                let (weights, bias) = matrix_and_bias(&mut tensors, i);
                let known = moments.get(&spec.path);
                let bits = match small.contains(&i) {
                    true => options.bits.max(SMALL_BITS),
                    false => options.bits,
                };
                let options = QuantizeOptions { bits, ..*options };
                Content::Codes(codes(spec, weights, &options, known, bias))
            }
        };
        stored.push(masked(&tensors[i], content));
    }
    let settings = Settings {
        options,
        // Floats are rounded to the nearest whatever was seen.
        calibrated: options.bits != HALF && !moments.is_empty(),
    };
    let config = model.config().clone();
    Ok(made(&[model], config, "quantize", &settings, &stored))
}

/// The matrices, from the smallest on, that together hold a small share of the weights.
fn smallest(specs: &[ParameterSpec]) -> Vec<usize> {
    let is_matrix = |&i: &usize| is_weight(&specs[i].path, &specs[i].shape);
    let mut order: Vec<usize> = (0..specs.len()).filter(is_matrix).collect();
    order.sort_by_key(|&i| specs[i].len());
    let all: usize = order.iter().map(|&i| specs[i].len()).sum();
    let mut held = 0;
    let fits = |&i: &usize| {
        held += specs[i].len();
        held <= all / SMALL_SHARE
    };
    order.into_iter().take_while(fits).collect()
}

/// The codes of a tensor, and the bias moved along.
fn codes(
    spec: &ParameterSpec,
    tensor: &NamedTensor,
    options: &QuantizeOptions,
    moments: Option<&Moments>,
    bias: Option<&mut [f32]>,
) -> Codes {
    let (bits, scheme) = (options.bits, options.scheme);
    let matrix = MatrixOrder::of(&spec.shape, spec.output_axis);
    let outputs = matrix.outputs;
    let values = matrix.gather(&tensor.values);
    let weighed = |i: usize| {
        let weight = moments.map_or(1.0, |moments| moments.power(i / outputs));
        (values[i], weight)
    };
    let grids: Vec<Grid> = match options.per {
        Per::Tensor => {
            let grid = Grid::fitted((0..values.len()).map(weighed), bits, scheme);
            vec![grid; outputs]
        }
        Per::Channel => {
            let of = |output| {
                let numbers = (output..values.len()).step_by(outputs);
                Grid::fitted(numbers.map(weighed), bits, scheme)
            };
            (0..outputs).map(of).collect()
        }
    };
    let codes = moments.and_then(|moments| rounding::round(&values, bias, &grids, moments));
    let codes = codes.unwrap_or_else(|| {
        let code = |(i, &value): (usize, &f32)| grids[i % outputs].code(value);
        values.iter().enumerate().map(code).collect()
    });
    let codes = matrix.scatter(&codes);
    let told = match options.per {
        Per::Tensor => &grids[..1],
        Per::Channel => &grids[..],
    };
    Codes {
        bits,
        axis: (options.per == Per::Channel).then_some(spec.output_axis),
        codes,
        scale: told.iter().map(|grid| grid.scale).collect(),
        zero: (scheme == Scheme::Asymmetric).then(|| told.iter().map(|grid| grid.zero).collect()),
    }
}
