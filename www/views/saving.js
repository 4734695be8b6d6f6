/** What is shown, as files: pictures as PNG, codes and curves as NPY and CSV. */

import { token } from "../charts/colour.js";
import { gridShape } from "../charts/picture-grid.js";
import {
  codesFile,
  codesOf,
  curvesFile,
  digitsFor,
} from "../session/exports.js";
import { words } from "../words/words.js";
import { paintLarge } from "./save-between.js";
import { saveFile } from "./save-file.js";

/**
 * @typedef {import("../session/session.js").Session} Session
 * @typedef {import("./save-sign.js").ShownFile} ShownFile
 */

/** How many times its own size a digit is saved in, its pixels kept square. */
const [SAMPLE_SCALE, LINE_SCALE] = [4, 10];
const PIXELS = 784;
/** CSS pixels around a chart, and for a line of text above or below it. */
const [EDGE, LINE] = [12, 22];

/**
 * @param {Session} session
 * @param {string} rest
 */
function nameOf({ model }, rest) {
  const steps = model.tunedSteps > 0 ? `-plus-${model.tunedSteps}-steps` : "";
  return `${model.name.replace(/\.safetensors$/, "")}${steps}-${rest}`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} name
 */
async function savePicture(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (blob instanceof Blob) saveFile(name, await blob.arrayBuffer());
}

/**
 * Saves a picture or a table of what is shown.
 *
 * @param {Session} session
 * @param {HTMLElement} page that shows it
 * @param {ShownFile} file
 */
export async function saveShown(session, page, file) {
  try {
    if (file === "curves.csv" || file === "curves.npy") {
      saveFile(nameOf(session, file), curvesFile(session, file));
    } else if (file === "samples.png") {
      const { grid } = session.samples;
      if (grid) await saveSamples(session, page, grid);
    } else if (file === "reconstruction.png") {
      const pixels = session.line.picture?.output;
      if (pixels) await saveDigits(session, page, pixels, LINE_SCALE, file);
    } else await saveChart(session, page, file);
  } catch (error) {
    session.fail(error);
  }
}

/**
 * @param {Session} session
 * @param {HTMLElement} page
 * @param {import("../session/samples.js").Grid} grid
 */
function saveSamples(session, page, { pixels, seed }) {
  const name = `samples-seed-${seed}.png`;
  return saveDigits(session, page, pixels, SAMPLE_SCALE, name);
}

/**
 * @param {Session} session
 * @param {HTMLElement} page
 * @param {Float32Array} pixels
 * @param {number} scale
 * @param {string} name
 */
async function saveDigits(session, page, pixels, scale, name) {
  const canvas = document.createElement("canvas");
  const shape = gridShape(pixels.length / PIXELS);
  paintLarge(canvas, pixels, { shape, scale, from: page });
  await savePicture(canvas, nameOf(session, name));
}

/** The text of a choice as it stands, or of what is there instead. @param {Element | null} element */
const textOf = (element) =>
  (element instanceof HTMLSelectElement
    ? element.selectedOptions[0]?.textContent
    : element?.textContent
  )?.trim() ?? "";

/**
 * A chart as it is drawn, with what stands beside it on the page.
 *
 * @param {Session} session
 * @param {HTMLElement} page
 * @param {"map.png" | "curves.png"} file
 */
async function saveChart(session, page, file) {
  const map = file === "map.png";
  const chart = page.querySelector(
    map ? "latent-map .plane > canvas" : "learning-curves .curves canvas",
  );
  if (!(chart instanceof HTMLCanvasElement)) return;
  const above = map
    ? textOf(page.querySelector("latent-map .axis-y"))
    : words.curves.title;
  const below = map
    ? textOf(page.querySelector("latent-map .axis-x"))
    : words.curves.step;
  const sharp = chart.width / chart.clientWidth;
  const canvas = document.createElement("canvas");
  canvas.width = chart.width + 2 * EDGE * sharp;
  canvas.height = chart.height + 2 * LINE * sharp;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = token(page, map ? "--paper" : "--panel");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, EDGE * sharp, LINE * sharp);
  context.fillStyle = token(page, "--ink");
  context.font = `${12 * sharp}px ${token(page, "--font")}`;
  context.textBaseline = "middle";
  context.fillText(above, EDGE * sharp, (LINE * sharp) / 2);
  context.textAlign = "right";
  const bottom = canvas.height - (LINE * sharp) / 2;
  context.fillText(below, canvas.width - EDGE * sharp, bottom);
  await savePicture(canvas, nameOf(session, file));
}

/**
 * Saves the codes of images, encoded with today's weights.
 *
 * @param {Session} session
 * @param {import("../session/exports.js").CodesFile} file
 * @param {import("../session/exports.js").CodedSet} set
 */
export async function saveCodes(session, file, set) {
  const digits = digitsFor(session, set);
  if (!session.lab || !digits || session.coding) return;
  const control = new AbortController();
  const { signal } = control;
  const onProgress = (/** @type {number} */ done) => {
    session.coding = { done, total: digits.count, control };
    session.changed();
  };
  onProgress(0);
  try {
    const codes = await codesOf(session.lab, digits, { signal, onProgress });
    const [stem, extension] = file.split(".");
    const of = `${session.digitsOf}-${set === "test" ? "test" : "at-hand"}`;
    const name = nameOf(session, `${of}-${stem}.${extension}`);
    saveFile(name, codesFile(codes, file));
    session.tell(() => words.between.saved(name));
  } catch (error) {
    if (!signal.aborted) session.fail(error);
  } finally {
    session.coding = null;
    session.changed();
  }
}
