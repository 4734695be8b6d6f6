//! Every way in which VAE Lab can refuse, each with the value that was wrong.

use thiserror::Error;

/// Result of everything that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

/// One refusal. [`Error::code`] is stable and meant for programs; the text is meant for people.
#[derive(Debug, Error, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A model was described that cannot be built.
    #[error("The model's {field} is {value}; it must be {expected}.")]
    ConfigInvalid {
        /// The field of the config.
        field: &'static str,
        /// What it was.
        value: String,
        /// What would be right.
        expected: &'static str,
    },
    /// A number given as an option lies outside its range.
    #[error("The option {option} is {value}; it must be {expected}.")]
    OptionOutOfRange {
        /// The option, spelled as in the JS API.
        option: &'static str,
        /// What it was.
        value: String,
        /// What would be right.
        expected: &'static str,
    },
    /// An object of options has a name that is not known, or a value of another type.
    #[error("The options cannot be read: {reason}.")]
    OptionUnknown {
        /// What the reader said.
        reason: String,
    },
    /// The number of pixels is not a whole number of images.
    #[error(
        "The images hold {pixels} pixels, which is not a whole number of images of {image_len} pixels each."
    )]
    ImagesLength {
        /// Pixels given.
        pixels: usize,
        /// Pixels an image.
        image_len: usize,
    },
    /// A pixel lies outside 0..1 or is not a number.
    #[error("Pixel {pixel} of image {image} is {value}; float images must lie between 0 and 1.")]
    ImagesRange {
        /// Index of the image.
        image: usize,
        /// Index of the pixel in it.
        pixel: usize,
        /// What it was.
        value: f32,
    },
    /// Images came as something else than bytes or 32-bit floats, or as a mixture of both.
    #[error("The images are {found}; they must be {expected}.")]
    ImagesType {
        /// What they were.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// There is nothing to train on or to measure.
    #[error("There are no images; give at least one.")]
    ImagesEmpty,
    /// A conditional model was given images without labels.
    #[error(
        "The model is conditioned on {classes} classes, but no labels are given; give one label an image."
    )]
    LabelsMissing {
        /// How many classes the model knows.
        classes: usize,
    },
    /// Labels were given to a model without classes.
    #[error("Labels are given, but the model is not conditioned on classes; leave them out.")]
    LabelsUnexpected,
    /// Labels and images do not belong together.
    #[error("There are {labels} labels for {images} images; there must be one an image.")]
    LabelsLength {
        /// Number of images.
        images: usize,
        /// Number of labels.
        labels: usize,
    },
    /// A label is not one of the model's classes.
    #[error("Label {index} is {value}; labels must be whole numbers from 0 to {}.", classes.saturating_sub(1))]
    LabelsRange {
        /// Index of the label.
        index: usize,
        /// What it was.
        value: u8,
        /// How many classes the model knows.
        classes: usize,
    },
    /// The number of latent values is not a whole number of latent vectors.
    #[error(
        "The latents hold {values} values, which is not a whole number of vectors of {latent_dim} values each."
    )]
    LatentsLength {
        /// Values given.
        values: usize,
        /// Values a vector.
        latent_dim: usize,
    },
    /// A latent value is not a finite number.
    #[error("Value {index} of the latents is {value}; latents must be finite numbers.")]
    LatentsNonfinite {
        /// Its index.
        index: usize,
        /// What it was.
        value: f32,
    },
    /// A prior was described that is no distribution.
    #[error("The prior's {field} hold {value}; they must be {expected}.")]
    PriorInvalid {
        /// The field of the prior.
        field: &'static str,
        /// What it was.
        value: String,
        /// What would be right.
        expected: &'static str,
    },
    /// A component of a mixture being fitted is left with next to no latents.
    #[error(
        "Component {component} of {components} of the prior{} explains {latents:.2} latents, which do not make a distribution; fit fewer components, or more images{}.",
        class.map_or(String::new(), |class| format!(" of class {class}")),
        class.map_or("", |_| " of that class")
    )]
    PriorCollapsed {
        /// Index of the component.
        component: usize,
        /// How many components there are.
        components: usize,
        /// The class whose mixture it is, of a class-conditional prior.
        class: Option<u8>,
        /// How many latents it explains, in expectation.
        latents: f64,
    },
    /// A prior was asked for that the model has not got.
    #[error("The model has no {prior} prior; {remedy}.")]
    PriorMissing {
        /// Which one.
        prior: &'static str,
        /// How to get it.
        remedy: &'static str,
    },
    /// A class-conditional prior was used without labels.
    #[error("A class-conditional prior needs labels, but none are given; give one an image.")]
    PriorLabelsMissing,
    /// An IDX file ends before what its header promises.
    #[error("The IDX file holds {found} bytes; its header promises {expected}.")]
    IdxTruncated {
        /// Bytes present.
        found: usize,
        /// Bytes promised.
        expected: usize,
    },
    /// The header of an IDX file is not that of unsigned bytes in the expected dimensions.
    #[error("The IDX header starts with {found}; {expected} was expected.")]
    IdxHeader {
        /// What stood there.
        found: String,
        /// What would be right.
        expected: &'static str,
    },
    /// Images and labels do not belong together.
    #[error("There are {images} images but {labels} labels; they must be as many.")]
    IdxMismatch {
        /// Number of images.
        images: usize,
        /// Number of labels.
        labels: usize,
    },
    /// The bytes are no safetensors file.
    #[error("These {bytes} bytes are not a safetensors file: {reason}.")]
    WeightsNotSafetensors {
        /// How many bytes there are.
        bytes: usize,
        /// What gave it away.
        reason: String,
    },
    /// The file is no PyTorch file, or holds something else than a model's tensors.
    #[error("This is not a PyTorch file of a model's state_dict: {reason}.")]
    WeightsNotPytorch {
        /// What the reader said.
        reason: String,
    },
    /// The file ends early.
    #[error("The weights file is cut off: it holds {found} bytes where {expected} are needed.")]
    WeightsTruncated {
        /// Bytes present.
        found: usize,
        /// Bytes needed.
        expected: u64,
    },
    /// The header's length is beyond anything a model needs.
    #[error(
        "The weights file claims a header of {claimed} bytes; at most {limit} bytes are accepted."
    )]
    WeightsHeaderTooLarge {
        /// Bytes claimed.
        claimed: u64,
        /// The limit.
        limit: u64,
    },
    /// The header is there but makes no sense.
    #[error("The header of the weights file cannot be read: {reason}.")]
    WeightsHeaderInvalid {
        /// What the reader said.
        reason: String,
    },
    /// A sound safetensors file that does not say which model it is.
    #[error(
        "The weights file does not say which model it holds: its metadata has no key \"{key}\", and its tensors are not those of pytorch/examples' VAE."
    )]
    WeightsConfigMissing {
        /// The key looked for.
        key: &'static str,
    },
    /// The description of the model in the file cannot be used.
    #[error("The description of the model in the weights file cannot be used: {reason}.")]
    WeightsConfigInvalid {
        /// What the reader said.
        reason: String,
    },
    /// A file of a later or unknown version.
    #[error("The weights file has format version {found}; this program reads version {expected}.")]
    WeightsVersion {
        /// The file's version.
        found: String,
        /// Ours.
        expected: u32,
    },
    /// A sound file of ours that holds another kind of thing.
    #[error("The weights file holds a {found}; a {expected} is needed.")]
    WeightsKind {
        /// What the file says it holds.
        found: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// Weights of one architecture were given to a model of another.
    #[error("The weights are those of {found}; this model is {expected}.")]
    WeightsArchitectureMismatch {
        /// What the file holds.
        found: String,
        /// What the model is.
        expected: String,
    },
    /// A tensor the model needs is not in the file.
    #[error("The weights file has no tensor \"{name}\", which this model needs.")]
    WeightsTensorMissing {
        /// Its name.
        name: String,
    },
    /// A tensor in the file belongs to nothing.
    #[error("The weights file has a tensor \"{name}\", which this model does not know.")]
    WeightsTensorUnexpected {
        /// Its name.
        name: String,
    },
    /// A tensor has another shape than the model's.
    #[error(
        "The tensor \"{name}\" in the weights file has shape {found:?}; the model needs {expected:?}."
    )]
    WeightsTensorShape {
        /// Its name.
        name: String,
        /// The file's shape.
        found: Vec<usize>,
        /// The model's.
        expected: Vec<usize>,
    },
    /// A tensor has a number type that is not read.
    #[error("The tensor \"{name}\" in the weights file holds {found}; F32 and F16 are read.")]
    WeightsTensorDtype {
        /// Its name.
        name: String,
        /// The file's type.
        found: String,
    },
    /// A packed tensor does not hold what the description says of it.
    #[error("The packed tensor \"{name}\" in the weights file cannot be read: {reason}.")]
    WeightsPackingInvalid {
        /// Its name.
        name: String,
        /// What does not fit.
        reason: String,
    },
    /// A weight is NaN or infinite.
    #[error(
        "Value {index} of the tensor \"{name}\" in the weights file is {value}; weights must be finite numbers."
    )]
    WeightsNonfinite {
        /// The tensor's name.
        name: String,
        /// Index of the value.
        index: usize,
        /// What it was.
        value: f32,
    },
    /// The tensors of a fitted prior describe no distribution.
    #[error("The tensor \"{name}\" in the weights file holds {value}; it must hold {expected}.")]
    WeightsPriorInvalid {
        /// The tensor's name.
        name: String,
        /// What it holds.
        value: String,
        /// What would be right.
        expected: &'static str,
    },
    /// Models are to become one whose networks are not the same.
    #[error(
        "Model {index} is {found}; the first, counted 0, is {expected}, and both must be the same."
    )]
    ModelsDiffer {
        /// Its index among those given.
        index: usize,
        /// What it is.
        found: String,
        /// What the first is.
        expected: String,
    },
    /// A student was given a teacher that is smaller.
    #[error(
        "The student has {student} parameters, more than its teacher's {teacher}; it must not be larger."
    )]
    StudentLarger {
        /// Parameters of the student.
        student: usize,
        /// Parameters of the teacher.
        teacher: usize,
    },
    /// A teacher speaks of other things than its student.
    #[error(
        "The teacher's {field} is {teacher}, the student's {student}; they must be the same for what is to be learned."
    )]
    TeacherDiffers {
        /// The field of the config.
        field: &'static str,
        /// The teacher's.
        teacher: usize,
        /// The student's.
        student: usize,
    },
    /// An operation would leave the model as it is.
    #[error("There is nothing to {operation}: {reason}.")]
    NothingToDo {
        /// Which operation.
        operation: &'static str,
        /// Why.
        reason: String,
    },
    /// Figures were to be noted in a file that does not say how it came to be.
    #[error(
        "The file has no passport to note figures in; only what was made of other files has one."
    )]
    PassportMissing,
    /// Something was asked of a model before there was one.
    #[error("There is no model yet; create or open one first.")]
    ModelMissing,
    /// Training steps were asked for outside a run.
    #[error("No training run has begun; begin one first.")]
    TrainingNotBegun,
    /// A piece of work that takes several calls was gone on with before it had begun.
    #[error("No {work} has begun; begin one first.")]
    WorkNotBegun {
        /// Which work.
        work: &'static str,
    },
    /// A backend could not start.
    #[error("The device {device} cannot be used: {reason}.")]
    DeviceUnavailable {
        /// The device's name.
        device: &'static str,
        /// What the backend said.
        reason: String,
    },
    /// A backend stopped answering.
    #[error("The device failed while it was computing: {reason}.")]
    DeviceLost {
        /// What the backend said.
        reason: String,
    },
}

