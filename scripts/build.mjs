/**
 * Builds everything into dist/: static files for any host.
 * Usage: node scripts/build.mjs
 */
import { BUILDS } from "./cargo-wasm.mjs";
import { setup } from "./setup.mjs";
import { isStarted, main, say, Stop } from "./steps.mjs";

/** For a clone that setup has made ready; the page without setup's steps. */
export async function build() {
  // Imported late: before npm ci there is no webpack.
  const { default: page } = await import("../webpack.config.js");
  const { writeDataSets } = await import("./data-sets.mjs");
  const { writeDigits } = await import("./digits.mjs");
  await buildAllWasm();
  writeDigits();
  writeDataSets();
  await bundle(page);
  say("build: dist/ is ready");
}

/** The modules that are not up to date. */
export async function buildAllWasm() {
  const { buildWasm } = await import("./wasm.mjs");
  for (const backend of BUILDS) await buildWasm(backend);
}

/**
 * Runs webpack.
 * @param {import("webpack").Configuration} config
 */
export async function bundle(config) {
  const { default: webpack } = await import("webpack");
  say("build: webpack");
  const stats = await new Promise((done, failed) =>
    webpack(config, (error, result) => (result ? done(result) : failed(error))),
  );
  const report = stats.toString({ preset: "errors-warnings" });
  if (report) say(report);
  if (stats.hasErrors())
    throw new Stop("webpack could not bundle the page: its lines are above.");
}

if (isStarted(import.meta.url))
  await main(async () => {
    await setup();
    await build();
  });
