/** Codes of images and curves of runs as tables, for other programs. */

import { csvFile } from "../export/csv.js";
import { npyFile } from "../export/npy.js";
import { labelsFor } from "./labels.js";

/**
 * @typedef {import("./session.js").Session} Session
 *
 * @typedef {"codes.csv" | "mean.npy" | "deviation.npy" | "labels.npy"} CodesFile
 * @typedef {"curves.csv" | "curves.npy"} CurvesFile
 * @typedef {"atHand" | "test"} CodedSet
 *
 * Posteriors of images, image by image.
 * @typedef {object} Codes
 * @property {number} count
 * @property {number} width of the latent space
 * @property {Float32Array} mean [count * width]
 * @property {Float32Array} deviation [count * width]
 * @property {Uint8Array} labels [count]
 *
 * Codes that are being made.
 * @typedef {{ done: number, total: number, control: AbortController }} Coding
 */

const PIXELS = 784;
/** No piece may hold up the line for long. */
const PIECE = 100;

/**
 * @param {Session} session
 * @param {CodedSet} set
 */
export const digitsFor = ({ digits, testSet, digitsOf }, set) =>
  set === "atHand" ? digits : testSet?.of === digitsOf ? testSet.digits : null;

/**
 * @param {NonNullable<Session["lab"]>} lab
 * @param {import("../import/idx.js").Digits} digits
 * @param {{ signal: AbortSignal, onProgress: (done: number) => void }} how
 * @returns {Promise<Codes>}
 */
export async function codesOf(lab, digits, { signal, onProgress }) {
  const { images, labels, count } = digits;
  const width = lab.config.latentDim;
  const mean = new Float32Array(count * width);
  const deviation = new Float32Array(count * width);
  for (let from = 0; from < count; from += PIECE) {
    signal.throwIfAborted();
    const end = Math.min(count, from + PIECE);
    const piece = images.slice(from * PIXELS, end * PIXELS);
    const told = labelsFor(lab, labels.slice(from, end));
    const read = await lab.encode(piece, told);
    mean.set(read.mean, from * width);
    deviation.set(
      read.logVar.map((value) => Math.exp(value / 2)),
      from * width,
    );
    onProgress(end);
  }
  return { count, width, mean, deviation, labels: labels.slice(0, count) };
}

/**
 * @param {Codes} codes
 * @param {CodesFile} file
 * @returns {ArrayBuffer}
 */
export function codesFile(codes, file) {
  const { count, width, mean, deviation, labels } = codes;
  if (file === "mean.npy") return npyFile(mean, [count, width]);
  if (file === "deviation.npy") return npyFile(deviation, [count, width]);
  if (file === "labels.npy") return npyFile(labels, [count]);
  return csvFile(codesHead(width), codesRows(codes));
}

/** Latents have no unit: 1 is the prior's deviation. @param {number} width */
function codesHead(width) {
  const each = (/** @type {string} */ name) =>
    Array.from({ length: width }, (_, d) => `${name}_${d + 1}`);
  return ["image", "label", ...each("mu"), ...each("sigma")];
}

/** @param {Codes} codes */
function* codesRows({ count, width, mean, deviation, labels }) {
  for (let i = 0; i < count; i++) {
    const own = (/** @type {Float32Array} */ values) =>
      Array.from(values.subarray(i * width, (i + 1) * width), single);
    yield [i, labels[i], ...own(mean), ...own(deviation)];
  }
}

/** As many digits as a single has. @param {number} value */
const single = (value) => Number(value.toPrecision(9));

const UNIT = "nats per image";
/** The columns of the curves, each with its unit. */
export const CURVE_COLUMNS = [
  "step",
  `reconstruction (${UNIT})`,
  `KL divergence (${UNIT})`,
  `negative ELBO (${UNIT})`,
  `held-out reconstruction (${UNIT})`,
  `held-out KL divergence (${UNIT})`,
  `held-out negative ELBO (${UNIT})`,
];

/**
 * The figures of the run that is open or over: of the batches, mean over the
 * steps since the row before, and of the held-out images where they were
 * measured. NaN where they were not.
 *
 * @param {Pick<Session, "history" | "watch">} session
 * @returns {number[][]} rows of CURVE_COLUMNS
 */
export function curveRows({ history, watch }) {
  const { reconstruction, kl, negativeElbo } = history.columns;
  const held = watch.heldOut ? watch.points : [];
  const rows = new Map(
    history.steps.map((step, i) => [
      step,
      [
        ...[step, reconstruction.batch[i], kl.batch[i], negativeElbo.batch[i]],
        ...[NaN, NaN, NaN],
      ],
    ]),
  );
  for (const point of held) {
    const row = rows.get(point.step) ?? [point.step, NaN, NaN, NaN];
    rows.set(point.step, [
      ...row.slice(0, 4),
      ...[point.reconstruction, point.kl, point.negativeElbo],
    ]);
  }
  return [...rows.values()].sort((a, b) => a[0] - b[0]);
}

/**
 * @param {Pick<Session, "history" | "watch">} session
 * @param {CurvesFile} file
 * @returns {ArrayBuffer}
 */
export function curvesFile(session, file) {
  const rows = curveRows(session);
  return file === "curves.csv"
    ? csvFile(CURVE_COLUMNS, rows)
    : npyFile(Float64Array.from(rows.flat()), [
        rows.length,
        CURVE_COLUMNS.length,
      ]);
}
