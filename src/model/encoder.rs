//! The encoder: from an image to the posterior over its latent.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::blocks::{DownStage, Linear, Linears, activated, each_of, sums, through};
use super::{Activation, Architecture, Posterior, VaeConfig};

/// Convolutions if there are any, dense layers, then two linear heads for μ and log σ².
#[derive(Module, Debug)]
pub struct Encoder {
    stages: Vec<DownStage>,
    hidden: Vec<Linear>,
    top: Option<EncoderTop>,
    mean: Linear,
    log_var: Linear,
    #[module(skip)]
    activation: Activation,
}

/// The way up to the upper level of a ladder, and the layer where the way down joins.
#[derive(Module, Debug)]
struct EncoderTop {
    hidden: Vec<Linear>,
    mean: Linear,
    log_var: Linear,
    merge: Linear,
}

impl Encoder {
    /// An encoder of this config with all weights zero.
    pub(super) fn zeros(config: &VaeConfig, device: &Device) -> Self {
        let mut channels = 1;
        let stages = config
            .channels
            .iter()
            .enumerate()
            .map(|(i, &next)| {
                let pair = [std::mem::replace(&mut channels, next), next];
                DownStage::zeros(pair, config.kernel_size, config.blocks_at(i), device)
            })
            .collect();
        let linears = Linears { config, device };
        let mut width = config.flat_dim() + config.classes;
        let widths = config.hidden.iter().copied();
        let hidden = linears.chain("encoder.hidden", &mut width, widths);
        let top = (config.architecture == Architecture::Ladder).then(|| {
            let bottom = width;
            let widths = config.top_hidden.iter().copied();
            let hidden = linears.chain("encoder.top.hidden", &mut width, widths);
            let both = bottom + config.above_dim();
            EncoderTop {
                hidden,
                mean: linears.at("encoder.top.mean", width, config.top_latent_dim),
                log_var: linears.at("encoder.top.log_var", width, config.top_latent_dim),
                merge: linears.at("encoder.top.merge", both, width),
            }
        });
        Self {
            stages,
            hidden,
            top,
            mean: linears.at("encoder.mean", width, config.lower_latent_dim()),
            log_var: linears.at("encoder.log_var", width, config.lower_latent_dim()),
            activation: config.activation,
        }
    }

    /// Calls this with each linear layer and its path.
    pub(super) fn each_linear(&mut self, call: &mut dyn FnMut(&str, &mut Linear)) {
        each_of("encoder.hidden", &mut self.hidden, call);
        if let Some(top) = &mut self.top {
            each_of("encoder.top.hidden", &mut top.hidden, call);
            call("encoder.top.mean", &mut top.mean);
            call("encoder.top.log_var", &mut top.log_var);
            call("encoder.top.merge", &mut top.merge);
        }
        call("encoder.mean", &mut self.mean);
        call("encoder.log_var", &mut self.log_var);
    }

    /// What the encoder makes of images before the latents' heads.
    ///
    /// # Shapes
    /// `images`: `[batch, input_dim]` in 0..1; `labels`, one-hot: `[batch, classes]`; returns
    /// `[batch, width]`.
    pub(super) fn features(&self, images: Tensor<2>, labels: Option<Tensor<2>>) -> Tensor<2> {
        let mut x = images;
        if !self.stages.is_empty() {
            let [batch, pixels] = x.dims();
            let side = pixels.isqrt();
            let stack = x.reshape([batch, side, side, 1]);
            let stack = self
                .stages
                .iter()
                .fold(stack, |x, stage| stage.forward(x, self.activation));
            // The file's order: channel, row, column.
            x = stack.permute([0, 3, 1, 2]).flatten(1, 3);
        }
        if let Some(labels) = labels {
            x = Tensor::cat(vec![x, labels], 1);
        }
        through(&self.hidden, x, self.activation)
    }

    /// The posterior of the upper level of a ladder, of all latents in another model.
    pub(super) fn first_posterior(&self, features: Tensor<2>) -> Posterior {
        match &self.top {
            None => Posterior {
                mean: sums(&self.mean, features.clone()),
                log_var: sums(&self.log_var, features),
            },
            Some(top) => {
                let features = through(&top.hidden, features, self.activation);
                Posterior {
                    mean: sums(&top.mean, features.clone()),
                    log_var: sums(&top.log_var, features),
                }
            }
        }
    }

    /// The posterior of the lower level of a ladder, given what came down from the upper one.
    pub(super) fn lower_posterior(&self, features: Tensor<2>, above: Tensor<2>) -> Posterior {
        let merged = match &self.top {
            None => features,
            Some(top) => {
                let both = Tensor::cat(vec![features, above], 1);
                activated(&top.merge, both, self.activation)
            }
        };
        Posterior {
            mean: sums(&self.mean, merged.clone()),
            log_var: sums(&self.log_var, merged),
        }
    }
}
