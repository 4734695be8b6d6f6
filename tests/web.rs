//! The core in a browser's worker, on the backend of this build: `npm test` runs it on all three.

#![cfg(target_family = "wasm")]

#[path = "web/kernels.rs"]
mod kernels;
#[path = "web/plain_step.rs"]
mod plain_step;

use burn::tensor::Device;
use serde_json::Value;
use vae_lab::data::Images;
use vae_lab::device::{self, NAME};
use vae_lab::error::Error;
use vae_lab::evaluate::{Classifier, EvaluateOptions, Neighbours, Reference, shuffled_pixels};
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::model::VaeConfig;
use vae_lab::prior::{FitOptions, PriorName};
use vae_lab::train::TrainOptions;
use vae_lab::weights::Precision;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const WEIGHTS: &[u8] = include_bytes!("../models/dense-z20.safetensors");
const CLASSIFIER: &[u8] = include_bytes!("../models/classifier.safetensors");

/// Probabilities, and losses relative to their size, may differ by this much from the native ones,
/// which are Flex's.
fn tolerance() -> f32 {
    match NAME {
        "webgpu" => 1e-3,
        _ => 1e-4,
    }
}

/// One device for all tests: burn's WebGPU runtime can be started once a module.
async fn device() -> Device {
    use std::cell::RefCell;
    thread_local! {
        static DEVICE: RefCell<Option<Device>> = const { RefCell::new(None) };
    }
    if let Some(device) = DEVICE.with_borrow(Clone::clone) {
        return device;
    }
    let open = device::open(|reason| panic!("{reason}")).await;
    let device = open.expect("the backend of this build starts").device;
    DEVICE.set(Some(device.clone()));
    device
}

fn golden() -> Value {
    serde_json::from_str(include_str!("reference/golden.json")).expect("golden.json is JSON")
}

fn floats(value: &Value) -> Vec<f32> {
    let list = value.as_array().expect("a list").iter();
    list.map(|v| v.as_f64().expect("a number") as f32).collect()
}

fn images(golden: &Value) -> Images {
    let bytes = floats(&golden["images"]).iter().map(|&v| v as u8).collect();
    Images::from_bytes(bytes, 784).expect("whole images")
}

fn assert_close(found: &[f32], expected: &[f32], bound: f32) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= bound, "value {i}: {f} against {e}");
    }
}

#[wasm_bindgen_test]
async fn inference_equals_the_native_answers() {
    let golden = golden();
    let lab = Lab::open(WEIGHTS, &device().await).expect("the shipped weights");
    let images = images(&golden);
    let samples = lab.sample(4, 7, None).await.expect("samples");
    assert_close(&samples, &floats(&golden["samples"]), tolerance());
    let encoded = lab.encode(&images).await.expect("posteriors");
    // Latents are not bounded by 1 as probabilities are.
    assert_close(&encoded.mean, &floats(&golden["mean"]), 5.0 * tolerance());
    assert_close(
        &encoded.log_var,
        &floats(&golden["logVar"]),
        5.0 * tolerance(),
    );
    let decoded = lab.decode(&encoded.mean[..40], None).await.expect("digits");
    assert_close(&decoded, &floats(&golden["decoded"]), tolerance());
    let reconstructed = lab
        .reconstruct(&images.slice(0..2), 3, 0)
        .await
        .expect("digits");
    assert_close(
        &reconstructed,
        &floats(&golden["reconstructed"]),
        tolerance(),
    );
}

#[wasm_bindgen_test]
async fn evaluation_equals_the_native_figures() {
    let golden = golden();
    let lab = Lab::open(WEIGHTS, &device().await).expect("the shipped weights");
    let options = EvaluateOptions {
        seed: 1,
        importance_samples: 5,
        ..EvaluateOptions::default()
    };
    let figures = lab
        .evaluate(&images(&golden), &options, 0)
        .await
        .expect("figures")
        .figures();
    let expected = |key: &str| golden["evaluated"][key].as_f64().expect("a number");
    assert_eq!(figures.count, 16);
    assert!((figures.reconstruction / expected("reconstruction") - 1.0).abs() < 1e-4);
    assert!((figures.kl / expected("kl") - 1.0).abs() < 1e-4);
    assert!((figures.nll.expect("asked for") / expected("nll") - 1.0).abs() < 1e-4);
}

