//! The gradients of one fused step against the plain one's, on the device of this build, and the
//! losses of fifty on Flex: NdArray's, which pass too, take four minutes. On every device losses are
//! also compared with the reference's of 64 bits, in `tests/e2e/lab-plain-step.spec.mjs`.

use burn::tensor::Device;
use vae_lab::data::Images;
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::train::TrainOptions;
use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../plain_step/mod.rs"]
mod written_down;

#[cfg(feature = "flex")]
use written_down::compare_losses;
use written_down::{PIXELS, compare_gradients, conv, dense};

const SIDE: usize = 28;

/// Images of a batch of the dense network.
const COUNT: usize = 128;

/// Of a run.
const STEPS: usize = 50;

/// The digits at hand, whole and shifted by one or two pixels, until there are `COUNT`.
fn digits() -> Images {
    let bytes = super::floats(&super::golden()["images"]);
    let bytes: Vec<u8> = bytes.iter().map(|&v| v as u8).collect();
    let shifts = [
        0,
        1,
        2,
        SIDE,
        SIDE + 1,
        2 * SIDE,
        2 * SIDE + 1,
        2 * SIDE + 2,
    ];
    let all = shifts.iter().flat_map(|&shift| {
        let digits = bytes.chunks_exact(PIXELS);
        digits.flat_map(move |digit| {
            let (end, start) = digit.split_at(PIXELS - shift);
            start.iter().chain(end).copied()
        })
    });
    let all: Vec<u8> = all.take(COUNT * PIXELS).collect();
    assert_eq!(all.len(), COUNT * PIXELS);
    Images::from_bytes(all, PIXELS).expect("whole images")
}

fn begun(config: VaeConfig, batch_size: u32, device: &Device) -> (Lab, TrainOptions) {
    let options = TrainOptions {
        batch_size,
        steps: Some(STEPS as u32),
        ..TrainOptions::default()
    };
    let mut lab = Lab::fresh(config, 5, device).expect("a sound config");
    lab.begin_training(digits(), options.clone(), 0)
        .expect("sound options");
    (lab, options)
}

async fn check_gradients(config: VaeConfig, batch_size: u32) {
    let device = super::device().await;
    let (mut lab, options) = begun(config, batch_size, &device);
    compare_gradients(&mut lab, &options, COUNT, &device).await;
}

#[wasm_bindgen_test]
async fn a_dense_steps_gradients_are_the_plain_ones() {
    check_gradients(dense(), COUNT as u32).await;
}

#[wasm_bindgen_test]
async fn a_convolutional_steps_gradients_are_the_plain_ones() {
    // A plain convolution takes seconds on a software GPU.
    check_gradients(conv(), 8).await;
}

#[cfg(feature = "flex")]
#[wasm_bindgen_test]
async fn fifty_convolutional_steps_losses_are_the_plain_ones() {
    let device = super::device().await;
    let (lab, options) = begun(conv(), 32, &device);
    let (told, _) = begun(conv(), 32, &device);
    compare_losses(lab, told, &options, STEPS, &device).await;
}
