//! The training set of a few new images and a model's own samples.

use js_sys::{Float32Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::convert;
use super::ensemble::images_of;
use crate::train;

type JsResult<T> = std::result::Result<T, JsValue>;

/// Which class each sample is to be of, beside new images of these.
#[wasm_bindgen(js_name = replayedLabels)]
pub fn replayed_labels(labels: Uint8Array, classes: usize, count: usize) -> Uint8Array {
    Uint8Array::from(&train::replayed_labels(&labels.to_vec(), classes, count)[..])
}

/// `{ images, labels? }`: these samples and as many new images, see [`train::rehearsal`].
#[wasm_bindgen]
pub fn rehearse(
    images: JsValue,
    image_len: usize,
    labels: Option<Uint8Array>,
    replayed: Float32Array,
    replayed_labels: Option<Uint8Array>,
    seed: f64,
) -> JsResult<Object> {
    let labels = labels.map(|labels| labels.to_vec());
    let replayed_labels = replayed_labels.map(|labels| labels.to_vec());
    let all = images_of(&images, image_len)
        .and_then(|images| match labels {
            None => Ok(images),
            Some(labels) => images.with_labels(labels),
        })
        .and_then(|new| train::rehearsal(&new, replayed.to_vec(), replayed_labels, seed as u64))
        .map_err(convert::to_js_error)?;
    let indices: Vec<usize> = (0..all.len()).collect();
    let object = Object::new();
    let pixels = Float32Array::from(&all.gather(&indices)[..]);
    Reflect::set(&object, &"images".into(), &pixels)?;
    if let Some(labels) = all.labels() {
        Reflect::set(&object, &"labels".into(), &Uint8Array::from(labels))?;
    }
    Ok(object)
}
