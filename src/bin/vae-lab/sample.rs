//! `vae-lab sample`: a grid of digits as a PNG.

use std::path::PathBuf;

use clap::Args;
use pollster::block_on;
use vae_lab::device;
use vae_lab::lab::Lab;

use crate::CommandResult;
use crate::files;

/// Pixels a side of an MNIST digit.
const SIDE: usize = 28;

/// Arguments of `vae-lab sample`.
#[derive(Args)]
pub struct SampleArguments {
    /// Weights file (safetensors)
    weights: PathBuf,
    /// How many digits
    #[arg(long, default_value_t = 64)]
    count: usize,
    /// Digits a row
    #[arg(long, default_value_t = 8)]
    columns: usize,
    /// Seed of the draws
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The PNG to write
    #[arg(long, default_value = "samples.png")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &SampleArguments) -> CommandResult {
    let lab = Lab::open(&files::read(&arguments.weights)?, &device::cpu().device)?;
    if lab.config().input_dim != SIDE * SIDE {
        return Err(format!("{} does not make 28 × 28 images", lab.config()).into());
    }
    let digits = block_on(lab.sample(arguments.count, arguments.seed, None))?;
    let columns = arguments.columns.clamp(1, arguments.count);
    files::write(&arguments.output, &png_grid(&digits, columns)?)?;
    println!(
        "{} digits at seed {} in {}",
        arguments.count,
        arguments.seed,
        arguments.output.display()
    );
    Ok(())
}

/// Digits side by side as an 8-bit grey PNG.
fn png_grid(digits: &[f32], columns: usize) -> Result<Vec<u8>, png::EncodingError> {
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
