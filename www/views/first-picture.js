/** When the first picture is on the screen: what can wait for it leaves it the line. */

/** A page in the background draws no frames. */
const FRAMES_TAKE_MS = 500;
/** A model that is open and has drawn nothing by then will not. */
const DRAWING_TAKES_MS = 3000;

/** @type {(value: unknown) => void} */
let tell = () => {};
const shown = new Promise((resolve) => {
  tell = resolve;
});

/** Resolves when the first samples have been drawn, or when there will be none. */
export const afterFirstPicture = () => shown;

/**
 * Resolves when this page's first picture is there, or there will be none.
 *
 * @param {import("../session/session.js").Session} session
 */
export async function noteFirstPicture(session) {
  await new Promise((resolve) => {
    const look = () => {
      const { phase } = session;
      if (phase === "ready") setTimeout(resolve, DRAWING_TAKES_MS);
      if (session.samples.grid || phase === "failed") resolve(undefined);
      else return;
      session.removeEventListener("change", look);
    };
    session.addEventListener("change", look);
  });
  // In the first frame it is painted, with the second it has been.
  await Promise.race([
    frame().then(frame),
    new Promise((done) => setTimeout(done, FRAMES_TAKE_MS)),
  ]);
  tell(undefined);
}

const frame = () => new Promise((done) => requestAnimationFrame(done));
