/** The figures of a run, step by step, thinned so that a long run stays drawable. */

/**
 * @typedef {import("./training-run.js").StepRecord} StepRecord
 * @typedef {"reconstruction" | "kl" | "negativeElbo"} Figure
 *
 * A history that can be cloned.
 * @typedef {{ steps: number[], stride: number, columns: Record<Figure, Column>, recent: StepRecord[], pending: StepRecord[] }} SavedHistory
 *
 * @typedef {object} Column
 * @property {number[]} batch each point the mean of `stride` steps
 * @property {number[]} mean each point the mean of the last steps up to it
 */

export const FIGURES = /** @type {const} */ ([
  "reconstruction",
  "kl",
  "negativeElbo",
]);

/** A batch of 32 digits scatters by some nats; 20 of them are steady enough. */
export const MEAN_OVER = 20;
/** Even, so that the points pair up. */
const MOST_POINTS = 2000;

export class History {
  /** The step at each point. @type {number[]} */
  steps = [];
  /** Steps that one point stands for: 1, then 2, 4, ... */
  stride = 1;
  /** @type {Record<Figure, Column>} */
  columns = {
    reconstruction: { batch: [], mean: [] },
    kl: { batch: [], mean: [] },
    negativeElbo: { batch: [], mean: [] },
  };
  /** The last MEAN_OVER records. @type {StepRecord[]} */
  #recent = [];
  /** Records of the point that is not complete. @type {StepRecord[]} */
  #pending = [];

  /** @returns {SavedHistory} */
  saved() {
    const { steps, stride, columns } = this;
    return {
      ...{ steps, stride, columns },
      recent: this.#recent,
      pending: this.#pending,
    };
  }

  /** @param {SavedHistory} saved */
  static from({ steps, stride, columns, recent, pending }) {
    const history = new History();
    Object.assign(history, { steps, stride, columns });
    history.#recent = recent;
    history.#pending = pending;
    return history;
  }

  /**
   * @param {any} saved
   * @returns {saved is SavedHistory} whether it is one
   */
  static holds(saved) {
    const lists = [saved?.steps, saved?.recent, saved?.pending];
    const columns = FIGURES.flatMap((figure) => {
      const { batch, mean } = saved?.columns?.[figure] ?? {};
      return [batch, mean];
    });
    return (
      Number.isSafeInteger(saved?.stride) &&
      lists.every(Array.isArray) &&
      columns.every((each) => each?.length === saved.steps.length)
    );
  }

  get empty() {
    return this.#recent.length === 0;
  }

  /** How many steps the running mean is over now. */
  get meanOver() {
    return this.#recent.length;
  }

  /**
   * The mean over the last steps, in nats per image.
   *
   * @param {Figure} figure
   */
  latest(figure) {
    return mean(this.#recent, figure);
  }

  /**
   * A step that was already there (a lost device goes back to its last
   * snapshot) replaces itself and all that came after it.
   *
   * @param {StepRecord} record
   */
  push(record) {
    const last = this.#recent.at(-1);
    if (last && record.step <= last.step) this.#rewind(record.step);
    this.#recent.push(record);
    if (this.#recent.length > MEAN_OVER) this.#recent.shift();
    this.#pending.push(record);
    if (this.#pending.length < this.stride) return;
    this.steps.push(record.step);
    for (const figure of FIGURES) {
      this.columns[figure].batch.push(mean(this.#pending, figure));
      this.columns[figure].mean.push(this.latest(figure));
    }
    this.#pending = [];
    if (this.steps.length === MOST_POINTS) this.#thin();
  }

  /** Joins the points two by two. */
  #thin() {
    this.stride *= 2;
    const half = Math.floor(this.steps.length / 2);
    this.steps = everySecond(this.steps, half);
    for (const figure of FIGURES) {
      const { batch, mean } = this.columns[figure];
      this.columns[figure] = {
        batch: Array.from(
          { length: half },
          (_, i) => (batch[2 * i] + batch[2 * i + 1]) / 2,
        ),
        mean: everySecond(mean, half),
      };
    }
  }

  /** @param {number} step the last to remember: a run goes on from there */
  rewind(step) {
    this.#rewind(step + 1);
  }

  /** @param {number} step the first step to forget */
  #rewind(step) {
    this.#recent = this.#recent.filter((record) => record.step < step);
    this.#pending = this.#pending.filter((record) => record.step < step);
    const kept = this.steps.findIndex((at) => at >= step);
    if (kept < 0) return;
    this.steps.length = kept;
    for (const figure of FIGURES) {
      this.columns[figure].batch.length = kept;
      this.columns[figure].mean.length = kept;
    }
  }
}

/**
 * @param {StepRecord[]} records
 * @param {Figure} figure
 */
function mean(records, figure) {
  const sum = records.reduce((total, record) => total + record[figure], 0);
  return sum / records.length;
}

/**
 * The second of each pair.
 *
 * @param {number[]} values
 * @param {number} pairs
 */
function everySecond(values, pairs) {
  return Array.from({ length: pairs }, (_, i) => values[2 * i + 1]);
}
