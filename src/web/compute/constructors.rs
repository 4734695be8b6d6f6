//! Runs the module's constructors, by which cubecl's compiler registers what it knows.
//!
//! Left to itself the linker puts them before every exported function, those that wasm-bindgen
//! calls for each object of JavaScript's included: on WebGPU that took two thirds of a training
//! step. So `scripts/cargo-wasm.mjs` exports them by their name, which keeps the linker from it,
//! and the first door that is opened runs them once.

use std::sync::Once;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

static ONCE: Once = Once::new();

/// Runs them, if this is the first call and the module has any under their name.
pub fn construct() {
    ONCE.call_once(|| {
        let name = JsValue::from_str("__wasm_call_ctors");
        let found = Reflect::get(&wasm_bindgen::exports(), &name);
        if let Some(Ok(constructors)) = found.ok().map(JsValue::dyn_into::<Function>) {
            let called = constructors.call0(&JsValue::UNDEFINED);
            called.expect("constructors do not throw");
        }
    });
}
