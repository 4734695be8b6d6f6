/**
 * The files that the page in one file has in itself: gzipped, as base64, each in
 * an element of its own. A worker has no page; it is sent those that it reads.
 */

/** What addresses of files begin with that lie nowhere but in here. */
export const INSIDE = "inside:";

/** Which files a worker reads. @type {Record<string, RegExp>} */
const READ_BY = { "worker.js": /\.wasm$/, "import-worker.js": /^data\// };

/** @typedef {Map<string, Blob | undefined>} Files gzipped, by name */

/** @type {Files} */
let files = new Map();
/** @type {Map<string, string>} */
const scripts = new Map();

/** The elements that hold files; none in a worker. */
const elements = () =>
  /** @type {HTMLElement[]} */ ([
    ...(globalThis.document?.querySelectorAll("[data-file]") ?? []),
  ]);

for (const { dataset } of elements()) files.set(dataset.file ?? "", undefined);

// Before whoever else listens: it is the first message, and nobody else's.
if (!globalThis.document)
  addEventListener("message", (event) => {
    if (!(event.data?.inside instanceof Map)) return;
    event.stopImmediatePropagation();
    files = event.data.inside;
  });

/** @param {URL} url */
const nameOf = ({ protocol, pathname }) =>
  protocol === INSIDE ? pathname.slice(1) : "";

/** @param {string} name */
const textOf = (name) =>
  elements().find(({ dataset }) => dataset.file === name)?.textContent ?? "";

/** @param {string} name @returns {Blob | undefined} */
function blobOf(name) {
  if (!files.has(name)) return undefined;
  const known = files.get(name);
  if (known) return known;
  const text = atob(textOf(name));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const blob = new Blob([bytes]);
  files.set(name, blob);
  return blob;
}

/** @type {(url: URL) => boolean} */
export const isHere = (url) => files.has(nameOf(url));

/**
 * A file's answer, unpacked while it is read.
 *
 * @param {URL} url
 * @returns {Response | undefined} undefined where it is not in here
 */
export function answerOf(url) {
  const gzip = new DecompressionStream("gzip");
  const body = blobOf(nameOf(url))?.stream().pipeThrough(gzip);
  return body && new Response(body);
}

/** @param {URL} url */
export const absence = (url) =>
  `${nameOf(url) || url} is not in this file, which asks nothing of a network.`;

/**
 * @param {string} script
 * @returns {Worker}
 */
export function startInside(script) {
  const source = new Blob([textOf(script)], { type: "text/javascript" });
  const url = scripts.get(script) ?? URL.createObjectURL(source);
  scripts.set(script, url);
  const worker = new Worker(url);
  const wanted = READ_BY[script];
  if (!wanted) return worker;
  const read = [...files.keys()].filter((name) => wanted.test(name));
  const inside = new Map(read.map((name) => [name, blobOf(name)]));
  worker.postMessage({ inside });
  return worker;
}
