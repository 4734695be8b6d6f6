/** Fetches the workshop's code when its panel is first opened: most visits never do. */

/** @typedef {typeof import("./workshop-whole.js")} Whole */

export class WorkshopRoom {
  /** @type {Whole | null} */
  code = null;
  /** Whether it could not be had. */
  failed = false;
  #asked = false;
  #tell;

  /** @param {(code: Whole | null) => void} tell when it is there, or cannot be had */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Once is enough: a browser remembers modules that it could not have. */
  open() {
    if (this.#asked) return;
    this.#asked = true;
    void this.#fetch();
  }

  async #fetch() {
    try {
      this.code = await import(
        /* webpackChunkName: "workshop" */ "./workshop-whole.js"
      );
    } catch {
      this.failed = true;
    }
    this.#tell(this.code);
  }
}
