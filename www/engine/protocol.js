/**
 * The types of what page and worker say to each other. Types only: this file
 * has no behaviour, so that the protocol can be read without reading code.
 * @module
 */

/** @typedef {"webgpu" | "flex" | "ndarray"} DeviceName A rung of the ladder. */
/** @typedef {"auto" | DeviceName} DeviceWish What a caller may ask for. */

/**
 * @typedef {object} Failure A rung that was tried and is not tried again.
 * @property {DeviceName} name
 * @property {"not-started" | "lost"} when
 * @property {string} message Why, without a full stop.
 */

/**
 * @typedef {object} Choice The rung to stand on.
 * @property {DeviceName} name
 * @property {string} reason Why this one and none above it: a full sentence.
 * @property {string} [adapter] The GPU in the browser's words.
 */

/** @typedef {"dense" | "conv" | "ladder"} Architecture The family of networks. */
/**
 * @typedef {"standard" | "vamp" | "mixture" | "classConditional"} PriorName What
 *   latents are drawn from: N(0, I); the even mixture of a VampPrior's
 *   pseudo-posteriors; a Gaussian mixture, fitted after training or trained with
 *   the model; one such mixture a class.
 */
/** @typedef {"relu" | "silu"} Activation What stands between two layers. */
/** @typedef {"bernoulli" | "continuousBernoulli" | "gaussian"} Likelihood Of a pixel. */

/**
 * @typedef {object} ModelConfig What a model is built from. A field that is
 *   absent is at its default.
 * @property {Architecture} architecture
 * @property {number} inputDim Pixels of an image.
 * @property {number[]} [channels] Channels of the encoder's strided
 *   convolutions, from the image inwards, each halving the image's sides; the
 *   decoder has them in reverse. None in a dense model; a ladder may have none.
 * @property {number[]} [residualBlocks] Residual blocks behind each strided
 *   convolution; none by default.
 * @property {number} [kernelSize] Sides of the strided convolutions' kernels, 3 or
 *   5; 3 by default.
 * @property {boolean} [outputConvolution] Whether the decoder keeps each stage's
 *   channels on the way back and makes the pixels by one more convolution; false
 *   by default.
 * @property {number[]} hidden Widths of the encoder's dense layers, in order;
 *   the decoder has them in reverse.
 * @property {number[]} [decoderHidden] Widths of the decoder's dense layers, from
 *   the image inwards, where they are not `hidden`.
 * @property {number[]} [decoderChannels] Channels of the decoder's stages, from
 *   the image inwards, where they are not `channels`.
 * @property {Record<string, number>} [ranks] Ranks of the linear layers that are
 *   a product of two matrices, by path.
 * @property {number} latentDim Dimensions of the latent space; of a ladder, both
 *   levels together.
 * @property {number} [topLatentDim] How many of them are the upper level of a
 *   ladder: the first ones.
 * @property {number[]} [topHidden] Widths of a ladder's dense layers between its
 *   two levels, upwards.
 * @property {number} [classes] How many labels the model is conditioned on; 0,
 *   none, by default.
 * @property {Activation} [activation] "relu" by default.
 * @property {Likelihood} [likelihood] "bernoulli" by default.
 * @property {number} [sigma] σ of a Gaussian pixel, in units of the grey scale
 *   0..1; learned, one for all pixels, when absent.
 * @property {number} [pseudoInputs] How many learned pseudo-inputs make a
 *   VampPrior; 0, the standard normal prior, by default.
 * @property {number} [mixtureComponents] How many Gaussians, trained with the
 *   model, make an even mixture its prior; 0 by default.
 */

/**
 * @typedef {object} Layer
 * @property {string} name Its path in the model.
 * @property {string} kind What it is, with the activation behind it, such as
 *   "linear + ReLU" or "conv 3×3 + SiLU".
 * @property {string} shape Inputs → outputs, such as "784 → 400" or
 *   "1×28×28 → 16×14×14" (channels × height × width).
 * @property {number} parameters
 */

/**
 * @typedef {object} Summary
 * @property {Layer[]} layers
 * @property {number} parameters All layers together.
 * @property {number} bytes Of all parameters, in memory.
 */

