// The user's own files: told apart by their bytes, read, or refused by name.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { answer } from "../../www/import/answer.js";
import { kindOf } from "../../www/import/kind.js";
import { pairLabels } from "../../www/import/labels.js";
import { readNpyHeader } from "../../www/import/npy.js";
import { pictureSize } from "../../www/import/picture-size.js";
import { greyOf } from "../../www/import/pictures.js";
import { keptSide, readFile } from "../../www/import/read-file.js";

const WANTED = { room: 100, side: 320 };
const text = (string) => new TextEncoder().encode(string);
const read = (bytes, wanted = WANTED) => readFile(new Blob([bytes]), wanted);
const code =
  (expected, saying = /./) =>
  (error) => {
    assert.equal(error.code, expected);
    assert.match(error.message, /^[A-Z].*\.$/, "a full sentence");
    assert.match(error.message, saying, "names the bad value");
    return true;
  };

/** An IDX file of unsigned bytes. */
function idx(dims, values, type = 8) {
  const head = [0, 0, type, dims.length];
  for (const dim of dims) {
    head.push(dim >>> 24, (dim >>> 16) & 255, (dim >>> 8) & 255, dim & 255);
  }
  return Uint8Array.from([...head, ...values]);
}

/** An NPY file as NumPy writes it. */
function npy(descr, shape, bytes, { version = 1, fortran = false } = {}) {
  const order = fortran ? "True" : "False";
  const list = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': (${list}), }`;
  const before = version === 1 ? 10 : 12;
  const header =
    dict.padEnd(
      64 * Math.ceil((dict.length + before) / 64) + 63 - before,
      " ",
    ) + "\n";
  const length =
    version === 1
      ? [header.length & 255, header.length >> 8]
      : [header.length & 255, header.length >> 8, 0, 0];
  const head = [0x93, ...text("NUMPY"), version, 0, ...length];
  return Uint8Array.from([...head, ...text(header), ...bytes]);
}

const bytesOf = (array) => new Uint8Array(array.buffer);
const shades = (count) =>
  Uint8Array.from({ length: count }, (_, i) => (7 * i) % 256);

test("a file is what its first bytes say", () => {
  const png = [0x89, ...text("PNG\r\n\x1a\n"), 0, 0, 0, 13];
  const safetensors = [20, 0, 0, 0, 0, 0, 0, 0, ...text('{"a":1}'.padEnd(20))];
  const cases = [
    [png, "png"],
    [[0xff, 0xd8, 0xff, 0xe0], "jpeg"],
    [text("RIFF\0\0\0\0WEBPVP8 "), "webp"],
    [idx([1], [3]), "idx"],
    [npy("'|u1'", [1], [3]), "npy"],
    [gzipSync("x"), "gzip"],
    [safetensors, "weights"],
  ];
  for (const [bytes, kind] of cases) {
    assert.equal(kindOf(Uint8Array.from(bytes), 1000).kind, kind);
  }
  const foreign = [
    ["GIF89a", /GIF/],
    ["BM....", /BMP/],
    ["%PDF-1.7", /PDF/],
    ["PK\x03\x04", /ZIP/],
    ["\0\0\0\x18ftypheic", /HEIC/],
    ["\0\0\0\x18ftypavif", /AVIF/],
    ["\0\0\0\x18ftypisom", /film/],
    ["just words\n", /text/],
    ["\x01\x02\x03", /unknown/],
  ];
  for (const [string, looks] of foreign) {
    const found = kindOf(text(string), 1000);
    assert.equal(found.kind, "other");
    assert.match(found.looks, looks);
  }
});

test("a text that begins like weights is longer than its file, and a text", () => {
  assert.equal(kindOf(text("12345678{rest"), 13).kind, "other");
});

test("what is nothing, a text or a foreign picture is refused by name", async () => {
  await assert.rejects(read(new Uint8Array()), code("file-empty", /0 bytes/));
  await assert.rejects(read(text("hello")), code("file-unknown", /a text/));
  await assert.rejects(read(text("GIF89a")), code("file-unknown", /GIF/));
});

