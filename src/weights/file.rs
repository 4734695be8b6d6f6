//! Reading and writing safetensors, with everything checked before a tensor is built.

use std::collections::{BTreeMap, HashMap};

use half::f16;
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};

use super::packed::{self, Packing, StoredTensor};
use super::{Description, METADATA_KEY, Metadata, NamedTensor, Outline, Sink};
use crate::error::{Error, Result};
use crate::model::{CodedMatrix, ParameterSpec, coded};

/// Bytes before the header: its length, a little-endian 64-bit number.
const LENGTH_BYTES: usize = 8;
/// The longest header the format allows.
const MAX_HEADER_BYTES: u64 = 100_000_000;

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits: read back bit for bit.
    Single,
    /// 16 bits: half the size, 11 significant bits.
    Half,
    /// 16 bits, of which this many are significant, 1 to 11: the rest are zero and compress away.
    Rounded(u32),
}

impl Precision {
    pub(super) fn dtype(self) -> Dtype {
        match self {
            Self::Single => Dtype::F32,
            Self::Half | Self::Rounded(_) => Dtype::F16,
        }
    }

    /// The numbers as a file holds them.
    pub fn bytes(self, values: &[f32]) -> Vec<u8> {
        let half = |value: f32| f16::from_f32(value).to_le_bytes();
        match self {
            Self::Single => gathered(values, f32::to_le_bytes),
            Self::Half => gathered(values, half),
            Self::Rounded(bits) => gathered(values, |value| half(rounded(value, bits))),
        }
    }
}

/// The content of a weights file: of a model, or of another kind with its own description.
#[derive(Debug, Clone)]
pub struct WeightsFile<M = Metadata> {
    /// What the file says of itself.
    pub metadata: M,
    precision: Precision,
    tensors: BTreeMap<String, NamedTensor>,
    codes: Vec<(String, CodedMatrix)>,
}

