/**
 * The device ladder: which build this browser can run, best first, with a
 * sentence that says why.
 * @module
 */
import { LabError } from "./lab-error.js";
import { hasSimd } from "./simd.js";

/**
 * @typedef {import("./protocol.js").DeviceName} DeviceName
 * @typedef {import("./protocol.js").DeviceWish} DeviceWish
 * @typedef {import("./protocol.js").Failure} Failure
 * @typedef {import("./protocol.js").Choice} Choice
 */

/**
 * @typedef {object} AdapterInfo The part of a GPUAdapterInfo that is read here.
 * @property {string} [vendor]
 * @property {string} [architecture]
 * @property {string} [description]
 * @property {boolean} [isFallbackAdapter]
 */

/**
 * @typedef {object} Adapter The part of a GPUAdapter that is read here.
 * @property {AdapterInfo} [info]
 * @property {boolean} [isFallbackAdapter] Where older browsers say it.
 */

/**
 * @typedef {object} Environment What a browser offers to compute with.
 * @property {{ requestAdapter(): Promise<Adapter | null> }} [gpu]
 * @property {import("./simd.js").Validate} validate `WebAssembly.validate`.
 * @property {(name: DeviceName) => boolean} [isHere] Whether a build was
 *   published; all are, by default.
 * @property {number} [adapterTimeoutMs]
 */

/** A software adapter is passed over: only who names WebGPU gets it. */
const SOFTWARE_ADAPTER =
  "WebGPU has only a software adapter here, slower than the CPU builds";

/** A browser that has not named an adapter by then is taken to have none. */
const ADAPTER_TIMEOUT_MS = 10_000;

/**
 * The rungs, best first.
 * @type {ReadonlyArray<{ name: DeviceName, title: string, running: string }>}
 */
const RUNGS = [
  { name: "webgpu", title: "WebGPU", running: "on the GPU with WebGPU" },
  { name: "flex", title: "Flex", running: "on the CPU with SIMD (Flex)" },
  {
    name: "ndarray",
    title: "NdArray",
    running: "on the CPU without SIMD (NdArray)",
  },
];

/**
 * Chooses the rung to try next.
 *
 * @param {DeviceWish} wish A rung by name, or "auto" for the best there is.
 * @param {Failure[]} failures Rungs already tried; none of them is chosen
 *   again.
 * @param {Environment} environment
 * @returns {Promise<Choice>}
 * @throws {LabError} `device-unavailable`: the named rung cannot run here, or
 *   under "auto" none is left.
 */
export async function chooseRung(wish, failures, environment) {
  if (wish !== "auto") return nameRung(wish, environment);
  /** @type {string[]} */
  const passedOver = [];
  for (const { name, title, running } of RUNGS) {
    const failure = failures.find((failed) => failed.name === name);
    const found = failure
      ? { obstacle: describeFailure(title, failure) }
      : await inspect(name, environment);
    if (!("obstacle" in found) && !found.software) {
      return choice(name, sentence(passedOver, running), found.adapter);
    }
    passedOver.push("obstacle" in found ? found.obstacle : SOFTWARE_ADAPTER);
  }
  throw new LabError(
    "device-unavailable",
    `No device can run the model: ${passedOver.join("; ")}.`,
  );
}

/**
 * @param {DeviceName} name
 * @param {Environment} environment
 * @returns {Promise<Choice>}
 */
async function nameRung(name, environment) {
  const found = await inspect(name, environment);
  if ("obstacle" in found) {
    throw new LabError(
      "device-unavailable",
      `The device "${name}" cannot start: ${found.obstacle}.`,
    );
  }
  const running = found.software
    ? "with WebGPU on a software adapter"
    : RUNGS.find((rung) => rung.name === name)?.running;
  return choice(name, `Running ${running}, as asked for.`, found.adapter);
}

/**
 * @param {DeviceName} name
 * @param {string} reason
 * @param {string} [adapter]
 * @returns {Choice}
 */
function choice(name, reason, adapter) {
  return adapter ? { name, reason, adapter } : { name, reason };
}

/**
 * What a rung meets in this browser: an obstacle, as a clause, or what it runs
 * on.
 * @param {DeviceName} name
 * @param {Environment} environment
 * @returns {Promise<{ obstacle: string } |
 *   { software: boolean, adapter?: string }>}
 */
async function inspect(name, environment) {
  if (environment.isHere?.(name) === false) {
    const title = RUNGS.find((rung) => rung.name === name)?.title;
    return { obstacle: `${title} is not in this file` };
  }
  if (name === "ndarray") return { software: false };
  if (name === "flex") {
    return hasSimd(environment.validate)
      ? { software: false }
      : { obstacle: "WebAssembly has no SIMD in this browser" };
  }
  const { gpu, adapterTimeoutMs = ADAPTER_TIMEOUT_MS } = environment;
  if (!gpu) return { obstacle: "WebGPU is not offered by this browser" };
  const adapter = await requestAdapter(gpu, adapterTimeoutMs);
  if (typeof adapter === "string") return { obstacle: adapter };
  return { software: isSoftware(adapter), adapter: adapterName(adapter) };
}

/**
 * @param {NonNullable<Environment["gpu"]>} gpu
 * @param {number} timeoutMs
 * @returns {Promise<Adapter | string>} The adapter, or why there is none.
 */
async function requestAdapter(gpu, timeoutMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<string>} */
  const late = new Promise((resolve) => {
    const seconds = timeoutMs / 1000;
    const clause = `WebGPU did not name an adapter within ${seconds} s`;
    timer = setTimeout(() => resolve(clause), timeoutMs);
  });
  try {
    const adapter = await Promise.race([gpu.requestAdapter(), late]);
    return adapter ?? "WebGPU has no adapter on this machine";
  } catch (error) {
    return `WebGPU refused to name an adapter (${String(error)})`;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The most telling words a browser has for an adapter; often only these two.
 * @param {Adapter} adapter
 * @returns {string}
 */
function adapterName({ info }) {
  const { vendor = "", architecture = "", description = "" } = info ?? {};
  return description || `${vendor} ${architecture}`.trim();
}

/**
 * @param {Adapter} adapter
 * @returns {boolean}
 */
function isSoftware(adapter) {
  return (
    adapter.isFallbackAdapter === true ||
    adapter.info?.isFallbackAdapter === true ||
    adapter.info?.architecture === "swiftshader"
  );
}

/**
 * @param {string} title
 * @param {Failure} failure
 * @returns {string}
 */
function describeFailure(title, { when, message }) {
  const happened = when === "lost" ? "was lost" : "could not start";
  return `${title} ${happened} (${message})`;
}

/**
 * @param {string[]} passedOver
 * @param {string} running
 * @returns {string}
 */
function sentence(passedOver, running) {
  if (passedOver.length === 0) return `Running ${running}.`;
  return `${passedOver.join("; ")}; running ${running}.`;
}
