// What the page says of a model's network, for every family of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chainOf,
  decoderStagesOf,
  describeModel,
  FIRST_CONFIG,
  latentSize,
  stagesOf,
} from "../../www/views/network.js";

const CONV = {
  architecture: "conv",
  inputDim: 784,
  channels: [16, 32, 64],
  hidden: [128],
  latentDim: 2,
};

const LADDER = {
  architecture: "ladder",
  inputDim: 784,
  channels: [8],
  residualBlocks: [2],
  hidden: [64],
  latentDim: 12,
  topLatentDim: 4,
  topHidden: [32],
};

test("a dense model's stages are its widths", () => {
  assert.equal(chainOf(FIRST_CONFIG), "784–400–20");
  assert.deepEqual(
    stagesOf(FIRST_CONFIG).map(({ values }) => values),
    [784, 400],
  );
});

test("a convolution's stages are channels × height × width, odd sides too", () => {
  assert.deepEqual(
    stagesOf(CONV).map(({ size, values }) => [size, values]),
    [
      ["784", 784],
      ["16×14×14", 3136],
      ["32×7×7", 1568],
      ["64×4×4", 1024],
      ["128", 128],
    ],
  );
  assert.equal(chainOf(CONV), "784–16×14²–32×7²–64×4²–128–2");
});

test("a decoder has the encoder's stages, or its own", () => {
  assert.deepEqual(decoderStagesOf(CONV), stagesOf(CONV));
  const pruned = { ...CONV, decoderHidden: [96], decoderChannels: [8, 16, 32] };
  assert.deepEqual(
    decoderStagesOf(pruned).map(({ size }) => size),
    ["784", "8×14×14", "16×7×7", "32×4×4", "96"],
  );
  assert.deepEqual(stagesOf(pruned), stagesOf(CONV));
});

test("a ladder shows both levels", () => {
  assert.equal(latentSize(LADDER), "4 + 8");
  assert.equal(chainOf(LADDER), "784–8×14²–64–32–(4 + 8)");
});

test("a convolution needs no dense layer", () => {
  const bare = { ...CONV, hidden: [] };
  assert.equal(chainOf(bare), "784–16×14²–32×7²–64×4²–2");
});

test("a model is described by all that makes it another", () => {
  assert.equal(
    describeModel(FIRST_CONFIG),
    "Fully connected, ReLU, Bernoulli pixels.",
  );
  assert.equal(
    describeModel({ ...LADDER, activation: "silu", classes: 10 }),
    "A ladder of two latent levels, residual blocks, SiLU, Bernoulli pixels, " +
      "told which of 10 classes a digit is.",
  );
  assert.match(
    describeModel({ ...FIRST_CONFIG, mixtureComponents: 50 }),
    /Bernoulli pixels, a mixture of 50 Gaussians trained as the prior\.$/,
  );
  const grey = { ...CONV, likelihood: "gaussian" };
  assert.match(describeModel(grey), /Gaussian pixels, one learned σ\.$/);
  assert.match(describeModel({ ...grey, sigma: 0.1 }), /, σ = 0\.1\.$/);
  assert.match(
    describeModel({
      ...CONV,
      likelihood: "continuousBernoulli",
      pseudoInputs: 500,
    }),
    /continuous Bernoulli pixels, a VampPrior of 500 pseudo-inputs\.$/,
  );
});
