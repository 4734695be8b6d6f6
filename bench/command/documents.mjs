/**
 * docs/performance.json, which --check compares with, and the figures within
 * docs/performance.md.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run, Stop } from "../../scripts/steps.mjs";

/** @typedef {import("./report.mjs").Result} Result */

const JSON_FILE = join("docs", "performance.json");
const TEXT_FILE = join("docs", "performance.md");
const START = "<!-- figures: written by npm run bench -- --write -->";
const END = "<!-- end of the figures -->";

/** @returns {Result} */
export function recorded() {
  const path = join(root, JSON_FILE);
  if (!existsSync(path))
    throw new Stop(`There is no ${JSON_FILE} to compare with.`);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** @param {Result} result @param {string[]} lines */
export async function writeDocuments(result, lines) {
  const path = join(root, TEXT_FILE);
  const text = readFileSync(path, "utf8");
  const [from, to] = [text.indexOf(START), text.indexOf(END)];
  if (from < 0 || to < from)
    throw new Stop(`${TEXT_FILE} has no place for the figures.`);
  const before = text.slice(0, from + START.length);
  const figures = `\n\n${lines.join("\n")}\n\n`;
  writeFileSync(path, before + figures + text.slice(to));
  writeFileSync(join(root, JSON_FILE), JSON.stringify(result));
  const prettier = join("node_modules", "prettier", "bin", "prettier.cjs");
  await run(process.execPath, [prettier, "--write", TEXT_FILE, JSON_FILE]);
}
