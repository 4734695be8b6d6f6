/** Cuts a weights file in two, behind its decoder: see www/engine/decoder-first.js. */

const LENGTH_BYTES = 8;

/**
 * @param {Buffer} bytes of a safetensors file
 * @returns {[Buffer, Buffer]} the header and the decoder; what is left
 */
export function cutBehindDecoder(bytes) {
  const data = LENGTH_BYTES + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(LENGTH_BYTES, data).toString());
  delete header.__metadata__;
  const tensors = Object.entries(header).map(([name, tensor]) => {
    const [start, end] = tensor.data_offsets;
    return { decodes: name.startsWith("decoder."), start, end };
  });
  const decoder = tensors.filter(({ decodes }) => decodes);
  const cut = Math.max(...decoder.map(({ end }) => end));
  const before = tensors.filter(({ start }) => start < cut);
  if (decoder.length === 0 || before.length > decoder.length)
    throw new Error("These weights do not begin with a decoder.");
  return [bytes.subarray(0, data + cut), bytes.subarray(data + cut)];
}
