/** Fuses the model with others: their mean, the best mean of some, the line to one. */

import { words } from "../words/words.js";
import { asError } from "./errors.js";
import { labelsFor } from "./labels.js";
import { heldOutOf } from "./made-figures.js";
import { freshId } from "./workshop.js";

/**
 * @typedef {import("./operations.js").Bench} Bench
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 */

/** Images that each point of a line is judged by. */
export const ON_LINE = 500;
const PIXELS = 784;
/** Of the noise that means are judged with. */
export const LINE_SEED = 3;

/**
 * @param {Bench} bench
 * @param {Settings} settings
 */
export async function fuse(bench, { align, fuseBy }) {
  const { session, lab, file, signal, say, open } = bench;
  const { workshop } = session;
  /** @type {ArrayBuffer[]} */
  const others = [];
  for (const { name, bytes } of workshop.others) {
    if (align === "no") {
      others.push(bytes);
      continue;
    }
    say("aligning", name);
    const other = await open(bytes);
    const { weights } = await other.workshop.align(file.bytes, { signal });
    other.close();
    others.push(weights);
  }
  say("making", file.name);
  if (fuseBy === "soup") return soup(bench, others);
  const weights = [
    workshop.share,
    ...workshop.others.map(({ share }) => share),
  ];
  return lab.workshop.average(others, { weights, signal });
}

/**
 * Chosen by the digits at hand: those that figures are of must not choose.
 *
 * @param {Bench} bench
 * @param {ArrayBuffer[]} others
 */
async function soup({ session, lab, file, signal }, others) {
  const { digits, workshop } = session;
  if (!digits) throw new Error(words.workshop.noDigits);
  const names = [file.name, ...workshop.others.map(({ name }) => name)];
  const made = await lab.workshop.soup(others, {
    images: digits.images,
    ...labelsFor(lab, digits.labels),
    ...{ seed: LINE_SEED, signal },
  });
  const of = (/** @type {boolean} */ wanted) =>
    made.tried
      .filter(({ taken }) => taken === wanted)
      .map(({ index }) => names[index]);
  session.tell(() => words.workshop.soup(of(true), of(false)));
  return made;
}

/**
 * The negative ELBO on the line from the model to one of the others, as they are
 * and aligned.
 *
 * @param {Bench} bench
 * @param {import("./workshop.js").Other} other
 */
export async function walkLine(bench, { id, name, bytes }) {
  const { session, lab, file, signal, say } = bench;
  const digits = (await heldOutOf(session, signal)) ?? session.digits;
  if (!digits) throw new Error(words.workshop.noDigits);
  say("line", name);
  const images = digits.images.subarray(0, ON_LINE * PIXELS);
  const count = images.length / PIXELS;
  const points = await lab.workshop.line(bytes, {
    images,
    ...labelsFor(lab, digits.labels.slice(0, count)),
    ...{ seed: LINE_SEED, signal },
    onProgress: ({ done, total }) => {
      const { work } = session.workshop;
      if (work) session.workshop.work = { ...work, done, all: total };
      session.changed();
    },
  });
  session.workshop.line = { of: id, from: file.name, to: name, count, points };
}

/**
 * Takes files that the model is to be fused with.
 *
 * @param {Session} session
 * @param {File[]} files
 */
export async function takeOthers(session, files) {
  for (const file of files) {
    try {
      const bytes = await file.arrayBuffer();
      addOther(session, { name: file.name, bytes });
    } catch (error) {
      const { message, code } = asError(error);
      session.tellError({ message, code }, (text) =>
        words.errors.rudeFile(file.name, text),
      );
    }
  }
  session.changed();
}

/**
 * A file of this visit, to fuse with too.
 *
 * @param {Session} session
 * @param {number} id of a file of the workshop
 */
export function takeMade(session, id) {
  const file = session.workshop.file(id);
  if (!file || file.measuring) return;
  // What is fused names it by its checksum.
  file.given = true;
  addOther(session, file);
  session.changed();
}

/**
 * @param {Session} session
 * @param {{ name: string, bytes: ArrayBuffer }} file
 */
function addOther({ workshop }, { name, bytes }) {
  // Another list: a view that shows the old one would not look again.
  const other = { id: freshId(), name, bytes, share: 1 };
  workshop.others = [...workshop.others, other];
}

/**
 * @param {Session} session
 * @param {number} id of a file that the model is not to be fused with after all
 */
export function dropOther(session, id) {
  const { workshop } = session;
  workshop.others = workshop.others.filter((other) => other.id !== id);
  if (workshop.line?.of === id) workshop.line = null;
  session.changed();
}

/**
 * @param {Session} session
 * @param {{ id: number | null, share: number }} change null for the model's own
 */
export function shareOf(session, { id, share }) {
  const { workshop } = session;
  if (id === null) workshop.share = share;
  workshop.others = workshop.others.map((other) =>
    other.id === id ? { ...other, share } : other,
  );
  session.changed();
}
