/**
 * What `npm run bench` can be told.
 */
import { parseArgs } from "node:util";
import { Stop } from "../../scripts/steps.mjs";

export const HELP = `Usage: npm run bench -- [options]

Measures VAE Lab and its peers on this machine, one after another, each in a
fresh headless Chromium, and prints a table. Needs dist/ (npm run build).

  --only LIST     of ours, jax-js, tfjs, onnx, or ids of bench/engines/list.js
  --net NAME      dense or conv
  --batch SIZE    128 or 32
  --part LIST     of ceiling, train, decode, open, start, slider, memory
                  (all by default)
  --budget S      seconds a training measurement may take (60)
  --quick         a budget of 10 s, and less of everything: to see that it works
  --json FILE     writes all figures there
  --write         writes docs/performance.md and docs/performance.json
  --check         compares the ratios with docs/performance.json; exits with 1
                  where one is more than 15 % worse
  --reference     makes bench/reference/losses.json again (Python, numpy)
  --serve         serves the page that measures in your own browser
  --port N        where (8090)
  --help          prints this`;

export const PARTS = [
  "ceiling",
  "train",
  "decode",
  "open",
  "start",
  "slider",
  "memory",
];

/**
 * @typedef {object} Options
 * @property {string[]} only
 * @property {string[]} nets
 * @property {number[]} batches
 * @property {string[]} parts
 * @property {number} budgetMs
 * @property {boolean} quick
 * @property {string} [json]
 * @property {boolean} write
 * @property {boolean} check
 * @property {boolean} reference
 * @property {boolean} serve
 * @property {number} port
 * @property {boolean} help
 */

const BUDGET_S = 60;
const QUICK_S = 10;
const PORT = 8090;

/**
 * The command as it goes on record: without where its figures went besides.
 *
 * @param {string[]} args
 */
export function commandOf(args) {
  const told = args.filter(
    (arg, i) => !/^--json(=|$)/.test(arg) && args[i - 1] !== "--json",
  );
  return ["npm run bench", ...(told.length ? ["--", ...told] : [])].join(" ");
}

/**
 * @param {string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  try {
    const { values } = parseArgs({ args, options: DESCRIPTION });
    const list = (/** @type {string | undefined} */ text) =>
      text ? text.split(",") : [];
    const { budget, quick = false, port } = values;
    const options = {
      only: list(values.only),
      nets: oneOf(list(values.net), ["dense", "conv"], "--net"),
      batches: oneOf(list(values.batch), ["128", "32"], "--batch").map(Number),
      parts: oneOf(list(values.part), PARTS, "--part"),
      budgetMs: 1000 * numberOf(budget ?? (quick ? QUICK_S : BUDGET_S)),
      quick,
      json: values.json,
      write: values.write ?? false,
      check: values.check ?? false,
      reference: values.reference ?? false,
      serve: values.serve ?? false,
      port: numberOf(port ?? PORT),
      help: values.help ?? false,
    };
    return options;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Stop(`${reason}\n\n${HELP}`);
  }
}

const text = /** @type {const} */ ({ type: "string" });
const flag = /** @type {const} */ ({ type: "boolean" });
const DESCRIPTION = {
  only: text,
  net: text,
  batch: text,
  part: text,
  budget: text,
  json: text,
  port: text,
  quick: flag,
  write: flag,
  check: flag,
  reference: flag,
  serve: flag,
  help: flag,
};

/**
 * @param {string[]} given
 * @param {string[]} all
 * @param {string} name
 */
function oneOf(given, all, name) {
  const unknown = given.find((one) => !all.includes(one));
  if (unknown) throw new Error(`${name} has no ${unknown}: ${all.join(", ")}`);
  return given.length > 0 ? given : all;
}

/** @param {string | number} given */
function numberOf(given) {
  const number = Number(given);
  if (!(number > 0)) throw new Error(`${given} is no number above 0`);
  return number;
}
