/**
 * The types of Lab's public API. Types only.
 * @module
 */

/**
 * Digits, row-major, 784 values each: Float32Array in 0..1 or Uint8Array in
 * 0..255. Shape: `count * 784`.
 * @typedef {import("./protocol.js").Images} Images
 */

/**
 * @typedef {object} LabDevice What the model runs on.
 * @property {import("./protocol.js").DeviceName} name
 * @property {string} reason Why this one and none above it: a full sentence.
 * @property {string} [adapter] The GPU, where there is one.
 * @property {number} [lostSteps] How many training steps the last loss of a
 *   device undid; only after a loss during training.
 */

/**
 * The class of each image or latent, for a conditional model: whole numbers from
 * 0 to `config.classes - 1`. Shape: `count`.
 * @typedef {Uint8Array | number[]} Labels
 */

/**
 * @typedef {object} FreshOwn What a config for fresh weights must and may have.
 * @property {import("./protocol.js").Architecture} architecture
 * @property {number} latentDim
 * @property {number} [seed] Of the weights; 0 by default.
 */

/**
 * A config for fresh, seeded weights, such as `{ architecture: "dense", hidden:
 * [400], latentDim: 20 }` or `{ architecture: "conv", channels: [16, 32],
 * hidden: [128], latentDim: 2, classes: 10, seed: 1 }`.
 * @typedef {FreshOwn & Partial<import("./protocol.js").ModelConfig>} FreshModel
 */

/**
 * @typedef {object} Progress How far opening has come.
 * @property {"device" | "engine" | "weights"} phase What is being waited for:
 *   the choice of a device, its wasm build, or the weights. Engine and weights
 *   load side by side.
 * @property {number} loadedBytes
 * @property {number} [totalBytes] Where the host says it.
 */

/** @typedef {(progress: Progress) => void} OnProgress */

/**
 * @typedef {object} CreateOptions
 * @property {import("./protocol.js").DeviceWish} [device] "auto" by default.
 * @property {string | URL | ArrayBuffer | Uint8Array | FreshModel} [model]
 *   A shipped name, a URL, the bytes of a safetensors file, or a config for
 *   fresh weights. "dense-z20" by default.
 * @property {"auto" | number} [workers] How many workers share each training
 *   step on a CPU, 1 to 8. "auto", the default, is two where the browser has two
 *   cores or more, for the steps that are large enough to gain by it. The curve
 *   is the same but for rounding; bit for bit the same only for one number.
 * @property {AbortSignal} [signal]
 * @property {OnProgress} [onProgress] Called again when a device is lost and
 *   the build of the next one is loaded.
 */

/**
 * @typedef {ArrayBuffer | Uint8Array | URL | string} Weights A safetensors file:
 *   its bytes, its address, or a shipped name.
 */

/**
 * @typedef {object} Made What the workshop made.
 * @property {ArrayBuffer} weights A safetensors file.
 * @property {Record<string, unknown>} metadata What it says of itself; its
 *   `passport` tells what was done to which files.
 */

/**
 * @typedef {object} MeanFigure A mean over images, in nats per image.
 * @property {number} value
 * @property {number} [error] Its standard error.
 * @property {number} images
 * @property {number} [importanceSamples] Latents drawn for each image, of an NLL.
 */

/**
 * @typedef {object} MadeFigures What was measured of a file; what is absent was
 *   not. docs/packed.md tells how they stand in a passport.
 * @property {number} [bytes] The file's length; written by the workshop.
 * @property {MeanFigure} [negativeElbo]
 * @property {MeanFigure} [nll]
 * @property {(MeanFigure | null)[]} [negativeElboByClass] By class.
 * @property {{ value: number, samples: number, images: number }} [frechetDistance]
 * @property {{ ms: number, images: number }} [decoding] Milliseconds for so many
 *   at once.
 * @property {{ ms: number, images: number }} [trainingStep]
 */

