//! Packed tensors: read as an independent program wrote them, written so that they are read again,
//! and every way in which one can be wrong.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vae_lab::error::Error;
use vae_lab::model::{ParameterSpec, VaeConfig};
use vae_lab::weights::{Codes, Content, Mask, Metadata, NamedTensor, StoredTensor, WeightsFile};

/// Made by tests/reference/packed.py.
const FILE: &[u8] = include_bytes!("../reference/packed.safetensors");

fn config() -> VaeConfig {
    VaeConfig {
        input_dim: 9,
        ..VaeConfig::dense(&[5], 2).expect("a sound config")
    }
}

fn read(bytes: &[u8]) -> Result<Vec<NamedTensor>, Error> {
    let mut file = WeightsFile::<Metadata>::parse(bytes)?;
    let specs = file.metadata.config.parameters();
    let values = file.take(&specs, "")?;
    let metadata = file.finish()?;
    assert!(metadata.packed.is_empty(), "what was read is unpacked");
    let named = |(spec, values): (&ParameterSpec, Vec<f32>)| NamedTensor {
        name: spec.path.clone(),
        shape: spec.shape.clone(),
        values,
    };
    Ok(specs.iter().zip(values).map(named).collect())
}

/// The file with another description.
fn described(edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    let length = u64::from_le_bytes(FILE[..8].try_into().expect("eight bytes")) as usize;
    let mut header: Value = serde_json::from_slice(&FILE[8..8 + length]).expect("JSON");
    let text = header["__metadata__"]["vae_lab"].as_str().expect("a text");
    let mut description: Value = serde_json::from_str(text).expect("JSON");
    edit(&mut description["packed"]);
    header["__metadata__"]["vae_lab"] = description.to_string().into();
    let header = header.to_string();
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.into_bytes());
    bytes.extend(&FILE[8 + length..]);
    bytes
}

#[test]
fn every_kind_of_packed_tensor_is_read_as_python_wrote_it() {
    let expected: BTreeMap<String, Vec<f32>> =
        serde_json::from_str(include_str!("../reference/packed.json")).expect("JSON");
    let tensors = read(FILE).expect("a sound file");
    assert_eq!(tensors.len(), expected.len());
    for tensor in tensors {
        assert_eq!(tensor.values, expected[&tensor.name], "{}", tensor.name);
    }
}

#[test]
fn a_description_that_does_not_fit_the_tensors_is_refused_with_the_reason() {
    let weight = "encoder.log_var.weight";
    let cases: [(&str, Value, &str); 13] = [
        ("bits", json!(9), "its codes have 9 bits; 1 to 8 are read"),
        ("bits", json!(0), "its codes have 0 bits; 1 to 8 are read"),
        ("bits", json!(7), "is U8 [4], not U8 [5]"),
        ("axis", json!(2), "its axis is 2, of 2 dimensions from 0 on"),
        ("axis", json!(1), "holds 5 numbers, not 2"),
        (
            "maskAxis",
            json!(2),
            "its mask's axis is 2, of 2 dimensions from 0 on",
        ),
        ("maskAxis", json!(1), "is U8 [2], not U8 [1]"),
        ("kept", json!(11), "it keeps 11 numbers of 10"),
        ("kept", json!(4), "its mask keeps 5 numbers, not 4"),
        ("kept", Value::Null, "is U8 [4], not U8 [7]"),
        ("shape", json!([5, 0]), "its shape is [5, 0]"),
        ("shape", json!([1_u64 << 40, 1_u64 << 40]), "its shape is"),
        ("shape", json!([5, 20]), "is U8 [2], not U8 [13]"),
    ];
    for (field, value, reason) in cases {
        let bytes = described(|packed| match value.is_null() {
            true => drop(packed[weight].as_object_mut().map(|map| map.remove(field))),
            false => packed[weight][field] = value.clone(),
        });
        let error = read(&bytes).expect_err("an unsound description");
        assert_eq!(error.code(), "weights-packing-invalid", "{field} {value}");
        let text = error.to_string();
        assert!(text.contains(weight) && text.contains(reason), "{text}");
    }
}

#[test]
fn a_packed_tensor_of_another_shape_than_the_models_is_refused() {
    let bytes = described(|packed| packed["encoder.mean.weight"]["shape"] = json!([2, 5]));
    let error = read(&bytes).expect_err("another shape");
    assert_eq!(error.code(), "weights-tensor-shape");
}

#[test]
fn a_masks_axis_without_a_mask_is_refused() {
    let bytes = described(|packed| {
        *packed = json!({ "a": { "shape": [5, 2], "bits": 4, "maskAxis": 1 } });
    });
    let error = read(&bytes).expect_err("an unsound description");
    assert_eq!(error.code(), "weights-packing-invalid");
    let reason = "it has a mask's axis, but not how many numbers are kept";
    assert!(error.to_string().contains(reason), "{error}");
}

#[test]
fn packed_tensors_that_ask_for_too_much_memory_together_are_refused_before_any_is_unpacked() {
    let large = |kept: u64| json!({ "shape": [1 << 13, 1 << 13], "bits": 1, "kept": kept });
    // Each is half of the limit; without the third the first would be looked for, in vain.
    let few = described(|packed| {
        *packed = json!({ "a": large(0), "b": large(0) });
    });
    assert_eq!(
        read(&few).expect_err("none").code(),
        "weights-tensor-missing"
    );
    let many = described(|packed| {
        *packed = json!({ "a": large(0), "b": large(0), "c": { "shape": [1], "bits": 1 } });
    });
    let error = read(&many).expect_err("too many");
    assert_eq!(error.code(), "weights-packing-invalid");
    let text = error.to_string();
    assert!(
        text.contains("\"c\"") && text.contains("134217729 numbers"),
        "{text}"
    );
}

