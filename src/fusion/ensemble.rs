//! Which models may be taken together, and which latents their decoders are given.

use serde::{Deserialize, Serialize};

use super::Experts;
use crate::error::{Error, Result, check_option};
use crate::model::{Likelihood, VaeConfig};
use crate::noise::{Purpose, check_seed, normal_rows};
use crate::weights::{Metadata, WeightsFile};

/// Whose posterior latents are drawn from, see [the room](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Posteriors {
    /// Each member's own.
    Own,
    /// The product of experts.
    #[default]
    Product,
    /// Their geometric mean.
    Geometric,
    /// The mixture of experts.
    Mixture,
}

/// What is averaged, see [the room](super).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Average {
    /// The decoders' means.
    #[default]
    Means,
    /// The members' bounds.
    Bounds,
    /// The members' probabilities of an image.
    Models,
}

/// How models are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct EnsembleOptions {
    /// Whose posterior latents are drawn from.
    pub posterior: Posteriors,
    /// What is averaged.
    pub average: Average,
}

/// Latents, and who is to decode them.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawSet {
    /// `rows.len() * latent_dim`, row-major.
    pub z: Vec<f32>,
    /// Which image of the batch each latent is of.
    pub rows: Vec<usize>,
    /// Indices of the members that decode all of them.
    pub decoders: Vec<usize>,
}

/// Some models of one latent space, taken together.
#[derive(Debug, Clone)]
pub struct Ensemble {
    pub(super) options: EnsembleOptions,
    pub(super) members: usize,
    pub(super) likelihood: Likelihood,
    /// σ² of each member's pixels; 1 where they are not Gaussian.
    pub(super) variances: Vec<f64>,
    pub(super) latent_dim: usize,
    pub(super) input_dim: usize,
    /// Whether a member's prior is not the standard normal.
    learned_prior: bool,
}

impl Ensemble {
    /// Takes the models of these weights files together.
    ///
    /// # Errors
    /// The `Weights…` errors; [`Error::OptionOutOfRange`] for fewer than two models;
    /// [`Error::ModelsDiffer`] where latents, pixels, their likelihood or classes are not the same;
    /// [`Error::OptionOutOfRange`] for continuous Bernoulli pixels too.
    pub fn of(files: &[impl AsRef<[u8]>], options: EnsembleOptions) -> Result<Self> {
        check_option(files.len() > 1, "models", files.len(), "at least 2")?;
        let mut configs: Vec<VaeConfig> = Vec::with_capacity(files.len());
        let mut variances = Vec::with_capacity(files.len());
        for (index, bytes) in files.iter().enumerate() {
            let mut file = WeightsFile::<Metadata>::parse(bytes.as_ref())?;
            let config = file.metadata.config.clone();
            require_same(index, &config, configs.first().unwrap_or(&config))?;
            variances.push(variance(&mut file, &config)?);
            configs.push(config);
        }
        let first = &configs[0];
        // Its density lives in the last bits of a mean near 0 or 1, which 32 have not got.
        check_option(
            first.likelihood != Likelihood::ContinuousBernoulli,
            "likelihood",
            "continuousBernoulli",
            "bernoulli or gaussian: means of continuous Bernoulli pixels do not tell their density",
        )?;
        Ok(Self {
            options,
            members: configs.len(),
            likelihood: first.likelihood,
            variances,
            latent_dim: first.latent_dim,
            input_dim: first.input_dim,
            learned_prior: configs.iter().any(VaeConfig::trains_prior),
        })
    }

    /// Whether the members' ln p(z) of every draw is needed: of the standard normal it is known.
    pub fn needs_priors(&self) -> bool {
        self.learned_prior
    }

    /// Numbers of noise that an image's draw takes.
    pub(super) fn noise_width(&self) -> usize {
        self.latent_dim * if self.joint() { self.members } else { 1 }
    }

    /// Whether an image has a latent for each member at once: one picture is made of all.
    pub(super) fn joint(&self) -> bool {
        let EnsembleOptions { posterior, average } = self.options;
        posterior == Posteriors::Own && average == Average::Means
    }

    /// How many models there are to choose from: one where all make one.
    pub(super) fn alternatives(&self) -> usize {
        match self.options.average {
            Average::Means => 1,
            Average::Bounds | Average::Models => self.members,
        }
    }

    /// The Gaussians that are drawn from, one draw of each: the members' own, or what they make
    /// together.
    pub(super) fn sources(&self, members: &[Experts]) -> Vec<Experts> {
        match self.options.posterior {
            Posteriors::Own | Posteriors::Mixture => members.to_vec(),
            Posteriors::Product => vec![Experts::product(members)],
            Posteriors::Geometric => vec![Experts::geometric(members)],
        }
    }

