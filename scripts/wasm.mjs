/**
 * Builds the wasm core, one module a backend, into pkg/<backend>, and the
 * workshop.
 * Cargo decides what is stale; wasm-bindgen follows when the module changed.
 * Usage: node scripts/wasm.mjs [flex|ndarray|webgpu|workshop ...]   (all without one)
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILDS, wasmBuild } from "./cargo-wasm.mjs";
import { requireNoSimd } from "./no-simd.mjs";
import { withRelaxedSimd } from "./relaxed-simd.mjs";
import { isStarted, main, root, run, say, Stop, TOOLS } from "./steps.mjs";
import { lockedVersion } from "./toolchain.mjs";

/** @typedef {import("./cargo-wasm.mjs").Build} Build */

/** What else makes the files out of cargo's output. */
const SCRIPTS = ["wasm.mjs", "relaxed-simd.mjs", "wasm-code.mjs"]
  .map((name) => readFileSync(join(root, "scripts", name), "utf8"))
  .join();

const LEAST_FUSED = 200;

/**
 * What makes a module smaller after gzip, all that the compiler for size has
 * left: -Oz and others make fewer bytes that gzip finds less in. No features
 * are named, so that none comes in that the module had not. Two runs: what
 * one has written, another reads back into a form that gains 13 kB more.
 * @type {Partial<Record<Build, string[][]>>}
 */
const SHRINK = {
  webgpu: [
    [
      "--duplicate-function-elimination",
      "--optimize-instructions",
      "--vacuum",
      "--remove-unused-brs",
      "--remove-unused-names",
      "--merge-blocks",
      "--code-folding",
      "--duplicate-function-elimination",
    ],
    [
      "--rse",
      "--vacuum",
      "--remove-unused-module-elements",
      "--merge-similar-functions",
      "--duplicate-function-elimination",
    ],
  ],
};

/** @param {Build} backend */
export async function buildWasm(backend) {
  const { command, env, args, module } = wasmBuild(backend);
  say(`wasm: ${backend}`);
  await run(command, args, {
    env,
    otherwise: `The ${backend} build failed: cargo's own lines are above.`,
  });
  await bind(backend, module);
}

/**
 * @param {Build} backend
 * @param {string} module cargo's output
 */
async function bind(backend, module) {
  const folder = join(root, "pkg", backend);
  const stamp = join(folder, "stamp");
  const identity = createHash("sha256")
    .update(readFileSync(module))
    .update(SCRIPTS)
    .update(lockedVersion("wasm-bindgen") ?? "")
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === identity) return;
  if (backend === "ndarray" || backend === "workshop") requireNoSimd(module);
  mkdirSync(folder, { recursive: true });
  await run(join(TOOLS, "bin", "wasm-bindgen"), [
    ...["--target", "web", "--omit-default-module-path"],
    "--remove-name-section",
    ...["--out-dir", folder, "--out-name", "vae_lab"],
    module,
  ]);
  await shrink(backend, join(folder, "vae_lab_bg.wasm"));
  if (backend === "flex") writeRelaxed(folder);
  writeFileSync(stamp, identity);
}

/**
 * Beside a module, the same one for browsers with relaxed SIMD.
 * @param {string} folder
 */
function writeRelaxed(folder) {
  const plain = readFileSync(join(folder, "vae_lab_bg.wasm"));
  const { module, fused } = withRelaxedSimd(plain);
  // The loops of the kernels alone have more.
  if (fused < LEAST_FUSED)
    throw new Stop(
      `Only ${fused} multiplications could be fused: the kernels would be slow.`,
    );
  writeFileSync(join(folder, "vae_lab_relaxed.wasm"), module);
}

/**
 * @param {Build} backend
 * @param {string} module wasm-bindgen's output
 */
async function shrink(backend, module) {
  const wasmOpt = join(root, "node_modules", "binaryen", "bin", "wasm-opt");
  for (const passes of SHRINK[backend] ?? [])
    await run(process.execPath, [wasmOpt, module, ...passes, "-o", module]);
}

if (isStarted(import.meta.url))
  await main(async () => {
    const named = process.argv.slice(2);
    const unknown = named.find((name) => !BUILDS.some((b) => b === name));
    if (unknown)
      throw new Stop(
        `There is no build "${unknown}": flex, ndarray, webgpu and workshop are.`,
      );
    for (const backend of BUILDS)
      if (!named.length || named.includes(backend)) await buildWasm(backend);
  });
