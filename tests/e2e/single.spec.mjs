// The page in one file, opened from a disk: it asks nothing of a network.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { startHost, withOneCore } from "./lab-host.mjs";
import {
  button,
  gridAfter,
  gridOfSeed,
  mapShown,
  readGrid,
  status,
} from "./page-driver.mjs";
import { samplesShown, snippet } from "./page-snippet.mjs";

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

test("its code is for the package, needs no file of its own and gives the same samples", async ({
  page,
  browser,
}) => {
  await open(page, { path: FILE, search: "?device=flex&perClass=64" });
  await mapShown(page);
  const wanted = await gridOfSeed(page, 7).then(() => samplesShown(page));
  await button(page, "Copy as code").click();
  await expect(page.locator(".code-note .hint")).toContainText("npm pack");
  await page.keyboard.press("Escape");
  const code = await snippet(page);
  expect(code).toMatch(/^import \{ Lab \} from "vae-lab";$/m);
  expect(code).not.toContain('vae-lab.js"');
  // What a project with the package has in the name's place.
  const host = await startHost({
    files: {
      "project.html": `<!doctype html>
        <script type="importmap">{ "imports": { "vae-lab": "./vae-lab.js" } }</script>
        <script type="module">window.done = import("./snippet.js");</script>`,
      "snippet.js": `${code}\nexport { samples, picture };`,
    },
  });
  const context = await browser.newContext();
  try {
    const project = await context.newPage();
    await project.goto(`${host.url}project.html`);
    const { samples, picture } = await project.evaluate(async () => {
      const { samples, picture } = await window.done;
      return { samples: [...samples], picture: [...picture] };
    });
    expect(samples).toHaveLength(wanted.length);
    const off = samples.map((ink, i) => Math.abs(ink - wanted[i]));
    expect(Math.max(...off)).toBeLessThan(1e-4);
    expect(inkOf(picture)).toBeGreaterThan(20);
    expect(host.asked.filter((path) => path.startsWith("data/"))).toEqual([]);
  } finally {
    await context.close();
    await host.close();
  }
});

test("makes a GIF", async ({ page }, info) => {
  const path = await broken(info, NO_FETCH);
  const asked = await open(page, { path, search: "?dock=traverse" });
  await mapShown(page);
  await button(page, "Pin A").click();
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(page.locator("#input-title small")).toContainText("a real 7");
  await button(page, "Pin B").click();
  const coming = page.waitForEvent("download", { timeout: 60_000 });
  await button(page, "Save as GIF").click();
  const bytes = await readFile(await (await coming).path());
  expect(bytes.subarray(0, 6).toString()).toBe("GIF89a");
  expect(asked()).toEqual([]);
});
