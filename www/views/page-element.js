/** What all views share: no shadow tree, and one way to ask for something. */

import { LitElement } from "lit";
import { changes, LANGUAGE_CHANGE } from "../words/words.js";
import { speakIn } from "./language.js";

/**
 * All that views can ask for, each with what it is told.
 *
 * @typedef {object} Requests
 * @property {Partial<import("../state.js").Settings>} set
 * @property {import("../session/line.js").Input | null} draw
 * @property {number} pick a shipped digit's index
 * @property {number} tell-label the class a conditional model is told
 * @property {void} clear-pad
 * @property {void} keep-digit
 * @property {number} drop-digit a drawn digit's id
 * @property {number | null} highlight a class
 * @property {void} new-samples
 * @property {void} run-play
 * @property {void} run-pause
 * @property {void} run-cancel
 * @property {void} run-reset
 * @property {void} run-step
 * @property {void} load-data the whole sets that are chosen
 * @property {void} cancel-data
 * @property {import("../session/fresh-model.js").FreshSettings} make-model
 * @property {import("../session/snapshots.js").Which} look a snapshot, by its step, or the mean over the steps
 * @property {void} look-latest
 * @property {void} go-on
 * @property {void} keep-run
 * @property {number} toggle-run a kept run's id
 * @property {number} drop-run a kept run's id
 * @property {void} save-file
 * @property {File} open-file
 * @property {import("../state.js").Settings["device"]} use-device
 * @property {import("../state.js").Settings["model"]} use-model
 * @property {Float32Array | null} steer latents to decode in place of the digit's
 * @property {import("../session/manifold.js").Tiling | null} tile the part of
 *   the map to tile with decoded pictures
 * @property {import("../session/probe.js").Aim | null} look-at a place of the map
 * @property {void} fit-map
 * @property {File[]} bring-files images, sets of them, or weights
 * @property {void} stop-bringing
 * @property {import("../session/incoming.js").WishChange} wish-incoming
 * @property {number} drop-incoming an incoming image's id
 * @property {void} clear-incoming
 * @property {void} add-incoming
 * @property {{ id: number, label: number | null }} label-digit
 * @property {void} drop-all-digits
 * @property {number} look-along a latent dimension, from 0
 * @property {"a" | "b"} pin the line's latent point, as this end
 * @property {number} go-between 0..1 from A to B
 * @property {"mixture" | "classConditional"} fit-prior
 * @property {void} cancel-fit
 * @property {number} pick-sample a generated digit's place
 * @property {void} save-strip
 * @property {"gif" | "video"} save-animation
 * @property {import("./save-sign.js").ShownFile} save-shown
 * @property {{ file: import("../session/exports.js").CodesFile, set: import("../session/exports.js").CodedSet }} save-codes
 * @property {void} cancel-codes
 * @property {void} list-kept
 * @property {void} forget-kept
 * @property {void} cancel-animation
 * @property {number} tour-go a step of the tour, from 1; 0 closes it
 * @property {void} tour-toggle closes it, or opens it where it was closed
 * @property {boolean} draw-sheet the dock up or down, where it is a sheet
 * @property {void} tour-show
 * @property {void} tour-back
 * @property {void} reload-page
 * @property {void} make-file what the workshop's settings say
 * @property {void} cancel-workshop
 * @property {void} see-made what is compared, where a narrow screen has it out of sight
 * @property {number} measure-file a file of the workshop, by its id
 * @property {number} choose-file
 * @property {number} open-made
 * @property {number} save-made
 * @property {number} drop-made
 * @property {void} survey tries all ways to make the model smaller
 * @property {File[]} fuse-with
 * @property {number} fuse-made a file of the workshop, by its id
 * @property {number} drop-fuse
 * @property {{ id: number | null, share: number }} share-fuse what one weighs in
 *   the mean; null for the model itself
 * @property {number} draw-line to one of those to be fused with
 * @property {void} retry
 * @property {void} retry-digits
 * @property {number} dismiss a notice's id
 */

/**
 * The views render into the page itself, so that one style sheet, one set of
 * labels and one focus order hold for all of them.
 */
export class PageElement extends LitElement {
  #respeak = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    changes.addEventListener(LANGUAGE_CHANGE, this.#respeak);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener(LANGUAGE_CHANGE, this.#respeak);
  }

  /** Each page on a document has a language of its own. */
  performUpdate() {
    speakIn(this);
    return super.performUpdate();
  }

  createRenderRoot() {
    return this;
  }

  /**
   * Asks whoever wires the page to do something.
   *
   * @template {keyof Requests} T
   * @param {T} type
   * @param {Requests[T]} detail
   */
  ask(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
