//! Latents that say nothing, left out.

use serde::Serialize;

use super::factorize::multiply_out;
use super::layout::{Slot, Span, Width, keep, widths, with_width};
use super::model_file::{Made, ModelFile, index_of, made, stored};
use crate::error::{Error, Result, check_option};
use crate::weights::NamedTensor;

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    /// The latents that went, by their index before.
    latents: &'a [usize],
}

/// A file without these latents.
///
/// `means` are those of the latents' posterior means over real images: the decoder goes on as if each
/// latent that went had its mean, so that where a posterior was the prior for every image nothing
/// changes. A ladder's are taken for their prior's mean: 0 in the upper level, in the lower one what
/// the upper level says, which is linear in what the decoder reads beside the latents, and goes into
/// those weights.
///
/// # Errors
/// [`Error::NothingToDo`] without latents to leave out; [`Error::OptionOutOfRange`] for one that the
/// model has not got, for all of them, and for means that are no finite number each.
pub fn remove_latents(model: &ModelFile, latents: &[usize], means: &[f32]) -> Result<Made> {
    let latent_dim = model.config().latent_dim;
    let mut gone = latents.to_vec();
    gone.sort_unstable();
    gone.dedup();
    let Some(&last) = gone.last() else {
        return Err(Error::NothingToDo {
            operation: "remove",
            reason: "no latent is named, or none is dead".into(),
        });
    };
    let range = "indices of the model's latents, not of all of them";
    let fine = last < latent_dim && gone.len() < latent_dim;
    check_option(fine, "latents", format!("{latents:?}"), range)?;
    let fine = means.len() == latent_dim && means.iter().all(|mean| mean.is_finite());
    check_option(
        fine,
        "means",
        format!("{means:?}"),
        "a finite number for each latent",
    )?;
    let mut tensors = model.tensors.clone();
    let mut config = model.config().clone();
    let is_ladder = config.top_latent_dim > 0;
    let mut first = 0;
    for width in widths(&config)
        .iter()
        .filter(|width| width.slot.is_latent())
    {
        let goes = |unit: &usize| gone.contains(&(first + unit));
        let kept: Vec<usize> = (0..width.count).filter(|unit| !goes(unit)).collect();
        check_option(!kept.is_empty(), "latents", format!("{latents:?}"), range)?;
        if !is_ladder {
            for latent in (0..width.count).filter(goes) {
                settle(&mut tensors, width, latent, means[latent]);
            }
        }
        if width.slot == Slot::LowerLatents {
            for latent in (0..width.count).filter(goes) {
                fold(&mut tensors, width, latent);
            }
        }
        for span in width
            .units
            .iter()
            .flat_map(|units| units.made.iter().chain(&units.read))
        {
            let i = index_of(&tensors, &span.path);
            keep(&mut tensors[i], span, width.count, &kept);
        }
        config = with_width(&config, width.slot, kept.len());
        first += width.count;
    }
    multiply_out(&mut tensors, &mut config);
    let settings = Settings { latents: &gone };
    let tensors = stored(tensors, model.precision);
    Ok(made(&[model], config, "removeLatents", &settings, &tensors))
}

/// The row of its reader's matrix that a latent is multiplied with, and the matrix' index.
fn row_of(tensors: &[NamedTensor], span: &Span, latent: usize) -> (usize, Vec<f32>) {
    let i = index_of(tensors, &span.path);
    let columns = tensors[i].shape[1];
    let row = (span.offset + latent) * columns;
    (i, tensors[i].values[row..row + columns].to_vec())
}

/// Lets a ladder's decoder read, in place of a latent of the lower level, the mean that the upper level
/// gives it: `μ = above · w + b`, where `above` stands in the reader's matrix behind all latents.
fn fold(tensors: &mut [NamedTensor], width: &Width, latent: usize) {
    let (weights, mean) = column(tensors, "decoder.top.mean", latent);
    for span in &width.units[0].read {
        let (i, row) = row_of(tensors, span, latent);
        let behind = (span.offset + width.count) * row.len();
        let above = tensors[i].values[behind..].chunks_exact_mut(row.len());
        for (values, weight) in above.zip(&weights) {
            for (value, read) in values.iter_mut().zip(&row) {
                *value = (f64::from(*value) + weight * f64::from(*read)) as f32;
            }
        }
    }
    settle(tensors, width, latent, mean);
}

/// The weights and the bias of one output of a linear layer, whether of one matrix or of two.
fn column(tensors: &[NamedTensor], path: &str, output: usize) -> (Vec<f64>, f32) {
    let at = |tensor: &NamedTensor| -> Vec<f64> {
        let rows = tensor.values.chunks_exact(tensor.shape[1]);
        rows.map(|row| f64::from(row[output])).collect()
    };
    let own = |end: &str| tensors.iter().find(|t| t.name == format!("{path}.{end}"));
    let weights = at(&tensors[index_of(tensors, &format!("{path}.weight"))]);
    let bias = tensors[index_of(tensors, &format!("{path}.bias"))].values[output];
    let weights = match own("down") {
        None => weights,
        Some(down) => {
            let product = |row: &[f32]| {
                let each = row.iter().zip(&weights);
                each.map(|(a, b)| f64::from(*a) * b).sum()
            };
            down.values
                .chunks_exact(down.shape[1])
                .map(product)
                .collect()
        }
    };
    (weights, bias)
}

/// Adds to its reader's bias what a latent of this value brings.
fn settle(tensors: &mut [NamedTensor], width: &Width, latent: usize, mean: f32) {
    for span in &width.units[0].read {
        let (i, mut brought) = row_of(tensors, span, latent);
        brought.iter_mut().for_each(|value| *value *= mean);
        let mut bias = i + 1;
        if span.path.ends_with(".down") {
            // On through the second matrix.
            let second = &tensors[i + 1];
            let outputs = second.shape[1];
            let sum = |j: usize| -> f32 {
                let each = brought.iter().enumerate();
                each.map(|(k, value)| value * second.values[k * outputs + j])
                    .sum()
            };
            brought = (0..outputs).map(sum).collect();
            bias = i + 2;
        }
        for (value, brought) in tensors[bias].values.iter_mut().zip(brought) {
            *value += brought;
        }
    }
}
