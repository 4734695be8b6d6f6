//! Priors that a trained model grows: what they begin as, and that training goes on from there.

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::evaluate::{EvaluateOptions, Figures, bound_noise};
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::prior::{FitOptions, PriorName};
use vae_lab::train::TrainOptions;
use vae_lab::weights::{Passport, Precision};
use vae_lab::workshop::{GrowOptions, Made, ModelFile, grow};

const PIXELS: usize = 784;

fn images(count: usize) -> Images {
    let white = |i: usize, p: usize| (p / 28 + i) % 7 < 2 || p % 28 == 3 * (i % 9);
    let bytes =
        (0..count).flat_map(|i| (0..PIXELS).map(move |p| if white(i, p) { 255 } else { 0 }));
    Images::from_bytes(bytes.collect(), PIXELS).expect("whole images")
}

fn learn(lab: &mut Lab, steps: u32) -> [f32; 2] {
    let options = TrainOptions {
        batch_size: 32,
        learning_rate: 2e-3,
        steps: Some(steps),
        ..TrainOptions::default()
    };
    lab.begin_training(images(320), options, 0).expect("sound");
    let records = block_on(lab.train_steps(steps as usize)).expect("a CPU");
    lab.end_training();
    let mean = |part: &[vae_lab::train::StepRecord]| {
        part.iter().map(|r| r.negative_elbo).sum::<f32>() / part.len() as f32
    };
    [mean(&records[..10]), mean(&records[records.len() - 10..])]
}

/// A model that has learned a little.
fn trained() -> Vec<u8> {
    let config = VaeConfig::dense(&[24], 4).expect("sound");
    let mut lab = Lab::fresh(config, 1, &cpu().device).expect("sound");
    learn(&mut lab, 150);
    block_on(lab.export_weights(Precision::Single)).expect("a CPU")
}

fn grown(file: &[u8], options: &GrowOptions) -> Made {
    grow(&ModelFile::read(file).expect("our own"), options).expect("another prior")
}

fn open(file: &[u8]) -> Lab {
    Lab::open(file, &cpu().device).expect("our own")
}

#[test]
fn a_vamp_prior_may_begin_as_images() {
    let file = trained();
    let first = images(6);
    let options = GrowOptions {
        pseudo_inputs: Some(6),
        images: images(8).gather(&[0, 1, 2, 3, 4, 5, 6, 7]),
        ..GrowOptions::default()
    };
    let made = grown(&file, &options);
    let mut lab = open(&made.bytes);
    // The mixture of the posteriors of those images, nearly: no pixel is wholly black.
    let encoded = block_on(lab.encode(&first)).expect("images");
    let density = |z: &[f32]| {
        block_on(lab.log_prior_density(z, Some(PriorName::Vamp), None)).expect("latents")[0]
    };
    for i in 0..6 {
        let z = &encoded.mean[4 * i..4 * i + 4];
        let parts = (0..6).map(|k| {
            let each = (0..4).map(|d| {
                let (m, v) = (encoded.mean[4 * k + d], encoded.log_var[4 * k + d]);
                let square = f64::from(z[d] - m).powi(2) / f64::from(v).exp();
                -0.5 * (square + f64::from(v) + std::f64::consts::TAU.ln())
            });
            each.sum::<f64>().exp() / 6.0
        });
        let expected = parts.sum::<f64>().ln();
        let found = density(z);
        assert!((found - expected).abs() < 0.3, "{found}, not {expected}");
    }
    let random = open(
        &grown(
            &file,
            &GrowOptions {
                images: Vec::new(),
                ..options.clone()
            },
        )
        .bytes,
    );
    let z = &encoded.mean[..4];
    let other = block_on(random.log_prior_density(z, None, None)).expect("latents")[0];
    assert!(
        density(z) > other + 1.0,
        "random ones are far from it: {other}"
    );
    let passport = Passport::of(&made.metadata).expect("sound").expect("there");
    assert_eq!(passport.making.settings["images"], true);
    let [before, after] = learn(&mut lab, 100);
    assert!(after < before - 1.0, "{before}, then {after}");
    let few = GrowOptions {
        pseudo_inputs: Some(9),
        ..options
    };
    let error = grow(&ModelFile::read(&file).expect("our own"), &few).expect_err("too few");
    assert!(error.to_string().contains("images is 8"), "{error}");
}

fn nats(lab: &Lab, images: &Images) -> Figures {
    let options = EvaluateOptions {
        seed: 5,
        importance_samples: 3,
        ..EvaluateOptions::default()
    };
    let totals = block_on(lab.evaluate(images, &options, 0));
    totals.expect("a CPU").figures()
}

#[test]
fn a_mixture_begins_as_the_standard_normal_prior() {
    let labelled = |images: Images, classes: usize| match classes {
        0 => images,
        _ => {
            let labels = (0..images.len()).map(|i| (i % classes) as u8).collect();
            images.with_labels(labels).expect("one an image")
        }
    };
    for (classes, components) in [(0, 2), (0, 7), (0, 8), (3, 11)] {
        let config = VaeConfig {
            classes,
            ..VaeConfig::dense(&[24], 4).expect("sound")
        };
        let mut lab = Lab::fresh(config, 1, &cpu().device).expect("sound");
        let options = TrainOptions {
            learning_rate: 2e-3,
            steps: Some(100),
            batch_size: 32,
            ..TrainOptions::default()
        };
        lab.begin_training(labelled(images(320), classes), options, 0)
            .expect("sound");
        block_on(lab.train_steps(100)).expect("a CPU");
        let file = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
        let options = GrowOptions {
            mixture_components: Some(components),
            ..GrowOptions::default()
        };
        let grown = open(&grown(&file, &options).bytes);
        assert_eq!(grown.config().mixture_components, components);
        assert_eq!(grown.priors(), [PriorName::Mixture, PriorName::Standard]);
        let held = labelled(images(200), classes);
        let [before, after] = [&lab, &grown].map(|lab| nats(lab, &held));
        assert_eq!(before.reconstruction, after.reconstruction);
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-4, "{a} and {b}");
        near(before.negative_elbo, after.negative_elbo);
        near(
            before.negative_elbo_error.expect("many"),
            after.negative_elbo_error.expect("many"),
        );
        near(
            before.nll.expect("asked for"),
            after.nll.expect("asked for"),
        );
        let labels = (classes > 0).then(|| vec![1, 2]);
        let z: Vec<f32> = (0..8).map(|i| i as f32 / 4.0 - 1.0).collect();
        let [old, new] = [&lab, &grown]
            .map(|lab| block_on(lab.decode(&z, labels.as_deref())).expect("sound latents"));
        assert_eq!(old, new);
        assert!(
            block_on(grown.sample(4, 1, None))
                .expect("a CPU")
                .iter()
                .all(|p| p.is_finite())
        );
    }
}

