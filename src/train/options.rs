//! What a training run can be told.

use serde::{Deserialize, Serialize};

use crate::data::Binarization;
use crate::error::{Error, Result};

const MAX_EPOCHS: u32 = 100_000;
const MAX_BATCH_SIZE: u32 = 8192;
const MAX_STEPS: u32 = 100_000_000;
/// The largest integer that JavaScript's numbers hold exactly.
const MAX_SEED: u64 = (1 << 53) - 1;

/// How the learning rate goes over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// The same at every step.
    #[default]
    Constant,
    /// Half a cosine from the given rate down to nearly zero at the last step.
    Cosine,
}

/// Options of a run, each with the default of the JS API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TrainOptions {
    /// Passes over the images; 1 when absent, or as many as `steps` takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epochs: Option<u32>,
    /// Images a step; the last step of an epoch takes what is left.
    pub batch_size: u32,
    /// Adam's step size.
    pub learning_rate: f64,
    /// How the learning rate goes over the run.
    pub schedule: Schedule,
    /// Weight of the KL divergence in what is minimised (Higgins et al. 2017).
    pub beta: f64,
    /// Seed of order, posterior noise and binarization.
    pub seed: u64,
    /// Whether pixels are drawn black or white.
    pub binarize: Binarization,
    /// Whether Adam's moments start from zero.
    pub reset_optimizer: bool,
    /// Stop after this many steps, even inside an epoch.
    pub steps: Option<u32>,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            epochs: None,
            batch_size: 128,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            beta: 1.0,
            seed: 0,
            binarize: Binarization::None,
            reset_optimizer: false,
            steps: None,
        }
    }
}

impl TrainOptions {
    /// Checks every number.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] that names the first option out of range.
    pub fn validate(&self) -> Result<()> {
        let check = |fine: bool, option, value: String, expected| match fine {
            true => Ok(()),
            false => Err(Error::OptionOutOfRange {
                option,
                value,
                expected,
            }),
        };
        check(
            self.epochs.is_none_or(|e| (1..=MAX_EPOCHS).contains(&e)),
            "epochs",
            self.epochs.unwrap_or_default().to_string(),
            "a whole number between 1 and 100000",
        )?;
        check(
            (1..=MAX_BATCH_SIZE).contains(&self.batch_size),
            "batchSize",
            self.batch_size.to_string(),
            "a whole number between 1 and 8192",
        )?;
        check(
            self.learning_rate > 0.0 && self.learning_rate <= 1.0,
            "learningRate",
            self.learning_rate.to_string(),
            "above 0 and at most 1",
        )?;
        check(
            (0.0..=1000.0).contains(&self.beta),
            "beta",
            self.beta.to_string(),
            "between 0 and 1000",
        )?;
        check(
            self.seed <= MAX_SEED,
            "seed",
            self.seed.to_string(),
            "a whole number between 0 and 2^53 - 1",
        )?;
        check(
            self.steps.is_none_or(|s| (1..=MAX_STEPS).contains(&s)),
            "steps",
            self.steps.unwrap_or_default().to_string(),
            "a whole number between 1 and 100000000",
        )
    }

    /// Steps an epoch over this many images.
    pub fn steps_per_epoch(&self, images: usize) -> usize {
        images.div_ceil(self.batch_size as usize)
    }

    /// Steps of the whole run over this many images.
    pub fn total_steps(&self, images: usize) -> usize {
        let epochs = match (self.epochs, self.steps) {
            (Some(epochs), _) => epochs,
            (None, None) => 1,
            (None, Some(_)) => MAX_EPOCHS,
        };
        // In 32 bits, as wasm counts, the product may be more than there is.
        let whole = self.steps_per_epoch(images).saturating_mul(epochs as usize);
        self.steps.map_or(whole, |steps| whole.min(steps as usize))
    }

    /// The learning rate of the step that follows `done` steps, of `total`.
    pub fn learning_rate_at(&self, done: usize, total: usize) -> f64 {
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => {
                let angle = std::f64::consts::PI * done as f64 / total.max(1) as f64;
                self.learning_rate * 0.5 * (1.0 + libm::cos(angle))
            }
        }
    }
}
