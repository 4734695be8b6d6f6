//! Fewer weights: single ones set to 0, or whole units left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::factorize::multiply_out;
use super::layout::{Slot, Span, Units, Width, keep, widths, with_width};
use super::least_squares::refit;
use super::matrix_order::MatrixOrder;
use super::model_file::{Made, ModelFile, index_of, is_weight, made, matrix_and_bias, stored};
use super::pixels::prune_pixels;
use crate::error::{Error, Result, check_option};
use crate::model::{Moments, VaeConfig};
use crate::weights::NamedTensor;

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Single weights: they become 0, the shapes stay.
    Weights,
    /// Whole neurons and channels: the model gets smaller and faster.
    #[default]
    Units,
    /// The weights of whole pixels: they become 0, the shapes stay.
    Pixels,
}

/// Where the least are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Among {
    /// Each layer loses its share.
    #[default]
    Layer,
    /// All layers together: one that matters less loses more.
    Model,
}

/// How a model is pruned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PruneOptions {
    /// What is left out.
    pub what: What,
    /// The share that goes, above 0 and below 1.
    pub share: f64,
    /// Where the least are looked for.
    pub among: Among,
}

impl Default for PruneOptions {
    fn default() -> Self {
        Self {
            what: What::default(),
            share: 0.25,
            among: Among::default(),
        }
    }
}

impl PruneOptions {
    /// Refuses what cannot be done.
    ///
    /// # Errors
    /// [`crate::error::Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        check_option(
            self.share > 0.0 && self.share < 1.0,
            "share",
            self.share,
            "above 0 and below 1: at 1 nothing would be left",
        )
    }
}

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    #[serde(flatten)]
    options: &'a PruneOptions,
    /// Whether real images had a say in what goes and in what is left.
    calibrated: bool,
}

/// A file without the least weights or units of the model. Latents, pixels, labels and biases stay.
///
/// A weight is as much as its magnitude; a unit as much as the length of the weights that read it
/// times that of the weights that make it or, where `moments` tell what the readers see of real
/// images, the root of its mean square there. A reader whose inputs are known then makes good with
/// the units that are left what can be made good, by least squares.
///
/// # Errors
/// [`Error::OptionOutOfRange`]; [`Error::NothingToDo`] for a share that is less than one unit or weight,
/// and for pixels of a convolutional model, or that no moments tell of.
pub fn prune(
    model: &ModelFile,
    options: &PruneOptions,
    moments: &BTreeMap<String, Moments>,
) -> Result<Made> {
    options.validate()?;
    let mut tensors = model.tensors.clone();
    let config = match options.what {
        What::Weights => {
            prune_weights(&mut tensors, options);
            model.config().clone()
        }
        What::Units => {
            let mut config = prune_units(&mut tensors, model.config(), options, moments);
            multiply_out(&mut tensors, &mut config);
            config
        }
        What::Pixels => {
            prune_pixels(&mut tensors, model.config(), options.share, moments)?;
            model.config().clone()
        }
    };
    let gone = match options.what {
        What::Units => config != *model.config(),
        // Those that were 0 before count too.
        What::Weights | What::Pixels => tensors
            .iter()
            .any(|tensor| is_weight(&tensor.name, &tensor.shape) && tensor.values.contains(&0.0)),
    };
    if !gone {
        return Err(Error::NothingToDo {
            operation: "prune",
            reason: format!("a share of {} is not one of anything", options.share),
        });
    }
    let settings = Settings {
        options,
        calibrated: options.what != What::Weights && !moments.is_empty(),
    };
    let tensors = stored(tensors, model.precision);
    Ok(made(&[model], config, "prune", &settings, &tensors))
}

fn prune_weights(tensors: &mut [NamedTensor], options: &PruneOptions) {
    let is_matrix = |&i: &usize| is_weight(&tensors[i].name, &tensors[i].shape);
    let matrices: Vec<usize> = (0..tensors.len()).filter(is_matrix).collect();
    let sizes = |among: &[usize]| -> Vec<f32> {
        let values = among.iter().flat_map(|&i| &tensors[i].values);
        values.map(|value| value.abs()).collect()
    };
    let threshold = |mut sizes: Vec<f32>| {
        let count = (sizes.len() as f64 * options.share).round() as usize;
        // One is left at least.
        let count = count.min(sizes.len() - 1);
        if count == 0 {
            return 0.0;
        }
        *sizes.select_nth_unstable_by(count - 1, f32::total_cmp).1
    };
    let thresholds: Vec<f32> = match options.among {
        Among::Layer => matrices.iter().map(|&i| threshold(sizes(&[i]))).collect(),
        Among::Model => vec![threshold(sizes(&matrices)); matrices.len()],
    };
    for (i, threshold) in matrices.into_iter().zip(thresholds) {
        for value in &mut tensors[i].values {
            if value.abs() <= threshold {
                *value = 0.0;
            }
        }
    }
}

/// Leaves out units; returns the config that is left.
fn prune_units(
    tensors: &mut [NamedTensor],
    config: &VaeConfig,
    options: &PruneOptions,
    moments: &BTreeMap<String, Moments>,
) -> VaeConfig {
    let hidden: Vec<Width> = widths(config)
        .into_iter()
        .filter(|width| !width.slot.is_latent())
        .collect();
    let first = |width: &Width| scores(tensors, &width.units[0], width.count, moments);
    let counts = kept_counts(
        &hidden,
        &hidden.iter().map(first).collect::<Vec<_>>(),
        options,
    );
    let mut changed = config.clone();
    // From the last layer back: who is read by units alone that have gone is worth nothing by then.
    for (width, count) in hidden.iter().zip(counts).rev() {
        for units in &width.units {
            let kept = largest(&scores(tensors, units, width.count, moments), count);
            leave_out(tensors, units, width.count, &kept, moments);
        }
        changed = with_width(&changed, width.slot, count);
    }
    changed
}

