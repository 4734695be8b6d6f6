//! `vae-lab quality`: how good a model's samples are, beside real images and noise.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::error::{self, Error};
use vae_lab::evaluate::{
    Classifier, Judged, MANIFOLD_NEIGHBOUR, Neighbour, Neighbours, Quality, QualityScale,
    Reference, SetQuality, noise_images, shuffled_pixels,
};
use vae_lab::lab::Lab;

use crate::CommandResult;
use crate::evaluate::read_test;
use crate::figures::thousands;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::sample::png_grid;

/// The classifier of the digits, as shipped.
pub const CLASSIFIER: &str = "models/classifier.safetensors";
/// Images judged, or looked through, between two moves of a progress bar.
const STRIDE: usize = 1000;
/// Samples in the picture of neighbours, side by side.
const COLUMNS: usize = 16;
/// Neighbours under each sample.
const ROWS: usize = 3;

/// Arguments of `vae-lab quality`.
#[derive(Args)]
pub struct QualityArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// How many samples, and images of each set beside them
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    samples: usize,
    /// Seed of the samples and of the noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// The classifier in whose features sets are compared; of the model's own data
    #[arg(long, default_value = CLASSIFIER)]
    classifier: PathBuf,
    /// Write samples above their nearest training images to this PNG
    #[arg(long, value_name = "PNG")]
    neighbours: Option<PathBuf>,
    /// Print the figures as JSON instead
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &QualityArguments) -> CommandResult {
    let lab = Lab::open(&files::read(&arguments.weights)?, &device::cpu().device)?;
    let judge = QualityJudge::open(&lab, &arguments.classifier, &arguments.data)?;
    let quality = judge.quality(&lab, arguments.samples, arguments.seed)?;
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&quality)?),
        false => print!("{}", table(&quality)),
    }
    match &arguments.neighbours {
        Some(path) => draw_neighbours(&lab, arguments, path),
        None => Ok(()),
    }
}

/// A classifier with the real images by which it judges.
pub struct QualityJudge {
    classifier: Classifier,
    name: String,
    train: Images,
    test: Images,
    reference: Reference,
}

impl QualityJudge {
    /// Judges this lab's model with the classifier of a file, and says when the two know
    /// different data.
    pub fn open(
        lab: &Lab,
        classifier: &Path,
        folder: &Path,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let (classifier, metadata) =
            Classifier::open(&files::read(classifier)?, &device::cpu().device)?;
        let set = |data: &str| data.split(',').next().map(str::to_string);
        let (of_model, of_classifier) = (lab.metadata().data.as_deref(), set(&metadata.data));
        if of_model.is_some_and(|data| set(data) != of_classifier) {
            eprintln!(
                "note: the model was trained on {}, the classifier on {}",
                of_model.unwrap_or_default(),
                metadata.data
            );
        }
        Self::new(classifier, metadata.name, folder)
    }

    /// Judges by the test images of a folder.
    fn new(
        classifier: Classifier,
        name: String,
        folder: &Path,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let test = read_test(folder)?;
        let count = test.len();
        let judged = judge(&classifier, "test images", count, |range| {
            gather(&test, range)
        })?;
        let reference = shown("test images", || Reference::new(&judged))?;
        Ok(Self {
            train: files::read_mnist(folder, Half::Train)?,
            reference,
            classifier,
            name,
            test,
        })
    }

    /// The figures of a model's samples: mean images of p(x|z) with z from the prior; a
    /// conditional model draws its classes in turn.
    pub fn quality(&self, lab: &Lab, samples: usize, seed: u64) -> error::Result<Quality> {
        let len = lab.config().input_dim;
        if len != self.test.image_len() {
            return Err(Error::ImagesLength {
                pixels: len,
                image_len: self.test.image_len(),
            });
        }
        let classes = lab.config().classes;
        let labels: Vec<u8> = (0..samples).map(|i| (i % classes.max(1)) as u8).collect();
        let labels = (classes > 0).then_some(&labels[..]);
        let pixels = block_on(lab.sample(samples, seed, labels))?;
        let draw = |range: Range<usize>| pixels[range.start * len..range.end * len].to_vec();
        Ok(Quality {
            compared: format!(
                "mean images of p(x|z) of {} samples (grey) against all {} test images (grey)",
                thousands(samples),
                thousands(self.test.len())
            ),
            classifier: self.name.clone(),
            seed,
            reference_count: self.reference.count(),
            samples: self.measure("samples", samples, labels, draw)?,
            scale: self.scale(samples, seed)?,
        })
    }

    /// The figures of as many real images, shuffled pixels and noise.
    pub fn scale(&self, count: usize, seed: u64) -> error::Result<QualityScale> {
        let pixels = self.test.image_len();
        let real = self.train.slice(0..count.min(self.train.len()));
        let shuffled = count.min(self.test.len());
        Ok(QualityScale {
            real: self.measure("training images", real.len(), real.labels(), |range| {
                gather(&real, range)
            })?,
            shuffled: self.measure("shuffled pixels", shuffled, None, |range| {
                shuffled_pixels(&self.test, range, seed)
            })?,
            noise: self.measure("uniform noise", count, None, |range| {
                noise_images(seed, range.start, range.len(), pixels)
            })?,
        })
    }

