//! The optimizer's state and the run's position in a weights file, by the parameters' paths:
//! `adam.m.<path>`, `adam.v.<path>`, and the steps in the metadata.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::TrainOptions;
use super::adam::Adam;
use crate::error::Result;
use crate::kernel;
use crate::model::{Parameter, ParameterSpec};
use crate::weights::WeightsFile;

const MEAN: &str = "adam.m.";
const SQUARE: &str = "adam.v.";

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
}

/// The optimizer's moments as a file names them, still on their device.
pub fn checkpoint_parameters(adam: &Adam, specs: &[ParameterSpec]) -> Vec<Parameter> {
    let mut parameters = Vec::with_capacity(2 * adam.moments.len());
    for (moments, spec) in adam.moments.iter().zip(specs) {
        for (prefix, values) in [(MEAN, &moments.mean), (SQUARE, &moments.square)] {
            let path = format!("{prefix}{}", spec.path);
            parameters.push(Parameter::beside(path, spec.shape.clone(), values.clone()));
        }
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
    let tensor = |values: Vec<f32>| {
        let len = values.len();
        kernel::tensor(values, [len], device)
    };
    let moments = means.into_iter().zip(squares);
    let moments = moments.map(|(mean, square)| [mean, square].map(tensor));
    Ok(Adam::of(step, moments))
}
