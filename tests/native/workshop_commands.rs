//! The workshop's commands, as a person runs them.

use std::path::Path;

use vae_lab::weights::{MadeFigures, Metadata, Passport, WeightsFile, checksum};

use crate::cli::{done, folder, text, vae_lab};

const MODEL: &str = "models/dense-z20.safetensors";

fn passport(path: &Path) -> Passport {
    passport_in(&std::fs::read(path).expect("the command wrote it"))
}

/// What a weights file says of how it came to be.
pub fn passport_in(bytes: &[u8]) -> Passport {
    let file = WeightsFile::<Metadata>::parse(bytes).expect("our own file");
    let passport = Passport::of(&file.metadata).expect("a sound passport");
    passport.expect("a passport")
}

fn sha256(path: impl AsRef<Path>) -> String {
    checksum(&std::fs::read(path).expect("a file"))
}

#[test]
fn each_command_makes_a_file_that_says_so_and_shows_what_it_costs() {
    let folder = folder("workshop");
    let own = |name: &str| folder.join(format!("{name}.safetensors"));
    let cases: [(&str, &[&str]); 5] = [
        ("quantize", &["--bits", "4", "--calibrate", "200"]),
        ("prune", &["--share", "0.5", "--calibrate", "200"]),
        ("factorize", &["--rank", "40", "--calibrate", "200"]),
        (
            "remove-latents",
            &["--latents", "3,5", "--calibrate", "200"],
        ),
        ("grow", &["--latent-dim", "24"]),
    ];
    for (command, flags) in cases {
        let output = own(command);
        let mut arguments = vec![command, MODEL, "--output", text(&output)];
        arguments.extend(["--judged", "100"]);
        arguments.extend(flags);
        let said = done(&arguments);
        let lines: Vec<&str> = said.lines().collect();
        let row = |line: &str| -> Vec<String> { line.split_whitespace().map(Into::into).collect() };
        let [before, after] = [row(lines[lines.len() - 2]), row(lines[lines.len() - 1])];
        assert_eq!(before[0], "dense-z20.safetensors", "{said}");
        assert_eq!(after[0], format!("{command}.safetensors"), "{said}");
        let bytes = std::fs::metadata(&output).expect("it was written").len();
        assert_eq!(after[1], bytes.to_string(), "{said}");
        let nats = |row: &[String]| row[3].parse::<f64>().expect("a number");
        assert!((nats(&before) - 98.0).abs() < 8.0, "{said}");
        match command {
            "grow" => assert!((nats(&after) - nats(&before)).abs() < 0.5, "{said}"),
            _ => assert!(nats(&after) > nats(&before), "{said}"),
        }
        let told = passport(&output);
        assert_eq!(told.making.parents, [sha256(MODEL)]);
        let seen = told.making.settings.get("calibrationImages").cloned();
        assert_eq!(seen, (command != "grow").then(|| 200.into()), "{command}");
        // What is shown of both files is in the passport too.
        let figures = told.figures.expect("figures");
        assert_eq!(figures.bytes, Some(bytes as usize));
        let stated = |figures: &MadeFigures| {
            let figure = figures.negative_elbo.expect("a negative ELBO");
            assert_eq!(figure.images, 100);
            format!("{:.3}", figure.value)
        };
        assert_eq!(stated(&figures), after[3]);
        let [decoding, step] = [figures.decoding, figures.training_step].map(|time| {
            let time = time.expect("a time");
            assert!(time.ms > 0.0);
            format!("{:.2}", time.ms)
        });
        let distance = figures.frechet_distance.expect("a distance");
        assert_eq!((distance.samples, distance.images), (100, 100));
        let distance = format!("{:.2}", distance.value);
        assert_eq!([decoding, step, distance], after[5..8]);
        let parent = told.ancestors[0].figures.as_ref().expect("figures");
        assert_eq!(stated(parent), before[3]);
    }
    let pruned = own("prune");
    let tuned = own("tuned");
    let flags = ["--epochs", "1", "--class", "3", "--holdout", "6000"];
    let train = ["train", "--from", text(&pruned), "--teacher", MODEL];
    let output = ["--output", text(&tuned), "--distill", "1,1,0.1,0"];
    done(&[&train[..], &output, &flags].concat());
    let making = passport(&tuned).making;
    assert_eq!(making.operation, "distill");
    assert_eq!(making.parents, [sha256(&pruned), sha256(MODEL)]);
    let fused = own("fused");
    let aligned = own("aligned");
    let [judged, none] = ["--judged", "0"];
    let to = ["--to", text(&pruned), "--output", text(&aligned)];
    done(&[&["align", text(&tuned), judged, none][..], &to].concat());
    let and = ["--and", text(&aligned), "--output", text(&fused)];
    done(&[&["average", text(&pruned), judged, none][..], &and].concat());
    // aligned, pruned, then what the aligned one was made of, the shipped model last.
    assert_eq!(passport(&fused).ancestors.len(), 4);
    let told = done(&["evaluate", text(&fused), "--class", "3", "--images", "20"]);
    assert!(told.contains("on 20 test images"), "{told}");
}

