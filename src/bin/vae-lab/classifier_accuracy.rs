//! How many labelled images a classifier takes for what they are, and whether its file says so.

use std::path::Path;

use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::error;
use vae_lab::evaluate::{Accuracy, Classifier};

use crate::CommandResult;
use crate::evaluate::read_test;
use crate::figures::thousands;
use crate::files::{self, Half};
use crate::quality::progress;

/// Images judged between two moves of a progress bar.
const STRIDE: usize = 1000;
/// Share of the images that rounding on another machine may turn.
const TOLERANCE: f64 = 0.0005;

/// What the figures call images that training left out to choose by.
pub fn held_out_name(count: usize) -> String {
    format!("the last {} training images, held out", thousands(count))
}

/// What the figures call the test images.
pub fn test_name(count: usize) -> String {
    format!("all {} test images", thousands(count))
}

/// How many of these labelled images a classifier takes for what they are.
pub fn measure(classifier: &Classifier, images: &Images, name: &str) -> error::Result<Accuracy> {
    let device = device::cpu().device;
    let bar = progress("images", images.len());
    let mut correct = 0;
    for start in (0..images.len()).step_by(STRIDE) {
        let slice = images.slice(start..images.len().min(start + STRIDE));
        let indices: Vec<usize> = (0..slice.len()).collect();
        let judged = block_on(classifier.judge(&slice.gather(&indices), &device))?;
        correct += judged.correct(slice.labels().unwrap_or_default());
        bar.inc(slice.len() as u64);
    }
    bar.finish_and_clear();
    Ok(Accuracy {
        images: name.into(),
        count: images.len(),
        correct,
    })
}

/// Measures what a classifier's file states again, and refuses it where it states something else.
pub fn check(bytes: &[u8], file: &Path, data: &Path) -> CommandResult {
    let (classifier, metadata) = Classifier::open(bytes, &device::cpu().device)?;
    let file = file.display();
    if metadata.accuracies.is_empty() {
        return Err(format!("{file} states no accuracy").into());
    }
    for stated in &metadata.accuracies {
        let images = named(stated, data)?;
        let found = measure(&classifier, &images, &stated.images)?;
        println!(
            "{}: {} correct against {} on the card",
            stated.images, found.correct, stated.correct
        );
        let near = (found.share() - stated.share()).abs() <= TOLERANCE;
        if stated.count == 0 || !near {
            return Err(format!(
                "{file}: of {} {} are taken for what they are, where the file states {}",
                stated.images, found.correct, stated.correct
            )
            .into());
        }
    }
    Ok(())
}

/// The images that an accuracy is of.
fn named(accuracy: &Accuracy, data: &Path) -> Result<Images, Box<dyn std::error::Error>> {
    let test = read_test(data)?;
    if accuracy.images == test_name(test.len()) && accuracy.count == test.len() {
        return Ok(test);
    }
    let images = files::read_mnist(data, Half::Train)?;
    if accuracy.images != held_out_name(accuracy.count) || accuracy.count > images.len() {
        let (images, folder) = (&accuracy.images, data.display());
        return Err(format!("\"{images}\" are not to be found in {folder}").into());
    }
    Ok(images.slice(images.len() - accuracy.count..images.len()))
}
