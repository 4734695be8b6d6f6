"""Writes packed.safetensors, a tiny model in which each matrix is packed in another way, and
packed.json, what its tensors hold: for tests/native/packed.rs.

    python3 tests/reference/packed.py

Needs numpy alone. docs/packed.md says what a packed tensor is; this writes one number after the
other, bit by bit, as it stands there.
"""

import json
import struct
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SHAPES = {
    "encoder.hidden.0.weight": (9, 5),
    "encoder.hidden.0.bias": (5,),
    "encoder.mean.weight": (5, 2),
    "encoder.mean.bias": (2,),
    "encoder.log_var.weight": (5, 2),
    "encoder.log_var.bias": (2,),
    "decoder.hidden.0.weight": (2, 5),
    "decoder.hidden.0.bias": (5,),
    "decoder.output.weight": (5, 9),
    "decoder.output.bias": (9,),
}
# bits, axis, whether there are zeros of their own, which share of the numbers is kept; where these are
# kept or not by whole indices of a dimension, which.
WAYS = {
    "encoder.hidden.0.weight": (3, 1, True, None),
    "encoder.mean.weight": (8, None, False, None),
    "encoder.log_var.weight": (5, 0, True, 0.5),
    "decoder.hidden.0.weight": (None, None, False, 0.4),
    "decoder.output.weight": (4, 1, False, 0.7, 1),
}


def bits_of(numbers, width):
    """Bytes of the numbers, lowest bit first, without gaps."""
    bits = [int(number) >> place & 1 for number in numbers for place in range(width)]
    bits += [0] * (-len(bits) % 8)
    return bytes(
        sum(bit << place for place, bit in enumerate(bits[i : i + 8])) for i in range(0, len(bits), 8)
    )


def main():
    random = np.random.default_rng(5)
    parts, packed, expected = {}, {}, {}

    def put(name, dtype, shape, data):
        parts[name] = (dtype, list(shape), data)

    for name, shape in SHAPES.items():
        size = int(np.prod(shape))
        if name not in WAYS:
            values = random.normal(size=size).astype("<f4")
            put(name, "F32", shape, values.tobytes())
            expected[name] = [float(value) for value in values]
            continue
        bits, axis, own_zeros, share, *mask_axis = WAYS[name]
        packing = {"shape": list(shape)}
        kept = list(range(size))
        if share is not None:
            choices = size
            if mask_axis:
                packing["maskAxis"] = mask_axis[0]
                choices = shape[mask_axis[0]]
            chosen = sorted(random.permutation(choices)[: round(share * choices)].tolist())
            mask = [1 if i in chosen else 0 for i in range(choices)]
            place = lambda i: np.unravel_index(i, shape)[mask_axis[0]] if mask_axis else i
            kept = [i for i in range(size) if mask[place(i)]]
            packing["kept"] = len(kept)
            data = bits_of(mask, 1)
            put(f"{name}.mask", "U8", [len(data)], data)
        values = [0.0] * size
        if bits is None:
            numbers = random.normal(size=len(kept)).astype("<f2")
            put(name, "F16", [len(kept)], numbers.tobytes())
            for i, number in zip(kept, numbers):
                values[i] = float(number)
        else:
            packing["bits"] = bits
            steps = 1
            if axis is not None:
                packing["axis"] = axis
                steps = shape[axis]
            codes = random.integers(0, 1 << bits, len(kept))
            scale = random.uniform(0.01, 1, steps).astype("<f2")
            zero = [1 << (bits - 1)] * steps
            if own_zeros:
                zero = random.integers(0, 1 << bits, steps).tolist()
                put(f"{name}.zero", "U8", [steps], bytes(zero))
            data = bits_of(codes, bits)
            put(name, "U8", [len(data)], data)
            put(f"{name}.scale", "F16", [steps], scale.tobytes())
            for i, code in zip(kept, codes):
                step = 0 if axis is None else np.unravel_index(i, shape)[axis]
                values[i] = float((int(code) - zero[step]) * float(scale[step]))
        packed[name] = packing
        expected[name] = values
    config = {"architecture": "dense", "inputDim": 9, "hidden": [5], "latentDim": 2}
    description = {"config": config, "formatVersion": 1, "packed": packed}
    header = {"__metadata__": {"vae_lab": json.dumps(description, sort_keys=True)}}
    body = b""
    # Wider types first, as safetensors' own writers do: numbers stay aligned.
    for name in sorted(parts, key=lambda name: (parts[name][0] != "F32", parts[name][0] != "F16", name)):
        dtype, shape, data = parts[name]
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        body += data
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    (HERE / "packed.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + body)
    (HERE / "packed.json").write_text(json.dumps(expected) + "\n")


main()
