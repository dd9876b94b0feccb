# SPDX-License-Identifier: Apache-2.0
"""compare.py pytorch|torchscript|onnx FOLDER NAME…: runs networks of a folder on their inputs.

Prints a line for each, its name and how far its outputs are from the expected ones.
"""
import importlib
import sys
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).parents[2] / "unit" / "network"))


def numbers(path):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.float32)


def load(form, path):
    if form == "pytorch":
        return importlib.import_module(path.name).load()
    if form == "torchscript":
        return torch.jit.load(f"{path}.pt").eval()
    import onnx_network
    return onnx_network.Network(f"{path}.onnx")


def difference(y, expected):
    """Beside outputs of size 1 and relative to larger ones. Where both are no numbers, or infinite, they agree."""
    alike = (y == expected) | (y.isnan() & expected.isnan())
    return ((y - expected).abs() / expected.abs().clamp(min=1)).masked_fill(alike, 0)


def main():
    form, folder = sys.argv[1], Path(sys.argv[2])
    sys.path.append(str(folder))
    for name in sys.argv[3:]:
        shape = [int(dim) for dim in (folder / f"{name}.shape").read_text().split()]
        with torch.no_grad():
            y = load(form, folder / name)(numbers(folder / f"{name}.x").view(-1, *shape))
        expected = numbers(folder / f"{name}.y").view(y.shape)
        print(name, float(difference(y, expected).max()))


main()
