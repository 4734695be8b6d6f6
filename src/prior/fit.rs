//! Fitting a prior to latents: which kind, to what, and how far it is.

use serde::{Deserialize, Serialize};

use super::mixture_fit::collapsed;
use super::{ClassConditional, Mixture, MixtureFit, PriorName};
use crate::data::check_labels;
use crate::error::{Error, Result, check_option as check};
use crate::noise::check_seed;

const MAX_COMPONENTS: u32 = 256;
const MAX_STEPS: u32 = 10_000;

/// The kinds of prior that are fitted after training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FitKind {
    /// One Gaussian mixture.
    #[default]
    Mixture,
    /// One Gaussian mixture a class.
    ClassConditional,
}

impl FitKind {
    /// The name by which the fitted prior is asked for.
    pub fn name(self) -> PriorName {
        match self {
            Self::Mixture => PriorName::Mixture,
            Self::ClassConditional => PriorName::ClassConditional,
        }
    }
}

/// How to fit a prior.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FitOptions {
    /// Which kind.
    pub kind: FitKind,
    /// Gaussians of the mixture, of each class's mixture if it is class-conditional; when absent
    /// 20 of the one, 1 of the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<u32>,
    /// Seed of the posteriors' noise and of the first means.
    pub seed: u64,
    /// The most steps of each mixture.
    pub max_steps: u32,
    /// A mixture is settled when a step raises the mean log density by less than this share of
    /// its size, or than this many nats where its size is below 1.
    pub tolerance: f64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            kind: FitKind::Mixture,
            components: None,
            seed: 0,
            max_steps: 200,
            tolerance: 1e-5,
        }
    }
}

impl FitOptions {
    /// Gaussians of one mixture.
    pub fn components(&self) -> usize {
        let default = match self.kind {
            FitKind::Mixture => 20,
            FitKind::ClassConditional => 1,
        };
        self.components.unwrap_or(default) as usize
    }

    /// Checks every option.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] that names the first option out of range.
    pub fn validate(&self) -> Result<()> {
        let components = self.components.unwrap_or(1);
        check(
            (1..=MAX_COMPONENTS).contains(&components),
            "components",
            components.to_string(),
            "a whole number between 1 and 256",
        )?;
        check_seed(self.seed)?;
        check(
            (1..=MAX_STEPS).contains(&self.max_steps),
            "maxSteps",
            self.max_steps.to_string(),
            "a whole number between 1 and 10000",
        )?;
        check(
            (0.0..=1.0).contains(&self.tolerance),
            "tolerance",
            self.tolerance.to_string(),
            "between 0 and 1",
        )
    }
}

/// Latents of images, each drawn once from its image's posterior: what they make together is the
/// aggregate posterior. Means alone would be less spread than it.
#[derive(Debug, Clone, PartialEq)]
pub struct Latents {
    /// The draws, row-major: `[count, dim]`.
    pub values: Vec<f32>,
    /// Dimensions of a latent.
    pub dim: usize,
    /// The images' labels where they are known: `[count]`.
    pub labels: Option<Vec<u8>>,
    /// How many classes the labels are of; 0 where only the labels themselves tell.
    pub classes: usize,
}

impl Latents {
    /// Adds the latents of further images of the same set.
    ///
    /// # Errors
    /// [`Error::LabelsLength`] when only one of the two has labels; nothing has changed then.
    pub fn append(&mut self, more: Self) -> Result<()> {
        let known = |latents: &Self| latents.labels.as_ref().map_or(0, Vec::len);
        if self.labels.is_some() != more.labels.is_some() {
            return Err(Error::LabelsLength {
                images: (self.values.len() + more.values.len()) / self.dim.max(1),
                labels: known(self) + known(&more),
            });
        }
        self.values.extend(more.values);
        if let (Some(labels), Some(more)) = (&mut self.labels, more.labels) {
            labels.extend(more);
        }
        Ok(())
    }
}

/// What a step of a fit came to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FitRecord {
    /// The class whose mixture it was, of a class-conditional prior.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<u8>,
    /// Steps of this mixture that are done.
    pub step: u32,
    /// Mean log density a latent before the step, in nats.
    pub log_density: f64,
}

/// How far a fit has come with the latents it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FitAdvance {
    /// There is nothing more to do.
    Settled,
    /// A step was completed.
    Stepped(FitRecord),
    /// A step is under way.
    Within,
}

/// A prior that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub enum Fitted {
    /// One mixture.
    Mixture(Mixture),
    /// One mixture a class.
    ClassConditional(ClassConditional),
}

