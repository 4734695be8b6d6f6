//! What the workshop's commands have in common: a model before and after.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::evaluate::{EvaluateOptions, Figures};
use vae_lab::lab::Lab;
use vae_lab::model::Moments;
use vae_lab::workshop::Made;

use crate::CommandResult;
use crate::evaluate::measure;
use crate::figures::judge_options;
use crate::files::{self, Half, MNIST_FOLDER};

/// What files a command reads and writes, and how it is judged.
#[derive(Args)]
pub struct WorkshopArguments {
    /// Weights file (safetensors)
    pub weights: PathBuf,
    /// The weights file to write
    #[arg(long)]
    pub output: PathBuf,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    pub data: PathBuf,
    /// Judge by the first N test images; 0 for none
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub judged: usize,
    /// Draws for the importance-sampled likelihood; 0 for none
    #[arg(long, default_value_t = 0)]
    pub importance_samples: u32,
}

impl WorkshopArguments {
    /// Writes what was made, and tells what it costs beside what it was made of.
    pub fn finish(&self, before: &[u8], made: &Made) -> CommandResult {
        files::write(&self.output, &made.bytes)?;
        let named = |path: &Path| {
            path.file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
        };
        let rows = [
            (named(&self.weights), before),
            (named(&self.output), &made.bytes[..]),
        ];
        let test = match self.judged {
            0 => None,
            count => {
                let test = files::read_mnist(&self.data, Half::Test)?;
                Some(test.slice(0..count.min(test.len())))
            }
        };
        println!(
            "{:<32} {:>10} {:>10} {:>12} {:>10}",
            "file", "bytes", "of float32", "−ELBO, nats", "NLL, nats"
        );
        for (name, bytes) in rows {
            let lab = Lab::open(bytes, &device::cpu().device)?;
            let figures = test
                .as_ref()
                .map(|test| self.judge(&lab, test))
                .transpose()?;
            let number =
                |value: Option<f64>| value.map_or("–".into(), |value| format!("{value:.3}"));
            let single = 4.0 * lab.config().summary().parameters as f64;
            println!(
                "{name:<32} {:>10} {:>10} {:>12} {:>10}",
                bytes.len(),
                format!("1/{:.2}", single / bytes.len() as f64),
                number(figures.as_ref().map(|figures| figures.negative_elbo)),
                number(figures.as_ref().and_then(|figures| figures.nll)),
            );
        }
        Ok(())
    }

    fn judge(&self, lab: &Lab, test: &Images) -> Result<Figures, Box<dyn std::error::Error>> {
        let options = EvaluateOptions {
            importance_samples: self.importance_samples,
            ..judge_options(&lab.run_state().options)
        };
        Ok(measure(lab, test, &options)?.figures())
    }

    /// What the layers of a model see of the first so many training images; nothing of none.
    pub fn moments(
        &self,
        bytes: &[u8],
        count: usize,
    ) -> Result<BTreeMap<String, Moments>, Box<dyn std::error::Error>> {
        if count == 0 {
            return Ok(BTreeMap::new());
        }
        let lab = Lab::open(bytes, &device::cpu().device)?;
        let images = files::read_mnist(&self.data, Half::Train)?;
        let images = images.slice(0..count.min(images.len()));
        Ok(block_on(lab.moments(&images, 0))?)
    }
}
