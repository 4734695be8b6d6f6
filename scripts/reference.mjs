/**
 * Makes the values that the tests compare with, by the Python programs of
 * tests/reference/, and measures every shipped model again in Python.
 * Needs python3 with numpy ($PYTHON names another one); torch and safetensors
 * for the files in tests/reference/torch/ and for reading ours as others do.
 * Usage: node scripts/reference.mjs [--images N] [MODEL.safetensors …]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isStarted, main, output, root, run, say, Stop } from "./steps.mjs";

const PYTHON = process.env.PYTHON ?? "python3";
const FOLDER = "tests/reference";
const IMAGES = "1000";

/** Programs that print a JSON file of their own name. */
const PRINTED = ["reference", "objectives", "models"];

/** @param {string[]} args */
async function reference(args) {
  const { images, models } = parse(args);
  need("numpy", "python3 -m pip install numpy, best in a venv, and $PYTHON");
  for (const name of PRINTED) printJson(name);
  if (has("torch") && has("safetensors")) {
    await python("torch_vae.py");
    say(`${FOLDER}/torch/: written by torch`);
  } else say("torch or safetensors is missing: torch/ stays as it is");
  if (has("safetensors")) await python("load_export.py", ...models);
  else say("safetensors is missing: our files are not read by it");
  for (const model of models) await measure(model, images);
}

/** @param {string[]} args */
function parse(args) {
  const rest = [...args];
  const at = rest.indexOf("--images");
  const images = at < 0 ? IMAGES : rest.splice(at, 2)[1];
  return { images: images ?? IMAGES, models: rest.length ? rest : shipped() };
}

/** The weights files in models/ that hold an autoencoder. */
function shipped() {
  return readdirSync(join(root, "models"))
    .filter((name) => name.endsWith(".safetensors"))
    .map((name) => `models/${name}`)
    .filter((path) => config(path)?.latentDim);
}

/**
 * What a weights file says its model is.
 * @param {string} path
 */
function config(path) {
  const bytes = readFileSync(join(root, path));
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  return JSON.parse(header.__metadata__?.vae_lab ?? "{}").config;
}

/** @param {string} module */
function has(module) {
  return output(PYTHON, ["-c", `import ${module}`]) !== undefined;
}

/**
 * @param {string} module
 * @param {string} remedy
 */
function need(module, remedy) {
  if (!has(module))
    throw new Stop(`${PYTHON} has no ${module}. Install it: ${remedy}.`);
}

/**
 * @param {string} program
 * @param {string[]} args
 */
async function python(program, ...args) {
  await run(PYTHON, [`${FOLDER}/${program}`, ...args]);
}

/** @param {string} name */
function printJson(name) {
  const printed = output(PYTHON, [`${FOLDER}/${name}.py`]);
  if (!printed)
    throw new Stop(
      `${FOLDER}/${name}.py failed: run it to see why. ${name}.json stays as it was.`,
    );
  writeFileSync(join(root, FOLDER, `${name}.json`), `${printed}\n`);
  say(`${FOLDER}/${name}.json: written by ${name}.py`);
}

/**
 * Measures a model here and in Python with the same noise.
 * @param {string} model
 * @param {string} images
 */
async function measure(model, images) {
  const dump = `target/reference/${basename(model)}`;
  mkdirSync(join(root, "target", "reference"), { recursive: true });
  await run("cargo", [
    ...["run", "--release", "--quiet", "--bin", "vae-lab", "--", "evaluate"],
    ...[model, "--images", images, "--dump-noise", dump],
  ]);
  await python("evaluate.py", model, dump);
}

if (isStarted(import.meta.url))
  await main(() => reference(process.argv.slice(2)));
