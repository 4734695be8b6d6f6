/** Makes files of the model that is open, which stays as it is, and measures them. */

import { Lab } from "../engine/lab.js";
import { asError } from "./errors.js";
import { words } from "../words/words.js";
import { labelsFor } from "./labels.js";
import { measurePair, PARTS } from "./made-figures.js";
import { noteIn } from "./noted.js";
import { checksumOf, fileOf, freshId } from "./workshop.js";

/**
 * @typedef {import("../engine/lab-types.js").Made} Made
 * @typedef {import("../engine/protocol.js").Operation} Operation
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("./workshop.js").WorkshopFile} WorkshopFile
 *
 * What an operation is done with.
 * @typedef {object} Bench
 * @property {Session} session
 * @property {Lab} lab the model's, in a worker of its own
 * @property {WorkshopFile} file the model's
 * @property {AbortSignal} signal
 * @property {(phase: import("./workshop.js").Phase, name?: string) => void} say
 * @property {(bytes: ArrayBuffer) => Promise<Lab>} open
 */

/** Floats of half precision; fewer bits are codes. */
const HALF = "16";

/**
 * What each operation is called in a file's name, told by its settings.
 *
 * @type {Record<Settings["operation"], (settings: Settings, others: number) => string>}
 */
const SUFFIXES = {
  quantize: ({ bits }) => `${bits}-bits`,
  prune: ({ share, prune }) =>
    `${prune === "units" ? "pruned" : "sparse"}-${share}`,
  factorize: ({ factorBy, rank, variance }) =>
    factorBy === "rank" ? `rank-${rank}` : `variance-${variance}`,
  removeLatents: () => "no-dead-latents",
  grow: () => "grown",
  fuse: (_, others) => `mean-of-${others + 1}`,
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
async function inWork(session, work, create) {
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
      async open(bytes) {
        const other = await create({ device, model: bytes, signal });
        opened.push(other);
        signal.throwIfAborted();
        return other;
      },
    });
  } catch (error) {
    if (!signal.aborted) {
      const { message, code } = asError(error);
      session.tellError({ message, code }, words.workshop.failed);
    }
  } finally {
    for (const each of opened) each.close();
    workshop.work = null;
    session.changed();
  }
}

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
 * @param {Made} made
 */
async function add({ workshop }, before, settings, { weights, metadata }) {
  const { operation } = settings;
  const suffix = SUFFIXES[operation](settings, workshop.others.length);
  const name = `${before.name}-${suffix}`.replaceAll(".", "-");
  const file = {
    ...{ id: freshId(), name: nameAmong(workshop.files, name) },
    ...{ bytes: weights, metadata, of: before.id, set: before.set },
    operation: /** @type {Operation} */ (
      operation === "fuse" ? "average" : operation
    ),
    figures: {},
    sha256: await checksumOf(weights),
  };
  workshop.files.push(file);
  return file;
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

/**
 * The digits that layers are measured by, where they may have a say.
 *
 * @param {Bench} bench
 * @param {Settings} settings
 */
function seen({ session, lab, say }, { calibrate }) {
  const { digits } = session;
  if (calibrate === "no" || !digits) return {};
  say("seeing");
  return { images: digits.images, ...labelsFor(lab, digits.labels) };
}

/** @type {Record<Settings["operation"], (bench: Bench, settings: Settings) => Promise<Made>>} */
const OPERATIONS = {
  quantize(bench, settings) {
    const { bits, per, scheme } = settings;
    const { lab, signal, say } = bench;
    if (bits === HALF) {
      say("making");
      return lab.workshop.quantize({ bits: Number(bits), signal });
    }
    const images = seen(bench, settings);
    const options = { bits: Number(bits), per, scheme, ...images, signal };
    return lab.workshop.quantize(options);
  },
  prune(bench, settings) {
    const { prune: what, share, among } = settings;
    const images = seen(bench, settings);
    const part = { what, share: share / 100, among };
    return bench.lab.workshop.prune({
      ...part,
      ...images,
      signal: bench.signal,
    });
  },
  factorize(bench, settings) {
    const { factorBy, rank, variance } = settings;
    const images = seen(bench, settings);
    const kept = factorBy === "rank" ? { rank } : { variance: variance / 100 };
    return bench.lab.workshop.factorize({
      ...kept,
      ...images,
      signal: bench.signal,
    });
  },
  async removeLatents({ session, lab, signal, say }, { dead }) {
    const { digits } = session;
    if (!digits) throw new Error(words.workshop.noDigits);
    const told = labelsFor(lab, digits.labels);
    say("seeing");
    const { klPerDimension } = await lab.evaluate(digits.images, {
      ...told,
      signal,
    });
    const latents = [...klPerDimension.keys()].filter(
      (d) => klPerDimension[d] < dead,
    );
    const { mean } = await lab.encode(digits.images, told);
    signal.throwIfAborted();
    say("making");
    const means = meansOf(mean, lab.config.latentDim);
    return lab.workshop.removeLatents({ latents, means, signal });
  },
  grow({ lab, signal, say }, settings) {
    say("making");
    return lab.workshop.grow({ ...grownTo(settings), signal });
  },
  async fuse({ session, lab, file, signal, say, open }, { align }) {
    /** @type {ArrayBuffer[]} */
    const others = [];
    for (const { name, bytes } of session.workshop.others) {
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
    return lab.workshop.average(others, { signal });
  },
};

/**
 * @param {Settings} settings
 * @returns {import("../engine/lab-types.js").GrowOptions} what is not left as it is
 */
export function grownTo({
  growLatents,
  growHidden,
  growChannels,
  growClasses,
}) {
  return {
    ...(growLatents > 0 && { latentDim: growLatents }),
    // Encoder and decoder alike, as models from nothing have them.
    ...(growHidden.length > 0 && {
      hidden: growHidden,
      decoderHidden: growHidden,
    }),
    ...(growChannels.length > 0 && {
      channels: growChannels,
      decoderChannels: growChannels,
    }),
    ...(growClasses > 0 && { classes: growClasses }),
  };
}

/**
 * @param {Float32Array} values [count * width]
 * @param {number} width
 */
function meansOf(values, width) {
  const sums = new Array(width).fill(0);
  values.forEach((value, i) => (sums[i % width] += value));
  return sums.map((sum) => sum / (values.length / width));
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
      session.workshop.others.push({ id: freshId(), name: file.name, bytes });
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
 * @param {Session} session
 * @param {number} id of a file that the model is not to be fused with after all
 */
export function dropOther(session, id) {
  const { workshop } = session;
  workshop.others = workshop.others.filter((other) => other.id !== id);
  session.changed();
}
