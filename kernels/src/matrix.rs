//! Products of matrices, in tiles that stay in the registers of one SIMD unit.
//!
//! A tile is 4 rows × 8 columns of sums: 8 vectors of 4, which with two vectors of the right
//! side and one of the left leave a few of a CPU's 16 registers free. In the browser it reaches
//! what multiply and add can at all; the same loop over 6 × 8 or 4 × 12 does not, and burn's
//! matrix product, which packs both sides, gives three quarters of it.

use wide::f32x4;

use crate::Finish;
use crate::blocks::{LANES, four, update};

/// Columns of a tile.
pub(crate) const COLUMNS: usize = 2 * LANES;
/// Rows of a tile.
pub(crate) const ROWS: usize = 4;

/// Eight columns of one row.
pub(crate) type Eight = [f32x4; 2];
pub(crate) type Tile<const R: usize> = [Eight; R];

pub(crate) const NOTHING: Eight = [f32x4::ZERO; 2];

/// Adds `a · b` to the sums: `R` rows of the left side, and 8 columns of the right side, one
/// after the other.
#[inline(always)]
pub(crate) fn add_rows<const R: usize>(
    mut tile: Tile<R>,
    mut rows: [&[f32]; R],
    b: &[Eight],
) -> Tile<R> {
    for row in &mut rows {
        *row = &row[..b.len()];
    }
    for (k, b) in b.iter().enumerate() {
        for i in 0..R {
            let a = f32x4::splat(rows[i][k]);
            tile[i] = [a.mul_add(b[0], tile[i][0]), a.mul_add(b[1], tile[i][1])];
        }
    }
    tile
}

/// As [`add_rows`], with the left side's 4 rows interleaved.
#[inline(always)]
pub(crate) fn add_packed(mut tile: Tile<ROWS>, a: &[[f32; ROWS]], b: &[Eight]) -> Tile<ROWS> {
    for (a, b) in a.iter().zip(b) {
        for i in 0..ROWS {
            let a = f32x4::splat(a[i]);
            tile[i] = [a.mul_add(b[0], tile[i][0]), a.mul_add(b[1], tile[i][1])];
        }
    }
    tile
}

/// Writes the columns of a row of sums that lie within the matrix.
#[inline(always)]
pub(crate) fn write(row: &mut [f32], sums: &Eight, bias: &Eight, finish: Finish) {
    let low = finish.apply(sums[0] + bias[0]).to_array();
    let high = finish.apply(sums[1] + bias[1]).to_array();
    match row.as_chunks_mut::<LANES>() {
        ([first, second], []) => (*first, *second) = (low, high),
        _ => row.copy_from_slice(&[low, high].as_flattened()[..row.len()]),
    }
}

/// Eight of these numbers from `first` on, zeros beyond the end.
#[inline(always)]
pub(crate) fn eight(values: &[f32], first: usize) -> Eight {
    [
        f32x4::new(four(values, first)),
        f32x4::new(four(values, first + LANES)),
    ]
}

/// `a · b + bias`: `[rows, inner] · [inner, columns]`, with `finish` behind it.
pub fn product(
    a: &[f32],
    b: &[f32],
    bias: &[f32],
    finish: Finish,
    [rows, inner, columns]: [usize; 3],
) -> Vec<f32> {
    if rows < ROWS {
        return few_rows(a, b, bias, finish, [rows, inner, columns]);
    }
    let mut out = vec![0.0; rows * columns];
    let mut panel = vec![NOTHING; inner];
    for first in (0..columns).step_by(COLUMNS) {
        for (to, line) in panel.iter_mut().zip(b.chunks_exact(columns)) {
            *to = eight(line, first);
        }
        let bias = eight(bias, first);
        column_of_tiles(a, &panel, &mut out, [rows, columns, first], |row, sums| {
            write(row, sums, &bias, finish);
        });
    }
    out
}

/// `a · bᵀ`: `[rows, inner] · [columns, inner]ᵀ`.
pub fn product_transposed(a: &[f32], b: &[f32], [rows, inner, columns]: [usize; 3]) -> Vec<f32> {
    let mut out = vec![0.0; rows * columns];
    let mut panel = vec![NOTHING; inner];
    for first in (0..columns).step_by(COLUMNS) {
        let lines = |i: usize| match first + i < columns {
            true => &b[(first + i) * inner..(first + i + 1) * inner],
            false => &[],
        };
        for half in 0..2 {
            let first = half * LANES;
            let lines = [
                lines(first),
                lines(first + 1),
                lines(first + 2),
                lines(first + 3),
            ];
            interleave(lines, half, &mut panel);
        }
        column_of_tiles(a, &panel, &mut out, [rows, columns, first], |row, sums| {
            write(row, sums, &NOTHING, Finish::Linear);
        });
    }
    out
}

