//! `vae-lab measure`: every figure of a shipped model, into its file, or against it.

use std::path::PathBuf;

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
use crate::figures::{self, Measurement, check_finite, compare, judge_options, rounded};
use crate::files::{self, MNIST_FOLDER};
use crate::neighbours::NearestTraining;
use crate::quality::QualityJudge;

/// Share of itself by which a figure of the samples may differ then.
const QUALITY_TOLERANCE: f64 = 0.02;
/// Samples that a card's figures are of, at seed 0.
const SAMPLES: usize = 10_000;

/// How many of them are held beside the training images.
const HELD_BESIDE: usize = 1000;

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
    for value in lab.metadata().figures.values() {
        check_finite(value).map_err(|error| format!("the model has diverged: {error}"))?;
    }
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
    let named =
        |error: Box<dyn std::error::Error>| format!("{}: {error}", arguments.weights.display());
    let measured = |value: &Value| value.get("negativeElbo").is_some();
    for (key, _) in lab
        .metadata()
        .figures
        .iter()
        .filter(|(_, value)| measured(value))
    {
        if !plan.iter().any(|measurement| measurement.key == key) {
            let error = format!("the file states \"{key}\", which is not measured");
            return Err(named(error.into()).into());
        }
    }
    for measurement in plan {
        let distance = measurement.repeat(lab, &test).map_err(named)?;
        println!(
            "{}: as the card states, likelihoods at most {distance:.5} nats apart",
            measurement.key
        );
    }
    Ok(())
}

fn check_quality(lab: &Lab, arguments: &MeasureArguments) -> CommandResult {
    let found = quality(lab, arguments)?;
    let stated = lab.metadata().figures.get("quality");
    let stated = stated.ok_or("the file states no figures of its samples")?;
    let may_differ = |_: &str, stated: f64| QUALITY_TOLERANCE * stated.abs().max(0.1);
    compare(stated, &found, "quality", &may_differ)
        .map_err(|error| format!("{}: {error}", arguments.weights.display()))?;
    println!(
        "samples: as the card states, Fréchet distance {}",
        found["samples"]["frechetDistance"]
    );
    Ok(())
}
