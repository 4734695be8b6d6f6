//! A weights file without its numbers: the header, and the order in which the tensors follow it.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, Metadata as Tensors, TensorInfo};

/// The header's own length and the header are padded to this.
const ALIGNMENT: usize = 8;

/// Where a file goes, piece by piece. A whole one in wasm's memory, beside the tensors it is made
/// of, would be memory that is never given back.
pub trait Sink {
    /// Told the length of the whole file, in bytes, before anything else.
    fn begin(&mut self, len: usize);
    /// The next bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn begin(&mut self, len: usize) {
        self.reserve_exact(len);
    }

    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// What stands before the numbers of a file, and their order; the same tensors give the same.
#[derive(Debug)]
pub struct Outline {
    /// The bytes before the first tensor.
    pub head: Vec<u8>,
    /// Which of the tensors follows next: by name, as every safetensors file of one number type.
    pub order: Vec<usize>,
    /// Bytes of the whole file.
    pub len: usize,
}

impl Outline {
    /// The outline of a file with these tensors, by name and shape, all of this type.
    pub(super) fn new(
        header: Option<HashMap<String, String>>,
        tensors: &[(&str, &[usize])],
        dtype: Dtype,
    ) -> Self {
        let mut order: Vec<usize> = (0..tensors.len()).collect();
        order.sort_by_key(|&i| tensors[i].0);
        let mut end = 0;
        let infos = order.iter().map(|&i| {
            let (name, shape) = tensors[i];
            let start = end;
            end += shape.iter().product::<usize>() * dtype.bitsize() / 8;
            let info = TensorInfo {
                dtype,
                shape: shape.to_vec(),
                data_offsets: (start, end),
            };
            (name.to_string(), info)
        });
        let infos = infos.collect();
        let json =
            Tensors::new(header, infos).and_then(|tensors| Ok(serde_json::to_vec(&tensors)?));
        let mut json = json.expect("a header of sound tensors serializes");
        json.resize(json.len().next_multiple_of(ALIGNMENT), b' ');
        let mut head = (json.len() as u64).to_le_bytes().to_vec();
        head.extend(json);
        Self {
            len: head.len() + end,
            head,
            order,
        }
    }
}
