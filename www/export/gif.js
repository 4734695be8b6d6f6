/** Makes a GIF of grey pictures: the same bytes for the same pictures. */

import { Encoder } from "modern-gif";

/**
 * @typedef {object} Film
 * @property {Float32Array[]} frames each [side * side], 0..1
 * @property {number} side pixels of a picture
 * @property {number} scale screen pixels a pixel, each way
 * @property {number} frameMs a multiple of 10: GIF counts hundredths of a second
 * @property {Uint8ClampedArray} ramp [256 * 4] the colour of each shade
 */

/** A GIF has 256 colours, of which the encoder keeps one for what is transparent. */
const SHADES = 254;

/**
 * The frame's colours, every pixel a square.
 *
 * @param {Float32Array} picture
 * @param {Film} film
 */
export function colouredFrame(picture, { side, scale, ramp }) {
  const width = side * scale;
  const out = new Uint8ClampedArray(4 * width * width);
  for (let i = 0; i < width * width; i++) {
    const x = Math.floor((i % width) / scale);
    const y = Math.floor(i / width / scale);
    const shade = Math.round(SHADES * picture[y * side + x]);
    const at = 4 * Math.round((shade * 255) / SHADES);
    out.set(ramp.subarray(at, at + 4), 4 * i);
  }
  return out;
}

/**
 * @param {Film} film
 * @param {(done: number) => void} onFrame
 * @returns {Promise<ArrayBuffer>} it plays for ever
 */
export async function gifOf(film, onFrame) {
  const { frames, side, scale, frameMs } = film;
  const encoder = new Encoder({
    width: side * scale,
    height: side * scale,
    looped: true,
  });
  for (const [i, frame] of frames.entries()) {
    await encoder.encode({ data: colouredFrame(frame, film), delay: frameMs });
    onFrame(i + 1);
  }
  return encoder.flush();
}
