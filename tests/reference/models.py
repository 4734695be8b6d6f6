"""Makes models.json: one pass forwards and one gradient of tiny models of every architecture.

Weights, images and noise come from the core's streams (reference.py); the passes are those of
networks.py and terms.py, the gradients central differences. Needs numpy.

    python3 tests/reference/models.py > tests/reference/models.json
"""

import json
import math

import numpy as np
from networks import Network, parameters
from reference import INITIALIZE, REPARAMETERIZE, SAMPLE, normal, stream, uniform
from terms import kl_per_dimension, log_ratio, objective, reconstruction

SEED, BATCH, STEP = 5, 3, 1e-5

# 6 × 6 goes 6, 3, 2; 7 × 7 goes 7, 4, 2: sides even, odd and both.
MODELS = {
    "dense": ({"architecture": "dense", "inputDim": 9, "hidden": [7, 5], "latentDim": 3},
              "totalCorrelation", {"beta": 3.0, "dataCount": 90}),
    "conv": ({"architecture": "conv", "inputDim": 36, "channels": [2, 3], "residualBlocks": [1, 0],
              "hidden": [5], "latentDim": 3, "activation": "silu"}, "elbo", {"beta": 0.7}),
    "conv kernel 5": ({"architecture": "conv", "inputDim": 49, "channels": [2, 2], "kernelSize": 5,
                       "residualBlocks": [0, 1], "latentDim": 2, "classes": 3,
                       "likelihood": "continuousBernoulli"},
                      "capacity", {"gamma": 20.0, "capacity": 1.0}),
    "output convolution": ({"architecture": "conv", "inputDim": 36, "channels": [2, 3],
                            "residualBlocks": [0, 1], "hidden": [4], "latentDim": 2,
                            "outputConvolution": True}, "elbo", {"beta": 1.0}),
    "ladder": ({"architecture": "ladder", "inputDim": 36, "channels": [2], "residualBlocks": [1],
                "hidden": [6], "latentDim": 5, "topLatentDim": 2, "topHidden": [4], "classes": 3,
                "activation": "silu"}, "importanceWeighted", {"samples": 2}),
    "dense ladder": ({"architecture": "ladder", "inputDim": 9, "hidden": [6, 4], "latentDim": 4,
                      "topLatentDim": 3, "topHidden": [5, 3], "likelihood": "gaussian",
                      "sigma": 0.25}, "elbo", {"beta": 1.0, "freeBits": 0.05}),
    "vamp": ({"architecture": "dense", "inputDim": 9, "hidden": [6], "latentDim": 3,
              "likelihood": "gaussian", "pseudoInputs": 4}, "elbo", {"beta": 1.0}),
}  # fmt: skip


def weights(config):
    """Uniform in ±½, in 32 bits, whatever the layer: how fresh weights are scaled is no matter here."""
    tensors = {}
    for i, (name, shape) in enumerate(parameters(config)):
        u = np.array(uniform(stream(SEED, INITIALIZE, i), math.prod(shape)), np.float32)
        tensors[name] = (u - np.float32(0.5)).astype(np.float64).reshape(shape)
    return tensors


def rows(values, width):
    return np.array(values, np.float32).astype(np.float64).reshape(-1, width)


def relative(levels):
    """Posterior and latents in units of their priors, side by side, as the core hands them out."""
    parts = []
    for z, (mean, log_var), (m, s) in levels:
        deviation = np.exp(np.asarray(s) / 2)
        parts.append(((z - m) / deviation, (mean - m) / deviation, log_var - s))
    z, mean, log_var = (np.concatenate(part, 1) for part in zip(*parts))
    return z, (mean, log_var)


def model(config, name, options):
    network = Network(config, weights(config))
    images = rows(uniform(stream(SEED, SAMPLE, 99), BATCH * config["inputDim"]), config["inputDim"])
    samples = options.get("samples", 1)
    latents = config["latentDim"]
    noise = normal(stream(SEED, REPARAMETERIZE, 0), BATCH * samples * latents)
    noise = rows(noise, latents)
    labels = np.arange(BATCH) % max(1, config.get("classes", 0))
    shown, given = np.repeat(images, samples, 0), np.repeat(labels, samples)

    def forward():
        features = np.repeat(network.features(images, labels), samples, 0)
        return network.draw(features, given, noise)

    def minimised():
        levels, logits = forward()
        z, posterior = relative(levels)
        rebuilt = reconstruction(network, logits, shown)
        return objective(name, options, rebuilt, z, posterior, network.components())

    levels, logits = forward()
    # In the latents' own coordinates, where the core works in those of their priors.
    kl = sum(kl_per_dimension(posterior, prior).sum(1) for _, posterior, prior in levels)
    if network.components() is not None:
        kl = log_ratio(levels[0][0], levels[0][1], network.components())
    z, (mean, log_var) = relative(levels)
    found = {"mean": mean, "logVar": log_var, "z": z, "logits": logits,
             "reconstruction": reconstruction(network, logits, shown), "kl": kl,
             "value": np.array([minimised()])}  # fmt: skip
    gradient = []
    for tensor in network.tensors.values():
        for index in np.ndindex(tensor.shape):
            kept, ends = tensor[index], []
            for sign in (1, -1):
                tensor[index] = kept + sign * STEP
                ends.append(minimised())
            tensor[index] = kept
            gradient.append((ends[0] - ends[1]) / (2 * STEP))
    found["gradient"] = np.array(gradient)
    short = {key: [float(f"{v:.9g}") for v in values.ravel()] for key, values in found.items()}
    return {"config": config, "objective": name, **options, **short}


if __name__ == "__main__":
    models = {key: model(*given) for key, given in MODELS.items()}
    print(json.dumps({"seed": SEED, "batch": BATCH, "models": models}, indent=1))
