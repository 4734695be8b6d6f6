//! `vae-lab ensemble`: several models together, their weights left as they are.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::error::Error;
use vae_lab::evaluate::{EvaluateOptions, Figures, Totals};
use vae_lab::fusion::{Average, EnsembleOptions, Posteriors};
use vae_lab::lab::LabEnsemble;

use crate::CommandResult;
use crate::evaluate::measure;
use crate::figures::judge_options;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::sample::png_grid;

/// Images measured between two moves of the progress bar.
const STRIDE: usize = 512;
/// Digits on a sheet of samples.
const SAMPLES: usize = 100;

/// Arguments of `vae-lab ensemble`.
#[derive(Args)]
pub struct EnsembleArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// Another weights file, of as many latents and the same pixels; may be given again
    #[arg(long = "and", value_name = "FILE", required = true)]
    others: Vec<PathBuf>,
    /// Whose posterior latents are drawn from [default: one after the other]
    #[arg(long, value_enum)]
    posterior: Option<PosteriorFlag>,
    /// What is averaged: the decoders' means, the bounds, the models' probabilities [default: one after
    /// the other]
    #[arg(long, value_enum)]
    average: Option<AverageFlag>,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Judge by the first N test images
    #[arg(long, value_name = "N", default_value_t = 1000)]
    judged: usize,
    /// Judge by the test images of this label only
    #[arg(long, value_name = "LABEL")]
    class: Option<u8>,
    /// Seed of the posterior noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Draws for the importance-sampled likelihood, of a mixture from each expert; 0 for none
    #[arg(long, default_value_t = 0)]
    importance_samples: u32,
    /// Draw 100 samples of the ensemble into this PNG
    #[arg(long, value_name = "FILE")]
    samples: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PosteriorFlag {
    Own,
    Product,
    Geometric,
    Mixture,
}

#[derive(Clone, Copy, ValueEnum)]
enum AverageFlag {
    Means,
    Bounds,
    Models,
}

/// Runs the command.
pub fn run(arguments: &EnsembleArguments) -> CommandResult {
    let paths = std::iter::once(&arguments.weights).chain(&arguments.others);
    let paths: Vec<&PathBuf> = paths.collect();
    let mut bytes = Vec::new();
    for path in &paths {
        bytes.push(files::read(path)?);
    }
    let open = |options| LabEnsemble::open(&bytes, options, &device::cpu().device);
    let members = open(EnsembleOptions::default())?;
    let images = images_of(arguments)?;
    let options = EvaluateOptions {
        seed: arguments.seed,
        importance_samples: arguments.importance_samples,
        ..judge_options(&members.members()[0].run_state().options)
    };
    println!(
        "{:<34} {:>15} {:>8} {:>18} {:>16}",
        "", "reconstruction", "KL", "negative ELBO", "NLL"
    );
    for (path, lab) in paths.iter().zip(members.members()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        print_row(&name, &measure(lab, &images, &options)?.figures());
    }
    for posterior in posteriors(arguments.posterior) {
        for average in averages(arguments.average) {
            let ensemble = open(EnsembleOptions { posterior, average })?;
            let figures = measure_all(&ensemble, &images, &options)?;
            print_row(
                &format!("{posterior:?} {average:?}").to_lowercase(),
                &figures,
            );
        }
    }
    println!("nats per image, of {} test images", images.len());
    if let Some(path) = &arguments.samples {
        let chosen = EnsembleOptions {
            posterior: posteriors(arguments.posterior)[0],
            average: averages(arguments.average)[0],
        };
        let digits = block_on(open(chosen)?.sample(SAMPLES, arguments.seed, None))?;
        files::write(path, &png_grid(&digits, SAMPLES.isqrt())?)?;
    }
    Ok(())
}

fn images_of(arguments: &EnsembleArguments) -> Result<Images, Box<dyn std::error::Error>> {
    let mut images = files::read_mnist(&arguments.data, Half::Test)?;
    if let Some(class) = arguments.class {
        images = images.of_class(class);
    }
    match arguments.judged.min(images.len()) {
        0 => Err(Error::ImagesEmpty.into()),
        count => Ok(images.slice(0..count)),
    }
}

fn measure_all(
    ensemble: &LabEnsemble,
    images: &Images,
    options: &EvaluateOptions,
) -> Result<Figures, Error> {
    let bar = ProgressBar::new(images.len() as u64);
    let mut all = Totals::default();
    for start in (0..images.len()).step_by(STRIDE) {
        let piece = images.slice(start..images.len().min(start + STRIDE));
        all += block_on(ensemble.evaluate(&piece, options, start))?.0;
        bar.set_position(all.count as u64);
    }
    bar.finish_and_clear();
    Ok(all.figures())
}

fn print_row(name: &str, figures: &Figures) {
    let with = |value: f64, error: Option<f64>| {
        let error = error.map_or(String::new(), |error| format!(" ± {error:.2}"));
        format!("{value:.3}{error}")
    };
    let nll = figures.nll.map(|nll| with(nll, figures.nll_error));
    println!(
        "{name:<34} {:>15.3} {:>8.3} {:>18} {:>16}",
        figures.reconstruction,
        figures.kl,
        with(figures.negative_elbo, figures.negative_elbo_error),
        nll.unwrap_or("–".into()),
    );
}

fn posteriors(flag: Option<PosteriorFlag>) -> Vec<Posteriors> {
    match flag {
        None => vec![
            Posteriors::Own,
            Posteriors::Product,
            Posteriors::Geometric,
            Posteriors::Mixture,
        ],
        Some(PosteriorFlag::Own) => vec![Posteriors::Own],
        Some(PosteriorFlag::Product) => vec![Posteriors::Product],
        Some(PosteriorFlag::Geometric) => vec![Posteriors::Geometric],
        Some(PosteriorFlag::Mixture) => vec![Posteriors::Mixture],
    }
}

fn averages(flag: Option<AverageFlag>) -> Vec<Average> {
    match flag {
        None => vec![Average::Means, Average::Bounds, Average::Models],
        Some(AverageFlag::Means) => vec![Average::Means],
        Some(AverageFlag::Bounds) => vec![Average::Bounds],
        Some(AverageFlag::Models) => vec![Average::Models],
    }
}
