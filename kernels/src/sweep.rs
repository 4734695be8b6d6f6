//! Where a convolution's positions lie: what each reads, and where it writes.

use crate::Window;
use crate::matrix::ROWS;

/// One image with zeros around it.
pub(crate) struct Padded {
    pub values: Vec<f32>,
    side: usize,
    padding: usize,
    channels: usize,
}

impl Padded {
    pub fn new(side: usize, padding: usize, channels: usize) -> Self {
        let padded = side + 2 * padding;
        Self {
            // A tile of rows may reach beyond the last number.
            values: vec![0.0; padded * padded * channels + ROWS],
            side,
            padding,
            channels,
        }
    }

    /// From a row to the next.
    pub fn pitch(&self) -> usize {
        (self.side + 2 * self.padding) * self.channels
    }

    /// Sets what lies within the zeros.
    pub fn fill(&mut self, image: &[f32]) {
        let row = self.side * self.channels;
        let pitch = self.pitch();
        let start = self.padding * (pitch + self.channels);
        for (y, from) in image.chunks_exact(row).enumerate() {
            let start = start + y * pitch;
            self.values[start..start + row].copy_from_slice(from);
        }
    }
}

/// Positions that differ in their place alone: all read as many runs of as many numbers.
pub(crate) struct Sweep {
    pub positions: Vec<Position>,
    /// Numbers side by side.
    pub run: usize,
    /// From a run's start to the next one's.
    pub pitch: usize,
}

#[derive(Clone, Copy)]
pub(crate) struct Position {
    /// Start of its first run in the padded image.
    pub input: usize,
    /// Start of its channels in the output.
    pub output: usize,
}

/// The fine positions along one side with the same remainder modulo the stride.
pub(crate) struct Phase {
    remainder: usize,
    /// The taps that reach a coarse position, in the order of these positions.
    pub taps: Vec<usize>,
    /// From a fine position's quotient to the first coarse position it sees, in the padded image.
    first: usize,
}

impl Window {
    /// A fine position f sees the coarse ones c with `stride · c + tap − padding = f`.
    pub(crate) fn phases(self) -> Vec<Phase> {
        let padding = self.padding();
        let phase = |remainder: usize| {
            let reach = remainder + padding;
            let taps: Vec<usize> = (0..self.kernel)
                .rev()
                .filter(|tap| (reach + self.kernel * self.stride - tap).is_multiple_of(self.stride))
                .collect();
            // The coarse image is padded by `padding` too, so this cannot be below 0.
            let first = (reach + self.stride * padding - taps[0]) / self.stride;
            Phase {
                remainder,
                taps,
                first,
            }
        };
        (0..self.stride).map(phase).collect()
    }
}

impl Sweep {
    /// Every coarse position over a padded fine image.
    pub fn down(window: Window, channels: usize, coarse_channels: usize) -> Self {
        let pitch = (window.fine + 2 * window.padding()) * channels;
        let side = window.coarse();
        let positions = (0..side * side).map(|at| {
            let (y, x) = (at / side, at % side);
            Position {
                input: window.stride * (y * pitch + x * channels),
                output: at * coarse_channels,
            }
        });
        Self {
            positions: positions.collect(),
            run: window.kernel * channels,
            pitch,
        }
    }

    /// The fine positions of these phases (down, across) over a padded coarse image.
    pub fn up(
        window: Window,
        [down, across]: [&Phase; 2],
        channels: usize,
        fine_channels: usize,
    ) -> Self {
        let pitch = (window.coarse() + 2 * window.padding()) * channels;
        let along = |phase: &Phase| {
            let fine = (phase.remainder..window.fine).step_by(window.stride);
            let first = phase.first;
            fine.enumerate()
                .map(move |(i, fine)| (first + i, fine))
                .collect::<Vec<_>>()
        };
        let across_positions = along(across);
        let positions = along(down)
            .into_iter()
            .flat_map(|(row, y)| {
                across_positions
                    .iter()
                    .map(move |&(column, x)| (row, y, column, x))
            })
            .map(|(row, y, column, x)| Position {
                input: row * pitch + column * channels,
                output: (y * window.fine + x) * fine_channels,
            });
        Self {
            positions: positions.collect(),
            run: across.taps.len() * channels,
            pitch,
        }
    }
}
