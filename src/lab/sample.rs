//! Draws from the priors of a model, decoded.

use serde::{Deserialize, Serialize};

use super::Lab;
use crate::error::{Error, Result, check_option as check};
use crate::noise::check_seed;
use crate::prior::{Draws, Prior, PriorName};

const MAX_SAMPLES: usize = 10_000;
const MAX_TEMPERATURE: f64 = 10.0;

/// What to draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SampleOptions {
    /// How many images.
    pub count: usize,
    /// Index of the first: image `i` of a seed is the same whichever others are drawn with it.
    pub first_index: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// The prior to draw from; the model's own when absent: its VampPrior if it has one, or else
    /// the standard normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<PriorName>,
    /// The class of each image, for a conditional model or a class-conditional prior; the classes
    /// in turn when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<u8>>,
    /// What the prior's standard deviations are multiplied by, as of [`Draws`].
    pub temperature: f64,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            count: 16,
            first_index: 0,
            seed: 0,
            prior: None,
            labels: None,
            temperature: 1.0,
        }
    }
}

impl SampleOptions {
    /// Checks the numbers.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        check(
            (1..=MAX_SAMPLES).contains(&self.count),
            "count",
            self.count.to_string(),
            "a whole number between 1 and 10000",
        )?;
        check_seed(self.seed)?;
        check(
            (0.0..=MAX_TEMPERATURE).contains(&self.temperature),
            "temperature",
            self.temperature.to_string(),
            "between 0 and 10",
        )
    }
}

impl Lab {
    /// Draws from the model's own prior, decoded. Sample `i` is the same whatever the count.
    ///
    /// # Shapes
    /// `labels`, for a conditional model alone: `count`, or none for its classes in turn; returns
    /// probabilities in 0..1: `count * input_dim`.
    /// # Errors
    /// As of [`Lab::sample_with`].
    pub async fn sample(&self, count: usize, seed: u64, labels: Option<&[u8]>) -> Result<Vec<f32>> {
        self.sample_with(&SampleOptions {
            count,
            seed,
            labels: labels.map(<[u8]>::to_vec),
            ..SampleOptions::default()
        })
        .await
    }

    /// Draws from a prior, decoded. Sample `i` is the same whatever the count.
    ///
    /// # Shapes
    /// returns probabilities in 0..1: `count * input_dim`.
    /// # Errors
    /// [`Error::OptionOutOfRange`], [`Error::PriorMissing`], the labels' errors,
    /// [`Error::DeviceLost`].
    pub async fn sample_with(&self, options: &SampleOptions) -> Result<Vec<f32>> {
        options.validate()?;
        let prior = self.prior(options.prior).await?;
        let labels = self.labels_with(&prior, options)?;
        let draws = Draws {
            temperature: options.temperature,
            first_index: options.first_index,
            ..Draws::first(options.count, options.seed)
        };
        let z = prior.sample(&draws, labels.as_deref())?;
        let conditional = self.config().classes > 0;
        self.decode(&z, labels.as_deref().filter(|_| conditional))
            .await
    }

    /// The class that is asked for of each sample: the labels given, or all classes in turn; none
    /// where neither model nor prior has classes.
    ///
    /// # Errors
    /// As of [`Lab::sample_with`].
    pub async fn sample_labels(&self, options: &SampleOptions) -> Result<Option<Vec<u8>>> {
        self.labels_with(&self.prior(options.prior).await?, options)
    }

    fn labels_with(&self, prior: &Prior, options: &SampleOptions) -> Result<Option<Vec<u8>>> {
        let classes = self.config().classes.max(prior.classes());
        match &options.labels {
            Some(_) if classes == 0 => Err(Error::LabelsUnexpected),
            Some(labels) if labels.len() != options.count => Err(Error::LabelsLength {
                images: options.count,
                labels: labels.len(),
            }),
            Some(labels) => Ok(Some(labels.clone())),
            None if classes == 0 => Ok(None),
            None => {
                let indices = options.first_index..options.first_index + options.count;
                Ok(Some(indices.map(|i| (i % classes) as u8).collect()))
            }
        }
    }
}
