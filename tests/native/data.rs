//! Images, IDX files and binarization.

use vae_lab::data::{Images, binarize, read_images, read_labels, read_pair};
use vae_lab::noise::{Noise, Purpose};

/// Two images of 2 × 3 pixels.
const IMAGES: [u8; 28] = [
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255, 255, 204, 153, 102,
    51, 0,
];
const LABELS: [u8; 10] = [0, 0, 8, 1, 0, 0, 0, 2, 3, 7];

#[test]
fn idx_images_and_labels_are_read() {
    let (images, labels) = read_pair(&IMAGES, &LABELS).expect("a sound pair");
    assert_eq!((images.len(), images.image_len()), (2, 6));
    assert_eq!(
        images.gather(&[1, 0])[..7],
        [1.0, 0.8, 0.6, 0.4, 0.2, 0.0, 0.0]
    );
    assert_eq!(labels, [3, 7]);
}

#[test]
fn a_cut_idx_file_is_refused_wherever_it_is_cut() {
    for end in 0..IMAGES.len() {
        let code = read_images(&IMAGES[..end]).unwrap_err().code();
        let expected = if end < 4 {
            "idx-header"
        } else {
            "idx-truncated"
        };
        assert_eq!(code, expected, "cut at {end}");
    }
}

#[test]
fn an_idx_header_that_promises_the_moon_is_refused() {
    let mut absurd = IMAGES;
    absurd[4..16].fill(255);
    assert_eq!(read_images(&absurd).unwrap_err().code(), "idx-truncated");
}

#[test]
fn labels_given_as_images_are_refused_with_what_stood_there() {
    let error = read_images(&LABELS).unwrap_err();
    assert_eq!(error.code(), "idx-header");
    assert!(error.to_string().contains("00 00 08 01"), "{error}");
    assert_eq!(read_labels(&IMAGES).unwrap_err().code(), "idx-header");
}

#[test]
fn labels_that_are_fewer_than_images_are_refused_with_both_numbers() {
    let one = [0, 0, 8, 1, 0, 0, 0, 1, 3];
    let error = read_pair(&IMAGES, &one).unwrap_err();
    assert_eq!(error.code(), "idx-mismatch");
    assert!(
        error.to_string().contains("2 images but 1 labels"),
        "{error}"
    );
}

#[test]
fn pixels_outside_0_to_1_are_refused_with_their_place() {
    for bad in [-0.01, 1.01, f32::NAN, f32::INFINITY] {
        let error = Images::from_floats(vec![0.0, 1.0, 0.5, bad], 2).unwrap_err();
        assert_eq!(error.code(), "images-range");
        assert!(
            error.to_string().starts_with("Pixel 1 of image 1 is"),
            "{error}"
        );
    }
}

#[test]
fn a_part_of_an_image_is_refused() {
    assert_eq!(
        Images::from_bytes(vec![0; 785], 784).unwrap_err().code(),
        "images-length"
    );
}

#[test]
fn bytes_and_floats_do_not_mix() {
    let mut images = Images::from_bytes(vec![0, 255], 2).expect("one image");
    let floats = Images::from_floats(vec![0.0, 1.0], 2).expect("one image");
    assert_eq!(images.append(floats).unwrap_err().code(), "images-type");
    assert_eq!(images.len(), 1);
}

#[test]
fn binarized_pixels_are_white_as_often_as_they_are_grey() {
    let uniform = Noise::new(0, Purpose::BinarizeFixed, 0).uniform(40_000);
    let mut pixels = vec![0.3; 40_000];
    binarize(&mut pixels, &uniform);
    assert!(pixels.iter().all(|&p| p == 0.0 || p == 1.0));
    let white = pixels.iter().sum::<f32>() / 40_000.0;
    // Three standard errors of a proportion.
    assert!((white - 0.3).abs() < 0.007, "{white}");
    let mut ends = [0.0, 1.0];
    binarize(&mut ends, &[0.0, 0.999_999]);
    assert_eq!(ends, [0.0, 1.0]);
}
