//! What callers pass, checked.

use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::super::convert::to_js_error;
use crate::data::Images;
use crate::error::{Error, Result};
use crate::noise::{MAX_SEED, SEED_RANGE};

/// The refusal to go on with work of several calls before its first.
pub fn not_begun(work: &'static str) -> JsValue {
    to_js_error(Error::WorkNotBegun { work })
}

/// Images from a `Uint8Array` (0..255) or a `Float32Array` (0..1), whose first has the index
/// `first_index` in its set: an error names the image as the caller counts.
pub fn images(value: &JsValue, image_len: usize, first_index: usize) -> Result<Images> {
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Images::from_bytes(bytes.to_vec(), image_len);
    }
    if let Some(floats) = value.dyn_ref::<Float32Array>() {
        return Images::from_floats(floats.to_vec(), image_len).map_err(|error| match error {
            Error::ImagesRange {
                image,
                pixel,
                value,
            } => Error::ImagesRange {
                image: first_index + image,
                pixel,
                value,
            },
            other => other,
        });
    }
    Err(Error::ImagesType {
        found: value.js_typeof().as_string().unwrap_or_default(),
        expected: "a Uint8Array (0..255) or a Float32Array (0..1)",
    })
}

/// A seed from a JavaScript number.
pub fn seed(value: f64) -> Result<u64> {
    whole("seed", value, 0.0, MAX_SEED as f64)
}

/// A count of things from a JavaScript number.
pub fn count(option: &'static str, value: f64) -> Result<usize> {
    whole(option, value, 0.0, 4_294_967_295.0).map(|count| count as usize)
}

fn whole(option: &'static str, value: f64, least: f64, most: f64) -> Result<u64> {
    if value.fract() != 0.0 || !(least..=most).contains(&value) {
        return Err(Error::OptionOutOfRange {
            option,
            value: value.to_string(),
            expected: match option {
                "seed" => SEED_RANGE,
                _ => "a whole number of at least 0",
            },
        });
    }
    Ok(value as u64)
}
