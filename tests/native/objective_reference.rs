//! Every term and objective, and a pass of every architecture, against Python's values and
//! gradients (`tests/reference/objectives.py`, `models.py`).

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use serde_json::Value;
use vae_lab::data::one_hot;
use vae_lab::model::{Components, Draw, Likelihood, Pixels, Posterior, Vae, VaeConfig};
use vae_lab::noise::{Noise, Purpose};
use vae_lab::objective::{
    Objective, decompose_kl, kl_divergence, kl_per_dimension, log_ratio, reconstruction,
};

/// 1e-4 of the value, and 1e-5 near zero.
const RELATIVE: f64 = 1e-4;
const ABSOLUTE: f64 = 1e-5;

fn reference() -> Value {
    let json = include_str!("../reference/objectives.json");
    serde_json::from_str(json).expect("objectives.json is JSON")
}

fn floats(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list").iter();
    list.map(|v| v.as_f64().expect("a number")).collect()
}

fn cpu() -> Device {
    vae_lab::device::cpu().device.autodiff()
}

/// Rows of the reference's numbers, of which gradients can be asked.
fn rows(value: &Value, width: usize) -> Tensor<2> {
    let values: Vec<f32> = floats(value).iter().map(|&v| v as f32).collect();
    let data = TensorData::new(values.clone(), [values.len() / width, width]);
    Tensor::from_data(data, &cpu()).require_grad()
}

fn values<const D: usize>(tensor: &Tensor<D>) -> Vec<f64> {
    let data = tensor.clone().inner().into_data();
    data.iter::<f32>().map(f64::from).collect()
}

fn slope<const D: usize>(gradients: &Gradients, at: &Tensor<D>) -> Vec<f64> {
    let gradient = at.grad(gradients).expect("the value depends on it");
    gradient.into_data().iter::<f32>().map(f64::from).collect()
}

fn assert_close(what: &str, found: &[f64], expected: &Value) {
    let expected = match expected.is_array() {
        true => floats(expected),
        false => vec![expected.as_f64().expect("a number")],
    };
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(&expected).enumerate() {
        let bound = ABSOLUTE + RELATIVE * e.abs();
        assert!((f - e).abs() <= bound, "{what}, value {i}: {f} against {e}");
    }
}

fn pixels(logits: &Tensor<2>, likelihood: Likelihood, log_sigma: Option<Tensor<1>>) -> Pixels {
    Pixels {
        logits: logits.clone(),
        log_sigma,
        likelihood,
    }
}

#[test]
fn pixels_of_zero_to_extreme_logits_equal_sixty_digits() {
    let reference = &reference()["pixels"];
    let logits = rows(&reference["logits"], 1);
    let images = rows(&reference["images"], 1);
    for (name, likelihood) in [
        ("bernoulli", Likelihood::Bernoulli),
        ("continuousBernoulli", Likelihood::ContinuousBernoulli),
    ] {
        let nats = reconstruction(pixels(&logits, likelihood, None), images.clone());
        assert_close(name, &values(&nats), &reference[name]);
        let gradients = nats.sum().backward();
        let name = format!("{name}Gradient");
        assert_close(&name, &slope(&gradients, &logits), &reference[&name]);
    }
    let mean = pixels(&logits, Likelihood::ContinuousBernoulli, None).mean();
    let name = "continuousBernoulliMean";
    assert_close(name, &values(&mean), &reference[name]);
}

#[test]
fn gaussian_pixels_equal_the_reference_at_every_sigma() {
    let reference = &reference()["gaussian"];
    let images = rows(&reference["images"], 5);
    for case in reference["cases"].as_array().expect("cases") {
        let logits = rows(&reference["logits"], 5);
        let log_sigma = case["logSigma"].as_f64().expect("a number") as f32;
        let log_sigma = Tensor::<1>::from_data([log_sigma], &cpu()).require_grad();
        let likelihood = Likelihood::Gaussian;
        let nats = reconstruction(
            pixels(&logits, likelihood, Some(log_sigma.clone())),
            images.clone(),
        );
        assert_close("values", &values(&nats), &case["values"]);
        let gradients = nats.sum().backward();
        let found = slope(&gradients, &logits);
        assert_close("logits", &found, &case["logitsGradient"]);
        let found = slope(&gradients, &log_sigma);
        assert_close("log sigma", &found, &case["logSigmaGradient"]);
    }
}

