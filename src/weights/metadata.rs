//! What a weights file says of itself: one key of JSON in the header.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{NamedTensor, from_pytorch, is_pytorch_name};
use crate::error::{Error, Result};
use crate::model::VaeConfig;

/// The key of the safetensors `__metadata__` under which the JSON stands. One key, because the
/// order of several would be random.
pub const METADATA_KEY: &str = "vae_lab";
/// The version written, and the only one read.
pub const FORMAT_VERSION: u32 = 1;

/// The kind of file that does not name its kind: the first files held nothing else.
const UNNAMED_KIND: &str = "vae";

/// What a kind of file says of itself.
pub trait Description: Serialize + DeserializeOwned {
    /// The value of `kind` in the JSON.
    const KIND: &'static str;

    /// Checks what its types alone do not.
    ///
    /// # Errors
    /// A sentence that says what cannot be.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Whether a tensor of this name shows that a file without a description is of this kind.
    fn is_known_by(_tensor: &str) -> bool {
        false
    }

    /// The description that follows from another program's tensors, and these under our names.
    ///
    /// # Errors
    /// [`Error::WeightsConfigMissing`] where no other program's files are of this kind; else the importer's.
    fn from_tensors(_tensors: BTreeMap<String, NamedTensor>) -> Result<(Self, Vec<NamedTensor>)> {
        Err(Error::WeightsConfigMissing { key: METADATA_KEY })
    }

    /// How tensors of the file are packed, by name; afterwards it no longer says so, because what
    /// was read is unpacked.
    fn take_packed(&mut self) -> Map<String, Value> {
        Map::new()
    }

    /// Reads the JSON of a weights file.
    ///
    /// # Errors
    /// [`Error::WeightsVersion`], [`Error::WeightsKind`], [`Error::WeightsConfigInvalid`].
    fn parse(json: &str) -> Result<Self> {
        let invalid = |reason: String| Error::WeightsConfigInvalid { reason };
        let value: Value = serde_json::from_str(json).map_err(|e| invalid(e.to_string()))?;
        // Before anything else: a later version may mean other things by the same words.
        let version = value.get("formatVersion").unwrap_or(&Value::Null);
        if version.as_u64() != Some(u64::from(FORMAT_VERSION)) {
            return Err(Error::WeightsVersion {
                found: version.to_string(),
                expected: FORMAT_VERSION,
            });
        }
        let kind = value.get("kind").map_or(Some(UNNAMED_KIND), Value::as_str);
        if kind != Some(Self::KIND) {
            return Err(Error::WeightsKind {
                found: kind.unwrap_or("something without a name").into(),
                expected: Self::KIND,
            });
        }
        if let Some(number) = beyond_javascript(&value) {
            return Err(invalid(format!(
                "{number} is a larger number than 2^53 - 1"
            )));
        }
        let metadata: Self = serde_json::from_value(value).map_err(|e| invalid(e.to_string()))?;
        metadata.check().map_err(|e| invalid(e.to_string()))?;
        Ok(metadata)
    }

    /// The JSON, its keys in a fixed order.
    fn to_json(&self) -> String {
        // Through a `Value`, whose objects are sorted by key.
        serde_json::to_value(self)
            .map(|value| value.to_string())
            .expect("metadata holds nothing that JSON cannot")
    }
}

/// A model's description and provenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Version of this description.
    pub format_version: u32,
    /// The model.
    pub config: VaeConfig,
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name of the model whose weights it started from, where it did not start afresh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// What it was trained on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Seed of its fresh weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The command that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Seconds that its training took, of this command line on some machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// How tensors of the file are packed, by name, a [`super::Packing`] each; of a file that was read
    /// they are unpacked, and this is empty.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub packed: Map<String, Value>,
    /// Where training stood: options and steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Value>,
    /// How the file came to be, where the workshop made it or what it was trained from: a
    /// [`super::Passport`], which is read where it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passport: Option<Value>,
    /// What was measured of exactly these weights, by name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub figures: Map<String, Value>,
}

impl Metadata {
    /// The description of a model of which nothing else is known.
    pub fn new(config: VaeConfig) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            config,
            name: None,
            based_on: None,
            data: None,
            seed: None,
            command: None,
            seconds: None,
            packed: Map::new(),
            training: None,
            passport: None,
            figures: Map::new(),
        }
    }

    /// The description of what becomes of this model when it is trained further: what was said of
    /// its making and its figures no longer holds.
    pub fn tuned(&self) -> Self {
        let given = "images given to Lab.train";
        let base = self.data.as_deref().and_then(|data| data.split(',').next());
        Self {
            based_on: self.based_on.clone().or_else(|| self.name.clone()),
            data: Some(match base {
                Some(base) if base != given => format!("{base}, then {given}"),
                _ => given.into(),
            }),
            ..Self::new(self.config.clone())
        }
    }
}

impl Description for Metadata {
    const KIND: &'static str = UNNAMED_KIND;

    fn check(&self) -> Result<()> {
        self.config.validate()
    }

    fn take_packed(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.packed)
    }

    fn is_known_by(tensor: &str) -> bool {
        is_pytorch_name(tensor)
    }

    fn from_tensors(tensors: BTreeMap<String, NamedTensor>) -> Result<(Self, Vec<NamedTensor>)> {
        let (config, tensors) = from_pytorch(tensors)?;
        Ok((Self::new(config), tensors))
    }
}

/// The largest integer that JavaScript's numbers hold exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The first whole number in there that JavaScript could not hold.
fn beyond_javascript(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            let whole = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            (whole? > MAX_SAFE_INTEGER).then(|| number.to_string())
        }
        Value::Array(values) => values.iter().find_map(beyond_javascript),
        Value::Object(fields) => fields.values().find_map(beyond_javascript),
        _ => None,
    }
}
