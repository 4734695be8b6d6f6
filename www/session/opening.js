/** Opens the model and the shipped digits, and opens them again when asked. */

import { Lab } from "../engine/lab.js";
import { published } from "../import/data-files.js";
import { fetchSetAside } from "../import/set-fetching.js";
import { fetchShippedDigits } from "../import/shipped-digits.js";
import { SIDE } from "../import/mnist-digit.js";
import { words } from "../words/words.js";
import { cardOf } from "./card.js";
import { freshConfig, refuse } from "./fresh-model.js";
import { runToKeep, showInterrupted } from "./interrupted.js";
import { keepOwnWeights, withKept } from "./kept-weights.js";
import { refusedName } from "./run-options.js";
import { asError } from "./errors.js";
import { FRESH } from "./setup-parts.js";
import { reopen } from "./link.js";
import { openTestSet } from "./test-set.js";
import { measureTraversal } from "./traversal.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 */

/** Where whole data sets lie, beside the page. */
export const DATA = new URL("./data/", import.meta.url);
/** As many clothes as there are digits at hand. */
const CLOTHES = 2000;
/** The class that the main line shows before anything was drawn or picked. */
const FIRST_SHOWN = 3;
const PIXELS = SIDE * SIDE;

/**
 * @param {string} name a shipped model's
 * @returns {ModelStory}
 */
export const pretrained = (name) => ({
  name,
  source: "shipped",
  tunedSteps: 0,
});

/**
 * Opens the shipped model, or goes on with the weights kept from last time.
 *
 * @param {Session} session
 * @param {AbortSignal} signal tells that another is wanted
 * @returns {Promise<void>}
 */
export async function openFirst(session, signal) {
  session.phase = "loading";
  session.failure = null;
  session.changed();
  try {
    // At once, and not after storage was asked: most visits have nothing kept.
    const { settings } = session;
    const fresh = settings.start === "fresh";
    const first = openLab(
      session,
      fresh ? freshConfig(settings) : settings.model,
      signal,
    );
    const opened = await withKept(session, first, signal);
    if (signal.aborted) return opened.lab.close();
    session.settled = openedBy(session.settings);
    adopt(session, opened.lab, opened.model);
    if (opened.run) showInterrupted(session, opened.run);
    reopen(session);
  } catch (error) {
    if (signal.aborted) return;
    if (refusedName(asError(error)) && session.settings.start === "fresh") {
      // An address may ask for a model that cannot be: the shipped one, then.
      session.set({ start: "weights" });
      refuse(session, error);
      session.fail(error);
      return openFirst(session, signal);
    }
    session.phase = "failed";
    session.failure = error instanceof Error ? error : new Error(String(error));
    session.changed();
  }
}

/**
 * A Lab on the device the settings name.
 *
 * @param {Session} session
 * @param {string | ArrayBuffer | import("../engine/lab-types.js").FreshModel} model
 * @param {AbortSignal} [signal]
 */
export function openLab(session, model, signal) {
  return (session.create ?? Lab.create)({
    device: session.settings.device,
    model,
    signal,
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
      const { reason } = lab.device;
      session.tell(() => words.reason(reason));
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
  if (session.digits && session.digitsOf !== dataOf(session)) {
    void openDigits(session);
  }
}

/**
 * The data set that the model knows: that of its own account, digits where
 * there is none.
 *
 * @param {Session} session
 * @returns {import("./session.js").DataName}
 */
export const dataOf = ({ card, model, settings }) => {
  const own = card.data?.startsWith("Fashion-MNIST");
  const learns = model.source === "fresh" && settings.data === "fashion";
  return own || learns ? "fashion" : "mnist";
};

/**
 * 2,000 digits, or clothes where the model knows those. They come after the
 * first samples: nothing that is seen at once waits for them.
 *
 * @param {Session} session
 */
export async function openDigits(session) {
  session.digitsFailure = null;
  session.changed();
  try {
    const name = dataOf(session);
    const digits = await (name === "mnist" ? shippedDigits() : someClothes());
    // Another model may have been opened meanwhile.
    if (name !== dataOf(session)) return;
    if (session.digitsOf !== name) session.forgetDigits();
    session.digits = digits;
    session.digitsOf = name;
    session.refreshMap();
    measureTraversal(session);
    const { line, linked } = session;
    if (!line.input && !linked.digit)
      session.lay(session.shipped(firstShown(session)));
  } catch (error) {
    session.digitsFailure =
      error instanceof Error ? error : new Error(String(error));
  }
  reopen(session);
  session.changed();
  if (!session.sparing) void openTestSet(session, dataOf(session), DATA);
}

/** Its place among the digits at hand; -1 where there is none. @param {Session} session */
export const firstShown = ({ digits }) =>
  digits?.labels.indexOf(FIRST_SHOWN) ?? -1;

/** Several sessions of a document have them fetched once. @type {ReturnType<typeof fetchShippedDigits> | null} */
let fetched = null;

function shippedDigits() {
  fetched ??= fetchShippedDigits(
    new URL(published("mnist-2000-images.idx.gz"), DATA),
    new URL(published("mnist-2000-labels.idx.gz"), DATA),
  ).catch((error) => {
    fetched = null;
    throw error;
  });
  return fetched;
}

/** @returns {Promise<import("../import/idx.js").Digits>} */
async function someClothes() {
  const { images, labels } = await fetchSetAside(DATA, "fashion-test");
  return {
    images: images.subarray(0, CLOTHES * PIXELS),
    labels: labels.subarray(0, CLOTHES),
    count: CLOTHES,
  };
}

/**
 * What of the settings a model was opened by.
 *
 * @param {import("./session.js").Settings} settings
 */
function openedBy(settings) {
  const names = /** @type {const} */ (["device", "model", "start", ...FRESH]);
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** @param {unknown} error */
export const isAboutWeights = (error) =>
  asError(error).code?.startsWith("weights-") ?? false;

/**
 * Keeps the weights for after a reload.
 *
 * @param {Session} session
 */
export async function keepWeights(session) {
  const { lab } = session;
  if (!lab) return;
  try {
    // Adam's moments too: training goes on as if the page had not been left. A
    // file that is only open stays that file, of which others may be made.
    const bytes = await (session.model.tunedSteps > 0
      ? lab.exportWeights({ optimizer: true })
      : lab.workshop.file());
    // Between two steps: this is still where the run is.
    const run = runToKeep(session);
    await keepOwnWeights(session, { bytes, model: session.model, run });
  } catch (error) {
    session.notKept("weights", error, () => void keepWeights(session));
  }
}
