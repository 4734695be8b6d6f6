// Files that leave the page: pictures, films, codes, curves.

import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { readNpyHeader } from "../../www/import/npy.js";
import {
  button,
  mapShown,
  openPage,
  status,
  trainToEnd,
} from "./page-driver.mjs";

/** What a click saves: its name and its bytes. */
async function saved(page, click) {
  const coming = page.waitForEvent("download", { timeout: 60_000 });
  await click();
  const download = await coming;
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), bytes };
}

/** A picture's size and the red of its pixels, as the browser decodes it. */
const decoded = (page, bytes, type) =>
  page.evaluate(
    async ([base64, type]) => {
      const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
      const blob = new Blob([bytes], { type });
      const image = await createImageBitmap(blob);
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return { width, height, red: [...data.filter((_, i) => i % 4 === 0)] };
    },
    [bytes.toString("base64"), type],
  );

/** What a canvas of the page shows. */
const shown = (page, selector) =>
  page
    .locator(selector)
    .first()
    .evaluate((canvas) => {
      const { width, height } = canvas;
      const image = canvas.getContext("2d").getImageData(0, 0, width, height);
      return {
        width,
        height,
        red: [...image.data.filter((_, i) => i % 4 === 0)],
      };
    });

/** The same, with every pixel a square of so many. */
function enlarged({ width, height, red }, scale) {
  const wide = width * scale;
  const large = Array.from({ length: wide * height * scale }, (_, i) => {
    const x = Math.floor((i % wide) / scale);
    return red[Math.floor(i / wide / scale) * width + x];
  });
  return { width: wide, height: height * scale, red: large };
}

test("the reconstruction and the samples are saved to the pixel", async ({
  page,
}) => {
  await openPage(page, "?device=flex&dock=sample&seed=3&count=16");
  await mapShown(page);
  const line = await saved(page, () =>
    button(page, "Save the reconstruction as PNG").click(),
  );
  expect(line.name).toBe("dense-z20-reconstruction.png");
  const output = await shown(page, ".part-output digit-picture canvas");
  expect(await decoded(page, line.bytes, "image/png")).toEqual(
    enlarged(output, 10),
  );
  const samples = await saved(page, () =>
    button(page, "Save the samples as PNG").click(),
  );
  expect(samples.name).toBe("dense-z20-samples-seed-3.png");
  const { width, height, red } = await decoded(
    page,
    samples.bytes,
    "image/png",
  );
  // Four times four digits and the gaps between them.
  expect([width, height]).toEqual([4 * 118, 4 * 118]);
  expect(new Set(red).size).toBeGreaterThan(50);
});

test("the map is saved as it is drawn, with its axes' names", async ({
  page,
}) => {
  await openPage(page, "?device=flex");
  await mapShown(page);
  await page.mouse.move(5, 5);
  const { name, bytes } = await saved(page, () =>
    button(page, "Save the map as PNG").click(),
  );
  expect(name).toBe("dense-z20-map.png");
  const map = await shown(page, "latent-map .plane > canvas");
  const file = await decoded(page, bytes, "image/png");
  expect(file.width).toBe(map.width + 24);
  expect(file.height).toBe(map.height + 44);
  // Something is written above and below what is drawn.
  const paper = file.red[0];
  const above = file.red.slice(0, 22 * file.width);
  const below = file.red.slice(-22 * file.width);
  expect(above.some((red) => red < paper - 100)).toBe(true);
  expect(below.some((red) => red < paper - 100)).toBe(true);
});

