// Which device, and why; what happens where something cannot be had.

import { expect, test } from "@playwright/test";
import {
  button,
  expectKept,
  gridAfter,
  mapShown,
  openPage,
  readGrid,
  status,
} from "./page-driver.mjs";

const device = (page) => page.locator("pop-note.device");

test("without a WebGPU adapter it runs on the CPU and says why", async ({
  page,
}) => {
  await openPage(page);
  await expect(device(page)).toContainText("CPU with SIMD (Flex)");
  await expect(device(page)).toContainText("WebGPU");
  await expect(status(page)).toContainText("Ready on CPU with SIMD");
  await device(page).getByRole("button").click();
  await expect(page.getByRole("radio", { name: "WebGPU" })).toBeVisible();
});

test("the device that the address names is taken", async ({ page }) => {
  await openPage(page, "?device=ndarray");
  await expect(device(page)).toContainText("CPU (NdArray)");
});

test("both CPU builds draw the same digits", async ({ page }) => {
  await openPage(page, "?device=flex&seed=3");
  const flex = await readGrid(page);
  await openPage(page, "?device=ndarray&seed=3");
  const ndarray = await readGrid(page);
  const apart = flex.flatMap((digit, i) =>
    [...digit].map((ink, p) => Math.abs(ink - ndarray[i][p])),
  );
  expect(Math.max(...apart)).toBeLessThan(0.01);
});

test("a named device that cannot start says so and offers another", async ({
  page,
}) => {
  await page.goto("./?device=webgpu");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("cannot be used now");
  await expect(alert.locator("small")).toContainText("device-unavailable");
  await button(page, "Use the best available device").click();
  await expect(page.locator("sample-grid canvas")).toBeVisible();
  await expect(alert).toBeHidden();
  await expect(page).not.toHaveURL(/device=/);
});

test("the device is changed on the page, or stays where it cannot be", async ({
  page,
}) => {
  await openPage(page);
  await gridAfter(page, 0);
  await device(page).getByRole("button").click();
  await page.getByRole("radio", { name: "CPU (NdArray)" }).click();
  await expect(device(page).locator(".chip-name")).toHaveText("CPU (NdArray)");
  await expect(page).toHaveURL(/device=ndarray/);
  await page.getByRole("radio", { name: "WebGPU" }).click();
  await expect(page.getByRole("alert").locator("small")).toContainText(
    "device-unavailable",
  );
  await expect(page).toHaveURL(/device=ndarray/);
  await button(page, "New samples").click();
  await gridAfter(page, 0);
});

test("weights that cannot be fetched: a sentence, a code, another try", async ({
  page,
}) => {
  await page.route("**/dense-z20.decoder.*", (route) =>
    route.fulfill({ status: 404, body: "no" }),
  );
  await page.goto("./");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("404");
  await expect(alert.locator("small")).toContainText("weights-not-found");
  await page.unroute("**/dense-z20.decoder.*");
  await button(page, "Try again").click();
  await expect(page.locator("sample-grid canvas")).toBeVisible();
  await expect(alert).toBeHidden();
});

test("digits that cannot be fetched do not stop drawing and sampling", async ({
  page,
}) => {
  await page.route("**/mnist-2000-*", (route) => route.abort());
  await openPage(page);
  await expect(
    page.getByText("The real digits could not be loaded"),
  ).toBeVisible();
  await expect(page.getByText("code digits-unreachable")).toBeVisible();
  await page.unroute("**/mnist-2000-*");
  await button(page, "Try again").click();
  await expect(page.getByRole("radio", { name: "A real 3" })).toBeAttached();
  await mapShown(page);
});

test("a device lost in the middle of a run: the next takes over and says so", async ({
  page,
}) => {
  await openPage(page, "?epochs=1000");
  await button(page, "Play").click();
  await expect(page.locator(".progress-text")).toContainText("images/s");
  await page.waitForTimeout(2500);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error("as a crash would");
    });
  });
  await expect(device(page)).toContainText("CPU (NdArray)");
  // None is lost where the crash came right after a snapshot.
  await expect(device(page)).toContainText(
    /[1-9]\d* steps? of training lost|Training went back 0 steps/,
  );
  await expect(page.locator(".progress-text")).toContainText("images/s");
  const step = async () =>
    Number(
      /step ([\d,]+)/
        .exec(await page.locator(".progress-text").textContent())[1]
        .replace(",", ""),
    );
  const now = await step();
  await expect(async () => expect(await step()).toBeGreaterThan(now)).toPass();
  await button(page, "Cancel").click();
  await expect(status(page)).toContainText("Training cancelled");
});

test("a named device that is lost leaves a way on, with the weights kept", async ({
  page,
}) => {
  await openPage(page, "?device=flex&epochs=1");
  await button(page, "Play").click();
  await expect(status(page)).toContainText("Training finished");
  await expectKept(page, 7);
  const [worker] = page.workers();
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error("as a crash would");
    });
  });
  // What comes next needs the device, and finds it gone.
  await button(page, "New samples").click();
  const alert = page.getByRole("alert");
  await expect(alert.locator("small")).toContainText("device-lost");
  await button(page, "Use the best available device").click();
  await expect(alert).toBeHidden();
  await expect(page.getByText("+ 7 steps")).toBeVisible();
  await gridAfter(page, 7);
});
