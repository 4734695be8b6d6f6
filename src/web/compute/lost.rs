//! Tells the page, once, that this module can compute no more: after a panic or a lost GPU.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

thread_local! {
    // A module has one thread, one device and one listener.
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Sets who is told, and lets panics be told too.
pub fn listen(listener: Function) {
    LISTENER.set(Some(listener));
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        report(&format!("the engine panicked: {info}"));
    }));
}

/// Tells the listener, unless it has been told already: a panic on WebGPU comes again at every
/// later callback.
pub fn report(message: &str) {
    if let Some(listener) = LISTENER.take() {
        // A listener that throws has nobody left to tell.
        let _ = listener.call1(&JsValue::NULL, &JsValue::from_str(message));
    }
}
