// What the page's tests do and read: by names and roles, and off the canvas.

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { pathOf } from "../../scripts/names.mjs";
import { DIST, withOneCore } from "./lab-host.mjs";

const CELL = 28;
const GAP = 2;

/** Opens the page and waits until a generated digit is seen. */
export async function openPage(page, search = "") {
  await withOneCore(page);
  await page.goto(`./${search}`);
  await expect(status(page)).toContainText("Ready on");
  await expect(page.locator("sample-grid canvas")).toBeAttached();
}

export const button = (page, name) =>
  page.getByRole("button", { name, exact: true });

/** The map's own canvas. */
export const mapCanvas = (page) => page.locator("latent-map .plane > canvas");

/** Waits until real digits are on the map, then says how many. */
export async function mapShown(page) {
  await expect(mapCanvas(page)).toHaveAttribute("data-points", /^[1-9]\d*$/);
  return Number(await mapCanvas(page).getAttribute("data-points"));
}

/** The page's own sentence about its state. */
export const status = (page) => page.locator("lab-page > [role=status]");

export const promise = (page) => page.locator(".promise");

/**
 * The generated digits as the canvas shows them: one Float64Array of 784 ink
 * values 0..1 a digit.
 */
export async function readGrid(page) {
  const canvas = page.locator("sample-grid canvas");
  const { count, columns, data, width, field, ink } = await canvas.evaluate(
    (element) => {
      const style = getComputedStyle(element);
      const red = (name) =>
        parseInt(style.getPropertyValue(name).trim().slice(1, 3), 16);
      const { width, height } = element;
      const image = element.getContext("2d").getImageData(0, 0, width, height);
      return {
        count: Number(element.dataset.count),
        columns: Number(element.dataset.columns),
        data: [...image.data.filter((_, i) => i % 4 === 0)],
        width,
        field: red("--field"),
        ink: red("--ink"),
      };
    },
  );
  return Array.from({ length: count }, (_, i) => {
    const left = (i % columns) * (CELL + GAP);
    const top = Math.floor(i / columns) * (CELL + GAP);
    return Float64Array.from({ length: CELL * CELL }, (_, p) => {
      const x = left + (p % CELL);
      const y = top + Math.floor(p / CELL);
      return (data[y * width + x] - field) / (ink - field);
    });
  });
}

/** Waits until the grid is that of a seed, then reads it. */
export async function gridOfSeed(page, seed) {
  const canvas = page.locator("sample-grid canvas");
  await expect(canvas).toHaveAttribute("data-seed", String(seed));
  return readGrid(page);
}

/** The grid drawn after so many steps of training on the page. */
export async function gridAfter(page, steps) {
  const canvas = page.locator("sample-grid canvas");
  await expect(canvas).toHaveAttribute("data-steps", String(steps));
  return readGrid(page);
}

/** Waits until weights with so many steps are kept for the next visit. */
export async function expectKept(page, steps) {
  const kept = () =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open("vae-lab", 1);
          opening.onsuccess = () => {
            const store = opening.result
              .transaction("work")
              .objectStore("work");
            const reading = store.get("weights");
            reading.onsuccess = () => {
              opening.result.close();
              resolve(reading.result?.model.tunedSteps ?? null);
            };
          };
        }),
    );
  await expect.poll(kept).toBe(steps);
}

/** Waits until the grid is this one, to the last shade. */
export async function expectGrid(page, wanted) {
  await expect.poll(async () => distance(wanted, await readGrid(page))).toBe(0);
}

/** The largest difference of any pixel of two grids. */
export function distance(a, b) {
  expect(a.length).toBe(b.length);
  return Math.max(
    ...a.map((digit, i) =>
      digit.reduce(
        (most, ink, p) => Math.max(most, Math.abs(ink - b[i][p])),
        0,
      ),
    ),
  );
}

/** The mean digit of a class among those shipped with the page. */
export async function classMean(page, label) {
  const body = async (name) => {
    const path = pathOf(DIST, `data/mnist-2000-${name}.idx.gz`);
    return gunzipSync(await readFile(path));
  };
  const images = (await body("images")).subarray(16);
  const labels = (await body("labels")).subarray(8);
  const mean = new Float64Array(784);
  let count = 0;
  labels.forEach((found, i) => {
    if (found !== label) return;
    count += 1;
    for (let p = 0; p < 784; p++) mean[p] += images[784 * i + p] / 255;
  });
  return mean.map((sum) => sum / count);
}

/** Mean squared distance of digits to one picture, summed over its pixels. */
export function meanSquaredDistance(digits, picture) {
  const distances = digits.map((digit) =>
    digit.reduce((sum, ink, p) => sum + (ink - picture[p]) ** 2, 0),
  );
  return distances.reduce((a, b) => a + b, 0) / digits.length;
}

/** Draws one stroke on the pad; points in 0..1 of its side. */
export async function stroke(page, points) {
  const box = await page.locator("drawing-pad canvas").boundingBox();
  const place = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...place(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) {
    await page.mouse.move(...place(point), { steps: 8 });
  }
  await page.mouse.up();
}

/** Waits until the page has drawn so many frames more. */
export const nextFrames = (page, count) =>
  page.evaluate(async (left) => {
    while (left--) await new Promise(requestAnimationFrame);
  }, count);

/** Plays a run to its end. */
export async function trainToEnd(page) {
  await button(page, "Play").click();
  await expect(status(page)).toContainText("Training finished", {
    timeout: 240_000,
  });
  // The figures after the run come a moment later.
  await expect(page.locator(".score")).toContainText("→");
}

/** What a canvas shows, as a list of red values. */
export const shades = (page, selector) =>
  page
    .locator(selector)
    .first()
    .evaluate((canvas) => [
      ...canvas
        .getContext("2d")
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.filter((_, i) => i % 4 === 0),
    ]);
