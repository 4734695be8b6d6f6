//! Tensors stored in fewer bits than a float's, or without the numbers that are zero.
//!
//! A packed tensor `x` is one to four tensors of the file, and an entry of `packed` in the
//! description. safetensors has no type of fewer than eight bits, so whatever is not whole bytes
//! travels as `U8`:
//!
//! | tensor    | holds                                                                            |
//! | --------- | -------------------------------------------------------------------------------- |
//! | `x`       | with `bits`: a code of that many bits for each kept number, the first in the lowest bits of the first byte, no gap between two; without: the kept numbers, `F16` or `F32` |
//! | `x.scale` | one step, or one for each index of the dimension `axis`                           |
//! | `x.zero`  | the code that means 0, as many as there are steps; absent: 2^(bits − 1)           |
//! | `x.mask`  | a bit for each number, or for each index of the dimension `maskAxis`, 1 where it is kept, lowest bit first; absent: all are |
//!
//! The numbers are row-major, and a number is `(code − zero) · scale`; one that is not kept is 0.

use std::ops::RangeInclusive;

use half::f16;
use safetensors::tensor::{Dtype, TensorView};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{NamedTensor, Precision};
use crate::error::{Error, Result};

/// Bits that a code may have.
pub const CODE_BITS: RangeInclusive<u32> = 1..=8;

/// More than any model has, in one tensor and in all that a file packs: a description cannot ask for
/// more memory.
const MAX_NUMBERS: usize = 1 << 27;

/// The end of the name of the tensor that holds a packed tensor's steps.
const SCALE: &str = ".scale";
/// Of the one that holds the codes for 0.
const ZERO: &str = ".zero";
/// Of the one that tells which numbers are kept.
const MASK: &str = ".mask";

/// How a tensor is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Packing {
    /// Its dimensions, unpacked.
    pub shape: Vec<usize>,
    /// Bits of a code; floats are stored when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<u32>,
    /// The dimension each index of which has a step of its own; one step for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axis: Option<usize>,
    /// How many numbers are kept; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<usize>,
    /// The dimension each index of which is kept or not as a whole; each number by itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask_axis: Option<usize>,
}

impl Packing {
    /// The entry of a description.
    ///
    /// # Errors
    /// [`Error::WeightsPackingInvalid`] for what is none.
    pub(super) fn read(name: &str, value: &Value) -> Result<Self> {
        serde_json::from_value(value.clone()).map_err(|error| Error::WeightsPackingInvalid {
            name: name.into(),
            reason: error.to_string(),
        })
    }

    /// How many numbers the unpacked tensor has, if the entry makes sense.
    fn check(&self) -> std::result::Result<usize, String> {
        let product = |len: usize, &dim: &usize| len.checked_mul(dim);
        let len = self.shape.iter().try_fold(1, product);
        let len = len.filter(|&len| (1..=MAX_NUMBERS).contains(&len));
        let len = len.ok_or_else(|| format!("its shape is {:?}", self.shape))?;
        if let Some(bits) = self.bits.filter(|bits| !CODE_BITS.contains(bits)) {
            return Err(format!("its codes have {bits} bits; 1 to 8 are read"));
        }
        let rank = self.shape.len();
        for (what, axis) in [("axis", self.axis), ("mask's axis", self.mask_axis)] {
            if let Some(axis) = axis.filter(|&axis| axis >= rank) {
                return Err(format!(
                    "its {what} is {axis}, of {rank} dimensions from 0 on"
                ));
            }
        }
        match self.kept {
            None if self.mask_axis.is_some() => {
                Err("it has a mask's axis, but not how many numbers are kept".into())
            }
            Some(kept) if kept > len => Err(format!("it keeps {kept} numbers of {len}")),
            None if self.bits.is_none() => Err("it has neither bits nor a mask".into()),
            _ => Ok(len),
        }
    }

    /// The step that a number of the tensor has.
    fn step_of(&self, index: usize) -> usize {
        self.axis.map_or(0, |axis| along(&self.shape, axis, index))
    }

    /// How many bits the mask has, and which of them says whether a number is kept.
    fn mask(&self, len: usize) -> (usize, impl Fn(usize) -> usize) {
        let bits = self.mask_axis.map_or(len, |axis| self.shape[axis]);
        let bit = |index| match self.mask_axis {
            None => index,
            Some(axis) => along(&self.shape, axis, index),
        };
        (bits, bit)
    }
}

