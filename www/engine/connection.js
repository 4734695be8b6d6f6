/**
 * The page's end of one worker.
 * @module
 */
import { wrap } from "comlink";
import { Fuse } from "./fuse.js";
import { isDeviceLost, LabError } from "./lab-error.js";
import "./transfer.js";

/**
 * The worker as the page sees it: every method answers with a promise. Written out,
 * so that whoever takes the types needs no other package.
 * @typedef {{ [K in keyof CoreService]: (
 *   ...given: Parameters<CoreService[K]>
 * ) => Promise<Awaited<ReturnType<CoreService[K]>>> }} RemoteCore
 *
 * @typedef {import("./core-service.js").CoreService} CoreService
 */

/** One worker: asked until it is closed or lost, whichever is first. */
export class Connection {
  /** @type {RemoteCore} */
  #remote;
  #fuse = new Fuse();
  #terminate;

  /**
   * Called once when the device is lost, before any pending call rejects.
   * @type {(error: LabError) => void}
   */
  onLost = () => {};

  /**
   * @param {Worker | MessagePort} endpoint
   * @param {() => void} terminate Ends the worker.
   */
  constructor(endpoint, terminate) {
    this.#terminate = terminate;
    this.#remote = wrap(endpoint);
    this.#remote.lost().then(
      (message) => this.lose(message),
      () => {},
    );
  }

  /** Why the connection has ended; undefined while it has not. */
  get error() {
    return this.#fuse.error;
  }

  /**
   * @template T
   * @param {(core: RemoteCore) => Promise<T>} request
   * @returns {Promise<T>}
   * @throws {LabError} `device-lost`, or what `close` was given.
   */
  async ask(request) {
    if (this.#fuse.error) throw this.#fuse.error;
    try {
      return await this.#fuse.race(request(this.#remote));
    } catch (error) {
      if (isDeviceLost(error)) this.lose(error.message);
      throw error;
    }
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} The same, but ended when the connection ends.
   */
  until(promise) {
    return this.#fuse.race(promise);
  }

  /**
   * Says that the device behind this connection is dead. Its worker is ended at
   * once, because a panicked module panics again at every later callback.
   * @param {string} message
   */
  lose(message) {
    if (this.#fuse.error) return;
    const error = new LabError("device-lost", message);
    this.onLost(error);
    this.close(error);
  }

  /**
   * Ends the worker; pending and later calls reject with `error`.
   * @param {Error} error
   */
  close(error) {
    if (this.#fuse.error) return;
    this.#fuse.blow(error);
    this.#terminate();
  }
}
