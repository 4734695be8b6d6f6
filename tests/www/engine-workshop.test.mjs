// What the workshop tells a passport of the images that had a say. The module
// that makes files is a fake, whose files are numbers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Workshop } from "../../www/engine/workshop.js";

const PIXELS = 4;
const images = (count) => new Float32Array(count * PIXELS).fill(0.5);
const fileOf = (value) => Uint8Array.of(value);

/**
 * @param settings What the passport of a made file says.
 * @returns a workshop, and what its module was asked for
 */
function workshopOf(settings) {
  const asked = [];
  const make = async (operation, files, options) => {
    asked.push([operation, options]);
    const values = files.map(([value]) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const told = operation === "noteSettings" ? options : settings;
    return {
      weights: fileOf(mean),
      metadata: { passport: { operation, settings: told } },
    };
  };
  const core = {
    make,
    ...{ beginCalibration() {}, calibrate() {}, endCalibration: () => [] },
  };
  const connection = { ask: async (work) => work(core), close() {} };
  const workshop = new Workshop({
    engine: {
      assertUsable() {},
      askWhole: async (work) => work(connection),
    },
    connect: () => connection,
    config: () => ({ inputDim: PIXELS, latentDim: 2, classes: 0 }),
    weights: async () => fileOf(8).buffer,
    take: (job) => job(),
    open: async (file) => {
      const lab = {
        load: async (bytes) => void ([lab.value] = new Uint8Array(bytes)),
        evaluate: async () => ({ negativeElbo: Math.abs(lab.value - 6) }),
        close() {},
      };
      await lab.load(file);
      return lab;
    },
  });
  return { workshop, asked };
}

test("the passport counts the images that had a say, and no others", async () => {
  const calibrated = workshopOf({ calibrated: true });
  const wish = { bits: 4, images: images(3), seed: 5 };
  const made = await calibrated.workshop.quantize(wish);
  assert.deepEqual(calibrated.asked, [
    ["quantize", { bits: 4 }],
    ["noteSettings", { calibrationImages: 3 }],
  ]);
  assert.deepEqual(made.metadata.passport.settings, { calibrationImages: 3 });
  const names = async (settings, work) => {
    const { workshop, asked } = workshopOf(settings);
    await work(workshop);
    return asked.map(([name]) => name);
  };
  const without = await names({ calibrated: false }, (workshop) =>
    workshop.factorize(),
  );
  assert.deepEqual(without, ["factorize"]);
  // Single weights go by their size whatever is seen.
  const deaf = await names({ calibrated: false }, (workshop) =>
    workshop.prune({ what: "weights", images: images(3) }),
  );
  assert.deepEqual(deaf, ["prune"]);
  const grown = await names({}, (workshop) =>
    workshop.grow({ pseudoInputs: 1, images: images(3) }),
  );
  assert.deepEqual(grown, ["grow"]);
});

test("who removes latents says of how many images their means are", async () => {
  const { workshop, asked } = workshopOf({ latents: [1] });
  await workshop.removeLatents({ latents: [1], calibrationImages: 7 });
  await workshop.removeLatents({ latents: [0] });
  assert.deepEqual(asked, [
    ["removeLatents", { latents: [1], means: [0, 0] }],
    ["noteSettings", { calibrationImages: 7 }],
    ["removeLatents", { latents: [0], means: [0, 0] }],
  ]);
  await assert.rejects(
    workshop.removeLatents({ latents: [1], calibrationImages: 0 }),
    { code: "option-out-of-range", message: /calibrationImages is 0/ },
  );
});

test("the passport of a soup says what chose, and what each had alone", async () => {
  const { workshop, asked } = workshopOf({ shares: [0.5, 0.5] });
  // 8 is 2 away and 3 is 3; the mean of both, 5.5 in bytes, 1. 100 is a stranger.
  const soup = await workshop.soup([fileOf(3), fileOf(100)], {
    images: images(9),
  });
  assert.deepEqual(asked.at(-1), [
    "noteSettings",
    {
      ...{ greedy: true, heldOut: 9, heldOutNegativeElbo: 1 },
      heldOutAlone: [2, 3],
    },
  ]);
  assert.equal(soup.negativeElbo, 1);
  assert.equal(soup.metadata.passport.settings.greedy, true);
  assert.deepEqual([...new Uint8Array(soup.weights)], [5]);
});
