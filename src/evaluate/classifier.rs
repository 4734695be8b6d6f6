//! A small convolutional network that tells classes of images apart; what it sees before it
//! decides is the feature space in which sets of images are compared.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::tensor::{Device, Tensor, activation};

use crate::device::read;
use crate::error::{Error, Result};
use crate::kernel::{self, Finish};
use crate::model::{
    Linear, MNIST_PIXELS, ParameterSpec, collect, conv, convolve, fill, linear, sums,
};
use crate::weights::{NamedTensor, Precision, WeightsFile};

use super::ClassifierMetadata;

/// Classes told apart.
pub const CLASSES: usize = 10;
/// Numbers of the feature space, the classifier's last layer but one.
pub const FEATURES: usize = 64;
/// Images that go through the network at a time.
const BATCH: usize = 256;

/// A convolution: kernel, stride, channels out.
const CONVOLUTIONS: [[usize; 3]; 4] = [[5, 2, 16], [3, 1, 32], [3, 2, 48], [3, 1, FEATURES]];

/// Convolutions with ReLU, the mean over all places of each channel, then one linear layer.
#[derive(Module, Debug)]
pub struct Classifier {
    convolutions: Vec<Conv2d>,
    output: Linear,
}

impl Classifier {
    /// Name, shape and bound of the fresh numbers of every parameter, in the module's order.
    ///
    /// # Source
    /// Weights uniform in ±√(6 / fan_in), which keeps the scale through ReLU: He et al. 2015;
    /// biases zero.
    pub fn parameters() -> Vec<ParameterSpec> {
        let layer = |path: String, shape: Vec<usize>, fan_in: usize, output: usize| {
            let bound = (6.0 / fan_in as f32).sqrt();
            [
                (format!("{path}.weight"), shape, bound),
                (format!("{path}.bias"), vec![output], 0.0),
            ]
            .map(|(path, shape, bound)| ParameterSpec {
                path,
                // A convolution's outputs come first, a matrix's last.
                output_axis: usize::from(shape.len() == 2),
                shape,
                bound,
            })
        };
        let mut input = 1;
        let mut specs = Vec::new();
        for (i, [kernel, _, output]) in CONVOLUTIONS.into_iter().enumerate() {
            let shape = vec![output, input, kernel, kernel];
            let fan_in = input * kernel * kernel;
            specs.extend(layer(format!("convolutions.{i}"), shape, fan_in, output));
            input = output;
        }
        let shape = vec![FEATURES, CLASSES];
        specs.extend(layer("output".into(), shape, FEATURES, CLASSES));
        specs
    }

    /// A classifier with the given weights, one list of numbers for each of
    /// [`Classifier::parameters`], in their order.
    ///
    /// # Errors
    /// The weights' own errors when a list is missing or of another length.
    pub fn from_parameters(values: Vec<Vec<f32>>, device: &Device) -> Result<Self> {
        let mut input = 1;
        let classifier = Self {
            convolutions: CONVOLUTIONS
                .map(|[kernel, stride, output]| {
                    let channels = [std::mem::replace(&mut input, output), output];
                    conv(channels, kernel, stride, device)
                })
                .into(),
            output: linear(FEATURES, CLASSES, device),
        };
        fill(classifier, &Self::parameters(), values, device)
    }

    /// A classifier with fresh weights; `uniform(parameter, count)` gives `count` numbers in
    /// `[0, 1)` for the parameter of that index.
    ///
    /// # Errors
    /// The weights' own errors when a list is of another length.
    pub fn fresh(uniform: impl Fn(usize, usize) -> Vec<f32>, device: &Device) -> Result<Self> {
        let values = Self::parameters()
            .iter()
            .enumerate()
            .map(|(i, spec)| {
                let numbers = uniform(i, spec.len()).into_iter();
                numbers.map(|u| (2.0 * u - 1.0) * spec.bound).collect()
            })
            .collect();
        Self::from_parameters(values, device)
    }

    /// The classifier of a file, with what the file says of it.
    ///
    /// # Errors
    /// The `Weights…` errors, see [`Error`]; [`Error::WeightsKind`] for the file of something
    /// else.
    pub fn open(bytes: &[u8], device: &Device) -> Result<(Self, ClassifierMetadata)> {
        let mut file = WeightsFile::<ClassifierMetadata>::parse(bytes)?;
        let values = file.take(&Self::parameters(), "")?;
        let metadata = file.finish()?;
        Ok((Self::from_parameters(values, device)?, metadata))
    }

