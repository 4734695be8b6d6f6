/**
 * Reads the tensors of a safetensors file.
 * @module
 */

/** @typedef {{ shape: number[], data: Float32Array }} Tensor */
/** @typedef {Map<string, Tensor>} Tensors */

/**
 * @param {ArrayBuffer} file With 32-bit floats.
 * @returns {Tensors}
 */
export function readTensors(file) {
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = new TextDecoder().decode(new Uint8Array(file, 8, length));
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  for (const [name, entry] of Object.entries(JSON.parse(header))) {
    if (name === "__metadata__") continue;
    if (entry.dtype !== "F32") throw new Error(`${name} is ${entry.dtype}`);
    const [start, end] = entry.data_offsets;
    const bytes = file.slice(8 + length + start, 8 + length + end);
    tensors.set(name, { shape: entry.shape, data: new Float32Array(bytes) });
  }
  return tensors;
}

/**
 * @param {Tensors} tensors
 * @param {string} name
 * @returns {Tensor}
 */
export function tensorOf(tensors, name) {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`the weights have no ${name}`);
  return tensor;
}