/// Where the number at this place, row-major, lies along a dimension.
fn along(shape: &[usize], axis: usize, place: usize) -> usize {
    let inner: usize = shape[axis + 1..].iter().product();
    place / inner % shape[axis]
}

/// Which numbers of a tensor are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// The dimension each index of which is kept or not as a whole; each number by itself when absent.
    pub axis: Option<usize>,
    /// One for each index, or for each number, row-major.
    pub kept: Vec<bool>,
}

impl Mask {
    /// Whether it keeps the number at this place of a tensor, row-major.
    fn keeps(&self, shape: &[usize], place: usize) -> bool {
        self.kept[self.axis.map_or(place, |axis| along(shape, axis, place))]
    }

    /// The smallest mask that keeps all numbers but zeros, where a number has so many bits; none where
    /// no mask would save any.
    pub fn smallest(shape: &[usize], values: &[f32], bits: usize) -> Option<Self> {
        let each = Self {
            axis: None,
            kept: values.iter().map(|&value| value != 0.0).collect(),
        };
        let whole = (0..shape.len()).map(|axis| {
            let mut kept = vec![false; shape[axis]];
            for (place, &value) in values.iter().enumerate() {
                kept[along(shape, axis, place)] |= value != 0.0;
            }
            let axis = Some(axis);
            Self { axis, kept }
        });
        let saved = |mask: &Self| {
            let kept = mask.kept.iter().filter(|&&kept| kept).count();
            let gone = values.len() / mask.kept.len() * (mask.kept.len() - kept);
            (gone * bits).saturating_sub(mask.kept.len())
        };
        let best = whole.chain([each]).max_by_key(saved);
        best.filter(|mask| saved(mask) > 0)
    }
}

/// The entries of a description, which together ask for no more memory than any model needs.
///
/// # Errors
/// [`Error::WeightsPackingInvalid`].
pub(super) fn packings(packed: &Map<String, Value>) -> Result<Vec<(&String, Packing)>> {
    let mut packings = Vec::with_capacity(packed.len());
    let mut sum = 0;
    for (name, value) in packed {
        let wrong = |reason: String| Error::WeightsPackingInvalid {
            name: name.into(),
            reason,
        };
        let packing = Packing::read(name, value)?;
        // No overflow: each is at most the limit, and the sum was before this one.
        sum += packing.check().map_err(wrong)?;
        if sum > MAX_NUMBERS {
            return Err(wrong(format!(
                "with it the file's packed tensors have {sum} numbers; at most {MAX_NUMBERS} are read"
            )));
        }
        packings.push((name, packing));
    }
    Ok(packings)
}

/// A number's code and what it means, for one tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Bits of a code.
    pub bits: u32,
    /// The dimension each index of which has a step of its own; one step for all when absent.
    pub axis: Option<usize>,
    /// A code for each number, row-major.
    pub codes: Vec<u8>,
    /// The steps.
    pub scale: Vec<f32>,
    /// The codes that mean 0; 2^(bits − 1) when absent.
    pub zero: Option<Vec<u8>>,
}

/// One tensor as a file will hold it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTensor {
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub content: Content,
    /// Which numbers are kept; all of them when absent.
    pub mask: Option<Mask>,
}

/// The numbers of a tensor that is to be stored, row-major, also those that are not kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Floats of 32 bits.
    Single(Vec<f32>),
    /// Floats of 16 bits.
    Half(Vec<f32>),
    /// Codes.
    Codes(Codes),
}

/// A tensor of a file, as it lies there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawTensor {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

impl StoredTensor {
    /// A tensor whose numbers are stored one by one, as they are.
    pub fn single(tensor: NamedTensor) -> Self {
        Self {
            name: tensor.name,
            shape: tensor.shape,
            content: Content::Single(tensor.values),
            mask: None,
        }
    }

    /// Its entry in `packed`, where it needs one.
    pub(super) fn packing(&self) -> Option<Packing> {
        let (bits, axis) = match &self.content {
            Content::Codes(codes) => (Some(codes.bits), codes.axis),
            _ => (None, None),
        };
        let mask = self.mask.as_ref();
        (bits.is_some() || mask.is_some()).then(|| Packing {
            shape: self.shape.clone(),
            bits,
            axis,
            kept: mask.map(|_| self.kept().len()),
            mask_axis: mask.and_then(|mask| mask.axis),
        })
    }

