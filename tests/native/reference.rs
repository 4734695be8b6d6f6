//! Reads `reference.json`, made by `tests/reference/reference.py`.

use serde_json::Value;

/// The reference values.
pub struct Reference(Value);

impl Reference {
    /// Reads the file.
    pub fn load() -> Self {
        let json = include_str!("../reference/reference.json");
        Self(serde_json::from_str(json).expect("reference.json is JSON"))
    }

    /// The numbers at a JSON pointer.
    pub fn floats(&self, pointer: &str) -> Vec<f32> {
        let list = self.0.pointer(pointer).and_then(Value::as_array);
        let list = list.unwrap_or_else(|| panic!("reference.json has no list at {pointer}"));
        list.iter()
            .map(|number| number.as_f64().expect("a number") as f32)
            .collect()
    }
}
