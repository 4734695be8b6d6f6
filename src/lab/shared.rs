//! Steps of a run that several workers share, see [`crate::train::Side`].
//!
//! The lab lends out a chunk of steps: where it stands, then part by part what each step sees. It
//! stays as it was until the end of the chunk comes back, so a chunk that fails is done alone.

use super::*;
use crate::train::{FlatState, Part, Side, StepRecord};

/// A chunk that other workers are at.
#[derive(Debug)]
pub(super) struct SharedChunk {
    first: usize,
}

/// Arithmetic of a step below which the exchange costs what the sharing gains. Of `npm run bench` on
/// two cores: 0.11 GFLOP, dense at batch 32, took 3.5 ms alone and 4.2 in two workers; 0.42 GFLOP, at
/// batch 128, 11.1 and 8.3.
const LEAST_SHARED_FLOP: f64 = 1.5e8;

impl Lab {
    /// Whether the run's steps are large enough for several workers to be faster than one.
    pub fn gains_by_sharing(&self) -> bool {
        let Some(run) = &self.run else {
            return false;
        };
        let options = run.options();
        let samples = options.objective_at(0, run.image_count()).samples();
        let rows = options.batch_size as usize * samples;
        // Once forwards, twice backwards, each a product and a sum.
        6.0 * (self.config().multiply_adds() * rows) as f64 >= LEAST_SHARED_FLOP
    }

    /// Whether the run's next steps can be shared: it is not over, and its objective is the mean of
    /// what it is for parts of a batch, there is no teacher,
    /// nothing is kept at 0 and no average taken.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`].
    pub fn can_share(&self) -> Result<bool> {
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        let options = run.options();
        let alone = run.is_taught() || options.keep_zeros || options.average_decay > 0.0;
        let alone = alone || !options.is_a_mean();
        Ok(!alone && run.step() < run.total_steps())
    }

    /// What weights and optimizer are: sides that have ended a chunk here need no new start.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// Where training stands, for sides to start from.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn flat_state(&self) -> Result<FlatState> {
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
        Ok(state)
    }

    /// Lends out a chunk of steps.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`].
    pub fn begin_shared(&mut self) -> Result<()> {
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        self.shared = Some(SharedChunk { first: run.step() });
        Ok(())
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

    /// Takes back where a chunk has led: a side, Adam's two means of each parameter, and each step's
    /// terms: reconstruction, KL, objective.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`].
    pub fn end_shared(
        &mut self,
        side: &Side,
        [means, squares]: [Vec<Vec<f32>>; 2],
        terms: &[f32],
    ) -> Result<Vec<StepRecord>> {
        let chunk = self.shared.take().ok_or(Error::TrainingNotBegun)?;
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        let records = run.records(chunk.first, terms);
        let tensor = |values: Vec<f32>| {
            let length = values.len();
            kernel::tensor(values, [length], &self.device)
        };
        let moments = means.into_iter().zip(squares);
        let moments = moments.map(|(mean, square)| [mean, square].map(tensor));
        let adam = Adam::of(side.state().adam_step, moments);
        self.chunk_start = Some(self.chunk_start_at(chunk.first));
        self.trainer = side.trainer(adam);
        self.revision = Revision::next();
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
