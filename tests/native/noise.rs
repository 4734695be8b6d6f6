//! The noise against its Python twin.

use crate::reference::Reference;
use vae_lab::noise::{Noise, Purpose, normal_rows};

#[test]
fn uniform_equals_the_reference() {
    let expected = Reference::load().floats("/noise/uniform");
    let found = Noise::new(7, Purpose::Sample, 5).uniform(8);
    assert_eq!(found, expected);
}

#[test]
fn normal_equals_the_reference_at_a_large_seed_and_index() {
    let expected = Reference::load().floats("/noise/normal");
    let found = Noise::new(123_456_789_012_345, Purpose::Reparameterize, 1 << 40).normal(9);
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() <= 2e-7 * expected.abs().max(1.0));
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn permutation_equals_the_reference() {
    let expected = Reference::load().floats("/noise/permutation");
    let found = Noise::new(1, Purpose::Shuffle, 3).permutation(20);
    let found: Vec<f32> = found.into_iter().map(|i| i as f32).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_row_does_not_depend_on_how_many_are_drawn() {
    let all = normal_rows(9, Purpose::Evaluate, 0, 5, 3);
    let tail = normal_rows(9, Purpose::Evaluate, 3, 2, 3);
    assert_eq!(all[9..], tail);
}

#[test]
fn normal_noise_has_mean_0_and_variance_1() {
    let values = Noise::new(0, Purpose::Sample, 0).normal(100_000);
    let mean = values.iter().sum::<f32>() / 1e5;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 1e5;
    // Three standard errors: 3/√n and 3 √(2/n).
    assert!(mean.abs() < 0.0095, "{mean}");
    assert!((variance - 1.0).abs() < 0.0134, "{variance}");
}
