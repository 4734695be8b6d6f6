//! Weights from PyTorch and back: `tests/reference/torch/`, made by `torch_vae.py` there.

use std::path::{Path, PathBuf};

use pollster::block_on;
use serde_json::Value;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::lab::Lab;
use vae_lab::model::{Architecture, VaeConfig};
use vae_lab::weights::{Metadata, Passport, Precision, checksum};

use crate::cli::{done, folder, text, vae_lab};

fn torch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/reference/torch")
        .join(name)
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file that is there")
}

fn open(bytes: &[u8]) -> Result<Lab, Error> {
    Lab::open(bytes, &cpu().device)
}

/// The tensors behind the header of a safetensors file.
fn tensors(bytes: &[u8]) -> &[u8] {
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
    &bytes[8 + length as usize..]
}

fn assert_answers(lab: &Lab) {
    let answers: Value = serde_json::from_slice(&read(&torch("vae.json"))).expect("JSON");
    let floats = |name: &str| -> Vec<f32> {
        let list = answers[name].as_array().expect("a list").iter();
        list.map(|v| v.as_f64().expect("a number") as f32).collect()
    };
    let close = |what: &str, found: Vec<f32>| {
        let expected = floats(what);
        assert_eq!(found.len(), expected.len(), "{what}");
        let apart = found.iter().zip(&expected).map(|(f, e)| (f - e).abs());
        let most = apart.fold(0.0, f32::max);
        assert!(most < 1e-5, "{what} is {most} away");
    };
    let bytes = floats("images").iter().map(|&v| v as u8).collect();
    let images = Images::from_bytes(bytes, 784).expect("whole images");
    let encoded = block_on(lab.encode(&images)).expect("posteriors");
    close("mean", encoded.mean);
    close("logVar", encoded.log_var);
    let decoded = block_on(lab.decode(&floats("z"), None));
    close("decoded", decoded.expect("images"));
}

#[test]
fn pytorch_examples_vae_answers_as_in_pytorch() {
    let lab = open(&read(&torch("vae.safetensors"))).expect("PyTorch's tensors");
    assert_eq!(lab.config(), &VaeConfig::dense(&[12], 3).expect("sound"));
    assert_answers(&lab);
    let output = folder("convert").join("from-pt.safetensors");
    let said = done(&["convert", text(&torch("vae.pt")), text(&output)]);
    assert!(said.contains("dense 784-12-3-12-784"), "{said}");
    let lab = open(&read(&output)).expect("our own file");
    assert_answers(&lab);
    assert_eq!(lab.metadata().name.as_deref(), Some("from-pt"));
    let command = lab.metadata().command.as_deref().unwrap_or_default();
    assert!(command.starts_with("vae-lab convert"), "{command}");
}

#[test]
fn weights_go_back_to_pytorch_bit_for_bit() {
    let folder = folder("convert");
    let (ours, back) = (
        folder.join("ours.safetensors"),
        folder.join("back.safetensors"),
    );
    done(&["convert", text(&torch("vae.pt")), text(&ours)]);
    done(&["convert", text(&ours), text(&back), "--to", "torch"]);
    let (back, original) = (read(&back), read(&torch("vae.safetensors")));
    assert_eq!(tensors(&back), tensors(&original));
    assert_answers(&open(&back).expect("PyTorch's tensors"));
}

#[test]
fn a_model_that_pytorch_examples_has_not_keeps_its_names_in_pytorchs_layout() {
    let config = VaeConfig {
        channels: vec![2],
        input_dim: 36,
        ..VaeConfig::new(Architecture::Conv, 3)
    };
    let lab = Lab::fresh(config, 1, &cpu().device).expect("a sound config");
    let bytes = block_on(lab.export_pytorch(Precision::Single)).expect("readable");
    let file = safetensors::SafeTensors::deserialize(&bytes).expect("safetensors");
    let shape = |name: &str| file.tensor(name).expect(name).shape().to_vec();
    assert_eq!(shape("encoder.mean.weight"), [3, 18]);
    assert_eq!(shape("encoder.stages.0.conv.weight"), [2, 1, 3, 3]);
    let mean = lab.config().parameters();
    let mean = mean.iter().find(|spec| spec.path == "encoder.mean.weight");
    assert_eq!(mean.expect("a mean").shape, [18, 3]);
    let error = open(&bytes).unwrap_err();
    assert_eq!(error.code(), "weights-config-missing");
}

