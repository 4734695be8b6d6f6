//! Fitting a Gaussian mixture by expectation maximization.

use super::gaussians::Gaussians;
use super::start::Start;
use super::{FitOptions, Mixture};
use crate::error::{Error, Result};
use crate::noise::{Noise, Purpose};

/// No variance of a component goes below this share of the variance that all latents have in the
/// same dimension: a component on top of a few latents would otherwise raise the likelihood
/// without end.
pub const LEAST_VARIANCE_SHARE: f64 = 1e-3;
/// Nor below this, where all latents are the same.
const LEAST_VARIANCE: f64 = 1e-6;
/// What a component must explain at least, in latents. One latent has no spread; the hair above
/// it is what far latents lend to a component that sits on one alone.
const LEAST_LATENTS: f64 = 1.001;

/// A mixture on its way to the maximum of its latents' likelihood, a step at a time: to stop is
/// not to ask for the next one.
///
/// # Source
/// Dempster, Laird & Rubin 1977; the start: Arthur & Vassilvitskii 2007 (k-means++), with even
/// weights and the variance around the nearest chosen latent.
#[derive(Debug, Clone)]
pub struct MixtureFit {
    latents: Vec<f32>,
    gaussians: Gaussians,
    weights: Vec<f64>,
    log_vars: Vec<f64>,
    /// The least variance of every dimension.
    floor: Vec<f64>,
    sums: Sums,
    /// Latents of the present step that have been seen.
    seen: usize,
    steps: u32,
    max_steps: u32,
    tolerance: f64,
    log_density: f64,
    settled: bool,
}

/// What a step adds up over the latents.
#[derive(Debug, Clone)]
struct Sums {
    log_density: f64,
    /// Latents that a component explains, `Σ r`: `[components]`.
    shares: Vec<f64>,
    /// `Σ r (z − μ)` from the mean before the step: `[components, dim]`.
    first: Vec<f64>,
    /// `Σ r (z − μ)²`: `[components, dim]`.
    second: Vec<f64>,
}

impl Sums {
    fn zeros(components: usize, dim: usize) -> Self {
        Self {
            log_density: 0.0,
            shares: vec![0.0; components],
            first: vec![0.0; components * dim],
            second: vec![0.0; components * dim],
        }
    }
}

impl MixtureFit {
    /// A fit before its first step. `group` tells apart fits of one seed.
    ///
    /// # Shapes
    /// `latents`: `count * dim`, row-major.
    /// # Errors
    /// [`Error::LatentsLength`], [`Error::LatentsNonfinite`], [`Error::OptionOutOfRange`];
    /// [`Error::PriorCollapsed`] when there are fewer distinct latents than components.
    pub fn new(latents: Vec<f32>, dim: usize, options: &FitOptions, group: u8) -> Result<Self> {
        options.validate()?;
        check_latents(&latents, dim)?;
        let components = options.components();
        let spread = spread(&latents, dim);
        let floor: Vec<f64> = spread
            .iter()
            .map(|variance| (LEAST_VARIANCE_SHARE * variance).max(LEAST_VARIANCE))
            .collect();
        let start = Start::choose(&latents, dim, components, |component| {
            let index = u64::from(group) << 32 | component as u64;
            let mut noise = Noise::new(options.seed, Purpose::PriorStart, index);
            f64::from(noise.uniform(1)[0])
        })?;
        let log_vars: Vec<f64> = start
            .pooled_variance(&latents)
            .iter()
            .zip(&floor)
            .map(|(variance, floor)| libm::log(variance.max(*floor)))
            .collect();
        let log_vars = log_vars.repeat(components);
        let weights = vec![1.0 / components as f64; components];
        Ok(Self {
            gaussians: Gaussians::new(&weights, start.means, &log_vars),
            weights,
            log_vars,
            floor,
            sums: Sums::zeros(components, dim),
            seen: 0,
            steps: 0,
            max_steps: options.max_steps,
            tolerance: options.tolerance,
            log_density: f64::NEG_INFINITY,
            settled: false,
            latents,
        })
    }

    /// Whether it may end: the last step gained less than the tolerance, or was the last allowed.
    pub fn settled(&self) -> bool {
        self.settled
    }

    /// Steps done.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// One step over all latents; returns the mean log density a latent before it, in nats, which
    /// no step lowers.
    ///
    /// # Errors
    /// [`Error::PriorCollapsed`] when a component is left with no more than one latent.
    pub fn step(&mut self) -> Result<f64> {
        loop {
            if let Some(log_density) = self.advance(usize::MAX)? {
                return Ok(log_density);
            }
        }
    }

