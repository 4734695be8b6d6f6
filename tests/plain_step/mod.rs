//! The training step written down with burn's own operations and differentiated by burn: what the
//! fused one must give, for the native tests and for those in a browser.

// Elsewhere plain steps take minutes.
#[cfg(feature = "flex")]
mod losses;

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use vae_lab::device::read;
use vae_lab::kernel::{Finish, Window, plain};
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, ParameterSpec, VaeConfig};
use vae_lab::train::{FlatState, Part, Side, TrainOptions};

#[cfg(feature = "flex")]
pub use losses::compare_losses;

/// Numbers of an image.
pub const PIXELS: usize = 784;

/// Of a tensor's largest slope.
const TOLERANCE: f32 = 1e-5;

pub fn dense() -> VaeConfig {
    VaeConfig::dense(&[400], 20).expect("a sound config")
}

/// Keras's example, see [`VaeConfig::output_convolution`].
pub fn conv() -> VaeConfig {
    VaeConfig {
        channels: vec![32, 64],
        hidden: vec![16],
        output_convolution: true,
        ..VaeConfig::new(Architecture::Conv, 2)
    }
}

/// A model as a list of named numbers, each in its shape.
pub struct Plain {
    config: VaeConfig,
    pub values: Vec<Vec<f32>>,
    device: Device,
}

/// What the network reads, differentiated.
struct Weights(BTreeMap<String, (Tensor<1>, Vec<usize>)>);

impl Weights {
    fn of<const D: usize>(&self, path: &str) -> Tensor<D> {
        let (values, shape) = &self.0[path];
        let shape: [usize; D] = shape
            .clone()
            .try_into()
            .expect("the shape has so many dimensions");
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
    /// A lab's weights, for the device that it is on.
    pub async fn of(lab: &Lab, device: &Device) -> Self {
        let state = lab.flat_state().await.expect("a device");
        Self {
            values: FlatState::cut(&lab.config().parameters(), &state.values),
            config: lab.config().clone(),
            device: device.clone().autodiff(),
        }
    }

    /// Loss and gradient of a batch.
    pub async fn gradient(&self, part: &Part) -> (f32, Vec<Vec<f32>>) {
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
        let mut found = Vec::new();
        for leaf in &leaves {
            let slope = leaf.grad_remove(&mut gradients);
            let slope = slope.expect("a leaf of the graph");
            found.push(read(slope).await.expect("a device"));
        }
        (read(loss.inner()).await.expect("a device")[0], found)
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
}

/// Fails unless each number is within `TOLERANCE` of its tensor's largest.
fn assert_near(specs: &[ParameterSpec], found: &[Vec<f32>], expected: &[Vec<f32>]) {
    assert_eq!(
        [found.len(), expected.len()],
        [specs.len(); 2],
        "a tensor each"
    );
    for ((spec, found), expected) in specs.iter().zip(found).zip(expected) {
        let path = &spec.path;
        assert_eq!(found.len(), expected.len(), "{path}");
        let largest = expected.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        assert!(largest > 0.0, "{path} has slopes");
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            let error = (found - expected).abs();
            // Written so that what is no number fails.
            assert!(
                error <= TOLERANCE * largest,
                "{path} {i}: {found} against {expected}, the largest is {largest}"
            );
        }
    }
}

/// The gradient of every parameter in the next step of a run over so many images, fused and plain.
pub async fn compare_gradients(
    lab: &mut Lab,
    options: &TrainOptions,
    count: usize,
    device: &Device,
) {
    let plain = Plain::of(lab, device).await;
    let (config, options) = (lab.config().clone(), options.clone());
    let state = lab.flat_state().await.expect("a device");
    let side = Side::new(&config, options, count, state, [0, 1], device);
    let mut side = side.expect("the lab's own state");
    let (_, parts) = lab.next_shared(1).expect("a run").expect("a step");
    let (_, expected) = plain.gradient(&parts[0]).await;
    let computed = side.compute(parts[0].clone(), 0).await;
    computed.expect("a device");
    let specs = config.parameters();
    let found = FlatState::cut(&specs, side.gradient(side.own()));
    assert_near(&specs, &found, &expected);
}
