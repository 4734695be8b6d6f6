//! `vae-lab train`: from images to a weights file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use pollster::block_on;
use vae_lab::data::Images;
use vae_lab::device;
use vae_lab::evaluate::Figures;
use vae_lab::lab::Lab;
use vae_lab::train::{DistillOptions, StepRecord, TrainOptions};
use vae_lab::weights::{Metadata, Passport, Precision};
use vae_lab::workshop::{ModelFile, passport_of};

use crate::CommandResult;
use crate::evaluate::{measure, read_test, sentence};
use crate::figures::{self, judge_options};
use crate::files::{self, Half, MNIST_FOLDER};
use crate::inspect::layer_table;
use crate::model_arguments::ModelArguments;
use crate::run_arguments::RunArguments;

/// Steps between two readings of the records.
const CHUNK: usize = 20;
/// Seconds between two checkpoints of a long run.
const CHECKPOINT_SECONDS: u64 = 300;

/// Arguments of `vae-lab train`.
#[derive(Args)]
pub struct TrainArguments {
    /// The weights file to write
    #[arg(long, default_value = "model.safetensors")]
    output: PathBuf,
    /// Go on from this checkpoint with its own options
    #[arg(long, value_name = "CHECKPOINT")]
    resume: Option<PathBuf>,
    /// Start from the weights of this file, not from fresh ones
    #[arg(long, value_name = "WEIGHTS", conflicts_with_all = ["resume", "ModelArguments"])]
    from: Option<PathBuf>,
    /// Learn from the model of this file too; it must not be smaller
    #[arg(long, value_name = "WEIGHTS")]
    teacher: Option<PathBuf>,
    /// What the losses weigh with a teacher: the run's own, the teacher's outputs, its posterior, its
    /// pictures of latents
    #[arg(
        long,
        value_name = "W,W,W,W",
        value_delimiter = ',',
        requires = "teacher"
    )]
    distill: Option<Vec<f64>>,
    /// Folder with MNIST's four IDX files
    #[arg(long, default_value = MNIST_FOLDER)]
    data: PathBuf,
    /// Keep the last N training images out, to choose by
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "resume")]
    holdout: usize,
    /// Train on images of this label alone
    #[arg(long, value_name = "LABEL")]
    class: Option<u8>,
    /// Leave training images of this label out
    #[arg(long, value_name = "LABEL", conflicts_with = "class")]
    without_class: Option<u8>,
    /// Train on the first N of these images alone
    #[arg(long, value_name = "N", conflicts_with_all = ["resume", "holdout"])]
    few: Option<usize>,
    /// Replay N samples of the model as it stands, and as many new images, slightly moved: it learns
    /// these and keeps what it knew
    #[arg(long, value_name = "N", requires = "from", conflicts_with = "holdout")]
    replay: Option<usize>,
    /// Stop after N steps of this call and leave a checkpoint
    #[arg(long, value_name = "N")]
    stop_after: Option<usize>,
    /// Write the weights at half precision
    #[arg(long)]
    half: bool,
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    run: RunArguments,
}

/// Runs the command.
pub fn run(arguments: TrainArguments) -> CommandResult {
    let (mut lab, options, images, step) = begin(&arguments)?;
    let all = images_of(&arguments)?;
    if images == 0 || images > all.len() {
        return Err(format!("--holdout must leave at least 1 of {} images", all.len()).into());
    }
    let holdout = all.slice(images..all.len());
    println!("{}", layer_table(lab.config()));
    let mut images = all.slice(0..images);
    if let Some(count) = arguments.replay {
        images = block_on(lab.replay(&images, count, options.seed))?;
    }
    match &arguments.teacher {
        None => lab.begin_training(images, options, step)?,
        Some(path) => {
            let distill = distill_options(arguments.distill.as_deref())?;
            lab.begin_distillation(images, options, step, &files::read(path)?, distill)?
        }
    };
    let checkpoint = checkpoint_path(&arguments);
    let finished = train(&mut lab, &arguments, &holdout)?;
    files::write(&checkpoint, &block_on(lab.snapshot())?)?;
    println!("checkpoint: {}", checkpoint.display());
    if !finished {
        println!(
            "stopped; go on with: vae-lab train --resume {} --output {}{}{}",
            checkpoint.display(),
            arguments.output.display(),
            if arguments.half { " --half" } else { "" },
            said_again(&arguments),
        );
        return Ok(());
    }
    lab.end_training();
    note_steps(&mut lab)?;
    finish(lab, &arguments)
}

