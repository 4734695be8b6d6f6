//! Weights files: safetensors with a model's description in their metadata.

mod file;
mod import;
mod made_figures;
mod metadata;
mod outline;
mod packed;
mod passport;
mod tensor;

pub use file::{Precision, WeightsFile, serialize_bare};
pub use import::{from_pytorch, is_pytorch_name, to_pytorch};
pub use made_figures::{DistanceFigure, MadeFigures, MeanFigure, TimeFigure};
pub use metadata::{Description, FORMAT_VERSION, METADATA_KEY, Metadata};
pub use outline::{Outline, Sink};
pub use packed::{CODE_BITS, Codes, Content, Mask, Packing, StoredTensor};
pub use passport::{Ancestor, Making, Passport, checksum};
pub use tensor::NamedTensor;
