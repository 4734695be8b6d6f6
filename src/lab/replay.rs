//! New images among samples of the model as it stands.

use super::{Lab, SampleOptions};
use crate::data::Images;
use crate::error::{Result, check_option};
use crate::noise::check_seed;
use crate::train::{rehearsal, replayed_labels};

/// Samples drawn at a time.
const BATCH: usize = 1000;

impl Lab {
    /// A training set of these images and of so many samples of the model as it stands, see
    /// [`rehearsal`]; of a conditional model evenly over the classes that the images are not of.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`], those of [`rehearsal`], the images' and labels'
    /// errors, [`crate::error::Error::DeviceLost`].
    pub async fn replay(&self, images: &Images, count: usize, seed: u64) -> Result<Images> {
        let expected = "a whole number between 1 and 100000";
        check_option((1..=100_000).contains(&count), "replay", count, expected)?;
        check_seed(seed)?;
        self.check_images(images)?;
        let classes = self.config().classes;
        let new = images.labels().unwrap_or_default();
        let labels = (classes > 0).then(|| replayed_labels(new, classes, count));
        let mut samples = Vec::with_capacity(count * images.image_len());
        for first in (0..count).step_by(BATCH) {
            let last = count.min(first + BATCH);
            let options = SampleOptions {
                count: last - first,
                first_index: first,
                seed,
                labels: labels.as_ref().map(|labels| labels[first..last].to_vec()),
                ..SampleOptions::default()
            };
            samples.extend(self.sample_with(&options).await?);
        }
        // Labels that the model does not ask for would have to be known of the samples too.
        let plain = Images::from_floats(
            images.gather(&(0..images.len()).collect::<Vec<_>>()),
            images.image_len(),
        )?;
        let new = match (&labels, images.labels()) {
            (Some(_), Some(new)) => plain.with_labels(new.to_vec())?,
            _ => plain,
        };
        rehearsal(&new, samples, labels, seed)
    }
}
