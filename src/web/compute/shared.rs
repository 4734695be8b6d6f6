//! Steps that several workers share: what one of them computes, and what the one that has the run
//! lends out.

use js_sys::{Array, Float32Array, Object, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::super::convert;
use super::core::{Core, JsResult};
use crate::device;
use crate::model::VaeConfig;
use crate::train::{FlatState, Part, Side, TrainOptions, share_of};

/// One side of a shared chunk of steps. Its lists of numbers are handed over in arrays that the
/// caller owns, so that two workers pass the same few buffers to and fro.
#[wasm_bindgen]
pub struct SharedSide {
    side: Side,
    sides: usize,
}

#[wasm_bindgen]
impl SharedSide {
    /// Side `side` of `sides` of the chunk that [`Core::begin_shared`] has described.
    pub async fn open(start: JsValue, side: usize, sides: usize) -> JsResult<SharedSide> {
        let config: VaeConfig = plain(&start, "config")?;
        let options: TrainOptions = plain(&start, "options")?;
        let images = number(&start, "images")? as usize;
        let open = device::open(|_| ()).await.map_err(convert::to_js_error)?;
        let state = FlatState {
            values: floats(&start, "values")?,
            means: floats(&start, "means")?,
            squares: floats(&start, "squares")?,
            adam_step: number(&start, "adamStep")? as u64,
        };
        let place = [side, sides];
        let side = Side::new(&config, options, images, state, place, &open.device)
            .map_err(convert::to_js_error)?;
        Ok(Self { side, sides })
    }

    /// How many numbers the share of a side has.
    #[wasm_bindgen(js_name = shareLength)]
    pub fn share_length(&self, side: usize) -> usize {
        share_of(self.side.state().values.len(), side, self.sides).len()
    }

    /// The gradient of a part of a batch; returns the part's terms, 3 numbers.
    pub async fn compute(&mut self, part: JsValue, step: usize) -> JsResult<Float32Array> {
        let part = Part {
            rows: number(&part, "rows")? as usize,
            share: number(&part, "share")?,
            images: floats(&part, "images")?,
            labels: floats(&part, "labels")?,
            noise: floats(&part, "noise")?,
        };
        let terms = self.side.compute(part, step).await;
        let terms = terms.map_err(convert::to_js_error)?;
        Ok(Float32Array::from(terms.as_slice()))
    }

    /// Writes the gradient over the share of another side.
    #[wasm_bindgen(js_name = readGradient)]
    pub fn read_gradient(&self, side: usize, to: &Float32Array) {
        let range = share_of(self.side.state().values.len(), side, self.sides);
        to.copy_from(self.side.gradient(range));
    }

    /// Adds another side's gradient over this side's share.
    #[wasm_bindgen(js_name = addGradient)]
    pub fn add_gradient(&mut self, gradient: &Float32Array) {
        self.side.add(&gradient.to_vec());
    }

    /// Moves this side's share by Adam.
    pub fn advance(&mut self, step: usize) {
        self.side.advance(step);
    }

    /// Writes this side's share of the parameters.
    #[wasm_bindgen(js_name = readValues)]
    pub fn read_values(&self, to: &Float32Array) {
        to.copy_from(&self.side.state().values[self.side.own()]);
    }

    /// Takes over another side's share of the parameters.
    #[wasm_bindgen(js_name = takeValues)]
    pub fn take_values(&mut self, side: usize, values: &Float32Array) {
        let range = share_of(self.side.state().values.len(), side, self.sides);
        self.side.set(range, &values.to_vec());
    }

    /// Ends the step.
    pub fn settle(&mut self) {
        self.side.settle();
    }

    /// This side's share of Adam's means: of the gradient, then of its square.
    pub fn moments(&self) -> JsResult<Array> {
        let state = self.side.state();
        let own = || self.side.own();
        let means = Float32Array::from(&state.means[own()]);
        let squares = Float32Array::from(&state.squares[own()]);
        Ok([means, squares].iter().collect())
    }
}

#[wasm_bindgen]
impl Core {
    /// Whether the next steps can be shared, and, but for `always`, gain by it.
    #[wasm_bindgen(js_name = canShare)]
    pub fn can_share(&self, always: bool) -> JsResult<bool> {
        let lab = self.lab()?;
        let can = lab.can_share().map_err(convert::to_js_error)?;
        Ok(can && (always || lab.gains_by_sharing()))
    }

    /// Changes with the weights and the optimizer's state.
    #[wasm_bindgen(getter)]
    pub fn revision(&self) -> f64 {
        self.lab().map_or(f64::NAN, |lab| lab.revision().number())
    }

    /// What sides start from: `{ config, options, images, values, means, squares, adamStep }`.
    #[wasm_bindgen(js_name = sharedStart)]
    pub async fn shared_start(&self) -> JsResult<JsValue> {
        let lab = self.lab()?;
        let state = lab.flat_state().await.map_err(convert::to_js_error)?;
        let run = lab.run_state();
        let start = Object::new();
        set(&start, "config", convert::to_js(lab.config())?);
        set(&start, "options", convert::to_js(&run.options)?);
        set(&start, "images", run.images.into());
        set(&start, "values", array(&state.values));
        set(&start, "means", array(&state.means));
        set(&start, "squares", array(&state.squares));
        set(&start, "adamStep", (state.adam_step as f64).into());
        Ok(start.into())
    }

    /// Lends out a chunk of steps.
    #[wasm_bindgen(js_name = beginShared)]
    pub fn begin_shared(&mut self) -> JsResult<()> {
        let lab = self.lab_mut()?;
        lab.begin_shared().map_err(convert::to_js_error)
    }

    /// `{ step, parts }` of the next step, a part for each side; `null` at the end of the run.
    #[wasm_bindgen(js_name = nextShared)]
    pub fn next_shared(&mut self, sides: usize) -> JsResult<JsValue> {
        let next = self.lab_mut()?.next_shared(sides);
        let Some((step, parts)) = next.map_err(convert::to_js_error)? else {
            return Ok(JsValue::NULL);
        };
        let parts = parts.iter().map(|part| {
            let object = Object::new();
            set(&object, "rows", part.rows.into());
            set(&object, "share", part.share.into());
            set(&object, "images", array(&part.images));
            set(&object, "labels", array(&part.labels));
            set(&object, "noise", array(&part.noise));
            object
        });
        let next = Object::new();
        set(&next, "step", step.into());
        set(&next, "parts", parts.collect::<Array>().into());
        Ok(next.into())
    }

    /// Takes back where the chunk has led, with the moments of all sides' shares one after the
    /// other; `terms` has 3 numbers a step.
    #[wasm_bindgen(js_name = endShared)]
    pub fn end_shared(
        &mut self,
        side: &SharedSide,
        means: Vec<Float32Array>,
        squares: Vec<Float32Array>,
        terms: &Float32Array,
    ) -> JsResult<JsValue> {
        let lab = self.lab_mut()?;
        let lengths: Vec<usize> = lab.config().parameters().iter().map(|p| p.len()).collect();
        let moments = [cut(&means, &lengths), cut(&squares, &lengths)];
        let records = lab.end_shared(&side.side, moments, &terms.to_vec());
        convert::to_js(&records.map_err(convert::to_js_error)?)
    }

    /// Gives the chunk up.
    #[wasm_bindgen(js_name = dropShared)]
    pub fn drop_shared(&mut self) -> JsResult<()> {
        self.lab_mut()?.drop_shared();
        Ok(())
    }
}

/// Lists of these lengths, from shares that lie one after the other.
fn cut(shares: &[Float32Array], lengths: &[usize]) -> Vec<Vec<f32>> {
    let mut rest = shares.iter().cloned();
    let mut share = rest.next().unwrap_or_default();
    let list = |&length: &usize| {
        let mut list = vec![0.0; length];
        let mut done = 0;
        while done < length {
            if share.length() == 0 {
                share = rest.next().expect("the shares are as long as the lists");
            }
            let count = (length - done).min(share.length() as usize);
            share
                .subarray(0, count as u32)
                .copy_to(&mut list[done..done + count]);
            share = share.subarray(count as u32, share.length());
            done += count;
        }
        list
    };
    lengths.iter().map(list).collect()
}

fn set(object: &Object, key: &str, value: JsValue) {
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(object, &key.into(), &value);
}

fn array(values: &[f32]) -> JsValue {
    Float32Array::from(values).into()
}

fn get(object: &JsValue, key: &str) -> JsResult<JsValue> {
    Reflect::get(object, &key.into())
}

fn floats(object: &JsValue, key: &str) -> JsResult<Vec<f32>> {
    Ok(Float32Array::from(get(object, key)?).to_vec())
}

fn number(object: &JsValue, key: &str) -> JsResult<f64> {
    Ok(get(object, key)?.as_f64().unwrap_or_default())
}

fn plain<T: DeserializeOwned>(object: &JsValue, key: &str) -> JsResult<T> {
    convert::plain(get(object, key)?).map_err(Into::into)
}
