/**
 * Puts Fashion-MNIST's four IDX files into data/fashion-mnist: from Debian's
 * package dataset-fashion-mnist where it is or can be installed, else from its
 * authors' server. Either way the bytes are checked.
 * Usage: node scripts/fashion.mjs
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { installDebian } from "./debian.mjs";
import { find, isStarted, main, root, say, Stop } from "./steps.mjs";

/** Where `--data` finds it. */
export const FASHION = join("data", "fashion-mnist");

export const DEBIAN = "/usr/share/datasets/fashion-mnist";
const SERVER = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com";

/** SHA-256 of the unpacked files. */
export const FILES = {
  "train-images-idx3-ubyte":
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte":
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte":
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte":
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
};

export async function installFashion() {
  const missing = Object.entries(FILES).filter(
    ([name]) => !existsSync(join(root, FASHION, name)),
  );
  if (!missing.length) return say("setup: Fashion-MNIST is there");
  if (!existsSync(DEBIAN) && find("apt-get") && process.getuid?.() === 0)
    await installDebian(
      ["dataset-fashion-mnist"],
      "Fashion-MNIST is not on this machine",
    );
  mkdirSync(join(root, FASHION), { recursive: true });
  for (const [name, sha256] of missing) {
    const bytes = gunzipSync(await packed(`${name}.gz`));
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== sha256)
      throw new Stop(
        `${name} is not Fashion-MNIST's: its SHA-256 is ${found}, not ${sha256}.`,
      );
    writeFileSync(join(root, FASHION, name), bytes);
  }
  say(`setup: Fashion-MNIST is in ${FASHION}`);
}

/** @param {string} name */
async function packed(name) {
  const installed = join(DEBIAN, name);
  if (existsSync(installed)) return readFileSync(installed);
  const answer = await fetch(`${SERVER}/${name}`).catch(() => undefined);
  if (!answer?.ok)
    throw new Stop(
      `Fashion-MNIST could not be downloaded from ${SERVER}: check the network, or on Debian run "sudo apt-get install dataset-fashion-mnist".`,
    );
  return Buffer.from(await answer.arrayBuffer());
}

if (isStarted(import.meta.url)) await main(installFashion);
