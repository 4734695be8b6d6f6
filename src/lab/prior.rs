//! The priors of a model: which it has, how likely latents are under them, and fitting them.

use super::Lab;
use crate::data::Images;
use crate::device::read;
use crate::error::{Error, Result, check_option};
use crate::noise::{Purpose, normal_rows};
use crate::prior::{FitOptions, FitRecord, Fitted, Latents, Mixture, Prior, PriorFit, PriorName};

impl Lab {
    /// The prior that the model was trained with: a mixture, a VampPrior, or the standard normal.
    pub fn own_prior(&self) -> PriorName {
        let config = self.config();
        match (config.mixture_components, config.pseudo_inputs) {
            (0, 0) => PriorName::Standard,
            (0, _) => PriorName::Vamp,
            _ => PriorName::Mixture,
        }
    }

    /// The priors that can be drawn from, the model's own first.
    pub fn priors(&self) -> Vec<PriorName> {
        let own = self.own_prior();
        let has = |name: PriorName| match name {
            PriorName::Standard => true,
            PriorName::Vamp => false,
            PriorName::Mixture => self.priors.mixture.is_some(),
            PriorName::ClassConditional => self.priors.class_conditional.is_some(),
        };
        let mut names = vec![
            PriorName::Standard,
            PriorName::Mixture,
            PriorName::ClassConditional,
        ];
        names.retain(|&name| name != own && has(name));
        names.insert(0, own);
        names
    }

    /// One of the model's priors; its own when none is named.
    ///
    /// # Errors
    /// [`Error::PriorMissing`]; [`Error::PriorInvalid`] when the posteriors of a VampPrior are
    /// no numbers any more; [`Error::DeviceLost`].
    pub async fn prior(&self, name: Option<PriorName>) -> Result<Prior> {
        let missing = |prior, remedy| Error::PriorMissing { prior, remedy };
        let own = self.own_prior();
        match name.unwrap_or(own) {
            PriorName::Standard => Ok(Prior::StandardNormal {
                dim: self.config().latent_dim,
            }),
            name if name == own => {
                let components = self.trainer.model().prior_components();
                let components = components.expect("such a prior has some");
                let count = components.mean.dims()[0];
                let means = read(components.mean).await?;
                let log_vars = read(components.log_var).await?;
                Ok(Prior::Mixture(Mixture::even(count, means, log_vars)?))
            }
            PriorName::Vamp => {
                let remedy = "train a model with pseudoInputs to have one";
                Err(missing("VampPrior as its", remedy))
            }
            PriorName::Mixture => {
                let remedy = "fit one to its training images first";
                let mixture = self.priors.mixture.clone();
                let mixture = mixture.ok_or_else(|| missing("mixture", remedy));
                mixture.map(Prior::Mixture)
            }
            PriorName::ClassConditional => {
                let remedy = "fit one to its labelled training images first";
                let classes = self.priors.class_conditional.clone();
                let classes = classes.ok_or_else(|| missing("class-conditional", remedy));
                classes.map(Prior::ClassConditional)
            }
        }
    }

    /// ln p(z) of each latent under one of the model's priors, its own when none is named.
    ///
    /// # Shapes
    /// `z`: `count * latent_dim`; `labels`, for a class-conditional prior: `count`; returns nats,
    /// summed over dimensions: `count`.
    /// # Errors
    /// [`Error::LatentsLength`], [`Error::LatentsNonfinite`], the labels' errors, those of
    /// [`Lab::prior`].
    pub async fn log_prior_density(
        &self,
        z: &[f32],
        name: Option<PriorName>,
        labels: Option<&[u8]>,
    ) -> Result<Vec<f64>> {
        self.check_latents(z)?;
        self.prior(name).await?.log_density(z, labels)
    }

    /// Each image's latent, drawn once from its posterior, for a prior to be fitted to. The first
    /// image has the index `first_index` in its set: a set may be gone through in pieces.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::ImagesLength`], the labels' errors,
    /// [`Error::DeviceLost`].
    pub async fn latents(&self, images: &Images, seed: u64, first_index: usize) -> Result<Latents> {
        self.check_images(images)?;
        let vae = self.trainer.model();
        let dim = self.config().latent_dim;
        let mut values = Vec::with_capacity(images.len() * dim);
        for (first, rows, labels) in self.batches(images) {
            let (first, count) = (first_index + first, rows.dims()[0]);
            let noise = normal_rows(seed, Purpose::PriorLatents, first, count, dim);
            let z = vae.draw_latents(&vae.infer(rows, labels), self.rows(noise, dim));
            values.extend(read(z).await?);
        }
        Ok(Latents {
            values,
            dim,
            labels: images.labels().map(<[u8]>::to_vec),
            classes: self.config().classes,
        })
    }

    /// Fits a prior to draws from the posteriors of these images and keeps it beside the model's
    /// own, until the next training step. `on_step` hears of every step.
    ///
    /// A door that must not block goes through [`Lab::latents`], [`PriorFit`] and
    /// [`Lab::set_prior`] itself.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`], [`Error::PriorCollapsed`], [`Error::PriorLabelsMissing`],
    /// those of [`Lab::latents`]; then nothing has changed.
    pub async fn fit_prior(
        &mut self,
        images: &Images,
        options: &FitOptions,
        mut on_step: impl FnMut(FitRecord),
    ) -> Result<()> {
        options.validate()?;
        let latents = self.latents(images, options.seed, 0).await?;
        let mut fit = PriorFit::new(latents, options)?;
        while let Some(record) = fit.step()? {
            on_step(record);
        }
        self.set_prior(fit.finish()?)
    }

    /// Keeps a prior that was fitted to latents of the present weights, in place of an older one
    /// of its kind, until the next training step.
    ///
    /// # Errors
    /// [`Error::PriorInvalid`] when it has other dimensions or classes than the model;
    /// [`Error::OptionOutOfRange`] for a mixture in a model whose own prior is one.
    pub fn set_prior(&mut self, fitted: Fitted) -> Result<()> {
        let (dim, classes) = match &fitted {
            Fitted::Mixture(mixture) => (mixture.dim(), 0),
            Fitted::ClassConditional(classes) => (classes.dim(), classes.len()),
        };
        check_option(
            classes > 0 || self.own_prior() != PriorName::Mixture,
            "kind",
            "mixture",
            "classConditional where the model's own prior is a mixture",
        )?;
        let config = self.config();
        let invalid = |field, value: usize, expected| Error::PriorInvalid {
            field,
            value: format!("rows of {value}"),
            expected,
        };
        if dim != config.latent_dim {
            return Err(invalid("means", dim, "rows of the model's latentDim"));
        }
        if classes > 0 && config.classes > 0 && classes != config.classes {
            return Err(invalid("classes", classes, "as many as the model has"));
        }
        self.priors.insert(fitted);
        Ok(())
    }
}
