//! `vae-lab remove-latents`: latents that say nothing, left out.

use clap::Args;
use pollster::block_on;
use vae_lab::device;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;
use vae_lab::workshop::{ModelFile, remove_latents};

use crate::files::Half;
use crate::workshop::{WorkshopArguments, note_images};
use crate::{CommandResult, files};

/// Arguments of `vae-lab remove-latents`.
#[derive(Args)]
pub struct RemoveLatentsArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// Indices of the latents that go, from 0; without them, those that are dead
    #[arg(long, value_delimiter = ',')]
    latents: Option<Vec<usize>>,
    /// A latent is dead below this mean KL divergence, in nats
    #[arg(long, default_value_t = 0.01)]
    below: f64,
    /// Measure on the first N training images
    #[arg(long, value_name = "N", default_value_t = 2000)]
    calibrate: usize,
}

/// Runs the command.
pub fn run(arguments: &RemoveLatentsArguments) -> CommandResult {
    if !(arguments.below >= 0.0 && arguments.below.is_finite()) {
        let below = arguments.below;
        return Err(format!("--below is {below}; it must be a number of nats, at least 0").into());
    }
    let bytes = arguments.workshop.read(&[])?;
    let model = ModelFile::read(&bytes)?;
    let lab = Lab::open(&bytes, &device::cpu().device)?;
    let images = files::read_mnist(&arguments.workshop.data, Half::Train)?;
    let images = images.slice(0..arguments.calibrate.clamp(1, images.len()));
    let totals = block_on(lab.evaluate(&images, &EvaluateOptions::default(), 0))?;
    let kl = totals.figures().kl_per_dimension;
    let dead = || (0..kl.len()).filter(|&i| kl[i] < arguments.below).collect();
    let latents = arguments.latents.clone().unwrap_or_else(dead);
    for &latent in &latents {
        if let Some(kl) = kl.get(latent) {
            println!("latent {latent}: KL {kl:.4} nats");
        }
    }
    let means = block_on(lab.latent_means(&images))?;
    let made = note_images(&remove_latents(&model, &latents, &means)?, images.len())?;
    arguments.workshop.finish(&bytes, &made)
}
