//! The decoder: from a latent to the likelihood of an image.

use burn::module::{Module, Param};
use burn::nn::conv::ConvTranspose2d;
use burn::tensor::{Device, Tensor};

use super::blocks::{
    Linear, Linears, UpStage, activated, conv_transpose, convolve_transposed, each_of, free, sums,
    through,
};
use super::{Architecture, Likelihood, VaeConfig};
use crate::kernel::{Finish, sigmoid};

/// Dense layers, then a linear layer or transposed convolutions that give one logit a pixel.
#[derive(Module, Debug)]
pub struct Decoder {
    top: Option<DecoderTop>,
    hidden: Vec<Linear>,
    output: Option<Linear>,
    canvas: Option<Linear>,
    stages: Vec<UpStage>,
    output_convolution: Option<ConvTranspose2d>,
    log_sigma: Option<Param<Tensor<1>>>,
    #[module(skip)]
    config: VaeConfig,
}

/// The way down from the upper level of a ladder: the prior of the lower one.
#[derive(Module, Debug)]
struct DecoderTop {
    hidden: Vec<Linear>,
    mean: Linear,
    log_var: Linear,
}

/// The parameters of p(x|z).
#[derive(Debug, Clone)]
pub struct Pixels {
    /// One a pixel; what it says depends on the likelihood: `[batch, input_dim]`.
    pub logits: Tensor<2>,
    /// log σ of a Gaussian likelihood: `[1]`.
    pub log_sigma: Option<Tensor<1>>,
    /// Which distribution it is.
    pub likelihood: Likelihood,
}

impl Pixels {
    /// The mean of p(x|z), in 0..1: `[batch, input_dim]`.
    ///
    /// Bernoulli and Gaussian: the logit's sigmoid. Continuous Bernoulli:
    /// `1/(1 − e^−l) − 1/l`, which is ½ at l = 0.
    ///
    /// # Source
    /// Loaiza-Ganem & Cunningham 2019, equation 8, written in the logit.
    pub fn mean(&self) -> Tensor<2> {
        let logits = self.logits.clone();
        match self.likelihood {
            Likelihood::Bernoulli | Likelihood::Gaussian => sigmoid(logits),
            Likelihood::ContinuousBernoulli => {
                // Near 0 the two poles would cancel; the series' next term is l⁷/1209600.
                let near = logits.clone().abs().lower_elem(0.5);
                let safe = logits.clone().mask_fill(near.clone(), 1.0);
                let far = safe.clone().neg().exp().neg().add_scalar(1.0).recip() - safe.recip();
                let square = logits.clone().powi_scalar(2);
                let series = square
                    .clone()
                    .mul_scalar(1.0 / 30_240.0)
                    .sub_scalar(1.0 / 720.0)
                    .mul(square)
                    .add_scalar(1.0 / 12.0)
                    .mul(logits)
                    .add_scalar(0.5);
                far.mask_where(near, series)
            }
        }
    }
}

impl Decoder {
    /// A decoder of this config with all weights zero.
    pub(super) fn zeros(config: &VaeConfig, device: &Device) -> Self {
        let linears = Linears { config, device };
        let mut width = config.latent_dim + config.classes;
        let top = (config.architecture == Architecture::Ladder).then(|| {
            width = config.top_latent_dim + config.classes;
            let lower = config.lower_latent_dim();
            let widths = config.top_hidden.iter().rev().copied();
            let hidden = linears.chain("decoder.top.hidden", &mut width, widths);
            let top = DecoderTop {
                hidden,
                mean: linears.at("decoder.top.mean", width, lower),
                log_var: linears.at("decoder.top.log_var", width, lower),
            };
            width += lower;
            top
        });
        let widths = config.decoder_widths().iter().rev().copied();
        let hidden = linears.chain("decoder.hidden", &mut width, widths);
        let convolves = !config.channels.is_empty();
        let learns_sigma = config.likelihood == Likelihood::Gaussian && config.sigma.is_none();
        Self {
            top,
            hidden,
            output: (!convolves).then(|| linears.at("decoder.output", width, config.input_dim)),
            canvas: convolves.then(|| linears.at("decoder.canvas", width, config.canvas_dim())),
            stages: up_stages(config, device),
            output_convolution: config.output_convolution.then(|| {
                let side = config.sides()[0];
                let channels = [config.up_stages()[0], 1];
                conv_transpose(channels, [side; 2], config.kernel_size, device)
            }),
            log_sigma: learns_sigma.then(|| free([1], device)),
            config: config.clone(),
        }
    }

