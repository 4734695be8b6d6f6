//! Each kernel against `kernel::plain` on the device of this build: what it gives, and its slopes.

use burn::tensor::{Device, Tensor};
use vae_lab::device::read;
use vae_lab::kernel::{self, AdamStep, Finish, Window, plain};
use vae_lab::noise::{Noise, Purpose};
use wasm_bindgen_test::wasm_bindgen_test;

/// Of a tensor's largest number: sums of f32 in another order.
const TOLERANCE: f32 = 1e-5;

const FINISHES: [Finish; 2] = [Finish::Linear, Finish::Relu];

/// Standard normal numbers as tensors of one dimension, to be reshaped by whoever takes them.
fn numbers(lengths: &[usize], device: &Device) -> Vec<Tensor<1>> {
    let numbers = |(i, &length): (usize, &usize)| {
        let values = Noise::new(7, Purpose::Reparameterize, i as u64).normal(length);
        Tensor::from_data(values.as_slice(), device)
    };
    lengths.iter().enumerate().map(numbers).collect()
}

/// What comes out, then the slope with respect to each leaf of a sum that weighs it unevenly.
async fn forward_and_slopes(
    lengths: &[usize],
    device: &Device,
    run: &dyn Fn(Vec<Tensor<1>>) -> Tensor<1>,
) -> Vec<Vec<f32>> {
    let leaves = numbers(lengths, device).into_iter();
    let leaves: Vec<_> = leaves.map(Tensor::require_grad).collect();
    let out = run(leaves.clone());
    let values = Noise::new(7, Purpose::Reparameterize, 99).normal(out.dims()[0]);
    let gradients = (out.clone() * Tensor::from_data(values.as_slice(), device))
        .sum()
        .backward();
    let mut all = vec![read(out.inner()).await.expect("a device")];
    for leaf in &leaves {
        let slope = leaf.grad(&gradients).expect("a leaf of the graph");
        all.push(read(slope).await.expect("a device"));
    }
    all
}

fn assert_near(name: &str, found: &[Vec<f32>], expected: &[Vec<f32>]) {
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.len(), expected.len(), "{name}, {i}");
        let largest = expected.iter().fold(0.0f32, |most, e| most.max(e.abs()));
        for (at, (f, e)) in found.iter().zip(expected).enumerate() {
            let far = (f - e).abs();
            // Written so that what is no number fails.
            assert!(
                far <= TOLERANCE * largest,
                "{name}, tensor {i}, number {at}: {f} against {e}, the largest is {largest}"
            );
        }
    }
}

async fn compare(
    name: &str,
    lengths: &[usize],
    ours: &dyn Fn(Vec<Tensor<1>>) -> Tensor<1>,
    theirs: &dyn Fn(Vec<Tensor<1>>) -> Tensor<1>,
) {
    let device = super::device().await.autodiff();
    let found = forward_and_slopes(lengths, &device, ours).await;
    let expected = forward_and_slopes(lengths, &device, theirs).await;
    assert_near(name, &found, &expected);
}

#[wasm_bindgen_test]
async fn linear_layers_of_any_size_are_the_plain_ones() {
    type Layer = fn(Tensor<2>, Tensor<2>, Tensor<1>, Finish) -> Tensor<2>;
    for [rows, inner, columns] in [
        [1, 5, 3],
        [1, 20, 12],
        [9, 784, 20],
        [33, 20, 400],
        [7, 2, 16],
    ] {
        for finish in FINISHES {
            let through = |layer: Layer| {
                move |x: Vec<Tensor<1>>| {
                    let [x, weight, bias] = x.try_into().expect("three");
                    let (x, weight) = (x.reshape([rows, inner]), weight.reshape([inner, columns]));
                    layer(x, weight, bias, finish).reshape([-1])
                }
            };
            let name = format!("linear {rows} {inner} {columns} {finish:?}");
            let lengths = [rows * inner, inner * columns, columns];
            let (ours, theirs) = (through(kernel::linear), through(plain::linear));
            compare(&name, &lengths, &ours, &theirs).await;
        }
    }
}

