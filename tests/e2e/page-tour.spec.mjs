// The guided tour, taken with the page's own controls and with its button.

import { expect, test } from "@playwright/test";
import {
  button,
  expectKept,
  mapCanvas,
  mapShown,
  openPage,
  stroke,
} from "./page-driver.mjs";

const card = (page) => page.locator(".tour-card");
const task = (page) => card(page).getByRole("status");
const tick = (page) => page.locator(".tour-task.done");
const title = (page) => card(page).getByRole("heading");
const LONG = { timeout: 180_000 };

async function next(page, wanted) {
  await card(page).getByRole("button", { name: "Next" }).click();
  await expect(title(page)).toHaveText(wanted);
  await expect(title(page)).toBeFocused();
}

/** What the reading says after some words, as a number. */
async function figure(page, pattern) {
  const text = await page.locator(".tour-reading").textContent();
  return Number(pattern.exec(text)?.[1].replace("−", "-"));
}

/** Whether the card leaves this part of the page free. */
async function free(page, selector) {
  const [a, b] = await Promise.all([
    card(page).boundingBox(),
    page.locator(selector).first().boundingBox(),
  ]);
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across <= 0 || down <= 0;
}

const LESSON =
  "?device=flex&classes=0123456789&perClass=100&epochs=100&batchSize=32";

test("the tour is taken by hand, from the line to collapse and back", async ({
  page,
}) => {
  await openPage(page, LESSON);
  await mapShown(page);
  await button(page, "Tour").click();
  await expect(page).toHaveURL(/tour=1/);
  await expect(title(page)).toHaveText(/goes in, and comes out/);
  await expect(task(page)).toContainText("Draw on the pad");
  await expect.poll(() => free(page, ".part-input .mark")).toBe(true);
  await stroke(page, [
    [0.5, 0.2],
    [0.5, 0.8],
  ]);
  await expect(tick(page)).toBeVisible();

  await next(page, "What is a latent?");
  await expect(tick(page)).toHaveCount(0);
  await page.getByRole("tab", { name: "Traverse" }).click();
  const slider = page.locator(".latent-row").first().getByRole("slider");
  await expect.poll(() => free(page, ".latents")).toBe(true);
  await slider.focus();
  await page.keyboard.press("End");
  await expect(tick(page)).toBeVisible();

  await next(page, "Not a point but a cloud");
  await expect(page.locator(".tour-reading")).toContainText("σ of this digit");
  await page.getByText("Nine draws", { exact: true }).click();
  await expect(tick(page)).toBeVisible();

  await next(page, "What is alike lies close together");
  await expect.poll(() => free(page, ".part-map")).toBe(true);
  await page.getByText("Both", { exact: true }).click();
  await expect(tick(page)).toBeVisible();

  await next(page, "A digit from pure chance");
  await page.getByRole("tab", { name: "Sample" }).click();
  await page
    .locator("#panel-sample")
    .getByRole("button", { name: "New samples" })
    .click();
  await expect(tick(page)).toBeVisible();

  await next(page, "What it costs");
  const nats = async () => [
    await figure(page, /: ([\d.]+) \+/),
    await figure(page, /\+ ([\d.]+) =/),
    await figure(page, /= ([\d.]+) nats/),
  ];
  await expect(page.locator(".tour-reading")).toContainText("This digit:");
  const [reconstruction, kl, sum] = await nats();
  expect(Math.abs(reconstruction + kl - sum)).toBeLessThan(0.11);
  await page.getByRole("radio", { name: "A real 1" }).click({ force: true });
  await expect(tick(page)).toBeVisible();

  await next(page, "Watch one learn");
  await page.getByRole("tab", { name: "Train" }).click();
  await page.getByText("Model", { exact: true }).click();
  await page.getByText("From nothing", { exact: true }).click();
  await button(page, "Make this model").click();
  await expect(page.locator(".model")).toContainText("from nothing");
  await button(page, "Play").click();
  await expect(tick(page)).toBeVisible(LONG);
  await button(page, "Cancel").click();

  await next(page, "β too high: posterior collapse");
  await page.getByText("Settings", { exact: true }).click();
  await page.getByLabel("β", { exact: true }).fill("100");
  await button(page, "Play").click();
  await expect(tick(page)).toBeVisible(LONG);
  await expect(page.locator(".tour-reading")).toContainText("β = 100");
  expect(await figure(page, /KL ([\d.]+)/)).toBeLessThan(0.6);
  await button(page, "Cancel").click();

  await next(page, "And back again");
  await page.getByLabel("β", { exact: true }).fill("1");
  await button(page, "Play").click();
  await expect(tick(page)).toBeVisible(LONG);
  expect(await figure(page, /KL ([\d.]+)/)).toBeGreaterThan(4.9);
  await button(page, "Cancel").click();

  await next(page, "Now bend it");
  await button(page, "Bring back my model").click();
  await expect(page.locator(".model .chip-note")).toHaveText("pretrained");
  await expect(page.locator(".model")).toContainText("dense-z20");
  await expect(page).not.toHaveURL(/start=fresh/);
  await expect(button(page, "Bring back my model")).toBeDisabled();
  await button(page, "Finish").click();
  await expect(card(page)).toHaveCount(0);
  await expect(button(page, "Tour")).toBeFocused();
  await expect(page).not.toHaveURL(/tour=/);
});

