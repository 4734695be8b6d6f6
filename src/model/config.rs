//! What a model is made of, as plain data that travels in its weights file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Pixels of an MNIST digit, 28 × 28.
pub const MNIST_PIXELS: usize = 784;

const MAX_LAYERS: usize = 8;
const MAX_WIDTH: usize = 4096;
const MAX_LATENT_DIM: usize = 512;
const MAX_INPUT_DIM: usize = 65_536;
const MAX_STAGES: usize = 4;
const MAX_CHANNELS: usize = 512;
const MAX_RESIDUAL: usize = 8;
/// Labels are bytes.
const MAX_CLASSES: usize = 256;
const MAX_PSEUDO_INPUTS: usize = 1000;

/// The family of networks a model belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Fully connected layers.
    Dense,
    /// Strided convolutions in, transposed convolutions out, dense layers between.
    Conv,
    /// Two levels of latents, the lower one given the upper (Sønderby et al. 2016).
    Ladder,
}

/// What stands between two layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// `max(0, x)`.
    #[default]
    Relu,
    /// `x · sigmoid(x)`.
    Silu,
}

/// The distribution of a pixel given the latent, p(x|z).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Likelihood {
    /// Black or white; grey values are read as probabilities.
    #[default]
    Bernoulli,
    /// A density on 0..1 (Loaiza-Ganem & Cunningham 2019).
    ContinuousBernoulli,
    /// A normal density around the decoded grey, with one σ for all pixels.
    Gaussian,
}

/// Everything that decides a model's layers.
///
/// Fields at their default are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VaeConfig {
    /// The family of networks.
    pub architecture: Architecture,
    /// Pixels an image.
    #[serde(default = "mnist_pixels")]
    pub input_dim: usize,
    /// Channels of the encoder's strided convolutions, from the image inwards, each halving the
    /// image's sides; the decoder mirrors them. None in a dense model; a ladder may have none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub channels: Vec<usize>,
    /// Residual blocks behind each strided convolution; none when absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub residual_blocks: Vec<usize>,
    /// Sides of the strided convolutions' kernels: 3 or 5. Residual blocks always have 3.
    #[serde(default = "kernel_3", skip_serializing_if = "is_kernel_3")]
    pub kernel_size: usize,
    /// Whether the decoder's transposed convolutions keep a stage's channels, and one more that
    /// keeps the image's sides makes the pixels, as in Keras's example of a VAE; else the last of
    /// them makes the pixels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub output_convolution: bool,
    /// Widths of the encoder's dense layers, from the image inwards; the decoder mirrors them.
    #[serde(default)]
    pub hidden: Vec<usize>,
    /// Dimensions of the latent space; of a ladder, both levels together.
    pub latent_dim: usize,
    /// How many of the latent dimensions are the upper level of a ladder, the first ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub top_latent_dim: usize,
    /// Widths of a ladder's dense layers between its two levels, upwards.
    #[serde(default, skip_serializing_if = "is_default")]
    pub top_hidden: Vec<usize>,
    /// How many labels the model is conditioned on; 0 for none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub classes: usize,
    /// What stands between two layers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub activation: Activation,
    /// The distribution of a pixel.
    #[serde(default, skip_serializing_if = "is_default")]
    pub likelihood: Likelihood,
    /// σ of a Gaussian pixel; learned, one for all pixels, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// How many learned pseudo-inputs make a VampPrior; 0 for the standard normal prior.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pseudo_inputs: usize,
}

fn mnist_pixels() -> usize {
    MNIST_PIXELS
}

fn kernel_3() -> usize {
    3
}