test("the curves are saved as a picture and as tables", async ({ page }) => {
  await openPage(page, "?device=flex&perClass=8&epochs=3&batchSize=4");
  await mapShown(page);
  await button(page, "Save the curves").click();
  await expect(button(page, "CSV")).toBeDisabled();
  await page.keyboard.press("Escape");
  await trainToEnd(page);
  await button(page, "Save the curves").click();
  const csv = await saved(page, () => button(page, "CSV").click());
  expect(csv.name).toBe("dense-z20-plus-6-steps-curves.csv");
  const lines = csv.bytes.toString().trimEnd().split("\r\n");
  expect(lines[0]).toContain("negative ELBO (nats per image)");
  const rows = lines.slice(1).map((line) => line.split(","));
  expect(rows.map(([step]) => Number(step))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (const [step, reconstruction, kl, elbo] of rows.slice(1))
    expect(Number(reconstruction) + Number(kl), step).toBeCloseTo(
      Number(elbo),
      2,
    );
  const npy = await saved(page, () => button(page, "NPY").click());
  const { shape } = readNpyHeader(npy.bytes, npy.bytes.length);
  expect(shape).toEqual([7, 7]);
  const png = await saved(page, () => button(page, "PNG").click());
  const chart = await shown(page, ".curves canvas");
  const file = await decoded(page, png.bytes, "image/png");
  expect([file.width, file.height]).toEqual([
    chart.width + 24,
    chart.height + 44,
  ]);
});

test("codes of the digits at hand are saved, and those of the test set", async ({
  page,
}) => {
  await page.goto("./?device=flex&dock=traverse&model=conv-z2");
  await expect(status(page)).toContainText("Ready on");
  await mapShown(page);
  await button(page, "Save codes").click();
  const atHand = page.getByRole("group", { name: "2,000 at hand" });
  const csv = await saved(page, () =>
    atHand.getByRole("button", { name: "All as CSV" }).click(),
  );
  expect(csv.name).toBe("conv-z2-mnist-at-hand-codes.csv");
  const lines = csv.bytes.toString().trimEnd().split("\r\n");
  expect(lines[0]).toBe("image,label,mu_1,mu_2,sigma_1,sigma_2");
  expect(lines).toHaveLength(2001);
  const test = page.getByRole("group", { name: "10,000 of the test set" });
  await expect(test).toBeVisible();
  const mean = await saved(page, () =>
    test.getByRole("button", { name: "μ as NPY" }).click(),
  );
  expect(mean.name).toBe("conv-z2-mnist-test-mean.npy");
  const { shape, offset } = readNpyHeader(mean.bytes, mean.bytes.length);
  expect(shape).toEqual([10_000, 2]);
  const values = new Float32Array(
    mean.bytes.buffer.slice(mean.bytes.byteOffset + offset),
  );
  // Of the prior, about: neither nothing nor far away.
  const square = values.reduce((sum, v) => sum + v * v, 0) / values.length;
  expect(square).toBeGreaterThan(0.3);
  expect(square).toBeLessThan(3);
});

/** Pins two digits, so that there is a way between. */
async function pinTwo(page) {
  await page.goto("./?device=flex&dock=traverse");
  await expect(status(page)).toContainText("Ready on");
  await mapShown(page);
  await button(page, "Pin A").click();
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(page.locator("#input-title small")).toContainText("a real 7");
  await button(page, "Pin B").click();
  await expect(button(page, "Save as GIF")).toBeEnabled();
}

test("a GIF of the way shows its pictures, the same bytes each time", async ({
  page,
}) => {
  await pinTwo(page);
  const gif = () => saved(page, () => button(page, "Save as GIF").click());
  const first = await gif();
  expect(first.name).toBe("dense-z20-linear.gif");
  const { frames, durations, width, ends } = await page.evaluate(
    async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const decoder = new ImageDecoder({ data: bytes, type: "image/gif" });
      await decoder.tracks.ready;
      const frames = decoder.tracks.selectedTrack.frameCount;
      const durations = new Set();
      const ends = [];
      let width = 0;
      for (let frameIndex = 0; frameIndex < frames; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex });
        durations.add(image.duration);
        width = image.displayWidth;
        if (frameIndex !== 0 && frameIndex !== 45) continue;
        const canvas = new OffscreenCanvas(28, 28);
        const context = canvas.getContext("2d");
        context.imageSmoothingEnabled = false;
        context.drawImage(image, 0, 0, 28, 28);
        const { data } = context.getImageData(0, 0, 28, 28);
        ends.push([...data.filter((_, i) => i % 4 === 0)]);
      }
      return { frames, durations: [...durations], width, ends };
    },
    first.bytes.toString("base64"),
  );
  // 46 pictures there, and back without the ends.
  expect(frames).toBe(90);
  expect(durations).toEqual([40_000]);
  expect(width).toBe(224);
  for (const [i, selector] of [".pin >> nth=0", ".pin >> nth=1"].entries()) {
    const pin = await shown(page, `${selector} >> canvas`);
    const off = pin.red.map((red, p) => Math.abs(red - ends[i][p]));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
  }
  const again = await gif();
  expect(again.bytes.equals(first.bytes)).toBe(true);
});

test("a GIF that is cancelled is not saved, and can be made again", async ({
  page,
}) => {
  await pinTwo(page);
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  await button(page, "Save as GIF").click();
  await button(page, "Cancel").first().click();
  await expect(button(page, "Save as GIF")).toBeEnabled();
  await page.waitForTimeout(1500);
  expect(downloads).toBe(0);
  const { name } = await saved(page, () => button(page, "Save as GIF").click());
  expect(name).toBe("dense-z20-linear.gif");
});