/**
 * @typedef {object} Description What the worker's model is.
 * @property {ModelConfig} config
 * @property {Summary} summary
 * @property {Record<string, unknown>} metadata Provenance of the weights.
 * @property {PriorName[]} priors What can be drawn from, the model's own first.
 * @property {number} optimizerStep Adam steps taken so far.
 */

/**
 * @typedef {object} SampleSettings
 * @property {number} [count]
 * @property {number} [firstIndex] Index of the first: sample `i` of a seed is the
 *   same whichever others are drawn with it.
 * @property {number} [seed]
 * @property {PriorName} [prior]
 * @property {number} [temperature]
 * @property {Uint8Array} [labels]
 */

/**
 * @typedef {object} FitSettings
 * @property {"mixture" | "classConditional"} [kind] One Gaussian mixture, the
 *   default, or one a class.
 * @property {number} [components] Gaussians of a mixture; 20, or 1 a class, by
 *   default.
 * @property {number} [seed] Of the posteriors' noise and of the first means; 0 by
 *   default.
 * @property {number} [maxSteps] The most steps of a mixture; 200 by default.
 * @property {number} [tolerance] A mixture is settled when a step raises its mean
 *   log density by less than this share; 1e-5 by default.
 */

/**
 * @typedef {object} FitRecord
 * @property {number} [class] Whose mixture it was, of a class-conditional prior.
 * @property {number} step Of this mixture, from 1.
 * @property {number} logDensity Mean log density a latent before the step, in
 *   nats.
 */

/**
 * @typedef {object} FitPiece
 * @property {FitRecord | null | undefined} record The step that was completed;
 *   null within a step, undefined when all is settled.
 * @property {number} ms
 */

/**
 * @typedef {object} SetQuality What a set of images measures against real ones.
 * @property {number} count Images in the set.
 * @property {number} frechetDistance In the classifier's features; lower is
 *   better. It depends on the counts: compare sets of equal size alone.
 * @property {number} precision Share of the set that lies where real images lie.
 * @property {number} recall Share of the real images that lie where the set lies.
 * @property {number} [classAccuracy] Share that the classifier takes for the
 *   class asked for, where classes were.
 * @property {number[]} classShares Share that it takes for each class.
 * @property {number} meanConfidence Mean probability of the class it decides for.
 */

/**
 * @typedef {object} ClassifierDescription What the classifier's file says.
 * @property {string} name
 * @property {string} data What it was trained on.
 * @property {{ images: string, count: number, correct: number }[]} accuracies
 */

/**
 * @typedef {object} ComparedRows
 * @property {number} left Rows of comparisons that are left.
 * @property {number} ms What those done took in the worker.
 */

/**
 * @typedef {object} Neighbour
 * @property {number} index Of the image among those looked through.
 * @property {number} distance Euclidean, over the pixels in 0..1.
 */

/**
 * @typedef {object} StepSums One training step as the core tells it. Nats,
 *   means over the batch's images.
 * @property {number} step From 1.
 * @property {number} epoch From 1.
 * @property {number} reconstruction
 * @property {number} kl Unweighted.
 * @property {number} negativeElbo `reconstruction + kl`.
 * @property {number} objective What was minimised.
 */

/**
 * @typedef {object} Chunk Some training steps, done in one go.
 * @property {StepSums[]} records In order; none when the run is finished.
 * @property {number} ms What they took in the worker, waiting not counted.
 * @property {string} [left] Why the others have left this worker alone, told once.
 */

/**
 * @typedef {object} EvaluationSums Sums over images, in the core's own shape:
 *   only the core adds them up.
 * @property {number} count Images.
 */

/**
 * @typedef {object} Figures Means over images, in nats per image where they are
 *   likelihoods.
 * @property {number} count Images.
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} negativeElbo `reconstruction + kl`.
 * @property {number} [negativeElboError] Standard error of the negative ELBO; not
 *   of a single image.
 * @property {number} [nll] Importance-sampled bound on −log p(x); only when
 *   asked for.
 * @property {number} [nllError] Its standard error.
 * @property {number} mse Squared error of a reconstruction, mean over pixels.
 * @property {number} psnr Peak signal-to-noise ratio of that error, in decibels.
 * @property {number[]} klPerDimension KL divergence of each latent dimension to
 *   the standard normal prior, in nats.
 * @property {number} activeUnits Latent dimensions whose posterior mean varies
 *   by more than 0.01 over the images.
 * @property {Conventions} conventions The same terms as other programs print
 *   them; docs/objectives.md compares them.
 */

