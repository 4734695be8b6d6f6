//! The moving average of the weights over training: against one made of every step's weights.

use pollster::block_on;
use serde_json::json;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, VaeConfig};
use vae_lab::train::TrainOptions;
use vae_lab::weights::Precision;
use vae_lab::workshop::ModelFile;

use crate::cli::{done, folder, text};
use crate::workshop_commands::passport_in;

const DECAY: f64 = 0.9;

fn images(count: usize) -> Images {
    let white = |i: usize, p: usize| p % 6 == i % 6 || p / 6 == i % 5;
    let bytes = (0..count).flat_map(|i| (0..36).map(move |p| if white(i, p) { 230 } else { 13 }));
    Images::from_bytes(bytes.collect(), 36).expect("whole images")
}

fn lab() -> Lab {
    let config = VaeConfig {
        input_dim: 36,
        hidden: vec![12],
        ..VaeConfig::new(Architecture::Dense, 3)
    };
    Lab::fresh(config, 0, &cpu().device).expect("a sound config")
}

fn options(steps: u32) -> TrainOptions {
    TrainOptions {
        batch_size: 8,
        learning_rate: 1e-2,
        steps: Some(steps),
        average_decay: DECAY,
        ..TrainOptions::default()
    }
}

fn begun(steps: u32) -> Lab {
    let mut lab = lab();
    lab.begin_training(images(30), options(steps), 0)
        .expect("sound");
    lab
}

fn averaged(lab: &Lab) -> vae_lab::error::Result<Vec<u8>> {
    let mut file = Vec::new();
    block_on(lab.export_into(true, Precision::Single, &mut file))?;
    Ok(file)
}

fn numbers(file: &[u8]) -> Vec<f32> {
    let model = ModelFile::read(file).expect("our own file");
    model.tensors.into_iter().flat_map(|t| t.values).collect()
}

#[test]
fn the_average_is_that_of_every_steps_weights() {
    let mut lab = begun(12);
    assert!(averaged(&lab).is_err(), "of no step yet");
    let mut means: Vec<f64> = Vec::new();
    // Adam's way: a biased mean from 0, then its correction.
    for step in 1..=12 {
        block_on(lab.train_steps(1)).expect("a step");
        let file = block_on(lab.export_weights(Precision::Single)).expect("a CPU");
        let weights = numbers(&file);
        means.resize(weights.len(), 0.0);
        for (mean, &weight) in means.iter_mut().zip(&weights) {
            *mean = DECAY * *mean + (1.0 - DECAY) * f64::from(weight);
        }
        let corrected = means.iter().map(|mean| mean / (1.0 - DECAY.powi(step)));
        let found = numbers(&averaged(&lab).expect("steps were averaged"));
        for (found, expected) in found.iter().zip(corrected) {
            assert!((f64::from(*found) - expected).abs() < 1e-6, "step {step}");
        }
        if step > 1 {
            assert_ne!(found, weights);
        }
    }
    // It stays when the run has ended, until the next begins.
    lab.end_training();
    let last = averaged(&lab).expect("it stays");
    let making = passport_in(&last).making;
    assert_eq!(making.operation, "train");
    assert_eq!(
        serde_json::to_value(making.settings).expect("JSON"),
        json!({ "averageDecay": 0.9, "averagedSteps": 12 })
    );
    let opened = Lab::open(&last, &cpu().device).expect("an ordinary file");
    assert_eq!(opened.run_state().adam_step, 0);
    let error = averaged(&opened).expect_err("its steps are not in the file");
    assert_eq!(error.code(), "option-out-of-range");
    assert!(error.to_string().contains("averageDecay"), "{error}");
    lab.begin_training(
        images(30),
        TrainOptions {
            average_decay: 0.0,
            ..options(2)
        },
        0,
    )
    .expect("sound");
    block_on(lab.train_steps(2)).expect("steps");
    assert!(averaged(&lab).is_err(), "the next run takes none");
}

#[test]
fn it_goes_back_and_on_with_its_run() {
    let mut straight = begun(9);
    block_on(straight.train_steps(9)).expect("steps");
    let expected = averaged(&straight).expect("averaged");
    let mut lab = begun(9);
    block_on(lab.train_steps(2)).expect("steps");
    block_on(lab.train_steps(6)).expect("steps");
    block_on(lab.rewind(3)).expect("a chunk");
    let snapshot = block_on(lab.snapshot()).expect("a CPU");
    let mut other = Lab::open(&snapshot, &cpu().device).expect("our own");
    let state = other.run_state();
    assert_eq!((state.step, state.average_steps), (5, 5));
    other
        .begin_training(images(30), state.options, state.step)
        .expect("sound");
    block_on(other.train_steps(9)).expect("steps");
    assert_eq!(
        numbers(&averaged(&other).expect("averaged")),
        numbers(&expected)
    );
    assert!(
        !other.can_share().expect("a run"),
        "workers would not see each other's steps"
    );
    // Training itself is the same with it and without.
    let mut plain = self::lab();
    plain
        .begin_training(
            images(30),
            TrainOptions {
                average_decay: 0.0,
                ..options(9)
            },
            0,
        )
        .expect("sound");
    block_on(plain.train_steps(9)).expect("steps");
    let [with, without] = [&straight, &plain]
        .map(|lab| numbers(&block_on(lab.export_weights(Precision::Single)).expect("a CPU")));
    assert_eq!(with, without);
    for decay in [1.0, -0.1, f64::NAN] {
        let wrong = TrainOptions {
            average_decay: decay,
            ..options(1)
        };
        let error = wrong.validate().expect_err("no decay");
        assert!(error.to_string().contains("averageDecay"), "{error}");
    }
}

#[test]
fn the_command_writes_the_average_and_says_so() {
    let folder = folder("averaged");
    let output = folder.join("averaged.safetensors");
    let told = done(&[
        "train",
        "--output",
        text(&output),
        "--epochs",
        "1",
        "--holdout",
        "59000",
        "--hidden",
        "16",
        "--latent-dim",
        "2",
        "--average-decay",
        "0.5",
    ]);
    assert!(told.contains("before averaging"), "{told}");
    let bytes = std::fs::read(&output).expect("it was written");
    let making = passport_in(&bytes).making;
    assert_eq!(making.settings["averageDecay"], 0.5);
    assert_eq!(making.settings["averagedSteps"], 8);
    let raw = std::fs::read(output.with_extension("checkpoint.safetensors")).expect("written");
    assert_ne!(numbers(&raw), numbers(&bytes));
}
