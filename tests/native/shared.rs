//! Steps that several workers share: the same run, but for rounding.

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, VaeConfig};
use vae_lab::train::{FlatState, ObjectiveName, Side, StepRecord, TrainOptions, share_of};

const PIXELS: usize = 36;

fn images() -> Images {
    let bytes = (0..50 * PIXELS).map(|i| ((i * 7919) % 251) as u8);
    let images = Images::from_bytes(bytes.collect(), PIXELS).unwrap();
    images
        .with_labels((0..50).map(|i| i % 3).collect())
        .unwrap()
}

fn config() -> VaeConfig {
    VaeConfig {
        input_dim: PIXELS,
        channels: vec![4],
        hidden: vec![10],
        classes: 3,
        ..VaeConfig::new(Architecture::Conv, 3)
    }
}

fn begun(options: &TrainOptions) -> Lab {
    let mut lab = Lab::fresh(config(), 3, &cpu().device).unwrap();
    lab.begin_training(images(), options.clone(), 0).unwrap();
    lab
}

/// Up to `count` steps by this many sides, in one chunk, as workers do them.
fn shared_steps(
    lab: &mut Lab,
    options: &TrainOptions,
    sides: usize,
    count: usize,
) -> Vec<StepRecord> {
    assert!(lab.can_share().unwrap());
    let state = block_on(lab.flat_state()).unwrap();
    lab.begin_shared().unwrap();
    let length = state.values.len();
    let device = cpu().device;
    let mut all: Vec<Side> = (0..sides)
        .map(|side| {
            let place = [side, sides];
            Side::new(
                lab.config(),
                options.clone(),
                50,
                state.clone(),
                place,
                &device,
            )
            .unwrap()
        })
        .collect();
    let mut terms = Vec::new();
    for _ in 0..count {
        let Some((step, parts)) = lab.next_shared(sides).unwrap() else {
            break;
        };
        let mut mean = [0.0; 3];
        for (side, part) in all.iter_mut().zip(parts) {
            let share = part.share as f32;
            let found = block_on(side.compute(part, step)).unwrap();
            mean.iter_mut()
                .zip(found)
                .for_each(|(mean, term)| *mean += share * term);
        }
        terms.extend(mean);
        exchange(&mut all, length, step);
    }
    let of_all = |list: fn(&FlatState) -> &Vec<f32>| {
        let shares = all.iter().map(|side| &list(side.state())[side.own()]);
        let specs = lab.config().parameters();
        FlatState::cut(&specs, &shares.collect::<Vec<_>>().concat())
    };
    let moments = [of_all(|state| &state.means), of_all(|state| &state.squares)];
    lab.end_shared(&all[0], moments, &terms).unwrap()
}

fn exchange(all: &mut [Side], length: usize, step: usize) {
    let sides = all.len();
    for to in 0..sides {
        for from in (0..sides).filter(|from| *from != to) {
            let gradient = all[from].gradient(share_of(length, to, sides)).to_vec();
            all[to].add(&gradient);
        }
    }
    for from in 0..sides {
        let values = all[from].advance(step).to_vec();
        for to in (0..sides).filter(|to| *to != from) {
            all[to].set(share_of(length, from, sides), &values);
        }
    }
    all.iter_mut().for_each(Side::settle);
}

fn weights(lab: &Lab) -> Vec<u8> {
    block_on(lab.snapshot()).unwrap()
}

#[track_caller]
fn assert_same_run(found: &[StepRecord], expected: &[StepRecord]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!((found.step, found.epoch), (expected.step, expected.epoch));
        let pairs = [
            (found.reconstruction, expected.reconstruction),
            (found.kl, expected.kl),
            (found.objective, expected.objective),
        ];
        for (found, expected) in pairs {
            let error = (found - expected).abs();
            assert!(
                error <= 1e-4 * expected.abs() + 1e-5,
                "{found} against {expected}"
            );
        }
    }
}

/// 50 images in batches of 16: the last of an epoch has 2, fewer than three sides.
fn options() -> TrainOptions {
    TrainOptions {
        epochs: Some(3),
        batch_size: 16,
        learning_rate: 3e-3,
        beta: 0.7,
        ..TrainOptions::default()
    }
}

#[test]
fn shared_steps_give_the_run_of_one_worker_for_each_objective_that_is_a_mean() {
    let importance = TrainOptions {
        objective: ObjectiveName::ImportanceWeighted,
        importance_samples: Some(3),
        beta: 1.0,
        ..options()
    };
    for options in [options(), importance] {
        let mut alone = begun(&options);
        let expected = block_on(alone.train_steps(12)).unwrap();
        for sides in [1, 2, 3] {
            let mut lab = begun(&options);
            let mut found = shared_steps(&mut lab, &options, sides, 5);
            found.extend(shared_steps(&mut lab, &options, sides, 4));
            found.extend(block_on(lab.train_steps(2)).unwrap());
            found.extend(shared_steps(&mut lab, &options, sides, 9));
            assert_same_run(&found, &expected);
            assert_eq!(lab.run_state(), alone.run_state());
            assert!(!lab.can_share().unwrap());
        }
    }
}

#[test]
fn the_same_sides_give_the_same_weights_bit_for_bit_also_after_going_back() {
    let run = |back: bool| {
        let mut lab = begun(&options());
        shared_steps(&mut lab, &options(), 2, 3);
        if back {
            shared_steps(&mut lab, &options(), 2, 4);
            block_on(lab.rewind(0)).unwrap();
        }
        shared_steps(&mut lab, &options(), 2, 4);
        weights(&lab)
    };
    assert!(run(false) == run(true));
}

#[test]
fn a_chunk_that_is_given_up_leaves_the_run_where_it_began() {
    let mut lab = begun(&options());
    shared_steps(&mut lab, &options(), 2, 3);
    let before = weights(&lab);
    lab.begin_shared().unwrap();
    lab.next_shared(2).unwrap().unwrap();
    lab.next_shared(2).unwrap().unwrap();
    lab.drop_shared();
    assert!(weights(&lab) == before);
    assert_eq!(block_on(lab.train_steps(1)).unwrap()[0].step, 4);
}

#[test]
fn objectives_of_whole_batches_are_not_shared() {
    let free_bits = TrainOptions {
        free_bits: 0.1,
        ..options()
    };
    let of = |objective| TrainOptions {
        objective,
        beta: 1.0,
        ..options()
    };
    let correlation = of(ObjectiveName::TotalCorrelation);
    for options in [free_bits, of(ObjectiveName::Capacity), correlation] {
        assert!(!begun(&options).can_share().unwrap());
    }
}
