//! `vae-lab train-classifier`: the network by which samples are judged.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::evaluate::{Classifier, ClassifierMetadata};
use vae_lab::train::{ClassifierOptions, ClassifierRun};
use vae_lab::weights::Precision;

use crate::CommandResult;
use crate::classifier_accuracy::{held_out_name, measure, test_name};
use crate::evaluate::read_test;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::train::{command_line, progress_bar};

/// Steps between two readings of the loss.
const CHUNK: usize = 20;

/// Arguments of `vae-lab train-classifier`.
#[derive(Args)]
pub struct TrainClassifierArguments {
    /// The weights file to write
    #[arg(long, default_value = "classifier.safetensors")]
    output: PathBuf,
    /// Folder with four IDX files of 28 × 28 images in 10 classes, named as MNIST's
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Keep the last N training images out, to choose by
    #[arg(long, value_name = "N", default_value_t = 0)]
    holdout: usize,
    /// Passes over the images
    #[arg(long, default_value_t = 30)]
    epochs: u32,
    /// Images a step
    #[arg(long, default_value_t = 128)]
    batch_size: u32,
    /// Adam's first step size; it falls to 0 along a cosine
    #[arg(long, default_value_t = 2e-3)]
    learning_rate: f64,
    /// Seed of the fresh weights, of the order and of the distortions
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Measure the test images too: for the last run, when every choice is made
    #[arg(long)]
    test: bool,
    /// Write the weights at half precision
    #[arg(long)]
    half: bool,
}

/// Runs the command.
pub fn run(arguments: &TrainClassifierArguments) -> CommandResult {
    let all = files::read_mnist(&arguments.data, Half::Train)?;
    let images = all.len().saturating_sub(arguments.holdout);
    if images == 0 {
        return Err(format!("--holdout must leave at least 1 of {} images", all.len()).into());
    }
    let held_out = all.slice(images..all.len());
    let options = ClassifierOptions {
        epochs: arguments.epochs,
        batch_size: arguments.batch_size,
        learning_rate: arguments.learning_rate,
        seed: arguments.seed,
    };
    let start = Instant::now();
    let mut training = ClassifierRun::new(all.slice(0..images), options, &device::cpu().device)?;
    train(&mut training, &held_out)?;
    let stem = arguments.output.file_stem().unwrap_or_default();
    let metadata = ClassifierMetadata {
        data: format!(
            "{}, the first {images} training images",
            files::data_name(&arguments.data)
        ),
        command: command_line(),
        seed: arguments.seed,
        epochs: arguments.epochs,
        batch_size: arguments.batch_size,
        learning_rate: arguments.learning_rate,
        seconds: start.elapsed().as_secs_f64().round(),
        ..ClassifierMetadata::new(stem.to_string_lossy().into_owned())
    };
    finish(&training.classifier(), metadata, &held_out, arguments)
}

/// Trains to the end, a line an epoch.
fn train(training: &mut ClassifierRun, held_out: &Images) -> CommandResult {
    let (total, per_epoch) = (training.total_steps(), training.steps_per_epoch());
    println!("{total} steps, {per_epoch} an epoch");
    let bar = progress_bar(total, 0);
    for epoch in 1..=total / per_epoch {
        let start = Instant::now();
        let mut loss = 0.0;
        while training.step() < epoch * per_epoch {
            let count = CHUNK.min(epoch * per_epoch - training.step());
            let mean = block_on(training.steps(count))?.unwrap_or_default();
            loss += mean * count as f64 / per_epoch as f64;
            bar.set_position(training.step() as u64);
        }
        let seconds = start.elapsed().as_secs_f64();
        let judged = match held_out.is_empty() {
            true => String::new(),
            false => {
                let share = measure(&training.classifier(), held_out, "held out")?.share();
                format!("  held-out accuracy {:.2} %", 100.0 * share)
            }
        };
        bar.suspend(|| {
            println!("epoch {epoch:>3}  cross-entropy {loss:.4} nats{judged}  {seconds:.1} s");
        });
    }
    bar.finish_and_clear();
    Ok(())
}

/// Writes the weights as they will be read, with what they measure written into them.
fn finish(
    classifier: &Classifier,
    mut metadata: ClassifierMetadata,
    held_out: &Images,
    arguments: &TrainClassifierArguments,
) -> CommandResult {
    let precision = match arguments.half {
        true => Precision::Half,
        false => Precision::Single,
    };
    let bytes = block_on(classifier.export(&metadata, precision))?;
    // Measured after rounding: the figures are those of the file, not of what it came from.
    let (rounded, _) = Classifier::open(&bytes, &device::cpu().device)?;
    let mut sets = Vec::new();
    if !held_out.is_empty() {
        sets.push((held_out.clone(), held_out_name(held_out.len())));
    }
    if arguments.test {
        let test = read_test(&arguments.data)?;
        let name = test_name(test.len());
        sets.push((test, name));
    }
    for (images, name) in sets {
        let accuracy = measure(&rounded, &images, &name)?;
        println!("{name}: accuracy {:.2} %", 100.0 * accuracy.share());
        metadata.accuracies.push(accuracy);
    }
    let bytes = block_on(classifier.export(&metadata, precision))?;
    files::write(&arguments.output, &bytes)?;
    println!("{} bytes in {}", bytes.len(), arguments.output.display());
    Ok(())
}
