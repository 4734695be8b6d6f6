//! A mixture of Gaussians with diagonal covariances.

use super::Draws;
use super::gaussians::Gaussians;
use crate::error::{Error, Result};
use crate::noise::{Noise, Purpose};

/// The most components: as many as a VampPrior may have pseudo-inputs.
const MAX_COMPONENTS: usize = 1000;
/// How far a sum of weights may be from 1: what rounding them to 11 bits leaves.
const MAX_SUM_ERROR: f64 = 1e-3;
/// The largest |log σ²|: with it both σ and 1/σ² are numbers of 32 bits.
const MAX_LOG_VAR: f32 = 80.0;

/// `Σ w_k N(μ_k, diag σ_k²)`.
///
/// Its numbers have the 32 bits of a weights file, so that one read again is the same; what is
/// computed with them has 64.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    weights: Vec<f32>,
    means: Vec<f32>,
    log_vars: Vec<f32>,
    gaussians: Gaussians,
}

impl Mixture {
    /// A mixture of these components.
    ///
    /// # Shapes
    /// `weights`, which sum to 1: `[components]`; `means`, `log_vars` (log σ²), row-major:
    /// `[components, dim]`.
    /// # Errors
    /// [`Error::PriorInvalid`] that names the first field that is wrong.
    pub fn new(weights: Vec<f32>, means: Vec<f32>, log_vars: Vec<f32>) -> Result<Self> {
        check_weights(&weights)?;
        let count = weights.len();
        let whole = !means.is_empty() && means.len().is_multiple_of(count);
        check(
            whole,
            "means",
            format_args!("{} values", means.len()),
            "as many rows as weights",
        )?;
        check(
            log_vars.len() == means.len(),
            "logVars",
            format_args!("{} values", log_vars.len()),
            "as many values as means",
        )?;
        let bad = means.iter().find(|mean| !mean.is_finite());
        check_none(bad, "means", "finite numbers")?;
        let fine = |v: &f32| (-MAX_LOG_VAR..=MAX_LOG_VAR).contains(v);
        let bad = log_vars.iter().find(|v| !fine(v));
        check_none(bad, "logVars", "numbers between -80 and 80")?;
        let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect::<Vec<_>>();
        Ok(Self {
            gaussians: Gaussians::new(&wide(&weights), wide(&means), &wide(&log_vars)),
            weights,
            means,
            log_vars,
        })
    }

    /// The mixture of `components` Gaussians of one weight, such as a VampPrior.
    ///
    /// # Shapes
    /// As of [`Mixture::new`].
    /// # Errors
    /// As of [`Mixture::new`].
    /// # Source
    /// Tomczak & Welling 2018, equation 9.
    pub fn even(components: usize, means: Vec<f32>, log_vars: Vec<f32>) -> Result<Self> {
        let weight = 1.0 / components.max(1) as f32;
        Self::new(vec![weight; components], means, log_vars)
    }

    /// How many components it has.
    pub fn components(&self) -> usize {
        self.weights.len()
    }

    /// Dimensions of a latent.
    pub fn dim(&self) -> usize {
        self.gaussians.dim()
    }

    /// The weights: `[components]`.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The means, row-major: `[components, dim]`.
    pub fn means(&self) -> &[f32] {
        &self.means
    }

    /// log σ², row-major: `[components, dim]`.
    pub fn log_vars(&self) -> &[f32] {
        &self.log_vars
    }

    /// ln p(z) of each latent.
    ///
    /// # Shapes
    /// `z`: `count * dim`, row-major; returns nats, summed over dimensions: `count`.
    pub fn log_density(&self, z: &[f32]) -> Vec<f64> {
        let mut terms = vec![0.0; self.components()];
        let mut row = vec![0.0; self.dim()];
        z.chunks_exact(self.dim())
            .map(|z| {
                for (wide, &z) in row.iter_mut().zip(z) {
                    *wide = f64::from(z);
                }
                self.gaussians.log_density(&row, &mut terms)
            })
            .collect()
    }

    /// Latents drawn from the mixture.
    ///
    /// # Shapes
    /// returns `draws.count * dim`, row-major.
    pub fn sample(&self, draws: &Draws) -> Vec<f32> {
        (draws.first_index..draws.first_index + draws.count)
            .flat_map(|index| self.draw(draws, index))
            .collect()
    }

    /// Draw number `index`: a component by its weight, then `z = μ + σ ε`.
    pub(super) fn draw(&self, draws: &Draws, index: usize) -> Vec<f32> {
        let dim = self.dim();
        let mut choice = Noise::new(draws.seed, Purpose::PriorComponent, index as u64);
        let component = self.component(f64::from(choice.uniform(1)[0]));
        let row = component * dim..(component + 1) * dim;
        Noise::new(draws.seed, Purpose::Sample, index as u64)
            .normal(dim)
            .into_iter()
            .zip(&self.means[row.clone()])
            .zip(&self.log_vars[row])
            .map(|((noise, &mean), &log_var)| {
                let deviation = libm::exp(0.5 * f64::from(log_var)) * draws.temperature;
                (f64::from(mean) + deviation * f64::from(noise)) as f32
            })
            .collect()
    }

    /// The component whose stretch of 0..1 holds this number.
    fn component(&self, uniform: f64) -> usize {
        let sum: f64 = self.weights.iter().copied().map(f64::from).sum();
        let mut left = uniform * sum;
        for (k, &weight) in self.weights.iter().enumerate() {
            left -= f64::from(weight);
            if left < 0.0 {
                return k;
            }
        }
        self.components() - 1
    }
}

fn check_weights(weights: &[f32]) -> Result<()> {
    check(
        (1..=MAX_COMPONENTS).contains(&weights.len()),
        "weights",
        format_args!("{} values", weights.len()),
        "1 to 1000 values",
    )?;
    let bad = weights.iter().find(|&&w| !(w > 0.0 && w <= 1.0));
    check_none(bad, "weights", "numbers above 0, at most 1")?;
    let sum: f64 = weights.iter().copied().map(f64::from).sum();
    check(
        (sum - 1.0).abs() <= MAX_SUM_ERROR,
        "weights",
        format_args!("values with the sum {sum}"),
        "values with the sum 1",
    )
}

fn check_none(bad: Option<&f32>, field: &'static str, expected: &'static str) -> Result<()> {
    match bad {
        None => Ok(()),
        Some(value) => check(false, field, value, expected),
    }
}

fn check(
    fine: bool,
    field: &'static str,
    value: impl std::fmt::Display,
    expected: &'static str,
) -> Result<()> {
    match fine {
        true => Ok(()),
        false => Err(Error::PriorInvalid {
            field,
            value: value.to_string(),
            expected,
        }),
    }
}
