//! The nearest training images of samples, in figures and in a picture: so that copying shows.

use std::path::Path;

use pollster::block_on;
use serde::Serialize;
use vae_lab::data::Images;
use vae_lab::evaluate::{Neighbour, Neighbours};
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::{device, error};

use crate::CommandResult;
use crate::evaluate::read_test;
use crate::files::{self, Half};
use crate::quality::progress;
use crate::sample::png_grid;

/// Images looked through between two moves of the progress bar.
const STRIDE: usize = 1000;
/// Samples, side by side.
const COLUMNS: usize = 16;
/// Neighbours under each sample.
const ROWS: usize = 3;

/// Writes the first samples, and below each its nearest training images.
pub fn draw(lab: &Lab, draws: SampleOptions, data: &Path, path: &Path) -> CommandResult {
    let draws = SampleOptions {
        count: COLUMNS,
        ..draws
    };
    let train = files::read_mnist(data, Half::Train)?;
    let test = read_test(data)?;
    let len = train.image_len();
    let mut grid = block_on(lab.sample_with(&draws))?;
    let samples = Images::from_floats(grid.clone(), len)?;
    let nearest = seek(samples, ROWS, &train)?;
    for rank in 0..ROWS {
        let row: Vec<usize> = nearest.iter().map(|list| list[rank].index).collect();
        grid.extend(train.gather(&row));
    }
    files::write(path, &png_grid(&grid, COLUMNS)?)?;
    let real = seek(test.slice(0..COLUMNS.min(test.len())), 1, &train)?;
    println!(
        "{COLUMNS} samples above their {ROWS} nearest training images in {}",
        path.display()
    );
    for (name, nearest) in [("samples", nearest), ("test images", real)] {
        let Distances { mean, least } = Distances::of(&nearest);
        println!("distance of {name} to the nearest: {mean:.2} in the mean, {least:.2} at least");
    }
    Ok(())
}

/// How far images are from the nearest training image, Euclidean over the grey pixels.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distances {
    mean: f64,
    least: f64,
}

/// Samples and as many test images beside the training images.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NearestTraining {
    /// How many of each.
    count: usize,
    training_images: usize,
    samples: Distances,
    test_images: Distances,
}

impl Distances {
    fn of(nearest: &[Vec<Neighbour>]) -> Self {
        let distances = nearest.iter().map(|list| list[0].distance);
        Self {
            least: distances.clone().fold(f64::INFINITY, f64::min),
            mean: distances.sum::<f64>() / nearest.len() as f64,
        }
    }
}

impl NearestTraining {
    /// Measures the first `count` samples as `draws` says, and the first test images.
    pub fn measure(
        lab: &Lab,
        draws: SampleOptions,
        data: &Path,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let train = files::read_mnist(data, Half::Train)?;
        let test = read_test(data)?;
        let count = draws.count.min(test.len());
        let draws = SampleOptions { count, ..draws };
        let samples = Images::from_floats(block_on(lab.sample_with(&draws))?, train.image_len())?;
        Ok(Self {
            count,
            training_images: train.len(),
            samples: Distances::of(&seek(samples, 1, &train)?),
            test_images: Distances::of(&seek(test.slice(0..count), 1, &train)?),
        })
    }
}

fn seek(queries: Images, count: usize, train: &Images) -> error::Result<Vec<Vec<Neighbour>>> {
    let device = device::cpu().device;
    let mut neighbours = Neighbours::new(queries, count, &device)?;
    let bar = progress("training images", train.len());
    for start in (0..train.len()).step_by(STRIDE) {
        let piece = train.slice(start..train.len().min(start + STRIDE));
        block_on(neighbours.look_through(&piece, &device))?;
        bar.inc(piece.len() as u64);
    }
    bar.finish_and_clear();
    Ok(neighbours.nearest().to_vec())
}
