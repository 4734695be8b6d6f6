/** The pictures between two pins as files: a strip, or a film. */

import { token } from "../charts/colour.js";
import { CELL, gridSize, paintGrid } from "../charts/picture-grid.js";
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
const FILM_TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8"];

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

const colours = () => ({
  field: token(document.body, "--field"),
  ink: token(document.body, "--ink"),
});

/**
 * Paints pictures in a row, enlarged, every pixel a square.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} pictures
 * @param {{ columns: number, scale: number }} size
 */
function paintLarge(canvas, pictures, { columns, scale }) {
  const small = document.createElement("canvas");
  const shape = { columns, rows: 1 };
  paintGrid(small, pictures, shape, colours());
  const { width, height } = gridSize(shape);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/** @param {Session} session saves the strip as a PNG */
export async function saveStrip(session) {
  const { film } = session.interpolation;
  if (!film || !session.interpolation.open) return;
  const canvas = document.createElement("canvas");
  paintLarge(canvas, film, { columns: FRAMES, scale: STRIP_SCALE });
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

/** @param {Session} session saves the way there and back as a WebM */
export async function saveAnimation(session) {
  const { interpolation } = session;
  const type = filmType();
  if (!type || interpolation.recording) return;
  const control = new AbortController();
  const { signal } = control;
  const tell = (
    /** @type {"decoding" | "recording"} */ phase,
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
    const frames = [...there, ...there.slice(0, -1).reverse()];
    const film = await record(frames, type, {
      signal,
      onProgress: (done) => tell("recording", done, frames.length),
    });
    const name = nameOf(session, "webm");
    saveFile(name, await film.arrayBuffer());
    session.tell(() => words.between.saved(name));
  } catch (error) {
    if (!signal.aborted) session.fail(error);
  } finally {
    interpolation.recording = null;
    session.changed();
  }
}

/**
 * The browser's recorder takes what it sees, when it sees it: recording lasts
 * as long as the film.
 *
 * @param {Float32Array[]} frames
 * @param {string} type
 * @param {{ signal: AbortSignal, onProgress: (done: number) => void }} how
 * @returns {Promise<Blob>}
 */
async function record(frames, type, { signal, onProgress }) {
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
      paintLarge(canvas, picture, { columns: 1, scale: FILM_SCALE });
      onProgress(i + 1);
      await new Promise((shown) => setTimeout(shown, FRAME_MS));
    }
  } finally {
    recorder.stop();
    await ended;
    for (const track of stream.getTracks()) track.stop();
  }
  return new Blob(parts, { type });
}
