// The page on WebGPU (the software adapter), asked for by name.

import { expect, test } from "@playwright/test";
import { distance, openPage, readGrid } from "./page-driver.mjs";

test("the page draws the same digits on WebGPU as on the CPU", async ({
  page,
}) => {
  test.slow();
  await openPage(page, "?device=flex&seed=11");
  const flex = await readGrid(page);
  await openPage(page, "?device=webgpu&seed=11");
  await expect(page.locator("pop-note.device .chip-name")).toHaveText("WebGPU");
  // A pixel has 256 shades: two of them are rounding.
  expect(distance(flex, await readGrid(page))).toBeLessThan(0.01);
});

test("without being asked for, a software adapter is passed over", async ({
  page,
}) => {
  await openPage(page);
  const device = page.locator("pop-note.device");
  await expect(device.locator(".chip-name")).toHaveText("CPU with SIMD (Flex)");
  await expect(device).toContainText("software");
});
