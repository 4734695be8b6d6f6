//! Weighted Gaussians with diagonal covariances, in the form in which densities are computed.

/// ½ ln 2π.
pub(super) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// Weighted Gaussians.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gaussians {
    dim: usize,
    /// `ln w − Σ (½ log σ² + ½ ln 2π)`, one a component.
    constants: Vec<f64>,
    /// Row-major `[components, dim]`.
    pub means: Vec<f64>,
    /// 1/σ², row-major `[components, dim]`.
    precisions: Vec<f64>,
}

impl Gaussians {
    /// # Shapes
    /// `weights`: `[components]`, of any positive sum; `means`, `log_vars`: `[components, dim]`.
    pub fn new(weights: &[f64], means: Vec<f64>, log_vars: &[f64]) -> Self {
        let dim = means.len() / weights.len();
        // libm throughout: the same numbers on every platform.
        let log_sum = libm::log(weights.iter().sum());
        let constants = weights
            .iter()
            .zip(log_vars.chunks_exact(dim))
            .map(|(&weight, log_vars)| {
                let halves: f64 = log_vars.iter().map(|v| 0.5 * v + HALF_LN_TAU).sum();
                libm::log(weight) - log_sum - halves
            })
            .collect();
        Self {
            dim,
            constants,
            means,
            precisions: log_vars.iter().map(|v| libm::exp(-v)).collect(),
        }
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    /// `ln w_k N_k(z)` of every component k into `terms`; returns the logarithm of their sum,
    /// the mixture's density.
    pub fn log_density(&self, z: &[f64], terms: &mut [f64]) -> f64 {
        let rows = self.means.chunks_exact(self.dim);
        let rows = rows.zip(self.precisions.chunks_exact(self.dim));
        for ((term, constant), (means, precisions)) in
            terms.iter_mut().zip(&self.constants).zip(rows)
        {
            let mut distance = 0.0;
            for ((z, mean), precision) in z.iter().zip(means).zip(precisions) {
                distance += (z - mean) * (z - mean) * precision;
            }
            *term = constant - 0.5 * distance;
        }
        let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = terms.iter().map(|term| libm::exp(term - most)).sum();
        most + libm::log(sum)
    }
}