/// Sets one half of each row of a panel to a column of four lines.
#[inline(always)]
fn interleave(lines: [&[f32]; LANES], half: usize, panel: &mut [Eight]) {
    for k in (0..panel.len()).step_by(LANES) {
        let block = f32x4::transpose([
            f32x4::new(four(lines[0], k)),
            f32x4::new(four(lines[1], k)),
            f32x4::new(four(lines[2], k)),
            f32x4::new(four(lines[3], k)),
        ]);
        for (to, column) in panel[k..].iter_mut().zip(block) {
            to[half] = column;
        }
    }
}

/// `aᵀ · b`: `[inner, rows]ᵀ · [inner, columns]`.
pub fn transposed_product(a: &[f32], b: &[f32], [rows, inner, columns]: [usize; 3]) -> Vec<f32> {
    let mut out = vec![0.0; rows * columns];
    let mut left = Vec::with_capacity(rows.div_ceil(ROWS) * inner);
    for first in (0..rows).step_by(ROWS) {
        left.extend(a.chunks_exact(rows).map(|line| four(line, first)));
    }
    let mut panel = vec![NOTHING; inner];
    for first in (0..columns).step_by(COLUMNS) {
        for (to, line) in panel.iter_mut().zip(b.chunks_exact(columns)) {
            *to = eight(line, first);
        }
        let width = COLUMNS.min(columns - first);
        let lines = out.chunks_mut(ROWS * columns);
        for (a, lines) in left.chunks_exact(inner).zip(lines) {
            let sums = add_packed([NOTHING; ROWS], a, &panel);
            for (line, sums) in lines.chunks_exact_mut(columns).zip(&sums) {
                write(
                    &mut line[first..first + width],
                    sums,
                    &NOTHING,
                    Finish::Linear,
                );
            }
        }
    }
    out
}

/// All tiles of one panel of columns, from the top down.
#[inline(always)]
fn column_of_tiles(
    a: &[f32],
    panel: &[Eight],
    out: &mut [f32],
    [rows, columns, first]: [usize; 3],
    write: impl Fn(&mut [f32], &Eight),
) {
    let inner = panel.len();
    let width = COLUMNS.min(columns - first);
    let line = |row: usize| &a[row * inner..(row + 1) * inner];
    let whole = rows - rows % ROWS;
    for top in (0..whole).step_by(ROWS) {
        let lines = [line(top), line(top + 1), line(top + 2), line(top + 3)];
        let sums = add_rows([NOTHING; ROWS], lines, panel);
        for (i, sums) in sums.iter().enumerate() {
            let start = (top + i) * columns + first;
            write(&mut out[start..start + width], sums);
        }
    }
    for row in whole..rows {
        let sums = add_rows([NOTHING], [line(row)], panel);
        let start = row * columns + first;
        write(&mut out[start..start + width], &sums[0]);
    }
}

/// For one to three rows the right side is read once, as it lies: packing it would cost more.
fn few_rows(
    a: &[f32],
    b: &[f32],
    bias: &[f32],
    finish: Finish,
    [rows, inner, columns]: [usize; 3],
) -> Vec<f32> {
    let mut out = Vec::with_capacity(rows * columns);
    for a in a.chunks_exact(inner) {
        let first = out.len();
        out.extend(bias);
        let sums = &mut out[first..];
        let (factors, rest) = a.as_chunks::<ROWS>();
        for (b, a) in b.chunks_exact(ROWS * columns).zip(factors) {
            let line = |i: usize| &b[i * columns..(i + 1) * columns];
            update(sums, [line(0), line(1), line(2), line(3)], |sum, b| {
                let pair = |i: usize, sum| f32x4::splat(a[i]).mul_add(b[i], sum);
                pair(0, pair(1, sum)) + pair(2, pair(3, f32x4::ZERO))
            });
        }
        let lines = b[factors.len() * ROWS * columns..].chunks_exact(columns);
        for (line, &a) in lines.zip(rest) {
            update(sums, [line], |sum, [b]| f32x4::splat(a).mul_add(b, sum));
        }
        update(sums, [], |sum, []| finish.apply(sum));
    }
    out
}
