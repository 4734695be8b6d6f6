/**
 * Installs Debian's packages as root; never runs sudo.
 */
import { find, run, say, Stop } from "./steps.mjs";

const INSTALL = ["install", "-y", "-q", "--no-install-recommends"];

/**
 * @param {string[]} packages
 * @param {string} problem what is wrong without them, a sentence without its end
 */
export async function installDebian(packages, problem) {
  const names = packages.join(" ");
  if (!find("apt-get")) throw new Stop(`${problem}.`);
  const byHand = `"sudo apt-get update && sudo apt-get install ${names}"`;
  if (process.getuid?.() !== 0)
    throw new Stop(`${problem}; on Debian run ${byHand}.`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const otherwise = `${problem}. Debian's packages could not be installed either (apt-get's own lines are above): ${names}.`;
  say(`setup: apt-get install ${names}`);
  const install = () =>
    run("apt-get", [...INSTALL, ...packages], { env, otherwise });
  try {
    await install();
  } catch {
    // The machine's package lists may be missing or older than its mirror.
    await run("apt-get", ["update", "-q"], { env, otherwise });
    await install();
  }
}
