//! `vae-lab prune`: fewer weights, at once or in rounds with training between them.

use clap::{Args, ValueEnum};
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::lab::Lab;
use vae_lab::train::TrainOptions;
use vae_lab::weights::Precision;
use vae_lab::workshop::{Among, Made, ModelFile, PruneOptions, What, passport_of, prune};

use crate::files::Half;
use crate::train::progress_bar;
use crate::workshop::WorkshopArguments;
use crate::{CommandResult, files};

/// Steps between two looks at the progress.
const CHUNK: usize = 20;

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
    /// Rounds in which the share goes
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Epochs of training on the training images after each round; 0 for none
    #[arg(long, value_name = "N", default_value_t = 0)]
    epochs: u32,
    /// Steps of that training, instead of epochs
    #[arg(long, value_name = "N", conflicts_with = "epochs")]
    steps: Option<u32>,
    /// Adam's step size in that training
    #[arg(long, default_value_t = 5e-4)]
    learning_rate: f64,
    /// Seed of that training's order and noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
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
    let bytes = arguments.workshop.read(&[])?;
    let made = in_rounds(arguments, &options, &bytes)?;
    arguments.workshop.finish(&bytes, &made)
}

/// Round after round, each on what the one before has left and training has mended.
fn in_rounds(
    arguments: &PruneArguments,
    options: &PruneOptions,
    bytes: &[u8],
) -> Result<Made, Box<dyn std::error::Error>> {
    let tuning = tuning(arguments, options)?;
    let model = ModelFile::read(bytes)?;
    // Before a round that would be lost.
    if let Some((_, train)) = &tuning {
        train.validate_for(model.config())?;
    }
    // A pruned file does not tell: what it packs is stored in another way.
    let precision = model.precision;
    let mut current = bytes.to_vec();
    for round in 1..=arguments.rounds {
        let made = prune_once(
            arguments,
            &of_round(options, round, arguments.rounds),
            &current,
        )?;
        let Some((images, train)) = &tuning else {
            if round == arguments.rounds {
                return Ok(made);
            }
            current = made.bytes;
            continue;
        };
        if arguments.rounds > 1 {
            println!("round {round} of {}", arguments.rounds);
        }
        current = tuned(&made.bytes, images, train, precision)?;
    }
    match options.what {
        // Trained weights are stored whole: the zeros, which training has kept, are packed anew.
        What::Weights | What::Pixels => prune_once(arguments, options, &current),
        What::Units => {
            let metadata = ModelFile::read(&current)?.metadata;
            Ok(Made {
                bytes: current,
                metadata,
            })
        }
    }
}

/// What goes in a round, so that after the last the whole share has gone: the same part of what is left
/// in each. Weights and pixels that are 0 already count among those that go, units that are gone do not.
fn of_round(options: &PruneOptions, round: u32, rounds: u32) -> PruneOptions {
    // As it was asked for, without a last digit of arithmetic.
    if rounds == 1 || (options.what != What::Units && round == rounds) {
        return options.clone();
    }
    let left = |round: u32| (1.0 - options.share).powf(f64::from(round) / f64::from(rounds));
    PruneOptions {
        share: match options.what {
            What::Weights | What::Pixels => 1.0 - left(round),
            What::Units => 1.0 - left(1),
        },
        ..options.clone()
    }
}

fn prune_once(
    arguments: &PruneArguments,
    options: &PruneOptions,
    bytes: &[u8],
) -> Result<Made, Box<dyn std::error::Error>> {
    let calibrate = match options.what {
        What::Weights => 0,
        What::Units | What::Pixels => arguments.calibrate,
    };
    let seen = arguments.workshop.seen(bytes, calibrate)?;
    let made = prune(&ModelFile::read(bytes)?, options, &seen.moments)?;
    Ok(seen.noted(made)?)
}

/// What is trained with after each round; none where nothing is.
fn tuning(
    arguments: &PruneArguments,
    options: &PruneOptions,
) -> Result<Option<(Images, TrainOptions)>, Box<dyn std::error::Error>> {
    if arguments.epochs == 0 && arguments.steps.unwrap_or_default() == 0 {
        return Ok(None);
    }
    let images = files::read_mnist(&arguments.workshop.data, Half::Train)?;
    let train = TrainOptions {
        epochs: arguments.steps.is_none().then_some(arguments.epochs),
        steps: arguments.steps,
        learning_rate: arguments.learning_rate,
        seed: arguments.seed,
        keep_zeros: options.what != What::Units,
        ..TrainOptions::default()
    };
    Ok(Some((images, train)))
}

/// The file after training.
fn tuned(
    bytes: &[u8],
    images: &Images,
    options: &TrainOptions,
    precision: Precision,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let parent = ModelFile::read(bytes)?;
    let mut passport = passport_of(&[&parent], "train", options);
    let mut lab = Lab::open(bytes, &device::cpu().device)?;
    options.validate_for(lab.config())?;
    let total = options.total_steps(images.len());
    let settings = &mut passport.making.settings;
    settings.insert("steps".into(), total.into());
    lab.describe(|metadata| {
        *metadata = metadata.tuned();
        metadata.passport = Some(passport.to_value());
    });
    lab.begin_training(images.clone(), options.clone(), 0)?;
    let bar = progress_bar(total, 0);
    let mut step = 0;
    while step < total {
        step += block_on(lab.train_steps(CHUNK.min(total - step)))?.len();
        bar.set_position(step as u64);
    }
    bar.finish_and_clear();
    lab.end_training();
    Ok(block_on(lab.export_weights(precision))?)
}
