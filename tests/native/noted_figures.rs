//! What was measured of a made file, in its passport, with the tensors as they were.

use std::collections::BTreeMap;

use pollster::block_on;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::weights::{
    DistanceFigure, MadeFigures, MeanFigure, Metadata, Passport, Precision, TimeFigure,
    WeightsFile, checksum,
};
use vae_lab::workshop::{ModelFile, QuantizeOptions, note_figures, prune, quantize};

const NONE: BTreeMap<String, MadeFigures> = BTreeMap::new();

fn root() -> Vec<u8> {
    let config = VaeConfig::dense(&[24, 16], 4).expect("a sound config");
    let lab = Lab::fresh(config, 7, &cpu().device).expect("a sound config");
    block_on(lab.export_weights(Precision::Single)).expect("the CPU can be read")
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let model = ModelFile::read(bytes).expect("our own file");
    let options = QuantizeOptions::default();
    let made = quantize(&model, &options, &BTreeMap::new());
    made.expect("8 bits").bytes
}

fn passport(bytes: &[u8]) -> Passport {
    let file = WeightsFile::<Metadata>::parse(bytes).expect("our own file");
    let passport = Passport::of(&file.metadata).expect("a sound passport");
    passport.expect("a passport")
}

fn nats(value: f64) -> MadeFigures {
    MadeFigures {
        negative_elbo: Some(MeanFigure {
            value,
            error: Some(0.5),
            images: 2000,
            importance_samples: None,
        }),
        ..MadeFigures::default()
    }
}

/// What follows the header.
fn tensors(bytes: &[u8]) -> &[u8] {
    let length = u64::from_le_bytes(*bytes.first_chunk().expect("a length"));
    &bytes[8 + length as usize..]
}

#[test]
fn figures_are_noted_and_not_a_byte_of_the_tensors_changes() {
    let root = root();
    let made = packed(&root);
    let sum = checksum(&root);
    let before = BTreeMap::from([(sum.clone(), nats(100.0))]);
    let noted = note_figures(&made, &nats(101.5), &before).expect("a made file");
    assert_eq!(tensors(&noted.bytes), tensors(&made));
    assert_eq!(noted.bytes.len() % 8, tensors(&made).len() % 8);
    let found = passport(&noted.bytes);
    let figures = found.figures.expect("figures");
    assert_eq!(figures.bytes, Some(noted.bytes.len()));
    assert_eq!(figures.negative_elbo, nats(101.5).negative_elbo);
    assert_eq!(found.ancestors[0].figures, Some(nats(100.0)));
    assert_eq!(found.making, passport(&made).making);
    // The rest of what it says of itself is what it said.
    let read = |bytes: &[u8]| ModelFile::read(bytes).expect("our own file");
    let [was, is] = [read(&made), read(&noted.bytes)];
    assert_eq!(is.tensors, was.tensors);
    assert_eq!(
        (is.metadata.config, is.metadata.based_on),
        (was.metadata.config, was.metadata.based_on)
    );
}

#[test]
fn what_is_measured_later_is_added_and_what_is_known_stays() {
    let made = packed(&root());
    let first = note_figures(&made, &nats(101.5), &NONE).expect("a made file");
    let later = MadeFigures {
        frechet_distance: Some(DistanceFigure {
            value: 9.25,
            samples: 1000,
            images: 1000,
        }),
        decoding: Some(TimeFigure {
            ms: 1.5,
            images: 64,
        }),
        ..nats(99.0)
    };
    let second = note_figures(&first.bytes, &later, &NONE).expect("a made file");
    let figures = passport(&second.bytes).figures.expect("figures");
    assert_eq!(figures.negative_elbo, nats(99.0).negative_elbo);
    assert_eq!(figures.frechet_distance, later.frechet_distance);
    let third = note_figures(&second.bytes, &MadeFigures::default(), &NONE);
    let third = third.expect("a made file");
    assert_eq!(third.bytes, second.bytes, "silence takes nothing back");
}

#[test]
fn a_file_made_of_it_tells_its_figures_too() {
    let noted = note_figures(&packed(&root()), &nats(101.5), &NONE).expect("a made file");
    let model = ModelFile::read(&noted.bytes).expect("our own file");
    let pruned = prune(&model, &Default::default(), &BTreeMap::new()).expect("a quarter");
    let parent = &passport(&pruned.bytes).ancestors[0];
    assert_eq!(parent.sha256, checksum(&noted.bytes));
    assert_eq!(parent.bytes, noted.bytes.len());
    let figures = parent.figures.as_ref().expect("figures");
    assert_eq!(figures.negative_elbo, nats(101.5).negative_elbo);
    // What is measured here is not said of a file that tells of itself.
    let other = BTreeMap::from([(parent.sha256.clone(), nats(1.0))]);
    let noted = note_figures(&pruned.bytes, &nats(103.0), &other).expect("a made file");
    let parent = &passport(&noted.bytes).ancestors[0];
    assert_eq!(parent.figures.as_ref(), Some(figures));
}

#[test]
fn figures_that_are_no_numbers_and_files_without_a_passport_are_refused() {
    let root = root();
    let error = |bytes: &[u8], figures: &MadeFigures| {
        note_figures(bytes, figures, &NONE).expect_err("a refusal")
    };
    assert_eq!(error(&root, &nats(1.0)).code(), "passport-missing");
    let made = packed(&root);
    let unsound = error(&made, &nats(f64::NAN));
    assert_eq!(unsound.code(), "option-out-of-range");
    assert!(unsound.to_string().contains("negativeElbo is NaN"));
    let cut = error(&made[..made.len() - 5], &nats(1.0));
    assert_eq!(cut.code(), "weights-truncated");
}
