//! The decoder: from a latent to the likelihood of an image.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, activation::relu};

use super::{VaeConfig, vae::linear};

/// Dense layers with ReLU, then a linear layer that gives one logit a pixel.
#[derive(Module, Debug)]
pub struct Decoder {
    hidden: Vec<Linear>,
    output: Linear,
}

impl Decoder {
    /// A decoder of this config with all weights zero.
    pub(super) fn zeros(config: &VaeConfig, device: &Device) -> Self {
        let mut width = config.latent_dim;
        let hidden = config
            .hidden
            .iter()
            .rev()
            .map(|&next| linear(std::mem::replace(&mut width, next), next, device))
            .collect();
        Self {
            hidden,
            output: linear(width, config.input_dim, device),
        }
    }

    /// Logits of p(x|z): the sigmoid of each is the probability that its pixel is white.
    ///
    /// # Shapes
    /// `z`: `[batch, latent_dim]`; returns `[batch, input_dim]`.
    pub fn forward(&self, z: Tensor<2>) -> Tensor<2> {
        let features = self
            .hidden
            .iter()
            .fold(z, |x, layer| relu(layer.forward(x)));
        self.output.forward(features)
    }
}
