/**
 * The other workers that share training steps: started when a run begins, joined
 * with the first and with each other, and given up when one of them fails.
 * @module
 */
import { transfer } from "comlink";
import { LabError, messageOf } from "./lab-error.js";

/** @typedef {import("./connection.js").Connection} Connection */

/** More than these wait for each other more than they compute. */
const MOST_BY_THEMSELVES = 2;

/**
 * How many workers a wish comes to.
 * @param {"auto" | number} wish
 * @param {number} cores
 */
export function workersFor(wish, cores) {
  return wish === "auto"
    ? Math.max(1, Math.min(MOST_BY_THEMSELVES, cores))
    : wish;
}

/** Those behind one connection. */
export class Helpers {
  #connect;
  /** @type {Connection[]} */
  #connections = [];
  /** The one that they help. @type {Connection | undefined} */
  #first;
  /** Where a helper failed none is tried again. @type {unknown} */
  failure;

  /** @param {() => Connection} connect Starts a worker. */
  constructor(connect) {
    this.#connect = connect;
  }

  /** How many workers share the steps: 1 while one is alone. */
  get workers() {
    return this.#connections.length + 1;
  }

  /**
   * Sees to it that so many workers share the steps of `first`. A helper that
   * cannot start leaves `first` alone: it can do all by itself.
   * @param {Connection} first
   * @param {import("./protocol.js").DeviceName} name
   * @param {number} workers
   * @param {boolean} always Share every step, also where it does not pay.
   */
  async join(first, name, workers, always) {
    if (this.#first === first && this.workers === workers) return;
    if (this.failure !== undefined) return;
    this.close();
    if (workers < 2) return;
    this.#first = first;
    try {
      const helpers = Array.from({ length: workers - 1 }, () => {
        const helper = this.#connect();
        helper.onLost = (error) => this.giveUp(error);
        this.#connections.push(helper);
        return helper;
      });
      await Promise.all(
        helpers.map((helper) => helper.ask((core) => core.openBuild(name))),
      );
      const all = [first, ...helpers];
      const ports = linesBetween(all.length);
      await Promise.all(
        all.map((connection, index) => {
          const own = ports[index];
          const given = own.filter((port) => port !== null);
          return connection.ask((core) =>
            core.join(index, transfer(own, given), always),
          );
        }),
      );
    } catch (error) {
      this.giveUp(error);
    }
  }

  close() {
    const closed = new LabError("lab-closed", "Another worker took over.");
    for (const helper of this.#connections.splice(0)) helper.close(closed);
    this.#first = undefined;
  }

  /** @param {unknown} error Why none of them is asked again. */
  giveUp(error) {
    if (this.failure !== undefined) return;
    this.failure = error;
    const first = this.#first;
    this.close();
    if (first && !first.error) {
      first.ask((core) => core.leave(messageOf(error))).catch(() => {});
    }
  }
}

/**
 * A line between every two.
 * @param {number} count
 * @returns {(MessagePort | null)[][]}
 */
function linesBetween(count) {
  /** @type {(MessagePort | null)[][]} */
  const ports = Array.from({ length: count }, () => Array(count).fill(null));
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const { port1, port2 } = new MessageChannel();
      ports[a][b] = port1;
      ports[b][a] = port2;
    }
  }
  return ports;
}
