/** Takes files that are dropped or pasted anywhere on the page. */

import { html, nothing } from "lit";
import { words } from "../words/words.js";
import { droppedFiles, holdsFiles } from "./dropped-files.js";
import { PageElement } from "./page-element.js";

export class DropZone extends PageElement {
  static properties = { over: { state: true } };

  constructor() {
    super();
    /** Whether files are held over the page. */
    this.over = false;
    /** Elements the pointer is over: one is entered before the last is left. */
    this.depth = 0;
    this.listeners = {
      dragenter: (/** @type {DragEvent} */ event) => this.enter(event),
      dragover: (/** @type {DragEvent} */ event) => this.hold(event),
      dragleave: (/** @type {DragEvent} */ event) => this.leave(event),
      drop: (/** @type {DragEvent} */ event) => void this.take(event),
      paste: (/** @type {ClipboardEvent} */ event) => this.paste(event),
    };
  }

  connectedCallback() {
    super.connectedCallback();
    for (const [type, listener] of Object.entries(this.listeners)) {
      document.addEventListener(type, /** @type {EventListener} */ (listener));
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const [type, listener] of Object.entries(this.listeners)) {
      document.removeEventListener(
        type,
        /** @type {EventListener} */ (listener),
      );
    }
  }

  /** @param {DragEvent} event */
  enter(event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.depth += 1;
    this.over = true;
  }

  /** @param {DragEvent} event */
  hold(event) {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  }

  /** @param {DragEvent} event */
  leave(event) {
    if (!holdsFiles(event)) return;
    this.depth = Math.max(0, this.depth - 1);
    this.over = this.depth > 0;
  }

  /** @param {DragEvent} event */
  async take(event) {
    this.depth = 0;
    this.over = false;
    if (!holdsFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    this.ask("bring-files", await droppedFiles(event.dataTransfer));
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || isTyping(event.target)) return;
    event.preventDefault();
    this.ask("bring-files", files);
  }

  render() {
    if (!this.over) return nothing;
    return html`<div class="drop-over">
      <p><strong>${words.own.drop}</strong> ${words.own.dropHint}</p>
    </div>`;
  }
}
customElements.define("drop-zone", DropZone);

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  const notText = ["radio", "checkbox", "range", "file", "button"];
  return target instanceof HTMLInputElement && !notText.includes(target.type);
}
