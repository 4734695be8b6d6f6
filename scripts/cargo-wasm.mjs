/**
 * How cargo is called for the wasm of a backend: page, tests and linter share
 * one profile and one folder, so that each dependency is compiled once.
 */
import { join } from "node:path";
import { root, Stop } from "./steps.mjs";
import { WASM_TARGET, wasmToolchain } from "./toolchain.mjs";

/** @typedef {"flex" | "ndarray" | "webgpu"} Backend */
/** @typedef {Backend | "workshop"} Build */

/** @type {Backend[]} */
export const BACKENDS = ["flex", "ndarray", "webgpu"];

/** One module each; the workshop's has no backend. @type {Build[]} */
export const BUILDS = [...BACKENDS, "workshop"];

const SIMD = ["-C", "target-feature=+simd128"];
// getrandom has no source of entropy in a browser until it is told to use it.
const ENTROPY = ["--cfg", 'getrandom_backend="wasm_js"'];

/** @type {Record<Build, string[]>} */
const RUSTFLAGS = {
  flex: [...SIMD, ...ENTROPY],
  // The fallback for browsers without SIMD.
  ndarray: ENTROPY,
  workshop: ENTROPY,
  webgpu: [...SIMD, ...ENTROPY, "--cfg=web_sys_unstable_apis"],
};

/**
 * The crates that compute, and want speed. All else is compiled for size:
 * on WebGPU that is everything, since the GPU computes.
 * @type {Record<Build, string[]>}
 */
const FAST = {
  flex: [
    ...["burn-backend", "burn-std", "libm", "rand_chacha"],
    ...["gemm", "gemm-common", "gemm-f32", "macerator"],
    "vae-lab-kernels",
  ],
  ndarray: [
    ...["burn-backend", "burn-std", "libm", "rand_chacha"],
    ...["matrixmultiply", "ndarray"],
  ],
  webgpu: [],
  workshop: ["libm", "matrixmultiply", "nalgebra", "rand_chacha"],
};

/**
 * The command, whatever cargo's subcommand, with what follows it.
 * @param {Build} backend
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
      // Where the GPU computes, smallest of all: a tenth less to download.
      CARGO_PROFILE_RELEASE_OPT_LEVEL: backend === "webgpu" ? "z" : "s",
      CARGO_ENCODED_RUSTFLAGS: RUSTFLAGS[backend].join("\x1f"),
      CARGO_TARGET_DIR: targetFolder(backend),
    },
    args: [
      "--release",
      `--target=${WASM_TARGET}`,
      "--no-default-features",
      `--features=${backend}`,
      ...FAST[backend].map(
        (crate) => `--config=profile.release.package.${crate}.opt-level=3`,
      ),
      ...toolchain.args,
    ],
  };
}

/**
 * The command that builds the page's module, and where it lies then.
 * @param {Build} backend
 * @param {string[]} options more of cargo's
 */
export function wasmBuild(backend, ...options) {
  const { command, env, args } = wasmCargo(backend);
  return {
    command,
    env,
    args: [
      ...["rustc", ...args, ...options],
      // As a cdylib alone it gets link-time optimisation; with an rlib beside
      // it, it would not.
      ...["--lib", "--crate-type=cdylib"],
      // Stripped of everything, the module would not tell wasm-bindgen which
      // features of WebAssembly it uses.
      ...["--", "-Cstrip=debuginfo"],
      // Keeps the linker from running them before each export: see
      // src/web/compute/constructors.rs.
      ...(backend === "webgpu"
        ? ["-Clink-arg=--export=__wasm_call_ctors"]
        : []),
    ],
    module: join(targetFolder(backend), WASM_TARGET, "release", "vae_lab.wasm"),
  };
}

/**
 * A folder a backend: within one, cargo builds our crate anew at each change
 * of backend.
 * @param {Build} backend
 */
function targetFolder(backend) {
  return join(root, "target", `wasm-${backend}`);
}
