import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, test } from "node:test";
import { openEngine } from "../../www/engine/opening.js";
import {
  closeChannels,
  fakeWorkers,
  openLab,
  weightsFile,
} from "./engine-fake.mjs";

const FILES = {
  "/good.safetensors": weightsFile({ weight: 3 }),
  "/app": "<!doctype html><title>An app</title>",
  "/error.xml": '\n<?xml version="1.0"?><Error/>',
  "/named-html.safetensors": weightsFile({ weight: 4 }),
};

let base;
const server = createServer((request, response) => {
  const body = FILES[request.url];
  if (request.url === "/cut") {
    response.writeHead(200, { "Content-Length": 1000 });
    response.write("half of it");
    setTimeout(() => response.destroy(), 20);
  } else if (request.url === "/slow") {
    response.writeHead(200).flushHeaders();
  } else if (body === undefined) {
    response.writeHead(request.url === "/gone" ? 410 : 404).end("nothing");
  } else {
    const type = request.url.includes("html") ? "text/html" : "x/unknown";
    response.writeHead(200, { "Content-Type": type });
    response.end(body);
  }
});

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(closeChannels);

test("weights come from a URL, an address, an ArrayBuffer, a Uint8Array", async () => {
  const bytes = weightsFile({ weight: 3 });
  const sources = [
    new URL("/good.safetensors", base),
    `${base}/good.safetensors`,
    bytes.buffer.slice(0),
    bytes,
  ];
  for (const model of sources) {
    const { lab, cores } = await openLab({ model });
    assert.equal(cores[0].weight, 3);
    await lab.load(model);
  }
  assert.ok(bytes.byteLength > 0, "the caller's bytes were detached");
});

test("the bytes are the Lab's own: reset does not see later changes", async () => {
  const bytes = weightsFile({ weight: 3 });
  const { lab, cores } = await openLab({ model: bytes });
  bytes.fill(0);
  await lab.reset();
  assert.equal(cores[0].weight, 3);
});

test("weights that arrive tell their progress", async () => {
  const seen = [];
  const onProgress = ({ phase, loadedBytes }) =>
    seen.push([phase, loadedBytes]);
  await openLab({ model: `${base}/good.safetensors`, onProgress });
  const { length } = FILES["/good.safetensors"];
  assert.ok(seen.some(([phase, n]) => phase === "weights" && n === length));
});

test("weights served as text/html are still weights", async () => {
  const model = `${base}/named-html.safetensors`;
  const { cores } = await openLab({ model });
  assert.equal(cores[0].weight, 4);
});

for (const [path, code, message] of [
  ["/missing", "weights-not-found", /HTTP status 404/],
  ["/gone", "weights-not-found", /\/gone were answered with HTTP status 410/],
  ["/app", "weights-not-safetensors", /\/app there is an HTML page/],
  ["/error.xml", "weights-not-safetensors", /markup/],
  ["/cut", "weights-unreachable", /\/cut could not be loaded/],
]) {
  test(`${path} is ${code}, at create and at load`, async () => {
    const refused = { name: "LabError", code, message };
    await assert.rejects(openLab({ model: base + path }), refused);
    const { lab, cores } = await openLab({ model: weightsFile({ weight: 1 }) });
    await assert.rejects(lab.load(base + path), refused);
    assert.equal(cores[0].weight, 1);
  });
}

test("a host that does not answer is weights-unreachable", async () => {
  await assert.rejects(openLab({ model: "http://127.0.0.1:1/x.safetensors" }), {
    code: "weights-unreachable",
    message: /127\.0\.0\.1:1\/x\.safetensors could not be loaded/,
  });
});

test("an unknown name lists those that are shipped", async () => {
  await assert.rejects(openLab({ model: "conv-z3" }), {
    code: "model-unknown",
    message:
      /"conv-z3" is shipped; there is "dense-z20", "conv-z2", "dense-z40"/,
  });
});

for (const model of [42, null, true, new Date(), [1, 2]]) {
  test(`${JSON.stringify(model)} is no model`, async () => {
    await assert.rejects(openLab({ model }), { code: "option-out-of-range" });
  });
}

test("a config that holds more than data is config-invalid", async () => {
  // A framework's reactive array.
  const hidden = new Proxy([4], {});
  const model = { architecture: "dense", hidden, latentDim: 2 };
  await assert.rejects(openLab({ model }), {
    code: "config-invalid",
    message: /more than data/,
  });
});

for (const [field, value, said] of [
  ["architecture", "deep", /"deep"; it must be one of "dense", "conv"/],
  ["hidden", 400, /400; it must be an array of whole numbers/],
  ["hidden", [400.5], /an array of whole numbers/],
  ["latentDim", "2", /"2"; it must be a whole number/],
  ["classes", null, /null; it must be a whole number/],
  ["sigma", "0.1", /"0.1"; it must be a finite number/],
  ["seed", -1, /-1; it must be a whole number/],
]) {
  test(`a config's ${field} that is ${JSON.stringify(value)} is named`, async () => {
    const model = { architecture: "dense", hidden: [4], latentDim: 2 };
    await assert.rejects(openLab({ model: { ...model, [field]: value } }), {
      code: "config-invalid",
      message: new RegExp(`^The model's ${field} is .*${said.source}`),
    });
  });
}

test("a config with an unknown name says which was meant", async () => {
  const model = { architecture: "dense", hidden: [4], latent_dim: 2 };
  await assert.rejects(openLab({ model }), {
    code: "config-invalid",
    message: /no "latent_dim"\. Did you mean "latentDim"\?/,
  });
});

test("create ends its worker when the weights fail, or a signal says so", async () => {
  const refused = fakeWorkers();
  const missing = { model: `${base}/missing` };
  await assert.rejects(openEngine(missing, refused.connect));
  const stop = new AbortController();
  const stopped = fakeWorkers();
  const slow = { model: `${base}/slow`, signal: stop.signal };
  const opening = openEngine(slow, stopped.connect);
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(opening, { name: "AbortError" });
  for (const { workers } of [refused, stopped]) {
    assert.deepEqual(workers, { started: 1, terminated: 1 });
  }
});
