//! `vae-lab convert`: weights from PyTorch, to PyTorch, or to another precision.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pollster::block_on;
use serde_json::json;
use vae_lab::device;
use vae_lab::error;
use vae_lab::lab::Lab;
use vae_lab::weights::{Ancestor, Metadata, Passport, Precision, checksum};
use vae_lab::workshop::{ModelFile, passport_of};

use crate::train::command_line;
use crate::{CommandResult, files, pytorch_file};

/// Arguments of `vae-lab convert`.
#[derive(Args)]
pub struct ConvertArguments {
    /// A weights file of ours, or pytorch/examples' VAE as .pt, .pth or .safetensors
    input: PathBuf,
    /// The safetensors file to write
    output: PathBuf,
    /// Write the weights at half precision
    #[arg(long)]
    half: bool,
    /// Keep this many significant bits of each weight: 8 compress a sixth better than all 11
    #[arg(long, requires = "half", value_parser = clap::value_parser!(u32).range(2..=11))]
    bits: Option<u32>,
    /// For which program: PyTorch's has its names and its [output, input] layout
    #[arg(long, value_enum, default_value_t = Reader::VaeLab)]
    to: Reader,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    VaeLab,
    Torch,
}

/// Runs the command.
pub fn run(arguments: &ConvertArguments) -> CommandResult {
    let (mut lab, input) = open(&arguments.input)?;
    let precision = match (arguments.half, arguments.bits) {
        (true, Some(bits)) => Precision::Rounded(bits),
        (true, None) => Precision::Half,
        (false, _) => Precision::Single,
    };
    let bytes = match arguments.to {
        Reader::Torch => block_on(lab.export_pytorch(precision))?,
        Reader::VaeLab => {
            note(&mut lab, &input, &arguments.output, precision)?;
            block_on(lab.export_weights(precision))?
        }
    };
    files::write(&arguments.output, &bytes)?;
    println!(
        "{}: {} bytes in {}",
        lab.config(),
        bytes.len(),
        arguments.output.display()
    );
    Ok(())
}

/// The model, and the file that it came from.
fn open(path: &Path) -> Result<(Lab, Input), Box<dyn std::error::Error>> {
    let device = device::cpu().device;
    let bytes = files::read(path)?;
    let opened = match pytorch_file::is_named_so(path) {
        true => pytorch_file::read(path)
            .and_then(|tensors| Lab::import(tensors, &device))
            .map(|lab| (lab, Input::Torch(bytes))),
        false => Lab::open(&bytes, &device)
            .and_then(|lab| Ok((lab, Input::Own(Box::new(ModelFile::read(&bytes)?))))),
    };
    opened.map_err(|error| format!("{}: {error}", path.display()).into())
}

/// What was converted, as the passport tells it.
enum Input {
    /// A safetensors file.
    Own(Box<ModelFile>),
    /// A file of `torch.save`.
    Torch(Vec<u8>),
}

/// How the file comes to be: numbers of this precision, of that file.
fn passport(input: &Input, lab: &Lab, precision: Precision) -> Passport {
    let settings = match precision {
        Precision::Single => json!({ "precision": "float32" }),
        Precision::Half => json!({ "precision": "float16" }),
        Precision::Rounded(bits) => json!({ "precision": "float16", "bits": bits }),
    };
    match input {
        Input::Own(model) => passport_of(&[model], "convert", &settings),
        Input::Torch(bytes) => {
            let sha256 = checksum(bytes);
            let mut passport = passport_of(&[], "convert", &settings);
            passport.making.parents = vec![sha256.clone()];
            passport.ancestors = vec![Ancestor {
                sha256,
                bytes: bytes.len(),
                model: lab.config().to_string(),
                name: None,
                making: None,
                figures: None,
            }];
            passport
        }
    }
}

/// Keeps the file's account of itself true: a model without a name gets one and the command that
/// made it; rounded weights lose the figures that were measured before, and tell of the rounding. The
/// passport tells of this file alone: what was measured of the one before is its ancestor's.
fn note(lab: &mut Lab, input: &Input, output: &Path, precision: Precision) -> CommandResult {
    let same = is_kept(lab, precision)?;
    let passport = passport(input, lab, precision);
    lab.describe(|metadata| {
        metadata.passport = Some(passport.to_value());
        if metadata.name.is_none() && metadata.command.is_none() {
            metadata.name = output
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            metadata.command = Some(command_line());
            if !same {
                metadata.figures.clear();
            }
        } else if !same {
            note_rounding(metadata);
        }
    });
    Ok(())
}

/// Whether a model's numbers are the same when they are written at this precision.
pub fn is_kept(lab: &Lab, precision: Precision) -> error::Result<bool> {
    let written = block_on(lab.export_weights(precision))?;
    let rounded = Lab::open(&written, &device::cpu().device)?;
    let whole = |lab: &Lab| block_on(lab.export_weights(Precision::Single));
    Ok(whole(&rounded)? == whole(lab)?)
}

/// Figures that were measured before rounding are not this file's; its command tells of the rounding.
pub fn note_rounding(metadata: &mut Metadata) {
    if let Some(command) = &mut metadata.command {
        *command = format!("{command} && {}", command_line());
    }
    metadata.figures.clear();
}
