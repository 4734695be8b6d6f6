// Moving through latent space by hand: sliders, pins, uncertainty, priors.

import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  gridOfSeed,
  mapShown,
  nextFrames,
  openPage,
  shades,
  status,
} from "./page-driver.mjs";

const OUTPUT = ".part-output digit-picture canvas";
const FIRST = ".latents > .latent-rows .latent-row >> nth=0";

/** Waits until a canvas has come to rest, and is not what it was. */
async function settled(page, selector, former = null) {
  let last;
  await expect(async () => {
    const first = await shades(page, selector);
    await page.waitForTimeout(200);
    last = await shades(page, selector);
    expect(last).toEqual(first);
    if (former) expect(last).not.toEqual(former);
    expect(new Set(last).size).toBeGreaterThan(2);
  }).toPass();
  return last;
}

/** Opens the traverse panel, which shows no samples to wait for. */
async function openTraverse(page, search = "") {
  await page.goto(`./?dock=traverse${search}`);
  await expect(status(page)).toContainText("Ready on");
}

/** Waits until the dimensions are measured. */
const measured = (page) =>
  expect(page.locator(".latents > .hint")).toContainText("nats, mean of 2,000");

/** Puts another of the strip's digits on the line. */
async function pickDigit(page, name) {
  await page.getByRole("radio", { name }).click({ force: true });
  await expect(page.locator("#input-title small")).toHaveText(
    name.replace("A", "a") + ", from MNIST",
  );
}

test("sliders sorted by KL decode what they are set to, and give way", async ({
  page,
}) => {
  await openTraverse(page);
  await measured(page);
  const kl = (await page.locator(".latent-kl").allTextContents()).map(Number);
  expect(kl.length).toBe(20);
  expect(kl).toEqual([...kl].sort((a, b) => b - a));
  expect(kl[0]).toBeGreaterThan(1);
  // The mean KL of a digit is the sum over dimensions: about 25 nats.
  const sum = kl.reduce((a, b) => a + b);
  expect(sum).toBeGreaterThan(15);
  expect(sum).toBeLessThan(35);

  const before = await settled(page, OUTPUT);
  const slider = page.locator(FIRST).getByRole("slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(page.locator(FIRST).locator(".latent-value")).toHaveText(
    "−4.00",
  );
  await expect(page.getByText("at the z you set")).toBeVisible();
  const moved = await settled(page, OUTPUT, before);
  const strip = await settled(page, ".along canvas");
  expect(strip.length).toBe((9 * 28 + 8 * 2) * 28);

  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("-3.95");
  await page.locator(FIRST).getByRole("button", { name: "back to μ" }).click();
  await expect(button(page, "Back to the digit's μ")).toBeHidden();
  expect(await settled(page, OUTPUT, moved)).toEqual(before);

  await slider.focus();
  await page.keyboard.press("End");
  await settled(page, OUTPUT, before);
  await button(page, "All back to μ").click();
  expect(await settled(page, OUTPUT, moved)).toEqual(before);
});

