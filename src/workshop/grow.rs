//! A larger model that computes what the smaller one does, until it is trained.
//!
//! What is added reads what was there, with fresh weights, and is read with weights of 0: training
//! then has slopes to follow. New latents start at the prior, where they cost nothing.

use serde::{Deserialize, Serialize, Serializer};

use super::layout::{Slot, Span, widths, with_width};
use super::model_file::{Made, ModelFile, index_of, made, stored};
use crate::error::{Error, Result, check_option};
use crate::model::{Activation, Likelihood, ParameterSpec, VaeConfig};
use crate::noise::{Noise, Purpose, check_seed};
use crate::weights::NamedTensor;

/// What a model grows to; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct GrowOptions {
    /// Latents; of a ladder those of both levels, the lower of which grows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latent_dim: Option<usize>,
    /// Widths of the encoder's dense layers, from the image inwards; one more of them is a layer
    /// behind the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Vec<usize>>,
    /// Widths of the decoder's dense layers, from the image inwards; one more of them is a layer
    /// before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoder_hidden: Option<Vec<usize>>,
    /// Channels of the encoder's convolutions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<usize>>,
    /// Channels of the decoder's stages, from the image inwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoder_channels: Option<Vec<usize>>,
    /// Labels that the model is conditioned on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<usize>,
    /// The distribution of a pixel: Gaussian in place of Bernoulli, around the same means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likelihood: Option<Likelihood>,
    /// σ of Gaussian pixels; learned when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// Images of a VampPrior, in place of the standard normal prior.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pseudo_inputs: Option<usize>,
    /// Gaussians of a mixture, in place of the standard normal prior, which they begin as, nearly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixture_components: Option<usize>,
    /// Images in 0..1 that the VampPrior's begin as, the first of them; at random when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_whether")]
    pub images: Vec<f32>,
    /// Seed of the fresh weights.
    pub seed: u64,
}

/// A passport says that there were some, not which.
fn as_whether<S: Serializer>(_: &[f32], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_bool(true)
}

/// How far from 0 the means of a mixture begin in each dimension where its covariance is right: the
/// bound then differs by less than 1e-4 nats.
const APART: f64 = 0.02;
/// The same where there are too few for that.
const NEARLY_ONE: f64 = 0.002;

/// How near to black and white a pseudo-input begins: at 0 and 1 its slope would be none.
const NEAR_BLACK: f32 = 0.005;

/// A file with a larger model. Its images' probabilities are the smaller one's, whatever the latents
/// and labels that were added.
///
/// # Errors
/// [`Error::NothingToDo`] where nothing would grow; [`Error::OptionOutOfRange`] for what would
/// shrink or cannot grow; [`Error::ConfigInvalid`] for a model that cannot be.
pub fn grow(model: &ModelFile, options: &GrowOptions) -> Result<Made> {
    check_seed(options.seed)?;
    let mut growing = Growing {
        config: model.config().clone(),
        tensors: model.tensors.clone(),
        seed: options.seed,
        deepened: Vec::new(),
    };
    growing.deepen(options)?;
    growing.widen(options)?;
    growing.condition(options)?;
    growing.extend(options)?;
    growing.config.validate()?;
    if growing.config == *model.config() {
        return Err(Error::NothingToDo {
            operation: "grow",
            reason: "the model is as large already".into(),
        });
    }
    let Growing {
        config, tensors, ..
    } = growing.sorted();
    let tensors = stored(tensors, model.precision);
    Ok(made(&[model], config, "grow", options, &tensors))
}

struct Growing {
    config: VaeConfig,
    tensors: Vec<NamedTensor>,
    seed: u64,
    /// Layers that were added.
    deepened: Vec<Slot>,
}

const NO_LESS: &str = "no less than the model has";
/// What an added layer of a SiLU model needs.
const TWICE: &str =
    "at least twice the layer that it follows: SiLU takes two units to pass one on unchanged";

/// What a list of widths may be where the model has one of this length.
fn lists(option: &str, has: usize) -> &'static str {
    match (option, has) {
        ("hidden" | "decoderHidden", 0) => "absent: the model has no dense layers there to add to",
        (_, 0) => "absent: the model has no convolutions to add to",
        ("hidden", _) => {
            "as many numbers as the model has, or one more at the end, next to the latents"
        }
        ("decoderHidden", _) => {
            "as many numbers as the model has, or one more at the front, next to the image"
        }
        _ => "as many numbers as the model has",
    }
}

