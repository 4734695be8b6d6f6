/** Zoom and pan of a canvas: wheel, drag, double click, two fingers, keys. */

import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";

const LEAST = 0.5;
const MOST = 40;
/** A press of a key pans by this part of the side. */
const PAN = 1 / 8;
const STEP = 1.5;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * One finger scrolls the page, also when it starts here: a map that fills a
 * phone's width would be a trap. Two fingers are the map's.
 *
 * @param {Event} event
 */
function isMeant(event) {
  if ("touches" in event) {
    return /** @type {TouchEvent} */ (event).touches.length > 1;
  }
  const { button, ctrlKey, type } = /** @type {MouseEvent} */ (event);
  return button === 0 && (!ctrlKey || type === "wheel");
}

export class PlaneZoom {
  #selection;
  #behaviour;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} moved
   */
  constructor(canvas, moved) {
    this.canvas = canvas;
    /** @type {import("d3-zoom").ZoomBehavior<HTMLCanvasElement, unknown>} */
    this.#behaviour = zoom();
    this.#behaviour
      .filter(isMeant)
      .scaleExtent([LEAST, MOST])
      // A hand that shakes while it clicks does not pan.
      .clickDistance(4)
      .on("zoom", moved);
    // At once: what moves by itself takes the eye from where it was.
    this.#behaviour.duration(0);
    this.#selection = select(canvas);
    this.#selection.call(this.#behaviour);
    this.resize();
  }

  /** @type {import("./plane-axes.js").Zoomed} */
  get transform() {
    return zoomTransform(this.canvas);
  }

  get isPlain() {
    const { k, x, y } = this.transform;
    return k === 1 && x === 0 && y === 0;
  }

  /** The plane may be moved away by its own size, and no farther. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.#behaviour
      .extent([
        [0, 0],
        [width, height],
      ])
      .translateExtent([
        [-width, -height],
        [2 * width, 2 * height],
      ]);
  }

  /** @param {import("./plane-axes.js").Zoomed} transform */
  look({ k, x, y }) {
    const there = zoomIdentity.translate(x, y).scale(k);
    this.#behaviour.transform(this.#selection, there);
  }

  reset() {
    this.#behaviour.transform(this.#selection, zoomIdentity);
  }

  /**
   * What a key does: arrows pan, + and - zoom, 0 shows all again.
   *
   * @param {string} key
   * @returns {boolean} whether it is a key of the map
   */
  press(key) {
    const arrow = ARROWS[key];
    if (arrow) this.#pan(arrow);
    else if (key === "+" || key === "=") this.#scale(STEP);
    else if (key === "-" || key === "_") this.#scale(1 / STEP);
    else if (key === "0") this.reset();
    else return false;
    return true;
  }

  /** @param {[number, number]} direction */
  #pan([x, y]) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { k } = this.transform;
    this.#behaviour.translateBy(
      this.#selection,
      (x * PAN * width) / k,
      (y * PAN * height) / k,
    );
  }

  /** @param {number} by */
  #scale(by) {
    this.#behaviour.scaleBy(this.#selection, by);
  }
}
