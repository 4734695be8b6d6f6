//! Fitting priors: what is found, that the likelihood never falls, and what is refused.

use crate::prior::three;
use vae_lab::prior::{
    Draws, FitAdvance, FitKind, FitOptions, Fitted, LEAST_VARIANCE_SHARE, Latents, Mixture,
    MixtureFit, PriorFit,
};

fn options(components: u32) -> FitOptions {
    FitOptions {
        components: Some(components),
        ..FitOptions::default()
    }
}

fn begin(latents: &[f32], dim: usize, options: &FitOptions) -> MixtureFit {
    MixtureFit::new(latents.to_vec(), dim, options, 0).expect("sound latents")
}

fn settle(mut fit: MixtureFit) -> Mixture {
    while !fit.settled() {
        fit.step().expect("no component collapses");
    }
    fit.finish().expect("finite numbers")
}

#[test]
fn a_constructed_mixture_is_found_again() {
    let truth = three();
    let latents = truth.sample(&Draws::first(20_000, 1));
    for seed in 0..3 {
        let found = settle(begin(&latents, 2, &FitOptions { seed, ..options(3) }));
        for (k, mean) in truth.means().chunks_exact(2).enumerate() {
            let far = |other: &[f32]| (other[0] - mean[0]).hypot(other[1] - mean[1]);
            let rows = found.means().chunks_exact(2).map(far);
            let (nearest, distance) = rows
                .enumerate()
                .min_by(|a, b| a.1.total_cmp(&b.1))
                .expect("three components");
            assert!(distance < 0.06, "mean {k} is {distance} off at seed {seed}");
            let weight = found.weights()[nearest] - truth.weights()[k];
            assert!(weight.abs() < 0.01, "weight {k} is {weight} off");
            for d in 0..2 {
                let log_var = found.log_vars()[2 * nearest + d] - truth.log_vars()[2 * k + d];
                assert!(log_var.abs() < 0.08, "log σ² {k}, {d} is {log_var} off");
            }
        }
    }
}

#[test]
fn no_step_lowers_the_likelihood() {
    let latents = three().sample(&Draws::first(2000, 4));
    // More components than there are, so that they go on shifting.
    let mut fit = begin(
        &latents,
        2,
        &FitOptions {
            tolerance: 0.0,
            ..options(8)
        },
    );
    let mut last = f64::NEG_INFINITY;
    for step in 1..=100 {
        let log_density = fit.step().expect("no component collapses");
        assert!(
            log_density >= last - 1e-12,
            "step {step}: {log_density} < {last}"
        );
        // What is said before the step is the density of the mixture before it.
        last = log_density;
    }
    let mixture = fit.finish().expect("finite numbers");
    let densities = mixture.log_density(&latents);
    let mean = densities.iter().sum::<f64>() / densities.len() as f64;
    let after = fit.step().expect("no component collapses");
    assert!((mean - after).abs() < 1e-5, "{mean} against {after}");
}

#[test]
fn one_component_has_the_mean_and_variance_of_the_latents() {
    let latents: Vec<f32> = (0..200).map(|i| (i as f32 * 0.7).sin() + 3.0).collect();
    let found = settle(begin(&latents, 1, &options(1)));
    let mean = latents.iter().sum::<f32>() / 200.0;
    let variance = latents.iter().map(|z| (z - mean).powi(2)).sum::<f32>() / 200.0;
    assert!((found.means()[0] - mean).abs() < 1e-5);
    assert!((found.log_vars()[0] - variance.ln()).abs() < 1e-5);
    assert_eq!(found.weights(), [1.0]);
}

#[test]
fn a_seed_gives_one_fit_in_whatever_pieces() {
    let latents = three().sample(&Draws::first(500, 2));
    let whole = settle(begin(&latents, 2, &options(4)));
    assert_eq!(whole, settle(begin(&latents, 2, &options(4))));
    let mut pieces = begin(&latents, 2, &options(4));
    while !pieces.settled() {
        pieces.advance(77).expect("no component collapses");
    }
    assert_eq!(whole, pieces.finish().expect("finite numbers"));
    let other = FitOptions {
        seed: 1,
        ..options(4)
    };
    assert_ne!(whole, settle(begin(&latents, 2, &other)));
}

