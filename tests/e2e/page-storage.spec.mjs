// A browser that keeps nothing, has no room, or kept rubbish: what is open goes
// on, nothing that was kept is lost, and what is not kept is said.

import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { metadataIn } from "../../www/engine/weights-header.js";
import {
  button,
  distance,
  expectGrid,
  expectKept,
  gridAfter,
  mapShown,
  openPage,
  stroke,
  trainToEnd,
} from "./page-driver.mjs";

/** A run of so many steps. */
const run = (steps) => `?device=flex&perClass=8&batchSize=8&epochs=${steps}`;

const STROKE = [
  [0.3, 0.2],
  [0.7, 0.25],
  [0.4, 0.85],
];

/** What nobody caught, as it comes. */
function uncaught(page) {
  const list = [];
  page.on("pageerror", (error) => list.push(String(error)));
  return list;
}

test("a browser whose storage never answers keeps nobody waiting for good", async ({
  page,
}) => {
  await page.addInitScript(() => {
    indexedDB.open = () => ({});
  });
  await openPage(page, run(1));
  await trainToEnd(page);
  await expect(notices(page, "does not keep your work")).toBeVisible();
});

const notices = (page, text) =>
  page.locator(".notice").filter({ hasText: text });

async function saved(page) {
  const coming = page.waitForEvent("download");
  await button(page, "Download weights").click();
  return readFile(await (await coming).path());
}

/**
 * Reads or writes what is kept, as the page's own store does. As text: the page
 * allows no eval.
 */
