//! Priors on their own: densities against closed forms and integrals, draws against moments, and
//! bad input. Their fit is in `prior_fit.rs`, what a model does with them in `prior_lab.rs`.

use vae_lab::error::Error;
use vae_lab::prior::{ClassConditional, Draws, Mixture, Prior};

/// Three components in two dimensions, apart from each other.
pub fn three() -> Mixture {
    Mixture::new(
        vec![0.5, 0.3, 0.2],
        vec![0.0, 0.0, 4.0, -1.0, -3.0, 3.0],
        vec![0.0, -1.0, -2.0, 0.5, -0.7, -0.7],
    )
    .expect("a sound mixture")
}

fn line(weights: &[f32], means: &[f32], log_vars: &[f32]) -> Mixture {
    Mixture::new(weights.to_vec(), means.to_vec(), log_vars.to_vec()).expect("a sound mixture")
}

/// A Gaussian of one dimension for each of two classes.
fn two_classes() -> ClassConditional {
    let classes = [-5.0, 5.0].map(|mean| line(&[1.0], &[mean], &[-1.0]));
    ClassConditional::new(classes.to_vec()).expect("classes that are alike")
}

fn close(found: f64, expected: f64, bound: f64) {
    assert!(
        (found - expected).abs() <= bound,
        "{found} is not {expected}"
    );
}

/// The normal density, written out.
fn normal(z: f64, mean: f64, variance: f64) -> f64 {
    (-(z - mean).powi(2) / (2.0 * variance)).exp() / (std::f64::consts::TAU * variance).sqrt()
}

#[test]
fn the_standard_normal_has_its_closed_form() {
    let prior = Prior::StandardNormal { dim: 3 };
    let found = prior
        .log_density(&[0.0, 0.0, 0.0, 1.0, -2.0, 0.5], None)
        .expect("two latents");
    let constant = -1.5 * std::f64::consts::TAU.ln();
    close(found[0], constant, 1e-12);
    close(found[1], constant - 0.5 * 5.25, 1e-12);
}

#[test]
fn a_mixture_is_the_sum_of_its_components() {
    let mixture = three();
    let points = [[0.0f32, 0.0], [3.5, -1.0], [-3.0, 2.0], [1.0, 1.0]];
    for (z, found) in points
        .iter()
        .zip(mixture.log_density(points.as_flattened()))
    {
        let sum: f64 = (0..3)
            .map(|k| {
                let dimension = |d: usize| {
                    let mean = f64::from(mixture.means()[2 * k + d]);
                    let variance = f64::from(mixture.log_vars()[2 * k + d]).exp();
                    normal(f64::from(z[d]), mean, variance)
                };
                f64::from(mixture.weights()[k]) * dimension(0) * dimension(1)
            })
            .sum();
        // The weights are the nearest numbers of 32 bits.
        close(found, sum.ln(), 1e-7);
    }
    // Where every component's density is no number of 64 bits any more.
    let far = mixture.log_density(&[500.0, 0.0]);
    assert!(far[0].is_finite() && far[0] < -1e5, "{far:?}");
}

#[test]
fn densities_integrate_to_one() {
    let priors = [
        (Prior::StandardNormal { dim: 1 }, None),
        (
            Prior::Mixture(line(&[0.7, 0.3], &[-2.0, 3.0], &[-3.0, 1.0])),
            None,
        ),
        (Prior::ClassConditional(two_classes()), Some(0)),
        (Prior::ClassConditional(two_classes()), Some(1)),
    ];
    const STEP: f64 = 0.01;
    let grid: Vec<f32> = (-3000..=3000)
        .map(|i| (f64::from(i) * STEP) as f32)
        .collect();
    for (prior, class) in priors {
        let labels = class.map(|class| vec![class; grid.len()]);
        let densities = prior.log_density(&grid, labels.as_deref());
        let sum: f64 = densities.expect("latents").iter().map(|d| d.exp()).sum();
        close(sum * STEP, 1.0, 1e-6);
    }
}

#[test]
fn draws_have_the_moments_of_their_mixture() {
    let mixture = three();
    const COUNT: usize = 40_000;
    let draws = mixture.sample(&Draws::first(COUNT, 3));
    for d in 0..2 {
        let column: Vec<f64> = draws.iter().skip(d).step_by(2).map(|&z| z.into()).collect();
        let mean = column.iter().sum::<f64>() / COUNT as f64;
        let square = column.iter().map(|z| z * z).sum::<f64>() / COUNT as f64;
        let component = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            let rows = mixture.means().iter().zip(mixture.log_vars());
            let rows = rows.skip(d).step_by(2).zip(mixture.weights());
            rows.map(|((&m, &v), &w)| f64::from(w) * of(m.into(), f64::from(v).exp()))
                .sum()
        };
        // Four standard errors of a spread of about 3.
        close(mean, component(&|m, _| m), 4.0 * 3.0 / 200.0);
        close(square, component(&|m, v| m * m + v), 0.3);
    }
    let second = draws.chunks_exact(2).filter(|z| z[0] > 2.5).count();
    close(second as f64 / COUNT as f64, 0.3, 0.01);
}

