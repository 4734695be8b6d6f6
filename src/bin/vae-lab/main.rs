//! The native command line of VAE Lab: train, evaluate, measure, fit a prior, sample, inspect,
//! quantize, convert.

#[macro_use]
mod say;

mod card;
mod classifier_accuracy;
mod classifier_card;
mod convert;
mod dump;
mod ensemble;
mod evaluate;
mod factorize;
mod figures;
mod files;
mod fit_prior;
mod fuse;
mod grow;
mod inspect;
mod measure;
mod model_arguments;
mod neighbours;
mod prune;
mod pytorch_file;
mod quality;
mod quantize;
mod remove_latents;
mod run_arguments;
mod sample;
mod times;
mod train;
mod train_classifier;
mod workshop;

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
    /// Store a model's weights in fewer bits, and show what that costs.
    Quantize(quantize::QuantizeArguments),
    /// Leave out the weights or units that matter least, and show what that costs.
    Prune(prune::PruneArguments),
    /// Make linear layers products of two thinner matrices, and show what that costs.
    Factorize(factorize::FactorizeArguments),
    /// Leave out latents that say nothing, and show what that costs.
    RemoveLatents(remove_latents::RemoveLatentsArguments),
    /// Average the weights of models of one network.
    Average(fuse::AverageArguments),
    /// Average those models of one network whose mean is better held out, the best first.
    Soup(fuse::SoupArguments),
    /// Show the bound on the line between two models, before and after they are aligned.
    Line(fuse::LineArguments),
    /// Put a model's units into the order of another's, so that both can be averaged.
    Align(fuse::AlignArguments),
    /// Measure several models together: posteriors fused, decoders' means or bounds averaged.
    Ensemble(ensemble::EnsembleArguments),
    /// Make a model larger without changing what it computes.
    Grow(grow::GrowArguments),
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
        Command::Quantize(arguments) => quantize::run(&arguments),
        Command::Prune(arguments) => prune::run(&arguments),
        Command::Factorize(arguments) => factorize::run(&arguments),
        Command::RemoveLatents(arguments) => remove_latents::run(&arguments),
        Command::Average(arguments) => fuse::run_average(&arguments),
        Command::Soup(arguments) => fuse::run_soup(&arguments),
        Command::Line(arguments) => fuse::run_line(&arguments),
        Command::Align(arguments) => fuse::run_align(&arguments),
        Command::Ensemble(arguments) => ensemble::run(&arguments),
        Command::Grow(arguments) => grow::run(&arguments),
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
