/**
 * The scripts and styles of the page in one file (scripts/single.mjs): the page
 * with all its chunks, and its workers as classic scripts, since they start from
 * a blob. What lies in www/single/ takes the place of what lies at the same path
 * in www/.
 */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import webpack from "webpack";
import base from "./webpack.config.js";

const www = join(dirname(fileURLToPath(import.meta.url)), "www");
const WEBGPU = /pkg\/webgpu\/vae_lab\.js$/;

/** @param {{ context: string, request: string }} asked */
function takePlace(asked) {
  const path = relative(www, resolve(asked.context, asked.request));
  const here = WEBGPU.test(asked.request) ? "no-webgpu.js" : path;
  const inside = join(www, "single", here);
  const own = asked.context.startsWith(join(www, "single"));
  if (!own && existsSync(inside)) asked.request = inside;
}

const replacements = [
  new webpack.NormalModuleReplacementPlugin(/^\.{1,2}\/.*\.js$/, takePlace),
  // An address that no file has: see www/single/inside.js.
  new webpack.DefinePlugin({ "import.meta.url": '"inside:/"' }),
];

/** @type {import("webpack").Configuration} */
const shared = {
  ...base,
  devtool: false,
  externals: [],
  module: {
    parser: {
      javascript: {
        ...base.module?.parser?.javascript,
        dynamicImportMode: "eager",
      },
    },
  },
  stats: "errors-warnings",
};

const output = { filename: "[name].js", cssFilename: "[name].css" };

/** @type {import("webpack").Configuration[]} */
export default [
  {
    ...shared,
    name: "page",
    entry: { main: "./www/main.js", theme: "./www/theme.js" },
    output: { ...output, module: true },
    plugins: replacements,
  },
  {
    ...shared,
    name: "workers",
    target: ["webworker", "es2022"],
    entry: {
      worker: "./www/engine/worker.js",
      "import-worker": "./www/import/import-worker.js",
      "gif-worker": "./www/export/gif-worker.js",
    },
    output: { ...output, module: false },
    experiments: {},
    plugins: replacements,
  },
];
