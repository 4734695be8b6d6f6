//! One model on one device, with everything a front door can ask of it.
//!
//! The command line and the browser are two such doors; both only convert what goes in and out.

mod ensemble;
mod moments;
mod prior;
mod replay;
mod sample;
mod shared;

pub use ensemble::LabEnsemble;
pub use moments::Calibration;
pub use sample::SampleOptions;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use burn::tensor::{Device, Tensor};
use serde_json::Value;

use crate::data::{Images, check_labels, one_hot};
use crate::device::read;
use crate::error::{Error, Result};
use crate::evaluate::{self, EvaluateOptions, Totals};
use crate::kernel;
use crate::model::{Parameter, Vae, VaeConfig};
use crate::noise::{Noise, Purpose, normal_rows};
use crate::prior::FittedPriors;
use crate::train::{
    Adam, DistillOptions, Run, RunState, StepRecord, Teacher, TrainOptions, Trainer,
    checkpoint_parameters, restore_adam, restore_average,
};
use crate::weights::{
    Metadata, NamedTensor, Precision, Sink, WeightsFile, serialize_bare, to_pytorch,
};

/// Rows that go through the network at a time.
const BATCH: usize = 256;

/// Means and log variances of a set of images, row-major `[count, latent_dim]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The means μ.
    pub mean: Vec<f32>,
    /// The log variances, log σ².
    pub log_var: Vec<f32>,
}

/// A model, its optimizer and the run it is in.
#[derive(Debug)]
pub struct Lab {
    device: Device,
    metadata: Metadata,
    trainer: Trainer,
    /// The priors fitted to these very weights.
    priors: FittedPriors,
    run: Option<Run>,
    state: RunState,
    /// Whether the metadata speaks of the training under way, not of what came before it.
    describes_training: bool,
    chunk_start: Option<ChunkStart>,
    shared: Option<shared::SharedChunk>,
    revision: Revision,
}

/// Names a state of the weights and the optimizer: no two are the same in the life of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(u64);

impl Revision {
    fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Ordering::Relaxed))
    }

    /// As a number for JavaScript.
    pub fn number(self) -> f64 {
        self.0 as f64
    }
}

/// What the last call of [`Lab::train_steps`] started from.
#[derive(Debug)]
struct ChunkStart {
    trainer: Trainer,
    step: usize,
    metadata: Metadata,
    priors: FittedPriors,
    describes_training: bool,
}

impl Lab {
    /// A lab with fresh weights from a seed.
    ///
    /// # Errors
    /// [`Error::ConfigInvalid`].
    pub fn fresh(config: VaeConfig, seed: u64, device: &Device) -> Result<Self> {
        let uniform = |parameter, count| {
            Noise::new(seed, Purpose::Initialize, parameter as u64).uniform(count)
        };
        let vae = Vae::fresh(&config, uniform, device)?;
        let metadata = Metadata {
            seed: Some(seed),
            ..Metadata::new(config)
        };
        let mut lab = Self::assemble(vae, Adam::default(), metadata, device);
        lab.describes_training = true;
        Ok(lab)
    }

    /// A lab with the weights of a file, and the optimizer's state if it is in there too.
    ///
    /// # Errors
    /// The `Weights…` errors, see [`Error`].
    pub fn open(bytes: &[u8], device: &Device) -> Result<Self> {
        Self::of_file(WeightsFile::parse(bytes)?, device)
    }

    /// A lab with the tensors of a PyTorch `state_dict`, see [`crate::weights::from_pytorch`].
    ///
    /// # Errors
    /// As there.
    pub fn import(tensors: BTreeMap<String, NamedTensor>, device: &Device) -> Result<Self> {
        let file = WeightsFile::<Metadata>::undescribed(tensors, Precision::Single)?;
        Self::of_file(file, device)
    }

