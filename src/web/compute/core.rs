//! The class that the worker drives.

use js_sys::{Float32Array, Function, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use super::super::convert;
use super::comparison::ComparisonWork;
use super::prior::PriorWork;
use super::{arguments, constructors, lost};
use crate::data::Images;
use crate::device::{self, OpenDevice};
use crate::error::Error;
use crate::evaluate::{EvaluateOptions, Neighbours, Totals};
use crate::lab::{Calibration, Lab, SampleOptions};
use crate::model::{MNIST_PIXELS, VaeConfig};
use crate::train::{DistillOptions, TrainOptions};
use crate::weights::{Precision, Sink};

pub(super) type JsResult<T> = Result<T, JsValue>;

/// A device, the model on it, the images it is trained on, and what work of several calls has
/// come to. Calls must not overlap.
#[wasm_bindgen]
pub struct Core {
    pub(super) open: OpenDevice,
    lab: Option<Lab>,
    images: Option<Images>,
    pub(super) fit: Option<PriorWork>,
    pub(super) comparison: Option<ComparisonWork>,
    pub(super) search: Option<Neighbours>,
    pub(super) calibration: Option<Calibration>,
}

/// Config of a model with fresh weights, as JavaScript gives it: that of the weights file and a
/// seed.
struct FreshConfig {
    seed: f64,
    config: VaeConfig,
}

impl FreshConfig {
    fn read(value: JsValue) -> crate::error::Result<Self> {
        let unreadable = |reason: String| Error::ConfigInvalid {
            field: "config",
            value: format!("not readable ({reason})"),
            expected: "such as { architecture: \"dense\", hidden: [400], latentDim: 20, seed: 1 }",
        };
        let mut fields: Map<String, Value> = convert::plain(value).map_err(unreadable)?;
        let seed = match fields.remove("seed") {
            None => 0.0,
            Some(seed) => seed.as_f64().unwrap_or(f64::NAN),
        };
        let config =
            serde_json::from_value(Value::Object(fields)).map_err(|e| unreadable(e.to_string()))?;
        Ok(Self { seed, config })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunLength {
    steps: usize,
    steps_per_epoch: usize,
}

#[wasm_bindgen]
impl Core {
    /// Opens the device of this build. `onLost` is called at most once, with a message, when the
    /// module can compute no more; a call that is pending then never settles.
    pub async fn open(on_lost: Function) -> JsResult<Core> {
        lost::listen(on_lost);
        constructors::construct();
        let open = device::open(|reason| lost::report(&reason))
            .await
            .map_err(convert::to_js_error)?;
        Ok(Core {
            open,
            lab: None,
            images: None,
            fit: None,
            comparison: None,
            search: None,
            calibration: None,
        })
    }

    /// The adapter in the driver's words, where there is one.
    #[wasm_bindgen(getter)]
    pub fn adapter(&self) -> Option<String> {
        self.open.adapter.clone()
    }

    /// Makes a model with fresh weights: the config of a weights file, and `seed?`.
    #[wasm_bindgen(js_name = createModel)]
    pub async fn create_model(&mut self, config: JsValue) -> JsResult<()> {
        let lab = FreshConfig::read(config)
            .and_then(|FreshConfig { seed, config }| {
                // The digits of the whole library are 28 × 28; images of other sizes have no pad,
                // no pictures and no data yet.
                if config.input_dim != MNIST_PIXELS {
                    return Err(Error::ConfigInvalid {
                        field: "inputDim",
                        value: config.input_dim.to_string(),
                        expected: "784 (28 × 28 pixels)",
                    });
                }
                Lab::fresh(config, arguments::seed(seed)?, &self.open.device)
            })
            .map_err(convert::to_js_error)?;
        self.lab = Some(lab);
        Ok(())
    }

    /// Opens a weights file or a snapshot of any supported model.
    #[wasm_bindgen(js_name = openModel)]
    pub async fn open_model(&mut self, bytes: Vec<u8>) -> JsResult<()> {
        let lab = Lab::open(&bytes, &self.open.device).map_err(convert::to_js_error)?;
        self.lab = Some(lab);
        Ok(())
    }

    /// Replaces the weights by those of a file of the same architecture.
    #[wasm_bindgen(js_name = loadWeights)]
    pub async fn load_weights(&mut self, bytes: Vec<u8>) -> JsResult<()> {
        self.lab_mut()?.load(&bytes).map_err(convert::to_js_error)
    }

    /// `{ architecture, inputDim, hidden, latentDim, … }`, see [`VaeConfig`].
    pub fn config(&self) -> JsResult<JsValue> {
        convert::to_js(self.lab()?.config())
    }

    /// `{ layers: [{ name, kind, shape, parameters }], parameters, bytes }`.
    pub fn summary(&self) -> JsResult<JsValue> {
        convert::to_js(&self.lab()?.config().summary())
    }

    /// What the weights file says of itself.
    pub fn metadata(&self) -> JsResult<JsValue> {
        convert::to_js(self.lab()?.metadata())
    }

    /// Steps that the optimizer counted, over all runs.
    #[wasm_bindgen(getter, js_name = optimizerStep)]
    pub fn optimizer_step(&self) -> f64 {
        self.state_step(|lab| lab.run_state().adam_step as f64)
    }

    /// Steps done in the run that is open, or in the last.
    #[wasm_bindgen(getter, js_name = runStep)]
    pub fn run_step(&self) -> f64 {
        self.state_step(|lab| lab.run_state().step as f64)
    }

    /// Digits drawn from a prior, as `{ count?, firstIndex?, seed?, prior?, labels?,
    /// temperature? }` say, see [`SampleOptions`].
    pub async fn sample(&self, options: JsValue) -> JsResult<Float32Array> {
        let options: SampleOptions =
            convert::from_js_with_bytes(options).map_err(convert::to_js_error)?;
        floats(self.lab()?.sample_with(&options).await)
    }

    /// `{ mean, logVar }` of each image; the first has the index `firstIndex` (0) in its set.
    pub async fn encode(
        &self,
        images: JsValue,
        first_index: Option<f64>,
        labels: Option<Uint8Array>,
    ) -> JsResult<Object> {
        let (images, _) = self.read_piece(&images, first_index, labels)?;
        let encoded = self.lab()?.encode(&images).await;
        let encoded = encoded.map_err(convert::to_js_error)?;
        let object = Object::new();
        let set = |name: &str, values: &[f32]| {
            Reflect::set(&object, &name.into(), &Float32Array::from(values))
        };
        set("mean", &encoded.mean)?;
        set("logVar", &encoded.log_var)?;
        Ok(object)
    }

    /// The digits of these latents; `labels` for a conditional model.
    pub async fn decode(
        &self,
        z: Float32Array,
        labels: Option<Uint8Array>,
    ) -> JsResult<Float32Array> {
        let labels = labels.map(|labels| labels.to_vec());
        floats(self.lab()?.decode(&z.to_vec(), labels.as_deref()).await)
    }

    /// The images, through a draw from their posteriors; the first has the index `firstIndex`
    /// (0) in its set.
    pub async fn reconstruct(
        &self,
        images: JsValue,
        seed: f64,
        first_index: Option<f64>,
        labels: Option<Uint8Array>,
    ) -> JsResult<Float32Array> {
        let (images, first) = self.read_piece(&images, first_index, labels)?;
        let seed = arguments::seed(seed).map_err(convert::to_js_error)?;
        floats(self.lab()?.reconstruct(&images, seed, first).await)
    }

    /// Sums over the images, whose first has this index in its set.
    pub async fn evaluate(
        &self,
        images: JsValue,
        options: JsValue,
        first_index: f64,
        labels: Option<Uint8Array>,
    ) -> JsResult<JsValue> {
        let (images, first) = self.read_piece(&images, Some(first_index), labels)?;
        let options: EvaluateOptions = convert::from_js(options).map_err(convert::to_js_error)?;
        let totals = self.lab()?.evaluate(&images, &options, first).await;
        convert::to_js(&totals.map_err(convert::to_js_error)?)
    }

    /// What several answers of `evaluate` come to together: means per image.
    pub fn figures(parts: JsValue) -> JsResult<JsValue> {
        // Not by way of JSON, which has neither NaN nor infinity: a diverged model's sums are those.
        let parts: Vec<Totals> = serde_wasm_bindgen::from_value(parts)?;
        let mut all = Totals::default();
        for part in parts {
            all += part;
        }
        convert::to_js(&all.figures())
    }

    /// Forgets the images of the training set.
    #[wasm_bindgen(js_name = clearImages)]
    pub fn clear_images(&mut self) {
        self.images = None;
    }

    /// Adds images to the training set, with labels for a conditional model.
    #[wasm_bindgen(js_name = appendImages)]
    pub fn append_images(&mut self, images: JsValue, labels: Option<Uint8Array>) -> JsResult<()> {
        let first = self.images.as_ref().map_or(0, Images::len);
        let (more, _) = self.read_piece(&images, Some(first as f64), labels)?;
        match &mut self.images {
            Some(images) => images.append(more).map_err(convert::to_js_error),
            None => {
                self.images = Some(more);
                Ok(())
            }
        }
    }

    /// Refuses what `beginTraining` would refuse in the options, before any image is sent.
    #[wasm_bindgen(js_name = checkTrainOptions)]
    pub fn check_train_options(&self, options: JsValue) -> JsResult<()> {
        let options: TrainOptions = convert::from_js(options).map_err(convert::to_js_error)?;
        let config = self.lab()?.config();
        options.validate_for(config).map_err(convert::to_js_error)
    }

    /// Begins a run over the training set, or goes on with one after `startStep` steps. The set
    /// then belongs to the run: another run needs its images anew. With the weights file of a
    /// teacher the run learns from that too, as `{ data?, outputs?, posterior?, latent? }` says, see
    /// [`DistillOptions`].
    #[wasm_bindgen(js_name = beginTraining)]
    pub fn begin_training(
        &mut self,
        options: JsValue,
        start_step: f64,
        teacher: Option<Uint8Array>,
        distill: JsValue,
    ) -> JsResult<JsValue> {
        let options: TrainOptions = convert::from_js(options).map_err(convert::to_js_error)?;
        let step = arguments::count("startStep", start_step).map_err(convert::to_js_error)?;
        // Refused before the images are taken: nothing is lost by a wrong option.
        options
            .validate_for(self.lab()?.config())
            .map_err(convert::to_js_error)?;
        let images = self
            .images
            .take()
            .ok_or_else(|| convert::to_js_error(Error::ImagesEmpty))?;
        let distill: DistillOptions = convert::from_js(distill).map_err(convert::to_js_error)?;
        let lab = self.lab_mut()?;
        let run = match teacher {
            None => lab.begin_training(images, options, step),
            Some(teacher) => {
                lab.begin_distillation(images, options, step, &teacher.to_vec(), distill)
            }
        }
        .map_err(convert::to_js_error)?;
        convert::to_js(&RunLength {
            steps: run.total_steps(),
            steps_per_epoch: run.options().steps_per_epoch(run.image_count()),
        })
    }

    /// Does up to `count` steps; fewer at the end of the run, none after it.
    #[wasm_bindgen(js_name = trainSteps)]
    pub async fn train_steps(&mut self, count: f64) -> JsResult<JsValue> {
        let count = arguments::count("count", count).map_err(convert::to_js_error)?;
        let records = self.lab_mut()?.train_steps(count).await;
        convert::to_js(&records.map_err(convert::to_js_error)?)
    }

    /// Goes back to after the first `count` steps of the last `trainSteps`.
    pub async fn rewind(&mut self, count: f64) -> JsResult<()> {
        let count = arguments::count("count", count).map_err(convert::to_js_error)?;
        let lab = self.lab_mut()?;
        lab.rewind(count).await.map_err(convert::to_js_error)
    }

    /// Ends the run; the weights stay.
    #[wasm_bindgen(js_name = endTraining)]
    pub fn end_training(&mut self) -> JsResult<()> {
        self.lab_mut()?.end_training();
        Ok(())
    }

    /// The weights as a safetensors file, or their mean over the steps of a run that averages them.
    #[wasm_bindgen(js_name = exportWeights)]
    pub async fn export_weights(&self, averaged: bool) -> JsResult<Uint8Array> {
        let mut file = JsFile::default();
        let lab = self.lab()?;
        let written = lab
            .export_into(averaged, Precision::Single, &mut file)
            .await;
        written.map_err(convert::to_js_error)?;
        Ok(file.bytes)
    }

    /// Weights, optimizer's state and the run's position.
    pub async fn snapshot(&self) -> JsResult<Uint8Array> {
        let mut file = JsFile::default();
        let written = self.lab()?.snapshot_into(&mut file).await;
        written.map_err(convert::to_js_error)?;
        Ok(file.bytes)
    }
}

impl Core {
    pub(super) fn lab(&self) -> JsResult<&Lab> {
        let missing = || convert::to_js_error(Error::ModelMissing);
        self.lab.as_ref().ok_or_else(missing)
    }

    pub(super) fn lab_mut(&mut self) -> JsResult<&mut Lab> {
        let missing = || convert::to_js_error(Error::ModelMissing);
        self.lab.as_mut().ok_or_else(missing)
    }

    fn state_step(&self, step: impl Fn(&Lab) -> f64) -> f64 {
        self.lab.as_ref().map_or(0.0, step)
    }

    /// Images and the index of the first in its set.
    pub(super) fn read_piece(
        &self,
        images: &JsValue,
        first: Option<f64>,
        labels: Option<Uint8Array>,
    ) -> JsResult<(Images, usize)> {
        let image_len = self.lab()?.config().input_dim;
        arguments::count("firstIndex", first.unwrap_or_default())
            .and_then(|first| {
                let images = arguments::images(images, image_len, first)?;
                let images = match labels {
                    Some(labels) => images.with_labels(labels.to_vec())?,
                    None => images,
                };
                Ok((images, first))
            })
            .map_err(convert::to_js_error)
    }
}

fn floats(values: crate::error::Result<Vec<f32>>) -> JsResult<Float32Array> {
    let values = values.map_err(convert::to_js_error)?;
    Ok(Float32Array::from(values.as_slice()))
}

/// A file that is written into JavaScript's memory.
#[derive(Default)]
struct JsFile {
    bytes: Uint8Array,
    end: u32,
}

impl Sink for JsFile {
    fn begin(&mut self, len: usize) {
        self.bytes = Uint8Array::new_with_length(len as u32);
    }

    fn put(&mut self, bytes: &[u8]) {
        let start = self.end;
        self.end += bytes.len() as u32;
        self.bytes.subarray(start, self.end).copy_from(bytes);
    }
}
