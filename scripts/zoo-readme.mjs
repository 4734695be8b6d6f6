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
  const { test, testBinarized } = figures;
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
  ];
  return `| ${cells.join(" | ")} |`;
}

const HEAD = `# The models

Written by \`npm run zoo\` from the files themselves; \`npm run zoo -- --check\` measures them again and
fails where reconstruction, KL, negative ELBO or NLL is off by more than 0.05 nats, another of their
figures by more than 0.1 % (or 0.001, if that is more), one of the samples, of their scale or of
their neighbours by more than 2 % (or 0.002), or where a file states what is not measured. All figures are of the 10,000 images of the test
set, in nats per image, at seed 0; ± is one standard error over the images. NLL is importance-sampled
with 200 draws an image. *Binarized once* means that every pixel was drawn black or white with the
probability of its grey, once for each image, by our own seed; figures of grey and of binarized
images cannot be compared with each other, nor with those of others' fixed binarization. Each name
leads to its card, with every other figure and how it was trained.

| model | for | has to reach | file | images | negative ELBO | NLL | NLL, binarized once | active units | PSNR |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

const QUALITY_HEAD = `
10,000 samples of each against the 10,000 test images, in the features of a classifier of our own
(below); as many training images and as much uniform noise are its scale. The distances cannot be
compared with those in Inception's features, nor those of digits with those of clothes. The last two
columns are Euclidean distances over the grey pixels, of 1,000 samples and of 1,000 test images to the
nearest of the 60,000 training images: a copy would be at 0.

| model | Fréchet distance | precision | recall | of the class asked for | distance of real images | of noise | nearest training image, of samples | of test images |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

/** @param {Model} model */
function qualityRow({ name, bytes }) {
  const { samples, scale, nearestTraining } = metadataOf(bytes).figures.quality;
  const { samples: samplesApart, testImages: testApart } = nearestTraining;
  const { classAccuracy } = samples;
  const cells = [
    name,
    fixed(samples.frechetDistance, 1),
    fixed(samples.precision, 3),
    fixed(samples.recall, 3),
    classAccuracy ? `${fixed(100 * classAccuracy, 2)} %` : "–",
    fixed(scale.real.frechetDistance, 1),
    fixed(scale.noise.frechetDistance, 0),
    ...[samplesApart, testApart].map(({ mean, least }) => {
      return `${fixed(mean, 2)}, least ${fixed(least, 2)}`;
    }),
  ];
  return `| ${cells.join(" | ")} |`;
}

const CLASSIFIER_HEAD = `
| classifier | for | has to reach | file | of the test images |
| --- | --- | --- | --- | --- |
`;

/** @param {Model} model */
function classifierRow({ name, recipe, bytes }) {
  /** @type {{ images: string, count: number, correct: number }[]} */
  const accuracies = metadataOf(bytes).accuracies;
  const test = accuracies.find(({ images }) => images.includes("test"));
  const share = test ? (100 * test.correct) / test.count : NaN;
  const cells = [
    `[${name}](${name}.md)`,
    recipe.purpose,
    recipe.target,
    `${fixed(bytes.length / 1000, 0)} kB`,
    `${fixed(share, 2)} %`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/**
 * @param {Model[]} models
 * @param {Model[]} classifiers
 * @returns {string}
 */
export function readmeOf(models, classifiers) {
  const commands = [...models, ...classifiers].map(
    ({ name, bytes }) => `- ${name}: \`${metadataOf(bytes).command}\``,
  );
  return `${HEAD}${models.map(row).join("\n")}
${QUALITY_HEAD}${models.map(qualityRow).join("\n")}
${CLASSIFIER_HEAD}${classifiers.map(classifierRow).join("\n")}

Each is trained again by \`npm run zoo -- <name>\`, which runs

${commands.join("\n")}

[What was tried](tries.md) on the way, and what falls short.
`;
}
