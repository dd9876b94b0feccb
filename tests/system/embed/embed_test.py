#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the programs of examples/embed against a compiled space, and compares what they print with nasgc.

  embed_test.py --bin build/bin
"""
import argparse
import ctypes
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SPACE = ROOT / "examples/cells.nasg"
SEED = 5


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True, **options).stdout


class Embedding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.out = Path(cls.folder.name)
        cls.nasgc = cls.programs / "nasgc"
        run("make", "-s", "-C", ROOT / "examples/embed", f"OUT={cls.out}", f"NASGC={cls.nasgc}",
            "CFLAGS=-std=c99 -Wall -Wextra -pedantic -Werror", "CXXFLAGS=-std=c++17 -Wall -Wextra -pedantic -Werror")

        cls.prefix = cls.out / "prefix"
        run("cmake", "--install", cls.programs.parent, "--prefix", cls.prefix)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def sample(self, number, *options):
        return run(self.nasgc, "sample", SPACE, "-n", number, "--seed", SEED, *options).splitlines()

    def test_the_c_program_draws_and_mutates_as_nasgc_does(self):
        terms = self.sample(3)
        mutant = run(self.nasgc, "mutate", SPACE, "--seed", SEED, terms[-1]).splitlines()
        self.assertEqual(run(self.out / "draw", SEED).splitlines(), terms + mutant)

    def test_the_cpp_program_ranks_as_nasgc_does(self):
        lines = run(self.out / "climb", SEED).splitlines()
        self.assertTrue(lines)
        for line in lines:
            index, term = re.fullmatch(r"\d+ convolutions, number (\d+): (.*)", line).groups()
            self.assertEqual(run(self.nasgc, "rank", SPACE, term).strip(), index)

    def test_a_shared_object_serves_other_languages(self):
        space = ctypes.CDLL(str(self.out / "cells.so"))
        header = (self.out / "cells.h").read_text()
        size = {name: int(value) for name, value in re.findall(r"#define CELLS_(\w+) (\d+)", header)}
        space.Cells_seed.restype = ctypes.c_uint64
        rules = (ctypes.c_uint32 * size["BUFFER"])()
        scratch = (ctypes.c_uint64 * (size["SCRATCH"] // 8 + 1))()
        text = ctypes.create_string_buffer(1000)
        drawn = []
        for stream in range(20):
            rng = ctypes.c_uint64(space.Cells_seed(ctypes.c_uint64(SEED), ctypes.c_uint64(stream)))
            self.assertGreater(space.Cells_uniform(ctypes.byref(rng), rules, scratch), 0)
            space.Cells_term(rules, text, ctypes.c_uint64(len(text)))
            drawn.append(text.value.decode())
        self.assertEqual(drawn, self.sample(20, "--uniform"))

    def test_the_object_needs_nothing_but_the_c_library(self):
        needed = {line.split()[-1] for line in run("nm", "-u", self.out / "cells.o").splitlines() if line.strip()}
        self.assertLessEqual(needed, {"memcpy", "memmove", "memset", "_GLOBAL_OFFSET_TABLE_"})

    def test_the_object_shows_its_entries_and_nothing_else(self):
        shown = {line.split()[-1] for line in run("nm", "-g", "--defined-only", self.out / "cells.o").splitlines()}
        entries = ("version", "seed", "sample", "uniform", "mutate", "cross", "rank", "unrank", "term", "construct",
                   "features")
        self.assertEqual(shown, {f"Cells_{entry}" for entry in entries})

    def test_two_spaces_live_in_one_program(self):
        for name in ("quickstart", "cells"):
            for emit, suffix in (("header", "h"), ("obj", "o")):
                run(self.nasgc, "build", ROOT / f"examples/{name}.nasg", f"--emit={emit}", "-o",
                    self.out / f"two_{name}.{suffix}")
        (self.out / "two.c").write_text('#include "two_cells.h"\n#include "two_quickstart.h"\n#include <stdio.h>\n'
                                        "int main(void) { return puts(Cells_version) < 0 || puts(Digits_version) < 0; }\n")
        objects = [self.out / f"two_{name}.o" for name in ("cells", "quickstart")]
        run("cc", "-std=c99", "-Wall", "-pedantic", "-Werror", self.out / "two.c", *objects, "-o", self.out / "two")
        self.assertEqual(len(run(self.out / "two").splitlines()), 2)

    def test_a_project_of_cmake_finds_an_installed_nasg(self):
        build = self.out / "project"
        run("cmake", "-S", ROOT / "examples/embed", "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", build)
        for program in ("draw", "climb"):
            self.assertEqual(run(build / program, SEED), run(self.out / program, SEED))
        self.assertIn("no work to do", run("cmake", "--build", build))

    def test_a_space_of_a_project_is_made_again_when_what_it_imports_changes(self):
        source = self.out / "again"
        source.mkdir()
        (source / "ops.nasg").write_text("op f = relu;\n")
        (source / "s.nasg").write_text('import "ops.nasg";\nspace S(n = 8) : [n] -> [n] { start = f | id; }\n')
        (source / "print.c").write_text('#include "s.h"\n#include <stdio.h>\nint main(void) { return puts(S_version) < 0; }\n')
        (source / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.21)\nproject(again LANGUAGES C)\nfind_package(nasg 0.1 REQUIRED)\n"
            "nasg_add_space(s s.nasg SPACE S\(n=4\) CPU native)\nadd_executable(print print.c)\n"
            "target_link_libraries(print PRIVATE s)\n")
        run("cmake", "-S", source, "-B", source / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", source / "build")
        self.assertIn("S(n=4)", run(source / "build/print"))
        (source / "ops.nasg").write_text("op f = tanh;\n")
        os.utime(source / "ops.nasg", ns=(time.time_ns() + 10**9,) * 2)
        self.assertIn("s.o", run("cmake", "--build", source / "build", "--", "-n"))

    @unittest.skipUnless(shutil.which("pkg-config"), "there is no pkg-config")
    def test_pkg_config_knows_what_limits_on_costs_need(self):
        environment = os.environ | {"PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")}
        flags = run("pkg-config", "--libs", "nasg", env=environment)
        self.assertIn("-lnasg_cost", flags)

    def test_without_a_linker_nasgc_says_so(self):
        target = self.out / "none.so"
        environment = {name: value for name, value in os.environ.items() if name != "CC"} | {"PATH": str(self.out)}
        done = subprocess.run([self.nasgc, "build", SPACE, "--emit=so", "-o", target], env=environment,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no `cc` nor `ld` on the path [E0505]", done.stderr)
        self.assertFalse(target.exists())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path)
    Embedding.programs = parser.parse_args().bin.resolve()
    unittest.main(argv=["embed_test"])