#[test]
fn what_the_workshop_cannot_do_is_said_in_a_sentence() {
    let folder = folder("workshop-refusals");
    let output = folder.join("never.safetensors");
    let refused = |arguments: &[&str]| {
        let output = ["--output", text(&output), "--judged", "0"];
        let answer = vae_lab(&[arguments, &output[..]].concat());
        assert!(!answer.status.success(), "{arguments:?}");
        // Refused before any round, candidate or latent is gone through.
        assert!(answer.stdout.is_empty(), "{arguments:?}");
        String::from_utf8(answer.stderr).expect("text")
    };
    let cases: [(&[&str], &str); 12] = [
        (&["quantize", MODEL, "--bits", "9"], "bits is 9"),
        (&["prune", MODEL, "--share", "1"], "share is 1"),
        (&["grow", MODEL, "--latent-dim", "10"], "latentDim is 10"),
        (
            &["grow", "models/flagship.safetensors", "--latent-dim", "3"],
            "latentDim is 3",
        ),
        (
            &["average", MODEL, "--and", "models/dense-z40.safetensors"],
            "both must be the same",
        ),
        (
            &["remove-latents", MODEL, "--latents", "20"],
            "latents is [20]",
        ),
        (
            &["remove-latents", MODEL, "--below", "nan"],
            "--below is NaN",
        ),
        (&["remove-latents", MODEL, "--below=-1"], "--below is -1;"),
        (
            &["soup", MODEL, "--and", MODEL, "--holdout", "0"],
            "--holdout is 0;",
        ),
        (
            &["average", MODEL, "--and", MODEL, "--shares", "1"],
            "--shares is [1.0]; it must be a finite number for each of the 2",
        ),
        (
            &[
                "prune",
                MODEL,
                "--rounds",
                "2",
                "--epochs",
                "1",
                "--learning-rate",
                "nan",
            ],
            "learningRate is NaN",
        ),
        (
            &["grow", MODEL, "--channels", "4"],
            "channels is [4]; it must be absent: the model has no convolutions",
        ),
    ];
    for (arguments, sentence) in cases {
        let said = refused(arguments);
        assert!(said.contains(sentence), "{said}");
    }
    let own = |arguments: &[&str], sentence: &str| {
        let answer = vae_lab(arguments);
        let said = String::from_utf8(answer.stderr).expect("text");
        assert!(
            !answer.status.success() && said.contains(sentence),
            "{said}"
        );
    };
    own(
        &["line", MODEL, "--to", MODEL, "--judged", "0"],
        "--judged is 0;",
    );
    let train = ["train", "--output", text(&output)];
    own(&[&train[..], &["--class", "77"]].concat(), "--class is 77;");
    own(
        &[&train[..], &["--without-class", "77"]].concat(),
        "--without-class is 77;",
    );
    own(&[&train[..], &["--few", "0"]].concat(), "--few is 0;");
    assert!(!output.exists(), "nothing is written");
}

