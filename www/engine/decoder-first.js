/**
 * A shipped model in two parts: what the decoder needs comes first, so that the
 * first picture does not wait for the encoder.
 *
 * The parts are one safetensors file, cut behind the decoder's last tensor
 * (tensors lie sorted by name). Until the second is there the encoder's numbers
 * are zeros: such a model may be asked for pictures only.
 * @module
 */

/** @typedef {import("./engine.js").ModelSource} ModelSource */

const LENGTH_BYTES = 8;

/**
 * @param {readonly [() => URL, () => URL]} parts
 * @param {(url: URL, signal?: AbortSignal) => Promise<Uint8Array>} fetchBytes
 * @returns {Promise<ModelSource>} Of the first part, which knows how to get the
 *   rest.
 */
export async function fetchDecoderFirst([first, second], fetchBytes) {
  const start = await fetchBytes(first());
  return {
    bytes: padded(start),
    whole: async (signal) => joined(start, await fetchBytes(second(), signal)),
  };
}

/**
 * @param {Uint8Array} start
 * @returns {Uint8Array} As long as the whole file; what is no start of one stays
 *   as it is, and is refused as any other file.
 */
function padded(start) {
  const bytes = new Uint8Array(Math.max(start.length, wholeLength(start)));
  bytes.set(start);
  return bytes;
}

/**
 * Where the last tensor ends, in bytes from the start of the file.
 * @param {Uint8Array} start
 * @returns {number} 0 where that cannot be read.
 */
function wholeLength(start) {
  try {
    const view = new DataView(start.buffer, start.byteOffset);
    const data = LENGTH_BYTES + Number(view.getBigUint64(0, true));
    const text = new TextDecoder().decode(start.subarray(LENGTH_BYTES, data));
    const ends = Object.values(JSON.parse(text)).map(
      ({ data_offsets: offsets }) => offsets?.[1] ?? 0,
    );
    return data + Math.max(...ends);
  } catch {
    return 0;
  }
}

/**
 * @param {Uint8Array} start
 * @param {Uint8Array} rest
 */
function joined(start, rest) {
  const bytes = new Uint8Array(start.length + rest.length);
  bytes.set(start);
  bytes.set(rest, start.length);
  return bytes;
}
