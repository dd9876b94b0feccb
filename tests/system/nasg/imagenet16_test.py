# SPDX-License-Identifier: Apache-2.0
"""The converter of ImageNet16's batch files, on made-up batches."""
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

SCRIPT = Path(__file__).resolve().parents[3] / "examples/data/imagenet16.py"


class Spoiled:
    def __reduce__(self):
        return (print, ("a pickle has run code",))


def batch(labels, first):
    images = numpy.arange(first, first + len(labels), dtype=numpy.uint8).repeat(768).reshape(-1, 768)
    return {"data": images, "labels": labels, "mean": numpy.zeros(768)}


def convert(folder, *options):
    return subprocess.run([sys.executable, SCRIPT, folder, "-o", folder / "out", *options], capture_output=True, text=True)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in {"train_data_batch_1": batch([1, 500, 2], 10), "train_data_batch_2": batch([120, 121], 20),
                              "val_data": batch([3, 1000], 30)}.items():
            (folder / file).write_bytes(pickle.dumps(content, protocol=2))
        done = convert(folder)
        assert done.returncode == 0, done.stderr
        images = (folder / "out/train-images-idx3-ubyte").read_bytes()
        assert images[:4] == bytes((0, 0, 8, 4)) and images[4:20] == b"".join(
            n.to_bytes(4, "big") for n in (3, 3, 16, 16)), images[:20]
        assert images[20] == 10 and images[20 + 768] == 12 and images[20 + 2 * 768] == 20
        assert (folder / "out/train-labels-idx1-ubyte").read_bytes()[8:] == bytes((0, 1, 119))
        assert (folder / "out/t10k-labels-idx1-ubyte").read_bytes()[8:] == bytes((2,))
        for spoil, word in ((Spoiled(), "no array of numbers"), ({"data": 1}, "labels"), (batch([0], 1), "1 to 1000")):
            (folder / "val_data").write_bytes(pickle.dumps(spoil))
            done = convert(folder)
            assert done.returncode != 0 and word in done.stderr and "has run" not in done.stdout, (word, done.stderr)
        (folder / "val_data").write_bytes(b"")
        assert "val_data" in convert(folder).stderr


main()
