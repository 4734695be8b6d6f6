/**
 * Several elements on a page look at one Lab: one worker, one wasm, one file of
 * weights. Who changes the weights gets a Lab of its own first.
 * @module
 */

/**
 * @typedef {import("./lab.js").Lab} Lab
 * @typedef {import("./lab-types.js").CreateOptions} CreateOptions
 * @typedef {(options?: CreateOptions) => Promise<Lab>} Create
 *
 * A Lab that is shared, and who looks at it.
 * @typedef {object} Shared
 * @property {Promise<Lab>} opening
 * @property {Set<object>} users
 * @property {Set<import("./lab-types.js").OnProgress>} heard
 * @property {import("./lab-types.js").Progress | null} last
 * @property {AbortController} control ends an opening that nobody waits for
 */

/** Rejected with by a Lab that will not answer again. */
const DEAD = new Set(["device-lost", "lab-closed"]);

/** The Labs of one page that are shared, by model and device. */
export class SharedLabs {
  /** @type {Map<string, Shared>} */
  #shared = new Map();
  #create;

  /** @param {Create} create opens a Lab of one's own */
  constructor(create) {
    this.#create = create;
  }

  /**
   * As `Lab.create`; a shipped model on the same device is opened once.
   *
   * @param {CreateOptions} [options]
   * @returns {Promise<Lab>}
   * @throws {LabError} as `Lab.create`
   */
  create = async (options = {}) => {
    const { model, device = "auto", signal, onProgress } = options;
    if (typeof model !== "string") return this.#create(options);
    signal?.throwIfAborted();
    const key = `${device} ${model}`;
    const shared = this.#shared.get(key) ?? this.#open(key, { model, device });
    const user = {};
    shared.users.add(user);
    if (onProgress) shared.heard.add(onProgress);
    if (onProgress && shared.last) onProgress(shared.last);
    const release = () => this.#release(key, shared, user);
    try {
      const lab = await until(shared.opening, signal);
      const own = (/** @type {ArrayBuffer} */ bytes) =>
        this.#create({ device, model: bytes });
      const facade = new LookingLab(lab, own, release, () =>
        this.#forget(key, shared),
      );
      return /** @type {Lab} */ (/** @type {unknown} */ (facade));
    } catch (error) {
      release();
      throw error;
    } finally {
      if (onProgress) shared.heard.delete(onProgress);
    }
  };

  /**
   * @param {string} key
   * @param {CreateOptions} options
   * @returns {Shared}
   */
  #open(key, options) {
    const control = new AbortController();
    /** @type {Omit<Shared, "opening">} */
    const waiting = { users: new Set(), heard: new Set(), last: null, control };
    const opening = this.#create({
      ...options,
      signal: control.signal,
      // May be called before there is anything to return.
      onProgress(progress) {
        waiting.last = progress;
        for (const hear of waiting.heard) hear(progress);
      },
    });
    /** @type {Shared} */
    const shared = Object.assign(waiting, { opening });
    this.#shared.set(key, shared);
    // Who asks again after a failure has it opened anew.
    shared.opening.catch(() => this.#forget(key, shared));
    return shared;
  }

  /** @param {string} key @param {Shared} shared @param {object} user */
  #release(key, shared, user) {
    shared.users.delete(user);
    if (shared.users.size > 0) return;
    this.#forget(key, shared);
    shared.control.abort();
    shared.opening.then(
      (lab) => lab.close(),
      () => {},
    );
  }

  /** @param {string} key @param {Shared} shared */
  #forget(key, shared) {
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>} The same, unless the signal says otherwise first.
 */
function until(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", end));
  });
}

/** What only looks at the weights. */
const LOOKING = /** @type {const} */ ([
  ...["sample", "encode", "reconstruct", "evaluate", "logPriorDensity"],
  ...["quality", "neighbours", "exportWeights"],
]);
/** What changes them. */
const CHANGING = /** @type {const} */ (["fitPrior", "load"]);
const TOLD = /** @type {const} */ ([
  ...["device", "workers", "config", "metadata", "priors", "steps", "partial"],
  ...["training", "workshop"],
]);

