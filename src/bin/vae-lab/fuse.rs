//! `vae-lab average` and `vae-lab align`: one model of several.

use std::path::PathBuf;

use clap::Args;
use vae_lab::workshop::{ModelFile, align, average};

use crate::workshop::WorkshopArguments;
use crate::{CommandResult, files};

/// Arguments of `vae-lab average`.
#[derive(Args)]
pub struct AverageArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// Another weights file, of the same network; may be given again
    #[arg(long = "and", value_name = "FILE", required = true)]
    others: Vec<PathBuf>,
    /// What each model weighs, the first one's first [default: the same each]
    #[arg(long, value_delimiter = ',')]
    shares: Option<Vec<f64>>,
}

/// Arguments of `vae-lab align`.
#[derive(Args)]
pub struct AlignArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// The weights file in whose order the units are put
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Seed of the order in which layers are gone through
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Runs `vae-lab average`.
pub fn run_average(arguments: &AverageArguments) -> CommandResult {
    let bytes = files::read(&arguments.workshop.weights)?;
    let mut models = vec![ModelFile::read(&bytes)?];
    for path in &arguments.others {
        models.push(ModelFile::read(&files::read(path)?)?);
    }
    let shares = arguments.shares.clone();
    let shares = shares.unwrap_or_else(|| vec![1.0; models.len()]);
    let made = average(&models, &shares)?;
    arguments.workshop.finish(&bytes, &made)
}

/// Runs `vae-lab align`.
pub fn run_align(arguments: &AlignArguments) -> CommandResult {
    let bytes = files::read(&arguments.workshop.weights)?;
    let reference = ModelFile::read(&files::read(&arguments.to)?)?;
    let made = align(&reference, &ModelFile::read(&bytes)?, arguments.seed)?;
    arguments.workshop.finish(&bytes, &made)
}
