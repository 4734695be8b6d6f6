//! `vae-lab measure`: every figure of a shipped model, into its file, or against it.

use std::path::{Path, PathBuf};

use clap::Args;
use pollster::block_on;
use serde_json::Value;
use vae_lab::device;
use vae_lab::error::Error;
use vae_lab::evaluate::ClassifierMetadata;
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::weights::{Description, Metadata, WeightsFile};

use crate::CommandResult;
use crate::classifier_accuracy;
use crate::evaluate::read_test;
use crate::figures::{self, Measurement, judge_options, rounded};
use crate::files::{self, MNIST_FOLDER};
use crate::neighbours::NearestTraining;
use crate::quality::QualityJudge;

/// Nats by which a figure may differ when it is measured again on another machine.
const TOLERANCE: f64 = 0.05;
/// Share of itself by which a figure of the samples may differ then.
const QUALITY_TOLERANCE: f64 = 0.02;
/// Samples that a card's figures are of, at seed 0.
const SAMPLES: usize = 10_000;

/// How many of them are held beside the training images.
const HELD_BESIDE: usize = 1000;

/// What is stated of every set of images.
const QUALITY_KEYS: [&str; 4] = ["frechetDistance", "precision", "recall", "classAccuracy"];

/// Arguments of `vae-lab measure`.
#[derive(Args)]
pub struct MeasureArguments {
    /// Weights file (safetensors) of a model; with --check also of a classifier
    weights: PathBuf,
    /// Folder with the four IDX files of the data that the model was trained on
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// The classifier in whose features samples are compared [default: the shipped one of the
    /// model's data]
    #[arg(long)]
    classifier: Option<PathBuf>,
    /// Measure again and fail where the file states something else
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(arguments: &MeasureArguments) -> CommandResult {
    let bytes = files::read(&arguments.weights)?;
    let mut lab = match Lab::open(&bytes, &device::cpu().device) {
        Err(Error::WeightsKind { found, .. })
            if arguments.check && found == ClassifierMetadata::KIND =>
        {
            return classifier_accuracy::check(&bytes, &arguments.weights, &arguments.data);
        }
        lab => lab?,
    };
    let judge = judge_options(&lab.run_state().options);
    let plan = figures::full(&judge);
    if arguments.check {
        check_figures(&lab, arguments, &plan)?;
        return check_quality(&lab, arguments);
    }
    let precision = WeightsFile::<Metadata>::parse(&bytes)?.precision();
    figures::note(&mut lab, &arguments.data, &plan)?;
    let quality = quality(&lab, arguments)?;
    println!(
        "Fréchet distance of {SAMPLES} samples: {}",
        quality["samples"]["frechetDistance"]
    );
    lab.describe(|metadata| {
        metadata.figures.insert("quality".into(), quality);
    });
    let bytes = block_on(lab.export_weights(precision))?;
    files::write(&arguments.weights, &bytes)?;
    println!("{} bytes in {}", bytes.len(), arguments.weights.display());
    Ok(())
}

fn quality(lab: &Lab, arguments: &MeasureArguments) -> Result<Value, Box<dyn std::error::Error>> {
    let judge = QualityJudge::open(lab, arguments.classifier.as_deref(), &arguments.data)?;
    let draws = |count| SampleOptions {
        count,
        ..SampleOptions::default()
    };
    let mut quality = serde_json::to_value(judge.quality(lab, draws(SAMPLES))?)?;
    let nearest = NearestTraining::measure(lab, draws(HELD_BESIDE), &arguments.data)?;
    quality["nearestTraining"] = serde_json::to_value(nearest)?;
    Ok(rounded(quality))
}

fn check_figures(lab: &Lab, arguments: &MeasureArguments, plan: &[Measurement]) -> CommandResult {
    let test = read_test(&arguments.data)?;
    for measurement in plan {
        let distance = measurement.repeat(lab, &test)?;
        println!("{}: at most {distance:.5} from the card", measurement.key);
        // What is no number is not near.
        let near = distance <= TOLERANCE;
        if !near {
            return Err(format!(
                "{}: \"{}\" is {distance:.3} from what the file states; at most {TOLERANCE} may be",
                arguments.weights.display(),
                measurement.key
            )
            .into());
        }
    }
    Ok(())
}

fn check_quality(lab: &Lab, arguments: &MeasureArguments) -> CommandResult {
    let found = quality(lab, arguments)?;
    let stated = lab.metadata().figures.get("quality");
    let stated = stated.ok_or("the file states no figures of its samples")?;
    let same = [
        "/referenceCount",
        "/classifier",
        "/seed",
        "/compared",
        "/nearestTraining/count",
        "/nearestTraining/trainingImages",
    ];
    for key in same {
        let (stated, found) = (stated.pointer(key), found.pointer(key));
        if stated != found {
            return Err(format!("the file states {key} {stated:?}, not {found:?}").into());
        }
    }
    let sets = ["/samples", "/scale/real", "/scale/shuffled", "/scale/noise"];
    let sets = sets
        .into_iter()
        .flat_map(|set| QUALITY_KEYS.map(|key| (set, key)));
    let nearest = ["/nearestTraining/samples", "/nearestTraining/testImages"];
    let nearest = nearest
        .into_iter()
        .flat_map(|set| ["mean", "least"].map(|key| (set, key)));
    for (set, key) in sets.chain(nearest) {
        let number = |quality: &Value| quality.pointer(set)?[key].as_f64();
        let (Some(stated), Some(found)) = (number(stated), number(&found)) else {
            if number(stated) == number(&found) {
                continue;
            }
            return Err(format!("the file and the images differ in having {key} of {set}").into());
        };
        println!("{key} of {set}: {found} against {stated} on the card");
        let near = (found - stated).abs() <= QUALITY_TOLERANCE * stated.abs().max(0.1);
        if !near {
            return Err(differs(&arguments.weights, set, key, [stated, found]).into());
        }
    }
    Ok(())
}

fn differs(file: &Path, set: &str, key: &str, [stated, found]: [f64; 2]) -> String {
    format!(
        "{}: {key} of {set} is {found}, where the file states {stated}",
        file.display()
    )
}
