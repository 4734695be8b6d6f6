/**
 * Serves dist/ while it follows the sources: webpack watches www/, cargo
 * rebuilds the flex module when src/ changes. Reload the page to see it.
 * Usage: npm run dev [-- --port 8080]
 */
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { BACKENDS } from "./cargo-wasm.mjs";
import { serve, serveOptions } from "./serve.mjs";
import { setup } from "./setup.mjs";
import { main, root, say, Stop } from "./steps.mjs";
import { buildWasm } from "./wasm.mjs";

/** A save often touches several files. */
const QUIET_MS = 200;

await main(async () => {
  const options = serveOptions();
  await setup();
  // The other backends are seldom what is worked on: built once, then kept.
  for (const backend of BACKENDS)
    if (backend === "flex" || !existsSync(join(root, "pkg", backend, "stamp")))
      await buildWasm(backend);
  const { writeDigits } = await import("./digits.mjs");
  const { writeDataSets } = await import("./data-sets.mjs");
  writeDigits();
  writeDataSets();
  await watchPage();
  watchCore();
  const { url } = await serve({ root: join(root, "dist"), ...options });
  say(`\nVAE Lab is at ${url} (Ctrl-C ends it); changes are built as you save`);
});

/** Resolves after webpack's first build. */
async function watchPage() {
  const { default: webpack } = await import("webpack");
  const { default: config } = await import("../webpack.config.js");
  await new Promise((done) => {
    webpack({ ...config, mode: "development" }).watch({}, (error, stats) => {
      const report = stats?.toString({
        preset: "errors-warnings",
        colors: true,
      });
      say(error?.message || report || "dev: page built");
      done(undefined);
    });
  });
}

/** Webpack sees the new module in pkg/ by itself. */
function watchCore() {
  let building = Promise.resolve();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  watch(join(root, "src"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building
        .then(() => buildWasm("flex"))
        .catch((error) => {
          if (!(error instanceof Stop)) throw error;
          say(error.message);
        });
    }, QUIET_MS);
  });
}
