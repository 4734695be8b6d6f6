// The workshop: a file is made of the model that is open, measured, opened.

import { expect, test } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { button, distance, readGrid, status, stroke } from "./page-driver.mjs";
import { runSnippet, snippet } from "./page-snippet.mjs";

const WORKSHOP = "?device=flex&dock=workshop";
/** Making, both Labs, and all figures on a slow machine. */
const LONG = { timeout: 180_000 };

/** What is no digit. */
const CROSS = [
  [0.2, 0.2],
  [0.8, 0.8],
  [0.8, 0.2],
  [0.2, 0.8],
];

/** There is no grid of samples in this panel to wait for. */
async function openPage(page, search) {
  await page.goto(`./${search}`);
  await expect(status(page)).toContainText("Ready on");
}

const form = (page) => page.locator("workshop-form");
const verb = (page) => form(page).locator(".transport .primary");
const table = (page) =>
  page.getByRole("table", { name: "Before and after", exact: true });

/** A line of the table as it is read: its cells. */
const line = (page, name) =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name }) })
    .getByRole("cell");

/** Presses the button and waits until all is measured. */
async function make(page) {
  await verb(page).click();
  await expect(button(page, "Cancel")).toBeVisible();
  await expect(button(page, "Cancel")).toBeHidden(LONG);
}

const numberIn = (text) => Number(text.replace("−", "-").match(/-?[\d.]+/)[0]);

/** "2.6 MB" or "420 kB" in bytes. */
function bytesIn(text) {
  const [, number, unit] = text.match(/([\d.,]+) (kB|MB)/);
  return Number(number.replace(",", "")) * (unit === "kB" ? 1e3 : 1e6);
}

async function saved(page, name) {
  const coming = page.waitForEvent("download");
  await button(page, name).click();
  const download = await coming;
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), bytes };
}

const sumOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** What follows the header of a safetensors file. */
const tensorsOf = (bytes) =>
  bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));

/** What a safetensors file says of itself. */
function passportOf(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  return JSON.parse(header.__metadata__.vae_lab).passport;
}

test("the workshop's code is fetched with its panel, after a failure by a reload", async ({
  page,
}) => {
  /** @type {string[]} */
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  const code = () => fetched.filter((url) => /\/workshop\.\w+\.js$/.test(url));
  let fails = true;
  await page.route("**/workshop.*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return fails ? route.abort() : route.continue();
  });
  await openPage(page, "?device=flex&dock=sample");
  expect(code()).toHaveLength(0);
  await page.getByRole("tab", { name: "Workshop" }).click();
  const panel = page.getByRole("tabpanel", { name: "Workshop" });
  await expect(panel).toHaveText("Loading the panel…");
  await expect(panel).toContainText("could not be loaded");
  fails = false;
  await button(page, "Reload the page").click();
  await expect(verb(page)).toBeEnabled();
  expect(code()).toHaveLength(2);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
});

