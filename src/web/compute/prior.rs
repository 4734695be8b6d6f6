//! Priors over the bridge: which there are, densities, and fitting one in pieces.

use js_sys::{Float32Array, Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::super::convert;
use super::arguments;
use super::core::{Core, JsResult};
use crate::prior::{FitAdvance, FitOptions, Latents, PriorFit, PriorName};

/// A prior on its way: latents are gathered, then it is fitted to them.
pub(super) struct PriorWork {
    options: FitOptions,
    latents: Option<Latents>,
    fit: Option<PriorFit>,
}

fn not_begun() -> JsValue {
    arguments::not_begun("fit of a prior")
}

#[wasm_bindgen]
impl Core {
    /// Names of the priors that can be drawn from, the model's own first.
    pub fn priors(&self) -> JsResult<JsValue> {
        convert::to_js(&self.lab()?.priors())
    }

    /// ln p(z) of each latent in nats; `prior` is a name, the model's own when absent; `labels`
    /// are for a class-conditional one.
    #[wasm_bindgen(js_name = logPriorDensity)]
    pub async fn log_prior_density(
        &self,
        z: Float32Array,
        prior: JsValue,
        labels: Option<Uint8Array>,
    ) -> JsResult<Float64Array> {
        let prior: Option<PriorName> = convert::from_js(prior).map_err(convert::to_js_error)?;
        let labels = labels.map(|labels| labels.to_vec());
        let (lab, z) = (self.lab()?, z.to_vec());
        let densities = lab.log_prior_density(&z, prior, labels.as_deref());
        let densities = densities.await.map_err(convert::to_js_error)?;
        Ok(Float64Array::from(densities.as_slice()))
    }

    /// Begins to fit a prior as `{ kind?, components?, seed?, maxSteps?, tolerance? }` say, see
    /// [`FitOptions`]; a fit that was under way is dropped.
    #[wasm_bindgen(js_name = beginFit)]
    pub fn begin_fit(&mut self, options: JsValue) -> JsResult<()> {
        let options: FitOptions = convert::from_js(options).map_err(convert::to_js_error)?;
        options.validate().map_err(convert::to_js_error)?;
        self.fit = Some(PriorWork {
            options,
            latents: None,
            fit: None,
        });
        Ok(())
    }

    /// Adds the latents of images to what the prior is fitted to.
    #[wasm_bindgen(js_name = fitImages)]
    pub async fn fit_images(
        &mut self,
        images: JsValue,
        first_index: f64,
        labels: Option<Uint8Array>,
    ) -> JsResult<()> {
        let (images, first) = self.read_piece(&images, Some(first_index), labels)?;
        let seed = self.fit.as_ref().ok_or_else(not_begun)?.options.seed;
        let more = self.lab()?.latents(&images, seed, first).await;
        let more = more.map_err(convert::to_js_error)?;
        let work = self.fit.as_mut().ok_or_else(not_begun)?;
        match &mut work.latents {
            Some(latents) => latents.append(more).map_err(convert::to_js_error)?,
            None => work.latents = Some(more),
        }
        Ok(())
    }

    /// Goes on with the fit over so many latents: the step that this completes, as
    /// `{ class?, step, logDensity }`; null within a step; undefined when all is settled.
    #[wasm_bindgen(js_name = advanceFit)]
    pub fn advance_fit(&mut self, latents: f64) -> JsResult<JsValue> {
        let latents = arguments::count("latents", latents).map_err(convert::to_js_error)?;
        let work = self.fit.as_mut().ok_or_else(not_begun)?;
        if let Some(latents) = work.latents.take() {
            let fit = PriorFit::new(latents, &work.options).map_err(convert::to_js_error)?;
            work.fit = Some(fit);
        }
        let fit = work.fit.as_mut().ok_or_else(not_begun)?;
        match fit.advance(latents).map_err(convert::to_js_error)? {
            FitAdvance::Stepped(record) => convert::to_js(&record),
            FitAdvance::Within => Ok(JsValue::NULL),
            FitAdvance::Settled => Ok(JsValue::UNDEFINED),
        }
    }

    /// Keeps the fitted prior until the next training step.
    #[wasm_bindgen(js_name = endFit)]
    pub fn end_fit(&mut self) -> JsResult<()> {
        let fit = self.fit.take().and_then(|work| work.fit);
        let fitted = fit.ok_or_else(not_begun)?.finish();
        let fitted = fitted.map_err(convert::to_js_error)?;
        self.lab_mut()?
            .set_prior(fitted)
            .map_err(convert::to_js_error)
    }

    /// Forgets a fit that is under way; priors that were fitted before stay.
    #[wasm_bindgen(js_name = dropFit)]
    pub fn drop_fit(&mut self) {
        self.fit = None;
    }
}
