//! A few images measured by an ensemble, draw by draw.

use super::experts::log_mean_exp;
use super::terms::{Drawn, Each, Term, by_image};
use super::{Average, DrawSet, Ensemble, Experts};
use crate::data::Images;
use crate::error::{Error, Result, check_option};
use crate::evaluate::{EvaluateOptions, ImportanceNoise, Totals, bound_noise, seen_pixels};
use crate::noise::{Purpose, check_seed, normal_rows};

/// What was measured of each image of a batch, in nats.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImageScores {
    /// −ln p(x|z).
    pub reconstruction: Vec<f64>,
    /// KL divergence from the posterior to the prior; with `models`, that of the choice of a member
    /// too.
    pub kl: Vec<f64>,
    /// Importance-sampled −ln p(x); empty unless it was asked for.
    pub nll: Vec<f64>,
}

impl ImageScores {
    /// Those of these images behind them.
    pub fn append(&mut self, mut more: Self) {
        self.reconstruction.append(&mut more.reconstruction);
        self.kl.append(&mut more.kl);
        self.nll.append(&mut more.nll);
    }
}

/// What a draw is for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Round {
    /// Which member an image is of, by draws of their own: with the bound's it would be no bound.
    Choice,
    /// The bound.
    Bound,
    /// The importance-sampled likelihood.
    Importance(u32),
}

/// Images on their way through an ensemble: as long as [`Batch::draw`] gives latents, they are to be
/// decoded and told to [`Batch::score`].
#[derive(Debug)]
pub struct Batch {
    ensemble: Ensemble,
    options: EvaluateOptions,
    first: usize,
    count: usize,
    pixels: Vec<f32>,
    sources: Vec<Experts>,
    importance: ImportanceNoise,
    next: Option<Round>,
    drawn: Vec<DrawSet>,
    /// What each member has in each image: `count` lists of a number for each alternative.
    shares: Vec<Vec<f64>>,
    scores: ImageScores,
    squared_error: f64,
    /// Log importance weights: for each image, for each alternative, one a draw.
    weights: Vec<Vec<Vec<f64>>>,
}

impl Batch {
    /// Begins with images, the first having this index in its set. The members' encoders are to be
    /// shown [`Batch::pixels`], and [`Batch::encoded`] to be told what they say.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::ImagesLength`], [`Error::OptionOutOfRange`].
    pub fn new(
        ensemble: &Ensemble,
        images: &Images,
        options: EvaluateOptions,
        first: usize,
    ) -> Result<Self> {
        check_seed(options.seed)?;
        let expected = "a whole number between 0 and 10000";
        let samples = options.importance_samples;
        check_option(samples <= 10_000, "importanceSamples", samples, expected)?;
        let count = images.len();
        if count == 0 {
            return Err(Error::ImagesEmpty);
        }
        if images.image_len() != ensemble.input_dim {
            return Err(Error::ImagesLength {
                pixels: images.image_len(),
                image_len: ensemble.input_dim,
            });
        }
        let indices: Vec<usize> = (0..count).collect();
        let noise = ensemble.noise_width();
        Ok(Self {
            pixels: seen_pixels(images, &indices, first, &options),
            sources: Vec::new(),
            importance: ImportanceNoise::new(options.seed, first, count, noise),
            next: Some(match ensemble.options.average {
                Average::Models => Round::Choice,
                _ => Round::Bound,
            }),
            drawn: Vec::new(),
            shares: Vec::new(),
            scores: ImageScores::default(),
            squared_error: 0.0,
            weights: vec![vec![Vec::new(); ensemble.alternatives()]; count],
            ensemble: ensemble.clone(),
            options,
            first,
            count,
        })
    }

    /// The images as they are measured: grey, or drawn black or white.
    ///
    /// # Shapes
    /// returns `count * input_dim`, in 0..1.
    pub fn pixels(&self) -> &[f32] {
        &self.pixels
    }

    /// Takes in what each member's encoder says of the pixels.
    ///
    /// # Errors
    /// [`Error::LatentsLength`].
    pub fn encoded(&mut self, members: &[Experts]) -> Result<()> {
        let (count, width) = (self.count, self.ensemble.latent_dim);
        let lengths = members.iter().flat_map(|m| [m.mean.len(), m.log_var.len()]);
        if let Some(values) = lengths.into_iter().find(|&len| len != count * width) {
            return Err(Error::LatentsLength {
                values,
                latent_dim: width,
            });
        }
        self.sources = self.ensemble.sources(members);
        Ok(())
    }

    /// The next latents to decode; none when all is measured.
    pub fn draw(&mut self) -> Option<&[DrawSet]> {
        let width = self.ensemble.noise_width();
        let (seed, first, count) = (self.options.seed, self.first, self.count);
        let noise = match self.next? {
            Round::Choice => normal_rows(seed, Purpose::Choose, first, count, width),
            Round::Bound => bound_noise(seed, first, count, width),
            Round::Importance(_) => self.importance.draw(),
        };
        self.drawn = self.ensemble.draw(&self.sources, &noise);
        Some(&self.drawn)
    }

