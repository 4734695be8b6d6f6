/**
 * Serves dist/ as a host would that compresses all it sends by gzip -9, and
 * keeps account of what it has sent.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../../scripts/steps.mjs";

/** @typedef {{ path: string, bytes: number, at: number }} Sent at: asked for, in ms since 1970. */

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

const dist = join(root, "dist");

/** @type {Map<string, { body: Buffer, encoded: boolean }>} */
const files = new Map();

/** @param {string} path */
function fileOf(path) {
  const known = files.get(path);
  if (known) return known;
  const plain = readFileSync(path);
  // What is compressed already is sent as it is.
  const encoded = extname(path) !== ".gz" && extname(path) !== ".png";
  const body = encoded ? gzipSync(plain, { level: 9 }) : plain;
  files.set(path, { body, encoded });
  return { body, encoded };
}

/** @returns {Promise<{ url: string, sent: Sent[], close: () => void }>} */
export async function serveSite() {
  /** @type {Sent[]} */
  const sent = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://any");
    const name = pathname === "/" ? "/index.html" : pathname;
    const path = normalize(join(dist, name));
    const at = Date.now();
    try {
      if (!path.startsWith(dist)) throw new Error("outside");
      const { body, encoded } = fileOf(path);
      sent.push({ path: name, bytes: body.length, at });
      response.writeHead(200, {
        "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
        "Content-Length": body.length,
        ...(encoded ? { "Content-Encoding": "gzip" } : {}),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(undefined));
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    sent,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