#[wasm_bindgen_test]
async fn convolutions_of_any_size_are_the_plain_ones() {
    type Layer = fn(Tensor<4>, Tensor<4>, Tensor<1>, Window, Finish) -> Tensor<4>;
    // Batch, side, fine and coarse channels, kernel, stride.
    let sizes = [
        [2, 7, 1, 4, 3, 2],
        [3, 8, 8, 12, 3, 2],
        [1, 7, 3, 5, 3, 1],
        [2, 6, 4, 8, 5, 2],
        // Taps that no position, or only one, has: a kernel of one, one wider than the image.
        [2, 5, 4, 8, 1, 2],
        [3, 2, 4, 4, 5, 2],
        // To and from one channel, of whole fours and not, an odd number of positions.
        [3, 5, 1, 8, 3, 1],
        [2, 5, 1, 6, 3, 2],
    ];
    for [batch, fine, below, above, kernel, stride] in sizes {
        for finish in FINISHES {
            let window = Window {
                kernel,
                stride,
                fine,
            };
            let coarse = window.coarse();
            let through = |layer: Layer, dims: [usize; 4]| {
                move |x: Vec<Tensor<1>>| {
                    let [x, weight, bias] = x.try_into().expect("three");
                    let weight = weight.reshape([above, below, kernel, kernel]);
                    layer(x.reshape(dims), weight, bias, window, finish).reshape([-1])
                }
            };
            let weight = above * below * kernel * kernel;
            let dims = [batch, fine, fine, below];
            let name = format!("conv {dims:?} {above} {window:?} {finish:?}");
            let lengths = [dims.iter().product(), weight, above];
            let (ours, theirs) = (through(kernel::conv, dims), through(plain::conv, dims));
            compare(&name, &lengths, &ours, &theirs).await;
            let dims = [batch, coarse, coarse, above];
            let name = format!("conv_transpose {dims:?} {below} {window:?} {finish:?}");
            let lengths = [dims.iter().product(), weight, below];
            let ours = through(kernel::conv_transpose, dims);
            let theirs = through(plain::conv_transpose, dims);
            compare(&name, &lengths, &ours, &theirs).await;
        }
    }
}

#[wasm_bindgen_test]
async fn the_loss_and_the_draw_are_the_plain_ones() {
    type Two = fn(Tensor<2>, Tensor<2>) -> Tensor<1>;
    for [rows, width] in [[1, 3], [5, 20], [3, 784]] {
        let lengths = [rows * width; 2];
        let pairs: [(&str, Two, Two); 2] = [
            ("kl", kernel::kl_divergence, plain::kl_divergence),
            // The images have no slope in ours; as plain ones they are leaves like any other.
            (
                "bernoulli",
                |x, y| kernel::bernoulli(x, y.clone().detach()) + y.sum_dim(1).squeeze_dim(1) * 0.0,
                |x, y| plain::bernoulli(x, y.clone().detach()) + y.sum_dim(1).squeeze_dim(1) * 0.0,
            ),
        ];
        for (name, ours, theirs) in pairs {
            let through = |of: Two| {
                move |x: Vec<Tensor<1>>| {
                    let [a, b] = x.try_into().expect("two");
                    of(a.reshape([rows, width]), b.reshape([rows, width]))
                }
            };
            compare(name, &lengths, &through(ours), &through(theirs)).await;
        }
        let draw = |of: fn(Tensor<2>, Tensor<2>, Tensor<2>) -> Tensor<2>| {
            move |x: Vec<Tensor<1>>| {
                let [mean, log_var] = x.try_into().expect("two");
                let noise = (mean.clone() * 3.0).sin().detach();
                let [mean, log_var, noise] =
                    [mean, log_var, noise].map(|x| x.reshape([rows, width]));
                of(mean, log_var, noise).reshape([-1])
            }
        };
        compare("draw", &lengths, &draw(kernel::draw), &draw(plain::draw)).await;
        let silu = |of: fn(Tensor<1>) -> Tensor<1>| {
            move |x: Vec<Tensor<1>>| of(x.into_iter().next().expect("one"))
        };
        let [ours, theirs] = [silu(kernel::silu), silu(plain::silu)];
        compare("silu", &lengths[..1], &ours, &theirs).await;
        let elbo = |of: fn(Tensor<1>, Tensor<1>, f32) -> Tensor<1>| {
            move |x: Vec<Tensor<1>>| {
                let [reconstruction, kl] = x.try_into().expect("two");
                of(reconstruction, kl, 0.5)
            }
        };
        let [ours, theirs] = [elbo(kernel::elbo), elbo(plain::elbo)];
        compare("elbo", &[rows * 30; 2], &ours, &theirs).await;
    }
}

