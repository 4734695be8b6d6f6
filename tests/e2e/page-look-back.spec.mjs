// Earlier steps of a paused run are looked at, and it goes on as if nobody had.

import { expect, test } from "@playwright/test";
import {
  button,
  expectKept,
  gridAfter,
  openPage,
  status,
} from "./page-driver.mjs";
import { samplesShown } from "./page-snippet.mjs";

const SHORT =
  "?device=flex&classes=0123456789&perClass=2&epochs=3&batchSize=8&count=9&schedule=cosine";

/** The samples after the whole run, to the last bit. */
async function atTheEnd(page) {
  await expect(status(page)).toContainText("Training finished after 9 steps", {
    timeout: 120_000,
  });
  await gridAfter(page, 9);
  return samplesShown(page);
}

async function stepTo(page, last, from = 1) {
  for (let step = from; step <= last; step++) {
    await button(page, "Step").click();
    await expect(status(page)).toContainText(`Paused at step ${step}.`);
  }
  // The weights of each step are there a moment later.
  await expect(page.getByLabel("Look back")).toHaveAttribute(
    "max",
    String(last),
  );
}

const model = (page) => page.locator(".model");

test("a paused run goes on after a look back, to the same weights", async ({
  browser,
  page,
}) => {
  const straight = await browser.newPage({
    baseURL: test.info().project.use.baseURL,
  });
  await openPage(straight, SHORT);
  await button(straight, "Play").click();
  const wanted = await atTheEnd(straight);
  await straight.close();
  await openPage(page, SHORT);
  await stepTo(page, 4);
  const scrubber = page.getByLabel("Look back");
  await scrubber.press("Home");
  await expect(model(page).locator(".chip-note")).toHaveText("pretrained");
  await expect(status(page)).toContainText("Paused at step 4.");
  await button(page, "To the latest").click();
  await expect(model(page)).toContainText("+ 4 steps");
  await stepTo(page, 5, 5);
  // From a look straight on, too.
  await scrubber.press("ArrowLeft");
  await expect(model(page)).toContainText("+ 4 steps");
  await button(page, "Resume").click();
  expect(await atTheEnd(page)).toEqual(wanted);
});

test("another model is opened from a look back, and undone to the latest step", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await stepTo(page, 2);
  await page.getByLabel("Look back").press("Home");
  await expect(model(page).locator(".chip-note")).toHaveText("pretrained");
  await button(page, "Reset to pretrained").click();
  await button(page, "Undo").click();
  await expect(model(page)).toContainText("+ 2 steps");
  await expect(page.locator("page-notices .error")).toHaveCount(0);
});

test("the mean of a run's weights is told beside the last, taken, saved and left again", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&averageDecay=0.9`);
  await stepTo(page, 2);
  const average = page.locator("look-back .mean");
  await expect(average).toHaveText("Averaged weights");
  await average.click();
  await expect(average).toHaveAttribute("aria-pressed", "true");
  await button(page, "Resume").click();
  const last = await atTheEnd(page);
  await expect(average).toContainText("nats");
  const [mean] = (await average.textContent()).match(/[\d.]+/);
  const [, after] = (await page.locator(".score").textContent()).match(
    /→ ([\d.]+) nats/,
  );
  expect(mean).not.toBe(after);
  expect(Number(mean)).toBeCloseTo(Number(after), -1);
  await expect(average).toHaveAttribute("aria-pressed", "false");

  await average.click();
  await expect(page.locator("look-back output")).toHaveText("averaged");
  await expect.poll(() => samplesShown(page)).not.toEqual(last);
  const taken = await samplesShown(page);
  expect(await passportOf(page)).toMatchObject({
    operation: "train",
    settings: { averageDecay: 0.9, averaged: true, steps: 9 },
  });
  await expect(model(page)).toContainText("+ 9 steps");

  await page.reload();
  await gridAfter(page, 9);
  await expect.poll(() => samplesShown(page)).toEqual(taken);
});

test("after a look at the mean of a run's weights the last come back", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&averageDecay=0.9`);
  await button(page, "Play").click();
  const last = await atTheEnd(page);
  const shown = page.locator("look-back output");
  await page.locator("look-back .mean").click();
  await expect(shown).toHaveText("averaged");
  await expect.poll(() => samplesShown(page)).not.toEqual(last);
  // An earlier step on the way: only looked at, and kept by no reload.
  await page.getByLabel("Look back").press("Home");
  await expect(shown).toHaveText("step 0");
  await button(page, "To the latest").click();
  await expect.poll(() => samplesShown(page)).toEqual(last);
  await expectKept(page, 9);
  await page.reload();
  await gridAfter(page, 9);
  expect(await samplesShown(page)).toEqual(last);
});

/** The passport of what is open, as a saved file has it. */
const passportOf = (page) =>
  page.evaluate(async () => {
    const { lab } = document.querySelector("lab-page").session;
    const bytes = await lab.exportWeights();
    const length = Number(new DataView(bytes).getBigUint64(0, true));
    const text = new TextDecoder().decode(new Uint8Array(bytes, 8, length));
    return JSON.parse(JSON.parse(text).__metadata__.vae_lab).passport;
  });
