// What is seen at once: the training panel's columns, the top bar, terms.

import { expect, test } from "@playwright/test";
import { SHIPPED_MODELS } from "../../www/engine/shipped-models.js";
import {
  button,
  mapShown,
  openPage,
  status,
  trainToEnd,
} from "./page-driver.mjs";

const SHORT = "?device=flex&classes=01&perClass=4&epochs=2&batchSize=8";

/** What is scrolled out of sight in a column of the training panel. */
const hidden = (page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "train-panel > *, training-control, look-back",
      ),
    ]
      .filter((column) => column.scrollHeight > column.clientHeight + 1)
      .map(
        ({ localName, className, scrollHeight, clientHeight }) =>
          `${localName}.${className} ${scrollHeight - clientHeight}`,
      ),
  );

/** What of the workshop's panel is wider than its place, or beside the panel. */
const cutInWorkshop = (page) =>
  page.evaluate(() => {
    const panel = document.querySelector("workshop-panel");
    const { left, right } = panel.getBoundingClientRect();
    const own = getComputedStyle(panel);
    const inner = right - parseFloat(own.paddingRight);
    return [...panel.querySelectorAll("*")]
      .filter((element) => {
        if (element.closest(".unseen") || element.clientWidth === 0)
          return false;
        const box = element.getBoundingClientRect();
        const scrolls = element.scrollWidth > element.clientWidth + 1;
        const inline = getComputedStyle(element).display === "inline";
        return (scrolls && !inline) || box.right > inner + 1 || box.left < left;
      })
      .map(({ localName, className }) => `${localName}.${className}`);
  });

/** Columns of the workshop's panel that hide a part of their height. */
const lowInWorkshop = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("workshop-panel > *, before-after > *")]
      .filter(
        ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1,
      )
      .map(({ localName, className }) => `${localName}.${className}`),
  );

for (const [width, height] of [
  [1280, 800],
  [390, 844],
]) {
  for (const language of ["en", "zh"]) {
    test(`the workshop is whole at ${width} × ${height}: ${language}`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height });
      await page.goto(
        `./?device=flex&dock=workshop&language=${language}&operation=grow`,
      );
      await expect(status(page)).toContainText(/Ready|就绪/);
      if (width < 720) await page.locator(".sheet-handle").click();
      const last = page.locator("[role=tab]").last();
      const tab = await last.boundingBox();
      const handle = await page.locator(".sheet-handle").boundingBox();
      expect(tab.x + tab.width).toBeLessThanOrEqual(handle?.x ?? width);
      const tabCut = await last.evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
      expect(tabCut).toBe(0);
      for (const operation of [
        ...["grow", "fuse", "removeLatents", "factorize", "prune"],
        "quantize",
      ]) {
        await page.locator("#field-operation").selectOption(operation);
        expect(await cutInWorkshop(page), operation).toEqual([]);
        expect(await lowInWorkshop(page), operation).toEqual([]);
      }
      await page.locator("workshop-form .primary").click();
      await expect(page.locator(".workshop-progress")).toBeVisible();
      expect(await cutInWorkshop(page)).toEqual([]);
      await expect(page.locator(".workshop-progress")).toBeHidden({
        timeout: 180_000,
      });
      expect(await cutInWorkshop(page)).toEqual([]);
      expect(await lowInWorkshop(page)).toEqual([]);
      await page.locator(".workshop-shelf label").last().click();
      await expect(page.locator("family-tree .relative")).toHaveCount(2);
      expect(await cutInWorkshop(page)).toEqual([]);
      expect(await lowInWorkshop(page)).toEqual([]);
    });
  }
}

