//! Weights files: round trips, and every way in which a file can be wrong.

use half::f16;
use pollster::block_on;
use safetensors::SafeTensors;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::lab::Lab;
use vae_lab::model::VaeConfig;
use vae_lab::train::TrainOptions;
use vae_lab::weights::{Precision, Sink};

fn lab(hidden: &[usize], latent_dim: usize) -> Lab {
    let config = VaeConfig::dense(hidden, latent_dim).expect("a sound config");
    Lab::fresh(config, 1, &cpu().device).expect("a sound config")
}

fn file(lab: &Lab) -> Vec<u8> {
    block_on(lab.export_weights(Precision::Single)).expect("the CPU can be read")
}

fn open(bytes: &[u8]) -> Result<Lab, vae_lab::error::Error> {
    Lab::open(bytes, &cpu().device)
}

fn refusal(bytes: &[u8]) -> (&'static str, String) {
    let error = open(bytes).unwrap_err();
    (error.code(), error.to_string())
}

/// A file with another header in front of the same tensors.
fn with_header(bytes: &[u8], edit: impl Fn(String) -> String) -> Vec<u8> {
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header = String::from_utf8(bytes[8..8 + length].to_vec()).expect("JSON is UTF-8");
    let header = edit(header.trim_end().to_string());
    let mut out = (header.len() as u64).to_le_bytes().to_vec();
    out.extend(header.into_bytes());
    out.extend(&bytes[8 + length..]);
    out
}

#[test]
fn a_file_read_again_gives_the_same_outputs_and_the_same_file_bit_for_bit() {
    let lab = lab(&[12, 8], 3);
    let bytes = file(&lab);
    let again = open(&bytes).expect("our own file");
    let sample = |lab: &Lab| block_on(lab.sample(5, 7, None)).expect("a sound count");
    assert_eq!(sample(&lab), sample(&again));
    assert_eq!(file(&again), bytes);
}

#[test]
fn half_precision_halves_the_file_and_keeps_eleven_bits() {
    let lab = lab(&[12], 3);
    let single = file(&lab);
    let half = block_on(lab.export_weights(Precision::Half)).expect("readable");
    assert!(half.len() * 2 < single.len() + 4096);
    let again = open(&half).expect("our own file");
    assert_eq!(
        block_on(again.export_weights(Precision::Half)).expect("readable"),
        half
    );
    let before = block_on(lab.sample(3, 0, None)).expect("samples");
    let after = block_on(again.sample(3, 0, None)).expect("samples");
    let most = before
        .iter()
        .zip(&after)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(most > 0.0 && most < 2e-3, "{most}");
}

#[test]
fn rounding_keeps_the_bits_that_were_asked_for_and_goes_to_the_nearest() {
    let lab = lab(&[12], 3);
    let numbers = |precision| {
        let bytes = block_on(lab.export_weights(precision)).expect("readable");
        let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).expect("our own");
        let start = bytes.len() - header.data_len();
        let numbers = bytes[start..].chunks_exact(2);
        let numbers = numbers.map(|b| half::f16::from_le_bytes([b[0], b[1]]));
        numbers.collect::<Vec<_>>()
    };
    let whole = numbers(Precision::Half);
    for bits in [2, 5, 8] {
        let unit = 2.0_f32.powi(1 - bits as i32);
        let short = numbers(Precision::Rounded(bits));
        assert!(short != whole);
        for (short, whole) in short.iter().zip(&whole) {
            // Below the least normal number half precision counts in fixed units.
            let is_normal = short.to_f32().abs() >= half::f16::MIN_POSITIVE.to_f32();
            let dropped = short.to_bits() & ((1 << (11 - bits)) - 1);
            assert!(!is_normal || dropped == 0, "{short} at {bits} bits");
            let (short, whole) = (short.to_f32(), whole.to_f32());
            // Half a unit of its last place, and what half precision itself took away.
            let most = whole.abs() * (unit / 2.0 + 2.0_f32.powi(-11)) + 2.0_f32.powi(-24);
            assert!((short - whole).abs() <= most, "{whole} became {short}");
        }
    }
}

#[test]
fn a_snapshot_carries_the_optimizer_and_a_plain_file_does_not() {
    let mut lab = lab(&[6], 2);
    let images = Images::from_bytes(vec![128; 784 * 4], 784).expect("whole images");
    let options = TrainOptions {
        epochs: Some(3),
        ..TrainOptions::default()
    };
    lab.begin_training(images, options, 0)
        .expect("sound options");
    block_on(lab.train_steps(3)).expect("steps");
    let snapshot = block_on(lab.snapshot()).expect("readable");
    assert_eq!(
        block_on(open(&snapshot).expect("ours").snapshot()).expect("readable"),
        snapshot
    );
    assert!(snapshot.len() > 2 * file(&lab).len());
    assert_eq!(open(&file(&lab)).expect("ours").run_state().adam_step, 0);
}