#[test]
fn a_draw_depends_on_its_seed_and_index_alone() {
    let dim = 2;
    let classes = ClassConditional::new(vec![three(), three()]).expect("alike");
    let labels = [0, 1, 1, 0, 1, 0, 0, 1, 0];
    for prior in [
        Prior::StandardNormal { dim },
        Prior::Mixture(three()),
        Prior::ClassConditional(classes),
    ] {
        let sample = |draws: Draws| {
            let labels = &labels[draws.first_index..draws.first_index + draws.count];
            prior.sample(&draws, Some(labels)).expect("sound labels")
        };
        let all = sample(Draws::first(9, 5));
        let tail = sample(Draws {
            first_index: 4,
            ..Draws::first(5, 5)
        });
        assert_eq!(all[4 * dim..], tail[..]);
        assert_eq!(all, sample(Draws::first(9, 5)));
        assert_ne!(all, sample(Draws::first(9, 6)));
    }
}

#[test]
fn temperature_scales_every_deviation() {
    let mixture = three();
    let sample = |temperature| {
        mixture.sample(&Draws {
            temperature,
            ..Draws::first(50, 1)
        })
    };
    let (cold, plain, hot) = (sample(0.0), sample(1.0), sample(2.0));
    for ((mean, z), far) in cold.iter().zip(&plain).zip(&hot) {
        close((far - mean).into(), (2.0 * (z - mean)).into(), 1e-5);
    }
    for z in cold.chunks_exact(2) {
        assert!(
            mixture.means().chunks_exact(2).any(|mean| mean == z),
            "{z:?}"
        );
    }
}

#[test]
fn a_class_draws_from_its_own_mixture() {
    let prior = Prior::ClassConditional(two_classes());
    let labels = [0, 1, 1, 0, 1];
    let draws = Draws::first(5, 2);
    let z = prior.sample(&draws, Some(&labels)).expect("sound labels");
    for (z, label) in z.iter().zip(labels) {
        assert_eq!(*z > 0.0, label == 1, "{z} of class {label}");
    }
    let refusals = [
        (None, "labels-missing"),
        (Some(&[0, 1][..]), "labels-length"),
        (Some(&[0, 1, 2, 0, 1][..]), "labels-range"),
    ];
    for (labels, code) in refusals {
        assert_eq!(prior.sample(&draws, labels).unwrap_err().code(), code);
        assert_eq!(prior.log_density(&z, labels).unwrap_err().code(), code);
    }
}

#[test]
fn what_is_no_distribution_is_refused_by_its_field() {
    let refused = |weights: &[f32], means: &[f32], log_vars: &[f32], field: &str, value: &str| {
        let error = Mixture::new(weights.to_vec(), means.to_vec(), log_vars.to_vec()).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.code(), "prior-invalid", "{text}");
        assert!(text.contains(field) && text.contains(value), "{text}");
    };
    refused(&[], &[], &[], "weights", "0 values");
    refused(&[0.6, 0.6], &[0.0; 2], &[0.0; 2], "weights", "sum 1.2");
    refused(&[1.5, -0.5], &[0.0; 2], &[0.0; 2], "weights", "1.5");
    // A component that nothing is of has collapsed.
    refused(&[1.0, 0.0], &[0.0; 2], &[0.0; 2], "weights", "0");
    refused(&[f32::NAN, 1.0], &[0.0; 2], &[0.0; 2], "weights", "NaN");
    refused(&[0.5, 0.5], &[0.0; 3], &[0.0; 3], "means", "3 values");
    refused(&[1.0], &[f32::INFINITY], &[0.0], "means", "inf");
    refused(&[1.0], &[0.0; 2], &[0.0], "logVars", "1 values");
    refused(&[1.0], &[0.0], &[f32::NEG_INFINITY], "logVars", "-inf");
    refused(&[1.0], &[0.0], &[100.0], "logVars", "100");
    let unlike = vec![three(), line(&[1.0], &[0.0], &[0.0])];
    for classes in [Vec::new(), unlike] {
        let error = ClassConditional::new(classes).unwrap_err();
        assert_eq!(error.code(), "prior-invalid");
    }
    let cut = Prior::Mixture(three()).log_density(&[1.0; 3], None);
    assert!(matches!(cut, Err(Error::LatentsLength { values: 3, .. })));
}
