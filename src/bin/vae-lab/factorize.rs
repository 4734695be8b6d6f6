//! `vae-lab factorize`: linear layers as products of two thinner matrices.

use clap::Args;
use vae_lab::workshop::{FactorizeOptions, ModelFile, factorize};

use crate::CommandResult;
use crate::workshop::WorkshopArguments;

/// Arguments of `vae-lab factorize`.
#[derive(Args)]
pub struct FactorizeArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// The most inner dimensions of a layer
    #[arg(long, conflicts_with = "variance")]
    rank: Option<usize>,
    /// The share of the variance of a layer's sums that must be left
    #[arg(long, default_value_t = FactorizeOptions::default().variance)]
    variance: f64,
    /// Keep the directions that matter to what the layers see of the first N training images; 0 to go
    /// by the weights alone
    #[arg(long, value_name = "N", default_value_t = 2000)]
    calibrate: usize,
}

/// Runs the command.
pub fn run(arguments: &FactorizeArguments) -> CommandResult {
    let options = FactorizeOptions {
        rank: arguments.rank,
        variance: arguments.variance,
    };
    options.validate()?;
    let bytes = arguments.workshop.read(&[])?;
    let model = ModelFile::read(&bytes)?;
    let seen = arguments.workshop.seen(&bytes, arguments.calibrate)?;
    let made = seen.noted(factorize(&model, &options, &seen.moments)?)?;
    arguments.workshop.finish(&bytes, &made)
}
