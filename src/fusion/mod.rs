//! Several models as one, without touching their weights: what their encoders say put together, what
//! their decoders draw averaged.
//!
//! Nothing here computes a network. An [`Ensemble`] says which latents each decoder is to be given
//! and makes figures of what comes back, over plain numbers in 64 bits; whoever has the networks on a
//! device goes between them.
//!
//! With M members, posteriors q_m(z|x) = N(μ_m, σ_m²), and p(z) the standard normal prior:
//!
//! ```text
//! own        each decoder draws from its own member's posterior
//! product    q(z|x) ∝ p(z) Π q_m(z|x)/p(z)          precision 1 + Σ max(1/σ_m² − 1, 0)
//!                                                    mean (Σ μ_m/σ_m²) / precision
//! geometric  q(z|x) ∝ Π q_m(z|x)^(1/M)               precision 1/M Σ 1/σ_m²
//! mixture    q(z|x) = 1/M Σ q_m(z|x)                 one draw from every member's
//!
//! means      one model, whose pixels have the mean of the decoders' means
//! bounds     the mean of the members' bounds: a member picked blindly
//! models     p(x) = 1/M Σ p_m(x), which member it was being one more latent
//! ```
//!
//! Whatever the posterior, `reconstruction + KL` is a bound on −ln p(x) of that model.
//!
//! # Source
//! The product, with the prior as one more expert: Wu & Goodman 2018, section 2.2; an encoder's
//! posterior is its expert times the prior, so the prior is divided out of it, and an expert that is
//! wider than the prior adds no precision. Geometric: Cao & Fleet 2014, equal weights. The mixture,
//! drawn from once for each expert: Shi et al. 2019, equation 3.

mod batch;
mod ensemble;
mod experts;
mod pixels;
mod terms;

pub use batch::{Batch, ImageScores};
pub use ensemble::{Average, DrawSet, Ensemble, EnsembleOptions, Posteriors};
pub use experts::Experts;
