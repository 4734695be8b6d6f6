// Training on the page: it learns, it can be paused, cancelled, undone.

import { expect, test } from "@playwright/test";
import {
  button,
  classMean,
  distance,
  expectGrid,
  meanSquaredDistance,
  openPage,
  promise,
  readGrid,
  gridAfter,
  status,
  trainToEnd,
} from "./page-driver.mjs";

const step = async (page) => {
  const text = await page.locator(".progress-text").textContent();
  return Number(/step ([\d,]+)/.exec(text)?.[1].replace(",", ""));
};

test("fine-tuning on the digit 3 moves the samples towards it", async ({
  page,
}) => {
  await openPage(page, "?count=100&classes=3");
  await expect(promise(page)).toContainText("200 real digits (the 3s)");
  const three = await classMean(page, 3);
  const before = meanSquaredDistance(await gridAfter(page, 0), three);
  await trainToEnd(page);
  const after = meanSquaredDistance(await gridAfter(page, 280), three);
  console.log(`mean squared distance to the mean 3: ${before} -> ${after}`);
  expect(after).toBeLessThan(0.9 * before);
});

test("the grid, the figures and the progress move while it learns", async ({
  page,
}) => {
  await openPage(page, "?epochs=1000");
  const before = await gridAfter(page, 0);
  await button(page, "Play").click();
  await expect(status(page)).toContainText("Training started, 7,000 steps");
  await expect(async () => {
    expect(distance(before, await readGrid(page))).toBeGreaterThan(0.1);
  }).toPass();
  const figures = page.locator("learning-curves .figure-value");
  await expect(figures).toHaveText([/^\d+\.\d$/, /^\d+\.\d$/, /^\d+\.\d$/]);
  const [reconstruction, kl, negativeElbo] = (
    await figures.allTextContents()
  ).map(Number);
  expect(Math.abs(reconstruction + kl - negativeElbo)).toBeLessThan(0.25);
  await expect(page.locator(".progress-text")).toContainText("images/s");
  await expect(page.locator(".progress-text")).toContainText("left");
  await button(page, "Cancel").click();
  await expect(status(page)).toContainText("Training cancelled");
});

test("pausing stops between two steps, resuming goes on, cancelling keeps", async ({
  page,
}) => {
  await openPage(page, "?epochs=1000");
  await button(page, "Play").click();
  await expect(async () =>
    expect(await step(page)).toBeGreaterThan(3),
  ).toPass();
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("Paused at step");
  const paused = await step(page);
  await page.waitForTimeout(700);
  expect(await step(page)).toBe(paused);
  await button(page, "Resume").click();
  await expect(async () =>
    expect(await step(page)).toBeGreaterThan(paused),
  ).toPass();
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("Paused at step");
  await button(page, "Cancel").click();
  await expect(status(page)).toContainText("Training cancelled after");
  const kept = await step(page);
  expect(kept).toBeGreaterThanOrEqual(paused);
  await expect(page.locator(".model")).toContainText(
    `pretrained + ${kept.toLocaleString("en")} steps`,
  );
});

test("a reset brings the pretrained digits back, and can be undone", async ({
  page,
}) => {
  await openPage(page, "?epochs=5");
  const pretrained = await gridAfter(page, 0);
  await trainToEnd(page);
  const tuned = await gridAfter(page, 35);
  expect(distance(pretrained, tuned)).toBeGreaterThan(0.1);
  await button(page, "Reset to pretrained").click();
  await expect(page.getByText("Back to the pretrained")).toBeVisible();
  await expectGrid(page, pretrained);
  await button(page, "Undo").click();
  await expect(page.getByText("Your weights are back")).toBeVisible();
  await expectGrid(page, tuned);
});

test("a reset in the middle of a run ends the run first", async ({ page }) => {
  await openPage(page, "?epochs=1000");
  const pretrained = await gridAfter(page, 0);
  await button(page, "Play").click();
  await expect(async () =>
    expect(await step(page)).toBeGreaterThan(3),
  ).toPass();
  await button(page, "Reset to pretrained").click();
  await expect(page.getByText("Back to the pretrained")).toBeVisible();
  await expectGrid(page, pretrained);
  await expect(button(page, "Play")).toBeEnabled();
});

test("settings that changed since the run are said", async ({ page }) => {
  await openPage(page, "?epochs=2");
  await trainToEnd(page);
  const stale = page.getByText("Settings changed since this run");
  await expect(stale).toBeHidden();
  await page.getByLabel("Learning rate").fill("0.002");
  await expect(stale).toBeVisible();
  await page.getByLabel("Learning rate").fill("0.001");
  await expect(stale).toBeHidden();
  await page.getByText("7", { exact: true }).last().click();
  await expect(stale).toBeVisible();
});

test("a setting out of range is refused with its range, and not used", async ({
  page,
}) => {
  await openPage(page);
  await expect(promise(page)).toContainText("280 steps");
  await page.getByLabel("Epochs").fill("0");
  await expect(page.getByText("a whole number from 1 to 1000")).toBeVisible();
  await expect(promise(page)).toContainText("280 steps");
  await page.getByLabel("Epochs").blur();
  await expect(page.getByLabel("Epochs")).toHaveValue("40");
});

test("what is chosen decides what Play promises", async ({ page }) => {
  await openPage(page, "?classes=&epochs=2&batchSize=100");
  await expect(promise(page)).toContainText("Choose at least one class");
  await expect(button(page, "Play")).toBeDisabled();
  await button(page, "All").click();
  await expect(promise(page)).toContainText("2,000 real digits");
  await expect(promise(page)).toContainText("40 steps");
  await page.getByText("My digits").click();
  await expect(promise(page)).toContainText("Draw a digit above");
  await expect(button(page, "Play")).toBeDisabled();
});

/**
 * The longest tasks of the page's main thread in a trace, in milliseconds of
 * processor time: what the task itself took, whatever else the machine did.
 */
function longestTasks(trace) {
  const { traceEvents } = JSON.parse(trace);
  const mains = traceEvents
    .filter(({ name }) => name === "thread_name")
    .filter(({ args }) => args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  return traceEvents
    .filter(({ name }) => name === "RunTask")
    .filter(({ pid, tid }) => mains.includes(`${pid} ${tid}`))
    .map(({ tdur }) => tdur / 1000)
    .sort((a, b) => b - a);
}

test("training leaves the main thread free", async ({ page, browser }) => {
  await openPage(page, "?epochs=300&classes=0123456789");
  await gridAfter(page, 0);
  await browser.startTracing(page, {
    categories: ["__metadata", "disabled-by-default-devtools.timeline"],
  });
  await button(page, "Play").click();
  await page.waitForTimeout(4000);
  await expect(status(page)).toContainText("Training");
  const tasks = longestTasks((await browser.stopTracing()).toString());
  console.log(`longest main thread tasks: ${tasks.slice(0, 3)} ms`);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks[0]).toBeLessThan(50);
});