/// What a file is written to in the browser: it has to know the length first.
#[derive(Default)]
struct Announced {
    len: Option<usize>,
    bytes: Vec<u8>,
    largest: usize,
}

impl Sink for Announced {
    fn begin(&mut self, len: usize) {
        assert_eq!(self.len.replace(len), None);
        assert!(self.bytes.is_empty());
    }

    fn put(&mut self, bytes: &[u8]) {
        self.largest = self.largest.max(bytes.len());
        self.bytes.extend(bytes);
    }
}

#[test]
fn a_file_comes_in_pieces_and_is_as_long_as_was_said() {
    let lab = lab(&[6], 2);
    let mut announced = Announced::default();
    block_on(lab.snapshot_into(&mut announced)).expect("readable");
    assert_eq!(announced.len, Some(announced.bytes.len()));
    assert_eq!(announced.largest, 784 * 6 * 4);
    assert_eq!(announced.bytes, block_on(lab.snapshot()).expect("readable"));
}

#[test]
fn a_file_is_byte_for_byte_what_the_safetensors_library_writes() {
    let bytes = file(&lab(&[6], 2));
    let ours = SafeTensors::deserialize(&bytes).expect("our own file");
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("our own file");
    let again = safetensors::serialize(ours.tensors(), header.metadata().clone());
    assert_eq!(again.expect("sound tensors"), bytes);
}

