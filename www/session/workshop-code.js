/** Writes what the workshop's button does as a function: files in, a file out. */

import { words } from "../words/words.js";
import { LINE_SEED } from "./fusing.js";
import { wholeSet } from "./learned-from.js";
import { gathering, sideBySide } from "./lesson-code.js";
import { object } from "./literals.js";
import { drawnOf } from "./new-class.js";
import {
  distillOptions,
  factorizeOptions,
  grownTo,
  isCalibrated,
  pruneOptions,
  quantizeOptions,
  spreadPlaces,
  studentOf,
  teachOptions,
  tuneOptions,
} from "./workshop-options.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Settings} Settings
 * @typedef {import("./lesson.js").FilePiece} FilePiece
 *
 * What is made, and of what.
 * @typedef {object} Order
 * @property {Settings} settings
 * @property {import("./session.js").ModelConfig} config the model's
 * @property {string} device
 * @property {boolean} told whether the model is told classes
 * @property {FilePiece} atHand
 * @property {number} hand how many images those are
 * @property {FilePiece} learned what is trained with
 * @property {{ name: string, share: number }[]} others to fuse with
 * @property {number} share of the model itself
 * @property {import("./lesson.js").Images} handful what a class is learned from
 */

/** The digits at hand: a file of their own, or the first of a test set. */
const AT_HAND = { mnist: "mnist-2000", fashion: "fashion-test" };

/**
 * @param {Session} session
 * @returns {Order | null} null where the workshop is not what is on screen
 */
export function orderOf(session) {
  const { lab, settings, digits, digitsOf, workshop } = session;
  if (!lab || !digits || settings.dock !== "workshop") return null;
  const to = digitsOf === "fashion" ? digits.labels.length : undefined;
  const atHand = { file: AT_HAND[digitsOf], from: 0, to };
  const whole = settings.learnFrom === "all" ? wholeSet(session) : null;
  return {
    ...{ settings, config: lab.config, device: lab.device.name, atHand },
    told: (lab.config.classes ?? 0) > 0,
    learned: whole ? { file: whole, from: 0 } : atHand,
    others: workshop.others.map(({ name, share }) => ({ name, share })),
    share: workshop.share,
    hand: digits.labels.length,
    handful: handfulIn(session, atHand),
  };
}

/**
 * @param {Session} session
 * @param {FilePiece} atHand
 * @returns {import("./lesson.js").Images}
 */
function handfulIn(session, atHand) {
  const { teachClass: label, teachFrom, teachCount } = session.settings;
  return teachFrom === "mine"
    ? drawnOf(session, label).map((digit) => ({ ...digit, label }))
    : { ...atHand, classes: [label], most: teachCount };
}

const says = () => words.asCode.says;

/**
 * @param {boolean} told
 * @param {string} name of the images that are declared
 */
const seenAs = (told, name) => ({
  images: { code: name },
  ...(told && { labels: { code: `${name}Labels` } }),
});

/** @param {Order} order @param {string} method @param {object} options */
function simple({ settings, told, atHand }, method, options) {
  const calibrated = isCalibrated(settings);
  const all = { ...options, ...(calibrated && seenAs(told, "images")) };
  return [
    ...(calibrated ? sideBySide("images", atHand, told) : []),
    `  const made = await lab.workshop.${method}(${object(all)});`,
    `  return made.weights;`,
  ];
}

/** @param {Order} order */
function inRounds({ settings, told, atHand, learned, device }) {
  const { rounds, tune } = settings;
  const calibrated = isCalibrated(settings);
  const seen = calibrated ? seenAs(told, "images") : {};
  const pruned = (/** @type {number} */ round) =>
    `    ${object({ ...pruneOptions(settings, round), ...seen })},`;
  const steps = Array.from({ length: rounds }, (_, i) => pruned(i + 1));
  const options = object({
    ...tuneOptions(settings, 1),
    seed: { code: "round + 1" },
    ...(told && { labels: { code: "lessonLabels" } }),
  });
  return [
    ...(calibrated ? sideBySide("images", atHand, told) : []),
    ...(tune > 0 ? sideBySide("lesson", learned, told) : []),
    `  const rounds = [`,
    ...steps,
    `  ];`,
    `  let left = lab;`,
    `  for (const [round, options] of rounds.entries()) {`,
    `    const { weights } = await left.workshop.prune(options);`,
    `    left = await Lab.create({ model: weights, device: ${JSON.stringify(device)} });`,
    ...(tune > 0
      ? [
          `    for await (const { step } of left.train(lesson, ${options})) {`,
          `      console.log(round, step);`,
          `    }`,
        ]
      : []),
    `  }`,
    ...(settings.prune !== "units"
      ? [
          `  // ${says().packedAnew}`,
          `  const made = await left.workshop.prune(${object({ ...pruneOptions(settings), ...seen })});`,
          `  return made.weights;`,
        ]
      : [`  return left.exportWeights();`]),
  ];
}

/** @param {Order} order */
function grown(order) {
  const { settings, atHand, hand } = order;
  const options = grownTo(settings);
  if (settings.growPrior !== "vamp") return simple(order, "grow", options);
  const places = spreadPlaces(settings.growComponents, hand);
  const images = { code: `picked(images, [${places.join(", ")}])` };
  return [
    ...sideBySide("images", atHand, false),
    `  const made = await lab.workshop.grow(${object({ ...options, images })});`,
    `  return made.weights;`,
  ];
}

