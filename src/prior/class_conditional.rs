//! A mixture for every class.

use super::{Draws, Mixture};
use crate::data::check_labels;
use crate::error::{Error, Result};

/// p(z|c), a Gaussian mixture for every class c.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassConditional {
    classes: Vec<Mixture>,
}

impl ClassConditional {
    /// The prior of these classes, the mixture of class 0 first.
    ///
    /// # Errors
    /// [`Error::PriorInvalid`] when there is no class, or when their dimensions or numbers of
    /// components differ.
    pub fn new(classes: Vec<Mixture>) -> Result<Self> {
        let same = |other: &Mixture| {
            (classes[0].dim(), classes[0].components()) == (other.dim(), other.components())
        };
        if classes.is_empty() || !classes.iter().all(same) {
            return Err(Error::PriorInvalid {
                field: "classes",
                value: format!("a list of {}", classes.len()),
                expected: "a list of mixtures that are alike in dimensions and components",
            });
        }
        Ok(Self { classes })
    }

    /// The mixtures, that of class 0 first.
    pub fn classes(&self) -> &[Mixture] {
        &self.classes
    }

    /// How many classes there are.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there is no class; there always is one.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Dimensions of a latent.
    pub fn dim(&self) -> usize {
        self.classes[0].dim()
    }

    /// ln p(z|c) of each latent.
    ///
    /// # Shapes
    /// `z`: `count * dim`, row-major; `labels`: `count`; returns nats, summed over dimensions:
    /// `count`.
    /// # Errors
    /// [`Error::PriorLabelsMissing`], [`Error::LabelsLength`], [`Error::LabelsRange`].
    pub fn log_density(&self, z: &[f32], labels: Option<&[u8]>) -> Result<Vec<f64>> {
        let labels = self.check(labels, z.len() / self.dim())?;
        let rows = z.chunks_exact(self.dim());
        Ok(rows
            .zip(labels)
            .flat_map(|(z, &label)| self.classes[usize::from(label)].log_density(z))
            .collect())
    }

    /// Latents drawn from the class of each label.
    ///
    /// # Shapes
    /// `labels`: `draws.count`; returns `draws.count * dim`, row-major.
    /// # Errors
    /// [`Error::PriorLabelsMissing`], [`Error::LabelsLength`], [`Error::LabelsRange`].
    pub fn sample(&self, draws: &Draws, labels: Option<&[u8]>) -> Result<Vec<f32>> {
        let labels = self.check(labels, draws.count)?;
        Ok(labels
            .iter()
            .zip(draws.first_index..)
            .flat_map(|(&label, index)| self.classes[usize::from(label)].draw(draws, index))
            .collect())
    }

    fn check<'a>(&self, labels: Option<&'a [u8]>, count: usize) -> Result<&'a [u8]> {
        let labels = labels.ok_or(Error::PriorLabelsMissing)?;
        if labels.len() != count {
            return Err(Error::LabelsLength {
                images: count,
                labels: labels.len(),
            });
        }
        check_labels(labels, self.len())?;
        Ok(labels)
    }
}
