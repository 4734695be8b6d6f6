/**
 * The page's tests in a real browser. dist/ lies in a folder below the host's
 * root, where a path that is not relative breaks.
 */
import { defineConfig } from "@playwright/test";
import { chromium, FLAGS, SOFTWARE_WEBGPU } from "./scripts/browser.mjs";

const PORT = 8931;
const FOLDER = "/some/folder/";
const baseURL = `http://127.0.0.1:${PORT}${FOLDER}`;

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
  use: { baseURL, trace: "retain-on-failure" },
  webServer: {
    command: `node scripts/serve.mjs --port ${PORT} --mount ${FOLDER}`,
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
