//! Nearest training images of images, so that copying shows.

use burn::tensor::{Device, Tensor};
use serde::Serialize;

use crate::data::Images;
use crate::device::read;
use crate::error::{Error, Result, check_option};
use crate::kernel::{self, Finish};

/// Images compared with all queries at a time.
const BATCH: usize = 1024;
/// Their products with a batch are 41 MB; a GPU's buffers may end at 128.
const MAX_QUERIES: usize = 10_000;
/// What rounding to 32 bits may do to a squared distance from the device, as a share of the
/// squares it was made of.
const ROUNDING: f64 = 1e-4;

/// An image near another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Neighbour {
    /// Its index in its set.
    pub index: usize,
    /// The Euclidean distance over the pixels.
    pub distance: f64,
}

/// Images whose nearest neighbours are sought in a set that comes piece by piece.
#[derive(Debug, Clone)]
pub struct Neighbours {
    queries: Images,
    transposed: Tensor<2>,
    squares: Vec<f64>,
    count: usize,
    seen: usize,
    nearest: Vec<Vec<Neighbour>>,
}

impl Neighbours {
    /// Begins to seek the `count` nearest neighbours of each of these images.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::OptionOutOfRange`] for more than 10,000 images.
    pub fn new(queries: Images, count: usize, device: &Device) -> Result<Self> {
        if queries.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        let most = "at most 10000 at a time";
        check_option(queries.len() <= MAX_QUERIES, "images", queries.len(), most)?;
        let rows = rows(&queries, 0..queries.len(), device);
        Ok(Self {
            transposed: rows.swap_dims(0, 1),
            squares: squares(&queries),
            nearest: vec![Vec::new(); queries.len()],
            queries,
            count,
            seen: 0,
        })
    }

    /// Looks through a further piece of the set; indices count on from the piece before.
    ///
    /// # Errors
    /// [`Error::ImagesLength`] for images of another size, [`Error::DeviceLost`].
    pub async fn look_through(&mut self, piece: &Images, device: &Device) -> Result<()> {
        if piece.image_len() != self.queries.image_len() {
            return Err(Error::ImagesLength {
                pixels: piece.image_len(),
                image_len: self.queries.image_len(),
            });
        }
        let squares = squares(piece);
        for start in (0..piece.len()).step_by(BATCH) {
            let range = start..piece.len().min(start + BATCH);
            let products = kernel::linear(
                rows(piece, range, device),
                self.transposed.clone(),
                Tensor::zeros([self.nearest.len()], device),
                Finish::Linear,
            );
            let products = read(products).await?;
            for (i, products) in products.chunks_exact(self.nearest.len()).enumerate() {
                for (query, product) in products.iter().enumerate() {
                    let both = self.squares[query] + squares[start + i];
                    // The device's distance only says who may be near: ‖a − b‖² as
                    // ‖a‖² + ‖b‖² − 2ab loses the digits that tell a copy.
                    let least = both * (1.0 - ROUNDING) - 2.0 * f64::from(*product);
                    if least < self.reach(query) {
                        self.consider(query, piece, start + i);
                    }
                }
            }
        }
        self.seen += piece.len();
        Ok(())
    }

    /// The nearest of what was looked through, nearest first and the lower index first among
    /// equals: a list for each image.
    pub fn nearest(&self) -> &[Vec<Neighbour>] {
        &self.nearest
    }

    /// The squared distance that a neighbour of this image must not exceed.
    fn reach(&self, query: usize) -> f64 {
        match self.nearest[query].get(self.count.wrapping_sub(1)) {
            Some(last) => last.distance * last.distance,
            None => f64::INFINITY,
        }
    }

    fn consider(&mut self, query: usize, piece: &Images, index: usize) {
        let (a, b) = (self.queries.gather(&[query]), piece.gather(&[index]));
        let differences = a.iter().zip(&b).map(|(a, b)| f64::from(*a) - f64::from(*b));
        let distance = differences.map(|d| d * d).sum::<f64>().sqrt();
        let list = &mut self.nearest[query];
        let at = list.partition_point(|known| known.distance <= distance);
        let index = self.seen + index;
        list.insert(at, Neighbour { index, distance });
        list.truncate(self.count);
    }
}

fn rows(images: &Images, range: std::ops::Range<usize>, device: &Device) -> Tensor<2> {
    let shape = [range.len(), images.image_len()];
    let pixels = images.gather(&range.collect::<Vec<_>>());
    kernel::tensor(pixels, shape, device)
}

/// The square of each image's length.
fn squares(images: &Images) -> Vec<f64> {
    (0..images.len())
        .map(|i| {
            let pixels = images.gather(&[i]);
            pixels.iter().map(|v| f64::from(*v).powi(2)).sum()
        })
        .collect()
}
