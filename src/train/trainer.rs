//! A model with its optimizer, one step at a time.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::Adam;
use crate::model::Vae;
use crate::objective::{bernoulli_reconstruction, kl_divergence};

/// A model in training. Cloning is cheap: tensors are shared until one side changes.
#[derive(Debug, Clone)]
pub struct Trainer {
    vae: Vae,
    adam: Adam,
}

impl Trainer {
    /// Takes a model into training, with the optimizer's state or [`Adam::default`].
    pub fn new(vae: Vae, adam: Adam, device: &Device) -> Self {
        let vae = vae.fork(&device.clone().autodiff()).train();
        Self { vae, adam }
    }

    /// The model as it is now, for inference.
    pub fn model(&self) -> Vae {
        self.vae.valid()
    }

    /// The optimizer's state.
    pub fn adam(&self) -> &Adam {
        &self.adam
    }

    /// Forgets the optimizer's moments and its count of steps.
    pub fn reset_adam(&mut self) {
        self.adam = Adam::default();
    }

    /// One step of Adam down `reconstruction + β KL`.
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; `noise`, standard normal: `[batch, latent_dim]`;
    /// returns batch means of reconstruction and KL before the step, in nats, still on the
    /// device: `[2]`.
    pub fn step(
        &mut self,
        images: Tensor<2>,
        noise: Tensor<2>,
        learning_rate: f64,
        beta: f64,
    ) -> Tensor<1> {
        let posterior = self.vae.encode(images.clone());
        let z = posterior.reparameterize(noise);
        let logits = self.vae.decoder.forward(z);
        let reconstruction = bernoulli_reconstruction(logits, images).mean();
        let kl = kl_divergence(&posterior).mean();
        let record = Tensor::cat(vec![reconstruction.clone().inner(), kl.clone().inner()], 0);
        let objective = reconstruction + kl.mul_scalar(beta);
        let mut gradients = objective.backward();
        self.vae = self
            .adam
            .update(self.vae.clone(), &mut gradients, learning_rate);
        record
    }
}
