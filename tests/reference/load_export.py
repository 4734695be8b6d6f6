"""Reads our weights files with the safetensors package, as any other program would.

    python3 tests/reference/load_export.py models/dense-z20.safetensors [FILE …]

Checks names and shapes against the config, that every number is finite, the metadata, and that the
package and weights.py read the same numbers. Needs numpy and safetensors.
"""

import json
import sys

import numpy as np
from networks import parameters
from safetensors import safe_open
from weights import read


def check(path):
    with safe_open(path, "np") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    assert list(metadata) == ["vae_lab"], metadata.keys()
    about = json.loads(metadata["vae_lab"])
    assert about["formatVersion"] == 1
    expected = dict(parameters(about["config"]))
    # A fitted prior travels along.
    shapes = {name: tensor.shape for name, tensor in tensors.items() if name[:6] != "prior."}
    assert shapes == expected
    ours, _ = read(path)
    for name, tensor in tensors.items():
        assert np.isfinite(tensor).all(), name
        assert (tensor.astype(np.float64) == ours[name]).all(), name
    types = {str(tensor.dtype) for tensor in tensors.values()}
    count = sum(tensor.size for tensor in tensors.values())
    print(f"{path}: {len(tensors)} tensors, {count} numbers, {', '.join(types)}; "
          f"keys {', '.join(sorted(about))}; config {json.dumps(about['config'])}")  # fmt: skip


for path in sys.argv[1:]:
    check(path)
