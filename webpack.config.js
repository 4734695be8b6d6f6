/**
 * The builds of the page's code: dist/, static files for any host, and package/,
 * what npm packs. Both are flat, every URL relative, so that they work from any
 * folder.
 */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import CopyPlugin from "copy-webpack-plugin";
import MinimizerPlugin from "minimizer-webpack-plugin";
import webpack from "webpack";
import { KeptFilesList } from "./scripts/kept-files.mjs";
import { Notices } from "./scripts/notices.mjs";
import { PublishedNames } from "./scripts/published-names.mjs";
import { cutBehindDecoder } from "./scripts/weights-parts.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const LAB = join(root, "www", "engine", "lab.js");
const LIBRARY = join(root, "www", "vae-lab.js");

/**
 * The page imports the built vae-lab.js, as any other page would: one copy.
 * @param {{ context?: string, request?: string, contextInfo?: { issuer: string } }} data
 * @param {(error?: null, result?: string) => void} done
 */
function labIsExternal({ context = "", request = "", contextInfo }, done) {
  const issuer = contextInfo?.issuer;
  const fromPage =
    issuer && issuer !== LIBRARY && dirname(issuer) !== dirname(LAB);
  if (fromPage && resolve(context, request) === LAB)
    return done(null, "module ./vae-lab.js");
  done();
}

/** @type {(from: string, to: string) => { from: string, to: string }} */
const copy = (from, to) => ({ from: join(root, from), to });

/** The modules of a build, by their names in it. */
const WASM = {
  "flex.wasm": "pkg/flex/vae_lab_bg.wasm",
  "flex-relaxed.wasm": "pkg/flex/vae_lab_relaxed.wasm",
  "ndarray.wasm": "pkg/ndarray/vae_lab_bg.wasm",
  "webgpu.wasm": "pkg/webgpu/vae_lab_bg.wasm",
  "workshop.wasm": "pkg/workshop/vae_lab_bg.wasm",
};

/** The same name with a hash in it. @param {string} name */
const hashed = (name) => name.replace(".", ".[contenthash].");

const FIRST_MODEL = "models/dense-z20.safetensors";

/**
 * @param {0 | 1} part
 * @param {string} name
 */
const partOfModel = (part, name) => ({
  ...copy(FIRST_MODEL, `models/dense-z20.${name}.[contenthash].part`),
  transform: (/** @type {Buffer} */ bytes) => cutBehindDecoder(bytes)[part],
});

const ENGINE = {
  "vae-lab": {
    import: "./www/engine/lab.js",
    library: { type: "module" },
  },
  worker: "./www/engine/worker.js",
};

/** @satisfies {import("webpack").Configuration} */
const common = {
  context: root,
  mode: /** @type {const} */ ("production"),
  target: ["web", "es2022"],
  experiments: { outputModule: true, css: true },
  externals: [labIsExternal],
  externalsType: /** @type {const} */ ("module"),
  module: {
    // Of a shadow tree, as text.
    rules: [{ resourceQuery: /^\?text$/, type: "asset/source" }],
    // Left as they are written: browsers resolve them beside the script, and a
    // user's own bundler follows them from there.
    parser: { javascript: { importMeta: false, url: false, worker: false } },
  },
  optimization: {
    splitChunks: /** @type {const} */ (false),
    runtimeChunk: /** @type {const} */ (false),
    minimizer: [
      // The notices have every licence: no file beside each script. What tells
      // other bundlers to leave an import alone, stays.
      new MinimizerPlugin({
        extractComments: false,
        minimizerOptions: {
          format: { comments: /webpackIgnore|@vite-ignore/ },
        },
      }),
    ],
  },
  performance: { hints: /** @type {const} */ (false) },
  stats: "errors-warnings",
};

/** @type {import("webpack").Configuration} */
const page = {
  ...common,
  devtool: "source-map",
  entry: {
    main: "./www/main.js",
    theme: "./www/theme.js",
    "service-worker": "./www/offline/service-worker.js",
    "import-worker": "./www/import/import-worker.js",
    "gif-worker": "./www/export/gif-worker.js",
    ...ENGINE,
    // With the element, and what it imports when it comes into view.
    "vae-lab": { import: LIBRARY, library: { type: "module" } },
    embed: { import: "./www/embed/embed.js", library: { type: "module" } },
  },
  output: {
    path: join(root, "dist"),
    // Whoever imports Lab knows one name alone, as do browsers of the other.
    filename: ({ chunk }) =>
      ["vae-lab", "service-worker"].includes(chunk?.name ?? "")
        ? "[name].js"
        : "[name].[contenthash].js",
    chunkFilename: "[name].[contenthash].js",
    cssFilename: "[name].[contenthash].css",
    sourceMapFilename: "[name].[contenthash][ext].map",
    module: true,
    clean: true,
  },
  plugins: [
    new CopyPlugin({
      patterns: [
        copy("index.html", "."),
        copy("LICENSE", hashed("LICENSE.txt")),
        copy("models", "models"),
        partOfModel(0, "decoder"),
        partOfModel(1, "encoder"),
        {
          from: join(root, "pkg/data"),
          to: ({ absoluteFilename = "" }) =>
            `data/${hashed(basename(absoluteFilename))}`,
        },
        ...Object.entries(WASM).map(([to, from]) => copy(from, hashed(to))),
      ],
    }),
    new Notices({ hashed: true }),
    new PublishedNames(/^data\/fashion-train-/),
    new KeptFilesList("service-worker.js"),
  ],
};

const PACKAGED = ["dense-z20", "conv-z2", "classifier"];

/** @type {import("webpack").Configuration} */
export const packaged = {
  ...common,
  devtool: false,
  entry: ENGINE,
  output: {
    path: join(root, "package"),
    filename: "[name].js",
    module: true,
    clean: true,
  },
  plugins: [
    new webpack.NormalModuleReplacementPlugin(
      /\/shipped-models\.js$/,
      join(root, "www", "engine", "packaged-models.js"),
    ),
    new CopyPlugin({
      patterns: [
        ...PACKAGED.flatMap((name) => [
          copy(`models/${name}.safetensors`, "models"),
          copy(`models/${name}.md`, "models"),
        ]),
        ...Object.entries(WASM).map(([to, from]) => copy(from, to)),
      ],
    }),
    new Notices({ hashed: false }),
  ],
};

export default page;