test("an IDX set gives its images, its labels, and no more than there is room", async () => {
  const values = shades(3 * 6);
  const { stack, total } = await read(idx([3, 2, 3], values));
  assert.deepEqual(
    [stack.width, stack.height, stack.count, total],
    [3, 2, 3, 3],
  );
  assert.deepEqual(stack.data, values);
  const some = await read(idx([3, 2, 3], values), { room: 2, side: 320 });
  assert.deepEqual([some.stack.count, some.total], [2, 3]);
  assert.deepEqual(some.stack.data, values.slice(0, 12));
  const { labels } = await read(idx([4], [0, 9, 3, 3]));
  assert.deepEqual([...labels], [0, 9, 3, 3]);
});

test("gzip is undone first; a damaged one is refused", async () => {
  const zipped = gzipSync(idx([3, 2, 3], shades(18)));
  assert.equal((await read(zipped)).total, 3);
  await assert.rejects(
    read(zipped.subarray(0, 20)),
    code("file-damaged", /20 bytes/),
  );
});

test("IDX with a lying header is refused before anything is made of it", async () => {
  const refused = [
    [idx([60000, 28, 28], [1, 2, 3]), "idx-truncated", /47040000.*holds 3/],
    [idx([4294967295, 4294967295, 28], [1]), "idx-truncated", /4294967295/],
    [idx([2, 2], [1, 2, 3, 4, 5]), "idx-header", /holds 5/],
    [idx([1, 1], [1]), "idx-shape", /1 × 1/],
    [idx([1, 0, 5], []), "idx-shape", /1 × 0 × 5/],
    [idx([0, 28, 28], []), "idx-shape", /0 × 28/],
    [idx([1, 1, 2000], new Uint8Array(2000)), "idx-shape", /2000/],
    [idx([2], [3, 47]), "idx-mismatch", /47/],
    [idx([1], [0, 0, 0, 1], 13), "idx-header", /type 13/],
  ];
  for (const [bytes, expected, saying] of refused) {
    await assert.rejects(read(bytes), code(expected, saying), `${saying}`);
  }
});

test("NPY: every type, version and shape that is read", async () => {
  const grey = shades(12);
  const ones = Float32Array.from(grey, (value) => value / 255);
  const cases = [
    ["'|u1'", [2, 2, 3], grey],
    ["'|u1'", [2, 2, 3, 1], grey],
    ["'<f4'", [2, 2, 3], bytesOf(ones)],
    ["'<f8'", [2, 2, 3], bytesOf(Float64Array.from(grey))],
  ];
  for (const version of [1, 2, 3]) {
    for (const [descr, shape, bytes] of cases) {
      const { stack } = await read(npy(descr, shape, bytes, { version }));
      assert.deepEqual(stack.data, grey, `${descr} ${shape}`);
      assert.deepEqual([stack.width, stack.height], [3, 2]);
    }
  }
  const bits = await read(npy("'|b1'", [1, 2, 2], [0, 1, 1, 0]));
  assert.deepEqual([...bits.stack.data], [0, 255, 255, 0]);
  const single = await read(npy("'|u1'", [3, 4], grey));
  assert.deepEqual([single.total, single.stack.width], [1, 4]);
  const rows = await read(npy("'|u1'", [2, 784], shades(1568)));
  assert.deepEqual(
    [rows.total, rows.stack.width, rows.stack.height],
    [2, 28, 28],
  );
  assert.deepEqual(rows.stack.data, shades(1568));
});

