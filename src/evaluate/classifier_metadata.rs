//! What a classifier's file says of itself.

use serde::{Deserialize, Serialize};

use crate::weights::{Description, FORMAT_VERSION};

/// A classifier's provenance and what was measured of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassifierMetadata {
    /// Version of this description.
    pub format_version: u32,
    /// Always `classifier`; tells the file from a model's.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What it was trained on.
    pub data: String,
    /// The command that made it.
    pub command: String,
    /// Seed of its fresh weights, of the order of the images and of their distortions.
    pub seed: u64,
    /// Passes over the images.
    pub epochs: u32,
    /// Images a step.
    pub batch_size: u32,
    /// The first step's size; it falls to 0 along a cosine.
    pub learning_rate: f64,
    /// Seconds that its training took on some machine.
    pub seconds: f64,
    /// What was measured of exactly these weights.
    #[serde(default)]
    pub accuracies: Vec<Accuracy>,
}

/// How many of a set of images a classifier takes for what they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accuracy {
    /// Which images they are.
    pub images: String,
    /// How many there are.
    pub count: usize,
    /// How many are taken for what their label says.
    pub correct: usize,
}

impl Accuracy {
    /// The share of correct decisions, in 0..1.
    pub fn share(&self) -> f64 {
        self.correct as f64 / self.count.max(1) as f64
    }
}

impl ClassifierMetadata {
    /// The description of a classifier of which nothing is known yet.
    pub fn new(name: String) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            kind: Self::KIND.into(),
            name,
            ..Self::default()
        }
    }
}

impl Description for ClassifierMetadata {
    const KIND: &'static str = "classifier";
}
