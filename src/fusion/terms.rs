//! What one draw of each posterior says of the images.

use super::experts::{log_mean_exp, standard_normal};
use super::pixels::reconstruction;
use super::{Average, DrawSet, Ensemble, Experts, Posteriors};

/// A number for each image, in nats.
pub(super) type Each = Vec<f64>;

/// What is known of one draw and one way to decode it.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// −ln p(x|z).
    pub reconstruction: Each,
    /// KL divergence from the posterior to the prior, in closed form as far as there is one.
    pub kl: Each,
    /// ln q(z|x) − ln p(z) of this very draw.
    pub log_ratio: Each,
    /// Squared error of the mean images, over all pixels of all of them.
    pub squared_error: f64,
}

/// One draw of each source, decoded.
pub(super) struct Drawn<'a> {
    pub ensemble: &'a Ensemble,
    pub sources: &'a [Experts],
    pub draws: &'a [DrawSet],
    /// The images: `count * input_dim`.
    pub pixels: &'a [f32],
    /// A list for each draw of what its decoders gave.
    pub decoded: &'a [Vec<Vec<f32>>],
    /// The same of ln p(z); empty where all priors are standard normal.
    pub priors: &'a [Vec<Each>],
}

impl Drawn<'_> {
    /// The terms by stratum, then by alternative. Strata are draws whose mean counts; alternatives are
    /// the members, or all of them as one model.
    pub fn terms(&self) -> Vec<Vec<Term>> {
        let members = 0..self.ensemble.members;
        if self.ensemble.joint() {
            return vec![vec![self.joint()]];
        }
        if self.ensemble.options.posterior == Posteriors::Own {
            let own = |member| self.of(member, &[0], &[member]);
            return vec![members.map(own).collect()];
        }
        let all: Vec<usize> = members.clone().collect();
        let stratum = |set| match self.ensemble.options.average {
            Average::Means => vec![self.of(set, &all, &all)],
            _ => all.iter().map(|&m| self.of(set, &[m], &[m])).collect(),
        };
        (0..self.draws.len()).map(stratum).collect()
    }

    /// The terms of one draw as these of its decoders rebuild it together, which are these members.
    fn of(&self, set: usize, places: &[usize], members: &[usize]) -> Term {
        let answers: Vec<&[f32]> = places.iter().map(|&p| &self.decoded[set][p][..]).collect();
        let (reconstruction, squared_error) = self.rebuilt(&answers, members);
        let each: Vec<Each> = places.iter().map(|&place| self.log_p(set, place)).collect();
        let log_p = by_image(&each, |values| log_mean_exp(values));
        let log_ratio = minus(&self.log_q(set), &log_p);
        Term {
            reconstruction,
            kl: self.divergence(set, &log_ratio),
            log_ratio,
            squared_error,
        }
    }

    /// One picture of a latent for each member: they have a prior each, and cost what all cost.
    fn joint(&self) -> Term {
        let members: Vec<usize> = (0..self.ensemble.members).collect();
        let answers: Vec<&[f32]> = self.decoded.iter().map(|answers| &answers[0][..]).collect();
        let (reconstruction, squared_error) = self.rebuilt(&answers, &members);
        let ratio = |&m: &usize| minus(&self.log_q(m), &self.log_p(m, 0));
        let ratios: Vec<Each> = members.iter().map(ratio).collect();
        let costs = members.iter().zip(&ratios);
        let costs: Vec<Each> = costs.map(|(&m, ratio)| self.divergence(m, ratio)).collect();
        Term {
            reconstruction,
            kl: by_image(&costs, |values| values.sum()),
            log_ratio: by_image(&ratios, |values| values.sum()),
            squared_error,
        }
    }

    /// ln q(z|x) of a draw.
    fn log_q(&self, set: usize) -> Each {
        let density =
            |source: &Experts| source.log_density(self.ensemble.latent_dim, &self.draws[set].z);
        match self.ensemble.options.posterior {
            Posteriors::Mixture => {
                let each: Vec<Each> = self.sources.iter().map(density).collect();
                by_image(&each, |values| log_mean_exp(values))
            }
            _ => density(&self.sources[set]),
        }
    }

    /// ln p(z) of a draw under the prior of one of its decoders, by its place among them.
    fn log_p(&self, set: usize, place: usize) -> Each {
        match self.ensemble.needs_priors() {
            true => self.priors[set][place].clone(),
            false => standard_normal(self.ensemble.latent_dim, &self.draws[set].z),
        }
    }

    /// KL divergence from the posterior of a draw to the prior.
    fn divergence(&self, set: usize, log_ratio: &[f64]) -> Each {
        if self.ensemble.needs_priors() {
            return log_ratio.to_vec();
        }
        let dim = self.ensemble.latent_dim;
        let source = &self.sources[set];
        let closed = source.divergence(dim);
        match self.ensemble.options.posterior {
            Posteriors::Mixture => {
                // That of its expert, less how far, by the draw, the mixture is from the expert.
                let expert = source.log_density(dim, &self.draws[set].z);
                minus(&closed, &minus(&expert, &self.log_q(set)))
            }
            _ => closed,
        }
    }

    /// −ln p(x|z) with the mean of these answers for a mean, and its squared error.
    fn rebuilt(&self, answers: &[&[f32]], members: &[usize]) -> (Each, f64) {
        let Ensemble {
            likelihood,
            input_dim: len,
            variances,
            ..
        } = self.ensemble;
        let count = answers.len() as f64;
        let variance = members.iter().map(|&m| variances[m]).sum::<f64>() / count;
        let mut squared_error = 0.0;
        let images = self.pixels.chunks_exact(*len).enumerate();
        let scores = images.map(|(i, image)| {
            let mean = |p: usize| {
                let sum: f64 = answers.iter().map(|a| f64::from(a[i * len + p])).sum();
                sum / count
            };
            let means: Vec<f64> = (0..*len).map(mean).collect();
            let errors = means.iter().zip(image);
            squared_error += errors
                .map(|(m, &x)| (m - f64::from(x)).powi(2))
                .sum::<f64>();
            reconstruction(*likelihood, variance, &means, image)
        });
        (scores.collect(), squared_error)
    }
}

fn minus(a: &[f64], b: &[f64]) -> Each {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// What `join` makes of the lists' numbers of each image.
pub(super) fn by_image(
    lists: &[Each],
    join: impl Fn(&mut dyn Iterator<Item = f64>) -> f64,
) -> Each {
    let count = lists.first().map_or(0, Vec::len);
    (0..count)
        .map(|i| join(&mut lists.iter().map(|list| list[i])))
        .collect()
}
