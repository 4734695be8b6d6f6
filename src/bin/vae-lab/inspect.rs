//! `vae-lab inspect`: what a weights file holds.

use std::path::PathBuf;

use clap::Args;
use vae_lab::device;
use vae_lab::error::Error;
use vae_lab::evaluate::{Classifier, ClassifierMetadata};
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::prior::PriorName;
use vae_lab::weights::Description;

use crate::CommandResult;
use crate::{card, classifier_card, files};

/// Arguments of `vae-lab inspect`.
#[derive(Args)]
pub struct InspectArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// Print the model's card (Markdown) instead
    #[arg(long)]
    card: bool,
}

/// Runs the command.
pub fn run(arguments: &InspectArguments) -> CommandResult {
    let bytes = files::read(&arguments.weights)?;
    let device = device::cpu().device;
    let lab = match Lab::open(&bytes, &device) {
        Err(Error::WeightsKind { found, .. }) if found == ClassifierMetadata::KIND => {
            return inspect_classifier(&bytes, arguments);
        }
        lab => lab?,
    };
    if arguments.card {
        print!("{}", card::render(lab.metadata(), bytes.len()));
        return Ok(());
    }
    println!("{}", layer_table(lab.config()));
    println!("file: {} bytes", bytes.len());
    let priors: Vec<String> = lab.priors().iter().map(PriorName::to_string).collect();
    println!("priors: {}", priors.join(", "));
    println!("{}", serde_json::to_string_pretty(lab.metadata())?);
    Ok(())
}

fn inspect_classifier(bytes: &[u8], arguments: &InspectArguments) -> CommandResult {
    let (_, metadata) = Classifier::open(bytes, &device::cpu().device)?;
    if arguments.card {
        print!("{}", classifier_card::render(&metadata, bytes.len()));
        return Ok(());
    }
    println!("{:<24} {:>16} {:>12}", "parameter", "shape", "numbers");
    for spec in Classifier::parameters() {
        let shape = format!("{:?}", spec.shape);
        println!("{:<24} {shape:>16} {:>12}", spec.path, spec.len());
    }
    println!("file: {} bytes", bytes.len());
    println!("{}", serde_json::to_string_pretty(&metadata)?);
    Ok(())
}

/// A table of layers, shapes and parameters.
pub fn layer_table(config: &VaeConfig) -> String {
    let summary = config.summary();
    let mut table = format!(
        "{config}\n{:<20} {:<15} {:>12} {:>12}\n",
        "layer", "kind", "shape", "parameters"
    );
    for layer in &summary.layers {
        table += &format!(
            "{:<20} {:<15} {:>12} {:>12}\n",
            layer.name, layer.kind, layer.shape, layer.parameters
        );
    }
    table += &format!(
        "{:<20} {:<15} {:>12} {:>12}  ({} bytes)",
        "total", "", "", summary.parameters, summary.bytes
    );
    table
}
