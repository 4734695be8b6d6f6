//! A convolution's weight in the order in which it is multiplied.

use wide::f32x4;

use crate::blocks::LANES;
use crate::matrix::{COLUMNS, Eight};

/// A weight seen as a matrix of what a position meets × channels of the output.
pub(crate) struct Weights<'a> {
    pub values: &'a [f32],
    /// Where the numbers of the first channel of the output lie, as a position meets them.
    pub order: Vec<usize>,
    /// From a channel of the output to the next.
    pub pitch: usize,
    pub columns: usize,
}

/// The same, eight channels of the output side by side; or each alone where they are few.
pub(crate) enum Panels {
    Wide(Vec<Vec<Eight>>),
    Narrow(Vec<Vec<f32>>),
}

/// Below so many channels a tile of eight columns would be mostly empty.
const NARROW: usize = 3;

/// The order of these places, with all channels that are met at each, `pitch` apart.
pub(crate) fn order(
    places: impl Iterator<Item = usize>,
    channels: usize,
    pitch: usize,
) -> Vec<usize> {
    let met = |place| (0..channels).map(move |channel| place + channel * pitch);
    places.flat_map(met).collect()
}

impl Weights<'_> {
    /// The numbers of a channel of the output; none beyond the last.
    fn column(&self, column: usize) -> &[f32] {
        match column < self.columns {
            true => &self.values[column * self.pitch..],
            false => &[],
        }
    }

    /// Packed, as the loops over tiles read it.
    pub fn panels(&self) -> Panels {
        let number = |column: &[f32], at: usize| column.get(at).copied().unwrap_or(0.0);
        if self.columns <= NARROW {
            let line = |column| {
                let column = self.column(column);
                self.order.iter().map(|&at| number(column, at)).collect()
            };
            return Panels::Narrow((0..self.columns).map(line).collect());
        }
        let panel = |first| {
            let columns: [&[f32]; COLUMNS] = std::array::from_fn(|j| self.column(first + j));
            let four = |first: usize, at: usize| {
                f32x4::new([
                    number(columns[first], at),
                    number(columns[first + 1], at),
                    number(columns[first + 2], at),
                    number(columns[first + 3], at),
                ])
            };
            let row = |&at: &usize| [four(0, at), four(LANES, at)];
            self.order.iter().map(row).collect()
        };
        Panels::Wide((0..self.columns).step_by(COLUMNS).map(panel).collect())
    }
}
