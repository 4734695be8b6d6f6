/** What the user must be told: said once, put away by itself or by hand. */

import { errorText } from "../words/words.js";

/**
 * What the user must be told; `undo` offers the way back, `act` a way on.
 * @typedef {object} Notice
 * @property {number} id
 * @property {"error" | "news"} tone
 * @property {string} text in the language that is spoken
 * @property {string} [code]
 * @property {string} [original] an error's own message
 * @property {() => void} [undo]
 * @property {{ label: () => string, go: () => void }} [act]
 * @property {() => void} [gone] hears that it was put away
 *
 * @typedef {Partial<Pick<Notice, "tone" | "code" | "original" | "undo" | "act" | "gone">>} More
 */

/** Long enough to read a sentence twice; what can be undone stays. */
const NEWS_MS = 10_000;
/** More would hide the page. */
const MOST = 3;

export class Notices {
  /** The newest last. @type {Notice[]} */
  list = [];
  #nextId = 1;
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * @param {string | (() => string)} say asked at each look: languages change
   * @param {More} [more]
   * @returns {number} the notice's id
   */
  tell(say, { tone = "news", code, original, undo, act, gone } = {}) {
    const notice = {
      ...{ id: this.#nextId++, tone, code, original, undo, act, gone },
      get text() {
        return typeof say === "function" ? say() : say;
      },
    };
    // Two ways back may be told in the same words.
    const others = this.list.filter(
      (other) => other.undo || undo || other.text !== notice.text,
    );
    this.list = [...others.slice(1 - MOST), notice];
    this.#changed();
    if (tone === "news" && !undo && !act) {
      setTimeout(() => this.dismiss(notice.id), NEWS_MS);
    }
    return notice.id;
  }

  /**
   * @param {{ message: string, code?: string }} error
   * @param {(text: string) => string} [within] the sentence around it
   * @param {Pick<More, "act">} [more]
   * @returns {number} the notice's id
   */
  tellError({ message, code = "unexpected" }, within = (text) => text, more) {
    const say = () => within(errorText({ message, code }));
    const error = { tone: /** @type {const} */ ("error"), code };
    return this.tell(say, { ...error, original: message, ...more });
  }

  /** @param {number} id */
  dismiss(id) {
    const gone = this.list.find((notice) => notice.id === id);
    this.list = this.list.filter((notice) => notice !== gone);
    gone?.gone?.();
    this.#changed();
  }
}
