//! `vae-lab quantize`: weights in fewer bits.

use clap::{Args, ValueEnum};
use vae_lab::workshop::{ModelFile, Per, QuantizeOptions, Scheme, quantize};

use crate::CommandResult;
use crate::workshop::WorkshopArguments;

/// Arguments of `vae-lab quantize`.
#[derive(Args)]
pub struct QuantizeArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// Bits a weight: 2 to 8, or 16 for floats of half precision
    #[arg(long, default_value_t = QuantizeOptions::default().bits)]
    bits: u32,
    /// What has a step of its own
    #[arg(long, value_enum, default_value_t = PerFlag::Channel)]
    per: PerFlag,
    /// Let the codes go from the smallest weight to the largest, not as far below 0 as above
    #[arg(long)]
    asymmetric: bool,
    /// Give the smallest matrices no more bits than the others
    #[arg(long)]
    uniform: bool,
    /// Round the linear layers' weights by what they see of the first N training images; 0 to
    /// round each to the nearest
    #[arg(long, value_name = "N", default_value_t = 2000)]
    calibrate: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum PerFlag {
    Tensor,
    Channel,
}

/// Runs the command.
pub fn run(arguments: &QuantizeArguments) -> CommandResult {
    let options = QuantizeOptions {
        bits: arguments.bits,
        per: match arguments.per {
            PerFlag::Tensor => Per::Tensor,
            PerFlag::Channel => Per::Channel,
        },
        scheme: match arguments.asymmetric {
            true => Scheme::Asymmetric,
            false => Scheme::Symmetric,
        },
        mixed: !arguments.uniform,
    };
    options.validate()?;
    let bytes = arguments.workshop.read(&[])?;
    let model = ModelFile::read(&bytes)?;
    let seen = arguments.workshop.seen(&bytes, arguments.calibrate)?;
    let made = seen.noted(quantize(&model, &options, &seen.moments)?)?;
    arguments.workshop.finish(&bytes, &made)
}
