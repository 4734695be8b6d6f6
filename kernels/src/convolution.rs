//! Convolutions and transposed convolutions over images whose channels lie side by side.
//!
//! With channels last, all that a position sees in one row of its window is one run of numbers,
//! in the image itself: nothing is unfolded. A transposed convolution is taken apart by the
//! position's remainders modulo the stride; each part is then a convolution of stride 1.

use wide::f32x4;

use crate::blocks::{LANES, four, sum};
use crate::matrix::{COLUMNS, Eight, NOTHING, ROWS, Tile, add_packed, eight, write};
use crate::panels::{Panels, Weights, order};
use crate::sweep::{GROUP, Padded, Position, Sweep};
use crate::{Finish, Window};

/// Images with their channels last.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'a> {
    /// `[batch, side, side, channels]`.
    pub values: &'a [f32],
    /// How many images.
    pub batch: usize,
    /// Numbers a position.
    pub channels: usize,
}

impl<'a> Stack<'a> {
    /// Numbers an image.
    fn size(&self) -> usize {
        self.values.len() / self.batch
    }

    /// The images, a few at a time.
    fn groups(self) -> impl Iterator<Item = &'a [f32]> {
        self.values.chunks(GROUP * self.size())
    }
}

/// A convolution, from the fine images to the coarse ones: one channel for each bias.
pub fn conv(fine: Stack, weight: &[f32], bias: &[f32], window: Window, finish: Finish) -> Vec<f32> {
    let [coarse_channels, channels] = [bias.len(), fine.channels];
    let padded = Padded::new(fine.batch, window.fine, window.padding(), channels);
    let sweep = Sweep::down(window, &padded, coarse_channels);
    let side = window.coarse();
    let kernel = window.kernel;
    let taps = kernel * kernel;
    let weight = Weights {
        values: weight,
        // From [coarse, fine, y, x] to the order in which a position meets its numbers.
        order: order(0..taps, channels, taps),
        pitch: taps * channels,
        columns: coarse_channels,
    };
    let parts = [(sweep, weight.panels())];
    run(fine, padded, &parts, bias, finish, side)
}

/// A transposed convolution, from the coarse images to the fine ones: one channel for each bias.
pub fn conv_transpose(
    coarse: Stack,
    weight: &[f32],
    bias: &[f32],
    window: Window,
    finish: Finish,
) -> Vec<f32> {
    let [channels, fine_channels] = [coarse.channels, bias.len()];
    let padded = Padded::new(coarse.batch, window.coarse(), window.padding(), channels);
    let taps = window.kernel * window.kernel;
    let mut parts = Vec::new();
    for y in window.phases() {
        for x in window.phases() {
            let places = y.taps.iter().flat_map(|down| {
                let line = down * window.kernel;
                x.taps.iter().map(move |across| line + across)
            });
            let weight = Weights {
                values: weight,
                order: order(places, channels, fine_channels * taps),
                pitch: taps,
                columns: fine_channels,
            };
            let sweep = Sweep::up(window, [&y, &x], &padded, fine_channels);
            parts.push((sweep, weight.panels()));
        }
    }
    run(coarse, padded, &parts, bias, finish, window.fine)
}

fn run(
    images: Stack,
    mut padded: Padded,
    parts: &[(Sweep, Panels)],
    bias: &[f32],
    finish: Finish,
    side: usize,
) -> Vec<f32> {
    let channels = bias.len();
    let size = side * side * channels;
    let mut out = vec![0.0; images.batch * size];
    let mut seen = Vec::new();
    for (group, out) in images.groups().zip(out.chunks_mut(GROUP * size)) {
        padded.fill(group);
        for (sweep, panels) in parts {
            let positions = sweep.positions(out.len() / size);
            match panels {
                _ if sweep.seen() == 0 => {
                    for position in positions {
                        let out = &mut out[position.output..][..channels];
                        for (out, &bias) in out.iter_mut().zip(bias) {
                            *out = finish.apply(f32x4::splat(bias)).to_array()[0];
                        }
                    }
                }
                Panels::Wide(panels) => {
                    for block in positions.chunks(BLOCK * ROWS) {
                        seen.resize(BLOCK * sweep.seen(), [0.0; ROWS]);
                        let tiles = seen.chunks_exact_mut(sweep.seen());
                        for (seen, positions) in tiles.zip(block.chunks(ROWS)) {
                            see(sweep, positions, &padded.values, seen);
                        }
                        tiles_of(&seen, panels, block, bias, finish, out);
                    }
                }
                Panels::Narrow(lines) => {
                    for (channel, line) in lines.iter().enumerate() {
                        narrow(sweep, positions, &padded.values, line, |at, sum| {
                            let done = finish.apply(f32x4::splat(sum + bias[channel]));
                            out[at + channel] = done.to_array()[0];
                        });
                    }
                }
            }
        }
    }
    out
}

/// Tiles that are computed for one panel before the next: what they see, and the panel, are to
/// stay in the caches.
const BLOCK: usize = 16;

