//! The binding to JavaScript: it converts what goes in and comes out, and computes nothing.

mod convert;
mod core;
mod lost;

pub use self::core::Core;
