#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Emacs, where it is installed: its mode compiles without a warning, and colours, indents and formats as it should.

  emacs_test.py --bin build/bin [--grammar FOLDER]     FOLDER holds libtree-sitter-nasg.so, for Emacs 29 and later
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SKIPPED = 77


def emacs(*arguments, **environment):
    command = ["emacs", "-Q", "--batch", *arguments]
    return subprocess.run(command, env=dict(os.environ, **environment), stdin=subprocess.DEVNULL, timeout=120).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=Path)
    parser.add_argument("--grammar", type=Path)
    options = parser.parse_args()
    if shutil.which("emacs") is None:
        print("emacs is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "grammar/editors/emacs/nasg-mode.el", folder)
        if emacs("--eval", "(setq byte-compile-error-on-warn t)", "-f", "batch-byte-compile", f"{folder}/nasg-mode.el"):
            return 1
        trees = [] if options.grammar is None else ["--eval", f'(setq treesit-extra-load-path \'("{options.grammar}"))']
        return emacs("-L", folder, *trees, "-l", str(HERE / "nasg-mode-tests.el"), "-f", "ert-run-tests-batch-and-exit",
                     NASG_SOURCE_DIR=str(ROOT), NASGC=str(options.bin.resolve() / "nasgc"), HOME=folder)


sys.exit(main())
