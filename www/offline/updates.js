/** Keeps the page for a visit without a network, and tells of newer versions. */

/**
 * @typedef {object} Heard
 * @property {() => void} ready the page would open without a network
 * @property {(takeOver: () => void) => void} newer another version is ready; it
 *   is opened by calling this
 * @property {() => void} replaced another tab has opened it: files of this
 *   version may be gone
 */

/** A page that stays open looks for a newer version so often. */
const LOOK_EVERY_MS = 3_600_000;

/**
 * Not within another page: whoever embeds this page did not ask for a service
 * worker.
 *
 * @param {Heard} heard
 */
export async function keepForOffline(heard) {
  const { serviceWorker } = navigator;
  if (!serviceWorker || window.top !== window) return;
  let hadOne = serviceWorker.controller !== null;
  let asked = false;
  serviceWorker.addEventListener("controllerchange", () => {
    // The first one to be had took the place of none.
    if (asked) location.reload();
    else if (hadOne) heard.replaced();
    hadOne = true;
  });
  try {
    const registration = await serviceWorker.register(
      new URL("./service-worker.js", import.meta.url),
    );
    const look = () => {
      const { waiting } = registration;
      if (waiting && serviceWorker.controller)
        heard.newer(() => {
          asked = true;
          // Another tab may have opened it by now.
          if (waiting.state === "installed") waiting.postMessage("take-over");
          else location.reload();
        });
    };
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", look);
    });
    look();
    setInterval(
      () => void registration.update().catch(() => {}),
      LOOK_EVERY_MS,
    );
    await serviceWorker.ready;
    heard.ready();
  } catch (error) {
    // Private windows and pages without https refuse it; nothing is lost.
    console.info("VAE Lab will not open without a network:", error);
  }
}
