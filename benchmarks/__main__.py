"""`python -m benchmarks [--size small|full] [--only W1,W2] [--json]`: run, check, and print medians and ratios of one run."""

import argparse
import importlib.metadata
import json
import os
import platform

import cashflow as cf

from .run import CLOCKS, WORKS, load, measure

PACKAGES = ("numpy", "pandas", "numba", "polars", "duckdb", "pyarrow", "scipy", "dask", "numpy-financial", "pyxirr")


def machine():
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load average": " ".join(f"{n:.1f}" for n in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown",
        "cashflow": cf.__version__,
        **found,
    }


def text(name, said):
    lines = [f"{name}  {said['work']}, {said['rows']:,} rows"]
    all_seconds = {"floor": said["floor_seconds"], **said.get("machine_seconds", {}), **said["seconds"], **said["peer_seconds"]}
    lines += [f"  {way:44} {seconds * 1000:12.3f} ms" for way, seconds in all_seconds.items() if seconds is not None]
    lines += [f"  {way:60} {ratio:9.2f} x" for way, ratio in said["ratios"].items()]
    shown = ("work", "rows", "seconds", "floor_seconds", "machine_seconds", "peer_seconds", "fastest_seconds", "ratios", "not_installed")
    lines += [f"  {key}: {value}" for key, value in said.items() if key not in shown]
    lines += [f"  left out: {peer} ({why})" for peer, why in said["not_installed"].items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Medians of interleaved rounds; all answers are compared first."
    )
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--only", help=f"works by name: {','.join(WORKS)}")
    parser.add_argument("--rounds", type=int, help="instead of each work's own number")
    parser.add_argument("--json", action="store_true", help="one object a work: medians in seconds, floor, peers, ratios")
    parser.add_argument("--clock", choices=tuple(CLOCKS), default="wall", help="cpu: seconds of all threads, where other programs run, too")
    asked = parser.parse_args()
    names = [n.strip().upper() for n in asked.only.split(",")] if asked.only else list(WORKS)
    if unknown := [n for n in names if n not in WORKS]:
        parser.error(f"unknown: {', '.join(unknown)}. There are {', '.join(WORKS)}")
    out = {}
    for name in names:
        out[name] = measure(load(name, asked.size), asked.rounds, asked.clock)
        if not asked.json:
            print(text(name, out[name]), flush=True)
    if asked.json:
        print(json.dumps({**out, "machine": machine()}, indent=2))
    else:
        print("  ".join(f"{k} {v}" for k, v in machine().items()))


if __name__ == "__main__":
    main()
