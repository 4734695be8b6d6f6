//! Fitted priors in a weights file.
//!
//! | tensor                            | shape                          |
//! | --------------------------------- | ------------------------------ |
//! | `prior.mixture.weights`           | `[components]`                 |
//! | `prior.mixture.means`             | `[components, dim]`            |
//! | `prior.mixture.log_vars`          | `[components, dim]`            |
//! | `prior.class_conditional.weights` | `[classes, components]`        |
//! | `prior.class_conditional.means`   | `[classes, components, dim]`   |
//! | `prior.class_conditional.log_vars`| `[classes, components, dim]`   |
//!
//! Either, both or none may be there. A class's weights sum to 1; log σ² is the natural logarithm
//! of the variance.

use super::{ClassConditional, Fitted, Mixture};
use crate::error::{Error, Result};
use crate::model::VaeConfig;
use crate::weights::{NamedTensor, WeightsFile};

const MIXTURE: &str = "prior.mixture.";
const CLASS_CONDITIONAL: &str = "prior.class_conditional.";
/// The most classes that a label can name.
const MAX_CLASSES: usize = 256;

/// The priors fitted to a model's latents.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FittedPriors {
    /// One mixture.
    pub mixture: Option<Mixture>,
    /// One mixture a class.
    pub class_conditional: Option<ClassConditional>,
}

impl FittedPriors {
    /// Takes the fitted priors of a model of this config out of a file.
    ///
    /// # Errors
    /// [`Error::WeightsTensorMissing`], [`Error::WeightsTensorShape`],
    /// [`Error::WeightsPriorInvalid`].
    pub fn take(file: &mut WeightsFile, config: &VaeConfig) -> Result<Self> {
        let mut priors = Self::default();
        if file.has(MIXTURE) {
            let stored = Stored::take(file, MIXTURE, config.latent_dim)?;
            stored.check_rank(1)?;
            priors.mixture = stored.mixtures()?.pop();
        }
        if file.has(CLASS_CONDITIONAL) {
            let stored = Stored::take(file, CLASS_CONDITIONAL, config.latent_dim)?;
            stored.check_rank(2)?;
            stored.check_classes(config.classes)?;
            let classes = ClassConditional::new(stored.mixtures()?)?;
            priors.class_conditional = Some(classes);
        }
        Ok(priors)
    }

    /// The tensors of a file that holds them.
    pub fn tensors(&self) -> Vec<NamedTensor> {
        let mixture = self.mixture.as_ref();
        let mixture = mixture.map(|mixture| {
            let leading = vec![mixture.components()];
            tensors(MIXTURE, &leading, std::slice::from_ref(mixture))
        });
        let classes = self.class_conditional.as_ref();
        let classes = classes.map(|classes| {
            let leading = vec![classes.len(), classes.classes()[0].components()];
            tensors(CLASS_CONDITIONAL, &leading, classes.classes())
        });
        mixture.into_iter().chain(classes).flatten().collect()
    }

    /// Takes a prior in, in place of an older one of its kind.
    pub fn insert(&mut self, fitted: Fitted) {
        match fitted {
            Fitted::Mixture(mixture) => self.mixture = Some(mixture),
            Fitted::ClassConditional(classes) => self.class_conditional = Some(classes),
        }
    }
}

fn tensors(prefix: &str, leading: &[usize], mixtures: &[Mixture]) -> Vec<NamedTensor> {
    let dim = mixtures[0].dim();
    let rows = [leading, &[dim]].concat();
    let tensor = |name: &str, shape: &[usize], values: fn(&Mixture) -> &[f32]| NamedTensor {
        name: format!("{prefix}{name}"),
        shape: shape.to_vec(),
        values: mixtures.iter().flat_map(values).copied().collect(),
    };
    vec![
        tensor("weights", leading, Mixture::weights),
        tensor("means", &rows, Mixture::means),
        tensor("log_vars", &rows, Mixture::log_vars),
    ]
}

/// The three tensors of a prior, as a file has them.
struct Stored {
    prefix: &'static str,
    weights: NamedTensor,
    means: NamedTensor,
    log_vars: NamedTensor,
}

impl Stored {
    fn take(file: &mut WeightsFile, prefix: &'static str, dim: usize) -> Result<Self> {
        let mut take = |name: &str| file.take_tensor(&format!("{prefix}{name}"));
        let stored = Self {
            prefix,
            weights: take("weights")?,
            means: take("means")?,
            log_vars: take("log_vars")?,
        };
        let rows = [&stored.weights.shape[..], &[dim]].concat();
        check_shape(&stored.means, &rows)?;
        check_shape(&stored.log_vars, &rows)?;
        Ok(stored)
    }

    /// Weights have as many dimensions as this, and none of them is empty.
    fn check_rank(&self, rank: usize) -> Result<()> {
        let shape = &self.weights.shape;
        let mut expected: Vec<usize> = shape.iter().map(|&size| size.max(1)).collect();
        expected.resize(rank, 1);
        check_shape(&self.weights, &expected)
    }

    /// As many classes as the model has, or as a label can name.
    fn check_classes(&self, classes: usize) -> Result<()> {
        let shape = &self.weights.shape;
        let expected = match classes {
            0 => shape[0].min(MAX_CLASSES),
            classes => classes,
        };
        check_shape(&self.weights, &[expected, shape[1]])
    }

    /// One mixture for each row of weights.
    fn mixtures(self) -> Result<Vec<Mixture>> {
        let components = self.weights.shape.last().copied().unwrap_or(1);
        let classes = self.weights.values.len() / components;
        let each = self.means.values.len() / classes;
        let weights = self.weights.values.chunks_exact(components);
        let means = self.means.values.chunks_exact(each);
        let log_vars = self.log_vars.values.chunks_exact(each);
        weights
            .zip(means)
            .zip(log_vars)
            .map(|((weights, means), log_vars)| {
                Mixture::new(weights.to_vec(), means.to_vec(), log_vars.to_vec())
                    .map_err(|error| of_file(error, self.prefix))
            })
            .collect()
    }
}

fn check_shape(tensor: &NamedTensor, expected: &[usize]) -> Result<()> {
    match tensor.shape == expected {
        true => Ok(()),
        false => Err(Error::WeightsTensorShape {
            name: tensor.name.clone(),
            found: tensor.shape.clone(),
            expected: expected.to_vec(),
        }),
    }
}

/// The same refusal, with the tensor's name in the file.
fn of_file(error: Error, prefix: &str) -> Error {
    match error {
        Error::PriorInvalid {
            field,
            value,
            expected,
        } => Error::WeightsPriorInvalid {
            name: match field {
                "logVars" => format!("{prefix}log_vars"),
                field => format!("{prefix}{field}"),
            },
            value,
            expected,
        },
        other => other,
    }
}
