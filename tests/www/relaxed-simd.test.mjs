/** Fusing multiplications and additions in a module: the code and what it computes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import binaryen from "binaryen";
import { withRelaxedSimd } from "../../scripts/relaxed-simd.mjs";

// Node 20 has these instructions, and newer ones without being asked.
setFlagsFromString("--experimental-wasm-relaxed-simd");

const FEATURES = binaryen.Features.All;

/** The function of a module with one, in text. */
const inModule = (body) => `(module
  (memory (export "memory") 1)
  (func $three (result i32) (i32.const 3))
  (func (export "run") (param $p i32)
    (local $x v128) (local $y v128)
    (local.set $x (v128.load (local.get $p)))
    (v128.store offset=64 (local.get $p) ${body})
    (v128.store offset=80 (local.get $p) (local.get $x))))`;

function assembled(body) {
  const module = binaryen.parseText(inModule(body));
  module.setFeatures(FEATURES);
  assert.ok(module.validate());
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

const text = (bytes) => {
  const module = binaryen.readBinary(bytes, FEATURES);
  assert.ok(module.validate());
  return module.emitText();
};

/** What `run` leaves in memory; small whole numbers, which nothing rounds. */
async function computed(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes);
  const { memory, run } = instance.exports;
  new Float32Array(memory.buffer).set([...Array(16).keys()].map((i) => i - 5));
  run(0);
  return [...new Float32Array(memory.buffer, 64, 8)];
}

const X = "(local.get $x)";
const Y = "(local.get $y)";
const at = (offset) => `(v128.load offset=${offset} (local.get $p))`;
const op = (name, ...operands) => `(f32x4.${name} ${operands.join(" ")})`;
const mul = (...operands) => op("mul", ...operands);
const add = (...operands) => op("add", ...operands);
const sub = (...operands) => op("sub", ...operands);
const madd = (...operands) => op("relaxed_madd", ...operands);
const nmadd = (...operands) => op("relaxed_nmadd", ...operands);
const [A, B, C] = [at(16), at(32), at(48)];

const CASES = {
  "a local and a product": [add(X, mul(A, B)), madd(A, B, X)],
  "a product and a local": [add(mul(A, B), X), madd(A, B, X)],
  "a product and a number in memory": [add(mul(A, B), C), madd(A, B, C)],
  "two products": [add(mul(A, B), mul(C, X)), madd(A, B, mul(C, X))],
  "a local less a product": [sub(X, mul(A, B)), nmadd(A, B, X)],
  "a product less a local": [sub(mul(A, B), X), sub(mul(A, B), X)],
  "a product of sums": [add(X, mul(add(A, mul(A, B)), C)), null],
  "a sum of products": [add(add(X, mul(A, B)), mul(B, C)), null],
  "a sum of sums of products": [
    add(
      add(C, mul(A, B)),
      mul(add(add(A, mul(B, C)), mul(A, A)), sub(B, mul(C, C))),
    ),
    null,
  ],
  "a factor that sets the local": [add(X, mul(`(local.tee $x ${A})`, B)), null],
  "a factor that sets another": [
    add(X, mul(`(local.tee $y ${A})`, Y)),
    madd(`(local.tee $y ${A})`, Y, X),
  ],
  "a kept product": [
    add(X, `(local.tee $y ${mul(A, B)})`),
    add(X, `(local.tee $y ${mul(A, B)})`),
  ],
};

for (const [what, [plain, fused]] of Object.entries(CASES)) {
  test(`${what}: the same numbers`, async () => {
    const before = assembled(plain);
    const { module, fused: count } = withRelaxedSimd(before);
    const after = text(module);
    if (fused) assert.equal(after, text(assembled(fused)));
    assert.equal(after.match(/relaxed_n?madd/g)?.length ?? 0, count);
    assert.deepEqual(await computed(module), await computed(before));
  });
}

test("sums and products across a call or a branch are the same numbers", async () => {
  const called = "(f32x4.splat (f32.convert_i32_s (call $three)))";
  const branched = `(block (result v128) (drop (br_if 0 ${A} (local.get $p))) ${B})`;
  for (const other of [called, branched]) {
    for (const body of [
      add(X, mul(other, C)),
      add(mul(C, other), X),
      add(other, mul(B, C)),
      add(mul(B, C), other),
      sub(add(A, mul(B, C)), mul(other, B)),
    ]) {
      const before = assembled(body);
      const { module } = withRelaxedSimd(before);
      text(module);
      assert.deepEqual(await computed(module), await computed(before), body);
    }
  }
});

test("all else of a module stays byte by byte", () => {
  const before = Buffer.from(assembled(sub(mul(A, B), X)));
  const { module, fused } = withRelaxedSimd(before);
  assert.equal(fused, 0);
  assert.deepEqual(Buffer.from(module), before);
});

test("what is not known is refused, not passed over", () => {
  const before = Buffer.from(assembled(add(X, mul(A, B))));
  const unknown = Buffer.from(before);
  // The last store's prefix, in the place of which stands nothing that is known.
  unknown[before.lastIndexOf(0xfd)] = 0xf0;
  assert.throws(() => withRelaxedSimd(unknown), /0xf0 is not known/);
});