    fn of_file(mut file: WeightsFile, device: &Device) -> Result<Self> {
        let config = file.metadata.config.clone();
        let specs = config.parameters();
        let state: RunState = match &file.metadata.training {
            None => RunState::default(),
            Some(value) => serde_json::from_value(value.clone()).map_err(|error| {
                Error::WeightsConfigInvalid {
                    reason: format!("its account of training: {error}"),
                }
            })?,
        };
        let values = file.take(&specs, "")?;
        let adam = restore_adam(&mut file, &specs, state.adam_step, device)?;
        let average = restore_average(&mut file, &specs, state.average_steps, device)?;
        let priors = FittedPriors::take(&mut file, &config)?;
        let codes = file.codes().to_vec();
        let metadata = file.finish()?;
        let mut vae = Vae::from_parameters(&config, values, device)?;
        vae.set_codes(&codes);
        let mut lab = Self::assemble(vae, adam, metadata, device);
        lab.describes_training = lab.trainer.adam().step > 0;
        lab.trainer.set_average(average);
        lab.state = state;
        lab.priors = priors;
        Ok(lab)
    }

    fn assemble(vae: Vae, adam: Adam, metadata: Metadata, device: &Device) -> Self {
        Self {
            trainer: Trainer::new(vae, adam, device),
            device: device.clone(),
            metadata,
            priors: FittedPriors::default(),
            run: None,
            state: RunState::default(),
            describes_training: false,
            chunk_start: None,
            shared: None,
            revision: Revision::next(),
        }
    }

    /// Replaces the weights by those of a file of the same architecture. On an error nothing
    /// changes.
    ///
    /// # Errors
    /// [`Error::WeightsArchitectureMismatch`] and those of [`Lab::open`].
    pub fn load(&mut self, bytes: &[u8]) -> Result<()> {
        let other = Self::open(bytes, &self.device)?;
        if other.config() != self.config() {
            let [found, expected] = other.config().told_apart(self.config());
            return Err(Error::WeightsArchitectureMismatch { found, expected });
        }
        *self = other;
        Ok(())
    }

    /// The model's config.
    pub fn config(&self) -> &VaeConfig {
        &self.metadata.config
    }

    /// What is known of the model.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Where training stands.
    pub fn run_state(&self) -> RunState {
        let run = self.run.as_ref();
        RunState {
            options: run.map_or(&self.state.options, Run::options).clone(),
            images: run.map_or(self.state.images, Run::image_count),
            step: run.map_or(self.state.step, Run::step),
            adam_step: self.trainer.adam().step,
            average_steps: self.trainer.average().map_or(0, |average| average.steps),
        }
    }

    /// The posterior of each image.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::DeviceLost`].
    pub async fn encode(&self, images: &Images) -> Result<Encoded> {
        let mut encoded = Encoded {
            mean: Vec::new(),
            log_var: Vec::new(),
        };
        self.check_images(images)?;
        let vae = self.trainer.model();
        for (_, rows, labels) in self.batches(images) {
            let posterior = vae.encode(rows, labels);
            encoded.mean.extend(read(posterior.mean).await?);
            encoded.log_var.extend(read(posterior.log_var).await?);
        }
        Ok(encoded)
    }

    /// The means of p(x|z) for each latent.
    ///
    /// # Shapes
    /// `z`: `count * latent_dim`; `labels`, for a conditional model alone: `count`; returns
    /// probabilities in 0..1: `count * input_dim`.
    /// # Errors
    /// [`Error::LatentsLength`], [`Error::LatentsNonfinite`], the labels' errors,
    /// [`Error::DeviceLost`].
    pub async fn decode(&self, z: &[f32], labels: Option<&[u8]>) -> Result<Vec<f32>> {
        let latent_dim = self.config().latent_dim;
        self.check_latents(z)?;
        let count = z.len() / latent_dim;
        self.check_labels(labels, count)?;
        let vae = self.trainer.model();
        let mut images = Vec::new();
        for (i, rows) in z.chunks(BATCH * latent_dim).enumerate() {
            let labels = labels.map(|labels| {
                let first = i * BATCH;
                &labels[first..first + rows.len() / latent_dim]
            });
            let rows = self.rows(rows.to_vec(), latent_dim);
            let piece = read(vae.decode(rows, self.one_hot(labels))).await?;
            // Most often there is one piece: what was read is then given on as it is.
            match images.is_empty() {
                true => images = piece,
                false => images.extend(piece),
            }
        }
        Ok(images)
    }

