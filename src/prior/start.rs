//! Where a mixture's fit begins: k-means++ (Arthur & Vassilvitskii 2007).

use super::mixture_fit::collapsed;
use crate::error::Result;

/// Latents chosen far from each other, as the first means.
pub(super) struct Start {
    /// Row-major `[components, dim]`.
    pub means: Vec<f64>,
    /// The chosen latent that is nearest to each latent.
    nearest: Vec<usize>,
    dim: usize,
}

impl Start {
    /// Chooses each latent with a probability in proportion to the squared distance from the
    /// nearest of those before it.
    pub fn choose(
        latents: &[f32],
        dim: usize,
        components: usize,
        uniform: impl Fn(usize) -> f64,
    ) -> Result<Self> {
        let count = latents.len() / dim;
        let mut start = Self {
            means: Vec::with_capacity(components * dim),
            nearest: vec![0; count],
            dim,
        };
        let mut distances = vec![1.0; count];
        for component in 0..components {
            let sum: f64 = distances.iter().sum();
            if sum <= 0.0 {
                return Err(collapsed(component, components, 0.0));
            }
            let mut left = uniform(component) * sum;
            let chosen = distances.iter().position(|distance| {
                left -= distance;
                left < 0.0
            });
            // What rounding leaves of the sum goes to the last latent that may be chosen.
            let last = || distances.iter().rposition(|&distance| distance > 0.0);
            let row = chosen.or_else(last).unwrap_or_default() * dim;
            let mean = latents[row..row + dim].iter().copied().map(f64::from);
            start.means.extend(mean);
            let mean = &start.means[component * dim..];
            for (i, z) in latents.chunks_exact(dim).enumerate() {
                let distance = squared_distance(z, mean);
                if component == 0 || distance < distances[i] {
                    distances[i] = distance;
                    start.nearest[i] = component;
                }
            }
        }
        Ok(start)
    }

    /// Mean squared distance from the nearest chosen latent, one a dimension.
    pub fn pooled_variance(&self, latents: &[f32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.dim];
        for (z, &nearest) in latents.chunks_exact(self.dim).zip(&self.nearest) {
            let mean = &self.means[nearest * self.dim..];
            for ((sum, &z), mean) in sums.iter_mut().zip(z).zip(mean) {
                *sum += (f64::from(z) - mean) * (f64::from(z) - mean);
            }
        }
        let count = self.nearest.len() as f64;
        sums.iter().map(|sum| sum / count).collect()
    }
}

fn squared_distance(z: &[f32], mean: &[f64]) -> f64 {
    z.iter()
        .zip(mean)
        .map(|(&z, mean)| (f64::from(z) - mean) * (f64::from(z) - mean))
        .sum()
}
