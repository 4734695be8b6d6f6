//! Weights files: safetensors with a model's description in their metadata.

mod file;
mod metadata;

pub use file::{NamedTensor, Precision, WeightsFile};
pub use metadata::{Description, FORMAT_VERSION, METADATA_KEY, Metadata};
