/**
 * One HTTP answer from a folder of static files: correct MIME types, and nothing
 * taken from a cache unasked but what has a hash in its name.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, extname, join, normalize, sep } from "node:path";
import { isForEver } from "./names.mjs";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * @param {object} call
 * @param {string} call.root
 * @param {string} call.mount
 * @param {Record<string, string>} call.headers
 * @param {import("node:http").IncomingMessage} call.request
 * @param {import("node:http").ServerResponse} call.response
 */
export async function answer({ root, mount, headers, request, response }) {
  /** @type {(status: number, more?: Record<string, string | number>) => void} */
  const head = (status, more = {}) =>
    void response.writeHead(status, { ...headers, ...more });
  if (request.method !== "GET" && request.method !== "HEAD") {
    head(405, { Allow: "GET, HEAD" });
    return void response.end();
  }
  const path = pathOf(request.url ?? "/");
  if (path + "/" === mount) {
    head(301, { Location: mount });
    return void response.end();
  }
  const file = path?.startsWith(mount)
    ? await fileAt(root, path.slice(mount.length))
    : undefined;
  if (!file) {
    head(404, { "Content-Type": TYPES[".txt"] });
    return void response.end(`Not found: ${path ?? request.url}\n`);
  }
  const etag = `"${file.size.toString(36)}-${file.mtimeMs.toString(36)}"`;
  const caching = {
    // no-cache: kept, but asked about each time, so that a rebuild is seen.
    "Cache-Control": isForEver(basename(file.path))
      ? "public, max-age=31536000, immutable"
      : "no-cache",
    ETag: etag,
  };
  if (request.headers["if-none-match"] === etag) {
    head(304, caching);
    return void response.end();
  }
  head(200, {
    ...caching,
    "Content-Length": file.size,
    "Content-Type": TYPES[extname(file.path)] ?? "application/octet-stream",
  });
  if (request.method === "HEAD") return void response.end();
  createReadStream(file.path)
    .on("error", (error) => response.destroy(error))
    .pipe(response);
}

/** The decoded path of a request's URL, undefined when it is malformed.
 * @param {string} url */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, "http://any").pathname);
  } catch {
    return undefined;
  }
}

/**
 * The file at a path inside a folder; a folder's own is its index.html.
 * @param {string} root
 * @param {string} path
 * @returns {Promise<{ path: string, size: number, mtimeMs: number } | undefined>}
 */
async function fileAt(root, path) {
  const inside = normalize(join(root, path || "."));
  if (inside.includes("\0")) return undefined;
  if (inside !== root && !inside.startsWith(root + sep)) return undefined;
  const entry = await stat(inside).catch(() => undefined);
  if (!entry) return undefined;
  if (entry.isDirectory())
    return path === "" || path.endsWith("/")
      ? fileAt(root, join(path, "index.html"))
      : undefined;
  return { path: inside, size: entry.size, mtimeMs: entry.mtimeMs };
}
