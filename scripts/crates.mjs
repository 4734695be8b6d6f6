/**
 * The crates whose code is in the wasm modules, by cargo's own account of what
 * it compiled. (cargo metadata names many more: it does not know the features
 * of one target.)
 */
import { readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { BACKENDS, wasmBuild } from "./cargo-wasm.mjs";
import { output, root, Stop } from "./steps.mjs";
import { WASM_TARGET } from "./toolchain.mjs";

/** @returns {import("./notices.mjs").Part[]} */
export function crates() {
  const manifests = new Set(BACKENDS.flatMap(compiledManifests));
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  // A standard library built from source brings crates of its own, which one
  // that was installed does not name.
  const isOurs = (/** @type {import("./notices.mjs").Part} */ part) =>
    lock.includes(`name = "${part.name}"\nversion = "${part.version}"`);
  return [...manifests].map(readManifest).filter(isOurs);
}

/**
 * The manifests of the crates in a backend's module, which must be built.
 * @param {import("./cargo-wasm.mjs").Backend} backend
 * @returns {string[]}
 */
function compiledManifests(backend) {
  const { command, env, args } = wasmBuild(backend, "--message-format=json");
  const messages = output(command, args, { env });
  if (messages === undefined)
    throw new Stop(
      `cargo could not list the crates of the ${backend} build: "node scripts/wasm.mjs ${backend}" says why.`,
    );
  return messages
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ reason }) => reason === "compiler-artifact")
    .filter(isShipped)
    .map(({ manifest_path }) => manifest_path);
}

/**
 * Macros and build scripts run in the compiler, and the standard library has
 * its own lines; neither that nor our own crate is a third party's.
 * @param {{ filenames: string[], manifest_path: string }} artifact
 */
function isShipped({ filenames, manifest_path }) {
  const forWasm = filenames.some((name) =>
    name.includes(`${sep}${WASM_TARGET}${sep}`),
  );
  const standard = manifest_path.includes(`${sep}rustlib${sep}`);
  const ours = dirname(manifest_path) + sep === root;
  return forWasm && !standard && !ours;
}

/** @param {string} path */
function readManifest(path) {
  const manifest = readFileSync(path, "utf8");
  // As cargo publishes it: one key a line, lists of authors maybe on several.
  const text = (/** @type {string} */ key) =>
    new RegExp(`^${key} = "([^"]+)"`, "m").exec(manifest)?.[1] ?? "";
  const authors = /^authors = \[([^\]]*)\]/m.exec(manifest)?.[1] ?? "";
  return {
    name: text("name"),
    version: text("version"),
    license: text("license"),
    authors: [...authors.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
    repository: text("repository"),
    folder: dirname(path),
  };
}
