// Who can use it: by keyboard alone, on a phone, with large type and names.

import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  gridAfter,
  mapShown,
  openPage,
  promise,
  readGrid,
  status,
} from "./page-driver.mjs";

/** Presses Tab until what is focused matches, within a sane number. */
async function tabTo(page, selector) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    const there = await page.evaluate(
      (wanted) => document.activeElement?.matches(wanted) ?? false,
      selector,
    );
    if (there) return;
  }
  throw new Error(`Tab never reached ${selector}`);
}

test("train and sample with the keyboard alone", async ({ page }) => {
  await openPage(page, "?epochs=3");
  await mapShown(page);
  const before = await gridAfter(page, 0);

  await tabTo(page, "drawing-pad canvas");
  await page.keyboard.press("Delete");
  await expect(page.getByText("Nothing drawn yet")).toBeVisible();
  await page.keyboard.press("Space");
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByText("your drawing")).toBeVisible();

  await tabTo(page, "input[name=real-digit]");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(/a real \d, from MNIST/)).toBeVisible();

  await tabTo(page, "button.play");
  await page.keyboard.press("Enter");
  await expect(status(page)).toContainText("Training finished");
  await expect(page.locator(".score")).toContainText("→");
  expect(distance(before, await gridAfter(page, 21))).toBeGreaterThan(0.05);

  await tabTo(page, ".classes input");
  await page.keyboard.press("Space");
  await expect(promise(page)).toContainText("the 0s and 3s");

  await page.locator("#tab-train").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#tab-sample")).toBeFocused();
  await tabTo(page, "sample-panel button.primary");
  const grid = await readGrid(page);
  await page.keyboard.press("Enter");
  await expect(page.locator("sample-grid canvas")).toHaveAttribute(
    "data-seed",
    "8",
  );
  expect(distance(grid, await readGrid(page))).toBeGreaterThan(0.5);
});

test("single keys act, not while typing, and can be turned off", async ({
  page,
}) => {
  await openPage(page, "?epochs=2");
  await expect(button(page, "Play")).toBeEnabled();
  const canvas = page.locator("sample-grid canvas");
  await page.keyboard.press("n");
  await expect(canvas).toHaveAttribute("data-seed", "8");
  await page.keyboard.press("2");
  await page.getByLabel("Seed", { exact: true }).focus();
  await page.keyboard.press("n");
  await page.getByLabel("Seed", { exact: true }).blur();
  await expect(canvas).toHaveAttribute("data-seed", "8");
  await page.keyboard.press("1");
  await page.keyboard.press("p");
  await expect(status(page)).toContainText("Training finished");
  await page.keyboard.press("?");
  await page.getByLabel("Single-key shortcuts on").uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("n");
  await page.waitForTimeout(300);
  await expect(canvas).toHaveAttribute("data-seed", "8");
});

test("terms explain themselves, and Escape puts them away", async ({
  page,
}) => {
  await openPage(page);
  const term = page.locator("flow-stage").getByRole("button", {
    name: "KL divergence",
  });
  await term.click();
  const note = page.getByRole("dialog", { name: "KL divergence" });
  await expect(note.locator("math")).toHaveAttribute("aria-label", /½ Σⱼ/);
  const box = await note.boundingBox();
  const { width, height } = page.viewportSize();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(width);
  expect(box.y + box.height).toBeLessThanOrEqual(height);
  await page.keyboard.press("Escape");
  await expect(note).toBeHidden();
  await expect(term).toBeFocused();
});

test("1280 × 800 shows the whole instrument without scrolling", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openPage(page);
  await mapShown(page);
  for (const selector of [".part-input", "digit-strip", ".part-map"]) {
    const box = await page.locator(selector).boundingBox();
    const stage = await page.locator("flow-stage").boundingBox();
    expect(box.y + box.height).toBeLessThanOrEqual(stage.y + stage.height + 1);
  }
  const scrolls = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return scrollWidth > innerWidth || scrollHeight > innerHeight;
  });
  expect(scrolls).toBe(false);
  const panel = await page.locator("train-panel").evaluate((element) => ({
    inside: element.clientHeight,
    all: element.scrollHeight,
  }));
  expect(panel.all).toBeLessThanOrEqual(panel.inside);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("nothing scrolls sideways, and every target can be hit", async ({
    page,
  }) => {
    await openPage(page);
    await mapShown(page);
    const sideways = () =>
      page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(await sideways()).toBe(false);
    await page.getByRole("button", { name: "Show the panel" }).tap();
    await expect(page.getByLabel("Epochs")).toBeVisible();
    expect(await sideways()).toBe(false);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, a, input, label")]
        .filter((target) => target.checkVisibility())
        .filter((target) => !target.matches(".unseen, .field > label"))
        .map((target) => [target, target.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 44 || height < 44)
        .map(
          ([target, { width, height }]) =>
            `${target.outerHTML.slice(0, 90)} ${width} x ${height}`,
        ),
    );
    expect(small).toEqual([]);
  });

  test("play, then look at the samples, in the sheet", async ({ page }) => {
    await page.goto("./?epochs=3");
    await expect(button(page, "Play")).toBeEnabled();
    await button(page, "Play").tap();
    await expect(status(page)).toContainText("Training finished");
    await page.getByRole("tab", { name: "Sample" }).tap();
    await expect(page.locator("sample-grid canvas")).toBeVisible();
  });
});
