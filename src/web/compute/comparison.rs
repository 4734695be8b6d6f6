//! Comparing samples with real images over the bridge, in pieces.

use wasm_bindgen::prelude::*;

use super::super::convert;
use super::arguments;
use super::core::{Core, JsResult};
use crate::evaluate::{Classifier, Comparison, Judged, Reference, noise_images, shuffled_pixels};
use crate::lab::SampleOptions;
use crate::model::MNIST_PIXELS;

/// A classifier, what it has judged since the last set was complete, and what that is compared
/// with.
pub(super) struct ComparisonWork {
    classifier: Classifier,
    judged: Judged,
    labels: Vec<u8>,
    reference: Option<Reference>,
    comparison: Option<Comparison>,
}

fn not_begun() -> JsValue {
    arguments::not_begun("comparison")
}

#[wasm_bindgen]
impl Core {
    /// Begins a comparison in the features of the classifier of this file, and answers with what
    /// the file says of itself; a comparison that was under way is dropped. Draws that could not
    /// be taken later, `draws` saying how, are refused now.
    #[wasm_bindgen(js_name = beginComparison)]
    pub async fn begin_comparison(
        &mut self,
        classifier: Vec<u8>,
        draws: JsValue,
    ) -> JsResult<JsValue> {
        let draws: SampleOptions =
            convert::from_js_with_bytes(draws).map_err(convert::to_js_error)?;
        draws.validate().map_err(convert::to_js_error)?;
        let prior = self.lab()?.prior(draws.prior).await;
        prior.map_err(convert::to_js_error)?;
        let opened = Classifier::open(&classifier, &self.open.device);
        let (classifier, metadata) = opened.map_err(convert::to_js_error)?;
        self.comparison = Some(ComparisonWork {
            classifier,
            judged: Judged::default(),
            labels: Vec::new(),
            reference: None,
            comparison: None,
        });
        convert::to_js(&metadata)
    }

    /// Adds images to the present set.
    #[wasm_bindgen(js_name = compareImages)]
    pub async fn compare_images(&mut self, images: JsValue, first_index: f64) -> JsResult<()> {
        let (images, _) = self.read_piece(&images, Some(first_index), None)?;
        let pixels = images.gather(&(0..images.len()).collect::<Vec<_>>());
        self.judge(&pixels, None).await
    }

    /// Adds samples to the present set, as `sample` draws them, and the classes asked for.
    #[wasm_bindgen(js_name = compareSamples)]
    pub async fn compare_samples(&mut self, options: JsValue) -> JsResult<()> {
        let options: SampleOptions =
            convert::from_js_with_bytes(options).map_err(convert::to_js_error)?;
        let lab = self.lab()?;
        let labels = lab.sample_labels(&options).await;
        let labels = labels.map_err(convert::to_js_error)?;
        let pixels = lab.sample_with(&options).await;
        let pixels = pixels.map_err(convert::to_js_error)?;
        self.judge(&pixels, labels).await
    }

    /// Adds images of uniform noise to the present set.
    #[wasm_bindgen(js_name = compareNoise)]
    pub async fn compare_noise(&mut self, seed: f64, first: f64, count: f64) -> JsResult<()> {
        let seed = arguments::seed(seed).map_err(convert::to_js_error)?;
        let first = arguments::count("firstIndex", first).map_err(convert::to_js_error)?;
        let count = arguments::count("count", count).map_err(convert::to_js_error)?;
        let pixels = noise_images(seed, first, count, MNIST_PIXELS);
        self.judge(&pixels, None).await
    }

    /// Adds images with their pixels in random order to the present set.
    #[wasm_bindgen(js_name = compareShuffled)]
    pub async fn compare_shuffled(
        &mut self,
        images: JsValue,
        first_index: f64,
        seed: f64,
    ) -> JsResult<()> {
        let (images, first) = self.read_piece(&images, Some(first_index), None)?;
        let seed = arguments::seed(seed).map_err(convert::to_js_error)?;
        let pixels = shuffled_pixels(&images, first, seed);
        self.judge(&pixels, None).await
    }

    /// The present set is complete: the first is the reference, every other is compared with it.
    /// Answers with the rows of comparisons that this takes.
    #[wasm_bindgen(js_name = completeSet)]
    pub fn complete_set(&mut self) -> JsResult<usize> {
        let work = self.comparison.as_mut().ok_or_else(not_begun)?;
        let judged = std::mem::take(&mut work.judged);
        let labels = std::mem::take(&mut work.labels);
        let labels = Some(labels).filter(|labels| !labels.is_empty());
        let rows = match &work.reference {
            None => {
                let reference = Reference::begin(&judged).map_err(convert::to_js_error)?;
                work.reference.insert(reference).count()
            }
            Some(reference) => {
                let begun = Comparison::begin(judged, labels).map_err(convert::to_js_error)?;
                work.comparison.insert(begun).rows(reference)
            }
        };
        Ok(rows)
    }

    /// Does up to `count` rows; answers with how many are left.
    #[wasm_bindgen(js_name = compareRows)]
    pub fn compare_rows(&mut self, count: f64) -> JsResult<usize> {
        let count = arguments::count("count", count).map_err(convert::to_js_error)?;
        let work = self.comparison.as_mut().ok_or_else(not_begun)?;
        let reference = work.reference.as_mut().ok_or_else(not_begun)?;
        Ok(match &mut work.comparison {
            None => reference.advance(count),
            Some(comparison) => comparison.advance(reference, count),
        })
    }

    /// The figures of the set whose rows are all done, see
    /// [`SetQuality`](crate::evaluate::SetQuality).
    #[wasm_bindgen(js_name = comparedSet)]
    pub fn compared_set(&mut self) -> JsResult<JsValue> {
        let work = self.comparison.as_mut().ok_or_else(not_begun)?;
        let comparison = work.comparison.take().ok_or_else(not_begun)?;
        let reference = work.reference.as_ref().ok_or_else(not_begun)?;
        let figures = comparison.finish(reference);
        convert::to_js(&figures.map_err(convert::to_js_error)?)
    }

    /// Forgets the comparison.
    #[wasm_bindgen(js_name = endComparison)]
    pub fn end_comparison(&mut self) {
        self.comparison = None;
    }
}

impl Core {
    async fn judge(&mut self, pixels: &[f32], labels: Option<Vec<u8>>) -> JsResult<()> {
        let device = self.open.device.clone();
        let work = self.comparison.as_mut().ok_or_else(not_begun)?;
        let judged = work.classifier.judge(pixels, &device).await;
        work.judged.append(judged.map_err(convert::to_js_error)?);
        work.labels.extend(labels.unwrap_or_default());
        Ok(())
    }
}
