//! One of several workers that share each step of a run: it computes the gradient of its part of
//! the batch, and moves its share of the parameters.
//!
//! All sides hold all parameters. In a step each sends every other one the gradient of that one's
//! share, adds up what it gets for its own, moves its own by Adam, and sends the values to all. So
//! the moments are kept once, and a step costs each side two exchanges.

use std::ops::Range;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor};

use super::Adam;
use super::TrainOptions;
use super::adam::numbers_of;
use super::trainer::{Batch, Trainer, record};
use crate::device::read;
use crate::error::Result;
use crate::kernel;
use crate::model::{ParameterSpec, Vae, VaeConfig, fill};

/// Everything that training changes, each list over all parameters in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlatState {
    /// The parameters.
    pub values: Vec<f32>,
    /// Adam's running means of the gradient.
    pub means: Vec<f32>,
    /// Adam's running means of its square.
    pub squares: Vec<f32>,
    /// Steps that Adam has done.
    pub adam_step: u64,
}

impl FlatState {
    /// One of its lists, cut into one for each parameter.
    pub fn cut(specs: &[ParameterSpec], values: &[f32]) -> Vec<Vec<f32>> {
        let mut rest = values;
        let lists = specs.iter().map(|spec| {
            let (list, after) = rest.split_at(spec.len().min(rest.len()));
            rest = after;
            list.to_vec()
        });
        lists.collect()
    }
}

/// One side's part of a batch, row-major.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// How many images.
    pub rows: usize,
    /// What part of the batch they are.
    pub share: f64,
    /// `[rows, input_dim]`.
    pub images: Vec<f32>,
    /// One-hot, `[rows, classes]`; empty for a model without classes.
    pub labels: Vec<f32>,
    /// `[rows * samples, latent_dim]`.
    pub noise: Vec<f32>,
}

/// The share of side `side` of `sides` in `length` numbers.
pub fn share_of(length: usize, side: usize, sides: usize) -> Range<usize> {
    side * length / sides..(side + 1) * length / sides
}

/// A side of a shared run.
#[derive(Debug)]
pub struct Side {
    vae: Vae,
    specs: Vec<ParameterSpec>,
    device: Device,
    options: TrainOptions,
    images: usize,
    own: Range<usize>,
    state: FlatState,
    gradient: Vec<f32>,
}

impl Side {
    /// Side `side` of `sides`, of a run over `images` images that stands at this state.
    ///
    /// # Errors
    /// The weights' errors when the state does not fit the config.
    pub fn new(
        config: &VaeConfig,
        options: TrainOptions,
        images: usize,
        state: FlatState,
        [side, sides]: [usize; 2],
        device: &Device,
    ) -> Result<Self> {
        let specs = config.parameters();
        let lists = FlatState::cut(&specs, &state.values);
        let vae = Vae::from_parameters(config, lists, device)?;
        let device = device.clone().autodiff();
        let vae = vae.fork(&device).train();
        let own = share_of(state.values.len(), side, sides);
        Ok(Self {
            vae,
            specs,
            device,
            options,
            images,
            own,
            gradient: Vec::new(),
            state,
        })
    }

    /// Computes the gradient of the side's part of the batch of the step that follows `step`
    /// steps, weighted by what part it is.
    ///
    /// # Shapes
    /// returns reconstruction, KL and objective, means over the part; zeros for no images.
    /// # Errors
    /// [`crate::error::Error::DeviceLost`].
    pub async fn compute(&mut self, part: Part, step: usize) -> Result<[f32; 3]> {
        self.gradient.clear();
        if part.rows == 0 {
            self.gradient.resize(self.state.values.len(), 0.0);
            return Ok([0.0; 3]);
        }
        let rows = |values: Vec<f32>, width: usize| {
            kernel::tensor::<2>(values, [part.rows, width], &self.device)
        };
        let width = |values: &[f32]| values.len() / part.rows;
        let objective = self.options.objective_at(step, self.images);
        let latents = width(&part.noise) / objective.samples();
        let noise = rows(part.noise, latents * objective.samples());
        let batch = Batch {
            noise: noise.reshape([part.rows * objective.samples(), latents]),
            labels: (!part.labels.is_empty()).then(|| {
                let classes = width(&part.labels);
                rows(part.labels, classes)
            }),
            images: {
                let pixels = width(&part.images);
                rows(part.images, pixels)
            },
        };
        let terms = record(&self.vae, batch, &objective, None);
        let mut collector = Collector {
            gradients: terms.clone().mul_scalar(part.share).backward(),
            found: Vec::new(),
        };
        self.vae.visit(&mut collector);
        for gradient in collector.found {
            self.gradient.extend_from_slice(&read(gradient).await?);
        }
        let terms = read(terms.inner()).await?;
        Ok([terms[0], terms[1], terms[2]])
    }

    /// The gradient of the last part, over these of all parameters.
    pub fn gradient(&self, range: Range<usize>) -> &[f32] {
        &self.gradient[range]
    }

    /// Adds another side's gradient over this side's own share.
    pub fn add(&mut self, gradient: &[f32]) {
        kernel::add(&mut self.gradient[self.own.clone()], gradient);
    }

    /// Moves the side's own share of the parameters by Adam, at the step that follows `step`
    /// steps, and returns it.
    pub fn advance(&mut self, step: usize) -> &[f32] {
        let state = &mut self.state;
        state.adam_step += 1;
        let total = self.options.total_steps(self.images);
        let rate = self.options.learning_rate_at(step, total);
        let own = self.own.clone();
        kernel::adam_values(
            &mut state.values[own.clone()],
            &self.gradient[own.clone()],
            &mut state.means[own.clone()],
            &mut state.squares[own.clone()],
            numbers_of(state.adam_step, rate),
        );
        &state.values[own]
    }

    /// Takes over another side's share of the parameters.
    pub fn set(&mut self, range: Range<usize>, values: &[f32]) {
        self.state.values[range].copy_from_slice(values);
    }

    /// Ends the step: the model has the new parameters.
    pub fn settle(&mut self) {
        let lists = FlatState::cut(&self.specs, &self.state.values);
        self.vae = fill(self.vae.clone(), &self.specs, lists, &self.device)
            .expect("the lists are cut to the parameters");
    }

    /// The side's own share of the parameters.
    pub fn own(&self) -> Range<usize> {
        self.own.clone()
    }

    /// The model as it is now, with the optimizer's state.
    pub fn trainer(&self, adam: Adam) -> Trainer {
        Trainer::of(self.vae.clone(), adam)
    }

    /// Where the side stands. Only its own share of the moments is up to date.
    pub fn state(&self) -> &FlatState {
        &self.state
    }
}

struct Collector {
    gradients: Gradients,
    found: Vec<Tensor<1>>,
}

impl ModuleVisitor for Collector {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = param.val().grad_remove(&mut self.gradients);
        let gradient = gradient.expect("every parameter takes part in the objective");
        self.found.push(gradient.reshape([-1]));
    }
}
