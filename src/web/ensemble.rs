//! What an ensemble of models makes of their answers, for the worker that asks them.

use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::convert;
use crate::data::Images;
use crate::error::{Error, Result};
use crate::evaluate::Totals;
use crate::fusion::{Batch, DrawSet, Ensemble as Fused, Experts};

type JsResult<T> = std::result::Result<T, JsValue>;

/// Some models taken together, and the images that are being measured.
#[wasm_bindgen]
pub struct Ensemble {
    fused: Fused,
    batch: Option<Batch>,
    totals: Totals,
    /// What `pictures` is to put together.
    drawn: Vec<DrawSet>,
}

#[wasm_bindgen]
impl Ensemble {
    /// Takes the models of these files, `Uint8Array` each, together as `{ posterior?, average? }`
    /// says.
    pub fn open(files: Array, options: JsValue) -> JsResult<Ensemble> {
        let files: Vec<Vec<u8>> = files.iter().map(|f| Uint8Array::new(&f).to_vec()).collect();
        let fused = convert::from_js(options).and_then(|options| Fused::of(&files, options));
        Ok(Self {
            fused: fused.map_err(convert::to_js_error)?,
            batch: None,
            totals: Totals::default(),
            drawn: Vec::new(),
        })
    }

    /// Whether `score` needs ln p(z).
    #[wasm_bindgen(getter, js_name = needsPriors)]
    pub fn needs_priors(&self) -> bool {
        self.fused.needs_priors()
    }

    /// Begins to measure these images, the first having this index in its set, as `{ seed?,
    /// importanceSamples?, binarize? }` says; gives the pixels that the encoders are to see.
    pub fn begin(
        &mut self,
        images: JsValue,
        image_len: usize,
        options: JsValue,
        first: f64,
    ) -> JsResult<Float32Array> {
        let begun = images_of(&images, image_len).and_then(|images| {
            Batch::new(
                &self.fused,
                &images,
                convert::from_js(options)?,
                first as usize,
            )
        });
        let batch = self.batch.insert(begun.map_err(convert::to_js_error)?);
        Ok(Float32Array::from(batch.pixels()))
    }

    /// Takes in what each member's encoder says, `{ mean, logVar }`.
    pub fn encoded(&mut self, members: Array) -> JsResult<()> {
        let experts = experts_of(&members);
        let batch = self.batch.as_mut();
        let told = batch.map_or(Ok(()), |batch| batch.encoded(&experts));
        told.map_err(convert::to_js_error)
    }

    /// The next draws to decode, `{ z, rows, decoders }` each; undefined when all is measured.
    pub fn draw(&mut self) -> JsResult<Option<Array>> {
        let draws = self.batch.as_mut().and_then(Batch::draw);
        draws.map(draws_to_js).transpose()
    }

    /// Takes in what the draws were decoded to: for each a list of what its decoders gave; and ln
    /// p(z) likewise, where it is needed.
    pub fn score(&mut self, decoded: Array, priors: Array) {
        let pixels = lists(&decoded, |list| Float32Array::from(list).to_vec());
        let priors = lists(&priors, |list| Float64Array::from(list).to_vec());
        if let Some(batch) = &mut self.batch {
            batch.score(&pixels, &priors);
        }
    }

    /// Ends a batch: `{ reconstruction, kl, nll }` of its images, `Float64Array` each.
    pub fn end(&mut self) -> JsResult<Object> {
        let object = Object::new();
        if let Some(batch) = self.batch.take() {
            let (totals, scores) = batch.finish();
            self.totals += totals;
            for (name, values) in [
                ("reconstruction", &scores.reconstruction),
                ("kl", &scores.kl),
                ("nll", &scores.nll),
            ] {
                Reflect::set(&object, &name.into(), &Float64Array::from(&values[..]))?;
            }
        }
        Ok(object)
    }

    /// Means over all images of the batches that have ended; then none have.
    pub fn figures(&mut self) -> JsResult<JsValue> {
        convert::to_js(&std::mem::take(&mut self.totals).figures())
    }

    /// The draws that images are rebuilt from, whose encoders said this.
    pub fn rebuild(&mut self, members: Array, seed: f64, first: f64) -> JsResult<Array> {
        let experts = experts_of(&members);
        let drawn = self.fused.rebuild(&experts, seed as u64, first as usize);
        self.drawn = drawn.map_err(convert::to_js_error)?;
        draws_to_js(&self.drawn)
    }

    /// The draws that so many samples are decoded from.
    pub fn sample(&mut self, count: f64, seed: f64) -> JsResult<Array> {
        let drawn = self.fused.sample(count as usize, seed as u64);
        self.drawn = drawn.map_err(convert::to_js_error)?;
        draws_to_js(&self.drawn)
    }

    /// The pictures that were decoded of the draws of `rebuild` or `sample`.
    pub fn pictures(&mut self, decoded: Array) -> Float32Array {
        let pixels = lists(&decoded, |list| Float32Array::from(list).to_vec());
        let drawn = std::mem::take(&mut self.drawn);
        Float32Array::from(&self.fused.pictures(&drawn, &pixels)[..])
    }
}

/// Images that the page has checked.
pub(super) fn images_of(images: &JsValue, image_len: usize) -> Result<Images> {
    match images.dyn_ref::<Uint8Array>() {
        Some(bytes) => Images::from_bytes(bytes.to_vec(), image_len),
        None => match images.dyn_ref::<Float32Array>() {
            Some(floats) => Images::from_floats(floats.to_vec(), image_len),
            None => Err(Error::ImagesEmpty),
        },
    }
}

fn experts_of(members: &Array) -> Vec<Experts> {
    let field = |member: &JsValue, name: &str| {
        let value = Reflect::get(member, &name.into()).unwrap_or_default();
        Float32Array::from(value).to_vec()
    };
    let expert = |member: JsValue| Experts::of(&field(&member, "mean"), &field(&member, "logVar"));
    members.iter().map(expert).collect()
}

fn draws_to_js(draws: &[DrawSet]) -> JsResult<Array> {
    let indices = |values: &[usize]| {
        let values: Vec<u32> = values.iter().map(|&value| value as u32).collect();
        Uint32Array::from(&values[..])
    };
    let one = |draw: &DrawSet| -> JsResult<JsValue> {
        let object = Object::new();
        Reflect::set(&object, &"z".into(), &Float32Array::from(&draw.z[..]))?;
        Reflect::set(&object, &"rows".into(), &indices(&draw.rows))?;
        Reflect::set(&object, &"decoders".into(), &indices(&draw.decoders))?;
        Ok(object.into())
    };
    draws.iter().map(one).collect()
}

/// Lists of lists of numbers.
fn lists<T>(outer: &Array, numbers: impl Fn(JsValue) -> Vec<T>) -> Vec<Vec<Vec<T>>> {
    let inner = |list: JsValue| Array::from(&list).iter().map(&numbers).collect();
    outer.iter().map(inner).collect()
}
