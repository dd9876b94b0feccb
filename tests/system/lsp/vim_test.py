#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vim colours a program as it should: asked for the syntax group of every word."""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = Path(__file__).resolve().parents[3] / "grammar/editors/vim"
SKIPPED = 77

# Of each line what is asked for, and its group; "" for what has none.
PROGRAM = [
    ("/// What it is for.", {"What": "nasgDocumentation"}),
    ("// op in a comment", {"op": "nasgComment"}),
    ("import std.topology;", {"import": "nasgDeclaration", "std.topology": "nasgModule", ";": ""}),
    ('import "ops\\t.nasg";  // a file', {'"ops': "nasgText", "\\t": "nasgEscape", "file": "nasgComment"}),
    ("op down : [C, H, W] -> [2*C, H/2, W/2] = resBlock;",
     {"op": "nasgDeclaration", "down": "", "->": "nasgOperator", "2": "nasgNumber", "*": "nasgOperator"}),
    ("topology Both(a, b) = |x| { a(x) ++ b(x) } /* two", {"topology": "nasgDeclaration", "Both": "nasgCall",
                                                          "++": "nasgOperator", "two": "nasgComment"}),
    (" lines */ space Free(width = 1.5k) : [3, 32, 32] -> [10] {",
     {"lines": "nasgComment", "space": "nasgDeclaration", "width": "", "1.5k": "nasgNumber"}),
    ("  frame = stem(width) >> BLOCK^{2..6} >> head(true);",
     {"frame": "nasgKeyword", "stem": "nasgCall", ">>": "nasgOperator", "BLOCK": "nasgNonterminal",
      "..": "nasgOperator", "6": "nasgNumber", "true": "nasgBoolean"}),
    ("  BLOCK = let tied b = D2 in b >> b @ 0.5 | scale(1e-4) where connected;",
     {"let": "nasgKeyword", "tied": "nasgKeyword", "D2": "nasgNonterminal", "in": "nasgKeyword", "@": "nasgOperator",
      "0.5": "nasgNumber", "1e-4": "nasgNumber", "where": "nasgKeyword", "connected": "nasgKeyword"}),
    ("  limit depth <= 9;", {"limit": "nasgKeyword", "depth": "", "<=": "nasgOperator"}),
    ("}", {"}": ""}),
]


def groups(path):
    """The group of each character, by line."""
    answer = path.with_suffix(".json")
    ask = "map(range(1, line('$')), {_, l -> map(range(1, col([l, '$']) - 1), {_, c -> synIDattr(synID(l, c, 1), 'name')})})"
    commands = [f"set runtimepath^={FILES}", "filetype plugin on", "syntax on", f"edit {path}",
                f"call writefile([json_encode({ask})], '{answer}')",
                f"call writefile([&filetype, &commentstring], '{answer}.type')", "qall!"]
    subprocess.run(["vim", "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", *(f"+{command}" for command in commands)],
                   check=True, timeout=60, stdin=subprocess.DEVNULL)
    assert Path(f"{answer}.type").read_text(encoding="utf-8").split("\n")[:2] == ["nasg", "// %s"]
    return json.loads(answer.read_text(encoding="utf-8"))


def main():
    if shutil.which("vim") is None:
        print("vim is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.nasg"
        path.write_text("\n".join(line for line, _ in PROGRAM) + "\n", encoding="utf-8")
        found = groups(path)
    wrong = 0
    for (line, expected), own in zip(PROGRAM, found, strict=True):
        for word, group in expected.items():
            at = line.index(word)
            theirs = sorted(set(own[at:at + len(word)]))
            if theirs != [group]:
                print(f"{line}\n  `{word}` is {theirs}, not [{group!r}]")
                wrong += 1
    print(f"{sum(len(expected) for _, expected in PROGRAM)} words, {wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