    /// Each image encoded, drawn once from its posterior, and decoded. The first image has the
    /// index `first_index` in its set: a set may be rebuilt in pieces.
    ///
    /// # Shapes
    /// returns probabilities in 0..1: `count * input_dim`.
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::DeviceLost`].
    pub async fn reconstruct(
        &self,
        images: &Images,
        seed: u64,
        first_index: usize,
    ) -> Result<Vec<f32>> {
        let vae = self.trainer.model();
        let width = self.config().latent_dim;
        let mut out = Vec::with_capacity(images.len() * images.image_len());
        self.check_images(images)?;
        for (first, rows, labels) in self.batches(images) {
            let count = rows.dims()[0];
            let noise = normal_rows(
                seed,
                Purpose::Reconstruct,
                first_index + first,
                count,
                width,
            );
            let draw = vae.draw(&vae.infer(rows, labels), self.rows(noise, width));
            out.extend(read(draw.pixels.mean()).await?);
        }
        Ok(out)
    }

    /// Measures the model, see [`evaluate::evaluate`].
    ///
    /// # Errors
    /// As there.
    pub async fn evaluate(
        &self,
        images: &Images,
        options: &EvaluateOptions,
        first_index: usize,
    ) -> Result<Totals> {
        self.check_images(images)?;
        let vae = self.trainer.model();
        let config = self.config();
        evaluate::evaluate(&vae, config, images, options, first_index, &self.device).await
    }

    /// Begins a run over these images, or goes on with one after `step` steps. Its first step
    /// drops the priors that were fitted to the weights before it.
    ///
    /// # Errors
    /// [`Error::ImagesEmpty`], [`Error::ImagesLength`], [`Error::OptionOutOfRange`]; then nothing
    /// has changed.
    pub fn begin_training(
        &mut self,
        images: Images,
        options: TrainOptions,
        step: usize,
    ) -> Result<&Run> {
        self.check_images(&images)?;
        let reset = options.reset_optimizer && step == 0;
        let run = Run::new(images, options, self.config(), step)?;
        self.trainer.keep_zeros(run.options().keep_zeros);
        let decay = run.options().average_decay;
        self.trainer.average_by(decay, step > 0);
        if reset {
            self.trainer.reset_adam();
        }
        self.chunk_start = None;
        self.shared = None;
        self.revision = Revision::next();
        Ok(self.run.insert(run))
    }

    /// As [`Lab::begin_training`], learning from the model of a weights file too.
    ///
    /// # Errors
    /// As there, those of the file, and those of [`Teacher::new`]; then nothing has changed.
    pub fn begin_distillation(
        &mut self,
        images: Images,
        options: TrainOptions,
        step: usize,
        teacher: &[u8],
        distill: DistillOptions,
    ) -> Result<&Run> {
        let other = Self::open(teacher, &self.device)?;
        let vae = other.trainer.model();
        let teacher = Teacher::new(vae, other.config(), self.config(), distill)?;
        self.begin_training(images, options, step)?;
        let run = self.run.take().ok_or(Error::TrainingNotBegun)?;
        Ok(self.run.insert(run.taught_by(teacher)))
    }

    /// Does up to `count` steps of the run; none when it has ended.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`], [`Error::DeviceLost`].
    pub async fn train_steps(&mut self, count: usize) -> Result<Vec<StepRecord>> {
        let run = self.run.as_ref().ok_or(Error::TrainingNotBegun)?;
        self.chunk_start = Some(self.chunk_start_at(run.step()));
        self.revision = Revision::next();
        let run = self.run.as_mut().ok_or(Error::TrainingNotBegun)?;
        let records = run.steps(&mut self.trainer, count, &self.device).await?;
        self.note_steps(records.len());
        Ok(records)
    }

    fn chunk_start_at(&self, step: usize) -> ChunkStart {
        ChunkStart {
            trainer: self.trainer.clone(),
            step,
            metadata: self.metadata.clone(),
            priors: self.priors.clone(),
            describes_training: self.describes_training,
        }
    }

    /// Goes back to where the first `count` steps of the last [`Lab::train_steps`] had led, by
    /// doing them again: the same steps give the same weights.
    ///
    /// # Errors
    /// [`Error::TrainingNotBegun`], [`Error::DeviceLost`].
    pub async fn rewind(&mut self, count: usize) -> Result<()> {
        let run = self.run.as_mut().ok_or(Error::TrainingNotBegun)?;
        let start = self.chunk_start.take().ok_or(Error::TrainingNotBegun)?;
        run.seek(start.step);
        self.revision = Revision::next();
        self.trainer = start.trainer;
        self.metadata = start.metadata;
        self.priors = start.priors;
        self.describes_training = start.describes_training;
        if count > 0 {
            run.steps(&mut self.trainer, count, &self.device).await?;
            self.note_steps(count);
        }
        Ok(())
    }

    /// Takes back what is said of weights that steps have changed: metadata and fitted priors.
    fn note_steps(&mut self, count: usize) {
        if count > 0 && !self.describes_training {
            self.metadata = self.metadata.tuned();
            self.describes_training = true;
        }
        if count > 0 {
            self.metadata.figures.clear();
            self.priors = FittedPriors::default();
        }
    }

    /// Ends the run; the weights stay as they are.
    pub fn end_training(&mut self) {
        self.state = self.run_state();
        self.run = None;
        self.chunk_start = None;
        self.shared = None;
    }

    /// The weights as a safetensors file.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn export_weights(&self, precision: Precision) -> Result<Vec<u8>> {
        let mut file = Vec::new();
        self.export_into(false, precision, &mut file).await?;
        Ok(file)
    }

    /// As [`Lab::export_weights`], piece by piece: the weights, or the mean of the weights over the
    /// steps of a run that averages them, in a file whose passport says so.
    ///
    /// # Errors
    /// [`Error::OptionOutOfRange`] where no step was averaged; [`Error::DeviceLost`]. Then the file
    /// is not whole.
    pub async fn export_into(
        &self,
        averaged: bool,
        precision: Precision,
        file: &mut impl Sink,
    ) -> Result<()> {
        let mut metadata = self.metadata.clone();
        metadata.training = self.training_metadata();
        let mut parameters = self.trainer.model().parameters();
        let mut priors = self.priors.tensors();
        if averaged {
            self.put_average(&mut metadata, &mut parameters)?;
            priors.clear();
        }
        write(&metadata, parameters, priors, precision, file).await
    }

    /// Puts the mean over the steps in place of the weights. A passport that is there has it among the
    /// settings.
    fn put_average(&self, metadata: &mut Metadata, parameters: &mut [Parameter]) -> Result<()> {
        let means = self.trainer.average().filter(|average| average.steps > 0);
        let means = means.ok_or(Error::OptionOutOfRange {
            option: "averaged",
            value: "true".into(),
            expected: "false where no run with an averageDecay has taken a step",
        })?;
        for (parameter, values) in parameters.iter_mut().zip(&means.values) {
            parameter.values = values.clone();
        }
        if metadata.passport.is_none() {
            // Text, because building values by hand would be 2 kB more to download.
            let settings = format!(
                r#"{{"averageDecay":{},"averagedSteps":{}}}"#,
                self.run_state().options.average_decay,
                means.steps
            );
            let passport = format!(
                r#"{{"operation":"train","settings":{settings},"parents":[],"ancestors":[]}}"#
            );
            metadata.passport = serde_json::from_str(&passport).ok();
        }
        Ok(())
    }

    /// The weights as a safetensors file that PyTorch's `load_state_dict` takes, see
    /// [`to_pytorch`]. It does not say what it is: only pytorch/examples' VAE is read again here.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn export_pytorch(&self, precision: Precision) -> Result<Vec<u8>> {
        let mut tensors = Vec::new();
        for parameter in self.trainer.model().parameters() {
            tensors.push(NamedTensor {
                name: parameter.path,
                shape: parameter.shape,
                values: read(parameter.values).await?,
            });
        }
        let tensors = to_pytorch(self.config(), tensors);
        Ok(serialize_bare(&tensors, precision))
    }

    /// Weights, optimizer's moments and the run's position; [`Lab::open`] takes it back bit for
    /// bit.
    ///
    /// # Errors
    /// [`Error::DeviceLost`].
    pub async fn snapshot(&self) -> Result<Vec<u8>> {
        let mut file = Vec::new();
        self.snapshot_into(&mut file).await?;
        Ok(file)
    }

    /// As [`Lab::snapshot`], piece by piece.
    ///
    /// # Errors
    /// As there; then the file is not whole.
    pub async fn snapshot_into(&self, file: &mut impl Sink) -> Result<()> {
        let mut metadata = self.metadata.clone();
        metadata.training = serde_json::to_value(self.run_state()).ok();
        let specs = self.config().parameters();
        let mut parameters = self.trainer.model().parameters();
        let (adam, average) = (self.trainer.adam(), self.trainer.average());
        parameters.extend(checkpoint_parameters(adam, average, &specs));
        let precision = Precision::Single;
        write(
            &metadata,
            parameters,
            self.priors.tensors(),
            precision,
            file,
        )
        .await
    }

    /// Describes the model in its own file; used by programs that train one for keeps. What they
    /// say then stands while they train on.
    pub fn describe(&mut self, describe: impl FnOnce(&mut Metadata)) {
        describe(&mut self.metadata);
        self.describes_training = true;
    }

    fn training_metadata(&self) -> Option<Value> {
        let state = self.run_state();
        match state.adam_step {
            0 => self.metadata.training.clone(),
            _ => serde_json::to_value(state).ok(),
        }
    }

    fn check_images(&self, images: &Images) -> Result<()> {
        let input_dim = self.config().input_dim;
        if images.is_empty() {
            return Err(Error::ImagesEmpty);
        }
        if images.image_len() != input_dim {
            return Err(Error::ImagesLength {
                pixels: images.image_len(),
                image_len: input_dim,
            });
        }
        images.check_labels(self.config().classes)
    }

    fn check_latents(&self, z: &[f32]) -> Result<()> {
        let latent_dim = self.config().latent_dim;
        if z.is_empty() || !z.len().is_multiple_of(latent_dim) {
            return Err(Error::LatentsLength {
                values: z.len(),
                latent_dim,
            });
        }
        match z.iter().position(|v| !v.is_finite()) {
            None => Ok(()),
            Some(index) => Err(Error::LatentsNonfinite {
                index,
                value: z[index],
            }),
        }
    }

    /// Labels belong to a conditional model, one a row.
    fn check_labels(&self, labels: Option<&[u8]>, count: usize) -> Result<()> {
        let classes = self.config().classes;
        match labels {
            None if classes == 0 => Ok(()),
            None => Err(Error::LabelsMissing { classes }),
            Some(_) if classes == 0 => Err(Error::LabelsUnexpected),
            Some(labels) if labels.len() != count => Err(Error::LabelsLength {
                images: count,
                labels: labels.len(),
            }),
            Some(labels) => check_labels(labels, classes),
        }
    }

    fn one_hot(&self, labels: Option<&[u8]>) -> Option<Tensor<2>> {
        let classes = self.config().classes;
        labels.map(|labels| self.rows(one_hot(labels, classes), classes))
    }

    /// The images a batch at a time: the index of the first, the pixels, and the labels that the
    /// model needs.
    fn batches<'a>(
        &'a self,
        images: &'a Images,
    ) -> impl Iterator<Item = (usize, Tensor<2>, Option<Tensor<2>>)> + 'a {
        let classes = self.config().classes;
        (0..images.len()).step_by(BATCH).map(move |first| {
            let indices: Vec<usize> = (first..images.len().min(first + BATCH)).collect();
            let rows = self.rows(images.gather(&indices), images.image_len());
            let labels = images.one_hot(&indices, classes);
            (first, rows, labels.map(|labels| self.rows(labels, classes)))
        })
    }

    fn rows(&self, values: Vec<f32>, width: usize) -> Tensor<2> {
        let rows = values.len() / width;
        kernel::tensor(values, [rows, width], &self.device)
    }
}

/// Writes these parameters and fitted priors, reading one at a time from its device.
async fn write(
    metadata: &Metadata,
    parameters: Vec<Parameter>,
    priors: Vec<NamedTensor>,
    precision: Precision,
    file: &mut impl Sink,
) -> Result<()> {
    let mut names = Vec::with_capacity(parameters.len() + priors.len());
    names.extend(parameters.iter().map(|p| (p.path.as_str(), &p.shape[..])));
    names.extend(priors.iter().map(|t| (t.name.as_str(), &t.shape[..])));
    let outline = WeightsFile::outline(metadata, &names, precision);
    file.begin(outline.len);
    file.put(&outline.head);
    for index in outline.order {
        let bytes = match parameters.get(index) {
            Some(parameter) => precision.bytes(&read(parameter.values.clone()).await?),
            None => precision.bytes(&priors[index - parameters.len()].values),
        };
        file.put(&bytes);
    }
    Ok(())
}