test("what a slider decodes is painted before the next frame", async ({
  page,
}) => {
  await openTraverse(page);
  await measured(page);
  const before = await settled(page, OUTPUT);
  await page.evaluate((first) => {
    // A browser that draws no frames any more.
    globalThis.requestAnimationFrame = () => 0;
    const [row] = document.querySelectorAll(first);
    const slider = row.querySelector("input");
    slider.value = "3";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, ".latents > .latent-rows .latent-row");
  await settled(page, OUTPUT, before);
});

test("without a digit the sliders start at 0, and still draw", async ({
  page,
}) => {
  await openTraverse(page, "&model=conditional");
  await measured(page);
  await button(page, "Clear").click();
  await expect(page.getByText("the sliders start at z = 0")).toBeVisible();
  await page.locator(FIRST).getByRole("slider").focus();
  await page.keyboard.press("End");
  const zero = await settled(page, OUTPUT);
  await page.getByLabel("The model is told:").selectOption("8");
  await settled(page, OUTPUT, zero);
  await button(page, "Put this z down").click();
  await expect(page.getByText("Nothing drawn yet")).toBeVisible();
});

test("two pinned digits: the way between them, played and saved", async ({
  page,
}) => {
  await openTraverse(page);
  await measured(page);
  const three = await settled(page, OUTPUT);
  await button(page, "Pin A").click();
  await expect(page.getByText("pin it as the other end")).toBeVisible();
  await pickDigit(page, "A real 8");
  const eight = await settled(page, OUTPUT, three);
  await button(page, "Pin B").click();
  const film = "between-pins film-strip canvas";
  const straight = await settled(page, film);
  const way = page.getByRole("slider", { name: "Between A and B" });
  await expect(way).toHaveValue("1");
  await way.focus();
  await page.keyboard.press("Home");
  expect(await settled(page, OUTPUT, eight)).toEqual(three);
  await page.keyboard.press("End");
  expect(await settled(page, OUTPUT, three)).toEqual(eight);

  await page.getByText("Spherical", { exact: true }).click();
  await settled(page, film, straight);
  await expect(page).toHaveURL(/path=spherical/);

  await button(page, "Play there and back").click();
  await expect(way).not.toHaveValue("1");
  await button(page, "Pause").click();
  // What was asked for before the click is shown a frame after it.
  await nextFrames(page, 2);
  const paused = await way.inputValue();
  await page.waitForTimeout(200);
  expect(await way.inputValue()).toBe(paused);
  await button(page, "Play there and back").click();
  await page.locator(FIRST).getByRole("slider").focus();
  await page.keyboard.press("End");
  await expect(button(page, "Play there and back")).toBeVisible();

  const saving = page.waitForEvent("download");
  await button(page, "Save as PNG").click();
  const picture = await saving;
  expect(picture.suggestedFilename()).toBe("dense-z20-spherical.png");
  const bytes = await readFile(await picture.path());
  // A PNG's header holds its size: nine digits and their gaps, four times.
  expect(bytes.readUInt32BE(16)).toBe(4 * (9 * 28 + 8 * 2));
  expect(bytes.readUInt32BE(20)).toBe(4 * 28);
});

test("the way is saved as a film, and the saving can be cancelled", async ({
  page,
}) => {
  await openTraverse(page);
  await measured(page);
  await settled(page, OUTPUT);
  await button(page, "Pin A").click();
  await pickDigit(page, "A real 1");
  await button(page, "Pin B").click();
  const save = button(page, "Save as Video");
  await expect(save).toBeEnabled();
  await save.click();
  await button(page, "Cancel").click();
  await expect(save).toBeVisible();
  const saving = page.waitForEvent("download");
  await save.click();
  const film = await saving;
  expect(film.suggestedFilename()).toBe("dense-z20-linear.webm");
  const bytes = await readFile(await film.path());
  // EBML's mark, and a document of the type webm.
  expect(bytes.readUInt32BE(0)).toBe(0x1a45dfa3);
  expect(bytes.subarray(0, 64).toString("latin1")).toContain("webm");
  expect(bytes.length).toBeGreaterThan(5000);
});

test.describe("where motion is not wanted", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("playing goes there in steps, once", async ({ page }) => {
    await openTraverse(page, "&model=conv-z2");
    await settled(page, OUTPUT);
    await button(page, "Pin A").click();
    await pickDigit(page, "A real 0");
    await button(page, "Pin B").click();
    const way = page.getByRole("slider", { name: "Between A and B" });
    await expect(way).toBeEnabled();
    await button(page, "Play there and back").click();
    await expect(way).toHaveValue("0");
    await expect(way).toHaveValue("0.13");
    await expect(button(page, "Play there and back")).toBeVisible();
    await expect(way).toHaveValue("1");
  });
});

test("uncertainty is a picture of its own, with its scale", async ({
  page,
}) => {
  await openPage(page);
  const mean = await settled(page, OUTPUT);
  await page.getByText("Uncertainty").click();
  await expect(page.locator(".part-output .caption")).toContainText(
    /standard deviation over 32 draws .* full ink: 0\.\d\d/,
  );
  const spread = await settled(page, OUTPUT, mean);
  expect(spread.length).toBe(784);
  await expect(page).toHaveURL(/output=spread/);
  // The darkest pixel is ink itself: the scale is the picture's own.
  const ink = await page.evaluate(() =>
    parseInt(
      getComputedStyle(document.documentElement)
        .getPropertyValue("--ink")
        .trim()
        .slice(1, 3),
      16,
    ),
  );
  expect(Math.min(...spread)).toBe(ink);
  await pickDigit(page, "A real 7");
  await settled(page, OUTPUT, spread);
});

