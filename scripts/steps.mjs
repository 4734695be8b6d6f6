/**
 * How every script here speaks: a line a step, and one sentence when it
 * cannot go on. Imports only node: modules, because setup runs before npm ci.
 */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Where wasm-bindgen-cli is installed: inside target/, never system-wide. */
export const TOOLS = join(root, "target", "tools");

/** A failure the reader can act on: its message is printed alone, without a stack. */
export class Stop extends Error {}

/** @param {string} line */
export function say(line) {
  console.log(line);
}

/**
 * Runs a script's work. A Stop becomes its sentence and exit code 1; anything
 * else is a fault of the script and keeps its stack.
 * @param {() => Promise<void>} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Whether node was started with this module, rather than importing it.
 * @param {string} url its import.meta.url
 */
export function isStarted(url) {
  return realpathSync(process.argv[1] ?? "") === fileURLToPath(url);
}

/**
 * Runs a program, its output shown as it comes.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, otherwise?: string }} [options]
 *   otherwise: the sentence to stop with if it fails
 * @returns {Promise<void>}
 */
export function run(command, args, { env, otherwise } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", () =>
      reject(new Stop(otherwise ?? `${command} could not be started.`)),
    );
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Stop(
            otherwise ??
              `"${[command, ...args].join(" ")}" failed (${signal ?? `exit code ${code}`}).`,
          ),
        );
    });
  });
}

/**
 * What a program prints, or undefined when it is missing or fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {string | undefined}
 */
export function output(command, args, { env, timeout } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
    timeout,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/**
 * The first of these programs that PATH has, as a full path.
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function find(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const name of names)
    for (const folder of folders)
      for (const ending of endings) {
        const path = join(folder, name + ending);
        try {
          accessSync(path, constants.X_OK);
          return path;
        } catch {
          // Not here; the next folder may have it.
        }
      }
  return undefined;
}
