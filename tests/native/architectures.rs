//! Every architecture: its layers, its latents, its gradients, and configs that contradict
//! themselves.

use burn::tensor::{Tensor, TensorData};
use pollster::block_on;
use vae_lab::data::{Binarization, Images};
use vae_lab::device::cpu;
use vae_lab::error::Error;
use vae_lab::evaluate::EvaluateOptions;
use vae_lab::lab::Lab;
use vae_lab::model::{Activation, Architecture, Likelihood, Vae, VaeConfig};
use vae_lab::noise::{Noise, Purpose};
use vae_lab::objective::Objective;
use vae_lab::train::{ObjectiveName, TrainOptions, Warmup};

const SIDE: usize = 12;
const PIXELS: usize = SIDE * SIDE;

fn small(architecture: Architecture, latent_dim: usize) -> VaeConfig {
    VaeConfig {
        input_dim: PIXELS,
        ..VaeConfig::new(architecture, latent_dim)
    }
}

fn conv() -> VaeConfig {
    VaeConfig {
        channels: vec![4, 6],
        residual_blocks: vec![0, 1],
        hidden: vec![10],
        activation: Activation::Silu,
        ..small(Architecture::Conv, 3)
    }
}

fn ladder() -> VaeConfig {
    VaeConfig {
        top_latent_dim: 2,
        top_hidden: vec![8, 7],
        kernel_size: 5,
        ..VaeConfig {
            architecture: Architecture::Ladder,
            latent_dim: 5,
            ..conv()
        }
    }
}

/// One of each kind, and of each thing that adds a parameter.
fn every_kind() -> Vec<VaeConfig> {
    let dense = VaeConfig {
        hidden: vec![20, 9],
        ..small(Architecture::Dense, 3)
    };
    vec![
        dense.clone(),
        VaeConfig {
            classes: 4,
            ..dense.clone()
        },
        VaeConfig {
            pseudo_inputs: 5,
            ..dense.clone()
        },
        VaeConfig {
            likelihood: Likelihood::Gaussian,
            ..dense
        },
        conv(),
        VaeConfig {
            channels: vec![4, 5, 6],
            residual_blocks: vec![],
            hidden: vec![],
            classes: 4,
            ..conv()
        },
        VaeConfig {
            output_convolution: true,
            ..conv()
        },
        ladder(),
        VaeConfig {
            classes: 4,
            ..ladder()
        },
        VaeConfig {
            channels: vec![],
            residual_blocks: vec![],
            kernel_size: 3,
            ..ladder()
        },
    ]
}

fn fresh(config: &VaeConfig) -> Vae {
    let uniform = |i, count| Noise::new(1, Purpose::Initialize, i as u64).uniform(count);
    Vae::fresh(config, uniform, &cpu().device).expect("a sound config")
}

fn rows(values: Vec<f32>, width: usize) -> Tensor<2> {
    let count = values.len() / width;
    Tensor::from_data(TensorData::new(values, [count, width]), &cpu().device)
}

fn uniform_rows(count: usize, width: usize) -> Tensor<2> {
    let values = Noise::new(2, Purpose::BinarizeFixed, 0).uniform(count * width);
    rows(values, width)
}

fn normal_rows(count: usize, width: usize) -> Tensor<2> {
    let values = Noise::new(2, Purpose::Evaluate, 0).normal(count * width);
    rows(values, width)
}

fn labels(config: &VaeConfig, count: usize) -> Option<Tensor<2>> {
    let labels: Vec<u8> = (0..count as u8).map(|i| i % 4).collect();
    (config.classes > 0).then(|| {
        rows(
            vae_lab::data::one_hot(&labels, config.classes),
            config.classes,
        )
    })
}

