//! Units of one network put into the order of another's, so that both can be averaged.
//!
//! # Source
//! Ainsworth et al. 2023, *Git Re-Basin*, section 3.2: weights are matched layer by layer, given the
//! order of all others, until nothing changes. A latent may also be turned round: its prior is the
//! same on both sides of 0.

use std::ops::Range;

use nalgebra::DMatrix;
use serde::Serialize;

use super::average::require_same;
use super::layout::{MIXTURE, Span, Units, components, keep, widths};
use super::model_file::{Made, ModelFile, index_of, made, stored};
use crate::error::Result;
use crate::noise::{Noise, Purpose, check_seed};
use crate::weights::NamedTensor;

/// More than any pair of networks takes.
const MAX_ROUNDS: usize = 100;

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    /// Times that all layers were gone through.
    rounds: usize,
    /// The order in which they were.
    seed: u64,
}

/// A file of the same function as `model`, its units in the order of `reference`'s.
///
/// # Errors
/// [`crate::error::Error::ModelsDiffer`] for models of different networks.
pub fn align(reference: &ModelFile, model: &ModelFile, seed: u64) -> Result<Made> {
    require_same(&[reference, model])?;
    check_seed(seed)?;
    let widths = widths(model.config());
    let components = components(model.config());
    let mut lists: Vec<(&Units, usize, bool)> = widths
        .iter()
        .flat_map(|width| {
            let latent = width.slot.is_latent();
            width
                .units
                .iter()
                .map(move |units| (units, width.count, latent))
        })
        .collect();
    lists.extend(
        components
            .iter()
            .map(|(units, count)| (units, *count, false)),
    );
    let mut tensors = model.tensors.clone();
    let mut rounds = 0;
    let mut changed = true;
    while changed && rounds < MAX_ROUNDS {
        changed = false;
        let order = Noise::new(seed, Purpose::Align, rounds as u64).permutation(lists.len());
        for &i in &order {
            let (units, count, latent) = lists[i];
            changed |= match_units(&reference.tensors, &mut tensors, units, count, latent);
        }
        rounds += 1;
    }
    let settings = Settings { rounds, seed };
    let config = model.config().clone();
    let tensors = stored(tensors, model.precision);
    Ok(made(
        &[model, reference],
        config,
        "align",
        &settings,
        &tensors,
    ))
}

/// Puts one list of units into the order that matches best; tells whether that was another one.
fn match_units(
    reference: &[NamedTensor],
    tensors: &mut [NamedTensor],
    units: &Units,
    count: usize,
    latent: bool,
) -> bool {
    let spans = || units.made.iter().chain(&units.read);
    let mut straight = DMatrix::zeros(count, count);
    let mut turned = DMatrix::zeros(count, count);
    for span in spans() {
        let i = index_of(tensors, &span.path);
        for (part, turns) in parts(&tensors[i], latent) {
            let products = products(&reference[i], &tensors[i], span, count, part);
            turned += &products * if turns { -1.0 } else { 1.0 };
            straight += products;
        }
    }
    // Of units that are no latents both are the same.
    let costs = -straight.sup(&turned);
    let order = assignment(&costs);
    let round = |(place, &unit): (usize, &usize)| turned[(place, unit)] > straight[(place, unit)];
    let round: Vec<bool> = order.iter().enumerate().map(round).collect();
    let same = order.iter().enumerate().all(|(place, &unit)| place == unit);
    if same && !round.contains(&true) {
        return false;
    }
    for span in spans() {
        let i = index_of(tensors, &span.path);
        keep(&mut tensors[i], span, count, &order);
        for (part, _) in parts(&tensors[i], latent).filter(|(_, turns)| *turns) {
            turn(&mut tensors[i], span, &round, part);
        }
    }
    true
}

/// The parts of a tensor, and whether turning a latent round turns its numbers there: those of its mean
/// and of what reads it, not of its log variance.
fn parts(tensor: &NamedTensor, latent: bool) -> impl Iterator<Item = (Range<usize>, bool)> + use<> {
    let length = tensor.values.len();
    let half = match tensor.name == MIXTURE {
        true => length / 2,
        false if tensor.name.contains("log_var.") => 0,
        false => length,
    };
    [(0..half, latent), (half..length, false)].into_iter()
}

/// How much each unit of the one (row) looks like each of the other (column), in these places.
fn products(
    first: &NamedTensor,
    second: &NamedTensor,
    span: &Span,
    count: usize,
    part: Range<usize>,
) -> DMatrix<f64> {
    let [first, second] = [first, second].map(|tensor| by_unit(tensor, span, count, part.clone()));
    first.tr_mul(&second)
}

/// The numbers of each unit, a column each.
fn by_unit(tensor: &NamedTensor, span: &Span, count: usize, part: Range<usize>) -> DMatrix<f64> {
    let mut columns = vec![Vec::new(); count];
    for i in part {
        let unit = span.unit_at(tensor, i);
        if let Some(column) = unit.and_then(|unit| columns.get_mut(unit)) {
            column.push(f64::from(tensor.values[i]));
        }
    }
    let rows = columns.first().map_or(0, Vec::len);
    DMatrix::from_vec(rows, count, columns.concat())
}

/// Changes the sign of these units' numbers.
fn turn(tensor: &mut NamedTensor, span: &Span, round: &[bool], part: Range<usize>) {
    for i in part {
        let unit = span.unit_at(tensor, i);
        if unit.and_then(|unit| round.get(unit)) == Some(&true) {
            tensor.values[i] = -tensor.values[i];
        }
    }
}

/// For each row the column such that the costs sum to the least, each column once.
///
/// # Source
/// Jonker & Volgenant 1987: rows come in one by one along a shortest augmenting path.
fn assignment(costs: &DMatrix<f64>) -> Vec<usize> {
    let count = costs.nrows();
    // Columns are counted from 1: 0 is where a row comes in.
    let mut row_of = vec![usize::MAX; count + 1];
    let mut row_prices = vec![0.0; count];
    let mut column_prices = vec![0.0; count + 1];
    for entering in 0..count {
        row_of[0] = entering;
        let mut least = vec![f64::INFINITY; count + 1];
        let mut came_from = vec![0; count + 1];
        let mut seen = vec![false; count + 1];
        let mut column = 0;
        while row_of[column] != usize::MAX {
            seen[column] = true;
            let row = row_of[column];
            let (mut nearest, mut step) = (0, f64::INFINITY);
            for next in 1..=count {
                if seen[next] {
                    continue;
                }
                let cost = costs[(row, next - 1)] - row_prices[row] - column_prices[next];
                if cost < least[next] {
                    (least[next], came_from[next]) = (cost, column);
                }
                if least[next] < step {
                    (step, nearest) = (least[next], next);
                }
            }
            for next in 0..=count {
                match seen[next] {
                    true => {
                        row_prices[row_of[next]] += step;
                        column_prices[next] -= step;
                    }
                    false => least[next] -= step,
                }
            }
            column = nearest;
        }
        while column != 0 {
            let before = came_from[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    let mut columns = vec![0; count];
    for column in 1..=count {
        columns[row_of[column]] = column - 1;
    }
    columns
}