#[test]
fn no_command_overwrites_what_it_reads() {
    let folder = folder("workshop-overwritten");
    let [first, second] = ["a", "b"].map(|name| folder.join(format!("{name}.safetensors")));
    let shipped = std::fs::read(MODEL).expect("a file");
    for path in [&first, &second] {
        std::fs::write(path, &shipped).expect("a writable folder");
    }
    // By another name of the same folder.
    let detour = folder.join("..").join("workshop-overwritten");
    let [a, b] = [&first, &second].map(|path| text(path));
    let [onto_a, onto_b] = ["a", "b"].map(|name| detour.join(format!("{name}.safetensors")));
    let [onto_a, onto_b] = [&onto_a, &onto_b].map(|path| text(path));
    let cases: [(&[&str], &str); 11] = [
        (&["quantize", a], onto_a),
        (&["prune", a], onto_a),
        (&["factorize", a], onto_a),
        (&["remove-latents", a], onto_a),
        (&["grow", a, "--latent-dim", "24"], onto_a),
        (&["average", a, "--and", b], onto_a),
        (&["average", a, "--and", b], onto_b),
        (&["soup", a, "--and", b], onto_a),
        (&["soup", a, "--and", b], onto_b),
        (&["align", a, "--to", b], onto_a),
        (&["align", a, "--to", b], onto_b),
    ];
    for (arguments, onto) in cases {
        // Before any work, such as finding no images.
        let files = ["--output", onto, "--data", "nowhere"];
        let answer = vae_lab(&[arguments, &files[..]].concat());
        let said = String::from_utf8(answer.stderr).expect("text");
        let which = if onto == onto_a {
            "the model itself"
        } else {
            "one of the models that it is made of"
        };
        let sentence = format!("--output is {onto}, {which}; it must be another file");
        assert!(!answer.status.success(), "{arguments:?}");
        assert!(said.contains(&sentence), "{arguments:?}: {said}");
        assert!(answer.stdout.is_empty(), "{arguments:?}");
    }
    for path in [&first, &second] {
        assert_eq!(std::fs::read(path).expect("it is there"), shipped);
    }
}

/// A model, trained a little.
fn trained(folder: &Path, name: &str, more: &[&str]) -> std::path::PathBuf {
    let output = folder.join(format!("{name}.safetensors"));
    let mut arguments = vec!["train", "--output", text(&output), "--epochs", "1"];
    arguments.extend(more);
    done(&arguments);
    output
}

#[test]
fn the_line_between_two_models_is_lower_when_they_are_aligned() {
    let folder = folder("line");
    let [a, b] = ["1", "2"].map(|seed| {
        let tiny = ["--hidden", "64", "--latent-dim", "8", "--holdout", "50000"];
        let seed = ["--seed", seed, "--learning-rate", "2e-3"];
        trained(&folder, seed[1], &[&tiny[..], &seed].concat())
    });
    let told = done(&[
        "line",
        text(&a),
        "--to",
        text(&b),
        "--points",
        "3",
        "--judged",
        "300",
    ]);
    let rows: Vec<Vec<f64>> = told
        .lines()
        .skip(1)
        .take(3)
        .map(|line| {
            line.split_whitespace()
                .map(|cell| cell.parse().expect("a number"))
                .collect()
        })
        .collect();
    assert_eq!(rows[0][1], rows[0][2], "both lines begin at one model");
    assert!((rows[2][1] - rows[2][2]).abs() < 0.01, "{told}");
    assert!(rows[1][2] < rows[1][1] - 20.0, "{told}");
}

