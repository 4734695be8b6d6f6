// Links: what was seen is seen again, by whoever opens them.

import { expect, test } from "@playwright/test";
import {
  button,
  expectGrid,
  expectKept,
  gridAfter,
  gridOfSeed,
  mapCanvas,
  mapShown,
  openPage,
  readGrid,
  shades,
  status,
  stroke,
  trainToEnd,
} from "./page-driver.mjs";

const OUTPUT = ".part-output digit-picture canvas";
const SEEN = ".pad-tools digit-picture canvas";

/** The same once it rests. */
async function settled(page, selector) {
  let last;
  await expect(async () => {
    const first = await shades(page, selector);
    await page.waitForTimeout(200);
    last = await shades(page, selector);
    expect(last).toEqual(first);
    expect(new Set(last).size).toBeGreaterThan(2);
  }).toPass();
  return last;
}

/** Opens the Share note and reads the link off it. */
async function sharedLink(page) {
  await button(page, "Share").click();
  const link = await page.getByLabel("Link", { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  return link;
}

/** Opens a link as somebody else: nothing is kept in that browser. */
async function openElsewhere(browser, link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await expect(status(page)).toContainText("Ready on");
  return page;
}

/** The pixels of the picture that the line decodes, when they are these. */
const expectShades = (page, selector, wanted) =>
  expect.poll(() => shades(page, selector)).toEqual(wanted);

test("a link reopens the samples, the drawing and the point that were seen", async ({
  page,
  browser,
}) => {
  await openPage(page, "?device=flex&seed=41&count=9&dock=sample&map=manifold");
  await mapShown(page);
  await stroke(page, [
    [0.3, 0.2],
    [0.7, 0.25],
    [0.4, 0.85],
  ]);
  await expect(page.locator("#input-title small")).toHaveText("your drawing");
  const drawn = await settled(page, SEEN);
  const map = await mapCanvas(page).boundingBox();
  await page.mouse.click(map.x + 0.7 * map.width, map.y + 0.3 * map.height);
  await page.mouse.move(5, 5);
  await expect(button(page, "Back to the digit's μ")).toBeVisible();
  const output = await settled(page, OUTPUT);
  const grid = await gridOfSeed(page, 41);
  const steered = await mapCanvas(page).getAttribute("data-steered");
  const link = await sharedLink(page);
  expect(link.length).toBeLessThan(2000);

  const other = await openElsewhere(browser, link);
  await expectGrid(other, grid);
  await expectShades(other, SEEN, drawn);
  await expectShades(other, OUTPUT, output);
  await expect(mapCanvas(other)).toHaveAttribute("data-steered", steered);
  expect(await sharedLink(other)).toBe(link);
  await other.context().close();
});

test("the address itself says what is seen, and a reload shows it", async ({
  page,
}) => {
  await openPage(page, "?device=flex");
  await mapShown(page);
  expect(new URL(page.url()).search).toBe("?device=flex");
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(page).toHaveURL(/digit=\d+/);
  const output = await settled(page, OUTPUT);
  await page.reload();
  await expectShades(page, OUTPUT, output);
  await button(page, "Clear").click();
  await expect(page).toHaveURL(/digit=none/);
  await page.reload();
  await mapShown(page);
  await expect(page.locator("#input-title small")).toHaveText("");
});

test("a link reopens the traversal: dimension, pins and the way between", async ({
  page,
  browser,
}) => {
  await page.goto("./?device=flex&dock=traverse&path=spherical");
  await expect(page.locator(".latents > .hint")).toContainText("mean of 2,000");
  await button(page, "Pin A").click();
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await expect(page.locator("#input-title small")).toContainText("7");
  await settled(page, OUTPUT);
  await button(page, "Pin B").click();
  await page.locator(".latent-row").nth(4).getByRole("slider").focus();
  await page.locator(".between-slider").fill("0.4");
  await expect(page).toHaveURL(/between=0.4/);
  const output = await settled(page, OUTPUT);
  const film = await settled(page, "between-pins film-strip canvas");
  const along = await page.locator("#along-title").textContent();
  const link = await sharedLink(page);

  const other = await openElsewhere(browser, link);
  await expect(other.locator("#along-title")).toHaveText(along);
  await expectShades(other, OUTPUT, output);
  await expectShades(other, "between-pins film-strip canvas", film);
  await expect(other.locator(".between-slider")).toHaveValue("0.4");
  await other.context().close();
});

test("a link reopens the part of the map that was in sight", async ({
  page,
  browser,
}) => {
  await openPage(page, "?device=flex&model=conv-z2&map=manifold");
  await mapShown(page);
  await mapCanvas(page).focus();
  for (const key of ["+", "+", "+", "ArrowLeft", "ArrowUp"])
    await page.keyboard.press(key);
  await expect(page).toHaveURL(/mapView=/);
  const tiled = Number(await mapCanvas(page).getAttribute("data-zoom"));
  expect(tiled).toBeCloseTo(1.5 ** 3, 5);
  const link = await sharedLink(page);
  const other = await openElsewhere(browser, link);
  await mapShown(other);
  await expect
    .poll(async () => Number(await mapCanvas(other).getAttribute("data-zoom")))
    .toBeCloseTo(tiled, 3);
  expect(await sharedLink(other)).toBe(link);
  await other.context().close();
});

test("Share copies the link, or selects it, and says which", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openPage(page, "?device=flex");
  await button(page, "Share").click();
  const note = page.getByRole("dialog", { name: "A link to what you see" });
  await expect(note.getByRole("status")).toHaveText("The link is copied.");
  const link = await note.getByLabel("Link", { exact: true }).inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect(note.getByText("The link does not carry")).toBeHidden();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
  });
  await note.getByRole("button", { name: "Copy link" }).click();
  await expect(note.getByRole("status")).toContainText("The link is selected");
  const selected = await page.evaluate(() => {
    const { selectionStart, selectionEnd, value } = document.activeElement;
    return value.slice(selectionStart, selectionEnd);
  });
  expect(selected).toBe(link);
});

