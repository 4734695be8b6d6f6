//! Figures of samples: closed forms, the reference's values, brute force, noise.

use crate::reference::Reference as Values;
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::evaluate::{
    Classifier, Comparison, FeatureSums, Judged, Manifold, Neighbours, Reference, noise_images,
    shuffled_pixels,
};
use vae_lab::noise::{Noise, Purpose};

fn sums(features: &[f32], width: usize) -> FeatureSums {
    let mut sums = FeatureSums::new(width);
    sums.add(features);
    sums
}

fn distance(a: &FeatureSums, b: &FeatureSums) -> f64 {
    a.frechet_distance(b).expect("more than one vector")
}

fn assert_close(found: f64, expected: f64) {
    let bound = 1e-9 * expected.abs().max(1.0);
    assert!(
        (found - expected).abs() < bound,
        "{found} against {expected}"
    );
}

fn normal(index: u64, count: usize) -> Vec<f32> {
    Noise::new(3, Purpose::Sample, index).normal(count)
}

#[test]
fn the_frechet_distance_of_gaussians_along_the_axes_is_the_closed_form() {
    // Four corners (x ± a, y ± b) have the variances 4a²/3 and 4b²/3.
    let corners = |x: f32, y: f32, a: f32, b: f32| {
        let corner = |s: f32, t: f32| [x + s * a, y + t * b];
        let all = [(1., 1.), (1., -1.), (-1., 1.), (-1., -1.)].map(|(s, t)| corner(s, t));
        sums(all.as_flattened(), 2)
    };
    let found = distance(&corners(1.0, 2.0, 3.0, 0.5), &corners(4.0, -2.0, 1.0, 2.0));
    let spreads = (2.0_f64.powi(2) + 1.5_f64.powi(2)) * 4.0 / 3.0;
    assert_close(found, 9.0 + 16.0 + spreads);
}

#[test]
fn the_frechet_distance_equals_the_reference_also_without_full_rank() {
    let values = Values::load();
    let sets = [0, 1, 2].map(|i| sums(&values.floats(&format!("/frechet/sets/{i}")), 4));
    let expected = values.floats("/frechet/distances");
    for (i, (a, b)) in [(0, 1), (0, 2), (1, 2)].into_iter().enumerate() {
        let found = distance(&sets[a], &sets[b]);
        // The sets went through 32 bits.
        assert!(
            (found - f64::from(expected[i])).abs() < 1e-5,
            "{found} against {}",
            expected[i]
        );
        // The root of rounding is left of what has no rank.
        assert!((distance(&sets[b], &sets[a]) - found).abs() < 1e-6);
    }
}

#[test]
fn a_set_has_no_distance_to_itself_and_may_be_summed_in_pieces() {
    let features = normal(0, 64 * 200);
    let whole = sums(&features, 64);
    assert!(distance(&whole, &whole) < 1e-9);
    let mut pieces = sums(&features[..64 * 50], 64);
    pieces.add(&features[64 * 50..64 * 90]);
    pieces.join(&sums(&features[64 * 90..], 64));
    assert_eq!(pieces.count(), 200);
    assert!(distance(&whole, &pieces) < 1e-9);
    let moved: Vec<f32> = features.iter().map(|f| f + 0.5).collect();
    assert!((distance(&whole, &sums(&moved, 64)) - 16.0).abs() < 1e-4);
}

#[test]
fn one_image_has_no_covariance_and_is_refused() {
    let one = sums(&[1.0, 2.0], 2);
    let error = one.frechet_distance(&one).unwrap_err();
    assert_eq!(error.code(), "option-out-of-range");
    assert!(error.to_string().contains("samples is 1"), "{error}");
}

#[test]
fn a_region_covers_what_lies_among_its_vectors_alone() {
    // Two groups a long way apart; the other set has one of them, and one of its own.
    let group = |x: f32| (0..5).flat_map(move |i| [x + i as f32, 0.0]);
    let real: Vec<f32> = group(0.0).chain(group(100.0)).collect();
    let drawn: Vec<f32> = group(0.5).chain(group(1000.0)).collect();
    assert_eq!(Manifold::new(real.clone(), 2).covers(&drawn), 5);
    assert_eq!(Manifold::new(drawn, 2).covers(&real), 5);
    // The third neighbour of 0 is 3, which reaches up to √5 over 2; the balls between are smaller.
    let line = Manifold::new((0..5).flat_map(|i| [i as f32, 0.0]).collect(), 2);
    assert_eq!(line.covers(&[-3.0, 0.0]), 1);
    assert_eq!(line.covers(&[-3.01, 0.0]), 0);
    assert_eq!(line.covers(&[2.0, 2.23]), 1);
    assert_eq!(line.covers(&[2.0, 2.24]), 0);
}

