//! Adam over several parameters a dispatch.
//!
//! A dispatch can bind eight buffers on every device, and a parameter alone would need seven. So
//! the values and both means of six parameters share one buffer, of which their tensors are parts,
//! and what remains to be bound are their gradients.

use burn_cubecl::tensor::CubeTensor;

use super::AdamStep;
use super::launch::{PART_START, dense, fours, len, part, room};
use super::source::Kernel;

/// Parameters a dispatch.
const SLOTS: usize = 6;

/// A parameter of as many numbers has a dispatch of its own. Where lanes of a vector stand for
/// threads, as on a software adapter, each thread's choice of six gradients reads all of them,
/// which for few numbers costs less than a dispatch.
const ALONE: usize = 1 << 15;

static ADAM: Kernel = adam_kernel(
    "adam",
    &[
        "state vec4",
        "gradient0",
        "gradient1",
        "gradient2",
        "gradient3",
        "gradient4",
        "gradient5",
    ],
    &[("SLOTS", SLOT_NAMES)],
);

static ADAM_ALONE: Kernel = adam_kernel(
    "adam_alone",
    &["state vec4", "gradient0"],
    &[("SLOTS", "0")],
);

static GATHER: Kernel = Kernel {
    name: "gather",
    reads: &["part0", "part1", "part2", "part3", "part4", "part5"],
    writes: &["out vec4"],
    numbers: &["fours", "first"],
    words: &[("SLOTS", SLOT_NAMES)],
    text: include_str!("gather.wgsl"),
};

const SLOT_NAMES: &str = "0, 1, 2, 3, 4, 5";

const fn adam_kernel(
    name: &'static str,
    reads: &'static [&'static str],
    words: &'static [(&'static str, &'static str)],
) -> Kernel {
    Kernel {
        name,
        reads,
        writes: &["after vec4"],
        // Nothing of the sizes, which are the buffers' own: all dispatches share a step's numbers.
        numbers: &[
            "step_size",
            "epsilon",
            "keep",
            "join",
            "keep_square",
            "join_square",
        ],
        words,
        text: include_str!("adam.wgsl"),
    }
}

/// One parameter: its value, its gradient, the means of that and of its square.
pub type Parameter = [CubeTensor; 4];

/// Moves parameters one step; returns values, means and squares. Into fresh room, which is what
/// the step before gave back: a snapshot's tensors stay as they are.
pub fn adam(parameters: Vec<Parameter>, step: AdamStep) -> Vec<[CubeTensor; 3]> {
    let mut moved: Vec<_> = parameters.iter().map(|_| None).collect();
    let places = parameters.into_iter().map(|p| p.map(dense)).enumerate();
    let (large, small): (Vec<_>, Vec<_>) = places.partition(|(_, [value, ..])| len(value) >= ALONE);
    for group in large.chunks(1).chain(small.chunks(SLOTS)) {
        let (places, group): (Vec<usize>, Vec<_>) = group.iter().cloned().unzip();
        for (place, parameter) in places.into_iter().zip(adam_of_group(&group, step)) {
            moved[place] = Some(parameter);
        }
    }
    let moved = moved.into_iter();
    moved
        .map(|parameter| parameter.expect("each is in a group"))
        .collect()
}

fn adam_of_group(group: &[Parameter], step: AdamStep) -> Vec<[CubeTensor; 3]> {
    let layout = Layout::of(group);
    let before = layout.shared(group).unwrap_or_else(|| layout.gather(group));
    let after = room(&before, [3 * layout.total]);
    let gradients: Vec<_> = group.iter().map(|[_, gradient, ..]| gradient).collect();
    let kernel = match len(gradients[0]) >= ALONE {
        true => &ADAM_ALONE,
        false => &ADAM,
    };
    let mut reads = vec![&before];
    reads.extend(in_slots(&gradients).take(kernel.reads.len() - 1));
    let numbers = [
        step.step_size,
        step.epsilon,
        step.mean[0],
        step.mean[1],
        step.square[0],
        step.square[1],
    ];
    kernel.run(
        whole_fours(&gradients),
        &reads,
        &[&after],
        &numbers.map(f32::to_bits),
        layout.total / 4,
    );
    let starts = layout.starts.iter().zip(group);
    let parts = starts.map(|(start, [value, ..])| {
        let shape = value.meta.shape();
        [0, 1, 2].map(|list| part(&after, list * layout.total + start, shape.clone()))
    });
    parts.collect()
}

/// As many tensors as there are slots; one that is left over is read by no thread.
fn in_slots<'a>(tensors: &[&'a CubeTensor]) -> impl Iterator<Item = &'a CubeTensor> {
    (0..SLOTS).map(|slot| *tensors.get(slot).unwrap_or(&tensors[0]))
}

fn whole_fours(tensors: &[&CubeTensor]) -> bool {
    tensors.iter().all(|tensor| fours(&[len(tensor)]))
}

/// Where the parameters of a group lie in their buffer: all values, all means, all squares.
struct Layout {
    /// Of each parameter in each of the three lists.
    starts: Vec<usize>,
    /// Numbers of a list.
    total: usize,
}

impl Layout {
    fn of(group: &[Parameter]) -> Self {
        let mut total = 0;
        let starts = group.iter().map(|[value, ..]| {
            let length = len(value).next_multiple_of(PART_START);
            total += length;
            total - length
        });
        let starts = starts.collect();
        Self { starts, total }
    }

    /// The buffer of these parameters, if they are the parts of one that this step would make.
    fn shared(&self, group: &[Parameter]) -> Option<CubeTensor> {
        let first = &group[0][0].handle;
        let size = (3 * self.total * size_of::<f32>()) as u64;
        let lies = |tensor: &CubeTensor, start: usize| {
            let handle = &tensor.handle;
            handle.memory.descriptor() == first.memory.descriptor()
                && handle.offset_start.unwrap_or(0) == (start * size_of::<f32>()) as u64
        };
        let lists = |parameter: &Parameter, start: usize| {
            let [value, _, mean, square] = parameter;
            [value, mean, square]
                .into_iter()
                .enumerate()
                .all(|(list, tensor)| lies(tensor, list * self.total + start))
        };
        let mut parameters = group.iter().zip(&self.starts);
        let all = parameters.all(|(parameter, &start)| lists(parameter, start));
        (all && first.size() == size).then(|| whole(&group[0][0], 3 * self.total))
    }

    /// The same buffer, made of tensors that lie anywhere.
    fn gather(&self, group: &[Parameter]) -> CubeTensor {
        let out = room(&group[0][0], [3 * self.total]);
        for (list, of) in [0, 2, 3].into_iter().enumerate() {
            let tensors: Vec<_> = group.iter().map(|parameter| &parameter[of]).collect();
            let fours = self.total / 4;
            GATHER.run(
                whole_fours(&tensors),
                &in_slots(&tensors).collect::<Vec<_>>(),
                &[&out],
                &[fours as u32, (list * fours) as u32],
                fours,
            );
        }
        out
    }
}

/// All of the buffer that a tensor is a part of.
fn whole(part: &CubeTensor, length: usize) -> CubeTensor {
    let mut handle = part.handle.clone();
    (handle.offset_start, handle.offset_end) = (None, None);
    let (client, device) = (part.client.clone(), part.device.clone());
    CubeTensor::new_contiguous(client, device, [length].into(), handle, part.dtype)
}