test("of trained weights a link says that they stay, and offers the file", async ({
  page,
}) => {
  await openPage(page, "?device=flex&perClass=8&epochs=1&batchSize=8");
  await mapShown(page);
  await page.keyboard.press("k");
  await trainToEnd(page);
  await button(page, "Share").click();
  const note = page.getByRole("dialog", { name: "A link to what you see" });
  await expect(note.locator("li")).toHaveText([
    /your own weights/,
    /1 image kept for training/,
    /curves/,
  ]);
  const download = page.waitForEvent("download");
  await note.getByRole("button", { name: "Save the weights" }).click();
  expect((await download).suggestedFilename()).toBe(
    "dense-z20-plus-1-steps.safetensors",
  );
});

test("a link to the pretrained weights leaves the visitor's own to come back to", async ({
  page,
}) => {
  await openPage(page, "?device=flex&seed=5");
  const before = await gridOfSeed(page, 5);
  const link = await sharedLink(page);
  await page.goto("./?device=flex&seed=5&perClass=8&epochs=2&batchSize=8");
  await mapShown(page);
  await trainToEnd(page);
  const trained = await readGrid(page);
  await page.goto(link);
  await expectGrid(page, before);
  await expect(page.locator(".notice")).toContainText(
    "Your “dense-z20” with 2 steps of your training is still kept",
  );
  await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
  await expectGrid(page, trained);
  await expect(page).not.toHaveURL(/weights=/);
});

for (const [what, search, said] of [
  ["model", "model=dense-z99", "The address asks for model=dense-z99"],
  ["picture", "digit=d..z.%25%25", "The address asks for digit=d..z.%%"],
  ["digit", "digit=2000", "asks for digit 2000 of 2,000 digits"],
  ["dimension", "dock=traverse&along=21", "dimension 21; this model has 20"],
  ["axis", "plane=axes&axisX=30&axisY=2", "dimension 30; this model has 20"],
  ["class", "told=3", "class 3, which this model does not know"],
  ["point", "point=1,2", "has 2 coordinates; those of “dense-z20” have 20"],
  [
    "far point",
    `point=${[1e6, ...Array(19).fill(0)]}`,
    "lies outside (1000000)",
  ],
]) {
  test(`a link's ${what} that does not fit is told, and the rest opens`, async ({
    page,
  }) => {
    await openPage(page, `?device=flex&seed=77&dock=sample&${search}`);
    await expect(page.locator(".notice")).toContainText(said);
    await expect(page.locator("sample-grid canvas")).toHaveAttribute(
      "data-seed",
      "77",
    );
    await mapShown(page);
    await expect(page.locator("#input-title small")).toContainText(
      "from MNIST",
    );
  });
}

test("training goes on after a reload as if the page had not been left", async ({
  page,
  browser,
}) => {
  const search = "?device=flex&perClass=8&epochs=3&batchSize=4";
  await openPage(page, search);
  await mapShown(page);
  await trainToEnd(page);
  await trainToEnd(page);
  const wanted = await gridAfter(page, 12);
  const context = await browser.newContext();
  const other = await context.newPage();
  await openPage(other, search);
  await mapShown(other);
  await trainToEnd(other);
  await expectKept(other, 6);
  await other.reload();
  await gridAfter(other, 6);
  await mapShown(other);
  await trainToEnd(other);
  await gridAfter(other, 12);
  await expectGrid(other, wanted);
  await context.close();
});

test("what is kept is listed, and forgotten when that is confirmed", async ({
  page,
}) => {
  await openPage(page, "?device=flex&perClass=8&epochs=1&batchSize=8");
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 1);
  await button(page, "Kept here").click();
  const note = page.getByRole("dialog", { name: "Kept in this browser" });
  await expect(note.locator("li").first()).toContainText(/MB|kB/);
  await expect(note).toContainText("with the optimizer's state");
  await note.getByRole("button", { name: "Forget everything kept" }).click();
  await note.getByRole("button", { name: "Keep it" }).click();
  await expectKept(page, 1);
  await note.getByRole("button", { name: "Forget everything kept" }).click();
  await note
    .getByRole("button", { name: "Forget everything", exact: true })
    .click();
  await expect(page.locator(".chip.model")).toHaveText(
    /^\s*dense-z20\s+pretrained\s*$/,
    {
      timeout: 60_000,
    },
  );
  await mapShown(page);
  await expectKept(page, null);
  await button(page, "Kept here").click();
  await expect(note).not.toContainText("weights");
});

test("of two tabs that train, neither loses its weights", async ({
  page,
  context,
}) => {
  const search = "?device=flex&perClass=8&batchSize=8";
  await openPage(page, `${search}&epochs=2`);
  await mapShown(page);
  const other = await context.newPage();
  await openPage(other, `${search}&epochs=3`);
  await mapShown(other);
  await trainToEnd(page);
  await expectKept(page, 2);
  const first = await gridAfter(page, 2);
  await trainToEnd(other);
  await expectKept(other, 3);
  const notice = other.locator(".notice");
  await expect(notice).toContainText("Another tab keeps");
  await expect(notice).toContainText("with 2 steps of training too");
  await other.reload();
  await gridAfter(other, 3);
  // Offered after the reload as well.
  await notice.getByRole("button", { name: "Undo" }).click();
  await gridAfter(other, 2);
  await expectGrid(other, first);
});
