/**
 * The running engine: one device at a time, and the next one down the ladder
 * when it is lost.
 * @module
 */
import { proxy } from "comlink";
import { Helpers, workersFor } from "./helpers.js";
import { describeDevice } from "./lab-device.js";
import { isDeviceLost, LabError, messageOf } from "./lab-error.js";
import { known } from "./progress.js";
import { handOverCopy } from "./transfer.js";

/**
 * @typedef {import("./connection.js").Connection} Connection
 * @typedef {import("./connection.js").RemoteCore} RemoteCore
 * @typedef {import("./protocol.js").Description} Description
 * @typedef {import("./lab-types.js").LabDevice} LabDevice
 */

/**
 * What a model is made from: a config for fresh weights, or a weights file.
 * `whole` is there where `bytes` have no encoder yet, and gets those that do.
 * @typedef {{ config: object } | { bytes: Uint8Array,
 *   whole?: (signal: AbortSignal) => Promise<Uint8Array> }} ModelSource
 */

/**
 * What the model can be brought back from on another device.
 * @typedef {object} Checkpoint
 * @property {ModelSource} source
 * @property {symbol} [run] The training run in which it was taken.
 * @property {number} step That run's step; 0 outside a run.
 */

/**
 * @typedef {object} EngineSettings
 * @property {import("./protocol.js").DeviceWish} device
 * @property {() => Connection} connect Starts a worker.
 * @property {"auto" | number} [workers] How many share a training step; 1 when
 *   absent.
 * @property {import("./lab-types.js").OnProgress} [onProgress]
 */

/** The encoder leaves the line to what is asked for with the first picture. */
const ENCODER_WAITS_MS = 200;

/** Asks the current device; descends the ladder under "auto". */
export class Engine {
  #settings;
  /** @type {import("./protocol.js").Failure[]} */
  #failures = [];
  /** @type {Connection | undefined} */
  #connection;
  /**
   * The connection in use, or the one that is being tried.
   * @type {Connection | undefined}
   */
  #newest;
  /** @type {Promise<Connection>} */
  #opening = Promise.reject(new LabError("lab-closed", "Not started."));
  /** @type {LabError | undefined} */
  #end;
  /** @type {LabDevice | undefined} */
  #device;
  #helpers;
  /** Ends what is still being fetched. */
  #closing = new AbortController();
  /** @type {Promise<void> | undefined} */
  #completing;

  /**
   * What a next device starts from; kept up to date by whoever changes the
   * model.
   * @type {Checkpoint | undefined}
   */
  checkpoint;

  /**
   * How many training steps a loss undoes now; undefined outside a run.
   * @type {() => number | undefined}
   */
  countLostSteps = () => undefined;

  /**
   * Called when another device has taken over.
   * @type {(description: Description) => void}
   */
  onTakeover = () => {};

