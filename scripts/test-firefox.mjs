/**
 * The page in Firefox, as a person has it: it generates, trains twenty steps and
 * saves the weights; the page in one file does so but saves nothing and asks for
 * nothing. Chromium has all the other tests; this one tells that nothing depends
 * on it.
 * Usage: node scripts/test-firefox.mjs
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { firefox, geckodriver } from "./browser.mjs";
import { serve } from "./serve.mjs";
import { isStarted, main, root, say, Stop } from "./steps.mjs";

const PORT = 4447;
const DRIVER = `http://127.0.0.1:${PORT}`;
const PATIENCE_MS = 120_000;
const SEARCH =
  "?device=flex&classes=0123456789&perClass=32&epochs=2&batchSize=32";

/**
 * One call of the WebDriver protocol.
 * @param {string} path
 * @param {object} [body] of a POST; a GET without it
 * @returns {Promise<any>}
 */
async function ask(path, body) {
  const method = body ? "POST" : "GET";
  const answer = await fetch(`${DRIVER}${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { value } = /** @type {{ value: any }} */ (await answer.json());
  if (!answer.ok)
    throw new Stop(`geckodriver: ${value.error}: ${value.message}`);
  return value;
}

/**
 * @template T
 * @param {string} what is waited for
 * @param {() => Promise<T | null | false | undefined>} look
 * @returns {Promise<T>}
 */
async function until(what, look) {
  const start = Date.now();
  for (;;) {
    const found = await look().catch(() => null);
    if (found) return found;
    if (Date.now() - start > PATIENCE_MS)
      throw new Stop(`Firefox: ${what} did not come within two minutes.`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

/** @param {string} folder where downloads go */
async function startFirefox(folder) {
  const { sessionId } = await ask("/session", {
    capabilities: {
      alwaysMatch: {
        "moz:firefoxOptions": {
          binary: firefox(),
          args: ["-headless"],
          prefs: {
            "browser.download.folderList": 2,
            "browser.download.dir": folder,
            "browser.download.useDownloadDir": true,
            "browser.helperApps.neverAsk.saveToDisk":
              "application/octet-stream",
          },
        },
      },
    },
  });
  return `/session/${sessionId}`;
}

/**
 * The page at an address, trained for twenty steps.
 * @param {string} session
 * @param {string} url
 */
async function trainAt(session, url) {
  /** @param {string} script */
  const run = (script) => ask(`${session}/execute/sync`, { script, args: [] });
  /** @param {string} text */
  const press = (text) =>
    until(`the button "${text}"`, () =>
      run(
        `const found = [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === ${JSON.stringify(text)} && !button.disabled); found?.click(); return Boolean(found);`,
      ),
    );
  await ask(`${session}/window/rect`, { width: 1280, height: 900 });
  await ask(`${session}/url`, { url: `${url}${SEARCH}` });
  await until("a generated digit", () =>
    run(
      'const grid = document.querySelector("sample-grid canvas"); if (!grid) return false; const { data } = grid.getContext("2d").getImageData(0, 0, grid.width, grid.height); return new Set(data).size > 50;',
    ),
  );
  const device = await run(
    'return document.querySelector("top-bar").textContent.replace(/\\\\s+/g, " ");',
  );
  if (!/Flex/.test(device)) throw new Stop(`Firefox is not on Flex: ${device}`);
  await press("Play");
  const status = 'document.querySelector("lab-page > [role=status]")';
  await until("the end of twenty steps", () =>
    run(`return /finished after 20 steps/.test(${status}.textContent);`),
  );
  const nats = await run(
    'return document.querySelector(".score").textContent;',
  );
  return { run, press, nats: nats.trim() };
}

/** @param {string} session @param {string} url @param {string} folder */
async function useThePage(session, url, folder) {
  const { press, nats } = await trainAt(session, url);
  await press("Download weights");
  const name = await until("the saved file", async () =>
    (await readdir(folder)).find((each) =>
      /plus-20-steps\.safetensors$/.test(each),
    ),
  );
  const bytes = await until("a whole file", async () => {
    const found = await readFile(join(folder, name));
    return found.length > 1_000_000 && found;
  });
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0)));
  const names = Object.keys(JSON.parse(header.toString()));
  if (names.length < 10) throw new Stop("Firefox saved no weights file.");
  say(`Firefox: ${nats}; ${name}, ${bytes.length} bytes`);
}

/** Nothing may be asked for, by the page or by its workers; who tries is told. */
const ALONE = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:">
<script>window.refused = []; addEventListener("securitypolicyviolation", ({ blockedURI }) => refused.push(blockedURI));</script>`;

/**
 * The page in one file, from a disk.
 * @param {string} session
 * @param {string} folder for a copy that may ask for nothing
 */
async function useTheFile(session, folder) {
  const file = join(root, "dist-single", "vae-lab.html");
  if (!existsSync(file)) throw new Stop(`npm run build:single makes ${file}.`);
  const copy = join(folder, "alone.html");
  const page = await readFile(file, "utf8");
  await writeFile(
    copy,
    page.replace("<head>", () => `<head>${ALONE}`),
  );
  const { run, nats } = await trainAt(session, pathToFileURL(copy).href);
  const refused = /** @type {string[] | null} */ (
    await run("return window.refused ?? null;")
  );
  if (refused?.length !== 0)
    throw new Stop(`Firefox: the file asked for ${refused?.join(", ")}.`);
  say(`Firefox, from a file: ${nats}; nothing was asked for`);
}

export async function testFirefox() {
  const folder = await mkdtemp(join(tmpdir(), "vae-lab-firefox-"));
  const { url, close } = await serve({ root: join(root, "dist"), port: 0 });
  const words = ["--port", String(PORT), "--log", "fatal"];
  const driver = spawn(geckodriver() ?? "geckodriver", words, {
    stdio: "ignore",
  });
  try {
    await until("geckodriver", async () => (await ask("/status")).ready);
    const session = await startFirefox(folder);
    try {
      await useThePage(session, url, folder);
      await useTheFile(session, folder);
    } finally {
      await fetch(`${DRIVER}${session}`, { method: "DELETE" });
    }
  } finally {
    driver.kill();
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (isStarted(import.meta.url)) await main(testFirefox);
