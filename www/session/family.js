/** Where a weights file comes from, as its passport tells: back to the first files. */

/**
 * @typedef {object} Making
 * @property {string} operation
 * @property {Record<string, unknown>} settings
 *
 * What a passport tells of a file's figures.
 * @typedef {object} Measured
 * @property {{ value: number, images: number, error?: number }} [negativeElbo]
 * @property {number} [frechet]
 *
 * @typedef {object} Relative
 * @property {string} name
 * @property {string} model in short, such as "dense 784-400-20"; "" where unknown
 * @property {number | null} bytes
 * @property {string} sha256 "" of the file itself, which cannot hold its own
 * @property {Making | null} making null where nothing is known of it
 * @property {Measured} measured
 * @property {Relative[]} parents
 * @property {boolean} again told above already, with its own parents
 */

/** What a file of anybody's may hold: more is not drawn. */
const MOST = 200;

/**
 * @param {{ name: string, model: string, bytes: number | null }} file
 * @param {Record<string, unknown>} metadata
 * @param {(sha256: string) => string | undefined} [nameOf] what files are called
 *   here: those that a workshop made have no name of their own
 * @returns {Relative | null} null where the file has no passport
 */
export function familyOf({ name, model, bytes }, metadata, nameOf = () => "") {
  const passport = asObject(metadata.passport);
  const own = passport && makingOf(passport);
  if (!passport || !own) return null;
  const ancestors = new Map(
    listOf(passport.ancestors)
      .map(asObject)
      .filter((each) => typeof each?.sha256 === "string")
      .map((each) => [String(each?.sha256), each]),
  );
  const told = new Set();
  /** @type {(sha256: string) => Relative} */
  const relative = (sha256) => {
    const known = ancestors.get(sha256) ?? {};
    const again = told.has(sha256) || told.size >= MOST;
    told.add(sha256);
    const made = asObject(known.making);
    const making = made && makingOf(made);
    return {
      ...{
        name: nameOf(sha256) || textOf(known.name),
        model: textOf(known.model),
        sha256,
      },
      bytes: typeof known.bytes === "number" ? known.bytes : null,
      ...{ making, again, measured: measuredIn(known.figures) },
      parents: again || !made ? [] : parentsOf(made).map(relative),
    };
  };
  return {
    ...{ name, model, bytes, sha256: "", making: own, again: false },
    measured: measuredIn(passport.figures),
    parents: parentsOf(passport).map(relative),
  };
}

/**
 * @param {Record<string, unknown>} made
 * @returns {Making | null}
 */
function makingOf({ operation, settings }) {
  if (typeof operation !== "string") return null;
  return { operation, settings: asObject(settings) ?? {} };
}

/**
 * @param {unknown} figures
 * @returns {Measured}
 */
function measuredIn(figures) {
  const { negativeElbo, frechetDistance } = asObject(figures) ?? {};
  const { value, images, error } = asObject(negativeElbo) ?? {};
  const frechet = asObject(frechetDistance)?.value;
  return {
    ...(isNumber(value) &&
      isNumber(images) && {
        negativeElbo: { value, images, ...(isNumber(error) && { error }) },
      }),
    ...(isNumber(frechet) && { frechet }),
  };
}

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * A file's parents, each once: an average may name one twice.
 *
 * @param {Record<string, unknown>} made
 */
const parentsOf = ({ parents }) => [
  ...new Set(listOf(parents).filter((each) => typeof each === "string")),
];

/** @param {unknown} value @returns {unknown[]} */
const listOf = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value */
const textOf = (value) => (typeof value === "string" ? value : "");

/**
 * @param {unknown} value
 * @returns {Record<string, unknown> | null}
 */
const asObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? /** @type {Record<string, unknown>} */ (value)
    : null;
