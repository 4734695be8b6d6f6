//! `vae-lab evaluate`: the bound, and the likelihood if asked, on the test set.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;
use pollster::block_on;
use vae_lab::data::{Binarization, Images};
use vae_lab::evaluate::{Conventions, EvaluateOptions, Figures, Totals};
use vae_lab::lab::Lab;
use vae_lab::{device, error};

use crate::figures::pixels;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::{CommandResult, dump};

/// Images measured between two moves of the progress bar.
const STRIDE: usize = 1000;

/// Arguments of `vae-lab evaluate`.
#[derive(Args)]
pub struct EvaluateArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Use the first N test images only
    #[arg(long, value_name = "N")]
    images: Option<usize>,
    /// Use the test images of this label only
    #[arg(long, value_name = "LABEL", conflicts_with = "dump_noise")]
    class: Option<u8>,
    /// Leave the test images of this label out
    #[arg(long, value_name = "LABEL", conflicts_with_all = ["class", "dump_noise"])]
    without_class: Option<u8>,
    /// Seed of the posterior noise and of binarization
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Draws for the importance-sampled likelihood; 0 for none
    #[arg(long, default_value_t = 0)]
    importance_samples: u32,
    /// Draw pixels black or white first
    #[arg(long)]
    binarize: bool,
    /// Write the noise and the pixels that were measured (safetensors), for
    /// tests/reference/evaluate.py
    #[arg(long, value_name = "FILE")]
    dump_noise: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &EvaluateArguments) -> CommandResult {
    let lab = Lab::open(&files::read(&arguments.weights)?, &device::cpu().device)?;
    let mut images = read_test(&arguments.data)?;
    if let Some(class) = arguments.class {
        images = images.of_class(class);
    }
    if let Some(class) = arguments.without_class {
        images = images.of_classes(|label| label != class);
    }
    if let Some(count) = arguments.images {
        if count == 0 {
            return Err(error::Error::ImagesEmpty.into());
        }
        images = images.slice(0..images.len().min(count));
    }
    let options = EvaluateOptions {
        seed: arguments.seed,
        importance_samples: arguments.importance_samples,
        binarize: match arguments.binarize {
            true => Binarization::Fixed,
            false => Binarization::None,
        },
    };
    let figures = measure(&lab, &images, &options)?.figures();
    println!(
        "{} on {} test images, {}, seed {}: {}",
        lab.config(),
        figures.count,
        pixels(options.binarize),
        options.seed,
        sentence(&figures)
    );
    println!("\n{}", side_by_side(&figures.conventions));
    match &arguments.dump_noise {
        None => Ok(()),
        Some(path) => {
            let latent_dim = lab.config().latent_dim;
            dump::write(path, &images, &options, latent_dim, &figures)
        }
    }
}

/// The test images.
pub fn read_test(folder: &Path) -> Result<Images, String> {
    files::read_mnist(folder, Half::Test)
}

/// Measures all images with a progress bar.
pub fn measure(lab: &Lab, images: &Images, options: &EvaluateOptions) -> error::Result<Totals> {
    let bar = ProgressBar::new(images.len() as u64);
    let mut all = Totals::default();
    for start in (0..images.len()).step_by(STRIDE) {
        let slice = images.slice(start..images.len().min(start + STRIDE));
        all += block_on(lab.evaluate(&slice, options, start))?;
        bar.set_position(all.count as u64);
    }
    bar.finish_and_clear();
    Ok(all)
}

/// The figures of one measurement in words.
pub fn sentence(means: &Figures) -> String {
    let error = means.nll_error.map(|error| format!(" ± {error:.2}"));
    let nll = means.nll.map(|nll| {
        let error = error.unwrap_or_default();
        format!(", importance-sampled NLL {nll:.2}{error}")
    });
    format!(
        "reconstruction {:.2} + KL {:.2} = negative ELBO {:.2} nats per image{}",
        means.reconstruction,
        means.kl,
        means.negative_elbo,
        nll.unwrap_or_default()
    )
}

/// The same score under every convention, a line each.
pub fn side_by_side(conventions: &Conventions) -> String {
    let rows = [
        (
            "nats per image, summed over pixels",
            conventions.nats_per_image,
        ),
        ("nats per pixel", conventions.nats_per_pixel),
        ("bits per pixel", conventions.bits_per_pixel),
        ("mean over pixels + KL", conventions.mean_over_pixels),
        (
            "mean over pixels + mean KL over latents",
            conventions.mean_over_pixels_and_latents,
        ),
    ];
    let heads = ["the same score in", "reconstruction", "KL", "sum"];
    let mut table = format!(
        "{:<40}{:>15}{:>10}{:>10}",
        heads[0], heads[1], heads[2], heads[3]
    );
    for (name, score) in rows {
        let [reconstruction, kl, sum] = [score.reconstruction, score.kl, score.sum];
        table += &format!("\n{name:<40}{reconstruction:>15.4}{kl:>10.4}{sum:>10.4}");
    }
    table
}