#[test]
fn a_file_cut_anywhere_is_truncated() {
    let bytes = file(&lab(&[4], 2));
    for end in [0, 7, 8, 9, 100, 700, bytes.len() / 2, bytes.len() - 1] {
        let (code, text) = refusal(&bytes[..end]);
        assert_eq!(code, "weights-truncated", "cut at {end}: {text}");
        assert!(text.contains(&end.to_string()), "{text}");
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let mut bytes = file(&lab(&[4], 2));
    bytes.push(0);
    assert_eq!(refusal(&bytes).0, "weights-header-invalid");
}

#[test]
fn what_is_no_safetensors_file_is_told_apart() {
    let (code, text) = refusal(b"  <!DOCTYPE html><html><body>404</body></html>");
    assert_eq!(code, "weights-not-safetensors");
    assert!(text.contains("HTML"), "{text}");
    assert_eq!(
        refusal(b"PK\x03\x04 a zip archive, not a tensor").0,
        "weights-not-safetensors"
    );
    assert_eq!(refusal(&[0; 64]).0, "weights-not-safetensors");
}

#[test]
fn a_huge_header_is_refused_before_anything_is_reserved() {
    for claimed in [u64::MAX, 1 << 63, 1 << 40, 100_000_001] {
        let mut bytes = file(&lab(&[4], 2));
        bytes[..8].copy_from_slice(&claimed.to_le_bytes());
        let (code, text) = refusal(&bytes);
        assert_eq!(code, "weights-header-too-large");
        assert!(text.contains(&claimed.to_string()), "{text}");
    }
}

#[test]
fn a_broken_header_is_refused() {
    let bytes = file(&lab(&[4], 2));
    let broken = with_header(&bytes, |header| header.replacen(':', ";", 3));
    assert_eq!(refusal(&broken).0, "weights-header-invalid");
    let overlapping = with_header(&bytes, |header| header.replacen("[0,", "[4,", 1));
    assert_eq!(refusal(&overlapping).0, "weights-header-invalid");
}

#[test]
fn a_file_that_does_not_say_what_it_is_is_refused() {
    let bytes = file(&lab(&[4], 2));
    let nameless = with_header(&bytes, |header| header.replace("vae_lab", "somebody"));
    assert_eq!(refusal(&nameless).0, "weights-config-missing");
    let later = with_header(&bytes, |h| {
        h.replace(r#"formatVersion\":1"#, r#"formatVersion\":2"#)
    });
    let (code, text) = refusal(&later);
    assert_eq!(code, "weights-version");
    assert!(text.contains("version 2"), "{text}");
    let recurrent = with_header(&bytes, |h| h.replace(r#"\"dense\""#, r#"\"gru\""#));
    let (code, text) = refusal(&recurrent);
    assert_eq!(code, "weights-config-invalid");
    assert!(text.contains("gru"), "{text}");
    let absurd = with_header(&bytes, |h| {
        h.replace(r#"latentDim\":2"#, r#"latentDim\":0"#)
    });
    assert_eq!(refusal(&absurd).0, "weights-config-invalid");
}

#[test]
fn tensors_that_do_not_fit_the_config_are_refused_by_name() {
    let bytes = file(&lab(&[4], 2));
    let shaped = with_header(&bytes, |h| {
        h.replace(r#"latentDim\":2"#, r#"latentDim\":3"#)
    });
    let (code, text) = refusal(&shaped);
    assert_eq!(code, "weights-tensor-shape");
    assert!(text.contains("encoder.mean.weight"), "{text}");
    let renamed = with_header(&bytes, |h| {
        h.replace("encoder.mean.bias", "encoder.mean.bios")
    });
    assert_eq!(refusal(&renamed).0, "weights-tensor-missing");
    let deeper = with_header(&bytes, |h| {
        h.replace(r#"hidden\":[4]"#, r#"hidden\":[4,4]"#)
    });
    assert_eq!(refusal(&deeper).0, "weights-tensor-missing");
    let typed = with_header(&bytes, |h| h.replace("F32", "I32"));
    let (code, text) = refusal(&typed);
    assert_eq!(code, "weights-tensor-dtype");
    assert!(text.contains("I32"), "{text}");
}

#[test]
fn a_tensor_too_many_is_refused_by_name() {
    // Three layers of weights under a config of two.
    let bytes = file(&lab(&[4, 4], 2));
    let shallower = with_header(&bytes, |h| {
        h.replace(r#"hidden\":[4,4]"#, r#"hidden\":[4]"#)
    });
    let error = refusal(&shallower);
    assert_eq!(error.0, "weights-tensor-unexpected", "{}", error.1);
}

#[test]
fn weights_that_are_not_finite_are_refused_with_their_place() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut bytes = file(&lab(&[4], 2));
        let end = bytes.len();
        bytes[end - 4..].copy_from_slice(&bad.to_le_bytes());
        let (code, text) = refusal(&bytes);
        assert_eq!(code, "weights-nonfinite");
        assert!(text.contains(&bad.to_string()), "{text}");
    }
    let half = block_on(lab(&[4], 2).export_weights(Precision::Half)).expect("readable");
    let mut infinite = half.clone();
    let end = infinite.len();
    infinite[end - 2..].copy_from_slice(&f16::INFINITY.to_le_bytes());
    assert_eq!(refusal(&infinite).0, "weights-nonfinite");
}

#[test]
fn weights_of_another_architecture_leave_the_model_untouched() {
    let mut lab = lab(&[8], 2);
    let before = file(&lab);
    let other = file(&self::lab(&[4], 3));
    let error = lab.load(&other).unwrap_err();
    assert_eq!(error.code(), "weights-architecture-mismatch");
    let text = error.to_string();
    assert!(text.contains("dense 784-4-3-4-784"), "{text}");
    assert!(text.contains("dense 784-8-2-8-784"), "{text}");
    for end in [0, 50, before.len() - 4] {
        lab.load(&before[..end]).unwrap_err();
    }
    assert_eq!(file(&lab), before);
}

#[test]
fn a_header_whose_length_looks_like_markup_is_still_a_header() {
    // 0x3C is "<", and 0x20 0x3C is " <": what an unpadded header's length may begin with.
    let bytes = file(&lab(&[4], 2));
    for length in [0x3C3C, 0x3C20] {
        let padded = with_header(&bytes, |header| format!("{header:<length$}"));
        assert!(open(&padded).is_ok(), "a header of {length} bytes");
    }
}

#[test]
fn numbers_that_javascript_cannot_hold_are_refused() {
    let bytes = file(&lab(&[4], 2));
    let huge = with_header(&bytes, |h| {
        h.replace(r#"seed\":1"#, r#"seed\":9007199254740993"#)
    });
    let (code, text) = refusal(&huge);
    assert_eq!(code, "weights-config-invalid");
    assert!(text.contains("9007199254740993"), "{text}");
}

#[test]
fn weights_trained_further_do_not_claim_the_old_figures() {
    let bytes = include_bytes!("../../models/dense-z20.safetensors");
    let mut lab = open(bytes).expect("the shipped weights");
    let shipped = lab.metadata().clone();
    let images = Images::from_bytes(vec![128; 784 * 2], 784).expect("whole images");
    lab.begin_training(images, TrainOptions::default(), 0)
        .expect("sound options");
    assert_eq!(lab.metadata(), &shipped);
    block_on(lab.train_steps(1)).expect("a step");
    block_on(lab.rewind(0)).expect("a chunk to rewind");
    assert_eq!(lab.metadata(), &shipped);
    block_on(lab.train_steps(1)).expect("a step");
    lab.end_training();
    let tuned = open(&file(&lab)).expect("our own file").metadata().clone();
    assert_eq!(tuned.based_on.as_deref(), Some("dense-z20"));
    assert_eq!((tuned.command, tuned.name), (None, None));
    assert!(tuned.figures.is_empty());
}
