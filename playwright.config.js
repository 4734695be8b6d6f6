/**
 * The page's tests in a real browser. dist/ lies in a folder below the host's
 * root, where a path that is not relative breaks.
 */
import { defineConfig } from "@playwright/test";
import { createServer } from "node:net";
import { chromium, FLAGS, SOFTWARE_WEBGPU } from "./scripts/browser.mjs";

const FOLDER = "/some/folder/";

/** @returns {Promise<number>} a port that nothing listens on */
const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });

// The runner and its workers each read this file: they must agree on the port.
process.env.VAE_LAB_PORT ??= String(await freePort());
const port = process.env.VAE_LAB_PORT;
const baseURL = `http://127.0.0.1:${port}${FOLDER}`;

const executablePath = chromium();
if (!executablePath)
  throw new Error(
    "The tests need Chromium on PATH, or named by CHROMIUM: npm test installs it.",
  );

/** @param {string[]} args */
const launchOptions = (...args) => ({
  executablePath,
  args: [...FLAGS, ...args],
});

export default defineConfig({
  testDir: "tests/e2e",
  forbidOnly: true,
  // Software WebGPU takes seconds for a training step.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  // One at a time: they measure, and two cores are few.
  workers: 1,
  retries: 0,
  reporter: "list",
  outputDir: "test-results",
  // The page's own would answer what a test means to break: offline.spec.mjs has it.
  use: { baseURL, screenshot: "only-on-failure", serviceWorkers: "block" },
  webServer: {
    command: `node scripts/serve.mjs --port ${port} --mount ${FOLDER}`,
    url: baseURL,
    reuseExistingServer: false,
  },
  projects: [
    {
      // navigator.gpu without an adapter: what a machine without a GPU has.
      name: "cpu",
      testIgnore: "**/*.gpu.spec.mjs",
      use: { launchOptions: launchOptions() },
    },
    {
      name: "gpu",
      testMatch: "**/*.gpu.spec.mjs",
      use: { launchOptions: launchOptions(...SOFTWARE_WEBGPU) },
    },
  ],
});
