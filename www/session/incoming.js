/** Images on their way in: read and shown as the model will see them, not added. */

import { labelsAlone, pairLabels } from "../import/labels.js";
import { polarityOf } from "../import/paper.js";
import { prepare } from "../import/prepare.js";
import { readFiles } from "../import/reading.js";
import { Refusals } from "./refusals.js";

/**
 * @typedef {import("../import/prepare.js").Wishes} Wishes
 * @typedef {import("../import/prepare.js").Prepared} Prepared
 * @typedef {import("../import/paper.js").Polarity} Polarity
 * @typedef {import("../import/read-file.js").Found} Found
 *
 * What is under way; files, or images.
 * @typedef {{ phase: "reading" | "preparing", done: number, total: number }} Busy
 *
 * A change of wishes for one image, or for all of them (null).
 * @typedef {{ id: number | null, wishes?: Partial<Wishes>, label?: number | null }} WishChange
 */

/** How many images of one's own the page holds. */
export const MOST_OWN = 10_000;
/** So many of a set are asked whether its ink is light or dark. */
const JURY = 100;
/** No piece of work holds the page up for longer. */
const SLICE_MS = 10;
/** Showing the progress costs more than a slice: not after each. */
const TELL_MS = 150;
/** @type {Wishes} */
const UNTOLD = { polarity: "auto", fit: "auto", threshold: "auto" };

export class IncomingImage {
  /** @type {number | undefined} */
  label;
  /** What was wished for this one alone. @type {Partial<Wishes>} */
  own = {};
  /** The ink of its whole set. @type {Polarity | undefined} */
  usual;
  /** Null until its turn has come. @type {Prepared | null} */
  made = null;
  #from;
  /** @type {import("../import/resample.js").Grey | null} */
  #picture = null;

  /**
   * @param {number} id
   * @param {string} name
   * @param {{ stack: import("../import/sets.js").Stack, place: number }} from
   */
  constructor(id, name, from) {
    this.id = id;
    this.name = name;
    this.#from = from;
  }

  /** Cut out when it is looked at: ten thousand at once would take long. */
  get picture() {
    if (this.#picture) return this.#picture;
    const { stack, place } = this.#from;
    const { width, height } = stack;
    const size = width * height;
    const data = stack.data.subarray(place * size, (place + 1) * size);
    this.#picture = { data, width, height };
    return this.#picture;
  }
}

export class Incoming {
  /** @type {IncomingImage[]} */
  images = [];
  refusals = new Refusals();
  wishes = UNTOLD;
  /** How many images found no room. */
  leftOut = 0;
  #changed;
  /** @type {Busy | null} */
  #reading = null;
  /** @type {Set<IncomingImage>} */
  #todo = new Set();
  #preparing = false;
  #abort = new AbortController();
  #turn = Promise.resolve();
  #nextId = 1;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {Busy | null} */
  get busy() {
    if (this.#reading) return this.#reading;
    const left = this.#todo.size;
    if (left === 0) return null;
    const total = this.images.length;
    return { phase: "preparing", done: total - left, total };
  }

  /** All that can be added. */
  get ready() {
    return this.images.filter((image) => image.made?.pixels);
  }

  /**
   * Reads files one after the other, after those that came before.
   *
   * @param {File[]} files
   * @param {number} room how many images the page can still hold
   * @returns {Promise<File[]>} the weights files among them
   */
  bring(files, room) {
    const { signal } = this.#abort;
    const reading = this.#turn.then(() => this.#read(files, room, signal));
    this.#turn = reading.then(
      () => {},
      () => {},
    );
    return reading;
  }

  /**
   * @param {File[]} files
   * @param {number} most
   * @param {AbortSignal} signal
   */
  async #read(files, most, signal) {
    /** @type {File[]} */
    const weights = [];
    /** @type {import("../import/labels.js").LabelFile[]} */
    const labels = [];
    /** @type {{ name: string, total: number, images: IncomingImage[] }[]} */
    const sets = [];
    if (signal.aborted) return weights;
    this.#progress(0, files.length);
    try {
      const room = Math.max(0, most - this.images.length);
      const looked = await readFiles(files, {
        ...{ room, signal },
        onProgress: (done, total) => this.#progress(done, total),
        onFound: (file, found) => {
          if (found.kind === "weights") weights.push(file);
          else if (found.kind === "labels")
            labels.push({ name: file.name, ...found });
          else sets.push(this.#take(file.name, found, most));
        },
        onRefused: (file, refusal) => {
          // Its own refusal says what is wrong with a weights file.
          if (/\.safetensors$/i.test(file.name)) weights.push(file);
          else this.refusals.add(file.name, refusal);
        },
      });
      if (!signal.aborted) this.leftOut += files.length - looked;
      this.#label(sets, labels);
    } finally {
      this.#reading = null;
      this.#changed();
    }
    void this.#prepare();
    return weights;
  }

