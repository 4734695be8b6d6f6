/**
 * VAE Lab beside its peers on this machine: measures, prints, compares.
 * Usage: npm run bench -- --help
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main, root, say } from "../scripts/steps.mjs";
import { measureCell } from "./command/cells.mjs";
import { installPeers, requireBuild } from "./command/install.mjs";
import { HELP, readOptions } from "./command/options.mjs";
import { planOf } from "./command/plan.mjs";
import { makeReference } from "./command/reference.mjs";
import { serveBench } from "./command/server.mjs";
import { short, tableOf } from "./command/table.mjs";

/** @typedef {import("./command/options.mjs").Options} Options */
/** @typedef {import("./command/table.mjs").Cell} Cell */

const workload = JSON.parse(
  readFileSync(join(root, "bench", "workload.json"), "utf8"),
);

/**
 * @param {string} url
 * @param {Options} options
 * @returns {Promise<Cell[]>}
 */
async function measureAll(url, options) {
  const plan = planOf(options, workload.decoded);
  const cells = [];
  for (const [i, { entry, net, what, size, budgetMs }] of plan.entries()) {
    const place = `[${i + 1}/${plan.length}]`.padEnd(8);
    process.stdout.write(`${place} ${entry.id}, ${net}, ${what} ${size}: `);
    const answer = await measureCell(url, entry, { net, what, size, budgetMs });
    const cell = { engine: entry.id, net, what, size, ...flat(answer) };
    say(cell.ms ? `${short(cell.ms.median)} ms` : `fails: ${cell.error}`);
    cells.push(cell);
  }
  return cells;
}

/** @param {import("./page/cell.js").Answer} answer */
const flat = (answer) =>
  "error" in answer
    ? { error: answer.error }
    : { about: answer.about, ...answer.figures };

/** @param {Options} options */
async function bench(options) {
  const server = await serveBench();
  try {
    const cells = await measureAll(server.url, options);
    for (const net of options.nets) {
      say(`\n${workload.nets[net].title}\n`);
      for (const line of tableOf(cells, net)) say(line);
    }
    if (options.json)
      writeFileSync(options.json, JSON.stringify({ cells }, null, 1));
  } finally {
    server.close();
  }
}

await main(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(HELP);
  requireBuild();
  if (options.reference) return makeReference();
  installPeers();
  await bench(options);
});
