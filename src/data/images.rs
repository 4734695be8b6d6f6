//! A set of images in memory.

use crate::error::{Error, Result};

/// Images of equal size, kept as they came: bytes stay bytes, a quarter of the memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    pixels: Pixels,
    image_len: usize,
    /// One an image, where they are known.
    labels: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Pixels {
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
}

impl Images {
    /// Images from bytes, 0 black and 255 white, row-major.
    ///
    /// # Errors
    /// [`Error::ImagesLength`] when the bytes are not a whole number of images.
    pub fn from_bytes(bytes: Vec<u8>, image_len: usize) -> Result<Self> {
        check_length(bytes.len(), image_len)?;
        Ok(Self {
            pixels: Pixels::Bytes(bytes),
            image_len,
            labels: None,
        })
    }

    /// Images from floats in 0..1, row-major.
    ///
    /// # Errors
    /// [`Error::ImagesLength`]; [`Error::ImagesRange`] for a value outside 0..1 or not a number.
    pub fn from_floats(floats: Vec<f32>, image_len: usize) -> Result<Self> {
        check_length(floats.len(), image_len)?;
        if let Some(at) = floats.iter().position(|v| !(0.0..=1.0).contains(v)) {
            return Err(Error::ImagesRange {
                image: at / image_len,
                pixel: at % image_len,
                value: floats[at],
            });
        }
        Ok(Self {
            pixels: Pixels::Floats(floats),
            image_len,
            labels: None,
        })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        let pixels = match &self.pixels {
            Pixels::Bytes(bytes) => bytes.len(),
            Pixels::Floats(floats) => floats.len(),
        };
        pixels / self.image_len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Pixels an image.
    pub fn image_len(&self) -> usize {
        self.image_len
    }

    /// The chosen images as floats in 0..1, one after the other.
    ///
    /// # Panics
    /// When an index is not less than [`Images::len`].
    pub fn gather(&self, indices: &[usize]) -> Vec<f32> {
        let len = self.image_len;
        let mut out = Vec::with_capacity(indices.len() * len);
        for &i in indices {
            let range = i * len..(i + 1) * len;
            match &self.pixels {
                Pixels::Bytes(bytes) => {
                    vae_lab_kernels::extend_with_bytes(&mut out, &bytes[range]);
                }
                Pixels::Floats(floats) => out.extend_from_slice(&floats[range]),
            }
        }
        out
    }

    /// The same images with a label each.
    ///
    /// # Errors
    /// [`Error::LabelsLength`] when there are not as many labels as images.
    pub fn with_labels(self, labels: Vec<u8>) -> Result<Self> {
        if labels.len() != self.len() {
            return Err(Error::LabelsLength {
                images: self.len(),
                labels: labels.len(),
            });
        }
        Ok(Self {
            labels: Some(labels),
            ..self
        })
    }

    /// The labels, one an image, where they are known.
    pub fn labels(&self) -> Option<&[u8]> {
        self.labels.as_deref()
    }

    /// Checks that there is a label below `classes` for every image; 0 classes need none.
    ///
    /// # Errors
    /// [`Error::LabelsMissing`], [`Error::LabelsRange`].
    pub fn check_labels(&self, classes: usize) -> Result<()> {
        match (classes, &self.labels) {
            (0, _) => Ok(()),
            (_, None) => Err(Error::LabelsMissing { classes }),
            (_, Some(labels)) => check_labels(labels, classes),
        }
    }

    /// The chosen images' labels, each as a row of `classes` numbers of which one is 1; none for
    /// 0 classes.
    ///
    /// # Panics
    /// When [`Images::check_labels`] would refuse.
    pub fn one_hot(&self, indices: &[usize], classes: usize) -> Option<Vec<f32>> {
        let labels = self.labels.as_ref().filter(|_| classes > 0)?;
        let chosen: Vec<u8> = indices.iter().map(|&i| labels[i]).collect();
        Some(one_hot(&chosen, classes))
    }

    /// The images with this label as a set of their own; none of a set without labels.
    pub fn of_class(&self, label: u8) -> Self {
        self.of_classes(|found| found == label)
    }

    /// The images whose label is kept as a set of their own; none of a set without labels.
    pub fn of_classes(&self, keep: impl Fn(u8) -> bool) -> Self {
        let labels = self.labels.as_deref().unwrap_or_default();
        let chosen: Vec<usize> = (0..labels.len()).filter(|&i| keep(labels[i])).collect();
        let pixels = |i: &usize| i * self.image_len..(i + 1) * self.image_len;
        Self {
            pixels: match &self.pixels {
                Pixels::Bytes(bytes) => Pixels::Bytes(
                    chosen
                        .iter()
                        .flat_map(|i| &bytes[pixels(i)])
                        .copied()
                        .collect(),
                ),
                Pixels::Floats(floats) => Pixels::Floats(
                    chosen
                        .iter()
                        .flat_map(|i| &floats[pixels(i)])
                        .copied()
                        .collect(),
                ),
            },
            image_len: self.image_len,
            labels: Some(chosen.iter().map(|&i| labels[i]).collect()),
        }
    }

    /// The images of a range of indices as a set of their own.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let labels = self
            .labels
            .as_ref()
            .map(|labels| labels[range.clone()].to_vec());
        let range = range.start * self.image_len..range.end * self.image_len;
        let pixels = match &self.pixels {
            Pixels::Bytes(bytes) => Pixels::Bytes(bytes[range].to_vec()),
            Pixels::Floats(floats) => Pixels::Floats(floats[range].to_vec()),
        };
        Self {
            pixels,
            image_len: self.image_len,
            labels,
        }
    }

