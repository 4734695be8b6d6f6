//! Launching a kernel over tensors.

use burn::tensor::{DType, Shape};
use burn_cubecl::cubecl;
use burn_cubecl::{kernel::into_contiguous, tensor::CubeTensor};
use cubecl::ir::attributes::BufferIOAttr;
use cubecl::prelude::CubeCount;
use cubecl::server::{KernelArguments, MetadataBindingInfo};

use super::source::{Compiled, GROUP, Kernel};

/// WebGPU's own limit on workgroups along one axis.
const MOST_GROUPS: usize = 65_535;

/// What a part of a buffer that is bound alone must begin at a multiple of, in numbers: 256 bytes
/// on every device.
pub const PART_START: usize = 64;

/// A tensor whose numbers lie in a row.
pub fn dense(tensor: CubeTensor) -> CubeTensor {
    into_contiguous(tensor)
}

/// Room for a result, beside another tensor.
pub fn room<const D: usize>(beside: &CubeTensor, dims: [usize; D]) -> CubeTensor {
    let shape = Shape::from(dims);
    let size = shape.num_elements() * size_of::<f32>();
    let handle = beside.client.empty(size);
    let (client, device) = (beside.client.clone(), beside.device.clone());
    CubeTensor::new_contiguous(client, device, shape, handle, DType::F32)
}

/// Room for a result of the same shape.
pub fn room_like(tensor: &CubeTensor) -> CubeTensor {
    let shape = tensor.meta.shape().clone();
    let handle = tensor.client.empty(shape.num_elements() * size_of::<f32>());
    let (client, device) = (tensor.client.clone(), tensor.device.clone());
    CubeTensor::new_contiguous(client, device, shape, handle, DType::F32)
}

/// A part of a tensor's buffer as a tensor of its own, from a number on that is a multiple of
/// [`PART_START`].
pub fn part(of: &CubeTensor, start: usize, shape: Shape) -> CubeTensor {
    let end = start + shape.num_elements();
    let rest = len(of) - end;
    let [before, after] = [start, rest].map(|numbers| (numbers * size_of::<f32>()) as u64);
    let handle = of.handle.clone().offset_start(before).offset_end(after);
    let (client, device) = (of.client.clone(), of.device.clone());
    CubeTensor::new_contiguous(client, device, shape, handle, DType::F32)
}

pub fn dims<const D: usize>(tensor: &CubeTensor) -> [usize; D] {
    tensor.meta.shape().dims()
}

/// How many numbers.
pub fn len(tensor: &CubeTensor) -> usize {
    tensor.meta.shape().num_elements()
}

/// Whether rows of these widths can be read by fours.
pub fn fours(widths: &[usize]) -> bool {
    widths.iter().all(|width| width % 4 == 0)
}

impl Kernel {
    /// Runs at least `threads` threads of the kernel: what it reads, what it writes, its numbers.
    pub fn run(
        &'static self,
        fours: bool,
        reads: &[&CubeTensor],
        writes: &[&CubeTensor],
        numbers: &[u32],
        threads: usize,
    ) {
        self.run_groups(
            fours,
            reads,
            writes,
            numbers,
            threads.div_ceil(GROUP as usize),
        );
    }

    /// As [`Kernel::run`], in whole workgroups.
    pub fn run_groups(
        &'static self,
        fours: bool,
        reads: &[&CubeTensor],
        writes: &[&CubeTensor],
        numbers: &[u32],
        groups: usize,
    ) {
        debug_assert_eq!(reads.len(), self.reads.len());
        debug_assert_eq!(writes.len(), self.writes.len());
        debug_assert_eq!(numbers.len(), self.numbers.len());
        let mut arguments = KernelArguments::new();
        let reads = reads.iter().map(|tensor| (tensor, BufferIOAttr::ReadOnly));
        let writes = writes
            .iter()
            .map(|tensor| (tensor, BufferIOAttr::WriteOnly));
        let mut client = None;
        for (tensor, io) in reads.chain(writes) {
            arguments = arguments.with_buffer_io(tensor.handle.clone().binding(), io);
            client = Some(&tensor.client);
        }
        // Two numbers a word, and whole vectors of four, as uniforms are laid out.
        let pairs = numbers.chunks(2).map(|pair| {
            let high = pair.get(1).copied().unwrap_or_default();
            u64::from(pair[0]) | u64::from(high) << 32
        });
        let mut words: Vec<u64> = pairs.collect();
        words.resize(words.len().next_multiple_of(2), 0);
        let arguments = arguments.with_info(MetadataBindingInfo::custom(words));
        let down = groups.div_ceil(MOST_GROUPS);
        let across = groups.div_ceil(down);
        let count = CubeCount::Static(across as u32, down as u32, 1);
        let compiled = Compiled {
            kernel: self,
            fours,
        };
        let client = client.expect("a kernel has buffers");
        client.launch(Box::new(compiled), count, arguments);
    }
}
