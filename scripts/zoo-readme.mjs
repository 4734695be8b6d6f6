/**
 * models/README.md, written from nothing but the recipes and the files.
 */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {import("./zoo-recipes.mjs").Recipe} recipe
 * @property {Buffer} bytes its weights file
 */

/** What a weights file says of itself. @param {Buffer} bytes */
function metadataOf(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  return JSON.parse(header.__metadata__.vae_lab);
}

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => value.toFixed(digits);

/** @param {Model} model */
function row({ name, recipe, bytes }) {
  const { figures } = metadataOf(bytes);
  const { test, testBinarized, quality } = figures;
  /** @param {{ nll: number, nllError: number }} [of] */
  const nll = (of) =>
    of ? `${fixed(of.nll, 2)} ± ${fixed(of.nllError, 2)}` : "–";
  const binarized = test.images.includes("binarized") ? test : testBinarized;
  const cells = [
    `[${name}](${name}.md)`,
    recipe.purpose,
    recipe.target,
    `${fixed(bytes.length / 1000, 0)} kB`,
    test.images.includes("binarized") ? "binarized once" : "grey",
    `${fixed(test.negativeElbo, 2)} ± ${fixed(test.negativeElboError, 2)}`,
    nll(test),
    nll(binarized),
    `${test.activeUnits} of ${test.klPerDimension.length}`,
    `${fixed(test.psnr, 1)} dB`,
    fixed(quality.samples.frechetDistance, 1),
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEAD = `# The models

Written by \`npm run zoo\` from the files themselves; \`npm run zoo -- --check\` measures every figure again
and fails where one is off by more than 0.05 nats. All figures are of the 10,000 images of the test
set, in nats per image, at seed 0; ± is one standard error over the images. NLL is importance-sampled
with 200 draws an image. *Binarized once* means that every pixel was drawn black or white with the
probability of its grey, once for each image, by our own seed; figures of grey and of binarized
images cannot be compared with each other, nor with those of others' fixed binarization. The Fréchet
distance is that of 10,000 samples to the test images in the features of our own classifier
([its card](classifier.md)): as many training images are at 0.9, noise is at 997; it cannot be
compared with Inception's.

| model | for | has to reach | file | images | negative ELBO | NLL | NLL, binarized once | active units | PSNR | Fréchet distance |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

/**
 * @param {Model[]} models
 * @returns {string}
 */
export function readmeOf(models) {
  const commands = models.map(
    ({ name, bytes }) => `- ${name}: \`${metadataOf(bytes).command}\``,
  );
  return `${HEAD}${models.map(row).join("\n")}

Each is trained again by \`npm run zoo -- <name>\`, which runs

${commands.join("\n")}
`;
}
