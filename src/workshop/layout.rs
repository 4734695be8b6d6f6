//! Where the units of a network have their numbers: what a layer gives, and who reads it.
//!
//! Leaving units out, adding some and putting them into another order are then one thing each,
//! whatever the architecture.

use crate::model::{Architecture, VaeConfig};
use crate::weights::NamedTensor;

/// A width that a config can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// One of the encoder's dense layers, from the image inwards.
    Hidden(usize),
    /// One of the encoder's strided convolutions, from the image inwards.
    Channels(usize),
    /// One of the decoder's dense layers, from the image inwards.
    DecoderHidden(usize),
    /// One of the decoder's stages, from the image inwards.
    DecoderChannels(usize),
    /// The upper level of a ladder; all latents of another model.
    FirstLatents,
    /// The lower level of a ladder.
    LowerLatents,
}

impl Slot {
    /// Whether its units are latents.
    pub fn is_latent(self) -> bool {
        matches!(self, Self::FirstLatents | Self::LowerLatents)
    }
}

/// Where units have numbers in a tensor: along a dimension, `block` for each, from `offset` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The tensor.
    pub path: String,
    /// The dimension that counts them.
    pub axis: usize,
    /// Where the first unit begins along it.
    pub offset: usize,
    /// How many indices each unit has.
    pub block: usize,
}

impl Span {
    /// Which unit has the number at this place of a tensor, row-major; none outside the span.
    pub fn unit_at(&self, tensor: &NamedTensor, place: usize) -> Option<usize> {
        let inner: usize = tensor.shape[self.axis + 1..].iter().product();
        let index = place / inner % tensor.shape[self.axis];
        Some(index.checked_sub(self.offset)? / self.block)
    }
}

/// Units that go together wherever they are met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    /// What computes them.
    pub made: Vec<Span>,
    /// What computes with them.
    pub read: Vec<Span>,
}

/// A width, and the units that have it: several lists where a config says one number for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Width {
    /// Where the config says it.
    pub slot: Slot,
    /// How many units there are.
    pub count: usize,
    /// The units, a list each.
    pub units: Vec<Units>,
}

/// The spans of a linear layer's outputs.
fn linear_out(path: &str, block: usize) -> Vec<Span> {
    vec![
        span(format!("{path}.weight"), 1, 0, block),
        span(format!("{path}.bias"), 0, 0, block),
    ]
}

fn span(path: String, axis: usize, offset: usize, block: usize) -> Span {
    Span {
        path,
        axis,
        offset,
        block,
    }
}

/// The means of a mixture's Gaussians, a row each, and behind them their log variances.
pub const MIXTURE: &str = "mixture";

/// What a prior is the mixture of, in any order: the Gaussians of a mixture, the images of a VampPrior.
pub fn components(config: &VaeConfig) -> Option<(Units, usize)> {
    let rows = |path: &str, offset| span(path.into(), 0, offset, 1);
    let (count, pseudo) = (config.mixture_components, config.pseudo_inputs);
    let (made, count) = match (count, pseudo) {
        (0, 0) => return None,
        (0, pseudo) => (vec![rows("pseudo_inputs", 0)], pseudo),
        (count, _) => (vec![rows(MIXTURE, 0), rows(MIXTURE, count)], count),
    };
    let read = Vec::new();
    Some((Units { made, read }, count))
}

/// Walks a config from the image to the image.
struct Walk<'a> {
    config: &'a VaeConfig,
}

