//! How a file came to be: what was done to which files, back to those that nothing is known of.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{MadeFigures, Metadata};
use crate::error::{Error, Result};

/// The SHA-256 of a file, as 64 hexadecimal digits: the name that no two files share.
pub fn checksum(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was done, and to which files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Making {
    /// The operation, by its name in the JS API.
    pub operation: String,
    /// What it was told.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// The checksums of the files that it was done to, in the order given.
    pub parents: Vec<String>,
}

/// A file that another was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ancestor {
    /// Its checksum.
    pub sha256: String,
    /// Its length.
    pub bytes: usize,
    /// Its model, in short.
    pub model: String,
    /// Its model's name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How it came to be, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub making: Option<Making>,
    /// What was measured of it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<MadeFigures>,
}

/// How a file came to be, and every file behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Passport {
    /// What this file was made by.
    #[serde(flatten)]
    pub making: Making,
    /// What was measured of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<MadeFigures>,
    /// Every file behind it, each once, none before one that was made of it: a list, because a tree
    /// would hold what several have in common as often.
    pub ancestors: Vec<Ancestor>,
}

impl Passport {
    /// As metadata hold it.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).expect("a passport holds nothing that JSON cannot")
    }

    /// The passport in a file's metadata.
    ///
    /// # Errors
    /// [`Error::WeightsConfigInvalid`] for what is none.
    pub fn of(metadata: &Metadata) -> Result<Option<Self>> {
        let read = |value: &Value| serde_json::from_value(value.clone());
        let passport = metadata.passport.as_ref().map(read).transpose();
        passport.map_err(|error| Error::WeightsConfigInvalid {
            reason: format!("its passport: {error}"),
        })
    }
}