    /// Adds the images of another set.
    ///
    /// # Errors
    /// [`Error::ImagesType`] when one set holds bytes and the other floats,
    /// [`Error::LabelsLength`] when only one has labels; the set is unchanged.
    pub fn append(&mut self, more: Self) -> Result<()> {
        if self.labels.is_some() != more.labels.is_some() {
            let known = |images: &Self| images.labels.as_ref().map_or(0, Vec::len);
            return Err(Error::LabelsLength {
                images: self.len() + more.len(),
                labels: known(self) + known(&more),
            });
        }
        match (&mut self.pixels, more.pixels) {
            (Pixels::Bytes(bytes), Pixels::Bytes(more)) => bytes.extend(more),
            (Pixels::Floats(floats), Pixels::Floats(more)) => floats.extend(more),
            _ => {
                return Err(Error::ImagesType {
                    found: "a mixture of bytes and floats".into(),
                    expected: "all Uint8Array or all Float32Array",
                });
            }
        }
        if let (Some(labels), Some(more)) = (&mut self.labels, more.labels) {
            labels.extend(more);
        }
        Ok(())
    }
}

/// Checks that every label is below `classes`.
///
/// # Errors
/// [`Error::LabelsRange`].
pub fn check_labels(labels: &[u8], classes: usize) -> Result<()> {
    match labels.iter().position(|&l| usize::from(l) >= classes) {
        None => Ok(()),
        Some(index) => Err(Error::LabelsRange {
            index,
            value: labels[index],
            classes,
        }),
    }
}

/// Each label as a row of `classes` numbers of which one is 1.
pub fn one_hot(labels: &[u8], classes: usize) -> Vec<f32> {
    let mut rows = vec![0.0; labels.len() * classes];
    for (row, &label) in rows.chunks_exact_mut(classes.max(1)).zip(labels) {
        row[usize::from(label)] = 1.0;
    }
    rows
}

fn check_length(pixels: usize, image_len: usize) -> Result<()> {
    if image_len == 0 || !pixels.is_multiple_of(image_len) {
        return Err(Error::ImagesLength { pixels, image_len });
    }
    Ok(())
}
