//! Training: against a hand-made reference, and against itself.

use crate::reference::Reference;
use burn::tensor::{Tensor, TensorData};
use pollster::block_on;
use vae_lab::data::{Binarization, Images};
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, Vae, VaeConfig};
use vae_lab::noise::{Noise, Purpose};
use vae_lab::objective::Objective;
use vae_lab::train::{Adam, Batch, Schedule, TrainOptions, Trainer};
use vae_lab::weights::Precision;

fn small_config() -> VaeConfig {
    VaeConfig {
        input_dim: 36,
        hidden: vec![24],
        ..VaeConfig::new(Architecture::Dense, 3)
    }
}

/// Blurred bars and dots, enough structure to learn from.
fn small_images(count: usize) -> Images {
    let floats = (0..count)
        .flat_map(|i| {
            (0..36).map(move |p| {
                if p % 6 == i % 6 || p / 6 == i % 5 {
                    0.9
                } else {
                    0.05
                }
            })
        })
        .collect();
    Images::from_floats(floats, 36).expect("pixels lie in 0..1")
}

fn lab(seed: u64) -> Lab {
    Lab::fresh(small_config(), seed, &cpu().device).expect("the config is sound")
}

fn train(lab: &mut Lab, images: Images, options: TrainOptions, chunk: usize) {
    lab.begin_training(images, options, 0)
        .expect("sound options");
    while !block_on(lab.train_steps(chunk)).expect("a step").is_empty() {}
    lab.end_training();
}

fn weights(lab: &Lab) -> Vec<u8> {
    block_on(lab.snapshot()).expect("the CPU can be read")
}

fn steps(count: u32) -> TrainOptions {
    TrainOptions {
        epochs: Some(1000),
        batch_size: 8,
        steps: Some(count),
        ..TrainOptions::default()
    }
}

#[test]
fn three_steps_equal_the_reference_in_losses_and_weights() {
    let reference = Reference::load();
    let config = VaeConfig {
        input_dim: 6,
        hidden: vec![5],
        ..VaeConfig::new(Architecture::Dense, 2)
    };
    let device = cpu().device;
    let uniform = |i, count| Noise::new(3, Purpose::Initialize, i as u64).uniform(count);
    let vae = Vae::fresh(&config, uniform, &device).expect("the config is sound");
    let mut trainer = Trainer::new(vae, Adam::default(), &device);
    let parameters = |trainer: &Trainer| -> Vec<Vec<f32>> {
        let parameters = trainer.model().parameters();
        let read = |p: vae_lab::model::Parameter| p.values.into_data().iter::<f32>().collect();
        parameters.into_iter().map(read).collect()
    };
    let compare = |found: Vec<Vec<f32>>, of: &str, bound: f32| {
        for (i, values) in found.iter().enumerate() {
            let expected = reference.floats(&format!("/tinyModel/{of}/{i}"));
            assert_eq!(values.len(), expected.len());
            for (f, e) in values.iter().zip(&expected) {
                assert!((f - e).abs() <= bound, "{of} {i}: {f} against {e}");
            }
        }
    };
    compare(parameters(&trainer), "start", 0.0);
    let images = reference.floats("/tinyModel/images");
    let images = Images::from_floats(images, 6).expect("pixels lie in 0..1");
    for step in 0..3 {
        let order = Noise::new(3, Purpose::Shuffle, step).permutation(4);
        let noise = Noise::new(3, Purpose::Reparameterize, step).normal(8);
        let tensor = |values: Vec<f32>, width| {
            let data = TensorData::new(values, [4, width]);
            Tensor::<2>::from_data(data, &device.clone().autodiff())
        };
        let batch = Batch {
            images: tensor(images.gather(&order), 6),
            labels: None,
            noise: tensor(noise, 2),
        };
        let objective = Objective::Elbo {
            beta: 0.7,
            free_bits: 0.0,
        };
        let record = trainer.step(batch, 0.01, &objective, None);
        let found: Vec<f32> = record.into_data().iter::<f32>().collect();
        let expected = reference.floats(&format!("/tinyModel/records/{step}"));
        for (f, e) in found.iter().zip(&expected) {
            assert!((f - e).abs() < 1e-5, "step {step}: {f} against {e}");
        }
    }
    // A step moves a weight by up to 0.01; its direction is g/√v, sharp where g is tiny.
    compare(parameters(&trainer), "end", 2e-5);
}