/** A Lab as one element sees it: shared until it changes the weights. */
class LookingLab extends EventTarget {
  /** @type {Lab} */
  #lab;
  #create;
  #release;
  #dead;
  #closed = false;
  #isOwn = false;
  /** @type {Promise<Lab> | null} */
  #own = null;
  #hear = (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    this.dispatchEvent(new CustomEvent("devicechange", { detail }));
  };

  /**
   * @param {Lab} lab
   * @param {(bytes: ArrayBuffer) => Promise<Lab>} create a Lab of its own
   * @param {() => void} release looks at it no more
   * @param {() => void} dead it will not answer again
   */
  constructor(lab, create, release, dead) {
    super();
    this.#lab = lab;
    this.#create = create;
    this.#release = release;
    this.#dead = dead;
    lab.addEventListener("devicechange", this.#hear);
    for (const name of TOLD)
      Object.defineProperty(this, name, { get: () => this.#lab[name] });
    for (const name of LOOKING)
      Object.defineProperty(this, name, {
        value: (/** @type {unknown[]} */ ...given) =>
          this.#ask((lab) => call(lab, name, given)),
      });
    for (const name of CHANGING)
      Object.defineProperty(this, name, {
        value: async (/** @type {unknown[]} */ ...given) => {
          await this.#toOwn();
          return call(this.#lab, name, given);
        },
      });
  }

  summary() {
    return this.#lab.summary();
  }

  /**
   * A key of this element is not that of another.
   * @param {Float32Array} z
   * @param {import("./lab-types.js").DecodeOptions} [options]
   */
  decode(z, options = {}) {
    const { latest } = options;
    const own =
      latest === undefined
        ? options
        : { ...options, latest: this.#key(latest) };
    return this.#ask((lab) => lab.decode(z, own));
  }

  /**
   * @param {import("./lab-types.js").Images} images
   * @param {import("./lab-types.js").TrainOptions} [options]
   */
  async *train(images, options) {
    await this.#toOwn();
    yield* this.#lab.train(images, options);
  }

  /** One that only looked has nothing to go back from. */
  async reset() {
    if (this.#own) await (await this.#own).reset();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#lab.removeEventListener("devicechange", this.#hear);
    if (this.#isOwn) this.#lab.close();
    // A copy that is being opened is closed when it is there.
    else this.#release();
  }

  /** @type {Map<unknown, unknown>} */
  #keys = new Map();

  /** @param {unknown} latest */
  #key(latest) {
    if (!this.#keys.has(latest)) this.#keys.set(latest, { latest });
    return this.#keys.get(latest);
  }

  /**
   * @template T
   * @param {(lab: Lab) => Promise<T>} request
   * @returns {Promise<T>}
   */
  async #ask(request) {
    const lab = this.#lab;
    // The shared one may go on for others: this one is closed all the same.
    if (this.#closed) throw closed();
    try {
      return await request(lab);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (DEAD.has(String(code)) || lab.partial) this.#dead();
      throw error;
    }
  }

  /** Opens a Lab of this element's own, with the same weights bit for bit. */
  async #toOwn() {
    this.#own ??= this.#copy();
    try {
      await this.#own;
    } catch (error) {
      this.#own = null;
      throw error;
    }
  }

  async #copy() {
    const shared = this.#lab;
    const model = await this.#ask((lab) => lab.exportWeights());
    const own = await this.#create(model);
    if (this.#closed) {
      own.close();
      return own;
    }
    shared.removeEventListener("devicechange", this.#hear);
    own.addEventListener("devicechange", this.#hear);
    this.#lab = own;
    this.#isOwn = true;
    this.#release();
    return own;
  }
}

/** As a Lab says it: the engine's own class of errors is in another file of the build. */
const closed = () =>
  Object.assign(new Error("This Lab is closed."), {
    ...{ name: "LabError", code: "lab-closed" },
  });

/**
 * @param {Lab} lab
 * @param {(typeof LOOKING | typeof CHANGING)[number]} name
 * @param {unknown[]} given
 */
const call = (lab, name, given) =>
  /** @type {(...given: unknown[]) => Promise<unknown>} */ (lab[name]).apply(
    lab,
    given,
  );
