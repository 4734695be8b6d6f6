//! Gaussian posteriors of a few images, and what several make together.

/// ½ ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// What one encoder says of some images, or several together: a Gaussian for each.
///
/// # Shapes
/// `mean`, `log_var`: `count * dim`, row-major.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Experts {
    /// The means μ.
    pub mean: Vec<f64>,
    /// The log variances, log σ².
    pub log_var: Vec<f64>,
}

impl Experts {
    /// Those of an encoder's answer.
    pub fn of(mean: &[f32], log_var: &[f32]) -> Self {
        let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect();
        Self {
            mean: wide(mean),
            log_var: wide(log_var),
        }
    }

    /// The product of experts, the prior one of them: Wu & Goodman 2018, section 2.2.
    pub fn product(all: &[Self]) -> Self {
        Self::fused(all, |precisions| {
            let more: f64 = precisions.iter().map(|p| (p - 1.0).max(0.0)).sum();
            (1.0 + more, 1.0)
        })
    }

    /// The geometric mean, normalized: a product of experts whose weights sum to 1 (Cao & Fleet 2014).
    pub fn geometric(all: &[Self]) -> Self {
        let share = 1.0 / all.len() as f64;
        Self::fused(all, |precisions| {
            (share * precisions.iter().sum::<f64>(), share)
        })
    }

    /// Gaussians of the precision that `fuse` makes of the members', and of the mean that `share` of
    /// each natural mean μ/σ² gives with it.
    fn fused(all: &[Self], fuse: impl Fn(&[f64]) -> (f64, f64)) -> Self {
        let numbers = all.first().map_or(0, |first| first.mean.len());
        let one = |i: usize| {
            let precisions: Vec<f64> = all.iter().map(|e| (-e.log_var[i]).exp()).collect();
            let (precision, share) = fuse(&precisions);
            let natural = all.iter().zip(&precisions).map(|(e, p)| e.mean[i] * p);
            (share * natural.sum::<f64>() / precision, -precision.ln())
        };
        let (mean, log_var) = (0..numbers).map(one).unzip();
        Self { mean, log_var }
    }

    /// Draws `μ + σ ε`, one a row.
    ///
    /// # Shapes
    /// `noise(row)`: `dim` numbers; returns `count * dim`.
    pub fn draw<'a>(&self, dim: usize, noise: impl Fn(usize) -> &'a [f32]) -> Vec<f32> {
        let rows = self
            .mean
            .chunks_exact(dim)
            .zip(self.log_var.chunks_exact(dim));
        rows.enumerate()
            .flat_map(|(row, (mean, log_var))| {
                let each = mean.iter().zip(log_var).zip(noise(row));
                each.map(|((m, v), &e)| (m + (0.5 * v).exp() * f64::from(e)) as f32)
            })
            .collect()
    }

    /// ln q(z) of one latent for each row, in nats.
    pub fn log_density(&self, dim: usize, z: &[f32]) -> Vec<f64> {
        let rows = self
            .mean
            .chunks_exact(dim)
            .zip(self.log_var.chunks_exact(dim));
        rows.zip(z.chunks_exact(dim))
            .map(|((mean, log_var), z)| {
                let each = mean.iter().zip(log_var).zip(z);
                each.map(|((m, v), &z)| {
                    -0.5 * ((f64::from(z) - m).powi(2) * (-v).exp() + v) - HALF_LN_TAU
                })
                .sum()
            })
            .collect()
    }

    /// KL divergence to the standard normal of each number: `½ (μ² + σ² − 1 − log σ²)`.
    pub fn divergences(&self) -> impl Iterator<Item = f64> + '_ {
        let each = self.mean.iter().zip(&self.log_var);
        each.map(|(m, v)| 0.5 * (m * m + v.exp() - 1.0 - v))
    }

    /// The same of each row, in nats.
    pub fn divergence(&self, dim: usize) -> Vec<f64> {
        let all: Vec<f64> = self.divergences().collect();
        all.chunks_exact(dim).map(|row| row.iter().sum()).collect()
    }
}

/// ln p(z) of latents under the standard normal, in nats: one a row.
pub(super) fn standard_normal(dim: usize, z: &[f32]) -> Vec<f64> {
    z.chunks_exact(dim)
        .map(|row| {
            let each = row
                .iter()
                .map(|&z| -0.5 * f64::from(z).powi(2) - HALF_LN_TAU);
            each.sum()
        })
        .collect()
}

/// `ln 1/n Σ exp` of n numbers.
pub(super) fn log_mean_exp(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = values.iter().map(|value| (value - most).exp()).sum();
    most + (sum / values.len() as f64).ln()
}
