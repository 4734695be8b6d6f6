// The computation as a picture: every part explains itself, and the whole can
// be had as code that computes the same.

import { expect, test } from "@playwright/test";
import { SHIPPED_MODELS } from "../../www/engine/shipped-models.js";
import { button, openPage, stroke } from "./page-driver.mjs";
import { runSnippet, samplesShown, snippet } from "./page-snippet.mjs";

const PARTS = [
  { name: "x, the digit", shape: "[1, 784]", core: "Images" },
  { name: "Encoder", shape: "[1, 784] → 2 × [1, 20]", core: "Vae::encode" },
  { name: "μ and σ, the posterior", shape: "2 × [1, 20]", core: "Posterior" },
  { name: "ε, the noise", shape: "[1, 20]", core: "Noise::normal" },
  {
    name: "z, the latent point",
    shape: "[1, 20]",
    core: "Posterior::reparameterize",
  },
  { name: "Decoder", shape: "[1, 20] → [1, 784]", core: "Decoder::forward" },
  { name: "p(x|z), the picture", shape: "[1, 784]", core: "Pixels::mean" },
];

const part = (page, name) =>
  page.locator("flow-part").getByRole("button", { name });
const note = (page, name) => page.getByRole("dialog", { name, exact: true });

/** The digit on the line has been read. */
async function expectRead(page) {
  await expect(
    page.locator("flow-stage .figure.negativeElbo .figure-value"),
  ).toHaveText(/\d/);
}

/** Nothing on the line changes any more. */
async function settled(page) {
  await expectRead(page);
  const shown = () =>
    page.evaluate(() => {
      const { nats, picture } = document.querySelector("lab-page").session.line;
      return [nats?.negativeElbo, ...(picture?.output.slice(300, 400) ?? [])];
    });
  await expect(async () => {
    const before = await shown();
    await page.waitForTimeout(700);
    expect(await shown()).toEqual(before);
  }).toPass();
}

async function openNote(page, name) {
  await part(page, name).click();
  await expect(note(page, name)).toBeVisible();
  return note(page, name);
}

/** The rows of numbers in an open note, by what stands before them. */
const rows = async (dialog, at = 0) =>
  (await dialog.locator(".values").nth(at).innerText())
    .split("\n")
    .filter((row) => row.trim() !== "")
    .map((row) =>
      row
        .replaceAll("−", "-")
        .trim()
        .replace(/^[^\s\d-]+ +/, "")
        .split(/ +/),
    )
    .map((values) => values.map(Number));

test("each part opens its formula, its values and its code, in the flow's order", async ({
  page,
}) => {
  await openPage(page);
  await expectRead(page);
  const order = await page
    .locator("flow-part button .unseen")
    .allTextContents();
  expect(order).toEqual(PARTS.map(({ name }) => name));
  for (const { name, shape, core } of PARTS) {
    const dialog = await openNote(page, name);
    await expect(dialog.locator("math")).toBeVisible();
    await expect(dialog.locator("math")).toHaveAttribute("aria-label", /./);
    await expect(dialog).toContainText(shape);
    await expect(dialog.locator(".part-code")).toContainText(core);
    const box = await dialog.boundingBox();
    const { width, height } = page.viewportSize();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(part(page, name)).toBeFocused();
  }
});

test("the values are those of the digit on the line, and follow it", async ({
  page,
}) => {
  await openPage(page);
  await expectRead(page);
  const dialog = await openNote(page, "μ and σ, the posterior");
  const [mean, deviation] = await rows(dialog);
  expect(mean.length).toBe(20);
  expect(Math.min(...deviation)).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  const [z] = await rows(await openNote(page, "z, the latent point"));
  expect(z).toEqual(mean);
  await page.keyboard.press("Escape");
  await button(page, "Clear").click();
  await expect(await openNote(page, "z, the latent point")).toContainText(
    "No digit is on the line",
  );
});

test("nine draws: z is μ + σ ε, with the noise that the core draws", async ({
  page,
}) => {
  await openPage(page, "?output=draws");
  await expectRead(page);
  const noise = await rows(await openNote(page, "ε, the noise"));
  await page.keyboard.press("Escape");
  const z = await rows(await openNote(page, "z, the latent point"));
  await page.keyboard.press("Escape");
  const [mean, deviation] = await rows(
    await openNote(page, "μ and σ, the posterior"),
  );
  expect(noise.length).toBe(9);
  expect(z.length).toBe(9);
  z.forEach(([draw, ...values], i) => {
    expect(draw).toBe(i + 1);
    values.forEach((value, j) => {
      const wanted = mean[j] + deviation[j] * noise[i][j + 1];
      // Three numbers, each written with two decimals.
      expect(Math.abs(value - wanted)).toBeLessThan(0.04);
    });
  });
});

