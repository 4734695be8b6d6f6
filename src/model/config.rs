//! What a model is made of, as plain data that travels in its weights file.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Pixels of an MNIST digit, 28 × 28.
pub const MNIST_PIXELS: usize = 784;

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
    /// Widths of the decoder's dense layers, from the image inwards, where they are not `hidden`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoder_hidden: Option<Vec<usize>>,
    /// Channels of the decoder's transposed convolutions, from the image inwards, where they are not
    /// `channels`; as many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoder_channels: Option<Vec<usize>>,
    /// Ranks of the linear layers that are a product of two matrices, by path, such as
    /// `encoder.hidden.0`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub ranks: BTreeMap<String, usize>,
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
    /// How many Gaussians, trained with the model, make an even mixture its prior; 0 for the standard
    /// normal prior.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mixture_components: usize,
}

fn mnist_pixels() -> usize {
    MNIST_PIXELS
}

fn kernel_3() -> usize {
    3
}

pub(super) fn is_kernel_3(kernel_size: &usize) -> bool {
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
            decoder_hidden: None,
            decoder_channels: None,
            ranks: BTreeMap::new(),
            latent_dim,
            top_latent_dim: 0,
            top_hidden: Vec::new(),
            classes: 0,
            activation: Activation::Relu,
            likelihood: Likelihood::Bernoulli,
            sigma: None,
            pseudo_inputs: 0,
            mixture_components: 0,
        }
    }

    /// Both configs in words; where these are the same, with every field.
    pub fn told_apart(&self, other: &Self) -> [String; 2] {
        let configs = [self, other];
        let words = configs.map(Self::to_string);
        match words[0] == words[1] {
            false => words,
            true => configs.map(|config| serde_json::to_string(config).unwrap_or_default()),
        }
    }

    /// Whether the prior is trained with the model: a VampPrior, or a mixture.
    pub fn trains_prior(&self) -> bool {
        self.pseudo_inputs + self.mixture_components > 0
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

    /// Widths of the decoder's dense layers, from the image inwards.
    pub fn decoder_widths(&self) -> &[usize] {
        self.decoder_hidden.as_ref().unwrap_or(&self.hidden)
    }

    /// Channels of the decoder's transposed convolutions, from the image inwards.
    pub fn up_stages(&self) -> &[usize] {
        self.decoder_channels.as_ref().unwrap_or(&self.channels)
    }

    /// Channels before and behind the decoder's transposed convolution that undoes a stage.
    pub(super) fn up_channels(&self, stage: usize) -> [usize; 2] {
        let channels = self.up_stages();
        let last = channels.len() - 1;
        match self.output_convolution {
            true => [channels[last.min(stage + 1)], channels[stage]],
            false => {
                let next = stage.checked_sub(1).map_or(1, |next| channels[next]);
                [channels[stage], next]
            }
        }
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
        let half = |channels: &[usize], hidden: &[usize]| -> Vec<String> {
            let channels = channels.iter().map(|c| format!("{c}c"));
            let hidden = hidden.iter().map(usize::to_string);
            let image = [self.input_dim.to_string()];
            image.into_iter().chain(channels).chain(hidden).collect()
        };
        let down = half(&self.channels, &self.hidden);
        let latent = match self.top_latent_dim {
            0 => self.latent_dim.to_string(),
            top => format!("({top}+{})", self.lower_latent_dim()),
        };
        let mut up = half(self.up_stages(), self.decoder_widths());
        up.reverse();
        write!(f, "{name} {}-{latent}-{}", down.join("-"), up.join("-"))?;
        for (layer, rank) in &self.ranks {
            write!(f, ", {layer} of rank {rank}")?;
        }
        if self.output_convolution {
            write!(f, ", output convolution")?;
        }
        match self.classes {
            0 => Ok(()),
            classes => write!(f, ", {classes} classes"),
        }
    }
}
