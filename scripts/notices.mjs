/**
 * A webpack plugin that adds THIRD-PARTY-NOTICES.txt: every crate and npm package
 * whose code is in the build, with its licence text from its own folder, in one
 * fixed order.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import webpack from "webpack";
import { crates } from "./crates.mjs";
import { APACHE, standardText } from "./licences.mjs";
import { root, say } from "./steps.mjs";

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} license an SPDX expression
 * @property {string[]} authors
 * @property {string} repository
 * @property {string} folder
 */

const HEAD = `VAE Lab ships the work of others. This file names it, with its licences.

Handwritten digits: MNIST, by Yann LeCun and Corinna Cortes, CC BY-SA 3.0
(https://creativecommons.org/licenses/by-sa/3.0/). data/ holds the first 200
training images of each class, unchanged; the models in models/ were trained
on its training images.

The Rust standard library, which is in each .wasm file, is licensed
MIT OR Apache-2.0: copyright (c) The Rust Project Contributors.
`;

const RULE = "=".repeat(78);

export class Notices {
  #hashed;

  /** @param {{ hashed: boolean }} how whether its name has a hash of its contents */
  constructor({ hashed }) {
    this.#hashed = hashed;
  }

  /** @param {import("webpack").Compiler} compiler */
  apply(compiler) {
    compiler.hooks.thisCompilation.tap("Notices", (compilation) => {
      /** @type {string[]} */
      let bundled = [];
      compilation.hooks.finishModules.tap("Notices", (modules) => {
        bundled = [...modules].map((module) => module.nameForCondition() ?? "");
      });
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name: "Notices", stage }, () => {
        const text = noticesOf(bundled);
        const hash = createHash("sha256")
          .update(text)
          .digest("hex")
          .slice(0, 20);
        compilation.emitAsset(
          `THIRD-PARTY-NOTICES${this.#hashed ? `.${hash}` : ""}.txt`,
          new webpack.sources.RawSource(text),
        );
      });
    });
  }
}

/**
 * @param {Iterable<string>} bundled the paths of the files that webpack read
 */
function noticesOf(bundled) {
  const parts = [...crates(), ...npmPackages(bundled)].sort((a, b) =>
    identity(a) < identity(b) ? -1 : 1,
  );
  /** @type {Map<string, string[]>} each text once, with those that it covers */
  const covered = new Map();
  for (const part of parts)
    for (const text of licenceTexts(part, parts))
      covered.set(text, [...(covered.get(text) ?? []), identity(part)]);
  const list = parts.map((part) => `${identity(part)}: ${part.license}`);
  const texts = [...covered].map(
    ([text, names]) => `${RULE}\n${names.join(", ")}\n${RULE}\n\n${text}\n`,
  );
  say(`notices: ${parts.length} packages, ${covered.size} licence texts`);
  return [HEAD, list.join("\n") + "\n", ...texts].join("\n");
}

/** @param {Part} part */
function identity({ name, version }) {
  return `${name} ${version}`;
}

/**
 * @param {Iterable<string>} bundled
 * @returns {Part[]}
 */
function npmPackages(bundled) {
  const inPackage =
    /^node_modules\/((?:@[^/]+\/)?[^/]+)\/.*\.(?:c|m)?(?:js|css)$/;
  const names = new Set();
  for (const path of bundled) {
    if (!path.startsWith(root)) continue;
    const relative = path.slice(root.length).replaceAll(sep, "/");
    const name = inPackage.exec(relative)?.[1];
    if (name) names.add(name);
  }
  return [...names].map((name) => {
    const folder = join(root, "node_modules", name);
    const manifest = readFileSync(join(folder, "package.json"), "utf8");
    const { author, license, repository, version } = JSON.parse(manifest);
    const authors = author ? [author.name ?? author] : [];
    const source = repository?.url ?? repository ?? "";
    return { name, version, license, authors, repository: source, folder };
  });
}

/**
 * The licence and notice files of a package, or the standard text of its
 * licence where it carries none.
 * @param {Part} part
 * @param {Part[]} parts where a standard text may be found
 * @returns {string[]}
 */
function licenceTexts(part, parts) {
  const own = ownTexts(part);
  if (own.length) return own;
  const apache = () =>
    parts.flatMap(ownTexts).find((text) => APACHE.test(text));
  return [standardText(part, apache)];
}

/** @param {Part} part */
function ownTexts({ folder }) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => /^(licen[cs]e|copying|notice|copyright)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .map((text) => text.replaceAll("\r\n", "\n").trim());
}
