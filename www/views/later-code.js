/** Code that no first picture waits for, fetched when it is first asked for. */

/** @template Code */
export class LaterCode {
  /** @type {Code | null} */
  code = null;
  /** Whether it could not be had. */
  failed = false;
  #asked = false;
  #fetch;
  #tell;

  /**
   * @param {() => Promise<Code>} fetch
   * @param {(code: Code | null) => void} tell when it is there, or cannot be had
   */
  constructor(fetch, tell) {
    this.#fetch = fetch;
    this.#tell = tell;
  }

  /** Once is enough: a browser remembers modules that it could not have. */
  open() {
    if (this.#asked) return;
    this.#asked = true;
    void this.#have();
  }

  async #have() {
    try {
      this.code = await this.#fetch();
    } catch {
      this.failed = true;
    }
    this.#tell(this.code);
  }
}
