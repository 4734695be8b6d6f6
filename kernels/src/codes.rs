//! Products with a matrix of whole numbers, eight of them at once.
//!
//! A weight of 8 bits is multiplied as it is stored, not as a float: its matrix is kept as numbers of
//! 16 bits, column by column, and the left side is rounded to 16 bits row by row, as finely as sums of 32
//! bits allow. That is 1 in 30,000 of a row's largest number, where weights have 1 in 256.

use wide::{f32x4, i16x8, i32x4};

use crate::Finish;

/// Numbers that are multiplied at once.
const LANES: usize = 8;
/// Rows and columns of a tile of sums: its 8 vectors, with those of both sides, fit a CPU's registers.
const ROWS: usize = 4;
const COLUMNS: usize = 4;
/// What weights of 8 bits are within, wherever their 0 lies.
const LARGEST: f32 = 255.0;

type Lane = [i16; LANES];

/// A matrix `[inner, columns]` of whole numbers, and what one is worth in each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// A few columns at a time, lane by lane, filled up with zeros.
    lanes: Vec<Lane>,
    steps: Vec<f32>,
    inner: usize,
    /// The largest number on the left side with which no sum can overflow.
    most: f32,
}

impl Codes {
    /// The codes of weights `[inner, columns]`, row-major, that are multiples of their column's step, or
    /// of the only one; none where some are more than 255 steps.
    pub fn of(weights: &[f32], columns: usize, steps: &[f32]) -> Option<Self> {
        let inner = weights.len() / columns;
        let length = inner.div_ceil(LANES);
        let steps: Vec<f32> = (0..columns).map(|j| steps[j % steps.len()]).collect();
        let mut lanes = vec![[0; LANES]; columns.next_multiple_of(COLUMNS) * length];
        let mut sums = vec![0.0_f64; columns];
        for (at, &weight) in weights.iter().enumerate() {
            let (i, j) = (at / columns, at % columns);
            let code = (weight / steps[j]).round();
            if code.is_nan() || code.abs() > LARGEST {
                return None;
            }
            let panel = (j / COLUMNS * length + i / LANES) * COLUMNS;
            lanes[panel + j % COLUMNS][i % LANES] = code as i16;
            sums[j] += f64::from(code.abs());
        }
        let largest = sums.into_iter().fold(1.0, f64::max);
        let most = (f64::from(i32::MAX) / largest).min(f64::from(i16::MAX));
        Some(Self {
            lanes,
            steps,
            inner,
            most: most as f32 - 1.0,
        })
    }

    /// `a · codes + bias`: `[rows, inner] · [inner, columns]`, with `finish` behind it.
    pub fn product(&self, a: &[f32], bias: &[f32], finish: Finish) -> Vec<f32> {
        let columns = self.steps.len();
        let rows = a.len() / self.inner;
        let (left, worth) = self.rounded(a, rows);
        let mut out = vec![0.0; rows * columns];
        let whole = rows - rows % ROWS;
        for first in (0..whole).step_by(ROWS) {
            self.tiles::<ROWS>(&left, &worth, &mut out, first);
        }
        for row in whole..rows {
            self.tiles::<1>(&left, &worth, &mut out, row);
        }
        for row in out.chunks_exact_mut(columns) {
            let (fours, rest) = row.as_chunks_mut::<4>();
            let (biases, last) = bias.as_chunks::<4>();
            for (sums, bias) in fours.iter_mut().zip(biases) {
                *sums = finish
                    .apply(f32x4::new(*sums) + f32x4::new(*bias))
                    .to_array();
            }
            for (sum, &bias) in rest.iter_mut().zip(last) {
                *sum = finish.apply(f32x4::splat(*sum + bias)).to_array()[0];
            }
        }
        out
    }

    /// Each row as whole numbers, filled up with zeros, and what one is worth in it.
    fn rounded(&self, a: &[f32], rows: usize) -> (Vec<Lane>, Vec<f32>) {
        let length = self.inner.div_ceil(LANES);
        let mut lanes = vec![[0; LANES]; rows * length];
        let mut worth = vec![0.0; rows];
        for i in 0..rows {
            let row = &a[i * self.inner..][..self.inner];
            let line = &mut lanes[i * length..][..length];
            let one = largest(row).max(f32::MIN_POSITIVE) / self.most;
            // What is no number makes all that comes of it none.
            worth[i] = if row.iter().any(|x| x.is_nan()) {
                f32::NAN
            } else {
                one
            };
            let per = f32x4::splat(1.0 / one);
            let (eights, rest) = row.as_chunks::<LANES>();
            for (numbers, lane) in eights.iter().zip(line.iter_mut()) {
                *lane = whole(numbers, per);
            }
            if let Some(lane) = line.get_mut(eights.len()) {
                let mut last = [0.0; LANES];
                for (to, number) in last.iter_mut().zip(rest) {
                    *to = *number;
                }
                *lane = whole(&last, per);
            }
        }
        (lanes, worth)
    }

    /// `R` rows from `first` on, all their columns.
    #[inline(always)]
    fn tiles<const R: usize>(&self, left: &[Lane], worth: &[f32], out: &mut [f32], first: usize) {
        let length = self.inner.div_ceil(LANES);
        let mut rows: [&[Lane]; R] = [&[]; R];
        for (i, row) in rows.iter_mut().enumerate() {
            *row = &left[(first + i) * length..][..length];
        }
        let width = self.steps.len();
        let panels = self.lanes.chunks_exact(COLUMNS * length);
        for (panel, column) in panels.zip((0..width).step_by(COLUMNS)) {
            let sums = tile(rows, panel);
            for i in 0..R {
                let row = &mut out[(first + i) * width..][..width];
                let steps = self.steps[column..].iter().zip(&mut row[column..]);
                for ((step, to), sums) in steps.zip(sums[i]) {
                    *to = sums.reduce_add() as f32 * worth[first + i] * step;
                }
            }
        }
    }
}

/// The sums of a few rows with a few columns, each in four parts.
#[inline(always)]
fn tile<const R: usize>(mut rows: [&[Lane]; R], columns: &[Lane]) -> [[i32x4; COLUMNS]; R] {
    let mut sums = [[i32x4::ZERO; COLUMNS]; R];
    let (columns, _) = columns.as_chunks::<COLUMNS>();
    for row in &mut rows {
        *row = &row[..columns.len()];
    }
    for (k, right) in columns.iter().enumerate() {
        for i in 0..R {
            let left = i16x8::new(rows[i][k]);
            for j in 0..COLUMNS {
                sums[i][j] += left.dot(i16x8::new(right[j]));
            }
        }
    }
    sums
}

/// Eight numbers, so many times as large, as whole ones.
#[inline(always)]
fn whole(numbers: &[f32; LANES], per: f32x4) -> Lane {
    let [a, b, c, d, e, f, g, h] = *numbers;
    let low = (f32x4::new([a, b, c, d]) * per).round_int().to_array();
    let high = (f32x4::new([e, f, g, h]) * per).round_int().to_array();
    [
        low[0] as i16,
        low[1] as i16,
        low[2] as i16,
        low[3] as i16,
        high[0] as i16,
        high[1] as i16,
        high[2] as i16,
        high[3] as i16,
    ]
}

/// The largest magnitude.
fn largest(numbers: &[f32]) -> f32 {
    let (fours, rest) = numbers.as_chunks::<4>();
    let most = fours
        .iter()
        .fold(f32x4::ZERO, |most, four| most.max(f32x4::new(*four).abs()));
    let all = most.to_array().into_iter().chain(rest.iter().copied());
    all.fold(0.0, |most, number| most.max(number.abs()))
}
