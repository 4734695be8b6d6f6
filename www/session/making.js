/** Makes files of the model that is open, which stays as it is, and measures them. */

import { Lab } from "../engine/lab.js";
import { asError } from "./errors.js";
import { words } from "../words/words.js";
import { measurePair, PARTS } from "./made-figures.js";
import { walkLine } from "./fusing.js";
import { noteIn } from "./noted.js";
import { OPERATIONS } from "./operations.js";
import { checksumOf, fileOf, freshId } from "./workshop.js";

/**
 * @typedef {import("../engine/lab-types.js").Made} Made
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("./workshop.js").WorkshopFile} WorkshopFile
 *
 * @typedef {import("./operations.js").Bench} Bench
 */

/** @type {Record<Settings["prune"], string>} */
const PRUNED = { units: "pruned", weights: "sparse", pixels: "pixels" };

/**
 * What each operation is called in a file's name, told by its settings.
 *
 * @type {Record<Settings["operation"], (settings: Settings, others: number) => string>}
 */
const SUFFIXES = {
  quantize: ({ bits }) => `${bits}-bits`,
  prune: ({ share, prune, rounds, tune }) =>
    `${PRUNED[prune]}-${share}${tune > 0 ? `-tuned-${rounds * tune}` : ""}`,
  distill: ({ studentSteps }) => `student-${studentSteps}`,
  teach: ({ teachClass, teachSteps }) =>
    `class-${teachClass}-learned-${teachSteps}`,
  factorize: ({ factorBy, rank, variance }) =>
    factorBy === "rank" ? `rank-${rank}` : `variance-${variance}`,
  removeLatents: () => "no-dead-latents",
  grow: () => "grown",
  fuse: ({ fuseBy }, others) =>
    `${fuseBy === "soup" ? "soup" : "mean"}-of-${others + 1}`,
};

/**
 * Does what the settings say to the model that is open, and measures the file
 * that comes of it beside the model. Nothing that is open changes.
 *
 * @param {Session} session
 * @param {typeof Lab.create} [create]
 */
export function make(session, create = Lab.create) {
  const { lab, settings } = session;
  return inWork(
    session,
    async ({ open, say, signal }) => {
      if (!lab) return;
      const file = await fileOf(session, lab);
      file.given = true;
      say("opening", file.name);
      const own = await open(file.bytes);
      const bench = { session, lab: own, file, signal, say, open };
      const made = await OPERATIONS[settings.operation](bench, settings);
      // What was learned is known: its figures are looked at from now on.
      session.workshop.schooling = null;
      const after = await add(session, file, settings, made);
      session.workshop.chosen = after.id;
      say("opening", after.name);
      await measureOpened(session, { file, lab: own }, after, { open, signal });
    },
    create,
  );
}

/**
 * Measures what is not known yet of a file that was made.
 *
 * @param {Session} session
 * @param {number} id
 * @param {typeof Lab.create} [create]
 */
export function measure(session, id, create = Lab.create) {
  const after = session.workshop.file(id);
  const before = session.workshop.file(after?.of);
  return inWork(
    session,
    async ({ open, say, signal }) => {
      if (!after || !before) return;
      say("opening", after.name);
      const lab = await open(before.bytes);
      const opened = { file: before, lab };
      await measureOpened(session, opened, after, { open, signal });
    },
    create,
  );
}

/**
 * Draws the line between the model that is open and one it may be fused with.
 *
 * @param {Session} session
 * @param {number} id of one of the others
 * @param {typeof Lab.create} [create]
 */
export function drawLine(session, id, create = Lab.create) {
  const { lab, workshop } = session;
  const other = workshop.others.find((each) => each.id === id);
  return inWork(
    session,
    async ({ open, say, signal }) => {
      if (!lab || !other) return;
      const file = await fileOf(session, lab);
      say("opening", file.name);
      const own = await open(file.bytes);
      const bench = { session, lab: own, file, signal, say, open };
      await walkLine(bench, other);
    },
    create,
  );
}

/**
 * Forgets a file, so that its bytes can go. What was made of it stays.
 *
 * @param {Session} session
 * @param {number} id
 */
export function dropMade(session, id) {
  const { workshop } = session;
  if (workshop.work || workshop.file(id)?.measuring) return;
  workshop.files = workshop.files.filter((file) => file.id !== id);
  if (workshop.chosen === id) workshop.chosen = null;
  session.changed();
}

