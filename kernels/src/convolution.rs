//! Convolutions and transposed convolutions over images whose channels lie side by side.
//!
//! With channels last, all that a position sees in one row of its window is one run of numbers,
//! in the image itself: nothing is unfolded. A transposed convolution is taken apart by the
//! position's remainders modulo the stride; each part is then a convolution of stride 1.

use wide::f32x4;

use crate::blocks::{LANES, sum};
use crate::matrix::{COLUMNS, Eight, NOTHING, ROWS, Tile, add_outer, add_rows, eight, write};
use crate::sweep::{Padded, Position, Sweep};
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
    fn images(self) -> impl Iterator<Item = &'a [f32]> {
        self.values.chunks_exact(self.values.len() / self.batch)
    }
}

/// A convolution, from the fine images to the coarse ones: one channel for each bias.
pub fn conv(fine: Stack, weight: &[f32], bias: &[f32], window: Window, finish: Finish) -> Vec<f32> {
    let [coarse_channels, channels] = [bias.len(), fine.channels];
    let sweep = Sweep::down(window, channels, coarse_channels);
    let padded = Padded::new(window.fine, window.padding(), channels);
    let side = window.coarse();
    let kernel = window.kernel;
    // From [coarse, fine, y, x] to the order in which a position meets its numbers.
    let order = |at: usize| {
        let (tap, channel) = (at / channels, at % channels);
        channel * kernel * kernel + tap
    };
    let weight = Weights {
        values: weight,
        inner: kernel * kernel * channels,
        pitch: kernel * kernel * channels,
        columns: coarse_channels,
    };
    let parts = [(sweep, weight.panels(order))];
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
    let padded = Padded::new(window.coarse(), window.padding(), channels);
    let taps = window.kernel * window.kernel;
    let mut parts = Vec::new();
    for y in window.phases() {
        for x in window.phases() {
            let order = |at: usize| {
                let (place, channel) = (at / channels, at % channels);
                let (row, column) = (place / x.taps.len(), place % x.taps.len());
                channel * fine_channels * taps + y.taps[row] * window.kernel + x.taps[column]
            };
            let weight = Weights {
                values: weight,
                inner: y.taps.len() * x.taps.len() * channels,
                pitch: taps,
                columns: fine_channels,
            };
            let sweep = Sweep::up(window, [&y, &x], channels, fine_channels);
            parts.push((sweep, weight.panels(order)));
        }
    }
    run(coarse, padded, &parts, bias, finish, window.fine)
}

/// A weight seen as a matrix of what a position meets × channels of the output.
struct Weights<'a> {
    values: &'a [f32],
    inner: usize,
    /// From a channel of the output to the next.
    pitch: usize,
    columns: usize,
}

/// The same, eight channels of the output side by side; or each alone where they are few.
enum Panels {
    Wide(Vec<Vec<Eight>>),
    Narrow(Vec<Vec<f32>>),
}

/// Below so many channels a tile of eight columns would be mostly empty.
const NARROW: usize = 3;

