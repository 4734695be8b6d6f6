/**
 * Installs Debian's packages as root; never runs sudo.
 */
import { find, output, run, say, Stop } from "./steps.mjs";

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
  // A machine that never updated its lists knows no package.
  if (!packages.every((name) => output("apt-cache", ["show", name])))
    await run("apt-get", ["update", "-q"], { env, otherwise });
  const install = ["install", "-y", "-q", "--no-install-recommends"];
  await run("apt-get", [...install, ...packages], { env, otherwise });
}
