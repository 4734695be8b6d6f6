/**
 * Whether a module would load in a browser without SIMD.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output, root, Stop } from "./steps.mjs";

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

const HEADER_BYTES = 8;
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
  for (let start = HEADER_BYTES; start < module.length;) {
    const size = readLeb(module, start + 1);
    const end = size.next + size.value;
    const name = readLeb(module, size.next);
    const isList =
      module[start] === CUSTOM_SECTION &&
      module.toString("utf8", name.next, name.next + name.value) ===
        "target_features";
    if (!isList) kept.push(module.subarray(start, end));
    start = end;
  }
  return Buffer.concat(kept);
}

/**
 * An unsigned LEB128 number, and where the bytes after it begin.
 * @param {Buffer} bytes
 * @param {number} start
 */
function readLeb(bytes, start) {
  let value = 0;
  for (let next = start, shift = 0; ; next++, shift += 7) {
    value += (bytes[next] & 0x7f) * 2 ** shift;
    if (bytes[next] < 0x80) return { value, next: next + 1 };
  }
}
