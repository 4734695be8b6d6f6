/**
 * Whether a module would load in a browser without SIMD.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, Stop } from "./steps.mjs";
import { readLeb, sectionsOf, HEADER_BYTES } from "./wasm-code.mjs";

/** What every Rust compiler of today emits for wasm32, and nothing later. */
const FEATURES = [
  "--mvp-features",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-call-indirect-overlong",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

const CUSTOM_SECTION = 0;

/**
 * Stops unless a module is valid in a browser that has no SIMD.
 * @param {string} path
 */
export function requireNoSimd(path) {
  // wasm-opt allows whatever a module declares; without the declaration it
  // must look.
  const undeclared = `${path}.undeclared`;
  writeFileSync(undeclared, withoutFeatureList(readFileSync(path)));
  const wasmOpt = join(root, "node_modules", "binaryen", "bin", "wasm-opt");
  const args = [wasmOpt, undeclared, ...FEATURES, "--disable-simd"];
  if (output(process.execPath, args) !== undefined) return;
  throw new Stop(
    `${path} holds instructions that a browser without SIMD refuses (wasm-opt does not validate it).`,
  );
}

/**
 * A module without its section "target_features".
 * @param {Buffer} module
 */
function withoutFeatureList(module) {
  const kept = [module.subarray(0, HEADER_BYTES)];
  for (const { id, start, content, end } of sectionsOf(module)) {
    const name = readLeb(module, content);
    const isList =
      id === CUSTOM_SECTION &&
      module.toString("utf8", name.next, name.next + name.value) ===
        "target_features";
    if (!isList) kept.push(module.subarray(start, end));
  }
  return Buffer.concat(kept);
}
