//! Measuring a model: on images it may never have seen, and by the images it draws.

mod bound;
mod classifier;
mod classifier_metadata;
mod comparison;
mod conventions;
mod frechet;
mod inputs;
mod neighbours;
mod precision_recall;
mod quality;
mod symmetric;
mod totals;

pub use bound::{EvaluateOptions, evaluate};
pub use classifier::{CLASSES, Classifier, FEATURES, Judged};
pub use classifier_metadata::{Accuracy, ClassifierMetadata};
pub use comparison::{Comparison, Reference};
pub use conventions::{Conventions, Score};
pub use frechet::FeatureSums;
pub use inputs::{ImportanceNoise, bound_noise, seen_pixels};
pub use neighbours::{Neighbour, Neighbours};
pub use precision_recall::{MANIFOLD_NEIGHBOUR, Manifold};
pub use quality::{Quality, QualityScale, SetQuality, noise_images, shuffled_pixels};
pub use totals::{Figures, Totals};
