//! The encoder: from an image to the posterior over its latent.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, activation::relu};

use super::{Posterior, VaeConfig, vae::linear};

/// Dense layers with ReLU, then two linear heads for μ and log σ².
#[derive(Module, Debug)]
pub struct Encoder {
    hidden: Vec<Linear>,
    mean: Linear,
    log_var: Linear,
}

impl Encoder {
    /// An encoder of this config with all weights zero.
    pub(super) fn zeros(config: &VaeConfig, device: &Device) -> Self {
        let mut width = config.input_dim;
        let hidden = config
            .hidden
            .iter()
            .map(|&next| linear(std::mem::replace(&mut width, next), next, device))
            .collect();
        Self {
            hidden,
            mean: linear(width, config.latent_dim, device),
            log_var: linear(width, config.latent_dim, device),
        }
    }

    /// The posterior q(z|x).
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; mean and log σ²: `[batch, latent_dim]`.
    pub fn forward(&self, images: Tensor<2>) -> Posterior {
        let features = self
            .hidden
            .iter()
            .fold(images, |x, layer| relu(layer.forward(x)));
        Posterior {
            mean: self.mean.forward(features.clone()),
            log_var: self.log_var.forward(features),
        }
    }
}