/** @param {Session} session ends what is under way; files that were made stay */
export function cancelWork({ workshop }) {
  workshop.work?.control.abort();
}

/**
 * @typedef {object} Tools
 * @property {AbortSignal} signal
 * @property {Bench["say"]} say
 * @property {Bench["open"]} open a Lab that is closed at the end
 */

/**
 * One work at a time, in Labs of its own: what goes wrong there leaves the one
 * that is shown alone.
 *
 * @param {Session} session
 * @param {(tools: Tools) => Promise<void>} work
 * @param {typeof Lab.create} create
 */
export async function inWork(session, work, create) {
  const { lab, workshop } = session;
  if (!lab || session.phase !== "ready" || workshop.work) return;
  const control = new AbortController();
  const { signal } = control;
  /** @type {Lab[]} */
  const opened = [];
  workshop.work = {
    ...{ phase: "opening", name: session.model.name, control },
    ...{ done: 0, all: PARTS + 1 },
  };
  session.changed();
  const device = lab.device.name;
  try {
    await work({
      signal,
      say: (phase, name) => tell(session, phase, name),
      async open(model) {
        const other = await create({ device, model, signal });
        opened.push(other);
        signal.throwIfAborted();
        return other;
      },
    });
  } catch (error) {
    if (!signal.aborted) {
      const { message, code } = asError(error);
      const at = otherIn(workshop.work);
      session.tellError({ message, code }, (text) =>
        words.workshop.failed(text, at),
      );
    }
  } finally {
    for (const each of opened) each.close();
    workshop.schooling = null;
    workshop.work = null;
    session.changed();
  }
}

/**
 * @param {import("./workshop.js").Work | null} work
 * @returns {string} the other's name, where what went wrong is that one's
 */
const otherIn = (work) =>
  work && ["aligning", "line"].includes(work.phase) ? work.name : "";

/**
 * @param {Session} session
 * @param {import("./workshop.js").Phase} phase
 * @param {string} [name]
 * @param {number} [more] parts that are done with it
 */
function tell(session, phase, name, more = 0) {
  const { work } = session.workshop;
  if (!work) return;
  const done = Math.min(work.all, work.done + more);
  session.workshop.work = { ...work, phase, name: name ?? work.name, done };
  session.changed();
}

/**
 * @param {Session} session
 * @param {import("./made-figures.js").Opened} before
 * @param {WorkshopFile} file
 * @param {Pick<Tools, "open" | "signal">} tools
 */
async function measureOpened(session, before, file, { open, signal }) {
  file.measuring = true;
  try {
    const after = { file, lab: await open(file.bytes) };
    if (!file.decode) file.shared = session.run?.phase === "running";
    await measurePair(session, before, after, {
      signal,
      begin: (phase, { name }) => tell(session, phase, name, 1),
      now: () => performance.now(),
    });
  } finally {
    // Also of a measurement that was cancelled: what is known is known.
    await noteIn(before.lab, before.file, file).catch((error) => {
      const { message, code } = asError(error);
      session.tellError({ message, code }, words.workshop.failed);
    });
    file.measuring = false;
  }
}

/**
 * @param {Session} session
 * @param {WorkshopFile} before
 * @param {Settings} settings
 * @param {Made & { lesson?: import("../import/idx.js").Digits }} made
 */
export async function add(
  { workshop },
  before,
  settings,
  { weights, metadata, lesson },
) {
  const { operation } = settings;
  const name = nameOf(before, settings, workshop.others.length);
  const file = {
    ...{ id: freshId(), name: nameAmong(workshop.files, name) },
    ...{ bytes: weights, metadata, of: before.id, set: before.set },
    operation:
      operation === "fuse" ? /** @type {const} */ ("average") : operation,
    figures: {},
    ...(lesson && { lesson }),
    sha256: await checksumOf(weights),
  };
  workshop.files.push(file);
  return file;
}

/**
 * @param {WorkshopFile} before
 * @param {Settings} settings
 * @param {number} [others] that it is fused with
 */
export function nameOf(before, settings, others = 0) {
  const suffix = SUFFIXES[settings.operation](settings, others);
  return `${before.name}-${suffix}`.replaceAll(".", "-");
}

/**
 * @param {WorkshopFile[]} files
 * @param {string} wanted
 * @returns {string} the name, counted on where it is taken
 */
function nameAmong(files, wanted) {
  let name = wanted;
  for (let i = 2; files.some((file) => file.name === name); i++)
    name = `${wanted}-${i}`;
  return name;
}
