//! A model's card, written from nothing but its file.

use serde_json::Value;
use vae_lab::weights::Metadata;

const MNIST_CREDIT: &str = "MNIST by Yann LeCun and Corinna Cortes, CC BY-SA 3.0";

/// The card in Markdown.
pub fn render(metadata: &Metadata, file_bytes: usize) -> String {
    let name = metadata.name.as_deref().unwrap_or("unnamed model");
    let unknown = "not recorded";
    let mut card = format!("# {name}\n\n");
    let mut row = |key: &str, value: String| card += &format!("- **{key}:** {value}\n");
    row("Model", metadata.config.to_string());
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
    if !metadata.figures.is_empty() {
        card += "\nMeasured on these very weights, in nats per image:\n\n";
        card += "| images | seed | reconstruction | KL | negative ELBO |\n";
        card += "| --- | --- | --- | --- | --- |\n";
        for figure in metadata.figures.values() {
            card += &figure_row(figure);
        }
    }
    card
}

fn training_sentence(training: &Value) -> String {
    let options = &training["options"];
    format!(
        "{} epochs, {} steps in all, over {} images, batches of {}, Adam, learning rate {} ({}), β = {}, run seed {}, binarization: {}",
        options["epochs"],
        training["step"],
        training["images"],
        options["batchSize"],
        options["learningRate"],
        options["schedule"].as_str().unwrap_or_default(),
        options["beta"],
        options["seed"],
        options["binarize"].as_str().unwrap_or_default(),
    )
}

fn figure_row(figure: &Value) -> String {
    let number = |key: &str| figure[key].as_f64().unwrap_or(f64::NAN);
    format!(
        "| {} | {} | {:.3} | {:.3} | {:.3} |\n",
        figure["images"].as_str().unwrap_or_default(),
        figure["seed"],
        number("reconstruction"),
        number("kl"),
        number("negativeElbo"),
    )
}
