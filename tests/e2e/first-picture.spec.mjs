// The first picture needs the decoder only, and nothing that can wait comes before it.
/* global Lab, digits, draw, lab, refusal */
import { plainName } from "../../scripts/names.mjs";
import { expect, test } from "@playwright/test";
import { startHost, visit } from "./lab-host.mjs";
import { button, mapShown, openPage, readGrid } from "./page-driver.mjs";

const PART = /dense-z20\.(decoder|encoder)\.part$/;

test("pictures of the decoder alone are those of the whole model, bit for bit", async ({
  page,
}) => {
  const host = await visit(page);
  const before = await page.evaluate(async () => {
    globalThis.lab = await Lab.create({ device: "flex" });
    const z = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
    globalThis.draw = async () => [
      ...(await lab.sample({ count: 3, seed: 5 })),
      ...(await lab.decode(z)),
    ];
    return draw();
  });
  expect(host.asked.filter((path) => PART.test(path))).toHaveLength(1);
  const { after, sigma } = await page.evaluate(async () => {
    const { logVar } = await lab.encode(digits.subarray(0, 784));
    return { after: await draw(), sigma: Math.exp(logVar[0] / 2) };
  });
  expect(after).toEqual(before);
  // An encoder of zeros would say 1.
  expect(sigma).toBeLessThan(0.9);
  expect(host.asked.filter((path) => PART.test(path))).toHaveLength(2);
  await host.close();
});

test("an encoder that cannot be had is a clear error for who needs it", async ({
  page,
}) => {
  const files = { "models/dense-z20.encoder.part": 404 };
  const host = await visit(page, { files });
  const seen = await page.evaluate(async () => {
    const lab = await Lab.create({ device: "flex" });
    const drawn = (await lab.sample({ count: 1 })).length;
    const refused = await refusal(() => lab.encode(digits.subarray(0, 784)));
    return { drawn, code: refused.code, message: refused.message };
  });
  expect(seen).toMatchObject({ drawn: 784, code: "weights-not-found" });
  expect(seen.message).toContain("dense-z20.encoder.");
  await host.close();
});

test("before the first digit only what it needs is asked for", async ({
  page,
}) => {
  const host = await startHost();
  await page.addInitScript(() => {
    const { prototype } = CanvasRenderingContext2D;
    const put = prototype.putImageData;
    prototype.putImageData = function (...args) {
      put.apply(this, args);
      if (!this.canvas.closest("sample-grid")) return;
      const paths = performance
        .getEntriesByType("resource")
        .map(({ name }) => new URL(name).pathname.slice(1));
      globalThis.before ??= paths;
    };
  });
  await page.goto(`${host.url}index.html?device=flex`);
  await page.waitForFunction(() => globalThis.before);
  const before = await page.evaluate(() => globalThis.before);
  expect(before.map(plainName)).toContain("models/dense-z20.decoder.part");
  const early = /encoder|data\/mnist|curves|chinese|import-worker/;
  expect(before.filter((path) => early.test(path))).toEqual([]);
  // What waited comes by itself.
  for (const later of [/encoder\.part/, /mnist-2000-images/, /curves\.js/])
    await expect
      .poll(() => host.asked.some((path) => later.test(path)))
      .toBe(true);
  expect(host.asked.some((path) => /chinese/.test(path))).toBe(false);
  await host.close();
});

test("without its encoder the page draws, and says why it cannot do more", async ({
  page,
}) => {
  await page.route("**/dense-z20.encoder.*", (route) => route.abort());
  await openPage(page, "?device=flex");
  expect(Math.max(...(await readGrid(page))[0])).toBeGreaterThan(0.5);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("dense-z20.encoder.");
  await expect(alert.locator("small")).toContainText("weights-unreachable");
  await page.unroute("**/dense-z20.encoder.*");
  await button(page, "Try again").click();
  await expect(alert).toBeHidden();
  expect(await mapShown(page)).toBeGreaterThan(1000);
});
