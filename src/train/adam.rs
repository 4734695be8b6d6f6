//! Adam, in one pass over each parameter, or over several at once.
//!
//! Ours rather than burn's, because burn keys its state by ids that a safetensors file does not
//! carry; this one keys it by the parameter's path.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Bool, Gradients, Tensor};

use crate::kernel::{self, AdamStep};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// Running means of one parameter's gradient and of its square, flattened.
#[derive(Debug, Clone)]
pub struct Moments {
    /// The mean of the gradient, m.
    pub mean: Tensor<1>,
    /// The mean of its square, v.
    pub square: Tensor<1>,
}

/// The optimizer's state over all parameters of a model.
///
/// # Source
/// Kingma & Ba 2015, algorithm 1, with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸; the bias corrections are
/// folded into the step size and ε as in its section 2.
#[derive(Debug, Clone, Default)]
pub struct Adam {
    /// Steps done.
    pub step: u64,
    /// One entry a parameter, in the order of the module; empty before the first step.
    pub moments: Vec<Moments>,
}

impl Adam {
    /// The state after `step` steps, with the means of each parameter's gradient and of its
    /// square.
    pub fn of(step: u64, moments: impl Iterator<Item = [Tensor<1>; 2]>) -> Self {
        let moments = moments.map(|[mean, square]| Moments { mean, square });
        Self {
            step,
            moments: moments.collect(),
        }
    }

    /// Moves every parameter of `module` one step against its gradient.
    pub fn update<M: Module>(
        &mut self,
        module: M,
        gradients: &mut Gradients,
        learning_rate: f64,
    ) -> M {
        self.update_but(module, gradients, learning_rate, &[])
    }

    /// As [`Adam::update`], but where one of `zeros` says so a parameter is 0 afterwards: one for each
    /// parameter, flattened, or none of them.
    pub fn update_but<M: Module>(
        &mut self,
        module: M,
        gradients: &mut Gradients,
        learning_rate: f64,
        zeros: &[Option<Tensor<1, Bool>>],
    ) -> M {
        self.step += 1;
        let mut pass = Pass {
            gradients,
            zeros: zeros.iter(),
            step: numbers_of(self.step, learning_rate),
            before: std::mem::take(&mut self.moments).into_iter(),
            after: Vec::new(),
            moved: Vec::new().into_iter(),
        };
        if kernel::TOGETHER {
            pass.move_together(&module);
        }
        let module = module.map(&mut pass);
        self.moments = pass.after;
        module
    }
}

/// The numbers of the optimizer's step of this number, from 1.
pub(super) fn numbers_of(step: u64, learning_rate: f64) -> AdamStep {
    let steps = step as f64;
    let root = libm::sqrt(1.0 - libm::pow(BETA_2, steps));
    AdamStep {
        step_size: (learning_rate * root / (1.0 - libm::pow(BETA_1, steps))) as f32,
        epsilon: (EPSILON * root) as f32,
        mean: [BETA_1 as f32, (1.0 - BETA_1) as f32],
        square: [BETA_2 as f32, (1.0 - BETA_2) as f32],
    }
}

struct Pass<'a> {
    gradients: &'a mut Gradients,
    zeros: std::slice::Iter<'a, Option<Tensor<1, Bool>>>,
    step: AdamStep,
    before: std::vec::IntoIter<Moments>,
    after: Vec<Moments>,
    /// Values and means that are there already, of the parameters that come next.
    moved: std::vec::IntoIter<(Tensor<1>, [Tensor<1>; 2])>,
}

impl Pass<'_> {
    /// Moves all parameters before the module is gone through.
    fn move_together<M: Module>(&mut self, module: &M) {
        let mut found = Found {
            pass: self,
            parameters: Vec::new(),
        };
        module.visit(&mut found);
        let parameters = found.parameters;
        self.moved = kernel::adam_together(parameters, self.step).into_iter();
    }

    /// The slope with respect to a parameter, flattened.
    fn gradient<const D: usize>(&mut self, tensor: &Tensor<D>) -> Tensor<1> {
        let gradient = tensor.grad_remove(self.gradients);
        let gradient = gradient.expect("every parameter takes part in the objective");
        gradient.reshape([-1])
    }

    /// The parameter's means so far; zeros before the first step.
    fn moments(&mut self, gradient: &Tensor<1>) -> [Tensor<1>; 2] {
        match self.before.next() {
            Some(Moments { mean, square }) => [mean, square],
            None => [gradient.zeros_like(), gradient.zeros_like()],
        }
    }
}

impl ModuleMapper for Pass<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let shape = tensor.shape();
        let (moved, [mean, square]) = match self.moved.next() {
            Some(moved) => moved,
            None => {
                let gradient = self.gradient(&tensor);
                let moments = self.moments(&gradient);
                // Nobody else holds the three by now, so that a kernel can change them in place.
                let value = tensor.inner().reshape([-1]);
                kernel::adam(value, gradient, moments, self.step)
            }
        };
        self.after.push(Moments { mean, square });
        let moved = match self.zeros.next() {
            Some(Some(zeros)) => moved.mask_fill(zeros.clone(), 0.0),
            _ => moved,
        };
        let moved = Tensor::from_inner(moved.reshape(shape)).require_grad();
        Param::from_mapped_value(id, moved, mapper)
    }
}

/// The parameters of a module, in its order, with what Adam needs of each.
struct Found<'a, 'b> {
    pass: &'a mut Pass<'b>,
    parameters: Vec<[Tensor<1>; 4]>,
}

impl ModuleVisitor for Found<'_, '_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let gradient = self.pass.gradient(&tensor);
        let [mean, square] = self.pass.moments(&gradient);
        let value = tensor.inner().reshape([-1]);
        self.parameters.push([value, gradient, mean, square]);
    }
}
