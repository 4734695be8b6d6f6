/**
 * Which Rust compiles for wasm32 on this machine. Two ways are known: the
 * default toolchain with its own wasm32 standard library, and Debian's Rust,
 * which has only the library's source and builds it.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { find, output, root, say } from "./steps.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";

/** What way "debian" needs; the linter only for the tests. */
export const DEBIAN_PACKAGES = [
  "rustc-web",
  "cargo-web",
  "rust-web-src",
  "lld-19",
];
export const DEBIAN_CLIPPY = "rust-web-clippy";

const DEBIAN_BIN = "/usr/bin";
const DEBIAN_SOURCE = "/usr/lib/rustlib/src/rust/library/Cargo.toml";

/**
 * @typedef {object} Toolchain
 * @property {"default" | "debian"} way
 * @property {string} cargo
 * @property {NodeJS.ProcessEnv} env
 * @property {string[]} args for every cargo command that compiles
 */

/** @returns {Toolchain | undefined} */
function defaultToolchain() {
  const libraries = output("rustc", [
    "--print=target-libdir",
    `--target=${WASM_TARGET}`,
  ]);
  if (!libraries || !existsSync(libraries)) return undefined;
  return { way: "default", cargo: "cargo", env: {}, args: [] };
}

/** @returns {Toolchain | undefined} */
function debianToolchain() {
  const linker = find("wasm-ld-19", "wasm-ld");
  const cargo = join(DEBIAN_BIN, "cargo");
  const rustc = join(DEBIAN_BIN, "rustc");
  const complete = [cargo, rustc, DEBIAN_SOURCE].every(existsSync);
  if (!linker || !complete) return undefined;
  // An older Rust of Debian's may lie there too.
  if (!isAtLeast(output(rustc, ["--version"]), requiredRust()))
    return undefined;
  return {
    way: "debian",
    cargo,
    env: {
      // Before rustup's, or cargo would call its clippy and rustdoc.
      PATH: DEBIAN_BIN + delimiter + process.env.PATH,
      RUSTC: rustc,
      RUSTC_BOOTSTRAP: "1",
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
    },
    // "test" is always named, also where no test is built: the list is part of
    // every dependency's identity, and one without it compiles burn twice.
    args: ["-Zbuild-std=std,panic_abort,test"],
  };
}

/**
 * The way this machine has, or undefined.
 * VAE_LAB_RUST=default|debian allows only that one, to test both.
 */
export function wasmToolchain() {
  const only = process.env.VAE_LAB_RUST;
  return (
    (only !== "debian" ? defaultToolchain() : undefined) ??
    (only !== "default" ? debianToolchain() : undefined)
  );
}

/** @param {Toolchain} toolchain */
export function describe(toolchain) {
  return toolchain.way === "default"
    ? "the default Rust with its wasm32 standard library"
    : "Debian's Rust, building the wasm32 standard library from source";
}

/**
 * Asks rustup for the wasm32 standard library. Its servers may be out of
 * reach, which is no failure yet: Debian's packages come next.
 */
export function addWasmTarget() {
  if (!find("rustup") || process.env.VAE_LAB_RUST === "debian") return;
  say("setup: rustup target add " + WASM_TARGET);
  const added = output("rustup", ["target", "add", WASM_TARGET], {
    timeout: 300_000,
  });
  if (added === undefined) say("setup: rustup could not fetch it");
}

/** The oldest Rust that compiles the crate, from Cargo.toml. */
export function requiredRust() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  return /^rust-version = "([\d.]+)"/m.exec(manifest)?.[1] ?? "1.95";
}

/** Cargo.lock's version of a crate.
 * @param {string} crate */
export function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
}

/**
 * @param {string | undefined} printed e.g. "rustc 1.95.0 (…)"
 * @param {string} wanted e.g. "1.95"
 */
export function isAtLeast(printed, wanted) {
  const have = /\d+(\.\d+)+/
    .exec(printed ?? "")?.[0]
    .split(".")
    .map(Number);
  if (!have) return false;
  const need = wanted.split(".").map(Number);
  for (let i = 0; i < need.length; i++)
    if ((have[i] ?? 0) !== need[i]) return (have[i] ?? 0) > need[i];
  return true;
}
