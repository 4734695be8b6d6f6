//! What can be made of models: from files to a file, without a device.

mod align;
mod average;
mod factorize;
mod grid;
mod grow;
mod latents;
mod layout;
mod least_squares;
mod matrix_order;
mod model_file;
mod note_figures;
mod pixels;
mod prune;
mod quantize;
mod rounding;

pub use align::align;
pub use average::average;
pub use factorize::{FactorizeOptions, factorize};
pub use grid::Scheme;
pub use grow::{GrowOptions, grow};
pub use latents::remove_latents;
pub use model_file::{Made, ModelFile, passport_of};
pub use note_figures::{note_figures, note_settings};
pub use prune::{Among, PruneOptions, What, prune};
pub use quantize::{Per, QuantizeOptions, quantize};