test("the noise shown is the noise of the pictures and of the figures", async ({
  page,
}) => {
  await openPage(page);
  await expectRead(page);
  const source = ["noise", "draws"].map((name) => `/www/session/${name}.js`);
  for (const path of source) {
    await page.route(`**${path}`, (route) =>
      route.fulfill({ path: `.${path}`, contentType: "text/javascript" }),
    );
  }
  const apart = await page.evaluate(async () => {
    const { drawsOf, noiseOfFigures } = await import("/www/session/draws.js");
    const { Lab } = await import(
      new URL("./vae-lab.js", document.baseURI).href
    );
    const lab = await Lab.create({ device: "flex", model: "dense-z20" });
    const digit = new Float32Array(784).map((_, i) => (i % 28 < 8 ? 0.5 : 0));
    const reading = await lab.encode(digit);
    const { mean, logVar } = reading;
    const [{ z }] = drawsOf(reading, { seed: 3, count: 1 });
    const ours = await lab.decode(z);
    const theirs = await lab.reconstruct(digit, { seed: 3 });
    const pixels = Math.max(...ours.map((p, i) => Math.abs(p - theirs[i])));
    const epsilon = noiseOfFigures(3, 20);
    const drawn = mean.map((m, j) => m + Math.exp(logVar[j] / 2) * epsilon[j]);
    const p = await lab.decode(drawn);
    const cost = p.reduce(
      (sum, chance, i) =>
        sum -
        digit[i] * Math.log(chance) -
        (1 - digit[i]) * Math.log1p(-chance),
      0,
    );
    const { reconstruction } = await lab.evaluate(digit, { seed: 3 });
    lab.close();
    return { pixels, nats: Math.abs(cost - reconstruction) };
  });
  expect(apart.pixels).toBeLessThan(1e-5);
  expect(apart.nats).toBeLessThan(0.05);
});

for (const model of SHIPPED_MODELS.keys()) {
  test(`${model}: no label lies on another, at any width`, async ({ page }) => {
    await openPage(page, `?device=flex&model=${model}`);
    await expectRead(page);
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
      [1920, 1080],
      [800, 900],
    ]) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => overlappingLabels(page)).toEqual([]);
      const ends = await page
        .locator("layer-shape li:not([data-row='-1'])")
        .allInnerTexts();
      expect(ends.filter((text) => text.trim() === "784")).toHaveLength(2);
    }
    await expect(await openNote(page, "Decoder")).toContainText("→ ");
  });
}

/** Pairs of texts under the bars that touch, and buttons that are cut off. */
const overlappingLabels = (page) =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll("layer-shape li")].filter(
      (label) => getComputedStyle(label).visibility === "visible",
    );
    const boxes = shown.map((label) => [
      label.textContent.trim(),
      label.getBoundingClientRect(),
    ]);
    const pairs = boxes.flatMap(([a, one], i) =>
      boxes
        .slice(i + 1)
        .filter(
          ([, other]) =>
            one.left < other.right &&
            other.left < one.right &&
            one.top < other.bottom &&
            other.top < one.bottom,
        )
        .map(([b]) => `${a} on ${b}`),
    );
    const cut = [...document.querySelectorAll(".chain-part small")]
      .filter((text) => text.scrollWidth > text.clientWidth)
      .map((text) => `${text.textContent} is cut off`);
    return [...pairs, ...cut];
  });

/** What the output's canvas shows, as the shade of each pixel, 0..255. */
const shades = (page) =>
  page.locator(".part-output digit-picture canvas").evaluate((canvas) => [
    ...canvas
      .getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height)
      .data.filter((_, i) => i % 4 === 0),
  ]);

/** A probability as the canvas' shade, between the colours of its theme. */
async function shadeOf(page, values) {
  const [field, ink] = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return ["--field", "--ink"].map((name) =>
      parseInt(style.getPropertyValue(name).trim().slice(1, 3), 16),
    );
  });
  return values.map((value) => field + value * (ink - field));
}

for (const [title, search, prepare] of [
  ["a shipped digit", "?seed=11&count=4", async () => {}],
  [
    "a drawing",
    "?count=4",
    async (page) => {
      await stroke(page, [
        [0.3, 0.25],
        [0.7, 0.25],
        [0.5, 0.8],
      ]);
      await expect(page.getByText("your drawing")).toBeVisible();
    },
  ],
  ["how draws differ", "?count=4&output=spread", async () => {}],
  ["a piece of clothing", "?model=fashion-conv-z8&count=4", async () => {}],
  ["a model that is told", "?model=conditional&count=12", async () => {}],
]) {
  test(`copy as code, ${title}: the same numbers on a bare page`, async ({
    page,
  }) => {
    await openPage(page, `${search}&device=flex`);
    await prepare(page);
    await settled(page);
    const code = await snippet(page);
    const found = await runSnippet(page, code, [
      ...["samples", "picture", "kl", "reconstruction", "negativeElbo"],
    ]);
    expect(found.samples).toEqual(await samplesShown(page));
    // The canvas has 8 bits a pixel.
    const wanted = await shadeOf(page, found.picture);
    const shown = await shades(page);
    const apart = shown.map((shade, i) => Math.abs(shade - wanted[i]));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    for (const term of ["kl", "reconstruction", "negativeElbo"]) {
      const text = await page
        .locator(`flow-stage .figure.${term} .figure-value`)
        .innerText();
      expect(found[term].toFixed(1)).toBe(text);
    }
  });
}

test("Copy puts the code on the clipboard and says so, or selects it", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openPage(page);
  await button(page, "Copy as code").click();
  const shown = await page.locator(".snippet code").textContent();
  await button(page, "Copy").click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("denied"));
  });
  await button(page, "Copy as code").click();
  await expect(page.getByText("Copied.")).toBeHidden();
  await button(page, "Copy").click();
  await expect(page.getByText("did not allow")).toBeVisible();
  expect(await page.evaluate(() => getSelection().toString())).toContain(
    "Lab.create",
  );
});