/**
 * @typedef {object} Score
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} sum Both together, as that convention adds them up.
 */

/**
 * @typedef {object} Conventions
 * @property {Score} natsPerImage What everything else here is in.
 * @property {Score} natsPerPixel Both terms over the number of pixels.
 * @property {Score} bitsPerPixel That over ln 2: "bits per dim".
 * @property {Score} meanOverPixels Reconstruction averaged over pixels, KL
 *   summed over latent dimensions: not the ELBO in another unit.
 * @property {Score} meanOverPixelsAndLatents Both averaged: neither.
 */

/**
 * @typedef {object} EvaluationChunk
 * @property {EvaluationSums} sums
 * @property {number} ms What it took in the worker, waiting not counted.
 */

/** @typedef {"none" | "dynamic" | "fixed"} Binarize */
/** @typedef {"elbo" | "capacity" | "importanceWeighted" | "totalCorrelation"} Objective */
/** @typedef {"none" | "linear" | "cyclic"} Warmup */

/**
 * @typedef {object} TrainingSettings
 * @property {number} [epochs]
 * @property {number} [batchSize]
 * @property {number} [learningRate]
 * @property {"constant" | "cosine"} [schedule] Of the learning rate: the same at
 *   every step, the default, or half a cosine down to nearly 0 at the run's end.
 * @property {Objective} [objective] What is minimised: the negative ELBO with its
 *   KL divergence weighted by `beta` ("elbo", the default), `gamma` times the
 *   distance of the KL divergence from `capacity`, the importance-weighted bound,
 *   or β times the total correlation.
 * @property {number} [beta] Weight of the KL divergence, or of its total
 *   correlation; 1 by default.
 * @property {number} [gamma] γ of the capacity objective; 1000 by default.
 * @property {number} [capacity] C of the capacity objective, in nats; 25 by
 *   default.
 * @property {number} [freeBits] Least KL divergence a latent dimension is charged
 *   with, in nats; 0, for none, by default. Only with "elbo".
 * @property {number} [importanceSamples] Draws an image of the
 *   importance-weighted objective; 5 by default.
 * @property {Warmup} [warmup] How β or C begins: at its value ("none", the
 *   default), in a straight line from 0, or again and again so.
 * @property {number} [warmupSteps] Steps of the warm-up, or of one of its
 *   periods; goes with `warmup`.
 * @property {number} [seed]
 * @property {Binarize} [binarize]
 * @property {boolean} [resetOptimizer]
 * @property {number} [steps] Ends the run after so many steps; the epochs are 1
 *   without it, and as many as it takes with it.
 * @property {boolean} [keepZeros] Whether weights that are 0 when the run begins
 *   stay so: those that were pruned. One worker then does the steps alone.
 * @property {number} [averageDecay] Decay of the exponential moving average of
 *   the weights over the run's steps, below 1, such as 0.999; 0, for none, by
 *   default. One worker then does the steps alone.
 */

/**
 * @typedef {object} EvaluationSettings
 * @property {number} [seed]
 * @property {number} [importanceSamples]
 * @property {Binarize} [binarize]
 */

/**
 * @typedef {object} DistillSettings What the losses weigh that a taught run adds
 *   up, 0 to 1000 each.
 * @property {number} [data] Of the run's own objective; 1 by default.
 * @property {number} [outputs] Of the student's −ln p of what the teacher makes
 *   of each image; 1 by default.
 * @property {number} [posterior] Of the KL divergence from the student's
 *   posterior to the teacher's; 0 by default.
 * @property {number} [latent] Of the student's −ln p of what the teacher decodes
 *   the same latents to, drawn from the prior; 0 by default.
 */

/** @typedef {{ steps: number, stepsPerEpoch: number }} RunLength */

/**
 * @typedef {object} Posterior q(z|x) of some images, `count * latentDim` each.
 * @property {Float32Array} mean
 * @property {Float32Array} logVar log σ², never log σ.
 */

/** @typedef {Float32Array | Uint8Array} Images */

