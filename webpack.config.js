/**
 * The bundle in dist/: flat, every URL relative, so that it works from any
 * folder of any static host.
 */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import CopyPlugin from "copy-webpack-plugin";
import MinimizerPlugin from "minimizer-webpack-plugin";
import { Notices } from "./scripts/notices.mjs";
import { PublishedNames } from "./scripts/published-names.mjs";
import { cutBehindDecoder } from "./scripts/weights-parts.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const LAB = join(root, "www", "engine", "lab.js");

/**
 * The page imports the built vae-lab.js, as any other page would: one copy.
 * @param {{ context?: string, request?: string, contextInfo?: { issuer: string } }} data
 * @param {(error?: null, result?: string) => void} done
 */
function labIsExternal({ context = "", request = "", contextInfo }, done) {
  const fromPage =
    contextInfo?.issuer && dirname(contextInfo.issuer) !== dirname(LAB);
  if (fromPage && resolve(context, request) === LAB)
    return done(null, "module ./vae-lab.js");
  done();
}

/** @type {(from: string, to: string) => { from: string, to: string }} */
const copy = (from, to) => ({ from: join(root, from), to });

/** Under this name, with a hash in it. @param {string} from @param {string} to */
const kept = (from, to) => copy(from, to.replace(".", ".[contenthash]."));

const FIRST_MODEL = "models/dense-z20.safetensors";

/**
 * @param {0 | 1} part
 * @param {string} name
 */
const partOfModel = (part, name) => ({
  ...copy(FIRST_MODEL, `models/dense-z20.${name}.part`),
  transform: (/** @type {Buffer} */ bytes) => cutBehindDecoder(bytes)[part],
});

/** @type {import("webpack").Configuration} */
export default {
  context: root,
  mode: "production",
  devtool: "source-map",
  target: ["web", "es2022"],
  entry: {
    main: "./www/main.js",
    "vae-lab": { import: "./www/engine/lab.js", library: { type: "module" } },
    theme: "./www/theme.js",
    worker: "./www/engine/worker.js",
    "import-worker": "./www/import/import-worker.js",
    "gif-worker": "./www/export/gif-worker.js",
  },
  output: {
    path: join(root, "dist"),
    // Whoever imports Lab knows this name alone.
    filename: ({ chunk }) =>
      chunk?.name === "vae-lab" ? "[name].js" : "[name].[contenthash].js",
    chunkFilename: "[name].[contenthash].js",
    cssFilename: "[name].[contenthash].css",
    sourceMapFilename: "[name].[contenthash][ext].map",
    module: true,
    clean: true,
  },
  experiments: { outputModule: true, css: true },
  externals: [labIsExternal],
  externalsType: "module",
  module: {
    // Left as they are written: browsers resolve them in dist/, and a user's
    // own bundler follows them from there.
    parser: { javascript: { importMeta: false, url: false, worker: false } },
  },
  optimization: {
    splitChunks: false,
    runtimeChunk: false,
    minimizer: [
      // The notices have every licence: no file beside each script.
      new MinimizerPlugin({
        extractComments: false,
        minimizerOptions: { format: { comments: false } },
      }),
    ],
  },
  performance: { hints: false },
  plugins: [
    new CopyPlugin({
      patterns: [
        copy("index.html", "."),
        kept("LICENSE", "LICENSE.txt"),
        copy("models", "models"),
        partOfModel(0, "decoder"),
        partOfModel(1, "encoder"),
        {
          from: join(root, "pkg/data"),
          to: ({ absoluteFilename = "" }) =>
            `data/${basename(absoluteFilename).replace(".", ".[contenthash].")}`,
        },
        kept("pkg/flex/vae_lab_bg.wasm", "flex.wasm"),
        kept("pkg/flex/vae_lab_relaxed.wasm", "flex-relaxed.wasm"),
        kept("pkg/ndarray/vae_lab_bg.wasm", "ndarray.wasm"),
        kept("pkg/webgpu/vae_lab_bg.wasm", "webgpu.wasm"),
        kept("pkg/workshop/vae_lab_bg.wasm", "workshop.wasm"),
      ],
    }),
    new Notices(),
    new PublishedNames(/^data\/fashion-train-/),
  ],
  stats: "errors-warnings",
};
