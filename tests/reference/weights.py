"""Reads safetensors files by the format's own description, with nothing but numpy.

A file is 8 bytes (the length of the header, little-endian), the header (JSON: name to dtype, shape
and data_offsets, strings under __metadata__), then the numbers, row-major, little-endian.

Tensors that the description under `vae_lab` calls packed are unpacked by docs/packed.md.
"""

import json
import struct

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "U8": "u1"}


def raw(path):
    """The tensors by name, as they lie in the file, and the strings of the metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[start:end], DTYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


def codes(packed, bits, count):
    """Numbers of so many bits without gaps, the first in the lowest bits of the first byte."""
    each = np.unpackbits(packed, bitorder="little")[: count * bits].reshape(count, bits)
    return each @ (1 << np.arange(bits))


def unpack(name, packing, tensors):
    """Takes the tensors of a packed one out, and gives its numbers."""
    shape = packing["shape"]
    size = int(np.prod(shape))
    stored = tensors.pop(name)
    kept = np.ones(size, bool)
    if "kept" in packing:
        mask = tensors.pop(f"{name}.mask")
        if "maskAxis" in packing:
            axis = packing["maskAxis"]
            along = [-1 if i == axis else 1 for i in range(len(shape))]
            mask = codes(mask, 1, shape[axis]).astype(bool).reshape(along)
            kept = np.broadcast_to(mask, shape).reshape(size)
        else:
            kept = codes(mask, 1, size).astype(bool)
        assert kept.sum() == packing["kept"], name
    numbers = np.zeros(size)
    if "bits" not in packing:
        numbers[kept] = stored
        return numbers.reshape(shape)
    bits = packing["bits"]
    scale = tensors.pop(f"{name}.scale").astype(np.float64)
    zero = tensors.pop(f"{name}.zero", np.full(scale.shape, 1 << (bits - 1)))
    # One for each index of the axis, the same along all others.
    steps = [1] * len(shape)
    if "axis" in packing:
        steps[packing["axis"]] = shape[packing["axis"]]
    whole = np.zeros(size)
    whole[kept] = codes(stored, bits, int(kept.sum()))
    whole = whole.reshape(shape) - zero.reshape(steps).astype(np.float64)
    return np.where(kept.reshape(shape), whole * scale.reshape(steps), 0.0)


def read(path):
    """The tensors by name (floats as 64 bits, bytes as bytes) and the strings of the metadata."""
    tensors, metadata = raw(path)
    packed = json.loads(metadata.get("vae_lab", "{}")).get("packed", {})
    unpacked = {name: unpack(name, packing, tensors) for name, packing in packed.items()}
    for name, values in tensors.items():
        unpacked[name] = values if values.dtype == np.uint8 else values.astype(np.float64)
    return unpacked, metadata
