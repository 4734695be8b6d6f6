//! `vae-lab fit-prior`: a prior fitted to the latents of the training images.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pollster::block_on;
use vae_lab::device;
use vae_lab::error;
use vae_lab::lab::Lab;
use vae_lab::prior::{FitKind, FitOptions, FitRecord, Latents, PriorName};
use vae_lab::weights::Precision;
use vae_lab::workshop::{ModelFile, passport_of};

use crate::CommandResult;
use crate::convert::{is_kept, note_rounding};
use crate::files::{self, Half, MNIST_FOLDER};

/// As many as choices are made by everywhere.
const HOLDOUT: usize = 5000;

/// Arguments of `vae-lab fit-prior`.
#[derive(Args)]
pub struct FitPriorArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// Which prior
    #[arg(long, value_enum, default_value_t = KindFlag::Mixture)]
    kind: KindFlag,
    /// Gaussians of the mixture, or of each class's [default: 20 of a mixture, 1 of a class]
    #[arg(long)]
    components: Option<u32>,
    /// Seed of the posteriors' noise and of the first means
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The most steps of each mixture
    #[arg(long, default_value_t = FitOptions::default().max_steps)]
    max_steps: u32,
    /// Share of the log density below which a step's gain ends the fit
    #[arg(long, default_value_t = FitOptions::default().tolerance)]
    tolerance: f64,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Fit to all but the last N training images, and judge by those [default: 5000, or a tenth
    /// of a set below 50000]
    #[arg(long, value_name = "N")]
    holdout: Option<usize>,
    /// The weights file to write
    #[arg(long)]
    output: PathBuf,
    /// Write the weights at half precision
    #[arg(long)]
    half: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindFlag {
    Mixture,
    ClassConditional,
}

impl FitPriorArguments {
    fn options(&self) -> FitOptions {
        FitOptions {
            kind: match self.kind {
                KindFlag::Mixture => FitKind::Mixture,
                KindFlag::ClassConditional => FitKind::ClassConditional,
            },
            components: self.components,
            seed: self.seed,
            max_steps: self.max_steps,
            tolerance: self.tolerance,
        }
    }
}

/// Runs the command.
pub fn run(arguments: &FitPriorArguments) -> CommandResult {
    let device = device::cpu().device;
    let options = arguments.options();
    options.validate()?;
    let bytes = files::read(&arguments.weights)?;
    let mut lab = Lab::open(&bytes, &device)?;
    let parent = ModelFile::read(&bytes)?;
    let all = files::read_mnist(&arguments.data, Half::Train)?;
    let holdout = arguments.holdout.unwrap_or((all.len() / 10).min(HOLDOUT));
    let images = all.len().saturating_sub(holdout);
    if images == 0 {
        return Err(format!("--holdout must leave at least 1 of {} images", all.len()).into());
    }
    let precision = match arguments.half {
        true => Precision::Half,
        false => Precision::Single,
    };
    // Of the weights alone: the prior is new.
    let same = is_kept(&lab, precision)?;
    block_on(lab.fit_prior(&all.slice(0..images), &options, report))?;
    let mut passport = passport_of(&[&parent], "fit-prior", &options);
    let settings = &mut passport.making.settings;
    settings.insert("data".into(), files::data_name(&arguments.data).into());
    settings.insert("holdout".into(), holdout.into());
    settings.insert("calibrationImages".into(), images.into());
    lab.describe(|metadata| {
        metadata.passport = Some(passport.to_value());
        if !same {
            note_rounding(metadata);
        }
    });
    if !same {
        println!("the weights are rounded: `vae-lab measure` writes figures of them");
    }
    let bytes = block_on(lab.export_weights(precision))?;
    // Judged after rounding: the figures are those of the file.
    let lab = Lab::open(&bytes, &device)?;
    let judges = all.slice(images..all.len());
    if judges.len() < 2 {
        println!("not judged: that takes at least 2 held-out images (--holdout)");
    }
    for prior in [PriorName::Standard, options.kind.name()] {
        if judges.len() < 2 {
            break;
        }
        // Behind the fitted images: their noise was part of the fit.
        let latents = block_on(lab.latents(&judges, arguments.seed, images))?;
        let (mean, error) = judge(&lab, &latents, prior)?;
        let given = match prior {
            PriorName::ClassConditional => " given the label",
            _ => "",
        };
        println!(
            "{} held-out images, {prior} prior{given}: mean log density {mean:.3} ± {error:.3} nats a latent",
            judges.len(),
        );
    }
    files::write(&arguments.output, &bytes)?;
    println!("{} bytes in {}", bytes.len(), arguments.output.display());
    Ok(())
}

fn report(record: FitRecord) {
    let class = record.class.map(|class| format!("class {class}  "));
    println!(
        "{}step {:>3}  mean log density {:.4} nats a latent",
        class.unwrap_or_default(),
        record.step,
        record.log_density
    );
}

/// Mean log density of the latents, of a class-conditional prior given their labels, and its
/// standard error, in nats.
fn judge(lab: &Lab, latents: &Latents, prior: PriorName) -> error::Result<(f64, f64)> {
    let labels = latents.labels.as_deref();
    let each = block_on(lab.log_prior_density(&latents.values, Some(prior), labels))?;
    let count = each.len() as f64;
    let mean = each.iter().sum::<f64>() / count;
    let squares = each.iter().map(|d| (d - mean).powi(2)).sum::<f64>();
    Ok((mean, (squares / (count - 1.0) / count).sqrt()))
}