fn is_kernel_3(kernel_size: &usize) -> bool {
    *kernel_size == 3
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl VaeConfig {
    /// A dense model for MNIST digits.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] as of [`VaeConfig::validate`].
    pub fn dense(hidden: &[usize], latent_dim: usize) -> Result<Self> {
        let config = Self {
            hidden: hidden.to_vec(),
            ..Self::new(Architecture::Dense, latent_dim)
        };
        config.validate()?;
        Ok(config)
    }

    /// A model for MNIST digits with no layer yet but those that every model has.
    pub fn new(architecture: Architecture, latent_dim: usize) -> Self {
        Self {
            architecture,
            input_dim: MNIST_PIXELS,
            channels: Vec::new(),
            residual_blocks: Vec::new(),
            kernel_size: kernel_3(),
            output_convolution: false,
            hidden: Vec::new(),
            latent_dim,
            top_latent_dim: 0,
            top_hidden: Vec::new(),
            classes: 0,
            activation: Activation::Relu,
            likelihood: Likelihood::Bernoulli,
            sigma: None,
            pseudo_inputs: 0,
        }
    }

    /// Dimensions of the lower level of a ladder; all of them in another model.
    pub fn lower_latent_dim(&self) -> usize {
        self.latent_dim - self.top_latent_dim
    }

    /// Sides of the image at every stage of the convolutions, the image's own first.
    pub fn sides(&self) -> Vec<usize> {
        let mut sides = vec![self.input_dim.isqrt()];
        for _ in &self.channels {
            sides.push(sides[sides.len() - 1].div_ceil(2));
        }
        sides
    }

    /// Channels before and behind the decoder's transposed convolution that undoes a stage.
    pub(super) fn up_channels(&self, stage: usize) -> [usize; 2] {
        let last = self.channels.len() - 1;
        match self.output_convolution {
            true => [self.channels[last.min(stage + 1)], self.channels[stage]],
            false => {
                let next = stage.checked_sub(1).map_or(1, |next| self.channels[next]);
                [self.channels[stage], next]
            }
        }
    }

    /// Checks every field, alone and against the others.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`] that names the first field out of range.
    pub fn validate(&self) -> Result<()> {
        self.validate_sizes()?;
        self.validate_convolutions()?;
        self.validate_levels()?;
        self.validate_likelihood()
    }

    fn validate_sizes(&self) -> Result<()> {
        check(
            (1..=MAX_INPUT_DIM).contains(&self.input_dim),
            "inputDim",
            &self.input_dim,
            "between 1 and 65536 pixels",
        )?;
        let least = usize::from(self.architecture == Architecture::Dense);
        check(
            (least..=MAX_LAYERS).contains(&self.hidden.len()),
            "hidden",
            &self.hidden,
            match least {
                0 => "a list of at most 8 layer widths",
                _ => "a list of 1 to 8 layer widths",
            },
        )?;
        check_each(
            "hidden",
            &self.hidden,
            1..=MAX_WIDTH,
            "layer widths between 1 and 4096",
        )?;
        check(
            (1..=MAX_LATENT_DIM).contains(&self.latent_dim),
            "latentDim",
            &self.latent_dim,
            "between 1 and 512",
        )?;
        check(
            self.classes != 1 && self.classes <= MAX_CLASSES,
            "classes",
            &self.classes,
            "0 for a model without labels, or between 2 and 256",
        )
    }

    fn validate_convolutions(&self) -> Result<()> {
        let stages = self.channels.len();
        let (fine, expected) = match self.architecture {
            Architecture::Dense => (stages == 0, "absent from a dense model"),
            Architecture::Conv => (
                (1..=MAX_STAGES).contains(&stages),
                "a list of 1 to 4 numbers of channels",
            ),
            Architecture::Ladder => (
                stages <= MAX_STAGES,
                "a list of at most 4 numbers of channels",
            ),
        };
        check(fine, "channels", &self.channels, expected)?;
        check_each(
            "channels",
            &self.channels,
            1..=MAX_CHANNELS,
            "numbers of channels between 1 and 512",
        )?;
        check(
            self.residual_blocks.is_empty() || self.residual_blocks.len() == stages,
            "residualBlocks",
            &self.residual_blocks,
            "one number for each of the channels, or absent",
        )?;
        check_each(
            "residualBlocks",
            &self.residual_blocks,
            0..=MAX_RESIDUAL,
            "numbers of blocks between 0 and 8",
        )?;
        check(
            matches!(self.kernel_size, 3 | 5),
            "kernelSize",
            &self.kernel_size,
            "3 or 5",
        )?;
        check(
            stages > 0 || is_kernel_3(&self.kernel_size),
            "kernelSize",
            &self.kernel_size,
            "left out of a model without convolutions",
        )?;
        check(
            stages > 0 || !self.output_convolution,
            "outputConvolution",
            &self.output_convolution,
            "left out of a model without convolutions",
        )?;
        let side = self.input_dim.isqrt();
        check(
            stages == 0 || side * side == self.input_dim,
            "inputDim",
            &self.input_dim,
            "the pixels of a square image, for a model with convolutions",
        )?;
        check(
            side >> stages > 0,
            "channels",
            &self.channels,
            "fewer: the image has no sides left to halve",
        )
    }

    fn validate_levels(&self) -> Result<()> {
        if self.architecture == Architecture::Ladder {
            check(
                (1..self.latent_dim).contains(&self.top_latent_dim),
                "topLatentDim",
                &self.top_latent_dim,
                "at least 1 and less than latentDim, which counts both levels",
            )?;
            check(
                !self.hidden.is_empty(),
                "hidden",
                &self.hidden,
                "a list of at least 1 layer width, for a ladder",
            )?;
            check(
                (1..=MAX_LAYERS).contains(&self.top_hidden.len()),
                "topHidden",
                &self.top_hidden,
                "a list of 1 to 8 layer widths, for a ladder",
            )?;
            check(
                self.pseudo_inputs == 0,
                "pseudoInputs",
                &self.pseudo_inputs,
                "absent from a ladder, whose upper level is its prior",
            )?;
        } else {
            let only = "absent: only a ladder has two levels";
            check(
                self.top_latent_dim == 0,
                "topLatentDim",
                &self.top_latent_dim,
                only,
            )?;
            check(
                self.top_hidden.is_empty(),
                "topHidden",
                &self.top_hidden,
                only,
            )?;
        }
        check_each(
            "topHidden",
            &self.top_hidden,
            1..=MAX_WIDTH,
            "layer widths between 1 and 4096",
        )?;
        check(
            self.pseudo_inputs != 1 && self.pseudo_inputs <= MAX_PSEUDO_INPUTS,
            "pseudoInputs",
            &self.pseudo_inputs,
            "0 for the standard normal prior, or between 2 and 1000",
        )?;
        check(
            self.pseudo_inputs == 0 || self.classes == 0,
            "pseudoInputs",
            &self.pseudo_inputs,
            "absent from a model with classes: its pseudo-inputs would need labels",
        )
    }

    fn validate_likelihood(&self) -> Result<()> {
        let Some(sigma) = self.sigma else {
            return Ok(());
        };
        check(
            self.likelihood == Likelihood::Gaussian,
            "sigma",
            &sigma,
            "absent: only a Gaussian likelihood has a σ",
        )?;
        check(
            (0.001..=10.0).contains(&sigma),
            "sigma",
            &sigma,
            "between 0.001 and 10, in units of the grey scale 0..1",
        )
    }
}

fn check(
    fine: bool,
    field: &'static str,
    value: &impl fmt::Debug,
    expected: &'static str,
) -> Result<()> {
    match fine {
        true => Ok(()),
        false => Err(Error::ConfigInvalid {
            field,
            value: format!("{value:?}"),
            expected,
        }),
    }
}

fn check_each(
    field: &'static str,
    values: &[usize],
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<()> {
    match values.iter().find(|value| !range.contains(value)) {
        Some(value) => check(false, field, value, expected),
        None => Ok(()),
    }
}

impl fmt::Display for VaeConfig {
    /// The widths from end to end, such as `dense 784-400-20-400-784`; `16c` is a convolution
    /// with 16 channels, `(24+32)` a ladder's two levels.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.architecture {
            Architecture::Dense => "dense",
            Architecture::Conv => "conv",
            Architecture::Ladder => "ladder",
        };
        let channels = self.channels.iter().map(|c| format!("{c}c"));
        let hidden = self.hidden.iter().map(usize::to_string);
        let half: Vec<String> = [self.input_dim.to_string()]
            .into_iter()
            .chain(channels)
            .chain(hidden)
            .collect();
        let latent = match self.top_latent_dim {
            0 => self.latent_dim.to_string(),
            top => format!("({top}+{})", self.lower_latent_dim()),
        };
        let back: Vec<&str> = half.iter().rev().map(String::as_str).collect();
        write!(f, "{name} {}-{latent}-{}", half.join("-"), back.join("-"))?;
        if self.output_convolution {
            write!(f, ", output convolution")?;
        }
        match self.classes {
            0 => Ok(()),
            classes => write!(f, ", {classes} classes"),
        }
    }
}
