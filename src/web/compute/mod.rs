//! The compute core's binding: a device, and a model on it.

mod arguments;
mod calibration;
mod comparison;
mod constructors;
mod core;
mod lost;
mod neighbours;
mod prior;
mod shared;

pub use self::core::Core;
pub use self::shared::SharedSide;
