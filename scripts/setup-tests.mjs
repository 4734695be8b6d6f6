/**
 * Installs what only the tests need: linters, browsers and their drivers.
 */
import { existsSync } from "node:fs";
import { chromedriver, chromium, firefox, geckodriver } from "./browser.mjs";
import { installDebian } from "./debian.mjs";
import { output, run, say, TOOLS } from "./steps.mjs";
import { DEBIAN_CLIPPY, wasmToolchain } from "./toolchain.mjs";

export async function setupForTests() {
  await installLinters();
  await installBrowser();
  await installFirefox();
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

/** The driver of which crates.io has the sources. */
const GECKODRIVER = "0.37.1";

async function installFirefox() {
  if (!firefox())
    await installDebian(
      ["firefox-esr"],
      "One test needs Firefox on PATH, or named by FIREFOX",
    );
  if (!geckodriver()) {
    say(`setup: cargo install geckodriver ${GECKODRIVER} (about 2 minutes)`);
    const crate = ["geckodriver", "--version", GECKODRIVER, "--root", TOOLS];
    await run("cargo", ["install", ...crate, "--locked"], {
      otherwise: `geckodriver ${GECKODRIVER} could not be installed (cargo's own lines are above): put one on PATH, or name it by GECKODRIVER.`,
    });
  }
  say(`setup: browser ${output(firefox() ?? "", ["--version"])}`);
}
