/** The scripts that others rely on: server, digits, the check for SIMD. */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firstOfEachClass } from "../../scripts/digits.mjs";
import { requireNoSimd } from "../../scripts/no-simd.mjs";
import { serve } from "../../scripts/serve.mjs";
import { isAtLeast } from "../../scripts/toolchain.mjs";

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vae-lab-"));
});
after(() => rm(folder, { recursive: true }));

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const ONE_FUNCTION = [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0];
/** The code section with one body. */
const code = (...body) => [
  10,
  body.length + 4,
  1,
  body.length + 2,
  0,
  ...body,
  0x0b,
];
const SIMD = code(0xfd, 0x0c, ...new Array(16).fill(0), 0x1a);
const PLAIN = code(0x01);
/** The section in which a compiler lists the features it used. */
const DECLARED = [
  0,
  26,
  15,
  ...Buffer.from("target_features"),
  1,
  0x2b,
  7,
  ...Buffer.from("simd128"),
];

test("SIMD is found in a module, declared or not", async () => {
  const path = join(folder, "module.wasm");
  const check = async (...sections) => {
    await writeFile(
      path,
      Buffer.from([...HEADER, ...ONE_FUNCTION, ...sections]),
    );
    requireNoSimd(path);
  };
  await check(...PLAIN);
  const refused = { message: /without SIMD refuses/ };
  await assert.rejects(() => check(...SIMD), refused);
  await assert.rejects(() => check(...SIMD, ...DECLARED), refused);
});

test("the server answers from its folder alone", async () => {
  const root = join(folder, "site");
  await mkdir(join(root, "inner"), { recursive: true });
  await writeFile(join(root, "index.html"), "page");
  await writeFile(join(root, "a.wasm"), "wasm");
  await writeFile(join(folder, "secret"), "secret");
  const { url, close } = await serve({ root, port: 0, mount: "/some/folder/" });
  try {
    const answer = async (path, headers = {}) => {
      const response = await fetch(new URL(path, url), { headers });
      return { response, status: response.status, text: await response.text() };
    };
    const page = await answer("./");
    assert.equal(page.text, "page");
    assert.match(page.response.headers.get("content-type"), /^text\/html/);
    const wasm = await answer("./a.wasm");
    assert.equal(wasm.response.headers.get("content-type"), "application/wasm");
    const etag = wasm.response.headers.get("etag");
    const again = await answer("./a.wasm", { "if-none-match": etag });
    assert.equal(again.status, 304);
    const missing = [
      "./nothing",
      "./inner",
      "./inner/",
      "/a.wasm",
      "/some/folder/..%2fsecret",
    ];
    for (const path of missing)
      assert.equal((await answer(path)).status, 404, path);
    assert.equal((await answer("/some/folder")).text, "page");
  } finally {
    await close();
  }
});

test("the shipped digits are the first of each class, class by class", () => {
  const labels = Uint8Array.from({ length: 4000 }, (_, index) => index % 10);
  const chosen = firstOfEachClass(labels);
  assert.equal(chosen.length, 2000);
  assert.deepEqual(chosen.slice(0, 3), [0, 10, 20]);
  assert.deepEqual(chosen.slice(199, 202), [1990, 1, 11]);
});

test("versions are compared by number", () => {
  assert.ok(isAtLeast("rustc 1.100.0 (abc 2027-01-01)", "1.95"));
  assert.ok(isAtLeast("v20.0.0", "20"));
  assert.ok(!isAtLeast("rustc 1.94.1", "1.95"));
  assert.ok(!isAtLeast(undefined, "1.95"));
});

for (const name of ["vae.mjs", "vae.spec.mjs"]) {
  test(`the README shows examples/headless/${name} as it is`, async () => {
    const readme = await readFile(
      new URL("../../README.md", import.meta.url),
      "utf8",
    );
    const example = new URL(`../../examples/headless/${name}`, import.meta.url);
    const code = await readFile(example, "utf8");
    assert.ok(readme.includes(code.replace(/^\/\*\*.*?\*\/\n/s, "")));
  });
}
