//! The variational autoencoder itself: its config, encoder, posterior and decoder.

mod blocks;
mod coded;
mod config;
mod decoder;
mod encoder;
mod layers;
mod moments;
mod parameters;
mod posterior;
mod summary;
mod vae;
mod validation;

pub(crate) use blocks::{Linear, conv, convolve, linear, sums};
pub use coded::{CodedMatrix, coded};
pub use config::{Activation, Architecture, Likelihood, MNIST_PIXELS, VaeConfig};
pub use decoder::{Decoder, Pixels};
pub use encoder::Encoder;
pub use moments::Moments;
pub use parameters::{Parameter, ParameterSpec};
pub(crate) use parameters::{collect, fill};
pub use posterior::{Components, Posterior};
pub use summary::{LayerSummary, Summary};
pub use vae::{Draw, Inference, Vae};
