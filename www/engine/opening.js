/**
 * Opening a Lab: the device and the weights at the same time.
 * @module
 */
import { untilAborted } from "./abort.js";
import { Engine } from "./engine.js";
import { LabError } from "./lab-error.js";
import { checkOptions } from "./options.js";
import { resolveModel } from "./weights-source.js";

/**
 * What a Lab is made of. `Lab.create` is the way to get one.
 * @typedef {object} OpenedEngine
 * @property {Engine} engine
 * @property {import("./protocol.js").Description} description
 * @property {import("./engine.js").ModelSource} source For `reset`.
 */

/**
 * @param {import("./lab-types.js").CreateOptions} options
 * @param {() => import("./connection.js").Connection} connect Starts a worker.
 * @returns {Promise<OpenedEngine>}
 * @throws {LabError} Whatever keeps the device or the weights away.
 */
export async function openEngine(options, connect) {
  const settings = checkOptions("create", options);
  const { device = "auto", workers = "auto", model = "dense-z20" } = settings;
  const { signal, onProgress } = settings;
  const what = "Opening the Lab";
  // Ends the download when the device fails first.
  const download = new AbortController();
  const pending = resolveModel(model, { signal: download.signal, onProgress });
  const engine = new Engine({ device, workers, connect, onProgress });
  try {
    const [description, source] = await untilAborted(
      Promise.all([engine.start(pending), pending]),
      signal,
      what,
    );
    engine.checkpoint = { source, step: 0 };
    return { engine, description, source };
  } catch (error) {
    download.abort();
    engine.close();
    throw error;
  }
}

/**
 * @throws {LabError} `unsupported-environment` outside a browser.
 */
export function requireBrowser() {
  const missing = ["Worker", "WebAssembly", "fetch", "location"].filter(
    (name) => !(name in globalThis),
  );
  if (missing.length === 0) return;
  throw new LabError(
    "unsupported-environment",
    `Lab runs in a browser's page: there is no ${missing.join(", no ")} here.`,
  );
}
