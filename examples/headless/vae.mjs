/**
 * Drives VAE Lab without a window: a static server, a headless Chromium, and Lab in
 * a page that has nothing else. Prints what it drew as text.
 *
 *   npm install vae-lab playwright-core
 *   node vae.mjs            # CHROMIUM=/path/to/chrome where it is not found
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const library = new URL(".", import.meta.resolve("vae-lab"));
const types = { js: "text/javascript", wasm: "application/wasm" };

const server = createServer(async ({ url }, response) => {
  if (url === "/") return response.setHeader("Content-Type", "text/html").end();
  const body = await readFile(new URL(`.${url}`, library)).catch(() => null);
  const type = types[url.split(".").at(-1)] ?? "application/octet-stream";
  response.writeHead(body ? 200 : 404, { "Content-Type": type }).end(body);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

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

console.log(
  `${device}: ${nats[0].toFixed(1)} → ${nats.at(-1).toFixed(1)} nats per image`,
);
for (let y = 0; y < 28; y += 2)
  console.log(
    digit
      .slice(28 * y, 28 * (y + 1))
      .map((ink) => " .:*#"[Math.round(4 * ink)])
      .join(""),
  );

await browser.close();
server.close();