    /// Where the numbers are that are kept.
    fn kept(&self) -> Vec<usize> {
        let keeps = |&place: &usize| {
            let mask = self.mask.as_ref();
            mask.is_none_or(|mask| mask.keeps(&self.shape, place))
        };
        (0..self.shape.iter().product()).filter(keeps).collect()
    }

    /// The tensors of the file that it becomes.
    pub(super) fn raw(&self) -> Vec<RawTensor> {
        let part = |end: &str, dtype, shape, bytes| RawTensor {
            name: format!("{}{end}", self.name),
            dtype,
            shape,
            bytes,
        };
        let kept = self.kept();
        let shape = match self.mask {
            None => self.shape.clone(),
            Some(_) => vec![kept.len()],
        };
        let mut parts = Vec::new();
        match &self.content {
            Content::Single(values) => {
                let values: Vec<f32> = kept.iter().map(|&i| values[i]).collect();
                parts.push(part(
                    "",
                    Dtype::F32,
                    shape,
                    Precision::Single.bytes(&values),
                ));
            }
            Content::Half(values) => {
                let values: Vec<f32> = kept.iter().map(|&i| values[i]).collect();
                parts.push(part("", Dtype::F16, shape, Precision::Half.bytes(&values)));
            }
            Content::Codes(codes) => {
                let bytes = pack(kept.iter().map(|&i| codes.codes[i]), codes.bits);
                parts.push(part("", Dtype::U8, vec![bytes.len()], bytes));
                let fits = |&scale: &f32| f16::from_f32(scale).to_f32() == scale;
                let precision = match codes.scale.iter().all(fits) {
                    true => Precision::Half,
                    false => Precision::Single,
                };
                let (dtype, bytes) = (precision.dtype(), precision.bytes(&codes.scale));
                parts.push(part(SCALE, dtype, vec![codes.scale.len()], bytes));
                if let Some(zero) = &codes.zero {
                    parts.push(part(ZERO, Dtype::U8, vec![zero.len()], zero.clone()));
                }
            }
        }
        if let Some(mask) = &self.mask {
            let bytes = pack(mask.kept.iter().map(|&kept| u8::from(kept)), 1);
            parts.push(part(MASK, Dtype::U8, vec![bytes.len()], bytes));
        }
        parts
    }

    /// The numbers that a reader will find.
    ///
    /// # Errors
    /// [`Error::WeightsPackingInvalid`] where codes, steps and shape do not belong together.
    pub fn values(&self) -> Result<Vec<f32>> {
        let raw = self.raw();
        match self.packing() {
            Some(packing) => unpack(&self.name, &packing, &|name| {
                let tensor = raw.iter().find(|tensor| tensor.name == name)?;
                TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).ok()
            })
            .map(|tensor| tensor.values),
            None => match &self.content {
                Content::Half(values) => Ok(halved(values)),
                Content::Single(values) => Ok(values.clone()),
                Content::Codes(_) => unreachable!("codes have a packing"),
            },
        }
    }
}

fn halved(values: &[f32]) -> Vec<f32> {
    let half = |&value: &f32| f16::from_f32(value).to_f32();
    values.iter().map(half).collect()
}

/// The tensors beside `name` that a packing may use.
pub(super) fn parts(name: &str) -> [String; 4] {
    ["", SCALE, ZERO, MASK].map(|end| format!("{name}{end}"))
}

