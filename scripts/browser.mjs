/**
 * The browsers that the tests drive, and the flags they start Chromium with.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { find, TOOLS } from "./steps.mjs";

/** The browser's path: CHROMIUM, or the first one on PATH. */
export function chromium() {
  return (
    process.env.CHROMIUM ||
    find(
      "chromium",
      "chromium-browser",
      "google-chrome",
      "google-chrome-stable",
    )
  );
}

/** Its WebDriver's path: CHROMEDRIVER, or the one on PATH. */
export function chromedriver() {
  return process.env.CHROMEDRIVER || find("chromedriver");
}

/** Firefox's path: FIREFOX, or the first one on PATH. */
export function firefox() {
  return process.env.FIREFOX || find("firefox-esr", "firefox");
}

/** Its WebDriver's path: GECKODRIVER, the one on PATH, or the one of setup. */
export function geckodriver() {
  const own = join(TOOLS, "bin", "geckodriver");
  const there = process.env.GECKODRIVER || find("geckodriver");
  return there || (existsSync(own) ? own : undefined);
}

/** Quiet and offline; no sandbox, since a container's root has none. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real WebGPU adapter on the CPU; without them headless Chromium has none. */
export const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
];
