#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rank correlations of zero-cost proxies with the accuracies of NAS-Bench-201 on CIFAR-10.

Draws cells at random, measures each proxy on a batch of CIFAR-10, and compares the order with that of the test
accuracies after 200 epochs; beside it the same for proxy values that others have published. Needs the folder `data`
with `nb201/nb201_cifar.csv` (columns arch, cifar10_test_200), `nb201/nb201_zc.csv` and `images/cifar10`.

  correlate.py --nasg build/bin/nasg --data DATA [--cells 100] [--n 1] [--proxies NAME …]
"""
import argparse
import csv
import json
import re
import subprocess
import tempfile
import time
from pathlib import Path

NAMES = {"id": "skip_connect", "zero": "none", "conv1x1": "nor_conv_1x1", "conv3x3": "nor_conv_3x3",
         "avg_pool": "avg_pool_3x3"}
PUBLISHED = {"naswot": "nwot"}  # where the file has another name
PROXIES = ["synflow", "naswot", "grad_norm", "snip", "fisher", "jacov", "grasp", "plain", "l2_norm", "epe_nas", "zen",
           "ntk", "linear_regions"]


def benchmark_string(term):
    a, b, c, d, e, f = (NAMES[op] for op in re.findall(r"\w+", term)[1:])
    return f"|{a}~0|+|{b}~0|{c}~1|+|{d}~0|{e}~1|{f}~2|"


def ranks(values):
    """Equal values share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]:
            j += 1
        for k in range(i, j + 1):
            found[order[k]] = (i + j) / 2
        i = j + 1
    return found


def spearman(pairs):
    a, b = (ranks(list(side)) for side in zip(*pairs))
    mean = (len(a) - 1) / 2
    over = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    under = (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5
    return over / under if under else float("nan")


def measured(options, objective):
    """Value by benchmark string, of the same cells for each objective; and the seconds that a cell took."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        run = subprocess.run(
            [options.nasg, "search", "stdlib/std/nb201.nasg", "--space", f"NB201(n = {options.n})", "--strategy",
             "random", "--objective", objective, "--budget", str(options.cells), "--seed", "1", "--study",
             f"{folder}/s.db", "--json"], check=True, capture_output=True, text=True, cwd=options.root)
        seconds = (time.monotonic() - begin) / options.cells
    trials = json.loads(run.stdout)["runs"][0]["trials"]
    return {benchmark_string(t["term"]): t["value"] for t in trials if t["value"] is not None}, seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nasg", required=True, type=lambda path: Path(path).resolve())
    parser.add_argument("--data", required=True, type=lambda path: Path(path).resolve())
    parser.add_argument("--cells", type=int, default=100)
    parser.add_argument("--n", type=int, default=1, help="cells a stage; the benchmark has 5")
    parser.add_argument("--proxies", nargs="+", default=[*PROXIES, "params", "flops"], help="else all of them")
    options = parser.parse_args()
    options.root = Path(__file__).resolve().parents[2]
    with open(options.data / "nb201/nb201_cifar.csv", encoding="utf-8") as file:
        accuracy = {row["arch"]: float(row["cifar10_test_200"]) for row in csv.DictReader(file)
                    if row["cifar10_test_200"]}
    with open(options.data / "nb201/nb201_zc.csv", encoding="utf-8") as file:
        published = [row for row in csv.DictReader(file) if row["dataset"] == "cifar10"]
    print("| proxy | cells | rank correlation | published values | seconds a cell |")
    print("| --- | ---: | ---: | ---: | ---: |")
    data = f'cifar10(folder = "{options.data}/images/cifar10")'
    for name in options.proxies:
        counted = name in ("params", "flops")
        values, seconds = measured(options, f"{name}()" if counted else f"proxy(metric = {name}, data = {data})")
        sign = -1 if name == "ntk" else 1
        ours = spearman([(sign * value, accuracy[arch]) for arch, value in values.items() if arch in accuracy])
        column = PUBLISHED.get(name, name)
        theirs = ""
        if column in published[0]:
            pairs = [(float(row[column]), float(row["val_accuracy_200"])) for row in published if row[column]]
            theirs = f"{spearman(pairs):.2f}"
        print(f"| `{name}` | {len(values)} | {ours:.2f} | {theirs} | {seconds:.2f} |", flush=True)


main()