#[test]
fn a_region_equals_brute_force_also_when_it_is_found_in_pieces() {
    let (width, count) = (11, 60);
    let (a, b) = (normal(1, width * count), normal(2, width * count));
    let apart = |x: &[f32], y: &[f32]| -> f64 {
        let squares = x.iter().zip(y).map(|(x, y)| f64::from(x - y).powi(2));
        squares.sum()
    };
    let rows = |set: &[f32]| set.chunks(width).map(<[f32]>::to_vec).collect::<Vec<_>>();
    let (a_rows, b_rows) = (rows(&a), rows(&b));
    let radius = |row: &[f32]| {
        let mut all: Vec<f64> = a_rows.iter().map(|other| apart(row, other)).collect();
        all.sort_by(f64::total_cmp);
        all[3]
    };
    let expected = b_rows
        .iter()
        .filter(|b| a_rows.iter().any(|a| apart(a, b) <= radius(a)))
        .count();
    assert!(expected > 0 && expected < count, "{expected} tells nothing");
    let mut region = Manifold::begin(a, width);
    assert_eq!(region.covers(&b), 0, "no radius is known yet");
    assert_eq!(region.advance(25), 35);
    assert_eq!(region.advance(100), 0);
    assert_eq!(region.covers(&b), expected);
}

#[test]
fn neighbours_equal_brute_force_and_a_copy_has_the_distance_0() {
    let device = cpu().device;
    let set = |index: u64, count: usize| {
        let bytes = Noise::new(3, Purpose::Sample, index).uniform(count * 49);
        let bytes = bytes.iter().map(|u| (u * 255.0) as u8).collect();
        Images::from_bytes(bytes, 49).expect("whole images")
    };
    let training = set(4, 2500);
    let mut queries = set(5, 6);
    queries
        .append(training.slice(2100..2101))
        .expect("bytes both");
    let mut neighbours = Neighbours::new(queries.clone(), 3, &device).expect("queries");
    for range in [0..700, 700..701, 701..2500] {
        block_on(neighbours.look_through(&training.slice(range), &device)).expect("readable");
    }
    for (query, nearest) in neighbours.nearest().iter().enumerate() {
        let of = queries.gather(&[query]);
        let mut all: Vec<(f64, usize)> = (0..training.len())
            .map(|i| {
                let other = training.gather(&[i]);
                let pairs = of.iter().zip(&other);
                let squares = pairs.map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2));
                (squares.sum::<f64>().sqrt(), i)
            })
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found: Vec<(f64, usize)> = nearest.iter().map(|n| (n.distance, n.index)).collect();
        assert_eq!(found, all[..3]);
    }
    let copy = neighbours.nearest()[6][0];
    assert_eq!((copy.index, copy.distance), (2100, 0.0));
    let other = Images::from_bytes(vec![0; 50], 50).expect("an image");
    let error = block_on(neighbours.look_through(&other, &device)).unwrap_err();
    assert_eq!(error.code(), "images-length");
}

#[test]
fn noise_and_shuffled_pixels_do_not_depend_on_how_they_are_cut() {
    let all = noise_images(1, 0, 5, 10);
    assert_eq!(noise_images(1, 3, 2, 10), all[30..]);
    let images = Images::from_bytes((0..40).collect(), 10).expect("whole images");
    let shuffled = shuffled_pixels(&images, 0, 1);
    assert_eq!(shuffled_pixels(&images.slice(2..4), 2, 1), shuffled[20..]);
    let mut sorted = shuffled[10..20].to_vec();
    sorted.sort_by(f32::total_cmp);
    assert_eq!(sorted, images.gather(&[1]));
    assert_ne!(shuffled[10..20], sorted[..]);
}

