//! JavaScript values into ours and back.

use js_sys::Reflect;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::error::{Error, Result};

/// Our error as a JavaScript `Error` with `name` and `code`.
pub fn to_js_error(error: Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("LabError");
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}

/// A plain JavaScript object, with numbers for numbers and no `Map`.
pub fn to_js(value: &impl Serialize) -> std::result::Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// Options from a JavaScript object; `undefined` and `null` are no options at all.
pub fn from_js<T: DeserializeOwned + Default>(value: JsValue) -> Result<T> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    plain(value).map_err(|reason| Error::OptionUnknown { reason })
}

/// As [`from_js`], of an object that may hold a `Uint8Array`: JSON has no bytes.
#[cfg(not(feature = "workshop"))]
pub fn from_js_with_bytes<T: DeserializeOwned>(value: JsValue) -> Result<T> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::OptionUnknown {
        reason: error.to_string(),
    })
}

/// A plain JavaScript value as one of ours. By way of JSON's values, which files are read through
/// anyway: a reader of JavaScript's for each type would be 30 kB more to download.
pub fn plain<T: DeserializeOwned>(value: JsValue) -> std::result::Result<T, String> {
    let value: Value = serde_wasm_bindgen::from_value(value).map_err(|e| e.to_string())?;
    serde_json::from_value(value).map_err(|e| e.to_string())
}
