//! Comparing a set of images with real ones in a classifier's feature space, a piece at a time.

use super::classifier::{CLASSES, FEATURES, Judged};
use super::frechet::FeatureSums;
use super::precision_recall::{MANIFOLD_NEIGHBOUR, Manifold};
use super::quality::SetQuality;
use crate::error::{Error, Result, check_option};

/// The real images that sets are compared with, as a classifier sees them.
#[derive(Debug, Clone)]
pub struct Reference {
    features: Vec<f32>,
    sums: FeatureSums,
    manifold: Manifold,
}

impl Reference {
    /// The reference of these real images, yet to be worked out by [`Reference::advance`].
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::OptionOutOfRange`] for less than four images.
    pub fn begin(real: &Judged) -> Result<Self> {
        if real.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        check_count(real.len(), "images")?;
        Ok(Self {
            features: real.features.clone(),
            sums: sums(real),
            manifold: Manifold::begin(real.features.clone(), FEATURES),
        })
    }

    /// The whole reference at once; its time goes with the square of the count.
    ///
    /// # Errors
    /// As of [`Reference::begin`].
    pub fn new(real: &Judged) -> Result<Self> {
        let mut reference = Self::begin(real)?;
        reference.advance(reference.count());
        Ok(reference)
    }

    /// Compares up to `count` more of the images with all the others; returns how many are left.
    pub fn advance(&mut self, count: usize) -> usize {
        self.manifold.advance(count)
    }

    /// How many real images there are.
    pub fn count(&self) -> usize {
        self.sums.count()
    }

    /// The figures of a set of images at once; `labels` are the classes asked for, one an image.
    ///
    /// # Errors
    /// As of [`Comparison::begin`].
    pub fn measure(&self, set: Judged, labels: Option<Vec<u8>>) -> Result<SetQuality> {
        let mut comparison = Comparison::begin(set, labels)?;
        comparison.advance(self, comparison.rows(self));
        comparison.finish(self)
    }
}

/// A set of images on the way to its figures.
#[derive(Debug, Clone)]
pub struct Comparison {
    set: Judged,
    labels: Option<Vec<u8>>,
    region: Manifold,
    /// Images of the set that were looked for among the real ones, and found there.
    sought: usize,
    precise: usize,
    /// Real images that were looked for among those of the set, and found there.
    recalled_of: usize,
    recalled: usize,
}

impl Comparison {
    /// A comparison before its first step; `labels` are the classes asked for, one an image.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] for less than four images, [`Error::LabelsLength`].
    pub fn begin(set: Judged, labels: Option<Vec<u8>>) -> Result<Self> {
        check_count(set.len(), "count")?;
        if let Some(labels) = labels.as_ref().filter(|labels| labels.len() != set.len()) {
            return Err(Error::LabelsLength {
                images: set.len(),
                labels: labels.len(),
            });
        }
        Ok(Self {
            region: Manifold::begin(set.features.clone(), FEATURES),
            set,
            labels,
            sought: 0,
            precise: 0,
            recalled_of: 0,
            recalled: 0,
        })
    }

    /// Rows of comparisons in all: each image of the set with its like and with the real ones,
    /// each real image with the set.
    pub fn rows(&self, reference: &Reference) -> usize {
        2 * self.set.len() + reference.count()
    }

    /// Does up to `count` more rows; returns how many are left. A reference that is not worked
    /// out covers too little: advance it first.
    pub fn advance(&mut self, reference: &Reference, mut count: usize) -> usize {
        let missing = self.region.missing();
        let left = self.region.advance(count);
        count -= missing - left;
        let rows = next_rows(&self.set.features, self.sought, count);
        self.precise += reference.manifold.covers(rows);
        self.sought += rows.len() / FEATURES;
        count -= rows.len() / FEATURES;
        let rows = next_rows(&reference.features, self.recalled_of, count);
        self.recalled += self.region.covers(rows);
        self.recalled_of += rows.len() / FEATURES;
        left + (self.set.len() - self.sought) + (reference.count() - self.recalled_of)
    }

    /// The figures, once no rows are left.
    ///
    /// # Errors
    /// As of [`FeatureSums::frechet_distance`].
    pub fn finish(&self, reference: &Reference) -> Result<SetQuality> {
        let (set, count) = (&self.set, self.set.len());
        let share = |part: usize, of: usize| part as f64 / of as f64;
        let mut classes = [0; CLASSES];
        let mut confidence = 0.0;
        for (class, probability) in set.decisions() {
            classes[usize::from(class)] += 1;
            confidence += f64::from(probability);
        }
        let labels = self.labels.as_ref();
        Ok(SetQuality {
            count,
            frechet_distance: sums(set).frechet_distance(&reference.sums)?,
            precision: share(self.precise, count),
            recall: share(self.recalled, reference.count()),
            class_accuracy: labels.map(|labels| share(set.correct(labels), count)),
            class_shares: classes.map(|class| share(class, count)).into(),
            mean_confidence: confidence / count as f64,
        })
    }
}

/// Fewer have no such neighbour, and their region would be everything.
fn check_count(count: usize, option: &'static str) -> Result<()> {
    let expected = "at least 4: precision and recall go by the third neighbour";
    check_option(count > MANIFOLD_NEIGHBOUR, option, count, expected)
}

/// Up to `count` feature vectors from the one at `first`.
fn next_rows(features: &[f32], first: usize, count: usize) -> &[f32] {
    let end = features.len().min((first + count) * FEATURES);
    &features[first * FEATURES..end]
}

fn sums(judged: &Judged) -> FeatureSums {
    let mut sums = FeatureSums::new(FEATURES);
    sums.add(&judged.features);
    sums
}
