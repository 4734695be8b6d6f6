import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { closeChannels, fakeService, weightsFile } from "./engine-fake.mjs";

afterEach(closeChannels);

const noProgress = () => {};

async function openService(script) {
  const { service, cores } = fakeService(undefined, script);
  await service.open("flex", noProgress);
  await service.openModel(weightsFile({}));
  return { service, core: cores[0] };
}

test("a panic ends the pending call and all behind it, and is told", async () => {
  const before = (core, method) =>
    method === "sample" ? core.die("panicked") : undefined;
  const { service } = await openService({ before });
  const calls = [
    service.sample({ count: 1, seed: 0 }),
    service.decode(new Float32Array(2)),
  ];
  for (const call of calls) {
    await assert.rejects(call, { code: "device-lost", message: "panicked" });
  }
  await assert.rejects(service.describe(), { code: "device-lost" });
  assert.equal(await service.lost(), "panicked");
});

test("a call before any device is open is refused", async () => {
  const { service } = fakeService();
  await assert.rejects(service.sample({ count: 1, seed: 0 }), {
    code: "device-unavailable",
  });
});

test("a call that fails does not hold up the next", async () => {
  const before = (core, method) => {
    if (method === "sample") throw new Error("no");
  };
  const { service } = await openService({ before });
  await assert.rejects(service.sample({ count: 1, seed: 0 }), /no/);
  assert.equal((await service.decode(new Float32Array(2))).length, 2);
});

test("a stack that overflows inside the module is a loss", async () => {
  const before = (core, method) => {
    if (method === "sample") {
      throw new RangeError("Maximum call stack size exceeded");
    }
  };
  const { service } = await openService({ before });
  await assert.rejects(service.sample({ count: 1, seed: 0 }));
  await assert.rejects(service.describe(), { code: "device-lost" });
});
