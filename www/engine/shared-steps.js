/**
 * Training steps that several workers share, as one of them sees it. The first
 * has the run: it lends the others each chunk's start and their parts of each
 * batch. Within a step every two exchange gradients, then parameters, in buffers
 * that go to and fro between them.
 * @module
 */
import { messageOf } from "./lab-error.js";

/**
 * @typedef {import("./protocol.js").Build} Build
 * @typedef {import("./protocol.js").Core} Core
 * @typedef {import("./protocol.js").Part} Part
 * @typedef {import("./protocol.js").SharedSide} SharedSide
 * @typedef {import("./protocol.js").SharedStart} SharedStart
 * @typedef {import("./protocol.js").StepSums} StepSums
 */

/** A worker that has not answered in the middle of a step by then is gone. */
const SILENCE_MS = 20_000;

/** One end of a line to another worker: what comes is taken in its order. */
class Line {
  #port;
  /** @type {any[]} */
  #came = [];
  /** @type {{ resolve: (message: any) => void, reject: (e: Error) => void }[]} */
  #waiting = [];
  /** @type {Error | undefined} */
  #end;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      if ("failed" in data) this.end(new Error(data.failed));
      else if (this.#waiting.length > 0) this.#waiting.shift()?.resolve(data);
      else this.#came.push(data);
    };
  }

  /**
   * @param {object} message
   * @param {ArrayBuffer[]} buffers moved, not copied
   */
  send(message, buffers = []) {
    this.#port.postMessage(message, buffers);
  }

  /**
   * @returns {Promise<any>} The next message.
   * @throws {Error} When the other side has failed.
   */
  async take() {
    if (this.#came.length > 0) return this.#came.shift();
    if (this.#end) throw this.#end;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /**
   * @returns {Promise<any>} The next message, which is on its way.
   * @throws {Error} When the other side has failed, or says nothing any more.
   */
  async answer() {
    const seconds = SILENCE_MS / 1000;
    const timer = setTimeout(() => {
      this.end(new Error(`a helper has not answered for ${seconds} s`));
    }, SILENCE_MS);
    try {
      return await this.take();
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Error} error */
  end(error) {
    this.#end ??= error;
    this.#port.close();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

/** A worker's place among those that share steps. */
export class Company {
  #index;
  /** @type {(Line | undefined)[]} */
  #lines;
  /** @type {SharedSide | undefined} */
  #side;
  /** The core's when the last chunk ended. */
  #revision = NaN;
  /** Buffers for the gradients of the others' shares. @type {Float32Array[]} */
  #buffers = [];

  /**
   * @param {number} index The first has the run.
   * @param {(MessagePort | null)[]} ports To each of the others, by its index.
   */
  constructor(index, ports) {
    this.#index = index;
    this.#lines = ports.map((port) => (port ? new Line(port) : undefined));
  }

  get size() {
    return this.#lines.length;
  }

  /**
   * Ends every line: nobody waits any longer.
   * @param {string} why
   */
  leave(why) {
    for (const { line } of this.#others()) line.end(new Error(why));
  }

  /**
   * As the first: up to `count` steps of the open run, in one chunk. On an error
   * the run stands where the chunk began.
   * @param {Core} core
   * @param {Build} build
   * @param {number} count
   * @param {boolean} always Also where one alone would be as fast.
   * @returns {Promise<StepSums[] | null>} null where the steps cannot be
   *   shared, or had better not.
   */
  async lead(core, build, count, always) {
    if (!core.canShare(always)) return null;
    try {
      const side = await this.#sideAt(core, build);
      core.beginShared();
      const terms = await this.#steps(core, side, count);
      for (const { line } of this.#others()) line.send({ end: true });
      const [means, squares] = await this.#moments(side);
      const sums = Float32Array.from(terms);
      const records = core.endShared(side, means, squares, sums);
      this.#revision = core.revision;
      return records;
    } catch (error) {
      core.dropShared();
      throw error;
    }
  }

  /**
   * The first one's side. When nothing but shared chunks has moved the weights,
   * all sides stand where the next begins.
   * @param {Core} core
   * @param {Build} build
   * @returns {Promise<SharedSide>}
   */
  async #sideAt(core, build) {
    if (this.#side && this.#revision === core.revision) return this.#side;
    const start = await core.sharedStart();
    for (const { line } of this.#others()) line.send({ start });
    return this.#open(build, start);
  }

  /**
   * As one of the others: works at what the first sends, until it leaves.
   * @param {Build} build
   */
  async serve(build) {
    const [first] = this.#lines;
    if (!first) return;
    try {
      for (;;) {
        const { start, part, step } = await first.take();
        if (start) await this.#open(build, start);
        else if (!this.#side) throw new Error("A step came before its start.");
        else if (part) await this.#step(this.#side, part, step);
        else {
          const [means, squares] = this.#side.moments();
          first.send({ means, squares }, [means.buffer, squares.buffer]);
        }
      }
    } catch (error) {
      for (const { line } of this.#others()) {
        line.send({ failed: messageOf(error) });
        line.end(new Error(messageOf(error)));
      }
    }
  }

  *#others() {
    for (const [index, line] of this.#lines.entries()) {
      if (line) yield { index, line };
    }
  }

  /**
   * @param {Build} build
   * @param {SharedStart} start
   */
  async #open(build, start) {
    this.#side?.free();
    const side = await build.side(start, this.#index, this.size);
    this.#side = side;
    for (const { index } of this.#others()) {
      const length = side.shareLength(index);
      if (this.#buffers[index]?.length !== length) {
        this.#buffers[index] = new Float32Array(length);
      }
    }
    return side;
  }

  /**
   * @param {Core} core
   * @param {SharedSide} side
   * @param {number} count
   * @returns {Promise<number[]>} Three terms a step.
   */
  async #steps(core, side, count) {
    /** @type {number[]} */
    const terms = [];
    let next = core.nextShared(this.size);
    for (let done = 1; next; done++) {
      const { step, parts } = next;
      for (const { index, line } of this.#others()) {
        const { images, labels, noise } = parts[index];
        const buffers = [images.buffer, labels.buffer, noise.buffer];
        line.send({ part: parts[index], step }, buffers);
      }
      const prepare = () => {
        next = done < count ? core.nextShared(this.size) : null;
      };
      terms.push(...(await this.#step(side, parts[0], step, prepare)));
    }
    return terms;
  }

  /**
   * @param {SharedSide} side
   * @param {Part} part
   * @param {number} step
   * @param {() => void} [meanwhile] What can be done while the others still
   *   compute.
   * @returns {Promise<number[]>} The terms of the whole batch.
   */
  async #step(side, part, step, meanwhile) {
    const own = await side.compute(part, step);
    const weighted = [...own].map((term) => term * part.share);
    for (const { index, line } of this.#others()) {
      const gradient = this.#buffers[index];
      side.readGradient(index, gradient);
      line.send({ gradient, terms: weighted }, [buffer(gradient)]);
    }
    meanwhile?.();
    /** @type {Float32Array[]} */
    const emptied = [];
    // In the order of the workers: the sums are then the same each time.
    for (const { index, line } of this.#others()) {
      const { gradient, terms } = await line.answer();
      side.addGradient(gradient);
      for (const i of weighted.keys()) weighted[i] += terms[i];
      emptied[index] = gradient;
    }
    side.advance(step);
    for (const { index, line } of this.#others()) {
      const values = emptied[index];
      side.readValues(values);
      line.send({ values }, [buffer(values)]);
    }
    for (const { index, line } of this.#others()) {
      const { values } = await line.answer();
      side.takeValues(index, values);
      this.#buffers[index] = values;
    }
    side.settle();
    return weighted;
  }

  /**
   * The moments, of which each side has those of its share: lists over the
   * sides.
   * @param {SharedSide} side
   * @returns {Promise<[Float32Array[], Float32Array[]]>}
   */
  async #moments(side) {
    const [ownMeans, ownSquares] = side.moments();
    const means = [ownMeans];
    const squares = [ownSquares];
    for (const { line } of this.#others()) {
      const theirs = await line.answer();
      means.push(theirs.means);
      squares.push(theirs.squares);
    }
    return [means, squares];
  }
}

/** @param {Float32Array} array */
function buffer(array) {
  return /** @type {ArrayBuffer} */ (array.buffer);
}