test("four bits: smaller by what is shown, measured, opened, and undone", async ({
  page,
}) => {
  await openPage(page, WORKSHOP);
  await form(page).getByLabel("Bits a weight").selectOption("4");
  await make(page);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);

  const [before, after, change] = await line(page, /^File/).allTextContents();
  const made = await saved(page, "Save dense-z20-4-bits");
  const was = await saved(page, "Save dense-z20");
  expect(made.name).toBe("dense-z20-4-bits.safetensors");
  // What it is made of is the shipped file itself, not an export of it.
  const shipped = await readFile("models/dense-z20.safetensors");
  expect(was.bytes.equals(shipped)).toBe(true);
  expect(passportOf(made.bytes).parents).toEqual([sumOf(shipped)]);
  const factor = was.bytes.length / made.bytes.length;
  expect((4 * 652_824) / made.bytes.length).toBeGreaterThan(7);
  expect(numberIn(change)).toBeCloseTo(factor, 1);
  expect(change).toContain("÷");
  expect(bytesIn(after) / made.bytes.length).toBeCloseTo(1, 1);
  expect(bytesIn(before) / was.bytes.length).toBeCloseTo(1, 1);
  const { operation, settings } = passportOf(made.bytes);
  expect(operation).toBe("quantize");
  expect(settings).toMatchObject({ bits: 4, calibrated: true });

  // What the page shows is in the file too, and no other file.
  const { figures, ancestors } = passportOf(made.bytes);
  expect(figures.bytes).toBe(made.bytes.length);
  for (const [name, key] of [
    [/^Negative ELBO/, "negativeElbo"],
    [/^−log p/, "nll"],
    [/^Fréchet/, "frechetDistance"],
  ]) {
    const [was, is] = await line(page, name).allTextContents();
    expect(numberIn(is), key).toBeCloseTo(figures[key].value, 2);
    const theirs = ancestors[0].figures[key].value;
    expect(numberIn(was), key).toBeCloseTo(theirs, 2);
  }
  expect(figures.trainingStep.images).toBe(128);
  expect(passportOf(was.bytes)).toBeUndefined();

  // Class by class, in the table's units.
  await page.getByText("Negative ELBO of each class").click();
  const classes = page.getByRole("table", { name: /of each class, before/ });
  await expect(classes.getByRole("row")).toHaveCount(11);
  const means = figures.negativeElboByClass;
  const sum = means.reduce((sum, { value, images }) => sum + value * images, 0);
  const seven = classes.getByRole("row", { name: /^7/ }).getByRole("cell");
  expect(numberIn((await seven.allTextContents())[1])).toBeCloseTo(
    means[7].value,
    2,
  );
  // Of the same images, with other noise.
  expect(means.reduce((sum, { images }) => sum + images, 0)).toBe(2000);
  expect(sum / 2000).toBeCloseTo(figures.negativeElbo.value, 0);

  for (const [name, least, most] of [
    // Of dense-z20 on test digits, and what few bits may cost.
    [/^Negative ELBO/, 95, 112],
    [/^−log p/, 85, 108],
    [/^Fréchet/, 1, 300],
    [/^Decoding/, 0.01, 5000],
    [/^Training step/, 0.1, 5000],
  ]) {
    const cells = await line(page, name).allTextContents();
    for (const cell of cells.slice(0, 2)) {
      expect(numberIn(cell), `${name} ${cell}`).toBeGreaterThan(least);
      expect(numberIn(cell), `${name} ${cell}`).toBeLessThan(most);
    }
  }
  const [natsBefore, natsAfter, more] = await line(
    page,
    /^Negative ELBO/,
  ).allTextContents();
  const difference = numberIn(natsAfter) - numberIn(natsBefore);
  expect(numberIn(more.replace("+", ""))).toBeCloseTo(difference, 1);
  expect(Math.abs(difference)).toBeGreaterThan(0);
  await expect(page.locator("picture-rows canvas")).toHaveCount(5);
  await expect(page.locator("made-files canvas")).toHaveAttribute(
    "data-dots",
    "2",
  );

  // Nothing that is open has changed.
  await expect(page.locator(".chip.model")).toContainText("dense-z20");
  await expect(page.locator(".chip.model")).toContainText("pretrained");

  await page.keyboard.press("2");
  await expect(page.locator("sample-grid canvas")).toBeVisible();
  const samples = await readGrid(page);
  await page.keyboard.press("5");
  await button(page, "Open dense-z20-4-bits").click();
  await expect(page.locator(".chip.model")).toContainText(
    "dense-z20-4-bits.safetensors",
  );
  await page.keyboard.press("2");
  await expect
    .poll(async () => distance(samples, await readGrid(page)))
    .toBeGreaterThan(0.01);
  await button(page, "Undo").click();
  await expect(page.locator(".chip.model")).toContainText("pretrained");
  await expect
    .poll(async () => distance(samples, await readGrid(page)))
    .toBe(0);
});

