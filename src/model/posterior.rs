//! The approximate posterior q(z|x): a Gaussian with diagonal covariance.

use burn::tensor::Tensor;

use crate::kernel;

/// Mean and log σ² of q(z|x) for a batch of images.
///
/// # Shapes
/// `mean`, `log_var`: `[batch, latent_dim]`.
/// # Source
/// Kingma & Welling 2014, equation 9.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// The mean μ.
    pub mean: Tensor<2>,
    /// The logarithm of the variance, log σ² (never log σ).
    pub log_var: Tensor<2>,
}

/// The Gaussians of which a prior that is trained with the model is the even mixture.
///
/// # Shapes
/// `mean`, `log_var`: `[components, latent_dim]`.
#[derive(Debug, Clone)]
pub struct Components {
    /// The means.
    pub mean: Tensor<2>,
    /// The log variances.
    pub log_var: Tensor<2>,
    /// Whether they began as the standard normal, and what they are is best told by how far they are
    /// from it.
    pub near_normal: bool,
}

impl Posterior {
    /// A draw `z = μ + σ ε`, through which gradients flow to μ and σ, not to ε.
    ///
    /// # Shapes
    /// `noise`, standard normal: `[batch, latent_dim]`; returns the same.
    /// # Source
    /// Kingma & Welling 2014, section 2.4 (the reparameterization trick).
    pub fn reparameterize(&self, noise: Tensor<2>) -> Tensor<2> {
        kernel::draw(self.mean.clone(), self.log_var.clone(), noise)
    }

    /// Both levels of a ladder as one posterior, the upper first.
    pub(super) fn join(self, lower: Self) -> Self {
        Self {
            mean: Tensor::cat(vec![self.mean, lower.mean], 1),
            log_var: Tensor::cat(vec![self.log_var, lower.log_var], 1),
        }
    }
}
