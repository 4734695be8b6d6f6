/**
 * Builds package/, what "npm pack" takes along: the engine, its wasm modules, two
 * models, types. npm calls it before it packs.
 * Usage: node scripts/package.mjs
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setup } from "./setup.mjs";
import { isStarted, main, root, run, say } from "./steps.mjs";

/** For a clone that setup has made ready. */
export async function buildPackage() {
  // Imported late: before npm ci there is no webpack.
  const { bundle, buildAllWasm } = await import("./build.mjs");
  const { packaged } = await import("../webpack.config.js");
  await buildAllWasm();
  await bundle(packaged);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [tsc, "-p", "tsconfig.types.json"], {
    otherwise: "The types of Lab could not be written: tsc's lines are above.",
  });
  writeFileSync(
    join(root, "package", "vae-lab.d.ts"),
    'export * from "./types/lab.js";\n',
  );
  say("package: package/ is ready for npm pack");
}

if (isStarted(import.meta.url))
  await main(async () => {
    await setup();
    await buildPackage();
  });
