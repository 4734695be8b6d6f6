//! `vae-lab convert`: weights from PyTorch, to PyTorch, or to another precision.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use pollster::block_on;
use vae_lab::device;
use vae_lab::lab::Lab;
use vae_lab::weights::Precision;

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
    let mut lab = open(&arguments.input)?;
    let precision = match (arguments.half, arguments.bits) {
        (true, Some(bits)) => Precision::Rounded(bits),
        (true, None) => Precision::Half,
        (false, _) => Precision::Single,
    };
    let bytes = match arguments.to {
        Reader::Torch => block_on(lab.export_pytorch(precision))?,
        Reader::VaeLab => {
            note(&mut lab, &arguments.output, precision)?;
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

fn open(path: &Path) -> Result<Lab, Box<dyn std::error::Error>> {
    let device = device::cpu().device;
    let bytes = files::read(path)?;
    let lab = match pytorch_file::is_named_so(path) {
        true => pytorch_file::read(path).and_then(|tensors| Lab::import(tensors, &device)),
        false => Lab::open(&bytes, &device),
    };
    lab.map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Keeps the file's account of itself true: a model without a name gets one and the command that
/// made it; rounded weights lose the figures that were measured before, and tell of the rounding.
fn note(lab: &mut Lab, output: &Path, precision: Precision) -> CommandResult {
    let written = block_on(lab.export_weights(precision))?;
    let rounded = Lab::open(&written, &device::cpu().device)?;
    let whole = |lab: &Lab| block_on(lab.export_weights(Precision::Single));
    let same = whole(&rounded)? == whole(lab)?;
    lab.describe(|metadata| {
        if metadata.name.is_none() && metadata.command.is_none() {
            metadata.name = output
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            metadata.command = Some(command_line());
        } else if !same && let Some(command) = &mut metadata.command {
            *command = format!("{command} && {}", command_line());
        }
        if !same {
            metadata.figures.clear();
        }
    });
    Ok(())
}
