//! Numbers that fade, and bytes: what the plain sums alone do not tell.

use vae_lab_kernels::{AdamStep, adam, bernoulli_slope, extend_with_bytes, squash};

const STEP: AdamStep = AdamStep {
    step_size: 1e-3,
    epsilon: 1e-8,
    mean: [0.9, 0.1],
    square: [0.999, 0.001],
};

/// A parameter that had these means, after steps without a gradient.
fn without_gradient(before: [f32; 3], steps: usize, count: usize) -> [Vec<f32>; 3] {
    let [mut values, mut mean, mut square] = before.map(|number| vec![number; count]);
    for _ in 0..steps {
        adam(&mut values, &vec![0.0; count], &mut mean, &mut square, STEP);
        let numbers = mean.iter().chain(&square);
        assert!(!numbers.clone().any(|number| number.is_subnormal()));
    }
    [values, mean, square]
}

#[test]
fn means_without_a_gradient_end_at_0_and_are_never_subnormal() {
    for count in [3, 8, 9] {
        let [values, mean, square] = without_gradient([0.5, -1e-3, 1e-25], 2000, count);
        assert_eq!(mean, vec![0.0; count]);
        assert!(square.iter().all(|&square| square > 1e-26));
        let [again, ..] = without_gradient([values[0], 0.0, 0.0], 10, count);
        assert_eq!(again, values);
    }
    let [_, _, square] = without_gradient([0.5, 0.0, 1.0001e-30], 2, 5);
    assert_eq!(square, [0.0; 5]);
}

#[test]
fn a_gradient_that_is_no_number_is_not_hidden() {
    let (mut values, mut mean, mut square) = ([1.0; 5], [0.0; 5], [0.0; 5]);
    let gradient = [0.0, f32::NAN, 1.0, 0.0, f32::NAN];
    adam(&mut values, &gradient, &mut mean, &mut square, STEP);
    for numbers in [values, mean, square] {
        assert_eq!(numbers.map(f32::is_nan), [false, true, false, false, true]);
    }
}

#[test]
fn a_pixel_that_is_all_but_sure_has_no_slope() {
    let logits = [-30.0, -34.0, -35.0, -60.0, -86.0, -100.0, 20.0, f32::NAN];
    let mut slopes = logits;
    bernoulli_slope(&mut slopes, &[0.0; 8], &[0.5]);
    for (slope, logit) in slopes.iter().zip(logits) {
        let exact = 0.5 / (1.0 + (-f64::from(logit)).exp());
        let wanted = if exact < 0.5e-15 { 0.0 } else { exact };
        let gap = (f64::from(*slope) - wanted).abs();
        assert!(
            gap <= 1e-6 * exact || wanted.is_nan() && slope.is_nan(),
            "{logit}"
        );
    }
    assert_eq!(slopes[2..6], [0.0; 4]);
    let mut sure = [-60.0; 5];
    bernoulli_slope(&mut sure, &[1.0; 5], &[1.0]);
    assert_eq!(sure, [-1.0; 5]);
}

#[test]
fn bytes_are_parts_of_255_behind_what_there_was() {
    let bytes: Vec<u8> = (0..=255).chain([7, 255, 0]).collect();
    let mut numbers = vec![-1.0];
    extend_with_bytes(&mut numbers, &bytes);
    assert_eq!(numbers[0], -1.0);
    assert_eq!(numbers.len(), bytes.len() + 1);
    for (number, &byte) in numbers[1..].iter().zip(&bytes) {
        assert_eq!(*number, f32::from(byte) / 255.0);
    }
}

#[test]
fn numbers_of_any_count_are_squashed() {
    let before = [-90.0, -3.0, -0.5, 0.0, 0.25, 4.0, 90.0_f32];
    for count in 0..=before.len() {
        let mut values = before[..count].to_vec();
        squash(&mut values);
        for (value, before) in values.iter().zip(before) {
            let wanted = 1.0 / (1.0 + (-f64::from(before)).exp());
            assert!((f64::from(*value) - wanted).abs() < 1e-7, "{before}");
        }
    }
}
