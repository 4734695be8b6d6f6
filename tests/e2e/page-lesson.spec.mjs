// Play as code: run on a bare page, it trains to the same weights as Play does,
// and measures the same held-out figure.

import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { button, openPage, trainToEnd } from "./page-driver.mjs";
import { runSnippet, samplesShown, snippet } from "./page-snippet.mjs";

const FIGURES = ["negativeElbo", "reconstruction", "kl"];

/** The figures of the held-out images at the run's end, to the last bit. */
const measured = (page) =>
  page.evaluate((names) => {
    const { full } = document.querySelector("lab-page").session.watch;
    return full && names.map((name) => full[name]);
  }, FIGURES);

/** A training set, cut after its first images: the whole takes minutes. */
async function cutShort(page, set, count) {
  for (const [part, header, each] of [
    ["images", 16, 784],
    ["labels", 8, 1],
  ]) {
    const name = `${set}-${part}.idx.gz`;
    const response = await page.request.get(`./data/${name}`);
    const whole = gunzipSync(await response.body());
    const few = Buffer.from(whole.subarray(0, header + each * count));
    few.writeUInt32BE(count, 4);
    await page
      .context()
      .route(`**/data/${name}`, (route) =>
        route.fulfill({ body: gzipSync(few) }),
      );
  }
}

for (const [title, search, steps] of [
  ["the digits at hand", "?epochs=2&perClass=64", 4],
  ["classes that are told", "?model=conditional&epochs=1&perClass=8", 1],
  ["MNIST's training set", "?data=all&epochs=1&batchSize=500", 3],
  ["Fashion-MNIST's training set", "?data=fashion&epochs=1&batchSize=500", 3],
]) {
  test(`${title}: the snippet trains and measures as Play does`, async ({
    page,
  }) => {
    await cutShort(page, "mnist-train", 1200);
    await cutShort(page, "fashion-train", 1300);
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
      found[0].toFixed(1),
    );
  });
}
