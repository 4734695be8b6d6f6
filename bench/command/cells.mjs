/**
 * One measurement in a fresh browser.
 */
import { chromium as playwright } from "@playwright/test";
import { chromium, FLAGS, SOFTWARE_WEBGPU } from "../../scripts/browser.mjs";
import { Stop } from "../../scripts/steps.mjs";
import { ISOLATED } from "./server.mjs";

/** @typedef {import("../engines/list.js").Entry} Entry */
/** @typedef {import("../page/work.js").Task} Task */
/** @typedef {import("../page/cell.js").Answer} Answer */

/** For opening, compiling, and the step during which the time runs out. */
const GRACE_MS = 300_000;

/** Else the browser answers for its memory only once it likes to collect. */
const EAGER_MEMORY = "--enable-blink-features=ForceEagerMeasureMemory";

/** @param {{ gpu?: boolean }} [wish] */
export async function openBrowser({ gpu = false } = {}) {
  const executablePath = chromium();
  if (!executablePath)
    throw new Stop(
      "The benchmark needs Chromium on PATH, or named by CHROMIUM: npm test installs it.",
    );
  return playwright.launch({
    executablePath,
    args: [...FLAGS, EAGER_MEMORY, ...(gpu ? SOFTWARE_WEBGPU : [])],
  });
}

/**
 * @param {string} url Of the server.
 * @param {Pick<Entry, "id" | "isolated" | "gpu">} entry
 * @param {Omit<Task, "engine">} task
 * @returns {Promise<Answer & { browser: string }>}
 */
export async function measureCell(url, entry, task) {
  const browser = await openBrowser(entry);
  try {
    const page = await browser.newPage();
    const wish = new URLSearchParams({
      engine: entry.id,
      net: task.net,
      what: task.what,
      size: String(task.size),
      budgetMs: String(task.budgetMs),
      ...(task.checkMs === undefined ? {} : { checkMs: String(task.checkMs) }),
    });
    const folder = url + (entry.isolated ? ISOLATED : "");
    await page.goto(`${folder}/bench/page/cell.html?${wish}`);
    await page.waitForFunction("'answer' in window");
    const found = await Promise.race([
      page.evaluate("window.answer"),
      late(task.budgetMs + (task.checkMs ?? 0) + GRACE_MS),
    ]);
    return { ...found, browser: browser.version() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message.split("\n")[0], browser: browser.version() };
  } finally {
    await browser.close();
  }
}

/** @param {number} ms */
function late(ms) {
  return new Promise((_, failed) => {
    const message = `no answer within ${Math.round(ms / 1000)} s`;
    setTimeout(() => failed(new Error(message)), ms).unref();
  });
}
