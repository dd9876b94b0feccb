#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs golden cases: commands written in a case's comments, their whole output in the file beside it.

A case is a file with lines `// RUN: command` (or `# RUN: command`). Each command is run by bash in the case's
folder with the built programs on the path; `%s` stands for the case's file. `CASE.out` holds, for each
command, `$ command`, its standard output, its standard error after `[stderr]`, and `[exit N]` if N is not 0.

  golden.py --bin build/bin [--update] [CASE…]     all cases if none is named
"""
import argparse
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUN = re.compile(r"^\s*(?://|#)\s*RUN:\s*(.+?)\s*$", re.MULTILINE)
LIMIT_SECONDS = 120


def cases():
    return sorted(path for path in HERE.glob("*") if path.suffix in (".nasg", ".cmd") and commands(path))


def commands(path):
    return RUN.findall(path.read_text(encoding="utf-8", errors="replace"))


def transcript(path, programs):
    environment = dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}", LC_ALL="C.UTF-8", NASG_CACHE="off")
    for variable in ("NO_COLOR", "CLICOLOR_FORCE"):
        environment.pop(variable, None)
    text = ""
    for command in commands(path):
        run = subprocess.run(
            ["bash", "-c", command.replace("%s", path.name)], cwd=path.parent, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_SECONDS)
        text += f"$ {command}\n{run.stdout.decode(errors='backslashreplace')}"
        if run.stderr:
            text += f"[stderr]\n{run.stderr.decode(errors='backslashreplace')}"
        if run.returncode:
            text += f"[exit {run.returncode}]\n"
    return text.replace(str(programs.parent), "BUILD")


def differs(path, programs, update):
    """Whether the case's output is not what its file says; the file is rewritten instead when updating."""
    expected_path = path.with_suffix(".out")
    expected = expected_path.read_text(encoding="utf-8") if expected_path.exists() else ""
    actual = transcript(path, programs)
    if actual == expected:
        return False
    if update:
        expected_path.write_text(actual, encoding="utf-8")
        print(f"updated {expected_path.relative_to(HERE)}")
        return False
    sys.stdout.writelines(difflib.unified_diff(
        expected.splitlines(True), actual.splitlines(True), f"{expected_path.name} (expected)", "actual"))
    return True


def orphans():
    """Expectations whose case is gone."""
    return [out for out in HERE.glob("*.out")
            if not any(out.with_suffix(suffix).exists() for suffix in (".nasg", ".cmd"))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path, help="the folder of the built programs")
    parser.add_argument("--update", action="store_true", help="rewrite the expectations")
    parser.add_argument("cases", nargs="*", type=Path)
    options = parser.parse_args()
    chosen = [HERE / case for case in options.cases] or cases()
    failed = [case for case in chosen if differs(case, options.bin.resolve(), options.update)]
    left_over = [] if options.cases else orphans()
    for out in left_over:
        print(f"{out.relative_to(HERE)} belongs to no case")
    print(f"{len(chosen)} cases, {len(failed)} differ")
    return 1 if failed or left_over or not chosen else 0


sys.exit(main())
