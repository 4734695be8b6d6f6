//! The exponential moving average of the parameters over the steps of a run.

use burn::tensor::Tensor;

use crate::model::Parameter;

/// Running means of all parameters: after step n, `θ̄ + (θ − θ̄) (1 − d)/(1 − dⁿ)` for a decay d, so
/// that the first step is its own mean and no trace is left of where the run began.
///
/// # Source
/// Kingma & Ba 2015, section 7.2 (temporal averaging), its correction of the bias folded into each
/// step's share.
#[derive(Debug, Clone)]
pub struct Average {
    decay: f64,
    /// Steps averaged.
    pub steps: u64,
    /// One entry a parameter, flattened, in the order of the module; empty before the first step.
    pub values: Vec<Tensor<1>>,
}

impl Average {
    /// The means after so many steps.
    pub fn of(steps: u64, values: Vec<Tensor<1>>) -> Self {
        Self {
            decay: 0.0,
            steps,
            values,
        }
    }

    /// The same, going on with this decay.
    pub(super) fn with_decay(self, decay: f64) -> Self {
        Self { decay, ..self }
    }

    /// Takes in the parameters after a step.
    pub(super) fn add(&mut self, parameters: Vec<Parameter>) {
        self.steps += 1;
        let share = (1.0 - self.decay) / (1.0 - libm::pow(self.decay, self.steps as f64));
        let mut before = std::mem::take(&mut self.values).into_iter();
        let moved = parameters.into_iter().map(|parameter| {
            let value = parameter.values;
            match before.next() {
                None => value,
                Some(mean) => mean.clone() + (value - mean).mul_scalar(share),
            }
        });
        self.values = moved.collect();
    }
}
