//! Seeded noise: the one source of chance in VAE Lab.
//!
//! A stream is ChaCha with 8 rounds whose key is the seed (64 bits, little-endian, then zeros) and
//! whose nonce is `purpose << 56 | index`. Every purpose, and every index within it (a training
//! step, an epoch, an image), is thus a stream of its own: noise can be had again from any point
//! without drawing what came before, which is what makes runs resumable and batch sizes harmless.
//!
//! * uniform: the top 24 bits of each 32-bit word over 2²⁴, in `[0, 1)`;
//! * normal: Box–Muller on pairs of words, `u₁ = (a + ½)/2³²`, `u₂ = b/2³²`,
//!   `r = √(−2 ln u₁)`, giving `r cos 2πu₂`, then `r sin 2πu₂`, in 64-bit floats, rounded once;
//! * permutation: Fisher–Yates from the last place down, `j = ⌊word · (i + 1) / 2³²⌋`.
//!
//! `tests/reference/reference.py` is the same in Python.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::error::{Result, check_option};

/// The largest seed: JavaScript's numbers hold no larger integer exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Refuses a seed that the browser could not name.
///
/// # Errors
/// [`Error::OptionOutOfRange`](crate::error::Error::OptionOutOfRange).
pub fn check_seed(seed: u64) -> Result<()> {
    check_option(seed <= MAX_SEED, "seed", seed, SEED_RANGE)
}

/// What a seed may be, in words.
pub const SEED_RANGE: &str = "a whole number between 0 and 2^53 - 1";

/// What a stream of noise is for; two purposes never share a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// Fresh weights; one stream a parameter.
    Initialize = 1,
    /// Order of the images; one stream an epoch.
    Shuffle = 2,
    /// Posterior noise in training; one stream a step.
    Reparameterize = 3,
    /// Binarization drawn anew; one stream a step.
    BinarizeDynamic = 4,
    /// Binarization drawn once; one stream an image.
    BinarizeFixed = 5,
    /// Draws from the prior; one stream a sample.
    Sample = 6,
    /// Posterior noise of reconstructions; one stream an image.
    Reconstruct = 7,
    /// Posterior noise of the evaluated bound; one stream an image.
    Evaluate = 8,
    /// Posterior noise of importance sampling; one stream an image.
    ImportanceSample = 9,
    /// Distortion of a classifier's training images; one stream a step.
    Distort = 20,
    /// Posterior noise of the latents that a prior is fitted to; one stream an image.
    PriorLatents = 21,
    /// First means of a mixture being fitted; one stream a component.
    PriorStart = 22,
    /// Which component of a mixture a sample is of; one stream a sample.
    PriorComponent = 23,
    /// Pixels of pure noise, to read a figure of sample quality by; one stream an image.
    NoiseImage = 24,
    /// Order of an image's pixels, for the same end; one stream an image.
    PixelOrder = 25,
    /// Posterior noise of the images that a quantization is calibrated on; one stream an image.
    Calibrate = 26,
    /// The order in which the layers of two networks are matched; one stream a round.
    Align = 27,
    /// Fresh weights of units that a network grows by; one stream a parameter.
    Grow = 28,
    /// Posterior noise by which an ensemble tells which member an image is of; one stream an image.
    Choose = 40,
    /// How a new image is moved among replayed ones; one stream a copy.
    Replay = 41,
}

/// A stream of seeded noise.
#[derive(Debug, Clone)]
pub struct Noise {
    rng: ChaCha8Rng,
}

impl Noise {
    /// The stream of this seed, purpose and index, from its start.
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream((purpose as u64) << 56 | index);
        Self { rng }
    }

    /// `count` numbers, uniform in `[0, 1)`.
    pub fn uniform(&mut self, count: usize) -> Vec<f32> {
        const SCALE: f32 = 1.0 / (1 << 24) as f32;
        (0..count)
            .map(|_| (self.rng.next_u32() >> 8) as f32 * SCALE)
            .collect()
    }

    /// `count` numbers, standard normal.
    pub fn normal(&mut self, count: usize) -> Vec<f32> {
        const WORDS: f64 = 4_294_967_296.0;
        let mut values = Vec::with_capacity(count + 1);
        while values.len() < count {
            let u1 = (f64::from(self.rng.next_u32()) + 0.5) / WORDS;
            let u2 = f64::from(self.rng.next_u32()) / WORDS;
            let radius = libm::sqrt(-2.0 * libm::log(u1));
            let angle = std::f64::consts::TAU * u2;
            values.push((radius * libm::cos(angle)) as f32);
            values.push((radius * libm::sin(angle)) as f32);
        }
        values.truncate(count);
        values
    }

    /// The numbers `0..count` in random order.
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for i in (1..count).rev() {
            let j = (u64::from(self.rng.next_u32()) * (i as u64 + 1)) >> 32;
            order.swap(i, j as usize);
        }
        order
    }
}

/// Standard normal noise of `count` rows, each from the stream of its own index, so that a row
/// does not depend on how many are drawn together.
///
/// # Shapes
/// returns `count * width` numbers, row-major.
pub fn normal_rows(
    seed: u64,
    purpose: Purpose,
    first_index: usize,
    count: usize,
    width: usize,
) -> Vec<f32> {
    (first_index..first_index + count)
        .flat_map(|index| Noise::new(seed, purpose, index as u64).normal(width))
        .collect()
}