test("of what was opened the passport tells, back to the first file", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&calibrate=no`);
  await make(page);
  const quantized = await saved(page, "Save dense-z20-8-bits");
  await button(page, "Open dense-z20-8-bits").click();
  await expect(page.locator(".chip.model")).toContainText("8-bits");
  await form(page).getByLabel("Operation").selectOption("prune");
  await make(page);
  const pruned = await saved(page, "Save dense-z20-8-bits-pruned-25");
  const sum = sumOf(quantized.bytes);
  expect(passportOf(pruned.bytes).parents).toEqual([sum]);

  await page.getByText("Family tree", { exact: true }).click();
  await expect(page).toHaveURL(/shelf=family/);
  // The model that is open is another file: it tells of its own.
  await expect(page.locator("family-tree")).toHaveCount(2);
  const tree = page.locator("family-tree").first();
  await expect(tree.locator(".relative")).toHaveCount(3);
  const [self, parent, root] = await tree
    .locator(".relative")
    .allTextContents();
  expect(self).toMatch(/Pruned: .*25.00 % left out/);
  expect(self).toMatch(/\d+\.\d\d ± \d\.\d\d nats per image, 2,000 images/);
  expect(parent).toMatch(/\d+\.\d\d ± \d\.\d\d nats per image, 2,000 images/);
  expect(parent).toContain("dense-z20-8-bits");
  expect(parent).toMatch(/Quantized: .*8 bits/);
  expect(parent).toContain(sum.slice(0, 8));
  expect(root).toContain("the first that is known");
  // Each in the list of what was made of it.
  await expect(tree.locator("ul ul ul .relative")).toHaveCount(1);
});

test("the panel scrolls by itself: the page stays as high as its window", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const operation of ["fuse&fuseBy=ensemble", "prune", "distill"]) {
    await openPage(page, `${WORKSHOP}&operation=${operation}`);
    await expect(verb(page)).toBeVisible();
    // The last field has to be scrolled to, in the panel alone.
    const panel = page.getByRole("tabpanel", { name: "Workshop" });
    const [inside, whole] = await panel.evaluate((panel) => [
      panel.scrollHeight - panel.clientHeight,
      document.documentElement.scrollHeight,
    ]);
    expect(inside, operation).toBeGreaterThan(0);
    expect(whole, operation).toBe(800);
  }
});

test("a cancelled and a refused operation lose nothing", async ({ page }) => {
  await openPage(page, `${WORKSHOP}&operation=removeLatents&dead=0`);
  await verb(page).click();
  const notice = page.locator("page-notices .notice.error");
  await expect(notice).toContainText("none-dead", LONG);
  // Which comes nearest, and what it says.
  await expect(notice).toContainText(/even z[₀-₉]+, .* KL of \d\.\d\d nats/);
  await expect(notice).toContainText("Your model is untouched");
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.locator(".file-list li")).toHaveCount(1);
  await expect(page.locator(".chip.model")).toContainText("pretrained");

  await form(page).getByLabel("Operation").selectOption("quantize");
  await verb(page).click();
  await button(page, "Cancel").click();
  await expect(verb(page)).toBeEnabled();
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  await expect(page.locator(".chip.model")).toContainText("pretrained");
  await make(page);
  await expect(line(page, /^Fréchet/)).toHaveCount(3);
});

test("a file of another network is refused by name, one of the same is fused", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&operation=fuse`);
  await expect(verb(page)).toBeDisabled();
  const choose = (name) =>
    page
      .locator("workshop-form input[type=file]")
      .setInputFiles(`models/${name}.safetensors`);
  await choose("conv-z2");
  await expect(page.locator(".workshop-others li").last()).toHaveText(
    /conv-z2/,
  );
  await verb(page).click();
  const notice = page.locator("page-notices .notice.error");
  await expect(notice).toContainText("models-differ", LONG);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await button(page, "Remove conv-z2.safetensors").click();
  // Of several files the one that cannot be read is named.
  await page
    .locator("workshop-form input[type=file]")
    .setInputFiles("package.json");
  await verb(page).click();
  await expect(notice).toContainText("stopped at “package.json”", LONG);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await button(page, "Remove package.json").click();
  await choose("dense-z20");
  await make(page);
  // The mean of a model and itself is that model.
  const [before, after] = await line(page, /^Negative ELBO/).allTextContents();
  expect(numberIn(after)).toBeCloseTo(numberIn(before), 1);
});

