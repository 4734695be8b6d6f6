//! A model's parameters as named lists of numbers: how they go in and how they come out.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::{Device, Tensor};

use crate::error::{Error, Result};
use crate::kernel;

/// Name and size of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSpec {
    /// Path in the module tree, such as `encoder.mean.weight`.
    pub path: String,
    /// Its dimensions; a weight is `[input, output]`, or `[output, input, height, width]` in a
    /// convolution and `[input, output, height, width]` in a transposed one; a bias `[output]`.
    pub shape: Vec<usize>,
    /// The dimension that counts what its layer gives: each index of it is one output's.
    pub output_axis: usize,
    /// Fresh numbers are uniform in ± this; 1/√fan_in, and √6/√fan_in for weights before an
    /// activation where there are convolutions or two levels.
    pub bound: f32,
}

impl ParameterSpec {
    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it holds nothing; no valid config has such a parameter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One parameter, still on its device.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// What burn knows it by.
    pub(super) id: ParamId,
    /// Path in the module tree.
    pub path: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its numbers, flattened.
    pub values: Tensor<1>,
}

/// A module with these parameters, one list of numbers for each of `specs`, in their order, which
/// is that of the module.
///
/// # Errors
/// The weights' own errors when a list is missing or of another length.
pub(crate) fn fill<M: Module>(
    module: M,
    specs: &[ParameterSpec],
    values: Vec<Vec<f32>>,
    device: &Device,
) -> Result<M> {
    if let Some(spec) = specs.get(values.len()) {
        return Err(Error::WeightsTensorMissing {
            name: spec.path.clone(),
        });
    }
    let other = specs
        .iter()
        .zip(&values)
        .find(|(spec, list)| spec.len() != list.len());
    if let Some((spec, list)) = other {
        return Err(Error::WeightsTensorShape {
            name: spec.path.clone(),
            found: vec![list.len()],
            expected: spec.shape.clone(),
        });
    }
    Ok(module.map(&mut Filler {
        values: values.into_iter(),
        device,
    }))
}

struct Filler<'a> {
    values: std::vec::IntoIter<Vec<f32>>,
    device: &'a Device,
}

impl ModuleMapper for Filler<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let values = self.values.next().expect("one list for each parameter");
        Param::from_tensor(kernel::tensor(values, param.shape(), self.device))
    }
}

impl Parameter {
    /// A list of numbers that belongs to a parameter, such as the optimizer's.
    pub fn beside(path: String, shape: Vec<usize>, values: Tensor<1>) -> Self {
        Self {
            id: ParamId::new(),
            path,
            shape,
            values,
        }
    }
}

/// Walks a module and hands out its parameters, without their autodiff graph.
pub(crate) fn collect(module: &impl Module) -> Vec<Parameter> {
    let mut collector = Collector::default();
    module.visit(&mut collector);
    collector.parameters
}

#[derive(Default)]
struct Collector {
    path: Vec<String>,
    parameters: Vec<Parameter>,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_string());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val().inner();
        self.parameters.push(Parameter {
            id: param.id,
            path: self.path.join("."),
            shape: tensor.dims().to_vec(),
            values: tensor.reshape([-1]),
        });
    }
}
