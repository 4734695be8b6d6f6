/** Where Lab is served from: another origin, another folder, a bundle. */
/* global Lab, digits */
import { expect, test } from "@playwright/test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import webpack from "webpack";
import {
  DIST,
  guestPage,
  openGuest,
  startHost,
  testDigits,
} from "./lab-host.mjs";

/** Uses Lab for a bit of everything that needs a file. */
const useLab = (page) =>
  page.evaluate(async () => {
    const lab = await Lab.create();
    const run = lab.train(digits, { steps: 2, batchSize: 32 });
    const records = [];
    for await (const { step } of run) records.push(step);
    const { length } = await lab.sample({ count: 2 });
    return { name: lab.device.name, length, records };
  });

const USED = { name: "flex", length: 2 * 784, records: [1, 2] };

test("Lab works from another origin, with a CORS header", async ({ page }) => {
  const headers = { "Access-Control-Allow-Origin": "*" };
  const library = await startHost({ headers });
  const site = await startHost({
    files: {
      "guest.html": guestPage(`${library.url}vae-lab.js`),
      "digits.bin": await testDigits(64),
    },
    root: "no-such-folder",
  });
  await openGuest(page, `${site.url}guest.html`);
  expect(await useLab(page)).toEqual(USED);
  // Nothing of Lab's came from the site itself.
  expect(site.asked.filter((path) => /wasm|worker|model/.test(path))).toEqual(
    [],
  );
  expect(library.asked).toContain("worker.js");
  expect(library.asked).toContain("flex-relaxed.wasm");
  await page.evaluate(async () => {
    const lab = await Lab.create();
    lab.close();
  });
  await Promise.all([site.close(), library.close()]);
});

test("Lab works from a page in another folder of the same host", async ({
  page,
}) => {
  const host = await startHost({
    files: {
      "pages/deep/guest.html": guestPage("../../vae-lab.js"),
      "pages/deep/digits.bin": await testDigits(64),
    },
  });
  await openGuest(page, `${host.url}pages/deep/guest.html`);
  expect(await useLab(page)).toEqual(USED);
  await host.close();
});

test("Lab works from a user's own webpack bundle", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "vae-lab-bundle-"));
  const entry = join(folder, "entry.js");
  const library = JSON.stringify(join(DIST, "vae-lab.js"));
  await writeFile(
    entry,
    `import { Lab } from ${library};\nwindow.Lab = Lab;\n`,
  );
  const output = { path: join(folder, "out"), filename: "bundle.js" };
  await bundle({ mode: "production", entry, output });
  const host = await startHost({
    root: output.path,
    files: {
      "guest.html": '<!doctype html><script src="bundle.js"></script>',
      "digits.bin": await testDigits(64),
    },
  });
  await openGuest(page, `${host.url}guest.html`);
  expect(await useLab(page)).toEqual(USED);
  await host.close();
  await rm(folder, { recursive: true });
});

/** @param {import("webpack").Configuration} config */
function bundle(config) {
  return new Promise((done, failed) => {
    webpack(config, (error, stats) => {
      if (error) return failed(error);
      if (stats.hasErrors()) return failed(new Error(stats.toString()));
      done(undefined);
    });
  });
}
