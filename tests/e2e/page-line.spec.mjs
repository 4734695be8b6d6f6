// The main line: draw or pick a digit, and see what the model makes of it.

import { expect, test } from "@playwright/test";
import {
  button,
  expectKept,
  mapShown,
  openPage,
  promise,
  stroke,
  trainToEnd,
} from "./page-driver.mjs";

const SEVEN = [
  [0.3, 0.25],
  [0.7, 0.25],
  [0.5, 0.8],
];

/** The figures of the digit on the line: KL, reconstruction, their sum. */
const nats = (page) =>
  page.locator("flow-stage .figure-value").allTextContents();

/** What a digit-picture shows, as a list of red values. */
const picture = (page, selector) =>
  page.locator(selector).evaluate((canvas) => [
    ...canvas
      .getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height)
      .data.filter((_, i) => i % 4 === 0),
  ]);

const SEEN = ".pad-tools digit-picture canvas";
const OUTPUT = ".part-output digit-picture canvas";

async function settledNats(page) {
  await expect(async () => {
    const first = await nats(page);
    for (const value of first) expect(value).toMatch(/^\d+\.\d$/);
    await page.waitForTimeout(250);
    expect(await nats(page)).toEqual(first);
  }).toPass();
  return (await nats(page)).map(Number);
}

test("a real digit is on the line from the start, and its costs add up", async ({
  page,
}) => {
  await openPage(page);
  await expect(page.getByText("a real 3, from MNIST")).toBeVisible();
  const [kl, reconstruction, sum] = await settledNats(page);
  expect(Math.abs(kl + reconstruction - sum)).toBeLessThan(0.11);
  expect(kl).toBeGreaterThan(1);
  const [seen, output] = [
    await picture(page, SEEN),
    await picture(page, OUTPUT),
  ];
  const apart = seen.reduce(
    (sum, red, i) => sum + Math.abs(red - output[i]),
    0,
  );
  expect(apart / 784, "a reconstruction is near its digit").toBeLessThan(40);
});

test("another digit of the strip, and others in the strip", async ({
  page,
}) => {
  await openPage(page);
  const before = await settledNats(page);
  await page.getByRole("radio", { name: "A real 8" }).click({ force: true });
  await expect(page.getByText("a real 8, from MNIST")).toBeVisible();
  await expect
    .poll(async () => (await nats(page)).map(Number))
    .not.toEqual(before);
  const shown = await picture(page, SEEN);
  await button(page, "Others").click();
  await page.getByRole("radio", { name: "A real 8" }).click({ force: true });
  await expect.poll(() => picture(page, SEEN)).not.toEqual(shown);
});

test("a drawing is made 28 × 28 and reconstructed; clearing says so", async ({
  page,
}) => {
  await openPage(page);
  await settledNats(page);
  await button(page, "Clear").click();
  await expect(page.getByText("Nothing drawn yet")).toBeVisible();
  await expect(page.getByText("Draw a digit here")).toBeVisible();
  expect(new Set(await picture(page, SEEN)).size).toBe(1);
  await stroke(page, SEVEN);
  await expect(page.getByText("your drawing")).toBeVisible();
  await settledNats(page);
  const rows = [...(await picture(page, SEEN)).entries()]
    .filter(([, red]) => red < 128)
    .map(([i]) => Math.floor(i / 28));
  expect(Math.max(...rows) - Math.min(...rows)).toBeGreaterThanOrEqual(17);
  expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(20);
  expect(new Set(await picture(page, OUTPUT)).size).toBeGreaterThan(20);
});

test("a digit that comes in mid-stroke does not take the stroke away", async ({
  page,
}) => {
  await openPage(page);
  await expect(page.getByText("a real 3, from MNIST")).toBeVisible();
  // Before the pad's own ear: as the page's first digit, that came at its time.
  await page.evaluate(() =>
    addEventListener(
      "pointerdown",
      () => document.querySelectorAll("digit-strip input")[7].click(),
      { once: true, capture: true },
    ),
  );
  await stroke(page, SEVEN);
  await expect(page.locator("#input-title")).toContainText("your drawing");
  await expect(page.locator("drawing-pad canvas")).toHaveClass(/strokes/);
});

test("nine draws of the posterior are nine pictures", async ({ page }) => {
  await openPage(page);
  await settledNats(page);
  await page.getByText("Nine draws").click();
  const output = page.locator(OUTPUT);
  await expect(output).toHaveAttribute("aria-label", /Nine pictures/);
  await expect(output).toHaveAttribute("width", "88");
  await expect(page).toHaveURL(/output=draws/);
});

test("a click on the map puts that digit on the line", async ({ page }) => {
  await openPage(page);
  await mapShown(page);
  await button(page, "Clear").click();
  const map = page.locator(".plane canvas");
  const { width, height } = await map.boundingBox();
  await map.click({ position: { x: width / 2, y: height / 2 } });
  await expect(page.getByText(/a real \d, from MNIST/)).toBeVisible();
});

test("a drawn digit is kept, trained on, and survives a reload", async ({
  page,
}) => {
  await openPage(page, "?data=mine&epochs=30");
  await expect(promise(page)).toContainText("Draw a digit above");
  await stroke(page, SEVEN);
  await expect(page.getByText("your drawing")).toBeVisible();
  await button(page, "Keep the digit on the pad").click();
  await expect(promise(page)).toContainText("1 digit you drew 30 times");
  const [, , before] = await settledNats(page);
  await trainToEnd(page);
  const [, , after] = await settledNats(page);
  expect(after).toBeLessThan(before - 5);
  await expectKept(page, 30);
  await page.reload();
  await expect(page.getByText("My digits (1)")).toBeVisible();
  await expect(page.getByText("your drawing")).toBeVisible();
  expect((await settledNats(page))[2]).toBe(after);
  await page.getByRole("button", { name: "Remove your digit 1" }).click();
  await expect(promise(page)).toContainText("Draw a digit above");
});
