// A model in two parts: pictures at once, the encoder when it is needed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, mock, test } from "node:test";
import { cutBehindDecoder } from "../../scripts/weights-parts.mjs";
import { fetchDecoderFirst } from "../../www/engine/decoder-first.js";
import {
  callsOf,
  closeChannels,
  images,
  openLab,
  weightsFile,
} from "./engine-fake.mjs";

const MODELS = new URL("../../models/", import.meta.url);
const Z = new Float32Array(2);
/** JSON, which a fake core reads, does not mind blanks behind it. */
const REST = new TextEncoder().encode("   ");
const FIRST = weightsFile({ weight: 3 });

afterEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  closeChannels();
});

/** Answers for the parts of dense-z20; `asked` lists them in order. */
function serveParts(answer = () => undefined) {
  const asked = [];
  const real = globalThis.fetch;
  mock.method(globalThis, "fetch", async (url, options) => {
    const part = /dense-z20\.(\w+)\.part$/.exec(url.pathname)?.[1];
    if (!part) return real(url, options);
    asked.push(part);
    const other = answer(part, options);
    return other ?? new Response(part === "decoder" ? FIRST : REST);
  });
  return asked;
}

const unreachable = () => Promise.reject(new TypeError("Failed to fetch"));

const opened = (core) => callsOf(core, "openModel").map(([length]) => length);

test("a model that begins with its decoder is cut there and joined again", async () => {
  const file = readFileSync(new URL("dense-z20.safetensors", MODELS));
  const [decoder, encoder] = cutBehindDecoder(file);
  assert.ok(decoder.length < file.length * 0.51, `${decoder.length}`);
  const parts = ["decoder", "encoder"].map((name) => () => name);
  const source = await fetchDecoderFirst(parts, async (name) =>
    name === "decoder" ? decoder : encoder,
  );
  assert.equal(source.bytes.length, file.length);
  assert.deepEqual(
    Buffer.from(source.bytes.subarray(0, decoder.length)),
    decoder,
  );
  assert.ok(source.bytes.subarray(decoder.length).every((byte) => byte === 0));
  assert.deepEqual(Buffer.from(await source.whole()), file);
});

test("a model in which the decoder does not come first is not cut", () => {
  const header = { "a.bias": [0, 4], "decoder.bias": [4, 8] };
  const tensors = Object.entries(header).map(([name, data_offsets]) => {
    return [name, { dtype: "F32", shape: [1], data_offsets }];
  });
  const text = JSON.stringify(Object.fromEntries(tensors));
  const bytes = Buffer.alloc(8 + text.length + 8);
  bytes.writeBigUInt64LE(BigInt(text.length));
  bytes.write(text, 8);
  assert.throws(() => cutBehindDecoder(bytes), /begin with a decoder/);
});

test("what is no start of a weights file is left for the core to refuse", async () => {
  const poem = new TextEncoder().encode("Two roads diverged in a yellow wood");
  const { bytes } = await fetchDecoderFirst(
    [() => 0, () => 1],
    async () => poem,
  );
  assert.deepEqual(bytes, poem);
});

test("pictures come from the decoder alone; the rest follows by itself", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = serveParts();
  const { lab, cores } = await openLab({ model: "dense-z20" });
  await lab.decode(Z);
  await lab.sample({ count: 1 });
  assert.deepEqual(asked, ["decoder"]);
  mock.timers.tick(1000);
  assert.deepEqual(asked, ["decoder", "encoder"]);
  await lab.encode(images(1));
  assert.deepEqual(asked, ["decoder", "encoder"]);
  assert.deepEqual(opened(cores[0]), [
    FIRST.length,
    FIRST.length + REST.length,
  ]);
});

test("what needs the encoder waits for it, and it is opened once", async () => {
  const asked = serveParts();
  const { lab, cores } = await openLab({ model: "dense-z20" });
  await Promise.all([
    lab.encode(images(1)),
    lab.evaluate(images(2)),
    lab.exportWeights(),
  ]);
  assert.deepEqual(asked, ["decoder", "encoder"]);
  const methods = cores[0].calls.map(([name]) => name);
  const whole = methods.lastIndexOf("openModel");
  for (const name of ["encode", "evaluate", "exportWeights"])
    assert.ok(methods.indexOf(name) > whole, methods.join());
});

test("an encoder that cannot be had is told to who needs it, and asked for again", async () => {
  let down = true;
  serveParts((part) =>
    down && part === "encoder" ? unreachable() : undefined,
  );
  const { lab, cores } = await openLab({ model: "dense-z20" });
  await assert.rejects(lab.encode(images(1)), { code: "weights-unreachable" });
  assert.equal((await lab.sample({ count: 1 })).length, 784);
  down = false;
  await lab.encode(images(1));
  assert.deepEqual(opened(cores[0]), [
    FIRST.length,
    FIRST.length + REST.length,
  ]);
});

test("a reset goes back to the whole model", async () => {
  serveParts();
  const { lab, cores } = await openLab({ model: "dense-z20" });
  await lab.reset();
  const whole = FIRST.length + REST.length;
  assert.deepEqual(opened(cores[0]), [FIRST.length, whole, whole]);
});

test("a device lost before the encoder came: the next one gets both parts", async () => {
  serveParts();
  const environment = {
    gpu: { requestAdapter: async () => ({ info: {} }) },
    validate: () => true,
  };
  let lost = false;
  const { lab, cores } = await openLab({ model: "dense-z20" }, environment, {
    before(core, method) {
      if (method !== "sample" || lost) return undefined;
      lost = true;
      return core.die("gone");
    },
  });
  await lab.sample({ count: 1 });
  await lab.encode(images(1));
  assert.equal(cores.length, 2);
  assert.deepEqual(opened(cores[1]), [
    FIRST.length,
    FIRST.length + REST.length,
  ]);
});

test("closing while the encoder is on its way says that the Lab is closed", async () => {
  serveParts((part, { signal }) =>
    part === "decoder"
      ? undefined
      : new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
  );
  const { lab } = await openLab({ model: "dense-z20" });
  const encoding = lab.encode(images(1));
  lab.close();
  await assert.rejects(encoding, { code: "lab-closed" });
});