impl Walk<'_> {
    /// The span of a linear layer's inputs from `offset` on.
    fn linear_in(&self, path: &str, offset: usize, block: usize) -> Span {
        let matrix = match self.config.ranks.contains_key(path) {
            true => "down",
            false => "weight",
        };
        span(format!("{path}.{matrix}"), 0, offset, block)
    }

    /// Who reads what comes out of the encoder's dense layers, or of its convolutions where there
    /// are none.
    fn heads(&self, block: usize) -> Vec<Span> {
        let heads = match self.config.architecture {
            Architecture::Ladder => ["encoder.top.hidden.0", "encoder.top.merge"],
            _ => ["encoder.mean", "encoder.log_var"],
        };
        heads.map(|path| self.linear_in(path, 0, block)).to_vec()
    }

    /// Residual blocks: what they give is added to what they read, and each has a list of its own.
    fn residual(&self, path: &str, stage: usize) -> (Units, Vec<Units>) {
        let blocks = self.config.residual_blocks.get(stage).copied();
        let mut through = Units {
            made: Vec::new(),
            read: Vec::new(),
        };
        let mut inner = Vec::new();
        for i in 0..blocks.unwrap_or(0) {
            let [first, second] =
                ["first", "second"].map(|half| format!("{path}.residual.{i}.{half}"));
            through.made.extend(conv_out(&second));
            through.read.push(span(format!("{first}.weight"), 1, 0, 1));
            inner.push(Units {
                made: conv_out(&first),
                read: vec![span(format!("{second}.weight"), 1, 0, 1)],
            });
        }
        (through, inner)
    }

    fn encoder(&self) -> Vec<Width> {
        let config = self.config;
        let mut widths = Vec::new();
        let sides = config.sides();
        for (i, &count) in config.channels.iter().enumerate() {
            let path = format!("encoder.stages.{i}");
            let (mut units, inner) = self.residual(&path, i);
            units.made.splice(0..0, conv_out(&format!("{path}.conv")));
            match i + 1 < config.channels.len() {
                true => {
                    let next = format!("encoder.stages.{}.conv.weight", i + 1);
                    units.read.push(span(next, 1, 0, 1));
                }
                false => {
                    let block = sides[i + 1] * sides[i + 1];
                    match config.hidden.is_empty() {
                        true => units.read.extend(self.heads(block)),
                        false => units
                            .read
                            .push(self.linear_in("encoder.hidden.0", 0, block)),
                    }
                }
            }
            widths.push(width(Slot::Channels(i), count, units, inner));
        }
        for (i, &count) in config.hidden.iter().enumerate() {
            let next = i + 1;
            let units = Units {
                made: linear_out(&format!("encoder.hidden.{i}"), 1),
                read: match next < config.hidden.len() {
                    true => vec![self.linear_in(&format!("encoder.hidden.{next}"), 0, 1)],
                    false => self.heads(1),
                },
            };
            widths.push(width(Slot::Hidden(i), count, units, Vec::new()));
        }
        widths
    }

    /// The layer that reads the latents of the only, or of the lower level.
    fn first_of_decoder(&self) -> String {
        match (
            self.config.decoder_widths().is_empty(),
            self.config.channels.is_empty(),
        ) {
            (false, _) => "decoder.hidden.0".into(),
            (true, true) => "decoder.output".into(),
            (true, false) => "decoder.canvas".into(),
        }
    }

    fn latents(&self) -> Vec<Width> {
        let heads = |path: &str| {
            let both = ["mean", "log_var"].map(|head| linear_out(&format!("{path}.{head}"), 1));
            both.concat()
        };
        let reader = self.linear_in(&self.first_of_decoder(), 0, 1);
        let config = self.config;
        // A prior of Gaussians has their means and variances in each latent.
        let prior = |offset| {
            let mixture =
                (config.mixture_components > 0).then(|| span(MIXTURE.into(), 1, offset, 1));
            mixture.into_iter().collect::<Vec<Span>>()
        };
        if config.architecture != Architecture::Ladder {
            let units = Units {
                made: [heads("encoder"), prior(0)].concat(),
                read: vec![reader],
            };
            return vec![width(
                Slot::FirstLatents,
                config.latent_dim,
                units,
                Vec::new(),
            )];
        }
        let upper = Units {
            made: [heads("encoder.top"), prior(0)].concat(),
            read: vec![self.linear_in("decoder.top.hidden.0", 0, 1)],
        };
        let lower = Units {
            made: [
                heads("encoder"),
                heads("decoder.top"),
                prior(config.top_latent_dim),
            ]
            .concat(),
            read: vec![reader],
        };
        let [top, rest] = [config.top_latent_dim, config.lower_latent_dim()];
        vec![
            width(Slot::FirstLatents, top, upper, Vec::new()),
            width(Slot::LowerLatents, rest, lower, Vec::new()),
        ]
    }

    fn decoder(&self) -> Vec<Width> {
        let config = self.config;
        let mut widths = Vec::new();
        let dense = config.decoder_widths();
        let convolves = !config.channels.is_empty();
        let behind = if convolves {
            "decoder.canvas"
        } else {
            "decoder.output"
        };
        for (i, &count) in dense.iter().rev().enumerate() {
            let next = match i + 1 < dense.len() {
                true => format!("decoder.hidden.{}", i + 1),
                false => behind.into(),
            };
            let units = Units {
                made: linear_out(&format!("decoder.hidden.{i}"), 1),
                read: vec![self.linear_in(&next, 0, 1)],
            };
            let slot = Slot::DecoderHidden(dense.len() - 1 - i);
            widths.push(width(slot, count, units, Vec::new()));
        }
        if convolves {
            widths.extend(self.stages());
        }
        widths
    }

    /// The decoder's stages, from the latent outwards.
    fn stages(&self) -> Vec<Width> {
        let config = self.config;
        let channels = config.up_stages();
        let last = channels.len() - 1;
        let side = config.sides()[last + 1];
        let path = |stage: usize| format!("decoder.stages.{}", last - stage);
        // What the stage's transposed convolution, and the blocks before it, read.
        let entering = |stage: usize, made: Vec<Span>| {
            let (mut units, inner) = self.residual(&path(stage), stage);
            units.made.splice(0..0, made);
            units
                .read
                .push(span(format!("{}.conv.weight", path(stage)), 0, 0, 1));
            (units, inner)
        };
        let leaving = |stage: usize| {
            let conv = format!("{}.conv", path(stage));
            vec![
                span(format!("{conv}.weight"), 1, 0, 1),
                span(format!("{conv}.bias"), 0, 0, 1),
            ]
        };
        let mut widths: Vec<Width> = Vec::new();
        let (units, inner) = entering(last, linear_out("decoder.canvas", side * side));
        widths.push(width(
            Slot::DecoderChannels(last),
            channels[last],
            units,
            inner,
        ));
        for stage in (0..=last).rev() {
            // The width that comes out of this stage, and which stage reads it.
            let (slot, reader) = match config.output_convolution {
                true => (stage, stage.checked_sub(1)),
                false if stage == 0 => break,
                false => (stage - 1, Some(stage - 1)),
            };
            let (units, inner) = match reader {
                Some(next) => entering(next, leaving(stage)),
                None => {
                    let output = "decoder.output_convolution.weight".to_string();
                    let units = Units {
                        made: leaving(stage),
                        read: vec![span(output, 0, 0, 1)],
                    };
                    (units, Vec::new())
                }
            };
            let slot = Slot::DecoderChannels(slot);
            match widths.iter_mut().find(|width| width.slot == slot) {
                // One number of the config stands for both.
                Some(known) => known.units.extend([vec![units], inner].concat()),
                None => {
                    let Slot::DecoderChannels(i) = slot else {
                        unreachable!("set above");
                    };
                    widths.push(width(slot, channels[i], units, inner));
                }
            }
        }
        widths
    }
}

