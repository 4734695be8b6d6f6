/**
 * Builds everything into dist/: static files for any host.
 * Usage: node scripts/build.mjs
 */
import { BACKENDS } from "./cargo-wasm.mjs";
import { setup } from "./setup.mjs";
import { isStarted, main, say, Stop } from "./steps.mjs";

/** For a clone that setup has made ready; the page without setup's steps. */
export async function build() {
  // Imported late: before npm ci there is no webpack.
  const { buildWasm } = await import("./wasm.mjs");
  const { writeDigits } = await import("./digits.mjs");
  const { writeNotices } = await import("./notices.mjs");
  for (const backend of BACKENDS) await buildWasm(backend);
  writeDigits();
  writeNotices(await bundle());
  say("build: dist/ is ready");
}

/**
 * Runs webpack.
 * @returns {Promise<Iterable<string>>} the paths of the files it read
 */
async function bundle() {
  const { default: webpack } = await import("webpack");
  const { default: config } = await import("../webpack.config.js");
  say("build: webpack");
  const stats = await new Promise((done, failed) =>
    webpack(config, (error, result) => (result ? done(result) : failed(error))),
  );
  const report = stats.toString({ preset: "errors-warnings" });
  if (report) say(report);
  if (stats.hasErrors())
    throw new Stop("webpack could not bundle the page: its lines are above.");
  return stats.compilation.fileDependencies;
}

if (isStarted(import.meta.url))
  await main(async () => {
    await setup();
    await build();
  });
