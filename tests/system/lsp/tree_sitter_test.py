#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tree-sitter's own command, where it is installed, makes the same parser of the grammar, and its tests hold."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = Path(__file__).resolve().parents[3] / "grammar/editors/tree-sitter"
VERSION = "0.22.6"  # that made src/; others write the same tables in other words
SKIPPED = 77


def main():
    if shutil.which("tree-sitter") is None:
        print("tree-sitter's command is not installed")
        return SKIPPED
    said = subprocess.run(["tree-sitter", "--version"], check=True, capture_output=True, text=True, timeout=60).stdout
    if said.split()[1] != VERSION:
        print(f"{said.strip()} is not {VERSION}, which made the parser")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree-sitter"
        shutil.copytree(FILES, copy, ignore=shutil.ignore_patterns("src"))
        environment = dict(os.environ, HOME=folder)
        for arguments in (["generate", "--abi", "14", "--no-bindings"], ["test"]):
            subprocess.run(["tree-sitter", *arguments], cwd=copy, env=environment, check=True, timeout=300)
        made = {path.name: path.read_bytes() for path in (copy / "src").glob("*.*") if path.is_file()}
    wrong = [name for name, text in made.items() if (FILES / "src" / name).read_bytes() != text]
    print(f"{len(made)} files made, {len(wrong)} differ: {wrong}")
    return 1 if wrong or "parser.c" not in made else 0


sys.exit(main())