/// The flags that a run needs again when it goes on, each with a space before it.
fn said_again(arguments: &TrainArguments) -> String {
    let flag = |name: &str, value: Option<String>| {
        value.map_or(String::new(), |value| format!(" --{name} {value}"))
    };
    let path = |path: &Path| path.display().to_string();
    let data = &arguments.data;
    let own_data = (data != Path::new(MNIST_FOLDER)).then(|| path(data));
    let listed = |weights: &Vec<f64>| {
        let each: Vec<String> = weights.iter().map(f64::to_string).collect();
        each.join(",")
    };
    [
        flag("data", own_data),
        flag("class", arguments.class.map(|class| class.to_string())),
        flag(
            "without-class",
            arguments.without_class.map(|class| class.to_string()),
        ),
        flag("teacher", arguments.teacher.as_deref().map(path)),
        flag("distill", arguments.distill.as_ref().map(listed)),
    ]
    .concat()
}

/// The lab to train, the run's options, how many images it runs over, and the steps already done.
fn begin(
    arguments: &TrainArguments,
) -> Result<(Lab, TrainOptions, usize, usize), Box<dyn std::error::Error>> {
    let device = device::cpu().device;
    if let Some(path) = &arguments.resume {
        let lab = Lab::open(&files::read(path)?, &device)?;
        let state = lab.run_state();
        let ended = state.step >= state.options.total_steps(state.images);
        return match (state.adam_step, ended) {
            (0, _) => Err(format!(
                "{} holds no optimizer's state to go on from",
                path.display()
            )
            .into()),
            (_, true) => Err(format!("the run in {} has ended", path.display()).into()),
            _ => {
                check_resumed(arguments, lab.metadata(), state.images)?;
                Ok((lab, state.options, state.images, state.step))
            }
        };
    }
    let options = arguments.run.options();
    let mut lab = match &arguments.from {
        Some(path) => Lab::open(&files::read(path)?, &device)?,
        None => Lab::fresh(arguments.model.config()?, arguments.run.seed, &device)?,
    };
    options.validate_for(lab.config())?;
    let passport = passport(arguments, &options)?;
    let images = images_of(arguments)?
        .len()
        .saturating_sub(arguments.holdout);
    lab.describe(|metadata| {
        if let Some(passport) = passport {
            *metadata = metadata.tuned();
            metadata.passport = Some(passport.to_value());
        }
        metadata.name = arguments
            .output
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        metadata.data = Some(data_of(arguments, images));
        metadata.command = Some(command_line());
    });
    Ok((lab, options, images, 0))
}

/// Refuses to go on with a run over other images than it began with, or without its teacher.
fn check_resumed(
    arguments: &TrainArguments,
    metadata: &Metadata,
    images: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let making = Passport::of(metadata)?.map(|passport| passport.making);
    let replays = making
        .as_ref()
        .is_some_and(|making| making.settings.contains_key("replay"));
    if replays {
        let reason =
            "the run went over samples of the model as it was before; begin it anew with --from";
        return Err(reason.into());
    }
    let is_taught = making
        .as_ref()
        .is_some_and(|making| making.operation == "distill");
    if is_taught != arguments.teacher.is_some() {
        let reason = match is_taught {
            true => "the run has a teacher: give --teacher, and --distill if it was given, again",
            false => "the run has no teacher; it cannot go on with --teacher",
        };
        return Err(reason.into());
    }
    // A checkpoint of before these were noted does not tell.
    let said = making.and_then(|making| making.settings.get("distill").cloned());
    if let Some(said) = said {
        let said: DistillOptions = serde_json::from_value(said)?;
        let given = distill_options(arguments.distill.as_deref())?;
        if said != given {
            return Err(format!(
                "the run weighs its losses {}; with these flags it would go on with {}",
                listed(&said),
                listed(&given)
            )
            .into());
        }
    }
    let data = data_of(arguments, images);
    match &metadata.data {
        Some(said) if *said != data => Err(format!(
            "the run was over {said}; with these flags it would go on over {data}"
        )
        .into()),
        _ => Ok(()),
    }
}

/// What the training images are, and what was replayed beside them.
fn data_of(arguments: &TrainArguments, images: usize) -> String {
    let of = |which: &str, class: Option<u8>| {
        class.map_or(String::new(), |class| format!(" {which} {class}"))
    };
    let replayed = arguments.replay.map_or(String::new(), |count| {
        format!(", with {count} replayed samples of what it was before")
    });
    let (class, without) = (arguments.class, arguments.without_class);
    format!(
        "{}, the first {images} training images{}{}{replayed}",
        files::data_name(&arguments.data),
        of("of class", class),
        of("of classes other than", without),
    )
}

