//! Fréchet distance between two sets of feature vectors, each taken for a Gaussian.

use serde::{Deserialize, Serialize};

use super::symmetric::{eigen, positive, product, square_root};
use super::totals::add;
use crate::error::{Result, check_option};

/// Sums over feature vectors: enough for their mean and covariance. Sets may be summed in pieces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeatureSums {
    width: usize,
    /// How many feature vectors were added.
    count: usize,
    /// Σ f.
    sum: Vec<f64>,
    /// Σ f fᵀ, row-major.
    products: Vec<f64>,
}

impl FeatureSums {
    /// The sums of no vectors of this width.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            count: 0,
            sum: vec![0.0; width],
            products: vec![0.0; width * width],
        }
    }

    /// How many feature vectors were added.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Adds feature vectors.
    ///
    /// # Shapes
    /// `features`, row-major: `count * width`.
    pub fn add(&mut self, features: &[f32]) {
        let mut row = vec![0.0; self.width];
        for feature in features.chunks_exact(self.width) {
            for (wide, value) in row.iter_mut().zip(feature) {
                *wide = f64::from(*value);
            }
            self.count += 1;
            add(&mut self.sum, &row);
            for (products, value) in self.products.chunks_exact_mut(self.width).zip(&row) {
                for (product, other) in products.iter_mut().zip(&row) {
                    *product += value * other;
                }
            }
        }
    }

    /// Adds the sums over another set of vectors of the same width.
    pub fn join(&mut self, other: &Self) {
        self.count += other.count;
        add(&mut self.sum, &other.sum);
        add(&mut self.products, &other.products);
    }

    /// The mean: `[width]`.
    pub fn mean(&self) -> Vec<f64> {
        let count = self.count as f64;
        self.sum.iter().map(|sum| sum / count).collect()
    }

    /// The unbiased covariance, row-major: `[width, width]`.
    pub fn covariance(&self) -> Vec<f64> {
        let mean = self.mean();
        let count = self.count as f64;
        let mut covariance = self.products.clone();
        for (row, a) in covariance.chunks_exact_mut(self.width).zip(&mean) {
            for (value, b) in row.iter_mut().zip(&mean) {
                *value = (*value - count * a * b) / (count - 1.0);
            }
        }
        covariance
    }

    /// Refuses a set that is too small to have a covariance.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`](crate::error::Error::OptionOutOfRange).
    pub fn check_count(count: usize) -> Result<()> {
        let expected = "at least 2: one image has no covariance";
        check_option(count >= 2, "samples", count, expected)
    }

    /// The Fréchet distance to another set,
    /// `‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½)`: 0 for equal means and covariances; in
    /// squared units of the features. It falls with the number of vectors, so that only sets of
    /// equal size compare.
    ///
    /// # Errors
    /// As of [`FeatureSums::check_count`], for either set.
    /// # Source
    /// Dowson & Landau 1982, equation 4; as a measure of samples: Heusel et al. 2017, equation 6,
    /// with Inception's features there.
    pub fn frechet_distance(&self, other: &Self) -> Result<f64> {
        let width = self.width;
        Self::check_count(self.count)?;
        Self::check_count(other.count)?;
        let means = self.mean().into_iter().zip(other.mean());
        let between: f64 = means.map(|(a, b)| (a - b).powi(2)).sum();
        let (first, second) = (self.covariance(), other.covariance());
        let trace = |matrix: &[f64]| matrix.iter().step_by(width + 1).sum::<f64>();
        let root = square_root(&first, width);
        let inner = product(&product(&root, &second, width), &root, width);
        // Rounding makes the eigenvalues of a flat direction slightly negative.
        let (values, _) = eigen(inner, width);
        let overlap: f64 = values.into_iter().map(|value| positive(value).sqrt()).sum();
        let distance = between + trace(&first) + trace(&second) - 2.0 * overlap;
        Ok(positive(distance))
    }
}
