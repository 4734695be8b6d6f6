//! What a measurement draws: the pixels it sees and its noise, each image from its own stream.

use super::EvaluateOptions;
use crate::data::{Binarization, Images, binarize};
use crate::noise::{Noise, Purpose, normal_rows};

/// The chosen images as the measurement sees them: grey, or drawn black or white once. The first
/// of `indices` has the index `first_index` in its set.
///
/// # Shapes
/// returns values in 0..1: `indices.len() * image_len`.
pub fn seen_pixels(
    images: &Images,
    indices: &[usize],
    first_index: usize,
    options: &EvaluateOptions,
) -> Vec<f32> {
    let len = images.image_len();
    let mut pixels = images.gather(indices);
    if options.binarize != Binarization::None {
        for (image, index) in pixels.chunks_exact_mut(len).zip(first_index..) {
            let mut noise = Noise::new(options.seed, Purpose::BinarizeFixed, index as u64);
            binarize(image, &noise.uniform(len));
        }
    }
    pixels
}

/// The standard normal noise of the bound's one draw of each image.
///
/// # Shapes
/// returns `count * latent_dim` numbers, row-major.
pub fn bound_noise(seed: u64, first_index: usize, count: usize, latent_dim: usize) -> Vec<f32> {
    normal_rows(seed, Purpose::Evaluate, first_index, count, latent_dim)
}

/// The standard normal noise of importance sampling, one draw of every image at a time.
#[derive(Debug)]
pub struct ImportanceNoise {
    streams: Vec<Noise>,
    latent_dim: usize,
}

impl ImportanceNoise {
    /// Before the first draw of `count` images.
    pub fn new(seed: u64, first_index: usize, count: usize, latent_dim: usize) -> Self {
        let stream = |index| Noise::new(seed, Purpose::ImportanceSample, index as u64);
        Self {
            streams: (first_index..first_index + count).map(stream).collect(),
            latent_dim,
        }
    }

    /// The next draw of every image.
    ///
    /// # Shapes
    /// returns `count * latent_dim` numbers, row-major.
    pub fn draw(&mut self) -> Vec<f32> {
        let width = self.latent_dim;
        let streams = self.streams.iter_mut();
        streams.flat_map(|stream| stream.normal(width)).collect()
    }
}
