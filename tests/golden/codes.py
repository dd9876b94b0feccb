#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the wrong example of every diagnostic that has one, and compares what nasgc says of it.

The expectations stand in `codes/CODE.out`: the program, then the diagnostics.

  codes.py --bin build/bin [--update]
"""
import argparse
import difflib
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "codes"


def ask(nasgc, *arguments, text=""):
    done = subprocess.run([nasgc, *arguments], input=text, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def expectations(nasgc, build):
    """File name and content, for each code with an example."""
    _, listed, _ = ask(nasgc, "explain")
    for code in (line.split()[0] for line in listed.splitlines()):
        _, program, _ = ask(nasgc, "explain", code, "--example", "wrong")
        if program:
            status, _, said = ask(nasgc, "check", "-", text=program)
            yield f"{code}.out", f"{program}[exit {status}]\n{said}".replace(str(build), "BUILD")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path, help="the folder of the built programs")
    parser.add_argument("--update", action="store_true", help="rewrite the expectations")
    options = parser.parse_args()
    programs = options.bin.resolve()
    actual = dict(expectations(programs / "nasgc", programs.parent))
    expected = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.out")}
    different = [name for name in sorted(actual | expected) if actual.get(name) != expected.get(name)]
    for name in different:
        if options.update and name in actual:
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / name).write_text(actual[name], encoding="utf-8")
        elif options.update:
            (FOLDER / name).unlink()
        else:
            sys.stdout.writelines(difflib.unified_diff(
                expected.get(name, "").splitlines(True), actual.get(name, "").splitlines(True),
                f"codes/{name} (expected)", "actual"))
    print(f"{len(actual)} examples, {len(different)} {'updated' if options.update else 'differ'}")
    return 1 if not actual or (different and not options.update) else 0


sys.exit(main())
