/** Whole data sets: fetched when they are asked for, kept while the page is open. */

import { listDataSets } from "../import/data-sets.js";
import { fetchSetAside } from "../import/set-fetching.js";

/**
 * @typedef {import("../import/data-sets.js").SetName} SetName
 * @typedef {import("../import/data-sets.js").SetSize} SetSize
 * @typedef {import("../import/idx.js").Digits} Digits
 * @typedef {Partial<Record<SetName, SetSize>>} Sizes
 *
 * @typedef {{ names: SetName[], loadedBytes: number, totalBytes?: number }} Loading
 */

/** Without a list of the sets: what each is published with. */
const PUBLISHED = { train: 60_000, test: 10_000 };

export class WholeSets {
  /** What the page was built with; null before it is known. @type {Sizes | null} */
  sizes = null;
  /** @type {Loading | null} */
  loading = null;
  /** Why the last fetch did not succeed. @type {Error | null} */
  failure = null;
  /** @type {Map<SetName, Digits>} */
  #digits = new Map();
  /** @type {AbortController | null} */
  #abort = null;
  #last = Promise.resolve(true);
  #folder;
  #changed;
  #fetch;

  /**
   * @param {URL} folder
   * @param {() => void} changed
   * @param {{ fetchDataSet: typeof fetchSetAside, listDataSets: typeof listDataSets }} [from]
   */
  constructor(
    folder,
    changed,
    from = { fetchDataSet: fetchSetAside, listDataSets },
  ) {
    this.#folder = folder;
    this.#changed = changed;
    this.#fetch = from;
  }

  /** @param {SetName} name */
  get(name) {
    return this.#digits.get(name) ?? null;
  }

  /**
   * Images of a set, also before it is here.
   *
   * @param {SetName} name
   */
  count(name) {
    const own = this.#digits.get(name)?.count ?? this.sizes?.[name]?.images;
    return own ?? PUBLISHED[name.endsWith("train") ? "train" : "test"];
  }

  /**
   * Bytes to fetch for these sets; undefined where that is not known.
   *
   * @param {SetName[]} names
   */
  bytes(names) {
    const sizes = names.map((name) => this.sizes?.[name]?.bytes);
    if (sizes.some((size) => size === undefined)) return undefined;
    return sizes.reduce((/** @type {number} */ sum, size = 0) => sum + size, 0);
  }

  /** Asks once which sets there are; that a page has no list is no failure. */
  async list() {
    try {
      this.sizes ??= await this.#fetch.listDataSets(this.#folder);
      this.#changed();
    } catch {
      this.sizes = null;
    }
  }

  /**
   * Fetches what of these is not here yet, one request of this kind after
   * another.
   *
   * @param {SetName[]} names
   * @returns {Promise<boolean>} whether all are here
   */
  load(names) {
    this.#last = this.#last.then(() => this.#loadNow(names));
    return this.#last;
  }

  /** Ends the fetch that is under way; what has arrived whole is kept. */
  cancel() {
    this.#abort?.abort();
  }

  /** @param {SetName[]} names */
  async #loadNow(names) {
    const missing = names.filter((name) => !this.#digits.has(name));
    if (missing.length === 0) return true;
    await this.list();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.failure = null;
    const totalBytes = this.bytes(missing);
    this.#show({ names: missing, loadedBytes: 0, totalBytes });
    try {
      let before = 0;
      for (const name of missing) {
        const onProgress = (/** @type {number} */ bytes) =>
          this.#show({
            names: missing,
            loadedBytes: before + bytes,
            totalBytes,
          });
        const options = { signal, onProgress };
        const set = await this.#fetch.fetchDataSet(this.#folder, name, options);
        this.#digits.set(name, set);
        before += this.bytes([name]) ?? 0;
      }
      return true;
    } catch (error) {
      if (!signal.aborted) {
        this.failure =
          error instanceof Error ? error : new Error(String(error));
      }
      return false;
    } finally {
      this.#abort = null;
      this.#show(null);
    }
  }

  /** @param {Loading | null} loading */
  #show(loading) {
    this.loading = loading;
    this.#changed();
  }
}
