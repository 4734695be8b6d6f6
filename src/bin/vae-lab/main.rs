//! The native command line of VAE Lab: train, evaluate, measure, fit a prior, sample, inspect,
//! convert.

mod card;
mod classifier_accuracy;
mod classifier_card;
mod convert;
mod dump;
mod evaluate;
mod figures;
mod files;
mod fit_prior;
mod inspect;
mod measure;
mod model_arguments;
mod neighbours;
mod pytorch_file;
mod quality;
mod run_arguments;
mod sample;
mod train;
mod train_classifier;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Train, measure and look into variational autoencoders.
#[derive(Parser)]
#[command(name = "vae-lab", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a model on MNIST and write its weights.
    Train(Box<train::TrainArguments>),
    /// Train the classifier that judges samples and write its weights.
    TrainClassifier(train_classifier::TrainClassifierArguments),
    /// Measure a model on the MNIST test set.
    Evaluate(evaluate::EvaluateArguments),
    /// Measure everything that a card states, into the file or against it.
    Measure(measure::MeasureArguments),
    /// Fit a prior to the latents of the training images and keep it in the model's file.
    FitPrior(fit_prior::FitPriorArguments),
    /// Measure how good a model's samples are, beside real images and noise.
    Quality(quality::QualityArguments),
    /// Draw digits from a model into a PNG.
    Sample(sample::SampleArguments),
    /// Show a model's layers, provenance and figures.
    Inspect(inspect::InspectArguments),
    /// Read PyTorch's weights, write for PyTorch, or change a file's precision.
    Convert(convert::ConvertArguments),
}

/// What a command can end with: one sentence for a person.
type CommandResult = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Train(arguments) => train::run(*arguments),
        Command::TrainClassifier(arguments) => train_classifier::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::FitPrior(arguments) => fit_prior::run(&arguments),
        Command::Quality(arguments) => quality::run(&arguments),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