test("NPY in Fortran order gives the same images", async () => {
  const [count, height, width] = [3, 4, 5];
  const rows = shades(count * height * width);
  const columns = new Uint8Array(rows.length);
  for (let i = 0; i < count; i++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        columns[i + count * (y + height * x)] =
          rows[(i * height + y) * width + x];
  const file = npy("'|u1'", [count, height, width], columns, { fortran: true });
  assert.deepEqual((await read(file)).stack.data, rows);
  const one = await read(file, { room: 1, side: 320 });
  assert.deepEqual(one.stack.data, rows.slice(0, 20));
});

test("NPY of a wrong type, shape, length or value is refused by name", async () => {
  const floats = (...values) => bytesOf(Float32Array.from(values));
  const refused = [
    [npy("'<i8'", [1, 1], new Uint8Array(8)), "npy-type", /<i8/],
    [npy("'>f4'", [1, 1], new Uint8Array(4)), "npy-type", />f4/],
    [npy("'|O'", [1, 1], [0]), "npy-type", /\|O/],
    [
      npy("[('a', '<f4'), ('b', '<f4')]", [1], new Uint8Array(8)),
      "npy-type",
      /a/,
    ],
    [npy("'|u1'", [3], [1, 2, 3]), "npy-shape", /\(3\)/],
    [npy("'|u1'", [1, 2, 2, 3], shades(12)), "npy-shape", /1, 2, 2, 3/],
    [npy("'|u1'", [], [1]), "npy-shape", /\(\)/],
    [npy("'|u1'", [9, 28, 28], [1]), "npy-truncated", /7056.*holds 1/],
    [npy("'|u1'", [1, 1], [1, 2]), "npy-header", /holds 2/],
    [npy("'<f4'", [1, 2], floats(-0.5, 1)), "npy-values", /-0.5/],
    [npy("'<f4'", [1, 2], floats(0, 256)), "npy-values", /256/],
    [npy("'<f4'", [1, 2], floats(0, NaN)), "npy-values", /NaN/],
    [npy("'<f4'", [1, 2], floats(0, Infinity)), "npy-values", /Infinity/],
  ];
  for (const [bytes, expected, saying] of refused) {
    await assert.rejects(read(bytes), code(expected, saying), `${saying}`);
  }
});

test("an NPY header is a dictionary of three keys and nothing else", () => {
  const whole = npy("'|u1'", [1, 1], [5]);
  const head = (dict, version = 1) =>
    Uint8Array.from([
      ...[0x93, ...text("NUMPY"), version, 0, dict.length, 0],
      ...text(dict),
      ...[0, 0, 0, 0],
    ]);
  const rude = [
    head("{'descr': '|u1', 'fortran_order': False}"),
    head("{'descr': '|u1', 'fortran_order': 7, 'shape': (4,)}"),
    head(
      "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (4,)}",
    ),
    head("{'descr': '|u1', 'fortran_order': False, 'shape': (4,), 'x': 1}"),
    head("__import__('os').system('true')"),
    head("{'descr': True, 'fortran_order': False, 'shape': (4,)}"),
    head("{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}", 9),
    whole.subarray(0, 11),
    whole.subarray(0, 40),
  ];
  for (const bytes of rude) {
    assert.throws(() => readNpyHeader(bytes, bytes.length), code("npy-header"));
  }
  const plain = head("{'shape': (4,), 'fortran_order': False, 'descr': '|u1'}");
  assert.deepEqual(readNpyHeader(plain, plain.length).shape, [4]);
});

test("images larger than the batch can hold are kept smaller", async () => {
  assert.equal(keptSide(1), 224);
  assert.equal(keptSide(100_000), 56);
  assert.ok(keptSide(10_000) ** 2 * 10_000 <= 64e6);
  const half = new Uint8Array(200 * 100).map((_, i) =>
    i % 200 < 100 ? 255 : 0,
  );
  const { stack } = await read(idx([1, 100, 200], half), { room: 1, side: 4 });
  assert.deepEqual([stack.width, stack.height], [4, 2]);
  assert.deepEqual([...stack.data], [255, 255, 0, 0, 255, 255, 0, 0]);
});

test("a picture's size is read from its header, before it is decoded", () => {
  const png = new Uint8Array(24);
  new DataView(png.buffer).setUint32(16, 8000);
  new DataView(png.buffer).setUint32(20, 5000);
  assert.deepEqual(pictureSize(png, "png"), { width: 8000, height: 5000 });
  assert.equal(pictureSize(png.subarray(0, 20), "png"), null);
  const jpeg = Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4],
    ...[0xff, 0xc4, 0, 3, 9, 0xff, 0xff, 0xc2, 0, 17, 8, 1, 2, 3, 4],
  ]);
  assert.deepEqual(pictureSize(jpeg, "jpeg"), { width: 772, height: 258 });
  assert.equal(pictureSize(jpeg.subarray(0, 18), "jpeg"), null);
  const noFrame = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 3, 1]);
  assert.equal(pictureSize(noFrame, "jpeg"), null);
  const webp = (chunk, ...rest) =>
    Uint8Array.from([...text(`RIFF....WEBP${chunk}`), 0, 0, 0, 0, ...rest]);
  const lossy = webp("VP8 ", 0, 0, 0, 0x9d, 1, 0x2a, 0x34, 0x01, 0x20, 0x00);
  assert.deepEqual(pictureSize(lossy, "webp"), { width: 308, height: 32 });
  const bits = (30 - 1) | ((20 - 1) << 14);
  const lossless = webp(
    "VP8L",
    0x2f,
    bits & 255,
    (bits >> 8) & 255,
    (bits >> 16) & 255,
    bits >>> 24,
  );
  assert.deepEqual(pictureSize(lossless, "webp"), { width: 30, height: 20 });
  const extended = webp("VP8X", 0, 0, 0, 0, 99, 0, 0, 49, 1, 0);
  assert.deepEqual(pictureSize(extended, "webp"), { width: 100, height: 306 });
});