/**
 * @typedef {object} Core The compute core, as one wasm build exports it. One
 *   call at a time.
 * @property {string | undefined} adapter
 * @property {number} optimizerStep
 * @property {number} runStep
 * @property {(config: object) => Promise<void>} createModel
 * @property {(bytes: Uint8Array) => Promise<void>} openModel
 * @property {(bytes: Uint8Array) => Promise<void>} loadWeights
 * @property {() => ModelConfig} config
 * @property {() => Summary} summary
 * @property {() => Record<string, unknown>} metadata
 * @property {() => PriorName[]} priors
 * @property {(options: SampleSettings) => Promise<Float32Array>} sample
 * @property {(z: Float32Array, prior?: PriorName, labels?: Uint8Array) =>
 *   Promise<Float64Array>} logPriorDensity
 * @property {(options: FitSettings) => void} beginFit
 * @property {(images: Images, firstIndex: number, labels?: Uint8Array) =>
 *   Promise<void>} fitImages
 * @property {(latents: number) => FitPiece["record"]} advanceFit
 * @property {() => void} endFit
 * @property {() => void} dropFit
 * @property {(classifier: Uint8Array, draws: SampleSettings) =>
 *   Promise<ClassifierDescription>} beginComparison
 * @property {(images: Images, firstIndex: number) => Promise<void>} compareImages
 * @property {(options: SampleSettings) => Promise<void>} compareSamples
 * @property {(seed: number, firstIndex: number, count: number) =>
 *   Promise<void>} compareNoise
 * @property {(images: Images, firstIndex: number, seed: number) =>
 *   Promise<void>} compareShuffled
 * @property {() => number} completeSet
 * @property {(count: number) => number} compareRows
 * @property {() => SetQuality} comparedSet
 * @property {() => void} endComparison
 * @property {(images: Images, count: number) => void} beginSearch
 * @property {(images: Images, firstIndex: number) => Promise<void>} searchImages
 * @property {() => Neighbour[][]} endSearch
 * @property {() => void} dropSearch
 * @property {(images: Images, firstIndex: number, labels?: Uint8Array) =>
 *   Promise<object>} encode Answers with a Posterior; the binding's own types do
 *   not say so.
 * @property {(z: Float32Array, labels?: Uint8Array) =>
 *   Promise<Float32Array>} decode
 * @property {(images: Images, seed: number, firstIndex: number,
 *   labels?: Uint8Array) => Promise<Float32Array>} reconstruct
 * @property {(images: Images, options: EvaluationSettings, firstIndex: number,
 *   labels?: Uint8Array) => Promise<EvaluationSums>} evaluate
 * @property {() => void} clearImages
 * @property {(images: Images, labels?: Uint8Array) => void} appendImages
 * @property {(options: TrainingSettings) => void} checkTrainOptions
 * @property {(options: TrainingSettings, startStep: number, teacher?: Uint8Array,
 *   distill?: DistillSettings) => RunLength} beginTraining
 * @property {(n: number) => Promise<StepSums[]>} trainSteps
 * @property {(steps: number) => Promise<void>} rewind
 * @property {(always: boolean) => boolean} canShare
 * @property {number} revision
 * @property {() => Promise<SharedStart>} sharedStart
 * @property {() => void} beginShared
 * @property {(sides: number) => { step: number, parts: Part[] } | null} nextShared
 * @property {(side: any, means: Float32Array[], squares: Float32Array[],
 *   terms: Float32Array) => StepSums[]} endShared
 * @property {() => void} dropShared
 * @property {() => void} endTraining
 * @property {(seed: number) => void} beginCalibration
 * @property {(images: Images, firstIndex: number, labels?: Uint8Array) =>
 *   Promise<void>} calibrate
 * @property {() => Promise<Moments[]>} endCalibration
 * @property {(averaged: boolean) => Promise<Uint8Array>} exportWeights
 * @property {() => Promise<Uint8Array>} snapshot
 */

/**
 * @typedef {object} SharedStart What the sides of shared steps start from: all
 *   that training changes, one list over all parameters for each of three, the
 *   parameters and Adam's running means.
 * @property {object} config
 * @property {object} options
 * @property {number} images
 * @property {Float32Array} values
 * @property {Float32Array} means
 * @property {Float32Array} squares
 * @property {number} adamStep
 *
 * @typedef {object} Part One worker's part of a batch.
 * @property {number} rows
 * @property {number} share What part of the batch it is.
 * @property {Float32Array<ArrayBuffer>} images
 * @property {Float32Array<ArrayBuffer>} labels
 * @property {Float32Array<ArrayBuffer>} noise
 */

