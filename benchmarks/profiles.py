"""`python -m benchmarks.profiles`: where the time of W5, W7 and W12 goes, stage by stage, as tables for docs/performance.md.

Shares are of one profiled call, where calls of Python functions weigh more than without the profiler.
"""

import cProfile
import pstats

from .run import load

_READING = (
    ("bytes to cells, and these to codes", "cells.py", "cells_of_text"),
    ("blank rows, suppliers and numbers as texts", "columns.py", "blank_rows"),
    ("dates, amounts and codes", "columns.py", "read_columns"),
    ("terms", "term_text.py", "read_terms"),
    ("duplicates", "row_checks.py", "flag_duplicates"),
    ("sums of what was read and left out", "build.py", "counted"),
    ("the ledger's own columns", "part.py", "_ledger"),
)
STAGES = {
    ("W5", "cf.compare", 30): (
        ("baseline payments and baseline figures", "baseline.py", "baseline_measures"),
        ("who and what the offer covers, new dates, sums by supplier", "coverage.py", "cover"),
        ("each option: interest, rounding into legs", "effects.py", "effects"),
        ("benefit of each supplier, its choice and acceptance", "choice.py", "rejudged"),
        ("effects by quarter and totals of what is accepted", "totals.py", "totals_of"),
    ),
    ("W7", "cashflow", 1): (
        *_READING,
        ("`cf.project`", "project.py", "project"),
        ("the table as text", "project.py", "__str__"),
    ),
    ("W12", "CSV, 6 of 7 rows with a finding", 1): _READING,
    ("W12", "workbook", 1): (
        ("calamine", "~", "<method 'get_sheet_by_name' of 'builtins.CalamineWorkbook' objects>"),
        ("cells as lists, and back as columns", "typed.py", "frame_of_rows"),
        ("looked through for errors and bombs", "guard.py", "look_through"),
        *_READING[1:],
    ),
    ("W12", "Parquet, typed columns", 1): (("pyarrow, and its columns", "frames.py", "open_parquet"), *_READING[1:]),
}


def shares(work, way, calls, stages):
    call = load(work, "full").ours[way]
    call()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(calls):
        call()
    profile.disable()
    entries = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(e[2] for e in entries.values())
    spent = [(label, sum(e[3] for (path, _, f), e in entries.items() if path.endswith(file) and f == name)) for label, file, name in stages]
    return [*((label, s / total) for label, s in spent), ("the rest", 1 - sum(s for _, s in spent) / total)]


def main():
    for (work, way, calls), stages in STAGES.items():
        print(f"| {work}: {way} | share |\n|---|---:|")
        print("\n".join(f"| {label} | {share:.0%} |" for label, share in shares(work, way, calls, stages)), end="\n\n")


if __name__ == "__main__":
    main()
