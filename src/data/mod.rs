//! Images and labels: from IDX bytes to rows of pixels.

mod binarize;
mod distort;
mod idx;
mod images;

pub use binarize::{Binarization, binarize};
pub use distort::{DISTORTION_NUMBERS, distort};
pub use idx::{read_images, read_labels, read_pair};
pub use images::{Images, check_labels, one_hot};
