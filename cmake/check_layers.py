#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that a folder includes only what stands above it, and that heavy packages stay where they belong.

Prints one line a violation, `file:line: why`, and exits with 1 if there is any.
"""
import re
import subprocess
import sys
from pathlib import Path

CORE = ["compiler/diag", "compiler/ir"]
FRONT = CORE + ["grammar", "compiler/sema", "compiler/pass"]
MODELS = ["search/kernels", "search/surrogates", "search/acquisition"]
RUNS = ["runtime/network", "runtime/training"]
STORES = ["runtime/study", "runtime/workers", "search/benchmarks"]

# What each folder may include besides itself: the layers of the design, from the bottom up.
ALLOWED = {
    "compiler/diag": [],
    "compiler/ir": ["compiler/diag"],
    "grammar": CORE,
    "compiler/sema": FRONT,
    "compiler/pass": FRONT,
    "runtime/derivation": CORE,
    "compiler/codegen": CORE + ["runtime/derivation"],
    "search/kernels": CORE + ["runtime/derivation"] + MODELS,
    "search/surrogates": CORE + ["runtime/derivation"] + MODELS,
    "search/acquisition": CORE + ["runtime/derivation"] + MODELS,
    "runtime/network": CORE + ["runtime/derivation"] + RUNS,
    "runtime/training": CORE + ["runtime/derivation"] + RUNS,
}
BELOW_STORES = FRONT + ["runtime/derivation", "compiler/codegen"] + MODELS + RUNS
for folder in STORES:
    ALLOWED[folder] = BELOW_STORES + STORES + ["compiler/page"]
ALLOWED["search/strategies"] = BELOW_STORES + STORES
ALLOWED["compiler/command_line"] = ["compiler/diag"]
ALLOWED["compiler/page"] = []
ALLOWED["compiler/lsp"] = FRONT + ["runtime/derivation", "compiler/codegen"] + MODELS
# `nasgc export` writes networks: the plugin with LibTorch is loaded for that alone.
ALLOWED["compiler/driver"] = ALLOWED["compiler/lsp"] + ["compiler/command_line", "compiler/lsp", "compiler/page"] + RUNS
ALLOWED["search/repl"] = BELOW_STORES + STORES + ["search/strategies", "compiler/command_line", "compiler/page"]

# Headers of heavy packages, and the only folders whose files may see them, even through our own headers.
HEAVY = {
    "LLVM": (re.compile(r"^llvm(-c)?/"), ["compiler/codegen", "tests/unit/codegen"]),
    "LibTorch": (
        re.compile(r"^(torch|ATen|c10|caffe2)/"),
        ["runtime/network", "runtime/training", "tests/unit/network", "tests/unit/training",
         "tests/system/export", "tests/bench", "examples/layer"],
    ),
    "ANTLR": (re.compile(r"^(antlr4-.*|.*Nasg(Lexer|Parser)\w*\.h)$"), ["grammar"]),
    "SQLite": (re.compile(r"^sqlite3\.h$"), ["runtime/study", "tests/unit/study"]),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def tracked(root):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.h", "*.cpp", "*.inc"],
        cwd=root, capture_output=True, text=True)
    if listed.returncode == 0:
        return sorted({name for name in listed.stdout.splitlines() if (root / name).exists()})
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.suffix in (".h", ".cpp", ".inc"))


def folder_of(name, folders):
    return next((folder for folder in folders if name.startswith(folder + "/")), None)


def includes_of(root, name):
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return [(number, match[1]) for number, line in enumerate(lines, 1) if (match := INCLUDE.match(line))]


def check_direction(files):
    """Each include of a file of ours goes to the same folder or to an allowed one."""
    for name, includes in files.items():
        home = folder_of(name, ALLOWED)
        for number, target in includes:
            there = folder_of(target, ALLOWED)
            if home and target.startswith("tests/"):
                yield f"{name}:{number}: a source includes a test's `{target}`"
            elif home and there and there != home and there not in ALLOWED[home]:
                yield f"{name}:{number}: {home} must not include {there} (`{target}`)"


def check_heavy(files):
    """No file outside a heavy package's folders sees its headers, however many headers lie between."""
    for package, (pattern, homes) in HEAVY.items():
        seen = {}

        def path_to(name):
            if name not in seen:
                seen[name] = None
                for number, target in files.get(name, []):
                    if pattern.match(target) or (target in files and path_to(target)):
                        seen[name] = (number, target)
                        break
            return seen[name]

        for name in files:
            if not folder_of(name, homes) and (step := path_to(name)):
                yield f"{name}:{step[0]}: sees {package} through `{step[1]}`"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    files = {name: includes_of(root, name) for name in tracked(root)}
    violations = [*check_direction(files), *check_heavy(files)]
    for violation in violations:
        print(violation)
    print(f"{len(files)} files, {len(violations)} violations of the layers")
    return 1 if violations or not files else 0


sys.exit(main())
