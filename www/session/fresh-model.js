/** A model from nothing: its config from the settings, and making it. */

import { words } from "../words/words.js";
import { offer } from "./formers.js";
import { adopt, keepWeights, openLab } from "./opening.js";
import { refusedName } from "./run-options.js";
import { asError } from "./errors.js";
import { FRESH, partShowing } from "./setup-parts.js";
import { closing, inTurn, settle, taken } from "./switching.js";
import { cancel } from "./training.js";
import { clearRun } from "./weights.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").ModelStory} ModelStory
 * @typedef {import("../state.js").Settings} Settings
 * @typedef {import("../state.js").SettingName} SettingName
 * @typedef {import("../engine/lab-types.js").FreshModel} FreshModel
 */

/** @typedef {Pick<Settings, (typeof FRESH)[number]>} FreshSettings */

/** Digits and clothes alike. */
const CLASSES = 10;

/**
 * Which fields an architecture has beside those of every model.
 *
 * @type {Record<Settings["architecture"], ("channels" | "topHidden" | "topLatentDim")[]>}
 */
export const OWN_FIELDS = {
  dense: [],
  conv: ["channels"],
  ladder: ["channels", "topHidden", "topLatentDim"],
};

/**
 * The config, with the fields that the architecture has and no others.
 *
 * @param {FreshSettings} settings
 * @returns {FreshModel & { inputDim: number, hidden: number[] }}
 */
export function freshConfig(settings) {
  const { architecture, hidden, latentDim, activation, likelihood } = settings;
  const own = OWN_FIELDS[architecture].map((name) => [name, settings[name]]);
  const filled = own.filter(([, value]) => String(value) !== "");
  return {
    ...{ architecture, inputDim: 784, hidden, latentDim },
    ...Object.fromEntries(filled),
    ...{ activation, likelihood, seed: settings.weightSeed },
    ...(settings.conditional === "yes" ? { classes: CLASSES } : {}),
  };
}

/**
 * @param {FreshSettings} settings
 * @returns {FreshSettings}
 */
const madeOf = (settings) =>
  /** @type {FreshSettings} */ (
    Object.fromEntries(FRESH.map((name) => [name, settings[name]]))
  );

/**
 * @param {FreshSettings} settings
 * @returns {ModelStory}
 */
export function freshStory(settings) {
  const { architecture, hidden, latentDim, topLatentDim, channels } = settings;
  const latents = architecture === "ladder" ? [topLatentDim] : [];
  const stages = architecture === "dense" ? [] : channels.map((c) => `${c}c`);
  const parts = [architecture, ...stages, ...hidden, ...latents];
  const last = architecture === "ladder" ? latentDim - topLatentDim : latentDim;
  return {
    name: [...parts, last].join("-"),
    source: "fresh",
    tunedSteps: 0,
    made: madeOf(settings),
  };
}

/**
 * Whether two models were made alike.
 *
 * @param {ModelStory} a
 * @param {ModelStory} b
 */
export const madeAlike = (a, b) =>
  JSON.stringify(a.made) === JSON.stringify(b.made);

/**
 * Makes the model and opens it, with a way back. What the engine refuses
 * stands at the field it names, and the model that is open stays.
 *
 * @param {Session} session
 * @param {FreshSettings} wanted
 */
export async function makeModel(session, wanted) {
  await cancel(session);
  if (!session.lab || session.switching || session.phase !== "ready") return;
  await inTurn(session, () => makeInTurn(session, wanted));
}

/**
 * @param {Session} session
 * @param {FreshSettings} wanted
 */
async function makeInTurn(session, wanted) {
  const { lab } = session;
  if (!lab) return;
  session.refusal = null;
  try {
    const next = await openLab(session, freshConfig(wanted));
    const former = await closing(next, null, () => taken(session, lab));
    const made = /** @type {const} */ ({ ...madeOf(wanted), start: "fresh" });
    session.set(made);
    settle(session, made);
    clearRun(session);
    adopt(session, next, freshStory(wanted));
    const { name } = session.model;
    await offer(session, former, () => words.making.made(name));
    await keepWeights(session);
  } catch (error) {
    session.progress = null;
    refuse(session, error);
  }
}

/**
 * Shows a refusal at the field that it names, wherever that is; any other
 * error as always.
 *
 * @param {Session} session
 * @param {unknown} error
 */
export function refuse(session, error) {
  const { code, message } = asError(error);
  const name = refusedName({ code, message });
  const setting = name === null ? "" : settingOf(name);
  const setup = partShowing(setting);
  if (setup === null) return session.fail(error);
  session.set({ dock: "train", setup });
  session.refusal = { name: setting, message, code };
  session.changed();
}

/**
 * The setting behind a name of the engine's.
 *
 * @param {string} name
 */
const settingOf = (name) =>
  ({ classes: "conditional", seed: "trainSeed" })[name] ?? name;
