//! How good a model's samples are: their figures in a classifier's feature space.

use serde::{Deserialize, Serialize};

use crate::data::Images;
use crate::noise::{Noise, Purpose};

/// What one set of images measures against the real ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetQuality {
    /// How many images the set holds.
    pub count: usize,
    /// Fréchet distance to the real images in the classifier's features; lower is better.
    pub frechet_distance: f64,
    /// Share of the set that lies where real images lie, in 0..1.
    pub precision: f64,
    /// Share of the real images that lie where the set lies, in 0..1.
    pub recall: f64,
    /// Share of the set that the classifier takes for the class asked for, in 0..1; of images
    /// with labels alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_accuracy: Option<f64>,
    /// Share of the set that the classifier takes for each class.
    pub class_shares: Vec<f64>,
    /// Mean probability of the class that the classifier decides for.
    pub mean_confidence: f64,
}

/// What the same figures are of sets whose quality is known, to read them by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QualityScale {
    /// Other real images: as good as it gets.
    pub real: SetQuality,
    /// The real images compared with, each with its pixels in random order.
    pub shuffled: SetQuality,
    /// Every pixel uniform in 0..1.
    pub noise: SetQuality,
}

/// A model's figures beside their scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quality {
    /// Which images are compared with which.
    pub compared: String,
    /// The classifier whose features these are.
    pub classifier: String,
    /// Seed of the samples and of the noise.
    pub seed: u64,
    /// How many real images the sets are compared with.
    pub reference_count: usize,
    /// The figures of the model's samples.
    pub samples: SetQuality,
    /// What to read them by.
    pub scale: QualityScale,
}

/// Images of which every pixel is uniform in 0..1; image `first + i` does not depend on `count`.
///
/// # Shapes
/// returns `count * pixels`.
pub fn noise_images(seed: u64, first: usize, count: usize, pixels: usize) -> Vec<f32> {
    (first..first + count)
        .flat_map(|index| Noise::new(seed, Purpose::NoiseImage, index as u64).uniform(pixels))
        .collect()
}

/// The images with their pixels in random order, another for each image; the first has the index
/// `first_index` in its set, and an image's order follows from its index.
///
/// # Shapes
/// returns as many times [`Images::image_len`] as there are images.
pub fn shuffled_pixels(images: &Images, first_index: usize, seed: u64) -> Vec<f32> {
    (0..images.len())
        .flat_map(|i| {
            let pixels = images.gather(&[i]);
            let mut noise = Noise::new(seed, Purpose::PixelOrder, (first_index + i) as u64);
            let order = noise.permutation(images.image_len());
            order.into_iter().map(move |at| pixels[at])
        })
        .collect()
}