fn values(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// Discs of different places and sizes.
fn discs(count: usize) -> Images {
    let floats = (0..count)
        .flat_map(|i| {
            let (x, y, r) = (3.0 + (i % 4) as f32 * 2.0, 3.0 + (i % 3) as f32 * 3.0, 2.5);
            (0..PIXELS).map(move |p| {
                let (dx, dy) = ((p % SIDE) as f32 - x, (p / SIDE) as f32 - y);
                if dx * dx + dy * dy < r * r {
                    0.95
                } else {
                    0.05
                }
            })
        })
        .collect();
    let labels = (0..count as u8).map(|i| i % 4).collect();
    let images = Images::from_floats(floats, PIXELS).expect("pixels lie in 0..1");
    images.with_labels(labels).expect("one label an image")
}

#[test]
fn parameters_are_listed_as_the_module_holds_them() {
    // Adam's state, checkpoints and fresh weights all go by this order.
    for config in every_kind() {
        let specs = config.parameters();
        let held = fresh(&config).parameters();
        let listed: Vec<_> = specs.iter().map(|s| (&s.path, &s.shape)).collect();
        let held: Vec<_> = held.iter().map(|p| (&p.path, &p.shape)).collect();
        assert_eq!(listed, held, "{config}");
        let sum: usize = specs.iter().map(vae_lab::model::ParameterSpec::len).sum();
        assert_eq!(config.summary().parameters, sum);
        assert_eq!(config.summary().bytes, 4 * sum);
    }
}

#[test]
fn a_summary_tells_layers_shapes_and_parameters() {
    let config = VaeConfig {
        channels: vec![32, 64],
        hidden: vec![16],
        ..VaeConfig::new(Architecture::Conv, 2)
    };
    let summary = config.summary();
    let lines: Vec<String> = summary
        .layers
        .iter()
        .map(|l| format!("{} | {} | {} | {}", l.name, l.kind, l.shape, l.parameters))
        .collect();
    // Keras.io's convolutional VAE counts 69,076 parameters in its encoder as this one does;
    // its decoder ends in a convolution of its own.
    assert_eq!(
        lines,
        [
            "encoder.stages.0.conv | conv 3×3 + ReLU | 1×28×28 → 32×14×14 | 320",
            "encoder.stages.1.conv | conv 3×3 + ReLU | 32×14×14 → 64×7×7 | 18496",
            "encoder.hidden.0 | linear + ReLU | 3136 → 16 | 50192",
            "encoder.mean | linear | 16 → 2 | 34",
            "encoder.log_var | linear | 16 → 2 | 34",
            "decoder.hidden.0 | linear + ReLU | 2 → 16 | 48",
            "decoder.canvas | linear + ReLU | 16 → 3136 | 53312",
            "decoder.stages.0.conv | transposed conv 3×3 + ReLU | 64×7×7 → 32×14×14 | 18464",
            "decoder.stages.1.conv | transposed conv 3×3 | 32×14×14 → 1×28×28 | 289",
        ]
    );
}

#[test]
fn every_kind_gives_posteriors_and_images_of_the_right_size() {
    for config in every_kind() {
        let vae = fresh(&config);
        let posterior = vae.encode(uniform_rows(5, PIXELS), labels(&config, 5));
        assert_eq!(posterior.mean.dims(), [5, config.latent_dim], "{config}");
        assert_eq!(posterior.log_var.dims(), [5, config.latent_dim]);
        let images = vae.decode(normal_rows(5, config.latent_dim), labels(&config, 5));
        assert_eq!(images.dims(), [5, PIXELS]);
        assert!(values(images).iter().all(|p| (0.0..=1.0).contains(p)));
    }
}

#[test]
fn a_draw_without_noise_is_the_mean_and_decodes_as_its_latent_does() {
    for config in every_kind() {
        let vae = fresh(&config);
        let images = uniform_rows(4, PIXELS);
        let inference = vae.infer(images.clone(), labels(&config, 4));
        let still = vae.draw(
            &inference,
            rows(vec![0.0; 4 * config.latent_dim], config.latent_dim),
        );
        let mean = values(vae.encode(images, labels(&config, 4)).mean);
        assert_eq!(values(still.z), mean, "{config}");
        let draw = vae.draw(&inference, normal_rows(4, config.latent_dim));
        let again = vae.decode(draw.z, labels(&config, 4));
        for (a, b) in values(draw.pixels.mean()).iter().zip(values(again)) {
            assert!((a - b).abs() < 1e-6, "{config}: {a} against {b}");
        }
    }
}

#[test]
fn several_draws_of_an_image_are_those_of_its_copies() {
    for config in every_kind() {
        let vae = fresh(&config);
        let images = uniform_rows(2, PIXELS);
        let twice = vae.infer(images.clone(), labels(&config, 2)).repeat(3);
        let noise = normal_rows(6, config.latent_dim);
        let found = values(vae.draw(&twice, noise.clone()).z);
        for image in 0..2 {
            let one = vae.infer(images.clone(), labels(&config, 2));
            for draw in 0..3 {
                let row = image * 3 + draw;
                let pick = |i: usize| noise.clone().narrow(0, i, 1);
                // The other image's noise is of no matter.
                let pair = Tensor::cat(vec![pick(row), pick(row)], 0);
                let z = values(vae.draw(&one, pair).z);
                let width = config.latent_dim;
                let expected = &z[image * width..(image + 1) * width];
                for (f, e) in found[row * width..(row + 1) * width].iter().zip(expected) {
                    assert!((f - e).abs() < 1e-5, "{config}: {f} against {e}");
                }
            }
        }
    }
}

#[test]
fn gradients_of_every_kind_equal_finite_differences() {
    let objective = Objective::Elbo {
        beta: 0.7,
        free_bits: 0.0,
    };
    for config in every_kind() {
        // A kink of ReLU within a step would show as an error.
        let config = VaeConfig {
            activation: Activation::Silu,
            ..config
        };
        let device = cpu().device.autodiff();
        let images = uniform_rows(3, PIXELS);
        let noise = normal_rows(3, config.latent_dim);
        let lift = |t: Tensor<2>| Tensor::<2>::from_data(t.into_data(), &device);
        let start: Vec<Vec<f32>> = fresh(&config)
            .parameters()
            .into_iter()
            .map(|p| p.values.into_data().iter::<f32>().collect())
            .collect();
        let cost = |parameters: Vec<Vec<f32>>| {
            let vae = Vae::from_parameters(&config, parameters, &cpu().device).expect("as listed");
            let inference = vae.infer(images.clone(), labels(&config, 3));
            let draw = vae.draw(&inference, noise.clone());
            let components = vae.prior_components();
            let terms = objective.terms(draw, images.clone(), noise.clone(), components.as_ref());
            terms
                .objective
                .into_data()
                .iter::<f32>()
                .next()
                .expect("one number")
        };
        use burn::module::{Module, ModuleVisitor, Param};
        struct Collect<'a>(&'a burn::tensor::Gradients, Vec<Vec<f32>>);
        impl ModuleVisitor for Collect<'_> {
            fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
                let gradient = param
                    .val()
                    .grad(self.0)
                    .expect("every parameter takes part");
                self.1.push(gradient.into_data().iter::<f32>().collect());
            }
        }
        let vae = fresh(&config).fork(&device).train();
        let inference = vae.infer(lift(images.clone()), labels(&config, 3).map(lift));
        let draw = vae.draw(&inference, lift(noise.clone()));
        let components = vae.prior_components();
        let terms = objective.terms(
            draw,
            lift(images.clone()),
            lift(noise.clone()),
            components.as_ref(),
        );
        let gradients = terms.objective.backward();
        let mut collect = Collect(&gradients, Vec::new());
        vae.visit(&mut collect);
        for (i, gradient) in collect.1.iter().enumerate() {
            // The steepest number of each parameter, so that 32 bits can tell.
            let (at, steepest) = gradient
                .iter()
                .enumerate()
                .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
                .expect("no parameter is empty");
            let shifted = |by: f32| {
                let mut parameters = start.clone();
                parameters[i][at] += by;
                cost(parameters)
            };
            let step = 2e-3;
            let slope = (shifted(step) - shifted(-step)) / (2.0 * step);
            let bound = 0.02 * steepest.abs().max(0.5);
            assert!(
                (slope - steepest).abs() < bound,
                "{config}, parameter {}: {slope} against {steepest}",
                config.parameters()[i].path
            );
        }
    }
}

