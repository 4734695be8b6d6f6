// Weights out and in: a real download, a real file input, rude files.

import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  expectGrid,
  expectKept,
  openPage,
  readGrid,
  gridAfter,
  trainToEnd,
} from "./page-driver.mjs";

const fileInput = (page) => page.locator("input[type=file]");

async function download(page) {
  const coming = page.waitForEvent("download");
  await button(page, "Download weights").click();
  const file = await coming;
  const bytes = await readFile(await file.path());
  return { name: file.suggestedFilename(), bytes };
}

const give = (page, name, bytes) =>
  fileInput(page).setInputFiles({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(bytes),
  });

test("saved weights load again, to the same digits bit for bit", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  await trainToEnd(page);
  const tuned = await gridAfter(page, 35);
  const { name, bytes } = await download(page);
  expect(name).toBe("dense-z20-plus-35-steps.safetensors");
  await button(page, "Reset to pretrained").click();
  await expect(page.getByText("Back to the pretrained")).toBeVisible();
  expect(distance(tuned, await gridAfter(page, 0))).toBeGreaterThan(0.1);
  await give(page, name, bytes);
  await expect(page.getByText(`“${name}” is open.`)).toBeVisible();
  await expectGrid(page, tuned);
  await expect(page.locator(".model")).toContainText("from a file");
});

test("fine-tuned weights survive a reload; a reset is one too", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  const pretrained = await gridAfter(page, 0);
  await trainToEnd(page);
  const tuned = await gridAfter(page, 35);
  await expectKept(page, 35);
  await page.reload();
  await expect(page.locator(".model")).toContainText("+ 35 steps");
  await expectGrid(page, tuned);
  await button(page, "Reset to pretrained").click();
  await expect(page.getByText("Back to the pretrained")).toBeVisible();
  await expectGrid(page, pretrained);
  await expectKept(page, null);
  await page.reload();
  await expect(page.locator(".model")).toContainText("pretrained");
  await expectGrid(page, pretrained);
});

test("a file of another architecture opens as a model of its own", async ({
  page,
}) => {
  await openPage(page);
  const other = await page.evaluate(async () => {
    const { Lab } = await import(
      new URL("./vae-lab.js", document.baseURI).href
    );
    const model = { architecture: "dense", hidden: [32, 16], latentDim: 2 };
    const lab = await Lab.create({ model, device: "flex" });
    const bytes = [...new Uint8Array(await lab.exportWeights())];
    lab.close();
    return bytes;
  });
  const before = await gridAfter(page, 0);
  await give(page, "small.safetensors", other);
  await expect(page.getByText("“small.safetensors” is open.")).toBeVisible();
  const encoder = page.locator(".part-encoder");
  await expect(encoder.getByText("2 × 2", { exact: true })).toBeVisible();
  await expect
    .poll(async () => distance(before, await readGrid(page)))
    .toBeGreaterThan(0.1);
  await expectKept(page, 0);
  await page.reload();
  await expect(page.locator(".model")).toContainText("small.safetensors");
  await button(page, "Reset to pretrained").click();
  await expect(page.locator(".model")).toContainText("dense-z20");
  await expectGrid(page, before);
});

test("rude files are refused with a sentence and a code, the model untouched", async ({
  page,
}) => {
  await openPage(page);
  const before = await gridAfter(page, 0);
  const { bytes } = await download(page);
  const huge = Uint8Array.from(bytes);
  huge.fill(255, 0, 7);
  const rude = [
    ["page.html", Buffer.from("<!doctype html>"), "weights-not-safetensors"],
    ["cut.safetensors", bytes.subarray(0, 9000), "weights-truncated"],
    ["huge.safetensors", huge, "weights-header-too-large"],
    ["empty.safetensors", Buffer.alloc(0), /weights-/],
  ];
  for (const [name, content, code] of rude) {
    await give(page, name, content);
    const notice = page.getByRole("alert").filter({ hasText: `“${name}”` });
    await expect(notice).toContainText("Your model is untouched");
    await expect(notice.locator("small")).toContainText(code);
    await notice.getByRole("button", { name: "Dismiss" }).click();
  }
  await expectGrid(page, before);
  await expect(page.locator(".model")).toContainText("pretrained");
  await button(page, "New samples").click();
});

test("a file given while a run is open is refused, the run goes on", async ({
  page,
}) => {
  await openPage(page, "?epochs=1000");
  const { bytes } = await download(page);
  await button(page, "Play").click();
  await expect(page.locator(".progress-text")).toContainText("images/s");
  await give(page, "same.safetensors", bytes);
  await expect(page.getByRole("alert").locator("small")).toContainText(
    "training-in-progress",
  );
  await expect(button(page, "Pause")).toBeVisible();
});
