/**
 * Serves the page out of this browser's caches: after one visit it opens without
 * a network. What a first visit needs is kept at once, the rest when it is first
 * asked for. A new version is made ready beside the old one and waits until the
 * page says so, or until nobody has the old one open.
 */
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst } from "workbox-strategies";
import { hasRelaxedSimd } from "../engine/simd.js";

/** @typedef {ServiceWorkerGlobalScope & { __KEPT_FILES: KeptFiles }} Scope */

/**
 * The files of the build.
 * @typedef {object} KeptFiles
 * @property {{ url: string, revision: string | null }[]} first kept at once; a
 *   name with a hash in it needs no revision
 * @property {string[]} all other files that never change under their name
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** The build puts its list in this place: scripts/kept-files.mjs. */
const { first, all } = scope.__KEPT_FILES;

/** Of Flex's two modules a browser asks for one. */
const other = hasRelaxedSimd(WebAssembly.validate)
  ? /^flex\.\w+\.wasm$/
  : /^flex-relaxed\.\w+\.wasm$/;

precacheAndRoute(
  first.filter(({ url }) => !other.test(url)),
  // The page's settings stand in its address.
  { ignoreURLParametersMatching: [/./] },
);
cleanupOutdatedCaches();
clientsClaim();

const LATER = "vae-lab-later";
const { pathname: folder } = new URL("./", scope.location.href);
/** @param {URL} url its path within the build */
const within = ({ pathname }) => pathname.slice(folder.length);
const published = new Set(all);

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && published.has(within(url)),
  new CacheFirst({ cacheName: LATER }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && within(url).startsWith("models/"),
  new NetworkFirst({ cacheName: LATER }),
);

scope.addEventListener("message", ({ data }) => {
  if (data === "take-over") void scope.skipWaiting();
});

// What only an older version asks for goes with it.
scope.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      const cache = await caches.open(LATER);
      for (const request of await cache.keys()) {
        const path = within(new URL(request.url));
        const kept = published.has(path) || path.startsWith("models/");
        if (!kept) await cache.delete(request);
      }
    })(),
  ),
);
