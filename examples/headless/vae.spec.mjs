/**
 * Lab in a Playwright test of somebody else's project, served by any static server
 * from node_modules.
 *
 *   npm install --save-dev vae-lab @playwright/test
 *   npx playwright test vae.spec.mjs
 */
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";

const library = new URL(".", import.meta.resolve("vae-lab"));

test("twenty steps bring the loss down", async ({ page }) => {
  await page.route("http://localhost/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/")
      return route.fulfill({ contentType: "text/html", body: "" });
    const types = { js: "text/javascript", wasm: "application/wasm" };
    await route.fulfill({
      body: await readFile(new URL(`.${pathname}`, library)),
      contentType: types[pathname.split(".").at(-1)],
    });
  });
  await page.goto("http://localhost/");
  const losses = await page.evaluate(async () => {
    const { Lab } = await import("/vae-lab.js");
    const lab = await Lab.create({ device: "flex" });
    const digits = await lab.sample({ count: 32, seed: 1 });
    const losses = [];
    for await (const record of lab.train(digits, { steps: 20, seed: 1 }))
      losses.push(record.negativeElbo);
    return losses;
  });
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(losses[0]);
});
