//! `vae-lab measure`: every figure of a shipped model, into its file, or against it.

use std::path::PathBuf;

use clap::Args;
use pollster::block_on;
use vae_lab::device;
use vae_lab::lab::Lab;
use vae_lab::weights::{Metadata, WeightsFile};

use crate::CommandResult;
use crate::evaluate::read_test;
use crate::figures::{self, judge_options};
use crate::files::{self, MNIST_FOLDER};

/// Nats by which a figure may differ when it is measured again on another machine.
const TOLERANCE: f64 = 0.05;

/// Arguments of `vae-lab measure`.
#[derive(Args)]
pub struct MeasureArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// Folder with the four IDX files of the data that the model was trained on
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Measure again and fail where the file states something else
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(arguments: &MeasureArguments) -> CommandResult {
    let bytes = files::read(&arguments.weights)?;
    let mut lab = Lab::open(&bytes, &device::cpu().device)?;
    let judge = judge_options(&lab.run_state().options);
    let plan = figures::full(&judge);
    if arguments.check {
        let test = read_test(&arguments.data)?;
        for measurement in &plan {
            let distance = measurement.repeat(&lab, &test)?;
            println!("{}: {distance:.5} nats from the card", measurement.key);
            if distance > TOLERANCE {
                return Err(format!(
                    "{}: \"{}\" is {distance:.3} nats from what the file states; at most {TOLERANCE} may be",
                    arguments.weights.display(),
                    measurement.key
                )
                .into());
            }
        }
        return Ok(());
    }
    let precision = WeightsFile::<Metadata>::parse(&bytes)?.precision();
    figures::note(&mut lab, &arguments.data, &plan)?;
    let bytes = block_on(lab.export_weights(precision))?;
    files::write(&arguments.weights, &bytes)?;
    println!("{} bytes in {}", bytes.len(), arguments.weights.display());
    Ok(())
}
