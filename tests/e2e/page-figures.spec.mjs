// Figures that mean something: what a run's compare with, and where those are from.

import { expect, test } from "@playwright/test";
import {
  button,
  openPage,
  status,
  stroke,
  trainToEnd,
} from "./page-driver.mjs";

const SHORT = "?device=flex&perClass=8&epochs=1&batchSize=8";

const measured = (page) => page.locator(".measured");
const curves = (page) => page.locator("learning-curves");

async function note(page, name) {
  await curves(page).getByRole("button", { name, exact: true }).click();
  return curves(page).getByRole("dialog");
}

test("a run on the 3s stands beside our model's figure of the 3s, whatever is chosen since", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await trainToEnd(page);
  const ours = "109.7 is our dense-z20, all test digits of these classes.";
  await expect(measured(page)).toContainText(ours);
  await button(page, "All").click();
  await expect(page.locator(".stale")).toBeVisible();
  await expect(measured(page)).toContainText(ours);
});

test("the notes of the curves' figures list references, each with its source", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&classes=0123456789`);
  await trainToEnd(page);
  const whole = await note(page, "−ELBO");
  const links = whole.locator(".references a");
  await expect(links).toHaveCount(3);
  const addresses = await links.evaluateAll((all) =>
    all.map((link) => link.href),
  );
  expect(addresses.slice(0, 2)).toEqual([
    "https://keras.io/examples/generative/vae/",
    "https://github.com/pytorch/examples/pull/1416",
  ]);
  const card = await page.request.get(addresses[2]);
  expect(await card.text()).toContain("100.263");
  await page.keyboard.press("Escape");
  const kl = await note(page, "KL");
  await expect(kl.locator(".references li")).toHaveText([/25\.4\s+our dense/]);
});

test("one's own images are compared with a coin toss and with no latent", async ({
  page,
}) => {
  await openPage(page, "?device=flex&epochs=1&data=mine");
  await stroke(page, [
    [0.3, 0.2],
    [0.6, 0.8],
  ]);
  await button(page, "Keep the digit on the pad").click();
  await trainToEnd(page);
  await expect(measured(page)).toContainText(
    /543\.4 a coin toss a pixel; [\d.]+ no latent\./,
  );
});

test("clothes of unequal classes: Play promises as many as the run has", async ({
  page,
}) => {
  await openPage(
    page,
    "?device=flex&model=fashion-conv-z8&classes=0123456789&epochs=3",
  );
  await expect(page.locator(".promise")).toContainText("real images");
  const promised = await page.locator(".promise").textContent();
  const [, images] = /([\d,]+) real images/.exec(promised);
  const [, steps] = /: ([\d,]+) steps/.exec(promised);
  await button(page, "Step").click();
  await expect(status(page)).toContainText("Paused at step 1", {
    timeout: 120_000,
  });
  await expect(page.locator(".score")).toContainText(`${images} training`);
  await expect(page.locator(".progress-text")).toContainText(`of ${steps}`);
});

for (const [width, height] of [
  [1280, 800],
  [390, 844],
]) {
  test(`long names of weights files break nothing, ${width} pixels wide`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await openPage(page, "?device=flex");
    const shipped = await page.request.get("./models/conv-z2.safetensors");
    const buffer = await shipped.body();
    const mimeType = "application/octet-stream";
    const bar = () => page.locator(".top-bar").boundingBox();
    const { height: usual } = await bar();
    for (const length of [69, 110, 186]) {
      const name = `${"w".repeat(length - 12)}.safetensors`;
      const file = { name, mimeType, buffer };
      await page.locator("input[accept*=safetensors]").setInputFiles(file);
      await expect(page.locator(".notice", { hasText: name })).toBeVisible();
      await expect(page.locator(".chip.model .chip-name")).toHaveAttribute(
        "title",
        /^w{9}/,
      );
      await page.locator(".chip.model button").click();
      const strong = page.locator(".chip.model .pop-panel strong");
      await expect(strong).toHaveText(/^w{9}/);
      const beyond = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            ".top-bar > *, .chip.model button, .chip.model .pop-panel strong, .notice p, .notice button",
          ),
        ]
          .filter(
            (part) =>
              part.getBoundingClientRect().right > innerWidth + 0.5 ||
              (part.localName !== "button" &&
                getComputedStyle(part).overflow === "visible" &&
                part.scrollWidth > part.clientWidth + 1 &&
                part.clientWidth > 0),
          )
          .map(({ localName, className }) => `${localName}.${className}`),
      );
      expect(beyond, String(length)).toEqual([]);
      // The chips stand side by side, none under another.
      const boxes = await page.evaluate(() =>
        [...document.querySelectorAll(".top-bar button")]
          .filter((button) => button.getClientRects().length > 0)
          .filter((button) => !button.closest(".pop-panel"))
          .map((button) => button.getBoundingClientRect().toJSON()),
      );
      for (const [i, a] of boxes.entries()) {
        for (const b of boxes.slice(i + 1)) {
          const apart =
            a.right <= b.left + 0.5 ||
            b.right <= a.left + 0.5 ||
            a.bottom <= b.top + 0.5 ||
            b.bottom <= a.top + 0.5;
          expect(apart, JSON.stringify([a, b])).toBe(true);
        }
      }
      expect((await bar()).height).toBe(usual);
      await page.keyboard.press("Escape");
    }
  });
}
