//! What `vae-lab evaluate` prints and writes about a measurement.

use burn::tensor::{Tensor, TensorData};
use pollster::block_on;
use safetensors::SafeTensors;
use serde_json::Value;
use vae_lab::device::cpu;
use vae_lab::evaluate::{Conventions, EvaluateOptions, Totals};
use vae_lab::lab::Lab;
use vae_lab::model::{Vae, VaeConfig};
use vae_lab::noise::{Noise, Purpose};
use vae_lab::objective::{importance_bound, kl_divergence, log_importance_weight, reconstruction};
use vae_lab::weights::Precision;

use crate::cli::{done, folder, text};
use crate::golden::mnist_test;

#[test]
fn one_score_under_every_convention() {
    // 78.4 nats over 784 pixels is a tenth of a nat each; 20 latents share 10 nats.
    let found = Conventions::new(78.4, 10.0, 784, 20);
    let close = |score: vae_lab::evaluate::Score, expected: [f64; 3]| {
        let found = [score.reconstruction, score.kl, score.sum];
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() < 1e-12, "{found:?} against {expected:?}");
        }
    };
    close(found.nats_per_image, [78.4, 10.0, 88.4]);
    close(found.nats_per_pixel, [0.1, 10.0 / 784.0, 88.4 / 784.0]);
    let bits = |nats: f64| nats / 784.0 / 2f64.ln();
    close(found.bits_per_pixel, [78.4, 10.0, 88.4].map(bits));
    close(found.mean_over_pixels, [0.1, 10.0, 10.1]);
    close(found.mean_over_pixels_and_latents, [0.1, 0.5, 0.6]);
}

#[test]
fn the_conventions_are_printed_side_by_side() {
    let said = done(&["evaluate", "models/dense-z20.safetensors", "--images", "50"]);
    for line in ["nats per image", "bits per pixel", "mean over pixels + KL"] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn standard_errors_are_of_a_sample_and_one_image_has_none() {
    // Negative ELBOs of 1, 2 and 6 nats: s² = ((−2)² + (−1)² + 3²)/2 = 7.
    let totals = Totals {
        count: 3,
        pixels: 1,
        reconstruction: 9.0,
        negative_elbo_square: 1.0 + 4.0 + 36.0,
        nll: Some(9.0),
        nll_square: Some(41.0),
        ..Totals::default()
    };
    let found = totals.figures();
    for error in [found.negative_elbo_error, found.nll_error] {
        let error = error.expect("of three images");
        assert!((error - (7.0f64 / 3.0).sqrt()).abs() < 1e-12, "{error}");
    }
    let one = Totals { count: 1, ..totals }.figures();
    assert_eq!((one.negative_elbo_error, one.nll_error), (None, None));
}

/// Both levels' posterior means decide which latents are active, whatever was drawn.
#[test]
fn active_units_do_not_go_with_the_draw() {
    let lab = Lab::open(
        &std::fs::read("models/flagship.safetensors").expect("a file"),
        &cpu().device,
    )
    .expect("a model");
    let images = mnist_test().slice(0..60);
    let means = |seed| {
        let options = EvaluateOptions {
            seed,
            ..EvaluateOptions::default()
        };
        let totals = block_on(lab.evaluate(&images, &options, 0)).expect("figures");
        (totals.mean, totals.mean_square)
    };
    assert_eq!(means(0), means(1));
}

fn tensor(file: &SafeTensors, name: &str, width: usize) -> Tensor<2> {
    let view = file.tensor(name).expect(name);
    let values: Vec<f32> = match name {
        "pixels" => view.data().iter().map(|&v| f32::from(v)).collect(),
        _ => view
            .data()
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect(),
    };
    let rows = values.len() / width;
    Tensor::from_data(TensorData::new(values, [rows, width]), &cpu().device)
}

#[test]
fn the_dumped_noise_gives_the_figures_again() {
    const IMAGES: usize = 30;
    const SAMPLES: usize = 3;
    let folder = folder("dump");
    let (weights, dump) = (
        folder.join("w.safetensors"),
        folder.join("noise.safetensors"),
    );
    let config = VaeConfig::dense(&[9], 3).expect("sound");
    let lab = Lab::fresh(config.clone(), 4, &cpu().device).expect("sound");
    let bytes = block_on(lab.export_weights(Precision::Single)).expect("readable");
    std::fs::write(&weights, bytes).expect("a writable folder");
    let (images, samples) = (IMAGES.to_string(), SAMPLES.to_string());
    let mut arguments = vec!["evaluate", text(&weights), "--binarize", "--seed", "6"];
    arguments.extend(["--images", &images, "--importance-samples", &samples]);
    arguments.extend(["--dump-noise", text(&dump)]);
    done(&arguments);

    let bytes = std::fs::read(&dump).expect("a dump");
    let file = SafeTensors::deserialize(&bytes).expect("safetensors");
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("safetensors");
    let account = &header.metadata().as_ref().expect("metadata")["vae_lab_noise"];
    let account: Value = serde_json::from_str(account).expect("JSON");
    assert_eq!(account["seed"], 6);
    assert_eq!(account["binarize"], "fixed");
    assert_eq!(account["white"], 1);
    let uniform = |parameter: usize, count| {
        Noise::new(4, Purpose::Initialize, parameter as u64).uniform(count)
    };
    let vae = Vae::fresh(&config, uniform, &cpu().device).expect("sound");
    let pixels = tensor(&file, "pixels", 784);
    let inference = vae.infer(pixels.clone(), None);
    let noise = tensor(&file, "noise", 3);
    let draw = vae.draw(&inference, noise);
    let mean = |nats: Tensor<1>| f64::from(nats.mean().into_scalar::<f32>());
    let close = |found: f64, name: &str| {
        let expected = account["figures"][name].as_f64().expect("a figure");
        assert!(
            (found - expected).abs() < 1e-3,
            "{name}: {found}, {expected}"
        );
    };
    close(mean(kl_divergence(&draw.posterior)), "kl");
    close(
        mean(reconstruction(draw.pixels, pixels.clone())),
        "reconstruction",
    );
    // [images, samples, latent]: an image's draws side by side.
    let noise = tensor(&file, "importance_noise", 3);
    let draw = vae.draw(&inference.repeat(SAMPLES), noise.clone());
    let shown = pixels.unsqueeze_dim::<3>(1).repeat_dim(1, SAMPLES);
    let rebuilt = reconstruction(draw.pixels, shown.reshape([IMAGES * SAMPLES, 784]));
    let weights = log_importance_weight(rebuilt, draw.z, noise, &draw.posterior, None);
    close(-mean(importance_bound(weights, SAMPLES)), "nll");
}
