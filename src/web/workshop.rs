//! The workshop in a module of its own, without a backend: files in, a file out.

use std::collections::BTreeMap;

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::convert;
use crate::error::{Error, Result};
use crate::model::Moments;
use crate::weights::MadeFigures;
use crate::workshop::{
    Made, ModelFile, align, average, factorize, grow, note_figures, note_settings, prune, quantize,
    remove_latents,
};

type JsResult<T> = std::result::Result<T, JsValue>;

/// What `removeLatents` is told.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Latents {
    latents: Vec<usize>,
    means: Vec<f32>,
}

/// What `average` is told.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Weights {
    weights: Vec<f64>,
}

/// What `align` is told.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Order {
    seed: u64,
}

/// What `noteFigures` is told.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Noted {
    figures: MadeFigures,
    ancestors: BTreeMap<String, MadeFigures>,
}

/// `{ weights, metadata }` of what an operation makes of these files, `Uint8Array` each. `moments`:
/// `{ path, inputs, products }` each, as the compute core measures them.
#[wasm_bindgen]
pub fn make(operation: &str, files: Array, options: JsValue, moments: Array) -> JsResult<Object> {
    let made = match operation {
        "noteFigures" => noted(&files, options),
        "noteSettings" => told(&files, options),
        _ => models(&files).and_then(|models| run(operation, &models, options, moments)),
    };
    let Made { bytes, metadata } = made.map_err(convert::to_js_error)?;
    let object = Object::new();
    Reflect::set(&object, &"weights".into(), &Uint8Array::from(&bytes[..]))?;
    Reflect::set(&object, &"metadata".into(), &convert::to_js(&metadata)?)?;
    Ok(object)
}

fn models(files: &Array) -> Result<Vec<ModelFile>> {
    let file = |file: JsValue| ModelFile::read(&Uint8Array::new(&file).to_vec());
    files.iter().map(file).collect()
}

/// Not of models: a file's tensors stay as they are stored.
fn noted(files: &Array, options: JsValue) -> Result<Made> {
    let file = Uint8Array::new(&files.get(0)).to_vec();
    let Noted { figures, ancestors } = read(options)?;
    note_figures(&file, &figures, &ancestors)
}

/// Settings that only the caller knows, such as of how many images the moments are.
fn told(files: &Array, options: JsValue) -> Result<Made> {
    let file = Uint8Array::new(&files.get(0)).to_vec();
    note_settings(&file, &read::<Value>(options)?)
}

fn run(operation: &str, models: &[ModelFile], options: JsValue, moments: Array) -> Result<Made> {
    let unknown = |reason: String| Error::OptionUnknown { reason };
    let Some(first) = models.first() else {
        return Err(Error::ModelMissing);
    };
    let moments = read_moments(&moments)?;
    match operation {
        "quantize" => quantize(first, &read(options)?, &moments),
        "prune" => prune(first, &read(options)?, &moments),
        "factorize" => factorize(first, &read(options)?, &moments),
        "grow" => grow(first, &read(options)?),
        "removeLatents" => {
            let Latents { latents, means } = read(options)?;
            remove_latents(first, &latents, &means)
        }
        "average" => {
            let Weights { weights } = read(options)?;
            average(models, &weights)
        }
        "align" => {
            let Order { seed } = read(options)?;
            let second = models.get(1).ok_or(Error::ModelMissing)?;
            align(first, second, seed)
        }
        other => Err(unknown(format!("there is no operation \"{other}\""))),
    }
}

fn read<T: DeserializeOwned + Default>(options: JsValue) -> Result<T> {
    convert::from_js(options)
}

fn read_moments(list: &Array) -> Result<BTreeMap<String, Moments>> {
    let unsound = || Error::OptionUnknown {
        reason: "the moments are not those that a core measures".into(),
    };
    let one = |item: JsValue| {
        let field = |name: &str| Reflect::get(&item, &name.into()).unwrap_or_default();
        let path = field("path").as_string()?;
        let inputs = field("inputs").as_f64()? as usize;
        let products = field("products").dyn_into::<Float32Array>().ok()?.to_vec();
        let sound = products.len() == inputs * inputs;
        sound.then_some((path, Moments { inputs, products }))
    };
    list.iter()
        .map(|item| one(item).ok_or_else(unsound))
        .collect()
}