/// A grown model, trained on, so that its mixture is no longer the standard normal.
fn mixed(file: &[u8], steps: u32) -> (Lab, [f32; 2]) {
    let options = GrowOptions {
        mixture_components: Some(6),
        ..GrowOptions::default()
    };
    let mut lab = open(&grown(file, &options).bytes);
    let learned = learn(&mut lab, steps);
    (lab, learned)
}

#[test]
fn a_mixture_is_trained_and_better_than_the_normal_it_was() {
    let file = trained();
    let (lab, [before, after]) = mixed(&file, 600);
    assert!(after < before - 1.0, "{before}, then {after}");
    let mut normal = open(&file);
    learn(&mut normal, 600);
    let held = images(320);
    let [mixture, standard] = [&lab, &normal].map(|lab| nats(lab, &held));
    assert!(
        mixture.negative_elbo < standard.negative_elbo - 0.3,
        "{} with the mixture, {} without",
        mixture.negative_elbo,
        standard.negative_elbo
    );
    // It travels with the weights, and stays the model's own.
    let file = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
    let again = open(&file);
    assert_eq!(nats(&again, &held), mixture);
    let model = ModelFile::read(&file).expect("our own");
    let tensor = model.tensors.iter().find(|tensor| tensor.name == "mixture");
    assert_eq!(tensor.expect("its parameters").shape, [12, 4]);
}

#[test]
fn the_bound_and_the_prior_speak_of_one_mixture() {
    let (lab, _) = mixed(&trained(), 300);
    let held = images(60);
    let encoded = block_on(lab.encode(&held)).expect("images");
    let noise = bound_noise(5, 0, 60, 4);
    let draws = encoded.mean.iter().zip(&encoded.log_var).zip(&noise);
    let z: Vec<f32> = draws.map(|((m, v), e)| m + (0.5 * v).exp() * e).collect();
    let mixture = block_on(lab.log_prior_density(&z, None, None)).expect("latents");
    let standard = block_on(lab.log_prior_density(&z, Some(PriorName::Standard), None));
    let farther = standard
        .expect("latents")
        .iter()
        .zip(&mixture)
        .map(|(n, m)| n - m)
        .sum::<f64>();
    let numbers = encoded.mean.iter().zip(&encoded.log_var);
    let closed: f64 = numbers
        .map(|(&m, &v)| {
            let (m, v) = (f64::from(m), f64::from(v));
            0.5 * (m * m + v.exp() - 1.0 - v)
        })
        .sum();
    let found = nats(&lab, &held).kl;
    let expected = (closed + farther) / 60.0;
    assert!((found - expected).abs() < 1e-4, "{found}, not {expected}");
    assert!(farther.abs() > 1.0, "the mixture has moved: {farther}");
}

#[test]
fn what_a_mixture_does_not_go_with_is_refused() {
    let file = trained();
    let (mut lab, _) = mixed(&file, 20);
    let grown = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
    let refused = |file: &[u8], options: GrowOptions| {
        let model = ModelFile::read(file).expect("our own");
        let error = grow(&model, &options).expect_err("no such prior");
        (error.code(), error.to_string())
    };
    let of = |components: usize| GrowOptions {
        mixture_components: Some(components),
        ..GrowOptions::default()
    };
    let vamp = GrowOptions {
        pseudo_inputs: Some(4),
        ..GrowOptions::default()
    };
    let (code, said) = refused(&grown, of(9));
    assert!(
        code == "option-out-of-range" && said.contains("mixtureComponents is 9"),
        "{said}"
    );
    assert_eq!(refused(&grown, vamp.clone()).0, "option-out-of-range");
    for components in [1, 1001] {
        let (code, said) = refused(&file, of(components));
        assert!(
            code == "config-invalid" && said.contains("mixtureComponents"),
            "{said}"
        );
    }
    let both = GrowOptions {
        mixture_components: Some(4),
        ..vamp
    };
    assert_eq!(refused(&file, both).0, "option-out-of-range");
    let mixture = FitOptions {
        components: Some(2),
        ..FitOptions::default()
    };
    let fitted = block_on(lab.fit_prior(&images(50), &mixture, |_| {}));
    assert_eq!(
        fitted.expect_err("it has one").code(),
        "option-out-of-range"
    );
    assert_eq!(
        block_on(lab.prior(Some(PriorName::Vamp)))
            .expect_err("none")
            .code(),
        "prior-missing"
    );
    let bits = TrainOptions {
        free_bits: 0.1,
        ..TrainOptions::default()
    };
    let error = lab
        .begin_training(images(10), bits, 0)
        .expect_err("no such bits");
    assert!(error.to_string().contains("freeBits"), "{error}");
}