    /// One draw from each of these.
    ///
    /// # Shapes
    /// `noise`: `count * noise_width`.
    pub(super) fn draw(&self, sources: &[Experts], noise: &[f32]) -> Vec<DrawSet> {
        let (dim, width) = (self.latent_dim, self.noise_width());
        let draw = |(index, source): (usize, &Experts)| {
            // The same noise for every source of a mixture: each draw is right by itself, and equal
            // members then draw alike.
            let offset = if self.joint() { index * dim } else { 0 };
            let row = |row: usize| &noise[row * width + offset..row * width + offset + dim];
            DrawSet {
                z: source.draw(dim, row),
                rows: (0..source.mean.len() / dim).collect(),
                decoders: match self.options.posterior {
                    Posteriors::Own => vec![index],
                    _ => (0..self.members).collect(),
                },
            }
        };
        sources.iter().enumerate().map(draw).collect()
    }

    /// What images are rebuilt from: a draw of each posterior, the first image having this index in
    /// its set.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`].
    pub fn rebuild(&self, members: &[Experts], seed: u64, first: usize) -> Result<Vec<DrawSet>> {
        check_seed(seed)?;
        let count = members.first().map_or(0, |m| m.mean.len()) / self.latent_dim;
        let width = self.noise_width();
        let noise = normal_rows(seed, Purpose::Reconstruct, first, count, width);
        Ok(self.draw(&self.sources(members), &noise))
    }

    /// What samples are decoded from, draws from the standard normal prior: with decoders' means
    /// averaged each by all, else member after member in turn.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`]; [`Error::PriorMissing`] where a member has a prior of its own.
    pub fn sample(&self, count: usize, seed: u64) -> Result<Vec<DrawSet>> {
        check_seed(seed)?;
        let expected = "a whole number between 1 and 10000";
        check_option((1..=10_000).contains(&count), "count", count, expected)?;
        if self.learned_prior {
            return Err(Error::PriorMissing {
                prior: "common standard normal",
                remedy: "sample from each member by itself",
            });
        }
        let of = |rows: Vec<usize>, decoders: Vec<usize>| {
            let row = |&i: &usize| normal_rows(seed, Purpose::Sample, i, 1, self.latent_dim);
            DrawSet {
                z: rows.iter().flat_map(row).collect(),
                rows,
                decoders,
            }
        };
        Ok(match self.options.average {
            Average::Means => vec![of((0..count).collect(), (0..self.members).collect())],
            Average::Bounds | Average::Models => (0..self.members.min(count))
                .map(|member| {
                    of(
                        (member..count).step_by(self.members).collect(),
                        vec![member],
                    )
                })
                .collect(),
        })
    }

    /// The mean of everything that was decoded of each image.
    ///
    /// # Shapes
    /// `decoded`: a list for each draw of what its decoders gave, in their order; returns
    /// `count * input_dim`.
    pub fn pictures(&self, draws: &[DrawSet], decoded: &[Vec<Vec<f32>>]) -> Vec<f32> {
        let len = self.input_dim;
        let last = draws.iter().flat_map(|draw| &draw.rows).max();
        let count = last.map_or(0, |last| last + 1);
        let mut sums = vec![0.0; count * len];
        let mut times = vec![0u32; count];
        for (draw, answers) in draws.iter().zip(decoded) {
            for pixels in answers {
                for (&row, image) in draw.rows.iter().zip(pixels.chunks_exact(len)) {
                    times[row] += 1;
                    let sums = &mut sums[row * len..][..len];
                    for (sum, &pixel) in sums.iter_mut().zip(image) {
                        *sum += f64::from(pixel);
                    }
                }
            }
        }
        let images = sums.chunks_exact(len).zip(times);
        images
            .flat_map(|(image, times)| image.iter().map(move |sum| (sum / f64::from(times)) as f32))
            .collect()
    }
}

/// Refuses a model that has nothing in common with the first.
fn require_same(index: usize, config: &VaeConfig, first: &VaeConfig) -> Result<()> {
    let fields = |config: &VaeConfig| {
        [
            ("latentDim", config.latent_dim.to_string()),
            ("inputDim", config.input_dim.to_string()),
            ("likelihood", format!("{:?}", config.likelihood)),
            ("classes", config.classes.to_string()),
        ]
    };
    let [found, expected] = [config, first].map(fields);
    match found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != expected)
    {
        None => Ok(()),
        Some((found, expected)) => {
            let said = |(field, value): &(&str, String)| format!("one of {field} {value}");
            Err(Error::ModelsDiffer {
                index,
                found: said(found),
                expected: said(expected),
            })
        }
    }
}

/// σ² of a model's pixels, given or learned.
fn variance(file: &mut WeightsFile, config: &VaeConfig) -> Result<f64> {
    if config.likelihood != Likelihood::Gaussian {
        return Ok(1.0);
    }
    if let Some(sigma) = config.sigma {
        return Ok(sigma * sigma);
    }
    let learned = file.take_tensor("decoder.log_sigma")?.values;
    Ok((2.0 * f64::from(learned[0])).exp())
}
