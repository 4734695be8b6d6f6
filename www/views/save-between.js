/** The pictures between two pins as files: a strip, or a film. */

import { ramp, token } from "../charts/colour.js";
import { CELL, gridSize, paintGrid } from "../charts/picture-grid.js";
import { makeGif } from "../export/make-gif.js";
import { FRAMES, picturesBetween } from "../session/interpolation.js";
import { words } from "../words/words.js";
import { saveFile } from "./save-file.js";

/** @typedef {import("../session/session.js").Session} Session */

/** How many times its own size a digit is saved in, its pixels kept square. */
const STRIP_SCALE = 4;
const FILM_SCALE = 8;
/** Pictures there; back are the same. 3 s at 30 a second. */
const THERE = 46;
const FRAME_MS = 1000 / 30;
/** GIF counts hundredths of a second. */
const GIF_FRAME_MS = 40;
const FILM_TYPES = [
  "video/webm;codecs=vp9",
  "video/webm;codecs=vp8",
  "video/mp4",
];

/** @returns {string | undefined} what the browser can record, if anything */
function filmType() {
  if (typeof MediaRecorder === "undefined") return undefined;
  if (!HTMLCanvasElement.prototype.captureStream) return undefined;
  return FILM_TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** @type {boolean | undefined} */
let recordable;

/** Asked at every frame, and the same each time. */
export const canRecord = () => (recordable ??= filmType() !== undefined);

/** The theme's, as it is where the picture is shown. @param {HTMLElement} from */
const colours = (from) => ({
  field: token(from, "--field"),
  ink: token(from, "--ink"),
});

/**
 * Paints pictures, enlarged, every pixel a square.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} pictures
 * @param {object} how
 * @param {{ columns: number, rows: number }} how.shape
 * @param {number} how.scale
 * @param {HTMLElement} how.from whose colours they have
 */
export function paintLarge(canvas, pictures, { shape, scale, from }) {
  const small = document.createElement("canvas");
  paintGrid(small, pictures, shape, colours(from));
  const { width, height } = gridSize(shape);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/**
 * Saves the strip as a PNG.
 *
 * @param {Session} session
 * @param {HTMLElement} from whose colours it has
 */
export async function saveStrip(session, from) {
  const { film } = session.interpolation;
  if (!film || !session.interpolation.open) return;
  const canvas = document.createElement("canvas");
  const shape = { columns: FRAMES, rows: 1 };
  paintLarge(canvas, film, { shape, scale: STRIP_SCALE, from });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!(blob instanceof Blob)) return;
  saveFile(nameOf(session, "png"), await blob.arrayBuffer());
}

/**
 * @param {Session} session
 * @param {string} extension
 */
const nameOf = ({ model, settings }, extension) =>
  `${model.name.replace(/\.safetensors$/, "")}-${settings.path}.${extension}`;

/**
 * Saves the way there and back: as a GIF, the same bytes for the same pins, or
 * as what the browser can record.
 *
 * @param {Session} session
 * @param {HTMLElement} from whose colours it has
 * @param {"gif" | "video"} kind
 */
export async function saveAnimation(session, from, kind) {
  const { interpolation } = session;
  const type = filmType() ?? "";
  if ((kind === "video" && !type) || interpolation.recording) return;
  const control = new AbortController();
  const { signal } = control;
  const tell = (
    /** @type {import("../session/interpolation.js").Recording["phase"]} */ phase,
    /** @type {number} */ done,
    /** @type {number} */ total,
  ) => {
    interpolation.recording = { phase, done, total, control };
    session.changed();
  };
  tell("decoding", 0, THERE);
  try {
    const there = await picturesBetween(session, THERE, {
      signal,
      onProgress: (done) => tell("decoding", done, THERE),
    });
    // The ends are shown once: the film goes round.
    const frames = [...there, ...there.slice(1, -1).reverse()];
    const phase = kind === "gif" ? "encoding" : "recording";
    const onProgress = (/** @type {number} */ done) =>
      tell(phase, done, frames.length);
    onProgress(0);
    const how = { signal, onProgress };
    const bytes =
      kind === "gif"
        ? await makeGif(filmOf(frames, from), how)
        : await record(frames, type, { ...how, from });
    const name = nameOf(session, kind === "gif" ? "gif" : extensionOf(type));
    saveFile(name, bytes);
    session.tell(() => words.between.saved(name));
  } catch (error) {
    if (!signal.aborted) session.fail(error);
  } finally {
    interpolation.recording = null;
    session.changed();
  }
}

/** @param {string} type */
const extensionOf = (type) => /^video\/(\w+)/.exec(type)?.[1] ?? "webm";

/**
 * @param {Float32Array[]} frames
 * @param {HTMLElement} from
 * @returns {import("../export/gif.js").Film}
 */
function filmOf(frames, from) {
  const { field, ink } = colours(from);
  const shades = new Uint8ClampedArray(ramp(field, ink).buffer);
  const size = { side: CELL, scale: FILM_SCALE };
  return { frames, ...size, frameMs: GIF_FRAME_MS, ramp: shades };
}

/**
 * The browser's recorder takes what it sees, when it sees it: recording lasts
 * as long as the film.
 *
 * @param {Float32Array[]} frames
 * @param {string} type
 * @param {{ signal: AbortSignal, onProgress: (done: number) => void, from: HTMLElement }} how
 * @returns {Promise<ArrayBuffer>}
 */
async function record(frames, type, { signal, onProgress, from }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = CELL * FILM_SCALE;
  const stream = canvas.captureStream(30);
  const recorder = new MediaRecorder(stream, { mimeType: type });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const ended = new Promise((done) => {
    recorder.onstop = done;
  });
  recorder.start();
  try {
    for (const [i, picture] of frames.entries()) {
      signal.throwIfAborted();
      const shape = { columns: 1, rows: 1 };
      paintLarge(canvas, picture, { shape, scale: FILM_SCALE, from });
      onProgress(i + 1);
      await new Promise((shown) => setTimeout(shown, FRAME_MS));
    }
  } finally {
    recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type }).arrayBuffer();
}
