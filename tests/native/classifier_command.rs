//! The classifier's command line: training, card, and the quality of samples.

use std::path::Path;

use vae_lab::evaluate::Quality;

use crate::classifier::bars;

fn command(arguments: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vae-lab"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command line runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_shipped_card_is_the_one_the_file_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let card = std::fs::read_to_string(root.join("models/classifier.md")).expect("the card");
    let said = command(&["inspect", "--card", "models/classifier.safetensors"]);
    assert_eq!(said, card);
}

/// The bars as a folder of IDX files under MNIST's names.
fn bars_folder() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bars");
    std::fs::create_dir_all(&folder).expect("a writable target folder");
    let images = bars();
    let indices: Vec<usize> = (0..40).collect();
    let pixels = images
        .gather(&indices)
        .into_iter()
        .map(|v| (v * 255.0) as u8);
    let header = |bytes: &[u32], mark: u8| -> Vec<u8> {
        let numbers = bytes.iter().flat_map(|n| n.to_be_bytes());
        [0, 0, 8, mark].into_iter().chain(numbers).collect()
    };
    let pixels: Vec<u8> = header(&[40, 28, 28], 3).into_iter().chain(pixels).collect();
    let mut labels = header(&[40], 1);
    labels.extend(images.labels().expect("bars have labels"));
    for half in ["train", "t10k"] {
        for (name, bytes) in [("images-idx3", &pixels), ("labels-idx1", &labels)] {
            let file = folder.join(format!("{half}-{name}-ubyte"));
            std::fs::write(file, bytes).expect("a writable folder");
        }
    }
    folder
}

#[test]
fn any_folder_of_idx_files_trains_a_classifier_that_measures_samples() {
    let folder = bars_folder();
    let [file, picture] = ["bars.safetensors", "bars.png"].map(|name| folder.join(name));
    let text = |path: &Path| path.to_str().expect("plain letters").to_string();
    let (folder, file, picture) = (text(&folder), text(&file), text(&picture));
    let said = command(&[
        "train-classifier",
        "--data",
        &folder,
        "--holdout",
        "10",
        "--epochs",
        "2",
        "--half",
        "--test",
        "--output",
        &file,
    ]);
    assert!(said.contains("epoch   2  cross-entropy"), "{said}");
    let card = command(&["inspect", "--card", &file]);
    assert!(card.starts_with("# bars\n"), "{card}");
    assert!(
        card.contains("bars, the first 30 training images"),
        "{card}"
    );
    assert!(
        card.contains("| the last 10 training images, held out | "),
        "{card}"
    );
    assert!(card.contains("| all 40 test images | "), "{card}");
    let model = "models/dense-z20.safetensors";
    let measure = |more: &[&str]| {
        let mut arguments = vec!["quality", model, "--data", &folder, "--classifier", &file];
        arguments.extend(["--samples", "30"]);
        arguments.extend(more);
        command(&arguments)
    };
    let said = measure(&["--neighbours", &picture]);
    assert!(
        said.contains("30 samples (grey), z from the standard normal prior, against all 40"),
        "{said}"
    );
    assert!(
        said.contains("test images to the nearest: 0.00 in the mean"),
        "{said}"
    );
    let quality: Quality = serde_json::from_str(&measure(&["--json"])).expect("figures");
    assert_eq!((quality.samples.count, quality.reference_count), (30, 40));
    // The same bars stand in both halves.
    assert_eq!(quality.scale.real.precision, 1.0);
    assert!(quality.scale.real.frechet_distance < quality.samples.frechet_distance);
    assert!(quality.samples.class_accuracy.is_none());
    let info = png::Decoder::new(std::io::Cursor::new(std::fs::read(picture).expect("a PNG")));
    let info = info.read_info().expect("a PNG");
    assert_eq!(info.info().size(), (16 * 28, 4 * 28));
}

#[test]
fn a_classifier_is_checked_against_what_its_file_states() {
    let folder = bars_folder();
    let text = |name: &str| {
        let path = folder.join(name);
        path.to_str().expect("plain letters").to_string()
    };
    let (data, file, false_file) = (
        text(""),
        text("stated.safetensors"),
        text("false.safetensors"),
    );
    command(&[
        "train-classifier",
        "--data",
        &data,
        "--holdout",
        "10",
        "--epochs",
        "2",
        "--test",
        "--output",
        &file,
    ]);
    let said = command(&["measure", &file, "--check", "--data", &data]);
    assert!(said.contains("all 40 test images: "), "{said}");
    assert!(
        said.contains("the last 10 training images, held out: "),
        "{said}"
    );
    let bytes = std::fs::read(&file).expect("just written");
    let (classifier, mut metadata) =
        vae_lab::evaluate::Classifier::open(&bytes, &vae_lab::device::cpu().device).expect("ours");
    let correct = metadata.accuracies[1].correct;
    metadata.accuracies[1].correct = if correct == 0 { 1 } else { correct - 1 };
    let wrong = classifier.export(&metadata, vae_lab::weights::Precision::Single);
    std::fs::write(&false_file, pollster::block_on(wrong).expect("readable")).expect("writable");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vae-lab"))
        .args(["measure", &false_file, "--check", "--data", &data])
        .output()
        .expect("the command line runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("where the file states"), "{said}");
}
