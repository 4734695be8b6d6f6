//! The flags that say what a model is made of.

use clap::{Args, ValueEnum};
use vae_lab::error::Result;
use vae_lab::model::{Activation, Architecture, Likelihood, VaeConfig};

/// Labels of MNIST and Fashion-MNIST.
const CLASSES: usize = 10;

/// What a model is made of.
#[derive(Args)]
pub struct ModelArguments {
    /// The family of networks
    #[arg(long, value_enum, default_value_t = ArchitectureName::Dense, conflicts_with = "resume")]
    architecture: ArchitectureName,
    /// Channels of the encoder's strided convolutions; the decoder mirrors them
    #[arg(long, value_delimiter = ',', conflicts_with = "resume")]
    channels: Vec<usize>,
    /// Residual blocks behind each of the convolutions
    #[arg(long, value_delimiter = ',', conflicts_with = "resume")]
    residual_blocks: Vec<usize>,
    /// Sides of the convolutions' kernels, 3 or 5
    #[arg(long, default_value_t = 3, conflicts_with = "resume")]
    kernel_size: usize,
    /// Keep each stage's channels on the way back, and make the pixels by one more convolution
    #[arg(long, conflicts_with = "resume")]
    output_convolution: bool,
    /// Widths of the encoder's dense layers; the decoder mirrors them [default of dense: 400]
    #[arg(long, value_delimiter = ',', conflicts_with = "resume")]
    hidden: Option<Vec<usize>>,
    /// Dimensions of the latent space; of a ladder, both levels together
    #[arg(long, default_value_t = 20, conflicts_with = "resume")]
    latent_dim: usize,
    /// How many of them are a ladder's upper level
    #[arg(long, default_value_t = 0, conflicts_with = "resume")]
    top_latent_dim: usize,
    /// Widths of a ladder's dense layers between its levels
    #[arg(long, value_delimiter = ',', conflicts_with = "resume")]
    top_hidden: Vec<usize>,
    /// Condition the model on the labels
    #[arg(long, conflicts_with = "resume")]
    conditional: bool,
    /// What stands between two layers
    #[arg(long, value_enum, default_value_t = ActivationName::Relu, conflicts_with = "resume")]
    activation: ActivationName,
    /// The distribution of a pixel
    #[arg(long, value_enum, default_value_t = LikelihoodName::Bernoulli, conflicts_with = "resume")]
    likelihood: LikelihoodName,
    /// σ of a Gaussian pixel; learned when left out
    #[arg(long, conflicts_with = "resume")]
    sigma: Option<f64>,
    /// Learned pseudo-inputs of a VampPrior; 0 for the standard normal prior
    #[arg(long, default_value_t = 0, conflicts_with = "resume")]
    pseudo_inputs: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum ArchitectureName {
    Dense,
    Conv,
    Ladder,
}

#[derive(Clone, Copy, ValueEnum)]
enum ActivationName {
    Relu,
    Silu,
}

#[derive(Clone, Copy, ValueEnum)]
enum LikelihoodName {
    Bernoulli,
    ContinuousBernoulli,
    Gaussian,
}

impl ModelArguments {
    /// The config that the flags describe.
    pub fn config(&self) -> Result<VaeConfig> {
        let architecture = match self.architecture {
            ArchitectureName::Dense => Architecture::Dense,
            ArchitectureName::Conv => Architecture::Conv,
            ArchitectureName::Ladder => Architecture::Ladder,
        };
        let default_hidden = || match architecture {
            Architecture::Dense => vec![400],
            Architecture::Conv | Architecture::Ladder => Vec::new(),
        };
        let config = VaeConfig {
            channels: self.channels.clone(),
            residual_blocks: self.residual_blocks.clone(),
            kernel_size: self.kernel_size,
            output_convolution: self.output_convolution,
            hidden: self.hidden.clone().unwrap_or_else(default_hidden),
            top_latent_dim: self.top_latent_dim,
            top_hidden: self.top_hidden.clone(),
            classes: if self.conditional { CLASSES } else { 0 },
            activation: match self.activation {
                ActivationName::Relu => Activation::Relu,
                ActivationName::Silu => Activation::Silu,
            },
            likelihood: match self.likelihood {
                LikelihoodName::Bernoulli => Likelihood::Bernoulli,
                LikelihoodName::ContinuousBernoulli => Likelihood::ContinuousBernoulli,
                LikelihoodName::Gaussian => Likelihood::Gaussian,
            },
            sigma: self.sigma,
            pseudo_inputs: self.pseudo_inputs,
            ..VaeConfig::new(architecture, self.latent_dim)
        };
        config.validate()?;
        Ok(config)
    }
}
