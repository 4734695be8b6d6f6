//! The binding to JavaScript: it converts what goes in and comes out, and computes nothing.

mod comparison;
mod constructors;
mod convert;
mod core;
mod lost;
mod neighbours;
mod prior;
mod shared;

pub use self::core::Core;
pub use self::shared::SharedSide;