    fn measure(
        &self,
        what: &str,
        count: usize,
        labels: Option<&[u8]>,
        draw: impl Fn(Range<usize>) -> Vec<f32>,
    ) -> error::Result<SetQuality> {
        let judged = judge(&self.classifier, what, count, draw)?;
        shown(what, || self.reference.measure(&judged, labels))
    }
}

/// Shows what is being compared while it takes its time.
fn shown<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner().with_message(format!("comparing {what}"));
    spinner.enable_steady_tick(Duration::from_millis(100));
    let result = work();
    spinner.finish_and_clear();
    result
}

fn progress(what: &str, count: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    ProgressBar::new(count as u64)
        .with_style(style.expect("the template is sound"))
        .with_message(what.to_string())
}

fn gather(images: &Images, range: Range<usize>) -> Vec<f32> {
    images.gather(&range.collect::<Vec<_>>())
}

/// What the classifier makes of `count` images, drawn a stride at a time.
fn judge(
    classifier: &Classifier,
    what: &str,
    count: usize,
    draw: impl Fn(Range<usize>) -> Vec<f32>,
) -> error::Result<Judged> {
    let bar = progress(what, count);
    let device = device::cpu().device;
    let mut judged = Judged::default();
    for start in (0..count).step_by(STRIDE) {
        let range = start..count.min(start + STRIDE);
        judged.append(block_on(classifier.judge(&draw(range), &device))?);
        bar.set_position(judged.len() as u64);
    }
    bar.finish_and_clear();
    Ok(judged)
}

/// The figures as a person reads them.
fn table(quality: &Quality) -> String {
    let mut table = format!(
        "{}, seed {}\nin the features of {}; precision and recall by {MANIFOLD_NEIGHBOUR} neighbours\n\n{:<16} {:>8} {:>10} {:>10} {:>8} {:>10} {:>11}\n",
        quality.compared,
        quality.seed,
        quality.classifier,
        "images",
        "count",
        "Fréchet",
        "precision",
        "recall",
        "as asked",
        "confidence"
    );
    let scale = &quality.scale;
    let rows = [
        ("samples", &quality.samples),
        ("training images", &scale.real),
        ("shuffled pixels", &scale.shuffled),
        ("uniform noise", &scale.noise),
    ];
    for (name, set) in rows {
        table += &set_row(name, set);
    }
    table += "\nshare of each class, by the classifier\n";
    for (name, set) in rows {
        let shares = set.class_shares.iter();
        let shares: String = shares.map(|s| format!(" {:>6.2} %", 100.0 * s)).collect();
        table += &format!("{name:<16}{shares}\n");
    }
    table
}

fn set_row(name: &str, set: &SetQuality) -> String {
    let asked = set
        .class_accuracy
        .map_or("–".into(), |share| format!("{:.2} %", 100.0 * share));
    format!(
        "{name:<16} {:>8} {:>10.3} {:>10.3} {:>8.3} {asked:>10} {:>11.3}\n",
        set.count, set.frechet_distance, set.precision, set.recall, set.mean_confidence,
    )
}

/// Writes the first samples, and below each its nearest training images.
fn draw_neighbours(lab: &Lab, arguments: &QualityArguments, path: &Path) -> CommandResult {
    let train = files::read_mnist(&arguments.data, Half::Train)?;
    let test = read_test(&arguments.data)?;
    let len = train.image_len();
    let mut grid = block_on(lab.sample(COLUMNS, arguments.seed, None))?;
    let samples = Images::from_floats(grid.clone(), len)?;
    let nearest = seek(samples, &train)?;
    for rank in 0..ROWS {
        let row: Vec<usize> = nearest.iter().map(|list| list[rank].index).collect();
        grid.extend(train.gather(&row));
    }
    files::write(path, &png_grid(&grid, COLUMNS)?)?;
    let real = seek(test.slice(0..COLUMNS.min(test.len())), &train)?;
    println!(
        "{COLUMNS} samples above their {ROWS} nearest training images in {}",
        path.display()
    );
    for (name, nearest) in [("samples", nearest), ("test images", real)] {
        let distances = nearest.iter().map(|list| list[0].distance);
        let least = distances.clone().fold(f64::INFINITY, f64::min);
        let mean = distances.sum::<f64>() / nearest.len() as f64;
        println!("distance of {name} to the nearest: {mean:.2} in the mean, {least:.2} at least");
    }
    Ok(())
}

fn seek(queries: Images, train: &Images) -> error::Result<Vec<Vec<Neighbour>>> {
    let device = device::cpu().device;
    let mut neighbours = Neighbours::new(queries, ROWS, &device)?;
    let bar = progress("training images", train.len());
    for start in (0..train.len()).step_by(STRIDE) {
        let piece = train.slice(start..train.len().min(start + STRIDE));
        block_on(neighbours.look_through(&piece, &device))?;
        bar.inc(piece.len() as u64);
    }
    bar.finish_and_clear();
    Ok(neighbours.nearest().to_vec())
}