impl<M: Description> WeightsFile<M> {
    /// Reads a file and checks its header, sizes, number types, finiteness, version, kind and config.
    /// A file without a description is taken for what its tensors' names show, see
    /// [`Description::is_known_by`].
    ///
    /// # Errors
    /// The `Weights…` errors, see [`Error`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        check_container(bytes)?;
        let (header_len, header) =
            SafeTensors::read_metadata(bytes).map_err(|error| header_error(bytes, error))?;
        let needed = (LENGTH_BYTES + header_len + header.data_len()) as u64;
        if (bytes.len() as u64) < needed {
            return Err(Error::WeightsTruncated {
                found: bytes.len(),
                expected: needed,
            });
        }
        let json = header
            .metadata()
            .as_ref()
            .and_then(|metadata| metadata.get(METADATA_KEY));
        if json.is_none() && !header.tensors().keys().any(|name| M::is_known_by(name)) {
            return Err(Error::WeightsConfigMissing { key: METADATA_KEY });
        }
        let mut metadata = json.map(|json| M::parse(json)).transpose()?;
        let views = SafeTensors::deserialize(bytes)
            .map_err(|error| header_error(bytes, error))?
            .tensors();
        // Codes and masks are bytes, beside floats of either size.
        let floats = |view: &&TensorView| view.dtype() != Dtype::U8;
        let mut floats = views.iter().map(|(_, view)| view).filter(floats);
        let mut halves = floats.all(|view| view.dtype() == Dtype::F16);
        let mut views: BTreeMap<String, TensorView> = views.into_iter().collect();
        let packed = metadata.as_mut().map(M::take_packed).unwrap_or_default();
        let mut tensors = BTreeMap::new();
        let mut codes = Vec::new();
        for (name, packing) in packed::packings(&packed)? {
            // A step times a whole number is no half, even where the step is.
            halves &= packing.bits.is_none();
            let tensor = packed::unpack(name, &packing, &|name| views.get(name).cloned())?;
            codes.extend(codes_of(
                &packing,
                &tensor,
                views.get(&packed::parts(name)[1]),
            ));
            tensors.insert(name.clone(), tensor);
        }
        for part in packed.keys().flat_map(|name| packed::parts(name)) {
            views.remove(&part);
        }
        for (name, view) in views {
            tensors.insert(name.clone(), NamedTensor::read(name, &view)?);
        }
        let precision = match halves {
            true => Precision::Half,
            false => Precision::Single,
        };
        match metadata {
            None => Self::undescribed(tensors, precision),
            Some(metadata) => Ok(Self {
                metadata,
                precision,
                tensors,
                codes,
            }),
        }
    }

    /// The content of a file that holds tensors of another program, stored at this precision.
    ///
    /// # Errors
    /// As [`Description::from_tensors`].
    pub fn undescribed(
        tensors: BTreeMap<String, NamedTensor>,
        precision: Precision,
    ) -> Result<Self> {
        let (metadata, tensors) = M::from_tensors(tensors)?;
        let by_name = |tensor: NamedTensor| (tensor.name.clone(), tensor);
        Ok(Self {
            metadata,
            precision,
            tensors: tensors.into_iter().map(by_name).collect(),
            codes: Vec::new(),
        })
    }

    /// The matrices of linear layers that the device multiplies with as the whole numbers that the
    /// file holds, by their names.
    pub fn codes(&self) -> &[(String, CodedMatrix)] {
        &self.codes
    }

    /// The floats that hold its numbers exactly; half only where all are stored so, none as codes.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Takes out the tensors of these names (behind `prefix`) and checks their shapes; returns
    /// their numbers in the order asked.
    ///
    /// # Errors
    /// [`Error::WeightsTensorMissing`], [`Error::WeightsTensorShape`].
    pub fn take(&mut self, specs: &[ParameterSpec], prefix: &str) -> Result<Vec<Vec<f32>>> {
        specs
            .iter()
            .map(|spec| {
                let name = format!("{prefix}{}", spec.path);
                match self.tensors.remove(&name) {
                    None => Err(Error::WeightsTensorMissing { name }),
                    Some(tensor) if tensor.shape != spec.shape => Err(Error::WeightsTensorShape {
                        name,
                        found: tensor.shape,
                        expected: spec.shape.clone(),
                    }),
                    Some(tensor) => Ok(tensor.values),
                }
            })
            .collect()
    }

    /// Takes out the tensor of this name, whatever its shape.
    ///
    /// # Errors
    /// [`Error::WeightsTensorMissing`].
    pub fn take_tensor(&mut self, name: &str) -> Result<NamedTensor> {
        let missing = || Error::WeightsTensorMissing { name: name.into() };
        self.tensors.remove(name).ok_or_else(missing)
    }

    /// Whether a tensor is left whose name begins so.
    pub fn has(&self, prefix: &str) -> bool {
        self.tensors.keys().any(|name| name.starts_with(prefix))
    }

    /// Ends the reading: nothing may be left.
    ///
    /// # Errors
    /// [`Error::WeightsTensorUnexpected`].
    pub fn finish(self) -> Result<M> {
        match self.tensors.into_keys().next() {
            Some(name) => Err(Error::WeightsTensorUnexpected { name }),
            None => Ok(self.metadata),
        }
    }

    /// The bytes of a file with these tensors; the same input gives the same bytes.
    pub fn serialize(metadata: &M, tensors: &[NamedTensor], precision: Precision) -> Vec<u8> {
        let outline = Self::outline(metadata, &names(tensors), precision);
        filled(outline, tensors, precision)
    }

    /// What stands before the numbers of a file with these tensors, by name and shape.
    pub fn outline(metadata: &M, tensors: &[(&str, &[usize])], precision: Precision) -> Outline {
        let header = HashMap::from([(METADATA_KEY.to_string(), metadata.to_json())]);
        Outline::new(Some(header), tensors, precision.dtype())
    }
}

impl WeightsFile {
    /// The bytes of a file with these tensors, each stored in its own way; the same input gives
    /// the same bytes.
    pub fn serialize_stored(metadata: &Metadata, tensors: &[StoredTensor]) -> Vec<u8> {
        let packing = |tensor: &StoredTensor| {
            let packing = serde_json::to_value(tensor.packing()?);
            Some((tensor.name.clone(), packing.expect("numbers are JSON")))
        };
        let metadata = Metadata {
            packed: tensors.iter().filter_map(packing).collect(),
            ..metadata.clone()
        };
        let header = HashMap::from([(METADATA_KEY.to_string(), metadata.to_json())]);
        let raw: Vec<_> = tensors.iter().flat_map(StoredTensor::raw).collect();
        let views = raw.iter().map(|tensor| {
            let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes);
            (
                &tensor.name,
                view.expect("as many bytes as the shape needs"),
            )
        });
        safetensors::serialize(views, Some(header)).expect("sound tensors serialize")
    }
}

/// The bytes of a file with these tensors and no description, for other programs.
pub fn serialize_bare(tensors: &[NamedTensor], precision: Precision) -> Vec<u8> {
    let outline = Outline::new(None, &names(tensors), precision.dtype());
    filled(outline, tensors, precision)
}

