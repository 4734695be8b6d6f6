/**
 * Sets up and runs every check, the cheap ones first, each with its seconds.
 * Nothing is skipped: a missing browser, adapter or driver is a failure.
 * Usage: npm test
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { BACKENDS, wasmCargo } from "./cargo-wasm.mjs";
import { buildPackage } from "./package.mjs";
import { setup } from "./setup.mjs";
import { buildSingle } from "./single.mjs";
import { checkSizes } from "./size.mjs";
import { main, root, run, say, Stop } from "./steps.mjs";
import { testFirefox } from "./test-firefox.mjs";
import { testWasm } from "./test-wasm.mjs";
import { buildWasm } from "./wasm.mjs";

/** @typedef {[name: string, work: () => void | Promise<void>]} Step */

const WARNINGS_ARE_ERRORS = ["--", "-D", "warnings"];

/** @param {string} name @param {string[]} args */
const node = (name, ...args) =>
  run(process.execPath, [join(root, "node_modules", name), ...args]);

/** @param {string[]} args */
const cargo = (...args) => run("cargo", args);

const pageTests = () =>
  readdirSync(join(root, "tests", "www"))
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => join("tests", "www", name));

/** @type {Step[]} */
const CHEAP = [
  ["prettier", () => node("prettier/bin/prettier.cjs", "--check", ".")],
  ["eslint", () => node("eslint/bin/eslint.js", ".", "--max-warnings=0")],
  ["cargo fmt", () => cargo("fmt", "--all", "--check")],
  ["page tests", () => run(process.execPath, ["--test", ...pageTests()])],
];

// One profile everywhere: linter, tests and documentation share what burn's
// macros and build scripts cost.
/** @type {Step[]} */
const NATIVE = [
  [
    "cargo clippy",
    () =>
      cargo(
        "clippy",
        "--workspace",
        "--release",
        "--all-targets",
        ...WARNINGS_ARE_ERRORS,
      ),
  ],
  ["cargo test", () => cargo("test", "--workspace", "--release")],
];

/** @type {Step[]} */
const WASM = BACKENDS.flatMap((backend) => [
  [`${backend}: wasm`, () => buildWasm(backend)],
  [`${backend}: cargo clippy`, () => lintWasm(backend)],
  [`${backend}: tests in a browser`, () => testWasm(backend)],
]);

/** @type {Step[]} */
const WORKSHOP = [
  ["workshop: wasm", () => buildWasm("workshop")],
  ["workshop: cargo clippy", () => lintWasm("workshop")],
];

/** @type {Step[]} */
const PAGE = [
  // After the wasm: the worker imports its generated types.
  ["tsc, page", () => node("typescript/bin/tsc", "-p", "tsconfig.json")],
  [
    "tsc, worker",
    () => node("typescript/bin/tsc", "-p", "tsconfig.worker.json"),
  ],
  [
    "tsc, scripts",
    () => node("typescript/bin/tsc", "-p", "tsconfig.node.json"),
  ],
  ["build", build],
  ["package", buildPackage],
  ["size", checkSizes],
  ["page in one file", buildSingle],
  ["page in a browser", () => node("@playwright/test/cli.js", "test")],
  ["page in Firefox", testFirefox],
];

/** @param {import("./cargo-wasm.mjs").Build} build */
async function lintWasm(build) {
  const { command, env, args } = wasmCargo(build);
  const targets = build === "workshop" ? ["--lib"] : ["--lib", "--test=web"];
  await run(command, ["clippy", ...args, ...targets, ...WARNINGS_ARE_ERRORS], {
    env,
  });
}

/**
 * @param {Step} step
 * @returns {Promise<string | undefined>} what failed
 */
async function attempt([name, work]) {
  say(`\n== ${name}`);
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  try {
    await work();
    say(`== ${name}: passed in ${seconds()} s`);
    return undefined;
  } catch (error) {
    const reason = error instanceof Stop ? error.message : error;
    console.error(reason);
    say(`== ${name}: FAILED in ${seconds()} s`);
    return name;
  }
}

await main(async () => {
  const setUp = await attempt(["setup", () => setup({ tests: "with tests" })]);
  // Without what setup brings every other step would fail for the same reason.
  const steps = setUp
    ? []
    : [...CHEAP, ...NATIVE, ...WASM, ...WORKSHOP, ...PAGE];
  const failures = setUp ? [setUp] : [];
  for (const step of steps) {
    const failure = await attempt(step);
    if (failure) failures.push(failure);
  }
  const passed = steps.length + 1 - failures.length;
  if (failures.length) say(`\nfailed: ${failures.join(", ")}`);
  say(`\n${passed} passed, ${failures.length} failed`);
  if (failures.length) process.exitCode = 1;
});