for (const [width, height] of [
  [1280, 800],
  [390, 844],
]) {
  test(`at ${width}, the tour's button does each step`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await openPage(page, "?device=flex");
    await mapShown(page);
    await button(page, "Tour").click();
    for (let step = 1; step < 10; step++) {
      await expect(card(page)).toContainText(`Tour: ${step} of 10`);
      // A step with more to say moves the card, which takes a moment.
      const inside = async () => {
        const box = await card(page).boundingBox();
        const low = Math.min(box.x, box.y);
        const over = [box.x + box.width - width, box.y + box.height - height];
        return low >= 0 && Math.max(...over) <= 0;
      };
      await expect.poll(inside).toBe(true);
      await card(page)
        .getByRole("button", { name: /Show me|Make it and play/ })
        .click();
      await expect(tick(page)).toBeVisible(LONG);
      await card(page).getByRole("button", { name: "Next" }).click();
    }
    const scrolls = await page.evaluate(
      () => document.documentElement.scrollWidth > innerWidth,
    );
    expect(scrolls).toBe(false);
    // Closed here, the way back is offered as for anything else.
    await page.keyboard.press("Escape");
    await expect(card(page)).toHaveCount(0);
    await button(page, "Undo").click();
    await expect(page.locator(".model .chip-name")).toHaveText("dense-z20");
    await expect(page).not.toHaveURL(/beta=|start=fresh/);
  });
}

test("a link into the tour and a reload in it lose no model", async ({
  page,
}) => {
  await openPage(page, "?device=flex&perClass=2&epochs=3&batchSize=8");
  await button(page, "Step").click();
  await expect(page.locator("lab-page > [role=status]").first()).toContainText(
    "Paused",
  );
  await expectKept(page, 1);
  await page.goto(`${page.url()}&tour=7`);
  await expect(page.locator(".model")).toContainText("+ 1 step");
  await button(page, "Make it and play").click();
  await expect(button(page, "Make it and play")).toBeFocused();
  await expect(tick(page)).toBeVisible(LONG);
  await button(page, "Cancel").click();
  await expect(page.locator(".score")).toContainText("→");
  await page.goto(page.url().replace("tour=7", "tour=10"));
  await expect(page.locator(".model")).toContainText("from nothing");
  await button(page, "Bring back my model").click();
  await expect(page.locator(".model")).toContainText("dense-z20");
  await expect(page.locator(".model")).toContainText("+ 1 step");
});

test("a run of one's own is none of the tour's doing", async ({ page }) => {
  await openPage(page, "?device=flex&perClass=2&epochs=3&batchSize=8");
  await button(page, "Tour").click();
  await button(page, "Step").click();
  await expect(page.locator(".model")).toContainText("+ 1 step");
  await button(page, "Close the tour").click();
  await expect(card(page)).toHaveCount(0);
  await expect(button(page, "Undo")).toHaveCount(0);
});

test("Escape closes the tour, also where nothing has the focus", async ({
  page,
}) => {
  await openPage(page, "?device=flex&tour=3");
  await expect(title(page)).toHaveText("Not a point but a cloud");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Escape");
  await expect(card(page)).toHaveCount(0);
});

test("with clothes open the tour speaks of digits, and brings the clothes back", async ({
  page,
}) => {
  await openPage(page, "?device=flex&model=fashion-conv-z8");
  await button(page, "Tour").click();
  await expect(page.locator(".model .chip-name")).toHaveText("dense-z20");
  await expect(mapCanvas(page)).toHaveAttribute("data-points", "5000");
  await page.getByRole("radio", { name: "A real 8" }).click({ force: true });
  await expect(tick(page)).toBeVisible();
  await button(page, "Close the tour").click();
  await button(page, "Undo").click();
  await expect(page.locator(".model .chip-name")).toHaveText("fashion-conv-z8");
});
