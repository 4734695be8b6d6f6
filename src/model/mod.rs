//! The variational autoencoder itself: its config, encoder, posterior and decoder.

mod config;
mod decoder;
mod encoder;
mod parameters;
mod posterior;
mod summary;
mod vae;

pub use config::{Architecture, MNIST_PIXELS, VaeConfig};
pub use decoder::Decoder;
pub use encoder::Encoder;
pub use parameters::{Parameter, ParameterSpec};
pub use posterior::Posterior;
pub use summary::{LayerSummary, Summary};
pub use vae::Vae;
