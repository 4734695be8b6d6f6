/** What was made of models in this visit: each file, with what was measured of it. */

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../engine/protocol.js").Operation} Operation
 * @typedef {import("./session.js").Session} Session
 *
 * Nats per image, the standard error of that mean, and the draws for each.
 * @typedef {{ value: number, error: number, images: number, samples?: number }} Mean
 *
 * What was measured of a file, as far as it is known: what is absent is not.
 * @typedef {object} Figures
 * @property {Mean} [negativeElbo]
 * @property {Mean} [estimate] of it, by fewer images: the figure of the file it was
 *   made of, and the difference on these
 * @property {(Mean | null)[]} [byClass] the same by class; null where none is held out
 * @property {Mean & { samples: number }} [nll]
 * @property {{ value: number, samples: number, images: number }} [frechet]
 *
 * The same digits and the same draws of the prior, as a file's model gives them.
 * @typedef {object} Pictures
 * @property {Float32Array} reconstructions 784 each, decoded from the posterior's mean
 * @property {Float32Array} samples 784 each
 * @property {string} drawn what they were drawn by: of another draw, they do not
 *   stand side by side
 *
 * A class, by the digits that it was learned from: of no use to judge by, but to
 * see what a class is worth of which no others are there.
 * @typedef {object} Learned
 * @property {number} label
 * @property {Mean | null} was null of a model that does not know the class
 * @property {Mean} is
 * @property {Float32Array} pictures samples of a conditional model, else
 *   reconstructions of the digits, 784 each
 * @property {boolean} sampled
 *
 * @typedef {object} WorkshopFile
 * @property {number} id
 * @property {string} name
 * @property {ArrayBuffer} bytes a safetensors file
 * @property {string} sha256 its checksum, by which others' passports name it; ""
 *   where the browser gives none to pages without https
 * @property {Record<string, unknown>} metadata what it says of itself
 * @property {Operation | "distill" | "teach" | null} operation what it was made by here; null for one
 *   that was there before
 * @property {number | null} of the file it was made of, by its id
 * @property {import("./session.js").DataName} set what its model's images are of
 * @property {number} [parameters]
 * @property {Figures} figures
 * @property {Pictures} [pictures]
 * @property {import("../import/idx.js").Digits} [lesson] what a class was learned
 *   from, in this visit
 * @property {Learned} [learned] what was measured of it
 * @property {{ before: number, after: number }} [decode] milliseconds for 64
 *   pictures, of its parent and of itself, measured in turn
 * @property {{ before: number, after: number }} [train] milliseconds for a step
 *   of 128 images, likewise
 * @property {boolean} [given] whether another file names it by its checksum, or
 *   somebody has it: its bytes are then as they are
 * @property {boolean} [measuring] whether figures are still to be written into it
 * @property {boolean} [shared] whether a run had the machine meanwhile
 *
 * @typedef {"opening" | "seeing" | "aligning" | "making" | "pictures" | "decode" | "negativeElbo" | "nll" | "frechet" | "classes" | "train" | "line" | "fetching" | "tuning" | "teaching" | "rehearsing" | "ensemble" | "trying"} Phase
 *
 * A model or an ensemble, judged; the ensemble has no name.
 * @typedef {object} Judged
 * @property {string} name
 * @property {Mean} negativeElbo
 * @property {(Mean | null)[]} byClass
 * @property {Float32Array} reconstructions 784 each
 * @property {Float32Array} samples 784 each
 *
 * An ensemble beside its members, which come first.
 * @typedef {object} JudgedEnsemble
 * @property {import("../state.js").Settings["posterior"]} posterior
 * @property {import("../state.js").Settings["average"]} average
 * @property {number} images
 * @property {Uint8Array} originals
 * @property {number} seed of the samples
 * @property {Judged[]} judged
 *
 * What is under way.
 * @typedef {object} Work
 * @property {Phase} phase
 * @property {string} name the file that it is about
 * @property {number} done parts of all
 * @property {number} all
 * @property {AbortController} control
 *
 * A file to be fused with the model, and what it weighs in their mean.
 * @typedef {{ id: number, name: string, bytes: ArrayBuffer, share: number }} Other
 *
 * The way from one model's weights to another's.
 * @typedef {object} WalkedLine
 * @property {number} of the other, by its id
 * @property {string} from
 * @property {string} to
 * @property {number} count held-out images that it was judged by
 * @property {import("../engine/lab-types.js").LinePoint[]} points
 */

export class Workshop {
  /** In the order in which they came. @type {WorkshopFile[]} */
  files = [];
  /** The file that is looked at, by its id. @type {number | null} */
  chosen = null;
  /** @type {Work | null} */
  work = null;
  /** @type {Other[]} */
  others = [];
  /** What the model itself weighs in the mean. */
  share = 1;
  /** @type {WalkedLine | null} */
  line = null;
  /** What was judged last. @type {JudgedEnsemble | null} */
  ensemble = null;
  /** What is learned just now. @type {import("./schooling.js").Schooling | null} */
  schooling = null;
  /** The digits that are reconstructed, 784 each. @type {Uint8Array | null} */
  originals = null;
  /** Why there are no figures of held-out images. @type {Error | null} */
  unmeasured = null;

  /** @param {number | null | undefined} id */
  file(id) {
    return this.files.find((file) => file.id === id) ?? null;
  }

  /** The file that is looked at, and the one it was made of. */
  get pair() {
    const after = this.file(this.chosen);
    return { before: this.file(after?.of), after };
  }
}

/** @param {WorkshopFile} file the best that is known of its negative ELBO */
export const natsKnown = ({ figures }) =>
  figures.negativeElbo ?? figures.estimate;

/** Of files, also after a reload: a number that no other has. */
export const freshId = () => Math.random();

/** @param {ArrayBuffer} bytes */
export async function checksumOf(bytes) {
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", bytes);
  if (!digest) return "";
  const pairs = Array.from(new Uint8Array(digest), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return pairs.join("");
}

/**
 * @param {ArrayBuffer} a
 * @param {ArrayBuffer} b
 */
function sameBytes(a, b) {
  if (a.byteLength !== b.byteLength) return false;
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)];
  return left.every((byte, i) => byte === right[i]);
}

/** @param {import("./session.js").ModelStory} model */
const stemOf = ({ name, tunedSteps }) =>
  name.replace(/\.safetensors$/, "") +
  (tunedSteps > 0 ? `-plus-${tunedSteps}-steps` : "");

/**
 * The model that is open, as a file: that which it was opened from, where it is
 * still that, for an export of it would be larger. What was trained and kept over a
 * reload, with Adam's moments, is nobody's file: it is what a download gives.
 *
 * @param {Session} session
 * @param {Lab} lab
 * @returns {Promise<WorkshopFile>}
 */
export async function fileOf({ workshop, model, digitsOf }, lab) {
  const opened = workshop.file(model.file);
  if (opened && model.tunedSteps === 0) return opened;
  const trained = model.tunedSteps > 0;
  const bytes = await (trained ? lab.exportWeights() : lab.workshop.file());
  // After it: an export tells what was trained since the weights were opened.
  const { metadata } = lab;
  const known = workshop.files.find((file) => sameBytes(file.bytes, bytes));
  if (known) return known;
  const file = {
    ...{ id: freshId(), name: stemOf(model), bytes, metadata },
    ...{ operation: null, of: null, set: digitsOf, figures: {} },
    parameters: lab.summary().parameters,
    sha256: await checksumOf(bytes),
  };
  workshop.files.push(file);
  return file;
}
