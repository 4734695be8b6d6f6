//! Rounding the numbers of a linear layer so that what it computes changes least.
//!
//! Numbers are rounded input by input. What an input's rounding does to the layer's sums is made
//! good by the inputs that are still to come, as far as they go together with it in real data.
//!
//! # Source
//! Frantar et al. 2023, *GPTQ*, algorithm 1, with the inputs in the order of falling power, and the
//! bias as one more input that is always 1, comes last, and is not rounded.

use nalgebra::{Cholesky, DMatrix};

use super::grid::Grid;
use crate::model::Moments;

/// Of the mean power of the inputs, added to each: inputs of no power have no say.
const DAMPING: f64 = 0.01;

/// Rounds the weights `[inputs, outputs]` of a layer to its outputs' grids, and moves its bias
/// `[outputs]` along, where it has one. A weight that is exactly 0 stays so: it may have been pruned.
///
/// Returns a code for each weight; none where the moments are no numbers.
pub fn round(
    weights: &[f32],
    bias: Option<&mut [f32]>,
    grids: &[Grid],
    moments: &Moments,
) -> Option<Vec<u8>> {
    let outputs = grids.len();
    let inputs = weights.len() / outputs;
    let mut order: Vec<usize> = (0..inputs).collect();
    order.sort_by(|&a, &b| moments.power(b).total_cmp(&moments.power(a)));
    if bias.is_some() {
        order.push(inputs);
    }
    let spread = spread(moments, &order)?;
    let size = order.len();
    let mut rows: Vec<Vec<f32>> = order[..inputs]
        .iter()
        .map(|&input| weights[input * outputs..(input + 1) * outputs].to_vec())
        .collect();
    rows.extend(bias.as_ref().map(|bias| bias.to_vec()));
    let mut codes = vec![0; weights.len()];
    let mut errors = vec![0.0; outputs];
    for i in 0..inputs {
        let original = &weights[order[i] * outputs..][..outputs];
        let own = spread[(i, i)];
        for j in 0..outputs {
            let grid = &grids[j];
            let code = match original[j] == 0.0 {
                true => grid.zero,
                false => grid.code(rows[i][j]),
            };
            codes[order[i] * outputs + j] = code;
            errors[j] = (rows[i][j] - grid.number(code)) / own as f32;
        }
        for k in i + 1..size {
            let share = spread[(i, k)] as f32;
            if share == 0.0 {
                continue;
            }
            for (number, error) in rows[k].iter_mut().zip(&errors) {
                *number -= error * share;
            }
        }
    }
    if let (Some(bias), Some(row)) = (bias, rows.get(inputs)) {
        bias.copy_from_slice(row);
    }
    Some(codes)
}

/// The upper triangle U with H⁻¹ = UᵀU, of the damped products in this order: `[size, size]`. None
/// where they are no numbers.
fn spread(moments: &Moments, order: &[usize]) -> Option<DMatrix<f64>> {
    let size = order.len();
    let power: f64 = order.iter().map(|&i| f64::from(moments.power(i))).sum();
    let damping = (DAMPING * power / size as f64).max(f64::MIN_POSITIVE);
    let products = DMatrix::from_fn(size, size, |i, j| {
        let at = |i: usize| order[size - 1 - i];
        let product = moments.products[at(i) * moments.inputs + at(j)];
        f64::from(product) + if i == j { damping } else { 0.0 }
    });
    // Of the products in reverse order, H = LLᵀ; turned round again L is an upper triangle R with
    // H = RRᵀ, so that U is its inverse.
    let lower = Cholesky::new(products)?.unpack();
    let upper = DMatrix::from_fn(size, size, |i, j| lower[(size - 1 - i, size - 1 - j)]);
    let mut inverse = DMatrix::identity(size, size);
    let solved = upper.solve_upper_triangular_mut(&mut inverse);
    solved.then_some(inverse)
}