fn train(config: VaeConfig, options: TrainOptions) -> (Lab, f32, f32) {
    let mut lab = Lab::fresh(config, 0, &cpu().device).expect("a sound config");
    lab.begin_training(discs(12), options, 0)
        .expect("sound options");
    let records = block_on(lab.train_steps(1000)).expect("steps");
    lab.end_training();
    (
        lab,
        records[0].negative_elbo,
        records[records.len() - 1].negative_elbo,
    )
}

#[test]
fn every_kind_learns_twelve_discs() {
    for config in every_kind() {
        let options = TrainOptions {
            steps: Some(200),
            learning_rate: 5e-3,
            ..TrainOptions::default()
        };
        let name = config.to_string();
        let gaussian = config.likelihood == Likelihood::Gaussian;
        let (_, before, after) = train(config, options);
        // A Gaussian's nats are those of a density: they fall from 132 at σ = 1.
        let bound = if gaussian { 60.0 } else { 0.7 * before };
        assert!(after < bound, "{name}: from {before} to {after}");
    }
}

#[test]
fn ten_steps_and_ten_resumed_equal_twenty_in_a_conditional_ladder() {
    let config = VaeConfig {
        classes: 4,
        ..ladder()
    };
    let options = || TrainOptions {
        steps: Some(20),
        batch_size: 5,
        binarize: Binarization::Dynamic,
        objective: ObjectiveName::Capacity,
        gamma: Some(3.0),
        capacity: Some(4.0),
        warmup: Warmup::Cyclic,
        warmup_steps: Some(7),
        ..TrainOptions::default()
    };
    let (straight, ..) = train(config.clone(), options());
    let mut first = Lab::fresh(config, 0, &cpu().device).expect("a sound config");
    first
        .begin_training(discs(12), options(), 0)
        .expect("sound options");
    block_on(first.train_steps(10)).expect("steps");
    let bytes = block_on(first.snapshot()).expect("readable");
    let mut second = Lab::open(&bytes, &cpu().device).expect("our own snapshot");
    let state = second.run_state();
    second
        .begin_training(discs(12), state.options, state.step)
        .expect("sound options");
    block_on(second.train_steps(20)).expect("steps");
    second.end_training();
    let weights = |lab: &Lab| block_on(lab.snapshot()).expect("readable");
    assert_eq!(weights(&second), weights(&straight));
}

