"""Reads safetensors files by the format's own description, with nothing but numpy.

A file is 8 bytes (the length of the header, little-endian), the header (JSON: name to dtype, shape
and data_offsets, strings under __metadata__), then the numbers, row-major, little-endian.
"""

import json
import struct

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "U8": "u1"}


def read(path):
    """The tensors by name (floats as 64 bits, bytes as bytes) and the strings of the metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = values if entry["dtype"] == "U8" else values.astype(np.float64)
    return tensors, metadata
