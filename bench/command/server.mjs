/**
 * Serves the benchmark, dist/ and the peers from this machine for this machine:
 * each twice, below /isolated/ with the headers of a cross-origin isolated page.
 */
import { createServer } from "node:http";
import { join, sep } from "node:path";
import { answer } from "../../scripts/answer.mjs";
import { pathOf } from "../../scripts/names.mjs";
import { root } from "../../scripts/steps.mjs";

/** URL folder → folder of the project. */
const FOLDERS = {
  "/bench/": "bench",
  "/dist/": "dist",
  "/peers/": "bench/node_modules",
  "/styles/": "www/styles",
};

export const ISOLATED = "/isolated";

const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Of an engine itself: what its download is. */
const ENGINES = ["/dist/", "/peers/"];

/**
 * A file of data is asked for as the sources name it.
 * @param {string} path
 */
function hashed(path) {
  if (!path.startsWith("/dist/data/")) return path;
  return pathOf(join(root, "dist"), path.slice("/dist/".length))
    .slice(root.length)
    .replaceAll(sep, "/");
}

/**
 * @param {number} [port] Any free one without it.
 * @returns {Promise<{ url: string, asked: Set<string>, close: () => void }>}
 *   asked: files of engines that were asked for, to be cleared by whoever reads it.
 */
export async function serveBench(port = 0) {
  /** @type {Set<string>} */
  const asked = new Set();
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    const isolated = url.startsWith(`${ISOLATED}/`);
    const prefix = isolated ? ISOLATED : "";
    const path = hashed(url.slice(prefix.length));
    const [folder, from] =
      Object.entries(FOLDERS).find(([name]) => path.startsWith(name)) ??
      Object.entries(FOLDERS)[0];
    if (ENGINES.includes(folder) && !path.startsWith("/dist/data/"))
      asked.add(join(root, from, path.slice(folder.length).split("?")[0]));
    request.url = prefix + path;
    answer({
      root: join(root, from),
      mount: prefix + folder,
      headers: isolated ? HEADERS : {},
      request,
      response,
    }).catch((error) => response.destroy(error));
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => done(undefined));
  });
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
