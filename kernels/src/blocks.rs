//! Slices of numbers, four at a time.

use wide::f32x4;

/// Numbers in one SIMD vector.
pub(crate) const LANES: usize = 4;

/// Four of these numbers from `first` on, zeros beyond the end.
#[inline(always)]
pub(crate) fn four(values: &[f32], first: usize) -> [f32; LANES] {
    let rest = &values[first.min(values.len())..];
    match rest.first_chunk() {
        Some(whole) => *whole,
        None => {
            let mut padded = [0.0; LANES];
            padded[..rest.len()].copy_from_slice(rest);
            padded
        }
    }
}

/// Sets each number to what `f` makes of it and of those in its place in `others`.
#[inline(always)]
pub(crate) fn update<const N: usize>(
    values: &mut [f32],
    others: [&[f32]; N],
    f: impl Fn(f32x4, [f32x4; N]) -> f32x4,
) {
    let length = values.len();
    let mut blocks: [&[[f32; LANES]]; N] = [&[]; N];
    for (blocks, other) in blocks.iter_mut().zip(others) {
        *blocks = &other[..length].as_chunks().0[..length / LANES];
    }
    let (whole, rest) = values.as_chunks_mut::<LANES>();
    for (i, values) in whole.iter_mut().enumerate() {
        *values = f(f32x4::new(*values), at(blocks, i)).to_array();
    }
    if !rest.is_empty() {
        let first = length - rest.len();
        let done = f(f32x4::new(four(rest, 0)), at_end(others, first)).to_array();
        rest.copy_from_slice(&done[..rest.len()]);
    }
}

/// The sum over all places of what `f` makes of the numbers there. Sixteen sums side by side: the
/// CPU need not wait for one to be done, and each is of few numbers, which rounds less.
#[inline(always)]
pub(crate) fn sum<const N: usize>(values: [&[f32]; N], f: impl Fn([f32x4; N]) -> f32x4) -> f32 {
    let length = values.first().map_or(0, |values| values.len());
    let mut blocks: [&[[f32; LANES]]; N] = [&[]; N];
    for (blocks, values) in blocks.iter_mut().zip(values) {
        *blocks = &values[..length].as_chunks().0[..length / LANES];
    }
    let count = length / LANES;
    let mut sums = [f32x4::ZERO; 4];
    let whole = count - count % sums.len();
    for i in (0..whole).step_by(sums.len()) {
        sums[0] += f(at(blocks, i));
        sums[1] += f(at(blocks, i + 1));
        sums[2] += f(at(blocks, i + 2));
        sums[3] += f(at(blocks, i + 3));
    }
    for i in whole..count {
        sums[0] += f(at(blocks, i));
    }
    let total = (sums[0] + sums[1] + (sums[2] + sums[3])).reduce_add();
    let first = count * LANES;
    if first == length {
        return total;
    }
    let rest = f(at_end(values, first)).to_array();
    total + rest[..length - first].iter().sum::<f32>()
}

#[inline(always)]
fn at<const N: usize>(blocks: [&[[f32; LANES]]; N], i: usize) -> [f32x4; N] {
    let mut vectors = [f32x4::ZERO; N];
    for (vector, blocks) in vectors.iter_mut().zip(blocks) {
        *vector = f32x4::new(blocks[i]);
    }
    vectors
}

#[inline(always)]
fn at_end<const N: usize>(values: [&[f32]; N], first: usize) -> [f32x4; N] {
    let mut vectors = [f32x4::ZERO; N];
    for (vector, values) in vectors.iter_mut().zip(values) {
        *vector = f32x4::new(four(values, first));
    }
    vectors
}
