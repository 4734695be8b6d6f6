/**
 * The models of models/: trains one anew, writes its card, or checks them all.
 * Usage: npm run zoo                    (what there is)
 *        npm run zoo -- <name>          (trains it anew, measures it, writes its card)
 *        npm run zoo -- <name> --card   (measures the file that is there, writes its card)
 *        npm run zoo -- --check         (measures every file again and compares)
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FASHION, installFashion } from "./fashion.mjs";
import { isStarted, main, output, root, run, say, Stop } from "./steps.mjs";
import { readmeOf } from "./zoo-readme.mjs";
import { CLASSIFIERS, RECIPES } from "./zoo-recipes.mjs";

const MODELS = "models";
const README = join(MODELS, "README.md");
const TOOL = join("target", "release", "vae-lab");

/** @typedef {import("./zoo-recipes.mjs").Recipe} Recipe */

/** @type {Record<string, Recipe>} */
const all = { ...RECIPES, ...CLASSIFIERS };

/** @param {string} name @param {string} ending */
const fileOf = (name, ending) => join(MODELS, `${name}.${ending}`);

/** @param {string[]} args */
const tool = (...args) => run(join(root, TOOL), args);

/** @param {Recipe} recipe */
const dataOf = (recipe) => (recipe.fashion ? ["--data", FASHION] : []);

/**
 * The files that are there, in the order of the recipes.
 * @param {Record<string, Recipe>} recipes
 */
const shipped = (recipes) =>
  Object.entries(recipes).filter(([name]) =>
    existsSync(join(root, fileOf(name, "safetensors"))),
  );

/** Builds the command line; fetches what data the recipes need. */
async function prepare() {
  await run("cargo", ["build", "--release", "--bin", "vae-lab"]);
  await installFashion();
}

/** @param {string} name @param {Recipe} recipe */
async function train(name, recipe) {
  const command = name in CLASSIFIERS ? "train-classifier" : "train";
  const file = fileOf(name, "safetensors");
  const args = [...recipe.args, ...dataOf(recipe)];
  say(`zoo: vae-lab ${command} ${args.join(" ")} --half --output ${file}`);
  await tool(command, ...args, "--half", "--output", file);
  await round(file, recipe);
}

/** @param {string} file @param {Recipe} recipe */
async function round(file, { bits }) {
  if (bits) await tool("convert", file, file, "--half", "--bits", String(bits));
}

/** Measures a file, and writes its figures, its picture and its card.
 * @param {string} name @param {Recipe} recipe */
async function card(name, recipe) {
  const file = fileOf(name, "safetensors");
  if (name in RECIPES) {
    await tool("measure", file, ...dataOf(recipe));
    await tool("sample", file, "--output", fileOf(name, "png"));
  }
  writeFileSync(join(root, fileOf(name, "md")), cardOf(name));
  writeFileSync(join(root, README), readme());
}

/** @param {string} name */
function cardOf(name) {
  const text = output(join(root, TOOL), [
    ...["inspect", "--card", fileOf(name, "safetensors")],
  ]);
  if (text === undefined) throw new Stop(`${name} could not be read.`);
  return `${text}\n`;
}

/** @param {Record<string, Recipe>} recipes */
const filesOf = (recipes) =>
  shipped(recipes).map(([name, recipe]) => {
    const bytes = readFileSync(join(root, fileOf(name, "safetensors")));
    return { name, recipe, bytes };
  });

const readme = () => readmeOf(filesOf(RECIPES), filesOf(CLASSIFIERS));

async function check() {
  /** @type {string[]} */
  const wrong = [];
  for (const [name, recipe] of shipped(all)) {
    say(`zoo: ${name}`);
    const file = fileOf(name, "safetensors");
    try {
      await tool("measure", file, "--check", ...dataOf(recipe));
    } catch {
      wrong.push(`${file} states what is not measured`);
    }
    if (cardOf(name) !== readFileSync(join(root, fileOf(name, "md")), "utf8"))
      wrong.push(`${fileOf(name, "md")} is not the card that the file gives`);
  }
  if (readme() !== readFileSync(join(root, README), "utf8"))
    wrong.push(`${README} is not what the files give`);
  const unknown = readdirSync(join(root, MODELS))
    .filter((name) => name.endsWith(".safetensors"))
    .map((name) => name.replace(".safetensors", ""))
    .filter((name) => !(name in all));
  wrong.push(...unknown.map((name) => `${name} has no recipe`));
  if (wrong.length) throw new Stop(`${wrong.join("\n")}`);
  say(`zoo: ${shipped(all).length} files are what their cards say`);
}

if (isStarted(import.meta.url))
  await main(async () => {
    const [name, option] = process.argv.slice(2);
    if (name === undefined) {
      for (const [known, { purpose }] of Object.entries(all))
        say(`${known.padEnd(20)} ${purpose}`);
      return;
    }
    const recipe = all[name];
    if (name !== "--check" && !recipe)
      throw new Stop(
        `There is no model "${name}": ${Object.keys(all).join(", ")} are.`,
      );
    await prepare();
    if (name === "--check") return check();
    if (option !== "--card") await train(name, recipe);
    await card(name, recipe);
  });