/// Channels that are computed at once: others than a multiple of them make a model slower, not faster.
const LANES: usize = 4;

/// So many channels, or the nearest multiple of those that are computed at once where there are several.
fn whole_lanes(count: usize) -> usize {
    match count < 2 * LANES {
        true => count,
        false => (count + LANES / 2 - 1) / LANES * LANES,
    }
}

/// How many units of each width are left; the first list of units of a width speaks for it.
fn kept_counts(hidden: &[Width], scores: &[Vec<f64>], options: &PruneOptions) -> Vec<usize> {
    let left = |count: usize| {
        let gone = (count as f64 * options.share).round() as usize;
        (count - gone).max(1)
    };
    match options.among {
        Among::Layer => hidden
            .iter()
            .map(|width| match width.slot {
                Slot::Channels(_) | Slot::DecoderChannels(_) => {
                    whole_lanes(left(width.count)).min(width.count)
                }
                _ => left(width.count),
            })
            .collect(),
        Among::Model => {
            // Layers differ in scale: compared are shares of a layer's mean.
            let relative = |scores: &Vec<f64>| -> Vec<f64> {
                let mean = scores.iter().sum::<f64>() / scores.len() as f64;
                let mean = mean.max(f64::MIN_POSITIVE);
                scores.iter().map(|score| score / mean).collect()
            };
            let relative: Vec<Vec<f64>> = scores.iter().map(relative).collect();
            let mut all: Vec<f64> = relative.iter().flatten().copied().collect();
            all.sort_by(|a, b| b.total_cmp(a));
            let threshold = all.get(left(all.len()) - 1).copied().unwrap_or(0.0);
            let count = |scores: &Vec<f64>| {
                let kept = scores.iter().filter(|&&score| score >= threshold);
                kept.count().max(1)
            };
            relative.iter().map(count).collect()
        }
    }
}

/// The indices of the largest scores, in their order.
fn largest(scores: &[f64], count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(count);
    order.sort_unstable();
    order
}

/// What each unit is worth.
fn scores(
    tensors: &[NamedTensor],
    units: &Units,
    count: usize,
    moments: &BTreeMap<String, Moments>,
) -> Vec<f64> {
    // Biases alone are no work of a unit's.
    let made = units
        .made
        .iter()
        .filter(|span| !span.path.ends_with(".bias"));
    let length = squares(tensors, made, count);
    let mut worth = vec![0.0; count];
    for span in &units.read {
        let read = squares(tensors, std::iter::once(span), count);
        let moments = moments.get(&span.path);
        let window = window_of(&tensors[index_of(tensors, &span.path)]);
        for unit in 0..count {
            let first = (span.offset + unit * span.block) * window;
            let sent = match moments {
                Some(moments) => (first..first + span.block * window)
                    .map(|input| f64::from(moments.power(input)))
                    .sum(),
                None => length[unit],
            };
            worth[unit] += read[unit] * sent;
        }
    }
    worth
}

/// The sum of the squares of each unit's numbers in these spans.
fn squares<'a>(
    tensors: &[NamedTensor],
    spans: impl Iterator<Item = &'a Span>,
    count: usize,
) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for span in spans {
        let tensor = &tensors[index_of(tensors, &span.path)];
        for (i, &value) in tensor.values.iter().enumerate() {
            let unit = span.unit_at(tensor, i);
            if let Some(sum) = unit.and_then(|unit| sums.get_mut(unit)) {
                *sum += f64::from(value) * f64::from(value);
            }
        }
    }
    sums
}

/// Keeps these units alone, wherever they have numbers.
fn leave_out(
    tensors: &mut [NamedTensor],
    units: &Units,
    count: usize,
    kept: &[usize],
    moments: &BTreeMap<String, Moments>,
) {
    for span in &units.made {
        let i = index_of(tensors, &span.path);
        keep(&mut tensors[i], span, count, kept);
    }
    for span in &units.read {
        let i = index_of(tensors, &span.path);
        match moments.get(&span.path) {
            None => keep(&mut tensors[i], span, count, kept),
            Some(moments) => {
                let (tensor, bias) = matrix_and_bias(tensors, i);
                // Whoever reads along one of the first two dimensions has its outputs along the other.
                let outputs = 1 - span.axis;
                let matrix = MatrixOrder::of(&tensor.shape, outputs).gather(&tensor.values);
                let rows = rows_kept(tensor, span, count, kept);
                let left = refit(&matrix, tensor.shape[outputs], bias, moments, &rows);
                tensor.shape[span.axis] = rows.len() / window_of(tensor);
                tensor.values = MatrixOrder::of(&tensor.shape, outputs).scatter(&left);
            }
        }
    }
}

/// The places of a convolution's window: rows that each index along the inputs' dimension has.
fn window_of(tensor: &NamedTensor) -> usize {
    tensor.shape[2..].iter().product()
}

/// The rows of a layer's matrix that are left.
fn rows_kept(tensor: &NamedTensor, span: &Span, count: usize, kept: &[usize]) -> Vec<usize> {
    let window = window_of(tensor);
    let unit_at = |row: usize| {
        let unit = (row / window).checked_sub(span.offset)? / span.block;
        (unit < count).then_some(unit)
    };
    (0..tensor.shape[span.axis] * window)
        .filter(|&row| unit_at(row).is_none_or(|unit| kept.contains(&unit)))
        .collect()
}
