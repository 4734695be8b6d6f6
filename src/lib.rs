//! VAE Lab: see, train and bend a variational autoencoder.
//!
//! A variational autoencoder (Kingma & Welling, *Auto-Encoding Variational Bayes*, 2014) learns to
//! draw what it is shown. An [encoder](model::Encoder) turns an image x into a
//! [posterior](model::Posterior) q(z|x), a Gaussian over a few latent numbers z; a
//! [decoder](model::Decoder) turns z back into p(x|z), a probability a pixel. Training lowers the
//! [negative evidence lower bound](objective): how badly the image is rebuilt, plus how far the
//! posterior strays from the prior N(0, I). What it has learned shows when z is drawn from the
//! prior alone.
//!
//! ```
//! use vae_lab::{data::Images, device, lab::Lab, model::VaeConfig, train::TrainOptions};
//!
//! # fn main() -> vae_lab::error::Result<()> {
//! let device = device::cpu().device;
//! let mut lab = Lab::fresh(VaeConfig::dense(&[32], 2)?, 1, &device)?;
//! let images = Images::from_bytes(vec![255; 784 * 4], 784)?; // four white squares
//! lab.begin_training(images, TrainOptions { epochs: Some(20), ..TrainOptions::default() }, 0)?;
//! let records = pollster::block_on(lab.train_steps(20))?;
//! assert!(records[19].negative_elbo < records[0].negative_elbo);
//! let digit = pollster::block_on(lab.sample(1, 7, None))?; // 784 probabilities
//! assert!(digit.iter().sum::<f32>() > 400.0); // mostly white, as it was taught
//! # Ok(())
//! # }
//! ```
//!
//! The same source is the native command line (`vae-lab`) and, compiled to WebAssembly, the engine
//! of the page; `docs/architecture.md` draws the rooms.

pub mod data;
pub mod device;
pub mod error;
pub mod evaluate;
pub mod fusion;
pub mod kernel;
pub mod lab;
pub mod model;
pub mod noise;
pub mod objective;
pub mod prior;
pub mod train;
#[cfg(target_family = "wasm")]
pub mod web;
pub mod weights;
pub mod workshop;
