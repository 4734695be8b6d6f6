//! Convolutions and transposed convolutions: one kernel goes both ways between a fine and a coarse
//! image, one gives the weight's slope in parts, one adds the parts.

use burn_cubecl::tensor::CubeTensor;

use super::convolution_kernels::{CONVOLVE, FOLD, PACK, SUMS, TO_WEIGHT};
use super::launch::{dense, dims, fours, room, room_like};
use super::{CubeBackend, Finish, LayerSlopes, Passed, Window};

/// Positions, or channels, a thread.
const TILE: usize = 8;

/// As many threads as a sum is cut into parts for: enough for a large GPU to have work.
const THREADS: usize = 2048;

/// Which way an image goes.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// From fine to coarse.
    Down,
    /// From coarse to fine.
    Up,
}

/// How many channels, and how far apart in the weight their numbers lie.
#[derive(Clone, Copy)]
struct Channels {
    count: usize,
    pitch: usize,
}

/// The channels that go in and those that come out.
fn channels(weight: &CubeTensor, way: Way) -> [Channels; 2] {
    let [coarse, fine, kernel, _] = dims(weight);
    let taps = kernel * kernel;
    let [coarse, fine] =
        [(coarse, fine * taps), (fine, taps)].map(|(count, pitch)| Channels { count, pitch });
    match way {
        Way::Down => [fine, coarse],
        Way::Up => [coarse, fine],
    }
}

/// Images on their way through a weight; without a bias there is none to add.
fn convolve(
    images: &CubeTensor,
    weight: &CubeTensor,
    bias: Option<&CubeTensor>,
    (window, way): (Window, Way),
    finish: Finish,
) -> CubeTensor {
    let [batch, side_in, _, _] = dims(images);
    let [inner, outer] = channels(weight, way);
    let (side_out, phases) = match way {
        Way::Down => (window.coarse(), 1),
        Way::Up => (window.fine, window.stride),
    };
    let (kernel, ordered, by_fours) = match (inner.count, outer.count) {
        (1, _) => (&CONVOLVE[1], weight.clone(), fours(&[outer.count])),
        (_, 1) => (&CONVOLVE[2], weight.clone(), fours(&[inner.count])),
        (from, to) => (
            &CONVOLVE[0],
            pack(weight, [inner, outer]),
            fours(&[from, to]),
        ),
    };
    let out = room(images, [batch, side_out, side_out, outer.count]);
    let tiles = (batch * side_out.div_ceil(phases).pow(2)).div_ceil(TILE);
    let numbers = [
        batch,
        side_in,
        side_out,
        inner.count,
        outer.count,
        window.kernel,
        window.padding(),
        window.stride,
        usize::from(way == Way::Up),
        usize::from(finish == Finish::Relu),
        usize::from(bias.is_some()),
        inner.pitch,
        outer.pitch,
    ];
    kernel.run(
        by_fours,
        &[images, &ordered, bias.unwrap_or(weight)],
        &[&out],
        &numbers.map(|number| number as u32),
        tiles * phases.pow(2) * outer.count.div_ceil(TILE),
    );
    out
}

/// The weight in the order in which one way adds its products.
fn pack(weight: &CubeTensor, [inner, outer]: [Channels; 2]) -> CubeTensor {
    let taps = dims::<4>(weight)[2..].iter().product();
    let threads = taps * inner.count.next_multiple_of(4) * outer.count.div_ceil(4);
    let packed = room(weight, [threads * 4]);
    let numbers = [taps, inner.count, outer.count, inner.pitch, outer.pitch];
    let numbers = numbers.map(|number| number as u32);
    PACK.run(true, &[weight], &[&packed], &numbers, threads);
    packed
}

pub fn conv(
    x: CubeTensor,
    weight: CubeTensor,
    bias: CubeTensor,
    window: Window,
    finish: Finish,
) -> CubeTensor {
    let [x, weight, bias] = [x, weight, bias].map(dense);
    convolve(&x, &weight, Some(&bias), (window, Way::Down), finish)
}

