# SPDX-License-Identifier: Apache-2.0
"""The rows of the benchmark table and what each is compared with.

The Python systems were measured on Debian 12, one thread of a 2-core virtual machine of the same kind, medians
of 3 to 7 runs: hNAS 9f56772 on NePS 4a2278ee (torch 1.13.1, networkx 2.8.8, OpenBLAS 0.3.21). Where they gave a
span, its middle stands here. "Derivation" is one of the hierarchical NAS-Bench-201 space, 449 rules on average.
"""
from dataclasses import dataclass


@dataclass
class Row:
    name: str             # of the benchmark
    label: str
    reference: object     # seconds of a peer, the name of another benchmark, or None
    source: str = ""
    aim: str = ""
    as_rate: bool = False
    as_bytes: bool = False


SAMPLER = "hNAS, constrained sampler, text only: 35 /s"
MUTATION = "hNAS `bananas_mutate`, text only: 625 calls/s, of which 64 % change the parent (ours all do): 400 /s"
CROSSOVER = "hNAS crossover, text only: 575 /s"

PROXIES = ("grad_norm", "snip", "plain", "l2_norm", "grasp", "fisher", "synflow", "jacov", "epe_nas", "naswot", "zen",
           "ntk", "linear_regions")

BY_EDGES = "hand-written LibTorch, an operation an edge as NAS-Bench-201 has it"

SIZES = (100, 400, 1000)

