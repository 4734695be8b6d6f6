//! A model as its file holds it, and the file that is made of it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Result;
use crate::model::{ParameterSpec, VaeConfig};
use crate::weights::{
    Ancestor, Content, Making, Mask, Metadata, NamedTensor, Passport, Precision, StoredTensor,
    WeightsFile, checksum,
};

/// A model out of a file.
#[derive(Debug, Clone)]
pub struct ModelFile {
    /// What the file says of itself.
    pub metadata: Metadata,
    /// Its parameters in the order of [`VaeConfig::parameters`]; nothing else of the file is kept.
    pub tensors: Vec<NamedTensor>,
    /// The floats that hold its numbers exactly, and what is made of it.
    pub precision: Precision,
    /// The file itself, as what is made of it will name it.
    ancestor: Ancestor,
    /// The files behind it.
    ancestors: Vec<Ancestor>,
}

/// A file that was made of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it says of itself.
    pub metadata: Metadata,
}

impl ModelFile {
    /// Reads a file of any model. Optimizer's moments and fitted priors are left behind: they
    /// belong to exactly these weights.
    ///
    /// # Errors
    /// The `Weights…` errors, see [`crate::error::Error`].
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let mut file = WeightsFile::<Metadata>::parse(bytes)?;
        let metadata = file.metadata.clone();
        let specs = metadata.config.parameters();
        let tensor = |(spec, values): (&ParameterSpec, Vec<f32>)| NamedTensor {
            name: spec.path.clone(),
            shape: spec.shape.clone(),
            values,
        };
        let values = file.take(&specs, "")?;
        let passport = Passport::of(&metadata)?;
        let (making, figures, ancestors) = match passport {
            Some(passport) => (Some(passport.making), passport.figures, passport.ancestors),
            None => (None, None, Vec::new()),
        };
        Ok(Self {
            tensors: specs.iter().zip(values).map(tensor).collect(),
            precision: file.precision(),
            ancestor: Ancestor {
                sha256: checksum(bytes),
                bytes: bytes.len(),
                model: metadata.config.to_string(),
                name: metadata.name.clone(),
                making,
                figures,
            },
            ancestors,
            metadata,
        })
    }

    /// The model's config.
    pub fn config(&self) -> &VaeConfig {
        &self.metadata.config
    }
}

/// The file that an operation makes of these files, the first of which lends its account of data
/// and training.
pub(super) fn made(
    parents: &[&ModelFile],
    config: VaeConfig,
    operation: &str,
    settings: &impl Serialize,
    tensors: &[StoredTensor],
) -> Made {
    let first = &parents[0].metadata;
    let metadata = Metadata {
        based_on: first.based_on.clone().or_else(|| first.name.clone()),
        data: first.data.clone(),
        training: first.training.clone().map(without_steps),
        passport: Some(passport_of(parents, operation, settings).to_value()),
        ..Metadata::new(config)
    };
    Made {
        bytes: WeightsFile::serialize_stored(&metadata, tensors),
        metadata,
    }
}

/// Tensors stored at a precision of floats, with a mask where so many numbers are 0 that it saves
/// bytes.
pub(super) fn stored(tensors: Vec<NamedTensor>, precision: Precision) -> Vec<StoredTensor> {
    let store = |tensor: NamedTensor| {
        let values = tensor.values.clone();
        let content = match precision {
            Precision::Single => Content::Single(values),
            Precision::Half | Precision::Rounded(_) => Content::Half(values),
        };
        masked(&tensor, content)
    };
    tensors.into_iter().map(store).collect()
}

/// A tensor with a mask where that makes it smaller.
pub(super) fn masked(tensor: &NamedTensor, content: Content) -> StoredTensor {
    let bits = match &content {
        Content::Single(_) => 32,
        Content::Half(_) => 16,
        Content::Codes(codes) => codes.bits as usize,
    };
    StoredTensor {
        name: tensor.name.clone(),
        shape: tensor.shape.clone(),
        mask: Mask::smallest(&tensor.shape, &tensor.values, bits),
        content,
    }
}

/// Where the tensor of this name is.
pub(super) fn index_of(tensors: &[NamedTensor], path: &str) -> usize {
    let found = tensors.iter().position(|tensor| tensor.name == path);
    found.expect("the layout names the model's own tensors")
}

/// Whether a tensor is a layer's weights, not biases, nor the prior's own numbers.
pub(super) fn is_weight(name: &str, shape: &[usize]) -> bool {
    shape.len() > 1 && name.contains('.')
}

/// A tensor, and the bias that follows it: a layer's follows its matrix, the first of two matrices has
/// none.
pub(super) fn matrix_and_bias(
    tensors: &mut [NamedTensor],
    i: usize,
) -> (&mut NamedTensor, Option<&mut [f32]>) {
    let (matrix, rest) = tensors[i..].split_first_mut().expect("it has this index");
    let bias = rest.first_mut().filter(|next| next.shape.len() == 1);
    (matrix, bias.map(|bias| &mut bias.values[..]))
}

/// The optimizer starts anew: its moments belong to the weights before.
fn without_steps(mut training: Value) -> Value {
    if let Some(step) = training.get_mut("adamStep") {
        *step = 0.into();
    }
    training
}

/// How a file came to be that this was done to, in the order given.
pub fn passport_of(parents: &[&ModelFile], operation: &str, settings: &impl Serialize) -> Passport {
    let settings = match serde_json::to_value(settings) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    };
    let mut ancestors: Vec<Ancestor> = Vec::new();
    let direct = parents.iter().map(|parent| &parent.ancestor);
    let farther = parents.iter().flat_map(|parent| &parent.ancestors);
    for ancestor in direct.chain(farther) {
        // One that is met again stands behind all that were made of it.
        ancestors.retain(|known| known.sha256 != ancestor.sha256);
        ancestors.push(ancestor.clone());
    }
    Passport {
        making: Making {
            operation: operation.into(),
            settings,
            parents: parents.iter().map(|p| p.ancestor.sha256.clone()).collect(),
        },
        figures: None,
        ancestors,
    }
}
