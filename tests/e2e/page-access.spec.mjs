// Nothing on the page keeps anyone out: axe finds no serious fault in any
// state, and nothing moves where motion is not wanted.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, test } from "@playwright/test";
import { button, openPage } from "./page-driver.mjs";

const AXE = await readFile(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const GRAVE = ["serious", "critical"];

/** A colour on its way is none to judge: a button's fades when it is enabled. */
const atRest = (page) =>
  page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().endTime < 10_000)
        .map(({ finished }) => finished),
    ).then(() => undefined),
  );

/** The grave faults that axe finds in a part of the page, or in all of it. */
async function faults(page, part = "html") {
  await atRest(page);
  const found = await page.evaluate(
    ([impacts, part]) =>
      window.axe
        .run(part, { resultTypes: ["violations"] })
        .then(({ violations }) =>
          violations
            .filter(({ impact }) => impacts.includes(impact))
            .flatMap(({ id, nodes }) =>
              nodes.map(({ html, any, all }) => ({
                id,
                html: html.slice(0, 160),
                why: [...any, ...all][0]?.message,
              })),
            ),
        ),
    /** @type {const} */ ([GRAVE, part]),
  );
  return found;
}

async function openWithAxe(page, search) {
  await openPage(page, search);
  await expect(
    page.locator("flow-stage .figure.negativeElbo .figure-value"),
  ).toHaveText(/\d/);
  // As the tester, not as the page: its policy allows no script within it.
  await page.evaluate(AXE);
}

/** Every note that the page has, one after another. */
async function faultsOfNotes(page) {
  const all = [];
  const notes = page.locator("pop-note > span > button:visible");
  for (const note of await notes.all()) {
    await note.scrollIntoViewIfNeeded();
    await note.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    all.push(...(await faults(page, ".pop-panel")));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  return all;
}

const SIZES = { 1280: 800, 390: 844 };

for (const theme of ["light", "dark"]) {
  for (const [width, height] of Object.entries(SIZES)) {
    test(`${theme}, ${width} wide: every panel`, async ({ page }) => {
      await page.setViewportSize({ width: Number(width), height });
      await openWithAxe(page, `?device=flex&theme=${theme}`);
      expect(await faults(page)).toEqual([]);
      const handle = page.getByRole("button", { name: "Show the panel" });
      if (await handle.isVisible()) await handle.click();
      await page.keyboard.press("t");
      await expect(page.locator(".tour-card")).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press("t");
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        await expect(tab).toHaveAttribute("aria-selected", "true");
        expect(await faults(page)).toEqual([]);
      }
      // The last of them has more to show once a file is made.
      await page.locator("workshop-form .primary").click();
      await expect(page.locator(".workshop-progress")).toBeVisible();
      expect(await faults(page)).toEqual([]);
      await expect(page.locator(".workshop-progress")).toBeHidden({
        timeout: 180_000,
      });
      expect(await faults(page)).toEqual([]);
      await page.getByText("Family tree", { exact: true }).click();
      await expect(page.locator("family-tree .relative")).toHaveCount(2);
      expect(await faults(page)).toEqual([]);
    });
  }

  test(`${theme}: every note, and my own digits`, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await openWithAxe(page, `?device=flex&theme=${theme}&data=mine`);
    await button(page, "Keep the digit on the pad").click();
    expect(await faultsOfNotes(page)).toEqual([]);
  });
}

test("a note on a phone, a refused address, a failed model", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openWithAxe(page, "?device=flex&model=conditional");
  await page.locator("flow-part").last().getByRole("button").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await faults(page)).toEqual([]);

  const failing = await page.context().newPage();
  await failing.route("**/models/*", (route) => route.abort());
  // News goes away by itself: it is looked for at once.
  await failing.goto("./?device=flex&epochs=0");
  await expect(failing.locator("page-notices")).toContainText("epochs=0");
  await expect(failing.getByText("cannot be used now").first()).toBeVisible();
  await failing.evaluate(AXE);
  expect(await faults(failing)).toEqual([]);
});

test("axe would find a fault here", async ({ page }) => {
  await openWithAxe(page, "?device=flex");
  await page.evaluate(() => {
    document.querySelector(".play")?.replaceChildren();
  });
  const found = await faults(page);
  expect(found.map(({ id }) => id)).toContain("button-name");
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves by itself, whatever is pressed", async ({ page }) => {
    await openWithAxe(page, "?device=flex&epochs=1");
    const moving = () => page.evaluate(() => document.getAnimations().length);
    for (const name of ["Others", "Nine draws", "Copy as code"]) {
      const target = page.getByText(name, { exact: true }).first();
      await target.hover();
      expect(await moving()).toBe(0);
      await target.click();
      expect(await moving()).toBe(0);
    }
    const styles = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")]
          .map((element) => getComputedStyle(element))
          .filter(
            ({ transitionDuration, transitionProperty, animationName }) =>
              animationName !== "none" ||
              (transitionProperty !== "none" &&
                transitionDuration.split(", ").some((time) => time !== "0s")),
          ).length,
    );
    expect(styles).toBe(0);
  });
});

test("without it, a button's colour passes over", async ({ page }) => {
  await openPage(page, "?device=flex");
  const time = await page
    .locator(".play")
    .evaluate((element) => getComputedStyle(element).transitionDuration);
  expect(time).not.toBe("0s");
});
