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
 * @typedef {object} FreshModel A config for fresh, seeded weights.
 * @property {"dense"} architecture
 * @property {number[]} hidden Widths of the encoder's hidden layers.
 * @property {number} latentDim
 * @property {number} [seed] Of the weights; 0 by default.
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
 * @property {AbortSignal} [signal]
 * @property {OnProgress} [onProgress] Called again when a device is lost and
 *   the build of the next one is loaded.
 */

/**
 * @typedef {object} SampleOptions
 * @property {number} [count] Digits; 16 by default.
 * @property {number} [seed] Of the latents; 0 by default.
 */

/**
 * @typedef {object} DecodeOptions
 * @property {unknown} [latest] A key: of the calls with the same key one is in
 *   flight and the newest waits; the others reject with `superseded`.
 */

/**
 * @typedef {object} ReconstructOptions
 * @property {number} [seed] Of the noise; 0 by default.
 */

/**
 * @typedef {object} EvaluateOptions
 * @property {number} [seed] Of the noise; 0 by default.
 * @property {number} [importanceSamples] Latents an image for `nll`; 0, which
 *   leaves it out, by default.
 * @property {import("./protocol.js").Binarize} [binarize] "none" by default.
 * @property {AbortSignal} [signal]
 * @property {(progress: { done: number, total: number }) => void} [onProgress]
 *   Counts images.
 */

/**
 * @typedef {object} Evaluation Means over the images, in nats per image.
 * @property {number} count Images.
 * @property {number} reconstruction
 * @property {number} kl
 * @property {number} negativeElbo `reconstruction + kl`.
 * @property {number} [nll] Importance-sampled bound on −log p(x); only when
 *   asked for.
 */

/**
 * @typedef {object} TrainExtras
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
