//! A model with its optimizer, one step at a time.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::zeros::{Zeros, zeros_of};
use super::{Adam, Average, Teacher};
use crate::model::Vae;
use crate::objective::Objective;

/// What one step sees, on the device.
#[derive(Debug, Clone)]
pub struct Batch {
    /// `[batch, input_dim]` in 0..1.
    pub images: Tensor<2>,
    /// One-hot, for a conditional model alone: `[batch, classes]`.
    pub labels: Option<Tensor<2>>,
    /// Standard normal, an image's draws side by side: `[batch * samples, latent_dim]`.
    pub noise: Tensor<2>,
}

/// A model in training. Cloning is cheap: tensors are shared until one side changes.
#[derive(Debug, Clone)]
pub struct Trainer {
    /// Absent only while the optimizer has it.
    vae: Option<Vae>,
    /// The model before any step, which may compute with codes that no step moves.
    still: Option<Vae>,
    adam: Adam,
    /// What stays 0.
    zeros: Option<Zeros>,
    /// The mean over the steps, where the run takes one.
    average: Option<Average>,
}

impl Trainer {
    /// A model that is in training already.
    pub(super) fn of(vae: Vae, adam: Adam) -> Self {
        Self {
            vae: Some(vae),
            still: None,
            adam,
            zeros: None,
            average: None,
        }
    }

    /// Takes a model into training, with the optimizer's state or [`Adam::default`].
    pub fn new(mut vae: Vae, adam: Adam, device: &Device) -> Self {
        let still = Some(vae.clone());
        vae.set_codes(&[]);
        let vae = vae.fork(&device.clone().autodiff()).train();
        Self {
            vae: Some(vae),
            still,
            adam,
            zeros: None,
            average: None,
        }
    }

    /// The model as it is now, for inference.
    pub fn model(&self) -> Vae {
        match &self.still {
            Some(vae) => vae.clone(),
            None => self.vae().valid(),
        }
    }

    fn vae(&self) -> &Vae {
        self.vae.as_ref().expect("the optimizer gives it back")
    }

    /// The optimizer's state.
    pub fn adam(&self) -> &Adam {
        &self.adam
    }

    /// From now on weights that are 0 stay so, or no longer do.
    pub fn keep_zeros(&mut self, whether: bool) {
        self.zeros = whether.then(|| zeros_of(&self.model()));
    }

    /// The mean over the steps of the run, or of the last, where it took one.
    pub fn average(&self) -> Option<&Average> {
        self.average.as_ref()
    }

    /// Goes on with means that were taken before.
    pub fn set_average(&mut self, average: Option<Average>) {
        self.average = average;
    }

    /// From now on the parameters are averaged with this decay, or with 0 no longer are. A run that
    /// goes on keeps the means it has.
    pub fn average_by(&mut self, decay: f64, goes_on: bool) {
        let before = self.average.take().filter(|_| goes_on);
        let average = before.unwrap_or_else(|| Average::of(0, Vec::new()));
        self.average = (decay > 0.0).then(|| average.with_decay(decay));
    }

    /// Forgets the optimizer's moments and its count of steps.
    pub fn reset_adam(&mut self) {
        self.adam = Adam::default();
    }

    /// One step of Adam down the objective, and towards a teacher where there is one.
    ///
    /// # Shapes
    /// returns reconstruction and KL, batch means before the step in nats, and the objective,
    /// still on the device: `[3]`.
    pub fn step(
        &mut self,
        batch: Batch,
        learning_rate: f64,
        objective: &Objective,
        teacher: Option<&Teacher>,
    ) -> Tensor<1> {
        let record = record(self.vae(), batch, objective, teacher);
        self.still = None;
        let mut gradients = record.backward();
        let zeros = self.zeros.as_deref().unwrap_or_default();
        self.vae = self.vae.take().map(|vae| {
            self.adam
                .update_but(vae, &mut gradients, learning_rate, zeros)
        });
        if let Some(mut average) = self.average.take() {
            average.add(self.vae().parameters());
            self.average = Some(average);
        }
        record.inner()
    }
}

/// What an objective makes of a batch, see [`Objective::record`], and what is learned of a teacher.
pub(super) fn record(
    vae: &Vae,
    batch: Batch,
    objective: &Objective,
    teacher: Option<&Teacher>,
) -> Tensor<1> {
    let Batch {
        images,
        labels,
        noise,
    } = batch;
    let mut inference = vae.infer(images.clone(), labels.clone());
    let taught = teacher.map(|teacher| {
        let loss = teacher.loss(vae, &inference, images.clone(), labels, noise.clone());
        (teacher.data(), loss)
    });
    let mut seen = images;
    let samples = objective.samples();
    if samples > 1 {
        inference = inference.repeat(samples);
        let [count, pixels] = seen.dims();
        let copies = seen.unsqueeze_dim::<3>(1).repeat_dim(1, samples);
        seen = copies.reshape([count * samples, pixels]);
    }
    let draw = vae.draw(&inference, noise.clone());
    let components = vae.prior_components();
    let Some((data, loss)) = taught else {
        return objective.record(draw, seen, noise, components.as_ref());
    };
    let mut terms = objective.terms(draw, seen, noise, components.as_ref());
    terms.objective = terms.objective.mul_scalar(data) + loss;
    terms.side_by_side()
}