/// A prior being fitted, a step at a time; to cancel is not to go on.
#[derive(Debug, Clone)]
pub struct PriorFit {
    kind: FitKind,
    /// One a class, or one.
    fits: Vec<MixtureFit>,
}

impl PriorFit {
    /// A fit before its first step.
    ///
    /// # Errors
    /// Those of [`MixtureFit::new`]; for a class-conditional prior [`Error::PriorLabelsMissing`],
    /// [`Error::LabelsLength`], [`Error::LabelsRange`], and [`Error::PriorCollapsed`] when a
    /// class has no latents.
    pub fn new(latents: Latents, options: &FitOptions) -> Result<Self> {
        let fits = match options.kind {
            FitKind::Mixture => vec![MixtureFit::new(latents.values, latents.dim, options, 0)?],
            FitKind::ClassConditional => by_class(&latents)?
                .into_iter()
                .zip(0..)
                .map(|(values, class)| begin_class(values, latents.dim, options, class))
                .collect::<Result<_>>()?,
        };
        Ok(Self {
            kind: options.kind,
            fits,
        })
    }

    /// The next step; none when all is settled.
    ///
    /// # Errors
    /// [`Error::PriorCollapsed`].
    pub fn step(&mut self) -> Result<Option<FitRecord>> {
        loop {
            match self.advance(usize::MAX)? {
                FitAdvance::Settled => return Ok(None),
                FitAdvance::Stepped(record) => return Ok(Some(record)),
                FitAdvance::Within => {}
            }
        }
    }

    /// As [`PriorFit::step`], over the next few latents alone, for a door that must not block.
    ///
    /// # Errors
    /// As there.
    pub fn advance(&mut self, latents: usize) -> Result<FitAdvance> {
        let kind = self.kind;
        let next = self
            .fits
            .iter_mut()
            .zip(0..)
            .find(|(fit, _)| !fit.settled());
        let Some((fit, class)) = next else {
            return Ok(FitAdvance::Settled);
        };
        let class = (kind == FitKind::ClassConditional).then_some(class);
        let stepped = fit.advance(latents);
        let Some(log_density) = stepped.map_err(|error| of_class(error, class))? else {
            return Ok(FitAdvance::Within);
        };
        Ok(FitAdvance::Stepped(FitRecord {
            class,
            step: fit.steps(),
            log_density,
        }))
    }

    /// The prior as it stands.
    ///
    /// # Errors
    /// [`Error::PriorInvalid`] when its numbers do not fit into 32 bits.
    pub fn finish(&self) -> Result<Fitted> {
        match self.kind {
            FitKind::Mixture => Ok(Fitted::Mixture(self.fits[0].finish()?)),
            FitKind::ClassConditional => {
                let classes = self.fits.iter().map(MixtureFit::finish);
                let classes = ClassConditional::new(classes.collect::<Result<_>>()?)?;
                Ok(Fitted::ClassConditional(classes))
            }
        }
    }
}

/// The latents of each class.
fn by_class(latents: &Latents) -> Result<Vec<Vec<f32>>> {
    let labels = latents.labels.as_ref().ok_or(Error::PriorLabelsMissing)?;
    let count = latents.values.len() / latents.dim.max(1);
    if labels.len() != count {
        return Err(Error::LabelsLength {
            images: count,
            labels: labels.len(),
        });
    }
    let classes = match latents.classes {
        0 => labels.iter().max().map_or(0, |&most| usize::from(most) + 1),
        classes => classes,
    };
    check_labels(labels, classes)?;
    let mut groups = vec![Vec::new(); classes];
    for (z, &label) in latents.values.chunks_exact(latents.dim).zip(labels) {
        groups[usize::from(label)].extend_from_slice(z);
    }
    Ok(groups)
}

fn begin_class(
    values: Vec<f32>,
    dim: usize,
    options: &FitOptions,
    class: u8,
) -> Result<MixtureFit> {
    let fit = match values.is_empty() {
        true => Err(collapsed(0, options.components(), 0.0)),
        false => MixtureFit::new(values, dim, options, class),
    };
    fit.map_err(|error| of_class(error, Some(class)))
}

/// The same refusal, with the class it speaks of.
fn of_class(error: Error, of: Option<u8>) -> Error {
    match error {
        Error::PriorCollapsed {
            component,
            components,
            latents,
            ..
        } => Error::PriorCollapsed {
            component,
            components,
            class: of,
            latents,
        },
        other => other,
    }
}
