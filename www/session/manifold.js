/** The plane tiled with what the decoder makes of each tile's middle. */

import { SIDE } from "../import/mnist-digit.js";
import { labelsFor } from "./labels.js";
import { newest } from "./newest.js";

/**
 * @typedef {import("../engine/lab.js").Lab} Lab
 * @typedef {import("./projection.js").Projection} Projection
 *
 * A part of the plane, and how many tiles it is cut into.
 * @typedef {object} Tiling
 * @property {number} left
 * @property {number} right
 * @property {number} bottom
 * @property {number} top
 * @property {number} columns
 * @property {number} rows
 *
 * Tiles row by row, from the top left on.
 * @typedef {object} Sheet
 * @property {Tiling} tiling
 * @property {Float32Array} pixels [columns * rows * 784]
 * @property {number} done tiles that are decoded
 *
 * @typedef {object} Wish
 * @property {Lab} lab
 * @property {Projection} projection
 * @property {Tiling} tiling
 * @property {number} label
 * @property {boolean} training
 */

/** Tiles a side of what is shown first. */
const COARSE = 8;
const PIECE = 100;
/** A sheet that is stretched more than this no longer stands for the new one. */
const STRETCH = 1.6;
const PIXELS = SIDE * SIDE;

/**
 * The latents at the middle of each of some tiles.
 *
 * @param {Projection} projection
 * @param {Tiling} tiling
 * @param {number} from the first tile
 * @param {number} count
 * @returns {Float32Array} [count * latentDim]
 */
export function latentsOfTiles(projection, tiling, from, count) {
  const { left, right, bottom, top, columns, rows } = tiling;
  const latents = new Float32Array(count * projection.width);
  for (let i = 0; i < count; i++) {
    const column = (from + i) % columns;
    const row = Math.floor((from + i) / columns);
    const x = left + ((column + 0.5) / columns) * (right - left);
    const y = top - ((row + 0.5) / rows) * (top - bottom);
    latents.set(projection.lift(x, y), i * projection.width);
  }
  return latents;
}

/**
 * Whether a sheet can stand for another part of the plane until that is there:
 * it covers most of it at about the same size.
 *
 * @param {Tiling} sheet
 * @param {Tiling} wanted
 */
export function standsFor(sheet, wanted) {
  const zoom = (sheet.right - sheet.left) / (wanted.right - wanted.left);
  const shared = (
    /** @type {"left" | "bottom"} */ from,
    /** @type {"right" | "top"} */ to,
  ) => Math.min(sheet[to], wanted[to]) - Math.max(sheet[from], wanted[from]);
  const across = shared("left", "right") / (wanted.right - wanted.left);
  const upwards = shared("bottom", "top") / (wanted.top - wanted.bottom);
  return (
    zoom < STRETCH && zoom > 1 / STRETCH && Math.min(across, upwards) > 0.6
  );
}

export class Manifold {
  /**
   * What there is to be seen, the lower sheet first.
   *
   * @type {Sheet[]}
   */
  sheets = [];
  /** @type {Tiling | null} */
  #tiling = null;
  /** Of the sheets that are there. @type {Projection | null} */
  #projection = null;
  /** @type {Omit<Wish, "tiling"> | null} */
  #now = null;
  #changed;
  #failed;
  #spare;
  #draw = newest(
    (/** @type {Wish} */ wish, /** @type {() => boolean} */ wanted) =>
      this.#doDraw(wish, wanted),
    (one, other) =>
      one.lab === other.lab &&
      one.projection === other.projection &&
      one.tiling === other.tiling &&
      one.label === other.label &&
      one.training === other.training,
  );

  /**
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   * @param {import("./spare-time.js").SpareTime} spare
   */
  constructor(changed, failed, spare) {
    this.#changed = changed;
    this.#failed = failed;
    this.#spare = spare;
  }

  /**
   * Draws this part of the plane from now on; null draws none.
   *
   * @param {Tiling | null} tiling
   */
  look(tiling) {
    this.#tiling = tiling;
    if (!tiling) this.forgetSheets();
    this.#ask();
  }

  /**
   * Draws the same part again, with today's weights.
   *
   * @param {Lab | null} lab
   * @param {Projection | null} projection
   * @param {{ label: number, training: boolean }} now
   */
  refresh(lab, projection, { label, training }) {
    this.#now = lab && projection && { lab, projection, label, training };
    this.#ask();
  }

  forget() {
    this.#now = null;
    this.forgetSheets();
  }

  forgetSheets() {
    this.#draw.drop();
    if (this.sheets.length === 0) return;
    this.sheets = [];
    this.#changed();
  }

  #ask() {
    if (this.#now && this.#tiling) {
      this.#draw.ask({ ...this.#now, tiling: this.#tiling });
    }
  }

  /**
   * @param {Wish} wish
   * @param {() => boolean} wanted
   */
  async #doDraw(wish, wanted) {
    try {
      if (this.#projection !== wish.projection) this.sheets = [];
      this.#projection = wish.projection;
      const { tiling } = wish;
      const under = this.sheets.find((sheet) =>
        standsFor(sheet.tiling, tiling),
      );
      if (under) this.sheets = [under];
      else {
        const coarse = { ...tiling, columns: COARSE, rows: COARSE };
        const sheet = await this.#fill(wish, coarse, wanted, () => {});
        if (!sheet) return;
        this.sheets = [sheet];
        this.#changed();
      }
      const below = this.sheets[0];
      const sheet = await this.#fill(wish, tiling, wanted, (part) => {
        this.sheets = [below, part];
        this.#changed();
      });
      if (!sheet) return;
      this.sheets = [sheet];
      this.#changed();
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Wish} wish
   * @param {Tiling} tiling
   * @param {() => boolean} wanted
   * @param {(part: Sheet) => void} onPiece
   * @returns {Promise<Sheet | null>} null when it was given up
   */
  async #fill({ lab, projection, label, training }, tiling, wanted, onPiece) {
    const total = tiling.columns * tiling.rows;
    const pixels = new Float32Array(total * PIXELS);
    let done = 0;
    while (done < total) {
      if (!wanted()) return null;
      const units = Math.min(total - done, this.#spare.units("decode", PIECE));
      const latents = latentsOfTiles(projection, tiling, done, units);
      const told = labelsFor(lab, Array(units).fill(label));
      const output = await this.#spare.take(
        { kind: "decode", units, training },
        () => lab.decode(latents, told),
      );
      pixels.set(output, done * PIXELS);
      done += units;
      if (wanted()) onPiece({ tiling, pixels, done });
    }
    return wanted() ? { tiling, pixels, done } : null;
  }
}
