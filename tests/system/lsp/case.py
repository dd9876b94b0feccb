# SPDX-License-Identifier: Apache-2.0
"""A test that asks a server of its own about a program."""
import argparse
import sys
import tempfile
import unittest
from pathlib import Path

from client import Client, Document

PROGRAM = """import std.vision;

/// Two 𝕕 branches.
topology Pair(a, b) = |x| { y = a(x); y + b(x) }
op sep(k, s = 1) = conv2d(C, kernel = k, stride = s, padding = k / 2);

/* 𝕕𝕕 */ space S(width = 8) : [3, 8, 8] -> [width, 8, 8] {
  start = conv2d(width, kernel = 1) >> CELL >> CELL;
  /// What is repeated.
  CELL  = Pair(OP, OP) | let b = OP in b >> b;
  OP    = id | relu | sep(k = 3) @ 2;
}
search quick on S(width = 4) { objective = train(data = digits); strategy = random; budget = 3 evaluations; }
"""


class Served(unittest.TestCase):
    nasgc = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.client = Client(self.nasgc)
        self.capabilities = self.client.initialize()["capabilities"]

    def tearDown(self):
        self.client.process.kill()
        self.client.process.communicate()
        self.folder.cleanup()

    def document(self, text=PROGRAM, name="a b.nasg"):
        return Document(self.client, Path(self.folder.name) / name, text)

    def labels(self, document, word, inside=0):
        return {item["label"]: item for item in document.ask("completion", word, inside=inside)}


def main():
    """Runs the tests of the module that is the program: `--bin` is the folder of the built programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path)
    options, rest = parser.parse_known_args()
    Served.nasgc = str(options.bin.resolve() / "nasgc")
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
