//! A model's card, written from nothing but its file.

use serde_json::Value;
use vae_lab::weights::Metadata;

/// Whose MNIST is.
pub const MNIST_CREDIT: &str = "MNIST by Yann LeCun and Corinna Cortes, CC BY-SA 3.0";

/// The card in Markdown.
pub fn render(metadata: &Metadata, file_bytes: usize) -> String {
    let name = metadata.name.as_deref().unwrap_or("unnamed model");
    let unknown = "not recorded";
    let mut card = format!("# {name}\n\n");
    let mut row = |key: &str, value: String| card += &format!("- **{key}:** {value}\n");
    row("Model", metadata.config.to_string());
    let config = serde_json::to_string(&metadata.config);
    row(
        "Config",
        config.map_or(unknown.into(), |json| format!("`{json}`")),
    );
    row(
        "Parameters",
        metadata.config.summary().parameters.to_string(),
    );
    row("File", format!("{file_bytes} bytes"));
    row("Data", metadata.data.clone().unwrap_or(unknown.into()));
    if metadata
        .data
        .as_deref()
        .is_some_and(|data| data.starts_with("MNIST"))
    {
        row("Credit", MNIST_CREDIT.into());
    }
    row(
        "Seed",
        metadata
            .seed
            .map_or(unknown.into(), |seed| seed.to_string()),
    );
    if let Some(training) = &metadata.training {
        row("Training", training_sentence(training));
    }
    row(
        "Command",
        metadata
            .command
            .as_ref()
            .map_or(unknown.into(), |command| format!("`{command}`")),
    );
    row(
        "Time",
        metadata
            .seconds
            .map_or(unknown.into(), |seconds| match seconds {
                ..90.0 => format!("{seconds:.0} seconds of one machine"),
                _ => format!("{:.0} minutes of one machine", seconds / 60.0),
            }),
    );
    card += &figure_tables(metadata);
    card
}

fn training_sentence(training: &Value) -> String {
    let options = &training["options"];
    format!(
        "{} epochs, {} steps in all, over {} images, batches of {}, Adam, learning rate {} ({}), {}, run seed {}, binarization: {}",
        options["epochs"],
        training["step"],
        training["images"],
        options["batchSize"],
        options["learningRate"],
        options["schedule"].as_str().unwrap_or_default(),
        objective(options),
        options["seed"],
        options["binarize"].as_str().unwrap_or_default(),
    )
}

fn figure_tables(metadata: &Metadata) -> String {
    let measured: Vec<&Value> = metadata
        .figures
        .values()
        .filter(|figure| figure["negativeElbo"].is_number())
        .collect();
    let Some(test) = metadata.figures.get("test") else {
        return String::new();
    };
    let mut tables = String::from(
        "\nMeasured on these very weights, in nats per image; ± is one standard error over the images:\n\n| images | reconstruction | KL | negative ELBO | NLL (draws an image) | MSE a pixel | PSNR | active units |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for figure in measured {
        tables += &figure_row(figure);
    }
    if let Some(nats) = test["klPerDimension"].as_array() {
        let nats: Vec<String> = nats
            .iter()
            .map(|nats| format!("{:.2}", nats.as_f64().unwrap_or(f64::NAN)))
            .collect();
        tables += "\nKL of each latent dimension, in nats, over ";
        tables += test["images"].as_str().unwrap_or_default();
        tables += &format!(": {}.\n", nats.join(", "));
    }
    if let Some(quality) = metadata.figures.get("quality") {
        tables += &quality_table(quality);
        if let Some(name) = &metadata.name {
            tables += &format!("\n![64 samples at seed 0]({name}.png)\n");
        }
    }
    tables
}

fn figure_row(figure: &Value) -> String {
    let number = |key: &str| figure[key].as_f64().unwrap_or(f64::NAN);
    // One image has none.
    let error = |key: &str| {
        let error = figure[key].as_f64();
        error.map_or_else(String::new, |error| format!(" ± {error:.2}"))
    };
    let nll = match figure["nll"].as_f64() {
        None => "–".into(),
        Some(nll) => format!(
            "{nll:.3}{} ({})",
            error("nllError"),
            figure["importanceSamples"]
        ),
    };
    format!(
        "| {} | {:.3} | {:.3} | {:.3}{} | {nll} | {:.5} | {:.2} dB | {} |\n",
        figure["images"].as_str().unwrap_or_default(),
        number("reconstruction"),
        number("kl"),
        number("negativeElbo"),
        error("negativeElboError"),
        number("mse"),
        number("psnr"),
        figure["activeUnits"],
    )
}

/// What was minimised, in words.
fn objective(options: &Value) -> String {
    let mut words = match options["objective"].as_str() {
        None => format!("β = {}", options["beta"]),
        Some("importanceWeighted") => "the importance-weighted bound".into(),
        Some(name) => format!("{name}, β = {}", options["beta"]),
    };
    let extras = [
        ("gamma", "γ"),
        ("capacity", "C"),
        ("freeBits", "free bits"),
        ("importanceSamples", "K"),
    ];
    for (key, name) in extras {
        if options[key].is_number() {
            words += &format!(", {name} = {}", options[key]);
        }
    }
    if let Some(warmup) = options["warmup"].as_str() {
        words += &format!(", {warmup} warm-up over {} steps", options["warmupSteps"]);
    }
    words
}

/// Figures of the samples with those of sets whose quality is known.
fn quality_table(quality: &Value) -> String {
    let text = |key: &str| quality[key].as_str().unwrap_or_default().to_string();
    let mut table = format!(
        "\nSamples: {}, seed {}, in the features of `{}`; precision and recall by 3 neighbours:\n\n| images | Fréchet distance | precision | recall | of the class asked for |\n| --- | --- | --- | --- | --- |\n",
        text("compared"),
        quality["seed"],
        text("classifier"),
    );
    let scale = &quality["scale"];
    for (name, set) in [
        ("samples", &quality["samples"]),
        ("real: as many training images", &scale["real"]),
        ("real images, pixels shuffled", &scale["shuffled"]),
        ("uniform noise", &scale["noise"]),
    ] {
        let number = |key: &str| set[key].as_f64().unwrap_or(f64::NAN);
        let accuracy = set["classAccuracy"]
            .as_f64()
            .map_or("–".into(), |share| format!("{:.2} %", 100.0 * share));
        table += &format!(
            "| {name} | {:.3} | {:.3} | {:.3} | {accuracy} |\n",
            number("frechetDistance"),
            number("precision"),
            number("recall"),
        );
    }
    match &quality["nearestTraining"] {
        Value::Null => table,
        nearest => table + &nearest_sentence(nearest),
    }
}

/// How near samples come to training images, beside images that no model has seen.
fn nearest_sentence(nearest: &Value) -> String {
    let number = |set: &str, key: &str| nearest[set][key].as_f64().unwrap_or(f64::NAN);
    format!(
        "\nDistance to the nearest of {} training images, Euclidean over the grey pixels: {:.2} in the mean and {:.2} at least for the first {} samples, {:.2} and {:.2} for as many test images. A copy would be at 0.\n",
        nearest["trainingImages"],
        number("samples", "mean"),
        number("samples", "least"),
        nearest["count"],
        number("testImages", "mean"),
        number("testImages", "least"),
    )
}
