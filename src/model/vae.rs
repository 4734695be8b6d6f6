//! Encoder and decoder together.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation::sigmoid};
use burn_store::{ModuleSnapshot, bridge};

use super::{Decoder, Encoder, Parameter, Posterior, VaeConfig, parameters};
use crate::error::{Error, Result};

/// A variational autoencoder (Kingma & Welling 2014).
#[derive(Module, Debug)]
pub struct Vae {
    /// q(z|x).
    pub encoder: Encoder,
    /// p(x|z).
    pub decoder: Decoder,
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
        let specs = config.parameters();
        if let Some(spec) = specs.get(values.len()) {
            return Err(Error::WeightsTensorMissing {
                name: spec.path.clone(),
            });
        }
        let mut tensors = Vec::with_capacity(specs.len());
        for (spec, values) in specs.into_iter().zip(values) {
            if values.len() != spec.len() {
                return Err(Error::WeightsTensorShape {
                    name: spec.path,
                    found: vec![values.len()],
                    expected: spec.shape,
                });
            }
            let data = TensorData::new(values, spec.shape);
            tensors.push(bridge::from_data(data, spec.path, None));
        }
        let mut vae = Self {
            encoder: Encoder::zeros(config, device),
            decoder: Decoder::zeros(config, device),
        };
        let applied = vae.apply(tensors, None, None, false);
        match applied.missing.first() {
            Some((name, _)) => Err(Error::WeightsTensorMissing { name: name.clone() }),
            None => Ok(vae),
        }
    }

    /// A model with fresh weights, uniform in ±1/√fan_in, weights and biases alike (the
    /// initialisation of PyTorch's `Linear`).
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
                let bound = 1.0 / (spec.fan_in as f32).sqrt();
                uniform(i, spec.len())
                    .into_iter()
                    .map(|u| (2.0 * u - 1.0) * bound)
                    .collect()
            })
            .collect();
        Self::from_parameters(config, values, device)
    }

    /// The posterior q(z|x).
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; mean and log σ²: `[batch, latent_dim]`.
    pub fn encode(&self, images: Tensor<2>) -> Posterior {
        self.encoder.forward(images)
    }

    /// The means of p(x|z), one probability a pixel.
    ///
    /// # Shapes
    /// `z`: `[batch, latent_dim]`; returns `[batch, input_dim]` in 0..1.
    pub fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        sigmoid(self.decoder.forward(z))
    }

    /// Every parameter in the order of [`VaeConfig::parameters`], on its device.
    pub fn parameters(&self) -> Vec<Parameter> {
        parameters::collect(self)
    }
}

/// A linear layer of zeros. Weights are always set from outside: burn's initialisers would draw
/// them from the backend's own generator, which differs from backend to backend.
pub(super) fn linear(input: usize, output: usize, device: &Device) -> Linear {
    Linear {
        weight: Param::from_tensor(Tensor::zeros([input, output], device)),
        bias: Some(Param::from_tensor(Tensor::zeros([output], device))),
    }
}
