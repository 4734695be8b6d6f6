//! How much of one set of feature vectors lies where another set lies.
//!
//! Of a model's samples among real images this is precision, the share of samples that look real;
//! of real images among the samples it is recall, the share of the real that the model can draw.

/// The neighbour whose distance is the radius about a vector.
pub const MANIFOLD_NEIGHBOUR: usize = 3;

/// Numbers summed side by side, which lets the compiler use vector instructions.
const LANES: usize = 8;

/// The region that a set of feature vectors covers: a ball about each, out to its third nearest
/// neighbour.
///
/// # Source
/// Kynkäänniemi et al. 2019, *Improved precision and recall metric for assessing generative
/// models*, equations 1 and 2.
#[derive(Debug, Clone)]
pub struct Manifold {
    features: Vec<f32>,
    width: usize,
    squared_radii: Vec<f32>,
}

impl Manifold {
    /// The vectors of a set, their radii yet to be found by [`Manifold::advance`].
    ///
    /// # Shapes
    /// `features`, row-major: `count * width`.
    pub fn begin(features: Vec<f32>, width: usize) -> Self {
        Self {
            features,
            width,
            squared_radii: Vec::new(),
        }
    }

    /// The whole region at once; its time goes with the square of the count.
    pub fn new(features: Vec<f32>, width: usize) -> Self {
        let mut manifold = Self::begin(features, width);
        manifold.advance(manifold.len());
        manifold
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.features.len() / self.width
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// How many vectors are still without a radius.
    pub fn missing(&self) -> usize {
        self.len() - self.squared_radii.len()
    }

    /// Finds the radii of up to `count` more vectors; returns how many are still without one. So
    /// that a page can draw in between.
    pub fn advance(&mut self, count: usize) -> usize {
        let first = self.squared_radii.len();
        for index in first..self.len().min(first + count) {
            self.squared_radii.push(self.squared_radius(index));
        }
        self.missing()
    }

    /// Infinite in a set of too few to have the neighbour: it then covers everything.
    fn squared_radius(&self, index: usize) -> f32 {
        let of = self.row(index);
        let mut nearest = [f32::INFINITY; MANIFOLD_NEIGHBOUR];
        for (other, row) in self.features.chunks_exact(self.width).enumerate() {
            let distance = squared_distance(of, row);
            if other != index && distance < nearest[MANIFOLD_NEIGHBOUR - 1] {
                let at = nearest.partition_point(|&d| d <= distance);
                nearest[at..].rotate_right(1);
                nearest[at] = distance;
            }
        }
        nearest[MANIFOLD_NEIGHBOUR - 1]
    }

    /// How many of these vectors lie in the part of the region whose radii are known.
    ///
    /// # Shapes
    /// `features`, row-major: `count * width`.
    pub fn covers(&self, features: &[f32]) -> usize {
        features
            .chunks_exact(self.width)
            .filter(|of| {
                let mut balls = self
                    .features
                    .chunks_exact(self.width)
                    .zip(&self.squared_radii);
                balls.any(|(centre, &radius)| squared_distance(of, centre) <= radius)
            })
            .count()
    }

    fn row(&self, index: usize) -> &[f32] {
        &self.features[index * self.width..][..self.width]
    }
}

fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            let difference = a[lane] - b[lane];
            sums[lane] += difference * difference;
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b));
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}
