/** The map's canvas: what is drawn on the plane, zoomed, once a frame. */

import { labelAt } from "../charts/plane-labels.js";
import {
  planeScales,
  plotBox,
  viewFrom,
  zoomedTo,
} from "../charts/plane-axes.js";
import { PlaneZoom } from "../charts/plane-zoom.js";
import { drawScatter, planeExtent } from "../charts/scatter.js";
import { tilesAlong } from "../charts/tile-sheet.js";
import { CanvasElement } from "./canvas-element.js";
import { paletteOf, posteriorOf, priorOf, steeredOf } from "./plane-scene.js";

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {import("../state.js").MapView} MapView
 */

/** Three deviations of the prior hold nearly all of it. */
const LEAST_EXTENT = 3;
/** The view has settled when it has not moved for so long. */
const SETTLED_MS = 150;

export class PlaneCanvas extends CanvasElement {
  static properties = {
    map: { attribute: false },
    plane: { attribute: false },
    reading: { attribute: false },
    picture: { attribute: false },
    latentDim: { attribute: false },
    highlight: { attribute: false },
    digitsOf: { attribute: false },
    hovered: { state: true },
    cursor: { state: true },
    zoomed: { state: true },
  };

  /** @type {PlaneZoom | null} */
  #zoom = null;
  #frame = 0;
  /** Runs while the view moves. */
  #moving = 0;
  #settling = 0;
  /** What is in sight, as the settings say it, and of which plane that is. */
  #seen = { view: /** @type {MapView | null} */ (null), of: "" };
  /** Who moved it last. @type {"hand" | "link"} */
  #mover = "link";
  /** Which part is to be tiled, as text. */
  #tiled = "";
  #extent = { value: LEAST_EXTENT, of: "" };
  /** @type {import("../charts/plane-labels.js").PlacedLabel[]} */
  #labels = [];