  /**
   * @param {number} done
   * @param {number} total
   */
  #progress(done, total) {
    this.#reading = { phase: "reading", done, total };
    this.#changed();
  }

  /**
   * @param {string} name
   * @param {Extract<Found, { kind: "images" }>} found
   * @param {number} most
   */
  #take(name, { stack, total }, most) {
    const kept = Math.max(0, Math.min(stack.count, most - this.images.length));
    this.leftOut += total - kept;
    const images = Array.from({ length: kept }, (_, i) => {
      const title = total > 1 ? `${name} ${i + 1}` : name;
      return new IncomingImage(this.#nextId++, title, { stack, place: i });
    });
    if (total > 1) agree(images);
    this.images = this.images.concat(images);
    for (const image of images) this.#todo.add(image);
    void this.#prepare();
    return { name, total, images };
  }

  /**
   * @param {{ name: string, total: number, images: IncomingImage[] }[]} sets
   * @param {import("../import/labels.js").LabelFile[]} labelFiles
   */
  #label(sets, labelFiles) {
    const { pairs, alone } = pairLabels(sets, labelFiles);
    for (const [{ images }, labels] of pairs) {
      images.forEach((image, i) => (image.label = labels[i]));
    }
    for (const { name, labels } of alone) {
      this.refusals.add(name, labelsAlone(labels.length));
    }
  }

  /** Makes 28 × 28 of what waits for it, a slice of time after the other. */
  async #prepare() {
    if (this.#preparing) return;
    this.#preparing = true;
    let told = -Infinity;
    while (this.#todo.size > 0) {
      const until = performance.now() + SLICE_MS;
      for (const image of this.#todo) {
        this.#todo.delete(image);
        image.made = prepare(image.picture, this.wishesOf(image));
        if (performance.now() > until) break;
      }
      if (this.#todo.size === 0 || performance.now() > told + TELL_MS) {
        told = performance.now();
        this.#changed();
      }
      await new Promise((done) => setTimeout(done));
    }
    this.#preparing = false;
  }

  /**
   * @param {IncomingImage} image
   * @returns {Wishes}
   */
  wishesOf({ own, usual }) {
    const wishes = { ...this.wishes, ...own };
    const guess = wishes.polarity === "auto" && usual;
    return guess ? { ...wishes, polarity: usual } : wishes;
  }

  /** @param {WishChange} change what is wished for all holds for each of them */
  wish({ id, wishes, label }) {
    const meant = this.images.filter((image) => id === null || image.id === id);
    if (id === null) this.wishes = { ...this.wishes, ...wishes };
    for (const image of meant) {
      if (label !== undefined) image.label = label ?? undefined;
      if (!wishes) continue;
      image.own =
        id === null ? without(image.own, wishes) : { ...image.own, ...wishes };
      this.#todo.add(image);
    }
    // The same array would look unchanged to the view.
    this.images = [...this.images];
    void this.#prepare();
    this.#changed();
  }

  /** @param {number} id */
  drop(id) {
    const gone = this.images.find((image) => image.id === id);
    if (gone) this.#todo.delete(gone);
    this.images = this.images.filter((image) => image !== gone);
    this.#changed();
  }

  /** Stops reading; what was read stays. */
  stop() {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#changed();
  }

  /** Puts all of it away. */
  clear() {
    this.stop();
    this.images = [];
    this.#todo.clear();
    this.refusals = new Refusals();
    this.wishes = UNTOLD;
    this.leftOut = 0;
    this.#changed();
  }
}

/**
 * The images of a set have one kind of ink, also where one of them fills its
 * whole field.
 *
 * @param {IncomingImage[]} images
 */
function agree(images) {
  const jury = images.slice(0, JURY);
  const dark = jury.filter(({ picture }) => polarityOf(picture) === "dark");
  const usual = dark.length > jury.length / 2 ? "dark" : "light";
  for (const image of images) image.usual = usual;
}

/**
 * @param {Partial<Wishes>} own
 * @param {Partial<Wishes>} common
 */
const without = (own, common) =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !(name in common)));
