//! PyTorch's own files (`.pt`, `.pth`), as `torch.save` writes them.

use std::collections::BTreeMap;
use std::path::Path;

use half::f16;
use pytorch_reader::{DType, PytorchReader, Tensor};
use vae_lab::error::{Error, Result};
use vae_lab::weights::NamedTensor;

/// A name that every file we read has, behind whatever key a checkpoint keeps its weights under.
const MARK: &str = "fc1.weight";

/// Whether the file's name says that PyTorch wrote it.
pub fn is_named_so(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("pt" | "pth"))
}

/// The tensors of a `state_dict`; of a checkpoint that keeps one under a key (`model.…`,
/// `state_dict.…`, `module.…`), those under that key.
///
/// # Errors
/// [`Error::WeightsNotPytorch`], [`Error::WeightsTensorDtype`], [`Error::WeightsNonfinite`].
pub fn read(path: &Path) -> Result<BTreeMap<String, NamedTensor>> {
    let reader = PytorchReader::new(path).map_err(|error| not_pytorch(&error))?;
    if reader.is_empty() {
        return Err(Error::WeightsNotPytorch {
            reason: "it holds no tensors".into(),
        });
    }
    // In order: of several faults the same one is named each time.
    let tensors: BTreeMap<_, _> = reader.into_tensors().into_iter().collect();
    let marks = tensors.keys().filter_map(|name| name.strip_suffix(MARK));
    let prefix = marks
        .min_by_key(|prefix| prefix.len())
        .unwrap_or_default()
        .to_string();
    tensors
        .into_iter()
        .filter_map(|(name, tensor)| Some((name.strip_prefix(&prefix)?.to_string(), tensor)))
        .map(|(name, tensor)| Ok((name.clone(), floats(name, &tensor)?)))
        .collect()
}

fn floats(name: String, tensor: &Tensor) -> Result<NamedTensor> {
    let bytes = |width| -> Result<Vec<Vec<u8>>> {
        let bytes = tensor.read().map_err(|error| not_pytorch(&error))?;
        Ok(bytes.chunks_exact(width).map(<[u8]>::to_vec).collect())
    };
    let values: Vec<f32> = match tensor.dtype() {
        DType::F32 => bytes(4)?
            .iter()
            .map(|b| f32::from_ne_bytes([b[0], b[1], b[2], b[3]]))
            .collect(),
        DType::F16 => bytes(2)?
            .iter()
            .map(|b| f16::from_ne_bytes([b[0], b[1]]).to_f32())
            .collect(),
        other => {
            return Err(Error::WeightsTensorDtype {
                name,
                found: format!("{other:?}"),
            });
        }
    };
    NamedTensor {
        name,
        shape: tensor.shape().to_vec(),
        values,
    }
    .finite()
}

fn not_pytorch(error: &impl std::fmt::Display) -> Error {
    Error::WeightsNotPytorch {
        reason: error.to_string().trim_end_matches('.').to_string(),
    }
}
