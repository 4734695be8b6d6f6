"""Measures a weights file again, with the same noise: negative ELBO, and NLL if it was measured.

    vae-lab evaluate WEIGHTS --dump-noise DUMP [--importance-samples 5 --images 200]
    python3 tests/reference/evaluate.py WEIGHTS DUMP

Needs numpy alone. Exits with 1 where it differs by more than 0.01 nats.
"""

import json
import sys

import numpy as np
from networks import Network
from terms import importance_bound, kl_per_dimension, log_normal, log_ratio, reconstruction
from weights import read

BATCH = 100
LIMIT = 0.01


def bound(network, components, features, labels, images, noise):
    """Reconstruction and KL of one draw of each image."""
    levels, logits = network.draw(features, labels, noise)
    if components is not None:
        (z, posterior, _) = levels[0]
        kl = log_ratio(z, posterior, components)
    else:
        kl = sum(kl_per_dimension(posterior, prior).sum(1) for _, posterior, prior in levels)
    return reconstruction(network, logits, images), kl


def log_weight(network, components, features, labels, images, noise):
    levels, logits = network.draw(features, labels, noise)
    weight = -reconstruction(network, logits, images)
    if components is not None:
        (z, posterior, _) = levels[0]
        return weight - log_ratio(z, posterior, components)
    for z, posterior, prior in levels:
        weight += (log_normal(z, *prior) - log_normal(z, *posterior)).sum(1)
    return weight


def measure(network, dump, white):
    """Sums over the images: reconstruction, KL, NLL."""
    components = network.components()
    sums = np.zeros(3)
    count = len(dump["noise"])
    for start in range(0, count, BATCH):
        rows = slice(start, min(count, start + BATCH))
        images = dump["pixels"][rows] / white
        labels = dump["labels"][rows] if "labels" in dump else np.zeros(len(images), int)
        features = network.features(images, labels)
        given = (network, components, features, labels, images)
        rebuilt, kl = bound(*given, dump["noise"][rows])
        sums[:2] += rebuilt.sum(), kl.sum()
        if "importance_noise" in dump:
            draws = dump["importance_noise"][rows]
            samples = draws.shape[1]
            weights = [log_weight(*given, draws[:, k]) for k in range(samples)]
            sums[2] -= importance_bound(np.array(weights).T, samples).sum()
    return sums / count


def main(weights_path, dump_path):
    tensors, metadata = read(weights_path)
    dump, dumped = read(dump_path)
    account = json.loads(dumped["vae_lab_noise"])
    network = Network(json.loads(metadata["vae_lab"])["config"], tensors)
    rebuilt, kl, nll = measure(network, dump, account["white"])
    figures = account["figures"]
    rows = [("reconstruction", rebuilt, figures["reconstruction"]), ("KL", kl, figures["kl"]),
            ("negative ELBO", rebuilt + kl, figures["negativeElbo"])]  # fmt: skip
    if "nll" in figures:
        rows.append((f"NLL, {account['importanceSamples']} samples", nll, figures["nll"]))
    print(f"{account['images']} images, binarize {account['binarize']}, seed {account['seed']}, "
          "in nats per image")  # fmt: skip
    print(f"{'':24}{'Python':>12}{'VAE Lab':>12}{'difference':>14}")
    for name, ours, theirs in rows:
        print(f"{name:24}{ours:12.5f}{theirs:12.5f}{ours - theirs:14.7f}")
    return max(abs(ours - theirs) for _, ours, theirs in rows) <= LIMIT


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