/// The training images that are wished for.
fn images_of(arguments: &TrainArguments) -> Result<Images, String> {
    let all = files::read_mnist(&arguments.data, Half::Train)?;
    let known = all.labels().unwrap_or_default().to_vec();
    let chosen = match (arguments.class, arguments.without_class) {
        (Some(class), _) => all.of_class(class),
        (None, Some(class)) => all.of_classes(|label| label != class),
        (None, None) => all,
    };
    for (flag, class) in [
        ("class", arguments.class),
        ("without-class", arguments.without_class),
    ] {
        if let Some(class) = class.filter(|&class| !known.contains(&class)) {
            return Err(format!(
                "--{flag} is {class}; no training image has this label"
            ));
        }
    }
    if arguments.few == Some(0) {
        return Err("--few is 0; there must be at least 1 image to train on".into());
    }
    let count = arguments.few.unwrap_or(chosen.len());
    Ok(chosen.slice(0..count.min(chosen.len())))
}

/// The weights of the four losses, or their defaults.
fn distill_options(weights: Option<&[f64]>) -> Result<DistillOptions, String> {
    match weights {
        None => Ok(DistillOptions::default()),
        Some(&[data, outputs, posterior, latent]) => Ok(DistillOptions {
            data,
            outputs,
            posterior,
            latent,
        }),
        Some(weights) => Err(format!(
            "--distill has {} weights; it must have 4: data, outputs, posterior, latent",
            weights.len()
        )),
    }
}

/// The four weights as `--distill` takes them.
fn listed(weights: &DistillOptions) -> String {
    let DistillOptions {
        data,
        outputs,
        posterior,
        latent,
    } = weights;
    format!("{data},{outputs},{posterior},{latent}")
}

/// Which files the weights come from, where they come from any, and what they learn of what.
fn passport(
    arguments: &TrainArguments,
    options: &TrainOptions,
) -> Result<Option<Passport>, Box<dyn std::error::Error>> {
    let mut parents = Vec::new();
    for path in arguments.from.iter().chain(&arguments.teacher) {
        parents.push(ModelFile::read(&files::read(path)?)?);
    }
    let parents: Vec<&ModelFile> = parents.iter().collect();
    let operation = match arguments.teacher {
        None => "train",
        Some(_) => "distill",
    };
    let mut passport = passport_of(&parents, operation, options);
    let settings = &mut passport.making.settings;
    settings.insert("data".into(), files::data_name(&arguments.data).into());
    if arguments.teacher.is_some() {
        let weights = distill_options(arguments.distill.as_deref())?;
        settings.insert("distill".into(), serde_json::to_value(weights)?);
    }
    let holdout = (arguments.holdout > 0).then_some(arguments.holdout);
    for (name, value) in [
        ("few", arguments.few),
        ("replay", arguments.replay),
        ("holdout", holdout),
        ("class", arguments.class.map(usize::from)),
        ("withoutClass", arguments.without_class.map(usize::from)),
    ] {
        if let Some(value) = value {
            settings.insert(name.into(), value.into());
        }
    }
    Ok((!parents.is_empty()).then_some(passport))
}

/// Lets a passport say how many steps were done.
fn note_steps(lab: &mut Lab) -> CommandResult {
    let Some(mut passport) = Passport::of(lab.metadata())? else {
        return Ok(());
    };
    let steps = lab.run_state().step;
    passport
        .making
        .settings
        .insert("steps".into(), steps.into());
    lab.describe(|metadata| metadata.passport = Some(passport.to_value()));
    Ok(())
}