test.describe("at 1280 × 800", () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  for (const language of ["en", "zh"]) {
    for (const search of [
      "",
      "&data=all",
      "&data=fashion",
      "&setup=objective&warmup=linear",
      "&setup=objective&objective=capacity&warmup=cyclic",
      "&setup=objective&objective=importanceWeighted",
      "&setup=objective&objective=totalCorrelation&warmup=linear",
      "&setup=model",
    ]) {
      test(`no column hides a part of itself: ${language}${search}`, async ({
        page,
      }) => {
        await page.goto(`./${SHORT}&language=${language}${search}`);
        await expect(page.locator("sample-grid canvas")).toBeAttached();
        await expect(page.locator("training-setup")).toBeVisible();
        expect(await hidden(page)).toEqual([]);
      });
    }
  }

  for (const language of ["en", "zh"]) {
    test(`nor while a paused run is looked back at: ${language}`, async ({
      page,
    }) => {
      await page.goto(
        `./?device=flex&perClass=200&epochs=400&batchSize=4&language=${language}`,
      );
      const play = page.locator(".transport .primary");
      await expect(play).toBeEnabled();
      const step = page.locator(".transport button").nth(1);
      for (let steps = 1; steps <= 3; steps++) {
        await step.click();
        await expect(page.locator(".progress.paused")).toBeVisible();
        await expect(page.locator("#look-back")).toHaveAttribute(
          "max",
          String(steps),
        );
      }
      expect(await hidden(page)).toEqual([]);
      await page.locator("#look-back").press("Home");
      await expect(page.locator("look-back .hint")).toBeVisible();
      expect(await hidden(page)).toEqual([]);
      const column = await page.locator(".train-control").boundingBox();
      for (const button of await page.locator(".look-tools button").all()) {
        const { y, height } = await button.boundingBox();
        expect(y + height).toBeLessThanOrEqual(column.y + column.height);
      }
    });
  }

  test("the names of a run's four figures stand apart", async ({ page }) => {
    // Of 3s, which cost more than 100 nats: the widest figures.
    await openPage(page, "?device=flex&perClass=8&epochs=2&batchSize=8");
    await trainToEnd(page);
    await expect(page.locator(".held-out-value")).toBeVisible();
    const names = await page
      .locator(".train-curves .figure-name")
      .evaluateAll((all) =>
        all.map((name) => {
          const range = document.createRange();
          range.selectNodeContents(name);
          const { left, right } = range.getBoundingClientRect();
          return { left, right };
        }),
      );
    expect(names).toHaveLength(4);
    for (let i = 1; i < names.length; i++) {
      expect(names[i].left).toBeGreaterThan(names[i - 1].right + 4);
    }
  });

  test("nor after a run, nor while a model of any kind is described", async ({
    page,
  }) => {
    await openPage(page, `${SHORT}&setup=model`);
    await trainToEnd(page);
    await expect(page.getByLabel("Look back")).toBeVisible();
    expect(await hidden(page)).toEqual([]);
    await page.getByText("From nothing", { exact: true }).click();
    for (const kind of ["dense", "conv", "ladder"]) {
      await page.getByLabel("Architecture").selectOption(kind);
      expect(await hidden(page), kind).toEqual([]);
    }
    const hint = page.getByText("How many of them are the upper level.");
    await expect(hint).toBeHidden();
    await page.getByLabel("Upper latents").focus();
    await expect(hint).toBeVisible();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  for (const name of SHIPPED_MODELS.keys()) {
    test(`the top bar shows the whole name of ${name}`, async ({ page }) => {
      await openPage(page, `?device=flex&model=${name}`);
      const shown = page.locator(".chip.model .chip-name");
      await expect(shown).toHaveText(name);
      const cut = await shown.evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
      expect(cut).toBe(0);
      const box = await page.locator(".chip.model button").boundingBox();
      expect(box.height).toBeGreaterThanOrEqual(44);
    });
  }
});

test("a refused setting is brought to sight from another panel and part", async ({
  page,
}) => {
  await openPage(
    page,
    `${SHORT}&model=flagship&objective=totalCorrelation&dock=sample`,
  );
  // Play waits for the digits, which come after the first samples.
  await mapShown(page);
  await page.keyboard.press("p");
  await expect(page.locator("#field-objective")).toHaveAttribute(
    "aria-invalid",
    "true",
    { timeout: 120_000 },
  );
  await expect(page).toHaveURL(/setup=objective/);
  await expect(page.getByText("another for a ladder")).toBeVisible();
});

test("terms of an objective explain themselves beside its fields", async ({
  page,
}) => {
  await openPage(page, `${SHORT}&setup=objective`);
  const opens = async (label, name, within = "training-objective") => {
    await page
      .locator(within)
      .getByRole("button", { name: label, exact: true })
      .click();
    const note = page.getByRole("dialog", { name, exact: true });
    await expect(note.locator("math")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(note).toBeHidden();
  };
  await opens("z = μ + σ ⊙ ε", "reparameterization", "flow-stage");
  await opens("Free bits, nats", "free bits");
  await opens("Warm-up", "warm-up");
  const choose = (value) =>
    page.locator("#field-objective").selectOption(value);
  await choose("capacity");
  await opens("C, nats", "capacity");
  await choose("importanceWeighted");
  await opens("importance-weighted bound", "importance-weighted bound");
  await choose("totalCorrelation");
  await opens("total correlation", "total correlation");
});

test("clothes are called what they are, until a model of digits is opened", async ({
  page,
}) => {
  await openPage(page, "?device=flex&model=fashion-conv-z8");
  await expect(page.locator("#input-title")).toContainText("An image");
  await expect(page.locator(".promise")).toContainText("real images (dress)");
  await expect(page.getByRole("checkbox", { name: "dress" })).toBeChecked();
  await button(page, "fashion-conv-z8 pretrained").click();
  await page.getByRole("radio", { name: /^dense-z20/ }).check();
  await expect(page.locator("#input-title")).toContainText("A digit");
  await expect(page.locator(".promise")).toContainText("real digits (the 3s)");
});

test("on a 4K screen type and stage grow, and nothing scrolls", async ({
  page,
}) => {
  await page.setViewportSize({ width: 3840, height: 2160 });
  await openPage(page, SHORT);
  const { type, plane, stage, scrolls } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const height = (selector) =>
      document.querySelector(selector).getBoundingClientRect().height;
    return {
      type: getComputedStyle(document.querySelector(".promise")).fontSize,
      plane: height("latent-map .plane"),
      stage: height("flow-stage"),
      scrolls: scrollWidth > innerWidth || scrollHeight > innerHeight,
    };
  });
  expect(parseFloat(type)).toBeGreaterThanOrEqual(16);
  expect(plane).toBeGreaterThan(0.85 * stage);
  expect(scrolls).toBe(false);
  expect(await hidden(page)).toEqual([]);
});

test("in the lowest window the map's title and its tools stand apart", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 744 });
  await openPage(page, SHORT);
  const title = await page.locator("#map-title term-note").boundingBox();
  const tools = await page.locator("plane-tools").boundingBox();
  expect(title.x + title.width).toBeLessThan(tools.x);
  const scrolls = await page.evaluate(
    () => document.documentElement.scrollHeight > innerHeight,
  );
  expect(scrolls).toBe(false);
});
