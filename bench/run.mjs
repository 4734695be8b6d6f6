/**
 * VAE Lab beside its peers on this machine: measures, prints, compares.
 * Usage: npm run bench -- --help
 */
import { writeFileSync } from "node:fs";
import { main, say, Stop } from "../scripts/steps.mjs";
import { measureAll, workload } from "./command/all.mjs";
import { recorded, writeDocuments } from "./command/documents.mjs";
import { installPeers, requireBuild } from "./command/install.mjs";
import { HELP, PARTS, readOptions } from "./command/options.mjs";
import { planOf } from "./command/plan.mjs";
import { ratiosOf, TOLERANCE, worseThan } from "./command/ratios.mjs";
import { makeReference } from "./command/reference.mjs";
import { reportOf } from "./command/report.mjs";
import { serveBench } from "./command/server.mjs";

/** @typedef {import("./command/options.mjs").Options} Options */
/** @typedef {import("./command/report.mjs").Result} Result */

/** @param {Options} options */
function checkWhole({ only, nets, batches, parts, quick }) {
  const { length } = Object.keys(workload.nets);
  const isWhole =
    only.length === 0 &&
    nets.length === length &&
    batches.length === workload.batches.length &&
    parts.length === PARTS.length;
  if (!isWhole || quick)
    throw new Stop("--write needs a whole run: no part left out, not --quick.");
}

/**
 * What is on record of the measurements that these options ask for.
 * @param {Options} options
 * @param {Result} before
 */
function recordedOf(options, { cells, ceiling }) {
  const plan = planOf(options, workload.decoded);
  const asked = cells.filter((cell) =>
    plan.some(
      ({ entry, net, what, size }) =>
        entry.id === cell.engine &&
        net === cell.net &&
        what === cell.what &&
        size === cell.size,
    ),
  );
  return ratiosOf({
    cells: asked,
    ceiling: options.parts.includes("ceiling") ? ceiling : undefined,
    workload,
  });
}

/** @param {Options} options @param {Result} result @param {Result} before */
function check(options, { ratios }, before) {
  const compared = recordedOf(options, before);
  if (compared.length === 0)
    throw new Stop("No ratio of this run is on record: nothing was compared.");
  const worse = worseThan(ratios, compared);
  const most = `${TOLERANCE * 100} %`;
  if (worse.length > 0)
    throw new Stop(`More than ${most} worse:\n${worse.join("\n")}`);
  say(`\nNone of ${compared.length} ratios is more than ${most} worse.`);
}

/** @param {Options} options @param {string[]} args */
async function bench(options, args) {
  const before = options.check ? recorded() : undefined;
  if (options.write) checkWhole(options);
  const server = await serveBench();
  try {
    const result = await measureAll(server, options, args);
    const lines = reportOf(result, workload);
    say(`\n${lines.join("\n")}`);
    if (options.json)
      writeFileSync(options.json, `${JSON.stringify(result, null, 1)}\n`);
    if (options.write) await writeDocuments(result, lines);
    if (before) check(options, result, before);
  } finally {
    server.close();
  }
}

/** @param {number} port */
async function serve(port) {
  const { url } = await serveBench(port);
  say(`${url}/bench/page/bench.html`);
}

await main(async () => {
  const args = process.argv.slice(2);
  const options = readOptions(args);
  if (options.help) return say(HELP);
  requireBuild();
  if (options.reference) return makeReference();
  installPeers();
  await (options.serve ? serve(options.port) : bench(options, args));
});