/// Lays what up to four positions see side by side, interleaved: one after the other, in the
/// image, they would have a loop of their own for each row of the window.
fn see(sweep: &Sweep, positions: &[Position], image: &[f32], seen: &mut [[f32; ROWS]]) {
    let start = |i: usize| positions[i.min(positions.len() - 1)].input;
    let mut starts = [start(0), start(1), start(2), start(3)];
    for seen in seen.chunks_exact_mut(sweep.run) {
        let line = |i: usize| &image[starts[i]..starts[i] + sweep.run];
        let (first, second, third, fourth) = (line(0), line(1), line(2), line(3));
        let (blocks, rest) = seen.as_chunks_mut::<LANES>();
        let lines = first.as_chunks().0.iter().zip(second.as_chunks().0);
        let lines = lines.zip(third.as_chunks().0).zip(fourth.as_chunks().0);
        for (to, (((a, b), c), d)) in blocks.iter_mut().zip(lines) {
            let block = [
                f32x4::new(*a),
                f32x4::new(*b),
                f32x4::new(*c),
                f32x4::new(*d),
            ];
            let [a, b, c, d] = f32x4::transpose(block);
            *to = [a.to_array(), b.to_array(), c.to_array(), d.to_array()];
        }
        let done = sweep.run - rest.len();
        for (i, to) in rest.iter_mut().enumerate() {
            let at = done + i;
            *to = [first[at], second[at], third[at], fourth[at]];
        }
        for start in &mut starts {
            *start += sweep.pitch;
        }
    }
}

/// All channels of the output at the positions of a block.
fn tiles_of(
    seen: &[[f32; ROWS]],
    panels: &[Vec<Eight>],
    block: &[Position],
    bias: &[f32],
    finish: Finish,
    out: &mut [f32],
) {
    for (i, panel) in panels.iter().enumerate() {
        let first = i * COLUMNS;
        let count = COLUMNS.min(bias.len() - first);
        let bias = eight(bias, first);
        for (seen, positions) in seen.chunks_exact(panel.len()).zip(block.chunks(ROWS)) {
            let sums = add_packed([NOTHING; ROWS], seen, panel);
            for (position, sums) in positions.iter().zip(&sums) {
                let start = position.output + first;
                write(&mut out[start..start + count], sums, &bias, finish);
            }
        }
    }
}

/// One channel of the output at every position, as dot products.
fn narrow(
    sweep: &Sweep,
    positions: &[Position],
    image: &[f32],
    line: &[f32],
    mut write: impl FnMut(usize, f32),
) {
    for position in positions {
        let mut at = position.input;
        let mut total = 0.0;
        for line in line.chunks_exact(sweep.run) {
            total += sum([line, &image[at..at + sweep.run]], |[a, b]| a * b);
            at += sweep.pitch;
        }
        write(position.output, total);
    }
}

/// Positions whose products are added up by themselves: a sum over all positions of a batch, one
/// after the other, would lose a digit. And so many stay in the nearest cache.
const PIECE: usize = 128;

/// The slope of a convolution, or of a transposed one, with respect to its weight:
/// `[coarse channels, fine channels, kernel, kernel]`. One of the two stacks is what went in, the
/// other the slope of what came out.
pub fn weight_slope(fine: Stack, coarse: Stack, window: Window) -> Vec<f32> {
    let [coarse_channels, channels] = [coarse.channels, fine.channels];
    let run = window.kernel * channels;
    let mut padded = Padded::new(fine.batch, window.fine, window.padding(), channels);
    let [tiles_down, tiles_across] = [run.div_ceil(ROWS), coarse_channels.div_ceil(COLUMNS)];
    let mut sums: Vec<Tile<ROWS>> =
        vec![[NOTHING; ROWS]; window.kernel * tiles_down * tiles_across];
    let sweep = Sweep::down(window, &padded, coarse_channels);
    let mut left = vec![[0.0; ROWS]; PIECE];
    let mut right = vec![NOTHING; PIECE * tiles_across];
    let size = coarse.size();
    for (fine, coarse) in fine.groups().zip(coarse.groups()) {
        padded.fill(fine);
        let positions = sweep.positions(coarse.len() / size);
        let pieces = coarse.chunks(PIECE * coarse_channels);
        for (positions, coarse) in positions.chunks(PIECE).zip(pieces) {
            let left = &mut left[..positions.len()];
            let right = &mut right[..positions.len() * tiles_across];
            for (across, panel) in right.chunks_exact_mut(positions.len()).enumerate() {
                for (to, coarse) in panel.iter_mut().zip(coarse.chunks_exact(coarse_channels)) {
                    *to = eight(coarse, across * COLUMNS);
                }
            }
            let mut sums = sums.iter_mut();
            for tap in 0..window.kernel {
                for down in 0..tiles_down {
                    let first = tap * padded.pitch() + down * ROWS;
                    for (to, position) in left.iter_mut().zip(positions) {
                        *to = four(&padded.values, first + position.input);
                    }
                    for (panel, sums) in right.chunks_exact(positions.len()).zip(&mut sums) {
                        let piece = add_packed([NOTHING; ROWS], left, panel);
                        for (sums, piece) in sums.iter_mut().zip(piece) {
                            *sums = [sums[0] + piece[0], sums[1] + piece[1]];
                        }
                    }
                }
            }
        }
    }
    let mut out = vec![0.0; coarse_channels * channels * window.kernel * window.kernel];
    for ((tap, left, across), tile) in (0..window.kernel)
        .flat_map(|tap| (0..tiles_down).map(move |left| (tap, left)))
        .flat_map(|(tap, left)| (0..tiles_across).map(move |across| (tap, left, across)))
        .zip(&sums)
    {
        for (i, sums) in tile
            .iter()
            .enumerate()
            .filter(|(i, _)| left * ROWS + i < run)
        {
            let (column, channel) = ((left * ROWS + i) / channels, (left * ROWS + i) % channels);
            let count = COLUMNS.min(coarse_channels - across * COLUMNS);
            let sums = sums.map(f32x4::to_array);
            for (j, &sum) in sums.as_flattened()[..count].iter().enumerate() {
                let line = (across * COLUMNS + j) * channels + channel;
                out[(line * window.kernel + tap) * window.kernel + column] = sum;
            }
        }
    }
    out
}