impl Weights<'_> {
    fn panels(&self, order: impl Fn(usize) -> usize) -> Panels {
        let at = |row: usize, column: usize| match column < self.columns {
            true => self.values[column * self.pitch + order(row)],
            false => 0.0,
        };
        if self.columns <= NARROW {
            let line = |column| (0..self.inner).map(|row| at(row, column)).collect();
            return Panels::Narrow((0..self.columns).map(line).collect());
        }
        let panel = |first| {
            let four = |row, first| f32x4::new([0, 1, 2, 3].map(|j| at(row, first + j)));
            let eight = |row| [four(row, first), four(row, first + LANES)];
            (0..self.inner).map(eight).collect()
        };
        Panels::Wide((0..self.columns).step_by(COLUMNS).map(panel).collect())
    }
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
    for (image, out) in images.images().zip(out.chunks_exact_mut(size)) {
        padded.fill(image);
        for (sweep, panels) in parts {
            match panels {
                Panels::Wide(panels) => {
                    for (i, panel) in panels.iter().enumerate() {
                        let bias = eight(bias, i * COLUMNS);
                        let first = i * COLUMNS;
                        let count = COLUMNS.min(channels - first);
                        wide(sweep, &padded.values, panel, |at, sums| {
                            let start = at + first;
                            write(&mut out[start..start + count], sums, &bias, finish);
                        });
                    }
                }
                Panels::Narrow(lines) => {
                    for (channel, line) in lines.iter().enumerate() {
                        narrow(sweep, &padded.values, line, |at, sum| {
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

/// Eight channels of the output at every position.
#[inline(always)]
fn wide(sweep: &Sweep, image: &[f32], panel: &[Eight], mut write: impl FnMut(usize, &Eight)) {
    let (tiles, rest) = sweep.positions.as_chunks::<ROWS>();
    for tile in tiles {
        let mut sums = [NOTHING; ROWS];
        let mut down = 0;
        for panel in panel.chunks_exact(sweep.run) {
            let run = |position: &Position| {
                let start = position.input + down;
                &image[start..start + sweep.run]
            };
            let runs = [run(&tile[0]), run(&tile[1]), run(&tile[2]), run(&tile[3])];
            add_rows(&mut sums, runs, panel);
            down += sweep.pitch;
        }
        for (position, sums) in tile.iter().zip(&sums) {
            write(position.output, sums);
        }
    }
    for position in rest {
        let mut sums = [NOTHING];
        let mut at = position.input;
        for panel in panel.chunks_exact(sweep.run) {
            add_rows(&mut sums, [&image[at..at + sweep.run]], panel);
            at += sweep.pitch;
        }
        write(position.output, &sums[0]);
    }
}

/// One channel of the output at every position, as dot products.
fn narrow(sweep: &Sweep, image: &[f32], line: &[f32], mut write: impl FnMut(usize, f32)) {
    for position in &sweep.positions {
        let mut at = position.input;
        let mut total = 0.0;
        for line in line.chunks_exact(sweep.run) {
            total += sum([line, &image[at..at + sweep.run]], |[a, b]| a * b);
            at += sweep.pitch;
        }
        write(position.output, total);
    }
}

/// The slope of a convolution, or of a transposed one, with respect to its weight:
/// `[coarse channels, fine channels, kernel, kernel]`. One of the two stacks is what went in, the
/// other the slope of what came out.
pub fn weight_slope(fine: Stack, coarse: Stack, window: Window) -> Vec<f32> {
    let [coarse_channels, channels] = [coarse.channels, fine.channels];
    let side = window.coarse();
    let run = window.kernel * channels;
    let mut padded = Padded::new(window.fine, window.padding(), channels);
    let [tiles_down, tiles_across] = [run.div_ceil(ROWS), coarse_channels.div_ceil(COLUMNS)];
    let mut sums: Vec<Tile<ROWS>> =
        vec![[NOTHING; ROWS]; window.kernel * tiles_down * tiles_across];
    for (fine, coarse) in fine.images().zip(coarse.images()) {
        padded.fill(fine);
        let mut sums = sums.iter_mut();
        for tap in 0..window.kernel {
            for left in 0..tiles_down {
                let place = Place {
                    start: tap * padded.pitch() + left * ROWS,
                    step: window.stride * channels,
                    pitch: window.stride * padded.pitch(),
                    side,
                };
                for (across, sums) in (0..tiles_across).zip(&mut sums) {
                    let columns = [across * COLUMNS, coarse_channels];
                    add_correlation(sums, &padded.values, coarse, &place, columns);
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

/// Where four neighbouring numbers of a window's row lie in the padded fine image.
struct Place {
    start: usize,
    step: usize,
    pitch: usize,
    side: usize,
}

#[inline(always)]
fn add_correlation(
    sums: &mut Tile<ROWS>,
    fine: &[f32],
    coarse: &[f32],
    place: &Place,
    [first, channels]: [usize; 2],
) {
    let mut tile = *sums;
    let lines = coarse.chunks_exact(place.side * channels);
    for (y, coarse) in lines.enumerate() {
        let fine = &fine[place.start + y * place.pitch..];
        for (x, coarse) in coarse.chunks_exact(channels).enumerate() {
            let a = fine[x * place.step..].first_chunk();
            let a = a.expect("the padded image ends with a spare tile");
            add_outer(&mut tile, a, &eight(coarse, first));
        }
    }
    *sums = tile;
}