    /// The classifier as a safetensors file.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn export(
        &self,
        metadata: &ClassifierMetadata,
        precision: Precision,
    ) -> Result<Vec<u8>> {
        let mut tensors = Vec::new();
        for parameter in collect(self) {
            tensors.push(NamedTensor {
                name: parameter.path,
                shape: parameter.shape,
                values: read(parameter.values).await?,
            });
        }
        Ok(WeightsFile::serialize(metadata, &tensors, precision))
    }

    /// The feature space: what the classifier sees before it decides.
    ///
    /// # Shapes
    /// `images`: `[batch, 784]` in 0..1; returns numbers of at least 0: `[batch, 64]`.
    pub fn features(&self, images: Tensor<2>) -> Tensor<2> {
        let [batch, pixels] = images.dims();
        let side = pixels.isqrt();
        let mut x = images.reshape([batch, side, side, 1]);
        for convolution in &self.convolutions {
            x = convolve(convolution, x, Finish::Relu);
        }
        let [_, height, width, channels] = x.dims();
        x.reshape([batch, height * width, channels])
            .mean_dim(1)
            .squeeze_dim(1)
    }

    /// Log odds of the classes, up to a constant.
    ///
    /// # Shapes
    /// `features`: `[batch, 64]`; returns `[batch, 10]`.
    pub fn logits(&self, features: Tensor<2>) -> Tensor<2> {
        sums(&self.output, features)
    }

    /// Features and class probabilities of images.
    ///
    /// # Shapes
    /// `pixels` in 0..1: `count * 784`.
    /// # Errors
    /// [`Error::ImagesLength`]; [`Error::ImagesRange`] for a value outside 0..1 or not a number,
    /// as a diverged model draws it; [`Error::DeviceLost`].
    pub async fn judge(&self, pixels: &[f32], device: &Device) -> Result<Judged> {
        let image_len = MNIST_PIXELS;
        if !pixels.len().is_multiple_of(image_len) {
            return Err(Error::ImagesLength {
                pixels: pixels.len(),
                image_len,
            });
        }
        if let Some(at) = pixels.iter().position(|v| !(0.0..=1.0).contains(v)) {
            return Err(Error::ImagesRange {
                image: at / image_len,
                pixel: at % image_len,
                value: pixels[at],
            });
        }
        let mut judged = Judged::default();
        for rows in pixels.chunks(BATCH * image_len) {
            let count = rows.len() / image_len;
            let rows = kernel::tensor(rows.to_vec(), [count, image_len], device);
            let features = self.features(rows);
            let chances = activation::softmax(self.logits(features.clone()), 1);
            let both = Tensor::cat(vec![features, chances], 1);
            let values = read(both.reshape([count * (FEATURES + CLASSES)])).await?;
            for row in values.chunks_exact(FEATURES + CLASSES) {
                judged.features.extend(&row[..FEATURES]);
                judged.probabilities.extend(&row[FEATURES..]);
            }
        }
        Ok(judged)
    }
}

/// What a classifier makes of images, row-major.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// Where the images lie in the feature space: `count * 64`.
    pub features: Vec<f32>,
    /// Probabilities of the classes, which sum to 1 for each image: `count * 10`.
    pub probabilities: Vec<f32>,
}

impl Judged {
    /// How many images were judged.
    pub fn len(&self) -> usize {
        self.probabilities.len() / CLASSES
    }

    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.probabilities.is_empty()
    }

    /// Adds what was made of more images.
    pub fn append(&mut self, more: Self) {
        self.features.extend(more.features);
        self.probabilities.extend(more.probabilities);
    }

    /// The most probable class of each image, with its probability.
    pub fn decisions(&self) -> impl Iterator<Item = (u8, f32)> {
        self.probabilities.chunks_exact(CLASSES).map(|row| {
            let best = (0..CLASSES).fold(0, |best, i| if row[i] > row[best] { i } else { best });
            (best as u8, row[best])
        })
    }

    /// How many images are taken for what their label says.
    pub fn correct(&self, labels: &[u8]) -> usize {
        self.decisions()
            .zip(labels)
            .filter(|((class, _), label)| class == *label)
            .count()
    }
}
