// The training panel: what is learned from, what a run is measured by, what is
// kept of it.

import { expect, test } from "@playwright/test";
import {
  button,
  expectKept,
  openPage,
  status,
  trainToEnd,
} from "./page-driver.mjs";

/** Small and quick: three steps of eight of the digits at hand. */
const SHORT = "?device=flex&classes=0123456789&perClass=2&epochs=3&batchSize=8";

const heldOut = (page) => page.locator(".held-out-value");
const choose = (page, text) => page.getByText(text, { exact: true }).click();

test("a run is measured on held-out digits, beside figures of others", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await trainToEnd(page);
  await expect(page.locator(".measured")).toContainText(
    "mean of 1,000 held-out images",
  );
  const nats = Number(await heldOut(page).textContent());
  // dense-z20 after a few steps: near its 100.3 on all test digits.
  expect(nats).toBeGreaterThan(90);
  expect(nats).toBeLessThan(125);
  const nearest = nats < Math.sqrt(100.26 * 106.66) ? "dense-z20" : "pytorch";
  await expect(page.locator(".measured")).toContainText(nearest);
  await expect(
    page.getByRole("img", { name: "8 held-out images" }),
  ).toBeVisible();
  await choose(page, "KL per latent");
  await expect(page.locator(".strip-reading")).toContainText(
    "of 20 (1,000 held-out images)",
  );
  const strip = page.locator("kl-strip canvas");
  await strip.focus();
  await expect(page.locator(".strip-reading")).toHaveText(
    /z\S+ at step 9: \d\.\d\d nats/,
  );
  await strip.press("ArrowLeft");
  await expect(page.locator(".strip-reading")).not.toContainText("step 9");
});

test("the reading of the newest measurement goes on to the next one", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await button(page, "Step").click();
  await choose(page, "KL per latent");
  await page.locator("kl-strip canvas").focus();
  const reading = page.locator(".strip-reading");
  await expect(reading).toHaveText(/at step 1:/);
  await page.keyboard.press("p");
  await expect(reading).toHaveText(/at step 9:/);
});

test("without the test digits a run has no held-out figures, and says why", async ({
  page,
}) => {
  await page.route("**/mnist-test-*", (route) => route.abort());
  await openPage(page, SHORT);
  await trainToEnd(page);
  await expect(page.locator(".measured")).toContainText(
    "the test images could not be loaded",
  );
  await expect(heldOut(page)).toHaveCount(0);
  await expect(page.locator(".set-failure")).toContainText(
    "digits-unreachable",
  );
});

test("a whole set is fetched when asked for, can fail and be tried again", async ({
  page,
}) => {
  let fetched = 0;
  let fail = true;
  await page.route("**/mnist-train-*", (route) => {
    fetched += 1;
    return fail ? route.abort() : route.continue();
  });
  await openPage(page, "?device=flex&epochs=1&batchSize=2000");
  await choose(page, "60,000 digits");
  expect(fetched).toBe(0);
  await button(page, "Load (11.2 MB)").click();
  await expect(page.locator(".set-failure")).toBeVisible();
  fail = false;
  await button(page, "Try again").click();
  await expect(page.locator("whole-set button")).toHaveCount(0, {
    timeout: 120_000,
  });
  await expect(page.locator(".promise")).toContainText(
    "60,000 digits of MNIST 1 time, 2,000 at a time: 30 steps",
  );
  const before = fetched;
  await button(page, "Step").click();
  await expect(status(page)).toContainText("Paused at step 1", {
    timeout: 120_000,
  });
  expect(fetched).toBe(before);
});

test("Step takes exactly one step, from nothing and from a pause", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await button(page, "Step").click();
  await expect(status(page)).toContainText("Paused at step 1.");
  await button(page, "Step").click();
  await expect(status(page)).toContainText("Paused at step 2.");
  await expect(page.locator(".model")).toContainText("+ 2 steps");
});