test("a file of this visit is fused by shares, and the line to it is drawn", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&bits=2&calibrate=no`);
  await make(page);
  await form(page).getByLabel("Operation").selectOption("fuse");
  await form(page)
    .getByLabel("One of this visit…")
    .selectOption("dense-z20-2-bits");
  await form(page).getByLabel("Share of dense-z20", { exact: true }).fill("3");
  await page.keyboard.press("Tab");
  await button(page, "Draw the line to dense-z20-2-bits").click();
  const chart = page.locator("line-chart canvas");
  await expect(chart).toHaveAttribute("data-dots", "22", LONG);
  await expect(button(page, "Cancel")).toBeHidden(LONG);
  const said = await page.locator("line-chart p").textContent();
  const [start, end, worst] = said.match(/\d+\.\d/g).map(Number);
  expect(start).toBeGreaterThan(95);
  expect(end).toBeGreaterThan(start + 5);
  expect(worst).toBeCloseTo(end, 1);
  const ink = await chart.evaluate((canvas) => {
    const { data } = canvas
      .getContext("2d")
      .getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  expect(ink).toBeGreaterThan(500);

  await make(page);
  const fused = await saved(page, "Save dense-z20-mean-of-2");
  expect(passportOf(fused.bytes)).toMatchObject({
    operation: "average",
    settings: { shares: [0.75, 0.25] },
  });
  // A soup of a model and its ruin is that model alone: refused, nothing lost.
  await form(page).getByLabel("Fuse by").selectOption("soup");
  await expect(page).toHaveURL(/fuseBy=soup/);
  await verb(page).click();
  const notice = page.locator("page-notices .notice.error");
  await expect(notice).toContainText("nothing-to-do", LONG);
  await expect(page.locator(".file-list li")).toHaveCount(3);
});

test("every compression is tried: a chart with its frontier, files that can go", async ({
  page,
}) => {
  // Two minutes on a busy machine.
  test.slow();
  await openPage(page, WORKSHOP);
  await button(page, "Try all compressions").click();
  await expect(button(page, "Cancel")).toBeVisible();
  await expect(page.locator(".file-list")).toContainText(
    /dense-z20-8-bits\s+660 kB, about 99.\d nats by 300 images/,
    LONG,
  );
  await expect(button(page, "Open dense-z20-8-bits")).toBeDisabled();
  await expect(button(page, "Cancel")).toBeHidden(LONG);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  const rows = page.locator(".file-list li");
  // Five of bits, three of shares, four of ranks, three in two bits each, itself;
  // without dark pixels: that, in five bits, thinner, and that in six bits.
  await expect(rows).toHaveCount(23);
  const canvas = page.locator("made-files canvas");
  await expect(canvas).toHaveAttribute("data-dots", "23");
  await expect(page.locator(".plot-legend li")).toHaveText([
    ...["before", "quantized", "pruned", "factorized", "several of these"],
    "none smaller is better",
  ]);
  expect(await page.locator(".file-list").innerText()).not.toMatch(/about/);
  // The smallest that costs next to nothing is looked at, and can be measured on.
  const chosen = page.locator('.file-look[aria-pressed="true"]');
  const name = (await chosen.locator(".file-name").textContent()).trim();
  expect(name).toBe("dense-z20-pixels-25-5-bits");
  const [before, after] = await line(page, /^Negative ELBO/).allTextContents();
  expect(numberIn(after) - numberIn(before)).toBeLessThan(0.5);
  await expect(button(page, "Measure the rest")).toBeVisible();
  const made = await saved(page, `Save ${name}`);
  expect((4 * 652_824) / made.bytes.length).toBeGreaterThan(7);
  expect(passportOf(made.bytes).figures.negativeElbo.images).toBe(2000);
  const both = await saved(page, "Save dense-z20-rank-100-5-bits");
  const { ancestors } = passportOf(both.bytes);
  expect(ancestors.map(({ making }) => making?.operation)).toEqual([
    "factorize",
    undefined,
  ]);
  expect(ancestors[0].figures.negativeElbo.images).toBe(2000);
  expect(ancestors[0].figures.bytes).toBe(ancestors[0].bytes);

  await button(page, `Forget ${name}`).click();
  await expect(rows).toHaveCount(22);
  await expect(canvas).toHaveAttribute("data-dots", "22");
  await expect(page.locator(".workshop-empty")).toContainText("Choose a file");
});

test("the code to copy makes the same file, whatever is chosen", async ({
  page,
}) => {
  /** The snippet's file, from a page that has nothing but it. */
  const byCode = async () => {
    const code = await snippet(page);
    const bytes = "const bytes = new Uint8Array(await make());";
    const { bytes: values } = await runSnippet(page, `${code}\n${bytes}`, [
      "bytes",
    ]);
    return Buffer.from(values);
  };
  await openPage(page, `${WORKSHOP}&bits=4&scheme=asymmetric`);
  await make(page);
  const quantized = await saved(page, "Save dense-z20-4-bits");
  const again = await byCode();
  expect(tensorsOf(again).equals(tensorsOf(quantized.bytes))).toBe(true);
  const { settings, parents } = passportOf(again);
  expect(settings).toEqual(passportOf(quantized.bytes).settings);
  expect(parents).toEqual(passportOf(quantized.bytes).parents);

  const operation = form(page).getByLabel("Operation");
  await operation.selectOption("prune");
  await form(page).getByLabel("Rounds").fill("2");
  await form(page).getByLabel("Steps of training").fill("3");
  await form(page).getByLabel("Learn from").selectOption("atHand");
  const pruned = passportOf(await byCode());
  expect(pruned.operation).toBe("train");
  expect(pruned.settings).toMatchObject({ steps: 3, images: 2000, seed: 2 });
  expect(pruned.ancestors[0].model).toBe("dense 784-300-20-300-784");
  expect(pruned.ancestors).toHaveLength(4);

  await operation.selectOption("distill");
  await form(page).getByLabel("Steps", { exact: true }).fill("3");
  const student = passportOf(await byCode());
  expect(student.operation).toBe("distill");
  expect(student.settings.distill.outputs).toBe(1);

  await operation.selectOption("grow");
  await form(page).getByLabel("Latents", { exact: true }).fill("24");
  const grown = passportOf(await byCode());
  expect(grown.settings.latentDim).toBe(24);
  // On another panel the code is as it was.
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Sample" }).click();
  expect(await snippet(page)).not.toContain("workshop");
});

test("pixels that say little go, but not of a convolutional model", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&operation=prune`);
  await form(page).getByLabel("Leave out").selectOption("pixels");
  await expect(form(page).getByLabel("Go by what")).toHaveCount(0);
  await make(page);
  const [before, after] = await line(page, /^Negative ELBO/).allTextContents();
  expect(Math.abs(numberIn(after) - numberIn(before))).toBeLessThan(0.5);
  const made = await saved(page, "Save dense-z20-pixels-25");
  expect(passportOf(made.bytes).settings).toMatchObject({
    ...{ what: "pixels", share: 0.25 },
  });
  const was = await saved(page, "Save dense-z20");
  expect(made.bytes.length).toBeLessThan(0.8 * was.bytes.length);
  await form(page).getByLabel("Operation").selectOption("quantize");
  await form(page).getByLabel("Bits a weight").selectOption("3");
  await form(page).getByLabel("smallest matrices").uncheck();
  await expect(page).toHaveURL(/mixed=no/);
  await make(page);
  const plain = await saved(page, "Save dense-z20-3-bits");
  expect(passportOf(plain.bytes).settings.mixed).toBe(false);

  await openPage(
    page,
    `${WORKSHOP}&operation=prune&model=conv-z2&prune=pixels`,
  );
  await expect(form(page)).toContainText("Not pixels: a convolutional model");
  await expect(form(page).locator("option[value=pixels]")).toBeDisabled();
  await expect(verb(page)).toBeDisabled();
  await form(page).getByLabel("Leave out").selectOption("units");
  await expect(verb(page)).toBeEnabled();
});

