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
    Classifier, Judged, MANIFOLD_NEIGHBOUR, Quality, QualityScale, Reference, SetQuality,
    noise_images, shuffled_pixels,
};
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::prior::PriorName;

use crate::CommandResult;
use crate::evaluate::read_test;
use crate::figures::thousands;
use crate::files::{self, Half, MNIST_FOLDER};
use crate::neighbours;
use crate::sample::PriorFlag;

/// The shipped classifiers, by the data that they and the models know; the first also judges
/// models of which nothing is known.
const CLASSIFIERS: [(&str, &str); 2] = [
    ("MNIST", "models/classifier.safetensors"),
    ("Fashion-MNIST", "models/fashion-classifier.safetensors"),
];
/// Images judged between two moves of a progress bar.
const STRIDE: usize = 1000;

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
    /// What to draw from [default: the prior the model was trained with]
    #[arg(long, value_enum)]
    prior: Option<PriorFlag>,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// The classifier in whose features sets are compared [default: the shipped one of the model's
    /// data]
    #[arg(long)]
    classifier: Option<PathBuf>,
    /// Write samples above their nearest training images to this PNG
    #[arg(long, value_name = "PNG")]
    neighbours: Option<PathBuf>,
    /// Print the figures as JSON instead
    #[arg(long)]
    json: bool,
}

impl QualityArguments {
    fn draws(&self) -> SampleOptions {
        SampleOptions {
            count: self.samples,
            seed: self.seed,
            prior: self.prior.map(PriorName::from),
            ..SampleOptions::default()
        }
    }
}

/// Runs the command.
pub fn run(arguments: &QualityArguments) -> CommandResult {
    let lab = Lab::open(&files::read(&arguments.weights)?, &device::cpu().device)?;
    // Before any work.
    arguments.draws().validate()?;
    let judge = QualityJudge::open(&lab, arguments.classifier.as_deref(), &arguments.data)?;
    let quality = judge.quality(&lab, arguments.draws())?;
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&quality)?),
        false => print!("{}", table(&quality)),
    }
    match &arguments.neighbours {
        Some(path) => neighbours::draw(&lab, arguments.draws(), &arguments.data, path),
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
        classifier: Option<&Path>,
        folder: &Path,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let of_model = lab.metadata().data.as_deref().map(data_set);
        let file = classifier.unwrap_or_else(|| shipped_for(of_model));
        let (classifier, metadata) = Classifier::open(&files::read(file)?, &device::cpu().device)?;
        let of_classifier = data_set(&metadata.data);
        if let Some(of_model) = of_model.filter(|&data| data != of_classifier) {
            eprintln!(
                "note: the model was trained on {of_model}, the classifier on {of_classifier}"
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

    /// The figures of a model's samples: mean images of p(x|z) with z from a prior; where model or
    /// prior has classes and no labels are given, of each class in turn.
    pub fn quality(&self, lab: &Lab, mut options: SampleOptions) -> error::Result<Quality> {
        let len = lab.config().input_dim;
        if len != self.test.image_len() {
            return Err(Error::ImagesLength {
                pixels: len,
                image_len: self.test.image_len(),
            });
        }
        let name = options.prior.unwrap_or_else(|| lab.own_prior());
        options.labels = block_on(lab.sample_labels(&options))?;
        let pixels = block_on(lab.sample_with(&options))?;
        let SampleOptions {
            count,
            seed,
            labels,
            ..
        } = options;
        let draw = |range: Range<usize>| pixels[range.start * len..range.end * len].to_vec();
        Ok(Quality {
            compared: format!(
                "mean images of p(x|z) of {} samples (grey), z from the {} prior, against all {} test images (grey)",
                thousands(count),
                name,
                thousands(self.test.len())
            ),
            classifier: self.name.clone(),
            seed,
            reference_count: self.reference.count(),
            samples: self.measure("samples", count, labels, draw)?,
            scale: self.scale(count, seed)?,
        })
    }

    /// The figures of as many real images, shuffled pixels and noise.
    pub fn scale(&self, count: usize, seed: u64) -> error::Result<QualityScale> {
        let pixels = self.test.image_len();
        let real = self.train.slice(0..count.min(self.train.len()));
        let labels = real.labels().map(<[u8]>::to_vec);
        let shuffled = count.min(self.test.len());
        Ok(QualityScale {
            real: self.measure("training images", real.len(), labels, |range| {
                gather(&real, range)
            })?,
            shuffled: self.measure("shuffled pixels", shuffled, None, |range| {
                shuffled_pixels(&self.test.slice(range.clone()), range.start, seed)
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
        labels: Option<Vec<u8>>,
        draw: impl Fn(Range<usize>) -> Vec<f32>,
    ) -> error::Result<SetQuality> {
        let judged = judge(&self.classifier, what, count, draw)?;
        shown(what, || self.reference.measure(judged, labels))
    }
}

/// Real images that samples' distance is measured to, without what else a judge of quality knows.
pub struct SampleJudge {
    classifier: Classifier,
    reference: Reference,
}

impl SampleJudge {
    /// Judges this lab's model, and what was made of it, by these images.
    pub fn new(lab: &Lab, images: &Images) -> Result<Self, Box<dyn std::error::Error>> {
        let of_model = lab.metadata().data.as_deref().map(data_set);
        let file = files::read(shipped_for(of_model))?;
        let (classifier, _) = Classifier::open(&file, &device::cpu().device)?;
        let judged = judge(&classifier, "test images", images.len(), |range| {
            gather(images, range)
        })?;
        Ok(Self {
            reference: Reference::new(&judged)?,
            classifier,
        })
    }

    /// The Fréchet distance of as many samples, from the model's own prior, seed 0.
    pub fn distance(&self, lab: &Lab) -> error::Result<f64> {
        let mut options = SampleOptions {
            count: self.reference.count(),
            ..SampleOptions::default()
        };
        options.labels = block_on(lab.sample_labels(&options))?;
        let pixels = block_on(lab.sample_with(&options))?;
        let len = lab.config().input_dim;
        let draw = |range: Range<usize>| pixels[range.start * len..range.end * len].to_vec();
        let judged = judge(&self.classifier, "samples", options.count, draw)?;
        let measured = self.reference.measure(judged, options.labels)?;
        Ok(measured.frechet_distance)
    }
}

/// The shipped classifier of a model's data.
fn shipped_for(of_model: Option<&str>) -> &'static Path {
    let shipped = CLASSIFIERS
        .iter()
        .find(|(data, _)| of_model == Some(data))
        .unwrap_or(&CLASSIFIERS[0]);
    Path::new(shipped.1)
}

/// The data set's name in what a file says of its data.
fn data_set(data: &str) -> &str {
    data.split(',').next().unwrap_or(data)
}

/// Shows what is being compared while it takes its time.
fn shown<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner().with_message(format!("comparing {what}"));
    spinner.enable_steady_tick(Duration::from_millis(100));
    let result = work();
    spinner.finish_and_clear();
    result
}

/// A bar over `count` of these.
pub fn progress(what: &str, count: usize) -> ProgressBar {
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
