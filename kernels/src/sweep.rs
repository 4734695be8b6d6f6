//! Where a convolution's positions lie: what each reads, and where it writes.

use crate::Window;
use crate::matrix::ROWS;

/// Images that are gone through together where there are as many, so that few tiles are left half
/// empty.
pub(crate) const GROUP: usize = 4;

/// A few images, each with zeros around it.
pub(crate) struct Padded {
    pub values: Vec<f32>,
    /// How many images at most.
    group: usize,
    side: usize,
    padding: usize,
    channels: usize,
}

impl Padded {
    /// Room for some of a batch's images.
    pub fn new(batch: usize, side: usize, padding: usize, channels: usize) -> Self {
        let mut padded = Self {
            values: Vec::new(),
            group: GROUP.min(batch),
            side,
            padding,
            channels,
        };
        // A tile of rows may reach beyond the last number.
        padded.values = vec![0.0; padded.group * padded.size() + ROWS];
        padded
    }

    /// From a row to the next.
    pub fn pitch(&self) -> usize {
        (self.side + 2 * self.padding) * self.channels
    }

    /// From an image to the next.
    fn size(&self) -> usize {
        (self.side + 2 * self.padding) * self.pitch()
    }

    /// Sets what lies within the zeros, of up to as many images as there is room for.
    pub fn fill(&mut self, images: &[f32]) {
        let row = self.side * self.channels;
        let pitch = self.pitch();
        let size = self.size();
        let images = images.chunks_exact(self.side * row);
        for (image, to) in images.zip(self.values.chunks_exact_mut(size)) {
            let start = self.padding * (pitch + self.channels);
            for (y, from) in image.chunks_exact(row).enumerate() {
                let start = start + y * pitch;
                to[start..start + row].copy_from_slice(from);
            }
        }
    }

    /// As many positions for each image of a group, the first image's first.
    fn in_group(&self, positions: &[Position], output: usize) -> Vec<Position> {
        let shifted = |image: usize| {
            positions.iter().map(move |position| Position {
                input: position.input + image * self.size(),
                output: position.output + image * output,
            })
        };
        (0..self.group).flat_map(shifted).collect()
    }
}

/// Positions that differ in their place alone: all read as many runs of as many numbers.
pub(crate) struct Sweep {
    /// Those of a group of images.
    positions: Vec<Position>,
    /// Its images.
    group: usize,
    /// How many runs.
    pub rows: usize,
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

impl Phase {
    /// The first coarse position that each fine one sees, and the fine one.
    fn positions(&self, window: Window) -> impl Iterator<Item = (usize, usize)> + use<> {
        let first = self.first;
        let fine = (self.remainder..window.fine).step_by(window.stride);
        fine.enumerate().map(move |(i, fine)| (first + i, fine))
    }
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
            // The coarse image is padded by `padding` too, so this cannot be below 0. A kernel smaller
            // than the stride leaves positions that see nothing.
            let first = taps
                .first()
                .map_or(0, |tap| (reach + self.stride * padding - tap) / self.stride);
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
    /// Numbers that a position sees.
    pub fn seen(&self) -> usize {
        self.rows * self.run
    }

    /// The positions of this many images of a group.
    pub fn positions(&self, images: usize) -> &[Position] {
        &self.positions[..images * self.positions.len() / self.group]
    }

    /// Every coarse position over padded fine images.
    pub fn down(window: Window, padded: &Padded, coarse_channels: usize) -> Self {
        let pitch = padded.pitch();
        let side = window.coarse();
        let positions: Vec<Position> = (0..side * side)
            .map(|at| {
                let (y, x) = (at / side, at % side);
                Position {
                    input: window.stride * (y * pitch + x * padded.channels),
                    output: at * coarse_channels,
                }
            })
            .collect();
        Self {
            positions: padded.in_group(&positions, side * side * coarse_channels),
            group: padded.group,
            rows: window.kernel,
            run: window.kernel * padded.channels,
            pitch,
        }
    }

    /// The fine positions of these phases (down, across) over padded coarse images.
    pub fn up(
        window: Window,
        [down, across]: [&Phase; 2],
        padded: &Padded,
        fine_channels: usize,
    ) -> Self {
        let pitch = padded.pitch();
        let mut positions = Vec::new();
        for (row, y) in down.positions(window) {
            for (column, x) in across.positions(window) {
                positions.push(Position {
                    input: row * pitch + column * padded.channels,
                    output: (y * window.fine + x) * fine_channels,
                });
            }
        }
        Self {
            positions: padded.in_group(&positions, window.fine * window.fine * fine_channels),
            group: padded.group,
            rows: down.taps.len(),
            run: across.taps.len() * padded.channels,
            pitch,
        }
    }
}
