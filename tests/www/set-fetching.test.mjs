// Whole data sets by way of the worker: what comes back, and what goes wrong.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { answerSet } from "../../www/import/set-answer.js";
import { fetchSetAside } from "../../www/import/set-fetching.js";

const FOLDER = new URL("http://page/data/");
const real = { fetch: globalThis.fetch, Worker: globalThis.Worker };
afterEach(() => Object.assign(globalThis, real));

/** An IDX file of unsigned bytes below 256 in each dimension. */
const idx = (dims, values) =>
  Uint8Array.from([
    ...[0, 0, 8, dims.length],
    ...dims.flatMap((dim) => [0, 0, 0, dim]),
    ...values,
  ]);
const IMAGES = idx([2, 28, 28], new Uint8Array(2 * 784).fill(9));
const FILES = {
  "mnist-test-images.idx.gz": gzipSync(IMAGES),
  "mnist-test-labels.idx.gz": gzipSync(idx([2], [3, 4])),
};

/** The files as a host has them; what is not among them is not found. */
function host(files) {
  const asked = [];
  globalThis.fetch = async (url) => {
    const name = String(url).split("/").at(-1);
    asked.push(name);
    const file = files[name];
    if (file instanceof Error) throw file;
    return file ? new Response(file) : new Response("", { status: 404 });
  };
  return asked;
}

/** Workers that answer as the real one, each message a clone of what was said. */
function workers(behave = (worker, wish) => worker.answer(wish)) {
  const started = [];
  globalThis.Worker = class {
    terminated = false;
    transferred = [];
    constructor(url) {
      assert.match(String(url), /import-worker\.js$/);
      started.push(this);
    }
    postMessage(wish) {
      queueMicrotask(() => behave(this, structuredClone(wish)));
    }
    answer(wish) {
      return answerSet(wish, (reply, transfer) => {
        this.transferred.push(...transfer.map(({ byteLength }) => byteLength));
        const data = structuredClone(reply, { transfer });
        if (!this.terminated) this.onmessage({ data });
      });
    }
    terminate() {
      this.terminated = true;
    }
  };
  return started;
}

const code = (expected) => (error) => error.code === expected;

test("a set comes whole, its bytes counted, its buffers handed over", async () => {
  host(FILES);
  const [started, seen] = [workers(), []];
  const onProgress = (bytes) => seen.push(bytes);
  const set = await fetchSetAside(FOLDER, "mnist-test", { onProgress });
  assert.equal(set.count, 2);
  assert.deepEqual(set.images, new Uint8Array(2 * 784).fill(9));
  assert.deepEqual(set.labels, Uint8Array.of(3, 4));
  const total = Object.values(FILES).reduce(
    (sum, { length }) => sum + length,
    0,
  );
  assert.equal(seen.at(-1), total);
  const [{ terminated, transferred }] = started;
  assert.ok(terminated);
  const whole = [IMAGES.length, 8 + 2];
  assert.deepEqual(transferred, whole, "handed over, not copied");
});

test("what is refused there has its code here", async () => {
  const [images, labels] = Object.keys(FILES);
  for (const [files, expected] of [
    [{}, "digits-not-found"],
    [{ ...FILES, [labels]: new TypeError("gone") }, "digits-unreachable"],
    [{ ...FILES, [images]: FILES[images].subarray(0, 20) }, "idx-truncated"],
    [{ ...FILES, [labels]: idx([3], [1, 2, 3]) }, "idx-mismatch"],
    [{ ...FILES, [labels]: Buffer.from("<!doctype html>") }, "idx-header"],
  ]) {
    host(files);
    const [started] = [workers()];
    await assert.rejects(fetchSetAside(FOLDER, "mnist-test"), code(expected));
    assert.ok(started[0].terminated);
  }
});

test("a cancel ends the worker, and the next try begins anew", async () => {
  host(FILES);
  const started = workers(() => {});
  const control = new AbortController();
  const { signal } = control;
  const fetched = fetchSetAside(FOLDER, "mnist-test", { signal });
  control.abort();
  await assert.rejects(fetched, { name: "AbortError" });
  assert.ok(started[0].terminated);
  await assert.rejects(fetchSetAside(FOLDER, "mnist-test", { signal }), {
    name: "AbortError",
  });
  assert.equal(started.length, 1, "nothing begins that is cancelled already");
  workers();
  assert.equal((await fetchSetAside(FOLDER, "mnist-test")).count, 2);
});

test("without a worker, or with one that fails, it is fetched here", async () => {
  const asked = host(FILES);
  globalThis.Worker = class {
    constructor() {
      throw new Error("SecurityError");
    }
  };
  assert.equal((await fetchSetAside(FOLDER, "mnist-test")).count, 2);
  const started = workers((worker) => worker.onerror());
  assert.equal((await fetchSetAside(FOLDER, "mnist-test")).count, 2);
  assert.ok(started[0].terminated);
  assert.equal(asked.length, 4);
});
