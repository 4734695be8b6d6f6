//! `vae-lab sample`: a grid of digits as a PNG.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pollster::block_on;
use vae_lab::device;
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::prior::PriorName;

use crate::CommandResult;
use crate::files;

/// Pixels a side of an MNIST digit.
const SIDE: usize = 28;
/// Digits where neither a count nor labels say how many.
const COUNT: usize = 64;

/// Arguments of `vae-lab sample`.
#[derive(Args)]
pub struct SampleArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// How many digits [default: one a label, or 64]
    #[arg(long)]
    count: Option<usize>,
    /// Digits a row
    #[arg(long, default_value_t = 8)]
    columns: usize,
    /// Seed of the draws
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What to draw from [default: the prior the model was trained with]
    #[arg(long, value_enum)]
    prior: Option<PriorFlag>,
    /// Class of each digit, of a conditional model or a class-conditional prior [default: all in
    /// turn]
    #[arg(long, value_delimiter = ',')]
    labels: Option<Vec<u8>>,
    /// Class of all digits
    #[arg(long, conflicts_with = "labels")]
    label: Option<u8>,
    /// Multiplies the prior's standard deviations
    #[arg(long, default_value_t = 1.0)]
    temperature: f64,
    /// The PNG to write
    #[arg(long, default_value = "samples.png")]
    output: PathBuf,
}

/// A prior by its name on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub enum PriorFlag {
    /// N(0, I)
    Standard,
    /// A fitted mixture
    Mixture,
    /// The VampPrior
    Vamp,
    /// A fitted mixture for every class
    ClassConditional,
}

impl From<PriorFlag> for PriorName {
    fn from(flag: PriorFlag) -> Self {
        match flag {
            PriorFlag::Standard => Self::Standard,
            PriorFlag::Mixture => Self::Mixture,
            PriorFlag::Vamp => Self::Vamp,
            PriorFlag::ClassConditional => Self::ClassConditional,
        }
    }
}

impl SampleArguments {
    fn options(&self) -> SampleOptions {
        let given = self.labels.as_ref().map(Vec::len);
        let count = self.count.or(given).unwrap_or(COUNT);
        let all = self.label.map(|label| vec![label; count]);
        SampleOptions {
            count,
            seed: self.seed,
            prior: self.prior.map(PriorName::from),
            labels: self.labels.clone().or(all),
            temperature: self.temperature,
            ..SampleOptions::default()
        }
    }
}

/// Runs the command.
pub fn run(arguments: &SampleArguments) -> CommandResult {
    let lab = Lab::open(&files::read(&arguments.weights)?, &device::cpu().device)?;
    if lab.config().input_dim != SIDE * SIDE {
        return Err(format!("{} does not make 28 × 28 images", lab.config()).into());
    }
    let options = arguments.options();
    let digits = block_on(lab.sample_with(&options))?;
    let columns = arguments.columns.clamp(1, options.count);
    files::write(&arguments.output, &png_grid(&digits, columns)?)?;
    println!(
        "{} digits at seed {} in {}",
        options.count,
        options.seed,
        arguments.output.display()
    );
    Ok(())
}

/// Digits side by side as an 8-bit grey PNG.
pub fn png_grid(digits: &[f32], columns: usize) -> Result<Vec<u8>, png::EncodingError> {
    let rows = (digits.len() / (SIDE * SIDE)).div_ceil(columns);
    let width = columns * SIDE;
    let mut grid = vec![0; width * rows * SIDE];
    for (i, digit) in digits.chunks_exact(SIDE * SIDE).enumerate() {
        let corner = i / columns * SIDE * width + i % columns * SIDE;
        for (y, row) in digit.chunks_exact(SIDE).enumerate() {
            for (x, pixel) in row.iter().enumerate() {
                grid[corner + y * width + x] = (pixel * 255.0).round() as u8;
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, (rows * SIDE) as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&grid)?;
    Ok(bytes)
}
