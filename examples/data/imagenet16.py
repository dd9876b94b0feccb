#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes ImageNet16-120 as IDX files, which `idx(folder = …)` reads, from the batch files of downsampled ImageNet.

Those are pickles of Python, each a dictionary with `data` (uint8, an image a row, 3 × 16 × 16) and `labels` (from 1
on): `train_data_batch_1` to `_10` and `val_data`, as https://image-net.org has them. NAS-Bench-201 takes the images of
the first 120 classes; half of the 6,000 of `val_data` validate, half test.

  imagenet16.py FOLDER -o OUT [--classes 120]

Nothing but arrays of numbers is read from a pickle: it cannot run code.
"""
import argparse
import pickle
import struct
import sys
from pathlib import Path

import numpy

PIXELS = (3, 16, 16)
ARRAYS = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"), ("numpy", "ndarray"),
          ("numpy", "dtype"), ("numpy.core.multiarray", "scalar"), ("_codecs", "encode")}


class ArraysAlone(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in ARRAYS:
            raise pickle.UnpicklingError(f"{module}.{name} is no array of numbers")
        return super().find_class(module, name)


def read_batch(path, classes):
    try:
        with open(path, "rb") as file:
            batch = ArraysAlone(file, encoding="latin1").load()
        images, labels = numpy.asarray(batch["data"]), numpy.asarray(batch["labels"]) - 1
    except (OSError, EOFError, KeyError, TypeError, ValueError, pickle.UnpicklingError) as error:
        sys.exit(f"{path}: {error}")
    if images.dtype != numpy.uint8 or images.ndim != 2 or images.shape[1] != numpy.prod(PIXELS):
        sys.exit(f"{path}: its images are not rows of {numpy.prod(PIXELS)} bytes")
    if len(labels) != len(images) or labels.min() < 0 or labels.max() > 999:
        sys.exit(f"{path}: its labels are not one of 1 to 1000 for each image")
    chosen = labels < classes
    return images[chosen].reshape(-1, *PIXELS), labels[chosen].astype(numpy.uint8)


def write_idx(path, array):
    with open(path, "wb") as file:
        file.write(bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape))
        file.write(array.tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--classes", type=int, default=120, choices=range(2, 257), metavar="2..256")
    options = parser.parse_args()
    trained = sorted(options.folder.glob("train_data_batch_*"), key=lambda path: int(path.name.rsplit("_", 1)[1]))
    if not trained:
        sys.exit(f"{options.folder}: there is no `train_data_batch_1`")
    options.output.mkdir(parents=True, exist_ok=True)
    for name, paths in (("train", trained), ("t10k", [options.folder / "val_data"])):
        parts = [read_batch(path, options.classes) for path in paths]
        images, labels = (numpy.concatenate(part) for part in zip(*parts))
        write_idx(options.output / f"{name}-images-idx3-ubyte", images)
        write_idx(options.output / f"{name}-labels-idx1-ubyte", labels)
        print(f"{name}: {len(labels)} images of {len(set(labels.tolist()))} classes")


main()
