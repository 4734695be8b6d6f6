// Earlier steps of a paused run are looked at, and it goes on as if nobody had.

import { expect, test } from "@playwright/test";
import { button, gridAfter, openPage, status } from "./page-driver.mjs";
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
