/**
 * A webpack plugin: tells the service worker which files the build has, and which
 * of them a first visit needs.
 */
import { createHash } from "node:crypto";
import webpack from "webpack";
import { isForEver, plainName } from "./names.mjs";

/** What is only asked for by some: a device, a model, a data set, a licence. */
const LATER =
  /^(embed\.js|webgpu\.wasm|ndarray\.wasm|data\/(mnist-train|fashion)-.*|models\/.*|.*\.txt)$/;
const ALWAYS = /^models\/dense-z20\.(decoder|encoder)\.part$/;
const NEVER = /\.map$/;
/** In www/offline/service-worker.js, made small. */
const PLACEHOLDER = /[\w$]+\.__KEPT_FILES\b/;

export class KeptFilesList {
  #worker;

  /** @param {string} worker the service worker's file */
  constructor(worker) {
    this.#worker = worker;
  }

  /** @param {import("webpack").Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap("KeptFilesList", (compilation) => {
      // Behind the hashes: index.html names what has them.
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER;
      compilation.hooks.processAssets.tap(
        { name: "KeptFilesList", stage },
        () =>
          compilation.updateAsset(this.#worker, (source) => {
            const text = String(source.source());
            const list = JSON.stringify(this.#list(compilation));
            return new webpack.sources.RawSource(
              text.replace(PLACEHOLDER, () => `(${list})`),
            );
          }),
      );
    });
  }

  /**
   * @param {import("webpack").Compilation} compilation
   * @returns {{ first: object[], all: string[] }} as the service worker takes it
   */
  #list(compilation) {
    const assets = compilation
      .getAssets()
      .filter(({ name }) => name !== this.#worker && !NEVER.test(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const isFirst = (/** @type {string} */ name) =>
      ALWAYS.test(name) || !LATER.test(plainName(name));
    return {
      first: assets
        .filter(({ name }) => isFirst(name))
        .map(({ name, source }) => ({
          url: name,
          revision: isForEver(name) ? null : revisionOf(source.buffer()),
        })),
      all: assets
        .map(({ name }) => name)
        .filter((name) => !isFirst(name) && isForEver(name)),
    };
  }
}

/** @param {Buffer} bytes */
const revisionOf = (bytes) =>
  createHash("sha256").update(bytes).digest("hex").slice(0, 20);