#[test]
fn a_soup_takes_in_what_makes_it_better_and_no_stranger() {
    let folder = folder("soup");
    // Specialists, whose mean is nearer to what they were both tuned from than either is.
    let [a, b] = ["3", "7"].map(|class| {
        let rate = ["--learning-rate", "1e-3", "--from", MODEL];
        trained(&folder, class, &[&["--class", class][..], &rate].concat())
    });
    let net = [
        "--hidden",
        "400",
        "--latent-dim",
        "20",
        "--holdout",
        "55000",
    ];
    let stranger = trained(&folder, "stranger", &net);
    let output = folder.join("soup.safetensors");
    let mut arguments = vec!["soup", text(&a), "--output", text(&output)];
    arguments.extend(["--and", text(&b), "--and", text(&stranger)]);
    arguments.extend(["--holdout", "500", "--judged", "200"]);
    let told = done(&arguments);
    let line = |path: &Path| {
        let found = told.lines().find(|line| line.starts_with(text(path)));
        found.unwrap_or_else(|| panic!("{told}"))
    };
    assert!(
        line(&b).contains("; taken:") && line(&a).contains("; taken:"),
        "{told}"
    );
    assert!(line(&stranger).contains("left out:"), "{told}");
    let making = passport(&output).making;
    assert_eq!(making.parents.len(), 2);
    let [greedy, held_out] = ["greedy", "heldOut"].map(|name| making.settings[name].clone());
    assert_eq!((greedy, held_out), (true.into(), 500.into()));
    // In the order of the parents, the better one first.
    let [first, second] = [0, 1].map(|i| {
        let alone = making.settings["heldOutAlone"][i].as_f64();
        format!(": {:.3} nats held out", alone.expect("a number"))
    });
    let of = |sum: &str| match sum == sha256(&a) {
        true => line(&a),
        false => line(&b),
    };
    assert!(of(&making.parents[0]).contains(&first), "{told}");
    assert!(of(&making.parents[1]).contains(&second), "{told}");
    let nats = making.settings["heldOutNegativeElbo"].as_f64();
    let nats = format!("taken: with it {:.3}", nats.expect("a number"));
    assert!(told.contains(&nats), "{told}");
}

#[test]
fn a_passport_counts_only_images_that_had_a_say() {
    let output = folder("silent").join("silent.safetensors");
    let cases: [&[&str]; 4] = [
        &["quantize", "--bits", "4", "--calibrate", "0"],
        &["quantize", "--bits", "16", "--calibrate", "50"],
        &["prune", "--what", "weights", "--calibrate", "50"],
        &["factorize", "--rank", "40", "--calibrate", "0"],
    ];
    for case in cases {
        let files = [MODEL, "--output", text(&output), "--judged", "0"];
        done(&[&case[..1], &files, &case[1..]].concat());
        let settings = passport(&output).making.settings;
        assert_eq!(settings["calibrated"], false, "{case:?}");
        assert!(!settings.contains_key("calibrationImages"), "{case:?}");
    }
}

