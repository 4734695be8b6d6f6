//! A classifier's card, written from nothing but its file.

use vae_lab::evaluate::{CLASSES, Classifier, ClassifierMetadata, FEATURES};

use crate::card::MNIST_CREDIT;
use crate::figures::thousands;

/// The card in Markdown.
pub fn render(metadata: &ClassifierMetadata, file_bytes: usize) -> String {
    let parameters: usize = Classifier::parameters().iter().map(|spec| spec.len()).sum();
    let mut card = format!("# {}\n\n", metadata.name);
    let mut row = |key: &str, value: String| card += &format!("- **{key}:** {value}\n");
    row(
        "Model",
        format!(
            "convolutional classifier of 28 × 28 images in {CLASSES} classes, {FEATURES} features before the last layer"
        ),
    );
    row("Parameters", parameters.to_string());
    row("File", format!("{file_bytes} bytes"));
    row("Data", metadata.data.clone());
    if metadata.data.starts_with("MNIST") {
        row("Credit", MNIST_CREDIT.into());
    }
    row("Seed", metadata.seed.to_string());
    row(
        "Training",
        format!(
            "{} epochs, batches of {}, Adam, learning rate {} (cosine), small random shifts, turns, scalings and shears, {} seconds",
            metadata.epochs, metadata.batch_size, metadata.learning_rate, metadata.seconds
        ),
    );
    row("Command", format!("`{}`", metadata.command));
    if !metadata.accuracies.is_empty() {
        card += "\nMeasured on these very weights:\n\n";
        card += "| images | correct | accuracy |\n| --- | --- | --- |\n";
        for accuracy in &metadata.accuracies {
            card += &format!(
                "| {} | {} | {:.2} % |\n",
                accuracy.images,
                thousands(accuracy.correct),
                100.0 * accuracy.share()
            );
        }
    }
    card
}