#[test]
fn a_checkpoint_is_searched_for_its_weights() {
    let output = folder("convert").join("checkpoint.safetensors");
    let said = done(&["convert", text(&torch("checkpoint.pt")), text(&output)]);
    assert!(said.contains("dense 6-4-2-4-6"), "{said}");
}

#[test]
fn pytorch_files_that_hold_no_such_model_are_refused_in_a_sentence() {
    let folder = folder("convert");
    let cut = folder.join("cut.pt");
    let whole = read(&torch("vae.pt"));
    let refused = |input: &Path, expected: &str| {
        let output = folder.join("never.safetensors");
        let result = vae_lab(&["convert", text(input), text(&output)]);
        let said = String::from_utf8_lossy(&result.stderr);
        assert!(
            !result.status.success() && said.contains(expected) && !output.exists(),
            "{}: {said}",
            input.display()
        );
    };
    refused(&torch("no-weights.pt"), "it holds no tensors");
    refused(&torch("missing.pt"), "no tensor \"fc3.bias\"");
    refused(
        &torch("shape.pt"),
        "\"fc4.weight\" in the weights file has shape [6, 5]; the model needs [6, 4]",
    );
    refused(&torch("double.pt"), "holds F64; F32 and F16 are read");
    for end in [0, 3, 1000, whole.len() / 2, whole.len() - 30] {
        std::fs::write(&cut, &whole[..end]).expect("a writable folder");
        refused(&cut, "not a PyTorch file of a model's state_dict");
    }
    std::fs::write(&cut, b"<html>not found</html>").expect("a writable folder");
    refused(&cut, "not a PyTorch file of a model's state_dict");
}

#[test]
fn pytorchs_tensors_in_safetensors_are_checked_by_name_and_shape() {
    let bytes = read(&torch("vae.safetensors"));
    let edited = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = bytes
            .windows(from.len())
            .position(|window| window == from.as_bytes())
            .expect("a name in the header");
        let mut bytes = bytes.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        open(&bytes).unwrap_err()
    };
    let missing = edited("\"fc3.bias\"", "\"fc3.bios\"");
    assert_eq!(missing.code(), "weights-tensor-missing");
    assert!(missing.to_string().contains("fc3.bias"), "{missing}");
    // The decoder's first layer, read the other way round.
    let shape = edited("[12,3]", "[3,12]");
    assert_eq!(shape.code(), "weights-tensor-shape");
    let wide = edited("[12,784]", "[1,9408]");
    assert_eq!(wide.code(), "weights-tensor-shape");
    let vector = edited("[12,784]", "[  9408]");
    assert_eq!(vector.code(), "weights-config-invalid");
    let foreign = edited("\"fc22.weight\"", "\"fc2x.weight\"");
    assert_eq!(foreign.code(), "weights-tensor-missing");
}

#[test]
fn a_change_of_precision_keeps_the_account_and_drops_figures_that_no_longer_hold() {
    let folder = folder("convert");
    let (single, half) = (
        folder.join("single.safetensors"),
        folder.join("half.safetensors"),
    );
    let model = "models/dense-z20.safetensors";
    done(&["convert", model, text(&single)]);
    let shipped = open(&read(Path::new(model))).expect("the shipped weights");
    let widened = open(&read(&single)).expect("our own file");
    let told = |lab: &Lab| Metadata {
        passport: None,
        ..lab.metadata().clone()
    };
    assert_eq!(told(&widened), told(&shipped));
    done(&["convert", text(&single), text(&half), "--half"]);
    assert_eq!(tensors(&read(&half)), tensors(&read(Path::new(model))));
    let again = open(&read(&half)).expect("our own file");
    assert_eq!(told(&again), told(&shipped));
    let mut fresh = Lab::fresh(shipped.config().clone(), 1, &cpu().device).expect("sound");
    fresh.describe(|metadata| metadata.figures = shipped.metadata().figures.clone());
    let bytes = block_on(fresh.export_weights(Precision::Single)).expect("readable");
    std::fs::write(&single, bytes).expect("a writable folder");
    done(&["convert", text(&single), text(&half), "--half"]);
    let rounded = open(&read(&half)).expect("our own file");
    assert!(rounded.metadata().figures.is_empty());
}

