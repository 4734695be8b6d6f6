/** Runs slow work for the newest request only, and never back to back. */

/**
 * @typedef {object} Pace
 * @property {number} [rest] milliseconds to leave between two pieces of work
 * @property {number} [share] the part of the time the work may take, 0..1:
 *   on a slow device it makes the rests longer, so that drawing what training
 *   does never costs training more than this
 */

/**
 * Wraps `work` so that any number of requests may be made: one piece of work
 * is under way, at most one waits, and the one that waits is the newest.
 *
 * @template {unknown[]} A
 * @param {(...request: A) => Promise<void>} work must not reject
 * @param {Pace} [pace]
 * @returns {(...request: A) => void}
 */
export function paced(work, { rest = 0, share = 1 } = {}) {
  /** @type {A | null} */
  let waiting = null;
  let busy = false;

  async function go() {
    busy = true;
    while (waiting) {
      const request = waiting;
      waiting = null;
      const began = performance.now();
      await work(...request);
      const took = performance.now() - began;
      const pause = Math.max(rest, took * (1 / share - 1));
      if (pause > 0) await new Promise((done) => setTimeout(done, pause));
    }
    busy = false;
  }

  return (...request) => {
    waiting = request;
    if (!busy) void go();
  };
}
