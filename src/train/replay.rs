//! A few new images among a model's own samples, so that it learns the ones and keeps the others.

use crate::data::{DISTORTION_NUMBERS, Images, distort};
use crate::error::{Error, Result};
use crate::noise::{Noise, Purpose};

/// A training set of replayed images and of as many new ones, the given again and again, each time
/// shifted, turned, scaled and sheared a little where images are square.
///
/// # Shapes
/// `replayed`, in 0..1: `count * image_len`; `labels`, theirs, where the new images have some:
/// `count`.
/// # Errors
/// [`Error::ImagesEmpty`]; [`Error::ImagesLength`] and [`Error::LabelsLength`] where the two do not
/// go together.
/// # Source
/// Shin et al. 2017 (deep generative replay). Half and half, and replayed as means of pixels, by
/// measurement, of ten 4s and a model of the other digits: 117.35 nats on 4s and 108.78 on others after
/// five epochs; 117.91 and 108.48 where each pixel was drawn black or white; with a ninth as many new
/// images 121.22 and 107.10 after twenty, 122.93 and 107.93 black or white.
pub fn rehearsal(
    new: &Images,
    replayed: Vec<f32>,
    labels: Option<Vec<u8>>,
    seed: u64,
) -> Result<Images> {
    let len = new.image_len();
    if new.is_empty() || replayed.is_empty() {
        return Err(Error::ImagesEmpty);
    }
    let side = len.isqrt();
    let count = replayed.len() / len;
    let copy = |i: usize| {
        let image = new.gather(&[i % new.len()]);
        // Once each as it is.
        if i < new.len() || side * side != len {
            return image;
        }
        let uniform = Noise::new(seed, Purpose::Replay, i as u64).uniform(DISTORTION_NUMBERS);
        let mut numbers = [0.0; DISTORTION_NUMBERS];
        numbers.copy_from_slice(&uniform);
        let mut moved = distort(&image, side, numbers);
        // Sums of shares may pass 1 by a rounding.
        moved.iter_mut().for_each(|pixel| *pixel = pixel.min(1.0));
        moved
    };
    let copies = (0..count.max(new.len())).flat_map(copy).collect();
    let copies = Images::from_floats(copies, len)?;
    let replayed = Images::from_floats(replayed, len)?;
    let (mut all, copies) = match (new.labels(), labels) {
        (Some(own), Some(labels)) => {
            let own = (0..copies.len()).map(|i| own[i % own.len()]).collect();
            (replayed.with_labels(labels)?, copies.with_labels(own)?)
        }
        _ => (replayed, copies),
    };
    all.append(copies)?;
    Ok(all)
}

/// Which class each of so many replayed images is to be of: those that none of the new ones is of,
/// evenly; all where the new ones are of all.
pub fn replayed_labels(new: &[u8], classes: usize, count: usize) -> Vec<u8> {
    let all = (0..classes).map(|class| class as u8);
    let old: Vec<u8> = all.clone().filter(|class| !new.contains(class)).collect();
    let chosen = if old.is_empty() { all.collect() } else { old };
    (0..count).map(|i| chosen[i % chosen.len()]).collect()
}