#[test]
fn rounding_is_part_of_the_command_that_made_a_file_and_compresses() {
    let folder = folder("convert");
    let rounded = folder.join("rounded.safetensors");
    let model = Path::new("models/conv-z2.safetensors");
    let told = ["--half", "--bits", "6"];
    let said = vae_lab(&["convert", text(model), text(&rounded), "--bits", "6"]);
    assert!(
        !said.status.success(),
        "without --half there is nothing to round to"
    );
    done(&[&["convert", text(model), text(&rounded)], &told[..]].concat());
    let (before, after) = (open(&read(model)).unwrap(), open(&read(&rounded)).unwrap());
    let command = after.metadata().command.clone().expect("a command");
    let first = before.metadata().command.clone().expect("a command");
    assert!(
        command.starts_with(&format!("{first} && vae-lab convert")),
        "{command}"
    );
    assert!(after.metadata().figures.is_empty());
    let again = folder.join("again.safetensors");
    done(&[&["convert", text(&rounded), text(&again)], &told[..]].concat());
    assert_eq!(
        tensors(&read(&again)),
        tensors(&read(&rounded)),
        "rounding twice changes nothing"
    );
}

#[test]
fn a_converted_file_and_one_with_a_prior_tell_of_themselves_and_not_of_their_parent() {
    let folder = folder("convert");
    let own = |name: &str| folder.join(format!("{name}.safetensors"));
    let [made, half, fitted, torched] = ["made", "made-half", "fitted", "torched"].map(own);
    let told = |path: &Path| {
        let lab = open(&read(path)).expect("our own file");
        let passport = Passport::of(lab.metadata()).expect("a sound passport");
        passport.expect("a passport")
    };
    let model = "models/dense-z20.safetensors";
    let pruned = ["prune", model, "--output", text(&made)];
    done(&[&pruned[..], &["--calibrate", "0", "--judged", "50"]].concat());
    assert!(told(&made).figures.is_some());
    done(&["convert", text(&made), text(&half), "--half", "--bits", "6"]);
    let fit = ["fit-prior", text(&half), "--output", text(&fitted)];
    done(
        &[
            &fit[..],
            &[
                "--max-steps",
                "1",
                "--components",
                "2",
                "--holdout",
                "59000",
            ],
        ]
        .concat(),
    );
    done(&["convert", text(&torch("vae.pt")), text(&torched)]);
    let sixth = serde_json::json!({ "precision": "float16", "bits": 6 });
    let single = serde_json::json!({ "precision": "float32" });
    for (file, parent, operation, settings) in [
        (&half, &made, "convert", Some(sixth)),
        (&fitted, &half, "fit-prior", None),
        (&torched, &torch("vae.pt"), "convert", Some(single)),
    ] {
        let Passport {
            making,
            figures,
            ancestors,
        } = told(file);
        assert_eq!(making.operation, operation);
        assert_eq!(making.parents, [checksum(&read(parent))]);
        assert_eq!(ancestors[0].sha256, making.parents[0]);
        assert_eq!(figures, None, "nothing was measured of {}", text(file));
        match settings {
            Some(settings) => assert_eq!(Value::Object(making.settings), settings),
            None => {
                assert_eq!(making.settings["components"], 2);
                assert_eq!(making.settings["holdout"], 59000);
            }
        }
    }
    let behind = told(&fitted).ancestors;
    assert_eq!(
        behind.len(),
        3,
        "the converted, the pruned, the shipped one"
    );
    assert!(
        behind[1].figures.is_some(),
        "what was measured of the pruned one"
    );
}