impl Growing {
    fn spec(&self, path: &str) -> ParameterSpec {
        let specs = self.config.parameters();
        let found = specs.into_iter().find(|spec| spec.path == path);
        found.expect("the layout names the config's own parameters")
    }

    fn put(&mut self, name: String, shape: Vec<usize>, values: Vec<f32>) {
        self.tensors.push(NamedTensor {
            name,
            shape,
            values,
        });
    }

    /// The tensors in the config's order.
    fn sorted(mut self) -> Self {
        let specs = self.config.parameters();
        let place = |tensor: &NamedTensor| specs.iter().position(|s| s.path == tensor.name);
        self.tensors.sort_by_key(place);
        self
    }

    /// One more layer on either side, next to the latents, that gives what it reads.
    fn deepen(&mut self, options: &GrowOptions) -> Result<()> {
        let more = |wish: &Option<Vec<usize>>, has: usize| {
            wish.as_ref()
                .is_some_and(|wish| wish.len() == has + 1 && has > 0)
        };
        let hidden = self.config.hidden.clone();
        let decoder = self.config.decoder_widths().to_vec();
        if more(&options.hidden, hidden.len()) {
            let from = hidden[hidden.len() - 1];
            let readers: Vec<String> = self.readers(Slot::Hidden(hidden.len() - 1));
            let width = self.identity("encoder.hidden", hidden.len(), from, &readers);
            self.config.hidden.push(width);
            self.deepened.push(Slot::Hidden(hidden.len()));
            self.config.decoder_hidden = Some(decoder.clone());
        }
        if more(&options.decoder_hidden, decoder.len()) {
            // Nearest to the image: behind the last, which comes first in the config's order.
            let readers = self.readers(Slot::DecoderHidden(0));
            let width = self.identity("decoder.hidden", decoder.len(), decoder[0], &readers);
            self.deepened.push(Slot::DecoderHidden(0));
            let mut widths = vec![width];
            widths.extend(decoder);
            self.config.decoder_hidden = Some(widths);
        }
        let own = self.config.decoder_hidden.take();
        self.config.decoder_hidden = own.filter(|own| *own != self.config.hidden);
        Ok(())
    }

    fn readers(&self, slot: Slot) -> Vec<String> {
        let widths = widths(&self.config);
        let width = widths.into_iter().find(|width| width.slot == slot);
        let width = width.expect("the config has this width");
        let read = width.units.into_iter().flat_map(|units| units.read);
        read.map(|span| span.path).collect()
    }

    /// A layer behind `width` units that changes nothing for those who read them; returns its own
    /// width. SiLU takes two units for each: silu(x) − silu(−x) is x.
    fn identity(&mut self, chain: &str, index: usize, width: usize, readers: &[String]) -> usize {
        let signs: &[f32] = match self.config.activation {
            Activation::Relu => &[1.0],
            Activation::Silu => &[1.0, -1.0],
        };
        let wide = width * signs.len();
        let mut weight = vec![0.0; width * wide];
        for (k, sign) in signs.iter().enumerate() {
            for i in 0..width {
                weight[i * wide + k * width + i] = *sign;
            }
        }
        self.put(format!("{chain}.{index}.weight"), vec![width, wide], weight);
        self.put(format!("{chain}.{index}.bias"), vec![wide], vec![0.0; wide]);
        if signs.len() > 1 {
            for path in readers {
                let i = index_of(&self.tensors, path);
                let tensor = &mut self.tensors[i];
                let columns = tensor.shape[1];
                // The layer's own units come first, labels or an upper level behind them.
                let own: Vec<f32> = tensor.values[..width * columns]
                    .iter()
                    .map(|v| -v)
                    .collect();
                tensor.values.splice(width * columns..width * columns, own);
                tensor.shape[0] += width;
            }
        }
        wide
    }