#[test]
fn a_run_equals_its_steps_done_by_hand() {
    // The same three steps through `Run`: its order, noise and batches are the reference's.
    let reference = Reference::load();
    let config = VaeConfig {
        input_dim: 6,
        hidden: vec![5],
        ..VaeConfig::new(Architecture::Dense, 2)
    };
    let mut lab = Lab::fresh(config, 3, &cpu().device).expect("the config is sound");
    let images = Images::from_floats(reference.floats("/tinyModel/images"), 6).expect("in 0..1");
    let options = TrainOptions {
        epochs: Some(3),
        learning_rate: 0.01,
        beta: 0.7,
        seed: 3,
        ..TrainOptions::default()
    };
    lab.begin_training(images, options, 0)
        .expect("sound options");
    let records = block_on(lab.train_steps(100)).expect("steps");
    assert_eq!(records.len(), 3);
    for (i, record) in records.iter().enumerate() {
        let expected = reference.floats(&format!("/tinyModel/records/{i}"));
        assert!((record.reconstruction - expected[0]).abs() < 1e-5);
        assert!((record.kl - expected[1]).abs() < 1e-5);
        assert_eq!(record.negative_elbo, record.reconstruction + record.kl);
        assert!((record.objective - (expected[0] + 0.7 * expected[1])).abs() < 1e-5);
        assert_eq!((record.step, record.epoch), (i + 1, i + 1));
    }
}

#[test]
fn the_same_seed_gives_the_same_weights_bit_for_bit_whatever_the_chunks() {
    let run = |seed, chunk| {
        let mut lab = lab(5);
        let options = TrainOptions { seed, ..steps(20) };
        train(&mut lab, small_images(30), options, chunk);
        weights(&lab)
    };
    assert_eq!(run(1, 20), run(1, 3));
    assert_ne!(run(1, 20), run(2, 20));
}

#[test]
fn ten_steps_and_ten_resumed_equal_twenty_bit_for_bit() {
    let options = || TrainOptions {
        schedule: Schedule::Cosine,
        binarize: Binarization::Dynamic,
        ..steps(20)
    };
    let mut straight = lab(0);
    train(&mut straight, small_images(30), options(), 20);
    let mut first = lab(0);
    first
        .begin_training(small_images(30), options(), 0)
        .expect("sound options");
    block_on(first.train_steps(10)).expect("steps");
    let mut second = Lab::open(&weights(&first), &cpu().device).expect("our own snapshot");
    let state = second.run_state();
    assert_eq!((state.step, state.adam_step), (10, 10));
    second
        .begin_training(small_images(30), state.options, state.step)
        .expect("sound options");
    block_on(second.train_steps(20)).expect("steps");
    second.end_training();
    assert_eq!(weights(&second), weights(&straight));
}

#[test]
fn rewinding_leads_back_to_the_very_same_weights() {
    let mut exact = lab(0);
    train(&mut exact, small_images(30), steps(4), 4);
    let exact = block_on(exact.export_weights(Precision::Single)).expect("readable");
    let mut lab = lab(0);
    lab.begin_training(small_images(30), steps(4), 0)
        .expect("sound options");
    block_on(lab.train_steps(1)).expect("a step");
    // Three steps of the next chunk are wanted, three are done; then one is taken back.
    block_on(lab.train_steps(3)).expect("steps");
    block_on(lab.rewind(2)).expect("a chunk to rewind");
    assert_eq!(lab.run_state().step, 3);
    assert_eq!(
        block_on(lab.train_steps(9)).expect("the last step").len(),
        1
    );
    lab.end_training();
    assert_eq!(
        block_on(lab.export_weights(Precision::Single)).expect("readable"),
        exact
    );
}

#[test]
fn sixteen_images_are_overfitted() {
    let mut lab = lab(0);
    let options = TrainOptions {
        epochs: Some(2500),
        batch_size: 16,
        learning_rate: 3e-3,
        schedule: Schedule::Cosine,
        // The KL divergence would keep some blur; here only fitting is tested.
        beta: 0.0,
        ..TrainOptions::default()
    };
    train(&mut lab, small_images(16), options, 100);
    let images = small_images(16);
    let found = block_on(lab.reconstruct(&images, 0, 0)).expect("images");
    let all: Vec<usize> = (0..16).collect();
    for (f, e) in found.iter().zip(images.gather(&all)) {
        assert!((f - e).abs() < 0.03, "{f} against {e}");
    }
}