#[test]
fn pruning_in_rounds_with_training_leaves_the_share_that_was_asked_for_and_is_better() {
    let folder = folder("rounds");
    let run = |name: &str, what: &str, share: &str, more: &[&str]| {
        let output = folder.join(format!("{name}.safetensors"));
        let fixed = ["--judged", "300", "--calibrate", "300", "--what", what];
        let shared = ["prune", MODEL, "--share", share, "--output", text(&output)];
        let said = done(&[&shared[..], &fixed[..], more].concat());
        let row = said.lines().last().expect("a table");
        let nats: f64 = row
            .split_whitespace()
            .nth(3)
            .expect("nats")
            .parse()
            .expect("a number");
        let bytes = std::fs::read(&output).expect("it was written");
        let file = WeightsFile::<Metadata>::parse(&bytes).expect("our own file");
        (nats, file, bytes)
    };
    let rounds = ["--rounds", "2", "--steps", "60"];
    let (plain, _, once) = run("once", "weights", "0.8", &[]);
    let (tuned, mut file, bytes) = run("weights", "weights", "0.8", &rounds);
    assert!(tuned < plain - 5.0, "{tuned} of {plain}");
    // The zeros are those of the share, and packed.
    assert!(bytes.len() < once.len() + 10_000, "{}", bytes.len());
    let specs = file.metadata.config.parameters();
    let values = file.take(&specs, "").expect("its tensors");
    let of_matrices = specs
        .iter()
        .zip(&values)
        .filter(|(spec, _)| spec.shape.len() > 1);
    let (mut zeros, mut all) = (0, 0);
    for (_, values) in of_matrices {
        zeros += values.iter().filter(|&&value| value == 0.0).count();
        all += values.len();
    }
    let share = zeros as f64 / all as f64;
    assert!((share - 0.8).abs() < 0.001, "{share}");
    let operations = |path: &str| -> Vec<String> {
        let told = passport(&folder.join(path));
        let behind = told
            .ancestors
            .into_iter()
            .filter_map(|ancestor| ancestor.making);
        let all = std::iter::once(told.making).chain(behind);
        all.map(|making| making.operation).collect()
    };
    let expected = ["prune", "train", "prune", "train", "prune"];
    assert_eq!(operations("weights.safetensors"), expected);

    let (plain, _, _) = run("cut", "units", "0.5", &[]);
    let (tuned, file, _) = run("units", "units", "0.5", &rounds);
    assert!(tuned < plain, "{tuned} of {plain}");
    assert_eq!(file.metadata.config.hidden, [200]);
    assert_eq!(
        operations("units.safetensors"),
        ["train", "prune", "train", "prune"]
    );
}

#[test]
fn a_passport_tells_what_a_student_learned_of_what() {
    let folder = folder("told");
    let output = folder.join("student.safetensors");
    let checkpoint = folder.join("student.checkpoint.safetensors");
    let net = ["--hidden", "16", "--latent-dim", "20", "--epochs", "1"];
    let images = ["--without-class", "3", "--few", "256"];
    let mut arguments = vec!["train", "--teacher", MODEL, "--output", text(&output)];
    arguments.extend(net.iter().chain(&images));
    arguments.extend(["--distill", "1,0.5,0.25,0"]);
    done(&[&arguments[..], &["--stop-after", "1"]].concat());
    let weights = serde_json::json!(
        { "data": 1.0, "outputs": 0.5, "posterior": 0.25, "latent": 0.0 }
    );
    assert_eq!(passport(&checkpoint).making.settings["distill"], weights);
    let again = ["--teacher", MODEL, "--without-class", "3"];
    let resume = [
        "train",
        "--resume",
        text(&checkpoint),
        "--output",
        text(&output),
    ];
    for other in [&[][..], &["--distill", "1,0.5,0.25,1"]] {
        let answer = vae_lab(&[&resume[..], &again, other].concat());
        let said = String::from_utf8(answer.stderr).expect("text");
        assert!(said.contains("weighs its losses 1,0.5,0.25,0"), "{said}");
    }
    done(&arguments);
    let settings = passport(&output).making.settings;
    for (name, value) in [
        ("distill", weights),
        ("steps", 2.into()),
        ("few", 256.into()),
        ("withoutClass", 3.into()),
        ("data", "MNIST".into()),
    ] {
        assert_eq!(settings[name], value, "{name}");
    }
    let tuned = folder.join("tuned.safetensors");
    let mut arguments = vec!["train", "--from", text(&output), "--output", text(&tuned)];
    arguments.extend(["--class", "7", "--holdout", "6000", "--epochs", "2"]);
    done(&arguments);
    let settings = passport(&tuned).making.settings;
    // 265 of the 6,265 sevens, 128 a step, twice.
    for (name, value) in [("steps", 6), ("class", 7), ("holdout", 6000)] {
        assert_eq!(settings[name], value, "{name}");
    }
    assert!(settings.get("distill").is_none());
}