#[test]
fn a_conditional_model_needs_labels_and_others_take_none() {
    let config = VaeConfig {
        classes: 4,
        ..conv()
    };
    let lab = Lab::fresh(config, 0, &cpu().device).expect("a sound config");
    let code = |error: Error| error.code();
    let bare = Images::from_floats(vec![0.5; PIXELS], PIXELS).expect("one image");
    let options = EvaluateOptions::default();
    assert_eq!(
        code(block_on(lab.encode(&bare)).unwrap_err()),
        "labels-missing"
    );
    assert_eq!(
        code(block_on(lab.evaluate(&bare, &options, 0)).unwrap_err()),
        "labels-missing"
    );
    assert_eq!(
        code(block_on(lab.decode(&[0.0; 3], None)).unwrap_err()),
        "labels-missing"
    );
    assert_eq!(
        code(block_on(lab.decode(&[0.0; 3], Some(&[4]))).unwrap_err()),
        "labels-range"
    );
    assert_eq!(
        code(block_on(lab.decode(&[0.0; 3], Some(&[1, 2]))).unwrap_err()),
        "labels-length"
    );
    assert_eq!(
        code(block_on(lab.sample(2, 0, Some(&[1]))).unwrap_err()),
        "labels-length"
    );
    let short = Images::from_floats(vec![0.5; PIXELS], PIXELS).expect("one image");
    assert_eq!(
        code(short.with_labels(vec![1, 2]).unwrap_err()),
        "labels-length"
    );
    let plain = Lab::fresh(conv(), 0, &cpu().device).expect("a sound config");
    assert_eq!(
        code(block_on(plain.decode(&[0.0; 3], Some(&[1]))).unwrap_err()),
        "labels-unexpected"
    );
    // Without labels its samples go through the classes in turn.
    let in_turn = block_on(lab.sample(6, 3, None)).expect("samples");
    assert_eq!(
        in_turn,
        block_on(lab.sample(6, 3, Some(&[0, 1, 2, 3, 0, 1]))).expect("samples")
    );
    assert_ne!(
        in_turn,
        block_on(lab.sample(6, 3, Some(&[1, 1, 2, 3, 0, 1]))).expect("samples")
    );
}

