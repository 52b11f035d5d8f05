"""`python -m benchmarks [--size small|full] [--json]`: run, check, and print medians and ratios of one run."""

import argparse
import json
import platform
import statistics
import time

import cashflow as cf

from .books import book
from .test_projection import idiomatic_pandas, ours

SIZES = {"small": 20_000, "full": 1_000_000}


def timed(function, argument):
    start = time.perf_counter()
    found = function(argument)
    return time.perf_counter() - start, found


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    frame = book(SIZES[asked.size])
    reading, ledger = timed(cf.Ledger.from_frame, frame)
    floor, a, b = [], [], []
    ours(ledger), idiomatic_pandas(frame)  # warm
    for _ in range(5):
        floor.append(timed(lambda x: x.amount.sum() + x.invoice_day.sum() + x.terms_code.sum(), ledger)[0])
        seconds, mine = timed(ours, ledger)
        a.append(seconds)
        seconds, theirs = timed(idiomatic_pandas, frame)
        b.append(seconds)
        assert mine == theirs
    medians = {"floor": statistics.median(floor), "cashflow": statistics.median(a), "pandas": statistics.median(b)}
    ratios = {"pandas / cashflow": medians["pandas"] / medians["cashflow"], "cashflow / floor": medians["cashflow"] / medians["floor"]}
    said = {"work": "projection", "rows": len(frame), "seconds": medians, "ratios": ratios, "from_frame_seconds": reading}
    said["versions"] = {"cashflow": cf.__version__, "python": platform.python_version(), "machine": platform.machine()}
    if asked.json:
        print(json.dumps({"projection": said}, indent=2))
        return
    print(f"{len(frame):,} invoices in memory to quarter measures, results equal, medians of 5 interleaved rounds")
    for name, seconds in medians.items():
        print(f"  {name:10} {seconds * 1000:10.1f} ms")
    for name, ratio in ratios.items():
        print(f"  {name:20} {ratio:6.1f}x")


if __name__ == "__main__":
    main()