#[test]
fn a_packed_tensor_that_the_file_has_not_got_is_missing() {
    let bytes = described(|packed| packed["nothing"] = json!({ "shape": [3], "bits": 4 }));
    let error = read(&bytes).expect_err("no such tensor");
    assert_eq!(error.code(), "weights-tensor-missing");
    assert!(error.to_string().contains("\"nothing\""), "{error}");
}

#[test]
fn codes_that_nothing_describes_are_no_numbers() {
    let bytes = described(|packed| *packed = json!({}));
    let error = read(&bytes).expect_err("bytes without a description");
    assert_eq!(error.code(), "weights-tensor-dtype");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for length in (0..FILE.len()).step_by(7) {
        let error = read(&FILE[..length]).expect_err("half a file");
        let known = ["weights-truncated", "weights-not-safetensors"];
        assert!(known.contains(&error.code()), "{length}: {error}");
    }
}

/// A model of 9 pixels whose first matrix is stored so.
fn written(first: StoredTensor) -> Vec<u8> {
    let config = config();
    let zeros = |spec: &ParameterSpec| {
        StoredTensor::single(NamedTensor {
            name: spec.path.clone(),
            shape: spec.shape.clone(),
            values: vec![0.0; spec.len()],
        })
    };
    let mut tensors: Vec<StoredTensor> = config.parameters().iter().map(zeros).collect();
    tensors[0] = StoredTensor {
        name: tensors[0].name.clone(),
        ..first
    };
    WeightsFile::serialize_stored(&Metadata::new(config), &tensors)
}

#[test]
fn codes_of_every_width_are_read_as_they_were_written() {
    for bits in 1..=8_u32 {
        let codes: Vec<u8> = (0..45_u32).map(|i| (i * 37 % (1 << bits)) as u8).collect();
        let zero: Vec<u8> = (0..5_u32).map(|i| (i * 11 % (1 << bits)) as u8).collect();
        let scale = [0.5, 0.25, 1.0, 0.1, 3e-8];
        for masked in [false, true] {
            let tensor = StoredTensor {
                name: "first".into(),
                shape: vec![9, 5],
                content: Content::Codes(Codes {
                    bits,
                    axis: Some(1),
                    codes: codes.clone(),
                    scale: scale.to_vec(),
                    zero: Some(zero.clone()),
                }),
                mask: masked.then(|| Mask {
                    axis: None,
                    kept: (0..45_usize).map(|i| i.is_multiple_of(3)).collect(),
                }),
            };
            let number = |i: usize| match masked && !i.is_multiple_of(3) {
                true => 0.0,
                false => (f32::from(codes[i]) - f32::from(zero[i % 5])) * scale[i % 5],
            };
            let expected: Vec<f32> = (0..45).map(number).collect();
            assert_eq!(
                tensor.values().expect("sound codes"),
                expected,
                "{bits} bits"
            );
            let found = &read(&written(tensor)).expect("our own file")[0].values;
            assert_eq!(*found, expected, "{bits} bits");
        }
    }
}

#[test]
fn floats_keep_what_a_mask_keeps() {
    let values: Vec<f32> = (0..45).map(|i| 0.1 + i as f32).collect();
    let stride_of = [1, 5, 1];
    for (i, axis) in [None, Some(0), Some(1)].into_iter().enumerate() {
        let bits = [45, 9, 5][i];
        let kept: Vec<bool> = (0..bits).map(|i| i % 4 == 1).collect();
        let keeps = |place: usize| kept[place / stride_of[i] % bits];
        let mask = Mask {
            axis,
            kept: kept.clone(),
        };
        let tensor = StoredTensor {
            name: "first".into(),
            shape: vec![9, 5],
            content: Content::Single(values.clone()),
            mask: Some(mask),
        };
        let found = &read(&written(tensor)).expect("our own file")[0].values;
        for place in 0..45 {
            let expected = if keeps(place) { values[place] } else { 0.0 };
            assert_eq!(found[place], expected, "{axis:?}, {place}");
        }
    }
}

#[test]
fn the_smallest_mask_is_along_the_dimension_whose_indices_are_zero_as_a_whole() {
    let shape = [9, 5];
    let with = |zero: &dyn Fn(usize, usize) -> bool| -> Vec<f32> {
        let value = |i: usize| if zero(i / 5, i % 5) { 0.0 } else { 1.0 };
        (0..45).map(value).collect()
    };
    let mask = |values: &[f32]| Mask::smallest(&shape, values, 4);
    assert_eq!(mask(&with(&|_, _| false)), None);
    let rows = mask(&with(&|row, _| row % 3 == 0)).expect("a mask");
    assert_eq!((rows.axis, rows.kept.len()), (Some(0), 9));
    let columns = mask(&with(&|_, column| column < 2)).expect("a mask");
    assert_eq!((columns.axis, columns.kept.len()), (Some(1), 5));
    let single = mask(&with(&|row, column| (row + column) % 2 == 0)).expect("a mask");
    assert_eq!((single.axis, single.kept.len()), (None, 45));
    assert_eq!(
        mask(&with(&|row, column| row == 0 && column == 0)),
        None,
        "no bytes are saved"
    );
}
