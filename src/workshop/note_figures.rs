//! What was measured of a file that was made, written into its passport.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Made;
use crate::error::{Error, Result};
use crate::weights::{METADATA_KEY, MadeFigures, Metadata, Passport, WeightsFile};

/// The length of the header, before it.
const LENGTH_BYTES: usize = 8;
/// As safetensors pads its headers.
const ALIGNMENT: usize = 8;

/// The same file with these figures in its passport, those that it already tells staying where these
/// are silent; `of_ancestors`, by checksum, are told of files behind it of which nothing is told. The
/// tensors stay byte for byte.
///
/// # Errors
/// [`Error::PassportMissing`]; [`Error::OptionOutOfRange`] for what is no finite number; the
/// `Weights…` errors of a file that cannot be read.
pub fn note_figures(
    bytes: &[u8],
    figures: &MadeFigures,
    of_ancestors: &BTreeMap<String, MadeFigures>,
) -> Result<Made> {
    figures.validate()?;
    of_ancestors.values().try_for_each(MadeFigures::validate)?;
    let metadata = WeightsFile::<Metadata>::parse(bytes)?.metadata;
    let mut passport = Passport::of(&metadata)?.ok_or(Error::PassportMissing)?;
    for ancestor in &mut passport.ancestors {
        if let (None, Some(figures)) = (&ancestor.figures, of_ancestors.get(&ancestor.sha256)) {
            ancestor.figures = Some(figures.clone());
        }
    }
    let known = passport.figures.take().unwrap_or_default();
    let figures = figures.clone().or(&known);
    let mut made = bytes.to_vec();
    // The length stands in the file itself: a digit more may make it longer.
    loop {
        let length = made.len();
        passport.figures = Some(MadeFigures {
            bytes: Some(length),
            ..figures.clone()
        });
        made = with_passport(bytes, &passport)?;
        if made.len() == length {
            break;
        }
    }
    Ok(Made {
        metadata: WeightsFile::<Metadata>::parse(&made)?.metadata,
        bytes: made,
    })
}

/// The same file with these settings, an object's, among those that its passport tells: what chose it
/// is known to who chose.
///
/// # Errors
/// [`Error::PassportMissing`]; the `Weights…` errors of a file that cannot be read.
pub fn note_settings(bytes: &[u8], settings: &Value) -> Result<Made> {
    let metadata = WeightsFile::<Metadata>::parse(bytes)?.metadata;
    let mut passport = Passport::of(&metadata)?.ok_or(Error::PassportMissing)?;
    let settings = settings.as_object().cloned().unwrap_or_default();
    passport.making.settings.extend(settings);
    let made = with_passport(bytes, &passport)?;
    Ok(Made {
        metadata: WeightsFile::<Metadata>::parse(&made)?.metadata,
        bytes: made,
    })
}

/// The file with another passport in its header; everything else is kept as it stands there.
fn with_passport(bytes: &[u8], passport: &Passport) -> Result<Vec<u8>> {
    let invalid = |error: serde_json::Error| Error::WeightsHeaderInvalid {
        reason: error.to_string(),
    };
    let length = bytes
        .first_chunk()
        .map_or(0, |length| u64::from_le_bytes(*length));
    let (header, tensors) = bytes[LENGTH_BYTES..].split_at(length as usize);
    let mut header: Map<String, Value> = serde_json::from_slice(header).map_err(invalid)?;
    let own = &mut header["__metadata__"][METADATA_KEY];
    let json = own.as_str().unwrap_or_default();
    let mut metadata: Value = serde_json::from_str(json).map_err(invalid)?;
    metadata["passport"] = passport.to_value();
    *own = metadata.to_string().into();
    let mut head = Value::Object(header).to_string().into_bytes();
    head.resize(head.len().next_multiple_of(ALIGNMENT), b' ');
    let length = (head.len() as u64).to_le_bytes();
    Ok([&length[..], &head, tensors].concat())
}
