/** The page's entry: its styles, its wiring, its next visit. */

import "uplot/dist/uPlot.min.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/top-bar.css";
import "./styles/stage.css";
import "./styles/dock.css";
import "./styles/plane.css";
import "./styles/data.css";
import "./styles/traverse.css";
import "./styles/picture.css";
import "./styles/training.css";
import "./styles/setup.css";
import "./styles/workshop.css";
import "./styles/tour.css";
import "./styles/figures.css";
import "./styles/narrow.css";
import "./styles/wide.css";
import "./styles/language.css";
import "./styles/embed.css";
import { LabPage } from "./app.js";
import { IN_ONE_FILE } from "./edition.js";
import { ownDocument } from "./place.js";
import { keepWeights } from "./session/opening.js";
import { keepNothing } from "./store/work.js";
import { afterFirstPicture } from "./views/first-picture.js";
import { learnFor } from "./views/language.js";
import { words } from "./words/words.js";

/** @param {import("./session/session.js").Session} session */
async function keepForNextVisit(session) {
  // What the first picture needs has the line for itself.
  await afterFirstPicture();
  const { keepForOffline } = await import(
    /* webpackChunkName: "updates" */ "./offline/updates.js"
  );
  await keepForOffline({
    ready() {
      session.offline = true;
      session.changed();
    },
    newer(takeOver) {
      const go = () => void keepWeights(session).then(takeOver);
      const act = { label: () => words.versions.reload, go };
      session.tell(() => words.versions.newer, { act });
    },
    replaced() {
      const go = () => void keepWeights(session).then(() => location.reload());
      const act = { label: () => words.versions.reload, go };
      const { newer } = words.versions;
      const told = session.notices.find(({ text }) => text === newer);
      if (told) session.dismiss(told.id);
      session.tell(() => words.versions.replaced, { act });
    },
  });
}

const { embedded, given } = ownDocument();
if (embedded) keepNothing();
learnFor(given.settings.language)
  // What cannot be had is told by the page.
  .catch(() => {})
  .finally(() => customElements.define("lab-page", LabPage));

await customElements.whenDefined("lab-page");
const page = document.querySelector("lab-page");
// An embedded page leaves nothing behind on its host, and one file from a disk
// needs nobody to keep it.
if (page instanceof LabPage && !embedded && !IN_ONE_FILE)
  await keepForNextVisit(page.session).catch((error) =>
    console.info("VAE Lab will not open without a network:", error),
  );
