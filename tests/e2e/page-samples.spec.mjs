// The grid of generated digits: drawn at once, by seed, anew when asked.

import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  gridOfSeed,
  openPage,
  readGrid,
} from "./page-driver.mjs";

test("the page draws digits without being asked", async ({ page }) => {
  await openPage(page);
  const digits = await readGrid(page);
  expect(digits.length).toBe(16);
  for (const digit of digits) {
    expect(Math.max(...digit)).toBeGreaterThan(0.5);
    expect(digit[0], "a digit's corner is paper").toBeLessThan(0.1);
  }
  expect(distance(digits.slice(0, 8), digits.slice(8))).toBeGreaterThan(0.5);
});

test("each press draws others, the same seed draws the same", async ({
  page,
}) => {
  await openPage(page, "?dock=sample&seed=41");
  const first = await gridOfSeed(page, 41);
  await button(page, "New samples").click();
  const second = await gridOfSeed(page, 42);
  expect(distance(first, second)).toBeGreaterThan(0.5);
  await page.getByLabel("Seed", { exact: true }).fill("41");
  expect(distance(first, await gridOfSeed(page, 41))).toBe(0);
  await page.getByLabel("Seed", { exact: true }).fill("9007199254740991");
  const largest = await gridOfSeed(page, 9007199254740991);
  expect(distance(first, largest)).toBeGreaterThan(0.5);
  await button(page, "New samples").click();
  await gridOfSeed(page, 0);
});

test("how many is a choice, and sample i stays sample i", async ({ page }) => {
  await openPage(page, "?dock=sample&seed=5&count=4");
  const four = await readGrid(page);
  await page.getByLabel("How many").fill("100");
  await expect(page.locator("sample-grid canvas")).toHaveAttribute(
    "data-count",
    "100",
  );
  const hundred = await readGrid(page);
  expect(distance(four, hundred.slice(0, 4))).toBe(0);
  await page.getByLabel("How many").fill("0");
  await expect(page.getByText("a whole number from 1 to 400")).toBeVisible();
  expect((await readGrid(page)).length).toBe(100);
});

test("seed and count survive a reload, in the address", async ({ page }) => {
  await openPage(page, "?dock=sample");
  await page.getByLabel("Seed", { exact: true }).fill("77");
  await page.getByLabel("How many").fill("9");
  await expect(page.locator("sample-grid canvas")).toHaveAttribute(
    "data-count",
    "9",
  );
  const before = await gridOfSeed(page, 77);
  await expect(page).toHaveURL(/seed=77/);
  await page.reload();
  const after = await gridOfSeed(page, 77);
  expect(after.length).toBe(9);
  expect(distance(before, after)).toBe(0);
});

test("the digits are drawn in both themes, ink on paper and light on dark", async ({
  page,
}) => {
  await openPage(page, "?theme=light");
  const light = await readGrid(page);
  await button(page, "Theme: Light").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const dark = await readGrid(page);
  expect(distance(light, dark)).toBeLessThan(0.02);
});

test("a rude address is told and the page opens all the same", async ({
  page,
}) => {
  await openPage(page, "?seed=-3&epochs=many");
  await expect(page.getByText("The address asks for seed=-3")).toBeVisible();
  await expect(
    page.getByText("The address asks for epochs=many"),
  ).toBeVisible();
  await gridOfSeed(page, 7);
});