test("temperature, a fitted prior and its classes change the samples", async ({
  page,
}) => {
  await openPage(page, "?dock=sample&seed=3");
  const plain = await gridOfSeed(page, 3);
  const temperature = page.getByRole("slider", { name: "Temperature" });
  await temperature.focus();
  await page.keyboard.press("Home");
  await expect(page).toHaveURL(/temperature=0/);
  await expect(async () => {
    const cold = await gridOfSeed(page, 3);
    expect(distance(cold.slice(1), cold.slice(0, -1))).toBe(0);
  }).toPass();
  await temperature.fill("1");
  await expect
    .poll(async () => distance(plain, await gridOfSeed(page, 3)))
    .toBe(0);

  await expect(button(page, "Fit a mixture")).toBeEnabled();
  await button(page, "Fit one for each class").click();
  await expect(page.getByText(/log p\(z\): .* nats a latent/)).toBeVisible();
  await expect(page).toHaveURL(/prior=classConditional/);
  await page
    .locator("prior-control")
    .getByLabel("Class", { exact: true })
    .selectOption("4");
  await expect(page).toHaveURL(/drawn=4/);
  const fitted = await gridOfSeed(page, 3);
  expect(distance(plain, fitted)).toBeGreaterThan(0.5);

  await page.getByLabel("Drawn from").selectOption("standard");
  await expect
    .poll(async () => distance(plain, await gridOfSeed(page, 3)))
    .toBe(0);
});

test("training drops a fitted prior, and that is said", async ({ page }) => {
  await openPage(page, "?dock=sample&epochs=1&classes=1");
  await expect(button(page, "Fit a mixture")).toBeEnabled();
  await button(page, "Fit a mixture").click();
  await expect(page).toHaveURL(/prior=mixture/);
  await page.keyboard.press("p");
  await expect(page.getByText("no “the fitted mixture”")).toBeVisible();
  await expect(page).not.toHaveURL(/prior=/);
  await expect(page.getByLabel("Drawn from")).toHaveValue("standard");
});

test("a fit can be cancelled, and is refused while a run is open", async ({
  page,
}) => {
  await openPage(page, "?dock=sample&model=flagship&epochs=1000");
  await expect(button(page, "Fit a mixture")).toBeEnabled();
  await button(page, "Fit a mixture").click();
  await button(page, "Cancel the fit").click();
  await expect(button(page, "Fit a mixture")).toBeVisible();
  await expect(page).not.toHaveURL(/prior=/);
  await page.keyboard.press("p");
  await expect(page.locator("lab-page > [role=status]")).toContainText(
    "Training started",
  );
  await button(page, "Fit a mixture").click();
  await expect(page.getByText("training-in-progress")).toBeVisible();
});

test("a generated digit is put on the line, by click and by key", async ({
  page,
}) => {
  await openPage(page, "?dock=sample&count=9");
  const grid = page.locator("sample-picker canvas");
  const { width, height } = await grid.boundingBox();
  const seen = ".pad-tools digit-picture canvas";
  const before = await settled(page, seen);
  await grid.click({ position: { x: 20, y: 20 } });
  await expect(page.getByText("a generated digit")).toBeVisible();
  const first = await settled(page, seen, before);
  expect(width * height).toBeGreaterThan(0);
  await page.locator(".sample-choice").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await settled(page, seen, first);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  for (const dock of ["traverse", "sample"])
    test(`nothing of ${dock} scrolls sideways, every target can be hit`, async ({
      page,
    }) => {
      await page.goto(`./?dock=${dock}`);
      await page.getByRole("button", { name: "Show the panel" }).tap();
      await mapShown(page);
      if (dock === "traverse") await measured(page);
      const found = await page.evaluate(() => ({
        sideways: document.documentElement.scrollWidth > innerWidth,
        small: [
          ...document.querySelectorAll(
            ".dock :is(button, input, select, summary, label)",
          ),
        ]
          .filter((target) =>
            target.checkVisibility({ visibilityProperty: true }),
          )
          .filter((target) => !target.matches(".unseen, .field > label"))
          .map((target) => [target, target.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 44 || height < 44)
          .map(([target]) => target.outerHTML.slice(0, 90)),
      }));
      expect(found).toEqual({ sideways: false, small: [] });
    });
});
