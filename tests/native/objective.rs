//! Both terms of the objective: closed forms, reference values, finite differences.

use crate::reference::Reference;
use burn::tensor::{Device, Tensor, TensorData};
use vae_lab::model::Posterior;
use vae_lab::objective::{bernoulli_reconstruction, kl_divergence, log_importance_weight};

fn device() -> Device {
    vae_lab::device::cpu().device
}

fn rows(values: &[f32], width: usize, device: &Device) -> Tensor<2> {
    let data = TensorData::new(values.to_vec(), [values.len() / width, width]);
    Tensor::from_data(data, device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

fn assert_close(found: &[f32], expected: &[f32], relative: f32) {
    assert_eq!(found.len(), expected.len());
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let bound = relative * e.abs().max(1.0);
        assert!((f - e).abs() <= bound, "value {i}: {f} against {e}");
    }
}

#[test]
fn reconstruction_equals_the_reference_from_small_to_extreme_logits() {
    let reference = Reference::load();
    let logits = rows(&reference.floats("/losses/logits"), 1, &device());
    let pixels = rows(&reference.floats("/losses/pixels"), 1, &device());
    let found = values(bernoulli_reconstruction(logits, pixels));
    assert_close(&found, &reference.floats("/losses/bce"), 1e-6);
}

#[test]
fn kl_equals_the_reference() {
    let reference = Reference::load();
    let posterior = Posterior {
        mean: rows(&reference.floats("/losses/mean"), 1, &device()),
        log_var: rows(&reference.floats("/losses/logVar"), 1, &device()),
    };
    let found = values(kl_divergence(&posterior));
    assert_close(&found, &reference.floats("/losses/kl"), 1e-6);
}

#[test]
fn terms_sum_over_dimensions_and_keep_the_batch_apart() {
    // Logit 0 costs ln 2 whatever the pixel.
    let logits = Tensor::zeros([2, 784], &device());
    let pixels = rows(&vec![0.3; 2 * 784], 784, &device());
    let ln_2 = 784.0 * std::f32::consts::LN_2;
    assert_close(
        &values(bernoulli_reconstruction(logits, pixels)),
        &[ln_2, ln_2],
        1e-6,
    );
    // KL(N(μ, 1) ‖ N(0, 1)) = μ²/2, and nothing at μ = 0.
    let posterior = Posterior {
        mean: rows(&[0.0, 0.0, 2.0, 1.0], 2, &device()),
        log_var: Tensor::zeros([2, 2], &device()),
    };
    assert_close(&values(kl_divergence(&posterior)), &[0.0, 2.5], 1e-6);
}

#[test]
fn reconstruction_gradient_equals_finite_differences() {
    let logits = [-2.0, -0.3, 0.4, 1.7];
    let pixels = [0.2, 1.0, 0.0, 0.6];
    let term = |logits: Tensor<2>| {
        let device = logits.device();
        bernoulli_reconstruction(logits, rows(&pixels, 4, &device))
    };
    assert_close(&gradient(term, &logits), &difference(term, &logits), 2e-3);
}

#[test]
fn kl_gradient_equals_finite_differences() {
    let parameters = [0.5, -1.2, 0.8, -0.6];
    // The first half are means, the second log variances.
    let term = |parameters: Tensor<2>| {
        kl_divergence(&Posterior {
            mean: parameters.clone().narrow(1, 0, 2),
            log_var: parameters.narrow(1, 2, 2),
        })
    };
    assert_close(
        &gradient(term, &parameters),
        &difference(term, &parameters),
        2e-3,
    );
}

#[test]
fn a_posterior_equal_to_the_prior_weighs_its_draws_by_their_likelihood() {
    let noise = rows(&[0.3, -1.1], 2, &device());
    let posterior = Posterior {
        mean: Tensor::zeros([1, 2], &device()),
        log_var: Tensor::zeros([1, 2], &device()),
    };
    let z = posterior.reparameterize(noise.clone());
    let reconstruction = Tensor::from_data(TensorData::new(vec![5.0f32], [1]), &device());
    let weight = log_importance_weight(reconstruction, z, noise, &posterior, None);
    assert_close(&values(weight), &[-5.0], 1e-6);
}

fn gradient(term: impl Fn(Tensor<2>) -> Tensor<1>, at: &[f32]) -> Vec<f32> {
    let input = rows(at, at.len(), &device().autodiff()).require_grad();
    let gradients = term(input.clone()).sum().backward();
    values(
        input
            .grad(&gradients)
            .expect("the term depends on its input"),
    )
}

/// Central differences.
fn difference(term: impl Fn(Tensor<2>) -> Tensor<1>, at: &[f32]) -> Vec<f32> {
    const STEP: f32 = 1e-2;
    let value = |at: &[f32]| values(term(rows(at, at.len(), &device())))[0];
    (0..at.len())
        .map(|i| {
            let mut moved = at.to_vec();
            moved[i] = at[i] + STEP;
            let above = value(&moved);
            moved[i] = at[i] - STEP;
            (above - value(&moved)) / (2.0 * STEP)
        })
        .collect()
}