  /** @param {EngineSettings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#helpers = new Helpers(settings.connect);
    this.#opening.catch(() => {});
  }

  /**
   * The device in use, or the last one that was.
   * @returns {LabDevice}
   */
  get device() {
    if (!this.#device) throw new Error("The engine has not been started.");
    return this.#device;
  }

  /**
   * Opens the first device that starts, and the model on it.
   * @param {Promise<ModelSource>} source May still be on its way: the device
   *   opens meanwhile.
   * @returns {Promise<Description>}
   */
  async start(source) {
    this.#settings.onProgress?.({ phase: "device", loadedBytes: 0 });
    /** @type {Description | undefined} */
    let description;
    this.#opening = this.#open(source, undefined, (opened) => {
      description = opened;
    });
    await this.#opening;
    if (!description) throw new Error("A device opened without a model.");
    return description;
  }

  /**
   * The connection to the current device, when it is ready and has the whole
   * model.
   * @returns {Promise<Connection>}
   * @throws {LabError} `lab-closed` or `device-lost`: there will be none; or why
   *   the rest of the model cannot be had.
   */
  async ready() {
    if (this.#unopened) {
      this.#completing ??= this.#complete().finally(() => {
        this.#completing = undefined;
      });
      await this.#completing;
    }
    return this.#opened();
  }

  async #opened() {
    this.assertUsable();
    return this.#connection ?? this.#opening;
  }

  /** @throws {LabError} `lab-closed` or `device-lost`: nothing can be asked. */
  assertUsable() {
    if (this.#end) throw this.#end;
  }

  /**
   * Asks the current device. When it is lost meanwhile, asks the next one, once:
   * a call that also kills that one is not carried further.
   * @template T
   * @param {(core: RemoteCore) => Promise<T>} request Called at once where a
   *   device is ready, so that arrays are read before the caller goes on.
   * @returns {Promise<T>}
   */
  async ask(request) {
    if (this.#unopened) await this.ready();
    return this.#ask(request);
  }

  /**
   * The same for what needs the decoder only, which may be there first.
   * @template T
   * @param {(core: RemoteCore) => Promise<T>} request
   * @returns {Promise<T>}
   */
  async askDecoder(request) {
    const answer = await this.#ask(request);
    if (this.#unopened) setTimeout(() => this.#fetchAhead(), ENCODER_WAITS_MS);
    return answer;
  }

  /**
   * @template T
   * @param {(core: RemoteCore) => Promise<T>} request
   * @returns {Promise<T>}
   */
  async #ask(request) {
    const connection = this.#connection ?? (await this.#opened());
    try {
      return await connection.ask(request);
    } catch (error) {
      if (!isDeviceLost(error)) throw error;
    }
    const next = await this.#opened();
    return next.ask(request);
  }

  /**
   * Work of several calls that leave something in the worker: all on one device.
   * When it is lost meanwhile, the work is done anew on the next one, once.
   * @template T
   * @param {(connection: Connection) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async askWhole(work) {
    try {
      return await work(await this.ready());
    } catch (error) {
      if (!isDeviceLost(error)) throw error;
    }
    return work(await this.ready());
  }

  /** Whether the encoder is still to come. */
  get partial() {
    return this.#unopened !== undefined;
  }

  /** Where the rest of the model is, while it is not open. */
  get #unopened() {
    const source = this.checkpoint?.source;
    return source && "whole" in source ? source.whole : undefined;
  }

  /** Opens the rest of the model. */
  async #complete() {
    const source = this.checkpoint?.source;
    if (!source || !("bytes" in source) || !source.whole) return;
    const bytes = await this.#untilClosed(source.whole(this.#closing.signal));
    await this.#ask((core) => core.openModel(handOverCopy(bytes)));
    // In place: `reset` goes back to this very source.
    source.bytes = bytes;
    delete source.whole;
  }

  /**
   * @template T
   * @param {Promise<T>} fetching
   * @returns {Promise<T>}
   */
  async #untilClosed(fetching) {
    try {
      return await fetching;
    } catch (error) {
      this.assertUsable();
      throw error;
    }
  }

  /** What goes wrong is told to the first call that needs the encoder. */
  #fetchAhead() {
    this.ready().catch(() => {});
  }

  /** How many workers share training steps at present. */
  get workers() {
    return this.#helpers.workers;
  }

  /**
   * Gives the worker of a training run the help that was wished for. A GPU
   * needs none.
   * @param {Connection} connection
   */
  async help(connection) {
    const { workers = 1 } = this.#settings;
    const { name } = this.device;
    const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
    const count = name === "webgpu" ? 1 : workersFor(workers, cores);
    await this.#helpers.join(connection, name, count, workers !== "auto");
  }

  /** @param {string} why They have failed, and are not started again. */
  dismissHelpers(why) {
    this.#helpers.giveUp(new Error(why));
  }

  /** Ends the worker; pending and later calls reject with `lab-closed`. */
  close() {
    const closed = new LabError(
      "lab-closed",
      "This Lab has been closed; create another.",
    );
    this.#end = closed;
    this.#closing.abort();
    this.#newest?.close(closed);
    this.#helpers.close();
    this.#connection = undefined;
  }

  /**
   * Opens rung after rung until one holds.
   * @param {Promise<ModelSource>} source
   * @param {number | undefined} lostSteps
   * @param {(description: Description) => void} onOpen Called just before the
   *   waiting calls go on.
   * @returns {Promise<Connection>}
   */
  async #open(source, lostSteps, onOpen) {
    for (;;) {
      const candidate = this.#connect();
      const choice = await this.#choose(candidate);
      try {
        const adapter = await this.#openDevice(candidate, choice.name);
        const description = await restore(candidate, source);
        if (candidate.error) throw candidate.error;
        this.#device = describeDevice(choice, adapter, lostSteps);
        this.#connection = candidate;
        onOpen(description);
        return candidate;
      } catch (error) {
        candidate.close(new LabError("device-unavailable", messageOf(error)));
        this.#noteFailure(choice.name, error);
      }
    }
  }

  /** @returns {Connection} */
  #connect() {
    const candidate = this.#settings.connect();
    candidate.onLost = (error) => this.#lose(candidate, error);
    this.#newest = candidate;
    return candidate;
  }

  /**
   * @param {Connection} candidate
   * @returns {Promise<import("./protocol.js").Choice>}
   */
  async #choose(candidate) {
    try {
      return await candidate.ask((core) =>
        core.choose(this.#settings.device, this.#failures),
      );
    } catch (error) {
      candidate.close(new LabError("device-unavailable", messageOf(error)));
      if (!isDeviceLost(error)) throw error;
      throw new LabError(
        "device-unavailable",
        `The worker could not start: ${messageOf(error)}.`,
      );
    }
  }

  /**
   * @param {Connection} candidate
   * @param {import("./protocol.js").DeviceName} name
   * @returns {Promise<string | undefined>} The adapter's name.
   * @throws {LabError} `device-unavailable`, whatever the reason.
   */
  async #openDevice(candidate, name) {
    const { onProgress } = this.#settings;
    const onBytes = proxy(
      (/** @type {number} */ loadedBytes, /** @type {number=} */ totalBytes) =>
        onProgress?.({ phase: "engine", ...known(loadedBytes, totalBytes) }),
    );
    try {
      const { adapter } = await candidate.ask((core) =>
        core.open(name, onBytes),
      );
      return adapter;
    } catch (error) {
      throw new LabError(
        "device-unavailable",
        `The device "${name}" could not start: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }

  /**
   * Notes why a rung does not hold, or throws where no other may be tried.
   * @param {import("./protocol.js").DeviceName} name
   * @param {unknown} error
   */
  #noteFailure(name, error) {
    if (this.#end) throw this.#end;
    const unavailable =
      error instanceof LabError && error.code === "device-unavailable";
    if (!unavailable && !isDeviceLost(error)) throw error;
    if (this.#settings.device !== "auto") throw error;
    const message = messageOf(unavailable ? (error.cause ?? error) : error);
    this.#failures.push({ name, when: "not-started", message });
  }

  /**
   * @param {Connection} connection
   * @param {LabError} error
   */
  #lose(connection, error) {
    if (connection !== this.#connection) return;
    this.#connection = undefined;
    const { name } = this.device;
    const message = messageOf(error);
    if (this.#settings.device !== "auto" || !this.checkpoint) {
      this.#end = new LabError(
        "device-lost",
        `The device "${name}" was lost (${message}); create another Lab.`,
      );
      return;
    }
    this.#failures.push({ name, when: "lost", message });
    const source = Promise.resolve(this.checkpoint.source);
    this.#opening = this.#open(source, this.countLostSteps(), (description) =>
      this.onTakeover(description),
    ).catch((reason) => {
      this.#end ??= new LabError(
        "device-lost",
        `The device "${name}" was lost (${message}) and no other took over: ` +
          `${messageOf(reason)}.`,
      );
      throw this.#end;
    });
    this.#opening.catch(() => {});
  }
}

/**
 * @param {Connection} connection
 * @param {Promise<ModelSource>} pending
 * @returns {Promise<Description>}
 */
async function restore(connection, pending) {
  const source = await connection.until(pending);
  return connection.ask((core) =>
    "bytes" in source
      ? core.openModel(handOverCopy(source.bytes))
      : core.createModel(source.config),
  );
}
