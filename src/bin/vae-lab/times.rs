//! How long a model takes on this machine's CPU.

use std::time::Instant;

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::error::Result;
use vae_lab::lab::Lab;
use vae_lab::noise::{Noise, Purpose};
use vae_lab::train::TrainOptions;
use vae_lab::weights::TimeFigure;

/// Latents decoded at once, and images of a step: as the page times them.
const DECODED: usize = 64;
const TRAINED: usize = 128;
/// What is not counted, and what the median is of.
const WARM_UPS: usize = 2;
const TIMES: usize = 9;

/// Decoding 64 latents.
pub fn decoding(lab: &Lab) -> Result<TimeFigure> {
    let config = lab.config();
    let z = Noise::new(3, Purpose::Evaluate, 0).normal(DECODED * config.latent_dim);
    let labels: Option<Vec<u8>> =
        (config.classes > 0).then(|| (0..DECODED).map(|i| (i % config.classes) as u8).collect());
    median(DECODED, || {
        block_on(lab.decode(&z, labels.as_deref())).map(|_| ())
    })
}

/// A training step of 128 images; the lab's weights move by it.
pub fn training_step(mut lab: Lab, images: &Images) -> Result<TimeFigure> {
    let images = images.slice(0..TRAINED.min(images.len()));
    let count = images.len();
    let options = TrainOptions {
        batch_size: TRAINED as u32,
        steps: Some((WARM_UPS + TIMES) as u32),
        ..TrainOptions::default()
    };
    lab.begin_training(images, options, 0)?;
    median(count, || block_on(lab.train_steps(1)).map(|_| ()))
}

/// The median time of some work, for so many images.
fn median(images: usize, mut work: impl FnMut() -> Result<()>) -> Result<TimeFigure> {
    let mut times = Vec::with_capacity(WARM_UPS + TIMES);
    for _ in 0..WARM_UPS + TIMES {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let timed = &mut times[WARM_UPS..];
    timed.sort_by(f64::total_cmp);
    Ok(TimeFigure {
        ms: timed[TIMES / 2],
        images,
    })
}
