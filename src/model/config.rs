//! What a model is made of, as plain data that travels in its weights file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ParameterSpec;
use crate::error::{Error, Result};

/// Pixels of an MNIST digit, 28 × 28.
pub const MNIST_PIXELS: usize = 784;

const MAX_LAYERS: usize = 8;
const MAX_WIDTH: usize = 4096;
const MAX_LATENT_DIM: usize = 512;
const MAX_INPUT_DIM: usize = 65_536;

/// The family of networks a model belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Fully connected layers with ReLU between them.
    Dense,
}

/// Everything that decides a model's layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaeConfig {
    /// The family of networks.
    pub architecture: Architecture,
    /// Pixels an image.
    #[serde(default = "mnist_pixels")]
    pub input_dim: usize,
    /// Widths of the encoder's hidden layers, from the image inwards; the decoder mirrors them.
    pub hidden: Vec<usize>,
    /// Dimensions of the latent space.
    pub latent_dim: usize,
}

fn mnist_pixels() -> usize {
    MNIST_PIXELS
}

impl VaeConfig {
    /// A dense model for MNIST digits.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] as of [`VaeConfig::validate`].
    pub fn dense(hidden: &[usize], latent_dim: usize) -> Result<Self> {
        let config = Self {
            architecture: Architecture::Dense,
            input_dim: MNIST_PIXELS,
            hidden: hidden.to_vec(),
            latent_dim,
        };
        config.validate()?;
        Ok(config)
    }

    /// Checks every width.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] that names the first field out of range.
    pub fn validate(&self) -> Result<()> {
        let invalid = |field, value: String, expected| {
            Err(Error::ConfigInvalid {
                field,
                value,
                expected,
            })
        };
        if !(1..=MAX_INPUT_DIM).contains(&self.input_dim) {
            return invalid(
                "inputDim",
                self.input_dim.to_string(),
                "between 1 and 65536 pixels",
            );
        }
        if !(1..=MAX_LAYERS).contains(&self.hidden.len()) {
            return invalid(
                "hidden",
                format!("{:?}", self.hidden),
                "a list of 1 to 8 layer widths",
            );
        }
        if let Some(width) = self.hidden.iter().find(|w| !(1..=MAX_WIDTH).contains(*w)) {
            return invalid(
                "hidden",
                width.to_string(),
                "layer widths between 1 and 4096",
            );
        }
        if !(1..=MAX_LATENT_DIM).contains(&self.latent_dim) {
            return invalid(
                "latentDim",
                self.latent_dim.to_string(),
                "between 1 and 512",
            );
        }
        Ok(())
    }

    /// Every parameter of the model in the order of [`super::Vae::parameters`].
    pub fn parameters(&self) -> Vec<ParameterSpec> {
        let mut specs = Vec::new();
        let mut linear = |path: String, input: usize, output: usize| {
            specs.push(ParameterSpec {
                path: format!("{path}.weight"),
                shape: vec![input, output],
                fan_in: input,
            });
            specs.push(ParameterSpec {
                path: format!("{path}.bias"),
                shape: vec![output],
                fan_in: input,
            });
        };
        let mut width = self.input_dim;
        for (i, &next) in self.hidden.iter().enumerate() {
            linear(format!("encoder.hidden.{i}"), width, next);
            width = next;
        }
        linear("encoder.mean".into(), width, self.latent_dim);
        linear("encoder.log_var".into(), width, self.latent_dim);
        width = self.latent_dim;
        for (i, &next) in self.hidden.iter().rev().enumerate() {
            linear(format!("decoder.hidden.{i}"), width, next);
            width = next;
        }
        linear("decoder.output".into(), width, self.input_dim);
        specs
    }
}

impl fmt::Display for VaeConfig {
    /// The widths from end to end, such as `dense 784-400-20-400-784`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dense {}", self.input_dim)?;
        for width in &self.hidden {
            write!(f, "-{width}")?;
        }
        write!(f, "-{}", self.latent_dim)?;
        for width in self.hidden.iter().rev() {
            write!(f, "-{width}")?;
        }
        write!(f, "-{}", self.input_dim)
    }
}
