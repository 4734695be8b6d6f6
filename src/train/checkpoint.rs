//! The optimizer's state and the run's position in a weights file, by the parameters' paths:
//! `adam.m.<path>`, `adam.v.<path>`, and the steps in the metadata; likewise the mean over a run's
//! steps, `average.<path>`.

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::TrainOptions;
use super::adam::Adam;
use super::average::Average;
use crate::error::Result;
use crate::kernel;
use crate::model::{Parameter, ParameterSpec};
use crate::weights::WeightsFile;

const MEAN: &str = "adam.m.";
const SQUARE: &str = "adam.v.";
const AVERAGE: &str = "average.";

/// Where training stood when a file was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunState {
    /// What the run was told.
    pub options: TrainOptions,
    /// How many images it ran over.
    pub images: usize,
    /// Steps of the run that were done.
    pub step: usize,
    /// Steps that the optimizer counted, over all runs.
    pub adam_step: u64,
    /// Steps of the run that its average is of.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub average_steps: u64,
}

fn is_zero(steps: &u64) -> bool {
    *steps == 0
}

/// The optimizer's moments, and the mean over the steps, as a file names them, still on their device.
pub fn checkpoint_parameters(
    adam: &Adam,
    average: Option<&Average>,
    specs: &[ParameterSpec],
) -> Vec<Parameter> {
    let mut parameters = Vec::with_capacity(3 * adam.moments.len());
    for (moments, spec) in adam.moments.iter().zip(specs) {
        for (prefix, values) in [(MEAN, &moments.mean), (SQUARE, &moments.square)] {
            let path = format!("{prefix}{}", spec.path);
            parameters.push(Parameter::beside(path, spec.shape.clone(), values.clone()));
        }
    }
    let means = average.into_iter().flat_map(|average| &average.values);
    for (values, spec) in means.zip(specs) {
        let path = format!("{AVERAGE}{}", spec.path);
        parameters.push(Parameter::beside(path, spec.shape.clone(), values.clone()));
    }
    parameters
}

/// Takes the optimizer's state out of a file; a fresh one when the file has none.
///
/// # Errors
/// The weights' errors when the moments do not fit the model.
pub fn restore_adam(
    file: &mut WeightsFile,
    specs: &[ParameterSpec],
    step: u64,
    device: &Device,
) -> Result<Adam> {
    if !file.has(MEAN) {
        return Ok(Adam::default());
    }
    let means = file.take(specs, MEAN)?;
    let squares = file.take(specs, SQUARE)?;
    let tensor = |values: Vec<f32>| flat(values, device);
    let moments = means.into_iter().zip(squares);
    let moments = moments.map(|(mean, square)| [mean, square].map(tensor));
    Ok(Adam::of(step, moments))
}

/// Takes the mean over a run's steps out of a file; none when the file has none.
///
/// # Errors
/// The weights' errors when it does not fit the model.
pub fn restore_average(
    file: &mut WeightsFile,
    specs: &[ParameterSpec],
    steps: u64,
    device: &Device,
) -> Result<Option<Average>> {
    if !file.has(AVERAGE) {
        return Ok(None);
    }
    let means = file.take(specs, AVERAGE)?.into_iter();
    let means = means.map(|values| flat(values, device)).collect();
    Ok(Some(Average::of(steps, means)))
}

fn flat(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let len = values.len();
    kernel::tensor(values, [len], device)
}
