//! The numbers that codes of a few bits can mean.

/// How the codes lie about 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// As many below 0 as above, but for one: no code for 0 needs to be kept.
    #[default]
    Symmetric,
    /// From the smallest number to the largest.
    Asymmetric,
}

/// The smallest normal number of 16 bits: a step below it would lose its precision in the file.
const LEAST_STEP: f32 = 6.103_515_6e-5;

/// The shares of the numbers' range that a grid is tried for: what lies beyond is cut off, what
/// lies within is rounded more finely.
const SHARES: u32 = 31;
const LEAST_SHARE: f32 = 0.25;

/// Of a step: who is as near to a number of a grid lies on it. Half precision moves numbers by less.
const NEAR: f32 = 0.01;

/// Evenly spaced numbers, one of them 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// From one to the next.
    pub scale: f32,
    /// The code of 0.
    pub zero: u8,
    /// The largest code.
    last: u8,
}

impl Grid {
    /// The grid from `low` to `high`.
    fn spanning(low: f32, high: f32, bits: u32, scheme: Scheme) -> Self {
        let last = ((1_u32 << bits) - 1) as u8;
        let (scale, zero) = match scheme {
            Scheme::Symmetric => {
                let half = 1_u8 << (bits - 1);
                let scale = (-low / f32::from(half)).max(high / f32::from(half - 1));
                (step(scale), half)
            }
            Scheme::Asymmetric => {
                let scale = step((high - low) / f32::from(last));
                let zero = (-low / scale).round();
                (scale, zero.clamp(0.0, f32::from(last)) as u8)
            }
        };
        Self { scale, zero, last }
    }

    /// The symmetric grid that all of these numbers lie on, if there is one: they were rounded before.
    fn met(numbers: impl Iterator<Item = f32> + Clone, bits: u32) -> Option<Self> {
        let top = numbers.clone().fold(0.0_f32, |top, n| top.max(n.abs()));
        let half = 1_u8 << (bits - 1);
        let grid = |most: u8| Self {
            scale: step(top / f32::from(most)),
            zero: half,
            last: 2 * (half - 1) + 1,
        };
        let farthest = |grid: &Self| {
            let off = |number: f32| (number - grid.number(grid.code(number))).abs() / grid.scale;
            numbers.clone().map(off).fold(0.0, f32::max)
        };
        let grids = (1..=half).map(grid).map(|grid| (farthest(&grid), grid));
        let (off, grid) = grids.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
        (off <= NEAR).then_some(grid)
    }

    /// The grid on which these numbers, each with the weight of its squared error, lose least.
    pub fn fitted(
        numbers: impl Iterator<Item = (f32, f32)> + Clone,
        bits: u32,
        scheme: Scheme,
    ) -> Self {
        if let Some(grid) = Self::met(numbers.clone().map(|(number, _)| number), bits) {
            return grid;
        }
        // A number of no weight may be anything.
        let weighty = numbers.clone().filter(|&(_, weight)| weight > 0.0);
        let (low, high) = weighty.fold((0.0_f32, 0.0_f32), |(low, high), (number, _)| {
            (low.min(number), high.max(number))
        });
        let mut best = Self::spanning(low, high, bits, scheme);
        let mut least = f64::INFINITY;
        for i in 0..SHARES {
            let share = 1.0 - (1.0 - LEAST_SHARE) * i as f32 / (SHARES - 1) as f32;
            let grid = Self::spanning(low * share, high * share, bits, scheme);
            let error = |(number, weight): (f32, f32)| {
                let error = f64::from(number - grid.number(grid.code(number)));
                error * error * f64::from(weight)
            };
            let lost: f64 = numbers.clone().map(error).sum();
            if lost < least {
                (best, least) = (grid, lost);
            }
        }
        best
    }

    /// The code of the nearest number.
    pub fn code(&self, number: f32) -> u8 {
        let code = (number / self.scale).round() + f32::from(self.zero);
        code.clamp(0.0, f32::from(self.last)) as u8
    }

    /// What a code means.
    pub fn number(&self, code: u8) -> f32 {
        (f32::from(code) - f32::from(self.zero)) * self.scale
    }
}

/// A step that 16 bits hold exactly, where they can.
fn step(scale: f32) -> f32 {
    let scale = scale.max(LEAST_STEP);
    let half = half::f16::from_f32(scale).to_f32();
    if half.is_finite() { half } else { scale }
}