fn conv_out(path: &str) -> Vec<Span> {
    vec![
        span(format!("{path}.weight"), 0, 0, 1),
        span(format!("{path}.bias"), 0, 0, 1),
    ]
}

fn width(slot: Slot, count: usize, units: Units, inner: Vec<Units>) -> Width {
    Width {
        slot,
        count,
        units: [vec![units], inner].concat(),
    }
}

/// Every width of a config that its own fields can change, from the image to the image. A ladder's
/// layers between its levels are not among them.
pub fn widths(config: &VaeConfig) -> Vec<Width> {
    let walk = Walk { config };
    [walk.encoder(), walk.latents(), walk.decoder()].concat()
}

/// The config with another width there.
pub fn with_width(config: &VaeConfig, slot: Slot, count: usize) -> VaeConfig {
    let mut config = config.clone();
    let put = |list: &[usize], i: usize| {
        let mut list = list.to_vec();
        list[i] = count;
        list
    };
    match slot {
        Slot::Hidden(i) => {
            // What mirrored it stays as it was.
            let decoder = config.decoder_widths().to_vec();
            config.hidden = put(&config.hidden, i);
            config.decoder_hidden = Some(decoder);
        }
        Slot::Channels(i) => {
            let decoder = config.up_stages().to_vec();
            config.channels = put(&config.channels, i);
            config.decoder_channels = Some(decoder);
        }
        Slot::DecoderHidden(i) => config.decoder_hidden = Some(put(config.decoder_widths(), i)),
        Slot::DecoderChannels(i) => config.decoder_channels = Some(put(config.up_stages(), i)),
        Slot::FirstLatents => {
            let lower = config.lower_latent_dim();
            match config.top_latent_dim {
                0 => config.latent_dim = count,
                _ => {
                    config.top_latent_dim = count;
                    config.latent_dim = count + lower;
                }
            }
        }
        Slot::LowerLatents => config.latent_dim = config.top_latent_dim + count,
    }
    config.decoder_hidden = config.decoder_hidden.filter(|own| *own != config.hidden);
    config.decoder_channels = config
        .decoder_channels
        .filter(|own| *own != config.channels);
    config
}

/// Keeps these units of a tensor's span, in this order, and all that lies outside the span.
pub fn keep(tensor: &mut NamedTensor, span: &Span, count: usize, kept: &[usize]) {
    let length = tensor.shape[span.axis];
    let before = 0..span.offset;
    let behind = span.offset + count * span.block..length;
    let of_unit = |&unit: &usize| {
        let start = span.offset + unit * span.block;
        start..start + span.block
    };
    let indices: Vec<usize> = before
        .chain(kept.iter().flat_map(of_unit))
        .chain(behind)
        .collect();
    tensor.values = gathered(tensor, span.axis, &indices);
    tensor.shape[span.axis] = indices.len();
}

/// The numbers at these indices of a dimension, in their order.
fn gathered(tensor: &NamedTensor, axis: usize, indices: &[usize]) -> Vec<f32> {
    let length = tensor.shape[axis];
    let inner: usize = tensor.shape[axis + 1..].iter().product();
    let rows = tensor.values.chunks_exact(length * inner);
    rows.flat_map(|row| {
        indices
            .iter()
            .flat_map(move |&i| &row[i * inner..(i + 1) * inner])
    })
    .copied()
    .collect()
}
