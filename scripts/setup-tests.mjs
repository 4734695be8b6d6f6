/**
 * Installs what only the tests need: linters, Chromium and its driver.
 */
import { existsSync } from "node:fs";
import { chromedriver, chromium } from "./browser.mjs";
import { installDebian } from "./debian.mjs";
import { output, run, say } from "./steps.mjs";
import { DEBIAN_CLIPPY, wasmToolchain } from "./toolchain.mjs";

export async function setupForTests() {
  await installLinters();
  await installBrowser();
}

async function installLinters() {
  for (const tool of ["clippy", "fmt"]) {
    if (output("cargo", [tool, "--version"])) continue;
    const component = tool === "fmt" ? "rustfmt" : tool;
    say(`setup: rustup component add ${component}`);
    await run("rustup", ["component", "add", component], {
      otherwise: `cargo ${tool} is missing: run "rustup component add ${component}".`,
    });
  }
  if (wasmToolchain()?.way === "debian" && !existsSync("/usr/bin/cargo-clippy"))
    await installDebian([DEBIAN_CLIPPY], "Debian's Rust lacks its linter");
}

async function installBrowser() {
  const missing = [
    ...(chromium() ? [] : ["chromium"]),
    ...(chromedriver() ? [] : ["chromium-driver"]),
  ];
  if (missing.length)
    await installDebian(
      missing,
      "The tests need Chromium (or Chrome) and its chromedriver on PATH, or named by CHROMIUM and CHROMEDRIVER",
    );
  say(`setup: browser ${output(chromium() ?? "", ["--version"])}`);
}