test("a student learns live, and its file names the teacher", async ({
  page,
}) => {
  const student = "operation=distill&studentHidden=48&studentSteps=900";
  await openPage(page, `${WORKSHOP}&${student}&lossPosterior=0.1`);
  await verb(page).click();
  const watch = page.locator("schooling-watch");
  await expect(watch).toContainText("A student of dense-z20 learns", LONG);
  const curve = watch.locator(".schooling-curve");
  await expect
    .poll(async () => Number(await curve.getAttribute("data-points")), LONG)
    .toBeGreaterThan(20);
  // Held out, teacher, student.
  await expect(watch.locator("picture-rows canvas")).toHaveCount(3, LONG);
  await expect(button(page, "Cancel")).toBeHidden(LONG);
  await expect(watch).toHaveCount(0);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  const parameters = await line(page, /^Parameters/).allTextContents();
  // 784-48-20-48-784, by hand.
  const parts = [784 * 48 + 48, 2 * (48 * 20 + 20), 20 * 48 + 48];
  const wanted = parts.reduce((sum, part) => sum + part, 48 * 784 + 784);
  expect(parameters[1].replace(",", "")).toBe(String(wanted));
  const made = await saved(page, "Save dense-z20-student-900");
  const passport = passportOf(made.bytes);
  expect(passport.operation).toBe("distill");
  expect(passport.settings).toMatchObject({
    ...{ steps: 900, images: 60_000, batchSize: 128 },
    distill: { data: 1, outputs: 1, posterior: 0.1, latent: 0 },
  });
  const was = await saved(page, "Save dense-z20");
  expect(passport.parents).toEqual([sumOf(was.bytes)]);

  // One that is larger than its teacher is refused before it learns.
  const hidden = form(page).getByLabel("Student's widths");
  await hidden.fill("900");
  await verb(page).click();
  const notice = page.locator("page-notices .notice.error");
  await expect(notice).toContainText("student-larger", LONG);
  await expect(page.locator(".file-list li")).toHaveCount(2);
});