test("a run is looked back at, and gone on from", async ({ page }) => {
  await openPage(page, SHORT);
  for (const step of [1, 2, 3]) {
    await button(page, "Step").click();
    await expect(status(page)).toContainText(`Paused at step ${step}.`);
  }
  const scrubber = page.getByLabel("Look back");
  await expect(scrubber).toHaveAttribute("max", "3");
  await scrubber.press("Home");
  await expect(page.locator(".model .chip-note")).toHaveText("pretrained");
  await expect(page.locator("look-back output")).toHaveText("step 0");
  await button(page, "To the latest").click();
  await expect(page.locator(".model")).toContainText("+ 3 steps");
  await scrubber.press("ArrowLeft");
  await expect(page.locator(".model")).toContainText("+ 2 steps");
  await button(page, "Go on: 7 steps").click();
  await expect(status(page)).toContainText("Training finished after 9 steps");
  await expect(page.locator(".model")).toContainText("+ 9 steps");
});

test("a model is made from nothing, survives a reload, and can be undone", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&setup=model`);
  await choose(page, "From nothing");
  await page.getByLabel("Hidden widths").fill("32");
  await page.getByLabel("Latents", { exact: true }).fill("3");
  await expect(page.locator(".making-size")).toHaveText(
    "51,318 parameters · 784–32–3",
  );
  await button(page, "Make this model").click();
  await expect(page.locator(".model")).toContainText("dense-32-3");
  await expect(page).toHaveURL(/start=fresh/);
  await choose(page, "Settings");
  await trainToEnd(page);
  await expectKept(page, 9);
  await page.reload();
  await expect(page.locator(".model")).toContainText(
    "dense-32-3 from nothing + 9 steps",
  );
  await choose(page, "Model");
  await page.getByLabel("Latents", { exact: true }).fill("2");
  await button(page, "Make this model").click();
  await expect(page.locator(".model")).toContainText("dense-32-2");
  await button(page, "Undo").click();
  await expect(page.locator(".model")).toContainText("dense-32-3");
  await expect(page).toHaveURL(/latentDim=3/);
});

test("what the engine refuses stands at its field, and changes nothing", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&setup=model`);
  await choose(page, "From nothing");
  await page.getByLabel("Architecture").selectOption("ladder");
  await page.getByLabel("Upper latents").fill("30");
  await button(page, "Make this model").click();
  await expect(page.getByLabel("Upper latents")).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await expect(
    page.getByText("The model's topLatentDim is 30; it must be at least 1"),
  ).toBeVisible();
  await expect(page.locator(".model")).toContainText("dense-z20");
});

test("an objective shows its own fields, and a refused one says so there", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&model=flagship&setup=objective&epochs=1`);
  await page
    .getByLabel("Objective", { exact: true })
    .last()
    .selectOption("capacity");
  await expect(page.getByLabel("C, nats")).toBeVisible();
  await expect(page.getByLabel("Free bits, nats")).toHaveCount(0);
  const objective = page.locator("#field-objective");
  await objective.selectOption("totalCorrelation");
  await button(page, "Step").click();
  await expect(objective).toHaveAttribute("aria-invalid", "true", {
    timeout: 120_000,
  });
  await expect(page.getByText("another for a ladder")).toBeVisible();
});

test("kept curves lie under the next run's, also after a reload", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await page.getByLabel("β", { exact: true }).fill("4");
  await trainToEnd(page);
  await button(page, "Keep curves").click();
  await button(page, "1 kept").click();
  await expect(
    page.getByLabel("β = 4, 400–20, batch 8", { exact: true }),
  ).toBeChecked();
  await page.keyboard.press("Escape");
  await page.reload();
  await button(page, "1 kept").click();
  await page.getByLabel("β = 4, 400–20, batch 8", { exact: true }).uncheck();
  await button(page, "Remove β = 4, 400–20, batch 8").click();
  await expect(page.locator("kept-runs pop-note")).toHaveCount(0);
});
