//! Models of one kind, averaged weight by weight.

use serde::Serialize;

use super::model_file::{Made, ModelFile, made, stored};
use crate::error::{Error, Result, check_option};
use crate::weights::NamedTensor;

/// What was done, for the passport.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings<'a> {
    /// What part each model has in it; they sum to 1.
    shares: &'a [f64],
}

/// A file whose weights are the mean of the models', each with this weight: any finite numbers that
/// do not sum to 0.
///
/// # Errors
/// [`Error::OptionOutOfRange`] for fewer than two models or other weights; [`Error::ModelsDiffer`]
/// for models of different networks.
pub fn average(models: &[ModelFile], weights: &[f64]) -> Result<Made> {
    check_option(models.len() > 1, "models", models.len(), "at least 2")?;
    let sum: f64 = weights.iter().sum();
    let fine = weights.len() == models.len() && sum.is_finite() && sum.abs() > 1e-12;
    let range = "a finite number for each model, not 0 together";
    check_option(fine, "weights", format!("{weights:?}"), range)?;
    let parents: Vec<&ModelFile> = models.iter().collect();
    require_same(&parents)?;
    let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    let mean = |i: usize| {
        let first = &models[0].tensors[i];
        let number = |k: usize| -> f32 {
            let each = models.iter().zip(&shares);
            let sum: f64 = each
                .map(|(model, share)| share * f64::from(model.tensors[i].values[k]))
                .sum();
            sum as f32
        };
        NamedTensor {
            values: (0..first.values.len()).map(number).collect(),
            ..first.clone()
        }
    };
    let tensors = (0..models[0].tensors.len()).map(mean).collect();
    let config = models[0].config().clone();
    let settings = Settings { shares: &shares };
    let tensors = stored(tensors, models[0].precision);
    Ok(made(&parents, config, "average", &settings, &tensors))
}

/// Refuses models of different networks.
pub(super) fn require_same(models: &[&ModelFile]) -> Result<()> {
    let first = models[0].config();
    match models.iter().position(|model| model.config() != first) {
        None => Ok(()),
        Some(index) => {
            let [expected, found] = first.told_apart(models[index].config());
            Err(Error::ModelsDiffer {
                index,
                found,
                expected,
            })
        }
    }
}
