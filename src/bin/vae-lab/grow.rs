//! `vae-lab grow`: a larger model that computes what the smaller one does.

use clap::Args;
use vae_lab::model::Likelihood;
use vae_lab::workshop::{GrowOptions, ModelFile, grow};

use crate::CommandResult;
use crate::files::{self, Half};
use crate::workshop::WorkshopArguments;

/// Arguments of `vae-lab grow`.
#[derive(Args)]
pub struct GrowArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// Latents
    #[arg(long)]
    latent_dim: Option<usize>,
    /// Widths of the encoder's dense layers, from the image inwards; one more is a layer at the end
    #[arg(long, value_delimiter = ',')]
    hidden: Option<Vec<usize>>,
    /// Widths of the decoder's dense layers, from the image inwards; one more is a layer next to the
    /// image
    #[arg(long, value_delimiter = ',')]
    decoder_hidden: Option<Vec<usize>>,
    /// Channels of the encoder's convolutions
    #[arg(long, value_delimiter = ',')]
    channels: Option<Vec<usize>>,
    /// Channels of the decoder's stages, from the image inwards
    #[arg(long, value_delimiter = ',')]
    decoder_channels: Option<Vec<usize>>,
    /// Labels that the model is conditioned on
    #[arg(long)]
    classes: Option<usize>,
    /// Gaussian pixels in place of Bernoulli ones
    #[arg(long)]
    gaussian: bool,
    /// σ of Gaussian pixels [default: learned]
    #[arg(long, requires = "gaussian")]
    sigma: Option<f64>,
    /// Images of a VampPrior in place of the standard normal prior
    #[arg(long)]
    pseudo_inputs: Option<usize>,
    /// Gaussians of a mixture in place of the standard normal prior
    #[arg(long, conflicts_with = "pseudo_inputs")]
    mixture_components: Option<usize>,
    /// Let the pseudo-inputs begin as the first training images, not at random
    #[arg(long, requires = "pseudo_inputs")]
    from_images: bool,
    /// Seed of the fresh weights
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Runs the command.
pub fn run(arguments: &GrowArguments) -> CommandResult {
    let bytes = arguments.workshop.read(&[])?;
    let images = match (arguments.from_images, arguments.pseudo_inputs) {
        (true, Some(count)) => {
            let images = files::read_mnist(&arguments.workshop.data, Half::Train)?;
            let indices: Vec<usize> = (0..count.min(images.len())).collect();
            images.gather(&indices)
        }
        _ => Vec::new(),
    };
    let options = GrowOptions {
        latent_dim: arguments.latent_dim,
        hidden: arguments.hidden.clone(),
        decoder_hidden: arguments.decoder_hidden.clone(),
        channels: arguments.channels.clone(),
        decoder_channels: arguments.decoder_channels.clone(),
        classes: arguments.classes,
        likelihood: arguments.gaussian.then_some(Likelihood::Gaussian),
        sigma: arguments.sigma,
        pseudo_inputs: arguments.pseudo_inputs,
        mixture_components: arguments.mixture_components,
        images,
        seed: arguments.seed,
    };
    let made = grow(&ModelFile::read(&bytes)?, &options)?;
    arguments.workshop.finish(&bytes, &made)
}