/// Judgements of `count` images, each of the class of its index, with features from a stream.
fn judged(index: u64, count: usize) -> Judged {
    let probabilities = (0..count * 10).map(|i| match i / 10 % 10 == i % 10 {
        true => 0.82,
        false => 0.02,
    });
    Judged {
        features: normal(index, count * 64),
        probabilities: probabilities.collect(),
    }
}

#[test]
fn a_set_like_the_reference_scores_well_and_its_classes_are_counted() {
    let real = judged(6, 300);
    let reference = Reference::new(&real).expect("images");
    let mut labels: Vec<u8> = (0..300).map(|i| (i % 10) as u8).collect();
    labels[..30].fill(0);
    let same = reference
        .measure(real.clone(), Some(labels.clone()))
        .expect("labels");
    assert_eq!((same.precision, same.recall), (1.0, 1.0));
    assert!(same.frechet_distance < 1e-9);
    assert_close(same.class_accuracy.expect("labels"), 273.0 / 300.0);
    assert_eq!(same.class_shares, [0.1; 10]);
    assert!((same.mean_confidence - 0.82).abs() < 1e-6);
    // Of two groups only one is drawn.
    let mut groups = judged(6, 300);
    groups.features[150 * 64..]
        .iter_mut()
        .for_each(|f| *f += 50.0);
    let one = Reference::new(&groups).and_then(|reference| reference.measure(judged(6, 150), None));
    let one = one.expect("images");
    assert_eq!((one.precision, one.recall), (1.0, 0.5));
    let mut far = judged(7, 200);
    far.features.iter_mut().for_each(|f| *f += 5.0);
    let far = reference.measure(far, None).expect("no labels");
    assert_eq!((far.precision, far.recall), (0.0, 0.0));
    assert!(far.frechet_distance > 1600.0 && far.class_accuracy.is_none());
    let error = reference
        .measure(real, Some(labels[1..].to_vec()))
        .unwrap_err();
    assert_eq!(error.code(), "labels-length");
    let error = Reference::new(&Judged::default()).unwrap_err();
    assert_eq!(error.code(), "images-empty");
}

#[test]
fn a_comparison_in_pieces_equals_the_whole_whatever_their_size() {
    let (real, mut set) = (judged(8, 90), judged(9, 70));
    // Half of the set lies elsewhere, so that neither share is 0 or 1.
    set.features[35 * 64..].iter_mut().for_each(|f| *f += 3.0);
    let labels: Vec<u8> = (0..70).map(|i| (i % 7) as u8).collect();
    let whole = Reference::new(&real)
        .and_then(|reference| reference.measure(set.clone(), Some(labels.clone())))
        .expect("images");
    assert!((0.1..0.9).contains(&whole.precision) && (0.1..0.9).contains(&whole.recall));
    for rows in [1, 7, 64, 1000] {
        let mut reference = Reference::begin(&real).expect("images");
        while reference.advance(rows) > 0 {}
        let mut pieces = Comparison::begin(set.clone(), Some(labels.clone())).expect("labels");
        let mut left = pieces.rows(&reference);
        assert_eq!(left, 2 * 70 + 90);
        while left > 0 {
            let now = pieces.advance(&reference, rows);
            assert_eq!(now, left.saturating_sub(rows), "{rows} rows at a time");
            left = now;
        }
        assert_eq!(pieces.finish(&reference).expect("two images"), whole);
    }
    let error = Comparison::begin(judged(1, 1), None).unwrap_err();
    assert_eq!(error.code(), "option-out-of-range");
}

#[test]
fn what_is_no_number_has_no_distance_and_is_not_judged() {
    let real = judged(8, 20);
    let mut broken = judged(9, 20);
    broken.features[5] = f32::NAN;
    let found = Reference::new(&real).and_then(|reference| reference.measure(broken, None));
    let distance = found.expect("enough images").frechet_distance;
    assert!(distance.is_nan(), "{distance}");
    let file = include_bytes!("../../models/classifier.safetensors");
    let device = cpu().device;
    let (classifier, _) = Classifier::open(file, &device).expect("the shipped classifier");
    let mut pixels = vec![0.5; 2 * 784];
    pixels[784 + 3] = f32::NAN;
    let error = pollster::block_on(classifier.judge(&pixels, &device)).unwrap_err();
    assert_eq!(error.code(), "images-range");
    assert!(error.to_string().starts_with("Pixel 3 of image 1 is NaN"));
}
