/**
 * Builds the wasm core, one module a backend, into pkg/<backend>.
 * Cargo decides what is stale; wasm-bindgen follows when the module changed.
 * Usage: node scripts/wasm.mjs [flex|ndarray|webgpu ...]   (all without one)
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  isStarted,
  main,
  output,
  root,
  run,
  say,
  Stop,
  TOOLS,
} from "./steps.mjs";
import { lockedVersion, WASM_TARGET, wasmToolchain } from "./toolchain.mjs";

/** @typedef {"flex" | "ndarray" | "webgpu"} Backend */

/** @type {Backend[]} */
export const BACKENDS = ["flex", "ndarray", "webgpu"];

const SIMD = ["-C", "target-feature=+simd128"];
// getrandom has no source of entropy in a browser until it is told to use it.
const ENTROPY = ["--cfg", 'getrandom_backend="wasm_js"'];

/** @type {Record<Backend, string[]>} */
const RUSTFLAGS = {
  flex: [...SIMD, ...ENTROPY],
  // The fallback for browsers without SIMD.
  ndarray: ENTROPY,
  webgpu: [...SIMD, ...ENTROPY, "--cfg=web_sys_unstable_apis"],
};

/** What every Rust compiler of today emits for wasm32, and nothing later. */
const FEATURES_WITHOUT_SIMD = [
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

/**
 * How cargo is called for a backend's wasm, whatever the subcommand: page,
 * tests and linter share one profile, one folder and so every dependency.
 * A folder a backend, because cargo would build the crate anew at each change
 * of backend within one.
 * @param {Backend} backend
 */
export function wasmCargo(backend) {
  const toolchain = wasmToolchain();
  if (!toolchain)
    throw new Stop(
      'Rust\'s standard library for wasm32 is missing: run "node scripts/setup.mjs".',
    );
  return {
    command: toolchain.cargo,
    env: {
      ...toolchain.env,
      // Every byte is downloaded: worth the link's minute, here alone.
      CARGO_PROFILE_RELEASE_LTO: "thin",
      CARGO_ENCODED_RUSTFLAGS: RUSTFLAGS[backend].join("\x1f"),
      CARGO_TARGET_DIR: targetFolder(backend),
      // For wasm alone: a smaller download is worth the longer link.
      CARGO_PROFILE_RELEASE_LTO: "thin",
    },
    args: [
      "--release",
      `--target=${WASM_TARGET}`,
      "--no-default-features",
      `--features=${backend}`,
      ...toolchain.args,
    ],
  };
}

/** @param {Backend} backend */
function targetFolder(backend) {
  return join(root, "target", `wasm-${backend}`);
}

/** @param {Backend} backend */
export async function buildWasm(backend) {
  const { command, env, args } = wasmCargo(backend);
  say(`wasm: ${backend}`);
  // As a cdylib alone it gets link-time optimisation, with an rlib it would not.
  const crate = ["--lib", "--crate-type=cdylib"];
  await run(command, ["rustc", ...args, ...crate], {
    env,
    otherwise: `The ${backend} build failed: cargo's own lines are above.`,
  });
  const built = join(targetFolder(backend), WASM_TARGET, "release");
  await bind(backend, join(built, "vae_lab.wasm"));
}

/**
 * @param {Backend} backend
 * @param {string} module cargo's output
 */
async function bind(backend, module) {
  const folder = join(root, "pkg", backend);
  const stamp = join(folder, "stamp");
  const identity = createHash("sha256")
    .update(readFileSync(module))
    .update(readFileSync(new URL(import.meta.url)))
    .update(lockedVersion("wasm-bindgen") ?? "")
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === identity) return;
  if (backend === "ndarray") requireNoSimd(module);
  mkdirSync(folder, { recursive: true });
  const options = ["--target", "web", "--omit-default-module-path"];
  const out = ["--out-dir", folder, "--out-name", "vae_lab"];
  await run(join(TOOLS, "bin", "wasm-bindgen"), [...options, ...out, module]);
  writeFileSync(stamp, identity);
}

/**
 * Stops unless a module is valid in a browser that has no SIMD.
 * @param {string} module
 */
export function requireNoSimd(module) {
  const wasmOpt = join(root, "node_modules", "binaryen", "bin", "wasm-opt");
  const args = [wasmOpt, module, ...FEATURES_WITHOUT_SIMD, "-o", "/dev/null"];
  if (output(process.execPath, args) !== undefined) return;
  throw new Stop(
    `${module} holds instructions that a browser without SIMD refuses (wasm-opt does not validate it).`,
  );
}

if (isStarted(import.meta.url))
  await main(async () => {
    const named = process.argv.slice(2);
    const unknown = named.find((name) => !BACKENDS.some((b) => b === name));
    if (unknown)
      throw new Stop(
        `There is no backend "${unknown}": flex, ndarray and webgpu are.`,
      );
    for (const backend of BACKENDS)
      if (!named.length || named.includes(backend)) await buildWasm(backend);
  });
