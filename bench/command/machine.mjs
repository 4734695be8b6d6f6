/**
 * What the figures were measured on.
 */
import { cpus, platform, release, totalmem } from "node:os";

/** @param {string | undefined} browser */
export const machineOf = (browser) => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release().split("-")[0]}`,
  browser: `Chromium ${browser ?? "unknown"}, headless`,
});
