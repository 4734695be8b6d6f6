"""Makes losses.json: what every engine must reach before it is timed.

    npm run bench -- --reference        # needs Python and numpy, and dist/ or the data alone

For each net and batch the objective of every step up to the last checked one of workload.json, over
its first images of the 2,000 digits that dist/ is shipped with, and the sums of what 64 latents decode
to before the first step. Weights, order and noise come from the core's streams, arithmetic is in 64
bits. The drift of a step is how far, relatively, its objective or that of an earlier one moves when the
run is started from weights that are rounded otherwise: what 32 bits cannot tell. The nets' layers are
read from standard input, as shared/net.js lists them.
"""

import gzip
import json
import math
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "reference"))

from gradients import Model  # noqa: E402
from networks import Network, sigmoid  # noqa: E402
from reference import INITIALIZE, REPARAMETERIZE, SAMPLE, SHUFFLE  # noqa: E402
from reference import normal, permutation, stream, uniform  # noqa: E402
from terms import kl_per_dimension, reconstruction  # noqa: E402

DATA = PROJECT / "dist" / "data" / "mnist-2000-images.idx.gz"
DECODED = 64
PERTURBATIONS = range(3)
HALF_UNIT = 2.0**-24
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


def layers_of(net):
    return [*net["encoder"], net["mean"], net["logVar"], *net["decoder"]]


def fan_in(layer):
    """Numbers that go into one; a pixel gets every second row and column of a transposed kernel."""
    kernel = 1 if layer["kind"] == "linear" else 9
    inputs = layer["inputs"] * kernel
    transposed = layer["kind"] == "convTranspose" and layer["stride"] == 2
    return math.ceil(inputs / 4) if transposed else inputs


def shape_of(layer):
    inputs, outputs = layer["inputs"], layer["outputs"]
    if layer["kind"] == "linear":
        return inputs, outputs
    return (outputs, inputs, 3, 3) if layer["kind"] == "conv" else (inputs, outputs, 3, 3)


def fresh(config, net, seed):
    """Uniform in ± gain / √fan_in, rounded as the core's 32-bit floats are; src/model/layers.rs."""
    tensors = {}
    for layer in layers_of(net):
        keeps = config["architecture"] != "dense" and layer["activated"]
        root = np.sqrt(np.float32(fan_in(layer)))
        gain = np.sqrt(np.float32(6)) if keeps else np.float32(1)
        parts = {"weight": (shape_of(layer), gain), "bias": ((layer["outputs"],), np.float32(1))}
        for part, (shape, factor) in parts.items():
            u = uniform(stream(seed, INITIALIZE, len(tensors)), math.prod(shape))
            values = (np.float32(2) * np.array(u, np.float32) - np.float32(1)) * (factor / root)
            tensors[f"{layer['path']}.{part}"] = values.astype(np.float64).reshape(shape)
    return tensors


def batches(images, seed, size, latents):
    step, epoch = 0, 0
    while True:
        order = permutation(stream(seed, SHUFFLE, epoch), len(images))
        for start in range(0, len(images), size):
            rows = order[start : start + size]
            noise = normal(stream(seed, REPARAMETERIZE, step), len(rows) * latents)
            yield images[rows], np.array(noise, np.float32).astype(float).reshape(-1, latents)
            step += 1
        epoch += 1


