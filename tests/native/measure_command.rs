//! `vae-lab measure --check`: what a file may not state.

use std::path::Path;

use pollster::block_on;
use serde_json::Value;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::weights::Precision;

use crate::cli::{done, few_digits, folder, text, vae_lab};

/// A copy of a model's file that states something else.
fn restated(model: &Path, copy: &Path, change: impl Fn(&mut Value)) {
    let bytes = std::fs::read(model).expect("a file");
    let end = 8 + bytes_before(&bytes);
    let mut header: Value = serde_json::from_slice(&bytes[8..end]).expect("JSON");
    let account = header["__metadata__"]["vae_lab"].as_str().expect("a text");
    let mut account: Value = serde_json::from_str(account).expect("JSON");
    change(&mut account["figures"]);
    header["__metadata__"]["vae_lab"] = account.to_string().into();
    let mut header = header.to_string();
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let length = (header.len() as u64).to_le_bytes();
    let parts = [&length[..], header.as_bytes(), &bytes[end..]];
    std::fs::write(copy, parts.concat()).expect("a writable folder");
}

/// How long the header of a safetensors file is.
fn bytes_before(bytes: &[u8]) -> usize {
    u64::from_le_bytes(bytes[..8].try_into().expect("8 bytes")) as usize
}

#[test]
fn a_card_that_states_anything_else_is_refused() {
    let folder = folder("measure");
    few_digits(&folder);
    let (model, copy) = (folder.join("m.safetensors"), folder.join("c.safetensors"));
    let data = ["--data", text(&folder)];
    let train = [
        "train",
        "--epochs",
        "1",
        "--hidden",
        "16",
        "--latent-dim",
        "2",
        "--output",
    ];
    done(&[&train[..], &[text(&model)], &data].concat());
    done(&[&["measure", text(&model)], &data[..]].concat());
    let refused = |change: &dyn Fn(&mut Value), word: &str| {
        restated(&model, &copy, change);
        let said = failed(&[&["measure", "--check", text(&copy)], &data[..]].concat());
        assert!(said.contains(word), "{said}");
    };
    let add = |value: &mut Value, amount: f64| {
        *value = (value.as_f64().expect("a number") + amount).into();
    };
    refused(&|figures| add(&mut figures["test"]["kl"], 0.06), "kl is");
    refused(&|figures| add(&mut figures["test"]["psnr"], 0.1), "psnr is");
    refused(
        &|figures| figures["test"]["psnr"] = Value::Null,
        "psnr is no number",
    );
    refused(
        &|figures| figures["test"]["activeUnits"] = 99.into(),
        "activeUnits is",
    );
    refused(
        &|figures| {
            add(
                &mut figures["test"]["conventions"]["natsPerImage"]["sum"],
                1.0,
            )
        },
        "sum is",
    );
    refused(
        &|figures| figures["testMagic"] = figures["test"].clone(),
        "\"testMagic\", which is not measured",
    );
    // The last that is compared: all before it was found as it is stated.
    refused(
        &|figures| add(&mut figures["quality"]["samples"]["meanConfidence"], 0.1),
        "meanConfidence is",
    );
}

#[test]
fn a_diverged_model_is_not_measured() {
    let folder = folder("diverged");
    few_digits(&folder);
    let model = folder.join("m.safetensors");
    let config = VaeConfig::dense(&[4], 2).expect("a sound config");
    let lab = Lab::fresh(config, 0, &cpu().device).expect("a model");
    let mut bytes = block_on(lab.export_weights(Precision::Single)).expect("a file");
    let end = 8 + bytes_before(&bytes);
    for number in bytes[end..].chunks_exact_mut(4) {
        number.copy_from_slice(&1e30f32.to_le_bytes());
    }
    std::fs::write(&model, bytes).expect("a writable folder");
    let said = failed(&["measure", text(&model), "--data", text(&folder)]);
    assert!(said.contains("the model has diverged"), "{said}");
}

fn failed(arguments: &[&str]) -> String {
    let output = vae_lab(arguments);
    assert!(!output.status.success(), "{arguments:?} passed");
    String::from_utf8(output.stderr).expect("text")
}
