/**
 * From a fresh clone to a served page: sets up, builds, serves dist/.
 * Usage: npm start [-- --port 8080 --host 127.0.0.1]
 *        npm start -- --build-only    leaves the serving to another host
 */
import { join } from "node:path";
import { build } from "./build.mjs";
import { serve, serveOptions } from "./serve.mjs";
import { setup } from "./setup.mjs";
import { main, root, say } from "./steps.mjs";

await main(async () => {
  const buildOnly = process.argv.includes("--build-only");
  const options = buildOnly ? {} : serveOptions();
  await setup();
  await build();
  if (buildOnly) return;
  const { url } = await serve({ root: join(root, "dist"), ...options });
  say(`\nVAE Lab is at ${url} (Ctrl-C ends it)`);
});