#[test]
fn a_config_that_contradicts_itself_is_refused_by_field() {
    let wrong = [
        (
            "hidden",
            VaeConfig {
                hidden: vec![],
                ..small(Architecture::Dense, 2)
            },
        ),
        (
            "channels",
            VaeConfig {
                channels: vec![4],
                hidden: vec![4],
                ..small(Architecture::Dense, 2)
            },
        ),
        (
            "channels",
            VaeConfig {
                channels: vec![],
                residual_blocks: vec![],
                ..conv()
            },
        ),
        (
            "channels",
            VaeConfig {
                channels: vec![0, 4],
                ..conv()
            },
        ),
        (
            "channels",
            VaeConfig {
                channels: vec![4; 4],
                residual_blocks: vec![],
                ..conv()
            },
        ),
        (
            "outputConvolution",
            VaeConfig {
                output_convolution: true,
                hidden: vec![4],
                ..small(Architecture::Dense, 3)
            },
        ),
        (
            "residualBlocks",
            VaeConfig {
                residual_blocks: vec![1],
                ..conv()
            },
        ),
        (
            "residualBlocks",
            VaeConfig {
                residual_blocks: vec![1, 9],
                ..conv()
            },
        ),
        (
            "kernelSize",
            VaeConfig {
                kernel_size: 4,
                ..conv()
            },
        ),
        (
            "kernelSize",
            VaeConfig {
                kernel_size: 5,
                hidden: vec![4],
                ..small(Architecture::Dense, 2)
            },
        ),
        (
            "classes",
            VaeConfig {
                classes: 257,
                ..conv()
            },
        ),
        (
            "inputDim",
            VaeConfig {
                input_dim: 145,
                ..conv()
            },
        ),
        (
            "latentDim",
            VaeConfig {
                latent_dim: 0,
                ..conv()
            },
        ),
        (
            "topLatentDim",
            VaeConfig {
                top_latent_dim: 1,
                ..conv()
            },
        ),
        (
            "topLatentDim",
            VaeConfig {
                top_latent_dim: 0,
                ..ladder()
            },
        ),
        (
            "topLatentDim",
            VaeConfig {
                top_latent_dim: 5,
                ..ladder()
            },
        ),
        (
            "topHidden",
            VaeConfig {
                top_hidden: vec![],
                ..ladder()
            },
        ),
        (
            "topHidden",
            VaeConfig {
                top_hidden: vec![3],
                ..conv()
            },
        ),
        (
            "hidden",
            VaeConfig {
                hidden: vec![],
                ..ladder()
            },
        ),
        (
            "classes",
            VaeConfig {
                classes: 1,
                ..conv()
            },
        ),
        (
            "sigma",
            VaeConfig {
                sigma: Some(0.1),
                ..conv()
            },
        ),
        (
            "sigma",
            VaeConfig {
                sigma: Some(0.0),
                likelihood: Likelihood::Gaussian,
                ..conv()
            },
        ),
        (
            "pseudoInputs",
            VaeConfig {
                pseudo_inputs: 1,
                ..conv()
            },
        ),
        (
            "pseudoInputs",
            VaeConfig {
                pseudo_inputs: 9,
                ..ladder()
            },
        ),
        (
            "pseudoInputs",
            VaeConfig {
                pseudo_inputs: 9,
                classes: 4,
                ..conv()
            },
        ),
    ];
    for (field, config) in wrong {
        let error = config.validate().expect_err(field);
        assert_eq!(error.code(), "config-invalid");
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("The model's {field} is ")),
            "{field}: {text}"
        );
    }
    for config in every_kind() {
        config.validate().expect("these are sound");
    }
}

