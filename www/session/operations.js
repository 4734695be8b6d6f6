/** What each operation of the workshop does, told by the settings. */

import { joined } from "./training-set.js";
import { words } from "../words/words.js";
import { distil } from "./distilling.js";
import { fuse } from "./fusing.js";
import { labelsFor } from "./labels.js";
import { teach } from "./new-class.js";
import { pruneInRounds } from "./pruning.js";
import {
  factorizeOptions,
  grownTo,
  isCalibrated,
  quantizeOptions,
  spreadPlaces,
} from "./workshop-options.js";

const PIXELS = 784;

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("../engine/lab-types.js").Made} Made
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
 * @property {(model: ArrayBuffer | import("../engine/lab-types.js").FreshModel) =>
 *   Promise<Lab>} open a Lab of its own, closed at the end
 */

/**
 * The digits that layers are measured by, where they may have a say.
 *
 * @param {Bench} bench
 * @param {Settings} settings
 */
function seen({ session, lab, say }, settings) {
  const { digits } = session;
  if (!isCalibrated(settings) || !digits) return {};
  say("seeing");
  return { images: digits.images, ...labelsFor(lab, digits.labels) };
}

/**
 * What a VampPrior's pseudo-inputs begin as.
 *
 * @param {Session} session
 * @param {Settings} settings
 */
function beginnings({ digits }, { growPrior, growComponents }) {
  if (growPrior !== "vamp" || !digits) return {};
  const { images, labels } = digits;
  const places = spreadPlaces(growComponents, labels.length);
  const chosen = places.map((i) =>
    images.subarray(i * PIXELS, (i + 1) * PIXELS),
  );
  return { images: joined(chosen) };
}

/** @type {Record<Settings["operation"], (bench: Bench, settings: Settings) => Promise<Made & { lesson?: import("../import/idx.js").Digits }>>} */
export const OPERATIONS = {
  quantize(bench, settings) {
    const { lab, signal, say } = bench;
    say("making");
    const images = seen(bench, settings);
    const options = { ...quantizeOptions(settings), ...images, signal };
    return lab.workshop.quantize(options);
  },
  prune: (bench, settings) =>
    pruneInRounds(bench, settings, (lab) => seen({ ...bench, lab }, settings)),
  factorize(bench, settings) {
    const images = seen(bench, settings);
    const { lab, signal } = bench;
    const options = { ...factorizeOptions(settings), ...images, signal };
    return lab.workshop.factorize(options);
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
    if (latents.length === 0) throw noneDead(klPerDimension, dead);
    const { mean } = await lab.encode(digits.images, told);
    signal.throwIfAborted();
    say("making");
    const means = meansOf(mean, lab.config.latentDim);
    const calibrationImages = digits.labels.length;
    const found = { latents, means, calibrationImages };
    return lab.workshop.removeLatents({ ...found, signal });
  },
  grow({ session, lab, signal, say }, settings) {
    say("making");
    const images = beginnings(session, settings);
    return lab.workshop.grow({ ...grownTo(settings), ...images, signal });
  },
  fuse,
  distill: distil,
  teach,
};

/**
 * @param {ArrayLike<number>} kl of each latent, in nats
 * @param {number} dead below how many nats one is
 */
function noneDead(kl, dead) {
  const least = Array.from(kl).reduce(
    (l, nats, d) => (nats < kl[l] ? d : l),
    0,
  );
  const text = words.workshop.noneDead(least, kl[least], dead);
  return Object.assign(new Error(text), { code: "none-dead" });
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
