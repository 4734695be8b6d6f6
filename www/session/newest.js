/** Works on the newest wish only, in pieces between which it can be given up. */

/**
 * One wish is under way, at most one waits, and the one that waits is the
 * newest. Work asks `wanted()` between its pieces and stops where the wish that
 * waits has another aim; a wish with the same aim, such as the same digits with
 * newer weights, waits until the work is done, or nothing would ever be.
 *
 * @template W
 * @param {(wish: W, wanted: () => boolean) => Promise<void>} work must not reject
 * @param {(one: W, other: W) => boolean} sameAim
 * @returns {{ ask: (wish: W) => void, drop: () => void }} `drop` gives up all
 */
export function newest(work, sameAim) {
  /** @type {W | null} */
  let waiting = null;
  let busy = false;
  // Counts what was given up: work that began before is no longer wanted.
  let turn = 0;

  async function go() {
    busy = true;
    while (waiting) {
      const wish = waiting;
      const own = turn;
      waiting = null;
      await work(
        wish,
        () => own === turn && (waiting === null || sameAim(wish, waiting)),
      );
    }
    busy = false;
  }

  return {
    ask(wish) {
      waiting = wish;
      if (!busy) void go();
    },
    drop() {
      waiting = null;
      turn += 1;
    },
  };
}
