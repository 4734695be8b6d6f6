//! What a measurement was made of, for another program to repeat it: `evaluate --dump-noise`.

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use serde_json::json;
use vae_lab::data::{Binarization, Images};
use vae_lab::evaluate::{EvaluateOptions, Figures, ImportanceNoise, bound_noise, seen_pixels};

use crate::CommandResult;
use crate::files;

/// The key of the header under which the file says what it is.
const KEY: &str = "vae_lab_noise";

/// Writes pixels (bytes; 1 is white where they were binarized, else 255), labels if there are
/// any, the noise of the bound, that of importance sampling (`[images, samples, latent_dim]`) if
/// there was any, and what was measured with them.
pub fn write(
    path: &Path,
    images: &Images,
    options: &EvaluateOptions,
    latent_dim: usize,
    figures: &Figures,
) -> CommandResult {
    let (count, seed) = (images.len(), options.seed);
    let white: u8 = match options.binarize {
        Binarization::None => 255,
        _ => 1,
    };
    let all: Vec<usize> = (0..count).collect();
    let pixels: Vec<u8> = seen_pixels(images, &all, 0, options)
        .iter()
        .map(|pixel| (pixel * f32::from(white)).round() as u8)
        .collect();
    let noise = bytes(&bound_noise(seed, 0, count, latent_dim));
    let samples = options.importance_samples as usize;
    let draws = bytes(&importance_noise(seed, count, samples, latent_dim));
    let mut tensors = vec![
        (
            "noise",
            TensorView::new(Dtype::F32, vec![count, latent_dim], &noise)?,
        ),
        (
            "pixels",
            TensorView::new(Dtype::U8, vec![count, images.image_len()], &pixels)?,
        ),
    ];
    if let Some(labels) = images.labels() {
        tensors.push(("labels", TensorView::new(Dtype::U8, vec![count], labels)?));
    }
    if samples > 0 {
        let shape = vec![count, samples, latent_dim];
        tensors.push((
            "importance_noise",
            TensorView::new(Dtype::F32, shape, &draws)?,
        ));
    }
    let header = json!({
        "seed": seed,
        "images": count,
        "importanceSamples": samples,
        "binarize": options.binarize,
        "white": white,
        "figures": figures,
    });
    let header = HashMap::from([(KEY.to_string(), header.to_string())]);
    files::write(path, &safetensors::serialize(tensors, Some(header))?)?;
    println!("noise and pixels: {}", path.display());
    Ok(())
}

/// `[images, samples, latent_dim]`.
fn importance_noise(seed: u64, count: usize, samples: usize, latent_dim: usize) -> Vec<f32> {
    let image = |index| {
        let mut noise = ImportanceNoise::new(seed, index, 1, latent_dim);
        (0..samples).flat_map(move |_| noise.draw())
    };
    (0..count).flat_map(image).collect()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}
