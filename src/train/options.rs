//! What a training run can be told.

use serde::{Deserialize, Serialize};

use crate::data::Binarization;
use crate::error::{Result, check_option as check};
use crate::model::{Architecture, VaeConfig};
use crate::noise::check_seed;
use crate::objective::Objective;

const MAX_EPOCHS: u32 = 100_000;
const MAX_BATCH_SIZE: u32 = 8192;
const MAX_STEPS: u32 = 100_000_000;
const MAX_SAMPLES: u32 = 256;
/// γ and C of Burgess et al. 2018, figure 2, for small images; K of Burda et al. 2016.
const DEFAULT_GAMMA: f64 = 1000.0;
const DEFAULT_CAPACITY: f64 = 25.0;
const DEFAULT_SAMPLES: u32 = 5;

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

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

/// What is minimised; see [`Objective`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ObjectiveName {
    /// The negative ELBO with its KL divergence weighted by β.
    #[default]
    Elbo,
    /// γ times the distance of the KL divergence from a capacity C.
    Capacity,
    /// The importance-weighted bound.
    ImportanceWeighted,
    /// β times the total correlation.
    TotalCorrelation,
}

/// How β, or the capacity C, begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Warmup {
    /// At its value.
    #[default]
    None,
    /// From 0 in a straight line over `warmup_steps` (Bowman et al. 2016; Sønderby et al. 2016).
    Linear,
    /// In periods of `warmup_steps`: from 0 in a straight line over the first half, then at its
    /// value (Fu et al. 2019, R = ½).
    Cyclic,
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
    /// What is minimised.
    #[serde(skip_serializing_if = "is_default")]
    pub objective: ObjectiveName,
    /// Weight of the KL divergence (Higgins et al. 2017), or of its total correlation.
    pub beta: f64,
    /// γ of the capacity objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gamma: Option<f64>,
    /// C of the capacity objective, in nats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<f64>,
    /// Least KL divergence a latent dimension is charged with, in nats; 0 for none.
    #[serde(skip_serializing_if = "is_default")]
    pub free_bits: f64,
    /// Draws an image, K, of the importance-weighted objective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importance_samples: Option<u32>,
    /// How β or C begins.
    #[serde(skip_serializing_if = "is_default")]
    pub warmup: Warmup,
    /// Steps of the warm-up, or of one of its periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup_steps: Option<u32>,
    /// Seed of order, posterior noise and binarization.
    pub seed: u64,
    /// Whether pixels are drawn black or white.
    pub binarize: Binarization,
    /// Whether Adam's moments start from zero.
    pub reset_optimizer: bool,
    /// Stop after this many steps, even inside an epoch.
    pub steps: Option<u32>,
    /// Whether weights that are 0 when the run begins stay so: those that were pruned.
    #[serde(skip_serializing_if = "is_default")]
    pub keep_zeros: bool,
    /// Decay of the exponential moving average of the weights over the run's steps, below 1; 0 for
    /// none.
    #[serde(skip_serializing_if = "is_default")]
    pub average_decay: f64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            epochs: None,
            batch_size: 128,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            objective: ObjectiveName::Elbo,
            beta: 1.0,
            gamma: None,
            capacity: None,
            free_bits: 0.0,
            importance_samples: None,
            warmup: Warmup::None,
            warmup_steps: None,
            seed: 0,
            binarize: Binarization::None,
            reset_optimizer: false,
            steps: None,
            keep_zeros: false,
            average_decay: 0.0,
        }
    }
}

impl Schedule {
    /// The learning rate of the step that follows `done` steps, of `total`.
    pub fn rate_at(self, learning_rate: f64, done: usize, total: usize) -> f64 {
        match self {
            Self::Constant => learning_rate,
            Self::Cosine => {
                let angle = std::f64::consts::PI * done as f64 / total.max(1) as f64;
                learning_rate * 0.5 * (1.0 + libm::cos(angle))
            }
        }
    }
}

impl TrainOptions {
    /// Checks every option, alone and against the others.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`] that names the first option out of range.
    pub fn validate(&self) -> Result<()> {
        check(
            self.epochs.is_none_or(|e| (1..=MAX_EPOCHS).contains(&e)),
            "epochs",
            self.epochs.unwrap_or_default(),
            "a whole number between 1 and 100000",
        )?;
        check(
            (1..=MAX_BATCH_SIZE).contains(&self.batch_size),
            "batchSize",
            self.batch_size,
            "a whole number between 1 and 8192",
        )?;
        check(
            self.learning_rate > 0.0 && self.learning_rate <= 1.0,
            "learningRate",
            self.learning_rate,
            "above 0 and at most 1",
        )?;
        check_seed(self.seed)?;
        check(
            (0.0..1.0).contains(&self.average_decay),
            "averageDecay",
            self.average_decay,
            "at least 0 and below 1",
        )?;
        check(
            self.steps.is_none_or(|s| (1..=MAX_STEPS).contains(&s)),
            "steps",
            self.steps.unwrap_or_default(),
            "a whole number between 1 and 100000000",
        )?;
        self.validate_objective()
    }