#[test]
fn a_component_that_keeps_one_latent_is_refused() {
    let mut latents = three().sample(&Draws::first(100, 2));
    latents.extend([1e4, 1e4]);
    let mut fit = begin(&latents, 2, &options(2));
    let refusal = (0..200).find_map(|_| fit.step().err());
    let error = refusal.expect("the far latent has a component of its own");
    assert_eq!(error.code(), "prior-collapsed");
    let text = error.to_string();
    assert!(text.contains("explains 1.00 latents"), "{text}");
    assert!(text.contains("fewer components, or more images."), "{text}");
}

#[test]
fn fewer_distinct_latents_than_components_are_refused() {
    let latents = [[0.0, 1.0], [2.0, 3.0]].repeat(50).concat();
    let error = MixtureFit::new(latents.clone(), 2, &options(3), 0).unwrap_err();
    assert_eq!(error.code(), "prior-collapsed");
    assert!(error.to_string().contains("Component 2 of 3"), "{error}");
    // As many as there are: on top of them, no narrower than the least variance.
    let found = settle(begin(&latents, 2, &options(2)));
    let least = (LEAST_VARIANCE_SHARE * 1.0).ln() as f32;
    for log_var in found.log_vars() {
        assert!((log_var - least).abs() < 1e-4, "{log_var} against {least}");
    }
}

#[test]
fn classes_are_fitted_apart_and_refused_by_number() {
    let values: Vec<f32> = (0..300)
        .map(|i| (i % 3) as f32 * 10.0 + (i as f32 * 1.3).sin())
        .collect();
    let labels = (0..300).map(|i| (i % 3) as u8).collect();
    let latents = Latents {
        values,
        dim: 1,
        labels: Some(labels),
        classes: 0,
    };
    let options = FitOptions {
        kind: FitKind::ClassConditional,
        ..FitOptions::default()
    };
    let mut fit = PriorFit::new(latents.clone(), &options).expect("sound latents");
    let mut seen = Vec::new();
    while let Some(record) = fit.step().expect("no component collapses") {
        seen.push(record.class.expect("a class"));
    }
    assert!(seen.is_sorted() && seen.last() == Some(&2), "{seen:?}");
    let Fitted::ClassConditional(found) = fit.finish().expect("finite numbers") else {
        panic!("a class-conditional prior was asked for");
    };
    let mut pieces = PriorFit::new(latents.clone(), &options).expect("sound latents");
    let mut steps = 0;
    loop {
        match pieces.advance(30).expect("no component collapses") {
            FitAdvance::Settled => break,
            FitAdvance::Stepped(_) => steps += 1,
            FitAdvance::Within => {}
        }
    }
    assert_eq!(steps, seen.len());
    assert_eq!(
        pieces.finish().expect("finite numbers"),
        Fitted::ClassConditional(found.clone())
    );
    for (class, mixture) in found.classes().iter().enumerate() {
        assert!((mixture.means()[0] - 10.0 * class as f32).abs() < 0.2);
    }
    let refusal = |latents: Latents| PriorFit::new(latents, &options).unwrap_err();
    let empty = refusal(Latents {
        classes: 4,
        ..latents.clone()
    });
    assert_eq!(empty.code(), "prior-collapsed");
    assert!(empty.to_string().contains("of class 3"), "{empty}");
    let bare = Latents {
        labels: None,
        ..latents.clone()
    };
    assert_eq!(refusal(bare).code(), "labels-missing");
    let short = Latents {
        labels: Some(vec![0; 7]),
        ..latents.clone()
    };
    assert_eq!(refusal(short).code(), "labels-length");
    assert_eq!(
        refusal(Latents {
            classes: 2,
            ..latents
        })
        .code(),
        "labels-range"
    );
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    for components in [0, 257] {
        let error = options(components).validate().unwrap_err();
        assert_eq!(error.code(), "option-out-of-range");
        assert!(
            error
                .to_string()
                .contains(&format!("components is {components}"))
        );
    }
    let wrong = [
        FitOptions {
            max_steps: 0,
            ..options(1)
        },
        FitOptions {
            tolerance: f64::NAN,
            ..options(1)
        },
        FitOptions {
            seed: 1 << 53,
            ..options(1)
        },
    ];
    for options in wrong {
        assert_eq!(
            options.validate().unwrap_err().code(),
            "option-out-of-range"
        );
    }
    let refusal = |latents: &[f32]| MixtureFit::new(latents.to_vec(), 2, &options(1), 0);
    assert_eq!(refusal(&[]).unwrap_err().code(), "latents-length");
    assert_eq!(refusal(&[1.0; 3]).unwrap_err().code(), "latents-length");
    let nonfinite = refusal(&[1.0, f32::NAN]).unwrap_err();
    assert_eq!(nonfinite.code(), "latents-nonfinite");
}