fn posterior(reference: &Value, mean: &str, log_var: &str) -> Posterior {
    Posterior {
        mean: rows(&reference[mean], 3),
        log_var: rows(&reference[log_var], 3),
    }
}

fn components(reference: &Value) -> Components {
    let Posterior { mean, log_var } = posterior(reference, "componentMean", "componentLogVar");
    Components {
        mean,
        log_var,
        near_normal: false,
    }
}

#[test]
fn divergences_from_both_priors_equal_the_reference() {
    let reference = &reference()["divergences"];
    let noise = rows(&reference["noise"], 3);
    let q = posterior(reference, "mean", "logVar");
    let each = kl_per_dimension(&q);
    assert_close(
        "per dimension",
        &values(&each),
        &reference["klPerDimension"],
    );
    let gradients = kl_divergence(&q).sum().backward();
    let check = |gradients: &Gradients, at: &Tensor<2>, name: &str| {
        assert_close(name, &slope(gradients, at), &reference[name]);
    };
    check(&gradients, &q.mean, "klMeanGradient");
    check(&gradients, &q.log_var, "klLogVarGradient");
    let z = q.reparameterize(noise.clone());
    let ratio = log_ratio(z.clone(), noise.clone(), &q, None);
    assert_close("log ratio", &values(&ratio), &reference["logRatio"]);
    let components = components(reference);
    let ratio = log_ratio(z, noise, &q, Some(&components));
    assert_close("mixture", &values(&ratio), &reference["mixtureLogRatio"]);
    let gradients = ratio.sum().backward();
    check(&gradients, &q.mean, "mixtureMeanGradient");
    check(&gradients, &q.log_var, "mixtureLogVarGradient");
    let Components { mean, log_var, .. } = &components;
    check(&gradients, mean, "mixtureComponentMeanGradient");
    check(&gradients, log_var, "mixtureComponentLogVarGradient");
}

/// The objective that a case of the reference describes.
fn objective(case: &Value) -> Objective {
    let number = |name: &str| case[name].as_f64().unwrap_or_default();
    let whole = |name: &str| case[name].as_u64().expect("a whole number") as usize;
    match case["objective"].as_str() {
        Some("elbo") => Objective::Elbo {
            beta: number("beta"),
            free_bits: number("freeBits"),
        },
        Some("capacity") => Objective::Capacity {
            gamma: number("gamma"),
            capacity: number("capacity"),
        },
        Some("importanceWeighted") => Objective::ImportanceWeighted {
            samples: whole("samples"),
        },
        Some("totalCorrelation") => Objective::TotalCorrelation {
            beta: number("beta"),
            data_count: whole("dataCount"),
        },
        other => panic!("no objective {other:?}"),
    }
}

#[test]
fn every_objective_and_its_gradient_equal_the_reference() {
    let reference = &reference()["objectives"];
    let images = rows(&reference["images"], 4);
    let noise = rows(&reference["noise"], 3);
    for case in reference["cases"].as_array().expect("cases") {
        let q = posterior(reference, "mean", "logVar");
        let components = components(reference);
        let z = q.reparameterize(noise.clone());
        let logits = z.clone().matmul(rows(&reference["weight"], 4));
        let draw = Draw {
            posterior: q.clone(),
            z,
            pixels: pixels(&logits, Likelihood::Bernoulli, None),
        };
        let components = (case["mixture"] == true).then_some(&components);
        let terms = objective(case).terms(draw, images.clone(), noise.clone(), components);
        let name = format!("{} {}", case["objective"], case["mixture"]);
        assert_close(&name, &values(&terms.objective), &case["value"]);
        let gradients = terms.objective.backward();
        assert_close(&name, &slope(&gradients, &q.mean), &case["meanGradient"]);
        let found = slope(&gradients, &q.log_var);
        assert_close(&name, &found, &case["logVarGradient"]);
    }
    let q = posterior(reference, "mean", "logVar");
    let parts = decompose_kl(q.reparameterize(noise.clone()), noise, &q, 600);
    let parts = [
        parts.mutual_information,
        parts.total_correlation,
        parts.dimension_wise_kl,
    ];
    let found: Vec<f64> = parts.iter().flat_map(values).collect();
    assert_close("decomposition", &found, &reference["decomposition"]);
}