test("a new class is learned from digits that were drawn, beside the old ones", async ({
  page,
}) => {
  const few = "teachSteps=12&teachReplay=128";
  await openPage(page, `${WORKSHOP}&model=conditional&operation=teach&${few}`);
  const panel = page.locator("teach-form");
  await expect(panel).toContainText("told 10 and grows a label");
  await expect(panel).toContainText("You have drawn none without a class yet");
  await expect(verb(page)).toBeDisabled();
  await button(page, "Show my images").click();
  await expect(page.locator("data-panel")).toBeVisible();
  // A cross: what the pad has is told a class by such a model.
  await stroke(page, CROSS);
  await page.keyboard.press("k");
  const classes = page.locator("data-panel").getByRole("combobox");
  await classes.last().selectOption("");
  await page.getByRole("tab", { name: "Workshop" }).click();
  await expect(panel.getByLabel("Learn it from")).toContainText("Your own (1)");
  await verb(page).click();
  const watch = page.locator("schooling-watch");
  await expect(watch).toContainText("conditional learns a class", LONG);
  await expect(watch).toContainText("of 12", LONG);
  await expect(button(page, "Cancel")).toBeHidden(LONG);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  // Ten classes held out, and the new one.
  const by = page.getByRole("table", { name: /^Negative ELBO of each class/ });
  await expect(by.getByRole("row")).toHaveCount(12);
  await expect(by).toContainText("10, by the 1 it was learned from");
  const rows = page.locator("before-after picture-rows").last();
  await expect(rows).toContainText("Class 10, learned");
  await expect(rows.locator("canvas")).toHaveCount(2);
  const made = await saved(page, "Save conditional-class-10-learned-12");
  const passport = passportOf(made.bytes);
  expect(passport.operation).toBe("train");
  expect(passport.settings).toMatchObject({ steps: 12 });
  // One cross among samples of its own.
  expect(passport.settings).toMatchObject({ images: 1, replay: 128 });
  expect(passport.ancestors[0].making.settings).toMatchObject({ classes: 11 });
});

test("a class of those at hand is learned by a model without labels", async ({
  page,
}) => {
  const few = "teachClass=4&teachFrom=atHand&teachCount=5";
  const search = `${few}&teachSteps=400&teachReplay=64`;
  await openPage(page, `${WORKSHOP}&operation=teach&${search}`);
  await verb(page).click();
  await expect(page.locator("schooling-watch")).toContainText("learns a class");
  await button(page, "Cancel").click();
  await expect(verb(page)).toBeEnabled();
  await expect(page.locator(".file-list li")).toHaveCount(1);
  await form(page).getByLabel("Steps", { exact: true }).fill("10");
  await page.keyboard.press("Tab");
  await make(page);
  const by = page.getByRole("table", { name: /^Negative ELBO of each class/ });
  await expect(by).toContainText("4, by the 5 it was learned from");
  const cells = by.getByRole("row").last().getByRole("cell");
  const [was, is] = await cells.allTextContents();
  expect(numberIn(is)).toBeLessThan(numberIn(was));
  const made = await saved(page, "Save dense-z20-class-4-learned-10");
  const code = `${await snippet(page)}\nconst bytes = new Uint8Array(await make());`;
  const { bytes } = await runSnippet(page, code, ["bytes"]);
  const floats = (file) =>
    new Float32Array(Uint8Array.from(tensorsOf(file)).buffer);
  const [own, theirs] = [floats(made.bytes), floats(Buffer.from(bytes))];
  // As many workers do not always share the steps: the last digits may differ.
  const apart = own.map((value, i) => Math.abs(value - theirs[i]));
  expect(Math.max(...apart.subarray(0, 100_000))).toBeLessThan(1e-4);
  // Class 99 is nowhere at hand.
  await form(page).getByLabel("Class", { exact: true }).fill("99");
  await page.keyboard.press("Tab");
  await expect(page.locator("teach-form")).toContainText(
    "None of those at hand",
  );
  await expect(verb(page)).toBeDisabled();
});

test("a prior that is trained grows in: a mixture, a VampPrior of digits", async ({
  page,
}) => {
  const grow = "operation=grow&growPrior=vamp&growComponents=5";
  const count = (text) => Number(text.replace(",", ""));
  const more = async () => {
    const [was, is] = await line(page, /^Parameters/).allTextContents();
    return count(is) - count(was);
  };
  await openPage(page, `${WORKSHOP}&${grow}`);
  await make(page);
  expect(await more()).toBe(5 * 784);
  const made = await saved(page, "Save dense-z20-grown");
  const code = `${await snippet(page)}\nconst bytes = new Uint8Array(await make());`;
  const { bytes } = await runSnippet(page, code, ["bytes"]);
  expect(tensorsOf(Buffer.from(bytes)).equals(tensorsOf(made.bytes))).toBe(
    true,
  );
  await openPage(page, `${WORKSHOP}&${grow.replace("vamp", "mixture")}`);
  await make(page);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  expect(await more()).toBe(2 * 5 * 20);
  await button(page, "Open dense-z20-grown").click();
  await expect(page.locator(".chip.model")).toContainText("grown");
  await expect(form(page)).toContainText("Trained with the model already.");
  await expect(form(page).locator("option[value=vamp]")).toBeDisabled();
});