#[wasm_bindgen_test]
async fn the_sigmoid_is_the_plain_one() {
    // With slopes and without: a backend may have a kernel of its own for the latter alone.
    let squashed = |of: fn(Tensor<1>) -> Tensor<1>| {
        move |x: Vec<Tensor<1>>| of(x.into_iter().next().expect("one") * 8.0)
    };
    let [ours, theirs] = [kernel::sigmoid, plain::sigmoid].map(squashed);
    for length in [1, 7, 784] {
        compare("sigmoid", &[length], &ours, &theirs).await;
        let device = super::device().await;
        let mut outs = Vec::new();
        for of in [&ours, &theirs] {
            let out = of(numbers(&[length], &device));
            outs.push(vec![read(out).await.expect("a device")]);
        }
        assert_near("sigmoid without a slope", &outs[0], &outs[1]);
    }
}

#[wasm_bindgen_test]
async fn a_step_of_adam_is_the_plain_one() {
    let device = super::device().await;
    let step = AdamStep {
        step_size: 0.01,
        epsilon: 1e-8,
        mean: [0.9, 0.1],
        square: [0.999, 0.001],
    };
    for length in [1, 6, 400] {
        let four = || {
            let four = numbers(&[length; 4], &device);
            let [value, gradient, mean, square] = four.try_into().expect("four");
            (value, gradient, mean, square.abs())
        };
        let (value, gradient, mean, square) = four();
        let (value, [mean, square]) = kernel::adam(value, gradient, [mean, square], step);
        let mut found = Vec::new();
        for tensor in [value, mean, square] {
            found.push(read(tensor).await.expect("a device"));
        }
        let (value, gradient, mean, square) = four();
        let (value, [mean, square]) = plain::adam(value, gradient, [mean, square], step);
        let mut expected = Vec::new();
        for tensor in [value, mean, square] {
            expected.push(read(tensor).await.expect("a device"));
        }
        assert_near("adam", &found, &expected);
    }
}

/// Of whole fours and not, filling whole 256 bytes and not, and of so many numbers that it goes
/// alone; more than a dispatch has room for.
const LENGTHS: [usize; 9] = [1, 64, 400, 6, 65, 40_000, 127, 20, 3];

/// A parameter, with the means of its gradient and of that's square.
type State = (Tensor<1>, [Tensor<1>; 2]);

/// Numbers for each of the parameters; `which`: none is like another.
fn of_all(which: usize, device: &Device) -> Vec<Tensor<1>> {
    let all = numbers(&LENGTHS.repeat(which + 1), device);
    all[which * LENGTHS.len()..].to_vec()
}

fn states(device: &Device) -> Vec<State> {
    let means = of_all(1, device).into_iter().zip(of_all(2, device));
    let values = of_all(0, device).into_iter().zip(means);
    values
        .map(|(value, (mean, square))| (value, [mean, square.abs()]))
        .collect()
}

async fn read_state((value, [mean, square]): State) -> Vec<Vec<f32>> {
    let mut lists = Vec::new();
    for tensor in [value, mean, square] {
        lists.push(read(tensor).await.expect("a device"));
    }
    lists
}

#[wasm_bindgen_test]
async fn steps_of_adam_over_many_parameters_are_the_plain_ones() {
    let device = super::device().await;
    let (mut ours, mut theirs) = (states(&device), states(&device));
    for number in 1..=3 {
        let step = AdamStep {
            step_size: 0.01 * number as f32,
            epsilon: 1e-8,
            mean: [0.9, 0.1],
            square: [0.999, 0.001],
        };
        let gradients = of_all(2 + number, &device);
        let parameters = ours.into_iter().zip(gradients.clone());
        let parameters = parameters
            .map(|((value, [mean, square]), gradient)| [value, gradient, mean, square])
            .collect();
        ours = kernel::adam_together(parameters, step);
        let parameters = theirs.into_iter().zip(gradients);
        theirs = parameters
            .map(|((value, moments), gradient)| plain::adam(value, gradient, moments, step))
            .collect();
        if number == 2 {
            // The third step finds the others where the second has put them, but not this one.
            let (value, moments) = ours.remove(2);
            ours.insert(2, (value.mul_scalar(1.5), moments));
            let (value, moments) = theirs.remove(2);
            theirs.insert(2, (value.mul_scalar(1.5), moments));
        }
    }
    for (i, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
        let (found, expected) = (read_state(ours).await, read_state(theirs).await);
        assert_near(&format!("adam of parameter {i}"), &found, &expected);
    }
}
