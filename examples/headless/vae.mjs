/**
 * Drives VAE Lab without a window: Lab in an empty page of a headless Chromium.
 * Prints how it learned and a digit that it drew.
 *
 *   npm install vae-lab playwright-core
 *   node vae.mjs            # CHROMIUM=/path/to/chrome where it is not found
 */
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox"],
});
const page = await browser.newPage();

// No server: what the page asks of this host comes out of the package.
const library = new URL(".", import.meta.resolve("vae-lab"));
const types = { js: "text/javascript", wasm: "application/wasm" };
await page.route("http://localhost/**", async (route) => {
  const { pathname } = new URL(route.request().url());
  const empty = pathname === "/";
  const body = empty ? "" : await readFile(new URL(`.${pathname}`, library));
  const contentType = types[pathname.split(".").at(-1)] ?? "text/html";
  await route.fulfill({ body, contentType });
});
await page.goto("http://localhost/");

const { device, nats, digit } = await page.evaluate(async () => {
  const { Lab } = await import("/vae-lab.js");
  const lab = await Lab.create();
  const digits = await lab.sample({ count: 64, seed: 7 });
  const nats = [];
  for await (const { negativeElbo } of lab.train(digits, { epochs: 30 }))
    nats.push(negativeElbo);
  const digit = await lab.sample({ count: 1, seed: 7 });
  return { device: lab.device.name, nats, digit: [...digit] };
});
await browser.close();

const [first, last] = [nats[0], nats.at(-1)].map((nat) => nat.toFixed(1));
console.log(`${device}: ${first} → ${last} nats per image`);
for (let y = 0; y < 28; y += 2)
  console.log(
    digit
      .slice(28 * y, 28 * (y + 1))
      .map((ink) => " .:*#"[Math.round(4 * ink)])
      .join(""),
  );
