/**
 * Fetching a wasm module with its progress.
 * @module
 */
import { load } from "./assets.js";
import { LabError, messageOf } from "./lab-error.js";

/**
 * Starts fetching a wasm module; the answer's body is counted while it is read.
 *
 * The answer is made anew with the type that streaming compilation asks for, so
 * that a host that serves .wasm under another type does no harm.
 *
 * @param {URL} url
 * @param {import("./protocol.js").OnBytes} onBytes
 * @returns {Promise<Response>}
 * @throws {LabError} `device-unavailable`: it cannot be had.
 */
export async function downloadWasm(url, onBytes) {
  const response = await load(url).catch((error) => {
    throw new LabError(
      "device-unavailable",
      `${url} could not be fetched (${messageOf(error)}).`,
    );
  });
  if (!response.ok || !response.body) {
    throw new LabError(
      "device-unavailable",
      `${url} was answered with HTTP status ${response.status}.`,
    );
  }
  const body = response.body.pipeThrough(
    countBytes(expectedBytes(response), onBytes),
  );
  return new Response(body, {
    headers: { "Content-Type": "application/wasm" },
  });
}

/**
 * @param {Response} response
 * @returns {number | undefined} Its body's length; undefined where the host
 *   does not say, or says the length of a compressed body.
 */
function expectedBytes({ headers }) {
  if (headers.has("Content-Encoding")) return undefined;
  return Number(headers.get("Content-Length")) || undefined;
}

/**
 * @param {number | undefined} totalBytes
 * @param {import("./protocol.js").OnBytes} onBytes
 * @returns {TransformStream<Uint8Array, Uint8Array>}
 */
function countBytes(totalBytes, onBytes) {
  let loadedBytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      loadedBytes += chunk.byteLength;
      onBytes(loadedBytes, totalBytes);
      controller.enqueue(chunk);
    },
  });
}
