/** The pad a digit is drawn on, with a pointer or with the arrow keys. */

import { html, nothing } from "lit";
import { styled } from "./styled.js";
import { token } from "../charts/colour.js";
import { paintGrid } from "../charts/picture-grid.js";
import { mnistDigit } from "../import/mnist-digit.js";
import { words } from "../words/words.js";
import { CanvasElement } from "./canvas-element.js";

/** The pad's own pixels; enough for smooth strokes, little enough to read. */
const SIDE = 280;
/** As thick as MNIST's strokes, for a digit that fills most of the pad. */
const PEN = 22;
const KEY_STEP = SIDE / 28;
/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

/** @typedef {{ x: number, y: number }} Point */

export class DrawingPad extends CanvasElement {
  static properties = {
    input: { attribute: false },
    pen: { state: true },
  };

  constructor() {
    super();
    /** @type {import("../session/line.js").Input | null} */
    this.input = null;
    /** The keyboard's pen. */
    this.pen = { x: SIDE / 2, y: SIDE / 4, down: false };
    /** @type {Point[][]} */
    this.strokes = [];
    /**
     * What this pad last gave away; anything else replaced its drawing.
     *
     * @type {import("../session/line.js").Input | null}
     */
    this.given = null;
    this.raster = document.createElement("canvas");
    this.raster.width = this.raster.height = SIDE;
    this.frame = 0;
    /** The pointers that are drawing. @type {Set<number>} */
    this.drawing = new Set();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("input") || this.input?.pixels === this.given?.pixels) {
      return;
    }
    // A digit that comes while a hand is drawing, the page's first one say,
    // does not take the stroke away.
    if (this.drawing.size > 0 || this.frame) {
      this.handOver();
      return;
    }
    this.strokes = [];
    this.given = null;
  }

  paint() {
    if (!this.canvas) return;
    const colours = {
      field: token(this, "--field"),
      ink: token(this, "--ink"),
    };
    const drawn = this.strokes.length > 0;
    this.canvas.classList.toggle("strokes", drawn);
    if (!drawn && this.input) {
      paintGrid(
        this.canvas,
        this.input.pixels,
        { columns: 1, rows: 1 },
        colours,
      );
      return;
    }
    this.canvas.width = this.canvas.height = SIDE;
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.fillStyle = colours.field;
    context.fillRect(0, 0, SIDE, SIDE);
    drawStrokes(context, this.strokes, colours.ink);
  }

  /** The drawing as a digit, once a frame at most. */
  handOver() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
      const pixels = this.read();
      this.given = pixels ? { kind: "drawn", pixels } : null;
      this.ask("draw", this.given);
    });
  }

  read() {
    const context = this.raster.getContext("2d", { willReadFrequently: true });
    if (!context) return null;
    context.clearRect(0, 0, SIDE, SIDE);
    drawStrokes(context, this.strokes, "#000000");
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const ink = new Float32Array(SIDE * SIDE);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] / 255;
    return mnistDigit({ data: ink, width: SIDE, height: SIDE });
  }

  clear() {
    this.strokes = [];
    this.pen = { ...this.pen, down: false };
    this.given = null;
    this.ask("draw", null);
  }

  /** @param {PointerEvent} event */
  place({ clientX, clientY }) {
    const box = this.canvas?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return {
      x: (SIDE * (clientX - box.left)) / box.width,
      y: (SIDE * (clientY - box.top)) / box.height,
    };
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button !== 0) return;
    this.canvas?.setPointerCapture(event.pointerId);
    this.drawing.add(event.pointerId);
    this.strokes.push([this.place(event)]);
    this.handOver();
  }

  /** @param {PointerEvent} event */
  extend(event) {
    if (!this.canvas?.hasPointerCapture(event.pointerId)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event]) {
      this.strokes.at(-1)?.push(this.place(move));
    }
    this.handOver();
  }

  /** @param {PointerEvent} event */
  end(event) {
    this.drawing.delete(event.pointerId);
  }

  // A pad that is taken away hears no more of its pointers.
  disconnectedCallback() {
    super.disconnectedCallback();
    this.drawing.clear();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else if (event.key === " ") {
      this.pen = { ...this.pen, down: !this.pen.down };
      if (this.pen.down) {
        this.strokes.push([{ x: this.pen.x, y: this.pen.y }]);
        this.handOver();
      }
    } else if (event.key in ARROWS) {
      this.movePen(ARROWS[event.key]);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {[number, number]} by */
  movePen([dx, dy]) {
    const inside = (/** @type {number} */ at) =>
      Math.min(SIDE - PEN / 2, Math.max(PEN / 2, at));
    const x = inside(this.pen.x + dx);
    const y = inside(this.pen.y + dy);
    this.pen = { ...this.pen, x, y };
    if (!this.pen.down) return;
    // A digit picked meanwhile has taken the drawing's place: begin anew.
    if (this.strokes.length === 0) this.strokes.push([]);
    this.strokes.at(-1)?.push({ x, y });
    this.handOver();
  }

  /** @param {string} text */
  penState(text) {
    const { x, y } = this.pen;
    const [left, top] = [x, y].map((at) => `${(100 * at) / SIDE}%`);
    return html`<span
        class="pen ${this.pen.down ? "down" : ""}"
        ${styled({ left, top })}
        aria-hidden="true"
      ></span>
      <span class="unseen" role="status">${text}</span>`;
  }

  render() {
    const { pad, hint, or, penDown, penUp } = words.input;
    const text = this.pen.down ? penDown : penUp;
    return html`<canvas
        tabindex="0"
        role="application"
        aria-label=${pad}
        @pointerdown=${this.begin}
        @pointermove=${this.extend}
        @lostpointercapture=${this.end}
        @keydown=${this.key}
      ></canvas>
      ${this.penState(text)}
      ${
        this.input
          ? nothing
          : html`<p class="pad-hint" aria-hidden="true">
              ${hint}<span>${or}</span>
            </p>`
      }`;
  }
}
customElements.define("drawing-pad", DrawingPad);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[][]} strokes
 * @param {string} ink
 */
function drawStrokes(context, strokes, ink) {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = PEN;
  context.strokeStyle = ink;
  for (const [first, ...rest] of strokes) {
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x, first.y);
    // A line to itself is a dot.
    for (const { x, y } of rest.length > 0 ? rest : [first]) {
      context.lineTo(x, y);
    }
    context.stroke();
  }
}
