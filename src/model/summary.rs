//! A table of a model's layers.

use serde::Serialize;

use super::layers::{Layer, LayerKind};
use super::{Activation, VaeConfig};

/// Bytes of a parameter in memory.
const FLOAT_BYTES: usize = 4;

/// One layer with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerSummary {
    /// Its path in the module tree.
    pub name: String,
    /// What it is, with the activation behind it.
    pub kind: String,
    /// Inputs → outputs; `16×14×14` is channels × height × width.
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
        let layers: Vec<LayerSummary> = self
            .layers()
            .into_iter()
            .map(|layer| self.layer_summary(layer))
            .collect();
        let parameters = layers.iter().map(|layer| layer.parameters).sum();
        Summary {
            layers,
            parameters,
            bytes: parameters * FLOAT_BYTES,
        }
    }

    fn layer_summary(&self, layer: Layer) -> LayerSummary {
        let kernel = layer.kernel;
        let mut kind = match layer.kind {
            LayerKind::Linear => "linear".into(),
            LayerKind::Conv => format!("conv {kernel}×{kernel}"),
            LayerKind::ConvTranspose => format!("transposed conv {kernel}×{kernel}"),
            LayerKind::Free => "parameter".into(),
        };
        if layer.activated {
            kind += match self.activation {
                Activation::Relu => " + ReLU",
                Activation::Silu => " + SiLU",
            };
        }
        let size = |dims: &[usize]| {
            let dims: Vec<String> = dims.iter().map(usize::to_string).collect();
            dims.join("×")
        };
        LayerSummary {
            shape: match layer.kind {
                LayerKind::Free => size(&layer.output),
                _ => format!("{} → {}", size(&layer.input), size(&layer.output)),
            },
            parameters: layer
                .parameters()
                .iter()
                .map(super::ParameterSpec::len)
                .sum(),
            name: layer.path,
            kind,
        }
    }
}