pub fn conv_transpose(
    x: CubeTensor,
    weight: CubeTensor,
    bias: CubeTensor,
    window: Window,
    finish: Finish,
) -> CubeTensor {
    let [x, weight, bias] = [x, weight, bias].map(dense);
    convolve(&x, &weight, Some(&bias), (window, Way::Up), finish)
}

pub fn conv_slopes(passed: Passed<CubeBackend>, window: Window) -> LayerSlopes<CubeBackend> {
    slopes(passed, window, Way::Down)
}

pub fn conv_transpose_slopes(
    passed: Passed<CubeBackend>,
    window: Window,
) -> LayerSlopes<CubeBackend> {
    slopes(passed, window, Way::Up)
}

/// The slopes of a layer that went this way.
fn slopes(passed: Passed<CubeBackend>, window: Window, way: Way) -> LayerSlopes<CubeBackend> {
    let [x, weight, slope] = [passed.input, passed.weight, passed.slope].map(dense);
    let (slope, sums) = through_finish(slope, passed.output, passed.finish);
    let back = match way {
        Way::Down => Way::Up,
        Way::Up => Way::Down,
    };
    let input = passed
        .to_input
        .then(|| convolve(&slope, &weight, None, (window, back), Finish::Linear));
    let [fine, coarse] = match way {
        Way::Down => [&x, &slope],
        Way::Up => [&slope, &x],
    };
    let parts = weight_parts(fine, coarse, window);
    let out = room_like(&weight);
    let [parts_count, taps, fine_channels, coarse_channels] = dims(&parts);
    let [sums_count, channels] = dims(&sums);
    let bias = room(&x, [channels]);
    let numbers = [
        taps,
        fine_channels,
        coarse_channels,
        parts_count,
        channels,
        sums_count,
    ];
    FOLD.run(
        false,
        &[&parts, &sums],
        &[&out, &bias],
        &numbers.map(|number| number as u32),
        taps * fine_channels * coarse_channels + channels,
    );
    LayerSlopes {
        input,
        weight: out,
        bias,
    }
}

/// The slope with respect to the sums before the activation, and its own sums over parts of the
/// positions: `[parts, channels]`.
fn through_finish(
    slope: CubeTensor,
    output: CubeTensor,
    finish: Finish,
) -> (CubeTensor, CubeTensor) {
    let output = dense(output);
    let [batch, side, _, channels] = dims(&slope);
    let rows = batch * side * side;
    let each = (rows * channels.div_ceil(4)).div_ceil(THREADS);
    let parts = rows.div_ceil(each);
    let sums = room(&slope, [parts, channels]);
    let relu = finish == Finish::Relu;
    // Without an activation nothing is written there.
    let through = match relu {
        true => room_like(&slope),
        false => room(&slope, [4]),
    };
    SUMS.run(
        fours(&[channels]),
        &[&slope, &output],
        &[&through, &sums],
        &[rows as u32, channels as u32, each as u32, u32::from(relu)],
        parts * channels.div_ceil(4),
    );
    (if relu { through } else { slope }, sums)
}

/// The slope of a weight over parts of the images:
/// `[parts, kernel * kernel, fine channels, coarse channels]`.
fn weight_parts(fine: &CubeTensor, coarse: &CubeTensor, window: Window) -> CubeTensor {
    let [batch, _, _, fine_channels] = dims(fine);
    let [_, side, _, coarse_channels] = dims(coarse);
    let taps = window.kernel * window.kernel;
    let tiles = taps * fine_channels.div_ceil(TILE) * coarse_channels.div_ceil(TILE);
    let images = batch.div_ceil(THREADS.div_ceil(tiles));
    let parts = batch.div_ceil(images);
    let out = room(fine, [parts, taps, fine_channels, coarse_channels]);
    let numbers = [
        batch,
        window.fine,
        side,
        fine_channels,
        coarse_channels,
        window.kernel,
        window.padding(),
        window.stride,
        images,
    ];
    let (kernel, by_fours) = match fine_channels {
        1 => (&TO_WEIGHT[1], fours(&[coarse_channels])),
        _ => (&TO_WEIGHT[0], fours(&[fine_channels, coarse_channels])),
    };
    kernel.run(
        by_fours,
        &[fine, coarse],
        &[&out],
        &numbers.map(|number| number as u32),
        parts * tiles,
    );
    out
}
