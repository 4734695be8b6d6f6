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

/// The images of the classes that a conditional model knows; all of another's.
pub fn known(images: Images, lab: &Lab) -> Images {
    let classes = lab.config().classes;
    let strange = |labels: &[u8]| labels.iter().any(|&label| usize::from(label) >= classes);
    match images.labels() {
        Some(labels) if classes > 0 && strange(labels) => {
            images.of_classes(|label| usize::from(label) < classes)
        }
        _ => images,
    }
}

/// Measures and writes the figures into the model's metadata.
pub fn note(lab: &mut Lab, data: &Path, plan: &[Measurement]) -> CommandResult {
    let test = known(read_test(data)?, lab);
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

    /// Measures again; the greatest distance in nats of a likelihood from what the file states.
    ///
    /// # Errors
    /// When the file states no such figure, or another, or what is no number.
    pub fn repeat(&self, lab: &Lab, test: &Images) -> Result<f64, Box<dyn std::error::Error>> {
        let (images, options) = self.of(test);
        let figures = measure(lab, &images, &options)?.figures();
        let found = value(&name(&images, test.len(), &options), &options, &figures);
        let stated = lab.metadata().figures.get(self.key);
        let stated = stated.ok_or(format!("the file states no figure \"{}\"", self.key))?;
        compare(stated, &found, self.key, &|key, stated| match key {
            key if NATS.contains(&key) => NATS_APART,
            _ => 0.001 * stated.abs().max(1.0),
        })?;
        let distance = |key: &&str| {
            let number = |value: &Value| value[*key].as_f64();
            let both = number(stated).zip(number(&found));
            both.map(|(stated, found)| (stated - found).abs())
        };
        Ok(NATS.iter().filter_map(distance).fold(0.0, f64::max))
    }
}

/// Likelihoods, which may differ by more than other figures.
const NATS: [&str; 4] = ["reconstruction", "kl", "negativeElbo", "nll"];
/// Nats by which they may differ when they are measured again on another machine.
const NATS_APART: f64 = 0.05;

/// Refuses what is not found as it is stated: other keys, lists of another length, texts and counts
/// that differ, numbers further apart than `may_differ` says of their key and size, and what is no
/// number at all.
pub fn compare(
    stated: &Value,
    found: &Value,
    key: &str,
    may_differ: &dyn Fn(&str, f64) -> f64,
) -> Result<(), String> {
    let differs = || Err(format!("{key} is {found}, where the file states {stated}"));
    match (stated, found) {
        (Value::Null, _) | (_, Value::Null) => Err(format!(
            "{key} is no number: {stated} in the file, {found} found"
        )),
        (Value::Object(fields), Value::Object(others)) => {
            if let Some(key) = others.keys().find(|key| !fields.contains_key(*key)) {
                return Err(format!("the file does not state {key}"));
            }
            fields
                .iter()
                .try_for_each(|(key, stated)| match others.get(key) {
                    Some(found) => compare(stated, found, key, may_differ),
                    None => Err(format!("the file states {key}, which is not measured")),
                })
        }
        (Value::Array(stated), Value::Array(found)) if stated.len() == found.len() => stated
            .iter()
            .zip(found)
            .try_for_each(|(stated, found)| compare(stated, found, key, may_differ)),
        (Value::Number(s), Value::Number(f)) if s.is_f64() && f.is_f64() => {
            let (s, f) = (
                s.as_f64().unwrap_or(f64::NAN),
                f.as_f64().unwrap_or(f64::NAN),
            );
            let near = (s - f).abs() <= may_differ(key, s);
            if near { Ok(()) } else { differs() }
        }
        _ if stated == found => Ok(()),
        _ => differs(),
    }
}

/// Refuses figures of a model that has diverged: what they are made of is no number.
pub fn check_finite(figures: &Value) -> Result<(), String> {
    compare(figures, figures, "the figures", &|_, _| 0.0)
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
