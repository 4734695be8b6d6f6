/**
 * Time to the first digit that the page has decoded, from a cold cache, and what
 * is downloaded for it.
 */
import { spreadOf } from "../shared/statistics.js";
import { openBrowser } from "./cells.mjs";
import { serveSite } from "./site.mjs";

/** @typedef {import("../shared/statistics.js").Spread} Spread */

/**
 * @typedef {object} Start
 * @property {Spread} localhost Milliseconds from the start of the navigation.
 * @property {Spread} throttled At 10 Mbit/s with 40 ms.
 * @property {number} bytes Of the whole visit until the page rests, gzip -9.
 * @property {number} bytesBefore Of what was asked for before the first digit.
 * @property {{ path: string, bytes: number }[]} files
 */

const NETWORK = {
  offline: false,
  latency: 40,
  downloadThroughput: 10e6 / 8,
  uploadThroughput: 10e6 / 8,
};

const TIMES = 9;
const QUICK_TIMES = 3;
const REST_MS = 1500;

/**
 * In the page: notes the frame in which the first decoded digit is drawn. Blank
 * paper, which waits for one, is a picture of one colour.
 */
function noteFirstDigit() {
  const { prototype } = CanvasRenderingContext2D;
  const put = prototype.putImageData;
  const noted = /** @type {any} */ (window);
  prototype.putImageData = function (/** @type {any[]} */ ...args) {
    put.apply(this, /** @type {any} */ (args));
    if (!this.canvas.closest("sample-grid, .part-output")) return;
    const { data } = /** @type {ImageData} */ (args[0]);
    if (data.every((value, i) => value === data[i % 4])) return;
    requestAnimationFrame(() => {
      noted.firstDigit ??= performance.now();
      noted.firstDigitAt ??= Date.now();
    });
  };
}

/** @typedef {Awaited<ReturnType<typeof serveSite>>} Site */

/**
 * @param {boolean} quick
 * @returns {Promise<Start>}
 */
export async function measureStart(quick) {
  const times = quick ? QUICK_TIMES : TIMES;
  const site = await serveSite();
  try {
    // The host compresses each file once, which is no part of a visit.
    await visit(site, false);
    const local = await visits(site, times, false);
    const slow = await visits(site, times, true);
    const { files, bytes, bytesBefore } = local[local.length - 1];
    return {
      localhost: spreadOf(local.map(({ ms }) => ms)),
      throttled: spreadOf(slow.map(({ ms }) => ms)),
      bytes,
      bytesBefore,
      files,
    };
  } finally {
    site.close();
  }
}

/** @param {Site} site @param {number} times @param {boolean} throttled */
async function visits(site, times, throttled) {
  const found = [];
  for (let i = 0; i < times; i++) found.push(await visit(site, throttled));
  return found;
}

/**
 * One visit by a browser that has never been here: no cache, no compiled code.
 * @param {Site} site
 * @param {boolean} throttled
 */
async function visit(site, throttled) {
  site.sent.length = 0;
  const browser = await openBrowser();
  try {
    const viewport = { width: 1280, height: 800 };
    const page = await browser.newPage({
      viewport,
      // What it fetches once more for the next visit is no part of this one.
      serviceWorkers: "block",
    });
    if (throttled) await throttle(page);
    await page.addInitScript(noteFirstDigit);
    await page.goto(site.url);
    await page.waitForFunction("window.firstDigit");
    const [ms, at] = /** @type {[number, number]} */ (
      await page.evaluate("[window.firstDigit, window.firstDigitAt]")
    );
    await page.waitForTimeout(REST_MS);
    const total = (/** @type {import("./site.mjs").Sent[]} */ all) =>
      all.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      ms,
      bytes: total(site.sent),
      bytesBefore: total(site.sent.filter((one) => one.at < at)),
      files: site.sent.map(({ path, bytes }) => ({ path, bytes })),
    };
  } finally {
    await browser.close();
  }
}

/** @param {import("@playwright/test").Page} page */
async function throttle(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
}