/**
 * @typedef {object} NoteFiguresOptions
 * @property {Record<string, MadeFigures>} [ancestors] Of the files behind it, by
 *   SHA-256; those that tell of themselves are left as they are.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} Calibrated
 * @property {Images} [images] Real ones, to see what the layers get.
 * @property {Labels} [labels] For a conditional model.
 * @property {number} [seed] Of the one latent that is drawn for each; 0 by
 *   default.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} QuantizeOwn
 * @property {number} [bits] 2 to 8, or 16 for floats of half precision; 8 by
 *   default.
 * @property {"channel" | "tensor"} [per] What has a step of its own: each output
 *   of a layer, the default, or each tensor.
 * @property {"symmetric" | "asymmetric"} [scheme] Codes as far below 0 as above,
 *   the default, or from the smallest weight to the largest.
 * @property {boolean} [mixed] Whether the smallest matrices, which together hold
 *   at most a sixteenth of the weights, keep at least 8 bits; true by default.
 * @typedef {QuantizeOwn & Calibrated} QuantizeOptions
 */

/**
 * @typedef {object} PruneOwn
 * @property {"units" | "weights" | "pixels"} [what] Whole neurons and channels,
 *   the default; single weights, which become 0; or the weights of whole pixels,
 *   which become 0 too: a dense model's, told by `images`.
 * @property {number} [share] What goes, above 0 and below 1; 0.25 by default.
 * @property {"layer" | "model"} [among] Where the least are looked for: in each
 *   layer, the default, or in all together.
 * @typedef {PruneOwn & Calibrated} PruneOptions
 */

/**
 * @typedef {object} FactorizeOwn
 * @property {number} [rank] The most inner dimensions of a layer.
 * @property {number} [variance] Without a rank, the share of the variance of a
 *   layer's sums that must be left; 0.99 by default.
 * @typedef {FactorizeOwn & Calibrated} FactorizeOptions
 */

/**
 * @typedef {object} RemoveLatentsOptions
 * @property {number[]} latents Indices of those that go.
 * @property {number[]} [means] Of the posterior means of each of the model's
 *   latents over real images; 0 each by default.
 * @property {number} [calibrationImages] Over how many images latents and means
 *   were found: for the passport.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} AverageOptions
 * @property {number[]} [weights] Of this model, then of each of the others.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} SoupOptions
 * @property {Images} images To judge by: `count * 784`.
 * @property {Labels} [labels] For a conditional model.
 * @property {number} [seed] Of the noise; 0 by default.
 * @property {AbortSignal} [signal]
 * @property {(progress: { done: number, total: number }) => void} [onProgress]
 *   Counts models judged.
 */

/**
 * @typedef {object} LineOwn
 * @property {number} [points] 2 to 101; 11 by default.
 * @property {boolean} [align] Whether the line to the aligned model is judged too;
 *   true by default. Its seed is the noise's.
 * @typedef {LineOwn & SoupOptions} LineOptions
 */

/**
 * @typedef {object} LinePoint
 * @property {number} share Of the other model in the mean, 0 to 1.
 * @property {number} negativeElbo Nats per image.
 * @property {number} [aligned] The same of the aligned model's mean.
 */

/**
 * @typedef {object} SoupTry A model as it was tried, the best first.
 * @property {number} index 0 of this model, then of the others as they were given.
 * @property {number} alone Its own negative ELBO, nats per image.
 * @property {number} negativeElbo That of the mean with it.
 * @property {boolean} taken Whether it was taken in.
 */

/**
 * @typedef {object} SoupOwn
 * @property {SoupTry[]} tried
 * @property {number} negativeElbo Of the mean that was made, nats per image.
 * @typedef {Made & SoupOwn} Soup
 */

