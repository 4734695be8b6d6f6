/** A page of many pictures that is built over several frames, a few in each. */

/** Built, laid out and painted within a frame or two, also on a slow machine. */
const STEP = 6;

export class Growing {
  #there = 0;
  #frame = 0;
  #host;

  /** @param {{ requestUpdate: () => void }} host shows some more when updated */
  constructor(host) {
    this.#host = host;
  }

  /**
   * How many of so many are shown by now; those that are there stay, and the
   * next frame shows more.
   *
   * @param {number} count
   */
  of(count) {
    const shown = Math.min(count, this.#there + STEP);
    this.#there = Math.min(this.#there, shown);
    if (shown > this.#there && this.#frame === 0) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#there = Math.min(count, this.#there + STEP);
        this.#host.requestUpdate();
      });
    }
    return shown;
  }
}