impl Error {
    /// The stable name of this refusal, the same in Rust and in JS.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ConfigInvalid { .. } => "config-invalid",
            Self::OptionOutOfRange { .. } => "option-out-of-range",
            Self::OptionUnknown { .. } => "option-unknown",
            Self::ImagesLength { .. } => "images-length",
            Self::ImagesRange { .. } => "images-range",
            Self::ImagesType { .. } => "images-type",
            Self::ImagesEmpty => "images-empty",
            Self::LabelsMissing { .. } => "labels-missing",
            Self::LabelsUnexpected => "labels-unexpected",
            Self::LabelsLength { .. } => "labels-length",
            Self::LabelsRange { .. } => "labels-range",
            Self::LatentsLength { .. } => "latents-length",
            Self::LatentsNonfinite { .. } => "latents-nonfinite",
            Self::PriorInvalid { .. } => "prior-invalid",
            Self::PriorCollapsed { .. } => "prior-collapsed",
            Self::PriorMissing { .. } => "prior-missing",
            Self::PriorLabelsMissing => "labels-missing",
            Self::IdxTruncated { .. } => "idx-truncated",
            Self::IdxHeader { .. } => "idx-header",
            Self::IdxMismatch { .. } => "idx-mismatch",
            Self::WeightsNotSafetensors { .. } => "weights-not-safetensors",
            Self::WeightsNotPytorch { .. } => "weights-not-pytorch",
            Self::WeightsTruncated { .. } => "weights-truncated",
            Self::WeightsHeaderTooLarge { .. } => "weights-header-too-large",
            Self::WeightsHeaderInvalid { .. } => "weights-header-invalid",
            Self::WeightsConfigMissing { .. } => "weights-config-missing",
            Self::WeightsConfigInvalid { .. } => "weights-config-invalid",
            Self::WeightsVersion { .. } => "weights-version",
            Self::WeightsKind { .. } => "weights-kind",
            Self::WeightsArchitectureMismatch { .. } => "weights-architecture-mismatch",
            Self::WeightsTensorMissing { .. } => "weights-tensor-missing",
            Self::WeightsTensorUnexpected { .. } => "weights-tensor-unexpected",
            Self::WeightsTensorShape { .. } => "weights-tensor-shape",
            Self::WeightsTensorDtype { .. } => "weights-tensor-dtype",
            Self::WeightsPackingInvalid { .. } => "weights-packing-invalid",
            Self::WeightsNonfinite { .. } => "weights-nonfinite",
            Self::WeightsPriorInvalid { .. } => "weights-prior-invalid",
            Self::ModelsDiffer { .. } => "models-differ",
            Self::StudentLarger { .. } => "student-larger",
            Self::TeacherDiffers { .. } => "teacher-differs",
            Self::NothingToDo { .. } => "nothing-to-do",
            Self::PassportMissing => "passport-missing",
            Self::ModelMissing => "model-missing",
            Self::TrainingNotBegun => "training-not-begun",
            Self::WorkNotBegun { .. } => "work-not-begun",
            Self::DeviceUnavailable { .. } => "device-unavailable",
            Self::DeviceLost { .. } => "device-lost",
        }
    }
}

/// Refuses an option unless it is fine.
///
/// # Errors
/// [`Error::OptionOutOfRange`].
pub fn check_option(
    fine: bool,
    option: &'static str,
    value: impl ToString,
    expected: &'static str,
) -> Result<()> {
    match fine {
        true => Ok(()),
        false => Err(Error::OptionOutOfRange {
            option,
            value: value.to_string(),
            expected,
        }),
    }
}
