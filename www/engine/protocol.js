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

/**
 * @typedef {object} ModelConfig What a model is built from.
 * @property {"dense"} architecture
 * @property {number} inputDim Pixels of an image.
 * @property {number[]} hidden Widths of the encoder's hidden layers, in order;
 *   the decoder has them in reverse.
 * @property {number} latentDim
 */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} kind
 * @property {string} shape
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
 * @property {number} optimizerStep Adam steps taken so far.
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
 */

/**
 * @typedef {object} EvaluationSums Sums over images, in nats.
 * @property {number} count Images.
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} negativeElbo
 * @property {number} [nll]
 */

/**
 * @typedef {object} EvaluationChunk
 * @property {EvaluationSums} sums
 * @property {number} ms What it took in the worker, waiting not counted.
 */

/** @typedef {"none" | "dynamic" | "fixed"} Binarize */

/**
 * @typedef {object} TrainingSettings
 * @property {number} [epochs]
 * @property {number} [batchSize]
 * @property {number} [learningRate]
 * @property {number} [beta]
 * @property {number} [seed]
 * @property {Binarize} [binarize]
 * @property {boolean} [resetOptimizer]
 * @property {number} [steps] Ends the run after so many steps; the epochs are 1
 *   without it, and as many as it takes with it.
 */

/**
 * @typedef {object} EvaluationSettings
 * @property {number} [seed]
 * @property {number} [importanceSamples]
 * @property {Binarize} [binarize]
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
 * @property {(count: number, seed: number) => Promise<Float32Array>} sample
 * @property {(images: Images, firstIndex: number) => Promise<object>} encode
 *   Answers with a Posterior; the binding's own types do not say so.
 * @property {(z: Float32Array) => Promise<Float32Array>} decode
 * @property {(images: Images, seed: number, firstIndex: number) =>
 *   Promise<Float32Array>} reconstruct
 * @property {(images: Images, options: EvaluationSettings,
 *   firstIndex: number) => Promise<EvaluationSums>} evaluate
 * @property {() => void} clearImages
 * @property {(images: Images) => void} appendImages
 * @property {(options: TrainingSettings, startStep: number) =>
 *   RunLength} beginTraining
 * @property {(n: number) => Promise<StepSums[]>} trainSteps
 * @property {(steps: number) => Promise<void>} rewind
 * @property {() => void} endTraining
 * @property {() => Promise<Uint8Array>} exportWeights
 * @property {() => Promise<Uint8Array>} snapshot
 */

/**
 * @typedef {object} Build One wasm build: its glue and where its module lies.
 * @property {(options: { module_or_path: Response }) => Promise<unknown>} init
 * @property {(onLost: (message: string) => void) => Promise<Core>} open
 * @property {() => URL} wasm
 */

/** @typedef {(loadedBytes: number, totalBytes?: number) => void} OnBytes */

export {};