/// Trains to the end, to `--stop-after`, or to Ctrl-C; says whether it was the end.
fn train(
    lab: &mut Lab,
    arguments: &TrainArguments,
    holdout: &Images,
) -> Result<bool, Box<dyn std::error::Error>> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))?;
    let state = lab.run_state();
    let per_epoch = state.options.steps_per_epoch(state.images);
    let total = state.options.total_steps(state.images);
    let last = arguments
        .stop_after
        .map_or(total, |steps| total.min(state.step + steps));
    println!("{total} steps, {per_epoch} an epoch; Ctrl-C leaves a checkpoint");
    let bar = progress_bar(total, state.step);
    let mut epoch = Epoch::begin();
    let mut step = state.step;
    let mut saved = Instant::now();
    let judge = judge_options(&state.options);
    while step < last && !interrupted.load(Ordering::Relaxed) {
        let until = last.min((step / per_epoch + 1) * per_epoch);
        let records = block_on(lab.train_steps(CHUNK.min(until - step)))?;
        step += records.len();
        epoch.add(&records);
        bar.set_position(step as u64);
        if step.is_multiple_of(per_epoch) || step == total {
            // Never the test images: whoever sees their figures at every epoch chooses by them.
            let judged = match holdout.is_empty() {
                true => None,
                false => Some(measure(lab, holdout, &judge)?.figures()),
            };
            let line = epoch.line(step.div_ceil(per_epoch), judged.as_ref());
            // Not `bar.println`, which says nothing when the output is no terminal.
            bar.suspend(|| println!("{line}"));
            epoch = Epoch::begin();
            if saved.elapsed().as_secs() >= CHECKPOINT_SECONDS {
                note_seconds(lab, &mut saved);
                files::write(&checkpoint_path(arguments), &block_on(lab.snapshot())?)?;
            }
        }
    }
    note_seconds(lab, &mut saved);
    bar.finish_and_clear();
    Ok(step == total)
}

fn checkpoint_path(arguments: &TrainArguments) -> PathBuf {
    arguments.output.with_extension("checkpoint.safetensors")
}

/// Adds the time since `since` to what the run has taken, and begins to count anew.
fn note_seconds(lab: &mut Lab, since: &mut Instant) {
    let seconds = since.elapsed().as_secs_f64();
    *since = Instant::now();
    lab.describe(|metadata| {
        metadata.seconds = Some((metadata.seconds.unwrap_or_default() + seconds).round());
    });
}

/// Writes the weights as they will be read, with what they measure written into them.
fn finish(lab: Lab, arguments: &TrainArguments) -> CommandResult {
    let precision = match arguments.half {
        true => Precision::Half,
        false => Precision::Single,
    };
    let options = lab.run_state().options;
    let averaged = options.average_decay > 0.0;
    if averaged {
        let judge = judge_options(&options);
        let figures = measure(
            &lab,
            &figures::known(read_test(&arguments.data)?, &lab),
            &judge,
        )?
        .figures();
        println!("before averaging, all test images: {}", sentence(&figures));
    }
    let mut bytes = Vec::new();
    block_on(lab.export_into(averaged, precision, &mut bytes))?;
    // Measured after rounding: the figures are those of the file, not of what it came from.
    let mut lab = Lab::open(&bytes, &device::cpu().device)?;
    let judge = judge_options(&lab.run_state().options);
    figures::note(&mut lab, &arguments.data, &figures::quick(&judge))?;
    let bytes = block_on(lab.export_weights(precision))?;
    files::write(&arguments.output, &bytes)?;
    println!("{} bytes in {}", bytes.len(), arguments.output.display());
    Ok(())
}

/// Sums of an epoch's records.
struct Epoch {
    start: Instant,
    reconstruction: f64,
    kl: f64,
    steps: usize,
}

impl Epoch {
    fn begin() -> Self {
        Self {
            start: Instant::now(),
            reconstruction: 0.0,
            kl: 0.0,
            steps: 0,
        }
    }

    fn add(&mut self, records: &[StepRecord]) {
        for record in records {
            self.reconstruction += f64::from(record.reconstruction);
            self.kl += f64::from(record.kl);
            self.steps += 1;
        }
    }

    /// One line of figures, means over the epoch's steps, in nats per image.
    fn line(&self, number: usize, held_out: Option<&Figures>) -> String {
        let steps = self.steps.max(1) as f64;
        let (reconstruction, kl) = (self.reconstruction / steps, self.kl / steps);
        let held_out = held_out.map_or(String::new(), |figures| {
            format!(
                "  held-out {:.2} + {:.2} = {:.2}",
                figures.reconstruction, figures.kl, figures.negative_elbo
            )
        });
        format!(
            "epoch {number:>3}  train {reconstruction:.2} + {kl:.2} = {:.2}{held_out} nats  {:.1} s",
            reconstruction + kl,
            self.start.elapsed().as_secs_f64(),
        )
    }
}

/// A bar over a run of `total` steps.
pub fn progress_bar(total: usize, done: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} step {pos}/{len}  {per_sec}  {eta} left")
        .expect("the template is sound");
    ProgressBar::new(total as u64)
        .with_style(style)
        .with_position(done as u64)
}

/// The command as it was typed, by the program's own name wherever it lies.
pub fn command_line() -> String {
    let typed = std::env::args().skip(1);
    std::iter::once(env!("CARGO_BIN_NAME").to_string())
        .chain(typed)
        .collect::<Vec<_>>()
        .join(" ")
}
