//! Pixels that say next to nothing: the corners of an image, mostly.
//!
//! Their weights become 0, whole rows of the first matrix and whole columns of the last, so a mask of
//! one bit a pixel keeps them out of the file.

use std::collections::BTreeMap;

use super::least_squares::refit;
use super::model_file::{index_of, matrix_and_bias};
use crate::error::{Error, Result};
use crate::model::{Moments, VaeConfig};
use crate::weights::NamedTensor;

/// What no pixel's mean is below: one that was black in a few thousand images may yet be grey.
const LEAST_BRIGHTNESS: f64 = 1e-6;

/// Sets the weights of a share of the pixels to 0: in the encoder those of which the first layer's
/// neurons get least, in the decoder those whose mean over images has the least entropy, which is the
/// most that they can say. What they come to on average goes into the biases, and the first layer makes
/// do with the other pixels.
///
/// # Errors
/// [`Error::NothingToDo`] where no matrix reads or makes pixels, or what it sees is not known.
pub fn prune_pixels(
    tensors: &mut [NamedTensor],
    config: &VaeConfig,
    share: f64,
    moments: &BTreeMap<String, Moments>,
) -> Result<()> {
    let refused = |reason: &str| Error::NothingToDo {
        operation: "prune",
        reason: reason.into(),
    };
    if !config.channels.is_empty() {
        let reason = "no matrix of a convolutional model has a row for each pixel; prune its units";
        return Err(refused(reason));
    }
    let matrix = |layer: &str, matrix: &str| index_of(tensors, &format!("{layer}.{matrix}"));
    let first = match config.ranks.contains_key("encoder.hidden.0") {
        true => matrix("encoder.hidden.0", "down"),
        false => matrix("encoder.hidden.0", "weight"),
    };
    let last = matrix("decoder.output", "weight");
    let Some(moments) = moments.get(&tensors[first].name) else {
        return Err(refused("which pixels say little is told by real images"));
    };
    // One is left at least.
    let count = (config.input_dim as f64 * share).round() as usize;
    let count = count.min(config.input_dim - 1);
    let (weight, bias) = matrix_and_bias(tensors, first);
    silence_inputs(weight, bias, moments, config.input_dim, count);
    // The constant is the last input.
    let mean = |pixel| f64::from(moments.products[(pixel + 1) * moments.inputs - 1]);
    let brightness: Vec<f64> = (0..config.input_dim).map(mean).collect();
    let (weight, bias) = matrix_and_bias(tensors, last);
    silence_outputs(weight, bias.unwrap_or_default(), &brightness, count);
    Ok(())
}

/// Sets the rows to 0 that send least, and lets the others do their work.
fn silence_inputs(
    weight: &mut NamedTensor,
    bias: Option<&mut [f32]>,
    moments: &Moments,
    pixels: usize,
    count: usize,
) {
    let [inputs, outputs] = [weight.shape[0], weight.shape[1]];
    let sent = |row: usize| {
        let weights = &weight.values[row * outputs..][..outputs];
        let squares: f32 = weights.iter().map(|weight| weight * weight).sum();
        squares * moments.power(row)
    };
    let silent = least((0..pixels).map(sent).collect(), count);
    let rows: Vec<usize> = (0..inputs).filter(|row| !silent.contains(row)).collect();
    let left = refit(&weight.values, outputs, bias, moments, &rows);
    weight.values.fill(0.0);
    for (values, row) in left.chunks_exact(outputs).zip(rows) {
        weight.values[row * outputs..][..outputs].copy_from_slice(values);
    }
}

/// Sets the columns to 0 of pixels that are hardly ever but black, or but white; they then are what
/// they are on average.
fn silence_outputs(weight: &mut NamedTensor, bias: &mut [f32], brightness: &[f64], count: usize) {
    let said = |&mean: &f64| entropy(mean) as f32;
    for pixel in least(brightness.iter().map(said).collect(), count) {
        for value in weight.values.iter_mut().skip(pixel).step_by(bias.len()) {
            *value = 0.0;
        }
        let mean = brightness[pixel].clamp(LEAST_BRIGHTNESS, 1.0 - LEAST_BRIGHTNESS);
        bias[pixel] = (libm::log(mean) - libm::log1p(-mean)) as f32;
    }
}

/// The indices of the least scores.
fn least(scores: Vec<f32>, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    order.truncate(count);
    order
}

/// Of a pixel that is white with this probability, in nats.
fn entropy(probability: f64) -> f64 {
    let term = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
    term(probability) + term(1.0 - probability)
}
