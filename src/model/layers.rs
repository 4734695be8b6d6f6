//! The layers of a config, in the order of the module tree: the one list behind parameters,
//! summary and fresh weights.

use super::{Architecture, Likelihood, ParameterSpec, VaeConfig};

/// What a layer computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LayerKind {
    /// A matrix and a bias.
    Linear,
    /// A convolution.
    Conv,
    /// A transposed convolution.
    ConvTranspose,
    /// Numbers without inputs.
    Free,
}

/// One layer with its sizes.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub path: String,
    pub kind: LayerKind,
    /// Dimensions of what goes in, without the batch.
    pub input: Vec<usize>,
    /// Dimensions of what comes out, without the batch.
    pub output: Vec<usize>,
    /// Side of the kernel of a convolution.
    pub kernel: usize,
    /// Columns of the first of the two matrices whose product a linear layer may be.
    pub rank: Option<usize>,
    /// Whether an activation follows.
    pub activated: bool,
    /// Fresh weights are uniform in ± this over √fan_in.
    pub gain: f32,
}

impl Layer {
    fn linear(path: impl Into<String>, input: usize, output: usize) -> Self {
        Self {
            path: path.into(),
            kind: LayerKind::Linear,
            input: vec![input],
            output: vec![output],
            kernel: 0,
            rank: None,
            activated: false,
            gain: 1.0,
        }
    }

    fn conv(path: String, kernel: usize, input: [usize; 2], output: [usize; 2]) -> Self {
        let [channels, side] = input;
        let [channels_out, side_out] = output;
        Self {
            path,
            kind: LayerKind::Conv,
            input: vec![channels, side, side],
            output: vec![channels_out, side_out, side_out],
            kernel,
            rank: None,
            activated: false,
            gain: 1.0,
        }
    }

    fn activated(mut self) -> Self {
        self.activated = true;
        self
    }

    /// Fresh weights that keep the variance of what goes through an activation (He et al. 2015):
    /// a deep net of PyTorch's smaller weights hardly learns in its first epoch. The second half
    /// of a residual block stays small, so that the block begins near the identity.
    fn keep_variance(&mut self) {
        if self.activated && !self.path.ends_with(".second") {
            self.gain = 6f32.sqrt();
        }
    }

    /// Products that one image takes.
    fn multiply_adds(&self) -> usize {
        let places = |of: &[usize]| of[1..].iter().product::<usize>();
        let taps = self.kernel * self.kernel;
        match self.kind {
            LayerKind::Linear => match self.rank {
                None => self.input[0] * self.output[0],
                Some(rank) => (self.input[0] + self.output[0]) * rank,
            },
            LayerKind::Conv => self.input[0] * self.output[0] * taps * places(&self.output),
            LayerKind::ConvTranspose => self.input[0] * self.output[0] * taps * places(&self.input),
            LayerKind::Free => 0,
        }
    }

    /// The layer's parameters, as the module holds them.
    pub fn parameters(&self) -> Vec<ParameterSpec> {
        let (input, output, kernel) = (self.input.first(), self.output[0], self.kernel);
        let input = input.copied().unwrap_or(1);
        let (shape, output_axis, fan_in) = match self.kind {
            LayerKind::Linear => (vec![input, output], 1, input),
            LayerKind::Conv => {
                let fan_in = input * kernel * kernel;
                (vec![output, input, kernel, kernel], 0, fan_in)
            }
            LayerKind::ConvTranspose => {
                let all = input * kernel * kernel;
                // Where the sides grow, a pixel gets every second row and column of the kernel.
                let fan_in = match self.input[1] == self.output[1] {
                    true => all,
                    false => all.div_ceil(4),
                };
                (vec![input, output, kernel, kernel], 1, fan_in)
            }
            LayerKind::Free => {
                return vec![ParameterSpec {
                    path: self.path.clone(),
                    shape: self.output.clone(),
                    output_axis: 0,
                    // A learned log σ starts at 0; pseudo-inputs start grey, each its own.
                    bound: if self.output.len() == 1 { 0.0 } else { 1.0 },
                }];
            }
        };
        let spec = |name: &str, shape, output_axis, gain: f32| ParameterSpec {
            path: format!("{}{name}", self.path),
            shape,
            output_axis,
            bound: gain / (fan_in as f32).sqrt(),
        };
        let bias = spec(".bias", vec![output], 0, 1.0);
        match self.rank {
            None => vec![spec(".weight", shape, output_axis, self.gain), bias],
            Some(rank) => {
                let back = ParameterSpec {
                    bound: 3f32.sqrt() / (rank as f32).sqrt(),
                    ..spec(".weight", vec![rank, output], output_axis, 1.0)
                };
                let down = spec(".down", vec![input, rank], output_axis, self.gain);
                vec![down, back, bias]
            }
        }
    }
}

impl VaeConfig {
    /// Every parameter of the model in the order of [`super::Vae::parameters`].
    pub fn parameters(&self) -> Vec<ParameterSpec> {
        self.layers().iter().flat_map(Layer::parameters).collect()
    }

    /// Products that one image takes on its way through all layers, forwards.
    pub fn multiply_adds(&self) -> usize {
        self.layers().iter().map(Layer::multiply_adds).sum()
    }

    /// Numbers behind the encoder's convolutions, or of the image where there are none; labels
    /// join them.
    pub(super) fn flat_dim(&self) -> usize {
        match (self.channels.last(), self.sides().last()) {
            (Some(channels), Some(side)) => channels * side * side,
            _ => self.input_dim,
        }
    }

