//! Steps of a run that several workers share, see [`crate::train::Side`].
//!
//! The lab lends out a chunk of steps: where it stands, then part by part what each step sees. It
//! stays as it was until the end of the chunk comes back, so a chunk that fails is done alone.

use burn::tensor::TensorData;

use super::*;
use crate::train::{FlatState, Part, StepRecord};

/// A chunk that other workers are at.
#[derive(Debug)]
pub(super) struct SharedChunk {
    first: usize,
}

impl Lab {
    /// Lends out where training stands; nothing when the run is over, or its objective is not the
    /// mean of what it is for parts of a batch.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`], [`Error::DeviceLost`].
    pub async fn begin_shared(&mut self) -> Result<Option<FlatState>> {
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        if !run.options().is_a_mean() || run.step() >= run.total_steps() {
            return Ok(None);
        }
        self.shared = Some(SharedChunk { first: run.step() });
        let mut state = FlatState {
            adam_step: self.trainer.adam().step,
            ..FlatState::default()
        };
        for parameter in self.trainer.model().parameters() {
            state.values.extend(read(parameter.values).await?);
        }
        for moments in &self.trainer.adam().moments {
            state.means.extend(read(moments.mean.clone()).await?);
            state.squares.extend(read(moments.square.clone()).await?);
        }
        state.means.resize(state.values.len(), 0.0);
        state.squares.resize(state.values.len(), 0.0);
        Ok(Some(state))
    }

    /// What each side sees in the next step of the chunk, with the number of steps before it; none
    /// at the end of the run.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`].
    pub fn next_shared(&mut self, sides: usize) -> Result<Option<(usize, Vec<Part>)>> {
        let run = self.run.as_mut().ok_or(Error::TrainingNotBegun)?;
        let step = run.step();
        Ok(run.next_parts(sides).map(|parts| (step, parts)))
    }

    /// Takes back where a chunk has led, with each step's terms: reconstruction, KL, objective.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`]; the weights' errors when the state is another model's.
    pub fn end_shared(&mut self, state: FlatState, terms: &[f32]) -> Result<Vec<StepRecord>> {
        let chunk = self.shared.take().ok_or(Error::TrainingNotBegun)?;
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        let records = run.records(chunk.first, terms);
        let specs = self.config().parameters();
        let cut = |values: &[f32]| FlatState::cut(&specs, values);
        let vae = Vae::from_parameters(self.config(), cut(&state.values), &self.device)?;
        let tensor = |values: Vec<f32>| {
            let length = values.len();
            Tensor::from_data(TensorData::new(values, [length]), &self.device)
        };
        let moments = cut(&state.means).into_iter().zip(cut(&state.squares));
        let moments = moments.map(|(mean, square)| [mean, square].map(tensor));
        let adam = Adam::of(state.adam_step, moments);
        let start = self.chunk_start_at(chunk.first);
        self.trainer = Trainer::new(vae, adam, &self.device);
        self.chunk_start = Some(start);
        self.note_steps(records.len());
        Ok(records)
    }

    /// Gives a chunk up: the run stands where the chunk began.
    pub fn drop_shared(&mut self) {
        if let (Some(chunk), Some(run)) = (self.shared.take(), self.run.as_mut()) {
            run.seek(chunk.first);
        }
    }
}