  constructor() {
    super();
    /** @type {import("../session/latent-map.js").MapOfMeans | null} */
    this.map = null;
    /** @type {import("./plane-view.js").PlaneView | null} */
    this.plane = null;
    /** @type {import("../session/line.js").Reading | null} */
    this.reading = null;
    /** @type {import("../session/line.js").Picture | null} */
    this.picture = null;
    this.latentDim = 0;
    /** A class that another view points at. @type {number | null} */
    this.highlight = null;
    /** What the points are of. @type {import("../session/session.js").DataName} */
    this.digitsOf = "mnist";
    /**
     * What is under the pointer or the cross: a digit or -1, a class's name,
     * the place on the canvas.
     *
     * @type {{ digit: number, name: number | null, place: Point } | null}
     */
    this.hovered = null;
    /** The keyboard's cross, on the plane. @type {Point | null} */
    this.cursor = null;
    this.zoomed = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#settling);
    clearTimeout(this.#moving);
  }

  firstUpdated() {
    if (this.canvas) {
      this.#zoom = new PlaneZoom(this.canvas, () => this.#moved());
    }
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const former = /** @type {typeof this.map | undefined} */ (
      changed.get("map")
    );
    // Another plane: a place on the former one means nothing here.
    if (former && former.fit !== this.map?.fit) {
      this.cursor = null;
      this.hovered = null;
      this.#zoom?.reset();
    }
  }

  get points() {
    return (
      this.map && { x: this.map.x, y: this.map.y, classes: this.map.labels }
    );
  }

  get show() {
    return this.plane?.show ?? "points";
  }

  /** Half the side of the plane; it stands still while the points drift. */
  get extent() {
    const { map } = this;
    const of = map ? `${map.fit} ${this.plane?.whole}` : "";
    if (of !== this.#extent.of) {
      this.#extent = { value: planeExtent(this.points, LEAST_EXTENT), of };
    }
    return this.#extent.value;
  }

  get size() {
    const { clientWidth: width = 0, clientHeight: height = 0 } =
      this.canvas ?? {};
    return { width, height };
  }

  get scales() {
    return planeScales(this.extent, this.size, this.#zoom?.transform);
  }

  /** Looks at a place of the canvas. @param {Point} place */
  aim(place) {
    void place;
  }

  /** Shows all of the plane. */
  resetView() {
    this.#zoom?.reset();
  }

  /** @param {string} key */
  zoomKey(key) {
    return this.#zoom?.press(key) ?? false;
  }

  /** The class whose name stands here, or null. @param {Point} place */
  nameAt(place) {
    return labelAt(this.#labels, place);
  }

  /** The class that is brought forward. */
  get forward() {
    const { highlight, hovered, map } = this;
    return highlight ?? hovered?.name ?? map?.labels[hovered?.digit ?? -1];
  }

  /** Once a frame, however often it is asked for. */
  paint() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const { canvas } = this;
    if (!canvas || !this.isConnected) return;
    this.#zoom?.resize();
    this.#lookAsLinked();
    const scene = {
      points: this.points,
      sheets: this.plane?.sheets ?? [],
      show: this.show,
      prior: priorOf(this.map),
      ellipse: posteriorOf(this.map, this.reading),
      steered: steeredOf(this.map, this.picture),
      cursor: this.cursor,
      extent: this.extent,
      zoomed: this.#zoom?.transform ?? { k: 1, x: 0, y: 0 },
      moving: this.#moving !== 0,
      highlight: this.forward ?? null,
    };
    this.#labels = drawScatter(canvas, scene, paletteOf(this));
    this.#tell(canvas, scene);
    this.#tileSoon();
  }

  /**
   * What is drawn, for whoever cannot see it.
   *
   * @param {HTMLCanvasElement} canvas
   * @param {import("../charts/scatter.js").Scene} scene
   */
  #tell({ dataset }, { points, sheets, steered, zoomed, highlight }) {
    const done = sheets.map(({ done }) => done);
    dataset.points = String(points?.x.length ?? 0);
    dataset.tiles = String(Math.max(0, ...done));
    const { left = 0, right = 0 } = sheets.at(-1)?.tiling ?? {};
    dataset.tiled = String(right - left);
    dataset.zoom = String(zoomed.k);
    dataset.steered = steered ? `${steered.x} ${steered.y}` : "";
    dataset.highlight = String(highlight ?? "");
  }

  /** Shows what a link asks for, also on the plane of the whole test set. */
  #lookAsLinked() {
    const view = this.plane?.view ?? null;
    if (!view || !this.map || this.size.width === 0) return;
    const { extent, size } = this;
    const { of } = this.#extent;
    const same = this.#mover === "hand" || of === this.#seen.of;
    if (view === this.#seen.view && same) return;
    this.#seen = { view, of };
    this.#zoom?.look(zoomedTo(extent, size, view));
    this.#mover = "link";
  }

  /** Says what a hand has in sight, once that has settled. */
  #tellView() {
    const { extent, size } = this;
    const { transform } = this.#zoom ?? {};
    if (this.#mover === "link" || !transform || size.width === 0) return;
    const view = this.zoomed ? viewFrom(extent, size, transform) : null;
    if (view === this.plane?.view) return;
    this.#seen = { view, of: this.#extent.of };
    this.ask("set", { mapView: view });
  }

  #moved() {
    this.zoomed = !(this.#zoom?.isPlain ?? true);
    this.#mover = "hand";
    clearTimeout(this.#moving);
    this.#moving = window.setTimeout(() => {
      this.#moving = 0;
      this.paint();
      this.#tellView();
    }, SETTLED_MS);
    this.paint();
    if (this.hovered && !this.cursor) this.aim(this.hovered.place);
  }

  /** Asks for pictures of what is in sight, where they are wanted. */
  #tileSoon() {
    const { map } = this;
    const tiling = map && this.show !== "points" ? this.tiling : null;
    const text = tiling ? [map?.fit, ...Object.values(tiling)].join(" ") : "";
    if (text === this.#tiled) return;
    this.#tiled = text;
    clearTimeout(this.#settling);
    const ask = () => this.ask("tile", tiling);
    this.#settling = window.setTimeout(ask, tiling ? SETTLED_MS : 0);
  }

  /** What is in sight, cut into tiles that can be told. */
  get tiling() {
    const { size } = this;
    const { left, top, right, bottom } = plotBox(size);
    const { x, y } = this.scales;
    return {
      left: x.invert(left),
      right: x.invert(right),
      bottom: y.invert(bottom),
      top: y.invert(top),
      columns: tilesAlong(right - left),
      rows: tilesAlong(bottom - top),
    };
  }
}
