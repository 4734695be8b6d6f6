/** What the workshop's panel shows, and what it asks leads to. */

import { familyOf } from "../session/family.js";
import { judgeEnsemble } from "../session/ensembling.js";
import { dropOther, shareOf, takeMade, takeOthers } from "../session/fusing.js";
import { wholeSet } from "../session/learned-from.js";
import {
  cancelWork,
  drawLine,
  dropMade,
  make,
  measure,
} from "../session/making.js";
import { drawnOf, placesOf } from "../session/new-class.js";
import { survey } from "../session/survey.js";
import { isJudged } from "../session/workshop-options.js";
import { chainOf } from "./network.js";
import { saveFile } from "./save-file.js";

/**
 * @typedef {import("../session/session.js").Session} Session
 * @typedef {import("./page-element.js").Requests} Requests
 */

/** @param {Session} session */
export const workshopAnswers = (session) => ({
  "make-file": () => {
    const judged = isJudged(session.settings);
    void (judged ? judgeEnsemble(session) : make(session));
  },
  "cancel-workshop": () => cancelWork(session),
  "measure-file": (/** @type {Requests["measure-file"]} */ id) =>
    void measure(session, id),
  "choose-file": (/** @type {Requests["choose-file"]} */ id) => {
    session.workshop.chosen = id;
    session.changed();
  },
  "save-made": (/** @type {Requests["save-made"]} */ id) => {
    const file = session.workshop.file(id);
    if (!file || file.measuring) return;
    file.given = true;
    saveFile(`${file.name}.safetensors`, file.bytes);
  },
  "drop-made": (/** @type {Requests["drop-made"]} */ id) =>
    dropMade(session, id),
  survey: () => void survey(session),
  "fuse-with": (/** @type {Requests["fuse-with"]} */ files) =>
    void takeOthers(session, files),
  "drop-fuse": (/** @type {Requests["drop-fuse"]} */ id) =>
    dropOther(session, id),
  "fuse-made": (/** @type {Requests["fuse-made"]} */ id) =>
    takeMade(session, id),
  "share-fuse": (/** @type {Requests["share-fuse"]} */ change) =>
    shareOf(session, change),
  "draw-line": (/** @type {Requests["draw-line"]} */ id) =>
    void drawLine(session, id),
});

/**
 * @param {Session} session
 * @returns {import("./workshop-panel.js").WorkshopView}
 */
export function workshopView(session) {
  const { lab, settings, workshop, digits } = session;
  const { work, others, share, line, files, chosen } = workshop;
  return {
    ...{ settings, work, others, share, line, files, chosen },
    name: session.model.name,
    compared: comparedOf(session),
    families: familiesShown(session),
    digits: digits?.labels.length ?? 0,
    whole: wholeShown(session),
    schooling: workshop.schooling,
    ensemble: isJudged(settings) ? workshop.ensemble : null,
    drawn: drawnOf(session, settings.teachClass).length,
    ofClass: placesOf(session, settings.teachClass).length,
    set: session.digitsOf,
    latents: lab?.config.latentDim ?? 0,
    classes: lab?.config.classes ?? 0,
    trainedPrior:
      (lab?.config.pseudoInputs ?? 0) > 0 ||
      (lab?.config.mixtureComponents ?? 0) > 0,
    ladder: (lab?.config.topLatentDim ?? 0) > 0,
    hidden: lab?.config.hidden ?? [],
    channels: lab?.config.channels ?? [],
    ready: isReady(session),
  };
}

/** @param {Session} session whether a model is open and another can be opened */
const isReady = ({ phase, switching }) => phase === "ready" && !switching;

/**
 * The whole training set: how many images, and what is still to be fetched.
 *
 * @param {Session} session
 * @returns {import("./workshop-panel.js").WorkshopView["whole"]}
 */
function wholeShown(session) {
  const { sets } = session;
  const name = wholeSet(session);
  if (!name) return null;
  const here = sets.get(name) !== null;
  return { images: sets.count(name), bytes: here ? 0 : sets.bytes([name]) };
}

/**
 * @param {Session} session
 * @returns {import("./before-after.js").Compared | null}
 */
function comparedOf(session) {
  const { workshop, settings } = session;
  const { before, after } = workshop.pair;
  if (!after) return null;
  return {
    ...{ before, after, originals: workshop.originals },
    busy: workshop.work !== null,
    ready: isReady(session),
    unmeasured: workshop.unmeasured !== null,
    shared: after.shared ?? false,
    seed: settings.seed,
  };
}

/**
 * Of the file that is looked at, and of the model that is open where that is
 * another and came out of a workshop too.
 *
 * @param {Session} session
 * @returns {import("./workshop-panel.js").WorkshopView["families"]}
 */
function familiesShown({ workshop, lab, model }) {
  const file = workshop.file(workshop.chosen);
  const nameOf = (/** @type {string} */ sum) =>
    workshop.files.find(({ sha256 }) => sha256 === sum)?.name;
  const own = lab && {
    name: model.name,
    root: familyOf(
      { name: model.name, model: chainOf(lab.config), bytes: null },
      lab.metadata,
      nameOf,
    ),
  };
  if (!file) return own ? [own] : [];
  const { name, metadata, bytes } = file;
  const told = { name, model: modelIn(metadata), bytes: bytes.byteLength };
  const looked = { name, root: familyOf(told, metadata, nameOf) };
  const other = own?.root && model.file !== file.id;
  return other ? [looked, own] : [looked];
}

/** @param {Record<string, unknown>} metadata */
function modelIn({ config }) {
  const known = /** @type {import("../session/session.js").ModelConfig} */ (
    config
  );
  return known ? chainOf(known) : "";
}