/// Gathers the gradients of all parameters in the order of the module.
struct Slopes<'a> {
    gradients: &'a Gradients,
    found: Vec<f64>,
}

impl ModuleVisitor for Slopes<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.found.extend(slope(self.gradients, &param.val()));
    }
}

/// What goes into a model of the reference, drawn as `models.py` draws it.
struct Given {
    vae: Vae,
    images: Tensor<2>,
    labels: Option<Tensor<2>>,
    noise: Tensor<2>,
}

fn given(config: &VaeConfig, seed: u64, batch: usize, samples: usize) -> Given {
    let tensor = |values: Vec<f32>, width: usize| -> Tensor<2> {
        let rows = values.len() / width;
        Tensor::from_data(TensorData::new(values, [rows, width]), &cpu())
    };
    let stream = |purpose, index| Noise::new(seed, purpose, index);
    let specs = config.parameters();
    let weights = specs.iter().zip(0..).map(|(spec, i)| {
        let mut uniform = stream(Purpose::Initialize, i).uniform(spec.len());
        uniform.iter_mut().for_each(|u| *u -= 0.5);
        uniform
    });
    let device = vae_lab::device::cpu().device;
    let vae = Vae::from_parameters(config, weights.collect(), &device);
    let grey = stream(Purpose::Sample, 99).uniform(batch * config.input_dim);
    let latents = batch * samples * config.latent_dim;
    let classes = config.classes;
    let labels: Vec<u8> = (0..batch).map(|i| (i % classes.max(1)) as u8).collect();
    Given {
        vae: vae.expect("a sound config").fork(&cpu()).train(),
        images: tensor(grey, config.input_dim),
        labels: (classes > 0).then(|| tensor(one_hot(&labels, classes), classes)),
        noise: tensor(
            stream(Purpose::Reparameterize, 0).normal(latents),
            config.latent_dim,
        ),
    }
}

fn check_pass(name: &str, case: &Value, seed: u64, batch: usize) {
    let config: VaeConfig = serde_json::from_value(case["config"].clone()).expect("a config");
    let objective = objective(case);
    let samples = objective.samples();
    let Given {
        vae,
        images,
        labels,
        noise,
    } = given(&config, seed, batch, samples);
    let check = |what: &str, found: &[f64]| {
        assert_close(&format!("{name}: {what}"), found, &case[what]);
    };
    let inference = vae.infer(images.clone(), labels).repeat(samples);
    let draw = vae.draw(&inference, noise.clone());
    check("mean", &values(&draw.posterior.mean));
    check("logVar", &values(&draw.posterior.log_var));
    check("z", &values(&draw.z));
    check("logits", &values(&draw.pixels.logits));
    let shown = images.unsqueeze_dim::<3>(1).repeat_dim(1, samples);
    let shown = shown.reshape([batch * samples, config.input_dim]);
    let rebuilt = reconstruction(draw.pixels.clone(), shown.clone());
    check("reconstruction", &values(&rebuilt));
    let components = vae.prior_components();
    let (z, q) = (draw.z.clone(), draw.posterior.clone());
    let kl = match &components {
        None => kl_divergence(&q),
        components => log_ratio(z, noise.clone(), &q, components.as_ref()),
    };
    check("kl", &values(&kl));
    let terms = objective.terms(draw, shown, noise, components.as_ref());
    check("value", &values(&terms.objective));
    let mut slopes = Slopes {
        gradients: &terms.objective.backward(),
        found: Vec::new(),
    };
    vae.visit(&mut slopes);
    check("gradient", &slopes.found);
}

#[test]
fn a_pass_through_every_architecture_and_its_gradient_equal_the_reference() {
    let json = include_str!("../reference/models.json");
    let reference: Value = serde_json::from_str(json).expect("models.json is JSON");
    let whole = |name: &str| reference[name].as_u64().expect("a whole number");
    for (name, case) in reference["models"].as_object().expect("models") {
        check_pass(name, case, whole("seed"), whole("batch") as usize);
    }
}
