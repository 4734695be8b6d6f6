/** The page in one file: code within a page, and what is not inside. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { inElement } from "../../scripts/single.mjs";

const FILES = { "models/conv-z2.safetensors": "a model" };

globalThis.document = {
  querySelectorAll: () =>
    Object.entries(FILES).map(([name, text]) => ({
      dataset: { file: name },
      textContent: gzipSync(text).toString("base64"),
    })),
};
const engine = await import("../../www/single/engine/assets.js");
const data = await import("../../www/single/import/assets.js");
const { offered } = await import("../../www/single/edition.js");

test("code in an element does not end it, and says what it said", () => {
  const code = [
    '"</script>" + "</SCRIPT " + "<!--"',
    "`</script>${'<script>'}`",
    "/<\\/script>|<script/.test('<script')",
    "/[<]!--/u.test('<!--')",
  ].map((line) => `(${line})`);
  for (const line of code) {
    const inside = inElement(line);
    assert.doesNotMatch(inside, /<\/?script|<!--/i);
    assert.equal((0, eval)(inside), (0, eval)(line));
  }
});

test("a file that is inside is unpacked", async () => {
  const url = new URL("inside:/models/conv-z2.safetensors");
  assert.equal(engine.isHere(url), true);
  assert.equal(await (await engine.load(url)).text(), "a model");
  assert.equal(await (await data.load(url)).text(), "a model");
});

test("one that is not inside is refused by its name, and so is a network", async () => {
  const missing = new URL("inside:/models/flagship.safetensors");
  assert.equal(engine.isHere(missing), false);
  for (const { load } of [engine, data]) {
    await assert.rejects(load(missing), {
      code: "not-in-file",
      message: /^models\/flagship\.safetensors is not in this file/,
    });
    await assert.rejects(load(new URL("https://example.org/weights")), {
      code: "not-in-file",
      message: /^https:\/\/example\.org\/weights is not in this file/,
    });
  }
});

test("what is given up is not read", async () => {
  const url = new URL("inside:/models/conv-z2.safetensors");
  const signal = AbortSignal.abort();
  await assert.rejects(engine.load(url, { signal }), { name: "AbortError" });
});

test("choices are those of the file, in their order", () => {
  const models = ["dense-z20", "conv-z2", "dense-z40"];
  assert.deepEqual(offered("model", models), ["dense-z20", "conv-z2"]);
  assert.deepEqual(offered("theme", ["light", "dark"]), ["light", "dark"]);
});
