/**
 * From a slider to pixels: in the page, from the event that says a latent has
 * moved to the picture that is decoded from it, painted.
 */
import { spreadOf } from "../shared/statistics.js";
import { openBrowser } from "./cells.mjs";
import { serveSite } from "./site.mjs";

const MOVES = 100;
/** Until the page has read the test digits: later it is at rest. */
const REST_MS = 6000;
/** Between two of them: none waits for the frame of the one before. */
const PAUSE_MS = 40;

/**
 * In the page, which is moved from here.
 * @param {{ moves: number, pause: number }} wish
 * @returns {Promise<number[]>} Milliseconds.
 */
async function move({ moves, pause }) {
  const { prototype } = CanvasRenderingContext2D;
  const put = prototype.putImageData;
  let painted = () => {};
  prototype.putImageData = function (/** @type {any[]} */ ...args) {
    put.apply(this, /** @type {any} */ (args));
    if (this.canvas.closest(".part-output")) painted();
  };
  const slider = /** @type {HTMLInputElement} */ (
    document.querySelector(".latent-track input")
  );
  const taken = [];
  for (let i = 0; i < moves; i++) {
    await new Promise((done) => setTimeout(done, pause));
    slider.value = String(2 * Math.sin(i));
    const start = performance.now();
    const seen = new Promise((done) => (painted = () => done(undefined)));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await seen;
    taken.push(performance.now() - start);
  }
  return taken;
}

/** @param {boolean} quick */
export async function measureSlider(quick) {
  const site = await serveSite();
  const browser = await openBrowser();
  try {
    const viewport = { width: 1280, height: 800 };
    const page = await browser.newPage({
      viewport,
      serviceWorkers: "block",
    });
    await page.goto(`${site.url}?dock=traverse&device=flex`);
    await page.waitForSelector(".latent-row:not(.no-cloud) input");
    await page.waitForTimeout(REST_MS);
    const wish = { moves: quick ? MOVES / 5 : MOVES, pause: PAUSE_MS };
    return spreadOf(await page.evaluate(move, wish));
  } finally {
    await browser.close();
    site.close();
  }
}