/// The numbers of a packed tensor, from the tensors that `find` gives by name.
///
/// # Errors
/// [`Error::WeightsPackingInvalid`], [`Error::WeightsTensorMissing`], [`Error::WeightsNonfinite`].
pub(super) fn unpack<'a>(
    name: &str,
    packing: &Packing,
    find: &dyn Fn(&str) -> Option<TensorView<'a>>,
) -> Result<NamedTensor> {
    let wrong = |reason: String| Error::WeightsPackingInvalid {
        name: name.into(),
        reason,
    };
    let reader = Reader {
        find,
        wrong: &wrong,
    };
    let [name, scale, zero, mask] = parts(name);
    let len = packing.check().map_err(&wrong)?;
    let kept = match packing.kept {
        None => None,
        Some(count) => {
            let (size, bit_of) = packing.mask(len);
            let mask = reader.codes(&mask, size, 1)?;
            let bits: Vec<u8> = (0..len).map(|place| mask[bit_of(place)]).collect();
            let found = bits.iter().filter(|&&bit| bit == 1).count();
            if found != count {
                return Err(wrong(format!(
                    "its mask keeps {found} numbers, not {count}"
                )));
            }
            Some(bits)
        }
    };
    let count = packing.kept.unwrap_or(len);
    let indices = |i: &usize| kept.as_ref().is_none_or(|kept| kept[*i] == 1);
    let mut values = vec![0.0; len];
    let places = (0..len).filter(indices);
    match packing.bits {
        None => {
            let numbers = reader.floats(&name, count)?;
            places
                .zip(numbers)
                .for_each(|(i, number)| values[i] = number);
        }
        Some(bits) => {
            let codes = reader.codes(&name, count, bits)?;
            let steps = packing.axis.map_or(1, |axis| packing.shape[axis]);
            let scale = reader.floats(&scale, steps)?;
            let zero = match (reader.find)(&zero) {
                None => vec![1 << (bits - 1); steps],
                Some(_) => reader.bytes(&zero, steps)?.to_vec(),
            };
            for (i, code) in places.zip(codes) {
                let step = packing.step_of(i);
                values[i] = (f32::from(code) - f32::from(zero[step])) * scale[step];
            }
        }
    }
    let shape = packing.shape.clone();
    NamedTensor {
        name,
        shape,
        values,
    }
    .finite()
}

/// Reads the tensors of the file that a packed one is made of.
struct Reader<'f, 'a> {
    find: &'f dyn Fn(&str) -> Option<TensorView<'a>>,
    wrong: &'f dyn Fn(String) -> Error,
}

impl<'a> Reader<'_, 'a> {
    fn view(&self, name: &str) -> Result<TensorView<'a>> {
        let missing = || Error::WeightsTensorMissing { name: name.into() };
        (self.find)(name).ok_or_else(missing)
    }

    fn bytes(&self, name: &str, count: usize) -> Result<&'a [u8]> {
        let view = self.view(name)?;
        if view.dtype() != Dtype::U8 || view.shape() != [count] {
            let (dtype, shape) = (view.dtype(), view.shape());
            let reason = format!("\"{name}\" is {dtype:?} {shape:?}, not U8 [{count}]");
            return Err((self.wrong)(reason));
        }
        Ok(view.data())
    }

    fn codes(&self, name: &str, count: usize, bits: u32) -> Result<Vec<u8>> {
        // No overflow: a shape of so many numbers was measured by `Packing::check`.
        let bytes = self.bytes(name, (count * bits as usize).div_ceil(8))?;
        Ok(codes(bytes, bits, count))
    }

    fn floats(&self, name: &str, count: usize) -> Result<Vec<f32>> {
        let tensor = NamedTensor::read(name.into(), &self.view(name)?)?;
        if tensor.values.len() != count {
            let found = tensor.values.len();
            let reason = format!("\"{name}\" holds {found} numbers, not {count}");
            return Err((self.wrong)(reason));
        }
        Ok(tensor.values)
    }
}

/// Codes without gaps, the first in the lowest bits of the first byte.
fn pack(codes: impl Iterator<Item = u8>, bits: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut buffer, mut filled) = (0_u32, 0);
    for code in codes {
        buffer |= u32::from(code) << filled;
        filled += bits;
        while filled >= 8 {
            bytes.push(buffer as u8);
            buffer >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        bytes.push(buffer as u8);
    }
    bytes
}

/// The codes that [`pack`] was given.
fn codes(bytes: &[u8], bits: u32, count: usize) -> Vec<u8> {
    let mask = ((1_u32 << bits) - 1) as u8;
    let code = |i: usize| {
        let first = i * bits as usize;
        let low = u16::from(bytes[first / 8]);
        let high = bytes.get(first / 8 + 1).map_or(0, |&byte| u16::from(byte));
        ((low | high << 8) >> (first % 8)) as u8 & mask
    };
    (0..count).map(code).collect()
}
