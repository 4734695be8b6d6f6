//! A table of a model's layers.

use serde::Serialize;

use super::VaeConfig;

/// Bytes of a parameter in memory.
const FLOAT_BYTES: usize = 4;

/// One layer with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerSummary {
    /// Its path in the module tree.
    pub name: String,
    /// What it is, with the activation behind it.
    pub kind: &'static str,
    /// Inputs → outputs.
    pub shape: String,
    /// Numbers that training changes.
    pub parameters: usize,
}

/// All layers and their sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The layers from the image to the image.
    pub layers: Vec<LayerSummary>,
    /// Numbers that training changes.
    pub parameters: usize,
    /// Bytes of those numbers in memory.
    pub bytes: usize,
}

impl VaeConfig {
    /// The layers with their shapes and parameters.
    pub fn summary(&self) -> Summary {
        let specs = self.parameters();
        let layers: Vec<LayerSummary> = specs
            .chunks_exact(2)
            .map(|pair| {
                let (weight, bias) = (&pair[0], &pair[1]);
                let name = weight.path.trim_end_matches(".weight").to_string();
                LayerSummary {
                    kind: match name.contains(".hidden.") {
                        true => "linear + ReLU",
                        false => "linear",
                    },
                    shape: format!("{} → {}", weight.shape[0], weight.shape[1]),
                    parameters: weight.len() + bias.len(),
                    name,
                }
            })
            .collect();
        let parameters = layers.iter().map(|layer| layer.parameters).sum();
        Summary {
            layers,
            parameters,
            bytes: parameters * FLOAT_BYTES,
        }
    }
}
