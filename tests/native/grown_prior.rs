//! Priors that a trained model grows: what they begin as, and that training goes on from there.

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::prior::PriorName;
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