#[test]
fn an_objective_that_the_options_or_the_model_cannot_take_is_refused_by_name() {
    use ObjectiveName::{Capacity, ImportanceWeighted, TotalCorrelation};
    let base = TrainOptions::default;
    let wrong = [
        (
            "gamma",
            conv(),
            TrainOptions {
                gamma: Some(1.0),
                ..base()
            },
        ),
        (
            "capacity",
            conv(),
            TrainOptions {
                objective: Capacity,
                capacity: Some(-1.0),
                ..base()
            },
        ),
        (
            "beta",
            conv(),
            TrainOptions {
                objective: Capacity,
                beta: 2.0,
                ..base()
            },
        ),
        (
            "beta",
            conv(),
            TrainOptions {
                beta: -1.0,
                ..base()
            },
        ),
        (
            "freeBits",
            conv(),
            TrainOptions {
                free_bits: -0.1,
                ..base()
            },
        ),
        (
            "freeBits",
            conv(),
            TrainOptions {
                objective: ImportanceWeighted,
                free_bits: 0.1,
                ..base()
            },
        ),
        (
            "importanceSamples",
            conv(),
            TrainOptions {
                importance_samples: Some(5),
                ..base()
            },
        ),
        (
            "importanceSamples",
            conv(),
            TrainOptions {
                objective: ImportanceWeighted,
                importance_samples: Some(257),
                ..base()
            },
        ),
        (
            "warmupSteps",
            conv(),
            TrainOptions {
                warmup: Warmup::Linear,
                ..base()
            },
        ),
        (
            "warmupSteps",
            conv(),
            TrainOptions {
                warmup_steps: Some(5),
                ..base()
            },
        ),
        (
            "warmup",
            conv(),
            TrainOptions {
                objective: ImportanceWeighted,
                warmup: Warmup::Linear,
                warmup_steps: Some(5),
                ..base()
            },
        ),
        (
            "objective",
            ladder(),
            TrainOptions {
                objective: TotalCorrelation,
                ..base()
            },
        ),
        (
            "objective",
            VaeConfig {
                pseudo_inputs: 4,
                ..conv()
            },
            TrainOptions {
                objective: TotalCorrelation,
                ..base()
            },
        ),
        (
            "freeBits",
            VaeConfig {
                pseudo_inputs: 4,
                ..conv()
            },
            TrainOptions {
                free_bits: 0.5,
                ..base()
            },
        ),
    ];
    for (option, config, options) in wrong {
        let mut lab = Lab::fresh(config, 0, &cpu().device).expect("a sound config");
        let error = lab.begin_training(discs(4), options, 0).expect_err(option);
        assert_eq!(error.code(), "option-out-of-range");
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("The option {option} is ")),
            "{option}: {text}"
        );
    }
}

#[test]
fn warm_up_reaches_the_weight_and_keeps_or_repeats() {
    let beta = |warmup, done| {
        let options = TrainOptions {
            beta: 4.0,
            warmup,
            warmup_steps: Some(10),
            ..TrainOptions::default()
        };
        match options.objective_at(done, 100) {
            Objective::Elbo { beta, .. } => beta,
            other => panic!("{other:?}"),
        }
    };
    let linear: Vec<f64> = [0, 5, 10, 99].map(|done| beta(Warmup::Linear, done)).into();
    assert_eq!(linear, [0.0, 2.0, 4.0, 4.0]);
    let cyclic: Vec<f64> = [0, 2, 5, 9, 10, 12]
        .map(|done| beta(Warmup::Cyclic, done))
        .into();
    for (found, expected) in cyclic.iter().zip([0.0, 1.6, 4.0, 4.0, 0.0, 1.6]) {
        assert!((found - expected).abs() < 1e-12, "{cyclic:?}");
    }
}
