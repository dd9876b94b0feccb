#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what the documents show: programs check clean, and runnable transcripts print what they say.

Every block that starts with ```nasg is a complete program. A block that starts with ```console run is a
transcript: lines `$ command`, each followed by its output (both streams); a line `…` stands for any lines.
Commands run in the folder of the project with the built programs on the path.
"""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(nasg|console run)[ \t]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LIMIT_SECONDS = 300


def documents():
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return sorted(ROOT / name for name in listed.stdout.splitlines())
    return sorted(path for path in ROOT.rglob("*.md") if "build" not in path.parts)


def run(command, environment, text=None):
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, input=text or "", text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS)
    return done.returncode, done.stdout


def steps(transcript):
    """Pairs of a command and the lines that follow it."""
    found = []
    for line in transcript.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line.rstrip())
    return found


def matches(expected, actual):
    if not expected:
        return not actual
    if expected[0] == "…":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


def check_program(text, environment):
    code, output = run("nasgc check -", environment, text)
    return "" if code == 0 and not output else output or f"exit {code}"


def check_transcript(text, environment):
    for command, expected in steps(text):
        _, output = run(command, environment)
        actual = [line.rstrip() for line in output.splitlines()]
        if not matches(expected, actual):
            return "\n".join([f"$ {command}", "expected:", *expected, "printed:", *actual])
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path)
    programs = parser.parse_args().bin.resolve()
    environment = dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}", NASG_CACHE="off")
    blocks = failed = 0
    for document in documents():
        text = document.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            blocks += 1
            check = check_program if match[1] == "nasg" else check_transcript
            if problem := check(match[2], environment):
                failed += 1
                line = text.count("\n", 0, match.start()) + 1
                print(f"{document.relative_to(ROOT)}:{line}: {match[1]} block:\n{problem}\n")
    print(f"{blocks} blocks, {failed} wrong")
    return 1 if failed else 0


sys.exit(main())
