//! What is left of a layer's inputs, made to do the work of all of them.

use nalgebra::{Cholesky, DMatrix};

use crate::model::Moments;

/// Of the mean power of the inputs, added to each: it keeps what the data says nothing of small.
const DAMPING: f64 = 1e-3;

/// Leaves a layer's matrix `[inputs, outputs]` these rows alone, and moves them and the bias `[outputs]`
/// to where the sums over real data stay nearest to what they were; returns the rows.
pub fn refit(
    matrix: &[f32],
    outputs: usize,
    bias: Option<&mut [f32]>,
    moments: &Moments,
    rows: &[usize],
) -> Vec<f32> {
    let inputs = matrix.len() / outputs;
    let mut left = rows.to_vec();
    let mut all: Vec<usize> = (0..inputs).collect();
    if bias.is_some() {
        // The constant is the last input: its row is the bias.
        left.push(inputs);
        all.push(inputs);
    }
    let product = |i: usize, j: usize| f64::from(moments.products[i * moments.inputs + j]);
    let mean = left.iter().map(|&i| product(i, i)).sum::<f64>() / left.len() as f64;
    let damping = (DAMPING * mean).max(f64::MIN_POSITIVE);
    let weight = |i: usize, j: usize| {
        let value = match i == inputs {
            true => bias.as_ref().map_or(0.0, |bias| bias[j]),
            false => matrix[i * outputs + j],
        };
        f64::from(value)
    };
    let weights = DMatrix::from_fn(all.len(), outputs, |i, j| weight(all[i], j));
    let kept = DMatrix::from_fn(left.len(), outputs, |i, j| weight(left[i], j));
    let own = DMatrix::from_fn(left.len(), left.len(), |i, j| {
        product(left[i], left[j]) + if i == j { damping } else { 0.0 }
    });
    let to_all = DMatrix::from_fn(left.len(), all.len(), |i, j| product(left[i], all[j]));
    // The damping pulls towards the weights as they were, not towards 0.
    let wanted = to_all * weights + &kept * damping;
    let fitted = match Cholesky::new(own) {
        Some(factor) => factor.solve(&wanted),
        None => kept,
    };
    if let Some(bias) = bias {
        for (j, value) in bias.iter_mut().enumerate() {
            *value = fitted[(rows.len(), j)] as f32;
        }
    }
    let row_major = |row: usize| (0..outputs).map(move |j| (row, j));
    let places = (0..rows.len()).flat_map(row_major);
    places.map(|place| fitted[place] as f32).collect()
}
