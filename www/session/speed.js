/** How long a step takes by the clock: what is drawn and measured between counts too. */

/** Long enough to hold a measurement and a snapshot, short enough to follow a change. */
const WINDOW_MS = 5000;
/** Steps come in chunks: those that arrive together are one mark. */
const TOGETHER_MS = 5;

export class Speed {
  /** When how many steps were done. @type {{ at: number, step: number }[]} */
  #marks = [];

  /** Milliseconds a step over the last seconds; 0 before two chunks are there. */
  get stepMs() {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!last || last === first) return 0;
    return (last.at - first.at) / (last.step - first.step);
  }

  /**
   * @param {number} step
   * @param {number} now milliseconds, never going back
   */
  note(step, now) {
    const last = this.#marks.at(-1);
    // A lost device goes back to its last snapshot.
    if (last && step <= last.step) this.restart();
    else if (last && now - last.at < TOGETHER_MS)
      return void (last.step = step);
    this.#marks.push({ at: now, step });
    while (this.#marks.length > 2 && this.#marks[1].at < now - WINDOW_MS) {
      this.#marks.shift();
    }
  }

  /** After a pause, which is no part of any step. */
  restart() {
    this.#marks = [];
  }
}