const inStore = (page, work) =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open("vae-lab", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("work");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("work", "readwrite");
      let answer;
      (${work})(transaction.objectStore("work"), (found) => (answer = found));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(answer);
      };
      transaction.onabort = () => reject(transaction.error);
    };
  })`);

async function chooseModel(page, name) {
  await page.locator(".model button").first().click();
  await page.getByRole("radio", { name: new RegExp(`^${name}`) }).click();
  await expect(page.locator(".model .chip-name")).toHaveText(name);
}

/** Steps of training of each of the weights that are kept, the open ones first. */
const stepsKept = (page) =>
  inStore(page, (store, done) => {
    store.get("weights").onsuccess = ({ target: first }) => {
      store.get("formers").onsuccess = ({ target }) =>
        done([
          first.result?.model.tunedSteps ?? null,
          ...(target.result ?? []).map(({ model }) => model.tunedSteps),
        ]);
    };
  });

/** What a browser that lets a page keep nothing does. */
const blocked = () => {
  const refuse = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  IDBFactory.prototype.open = refuse;
  for (const name of ["localStorage", "sessionStorage", "caches"])
    Object.defineProperty(window, name, { get: refuse });
  Object.defineProperty(Navigator.prototype, "storage", { value: undefined });
  Object.defineProperty(Navigator.prototype, "serviceWorker", { get: refuse });
};

test("where nothing can be kept, all works, and that is said once", async ({
  page,
}) => {
  const errors = uncaught(page);
  await page.addInitScript(blocked);
  await openPage(page, run(2));
  await mapShown(page);
  const pretrained = await gridAfter(page, 0);
  // As long as nothing was made, there is nothing to be said.
  await page.getByRole("radio", { name: "A real 7" }).click({ force: true });
  await page.waitForTimeout(800);
  await expect(page.locator(".notice")).toHaveCount(0);
  await stroke(page, STROKE);
  await expect(page.locator("#input-title small")).toHaveText("your drawing");
  const said = notices(page, "does not survive a reload");
  await expect(said).toHaveCount(1);
  await expect(said).toContainText("storage-unavailable");
  await expect(said).toContainText("Download weights");
  await said.getByRole("button", { name: "Dismiss" }).click();
  await trainToEnd(page);
  expect(distance(pretrained, await gridAfter(page, 2))).toBeGreaterThan(0);
  await page.keyboard.press("k");
  await page.waitForTimeout(800);
  await expect(page.locator(".notice")).toHaveCount(0);
  expect((await saved(page)).length).toBeGreaterThan(1_000_000);
  await button(page, "Share").click();
  await expect(page.getByLabel("Link", { exact: true })).toHaveValue(
    /epochs=2/,
  );
  await page.keyboard.press("Escape");
  await button(page, "Kept here").click();
  await expect(
    page.getByRole("dialog", { name: "Kept in this browser" }),
  ).toContainText("Nothing is kept");
  await page.keyboard.press("Escape");
  await button(page, "Reset to pretrained").click();
  await expectGrid(page, pretrained);
  expect(errors).toEqual([]);
});

test("where there is no room, what was kept stays, and what is not is kept when there is", async ({
  page,
}) => {
  const errors = uncaught(page);
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    window.full = sessionStorage.getItem("full") !== null;
    IDBObjectStore.prototype.put = function (...given) {
      if (window.full) throw new DOMException("No room.", "QuotaExceededError");
      return put.apply(this, given);
    };
  });
  await openPage(page, run(2));
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 2);
  await page.evaluate(() => (window.full = true));
  await trainToEnd(page);
  await gridAfter(page, 4);
  const said = notices(page, "no room left");
  await expect(said).toHaveCount(1);
  await expect(said).toContainText("the weights you trained");
  await expect(said).toContainText("“Download weights”");
  await expect(said).toContainText("storage-full");
  expect(await stepsKept(page)).toEqual([2]);
  // Another model takes the place of what was kept only where that is safe.
  await page.evaluate(() => sessionStorage.setItem("full", "yes"));
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(said).toHaveCount(1);
  await page.reload();
  await gridAfter(page, 2);
  await mapShown(page);
  await trainToEnd(page);
  await expect(said).toHaveCount(1);
  await page.evaluate(() => (window.full = false));
  await said.getByRole("button", { name: "Try again" }).click();
  await expectKept(page, 4);
  await expect(notices(page, "There is room again")).toHaveCount(1);
  await expect(said).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("a browser's own quota is told like that, and once there is room all is kept", async ({
  page,
  context,
}) => {
  const errors = uncaught(page);
  await openPage(page, run(2));
  await mapShown(page);
  const { origin } = new URL(page.url());
  const devtools = await context.newCDPSession(page);
  // Before anything is kept: the browser remembers for a while what room there was.
  const allow = (quotaSize) =>
    devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
  await allow(1000);
  await trainToEnd(page);
  const said = notices(page, "no room left");
  await expect(said).toContainText("storage-full");
  expect(await stepsKept(page)).toEqual([null]);
  await allow(undefined);
  await said.getByRole("button", { name: "Try again" }).click();
  await expectKept(page, 2);
  expect(errors).toEqual([]);
});

test("a model that gives way where there is no room stays kept", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, name) {
      if (window.full) throw new DOMException("No room.", "QuotaExceededError");
      return put.call(this, value, name);
    };
  });
  await openPage(page, run(2));
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 2);
  await page.evaluate(() => (window.full = true));
  await chooseModel(page, "conv-z2");
  await expect(notices(page, "weights that gave way")).toHaveCount(1);
  expect(await stepsKept(page)).toEqual([2]);
  // And gives way in one piece as soon as there is room.
  await page.evaluate(() => (window.full = false));
  await trainToEnd(page);
  await expect.poll(() => stepsKept(page)).toEqual([2, 2]);
  await page.reload();
  await expect(notices(page, "“dense-z20” with 2 steps")).toHaveCount(1);
});

test("of three tabs that train, none loses its weights", async ({
  page,
  context,
}) => {
  const pages = [page, await context.newPage(), await context.newPage()];
  const grids = [];
  for (const [i, tab] of pages.entries()) {
    await openPage(tab, run(i + 1));
    await mapShown(tab);
  }
  for (const [i, tab] of pages.entries()) {
    await trainToEnd(tab);
    await expectKept(tab, i + 1);
    grids.push(await gridAfter(tab, i + 1));
  }
  expect(await stepsKept(page)).toEqual([3, 1, 2]);
  // The first goes on: what it kept before is out of date.
  await trainToEnd(page);
  await expectKept(page, 2);
  grids[0] = await gridAfter(page, 2);
  expect(await stepsKept(page)).toEqual([2, 2, 3]);
  // A reset forgets no other tab's.
  await button(pages[2], "Reset to pretrained").click();
  await gridAfter(pages[2], 0);
  await pages[2].waitForTimeout(500);
  expect(await stepsKept(page)).toEqual([2, 2, 3]);
  await page.reload();
  await expectGrid(page, grids[0]);
  for (const [i, steps] of [
    [1, 2],
    [2, 3],
  ]) {
    const offered = notices(page, `with ${steps} steps of your training, open`);
    await offered.first().getByRole("button", { name: "Undo" }).click();
    await expectGrid(page, grids[i]);
  }
});

test("what waits for another model is not written over", async ({ page }) => {
  await openPage(page, run(2));
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 2);
  const trained = await gridAfter(page, 2);
  await page.goto(`./${run(1)}&model=conv-z2`);
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 1);
  const offered = notices(page, "“dense-z20” with 2 steps of your training");
  await expect(offered).toHaveCount(1);
  await page.reload();
  await gridAfter(page, 1);
  await offered.getByRole("button", { name: "Undo" }).click();
  await expectGrid(page, trained);
});

test("beyond what is kept of models that gave way, that is said with a way back", async ({
  page,
}) => {
  await openPage(page, run(2));
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 2);
  const trained = await gridAfter(page, 2);
  await inStore(page, (store) => {
    store.get("weights").onsuccess = ({ target }) => {
      const { bytes, model } = target.result;
      const former = (id) => ({
        id,
        bytes,
        model: { ...model, source: "file", name: `m${id}` },
      });
      store.put([1, 2, 3].map(former), "formers");
    };
  });
  await chooseModel(page, "conv-z2");
  const gone = notices(page, "“m1” with 2 steps of training is no longer kept");
  await expect(gone).toHaveCount(1);
  await gone.getByRole("button", { name: "Undo" }).click();
  await expectGrid(page, trained);
});

test("an address that cannot be written stops nothing, and is written later", async ({
  page,
}) => {
  const errors = uncaught(page);
  await page.addInitScript(() => {
    const { replaceState } = history;
    window.refused = 0;
    window.refusing = true;
    history.replaceState = function (...given) {
      if (!window.refusing) return replaceState.apply(this, given);
      window.refused += 1;
      throw new DOMException("Too many calls.", "SecurityError");
    };
  });
  await openPage(page, "?device=flex");
  await mapShown(page);
  await button(page, "New samples").click();
  await gridAfterSeed(page, 8);
  expect(new URL(page.url()).search).toBe("?device=flex");
  expect(await page.evaluate(() => window.refused)).toBeGreaterThan(0);
  await page.evaluate(() => (window.refusing = false));
  await button(page, "New samples").click();
  await expect(page).toHaveURL(/seed=9/);
  expect(errors).toEqual([]);
});

const gridAfterSeed = (page, seed) =>
  expect(page.locator("sample-grid canvas")).toHaveAttribute(
    "data-seed",
    String(seed),
  );

test("rubbish in the place of what was kept is passed over, and that is said once", async ({
  page,
}) => {
  const errors = uncaught(page);
  await openPage(page, "?device=flex");
  const pretrained = await gridAfter(page, 0);
  await inStore(page, (store) => {
    const rubbish = { a: [null, { b: 1n }], pixels: "x" };
    for (const name of ["weights", "digits", "input", "runs", "formers"])
      store.put(rubbish, name);
    store.put([null, 3, rubbish], "tour of tabs");
  });
  await page.goto("./?device=flex&tour=2");
  await expectGrid(page, pretrained);
  const said = notices(page, "is ignored");
  await expect(said).toHaveCount(1);
  for (const what of [
    "the weights you trained",
    "your own images",
    "the digit on the line",
    "curves of runs",
    "weights that gave way",
  ])
    await expect(said).toContainText(what);
  await mapShown(page);
  await page.keyboard.press("k");
  await page.goto(`./${run(1)}`);
  await mapShown(page);
  await trainToEnd(page);
  await expectKept(page, 1);
  expect(errors).toEqual([]);
});

test("weights that were cut off are dropped with a sentence, and the shipped model opens", async ({
  page,
}) => {
  const errors = uncaught(page);
  await openPage(page, run(1));
  await mapShown(page);
  const pretrained = await gridAfter(page, 0);
  await trainToEnd(page);
  await expectKept(page, 1);
  await inStore(page, (store) => {
    store.get("weights").onsuccess = ({ target: { result } }) =>
      store.put({ ...result, bytes: result.bytes.slice(0, 9000) }, "weights");
  });
  await page.reload();
  await expectGrid(page, pretrained);
  await expect(notices(page, "cannot be read any more")).toContainText(
    "weights-truncated",
  );
  await expectKept(page, null);
  await page.reload();
  await expectGrid(page, pretrained);
  await expect(page.locator(".notice")).toHaveCount(0);
  expect(errors).toEqual([]);
});

test("after a reload a passport names the files that somebody has, not what is kept", async ({
  page,
}) => {
  const of = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const passport = (bytes) => metadataIn(new Uint8Array(bytes)).passport;
  await openPage(page, run(2));
  await mapShown(page);
  const shipped = of(await readFile("models/dense-z20.safetensors"));
  await trainToEnd(page);
  await expectKept(page, 2);
  const first = await saved(page);
  expect(passport(first).parents).toEqual([shipped]);
  await page.reload();
  await gridAfter(page, 2);
  await mapShown(page);
  // Not a byte of it is another's.
  expect(of(await saved(page))).toBe(of(first));
  await trainToEnd(page);
  await gridAfter(page, 4);
  const { operation, parents, ancestors, settings } = passport(
    await saved(page),
  );
  expect(operation).toBe("train");
  expect(parents).toEqual([shipped]);
  expect(ancestors.map(({ sha256 }) => sha256)).toEqual([shipped]);
  expect(settings.runs.map(({ steps }) => steps)).toEqual([2, 2]);
});