    fn validate_objective(&self) -> Result<()> {
        use ObjectiveName::{Capacity, Elbo, ImportanceWeighted};
        let weighs = !matches!(self.objective, Capacity | ImportanceWeighted);
        check(
            (0.0..=1000.0).contains(&self.beta),
            "beta",
            self.beta,
            "between 0 and 1000",
        )?;
        check(
            weighs || self.beta == 1.0,
            "beta",
            self.beta,
            "1, as this objective has no β",
        )?;
        let capacity = |name, value: Option<f64>, expected| match self.objective {
            Capacity => check(
                value.is_none_or(|v| (0.0..=10_000.0).contains(&v)),
                name,
                value.unwrap_or_default(),
                expected,
            ),
            _ => check(
                value.is_none(),
                name,
                value.unwrap_or_default(),
                "absent: only the capacity objective has one",
            ),
        };
        capacity("gamma", self.gamma, "between 0 and 10000")?;
        capacity("capacity", self.capacity, "between 0 and 10000 nats")?;
        check(
            (0.0..=100.0).contains(&self.free_bits),
            "freeBits",
            self.free_bits,
            "between 0 and 100 nats a dimension",
        )?;
        check(
            self.free_bits == 0.0 || self.objective == Elbo,
            "freeBits",
            self.free_bits,
            "0: only the ELBO has free bits",
        )?;
        let samples = self.importance_samples;
        match self.objective {
            ImportanceWeighted => check(
                samples.is_none_or(|k| (2..=MAX_SAMPLES).contains(&k)),
                "importanceSamples",
                samples.unwrap_or_default(),
                "a whole number between 2 and 256",
            ),
            _ => check(
                samples.is_none(),
                "importanceSamples",
                samples.unwrap_or_default(),
                "absent: only the importance-weighted objective draws several times",
            ),
        }?;
        self.validate_warmup()
    }

    fn validate_warmup(&self) -> Result<()> {
        let steps = self.warmup_steps.unwrap_or_default();
        if self.warmup == Warmup::None {
            return check(
                self.warmup_steps.is_none(),
                "warmupSteps",
                steps,
                "absent where there is no warm-up",
            );
        }
        check(
            self.objective != ObjectiveName::ImportanceWeighted,
            "warmup",
            "set",
            "none: the importance-weighted bound has no weight to warm up",
        )?;
        check(
            (1..=MAX_STEPS).contains(&steps),
            "warmupSteps",
            steps,
            "a whole number between 1 and 100000000",
        )
    }

    /// As [`TrainOptions::validate`], for a run on a model of this config.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`], also for an objective that the model cannot take.
    pub fn validate_for(&self, config: &VaeConfig) -> Result<()> {
        self.validate()?;
        check(
            self.free_bits == 0.0 || !config.trains_prior(),
            "freeBits",
            self.free_bits,
            "0 for a model whose prior is a mixture or a VampPrior: its KL divergence is not one of dimensions",
        )?;
        let splits = self.objective == ObjectiveName::TotalCorrelation;
        check(
            !splits || !config.trains_prior(),
            "objective",
            "totalCorrelation",
            "another for a model whose prior is a mixture or a VampPrior: the split needs a prior of independent dimensions",
        )?;
        check(
            !splits || config.architecture != Architecture::Ladder,
            "objective",
            "totalCorrelation",
            "another for a ladder: the split needs latents of one level",
        )
    }

    /// What the step that follows `done` steps, minimises over `images` images.
    pub fn objective_at(&self, done: usize, images: usize) -> Objective {
        let warmth = self.warmth_at(done);
        match self.objective {
            ObjectiveName::Elbo => Objective::Elbo {
                beta: self.beta * warmth,
                free_bits: self.free_bits,
            },
            ObjectiveName::Capacity => Objective::Capacity {
                gamma: self.gamma.unwrap_or(DEFAULT_GAMMA),
                capacity: self.capacity.unwrap_or(DEFAULT_CAPACITY) * warmth,
            },
            ObjectiveName::ImportanceWeighted => Objective::ImportanceWeighted {
                samples: self.importance_samples.unwrap_or(DEFAULT_SAMPLES) as usize,
            },
            ObjectiveName::TotalCorrelation => Objective::TotalCorrelation {
                beta: self.beta * warmth,
                data_count: images,
            },
        }
    }

    /// How much of β or C the step that follows `done` steps has, in 0..1.
    fn warmth_at(&self, done: usize) -> f64 {
        let steps = self.warmup_steps.unwrap_or(1).max(1) as usize;
        match self.warmup {
            Warmup::None => 1.0,
            Warmup::Linear => (done as f64 / steps as f64).min(1.0),
            Warmup::Cyclic => (2.0 * (done % steps) as f64 / steps as f64).min(1.0),
        }
    }

    /// Whether the objective of a batch is the mean of what it is for its parts, so that several
    /// workers can each compute the gradient of one.
    pub fn is_a_mean(&self) -> bool {
        match self.objective {
            ObjectiveName::Elbo => self.free_bits <= 0.0,
            ObjectiveName::ImportanceWeighted => true,
            ObjectiveName::Capacity | ObjectiveName::TotalCorrelation => false,
        }
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
        self.schedule.rate_at(self.learning_rate, done, total)
    }
}
