/**
 * Prints the sizes of what dist/ makes a browser load; fails above the limits.
 * Usage: node scripts/size.mjs
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

/** In bytes after gzip -9, as a host would send them. */
const LIMITS = { "flex.wasm": 800_000, "webgpu.wasm": 2_000_000 };

export function checkSizes() {
  const dist = join(root, "dist");
  if (!existsSync(dist))
    throw new Stop('There is no dist/ yet: run "npm run build" first.');
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(wasm|js|css|html|gz|safetensors)$/.test(name))
    .sort();
  say(row("file", "bytes", "gzip", "limit"));
  const sizes = new Map(files.map((name) => [name, measure(join(dist, name))]));
  for (const [name, { raw, gzip }] of sizes)
    say(row(name, count(raw), count(gzip), count(limitOf(name))));
  for (const [name, limit] of Object.entries(LIMITS)) {
    const size = sizes.get(name);
    if (!size) throw new Stop(`dist/${name} is missing.`);
    if (size.gzip > limit)
      throw new Stop(
        `${name} is ${count(size.gzip)} bytes after gzip, above its limit of ${count(limit)}.`,
      );
  }
}

/** @param {string} name @returns {number | undefined} */
function limitOf(name) {
  return Object.entries(LIMITS).find(([limited]) => limited === name)?.[1];
}

/** @param {string} path */
function measure(path) {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** @param {number | undefined} bytes */
function count(bytes) {
  return bytes?.toLocaleString("en") ?? "";
}

/** @param {string} name @param {string[]} figures */
function row(name, ...figures) {
  return name.padEnd(36) + figures.map((text) => text.padStart(12)).join("");
}

if (isStarted(import.meta.url)) await main(async () => checkSizes());
