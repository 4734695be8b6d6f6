//! The binding to JavaScript: it converts what goes in and comes out, and computes nothing.
//!
//! A module with a backend is a compute core; the one without is the workshop.

#[cfg(not(feature = "workshop"))]
mod compute;
mod convert;
#[cfg(feature = "workshop")]
mod ensemble;
#[cfg(feature = "workshop")]
mod rehearsal;
#[cfg(feature = "workshop")]
mod workshop;

#[cfg(not(feature = "workshop"))]
pub use self::compute::{Core, SharedSide};
#[cfg(feature = "workshop")]
pub use self::{
    ensemble::Ensemble,
    rehearsal::{rehearse, replayed_labels},
    workshop::make,
};
