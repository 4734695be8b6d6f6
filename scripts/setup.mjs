/**
 * Installs what a fresh clone lacks, one line a step, so that "npm start" and
 * "npm test" need nothing before them but Node and Rust. It never runs sudo:
 * as root it installs Debian's packages, else it prints the command.
 * Usage: node scripts/setup.mjs [--tests]
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installDebian } from "./debian.mjs";
import { setupForTests } from "./setup-tests.mjs";
import {
  find,
  isStarted,
  main,
  output,
  root,
  run,
  say,
  Stop,
  TOOLS,
} from "./steps.mjs";
import {
  addWasmTarget,
  DEBIAN_PACKAGES,
  describe,
  isAtLeast,
  lockedVersion,
  requiredRust,
  WASM_TARGET,
  wasmToolchain,
} from "./toolchain.mjs";

/**
 * @param {{ tests?: "with tests" }} [options] with tests: the browser, its
 *   driver and the linters too
 */
export async function setup({ tests } = {}) {
  requireNode();
  requireRust();
  await installNpmPackages();
  await installWasmTarget();
  await installWasmBindgen();
  if (tests) await setupForTests();
}

function requireNode() {
  if (isAtLeast(process.versions.node, "20")) return;
  throw new Stop(
    `Node ${process.versions.node} is too old: install Node 20 or newer.`,
  );
}

function requireRust() {
  const wanted = requiredRust();
  const rustc = output("rustc", ["--version"]);
  if (!rustc || !output("cargo", ["--version"]))
    throw new Stop(
      `Rust is missing: install Rust ${wanted} or newer with rustup, then run this again.`,
    );
  if (!isAtLeast(rustc, wanted))
    throw new Stop(
      `${rustc} is too old: run "rustup update stable" for Rust ${wanted} or newer.`,
    );
  if (process.platform === "linux" && !find("cc"))
    throw new Stop(
      'Rust has no linker here ("cc" is missing): install gcc, on Debian with "sudo apt-get install gcc libc6-dev".',
    );
}

async function installNpmPackages() {
  if (npmPackagesAreCurrent()) return say("setup: npm packages are there");
  say("setup: npm ci");
  // Under npm this is its own JavaScript file, which also works on Windows.
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  await run(
    command,
    [...args, "ci", "--include=dev", "--no-fund", "--no-audit"],
    {
      env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
      otherwise:
        "npm ci failed (its own lines are above): it needs npm and its registry in reach; check the network or npm's registry setting, then run this again.",
    },
  );
}

/** Whether node_modules holds package-lock.json's versions, whatever its age. */
function npmPackagesAreCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, "utf8")).packages;
  const want = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  ).packages;
  return Object.entries(want).every(
    ([path, { optional, version }]) =>
      path === "" || optional || have[path]?.version === version,
  );
}

async function installWasmTarget() {
  if (!wasmToolchain()) addWasmTarget();
  if (!wasmToolchain())
    await installDebian(
      DEBIAN_PACKAGES,
      `Rust's standard library for wasm32 is missing: run "rustup target add ${WASM_TARGET}"`,
    );
  const toolchain = wasmToolchain();
  if (!toolchain)
    throw new Stop(
      `Rust's standard library for wasm32 is still missing: run "rustup target add ${WASM_TARGET}".`,
    );
  say(`setup: wasm32 by ${describe(toolchain)}`);
}

async function installWasmBindgen() {
  const version = lockedVersion("wasm-bindgen");
  if (!version) throw new Stop("Cargo.lock names no wasm-bindgen version.");
  const printed = output(join(TOOLS, "bin", "wasm-bindgen"), ["--version"]);
  if (printed?.split(" ")[1] === version)
    return say(`setup: wasm-bindgen ${version} is there`);
  say(`setup: cargo install wasm-bindgen-cli ${version} (about 3 minutes)`);
  const crate = ["wasm-bindgen-cli", "--version", version, "--root", TOOLS];
  try {
    return await run("cargo", ["install", ...crate, "--locked"]);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  // Its lock may name a crate that was withdrawn, or that a mirror lacks.
  say("setup: again, with the versions of its crates that the registry has");
  await run("cargo", ["install", ...crate], {
    otherwise: `wasm-bindgen-cli ${version} could not be installed (cargo's own lines are above): it needs crates from cargo's registry; check the network, then run this again.`,
  });
}

if (isStarted(import.meta.url))
  await main(() =>
    setup(process.argv.includes("--tests") ? { tests: "with tests" } : {}),
  );
