//! `vae-lab prune`: fewer weights.

use clap::{Args, ValueEnum};
use vae_lab::workshop::{Among, ModelFile, PruneOptions, What, prune};

use crate::workshop::WorkshopArguments;
use crate::{CommandResult, files};

/// Arguments of `vae-lab prune`.
#[derive(Args)]
pub struct PruneArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// What is left out: single weights, whole neurons and channels, or the weights of whole pixels
    #[arg(long, value_enum, default_value_t = WhatFlag::Units)]
    what: WhatFlag,
    /// The share that goes, above 0 and below 1
    #[arg(long, default_value_t = PruneOptions::default().share)]
    share: f64,
    /// Where the least are looked for
    #[arg(long, value_enum, default_value_t = AmongFlag::Layer)]
    among: AmongFlag,
    /// Choose units or pixels, and let the others do their work, by what the layers see of the first N training
    /// images; 0 to go by the weights alone
    #[arg(long, value_name = "N", default_value_t = 2000)]
    calibrate: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WhatFlag {
    Weights,
    Units,
    Pixels,
}

#[derive(Clone, Copy, ValueEnum)]
enum AmongFlag {
    Layer,
    Model,
}

/// Runs the command.
pub fn run(arguments: &PruneArguments) -> CommandResult {
    let options = PruneOptions {
        what: match arguments.what {
            WhatFlag::Weights => What::Weights,
            WhatFlag::Units => What::Units,
            WhatFlag::Pixels => What::Pixels,
        },
        share: arguments.share,
        among: match arguments.among {
            AmongFlag::Layer => Among::Layer,
            AmongFlag::Model => Among::Model,
        },
    };
    options.validate()?;
    let bytes = files::read(&arguments.workshop.weights)?;
    let model = ModelFile::read(&bytes)?;
    let calibrate = match arguments.what {
        WhatFlag::Weights => 0,
        WhatFlag::Units | WhatFlag::Pixels => arguments.calibrate,
    };
    let moments = arguments.workshop.moments(&bytes, calibrate)?;
    let made = prune(&model, &options, &moments)?;
    arguments.workshop.finish(&bytes, &made)
}
