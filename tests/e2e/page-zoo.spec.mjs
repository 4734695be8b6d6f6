// The page with models of every family: it says what they are, and works.

import { expect, test } from "@playwright/test";
import {
  button,
  distance,
  openPage,
  promise,
  readGrid,
  stroke,
  trainToEnd,
} from "./page-driver.mjs";

const CONV = {
  architecture: "conv",
  channels: [8, 16],
  hidden: [64],
  latentDim: 2,
};
const LADDER = {
  architecture: "ladder",
  channels: [8],
  hidden: [64],
  latentDim: 12,
  topLatentDim: 4,
  topHidden: [32],
};

/** Opens a file of fresh weights of this config, as a user would. */
async function openModel(page, config) {
  const bytes = await page.evaluate(async (model) => {
    const { Lab } = await import(
      new URL("./vae-lab.js", document.baseURI).href
    );
    const lab = await Lab.create({ model, device: "flex" });
    const bytes = [...new Uint8Array(await lab.exportWeights())];
    lab.close();
    return bytes;
  }, config);
  await page.locator("input[type=file]").setInputFiles({
    name: "fresh.safetensors",
    mimeType: "application/octet-stream",
    buffer: Buffer.from(bytes),
  });
  await expect(page.locator(".model")).toContainText("fresh.safetensors", {
    timeout: 120_000,
  });
}

/** What the model's note in the top bar says. */
async function aboutModel(page) {
  await page.locator(".model button").click();
  const text = await page.locator(".pop-panel").innerText();
  await page.keyboard.press("Escape");
  return text;
}

/** The line has been read: all three costs stand there, as numbers. */
async function expectRead(page) {
  for (const term of ["kl", "reconstruction", "negativeElbo"]) {
    await expect(
      page.locator(`.figure.${term} .figure-value`).first(),
    ).toHaveText(/^[-−]?[\d,]+\.\d$/);
  }
  await expect(page.locator("page-notices [role=alert]")).toHaveCount(0);
}

const SHORT = "?device=flex&epochs=1&perClass=32";

for (const { name, config, said, shape } of [
  {
    name: "conv",
    config: CONV,
    said: /Convolutional, ReLU, Bernoulli pixels\.\s+784–8×14²–16×7²–64–2 ·/,
    shape: "784, 8×14×14, 16×7×7, 64, 2 values",
  },
  {
    name: "ladder",
    config: LADDER,
    said: /A ladder of two latent levels, .*\s+784–8×14²–64–32–\(4 \+ 8\) ·/,
    shape: "784, 8×14×14, 64, 32, 4 + 8 values",
  },
  {
    name: "grey pixels",
    config: { ...CONV, likelihood: "gaussian", sigma: 0.1, activation: "silu" },
    said: /Convolutional, SiLU, Gaussian pixels, σ = 0\.1\./,
    shape: "784, 8×14×14, 16×7×7, 64, 2 values",
  },
]) {
  test(`${name}: is read, drawn from and trained`, async ({ page }) => {
    await openPage(page, SHORT);
    const before = await readGrid(page);
    await openModel(page, config);
    expect(await aboutModel(page)).toMatch(said);
    await expect(
      page.getByRole("img", { name: `The encoder narrows: ${shape}` }),
    ).toBeVisible();
    await expectRead(page);
    await expect
      .poll(async () => distance(before, await readGrid(page)))
      .toBeGreaterThan(0.1);
    await expect(page.getByLabel("The model is told:")).toHaveCount(0);
    await trainToEnd(page);
    await expectRead(page);
  });
}

test("a conditional model is told the picked digit's class, or one's choice", async ({
  page,
}) => {
  await openPage(page, SHORT);
  await openModel(page, { ...CONV, latentDim: 8, classes: 10 });
  expect(await aboutModel(page)).toContain(
    "told which of 10 classes a digit is",
  );
  const told = page.getByLabel("The model is told:");
  // The page begins with a real 3.
  await expect(told).toHaveValue("3");
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(told).toHaveValue("7");
  await expectRead(page);
  const output = page.locator(".part-output .mark canvas");
  const picture = () => output.evaluate((canvas) => canvas.toDataURL());
  const asSeven = await picture();
  await told.selectOption("1");
  await expect.poll(picture).not.toBe(asSeven);
  await stroke(page, [
    [0.5, 0.2],
    [0.5, 0.8],
  ]);
  await expect(told).toHaveValue("1");
  await expectRead(page);
  await trainToEnd(page);
  await expectRead(page);
});

test("own digits teach a conditional model with the class they were kept with", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&data=mine`);
  await stroke(page, [
    [0.5, 0.2],
    [0.5, 0.8],
  ]);
  await button(page, "Keep the digit on the pad").click();
  await openModel(page, { ...CONV, classes: 10 });
  await expect(promise(page)).toContainText("told each digit's class");
  await expect(button(page, "Play")).toBeDisabled();
  await page.getByLabel("The model is told:").selectOption("1");
  await button(page, "Keep the digit on the pad").click();
  await expect(promise(page)).toContainText("1 digit you drew");
  await trainToEnd(page);
});