#[test]
fn a_second_run_goes_on_with_the_moments_unless_told_otherwise() {
    let mut lab = lab(0);
    train(&mut lab, small_images(8), steps(3), 3);
    train(&mut lab, small_images(8), steps(2), 2);
    assert_eq!(lab.run_state().adam_step, 5);
    let reset = TrainOptions {
        reset_optimizer: true,
        ..steps(2)
    };
    train(&mut lab, small_images(8), reset, 2);
    assert_eq!(lab.run_state().adam_step, 2);
}

#[test]
fn the_last_batch_of_an_epoch_takes_what_is_left() {
    let mut lab = lab(0);
    let options = TrainOptions {
        epochs: Some(2),
        batch_size: 8,
        ..TrainOptions::default()
    };
    let run = lab
        .begin_training(small_images(20), options, 0)
        .expect("sound options");
    assert_eq!(run.total_steps(), 6);
    let records = block_on(lab.train_steps(100)).expect("steps");
    let epochs: Vec<usize> = records.iter().map(|record| record.epoch).collect();
    assert_eq!(epochs, [1, 1, 1, 2, 2, 2]);
}

#[test]
fn the_cosine_schedule_goes_from_the_rate_to_nearly_nothing() {
    let options = TrainOptions {
        schedule: Schedule::Cosine,
        ..TrainOptions::default()
    };
    assert_eq!(options.learning_rate_at(0, 100), 1e-3);
    assert!((options.learning_rate_at(50, 100) - 5e-4).abs() < 1e-9);
    assert!(options.learning_rate_at(99, 100) < 1e-6);
}

#[test]
fn options_out_of_range_are_refused_by_name_and_change_nothing() {
    let mut lab = lab(0);
    let before = weights(&lab);
    let wrong = [
        (
            "epochs",
            TrainOptions {
                epochs: Some(0),
                ..TrainOptions::default()
            },
        ),
        (
            "batchSize",
            TrainOptions {
                batch_size: 0,
                ..TrainOptions::default()
            },
        ),
        (
            "batchSize",
            TrainOptions {
                batch_size: 8193,
                ..TrainOptions::default()
            },
        ),
        (
            "learningRate",
            TrainOptions {
                learning_rate: 0.0,
                ..TrainOptions::default()
            },
        ),
        (
            "learningRate",
            TrainOptions {
                learning_rate: f64::NAN,
                ..TrainOptions::default()
            },
        ),
        (
            "beta",
            TrainOptions {
                beta: -0.1,
                ..TrainOptions::default()
            },
        ),
        (
            "beta",
            TrainOptions {
                beta: f64::INFINITY,
                ..TrainOptions::default()
            },
        ),
        (
            "seed",
            TrainOptions {
                seed: 1 << 53,
                ..TrainOptions::default()
            },
        ),
        (
            "steps",
            TrainOptions {
                steps: Some(0),
                ..TrainOptions::default()
            },
        ),
    ];
    for (name, options) in wrong {
        let error = lab.begin_training(small_images(4), options, 0).unwrap_err();
        assert_eq!(error.code(), "option-out-of-range");
        assert!(error.to_string().contains(name), "{error} names {name}");
    }
    let none = Images::from_bytes(Vec::new(), 36).expect("no image is a whole number of images");
    let refused = lab.begin_training(none, TrainOptions::default(), 0);
    assert_eq!(refused.unwrap_err(), Error::ImagesEmpty);
    assert_eq!(weights(&lab), before);
}

#[test]
fn steps_alone_take_as_many_epochs_as_they_need() {
    let options = TrainOptions {
        steps: Some(100),
        batch_size: 8,
        ..TrainOptions::default()
    };
    assert_eq!(options.total_steps(20), 100);
    assert_eq!(TrainOptions::default().total_steps(300), 3);
    let both = TrainOptions {
        epochs: Some(2),
        ..options
    };
    assert_eq!(both.total_steps(20), 6);
    let vast = TrainOptions {
        epochs: Some(100_000),
        batch_size: 1,
        ..TrainOptions::default()
    };
    assert!(vast.total_steps(usize::MAX) == usize::MAX);
}
