//! Figures of a model, measured and written into its own file.

use std::path::Path;

use serde_json::{Map, Value, json};
use vae_lab::data::{Binarization, Images};
use vae_lab::evaluate::{EvaluateOptions, Figures};
use vae_lab::lab::Lab;
use vae_lab::train::TrainOptions;

use crate::CommandResult;
use crate::evaluate::{measure, read_test, sentence};

/// Draws an image of the likelihood that a card states.
const CARD_SAMPLES: u32 = 200;

/// One measurement, with everything that repeats it.
pub struct Measurement {
    /// Its name among the figures.
    pub key: &'static str,
    /// How many of the test images, from the first; all when absent.
    images: Option<usize>,
    options: EvaluateOptions,
}

/// What every model states: all test images at seed 0 and the first thousand at seed 1.
pub fn quick(judge: &EvaluateOptions) -> Vec<Measurement> {
    let of = |key, images, seed| Measurement {
        key,
        images,
        options: EvaluateOptions {
            seed,
            ..judge.clone()
        },
    };
    vec![of("test", None, 0), of("testFirst1000", Some(1000), 1)]
}

/// What a shipped model states: the same with the likelihood, and both on binarized images too
/// where it was trained on grey ones, to compare it with models of those.
pub fn full(judge: &EvaluateOptions) -> Vec<Measurement> {
    let mut plan = quick(judge);
    plan[0].options.importance_samples = CARD_SAMPLES;
    if judge.binarize == Binarization::None {
        plan.push(Measurement {
            key: "testBinarized",
            images: None,
            options: EvaluateOptions {
                binarize: Binarization::Fixed,
                ..plan[0].options.clone()
            },
        });
    }
    plan
}

/// How a model's images are judged: as its training saw them.
pub fn judge_options(options: &TrainOptions) -> EvaluateOptions {
    EvaluateOptions {
        binarize: match options.binarize {
            Binarization::None => Binarization::None,
            _ => Binarization::Fixed,
        },
        ..EvaluateOptions::default()
    }
}

/// Measures and writes the figures into the model's metadata.
pub fn note(lab: &mut Lab, data: &Path, plan: &[Measurement]) -> CommandResult {
    let test = read_test(data)?;
    for measurement in plan {
        let (images, options) = measurement.of(&test);
        let figures = measure(lab, &images, &options)?.figures();
        let name = name(&images, test.len(), &options);
        println!("{name}: {}", sentence(&figures));
        let value = value(&name, &options, &figures);
        lab.describe(|metadata| {
            metadata.figures.insert(measurement.key.into(), value);
        });
    }
    Ok(())
}

impl Measurement {
    fn of(&self, test: &Images) -> (Images, EvaluateOptions) {
        let count = self.images.unwrap_or(test.len()).min(test.len());
        (test.slice(0..count), self.options.clone())
    }

    /// Measures again; the greatest distance from what the file states, in nats, of the PSNR in
    /// decibels, of the squared error in hundredths of itself.
    ///
    /// # Errors
    /// When the file states no such figure, one of other images, seed or draws, or other units
    /// to be active.
    pub fn repeat(&self, lab: &Lab, test: &Images) -> Result<f64, Box<dyn std::error::Error>> {
        let (images, options) = self.of(test);
        let figures = measure(lab, &images, &options)?.figures();
        let found = value(&name(&images, test.len(), &options), &options, &figures);
        let stated = lab.metadata().figures.get(self.key);
        let stated = stated.ok_or(format!("the file states no figure \"{}\"", self.key))?;
        for same in [
            "images",
            "count",
            "seed",
            "importanceSamples",
            "activeUnits",
        ] {
            if stated[same] != found[same] {
                return Err(format!(
                    "\"{}\" states {same} {}, not {}",
                    self.key, stated[same], found[same]
                )
                .into());
            }
        }
        let apart = |key: &str| distance(&stated[key], &found[key]);
        let mse = 100.0 * apart("mse") / found["mse"].as_f64().unwrap_or(1.0);
        Ok(FAR.into_iter().map(apart).fold(mse, f64::max))
    }
}

/// What a figure states in nats, and the PSNR.
const FAR: [&str; 8] = [
    "reconstruction",
    "kl",
    "negativeElbo",
    "negativeElboError",
    "nll",
    "nllError",
    "klPerDimension",
    "psnr",
];

/// The greatest distance between two figures; without end where only one of them is there.
fn distance(stated: &Value, found: &Value) -> f64 {
    match (stated, found) {
        (Value::Array(stated), Value::Array(found)) if stated.len() == found.len() => {
            let each = stated.iter().zip(found).map(|(s, f)| distance(s, f));
            each.fold(0.0, f64::max)
        }
        (Value::Null, Value::Null) => 0.0,
        _ => match (stated.as_f64(), found.as_f64()) {
            (Some(stated), Some(found)) => (stated - found).abs(),
            _ => f64::INFINITY,
        },
    }
}

fn name(images: &Images, all: usize, options: &EvaluateOptions) -> String {
    let which = match images.len() == all {
        true => "all",
        false => "the first",
    };
    format!(
        "{which} {} test images, {}, seed {}",
        thousands(images.len()),
        pixels(options.binarize),
        options.seed
    )
}

/// The figures as JSON.
fn value(name: &str, options: &EvaluateOptions, figures: &Figures) -> Value {
    let mut value = match serde_json::to_value(figures).map(rounded) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    value.insert("images".into(), json!(name));
    value.insert("seed".into(), json!(options.seed));
    if options.importance_samples > 0 {
        let samples = json!(options.importance_samples);
        value.insert("importanceSamples".into(), samples);
    }
    Value::Object(value)
}

/// The same without digits that would only pretend to be known.
pub fn rounded(mut value: Value) -> Value {
    round(&mut value);
    value
}

fn round(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(fields) => fields.values_mut().for_each(round),
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().unwrap_or_default();
            *value = json!((number * 1e5).round() / 1e5);
        }
        _ => {}
    }
}

/// What became of the grey pixels, in words.
pub fn pixels(binarize: Binarization) -> &'static str {
    match binarize {
        Binarization::None => "grey",
        Binarization::Dynamic | Binarization::Fixed => "binarized once",
    }
}

/// A count below a million as people write it.
pub fn thousands(count: usize) -> String {
    match count {
        0..1000 => count.to_string(),
        _ => format!("{},{:03}", count / 1000, count % 1000),
    }
}
