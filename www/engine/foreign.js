/**
 * Workers where the page is of another origin than the engine's files.
 * @module
 */

/** Addresses of scripts that begin such workers, by what they import. @type {Map<string, string>} */
const scripts = new Map();

/**
 * Starts a worker of the page's own origin if this code came from another one:
 * browsers refuse a worker from there, but one of theirs may import a module from
 * it; in that `import.meta.url` is the real URL, so all that is relative to it
 * holds.
 *
 * @param {string} file relative to `from`
 * @param {string} from the caller's `import.meta.url`. A bundler may have put a
 *   build-time file URL in its place: then the worker is the bundle's own.
 * @returns {Worker | undefined} undefined where no other origin is in the way
 */
export function startForeign(file, from) {
  const here = new URL(from);
  const foreign =
    /^https?:$/.test(here.protocol) && here.origin !== location.origin;
  if (!foreign) return undefined;
  const { href } = new URL(file, here);
  const source = new Blob([late(href)], { type: "text/javascript" });
  const script = scripts.get(href) ?? URL.createObjectURL(source);
  scripts.set(href, script);
  return new Worker(script, { type: "module" });
}

/**
 * A worker's script that imports a module when it runs. A policy's `worker-src`
 * is asked for what a worker imports before, its `script-src` for this. What is
 * sent meanwhile is heard when the module is there.
 * @param {string} url
 */
const late = (url) => `
const early = [];
const hold = (event) => early.push(event);
addEventListener("message", hold);
import(${JSON.stringify(url)}).then(() => {
  removeEventListener("message", hold);
  for (const { data } of early)
    dispatchEvent(new MessageEvent("message", { data }));
}, (error) => setTimeout(() => { throw error; }));
`;
