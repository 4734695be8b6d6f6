//! What a model does with its priors: which it draws from, how they travel, when they go stale.

use burn::tensor::{Tensor, TensorData};
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::{Lab, SampleOptions};
use vae_lab::model::{Architecture, Vae, VaeConfig};
use vae_lab::noise::{Noise, Purpose, normal_rows};
use vae_lab::objective::{log_ratio, reconstruction};
use vae_lab::prior::{Draws, FitKind, FitOptions, Fitted, Mixture, Prior, PriorName};
use vae_lab::train::TrainOptions;
use vae_lab::weights::Precision;

const PIXELS: usize = 36;

fn small(architecture: Architecture, latent_dim: usize) -> VaeConfig {
    VaeConfig {
        input_dim: PIXELS,
        hidden: vec![12],
        ..VaeConfig::new(architecture, latent_dim)
    }
}

fn lab(config: VaeConfig) -> Lab {
    Lab::fresh(config, 5, &cpu().device).expect("a sound config")
}

fn vamp() -> VaeConfig {
    VaeConfig {
        pseudo_inputs: 4,
        ..small(Architecture::Dense, 3)
    }
}

/// Noisy images of four classes.
fn images(count: usize) -> Images {
    let mut floats = Noise::new(2, Purpose::Sample, 0).uniform(count * PIXELS);
    for (i, pixel) in floats.iter_mut().enumerate() {
        *pixel *= if (i / PIXELS + i).is_multiple_of(4) {
            1.0
        } else {
            0.2
        };
    }
    let labels = (0..count).map(|i| (i % 4) as u8).collect();
    Images::from_floats(floats, PIXELS)
        .and_then(|images| images.with_labels(labels))
        .expect("pixels lie in 0..1")
}

fn fit(lab: &mut Lab, kind: FitKind, components: u32) {
    let options = FitOptions {
        kind,
        components: Some(components),
        ..FitOptions::default()
    };
    block_on(lab.fit_prior(&images(200), &options, |_| ())).expect("a fit");
}

fn with_both() -> Lab {
    let mut lab = lab(small(Architecture::Dense, 3));
    fit(&mut lab, FitKind::Mixture, 3);
    fit(&mut lab, FitKind::ClassConditional, 2);
    lab
}

fn sample(lab: &Lab, prior: Option<PriorName>, labels: Option<&[u8]>) -> Result<Vec<f32>, Error> {
    block_on(lab.sample_with(&SampleOptions {
        count: labels.map_or(6, <[u8]>::len),
        prior,
        labels: labels.map(<[u8]>::to_vec),
        ..SampleOptions::default()
    }))
}

fn file(lab: &Lab) -> Vec<u8> {
    block_on(lab.export_weights(Precision::Single)).expect("the CPU can be read")
}