fn names(tensors: &[NamedTensor]) -> Vec<(&str, &[usize])> {
    let mut names = Vec::with_capacity(tensors.len());
    names.extend(tensors.iter().map(|t| (t.name.as_str(), &t.shape[..])));
    names
}

fn filled(outline: Outline, tensors: &[NamedTensor], precision: Precision) -> Vec<u8> {
    let mut file = Vec::new();
    file.begin(outline.len);
    file.put(&outline.head);
    for index in outline.order {
        file.put(&precision.bytes(&tensors[index].values));
    }
    file
}

/// The nearest number with this many significant bits; of two, that which ends in 0.
fn rounded(value: f32, bits: u32) -> f32 {
    let dropped = f32::MANTISSA_DIGITS - bits.clamp(1, f32::MANTISSA_DIGITS - 1);
    let unit = 1 << dropped;
    let word = value.to_bits();
    let is_odd = (word >> dropped) & 1;
    f32::from_bits((word + unit / 2 - 1 + is_odd) & !(unit - 1))
}

/// Each number's bytes, in place: a snapshot holds two million numbers.
fn gathered<const N: usize>(values: &[f32], bytes: impl Fn(f32) -> [u8; N]) -> Vec<u8> {
    let mut all = vec![0; values.len() * N];
    for (place, &value) in all.chunks_exact_mut(N).zip(values) {
        place.copy_from_slice(&bytes(value));
    }
    all
}

/// Tells apart what is no safetensors file at all, what is cut off, and what is absurd.
fn check_container(bytes: &[u8]) -> Result<()> {
    let not_safetensors = |reason: &str| {
        Err(Error::WeightsNotSafetensors {
            bytes: bytes.len(),
            reason: reason.into(),
        })
    };
    let opens_header = bytes.get(LENGTH_BYTES) == Some(&b'{');
    // A length may itself look like "<": only what follows it tells.
    if !opens_header && bytes.trim_ascii_start().starts_with(b"<") {
        return not_safetensors("they begin like an HTML page");
    }
    let Some(length) = bytes.first_chunk::<LENGTH_BYTES>() else {
        return Err(Error::WeightsTruncated {
            found: bytes.len(),
            expected: LENGTH_BYTES as u64 + 2,
        });
    };
    let claimed = u64::from_le_bytes(*length);
    if bytes.len() > LENGTH_BYTES && !opens_header {
        return not_safetensors("their header does not begin with \"{\"");
    }
    if claimed > MAX_HEADER_BYTES {
        return Err(Error::WeightsHeaderTooLarge {
            claimed,
            limit: MAX_HEADER_BYTES,
        });
    }
    let needed = LENGTH_BYTES as u64 + claimed;
    if (bytes.len() as u64) < needed {
        return Err(Error::WeightsTruncated {
            found: bytes.len(),
            expected: needed,
        });
    }
    Ok(())
}

fn header_error(bytes: &[u8], error: SafeTensorError) -> Error {
    match error {
        // The reader demands that the tensors end where the file ends.
        SafeTensorError::MetadataIncompleteBuffer => match end_of_tensors(bytes) {
            Some(expected) if expected > bytes.len() as u64 => Error::WeightsTruncated {
                found: bytes.len(),
                expected,
            },
            _ => Error::WeightsHeaderInvalid {
                reason: "its tensors do not fill the file".into(),
            },
        },
        error => Error::WeightsHeaderInvalid {
            reason: error.to_string(),
        },
    }
}

/// Where the header says that the last tensor ends, in bytes from the start of the file.
fn end_of_tensors(bytes: &[u8]) -> Option<u64> {
    let length = u64::from_le_bytes(*bytes.first_chunk()?);
    let start = LENGTH_BYTES + usize::try_from(length).ok()?;
    let header: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(bytes.get(LENGTH_BYTES..start)?).ok()?;
    let ends = header
        .values()
        .filter_map(|tensor| tensor.get("data_offsets")?.get(1)?.as_u64());
    Some((start as u64).saturating_add(ends.max()?))
}

/// The codes of a matrix whose outputs have steps of their own, or all one, where the device gains by
/// them.
fn codes_of(
    packing: &Packing,
    tensor: &NamedTensor,
    scale: Option<&TensorView>,
) -> Option<(String, CodedMatrix)> {
    let &[_, outputs] = &packing.shape[..] else {
        return None;
    };
    if packing.bits.is_none() || packing.axis == Some(0) {
        return None;
    }
    let steps = NamedTensor::read(String::new(), scale?).ok()?.values;
    let codes = coded(&tensor.values, outputs, &steps)?;
    Some((tensor.name.clone(), codes))
}