test("a header that promises a gigapixel or a thread is refused", async () => {
  const png = (width, height) => {
    const bytes = new Uint8Array(64);
    bytes.set([0x89, ...text("PNG\r\n\x1a\n")]);
    new DataView(bytes.buffer).setUint32(16, width);
    new DataView(bytes.buffer).setUint32(20, height);
    return bytes;
  };
  const bomb = read(png(65000, 65000));
  await assert.rejects(bomb, code("picture-too-large", /65000 × 65000/));
  const thread = read(png(5000, 10));
  await assert.rejects(thread, code("picture-shape", /5000 × 10/));
  await assert.rejects(read(png(0, 10)), code("picture-damaged", /PNG/));
});

test("grey is luminance on white; white ink on nothing is told by its opacity", () => {
  const pixels = (...rgba) => ({
    data: Uint8ClampedArray.from(rgba),
    width: rgba.length / 4,
    height: 1,
  });
  const { data } = greyOf(
    pixels(
      ...[255, 0, 0, 255],
      ...[0, 255, 0, 255],
      ...[0, 0, 255, 255],
      ...[0, 0, 0, 0],
      ...[0, 0, 0, 128],
    ),
  );
  assert.deepEqual([...data], [54, 182, 18, 255, 127]);
  const white = greyOf(pixels(...[255, 255, 255, 255], ...[255, 255, 255, 0]));
  assert.deepEqual([...white.data], [0, 255]);
});

test("a batch is answered file by file, and a bad one stops none", async () => {
  const files = [text("words"), idx([2, 2, 2], shades(8)), new Uint8Array()];
  const replies = [];
  await answer(
    { files: files.map((bytes) => new Blob([bytes])), room: 1, side: 9 },
    (reply) => replies.push(reply),
  );
  const said = replies.filter(({ type }) => type !== "progress");
  assert.deepEqual(
    said.map(({ type, index }) => [type, index]),
    [
      ["refused", 0],
      ["found", 1],
      ["refused", 2],
      ["end", undefined],
    ],
  );
  assert.equal(said[1].found.stack.count, 1);
  assert.equal(said[1].found.total, 2);
});

test("what an earlier file of a batch took is no longer room", async () => {
  const files = [idx([2, 2, 2], shades(8)), idx([2, 2, 2], shades(8))];
  const counts = [];
  await answer(
    { files: files.map((bytes) => new Blob([bytes])), room: 3, side: 9 },
    ({ type, found }) => type === "found" && counts.push(found.stack.count),
  );
  assert.deepEqual(counts, [2, 1]);
});

test("labels go to the set with as many images, by name where several fit", () => {
  const sets = [
    { name: "a-images.idx", total: 3 },
    { name: "b-images.idx", total: 3 },
    { name: "c-images.idx", total: 5 },
  ];
  const files = [
    { name: "b-labels.idx", labels: Uint8Array.of(1, 2, 3) },
    { name: "a-labels.idx", labels: Uint8Array.of(4, 5, 6) },
    { name: "odd.idx", labels: Uint8Array.of(7) },
  ];
  const { pairs, alone } = pairLabels(sets, files);
  assert.deepEqual([...pairs.get(sets[0])], [4, 5, 6]);
  assert.deepEqual([...pairs.get(sets[1])], [1, 2, 3]);
  assert.equal(pairs.get(sets[2]), undefined);
  assert.deepEqual(
    alone.map(({ name }) => name),
    ["odd.idx"],
  );
});
