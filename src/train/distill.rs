//! A student that learns from a teacher, not from the images alone.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_option};
use crate::model::{Inference, Vae, VaeConfig};
use crate::objective::reconstruction;

/// What the losses weigh that are added up; the run's own objective is one of them.
///
/// # Source
/// Hinton, Vinyals & Dean 2015, of a teacher's outputs in place of the data's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct DistillOptions {
    /// Of the run's objective.
    pub data: f64,
    /// Of the student's −ln p(x̂|z), where x̂ is what the teacher makes of an image.
    pub outputs: f64,
    /// Of the KL divergence from the student's posterior to the teacher's.
    pub posterior: f64,
    /// Of the student's −ln p(x̂|z), where x̂ is what the teacher decodes the same z to, drawn from
    /// the prior.
    pub latent: f64,
}

impl Default for DistillOptions {
    fn default() -> Self {
        Self {
            data: 1.0,
            outputs: 1.0,
            posterior: 0.0,
            latent: 0.0,
        }
    }
}

impl DistillOptions {
    /// Refuses weights that are none.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`].
    pub fn validate(&self) -> Result<()> {
        let range = "between 0 and 1000";
        for (name, weight) in [
            ("data", self.data),
            ("outputs", self.outputs),
            ("posterior", self.posterior),
            ("latent", self.latent),
        ] {
            check_option((0.0..=1000.0).contains(&weight), name, weight, range)?;
        }
        let some = self.outputs + self.posterior + self.latent > 0.0;
        let range = "above 0, or posterior or latent must be: else there is nothing to learn from";
        check_option(some, "outputs", self.outputs, range)
    }
}

/// A teacher, and what is learned of it.
#[derive(Debug, Clone)]
pub struct Teacher {
    vae: Vae,
    options: DistillOptions,
}

impl Teacher {
    /// A teacher for a student of this config.
    ///
    /// # Errors
    /// [`Error::StudentLarger`]; [`Error::TeacherDiffers`] where it has other images, labels or, for
    /// what goes by latents, other latents than the student; those of [`DistillOptions::validate`].
    pub fn new(
        vae: Vae,
        config: &VaeConfig,
        student: &VaeConfig,
        options: DistillOptions,
    ) -> Result<Self> {
        options.validate()?;
        let sizes = [student, config].map(|config| config.summary().parameters);
        if sizes[0] > sizes[1] {
            let [student, teacher] = sizes;
            return Err(Error::StudentLarger { student, teacher });
        }
        let by_latents = options.posterior + options.latent > 0.0;
        let same = [
            ("inputDim", config.input_dim, student.input_dim, true),
            ("classes", config.classes, student.classes, true),
            (
                "latentDim",
                config.latent_dim,
                student.latent_dim,
                by_latents,
            ),
            (
                "topLatentDim",
                config.top_latent_dim,
                student.top_latent_dim,
                by_latents,
            ),
        ];
        match same.into_iter().find(|(_, a, b, needed)| *needed && a != b) {
            None => Ok(Self { vae, options }),
            Some((field, teacher, student, _)) => Err(Error::TeacherDiffers {
                field,
                teacher,
                student,
            }),
        }
    }

    /// What of the step's objective is the run's own.
    pub(super) fn data(&self) -> f64 {
        self.options.data
    }

    /// What is learned of the teacher in a step, weighted: `[1]`.
    ///
    /// # Shapes
    /// As [`super::Batch`], an image's draws not repeated.
    pub(super) fn loss(
        &self,
        student: &Vae,
        inference: &Inference,
        images: Tensor<2>,
        labels: Option<Tensor<2>>,
        noise: Tensor<2>,
    ) -> Tensor<1> {
        let of_teacher = |tensor: Tensor<2>| tensor.inner();
        let labels_inner = labels.clone().map(of_teacher);
        let seen = self.vae.infer(images.inner(), labels_inner.clone());
        let posterior = self.vae.posterior(&seen);
        let device = noise.device();
        let mut loss = Tensor::zeros([1], &device);
        if self.options.outputs > 0.0 {
            let made = self
                .vae
                .decode(posterior.mean.clone(), labels_inner.clone());
            let draw = student.draw(inference, noise.clone());
            let nats = reconstruction(draw.pixels, Tensor::from_inner(made));
            loss = loss + nats.mean().mul_scalar(self.options.outputs);
        }
        if self.options.posterior > 0.0 {
            let own = student.posterior(inference);
            let [mean, log_var] = [posterior.mean, posterior.log_var].map(Tensor::from_inner);
            // Of two diagonal normal densities, in closed form.
            let ratio = own.log_var.clone() - log_var.clone();
            let squares = (own.mean - mean).powi_scalar(2) + own.log_var.exp();
            let each = squares * log_var.neg().exp() - ratio.add_scalar(1.0);
            let nats = each.sum_dim(1).mean().mul_scalar(0.5);
            loss = loss + nats.mul_scalar(self.options.posterior);
        }
        if self.options.latent > 0.0 {
            let made = self.vae.decode(noise.clone().inner(), labels_inner);
            let pixels = student.decoder.forward(noise, labels);
            let nats = reconstruction(pixels, Tensor::from_inner(made));
            loss = loss + nats.mean().mul_scalar(self.options.latent);
        }
        loss
    }
}