ROWS = [
    Row("Check/hnb201", "parse and check `std.hnb201`", 1.35e-3, "hNAS, its space object: 1.0 to 1.7 ms"),
    Row("Check/library", "parse and check each module of the standard library", None),
    Row("Parse/megabyte", "parse 1 MB of grammar", None),
    Row("Check/megabyte", "parse and check 1 MB of grammar", None),
    Row("Sample/interpreted", "draw a derivation, interpreted", 1 / 35, SAMPLER, "", True),
    Row("Sample/compiled", "draw a derivation, compiled", 1 / 35, SAMPLER, "10,000×", True),
    Row("Sample/optimised", "draw a derivation, compiled, -O2", 1 / 35, SAMPLER, "10,000×", True),
    Row("Uniform/interpreted", "draw a derivation uniformly, interpreted", None, "", "", True),
    Row("Uniform/compiled", "draw a derivation uniformly, compiled", "Uniform/interpreted", "the row above", "", True),
    Row("Rank/interpreted", "index of a derivation, interpreted", None, "", "", True),
    Row("Rank/compiled", "index of a derivation, compiled", "Rank/interpreted", "the row above", "", True),
    Row("Features/interpreted", "features of a derivation, interpreted", None, "", "", True),
    Row("Features/compiled", "features of a derivation, compiled", "Features/interpreted", "the row above", "", True),
    Row("Features/optimised", "features of a derivation, compiled, -O2", "Features/interpreted", "interpreted", "", True),
    Row("Mutate/interpreted", "mutate, interpreted", 1 / 400, MUTATION, "", True),
    Row("Mutate/compiled", "mutate, compiled", 1 / 400, MUTATION, "10,000×", True),
    Row("Mutate/optimised", "mutate, compiled, -O2", 1 / 400, MUTATION, "10,000×", True),
    Row("Cross/interpreted", "cross (two children), interpreted", 1 / 575, CROSSOVER, "", True),
    Row("Cross/compiled", "cross (two children), compiled", 1 / 575, CROSSOVER, "", True),
    Row("Term/print", "print a term", None),
    Row("Term/parse", "parse a term", 275e-6, "hNAS, splitting its text: 0.22 to 0.33 ms"),
    Row("Compile/0", "generate native code for the space, -O0", 60e-3, "the limit: 60 ms", "≥ 1×"),
    Row("Compile/2", "generate native code for the space, -O2", 250e-3, "the limit: 250 ms", "≥ 1×"),
    Row("Compile/cached/0", "the same from the cache, -O0", "Compile/0", "without the cache"),
    Row("Compile/cached/2", "the same from the cache, -O2", "Compile/2", "without the cache"),
    Row("Plan/interpreted", "derivation to network plan, interpreted", None),
    Row("Plan/compiled", "derivation to network plan, compiled", "Plan/interpreted", "the row above"),
    Row("Construct/ours", "construct a network from its plan", "Construct/hand", "hand-written LibTorch", "≥ 0.91×"),
    Row("Construct/hand", "the same by hand in LibTorch", None),
    Row("Construct/derivation", "derivation to LibTorch network", 159e-3, "hNAS `to_pytorch`: 137 to 181 ms"),
    Row("Step/ours", "a training step", "Step/hand", "hand-written LibTorch", "≥ 0.98×"),
    Row("Step/hand", "the same by hand in LibTorch", None),
    Row("Step/edges/ours", "a training step, cells where passes find more", "Step/edges/hand", BY_EDGES, "≥ 1.18×"),
    Row("Step/edges/hand", "the same by hand in LibTorch", None),
    Row("Step/cut/ours", "a training step, cells with branches that `zero` cuts", "Step/cut/hand", BY_EDGES, "≥ 1.18×"),
    Row("Step/cut/hand", "the same by hand in LibTorch", None),
    Row("Step/drawn/ours", "a training step, the mean over 12 cells drawn uniformly", "Step/drawn/hand", BY_EDGES, "≥ 1.18×"),
    Row("Step/drawn/hand", "the same by hand in LibTorch", None),
    Row("Infer/ours", "64 images through a network", "Infer/hand", "hand-written LibTorch", "≥ 1.18×"),
    Row("Infer/hand", "the same by hand in LibTorch", None),
    Row("Infer/edges/ours", "64 images through cells where passes find more", "Infer/edges/hand", BY_EDGES, "≥ 1.18×"),
    Row("Infer/edges/hand", "the same by hand in LibTorch", None),
    Row("Infer/cut/ours", "64 images through cells with branches that `zero` cuts", "Infer/cut/hand", BY_EDGES,
        "≥ 1.18×"),
    Row("Infer/cut/hand", "the same by hand in LibTorch", None),
    Row("Memory/ours", "tensors of a training step, at most", "Memory/hand", "hand-written LibTorch", "≥ 1.25×",
        as_bytes=True),
    Row("Memory/hand", "the same by hand in LibTorch", None, as_bytes=True),
    Row("Memory/edges/ours", "tensors of a training step, cells where passes find more", "Memory/edges/hand", BY_EDGES,
        "≥ 1.25×", as_bytes=True),
    Row("Memory/edges/hand", "the same by hand in LibTorch", None, as_bytes=True),
    Row("Memory/cut/ours", "tensors of a training step, cells with branches that `zero` cuts", "Memory/cut/hand", BY_EDGES,
        "≥ 1.25×", as_bytes=True),
    Row("Memory/cut/hand", "the same by hand in LibTorch", None, as_bytes=True),
    Row("Load/plain", "make batches of 64 images of 3×32×32 ready", "Step/ours", "what a training step takes", "≥ 1×", True),
    Row("Load/augmented", "make them ready: cut, mirror, hide", "Step/ours", "what a training step takes", "≥ 1×", True),
    *(Row(f"Proxy/{name}", f"`{name}` of a network, from its plan", f"Proxy/{name}/python",
          "its definition written out in PyTorch (proxy_times.py)") for name in PROXIES),
    Row("Gram/100", "hWL Gram matrix, n = 100", 1.65, "hNAS: 1.4 to 1.9 s", "100×"),
    Row("Gram/400", "hWL Gram matrix, n = 400", 6.6, "hNAS, between its n = 200 (3.1 s) and 500 (8.5 s)", "100×"),
    Row("Gram/1000", "hWL Gram matrix, n = 1000", 19.0, "hNAS: 19 s", "100×"),
    *(Row(f"Gram/{n}/clock", f"the same by the clock, n = {n}", seconds, "hNAS, which uses one core", "100×")
      for n, seconds in ((100, 1.65), (400, 6.6), (1000, 19.0))),
    Row("Gram/5000", "hWL Gram matrix, n = 5000", None, "not measured for hNAS"),
    *(Row(f"Extract/{n}", f"hWL features of {n}", f"Gram/{n}", "the Gram matrix, features included")
      for n in (*SIZES, 5000)),
    *(Row(f"{name}/{n}", f"{label} Gram matrix, n = {n}", f"Gram/{n}", "hWL, above")
      for name, label in (("GramTw", "tree-Wasserstein"), ("GramPath", "path"), ("GramString", "string"))
      for n in SIZES),
    *(Row(f"EncodePath/{n}", f"path encodings of {n}", None) for n in SIZES),
    Row("Fit/100", "Gaussian-process fit, n = 100", 36.0, "hNAS: 34 to 38 s", "100×"),
    Row("Fit/400", "Gaussian-process fit, n = 400", 157.0, "hNAS: 157 s", "100×"),
    Row("Fit/1000", "Gaussian-process fit, n = 1000", None, "not measured for hNAS"),
    *(Row(f"Append/{n}", f"one observation more, n = {n}", f"Fit/{n}", "the fit") for n in SIZES),
    Row("Predict/100", "prediction for 200 candidates, n = 100", 7.5, "hNAS: 6.7 to 8.4 s"),
    Row("Predict/400", "prediction for 200 candidates, n = 400", None, "not measured for hNAS"),
    Row("Predict/1000", "prediction for 200 candidates, n = 1000", None, "not measured for hNAS"),
    Row("Acquire/100", "fit and acquisition, n = 100", 386.0,
        "hNAS: fit 36 s, acquisition about 350 s (318 s at n = 50)", "100×"),
    Row("Acquire/400", "fit and acquisition, n = 400", None, "not measured for hNAS"),
    Row("Acquire/1000", "fit and acquisition, n = 1000", None, "not measured for hNAS"),
    Row("Propose/100", "fit and one pool of 200, n = 100", 20e-3, "the limit: 20 ms", "≥ 1×"),
    Row("Propose/400", "fit and one pool of 200, n = 400", 80e-3, "the limit: 80 ms", "≥ 1×"),
    Row("Propose/1000", "fit and one pool of 200, n = 1000", 400e-3, "the limit: 400 ms", "≥ 1×"),
    *(Row(f"Propose/{n}/clock", f"the same by the clock, n = {n}", limit * 1e-3, f"the limit: {limit} ms", "≥ 1×")
      for n, limit in ((100, 20), (400, 80), (1000, 400))),
    *(Row(f"ProposeNext/{n}", f"the same in a run that saw all but the last, n = {n}", f"Propose/{n}", "from nothing")
      for n in SIZES),
    *(Row(f"ProposeNext/{n}/clock", f"a step in a run by the clock, n = {n}", limit * 1e-3, f"the limit: {limit} ms", "≥ 1×")
      for n, limit in ((100, 20), (400, 80), (1000, 400))),
    *(Row(f"ProposeAuto/{n}", f"a step of the default search in a run, n = {n}", None) for n in SIZES),
    Row("start/check", "`nasgc check` of a small file", 20e-3, "the limit: 20 ms", "≥ 1×"),
    Row("editor/keystroke", "a key pressed in `std.hnb201` to the editor's diagnostics", 20e-3, "the limit: 20 ms",
        "≥ 1×"),
    Row("start/prompt", "`nasg` to its prompt", 50e-3, "the limit: 50 ms (hNAS, import: 3.4 s)", "≥ 1×"),
]
