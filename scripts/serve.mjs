/**
 * A static file server for dist/, for this machine only unless --host says
 * otherwise.
 * Usage: node scripts/serve.mjs [--port 8080] [--host 127.0.0.1] [--mount /]
 */
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { answer } from "./answer.mjs";
import { POLICY } from "./policy.mjs";
import { isStarted, main, root as project, say, Stop } from "./steps.mjs";

const FIRST_PORT = 8080;
const LAST_PORT = 8180;

/**
 * Serves a folder until close() is called.
 * @param {object} options
 * @param {string} options.root the folder
 * @param {number} [options.port] the first free one from 8080 without it; 0: any
 * @param {string} [options.host]
 * @param {string} [options.mount] the URL path it appears under, e.g. "/some/folder/"
 * @param {Record<string, string>} [options.headers] sent with every answer; the page's policy without it
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({
  root,
  port,
  host = "127.0.0.1",
  mount = "/",
  headers = { "Content-Security-Policy": POLICY },
}) {
  const server = createServer((request, response) => {
    answer({ root: resolve(root), mount, headers, request, response }).catch(
      (error) => response.destroy(error),
    );
  });
  const taken = await listen(server, host, port);
  return {
    url: `http://${host}:${taken}${mount}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import("node:http").Server} server
 * @param {string} host
 * @param {number | undefined} port
 * @returns {Promise<number>}
 */
async function listen(server, host, port) {
  for (let next = port ?? FIRST_PORT; ; next++) {
    try {
      await new Promise((done, failed) => {
        server.once("error", failed);
        server.listen(next, host, () => {
          server.off("error", failed);
          done(undefined);
        });
      });
      const address = server.address();
      return typeof address === "object" && address ? address.port : next;
    } catch (error) {
      const busy = error instanceof Error && "code" in error;
      const reason = busy ? error.code : error;
      if (port === undefined && next < LAST_PORT && reason === "EADDRINUSE")
        continue;
      throw new Stop(
        `Port ${next} of ${host} cannot be used (${reason}): name another one with --port.`,
      );
    }
  }
}

/** The options of a command line that serves.
 * @returns {{ port?: number, host?: string, mount?: string }} */
export function serveOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        host: { type: "string" },
        mount: { type: "string" },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (
      port !== undefined &&
      !(Number.isInteger(port) && port >= 0 && port < 65536)
    )
      throw new Error(`--port ${values.port} is no port number`);
    return { ...values, port };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Stop(
      `${reason}. The options are --port 8080 and --host 127.0.0.1.`,
    );
  }
}

if (isStarted(import.meta.url))
  await main(async () => {
    const { url } = await serve({
      root: join(project, "dist"),
      ...serveOptions(),
    });
    say(url);
  });
