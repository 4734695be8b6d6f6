//! The IDX format of MNIST: a big-endian header, then unsigned bytes.
//!
//! Source: <http://yann.lecun.com/exdb/mnist/>, "the IDX file format".

use super::Images;
use crate::error::{Error, Result};

/// Type code of unsigned bytes, the third byte of the header.
const UNSIGNED_BYTES: u8 = 8;

/// Reads a file of images, `[count, height, width]`.
///
/// # Errors
/// [`Error::IdxHeader`] when it is something else, [`Error::IdxTruncated`] when its length is not
/// what the header says.
pub fn read_images(bytes: &[u8]) -> Result<Images> {
    let ([_, height, width], pixels) = read::<3>(
        bytes,
        "00 00 08 03, the mark of unsigned bytes in three dimensions",
    )?;
    Images::from_bytes(pixels.to_vec(), height * width)
}

/// Reads a file of labels, `[count]`.
///
/// # Errors
/// As [`read_images`].
pub fn read_labels(bytes: &[u8]) -> Result<Vec<u8>> {
    let ([_], labels) = read::<1>(
        bytes,
        "00 00 08 01, the mark of unsigned bytes in one dimension",
    )?;
    Ok(labels.to_vec())
}

/// Reads images with their labels.
///
/// # Errors
/// As [`read_images`]; [`Error::IdxMismatch`] when there are not as many labels as images.
pub fn read_pair(images: &[u8], labels: &[u8]) -> Result<(Images, Vec<u8>)> {
    let images = read_images(images)?;
    let labels = read_labels(labels)?;
    if images.len() != labels.len() {
        return Err(Error::IdxMismatch {
            images: images.len(),
            labels: labels.len(),
        });
    }
    Ok((images, labels))
}

fn read<'a, const D: usize>(
    bytes: &'a [u8],
    expected: &'static str,
) -> Result<([usize; D], &'a [u8])> {
    let header_len = 4 + 4 * D;
    let mark = [0, 0, UNSIGNED_BYTES, D as u8];
    if !bytes.starts_with(&mark) {
        let found = bytes.iter().take(4).map(|b| format!("{b:02x}"));
        return Err(Error::IdxHeader {
            found: match bytes {
                [] => "nothing".into(),
                _ => found.collect::<Vec<_>>().join(" "),
            },
            expected,
        });
    }
    let truncated = |expected| Error::IdxTruncated {
        found: bytes.len(),
        expected,
    };
    let header = bytes.get(4..header_len).ok_or(truncated(header_len))?;
    let mut dims = [0; D];
    for (dim, word) in dims.iter_mut().zip(header.chunks_exact(4)) {
        *dim = u32::from_be_bytes([word[0], word[1], word[2], word[3]]) as usize;
    }
    // Saturation makes an absurd header a length that no file has.
    let body = dims.iter().fold(1usize, |n, &d| n.saturating_mul(d));
    let whole = body.saturating_add(header_len);
    if bytes.len() != whole {
        return Err(truncated(whole));
    }
    Ok((dims, &bytes[header_len..]))
}
