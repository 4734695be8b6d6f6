//! Training: options, order of the images, steps, the optimizer and its checkpoints.

mod adam;
mod average;
mod checkpoint;
mod classifier;
mod distill;
mod options;
mod order;
mod record;
mod replay;
mod run;
mod side;
mod trainer;
mod zeros;

pub use adam::Adam;
pub use average::Average;
pub use checkpoint::{RunState, checkpoint_parameters, restore_adam, restore_average};
pub use classifier::{ClassifierOptions, ClassifierRun};
pub use distill::{DistillOptions, Teacher};
pub use options::{ObjectiveName, Schedule, TrainOptions, Warmup};
pub use record::StepRecord;
pub use replay::{rehearsal, replayed_labels};
pub use run::Run;
pub use side::{FlatState, Part, Side, share_of};
pub use trainer::{Batch, Trainer};