/**
 * @typedef {object} SharedSide One worker's side of a shared chunk.
 * @property {(side: number) => number} shareLength
 * @property {(part: Part, step: number) => Promise<Float32Array>} compute
 * @property {(side: number, to: Float32Array) => void} readGradient
 * @property {(gradient: Float32Array) => void} addGradient
 * @property {(step: number) => void} advance
 * @property {(to: Float32Array) => void} readValues
 * @property {(side: number, values: Float32Array) => void} takeValues
 * @property {() => void} settle
 * @property {() => Float32Array<ArrayBuffer>[]} moments Of the gradient, then
 *   of its square.
 * @property {() => void} free
 */

/**
 * @typedef {object} Build One wasm build: its glue and where its module lies.
 * @property {(options: { module_or_path: Response }) => Promise<unknown>} init
 * @property {(onLost: (message: string) => void) => Promise<Core>} open
 * @property {(start: SharedStart, side: number, sides: number) =>
 *   Promise<SharedSide>} side
 * @property {(parts: EvaluationSums[]) => Figures} figures What several answers
 *   of `evaluate` come to together.
 * @property {(validate: import("./simd.js").Validate) => URL} wasm The module
 *   for a browser that validates so.
 */

/** @typedef {"quantize" | "prune" | "factorize" | "removeLatents"} Lessening */
/** @typedef {Lessening | "average" | "align" | "grow"} Operation What the workshop can do to models. */
/** @typedef {Operation | "noteFigures" | "noteSettings"} Work What its module can do. */

/**
 * @typedef {object} Moments What a matrix of a linear layer is multiplied by.
 * @property {string} path
 * @property {number} inputs Inputs, and the constant 1 that a bias has.
 * @property {Float32Array<ArrayBuffer>} products Their mean products:
 *   `inputs * inputs`.
 */

/**
 * @typedef {object} WorkshopBuild The wasm build without a backend.
 * @property {(options: { module_or_path: Response }) => Promise<unknown>} init
 * @property {(operation: string, files: any[], options: object,
 *   moments: any[]) => any} make Answers with `{ weights, metadata }`.
 * @property {(files: any[], options: object) => EnsembleCore} ensemble
 * @property {(labels: Uint8Array, classes: number, count: number) =>
 *   Uint8Array} replayedLabels
 * @property {(images: Images, imageLength: number,
 *   labels: Uint8Array | undefined, replayed: Float32Array,
 *   replayedLabels: Uint8Array | undefined, seed: number) => object} rehearse
 *   Answers with `{ images, labels? }`.
 * @property {() => URL} wasm
 */

/**
 * @typedef {object} EnsembleDraw Latents, and who is to decode them.
 * @property {Float32Array} z `rows.length * latentDim`.
 * @property {Uint32Array} rows Which image each is of.
 * @property {Uint32Array} decoders Indices of members.
 */

/**
 * @typedef {object} ImageScores What was measured of each image, in nats.
 * @property {Float64Array} reconstruction
 * @property {Float64Array} kl
 * @property {Float64Array} nll Empty unless importance samples were asked for.
 */

/**
 * @typedef {object} EnsembleCore An open ensemble of the workshop's module.
 * @property {boolean} needsPriors Whether `score` needs ln p(z).
 * @property {(images: Images, imageLength: number, options: EvaluationSettings,
 *   firstIndex: number) => Float32Array} begin
 * @property {(members: any[]) => void} encoded
 * @property {() => any[] | undefined} draw EnsembleDraws, until all is measured.
 * @property {(decoded: any[], priors: any[]) => void} score
 * @property {() => object} end ImageScores.
 * @property {() => Figures} figures
 * @property {(members: any[], seed: number, firstIndex: number) => any[]} rebuild
 * @property {(count: number, seed: number) => any[]} sample
 * @property {(decoded: any[]) => Float32Array} pictures
 */

/** @typedef {Exclude<keyof EnsembleCore, "needsPriors">} EnsembleCall */

/** @typedef {(loadedBytes: number, totalBytes?: number) => void} OnBytes */

export {};
