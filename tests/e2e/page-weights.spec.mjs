// Weights out and in: a real download, a real file input, rude files.

import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  expectGrid,
  expectKept,
  openPage,
  promise,
  readGrid,
  status,
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

/** Trains three of 35 steps, then leaves the page and comes back. */
async function leaveAtStepThree(page) {
  for (const step of [1, 2, 3]) {
    await button(page, "Step").click();
    await expect(status(page)).toContainText(`Paused at step ${step}.`);
  }
  await expectKept(page, 3);
  await page.reload();
  await expect(page.locator(".model")).toContainText("+ 3 steps");
}

/** The tensors of a safetensors file, without what it says of itself. */
const tensorsOf = (bytes) =>
  bytes.subarray(8 + Number(bytes.readBigUInt64LE()));

test("a run that was open when the page was left goes on as if it had stayed", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  await trainToEnd(page);
  const whole = await download(page);
  await button(page, "Reset to pretrained").click();
  await expectKept(page, null);
  await leaveAtStepThree(page);
  await expect(page.locator(".progress")).toContainText(
    "Kept when the page was left",
  );
  await expect(page.locator(".progress")).toContainText("step 3 of 35");
  await expect(promise(page)).toContainText("after step 3 of 35");
  await expect(page.locator("learning-curves canvas").first()).toBeVisible();
  // What is set meanwhile is for the next run.
  await page.getByLabel("Epochs").fill("1");
  await button(page, "Resume").click();
  await expect(status(page)).toContainText("finished after 35 steps");
  const resumed = await download(page);
  expect(resumed.name).toBe(whole.name);
  expect(tensorsOf(resumed.bytes).equals(tensorsOf(whole.bytes))).toBe(true);
  await expectKept(page, 35);
  await page.reload();
  await expect(page.locator(".model")).toContainText("+ 35 steps");
  await expect(page.locator(".progress")).toHaveCount(0);
});

test("a run that was left can be cancelled: its weights stay", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  await leaveAtStepThree(page);
  await button(page, "Cancel").click();
  await expect(page.locator(".progress")).toHaveCount(0);
  await expect.poll(() => spoil(page, {})).toBe(false);
  await page.reload();
  await expect(page.locator(".model")).toContainText("+ 3 steps");
  await expect(page.locator(".progress")).toHaveCount(0);
  await expect(button(page, "Play")).toBeEnabled();
});

/**
 * Changes what is kept of the run, as another version of the page might have;
 * says whether there is one.
 */
const spoil = (page, change) =>
  page.evaluate(
    (change) =>
      new Promise((resolve) => {
        let found = false;
        const opening = indexedDB.open("vae-lab", 1);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("work", "readwrite");
          const store = transaction.objectStore("work");
          store.get("weights").onsuccess = ({ target }) => {
            const { run } = target.result;
            found = run !== undefined;
            if (found) Object.assign(run, change);
            store.put(target.result, "weights");
          };
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(found);
          };
        };
      }),
    change,
  );

test("a run whose images are no longer the same is over, its weights stay", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  await leaveAtStepThree(page);
  await spoil(page, { images: 1 });
  await page.reload();
  await button(page, "Resume").click();
  await expect(page.getByRole("alert")).toContainText(
    "its images are no longer the same",
  );
  await expect(page.locator(".model")).toContainText("+ 3 steps");
  await trainToEnd(page);
  await expectKept(page, 38);
});

test("a kept run that cannot be read is none", async ({ page }) => {
  await openPage(page, "?epochs=5");
  await leaveAtStepThree(page);
  await spoil(page, { history: { steps: "x" } });
  await page.reload();
  await expect(page.locator(".model")).toContainText("+ 3 steps");
  await expect(button(page, "Play")).toBeEnabled();
  await expect(page.locator(".progress")).toHaveCount(0);
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
