/** Opens the model and the shipped digits, and opens them again when asked. */

import { Lab } from "../engine/lab.js";
import { fetchShippedDigits } from "../import/shipped-digits.js";
import { keep, recall } from "../store/work.js";
import { cardOf } from "./card.js";
import { asError } from "./session.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 */

export const SHIPPED = "dense-z20";
/** The class that the main line shows before anything was drawn or picked. */
const FIRST_SHOWN = 3;

/** @returns {ModelStory} */
export const pretrained = () => ({
  name: SHIPPED,
  source: "shipped",
  tunedSteps: 0,
});

/**
 * Opens the shipped model, or goes on with the weights kept from last time.
 *
 * @param {Session} session
 */
export async function open(session) {
  session.phase = "loading";
  session.failure = null;
  session.changed();
  try {
    // At once, and not after storage was asked: most visits have nothing kept.
    const shipped = openLab(session, SHIPPED);
    const opened = await withKept(session, shipped);
    adopt(session, opened.lab, opened.model);
  } catch (error) {
    session.phase = "failed";
    session.failure = error instanceof Error ? error : new Error(String(error));
    session.changed();
  }
}

/**
 * A Lab on the device the settings name.
 *
 * @param {Session} session
 * @param {string | ArrayBuffer} model
 */
export function openLab(session, model) {
  return Lab.create({
    device: session.settings.device,
    model,
    onProgress(/** @type {import("./session.js").Progress} */ progress) {
      session.progress = progress;
      session.changed();
    },
  });
}

/**
 * Makes this Lab the one the page shows.
 *
 * @param {Session} session
 * @param {Lab} lab
 * @param {ModelStory} model
 */
export function adopt(session, lab, model) {
  const former = session.lab;
  if (former !== lab) {
    lab.addEventListener("devicechange", () => {
      session.tell(lab.device.reason);
      session.refresh();
    });
  }
  session.lab = lab;
  session.model = model;
  session.card = cardOf(lab.metadata);
  session.phase = "ready";
  session.failure = null;
  session.progress = null;
  if (former?.config.latentDim === lab.config.latentDim) {
    session.map.forgetAxes();
  } else {
    session.map.forget();
    session.line.forget();
  }
  session.refresh();
  session.changed();
  if (former !== lab) former?.close();
}

/**
 * The 2,000 shipped digits. They come after the first samples: nothing that
 * is seen at once waits for them.
 *
 * @param {Session} session
 */
export async function openDigits(session) {
  session.digitsFailure = null;
  session.changed();
  try {
    session.digits = await fetchShippedDigits(
      new URL("./data/mnist-2000-images.idx.gz", import.meta.url),
      new URL("./data/mnist-2000-labels.idx.gz", import.meta.url),
    );
    session.map.refresh(session.lab, session.digits);
    const first = session.digits.labels.indexOf(FIRST_SHOWN);
    if (!session.line.input && first >= 0) session.pick(first);
  } catch (error) {
    session.digitsFailure =
      error instanceof Error ? error : new Error(String(error));
  }
  session.changed();
}

/**
 * Weights that were kept, with their story.
 *
 * @typedef {{ bytes: ArrayBuffer, model: ModelStory }} Kept
 *
 * @returns {Promise<Kept | null>}
 */
async function recallWeights() {
  const kept = /** @type {Partial<Kept> | undefined} */ (
    await recall("weights")
  );
  if (!(kept?.bytes instanceof ArrayBuffer) || !kept.model) return null;
  return { bytes: kept.bytes, model: kept.model };
}

/**
 * The model to begin with: the shipped one, with the weights kept from last
 * time put into it, or else the file that was open last time.
 *
 * @param {Session} session
 * @param {Promise<Lab>} shipped
 * @returns {Promise<{ lab: Lab, model: ModelStory }>}
 */
async function withKept(session, shipped) {
  const [lab, kept] = await Promise.all([shipped, recallWeights()]);
  if (!kept) return { lab, model: pretrained() };
  try {
    if (kept.model.source === "shipped") {
      await lab.load(kept.bytes);
      return { lab, model: kept.model };
    }
    const own = await openLab(session, kept.bytes);
    lab.close();
    return { lab: own, model: kept.model };
  } catch (error) {
    // Another failure is no reason to throw the user's work away.
    if (!isAboutWeights(error)) throw error;
    await forgetWeights(session, error);
    return { lab, model: pretrained() };
  }
}

/** @param {unknown} error */
export const isAboutWeights = (error) =>
  asError(error).code?.startsWith("weights-") ?? false;

/**
 * @param {Session} session
 * @param {unknown} error
 */
async function forgetWeights(session, error) {
  session.fail(error);
  await session.keepWork("weights", undefined);
}

/**
 * Keeps the weights for after a reload.
 *
 * @param {Session} session
 */
export async function keepWeights(session) {
  const { lab, model } = session;
  if (!lab) return;
  try {
    const bytes = await lab.exportWeights();
    await keep("weights", { bytes, model });
  } catch (error) {
    session.fail(error);
  }
}
