#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks and writes one table: what was measured, the reference beside it, and their ratio.

  report.py --build build --output build/bench.md
"""
import argparse
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from references import ROWS

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/system/lsp"))
from client import Client, Document  # noqa: E402

HOW_TO_READ = """\
# Benchmarks

Each row is one kind of work. *here* is the median of {repetitions} repetitions, which alternate at random with those of the
other rows, so that slow minutes of the machine fall on both sides of a ratio, in seconds of one core of this machine (of
several added up, where it uses several and the row does not say *by the clock*); *reference* is what the ratio is taken against: another row of this
run, a limit, or a published Python system measured on a machine of the same kind (source: last column). A
ratio above 1 means that we are that many times faster; *aim* is what we set ourselves. Ratios below 1.5 to
other people's systems are ties: runs differ by 30 %. Load on the machine at the start: {load:.1f} (compare
figures only between quiet runs).

| work | here | reference | ratio | aim | reference is |
| --- | ---: | ---: | ---: | ---: | --- |
"""
REPETITIONS = 5
STARTS = 15


def seconds_text(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def rate_text(seconds):
    return f"{1 / seconds:,.0f} /s" if seconds < 1 else f"{1 / seconds:.2g} /s"


def bytes_text(count):
    return f"{count / 1e6:,.3g} MB"


def run_program(path):
    """Seconds an item, or bytes, by benchmark name, medians over the repetitions, from one Google Benchmark program.

    What uses several cores stands a second time, as `NAME/clock`, with the seconds that pass."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        environment = dict(os.environ, OMP_WAIT_POLICY="PASSIVE", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        subprocess.run([path, f"--benchmark_out={result.name}", "--benchmark_out_format=json",
                        f"--benchmark_repetitions={REPETITIONS}", "--benchmark_enable_random_interleaving=true"],
                       check=True, env=environment)
        report = json.load(open(result.name, encoding="utf-8"))
    unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    times = {}
    for row in report["benchmarks"]:
        if row.get("error_occurred"):
            print(f"{row['name']}: {row['error_message']}", file=sys.stderr)
        elif row.get("aggregate_name") == "median":
            seconds = row["cpu_time"] * unit[row["time_unit"]]
            name = row["run_name"].split("/iterations")[0].removesuffix("/process_time")
            times[name] = row.get("bytes", seconds / row.get("per_iteration", 1))
            if row["run_name"].endswith("/process_time"):
                times[f"{name}/clock"] = row["real_time"] * unit[row["time_unit"]]
    return times


def start_of_check(programs, file):
    def once():
        begin = time.perf_counter()
        subprocess.run([programs / "nasgc", "check", file], check=True)
        return time.perf_counter() - begin
    return statistics.median(once() for _ in range(STARTS))


def prompt_time(programs):
    """Seconds from the start of `nasg` in a terminal to its first output."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execv(programs / "nasg", ["nasg"])
    text = b""
    while b">" not in text:
        if not select.select([terminal], [], [], 10)[0]:
            raise TimeoutError("nasg shows no prompt")
        text += os.read(terminal, 4096)
    seconds = time.perf_counter() - begin
    os.write(terminal, b"quit\n\x04")
    os.waitpid(child, 0)
    os.close(terminal)
    return seconds


def keystroke(programs):
    """Seconds from a change of one character in std.hnb201 to the language server's diagnostics."""
    file = ROOT / "stdlib/std/hnb201.nasg"
    client = Client(programs / "nasgc")
    client.initialize()
    document = Document(client, file, file.read_text(encoding="utf-8"))
    client.diagnostics(document.uri)
    times = []
    for i in range(2 * STARTS):
        begin = time.perf_counter()
        document.change(*(("ACT", "ACX") if i % 2 == 0 else ("ACX", "ACT")))
        client.diagnostics(document.uri)
        times.append(time.perf_counter() - begin)
    client.end()
    return statistics.median(times)


def object_size(programs):
    """Bytes of the object and of the shared object that embed std.hnb201; none without the code generator."""
    file = ROOT / "stdlib/std/hnb201.nasg"
    made = [subprocess.run([programs / "nasgc", "build", file, "--space", "HNB201", f"--emit={emit}"],
                           capture_output=True) for emit in ("obj", "so")]
    return [len(done.stdout) for done in made] if not any(done.returncode for done in made) else None


def proxies_in_python():
    """Seconds by name; none where there is no PyTorch."""
    script = Path(__file__).parent / "proxy_times.py"
    done = subprocess.run(["/usr/bin/python3", script], capture_output=True, text=True)
    if done.returncode:
        print(f"without the proxies in Python: {done.stderr.splitlines()[-1]}", file=sys.stderr)
        return {}
    return json.loads(done.stdout)


def measure(build):
    times = {}
    for name in ("nasg_bench", "nasg_bench_torch"):
        program = build / "bench" / name
        if program.exists():
            times |= run_program(program)
    if "Proxy/naswot" in times:
        times |= proxies_in_python()
    programs = build / "bin"
    times["start/check"] = start_of_check(programs, Path(__file__).parent / "small.nasg")
    times["editor/keystroke"] = keystroke(programs)
    if (programs / "nasg").exists():
        times["start/prompt"] = statistics.median(prompt_time(programs) for _ in range(STARTS))
    return times


def table(times):
    for row in ROWS:
        if row.name not in times:
            continue
        here = times[row.name]
        reference = times.get(row.reference) if isinstance(row.reference, str) else row.reference
        show = rate_text if row.as_rate else bytes_text if row.as_bytes else seconds_text
        ratio = f"{reference / here:,.3g}×" if reference else ""
        yield (f"| {row.label} | {show(here)} | {show(reference) if reference else ''} | {ratio} | {row.aim} "
               f"| {row.source} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    times = measure(options.build.resolve())
    text = HOW_TO_READ.format(repetitions=REPETITIONS, load=load) + "\n".join(table(times)) + "\n"
    if sizes := object_size(options.build.resolve() / "bin"):
        text += f"\nCode of `std.hnb201` for other programs: {sizes[0]:,} bytes as an object, {sizes[1]:,} as a shared object.\n"
    options.output.write_text(text, encoding="utf-8")
    print(text)
    listed = {row.name for row in ROWS} | {row.reference for row in ROWS}
    unlisted = sorted(name for name in times if name.removesuffix("/clock") not in listed)
    if unlisted:
        sys.exit(f"measured, but in no row of references.py: {', '.join(unlisted)}")


main()
