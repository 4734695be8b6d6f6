//! What was measured of a file that was made, as its passport tells it.

use serde::{Deserialize, Serialize};

use crate::error::{Result, check_option};

/// A mean over images, in nats per image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeanFigure {
    /// The mean.
    pub value: f64,
    /// Its standard error; a single image has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<f64>,
    /// Over how many images.
    pub images: usize,
    /// Latents drawn for each image, where it is an importance-sampled likelihood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance_samples: Option<u32>,
}

/// A Fréchet distance, see [`crate::evaluate`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DistanceFigure {
    /// The distance.
    pub value: f64,
    /// Samples of the model.
    pub samples: usize,
    /// Real images that they were compared with.
    pub images: usize,
}

/// How long something took on some machine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeFigure {
    /// Milliseconds, a median.
    pub ms: f64,
    /// For how many images at once.
    pub images: usize,
}

/// What was measured of a file; what is absent was not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct MadeFigures {
    /// The file's length, these figures among it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    /// The negative evidence lower bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_elbo: Option<MeanFigure>,
    /// −ln p(x), importance-sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nll: Option<MeanFigure>,
    /// The negative evidence lower bound of the images of each class, by class; null for one without
    /// images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negative_elbo_by_class: Option<Vec<Option<MeanFigure>>>,
    /// The Fréchet distance of samples to real images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frechet_distance: Option<DistanceFigure>,
    /// Decoding latents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoding: Option<TimeFigure>,
    /// A training step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training_step: Option<TimeFigure>,
}

impl MadeFigures {
    /// These, and of `other` what is not among them.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let classes = || other.negative_elbo_by_class.clone();
        Self {
            bytes: self.bytes.or(other.bytes),
            negative_elbo: self.negative_elbo.or(other.negative_elbo),
            nll: self.nll.or(other.nll),
            negative_elbo_by_class: self.negative_elbo_by_class.or_else(classes),
            frechet_distance: self.frechet_distance.or(other.frechet_distance),
            decoding: self.decoding.or(other.decoding),
            training_step: self.training_step.or(other.training_step),
        }
    }

    /// Refuses what is no number: JSON has no word for it.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        let mean = |figure: &MeanFigure| [figure.value, figure.error.unwrap_or_default()];
        let classes = self.negative_elbo_by_class.iter().flatten().flatten();
        let numbers: [(&'static str, Vec<f64>); 6] = [
            (
                "negativeElbo",
                self.negative_elbo.iter().flat_map(mean).collect(),
            ),
            ("nll", self.nll.iter().flat_map(mean).collect()),
            ("negativeElboByClass", classes.flat_map(mean).collect()),
            (
                "frechetDistance",
                self.frechet_distance.iter().map(|f| f.value).collect(),
            ),
            (
                "decoding",
                self.decoding.iter().map(|time| time.ms).collect(),
            ),
            (
                "trainingStep",
                self.training_step.iter().map(|time| time.ms).collect(),
            ),
        ];
        numbers.into_iter().try_for_each(|(name, values)| {
            let unsound = values.into_iter().find(|value| !value.is_finite());
            let value = unsound.unwrap_or_default();
            check_option(unsound.is_none(), name, value, "a finite number")
        })
    }
}