test("Bernoulli pixels become Gaussian ones around the same means", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&operation=grow`);
  await form(page).getByLabel("Likelihood").selectOption("gaussian");
  await make(page);
  const made = await saved(page, "Save dense-z20-grown");
  expect(passportOf(made.bytes)).toMatchObject({
    operation: "grow",
    settings: { likelihood: "gaussian" },
  });
  await button(page, "Open dense-z20-grown").click();
  await expect(page.locator(".chip.model")).toContainText("grown");
  const config = await page.evaluate(
    () => document.querySelector("lab-page").session.lab.config,
  );
  expect(config.likelihood).toBe("gaussian");
});

test("sizes are typed key by key: their digits are no shortcuts", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&operation=grow`);
  const widths = form(page).getByLabel("Hidden widths");
  await widths.click();
  await page.keyboard.type("512,431");
  await expect(widths).toHaveValue("512,431");
  await expect(page).toHaveURL(/dock=workshop.*growHidden=512(,|%2C)431/);
});

test("what a model cannot grow to is said beside the field", async ({
  page,
}) => {
  // 24 latents and 32 above them.
  const flagship = `${WORKSHOP}&model=flagship&operation=grow`;
  await openPage(page, `${flagship}&growLatents=24`);
  const latents = page.locator("number-field.growLatents");
  await expect(latents).toContainText("Fewer than now: 0, or 57 and more.");
  await expect(latents.getByLabel("Latents")).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await expect(verb(page)).toBeDisabled();
  await latents.getByLabel("Latents").fill("57");
  await expect(verb(page)).toBeEnabled();
  await expect(form(page)).toContainText("A ladder's upper level is its prior");
  for (const prior of ["mixture", "vamp"])
    await expect(form(page).locator(`option[value=${prior}]`)).toBeDisabled();
  // What holds where nothing is told is seen.
  await expect(form(page).getByLabel("Hidden widths")).toHaveAttribute(
    "placeholder",
    /^\d+(,\d+)*$/,
  );
});

test("an ensemble is judged beside its members, and makes no file", async ({
  page,
}) => {
  const fuse = "operation=fuse&fuseBy=ensemble&posterior=geometric";
  await openPage(page, `${WORKSHOP}&${fuse}`);
  const choose = (name) =>
    page
      .locator("workshop-form input[type=file]")
      .setInputFiles(`models/${name}.safetensors`);
  await choose("conv-z2");
  await verb(page).click();
  const notice = page.locator("page-notices .notice.error");
  await expect(notice).toContainText("models-differ", LONG);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await button(page, "Remove conv-z2.safetensors").click();
  await choose("dense-z20");
  await make(page);
  await expect(page.locator("page-notices .notice")).toHaveCount(0);
  const figures = page.getByRole("table", {
    name: "The ensemble and its members",
  });
  // A header, the mean, ten classes.
  await expect(figures.getByRole("row")).toHaveCount(12);
  const cells = figures.getByRole("row").nth(1).getByRole("cell");
  const [own, other, both] = await cells.allTextContents();
  // Of a model and itself, the geometric mean is that model.
  expect(numberIn(other)).toBe(numberIn(own));
  expect(Math.abs(numberIn(both) - numberIn(own))).toBeLessThan(1.5);
  await expect(page.locator("ensemble-figures canvas")).toHaveCount(7);
  await expect(page.locator(".file-list li")).toHaveCount(1);
  expect(await snippet(page)).toContain(
    'lab.workshop.ensemble(others, { posterior: "geometric", average: "means" })',
  );
});

test("pruned in rounds with training between them, cancelled and done", async ({
  page,
}) => {
  const rounds = "operation=prune&prune=weights&share=70&rounds=2&tune=40";
  await openPage(page, `${WORKSHOP}&${rounds}&calibrate=no&learnFrom=atHand`);
  await verb(page).click();
  await expect(page.locator("schooling-watch")).toContainText("round 1 of 2");
  await button(page, "Cancel").click();
  await expect(verb(page)).toBeEnabled();
  await expect(page.locator("schooling-watch")).toHaveCount(0);
  await expect(page.locator(".file-list li")).toHaveCount(1);
  await expect(page.locator(".chip.model")).toContainText("pretrained");
  await make(page);
  const made = await saved(page, "Save dense-z20-sparse-70-tuned-80");
  const passport = passportOf(made.bytes);
  expect(passport.operation).toBe("prune");
  expect(passport.settings.share).toBe(0.7);
  const steps = passport.ancestors.map(({ making }) => making?.operation);
  expect(steps).toEqual(["train", "prune", "train", "prune", undefined]);
  // Packed: 30 % of 652,000 floats, and a bit for each.
  expect(made.bytes.length).toBeLessThan(900_000);
  await page.getByText("Family tree", { exact: true }).click();
  const tree = page.locator("family-tree").first();
  await expect(tree.locator(".relative")).toHaveCount(6);
  await expect(tree).toContainText(/Trained: .*zeros stay 0/);
});