    /// More units wherever the options ask for them.
    fn widen(&mut self, options: &GrowOptions) -> Result<()> {
        for width in widths(&self.config) {
            let at = |list: &Option<Vec<usize>>, i: usize| list.as_ref()?.get(i).copied();
            let (wish, option) = match width.slot {
                Slot::Hidden(i) => (at(&options.hidden, i), "hidden"),
                Slot::DecoderHidden(i) => (at(&options.decoder_hidden, i), "decoderHidden"),
                Slot::Channels(i) => (at(&options.channels, i), "channels"),
                Slot::DecoderChannels(i) => (at(&options.decoder_channels, i), "decoderChannels"),
                Slot::FirstLatents if self.config.top_latent_dim > 0 => continue,
                Slot::FirstLatents => (options.latent_dim, "latentDim"),
                Slot::LowerLatents => {
                    let top = self.config.top_latent_dim;
                    (
                        options.latent_dim.map(|all| all.saturating_sub(top)),
                        "latentDim",
                    )
                }
            };
            let wish = wish.unwrap_or(width.count);
            let doubled = self.config.activation == Activation::Silu;
            let least = match doubled && self.deepened.contains(&width.slot) {
                true => TWICE,
                false => NO_LESS,
            };
            // As it was asked for: both levels of a ladder counted together.
            let asked = match width.slot {
                Slot::LowerLatents => options.latent_dim.unwrap_or(width.count),
                _ => wish,
            };
            check_option(wish >= width.count, option, asked, least)?;
            let more = wish - width.count;
            if more == 0 {
                continue;
            }
            // Refused before memory is asked for.
            let config = with_width(&self.config, width.slot, wish);
            config.validate()?;
            for units in &width.units {
                for span in &units.read {
                    self.insert(span, width.count, more, |_| 0.0);
                }
            }
            self.config = config;
            for span in width.units.iter().flat_map(|units| &units.made) {
                let spec = self.spec(&span.path);
                let fresh = !width.slot.is_latent() && spec.shape.len() > 1;
                let index = self
                    .config
                    .parameters()
                    .iter()
                    .position(|s| s.path == spec.path);
                let mut noise = Noise::new(self.seed, Purpose::Grow, index.unwrap_or(0) as u64);
                let numbers = match fresh {
                    true => noise.uniform(spec.len()),
                    false => Vec::new(),
                };
                let number =
                    |i: usize| numbers.get(i).map_or(0.0, |u| (2.0 * u - 1.0) * spec.bound);
                self.insert(span, width.count, more, number);
            }
        }
        for (wish, has, option) in [
            (&options.hidden, self.config.hidden.len(), "hidden"),
            (
                &options.decoder_hidden,
                self.config.decoder_widths().len(),
                "decoderHidden",
            ),
            (&options.channels, self.config.channels.len(), "channels"),
            (
                &options.decoder_channels,
                self.config.up_stages().len(),
                "decoderChannels",
            ),
        ] {
            let fine = wish.as_ref().is_none_or(|wish| wish.len() == has);
            let wish = wish.as_deref().unwrap_or_default();
            check_option(fine, option, format!("{wish:?}"), lists(option, has))?;
        }
        Ok(())
    }

    /// Inserts units behind those of a span, their numbers by place.
    fn insert(&mut self, span: &Span, count: usize, more: usize, number: impl Fn(usize) -> f32) {
        let i = index_of(&self.tensors, &span.path);
        let tensor = &mut self.tensors[i];
        let inner: usize = tensor.shape[span.axis + 1..].iter().product();
        let length = tensor.shape[span.axis];
        let at = (span.offset + count * span.block) * inner;
        let new = more * span.block * inner;
        let mut values = Vec::with_capacity(tensor.values.len() / length * (length + more));
        for (row, old) in tensor.values.chunks_exact(length * inner).enumerate() {
            values.extend(&old[..at]);
            values.extend((0..new).map(|k| number(row * new + k)));
            values.extend(&old[at..]);
        }
        tensor.values = values;
        tensor.shape[span.axis] += more * span.block;
    }

    /// Labels, which nobody listens to yet.
    fn condition(&mut self, options: &GrowOptions) -> Result<()> {
        let has = self.config.classes;
        let wish = options.classes.unwrap_or(has);
        check_option(wish >= has, "classes", wish, NO_LESS)?;
        let more = wish - has;
        if more == 0 {
            return Ok(());
        }
        let changed = VaeConfig {
            classes: wish,
            ..self.config.clone()
        };
        changed.validate()?;
        let before: Vec<ParameterSpec> = self.config.parameters();
        for (spec, old) in changed.parameters().iter().zip(&before) {
            // Labels join the inputs of a layer, the last of them.
            if spec.shape != old.shape {
                let span = Span {
                    path: spec.path.clone(),
                    axis: 0,
                    offset: 0,
                    block: 1,
                };
                self.insert(&span, old.shape[0], more, |_| 0.0);
            }
        }
        self.config = changed;
        Ok(())
    }

