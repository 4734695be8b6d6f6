//! Measuring a model on images it may never have seen.

mod bound;
mod totals;

pub use bound::{EvaluateOptions, evaluate};
pub use totals::{Figures, Totals};