    /// Takes in what the latents of the last [`Batch::draw`] were decoded to.
    ///
    /// # Shapes
    /// `decoded`, and `priors` where the ensemble needs them: a list for each draw of what each of
    /// its decoders gave, in their order; pixels `count * input_dim`, ln p(z) `count`.
    pub fn score(&mut self, decoded: &[Vec<Vec<f32>>], priors: &[Vec<Vec<f64>>]) {
        let Some(round) = self.next else { return };
        let drawn = Drawn {
            ensemble: &self.ensemble,
            sources: &self.sources,
            draws: &self.drawn,
            pixels: &self.pixels,
            decoded,
            priors,
        };
        let strata = drawn.terms();
        let samples = self.options.importance_samples;
        self.next = match round {
            Round::Choice => {
                self.choose(&strata);
                Some(Round::Bound)
            }
            Round::Bound => {
                self.note_bound(&strata);
                (samples > 0).then_some(Round::Importance(1))
            }
            Round::Importance(number) => {
                self.weigh(&strata);
                (number < samples).then_some(Round::Importance(number + 1))
            }
        };
    }

    fn choose(&mut self, strata: &[Vec<Term>]) {
        let reconstruction = Self::means(strata, |term| &term.reconstruction);
        let kl = Self::means(strata, |term| &term.kl);
        let costs = |i: usize| -> Vec<f64> {
            let each = reconstruction.iter().zip(&kl);
            each.map(|(r, k)| r[i] + k[i]).collect()
        };
        self.shares = (0..self.count).map(|i| shares(&costs(i))).collect();
    }

    fn note_bound(&mut self, strata: &[Vec<Term>]) {
        let alternatives = strata[0].len();
        let even = vec![1.0 / alternatives as f64; alternatives];
        if self.shares.is_empty() {
            self.shares = vec![even; self.count];
        }
        // A member that has no part in an image adds nothing, however far off it is.
        let weighted = |values: &[Vec<f64>], i: usize| -> f64 {
            let parts = self.shares[i].iter().zip(values);
            let parts = parts.filter(|(share, _)| **share > 0.0);
            parts.map(|(share, of)| share * of[i]).sum()
        };
        // KL divergence from the shares to even ones.
        let choice = |i: usize| -> f64 {
            let parts = self.shares[i].iter().filter(|share| **share > 0.0);
            parts.map(|p| p * (p * alternatives as f64).ln()).sum()
        };
        let reconstruction = Self::means(strata, |term| &term.reconstruction);
        let kl = Self::means(strata, |term| &term.kl);
        let rows = 0..self.count;
        self.scores = ImageScores {
            reconstruction: rows.clone().map(|i| weighted(&reconstruction, i)).collect(),
            kl: rows.map(|i| weighted(&kl, i) + choice(i)).collect(),
            nll: Vec::new(),
        };
        let errors: Vec<f64> = strata.iter().flatten().map(|t| t.squared_error).collect();
        self.squared_error = errors.iter().sum::<f64>() / errors.len() as f64;
    }

    fn weigh(&mut self, strata: &[Vec<Term>]) {
        for (a, term) in strata.iter().flat_map(|terms| terms.iter().enumerate()) {
            let each = term.reconstruction.iter().zip(&term.log_ratio);
            for (weights, (rebuilt, ratio)) in self.weights.iter_mut().zip(each) {
                weights[a].push(-rebuilt - ratio);
            }
        }
    }

    /// Per alternative, the means over the strata of a draw.
    fn means(strata: &[Vec<Term>], of: impl Fn(&Term) -> &Each) -> Vec<Each> {
        let count = strata.len() as f64;
        let alternative = |a: usize| {
            let each: Vec<Each> = strata.iter().map(|terms| of(&terms[a]).clone()).collect();
            by_image(&each, |values| values.sum::<f64>() / count)
        };
        (0..strata[0].len()).map(alternative).collect()
    }

    /// Sums over the images, and what was measured of each.
    pub fn finish(mut self) -> (Totals, ImageScores) {
        if self.options.importance_samples > 0 {
            let nll = |weights: &Vec<Vec<f64>>| {
                let alternatives = weights.iter();
                let each = alternatives.map(|draws| log_mean_exp(draws.iter().copied()));
                match self.ensemble.options.average {
                    Average::Bounds => -each.sum::<f64>() / weights.len() as f64,
                    _ => -log_mean_exp(each),
                }
            };
            self.scores.nll = self.weights.iter().map(nll).collect();
        }
        (self.totals(), self.scores)
    }

    fn totals(&self) -> Totals {
        let ImageScores {
            reconstruction,
            kl,
            nll,
        } = &self.scores;
        let columns = |values: &dyn Fn(&Experts) -> Vec<f64>| {
            let mut sums = vec![0.0; self.ensemble.latent_dim];
            for source in &self.sources {
                for row in values(source).chunks_exact(sums.len()) {
                    for (sum, value) in sums.iter_mut().zip(row) {
                        *sum += value / self.sources.len() as f64;
                    }
                }
            }
            sums
        };
        let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
        let bound = reconstruction.iter().zip(kl).map(|(r, k)| r + k);
        let measured = !nll.is_empty();
        Totals {
            count: self.count,
            pixels: self.ensemble.input_dim,
            reconstruction: reconstruction.iter().sum(),
            kl: kl.iter().sum(),
            negative_elbo_square: squares(&bound.collect::<Vec<_>>()),
            squared_error: self.squared_error,
            kl_per_dimension: columns(&|source| source.divergences().collect()),
            mean: columns(&|source| source.mean.clone()),
            mean_square: columns(&|source| source.mean.iter().map(|m| m * m).collect()),
            nll: measured.then(|| nll.iter().sum()),
            nll_square: measured.then(|| squares(nll)),
        }
    }
}

/// What part each member has in an image, from its negative bounds: `softmax` of the bounds, which
/// makes the bound of the even mixture of models largest.
fn shares(costs: &[f64]) -> Vec<f64> {
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let parts: Vec<f64> = costs.iter().map(|cost| (least - cost).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|part| part / sum).collect()
}