#[wasm_bindgen_test]
async fn twenty_training_steps_equal_the_native_ones_and_lower_the_objective() {
    let golden = golden();
    let mut lab = Lab::open(WEIGHTS, &device().await).expect("the shipped weights");
    let options = TrainOptions {
        epochs: Some(20),
        batch_size: 16,
        steps: Some(20),
        ..TrainOptions::default()
    };
    lab.begin_training(images(&golden), options, 0)
        .expect("sound options");
    let records = lab.train_steps(20).await.expect("steps");
    let expected = golden["steps"].as_array().expect("a list");
    assert_eq!(records.len(), expected.len());
    for (record, expected) in records.iter().zip(expected) {
        let near = |found: f32, key: &str| {
            let expected = expected[key].as_f64().expect("a number") as f32;
            assert!(
                (found / expected - 1.0).abs() < tolerance(),
                "{key} of step {}: {found} against {expected}",
                record.step
            );
        };
        near(record.reconstruction, "reconstruction");
        near(record.kl, "kl");
        near(record.objective, "objective");
    }
    assert!(records[19].objective < records[0].objective - 5.0);
}

#[wasm_bindgen_test]
async fn convolutions_and_ladders_equal_the_native_ones_and_learn() {
    let golden = golden();
    let digits = images(&golden).slice(0..4);
    let digits = digits
        .with_labels((0..4).collect())
        .expect("one label an image");
    for (name, expected) in golden["fresh"].as_object().expect("models") {
        let config = serde_json::from_value(expected["config"].clone()).expect("a config");
        let mut lab = Lab::fresh(config, 1, &device().await).expect("a sound config");
        let samples = lab.sample(2, 7, None).await.expect("samples");
        assert_close(&samples, &floats(&expected["samples"]), tolerance());
        let encoded = lab.encode(&digits).await.expect("posteriors");
        assert_close(&encoded.mean, &floats(&expected["mean"]), 5.0 * tolerance());
        let options = EvaluateOptions {
            importance_samples: 2,
            ..EvaluateOptions::default()
        };
        let totals = lab.evaluate(&digits, &options, 0).await.expect("figures");
        let found = serde_json::to_value(totals.figures()).expect("figures are JSON");
        for key in ["reconstruction", "kl", "negativeElbo", "nll", "mse", "psnr"] {
            let number = |figures: &Value| figures[key].as_f64().expect("a number");
            let ratio = number(&found) / number(&expected["evaluated"]);
            assert!((ratio - 1.0).abs() < 1e-3, "{key} of {name}: {ratio}");
        }
        let options = TrainOptions {
            steps: Some(3),
            learning_rate: 0.01,
            ..TrainOptions::default()
        };
        lab.begin_training(digits.clone(), options, 0)
            .expect("sound options");
        let records = lab.train_steps(3).await.expect("steps");
        for (record, expected) in records
            .iter()
            .zip(expected["steps"].as_array().expect("steps"))
        {
            let expected = expected["objective"].as_f64().expect("a number") as f32;
            assert!(
                (record.objective / expected - 1.0).abs() < tolerance(),
                "{name}, step {}: {} against {expected}",
                record.step,
                record.objective
            );
        }
    }
}

#[wasm_bindgen_test]
async fn samples_measure_what_they_do_natively() {
    let (golden, device) = (golden(), device().await);
    let expected = &golden["quality"];
    let (classifier, _) = Classifier::open(CLASSIFIER, &device).expect("the shipped classifier");
    let lab = Lab::open(WEIGHTS, &device).expect("the shipped weights");
    let images = images(&golden);
    let real = images.gather(&(0..images.len()).collect::<Vec<_>>());
    let real = classifier.judge(&real, &device).await.expect("judgements");
    let reference = Reference::new(&real).expect("images");
    let samples = lab.sample(24, 7, None).await.expect("samples");
    let sets = [
        ("samples", samples.clone()),
        ("shuffled", shuffled_pixels(&images, 0, 7)),
    ];
    for (name, pixels) in sets {
        let judged = classifier
            .judge(&pixels, &device)
            .await
            .expect("judgements");
        let found = reference.measure(judged, None).expect("two images");
        let found = serde_json::to_value(found).expect("figures are JSON");
        for key in ["frechetDistance", "meanConfidence"] {
            let number = |figures: &Value| figures[key].as_f64().expect("a number");
            let ratio = number(&found) / number(&expected[name]);
            assert!((ratio - 1.0).abs() < 1e-3, "{key} of {name}: {ratio}");
        }
        for key in ["precision", "recall", "classShares"] {
            assert_eq!(found[key], expected[name][key], "{key} of {name}");
        }
    }
    let few = Images::from_floats(samples[..4 * 784].to_vec(), 784).expect("whole images");
    let mut neighbours = Neighbours::new(few, 2, &device).expect("images");
    let (first, second) = (images.slice(0..5), images.slice(5..16));
    for piece in [first, second] {
        let looked = neighbours.look_through(&piece, &device).await;
        looked.expect("images of one size");
    }
    let expected = expected["neighbours"].as_array().expect("a list");
    for (found, expected) in neighbours.nearest().iter().zip(expected) {
        assert_eq!(found[0].index as u64, expected[0]["index"]);
        let distance = expected[0]["distance"].as_f64().expect("a number");
        assert!((found[0].distance / distance - 1.0).abs() < 1e-3);
    }
}

