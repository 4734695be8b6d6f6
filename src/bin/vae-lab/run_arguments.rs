//! The flags that say how a run goes.

use clap::{Args, ValueEnum};
use vae_lab::data::Binarization;
use vae_lab::train::{ObjectiveName, Schedule, TrainOptions, Warmup};

/// How a run goes.
#[derive(Args)]
pub struct RunArguments {
    /// Passes over the images
    #[arg(long, default_value_t = 10, conflicts_with = "resume")]
    epochs: u32,
    /// Images a step
    #[arg(long, default_value_t = 128, conflicts_with = "resume")]
    batch_size: u32,
    /// Adam's step size
    #[arg(long, default_value_t = 1e-3, conflicts_with = "resume")]
    learning_rate: f64,
    /// How the learning rate goes over the run
    #[arg(long, value_enum, default_value_t = ScheduleFlag::Constant, conflicts_with = "resume")]
    schedule: ScheduleFlag,
    /// What is minimised
    #[arg(long, value_enum, default_value_t = ObjectiveFlag::Elbo, conflicts_with = "resume")]
    objective: ObjectiveFlag,
    /// Weight of the KL divergence, or of its total correlation
    #[arg(long, default_value_t = 1.0, conflicts_with = "resume")]
    beta: f64,
    /// γ of the capacity objective [default: 1000]
    #[arg(long, conflicts_with = "resume")]
    gamma: Option<f64>,
    /// C of the capacity objective, in nats [default: 25]
    #[arg(long, conflicts_with = "resume")]
    capacity: Option<f64>,
    /// Least KL divergence a latent dimension is charged with, in nats
    #[arg(long, default_value_t = 0.0, conflicts_with = "resume")]
    free_bits: f64,
    /// Draws an image of the importance-weighted objective [default: 5]
    #[arg(long, conflicts_with = "resume")]
    importance_samples: Option<u32>,
    /// How β or the capacity begins
    #[arg(long, value_enum, default_value_t = WarmupFlag::None, conflicts_with = "resume")]
    warmup: WarmupFlag,
    /// Steps of the warm-up, or of one of its periods
    #[arg(long, conflicts_with = "resume")]
    warmup_steps: Option<u32>,
    /// Seed of fresh weights, order, noise and binarization
    #[arg(long, default_value_t = 0, conflicts_with = "resume")]
    pub seed: u64,
    /// Whether pixels are drawn black or white
    #[arg(long, value_enum, default_value_t = BinarizationFlag::None, conflicts_with = "resume")]
    binarize: BinarizationFlag,
    /// Keep weights at 0 that are 0 when the run begins: those that were pruned
    #[arg(long, conflicts_with = "resume")]
    keep_zeros: bool,
    /// Write the exponential moving average of the weights over the steps, with this decay (such as
    /// 0.999), not the last ones; 0 for none
    #[arg(
        long,
        value_name = "DECAY",
        default_value_t = 0.0,
        conflicts_with = "resume"
    )]
    average_decay: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum ScheduleFlag {
    Constant,
    Cosine,
}

#[derive(Clone, Copy, ValueEnum)]
enum ObjectiveFlag {
    Elbo,
    Capacity,
    ImportanceWeighted,
    TotalCorrelation,
}

#[derive(Clone, Copy, ValueEnum)]
enum WarmupFlag {
    None,
    Linear,
    Cyclic,
}

#[derive(Clone, Copy, ValueEnum)]
enum BinarizationFlag {
    None,
    Dynamic,
    Fixed,
}

impl RunArguments {
    /// The options that the flags describe.
    pub fn options(&self) -> TrainOptions {
        TrainOptions {
            epochs: Some(self.epochs),
            batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            schedule: match self.schedule {
                ScheduleFlag::Constant => Schedule::Constant,
                ScheduleFlag::Cosine => Schedule::Cosine,
            },
            objective: match self.objective {
                ObjectiveFlag::Elbo => ObjectiveName::Elbo,
                ObjectiveFlag::Capacity => ObjectiveName::Capacity,
                ObjectiveFlag::ImportanceWeighted => ObjectiveName::ImportanceWeighted,
                ObjectiveFlag::TotalCorrelation => ObjectiveName::TotalCorrelation,
            },
            beta: self.beta,
            gamma: self.gamma,
            capacity: self.capacity,
            free_bits: self.free_bits,
            importance_samples: self.importance_samples,
            warmup: match self.warmup {
                WarmupFlag::None => Warmup::None,
                WarmupFlag::Linear => Warmup::Linear,
                WarmupFlag::Cyclic => Warmup::Cyclic,
            },
            warmup_steps: self.warmup_steps,
            seed: self.seed,
            binarize: match self.binarize {
                BinarizationFlag::None => Binarization::None,
                BinarizationFlag::Dynamic => Binarization::Dynamic,
                BinarizationFlag::Fixed => Binarization::Fixed,
            },
            reset_optimizer: false,
            steps: None,
            keep_zeros: self.keep_zeros,
            average_decay: self.average_decay,
        }
    }
}