    /// As [`MixtureFit::step`], over the next few latents alone; the step is done, and its
    /// log density returned, when the last of them was among these.
    ///
    /// # Errors
    /// As there.
    pub fn advance(&mut self, latents: usize) -> Result<Option<f64>> {
        let dim = self.gaussians.dim();
        let count = self.latents.len() / dim;
        let until = count.min(self.seen.saturating_add(latents));
        let rows = &self.latents[self.seen * dim..until * dim];
        let mut terms = vec![0.0; self.weights.len()];
        let mut row = vec![0.0; dim];
        for z in rows.chunks_exact(dim) {
            for (wide, &z) in row.iter_mut().zip(z) {
                *wide = f64::from(z);
            }
            let log_density = self.gaussians.log_density(&row, &mut terms);
            self.sums.log_density += log_density;
            for (k, term) in terms.iter().enumerate() {
                let share = libm::exp(term - log_density);
                self.sums.shares[k] += share;
                let range = k * dim..(k + 1) * dim;
                let means = &self.gaussians.means[range.clone()];
                let first = self.sums.first[range.clone()].iter_mut();
                let moments = first.zip(&mut self.sums.second[range]);
                for ((z, mean), (first, second)) in row.iter().zip(means).zip(moments) {
                    let distance = z - mean;
                    *first += share * distance;
                    *second += share * distance * distance;
                }
            }
        }
        self.seen = until;
        match until == count {
            true => self.maximize(count as f64).map(Some),
            false => Ok(None),
        }
    }

    /// The most likely components, given what each explains.
    fn maximize(&mut self, count: f64) -> Result<f64> {
        let (components, dim) = (self.weights.len(), self.gaussians.dim());
        let sums = std::mem::replace(&mut self.sums, Sums::zeros(components, dim));
        self.seen = 0;
        self.steps += 1;
        if let Some(component) = sums.shares.iter().position(|&share| share < LEAST_LATENTS) {
            return Err(collapsed(component, components, sums.shares[component]));
        }
        let mut means = self.gaussians.means.clone();
        for (i, (first, second)) in sums.first.iter().zip(&sums.second).enumerate() {
            let share = sums.shares[i / dim];
            let moved = first / share;
            means[i] += moved;
            // From the mean before the step, where little cancels: it moves less than σ.
            let variance = second / share - moved * moved;
            self.log_vars[i] = libm::log(variance.max(self.floor[i % dim]));
        }
        self.weights = sums.shares.iter().map(|share| share / count).collect();
        self.gaussians = Gaussians::new(&self.weights, means, &self.log_vars);
        let log_density = sums.log_density / count;
        let gain = log_density - self.log_density;
        self.settled =
            gain < self.tolerance * log_density.abs().max(1.0) || self.steps >= self.max_steps;
        self.log_density = log_density;
        Ok(log_density)
    }

    /// The mixture as it stands, its numbers rounded to 32 bits.
    ///
    /// # Errors
    /// [`Error::PriorInvalid`] when its numbers do not fit into 32 bits.
    pub fn finish(&self) -> Result<Mixture> {
        let narrow = |values: &[f64]| values.iter().map(|&v| v as f32).collect();
        Mixture::new(
            narrow(&self.weights),
            narrow(&self.gaussians.means),
            narrow(&self.log_vars),
        )
    }
}

/// Variance of the latents, one a dimension.
fn spread(latents: &[f32], dim: usize) -> Vec<f64> {
    let count = (latents.len() / dim) as f64;
    let column = |d: usize| latents.iter().skip(d).step_by(dim).copied().map(f64::from);
    (0..dim)
        .map(|d| {
            let mean = column(d).sum::<f64>() / count;
            column(d).map(|z| (z - mean) * (z - mean)).sum::<f64>() / count
        })
        .collect()
}

fn check_latents(latents: &[f32], dim: usize) -> Result<()> {
    if latents.is_empty() || dim == 0 || !latents.len().is_multiple_of(dim) {
        return Err(Error::LatentsLength {
            values: latents.len(),
            latent_dim: dim,
        });
    }
    match latents.iter().position(|z| !z.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::LatentsNonfinite {
            index,
            value: latents[index],
        }),
    }
}

pub(super) fn collapsed(component: usize, components: usize, latents: f64) -> Error {
    Error::PriorCollapsed {
        component,
        components,
        class: None,
        latents,
    }
}
