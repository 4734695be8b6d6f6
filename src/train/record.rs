//! What is known of one training step.

use serde::Serialize;

/// Figures of one step: batch means, in nats per image. Reconstruction and KL are unweighted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRecord {
    /// Number of the step in its run, from 1.
    pub step: usize,
    /// Number of the epoch, from 1.
    pub epoch: usize,
    /// Negative log-likelihood of the images.
    pub reconstruction: f32,
    /// KL divergence from the posterior to the prior.
    pub kl: f32,
    /// Their sum, the negative of the evidence lower bound.
    pub negative_elbo: f32,
    /// What the step minimised, see [`crate::objective::Objective`].
    pub objective: f32,
}
