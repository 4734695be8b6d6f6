// What npm packs, installed into empty projects: for webpack, for Vite, for none.

import { execFileSync } from "node:child_process";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build, createServer } from "vite";
import webpack from "webpack";
import { chromium, FLAGS } from "../../scripts/browser.mjs";
import { startHost, withOneCore } from "./lab-host.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MOST_BYTES = 8_000_000;

const MAIN = `import { Lab } from "vae-lab";
const lab = await Lab.create({ device: "flex" });
const digits = await lab.sample({ count: 4, seed: 7 });
const records = [];
const options = { epochs: 1, batchSize: 2, seed: 1 };
for await (const record of lab.train(digits, options)) records.push(record.step);
const before = lab.config.latentDim;
const packed = await lab.workshop.quantize({ bits: 4 });
lab.close();
window.done = { latent: before, ink: Math.max(...digits), records, bytes: packed.weights.byteLength };`;

const DONE = { latent: 20, records: [1, 2] };

let packed;
let list;

test.beforeAll(async () => {
  packed = await mkdtemp(join(tmpdir(), "vae-lab-packed-"));
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination"];
  const told = execFileSync("npm", [...words, packed], {
    cwd: ROOT,
    encoding: "utf8",
  });
  [list] = JSON.parse(told);
  execFileSync("tar", ["xzf", join(packed, list.filename), "-C", packed]);
});

test.afterAll(() => rm(packed, { recursive: true }));

/** An empty project with the package and what the package depends on. */
async function emptyProject(files) {
  const folder = await mkdtemp(join(tmpdir(), "vae-lab-project-"));
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  await cp(join(packed, "package"), join(modules, "vae-lab"), {
    recursive: true,
  });
  const own = JSON.parse(await readFile(join(packed, "package/package.json")));
  // It installs without any other: what it needs of them is in it.
  expect(own.dependencies).toBeUndefined();
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text);
  return folder;
}

async function expectDone(page, url) {
  const failed = [];
  page.on("pageerror", (error) => failed.push(String(error)));
  await withOneCore(page);
  await page.goto(url);
  await page
    .waitForFunction(() => "done" in window, null, { timeout: 60_000 })
    .catch((error) => {
      throw new Error([String(error), ...failed].join("\n"));
    });
  const done = await page.evaluate(() => window.done);
  expect(done).toMatchObject(DONE);
  expect(done.ink).toBeGreaterThan(0.5);
  expect(done.bytes).toBeLessThan(400_000);
}

test("it is small, has types, a licence, and nothing that is not needed", () => {
  expect(list.size).toBeLessThan(MOST_BYTES);
  const names = list.files.map(({ path }) => path);
  for (const wanted of [
    "LICENSE",
    "README.md",
    "package/vae-lab.js",
    "package/vae-lab.d.ts",
    "package/worker.js",
    "package/flex.wasm",
    "package/ndarray.wasm",
    "package/webgpu.wasm",
    "package/models/dense-z20.safetensors",
    "package/THIRD-PARTY-NOTICES.txt",
  ])
    expect(names).toContain(wanted);
  const needless = /\.map$|\.idx|^(src|www|scripts|tests|bench|target)\//;
  expect(names.filter((name) => needless.test(name))).toEqual([]);
});

test("a project without a bundler", async ({ page }) => {
  const map = {
    imports: { "vae-lab": "./node_modules/vae-lab/package/vae-lab.js" },
  };
  const root = await emptyProject({
    "main.js": MAIN,
    "index.html": `<!doctype html><script type="importmap">${JSON.stringify(map)}</script><script type="module" src="main.js"></script>`,
  });
  const host = await startHost({ root });
  await expectDone(page, `${host.url}index.html`);
  await host.close();
  await rm(root, { recursive: true });
});

test("a project with webpack", async ({ page }) => {
  const context = await emptyProject({
    "main.js": MAIN,
    "index.html":
      '<!doctype html><script type="module" src="main.js"></script>',
  });
  const path = join(context, "dist");
  const stats = await new Promise((done, failed) =>
    webpack(
      { context, mode: "production", entry: "./main.js", output: { path } },
      (error, made) => (error ? failed(error) : done(made)),
    ),
  );
  expect(stats.toString({ preset: "errors-only" })).toBe("");
  await cp(join(context, "index.html"), join(path, "index.html"));
  const host = await startHost({ root: path });
  await expectDone(page, `${host.url}index.html`);
  await host.close();
  await rm(context, { recursive: true });
});

const VITE = {
  "main.js": MAIN,
  "index.html":
    '<!doctype html><link rel="icon" href="data:," /><script type="module" src="/main.js"></script>',
};

test("a project with Vite, built", async ({ page }) => {
  const root = await emptyProject(VITE);
  await build({ root, configFile: false, logLevel: "warn" });
  const files = await readdir(join(root, "dist", "assets"));
  expect(files.filter((name) => name.endsWith(".wasm"))).toHaveLength(5);
  const host = await startHost({ root: join(root, "dist") });
  await expectDone(page, `${host.url}index.html`);
  await host.close();
  await rm(root, { recursive: true });
});

test("a project with Vite, while it is worked on", async ({ page }) => {
  const root = await emptyProject(VITE);
  const server = await createServer({
    ...{ root, configFile: false, logLevel: "warn" },
    server: { host: "127.0.0.1", port: 0 },
  });
  await server.listen();
  await expectDone(page, server.resolvedUrls.local[0]);
  await server.close();
  await rm(root, { recursive: true });
});

test("the headless examples, in a project that has the package", async () => {
  const examples = join(ROOT, "examples", "headless");
  const root = await emptyProject({
    "playwright.config.mjs": `export default ${JSON.stringify({
      testDir: ".",
      use: { launchOptions: { executablePath: chromium(), args: FLAGS } },
    })};`,
  });
  await cp(examples, root, { recursive: true });
  for (const name of ["@playwright", "playwright", "playwright-core"])
    await symlink(
      join(ROOT, "node_modules", name),
      join(root, "node_modules", name),
    );
  const run = (...words) =>
    execFileSync(process.execPath, words, {
      ...{ cwd: root, encoding: "utf8" },
      env: { ...process.env, CHROMIUM: chromium() },
    });
  expect(run("vae.mjs")).toMatch(/^flex: [\d.]+ → [\d.]+ nats per image\n/);
  const cli = join(ROOT, "node_modules/@playwright/test/cli.js");
  expect(run(cli, "test")).toContain("1 passed");
  await rm(root, { recursive: true });
});

test("its types tell a compiler right from wrong", async () => {
  const root = await emptyProject({});
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options =
    "--ignoreConfig --noEmit --strict --target es2022 --module esnext " +
    "--moduleResolution bundler --lib es2023,dom";
  const compile = async (body) => {
    const file = join(root, "use.ts");
    await writeFile(file, `import { Lab } from "vae-lab";\n${body}\n`);
    try {
      const words = [tsc, ...options.split(" "), file];
      return execFileSync(process.execPath, words, { encoding: "utf8" });
    } catch (error) {
      return error.stdout;
    }
  };
  const right = `const lab = await Lab.create({ device: "flex" });
    const drawn: Float32Array = await lab.sample({ count: 2, seed: 1 });
    for await (const { kl } of lab.train(drawn)) kl.toFixed(2);`;
  expect(await compile(right)).toBe("");
  expect(await compile(`await Lab.create({ device: "gpu" });`)).toContain(
    '"gpu"',
  );
  await rm(root, { recursive: true });
});
