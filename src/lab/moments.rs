//! What the model's layers see of real images: what its weights are rounded by.

use std::collections::BTreeMap;

use burn::tensor::Tensor;

use super::Lab;
use crate::data::Images;
use crate::device::read;
use crate::error::{Error, Result};
use crate::model::Moments;
use crate::noise::{Purpose, normal_rows};

/// The products of what goes into each layer's matrix, added up over images, and one latent drawn for
/// each.
#[derive(Debug)]
pub struct Calibration {
    seed: u64,
    sums: Vec<(String, Tensor<2>)>,
}

impl Calibration {
    /// One that has seen nothing.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            sums: Vec::new(),
        }
    }

    /// Lets a model see images, whose first has the index `first_index` in its set.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], the labels' errors.
    pub fn add(&mut self, lab: &Lab, images: &Images, first_index: usize) -> Result<()> {
        lab.check_images(images)?;
        let vae = lab.trainer.model();
        let width = lab.config().latent_dim;
        for (first, rows, labels) in lab.batches(images) {
            let count = rows.dims()[0];
            let first = first_index + first;
            let noise = normal_rows(self.seed, Purpose::Calibrate, first, count, width);
            let products = vae.input_products(rows, labels, lab.rows(noise, width));
            self.sums = match self.sums.is_empty() {
                true => products,
                // Of one network, and so in one order.
                false => std::mem::take(&mut self.sums)
                    .into_iter()
                    .zip(products)
                    .map(|((path, sum), (_, products))| (path, sum + products))
                    .collect(),
            };
        }
        Ok(())
    }

    /// The mean products, by the matrix's path.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`] before any image was seen, [`Error::DeviceLost`].
    pub async fn moments(self) -> Result<Vec<(String, Moments)>> {
        if self.sums.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        let mut moments = Vec::new();
        for (path, sum) in self.sums {
            let inputs = sum.dims()[0];
            let mut products = read(sum).await?;
            // The constant's square was added as often as anything was seen.
            let seen = products[inputs * inputs - 1];
            products.iter_mut().for_each(|product| *product /= seen);
            moments.push((path, Moments { inputs, products }));
        }
        Ok(moments)
    }
}

impl Lab {
    /// What [`Calibration`] makes of these images.
    ///
    /// # Errors
    /// As there.
    pub async fn moments(&self, images: &Images, seed: u64) -> Result<BTreeMap<String, Moments>> {
        let mut calibration = Calibration::new(seed);
        calibration.add(self, images, 0)?;
        Ok(calibration.moments().await?.into_iter().collect())
    }

    /// The mean over images of each latent's posterior mean.
    ///
    /// # Errors
    /// As [`Lab::encode`].
    pub async fn latent_means(&self, images: &Images) -> Result<Vec<f32>> {
        let encoded = self.encode(images).await?;
        let mut means = vec![0.0; self.config().latent_dim];
        for row in encoded.mean.chunks_exact(means.len()) {
            for (sum, value) in means.iter_mut().zip(row) {
                *sum += value / images.len() as f32;
            }
        }
        Ok(means)
    }
}