#[wasm_bindgen_test]
async fn a_fitted_prior_equals_the_native_one_and_goes_with_the_next_step() {
    let golden = golden();
    let expected = &golden["prior"];
    let mut lab = Lab::open(WEIGHTS, &device().await).expect("the shipped weights");
    let images = images(&golden);
    let options = FitOptions {
        components: Some(2),
        seed: 1,
        ..FitOptions::default()
    };
    let fit = lab.fit_prior(&images, &options, |_| {}).await;
    fit.expect("no component collapses");
    let mean = floats(&golden["mean"]);
    let prior = Some(PriorName::Mixture);
    let densities = lab.log_prior_density(&mean, prior, None).await;
    let found: Vec<f32> = densities
        .expect("latents")
        .iter()
        .map(|&d| d as f32)
        .collect();
    assert_close(&found, &floats(&expected["ofMeans"]), 100.0 * tolerance());
    let draws = SampleOptions {
        count: 2,
        seed: 7,
        prior,
        temperature: 0.5,
        ..SampleOptions::default()
    };
    let samples = lab.sample_with(&draws).await.expect("samples");
    assert_close(&samples, &floats(&expected["samples"]), 10.0 * tolerance());
    let steps = TrainOptions {
        steps: Some(1),
        ..TrainOptions::default()
    };
    lab.begin_training(images, steps, 0).expect("sound options");
    lab.train_steps(1).await.expect("a step");
    let gone = lab.sample_with(&draws).await.unwrap_err();
    assert_eq!(gone.code(), "prior-missing");
}

#[wasm_bindgen_test]
async fn weights_written_and_read_again_give_the_same_samples_bit_for_bit() {
    let device = device().await;
    let config = VaeConfig::dense(&[16], 4).expect("a sound config");
    let lab = Lab::fresh(config, 3, &device).expect("a sound config");
    let bytes = lab
        .export_weights(Precision::Single)
        .await
        .expect("readable");
    let again = Lab::open(&bytes, &device).expect("our own file");
    assert_eq!(
        again
            .export_weights(Precision::Single)
            .await
            .expect("readable"),
        bytes
    );
    let sample = lab.sample(3, 1, None).await.expect("samples");
    assert_eq!(sample, again.sample(3, 1, None).await.expect("samples"));
}

#[wasm_bindgen_test]
async fn bad_input_is_an_error_and_leaves_the_model_as_it_was() {
    let mut lab = Lab::open(WEIGHTS, &device().await).expect("the shipped weights");
    let before = lab.sample(1, 0, None).await.expect("a sample");
    let code = |error: Error| error.code();
    assert_eq!(
        code(lab.load(&WEIGHTS[..5000]).unwrap_err()),
        "weights-truncated"
    );
    assert_eq!(
        code(lab.load(b"<html></html>").unwrap_err()),
        "weights-not-safetensors"
    );
    assert_eq!(
        code(lab.sample(0, 0, None).await.unwrap_err()),
        "option-out-of-range"
    );
    assert_eq!(
        code(lab.decode(&[0.0; 19], None).await.unwrap_err()),
        "latents-length"
    );
    assert_eq!(
        code(lab.decode(&[f32::NAN; 20], None).await.unwrap_err()),
        "latents-nonfinite"
    );
    assert_eq!(
        code(lab.train_steps(1).await.unwrap_err()),
        "training-not-begun"
    );
    let short = Images::from_bytes(vec![0; 10], 5).expect("whole images");
    assert_eq!(code(lab.encode(&short).await.unwrap_err()), "images-length");
    assert_eq!(lab.sample(1, 0, None).await.expect("a sample"), before);
}