def check(config, tensors, model, batch):
    """The loss is that of tests/reference; the gradient is the slope along a random direction."""
    images, noise = batch
    loss, gradients = model.objective(images, noise)
    network = Network(config, tensors)
    labels = np.zeros(len(images), int)
    levels, logits = network.draw(network.features(images, labels), labels, noise)
    (_, posterior, _) = levels[0]
    expected = reconstruction(network, logits, images) + kl_per_dimension(posterior).sum(1)
    assert abs(loss - expected.mean()) < 1e-9 * loss, (loss, expected.mean())
    random, kept = np.random.default_rng(1), {}
    direction = {name: random.standard_normal(value.shape) for name, value in tensors.items()}
    ends = []
    for sign in (1, -1):
        for name, value in tensors.items():
            kept.setdefault(name, value.copy())
            value[...] = kept[name] + sign * 1e-7 * direction[name]
        ends.append(model.objective(images, noise)[0])
    for name, value in tensors.items():
        value[...] = kept[name]
    slope = (ends[0] - ends[1]) / 2e-7
    found = sum((gradients[name] * direction[name]).sum() for name in tensors)
    assert abs(slope - found) < 1e-4 * abs(slope), (slope, found)


def train(model, tensors, run, rate, steps):
    """The objective of each of so many steps, by Adam; Kingma & Ba 2015, algorithm 1."""
    m = {name: np.zeros_like(value) for name, value in tensors.items()}
    v = {name: np.zeros_like(value) for name, value in tensors.items()}
    losses = {}
    for step in range(1, steps + 1):
        loss, gradients = model.objective(*next(run))
        losses[step] = float(f"{loss:.9g}")
        for name, g in gradients.items():
            m[name] = BETA_1 * m[name] + (1 - BETA_1) * g
            v[name] = BETA_2 * v[name] + (1 - BETA_2) * g * g
            m_hat, v_hat = m[name] / (1 - BETA_1**step), v[name] / (1 - BETA_2**step)
            tensors[name] -= rate * m_hat / (np.sqrt(v_hat) + EPSILON)
    return losses


def drift(net, start, batch, rate, losses):
    """The largest relative gap so far, step by step, over runs from weights half a unit of 32 bits away."""
    largest = np.zeros(len(losses))
    for seed in PERTURBATIONS:
        random = np.random.default_rng(seed)
        moved = {
            name: value * (1 + HALF_UNIT * random.choice([-1, 1], value.shape)) for name, value in start.items()
        }
        found = train(Model(net, moved), moved, batch(), rate, len(losses))
        gaps = [abs(found[step] / loss - 1) for step, loss in losses.items()]
        largest = np.maximum(largest, gaps)
    return [float(f"{gap:.2g}") for gap in np.maximum.accumulate(largest)]


def decoded(model, seed, latents):
    rows = [normal(stream(seed, SAMPLE, i), latents) for i in range(DECODED)]
    z = np.array(rows, np.float32).astype(float)
    return [float(f"{total:.7g}") for total in sigmoid(model.decode(z)).sum(1)]


def main(workload, nets):
    raw = np.frombuffer(gzip.decompress(DATA.read_bytes()), "u1")[16:]
    images = raw.reshape(-1, 784)[: workload["images"]] / 255
    seed, rate, checked = workload["seed"], workload["learningRate"], workload["checkedSteps"]
    found = {"losses": {}, "drift": {}, "decoded": {}}
    for name, net in nets.items():
        config = workload["nets"][name]["config"]
        start = fresh(config, net, seed)
        found["losses"][name], found["drift"][name] = {}, {}
        for size in workload["batches"]:
            tensors = {key: value.copy() for key, value in start.items()}
            model = Model(net, tensors)
            run = lambda: batches(images, seed, size, net["latents"])  # noqa: B023, E731
            check(config, tensors, model, next(run()))
            found["decoded"].setdefault(name, decoded(model, seed, net["latents"]))
            losses = train(model, tensors, run(), rate, max(checked))
            found["losses"][name][size] = losses
            found["drift"][name][size] = drift(net, start, run, rate, losses)
            told = {step: losses[step] for step in checked}
            print(f"{name}, batch {size}: {told}, drift {found['drift'][name][size][-1]}", file=sys.stderr)
    return found


if __name__ == "__main__":
    workload = json.loads((HERE.parent / "workload.json").read_text())
    result = main(workload, json.load(sys.stdin))
    (HERE / "losses.json").write_text(json.dumps(result, indent=1) + "\n")