    /// Another likelihood around the same means, another prior.
    fn extend(&mut self, options: &GrowOptions) -> Result<()> {
        if let Some(likelihood) = options.likelihood.filter(|l| *l != self.config.likelihood) {
            let pair = (self.config.likelihood, likelihood);
            let fine = pair == (Likelihood::Bernoulli, Likelihood::Gaussian);
            let range = "gaussian, of a model of Bernoulli pixels: others would have other means";
            check_option(fine, "likelihood", format!("{likelihood:?}"), range)?;
            self.config.likelihood = likelihood;
            self.config.sigma = options.sigma;
            if options.sigma.is_none() {
                // σ = 1 as of fresh models: training lowers it.
                self.put("decoder.log_sigma".into(), vec![1], vec![0.0]);
            }
        }
        self.mix(options)?;
        let has = self.config.pseudo_inputs;
        if let Some(count) = options.pseudo_inputs.filter(|&count| count != has) {
            let range = "that of a model that has a standard normal prior";
            check_option(!self.config.trains_prior(), "pseudoInputs", count, range)?;
            self.config.pseudo_inputs = count;
            self.config.validate()?;
            let spec = self.spec("pseudo_inputs");
            let index = self.config.parameters().len() as u64;
            let numbers = Noise::new(self.seed, Purpose::Grow, index).uniform(spec.len());
            let logit = |&pixel: &f32| {
                let pixel = pixel.clamp(NEAR_BLACK, 1.0 - NEAR_BLACK);
                (pixel / (1.0 - pixel)).ln()
            };
            let enough = options.images.is_empty() || options.images.len() >= spec.len();
            let given = options.images.len() / self.config.input_dim;
            check_option(enough, "images", given, "at least as many as pseudoInputs")?;
            let values = match options.images.get(..spec.len()) {
                Some(images) => images.iter().map(logit).collect(),
                None => {
                    let random = numbers.iter().map(|u| (2.0 * u - 1.0) * spec.bound);
                    random.collect()
                }
            };
            self.put(spec.path, spec.shape, values);
        }
        Ok(())
    }

    /// A mixture that is the standard normal, but for what its Gaussians need to be told apart, see
    /// [`means_of_mixture`]: their variances are smaller by as much as their means vary.
    fn mix(&mut self, options: &GrowOptions) -> Result<()> {
        let has = self.config.mixture_components;
        let Some(count) = options.mixture_components.filter(|&count| count != has) else {
            return Ok(());
        };
        let range = "that of a model that has a standard normal prior";
        check_option(
            !self.config.trains_prior(),
            "mixtureComponents",
            count,
            range,
        )?;
        self.config.mixture_components = count;
        self.config.validate()?;
        let spec = self.spec("mixture");
        let dim = self.config.latent_dim;
        let index = self.config.parameters().len() as u64;
        let (means, apart) =
            means_of_mixture(count, dim, Noise::new(self.seed, Purpose::Grow, index));
        let paired = (count - count % 2) * dim;
        let variance = |i: usize| if i < paired { 1.0 - apart * apart } else { 1.0 };
        let log_vars = (0..count * dim).map(|i| variance(i).ln() as f32);
        let values = means.into_iter().chain(log_vars).collect();
        self.put(spec.path, spec.shape, values);
        Ok(())
    }
}

/// Means of so many Gaussians, and their standard deviation in each dimension. They come in pairs to both
/// sides of 0, so that the mixture has the mean and the third moments of the standard normal; and where
/// there are enough of them the dimensions are made uncorrelated, so that it has the covariance too and
/// they may lie farther apart. One that is left over is at 0.
fn means_of_mixture(count: usize, dim: usize, mut noise: Noise) -> (Vec<f32>, f64) {
    let pairs = count / 2;
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(dim);
    let enough = pairs >= dim;
    for _ in 0..dim {
        let drawn = noise.normal(pairs).into_iter().map(f64::from);
        let mut column: Vec<f64> = drawn.collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        for other in columns.iter().filter(|_| enough) {
            let share = product(&column, other) / product(other, other);
            let both = column.iter_mut().zip(other);
            both.for_each(|(value, other)| *value -= share * other);
        }
        let size = (product(&column, &column) / pairs as f64).sqrt();
        column.iter_mut().for_each(|value| *value /= size);
        columns.push(column);
    }
    let apart = if enough { APART } else { NEARLY_ONE };
    let mean = |i: usize| {
        let (component, side) = (
            i / dim,
            if (i / dim).is_multiple_of(2) {
                1.0
            } else {
                -1.0
            },
        );
        let value = columns[i % dim].get(component / 2);
        value.map_or(0.0, |value| (side * apart * value) as f32)
    };
    ((0..count * dim).map(mean).collect(), apart)
}
