//! Linear layers: three products, each thread eight rows by eight columns of the result.
//!
//! No workgroup memory: a tile of sums in registers asks for little enough of it, and the
//! barriers of a software adapter cost more than they save.

use burn_cubecl::tensor::CubeTensor;

use super::launch::{dense, dims, fours, room};
use super::pointwise::through_finish;
use super::source::Kernel;
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

static TO_INPUT: Kernel = Kernel {
    name: "linear_to_input",
    reads: &["slope", "weight"],
    writes: &["out"],
    numbers: &["rows", "inner", "columns"],
    words: &[],
    text: include_str!("linear_to_input.wgsl"),
};

static TO_WEIGHT: Kernel = Kernel {
    name: "linear_to_weight",
    reads: &["x", "slope"],
    writes: &["out", "bias"],
    numbers: &["rows", "inner", "columns"],
    words: &[],
    text: include_str!("linear_to_weight.wgsl"),
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
    let numbers = [rows as u32, inner as u32, columns as u32];
    let by_fours = fours(&[inner, columns]);
    let input = passed.to_input.then(|| {
        let out = room(&x, [rows, inner]);
        let threads = threads(rows, inner);
        TO_INPUT.run(by_fours, &[&slope, &weight], &[&out], &numbers, threads);
        out
    });
    let out = room(&x, [inner, columns]);
    let bias = room(&x, [columns]);
    let threads = threads(inner, columns);
    TO_WEIGHT.run(by_fours, &[&x, &slope], &[&out, &bias], &numbers, threads);
    LayerSlopes {
        input,
        weight: out,
        bias,
    }
}
