/**
 * The peers: installed here when they are first needed, never by setup.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, say, Stop } from "../../scripts/steps.mjs";

const folder = join(root, "bench");

export function requireBuild() {
  if (!existsSync(join(root, "dist", "vae-lab.js")))
    throw new Stop('There is no dist/ yet: run "npm run build" first.');
}

export function installPeers() {
  if (Object.entries(pinned()).every(isInstalled)) return;
  say("installing the peers into bench/node_modules");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Stop("npm ci in bench/ failed.");
}

/** @returns {Record<string, string>} The peers' versions. */
export function pinned() {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return JSON.parse(text).dependencies;
}

/** @param {[name: string, version: string]} peer */
function isInstalled([name, version]) {
  const path = join(folder, "node_modules", name, "package.json");
  if (!existsSync(path)) return false;
  return JSON.parse(readFileSync(path, "utf8")).version === version;
}