    /// Numbers before the decoder's transposed convolutions.
    pub(super) fn canvas_dim(&self) -> usize {
        match (self.up_stages().last(), self.sides().last()) {
            (Some(channels), Some(side)) => channels * side * side,
            _ => self.input_dim,
        }
    }

    /// Numbers that come down from the upper level of a ladder; 0 in another model.
    pub(super) fn above_dim(&self) -> usize {
        self.top_hidden.first().copied().unwrap_or(0)
    }

    pub(super) fn layers(&self) -> Vec<Layer> {
        let mut layers = self.encoder_layers();
        layers.extend(self.decoder_layers());
        if self.pseudo_inputs > 0 {
            layers.push(free(
                "pseudo_inputs",
                vec![self.pseudo_inputs, self.input_dim],
            ));
        }
        if self.mixture_components > 0 {
            let rows = 2 * self.mixture_components;
            layers.push(free("mixture", vec![rows, self.latent_dim]));
        }
        for layer in &mut layers {
            layer.rank = self.ranks.get(&layer.path).copied();
        }
        if self.architecture != Architecture::Dense {
            layers.iter_mut().for_each(Layer::keep_variance);
        }
        layers
    }

    fn encoder_layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        let sides = self.sides();
        let mut channels = 1;
        for (i, &next) in self.channels.iter().enumerate() {
            let path = format!("encoder.stages.{i}");
            let (from, to) = ([channels, sides[i]], [next, sides[i + 1]]);
            layers
                .push(Layer::conv(format!("{path}.conv"), self.kernel_size, from, to).activated());
            layers.extend(residual(&path, self.blocks_at(i), to));
            channels = next;
        }
        let mut width = self.flat_dim() + self.classes;
        layers.extend(chain("encoder.hidden", &mut width, &self.hidden));
        let bottom = width;
        if self.architecture == Architecture::Ladder {
            layers.extend(chain("encoder.top.hidden", &mut width, &self.top_hidden));
            layers.extend(heads("encoder.top", width, self.top_latent_dim));
            let both = bottom + self.above_dim();
            let merge = Layer::linear("encoder.top.merge", both, width);
            layers.push(merge.activated());
        }
        layers.extend(heads("encoder", width, self.lower_latent_dim()));
        layers
    }

    fn decoder_layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        let mut width = self.latent_dim + self.classes;
        if self.architecture == Architecture::Ladder {
            width = self.top_latent_dim + self.classes;
            let widths: Vec<usize> = self.top_hidden.iter().rev().copied().collect();
            layers.extend(chain("decoder.top.hidden", &mut width, &widths));
            layers.extend(heads("decoder.top", width, self.lower_latent_dim()));
            width += self.lower_latent_dim();
        }
        let widths: Vec<usize> = self.decoder_widths().iter().rev().copied().collect();
        layers.extend(chain("decoder.hidden", &mut width, &widths));
        if self.channels.is_empty() {
            layers.push(Layer::linear("decoder.output", width, self.input_dim));
        } else {
            layers.push(Layer::linear("decoder.canvas", width, self.canvas_dim()).activated());
            layers.extend(self.up_layers());
        }
        if self.likelihood == Likelihood::Gaussian && self.sigma.is_none() {
            layers.push(free("decoder.log_sigma", vec![1]));
        }
        layers
    }

    fn up_layers(&self) -> Vec<Layer> {
        let sides = self.sides();
        let mut layers = Vec::new();
        let transposed = |path, input, output, activated| Layer {
            kind: LayerKind::ConvTranspose,
            activated,
            ..Layer::conv(path, self.kernel_size, input, output)
        };
        for i in (0..self.channels.len()).rev() {
            let path = format!("decoder.stages.{}", self.channels.len() - 1 - i);
            let [channels, next] = self.up_channels(i);
            let (input, output) = ([channels, sides[i + 1]], [next, sides[i]]);
            layers.extend(residual(&path, self.blocks_at(i), input));
            let path = format!("{path}.conv");
            let activated = i > 0 || self.output_convolution;
            layers.push(transposed(path, input, output, activated));
        }
        if self.output_convolution {
            let path = "decoder.output_convolution".into();
            let (input, output) = ([self.up_stages()[0], sides[0]], [1, sides[0]]);
            layers.push(transposed(path, input, output, false));
        }
        layers
    }

    pub(super) fn blocks_at(&self, stage: usize) -> usize {
        self.residual_blocks.get(stage).copied().unwrap_or(0)
    }
}

fn chain(path: &str, width: &mut usize, widths: &[usize]) -> Vec<Layer> {
    let layer = |(i, &next): (usize, &usize)| {
        Layer::linear(format!("{path}.{i}"), std::mem::replace(width, next), next).activated()
    };
    widths.iter().enumerate().map(layer).collect()
}

fn heads(path: &str, width: usize, latent_dim: usize) -> [Layer; 2] {
    ["mean", "log_var"].map(|head| Layer::linear(format!("{path}.{head}"), width, latent_dim))
}

fn residual(path: &str, blocks: usize, size: [usize; 2]) -> Vec<Layer> {
    (0..blocks)
        .flat_map(|i| {
            ["first", "second"].map(|half| {
                Layer::conv(format!("{path}.residual.{i}.{half}"), 3, size, size).activated()
            })
        })
        .collect()
}

fn free(path: &str, output: Vec<usize>) -> Layer {
    Layer {
        path: path.into(),
        kind: LayerKind::Free,
        input: Vec::new(),
        output,
        kernel: 0,
        rank: None,
        activated: false,
        gain: 1.0,
    }
}
