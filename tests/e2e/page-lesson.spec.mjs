// Play as code: run on a bare page, it trains to the same weights as Play does,
// and measures the same held-out figure.

import { readFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { pathOf } from "../../scripts/names.mjs";
import { DIST } from "./lab-host.mjs";
import { button, openPage, trainToEnd } from "./page-driver.mjs";
import { runSnippet, samplesShown, snippet } from "./page-snippet.mjs";

const FIGURES = ["negativeElbo", "reconstruction", "kl"];

const NATS = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** The figures of the held-out images at the run's end, to the last bit. */
const measured = (page) =>
  page.evaluate((names) => {
    const { full } = document.querySelector("lab-page").session.watch;
    return full && names.map((name) => full[name]);
  }, FIGURES);

/**
 * A set with the first images of one that is there: the whole takes minutes,
 * and not every machine has Fashion-MNIST's training images.
 */
async function cutShort(page, set, source, count) {
  for (const [part, header, each] of [
    ["images", 16, 784],
    ["labels", 8, 1],
  ]) {
    const path = pathOf(DIST, `data/${source}-${part}.idx.gz`);
    const whole = gunzipSync(await readFile(path));
    const few = Buffer.from(whole.subarray(0, header + each * count));
    few.writeUInt32BE(count, 4);
    await page
      .context()
      .route(`**/data/${set}-${part}*.idx.gz`, (route) =>
        route.fulfill({ body: gzipSync(few) }),
      );
  }
}

/** What the page is told of the sets that are there, on every machine the same. */
async function tell(page, changed) {
  const told = await readFile(pathOf(DIST, "data/sets.json"), "utf8");
  const sets = { ...JSON.parse(told), ...changed };
  await page
    .context()
    .route("**/data/sets*.json", (route) => route.fulfill({ json: sets }));
}

const HAS_ALL = { "fashion-train": { images: 60_000, bytes: 26_435_990 } };
const LACKS_ONE = {
  "fashion-train": undefined,
  "fashion-test": { images: 1600, bytes: 4_427_204 },
};

for (const [title, search, steps, told] of [
  ["the digits at hand", "?epochs=2&perClass=64", 4, HAS_ALL],
  [
    "classes that are told",
    "?model=conditional&epochs=1&perClass=8",
    1,
    HAS_ALL,
  ],
  ["MNIST's training set", "?data=all&epochs=1&batchSize=500", 3, HAS_ALL],
  [
    "Fashion-MNIST's training set",
    "?data=fashion&epochs=1&batchSize=500",
    3,
    HAS_ALL,
  ],
  // 1,000 of them are held out.
  [
    "Fashion-MNIST's test images, where no others are there",
    "?data=fashion&epochs=1&batchSize=500",
    2,
    LACKS_ONE,
  ],
]) {
  test(`${title}: the snippet trains and measures as Play does`, async ({
    page,
  }) => {
    await tell(page, told);
    await cutShort(page, "mnist-train", "mnist-train", 1200);
    await cutShort(page, "fashion-train", "fashion-test", 1300);
    await cutShort(page, "fashion-test", "fashion-test", 1600);
    await openPage(page, `${search}&device=flex`);
    await expect(button(page, "Play")).toBeEnabled();
    const code = await snippet(page);
    const { again, found } = await runSnippet(
      page,
      `${code}
const figures = await train();
const found = ${JSON.stringify(FIGURES)}.map((name) => figures[name]);
const again = samples && [...(await lab.sample({ count: 16, seed: 7 }))];`,
      ["again", "found"],
    );
    await trainToEnd(page);
    await expect(page.locator("sample-grid canvas")).toHaveAttribute(
      "data-steps",
      String(steps),
    );
    await expect.poll(() => samplesShown(page)).toEqual(again);
    await expect.poll(() => measured(page)).toEqual(found);
    await expect(page.locator(".held-out-value")).toHaveText(
      NATS.format(found[0]),
    );
  });
}
