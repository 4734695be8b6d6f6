// The page in one file, opened from a disk: it asks nothing of a network.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { withOneCore } from "./lab-host.mjs";
import {
  button,
  gridAfter,
  gridOfSeed,
  mapShown,
  readGrid,
  status,
} from "./page-driver.mjs";

const FILE = fileURLToPath(
  new URL("../../dist-single/vae-lab.html", import.meta.url),
);
const LIMIT = 6_000_000;

/** Whoever fetches, in the page or in a worker, fails. */
const NO_FETCH = `globalThis.fetch = () => { throw new Error("no network"); };`;
/** A browser that knows no vector instruction, as a worker sees it. */
const NO_SIMD = `WebAssembly.validate = () => false;`;

/**
 * The file, with code that runs in its workers first.
 * @param {import("@playwright/test").TestInfo} info
 * @param {string} code
 */
async function broken(info, code) {
  const worker = '<script type="text/plain" data-file="worker.js">';
  const page = await readFile(FILE, "utf8");
  expect(page.split(worker)).toHaveLength(2);
  const path = info.outputPath("vae-lab.html");
  await writeFile(
    path,
    page.replace(worker, () => `${worker}${code}\n`),
  );
  return path;
}

/**
 * Opens it where nothing but the file itself can be had, and waits for the model.
 * @returns {Promise<() => string[]>} what else was asked for until then
 */
async function open(page, { path, search }) {
  /** @type {string[]} */
  const asked = [];
  const context = page.context();
  const { href } = pathToFileURL(path);
  context.on("request", (request) => asked.push(request.url()));
  context.on("serviceworker", () => asked.push("a service worker"));
  context.on("weberror", (error) => asked.push(String(error.error())));
  await context.route(/^(?!file:|blob:|data:)/, (route) => route.abort());
  await page.addInitScript(NO_FETCH);
  await withOneCore(page);
  await page.goto(href + search);
  await expect(status(page)).toContainText("Ready on");
  return () =>
    asked.filter((url) => !url.startsWith("blob:") && url !== href + search);
}

/** Ink of a digit, summed over its pixels. */
const inkOf = (digit) => digit.reduce((sum, ink) => sum + ink, 0);

const device = (page) => page.locator(".chip.device");

/** Twenty steps on the threes: the figures and the samples move. */
async function learns(page) {
  await mapShown(page);
  const before = await readGrid(page);
  await button(page, "Play").click();
  const after = await gridAfter(page, 20);
  expect(after).not.toEqual(before);
  for (const digit of after) expect(inkOf(digit)).toBeGreaterThan(20);
  await expect(page.locator("train-panel")).toContainText(
    /mean of \d+ held-out images/,
  );
}

test("draws, opens another model and learns, without a request", async ({
  page,
}, info) => {
  expect((await readFile(FILE)).length).toBeLessThan(LIMIT);
  const path = await broken(info, NO_FETCH);
  const search = "?perClass=64&epochs=10";
  const asked = await open(page, { path, search });
  await expect(device(page)).toContainText(
    "WebGPU is not in this file; running on the CPU with SIMD (Flex).",
  );
  const first = await gridOfSeed(page, 7);
  expect(first).toHaveLength(16);
  for (const digit of first) expect(inkOf(digit)).toBeGreaterThan(20);
  expect(await mapShown(page)).toBe(2000);
  await learns(page);

  await page.locator(".chip.model button").first().click();
  const models = page.locator("fieldset.models input");
  await expect(models).toHaveCount(2);
  await page.getByRole("radio", { name: /^conv-z2/ }).check();
  await expect(page.locator(".chip.model")).toContainText("conv-z2");
  await expect(page.locator(".chip.model")).toContainText("pretrained");
  await page.keyboard.press("Escape");
  await expect
    .poll(() => new URL(page.url()).searchParams.get("model"))
    .toBe("conv-z2");
  await button(page, "New samples").first().click();
  expect(await gridOfSeed(page, 8)).not.toEqual(first);
  expect(asked()).toEqual([]);
});

test("without SIMD it computes with NdArray", async ({ page }, info) => {
  const path = await broken(info, NO_FETCH + NO_SIMD);
  const search = "?perClass=64&epochs=10";
  const asked = await open(page, { path, search });
  await expect(device(page)).toContainText(
    "WebAssembly has no SIMD in this browser; running on the CPU without SIMD (NdArray).",
  );
  await learns(page);
  expect(asked()).toEqual([]);
});

test("speaks Chinese, and its workshop quantizes", async ({ page }, info) => {
  const path = await broken(info, NO_FETCH);
  const search = "?dock=workshop&bits=4&calibrate=no";
  const asked = await open(page, { path, search });
  await mapShown(page);
  await button(page, "Quantize").click();
  const made = page.locator("made-files");
  await expect(made).toContainText("nats", { timeout: 120_000 });
  await page.locator("button.language").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  await expect(status(page)).toContainText("已就绪");
  await expect(page.getByRole("tab").first()).toHaveText("训练");
  expect(asked()).toEqual([]);
});

test("what is not inside is not offered, and named where it is asked for", async ({
  page,
}) => {
  const search = "?model=flagship&device=webgpu&data=fashion&theme=dark";
  const asked = await open(page, { path: FILE, search });
  const notices = page.locator("page-notices");
  for (const [wish, has] of [
    ["model=flagship", "dense-z20, conv-z2"],
    ["device=webgpu", "auto, flex, ndarray"],
    ["data=fashion", "mnist, mine"],
  ])
    await expect(notices).toContainText(
      `The address asks for ${wish}, which is not in this file (it has ${has}).`,
    );
  await expect(page.locator(".chip.model")).toContainText("dense-z20");
  await expect(page.locator("training-data .sources label")).toHaveCount(2);
  await device(page).locator("button").first().click();
  await expect(page.locator("[name=device]")).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(page.locator(".page-footer")).toContainText("All in one file.");
  await page.getByRole("link", { name: "Third-party notices" }).click();
  await expect(page.locator("body")).toContainText("VAE Lab ships the work of");
  expect(asked()).toEqual([]);
});