test("the form is in the address, and comes back with it", async ({ page }) => {
  await openPage(page, WORKSHOP);
  await form(page).getByLabel("Operation").selectOption("prune");
  await form(page).getByLabel("Leave out").selectOption("weights");
  await form(page).getByLabel("Share, %").fill("62.5");
  await form(page).getByText("Go by what").click();
  for (const part of [
    "operation=prune",
    "prune=weights",
    "share=62.5",
    "calibrate=no",
  ]) {
    await expect(page).toHaveURL(new RegExp(part));
  }
  await page.reload();
  await expect(verb(page)).toHaveText(/Prune/);
  await expect(form(page).getByLabel("Leave out")).toHaveValue("weights");
  await expect(form(page).getByLabel("Share, %")).toHaveValue("62.5");
  await expect(form(page).getByLabel("Go by what")).not.toBeChecked();
});

test("each file is reached by the keyboard, and chosen from the chart", async ({
  page,
}) => {
  await openPage(page, `${WORKSHOP}&calibrate=no&bits=3`);
  await make(page);
  const [first, second] = [
    page.getByRole("button", {
      name: /^dense-z20 1.3 MB, 99.9 nats per image/,
    }),
    page.getByRole("button", { name: /^dense-z20-3-bits/ }),
  ];
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await first.focus();
  await expect(page.locator(".plot-reading")).toContainText(
    "dense-z20: 1.3 MB",
  );
  await page.keyboard.press("Enter");
  await expect(first).toHaveAttribute("aria-pressed", "true");
  // By itself there is no change to tell.
  await expect(table(page).getByRole("columnheader")).toHaveCount(1);
  await first.blur();
  // The smaller file, the dearer one: left, and on top.
  const canvas = page.locator("made-files canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const reading = page.locator(".plot-reading");
  const found = await (async () => {
    for (let x = 46; x < box.width; x += 6) {
      for (let y = 20; y < box.height - 34; y += 6) {
        await page.mouse.move(box.x + x, box.y + y);
        if ((await reading.textContent()).includes("3-bits")) return { x, y };
      }
    }
    return null;
  })();
  expect(found).not.toBeNull();
  expect(found.x).toBeLessThan(box.width / 2);
  await canvas.click({ position: found });
  await expect(second).toHaveAttribute("aria-pressed", "true");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("made, read and opened by touch", async ({ page }) => {
    await openPage(page, "?device=flex&calibrate=no&bits=4");
    await page.getByRole("tab", { name: "Workshop" }).tap();
    await expect(verb(page)).toBeVisible();
    const target = await verb(page).boundingBox();
    expect(target.height).toBeGreaterThanOrEqual(44);
    await button(page, "Hide the panel").tap();
    await verb(page).tap();
    await expect(button(page, "Cancel")).toBeHidden(LONG);
    // What came of it is told also where the sheet hides it, and leads there.
    const made = page.getByRole("button", {
      name: /^dense-z20-4-bits: 3\d\d kB, 10\d\.\d nats per image/,
    });
    await expect(table(page)).toBeHidden();
    await made.tap();
    await expect(line(page, /^Negative ELBO/).first()).toBeInViewport();
    const open = button(page, "Open dense-z20-4-bits");
    await open.scrollIntoViewIfNeeded();
    for (const each of [open, button(page, "Save dense-z20-4-bits")]) {
      const box = await each.boundingBox();
      expect(Math.min(box.height, box.width)).toBeGreaterThanOrEqual(44);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          "lab-dock :is(button, input, label, select)",
        ),
      ]
        .filter((target) => target.checkVisibility())
        .filter(
          (target) => !target.matches(".unseen, .field > label, .check *"),
        )
        .map((target) => [target, target.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 44 || height < 44)
        .map(([target, { width, height }]) =>
          [target.outerHTML.slice(0, 90), width, height].join(" "),
        ),
    );
    expect(small).toEqual([]);
    await open.tap();
    await expect(page.locator(".chip.model")).toContainText("4-bits");
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth,
    );
    expect(wide).toBe(390);
  });
});