/** @param {Order} order */
function withoutDead({ settings, told, atHand, config }) {
  const labels = told ? ", { labels: imagesLabels }" : "";
  const { latentDim } = config;
  return [
    ...sideBySide("images", atHand, told),
    `  const { klPerDimension } = await lab.evaluate(images${labels});`,
    `  const latents = [...klPerDimension.keys()].filter(`,
    `    (d) => klPerDimension[d] < ${settings.dead},`,
    `  );`,
    `  const { mean } = await lab.encode(images${labels});`,
    `  const means = Array(${latentDim}).fill(0);`,
    `  mean.forEach((value, i) => (means[i % ${latentDim}] += (value * ${latentDim}) / mean.length));`,
    `  const calibrationImages = mean.length / ${latentDim};`,
    `  const made = await lab.workshop.removeLatents({ latents, means, calibrationImages });`,
    `  return made.weights;`,
  ];
}

/** @param {Order} order */
function fused({ settings, told, atHand, others, share, device }) {
  const address = (/** @type {string} */ name) => {
    const file = /\.safetensors$/.test(name) ? name : `${name}.safetensors`;
    const path = JSON.stringify(`./${encodeURIComponent(file)}`);
    return `    new URL(${path}, import.meta.url),`;
  };
  const { posterior, average, fuseBy } = settings;
  const weights = [share, ...others.map(({ share }) => share)];
  const call =
    settings.fuseBy === "soup"
      ? `soup(others, ${object({ ...seenAs(told, "images"), seed: LINE_SEED })})`
      : `average(others, ${object({ weights })})`;
  return [
    `  // ${says().besides}`,
    `  const others = [`,
    ...others.map(({ name }) => address(name)),
    `  ];`,
    ...(settings.align === "yes" && fuseBy !== "ensemble"
      ? [
          `  const own = await lab.exportWeights();`,
          `  for (const [i, model] of others.entries()) {`,
          `    const other = await Lab.create({ model, device: ${JSON.stringify(device)} });`,
          `    others[i] = (await other.workshop.align(own)).weights;`,
          `    other.close();`,
          `  }`,
        ]
      : []),
    ...(settings.fuseBy === "soup" ? sideBySide("images", atHand, told) : []),
    ...(fuseBy === "ensemble"
      ? [
          `  return lab.workshop.ensemble(others, ${object({ posterior, average })});`,
        ]
      : [
          `  const made = await lab.workshop.${call};`,
          `  return made.weights;`,
        ]),
  ];
}

/** @param {Order} order */
function student({ settings, told, config, learned, device }) {
  const options = object({
    ...distillOptions(settings),
    teacher: { code: "await lab.exportWeights()" },
    ...(told && { labels: { code: "lessonLabels" } }),
  });
  const model = studentOf(config, settings);
  return [
    ...sideBySide("lesson", learned, told),
    `  const model = ${object({ ...model })};`,
    `  const student = await Lab.create({ model, device: ${JSON.stringify(device)} });`,
    `  const options = ${options};`,
    `  for await (const { step, objective } of student.train(lesson, options)) {`,
    `    console.log(step, objective);`,
    `  }`,
    `  return student.exportWeights();`,
  ];
}

/** @param {Order} order */
function taught({ settings, told, config, handful, device }) {
  const { classes = 0 } = config;
  const { teachClass } = settings;
  const options = object({
    ...teachOptions(settings),
    ...(told && { labels: { code: "handfulLabels" } }),
  });
  const learner = [
    `  const grown = await lab.workshop.grow(${object({ classes: teachClass + 1 })});`,
    `  const learner = await Lab.create({ model: grown.weights, device: ${JSON.stringify(device)} });`,
  ];
  const grows = told && teachClass >= classes;
  return [
    ...gathering("handful", handful, told),
    ...(grows ? learner : []),
    `  const options = ${options};`,
    `  for await (const { step, objective } of ${grows ? "learner" : "lab"}.train(handful, options)) {`,
    `    console.log(step, objective);`,
    `  }`,
    `  return ${grows ? "learner" : "lab"}.exportWeights();`,
  ];
}

/** @type {Record<Settings["operation"], (order: Order) => string[]>} */
const LINES = {
  quantize: (order) =>
    simple(order, "quantize", quantizeOptions(order.settings)),
  prune: (order) =>
    order.settings.rounds > 1 || order.settings.tune > 0
      ? inRounds(order)
      : simple(order, "prune", pruneOptions(order.settings)),
  factorize: (order) =>
    simple(order, "factorize", factorizeOptions(order.settings)),
  removeLatents: withoutDead,
  grow: grown,
  fuse: fused,
  distill: student,
  teach: taught,
};

/**
 * @param {Order} order
 * @returns {string[]} lines; none where there is nothing to fuse with yet
 */
export function workshopLines(order) {
  const { operation } = order.settings;
  if (operation === "fuse" && order.others.length === 0) return [];
  const { handful } = order;
  if (operation === "teach" && Array.isArray(handful) && handful.length === 0)
    return [];
  return [
    `// ${says().make}`,
    `export async function make() {`,
    ...LINES[operation](order),
    `}`,
  ];
}

/**
 * @param {Session} session
 * @returns {string[]} none where the workshop is not what is on screen
 */
export function makeLines(session) {
  const order = orderOf(session);
  return order ? workshopLines(order) : [];
}
