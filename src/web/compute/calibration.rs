//! What the model's layers see of real images, a piece of them at a time.

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::super::convert;
use super::arguments;
use super::core::{Core, JsResult};
use crate::lab::Calibration;

const WORK: &str = "calibration";

#[wasm_bindgen]
impl Core {
    /// Begins anew; `seed` is that of the latents that are drawn.
    #[wasm_bindgen(js_name = beginCalibration)]
    pub fn begin_calibration(&mut self, seed: f64) -> JsResult<()> {
        let seed = arguments::seed(seed).map_err(convert::to_js_error)?;
        self.calibration = Some(Calibration::new(seed));
        Ok(())
    }

    /// Goes on with images whose first has this index in its set.
    #[wasm_bindgen(js_name = calibrate)]
    pub async fn calibrate(
        &mut self,
        images: JsValue,
        first_index: f64,
        labels: Option<Uint8Array>,
    ) -> JsResult<()> {
        let (images, first) = self.read_piece(&images, Some(first_index), labels)?;
        let begun = self.calibration.take();
        let mut calibration = begun.ok_or_else(|| arguments::not_begun(WORK))?;
        let added = calibration.add(self.lab()?, &images, first);
        added.map_err(convert::to_js_error)?;
        self.calibration = Some(calibration);
        Ok(())
    }

    /// `{ path, inputs, products }` for each matrix of a linear layer.
    #[wasm_bindgen(js_name = endCalibration)]
    pub async fn end_calibration(&mut self) -> JsResult<Array> {
        let begun = self.calibration.take();
        let calibration = begun.ok_or_else(|| arguments::not_begun(WORK))?;
        let moments = calibration.moments().await.map_err(convert::to_js_error)?;
        let list = Array::new();
        for (path, moments) in moments {
            let object = Object::new();
            let products = Float32Array::from(moments.products.as_slice());
            Reflect::set(&object, &"path".into(), &path.into())?;
            Reflect::set(&object, &"inputs".into(), &(moments.inputs as f64).into())?;
            Reflect::set(&object, &"products".into(), &products)?;
            list.push(&object);
        }
        Ok(list)
    }
}
