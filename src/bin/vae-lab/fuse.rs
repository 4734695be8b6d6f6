//! `vae-lab average`, `soup`, `align` and `line`: one model of several.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::lab::Lab;
use vae_lab::workshop::{ModelFile, align, average, note_settings};

use crate::evaluate::measure;
use crate::figures::judge_options;
use crate::files::{Half, MNIST_FOLDER};
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

/// Arguments of `vae-lab soup`.
#[derive(Args)]
pub struct SoupArguments {
    #[command(flatten)]
    workshop: WorkshopArguments,
    /// Another weights file, of the same network; may be given again
    #[arg(long = "and", value_name = "FILE", required = true)]
    others: Vec<PathBuf>,
    /// Choose by the last N training images: keep them out of what the models are trained on
    #[arg(long, value_name = "N", default_value_t = 5000)]
    holdout: usize,
}

/// Arguments of `vae-lab line`.
#[derive(Args)]
pub struct LineArguments {
    /// Weights file (safetensors) at the line's start
    weights: PathBuf,
    /// Weights file at its end, of the same network
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Points on the line, its ends among them
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u16).range(2..=101))]
    points: u16,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Judge by the first N test images
    #[arg(long, value_name = "N", default_value_t = 1000)]
    judged: usize,
    /// Seed of the alignment's order
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Runs `vae-lab soup`: models are taken in from the best on, each only where the mean gets better by
/// it (Wortsman et al. 2022, recipe 1).
pub fn run_soup(arguments: &SoupArguments) -> CommandResult {
    let before = arguments.workshop.read(&arguments.others)?;
    let all = files::read_mnist(&arguments.workshop.data, Half::Train)?;
    let holdout = arguments.holdout;
    if !(1..=all.len()).contains(&holdout) {
        let most = all.len();
        return Err(format!("--holdout is {holdout}; it must be 1 to {most} images").into());
    }
    let first = all.len() - holdout;
    let images = all.slice(first..all.len());
    let mut candidates = Vec::new();
    for path in std::iter::once(&arguments.workshop.weights).chain(&arguments.others) {
        let bytes = files::read(path)?;
        candidates.push((bound(&bytes, &images)?, path, ModelFile::read(&bytes)?));
    }
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut soup: Vec<ModelFile> = Vec::new();
    let mut each_alone = Vec::new();
    let mut best = f64::INFINITY;
    let mut made = None;
    for (alone, path, model) in candidates {
        soup.push(model);
        let next = match soup.len() {
            1 => None,
            count => Some(average(&soup, &vec![1.0; count])?),
        };
        let nats = match &next {
            None => alone,
            Some(next) => bound(&next.bytes, &images)?,
        };
        let taken = nats < best;
        println!(
            "{}: {alone:.3} nats held out; {} with it {nats:.3}",
            path.display(),
            if taken { "taken:" } else { "left out:" },
        );
        if taken {
            best = nats;
            each_alone.push(alone);
            made = next.or(made);
        } else {
            soup.pop();
        }
    }
    match made {
        Some(made) => {
            let settings = json!({
                "greedy": true,
                "heldOut": holdout,
                "heldOutNegativeElbo": best,
                "heldOutAlone": each_alone,
            });
            let made = note_settings(&made.bytes, &settings)?;
            arguments.workshop.finish(&before, &made)
        }
        None => Err("no mean is better than the best model alone; nothing is written".into()),
    }
}

/// Runs `vae-lab line`: the bound on the way from one model's weights to another's, as they are and
/// with the second's units in the first's order.
pub fn run_line(arguments: &LineArguments) -> CommandResult {
    if arguments.judged == 0 {
        return Err("--judged is 0; a line is judged by at least 1 test image".into());
    }
    let [start, end] = [&arguments.weights, &arguments.to].map(|path| files::read(path));
    let start = ModelFile::read(&start?)?;
    let end = ModelFile::read(&end?)?;
    let aligned = ModelFile::read(&align(&start, &end, arguments.seed)?.bytes)?;
    let test = files::read_mnist(&arguments.data, Half::Test)?;
    let test = test.slice(0..arguments.judged.min(test.len()));
    println!("{:>6} {:>14} {:>14}", "share", "as they are", "aligned");
    let last = f64::from(arguments.points - 1);
    for i in 0..arguments.points {
        let share = f64::from(i) / last;
        let at = |end: &ModelFile| -> Result<f64, Box<dyn std::error::Error>> {
            let pair = [start.clone(), end.clone()];
            bound(&average(&pair, &[1.0 - share, share])?.bytes, &test)
        };
        println!("{share:>6.2} {:>14.3} {:>14.3}", at(&end)?, at(&aligned)?);
    }
    println!(
        "negative ELBO, nats per image, of {} test images",
        test.len()
    );
    Ok(())
}

/// The negative ELBO of a file's model.
fn bound(bytes: &[u8], images: &Images) -> Result<f64, Box<dyn std::error::Error>> {
    let lab = Lab::open(bytes, &device::cpu().device)?;
    let options = judge_options(&lab.run_state().options);
    Ok(measure(&lab, images, &options)?.figures().negative_elbo)
}

/// Runs `vae-lab average`.
pub fn run_average(arguments: &AverageArguments) -> CommandResult {
    let bytes = arguments.workshop.read(&arguments.others)?;
    let mut models = vec![ModelFile::read(&bytes)?];
    for path in &arguments.others {
        models.push(ModelFile::read(&files::read(path)?)?);
    }
    if let Some(shares) = &arguments.shares {
        let sum: f64 = shares.iter().sum();
        let fine = shares.len() == models.len() && sum.is_finite() && sum.abs() > 1e-12;
        if !fine {
            return Err(format!(
                "--shares is {shares:?}; it must be a finite number for each of the {} models, not 0 together",
                models.len()
            )
            .into());
        }
    }
    let shares = arguments.shares.clone();
    let shares = shares.unwrap_or_else(|| vec![1.0; models.len()]);
    let made = average(&models, &shares)?;
    arguments.workshop.finish(&bytes, &made)
}

/// Runs `vae-lab align`.
pub fn run_align(arguments: &AlignArguments) -> CommandResult {
    let bytes = arguments
        .workshop
        .read(std::slice::from_ref(&arguments.to))?;
    let reference = ModelFile::read(&files::read(&arguments.to)?)?;
    let made = align(&reference, &ModelFile::read(&bytes)?, arguments.seed)?;
    arguments.workshop.finish(&bytes, &made)
}
