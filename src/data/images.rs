//! A set of images in memory.

use crate::error::{Error, Result};

/// Images of equal size, kept as they came: bytes stay bytes, a quarter of the memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    pixels: Pixels,
    image_len: usize,
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
                    out.extend(bytes[range].iter().map(|&b| f32::from(b) / 255.0));
                }
                Pixels::Floats(floats) => out.extend_from_slice(&floats[range]),
            }
        }
        out
    }

    /// The images of a range of indices as a set of their own.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Self {
        let range = range.start * self.image_len..range.end * self.image_len;
        let pixels = match &self.pixels {
            Pixels::Bytes(bytes) => Pixels::Bytes(bytes[range].to_vec()),
            Pixels::Floats(floats) => Pixels::Floats(floats[range].to_vec()),
        };
        Self {
            pixels,
            image_len: self.image_len,
        }
    }

    /// Adds the images of another set.
    ///
    /// # Errors
    /// [`Error::ImagesType`] when one set holds bytes and the other floats; the set is unchanged.
    pub fn append(&mut self, more: Self) -> Result<()> {
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
        Ok(())
    }
}

fn check_length(pixels: usize, image_len: usize) -> Result<()> {
    if image_len == 0 || !pixels.is_multiple_of(image_len) {
        return Err(Error::ImagesLength { pixels, image_len });
    }
    Ok(())
}
