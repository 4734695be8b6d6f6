/** Writes what Play does as a function: fetch, learn, measure what is held out. */

import { published } from "../import/data-files.js";
import { words } from "../words/words.js";
import { base64, object } from "./literals.js";
import { trainOptions } from "./train-options.js";

/**
 * @typedef {import("./lesson.js").FilePiece} FilePiece
 * @typedef {import("./lesson.js").Images} Images
 * @typedef {import("./lesson.js").Lesson} Lesson
 */

const says = () => words.asCode.says;

/** Where a file lies beside the page. @param {string} file @param {string} part */
const at = (file, part) =>
  JSON.stringify(`./data/${published(`${file}-${part}.idx.gz`)}`);

/**
 * Images of a file that lie side by side.
 *
 * @param {string} name of what is declared
 * @param {FilePiece} piece
 * @param {boolean} told whether the model is told their classes
 */
export function sideBySide(name, { file, from, to }, told) {
  const cut = (/** @type {number} */ each) => {
    if (from === 0 && to === undefined) return "";
    const ends = [from, ...(to === undefined ? [] : [to])];
    return `.subarray(${ends.map((end) => each * end).join(", ")})`;
  };
  const fetched = (/** @type {string} */ part, /** @type {number} */ header) =>
    `(await idx(${at(file, part)}, ${header}))`;
  return [
    `  const ${name} = ${fetched("images", 16)}${cut(784)};`,
    ...(told
      ? [`  const ${name}Labels = ${fetched("labels", 8)}${cut(1)};`]
      : []),
  ];
}

/**
 * Images of a file of some classes.
 *
 * @param {string} name
 * @param {FilePiece & { classes: number[] }} piece
 * @param {boolean} told
 */
function ofClasses(name, piece, told) {
  const { file, from, to, classes, perClass, most } = piece;
  const label = `${name}Classes[i]`;
  const first = to === undefined ? "" : `.subarray(0, ${to})`;
  const wanted = [
    ...(from > 0 ? [`i >= ${from}`] : []),
    `[${classes.join(", ")}].includes(${label})`,
    ...(perClass === undefined
      ? []
      : [`++${name}Seen[${label}] <= ${perClass}`]),
  ];
  const few = most === undefined ? "" : `.slice(0, ${most})`;
  return [
    `  const ${name}Images = await idx(${at(file, "images")}, 16);`,
    `  const ${name}Classes = (await idx(${at(file, "labels")}, 8))${first};`,
    ...(perClass === undefined
      ? []
      : [`  const ${name}Seen = Array(10).fill(0);`]),
    `  const ${name}Places = [...${name}Classes.keys()].filter(`,
    `    (i) => ${wanted.join(" && ")},`,
    `  )${few};`,
    `  const ${name} = picked(${name}Images, ${name}Places);`,
    ...(told
      ? [`  const ${name}Labels = ${name}Places.map((i) => ${label});`]
      : []),
  ];
}

/**
 * @param {string} name
 * @param {import("./session.js").DrawnDigit[]} digits
 * @param {boolean} told
 */
const own = (name, digits, told) => [
  `  const ${name} = bytesOf(`,
  ...digits.map(({ pixels }) => `    ${JSON.stringify(base64(pixels))},`),
  `  );`,
  ...(told
    ? [
        `  const ${name}Labels = [${digits.map(({ label = 0 }) => label).join(", ")}];`,
      ]
    : []),
];

/**
 * @param {string} name
 * @param {Images} images
 * @param {boolean} told
 */
export function gathering(name, images, told) {
  if (Array.isArray(images)) return own(name, images, told);
  const { classes } = images;
  return classes
    ? ofClasses(name, { ...images, classes }, told)
    : sideBySide(name, images, told);
}

/**
 * What the page measures when the run has ended.
 *
 * @param {Lesson} lesson
 * @param {boolean} told
 */
function measuring({ heldOut, seed, binarize }, told) {
  if (!heldOut) return [];
  const options = object({
    seed,
    binarize: binarize === "none" ? undefined : binarize,
    labels: told ? { code: "heldOutLabels" } : undefined,
  });
  return [
    "",
    `  // ${says().heldOut}`,
    ...gathering("heldOut", heldOut, told),
    `  const figures = await lab.evaluate(heldOut, ${options});`,
    `  console.log(figures.negativeElbo, figures.reconstruction, figures.kl); // nats`,
    `  return figures;`,
  ];
}

/**
 * @param {object} what
 * @param {Lesson} what.lesson
 * @param {boolean} what.told whether the model is told classes
 * @param {Record<string, unknown>} what.settings those of a run
 * @returns {string[]} lines
 */
export function lessonLines({ lesson, told, settings }) {
  const options = {
    ...(told ? { labels: { code: "lessonLabels" } } : {}),
    ...trainOptions(settings),
  };
  return [
    `// ${says().train}`,
    `export async function train() {`,
    ...gathering("lesson", lesson.training, told),
    `  const options = ${object(options)};`,
    `  for await (const record of lab.train(lesson, options)) {`,
    `    console.log(record.step, record.negativeElbo);`,
    `  }`,
    ...measuring(lesson, told),
    `}`,
  ];
}
