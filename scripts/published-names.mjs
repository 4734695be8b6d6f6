/**
 * A webpack plugin: every file of the build has a hash of its contents in its
 * name, so that browsers may keep it for ever, and what is spelled out in the
 * sources as `new URL("./file", import.meta.url)` or in index.html names it so.
 */
import webpack from "webpack";
import { plainName } from "./names.mjs";

/** In the sources, before the code is made small. */
const LITERAL =
  /(?:new URL\(\s*|\/\* published \*\/ )"\.\/([^"]*[^"/])"(?:,\s*import\.meta\.url,?\s*\))?/g;
const IN_PAGE = /(?<=(?:href|src)=")\.\/([^"]+)(?=")/g;
export class PublishedNames {
  #optional;

  /** @param {RegExp} optional which files may be missing: not every machine has them */
  constructor(optional) {
    this.#optional = optional;
  }

  /** @param {import("webpack").Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap("PublishedNames", (compilation) => {
      compilation.hooks.processAssets.tap(
        {
          name: "PublishedNames",
          // After files were copied, before the hashes are made of what is there.
          stage: webpack.Compilation.PROCESS_ASSETS_STAGE_PRE_PROCESS,
        },
        () => this.#rename(compilation),
      );
    });
  }

  /** @param {import("webpack").Compilation} compilation */
  #rename(compilation) {
    const names = compilation.getAssets().map(({ name }) => name);
    const published = new Map(names.map((name) => [plainName(name), name]));
    for (const name of names.filter((each) => /\.(js|html)$/.test(each))) {
      const pattern = name.endsWith(".html") ? IN_PAGE : LITERAL;
      compilation.updateAsset(name, (source) => {
        const made = new webpack.sources.ReplaceSource(source);
        for (const found of String(source.source()).matchAll(pattern)) {
          const [text, plain] = found;
          const file = published.get(plain);
          if (!file && !this.#optional.test(plain))
            compilation.errors.push(
              new webpack.WebpackError(
                `${name} asks for ./${plain}: there is no such file.`,
              ),
            );
          const to = text.replace(`./${plain}`, `./${file ?? plain}`);
          made.replace(found.index, found.index + text.length - 1, to);
        }
        return made;
      });
    }
  }
}
