//! Training: options, order of the images, steps, the optimizer and its checkpoints.

mod adam;
mod checkpoint;
mod classifier;
mod distill;
mod options;
mod order;
mod record;
mod run;
mod side;
mod trainer;
mod zeros;

pub use adam::Adam;
pub use checkpoint::{RunState, checkpoint_parameters, restore_adam};
pub use classifier::{ClassifierOptions, ClassifierRun};
pub use distill::{DistillOptions, Teacher};
pub use options::{ObjectiveName, Schedule, TrainOptions, Warmup};
pub use record::StepRecord;
pub use run::Run;
pub use side::{FlatState, Part, Side, share_of};
pub use trainer::{Batch, Trainer};
