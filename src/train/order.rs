//! Which images a step sees.

use crate::noise::{Noise, Purpose};

/// The order of the images in the epoch last asked about.
#[derive(Debug, Default)]
pub(super) struct Order {
    epoch: Option<(usize, Vec<usize>)>,
}

impl Order {
    /// The indices of the batch that follows `step` steps over `count` images; the last batch of
    /// an epoch may be smaller.
    pub fn batch(&mut self, seed: u64, step: usize, count: usize, batch: usize) -> Vec<usize> {
        let per_epoch = count.div_ceil(batch);
        let epoch = step / per_epoch;
        if self.epoch.as_ref().is_none_or(|(of, _)| *of != epoch) {
            let noise = &mut Noise::new(seed, Purpose::Shuffle, epoch as u64);
            self.epoch = Some((epoch, noise.permutation(count)));
        }
        let start = step % per_epoch * batch;
        match &self.epoch {
            Some((_, order)) => order[start..count.min(start + batch)].to_vec(),
            None => Vec::new(),
        }
    }
}
