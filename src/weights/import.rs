//! Weights in PyTorch's names and layout, in and out.
//!
//! Read is the VAE of pytorch/examples, whose file says nothing of itself but the names of its
//! tensors; the config follows from their shapes:
//!
//! ```text
//! PyTorch            here                 PyTorch's shape
//! fc1.weight, bias   encoder.hidden.0     [hidden, pixels]    [hidden]
//! fc21.weight, bias  encoder.mean         [latent, hidden]    [latent]
//! fc22.weight, bias  encoder.log_var      [latent, hidden]    [latent]
//! fc3.weight, bias   decoder.hidden.0     [hidden, latent]    [hidden]
//! fc4.weight, bias   decoder.output       [pixels, hidden]    [pixels]
//! ```
//!
//! A linear weight is `[output, input]` in PyTorch and `[input, output]` here; biases and
//! convolutions are the same in both. ReLU stands between the layers, Bernoulli pixels at the end.

use std::collections::BTreeMap;

use super::NamedTensor;
use crate::error::{Error, Result};
use crate::model::VaeConfig;

/// PyTorch's layers and ours, in the order of [`VaeConfig::parameters`].
const LAYERS: [(&str, &str); 5] = [
    ("fc1", "encoder.hidden.0"),
    ("fc21", "encoder.mean"),
    ("fc22", "encoder.log_var"),
    ("fc3", "decoder.hidden.0"),
    ("fc4", "decoder.output"),
];

/// Whether a tensor of this name is one of pytorch/examples' VAE.
pub fn is_pytorch_name(name: &str) -> bool {
    let parts = name.split_once('.');
    parts.is_some_and(|(layer, part)| {
        matches!(part, "weight" | "bias") && LAYERS.iter().any(|(torch, _)| *torch == layer)
    })
}

/// The model that these tensors of pytorch/examples' VAE make, and its parameters under our names
/// and in our layout.
///
/// # Errors
/// [`Error::WeightsTensorMissing`], [`Error::WeightsTensorShape`],
/// [`Error::WeightsTensorUnexpected`], [`Error::WeightsConfigInvalid`].
pub fn from_pytorch(
    mut tensors: BTreeMap<String, NamedTensor>,
) -> Result<(VaeConfig, Vec<NamedTensor>)> {
    let [hidden, pixels] = sizes(&tensors, "fc1.weight")?;
    let [latent, _] = sizes(&tensors, "fc21.weight")?;
    let config = VaeConfig {
        input_dim: pixels,
        hidden: vec![hidden],
        ..VaeConfig::new(crate::model::Architecture::Dense, latent)
    };
    config
        .validate()
        .map_err(|error| Error::WeightsConfigInvalid {
            reason: error.to_string(),
        })?;
    let mut imported = Vec::new();
    for spec in config.parameters() {
        let name = pytorch_name(&spec.path).expect("a dense config has these layers alone");
        let tensor = tensors
            .remove(&name)
            .ok_or(Error::WeightsTensorMissing { name })?;
        let mut expected = spec.shape;
        expected.reverse();
        if tensor.shape != expected {
            return Err(Error::WeightsTensorShape {
                name: tensor.name,
                found: tensor.shape,
                expected,
            });
        }
        imported.push(NamedTensor {
            name: spec.path,
            ..transposed(tensor)
        });
    }
    match tensors.into_keys().next() {
        Some(name) => Err(Error::WeightsTensorUnexpected { name }),
        None => Ok((config, imported)),
    }
}

/// A model's parameters as `load_state_dict` takes them: linear weights `[output, input]`, and
/// pytorch/examples' names where the model is that one; any other model keeps our paths.
pub fn to_pytorch(config: &VaeConfig, tensors: Vec<NamedTensor>) -> Vec<NamedTensor> {
    let plain = VaeConfig {
        input_dim: config.input_dim,
        hidden: config.hidden.clone(),
        ..VaeConfig::new(crate::model::Architecture::Dense, config.latent_dim)
    };
    let is_example = *config == plain && config.hidden.len() == 1;
    tensors
        .into_iter()
        .map(|tensor| {
            let tensor = match tensor.name.ends_with(".weight") {
                true => transposed(tensor),
                false => tensor,
            };
            match pytorch_name(&tensor.name).filter(|_| is_example) {
                Some(name) => NamedTensor { name, ..tensor },
                None => tensor,
            }
        })
        .collect()
}

/// Dimensions of a matrix.
fn sizes(tensors: &BTreeMap<String, NamedTensor>, name: &str) -> Result<[usize; 2]> {
    let tensor = tensors.get(name).ok_or(Error::WeightsTensorMissing {
        name: name.to_string(),
    })?;
    <[usize; 2]>::try_from(&tensor.shape[..]).map_err(|_| Error::WeightsConfigInvalid {
        reason: format!(
            "the tensor \"{name}\" has shape {:?}, which is not [outputs, inputs]",
            tensor.shape
        ),
    })
}

/// `encoder.mean.bias` to `fc21.bias`.
fn pytorch_name(path: &str) -> Option<String> {
    let (layer, part) = path.rsplit_once('.')?;
    let (torch, _) = LAYERS.iter().find(|(_, ours)| *ours == layer)?;
    Some(format!("{torch}.{part}"))
}

/// A matrix with its dimensions exchanged; anything else as it is.
fn transposed(tensor: NamedTensor) -> NamedTensor {
    let [rows, columns] = match tensor.shape[..] {
        [rows, columns] => [rows, columns],
        _ => return tensor,
    };
    let value = |i: usize| tensor.values[i % rows * columns + i / rows];
    NamedTensor {
        values: (0..rows * columns).map(value).collect(),
        shape: vec![columns, rows],
        name: tensor.name,
    }
}
