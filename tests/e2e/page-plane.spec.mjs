// The latent map as a person uses it: look around, look closer, decode, pick.

import { expect, test } from "@playwright/test";
import { button, mapCanvas, mapShown, openPage } from "./page-driver.mjs";

/** The middle of the plot, and a place of it in parts of its side. */
async function placeOf(page, across, upwards) {
  const { width, height } = await mapCanvas(page).boundingBox();
  return {
    x: 32 + across * (width - 36),
    y: (1 - upwards) * (height - 36) + 4,
  };
}

const zoom = async (page) =>
  Number(await mapCanvas(page).getAttribute("data-zoom"));

const tile = (page) => page.locator(".pointer-tile");

/** How many different shades a picture has. */
const shades = (locator) =>
  locator.evaluate((canvas) => {
    const { width, height } = canvas;
    const image = canvas.getContext("2d").getImageData(0, 0, width, height);
    return new Set(image.data.filter((_, i) => i % 4 === 0)).size;
  });

test("half the test set comes to the map, on its principal plane", async ({
  page,
}) => {
  await openPage(page);
  await mapShown(page);
  await expect(mapCanvas(page)).toHaveAttribute("data-points", "5000");
  await expect(
    page.getByText("5,000 of MNIST's 10,000 test digits"),
  ).toBeVisible();
  await expect(page.locator(".axis-x")).toHaveText(
    /^PC 1 \(\d+\s% of the variance\)$/,
  );
  await expect(button(page, "Fit the view")).toHaveCount(0);
});

test("wheel, keys and a button change the view", async ({ page }) => {
  await openPage(page);
  await mapShown(page);
  const map = mapCanvas(page);
  await expect(button(page, "Reset view")).toHaveCount(0);
  await map.hover({ position: await placeOf(page, 0.5, 0.5) });
  await page.mouse.wheel(0, -300);
  await expect.poll(() => zoom(page)).toBeGreaterThan(1.2);
  await button(page, "Reset view").click();
  await expect.poll(() => zoom(page)).toBe(1);
  await map.focus();
  await page.keyboard.press("+");
  await expect.poll(() => zoom(page)).toBeCloseTo(1.5);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("0");
  await expect.poll(() => zoom(page)).toBe(1);
  await expect(button(page, "Reset view")).toHaveCount(0);
});

test("the pointer decodes where it is; a click sets that on the line", async ({
  page,
}) => {
  await openPage(page, "?model=conv-z2");
  await mapShown(page);
  const map = mapCanvas(page);
  const corner = await placeOf(page, 0.97, 0.06);
  await map.hover({ position: corner });
  await expect(tile(page)).toContainText("z at the pointer");
  expect(await shades(tile(page).locator("canvas"))).toBeGreaterThan(10);
  await map.click({ position: corner });
  await expect(button(page, "Back to the digit's μ")).toBeVisible();
  await expect(map).toHaveAttribute("data-steered", /^[\d.]+ -[\d.]+$/);
  await button(page, "Back to the digit's μ").click();
  await expect(map).toHaveAttribute("data-steered", "");
  await page.mouse.move(0, 0);
  await expect(tile(page)).toHaveCount(0);
});

test("with the keyboard a cross decodes, and Enter sets it", async ({
  page,
}) => {
  await openPage(page, "?model=conv-z2&map=manifold");
  await mapShown(page);
  await button(page, "Clear").click();
  await mapCanvas(page).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowRight");
  await expect(tile(page)).toContainText("z at the pointer");
  await page.keyboard.press("Enter");
  await expect(button(page, "Put this z down")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(tile(page)).toHaveCount(0);
});

test("the manifold tiles what is in sight, and again after a zoom", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 840 });
  await openPage(page, "?model=conv-z2");
  await mapShown(page);
  const map = mapCanvas(page);
  await expect(map).toHaveAttribute("data-tiles", "0");
  // With the whole test set the scale is chosen anew.
  await expect(map).toHaveAttribute("data-points", "5000");
  await page.getByRole("radio", { name: "Manifold" }).check({ force: true });
  await expect(map).toHaveAttribute("data-tiles", "400");
  await expect(page).toHaveURL(/map=manifold/);
  await expect(page.getByText("20 × 20 places, each decoded")).toBeVisible();
  expect(await shades(map)).toBeGreaterThan(50);
  const tiled = async () => Number(await map.getAttribute("data-tiled"));
  const all = await tiled();
  await map.focus();
  await page.keyboard.press("+");
  await expect.poll(tiled).toBeCloseTo(all / 1.5);
  await expect(map).toHaveAttribute("data-tiles", "400");
  await page.getByRole("radio", { name: "Points" }).check({ force: true });
  await expect(map).toHaveAttribute("data-tiles", "0");
});

test("two axes of one's choice, and they are in the address", async ({
  page,
}) => {
  await openPage(page);
  await mapShown(page);
  await page.getByLabel("Plane of the map").selectOption("axes");
  const across = page.getByLabel("Axis across");
  const upwards = page.getByLabel("Axis upwards");
  const former = await upwards.inputValue();
  const other = await across.inputValue();
  await across.selectOption(former);
  await expect(upwards).toHaveValue(other);
  await expect(page).toHaveURL(
    new RegExp(`axisX=${Number(former) + 1}&axisY=${Number(other) + 1}`),
  );
});

test("while training the map moves and the view stays, until it is fitted", async ({
  page,
}) => {
  await openPage(page, "?epochs=300&learningRate=0.01");
  await mapShown(page);
  await button(page, "Play").click();
  await expect(button(page, "Fit the view")).toBeVisible();
  const map = mapCanvas(page);
  await map.hover({ position: await placeOf(page, 0.6, 0.4) });
  await expect(tile(page)).toBeVisible();
  await page.mouse.wheel(0, -200);
  await expect.poll(() => zoom(page)).toBeGreaterThan(1);
  await button(page, "Cancel").click();
  await expect(map).toHaveAttribute("data-points", "5000");
  await button(page, "Fit the view").click();
  await expect(button(page, "Fit the view")).toHaveCount(0);
  await expect.poll(() => zoom(page)).toBe(1);
});
