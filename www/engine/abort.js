/**
 * AbortSignals, read on the page's side: they do not cross to the worker.
 * @module
 */

/**
 * @param {AbortSignal | undefined} signal
 * @param {string} what What was stopped, as the subject of a sentence.
 * @throws {DOMException | Error} named `AbortError`.
 */
export function throwIfAborted(signal, what) {
  if (signal?.aborted) throw abortError(signal, what);
}

/**
 * Whatever reason the caller gave: what rejects is always named AbortError.
 * @param {AbortSignal} signal
 * @param {string} what
 * @returns {Error}
 */
function abortError({ reason }, what) {
  if (reason instanceof Error && reason.name === "AbortError") return reason;
  return new DOMException(`${what} was stopped: ${reason}`, "AbortError");
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal | undefined} signal
 * @param {string} what What is stopped, as the subject of a sentence.
 * @returns {Promise<T>} Settles like `promise`, or rejects with AbortError as
 *   soon as the signal says so.
 */
export function untilAborted(promise, signal, what) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(abortError(signal, what));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
