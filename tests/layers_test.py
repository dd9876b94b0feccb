#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants one violation of each kind in a small tree, and expects the layer check to name each of them."""
import subprocess
import sys
import tempfile
from pathlib import Path

TREE = {
    "compiler/diag/a.h": "#pragma once\n",
    "compiler/ir/fine.h": '#include "compiler/diag/a.h"\n',
    "compiler/ir/down.h": '#include "grammar/parse.h"\n',
    "grammar/parse.h": '#include "compiler/ir/fine.h"\n',
    "runtime/network/modules.h": "#include <torch/torch.h>\n",
    "search/repl/main.cpp": '#include "runtime/network/modules.h"\n',
    "compiler/ir/tested.cpp": '#include "tests/support/space.h"\n',
    "compiler/codegen/emit.cpp": "#include <llvm/IR/Module.h>\n",
    "compiler/driver/main.cpp": '#include "runtime/study/study.h"\n#include "compiler/codegen/jit.h"\n',
}
EXPECTED = [
    "compiler/driver/main.cpp:1: compiler/driver must not include runtime/study (`runtime/study/study.h`)",
    "compiler/ir/down.h:1: compiler/ir must not include grammar (`grammar/parse.h`)",
    "compiler/ir/tested.cpp:1: a source includes a test's `tests/support/space.h`",
    "search/repl/main.cpp:1: sees LibTorch through `runtime/network/modules.h`",
    "9 files, 4 violations of the layers",
]

check = Path(__file__).parent.parent / "cmake" / "check_layers.py"
with tempfile.TemporaryDirectory() as folder:
    for name, text in TREE.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    run = subprocess.run([sys.executable, check, folder], capture_output=True, text=True)
if run.returncode != 1 or run.stdout.splitlines() != EXPECTED:
    print(run.stdout, run.stderr, sep="\n")
    sys.exit("the layer check did not name exactly the planted violations")
