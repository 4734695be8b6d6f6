/**
 * Runs the wasm tests of one backend in a worker of headless Chromium.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromedriver, chromium, FLAGS, SOFTWARE_WEBGPU } from "./browser.mjs";
import { wasmCargo } from "./cargo-wasm.mjs";
import { root, run, Stop, TOOLS } from "./steps.mjs";

/** Software WebGPU takes over a second a training step. */
const TIMEOUT_SECONDS = { flex: 300, ndarray: 300, webgpu: 1200 };

/** @param {import("./cargo-wasm.mjs").Backend} backend */
export async function testWasm(backend) {
  const driver = chromedriver();
  const binary = chromium();
  if (!driver || !binary)
    throw new Stop(
      "The wasm tests need Chromium and its chromedriver on PATH, or named by CHROMIUM and CHROMEDRIVER.",
    );
  const capabilities = join(root, "target", "webdriver.json");
  // The runner itself adds --headless.
  const args = [...FLAGS, ...SOFTWARE_WEBGPU];
  const options = { "goog:chromeOptions": { args, binary } };
  writeFileSync(capabilities, JSON.stringify(options));
  const cargo = wasmCargo(backend);
  await run(cargo.command, ["test", ...cargo.args, "--test=web"], {
    env: {
      ...cargo.env,
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: join(
        TOOLS,
        "bin",
        "wasm-bindgen-test-runner",
      ),
      CHROMEDRIVER: driver,
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities,
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
      WASM_BINDGEN_TEST_TIMEOUT: String(TIMEOUT_SECONDS[backend]),
    },
    otherwise: `The wasm tests failed on ${backend}.`,
  });
}