fn rows(values: Vec<f32>, width: usize) -> Tensor<2> {
    let shape = [values.len() / width, width];
    Tensor::from_data(TensorData::new(values, shape), &cpu().device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

#[test]
fn a_model_with_a_vamp_prior_samples_from_it() {
    let lab = lab(vamp());
    assert_eq!(lab.own_prior(), PriorName::Vamp);
    let prior = block_on(lab.prior(None)).expect("its own");
    let z = prior.sample(&Draws::first(6, 0), None).expect("draws");
    let own = block_on(lab.decode(&z, None)).expect("latents");
    assert_eq!(sample(&lab, None, None).expect("samples"), own);
    assert_eq!(block_on(lab.sample(6, 0, None)).expect("samples"), own);
    let normal = normal_rows(0, Purpose::Sample, 0, 6, 3);
    let normal = block_on(lab.decode(&normal, None)).expect("latents");
    let standard = sample(&lab, Some(PriorName::Standard), None).expect("samples");
    assert_eq!(standard, normal);
    assert_ne!(standard, own);
}

/// A small VampPrior model with draws of its latents: noise, z, and the model.
fn vamp_draws() -> (Vae, Tensor<2>, Tensor<2>) {
    let uniform = |i, count| Noise::new(5, Purpose::Initialize, i as u64).uniform(count);
    let vae = Vae::fresh(&vamp(), uniform, &cpu().device).expect("a sound config");
    let seen = images(8);
    let inference = vae.infer(rows(seen.gather(&[0, 1, 2, 3, 4, 5, 6, 7]), PIXELS), None);
    let noise = rows(normal_rows(1, Purpose::ImportanceSample, 0, 8, 3), 3);
    let draw = vae.draw(&inference, noise.clone());
    assert_eq!(
        values(vae.draw_latents(&inference, noise.clone())),
        values(draw.z.clone())
    );
    (vae, noise, draw.z)
}

/// ln q(z|x) of `z = μ + σ ε`, in 64 bits.
fn log_posterior(noise: &[f32], log_var: &[f32]) -> f64 {
    let terms = noise.iter().zip(log_var);
    terms
        .map(|(&e, &v)| -0.5 * (f64::from(e).powi(2) + f64::from(v) + std::f64::consts::TAU.ln()))
        .sum()
}

#[test]
fn the_objective_and_the_prior_speak_of_one_density() {
    let lab = lab(vamp());
    let (vae, noise, z) = vamp_draws();
    let posterior = vae.encode(
        rows(images(8).gather(&[0, 1, 2, 3, 4, 5, 6, 7]), PIXELS),
        None,
    );
    for (prior, components) in [
        (PriorName::Vamp, vae.prior_components()),
        (PriorName::Standard, None),
    ] {
        let ratios = log_ratio(z.clone(), noise.clone(), &posterior, components.as_ref());
        let densities = block_on(lab.log_prior_density(&values(z.clone()), Some(prior), None))
            .expect("latents");
        let (noise, log_var) = (values(noise.clone()), values(posterior.log_var.clone()));
        for (i, (ratio, density)) in values(ratios).iter().zip(densities).enumerate() {
            let row = 3 * i..3 * i + 3;
            let expected = log_posterior(&noise[row.clone()], &log_var[row]) - density;
            let off = (f64::from(*ratio) - expected).abs();
            assert!(off < 1e-4, "{prior} {i}: {ratio} against {expected}");
        }
    }
}

#[test]
fn the_importance_sampled_likelihood_weighs_by_the_same_density() {
    let lab = lab(vamp());
    let (vae, noise, z) = vamp_draws();
    let seen = images(8);
    // One draw: the likelihood is its weight.
    let options = EvaluateOptions {
        seed: 1,
        importance_samples: 1,
        ..EvaluateOptions::default()
    };
    let figures = block_on(lab.evaluate(&seen, &options, 0))
        .expect("images")
        .figures();
    let pixels = rows(seen.gather(&[0, 1, 2, 3, 4, 5, 6, 7]), PIXELS);
    let posterior = vae.encode(pixels.clone(), None);
    let rebuilt = values(reconstruction(vae.decoder.forward(z.clone(), None), pixels));
    let densities = block_on(lab.log_prior_density(&values(z), None, None)).expect("latents");
    let (noise, log_var) = (values(noise), values(posterior.log_var));
    let expected: f64 = (0..8)
        .map(|i| {
            let row = 3 * i..3 * i + 3;
            let log_q = log_posterior(&noise[row.clone()], &log_var[row]);
            f64::from(rebuilt[i]) - densities[i] + log_q
        })
        .sum::<f64>()
        / 8.0;
    let nll = figures.nll.expect("it was asked for");
    assert!((nll - expected).abs() < 1e-4, "{nll} against {expected}");
}

#[test]
fn a_fitted_prior_travels_in_the_weights_bit_for_bit() {
    let lab = with_both();
    let bytes = file(&lab);
    let again = Lab::open(&bytes, &cpu().device).expect("our own file");
    let snapshot = block_on(lab.snapshot()).expect("readable");
    let snapshot = Lab::open(&snapshot, &cpu().device).expect("our own file");
    // Not `assert_eq`, which would print them.
    assert!(file(&again) == bytes);
    for name in [PriorName::Mixture, PriorName::ClassConditional] {
        let prior = |lab: &Lab| block_on(lab.prior(Some(name))).expect("it was fitted");
        assert_eq!(prior(&again), prior(&lab));
        assert_eq!(prior(&snapshot), prior(&lab));
        let samples = |lab: &Lab| sample(lab, Some(name), None).expect("samples");
        assert_eq!(samples(&again), samples(&lab));
    }
    let half = block_on(lab.export_weights(Precision::Half)).expect("readable");
    let half = Lab::open(&half, &cpu().device).expect("half precision keeps the weights' sum");
    assert_eq!(half.priors(), lab.priors());
}

/// The header of a file and where its tensors begin.
fn header(bytes: &[u8]) -> (serde_json::Value, usize) {
    let length = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
    let header = serde_json::from_slice(&bytes[8..8 + length]).expect("JSON");
    (header, 8 + length)
}

/// The file with another first number in a tensor.
fn with_value(bytes: &[u8], tensor: &str, value: f32) -> Vec<u8> {
    let (header, start) = header(bytes);
    let at = header[tensor]["data_offsets"][0]
        .as_u64()
        .expect("an offset") as usize
        + start;
    let mut bytes = bytes.to_vec();
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    bytes
}

/// The file with another header over the same numbers.
fn with_header(bytes: &[u8], edit: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let (mut header, start) = header(bytes);
    edit(&mut header);
    let header = header.to_string();
    let mut out = (header.len() as u64).to_le_bytes().to_vec();
    out.extend(header.into_bytes());
    out.extend(&bytes[start..]);
    out
}

#[test]
fn a_file_with_a_broken_prior_is_refused_by_its_tensor() {
    let bytes = file(&with_both());
    let refused = |bytes: Vec<u8>, code: &str, words: &[&str]| {
        let error = Lab::open(&bytes, &cpu().device).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.code(), code, "{text}");
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    };
    let (weights, means) = ("prior.mixture.weights", "prior.mixture.means");
    let classes = "prior.class_conditional.log_vars";
    let heavy = with_value(&bytes, weights, 1.0);
    refused(heavy, "weights-prior-invalid", &[weights, "sum"]);
    let negative = with_value(&bytes, weights, -0.25);
    refused(negative, "weights-prior-invalid", &[weights, "-0.25"]);
    let nonfinite = with_value(&bytes, means, f32::NAN);
    refused(nonfinite, "weights-nonfinite", &[means]);
    let wide = with_value(&bytes, classes, 500.0);
    refused(wide, "weights-prior-invalid", &[classes, "500"]);
    let shaped = |tensor: &str, shape: &[usize]| {
        with_header(&bytes, |header| header[tensor]["shape"] = shape.into())
    };
    refused(
        shaped(means, &[9]),
        "weights-tensor-shape",
        &[means, "[3, 3]"],
    );
    let flat = shaped("prior.class_conditional.weights", &[8]);
    refused(flat, "weights-tensor-shape", &["prior.class_conditional"]);
    let missing = with_header(&bytes, |header| {
        let fields = header.as_object_mut().expect("an object");
        let tensor = fields.remove(means).expect("a mixture");
        fields.insert("prior.mixture.moons".into(), tensor);
    });
    refused(missing, "weights-tensor-missing", &[means]);
}

#[test]
fn training_drops_the_priors_of_the_weights_before_it() {
    let mut lab = with_both();
    let before = file(&lab);
    lab.begin_training(images(8), TrainOptions::default(), 0)
        .expect("sound options");
    assert_eq!(lab.priors().len(), 3);
    block_on(lab.train_steps(1)).expect("a step");
    assert_eq!(lab.priors(), [PriorName::Standard]);
    let stale = sample(&lab, Some(PriorName::Mixture), None).unwrap_err();
    assert_eq!(stale.code(), "prior-missing");
    block_on(lab.rewind(0)).expect("a chunk to rewind");
    assert_eq!(lab.priors().len(), 3);
    block_on(lab.train_steps(2)).expect("steps");
    block_on(lab.rewind(1)).expect("a chunk to rewind");
    assert_eq!(lab.priors(), [PriorName::Standard]);
    lab.load(&before).expect("our own file");
    assert_eq!(lab.priors().len(), 3);
}

#[test]
fn a_prior_is_fitted_to_draws_not_to_means() {
    let lab = lab(small(Architecture::Dense, 3));
    let encoded = block_on(lab.encode(&images(4))).expect("images");
    let noise = normal_rows(6, Purpose::PriorLatents, 10, 4, 3);
    let latents = block_on(lab.latents(&images(4), 6, 10)).expect("images");
    assert_eq!(latents.labels.as_deref(), Some(&[0, 1, 2, 3][..]));
    for (i, z) in latents.values.iter().enumerate() {
        let expected = encoded.mean[i] + (0.5 * encoded.log_var[i]).exp() * noise[i];
        assert!((z - expected).abs() < 1e-6, "{z} against {expected}");
    }
}

#[test]
fn a_ladder_is_fitted_over_both_levels() {
    let config = VaeConfig {
        top_latent_dim: 2,
        top_hidden: vec![6],
        ..small(Architecture::Ladder, 5)
    };
    let mut lab = lab(config);
    fit(&mut lab, FitKind::Mixture, 2);
    let latents = block_on(lab.latents(&images(300), 9, 200)).expect("images");
    let mean = |name| {
        let densities = block_on(lab.log_prior_density(&latents.values, Some(name), None));
        let densities = densities.expect("latents");
        densities.iter().sum::<f64>() / densities.len() as f64
    };
    assert!(mean(PriorName::Mixture) > mean(PriorName::Standard));
    let samples = sample(&lab, Some(PriorName::Mixture), None).expect("samples");
    assert_eq!(samples.len(), 6 * PIXELS);
    // The latents are those of the draws that the model decodes.
    let tail = block_on(lab.latents(&images(300).slice(290..300), 9, 490)).expect("images");
    assert_eq!(latents.values[290 * 5..], tail.values);
}

#[test]
fn labels_choose_the_class_of_the_prior_and_of_the_decoder() {
    let plain = with_both();
    let of_class = |labels: &[u8]| sample(&plain, Some(PriorName::ClassConditional), Some(labels));
    let prior = block_on(plain.prior(Some(PriorName::ClassConditional))).expect("it was fitted");
    let z = prior
        .sample(&Draws::first(2, 0), Some(&[3, 3]))
        .expect("draws");
    let decoded = block_on(plain.decode(&z, None)).expect("latents");
    assert_eq!(of_class(&[3, 3]).expect("samples"), decoded);
    assert_ne!(of_class(&[1, 1]).expect("samples"), decoded);
    assert_eq!(of_class(&[4]).unwrap_err().code(), "labels-range");
    let turns = sample(&plain, Some(PriorName::ClassConditional), None).expect("samples");
    assert_eq!(of_class(&[0, 1, 2, 3, 0, 1]).expect("samples"), turns);
    let unasked = sample(&plain, Some(PriorName::Mixture), Some(&[1])).unwrap_err();
    assert_eq!(unasked.code(), "labels-unexpected");

    let mut conditional = lab(VaeConfig {
        classes: 4,
        ..small(Architecture::Dense, 3)
    });
    fit(&mut conditional, FitKind::ClassConditional, 1);
    let prior = block_on(conditional.prior(Some(PriorName::ClassConditional)));
    let z = prior
        .and_then(|prior| prior.sample(&Draws::first(2, 0), Some(&[2, 0])))
        .expect("draws");
    let decoded = block_on(conditional.decode(&z, Some(&[2, 0]))).expect("latents");
    let drawn = sample(
        &conditional,
        Some(PriorName::ClassConditional),
        Some(&[2, 0]),
    );
    assert_eq!(drawn.expect("samples"), decoded);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let mut lab = lab(small(Architecture::Dense, 3));
    for (name, word) in [
        (PriorName::Mixture, "mixture"),
        (PriorName::ClassConditional, "class-conditional"),
        (PriorName::Vamp, "VampPrior"),
    ] {
        let error = sample(&lab, Some(name), None).unwrap_err();
        assert_eq!(error.code(), "prior-missing");
        assert!(error.to_string().contains(word), "{error}");
    }
    for temperature in [-0.1, 11.0, f64::NAN] {
        let options = SampleOptions {
            temperature,
            ..SampleOptions::default()
        };
        let error = block_on(lab.sample_with(&options)).unwrap_err();
        assert_eq!(error.code(), "option-out-of-range");
        assert!(error.to_string().contains("temperature"), "{error}");
    }
    let flat = Mixture::new(vec![1.0], vec![0.0; 2], vec![0.0; 2]).expect("a sound mixture");
    let error = lab.set_prior(Fitted::Mixture(flat)).unwrap_err();
    assert_eq!(error.code(), "prior-invalid");
    let unlabelled = Images::from_floats(vec![0.5; 4 * PIXELS], PIXELS).expect("whole images");
    let options = FitOptions {
        kind: FitKind::ClassConditional,
        ..FitOptions::default()
    };
    let error = block_on(lab.fit_prior(&unlabelled, &options, |_| ())).unwrap_err();
    assert_eq!(error.code(), "labels-missing");
    assert_eq!(lab.priors(), [PriorName::Standard]);
    let prior = Prior::StandardNormal { dim: 3 };
    assert_eq!(block_on(lab.prior(None)).expect("its own"), prior);
}
