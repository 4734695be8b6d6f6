//! Encoder and decoder together.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, activation::sigmoid};

use super::blocks::{Linear, free};
use super::{
    CodedMatrix, Components, Decoder, Encoder, Parameter, Pixels, Posterior, VaeConfig, parameters,
};
use crate::error::Result;
use crate::kernel::CODED;

/// A variational autoencoder (Kingma & Welling 2014).
#[derive(Module, Debug)]
pub struct Vae {
    /// q(z|x).
    pub encoder: Encoder,
    /// p(x|z).
    pub decoder: Decoder,
    /// The images behind a VampPrior, before the sigmoid that makes them grey values.
    pseudo_inputs: Option<Param<Tensor<2>>>,
    /// Of a mixture that is trained as the prior, the means of its Gaussians, then their log σ².
    mixture: Option<Param<Tensor<2>>>,
}

/// Images on their way from the encoder to a draw of their latents.
#[derive(Debug, Clone)]
pub struct Inference {
    features: Tensor<2>,
    first: Posterior,
    labels: Option<Tensor<2>>,
}

/// One draw of the latents of a batch.
#[derive(Debug, Clone)]
pub struct Draw {
    /// The posterior that was drawn from; a ladder's lower level given this draw of the upper.
    pub posterior: Posterior,
    /// The latents: `[batch, latent_dim]`.
    pub z: Tensor<2>,
    /// What they decode to.
    pub pixels: Pixels,
}

/// Latents drawn from the posteriors, before they are decoded.
struct Latents {
    posterior: Posterior,
    z: Tensor<2>,
    /// The lower level of a ladder, and what its upper level says of it.
    lower: Option<(Tensor<2>, Option<Tensor<2>>)>,
}

impl Inference {
    /// The same images for several draws each: row `i * draws + k` is draw `k` of image `i`.
    pub fn repeat(&self, draws: usize) -> Self {
        let each = |rows: &Tensor<2>| {
            let [batch, width] = rows.dims();
            let rows = rows.clone().unsqueeze_dim::<3>(1).repeat_dim(1, draws);
            rows.reshape([batch * draws, width])
        };
        Self {
            features: each(&self.features),
            first: Posterior {
                mean: each(&self.first.mean),
                log_var: each(&self.first.log_var),
            },
            labels: self.labels.as_ref().map(each),
        }
    }
}

impl Vae {
    /// A model with the given weights, one list of numbers for each of
    /// [`VaeConfig::parameters`], in their order.
    ///
    /// # Errors
    /// The weights' own errors when a list is missing or of another length.
    pub fn from_parameters(
        config: &VaeConfig,
        values: Vec<Vec<f32>>,
        device: &Device,
    ) -> Result<Self> {
        let vae = Self {
            encoder: Encoder::zeros(config, device),
            decoder: Decoder::zeros(config, device),
            pseudo_inputs: (config.pseudo_inputs > 0)
                .then(|| free([config.pseudo_inputs, config.input_dim], device)),
            mixture: (config.mixture_components > 0)
                .then(|| free([2 * config.mixture_components, config.latent_dim], device)),
        };
        parameters::fill(vae, &config.parameters(), values, device)
    }

    /// From now on these matrices, by their paths, are multiplied with as whole numbers, and no others:
    /// they must be the model's own.
    pub fn set_codes(&mut self, codes: &[(String, CodedMatrix)]) {
        if !CODED {
            return;
        }
        let mut set = |layer: &str, linear: &mut Linear| {
            linear.set_codes(&mut |matrix| {
                let path = format!("{layer}.{matrix}");
                let found = codes.iter().find(|(known, _)| *known == path)?;
                Some(found.1.clone())
            });
        };
        self.encoder.each_linear(&mut set);
        self.decoder.each_linear(&mut set);
    }

    /// A model with fresh weights, each uniform in ± [`super::ParameterSpec::bound`]; those of a
    /// dense model as PyTorch's `Linear`.
    ///
    /// `uniform(parameter, count)` gives `count` numbers in `[0, 1)` for the parameter of that
    /// index.
    pub fn fresh(
        config: &VaeConfig,
        mut uniform: impl FnMut(usize, usize) -> Vec<f32>,
        device: &Device,
    ) -> Result<Self> {
        config.validate()?;
        let values = config
            .parameters()
            .iter()
            .enumerate()
            .map(|(i, spec)| {
                uniform(i, spec.len())
                    .into_iter()
                    .map(|u| (2.0 * u - 1.0) * spec.bound)
                    .collect()
            })
            .collect();
        Self::from_parameters(config, values, device)
    }

