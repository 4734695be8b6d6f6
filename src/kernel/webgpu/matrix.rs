//! Linear layers: three products, each thread eight rows by eight columns of the result.
//!
//! No workgroup memory: a tile of sums in registers asks for little enough of it, and the
//! barriers of a software adapter cost more than they save.

use burn_cubecl::tensor::CubeTensor;

use super::launch::{dense, dims, fours, room};
use super::pointwise::through_finish;
use super::source::{GROUP, Kernel};
use super::{CubeBackend, Finish, LayerSlopes, Passed};

/// Rows and columns of the result a thread.
const TILE: usize = 8;

static FORWARD: Kernel = Kernel {
    name: "linear",
    reads: &["x", "weight", "bias"],
    writes: &["out"],
    numbers: &["rows", "inner", "columns", "relu"],
    words: &[],
    text: include_str!("linear.wgsl"),
};

/// The slopes of a layer with as many threads are two dispatches: it has work enough for each, and
/// a software adapter does the two kernels a tenth faster than the one that is both.
const APART: usize = 4096;

static TO_INPUT: Kernel = Kernel {
    name: "linear_to_input",
    reads: &["slope", "weight"],
    writes: &["to_input"],
    numbers: &["rows", "inner", "columns"],
    words: &[("SLOPES", "slopes_of_input")],
    text: concat!(
        include_str!("linear_to_input.wgsl"),
        include_str!("linear_slopes_of_one.wgsl")
    ),
};

static TO_WEIGHT: Kernel = Kernel {
    name: "linear_to_weight",
    reads: &["x", "slope"],
    writes: &["to_weight", "to_bias"],
    numbers: &["rows", "inner", "columns"],
    words: &[("SLOPES", "slopes_of_weight")],
    text: concat!(
        include_str!("linear_to_weight.wgsl"),
        include_str!("linear_slopes_of_one.wgsl")
    ),
};

/// The slopes with respect to input and weight wait for the same and not for one another: one
/// dispatch, whose first workgroups do the one and whose others do the other.
static SLOPES: Kernel = Kernel {
    name: "linear_slopes",
    reads: &["x", "weight", "slope"],
    writes: &["to_input", "to_weight", "to_bias"],
    numbers: &["rows", "inner", "columns", "of_input"],
    words: &[],
    text: concat!(
        include_str!("linear_to_input.wgsl"),
        include_str!("linear_to_weight.wgsl"),
        include_str!("linear_slopes.wgsl")
    ),
};

fn threads(rows: usize, columns: usize) -> usize {
    rows.div_ceil(TILE) * columns.div_ceil(TILE)
}

pub fn linear(x: CubeTensor, weight: CubeTensor, bias: CubeTensor, finish: Finish) -> CubeTensor {
    let [x, weight, bias] = [x, weight, bias].map(dense);
    let ([rows, inner], [_, columns]) = (dims(&x), dims(&weight));
    let out = room(&x, [rows, columns]);
    let relu = u32::from(finish == Finish::Relu);
    FORWARD.run(
        fours(&[inner, columns]),
        &[&x, &weight, &bias],
        &[&out],
        &[rows as u32, inner as u32, columns as u32, relu],
        threads(rows, columns),
    );
    out
}

pub fn linear_slopes(passed: Passed<CubeBackend>) -> LayerSlopes<CubeBackend> {
    let [x, weight] = [passed.input, passed.weight].map(dense);
    let ([rows, inner], [_, columns]) = (dims(&x), dims(&weight));
    let slope = through_finish(passed.slope, passed.output, passed.finish);
    let by_fours = fours(&[inner, columns]);
    let [out, bias] = [room(&x, [inner, columns]), room(&x, [columns])];
    let sizes = [rows, inner, columns].map(|number| number as u32);
    let of_weight = threads(inner, columns);
    let input = passed.to_input.then(|| room(&x, [rows, inner]));
    // Whole workgroups, so that none does both.
    let of_input = threads(rows, inner).next_multiple_of(GROUP as usize);
    match &input {
        Some(input) if of_input + of_weight < APART => SLOPES.run(
            by_fours,
            &[&x, &weight, &slope],
            &[input, &out, &bias],
            &[&sizes[..], &[of_input as u32]].concat(),
            of_input + of_weight,
        ),
        _ => {
            if let Some(input) = &input {
                TO_INPUT.run(by_fours, &[&slope, &weight], &[input], &sizes, of_input);
            }
            let writes = [&out, &bias];
            TO_WEIGHT.run(by_fours, &[&x, &slope], &writes, &sizes, of_weight);
        }
    }
    LayerSlopes {
        input,
        weight: out,
        bias,
    }
}