    /// Calls this with each linear layer and its path.
    pub(super) fn each_linear(&mut self, call: &mut dyn FnMut(&str, &mut Linear)) {
        if let Some(top) = &mut self.top {
            each_of("decoder.top.hidden", &mut top.hidden, call);
            call("decoder.top.mean", &mut top.mean);
            call("decoder.top.log_var", &mut top.log_var);
        }
        each_of("decoder.hidden", &mut self.hidden, call);
        for (path, layer) in [
            ("decoder.output", &mut self.output),
            ("decoder.canvas", &mut self.canvas),
        ] {
            if let Some(layer) = layer {
                call(path, layer);
            }
        }
    }

    /// What the upper level of a ladder says of the lower one.
    ///
    /// # Shapes
    /// `z`: `[batch, top_latent_dim]`; `labels`, one-hot: `[batch, classes]`; returns
    /// `[batch, width]`; nothing in a model of one level.
    pub(super) fn above(&self, z: Tensor<2>, labels: Option<Tensor<2>>) -> Option<Tensor<2>> {
        let top = self.top.as_ref()?;
        let x = join(z, labels);
        Some(through(&top.hidden, x, self.config.activation))
    }

    /// Parameters of p(x|z).
    ///
    /// A ladder's latent is written in the coordinates in which its prior is standard normal:
    /// the upper level as it is, then the lower one as `e = (z − μ)/σ` with the μ and σ that the
    /// upper level gives it.
    ///
    /// # Shapes
    /// `z`: `[batch, latent_dim]`; `labels`, one-hot: `[batch, classes]`.
    pub fn forward(&self, z: Tensor<2>, labels: Option<Tensor<2>>) -> Pixels {
        match &self.top {
            None => self.image(join(z, labels)),
            Some(_) => {
                let [batch, latent_dim] = z.dims();
                let top_dim = self.config.top_latent_dim;
                let upper = z.clone().slice([0..batch, 0..top_dim]);
                let lower = z.slice([0..batch, top_dim..latent_dim]);
                let above = self.above(upper, labels);
                self.lower(lower, above)
            }
        }
    }

    /// As [`Decoder::forward`], of a ladder whose upper level has been gone through.
    pub(super) fn lower(&self, e: Tensor<2>, above: Option<Tensor<2>>) -> Pixels {
        match (&self.top, above) {
            (Some(top), Some(above)) => {
                // Not [`Posterior::reparameterize`], whose noise has no slope: e has one.
                let deviation = sums(&top.log_var, above.clone()).mul_scalar(0.5).exp();
                let z = sums(&top.mean, above.clone()) + deviation * e;
                self.image(Tensor::cat(vec![z, above], 1))
            }
            _ => self.image(e),
        }
    }

    fn image(&self, x: Tensor<2>) -> Pixels {
        let activation = self.config.activation;
        let mut x = through(&self.hidden, x, activation);
        if let Some(output) = &self.output {
            x = sums(output, x);
        }
        if let (Some(canvas), Some(&side), Some(&channels)) = (
            &self.canvas,
            self.config.sides().last(),
            self.config.up_stages().last(),
        ) {
            let batch = x.dims()[0];
            let flat = activated(canvas, x, activation);
            let stack = flat.reshape([batch, channels, side, side]);
            // The file's order is channel, row, column; the kernels' has the channels last.
            let mut stack = stack.permute([0, 2, 3, 1]);
            let last = match self.output_convolution {
                Some(_) => self.stages.len(),
                None => self.stages.len() - 1,
            };
            for (i, stage) in self.stages.iter().enumerate() {
                stack = stage.forward(stack, (i < last).then_some(activation), activation);
            }
            if let Some(output) = &self.output_convolution {
                stack = convolve_transposed(output, stack, Finish::Linear);
            }
            x = stack.flatten(1, 3);
        }
        let fixed = |sigma: f64| Tensor::full([1], sigma.ln(), &x.device());
        Pixels {
            log_sigma: match (&self.log_sigma, self.config.sigma) {
                (Some(learned), _) => Some(learned.val()),
                (None, sigma) => sigma.map(fixed),
            },
            logits: x,
            likelihood: self.config.likelihood,
        }
    }
}

fn join(z: Tensor<2>, labels: Option<Tensor<2>>) -> Tensor<2> {
    match labels {
        Some(labels) => Tensor::cat(vec![z, labels], 1),
        None => z,
    }
}

fn up_stages(config: &VaeConfig, device: &Device) -> Vec<UpStage> {
    let sides = config.sides();
    (0..config.channels.len())
        .rev()
        .map(|i| {
            UpStage::zeros(
                config.up_channels(i),
                [sides[i + 1], sides[i]],
                config.kernel_size,
                config.blocks_at(i),
                device,
            )
        })
        .collect()
}
