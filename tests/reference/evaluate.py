"""Measures a weights file again, with the same noise: every figure that `evaluate` prints or keeps.

    vae-lab evaluate WEIGHTS --dump-noise DUMP [--importance-samples 5 --images 200]
    python3 tests/reference/evaluate.py WEIGHTS DUMP

Needs numpy alone. Exits with 1 where it differs by more than 0.01 nats (0.01 dB, 0.01 % of the
squared error), or counts other active units.
"""

import json
import math
import sys

import numpy as np
from networks import Network, sigmoid
from terms import importance_bound, kl_per_dimension, log_normal, log_ratio, reconstruction
from weights import read

BATCH = 100
LIMIT = 0.01
# Burda et al. 2016, section 5.2.
ACTIVE = 0.01


def divergence(network, components, levels):
    """From posterior to prior, of each image: in closed form, of a VampPrior by the draw, of a
    trained mixture in closed form to the standard normal and from there by the draw."""
    (z, posterior, _) = levels[0]
    if network.config["mixtureComponents"]:
        closed = kl_per_dimension(posterior, (0.0, 0.0)).sum(1)
        return closed + log_ratio(z, posterior, components) - log_ratio(z, posterior)
    if components is not None:
        return log_ratio(z, posterior, components)
    return sum(kl_per_dimension(posterior, prior).sum(1) for _, posterior, prior in levels)


def log_weight(network, components, features, labels, images, noise):
    levels, logits = network.draw(features, labels, noise)
    weight = -reconstruction(network, logits, images)
    if components is not None:
        (z, posterior, _) = levels[0]
        return weight - log_ratio(z, posterior, components)
    for z, posterior, prior in levels:
        weight += (log_normal(z, *prior) - log_normal(z, *posterior)).sum(1)
    return weight


def mean_image(network, logits):
    """The mean of p(x|z); of the continuous Bernoulli it is λ/(2λ − 1) + 1/(2 artanh(1 − 2λ))."""
    share = sigmoid(logits)
    if network.config["likelihood"] != "continuousBernoulli":
        return share
    # Near ½ that is a difference of two large numbers; its series there is ½ + logit/12.
    near = np.abs(logits) < 1e-2
    safe = np.where(near, 1.0, logits)
    return np.where(near, 0.5 + logits / 12, 1 / (1 - np.exp(-safe)) - 1 / safe)


def posterior_mean(network, features, labels):
    """[batch, latents]; of a ladder's lower level in units of its prior, given the upper mean."""
    first = network.first_posterior(features)[0]
    if not network.ladder:
        return first
    relative = network.lower_posterior(features, network.above(first, labels))
    return np.concatenate([first, relative[0]], 1)


def measure(network, dump, white):
    """The figures by their names in VAE Lab."""
    components = network.components()
    rebuilt, kl, squares, dimensions, means, nll = [], [], [], [], [], []
    count = len(dump["noise"])
    for start in range(0, count, BATCH):
        rows = slice(start, min(count, start + BATCH))
        images = dump["pixels"][rows] / white
        labels = dump["labels"][rows] if "labels" in dump else np.zeros(len(images), int)
        features = network.features(images, labels)
        given = (network, components, features, labels, images)
        levels, logits = network.draw(features, labels, dump["noise"][rows])
        rebuilt.append(reconstruction(network, logits, images))
        each = [kl_per_dimension(posterior, prior) for _, posterior, prior in levels]
        dimensions.append(np.concatenate(each, 1))
        kl.append(divergence(network, components, levels))
        squares.append((mean_image(network, logits) - images) ** 2)
        means.append(posterior_mean(network, features, labels))
        if "importance_noise" in dump:
            draws = dump["importance_noise"][rows]
            samples = draws.shape[1]
            weights = [log_weight(*given, draws[:, k]) for k in range(samples)]
            nll.append(-importance_bound(np.array(weights).T, samples))
    rebuilt, kl, means = map(np.concatenate, (rebuilt, kl, means))
    mse = np.concatenate(squares).mean()
    found = {
        "reconstruction": rebuilt.mean(),
        "kl": kl.mean(),
        **with_error("negativeElbo", rebuilt + kl),
        **(with_error("nll", np.concatenate(nll)) if nll else {}),
        "mse": mse,
        "psnr": -10 * np.log10(mse),
        "klPerDimension": np.concatenate(dimensions).mean(0),
        "activeUnits": int((means.var(0) > ACTIVE).sum()),
    }
    return found


def with_error(name, values):
    """The mean over images and its standard error."""
    if len(values) < 2:
        return {name: values.mean()}
    return {name: values.mean(), f"{name}Error": values.std(ddof=1) / math.sqrt(len(values))}


def main(weights_path, dump_path):
    tensors, metadata = read(weights_path)
    dump, dumped = read(dump_path)
    account = json.loads(dumped["vae_lab_noise"])
    network = Network(json.loads(metadata["vae_lab"])["config"], tensors)
    ours, theirs = measure(network, dump, account["white"]), account["figures"]
    print(f"{account['images']} images, binarize {account['binarize']}, seed {account['seed']}, "
          f"{account['importanceSamples']} importance samples; nats per image")  # fmt: skip
    print(f"{'':24}{'Python':>12}{'VAE Lab':>12}{'difference':>14}")
    unknown = set(theirs) - set(ours) - {"count", "conventions"}
    for name in sorted(unknown):
        print(f"{name}: not known here, {theirs[name]} in VAE Lab")
    fine = not unknown
    for name, our in ours.items():
        if theirs.get(name) is None or np.size(theirs[name]) != np.size(our):
            print(f"{name}: {our} here, {theirs.get(name)} in VAE Lab")
            fine = False
            continue
        their = np.array(theirs[name])
        apart = np.abs(our - their).max()
        mean = (np.mean(our), np.mean(their))
        print(f"{name:24}{mean[0]:12.5f}{mean[1]:12.5f}{apart:14.7f}")
        limit = {"mse": 1e-4 * ours["mse"], "activeUnits": 0}.get(name, LIMIT)
        fine = fine and their.shape == np.shape(our) and apart <= limit
    return fine


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