    /// Takes images through the encoder, up to where chance comes in.
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; `labels`, one-hot, for a conditional model alone:
    /// `[batch, classes]`.
    pub fn infer(&self, images: Tensor<2>, labels: Option<Tensor<2>>) -> Inference {
        let features = self.encoder.features(images, labels.clone());
        Inference {
            first: self.encoder.first_posterior(features.clone()),
            features,
            labels,
        }
    }

    /// Draws latents and decodes them.
    ///
    /// # Shapes
    /// `noise`, standard normal: `[batch, latent_dim]`.
    pub fn draw(&self, inference: &Inference, noise: Tensor<2>) -> Draw {
        let Latents {
            posterior,
            z,
            lower,
        } = self.latents(inference, noise);
        let pixels = match lower {
            None => self.decoder.forward(z.clone(), inference.labels.clone()),
            Some((e, above)) => self.decoder.lower(e, above),
        };
        Draw {
            posterior,
            z,
            pixels,
        }
    }

    /// Draws latents as [`Vae::draw`] does, without decoding them.
    ///
    /// # Shapes
    /// `noise`, standard normal: `[batch, latent_dim]`; returns the same.
    pub fn draw_latents(&self, inference: &Inference, noise: Tensor<2>) -> Tensor<2> {
        self.latents(inference, noise).z
    }

    fn latents(&self, inference: &Inference, noise: Tensor<2>) -> Latents {
        let first = &inference.first;
        let [batch, latent_dim] = noise.dims();
        let top_dim = first.mean.dims()[1];
        if top_dim == latent_dim {
            return Latents {
                posterior: first.clone(),
                z: first.reparameterize(noise),
                lower: None,
            };
        }
        let upper = first.reparameterize(noise.clone().slice([0..batch, 0..top_dim]));
        let above = self.decoder.above(upper.clone(), inference.labels.clone());
        let lower = self.lower_posterior(inference, above.clone());
        let e = lower.reparameterize(noise.slice([0..batch, top_dim..latent_dim]));
        Latents {
            posterior: first.clone().join(lower),
            z: Tensor::cat(vec![upper, e.clone()], 1),
            lower: Some((e, above)),
        }
    }

    fn lower_posterior(&self, inference: &Inference, above: Option<Tensor<2>>) -> Posterior {
        let features = inference.features.clone();
        match above {
            Some(above) => self.encoder.lower_posterior(features, above),
            None => inference.first.clone(),
        }
    }

    /// The posterior q(z|x); of a ladder, the lower level given the mean of the upper.
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; `labels` as in [`Vae::infer`]; mean and log σ²:
    /// `[batch, latent_dim]`.
    pub fn encode(&self, images: Tensor<2>, labels: Option<Tensor<2>>) -> Posterior {
        self.posterior(&self.infer(images, labels))
    }

    /// The posterior of images that went through the encoder, as [`Vae::encode`] gives it.
    pub fn posterior(&self, inference: &Inference) -> Posterior {
        let first = inference.first.clone();
        let above = self
            .decoder
            .above(first.mean.clone(), inference.labels.clone());
        match above {
            None => first,
            above => first.join(self.lower_posterior(inference, above)),
        }
    }

    /// The means of p(x|z).
    ///
    /// # Shapes
    /// `z`: `[batch, latent_dim]`; `labels` as in [`Vae::infer`]; returns `[batch, input_dim]`
    /// in 0..1.
    pub fn decode(&self, z: Tensor<2>, labels: Option<Tensor<2>>) -> Tensor<2> {
        self.decoder.forward(z, labels).mean()
    }

    /// The components of a prior that is trained with the model, a VampPrior's being the posteriors of
    /// its pseudo-inputs; none of the standard normal.
    pub fn prior_components(&self) -> Option<Components> {
        if let Some(mixture) = &self.mixture {
            let rows = mixture.val();
            let [both, dim] = rows.dims();
            let half = both / 2;
            return Some(Components {
                mean: rows.clone().slice([0..half, 0..dim]),
                log_var: rows.slice([half..both, 0..dim]),
                near_normal: true,
            });
        }
        let images = sigmoid(self.pseudo_inputs.as_ref()?.val());
        let Posterior { mean, log_var } = self.encode(images, None);
        Some(Components {
            mean,
            log_var,
            near_normal: false,
        })
    }

    /// Every parameter in the order of [`VaeConfig::parameters`], on its device.
    pub fn parameters(&self) -> Vec<Parameter> {
        parameters::collect(self)
    }
}