/**
 * @typedef {object} AlignOptions
 * @property {number} [seed] Of the order in which layers are gone through.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} EnsembleOptions
 * @property {"own" | "product" | "geometric" | "mixture"} [posterior] Whose
 *   latents are drawn from: each member's own; the product of experts with the
 *   prior among them, the default; their normalized geometric mean; their even
 *   mixture.
 * @property {"means" | "bounds" | "models"} [average] What is averaged: the means
 *   of the decoders' pixels, the default; the members' bounds; the members'
 *   probabilities of an image.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} EnsembleSampleOptions
 * @property {number} [count] Digits; as many as there are labels, else 16, by
 *   default.
 * @property {number} [seed] Of the latents; 0 by default.
 * @property {Labels} [labels] One a digit, of conditional models; the classes in
 *   turn by default.
 * @property {number} [label] One for all digits, in place of `labels`.
 */

/**
 * @typedef {object} EachImage
 * @property {import("./protocol.js").ImageScores} each What every image measures.
 * @typedef {import("./protocol.js").Figures & EachImage} EnsembleEvaluation
 */

/**
 * @typedef {object} GrowOptions What a model grows to; what is absent stays.
 * @property {number} [latentDim]
 * @property {number[]} [hidden] From the image inwards; one more than there are
 *   is a layer at the end.
 * @property {number[]} [decoderHidden] From the image inwards; one more than there
 *   are is a layer next to the image.
 * @property {number[]} [channels]
 * @property {number[]} [decoderChannels] From the image inwards.
 * @property {number} [classes]
 * @property {import("./protocol.js").Likelihood} [likelihood] "gaussian", of a
 *   model of Bernoulli pixels.
 * @property {number} [sigma] Learned when absent.
 * @property {number} [pseudoInputs] Of a VampPrior.
 * @property {number} [mixtureComponents] Gaussians of a mixture that is trained as
 *   the prior; nearly the standard normal to begin with.
 * @property {Images} [images] What the pseudo-inputs begin as, the first of them;
 *   at random when absent.
 * @property {number} [seed] Of the fresh weights; 0 by default.
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} SampleOptions
 * @property {number} [count] Digits; as many as there are labels, else 16, by
 *   default.
 * @property {number} [seed] Of the latents; 0 by default.
 * @property {import("./protocol.js").PriorName} [prior] One of `lab.priors`; the
 *   model's own by default.
 * @property {number} [temperature] What the prior's standard deviations are
 *   multiplied by, 0 to 10; 1 by default, 0 gives means.
 * @property {Labels} [labels] One a digit, where model or prior has classes; the
 *   classes in turn by default.
 * @property {number} [label] One for all digits, in place of `labels`.
 */

/**
 * @typedef {object} LogPriorDensityOptions
 * @property {import("./protocol.js").PriorName} [prior] One of `lab.priors`; the
 *   model's own by default.
 * @property {Labels} [labels] One a latent, for a class-conditional prior.
 */

/**
 * @typedef {object} FitExtras
 * @property {Labels} [labels] One an image; of a class-conditional prior or model.
 * @property {AbortSignal} [signal] Ends the fit; the model is as before.
 * @property {(progress: FitProgress) => void} [onProgress]
 */

/** @typedef {import("./protocol.js").FitSettings & FitExtras} FitPriorOptions */

/**
 * @typedef {{ phase: "latents", done: number, total: number }
 *   | ({ phase: "steps" } & import("./protocol.js").FitRecord)} FitProgress
 * First the images are encoded, then the mixtures take their steps.
 */

/**
 * @typedef {object} FittedPrior
 * @property {import("./protocol.js").PriorName} prior Its name in `lab.priors`.
 * @property {import("./protocol.js").FitRecord[]} records The last step of every
 *   mixture.
 */

/**
 * @typedef {object} QualityOptions
 * @property {Images} [real] Other real images, to see what as many real ones
 *   measure.
 * @property {number} [count] Samples; as many as there are images, at most
 *   10,000, by default.
 * @property {number} [seed] Of the samples and of the noise; 0 by default.
 * @property {import("./protocol.js").PriorName} [prior] One of `lab.priors`; the
 *   model's own by default.
 * @property {number} [temperature] As of `sample`; 1 by default.
 * @property {ArrayBuffer | Uint8Array | URL | string} [classifier] The classifier
 *   to judge by: a file, its address, or the name of a shipped one ("classifier",
 *   "fashion-classifier"); by default the one of the model's data.
 * @property {AbortSignal} [signal]
 * @property {(progress: { done: number, total: number }) => void} [onProgress]
 *   Counts images judged and compared.
 */

