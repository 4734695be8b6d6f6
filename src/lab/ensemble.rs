//! Several models on one device, taken together, see [`crate::fusion`].

use burn::tensor::Device;

use super::Lab;
use crate::data::Images;
use crate::error::Result;
use crate::evaluate::{EvaluateOptions, Totals};
use crate::fusion::{Batch, DrawSet, Ensemble, EnsembleOptions, Experts, ImageScores};

/// Images measured at a time; the result does not depend on it.
const BATCH: usize = 256;

/// An ensemble with its networks.
#[derive(Debug)]
pub struct LabEnsemble {
    labs: Vec<Lab>,
    ensemble: Ensemble,
}

impl LabEnsemble {
    /// Opens the models of these weights files.
    ///
    /// # Errors
    /// As of [`Ensemble::of`].
    pub fn open(
        files: &[impl AsRef<[u8]>],
        options: EnsembleOptions,
        device: &Device,
    ) -> Result<Self> {
        let ensemble = Ensemble::of(files, options)?;
        let labs = files.iter().map(|file| Lab::open(file.as_ref(), device));
        Ok(Self {
            labs: labs.collect::<Result<_>>()?,
            ensemble,
        })
    }

    /// The members, each by itself.
    pub fn members(&self) -> &[Lab] {
        &self.labs
    }

    /// Measures the ensemble as [`Lab::evaluate`] does one model: sums over the images, and what each
    /// of them measures.
    ///
    /// # Errors
    /// As there.
    pub async fn evaluate(
        &self,
        images: &Images,
        options: &EvaluateOptions,
        first_index: usize,
    ) -> Result<(Totals, ImageScores)> {
        let mut totals = Totals::default();
        let mut scores = ImageScores::default();
        self.labs[0].check_images(images)?;
        for start in (0..images.len()).step_by(BATCH) {
            let piece = images.slice(start..images.len().min(start + BATCH));
            let first = first_index + start;
            let mut batch = Batch::new(&self.ensemble, &piece, options.clone(), first)?;
            let seen = Images::from_floats(batch.pixels().to_vec(), piece.image_len())?;
            let seen = match piece.labels() {
                None => seen,
                Some(labels) => seen.with_labels(labels.to_vec())?,
            };
            batch.encoded(&self.experts(&seen).await?)?;
            while let Some(draws) = batch.draw() {
                let draws = draws.to_vec();
                let decoded = self.decode(&draws, piece.labels()).await?;
                let priors = self.priors(&draws).await?;
                batch.score(&decoded, &priors);
            }
            let (sums, each) = batch.finish();
            totals += sums;
            scores.append(each);
        }
        Ok((totals, scores))
    }

    /// Each image encoded, drawn once, decoded by the members, and their pictures averaged.
    ///
    /// # Shapes
    /// returns `count * input_dim`, in 0..1.
    /// # Errors
    /// As of [`Lab::reconstruct`].
    pub async fn reconstruct(
        &self,
        images: &Images,
        seed: u64,
        first_index: usize,
    ) -> Result<Vec<f32>> {
        self.labs[0].check_images(images)?;
        let experts = self.experts(images).await?;
        let draws = self.ensemble.rebuild(&experts, seed, first_index)?;
        let decoded = self.decode(&draws, images.labels()).await?;
        Ok(self.ensemble.pictures(&draws, &decoded))
    }

    /// Draws from the prior, decoded, see [`Ensemble::sample`].
    ///
    /// # Shapes
    /// `labels`, for conditional models alone: `count`, or none for the classes in turn; returns
    /// `count * input_dim`, in 0..1.
    /// # Errors
    /// As there, and the labels' errors.
    pub async fn sample(&self, count: usize, seed: u64, labels: Option<&[u8]>) -> Result<Vec<f32>> {
        let draws = self.ensemble.sample(count, seed)?;
        let classes = self.labs[0].config().classes;
        let in_turn: Vec<u8> = match (labels, classes) {
            (None, 1..) => (0..count).map(|i| (i % classes) as u8).collect(),
            _ => Vec::new(),
        };
        let labels = labels.or((!in_turn.is_empty()).then_some(&in_turn[..]));
        self.labs[0].check_labels(labels, count)?;
        let decoded = self.decode(&draws, labels).await?;
        Ok(self.ensemble.pictures(&draws, &decoded))
    }

    async fn experts(&self, images: &Images) -> Result<Vec<Experts>> {
        let mut experts = Vec::with_capacity(self.labs.len());
        for lab in &self.labs {
            let encoded = lab.encode(images).await?;
            experts.push(Experts::of(&encoded.mean, &encoded.log_var));
        }
        Ok(experts)
    }

    /// What the decoders of each draw make of it.
    async fn decode(&self, draws: &[DrawSet], labels: Option<&[u8]>) -> Result<Vec<Vec<Vec<f32>>>> {
        let conditional = self.labs[0].config().classes > 0;
        let mut all = Vec::with_capacity(draws.len());
        for draw in draws {
            let labels = labels.filter(|_| conditional);
            let labels = labels
                .map(|labels| -> Vec<u8> { draw.rows.iter().map(|&row| labels[row]).collect() });
            let mut answers = Vec::with_capacity(draw.decoders.len());
            for &member in &draw.decoders {
                let lab = &self.labs[member];
                answers.push(lab.decode(&draw.z, labels.as_deref()).await?);
            }
            all.push(answers);
        }
        Ok(all)
    }

    /// How likely each draw is under the priors of its decoders, where that is asked for.
    async fn priors(&self, draws: &[DrawSet]) -> Result<Vec<Vec<Vec<f64>>>> {
        let mut all = Vec::new();
        for draw in draws.iter().filter(|_| self.ensemble.needs_priors()) {
            let mut answers = Vec::with_capacity(draw.decoders.len());
            for &member in &draw.decoders {
                let lab = &self.labs[member];
                answers.push(lab.log_prior_density(&draw.z, None, None).await?);
            }
            all.push(answers);
        }
        Ok(all)
    }
}
