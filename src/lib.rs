//! VAE Lab: see, train and bend a variational autoencoder.
pub mod data;
pub mod device;
pub mod error;
pub mod evaluate;
pub mod lab;
pub mod model;
pub mod noise;
pub mod objective;
pub mod train;
#[cfg(target_family = "wasm")]
pub mod web;
pub mod weights;