/**
 * @typedef {object} QualityScale The same figures of sets whose quality is known.
 * @property {import("./protocol.js").SetQuality} [real] Of `real`, where given.
 * @property {import("./protocol.js").SetQuality} shuffled Of the real images, each
 *   with its pixels in random order.
 * @property {import("./protocol.js").SetQuality} noise Of pixels uniform in 0..1.
 */

/**
 * @typedef {object} Quality
 * @property {number} referenceCount Real images compared with.
 * @property {number} seed
 * @property {import("./protocol.js").PriorName} prior
 * @property {number} temperature
 * @property {import("./protocol.js").ClassifierDescription} classifier
 * @property {import("./protocol.js").SetQuality} samples
 * @property {QualityScale} scale
 */

/**
 * @typedef {object} NeighboursOptions
 * @property {number} [count] Neighbours of each image; 3 by default.
 * @property {AbortSignal} [signal]
 * @property {(progress: { done: number, total: number }) => void} [onProgress]
 *   Counts images looked through.
 */

/**
 * @typedef {object} EncodeOptions
 * @property {Labels} [labels] One an image, for a conditional model.
 */

/**
 * @typedef {object} DecodeOptions
 * @property {Labels} [labels] One a latent, for a conditional model.
 * @property {unknown} [latest] A key: of the calls with the same key one is in
 *   flight and the newest waits; the others reject with `superseded`.
 */

/**
 * @typedef {object} ReconstructOptions
 * @property {number} [seed] Of the noise; 0 by default.
 * @property {Labels} [labels] One an image, for a conditional model.
 */

/**
 * @typedef {object} EvaluateOptions
 * @property {Labels} [labels] One an image, for a conditional model.
 * @property {number} [seed] Of the noise; 0 by default.
 * @property {number} [importanceSamples] Latents an image for `nll`; 0, which
 *   leaves it out, by default.
 * @property {import("./protocol.js").Binarize} [binarize] "none" by default.
 * @property {AbortSignal} [signal]
 * @property {(progress: { done: number, total: number }) => void} [onProgress]
 *   Counts images.
 */

/**
 * @typedef {object} ExportOptions
 * @property {boolean} [averaged] The mean of the weights over the steps of the
 *   last run, which had an `averageDecay`; false by default.
 * @property {boolean} [optimizer] Whether Adam's moments and step go into the
 *   file too; false by default.
 */

/** @typedef {import("./protocol.js").Figures} Evaluation */

/**
 * @typedef {object} TrainExtras
 * @property {Labels} [labels] One an image, for a conditional model.
 * @property {Weights} [teacher] A model that is no smaller, with the same pixels
 *   and labels, to learn from too; one worker then does the steps alone.
 * @property {import("./protocol.js").DistillSettings} [distill] What each loss
 *   weighs, with a teacher.
 * @property {number} [replay] So many samples of the model as it stands are
 *   trained on too, and as many copies of the images, moved a little: it learns a
 *   few new digits and keeps what it knew. A conditional model's are evenly of the
 *   classes that the images are not of.
 * @property {number} [startStep] Goes on with a run of the same images and options
 *   after so many of its steps: the weights must be those of that step, with
 *   Adam's moments (`exportWeights({ optimizer: true })`); then every further step
 *   is what it would have been. Records count on from there. 0 by default.
 * @property {AbortSignal} [signal] Ends the run between two steps.
 */

/** @typedef {import("./protocol.js").TrainingSettings & TrainExtras} TrainOptions */

/**
 * @typedef {object} RecordTime
 * @property {number} ms What the step took: the mean over the steps that were
 *   done in one go with it.
 */

/** @typedef {import("./protocol.js").StepSums & RecordTime} StepRecord */

export {};
