//! What the workshop's commands have in common: a model before and after.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use pollster::block_on;
use serde_json::json;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::error;
use vae_lab::evaluate::{EvaluateOptions, Figures, MANIFOLD_NEIGHBOUR};
use vae_lab::lab::Lab;
use vae_lab::model::Moments;
use vae_lab::weights::{DistanceFigure, MadeFigures, MeanFigure, TimeFigure, checksum};
use vae_lab::workshop::{Made, ModelFile, note_figures, note_settings};

use crate::CommandResult;
use crate::evaluate::measure;
use crate::figures::judge_options;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::quality::SampleJudge;
use crate::times;

/// What a model's layers see of real images, and of how many.
#[derive(Default)]
pub struct Seen {
    /// By the matrix's path; empty where no image was asked for.
    pub moments: BTreeMap<String, Moments>,
    images: usize,
}

impl Seen {
    /// What was made with the moments, its passport telling of how many images they are; as it is
    /// where they had no say in it.
    pub fn noted(&self, made: Made) -> error::Result<Made> {
        let settings = made
            .metadata
            .passport
            .as_ref()
            .map(|told| &told["settings"]);
        match settings.is_some_and(|settings| settings["calibrated"] == true) {
            true => note_images(&made, self.images),
            false => Ok(made),
        }
    }
}

/// What was made, its passport telling how many real images had a say in it.
pub fn note_images(made: &Made, images: usize) -> error::Result<Made> {
    note_settings(&made.bytes, &json!({ "calibrationImages": images }))
}

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
    /// Samples for the Fréchet distance, and test images beside them; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub samples: usize,
}

impl WorkshopArguments {
    /// The bytes of the model, before any work; refused where the output would overwrite it, or one
    /// of the `others` that are read.
    pub fn read(&self, others: &[PathBuf]) -> Result<Vec<u8>, String> {
        files::check_output(&self.output, &self.weights, others)?;
        files::read(&self.weights)
    }

    /// Writes what was made, with what it measures in its passport, and tells what it costs beside
    /// what it was made of.
    pub fn finish(&self, before: &[u8], made: &Made) -> CommandResult {
        // Nothing is overwritten by what cannot be read, or where nothing can be measured.
        ModelFile::read(&made.bytes)?;
        let test = match self.judged {
            0 => None,
            count => {
                let test = files::read_mnist(&self.data, Half::Test)?;
                Some(test.slice(0..count.min(test.len())))
            }
        };
        // First as it is: measuring takes long, and may be stopped.
        files::write(&self.output, &made.bytes)?;
        println!(
            "{:<32} {:>10} {:>10} {:>12} {:>10} {:>10} {:>10} {:>9}",
            "file",
            "bytes",
            "of float32",
            "−ELBO, nats",
            "NLL, nats",
            "decode, ms",
            "step, ms",
            "Fréchet"
        );
        let judge = match &test {
            Some(test) => self.sample_judge(before, test)?,
            None => None,
        };
        let test = test.as_ref().map(|test| (test, judge.as_ref()));
        let was = self.figures(before, test)?;
        // Both beside the model that it was made of: what leaves numbers out is smaller by these too.
        let single = 4 * ModelFile::read(before)?.config().summary().parameters;
        tell(&self.weights, before, single, &was);
        let is = self.figures(&made.bytes, test)?;
        let was = BTreeMap::from([(checksum(before), was)]);
        let noted = note_figures(&made.bytes, &is, &was)?.bytes;
        files::write(&self.output, &noted)?;
        tell(&self.output, &noted, single, &is);
        Ok(())
    }

    /// Who measures the Fréchet distance; nobody of too few images, or where the classifier is not.
    fn sample_judge(
        &self,
        bytes: &[u8],
        test: &Images,
    ) -> Result<Option<SampleJudge>, Box<dyn std::error::Error>> {
        let count = self.samples.min(test.len());
        if count <= MANIFOLD_NEIGHBOUR {
            return Ok(None);
        }
        let lab = Lab::open(bytes, &device::cpu().device)?;
        let judge = SampleJudge::new(&lab, &test.slice(0..count));
        Ok(judge
            .inspect_err(|error| eprintln!("note: no Fréchet distance: {error}"))
            .ok())
    }

    /// What is measured of a file; nothing without test images.
    fn figures(
        &self,
        bytes: &[u8],
        test: Option<(&Images, Option<&SampleJudge>)>,
    ) -> Result<MadeFigures, Box<dyn std::error::Error>> {
        let Some((test, judge)) = test else {
            return Ok(MadeFigures::default());
        };
        let lab = Lab::open(bytes, &device::cpu().device)?;
        let figures = self.judge(&lab, test)?;
        let images = test.len();
        let mean = |value, error, importance_samples| MeanFigure {
            value,
            error,
            images,
            importance_samples,
        };
        let nll = |value| mean(value, figures.nll_error, Some(self.importance_samples));
        let negative_elbo = mean(figures.negative_elbo, figures.negative_elbo_error, None);
        let samples = self.samples.min(images);
        let distance = |value| DistanceFigure {
            value,
            samples,
            images: samples,
        };
        Ok(MadeFigures {
            bytes: Some(bytes.len()),
            negative_elbo: Some(negative_elbo),
            nll: figures.nll.map(nll),
            frechet_distance: judge
                .map(|judge| judge.distance(&lab).map(distance))
                .transpose()?,
            decoding: Some(times::decoding(&lab)?),
            // The last: the weights move by it.
            training_step: Some(times::training_step(lab, test)?),
            ..MadeFigures::default()
        })
    }

    fn judge(&self, lab: &Lab, test: &Images) -> Result<Figures, Box<dyn std::error::Error>> {
        let options = EvaluateOptions {
            importance_samples: self.importance_samples,
            ..judge_options(&lab.run_state().options)
        };
        Ok(measure(lab, test, &options)?.figures())
    }

    /// What the layers of a model see of the first so many training images; nothing of none.
    pub fn seen(&self, bytes: &[u8], count: usize) -> Result<Seen, Box<dyn std::error::Error>> {
        if count == 0 {
            return Ok(Seen::default());
        }
        let lab = Lab::open(bytes, &device::cpu().device)?;
        let images = files::read_mnist(&self.data, Half::Train)?;
        let images = images.slice(0..count.min(images.len()));
        Ok(Seen {
            moments: block_on(lab.moments(&images, 0))?,
            images: images.len(),
        })
    }
}

/// One line of figures; `single`: bytes of the model before at 32 bits a number.
fn tell(path: &Path, bytes: &[u8], single: usize, figures: &MadeFigures) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = |figure: Option<MeanFigure>| {
        figure.map_or("–".into(), |figure| format!("{:.3}", figure.value))
    };
    let time = |figure: Option<TimeFigure>| {
        figure.map_or("–".into(), |figure| format!("{:.2}", figure.ms))
    };
    println!(
        "{name:<32} {:>10} {:>10} {:>12} {:>10} {:>10} {:>10} {:>9}",
        bytes.len(),
        format!("1/{:.2}", single as f64 / bytes.len() as f64),
        number(figures.negative_elbo),
        number(figures.nll),
        time(figures.decoding),
        time(figures.training_step),
        figures
            .frechet_distance
            .map_or("–".into(), |figure| format!("{:.2}", figure.value)),
    );
}
