//! How good a model's samples are: their figures in a classifier's feature space.

use serde::{Deserialize, Serialize};

use super::classifier::{CLASSES, FEATURES, Judged};
use super::frechet::FeatureSums;
use super::precision_recall::Manifold;
use crate::data::Images;
use crate::error::{Error, Result};
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

/// The real images that sets are compared with, as a classifier sees them.
#[derive(Debug, Clone)]
pub struct Reference {
    features: Vec<f32>,
    sums: FeatureSums,
    manifold: Manifold,
}

impl Reference {
    /// The reference of these real images. Its time goes with the square of their count, as that
    /// of [`Reference::measure`] does: in a page, take few.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`].
    pub fn new(real: &Judged) -> Result<Self> {
        if real.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        Ok(Self {
            features: real.features.clone(),
            sums: sums(real),
            manifold: Manifold::new(real.features.clone(), FEATURES),
        })
    }

    /// How many real images there are.
    pub fn count(&self) -> usize {
        self.sums.count()
    }

    /// The figures of a set of images; `labels` are the classes asked for, one an image.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] for less than two images, [`Error::LabelsLength`].
    pub fn measure(&self, set: &Judged, labels: Option<&[u8]>) -> Result<SetQuality> {
        if let Some(labels) = labels.filter(|labels| labels.len() != set.len()) {
            return Err(Error::LabelsLength {
                images: set.len(),
                labels: labels.len(),
            });
        }
        let frechet_distance = sums(set).frechet_distance(&self.sums)?;
        let share = |part: usize, of: usize| part as f64 / of as f64;
        let mut classes = [0; CLASSES];
        let mut confidence = 0.0;
        for (class, probability) in set.decisions() {
            classes[usize::from(class)] += 1;
            confidence += f64::from(probability);
        }
        let region = Manifold::new(set.features.clone(), FEATURES);
        Ok(SetQuality {
            count: set.len(),
            frechet_distance,
            precision: share(self.manifold.covers(&set.features), set.len()),
            recall: share(region.covers(&self.features), self.count()),
            class_accuracy: labels.map(|labels| share(set.correct(labels), set.len())),
            class_shares: classes.map(|class| share(class, set.len())).into(),
            mean_confidence: confidence / set.len() as f64,
        })
    }
}

fn sums(judged: &Judged) -> FeatureSums {
    let mut sums = FeatureSums::new(FEATURES);
    sums.add(&judged.features);
    sums
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

/// The images of a range with their pixels in random order, another for each image.
///
/// # Shapes
/// returns the range's length times [`Images::image_len`].
pub fn shuffled_pixels(images: &Images, range: std::ops::Range<usize>, seed: u64) -> Vec<f32> {
    let len = images.image_len();
    range
        .flat_map(|index| {
            let pixels = images.gather(&[index]);
            let mut noise = Noise::new(seed, Purpose::PixelOrder, index as u64);
            let order = noise.permutation(len);
            order.into_iter().map(move |at| pixels[at])
        })
        .collect()
}
