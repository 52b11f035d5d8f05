"""`python -m benchmarks --size full --json > x.json && python -m benchmarks.page x.json` writes the tables of docs/performance.md.

What was not run stays as it is in `full.json`, beside this file, which holds the last full numbers.
"""

import json
import sys
from pathlib import Path

NUMBERS = Path(__file__).with_name("full.json")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"

OURS = "cashflow, numpy"
_OFFER = "one offer to all, 2 of 10 files"
_DIRTY = "CSV, 6 of 7 rows with a finding / pandas.read_csv(dtype=str) of the dirty one"
LINES, DECODED = "memory: the lines of a scenario, from the cache", "memory: the decoded columns, once"


def _eight_passes(peer):
    """A kernel that takes eight passes over the columns at the speed of the floor is so many times quicker than a peer."""
    return lambda said: said["peer_seconds"][peer] / (8 * said["floor_seconds"])


def _two_passes(said):
    """Arrow's reading, and two passes over what it decoded at the speed of the memory."""
    once = said.get("machine_seconds", {}).get(DECODED)
    return None if once is None else 1 + 2 * once / said["floor_seconds"]


_PANDAS, _SEARCH = "pandas: offsets, numpy business days", "pandas: offsets, runs by search"
TARGETS = (
    # work, what, (kind, names …), relation, limit, unit
    ("W1", "numpy kernel / reading the columns", ("ratios", "cashflow, numpy / floor"), "≤", 8, "×"),
    ("W1", "numba kernel / reading the columns", ("ratios", "cashflow, numba / floor"), "≤", 3.5, "×"),
    ("W1", "DuckDB SQL / numpy kernel", ("ratios", "DuckDB: SQL / cashflow, numpy"), "≥", 5, "×"),
    ("W1", "polars, calendar join / numpy kernel", ("ratios", f"polars: expressions and a calendar join / {OURS}"), "≥", 20, "×"),
    ("W1", "polars expressions / numpy kernel", ("ratios", "polars: expressions / cashflow, numpy"), "≥", 80, "×"),
    ("W1", "pandas offsets / numpy kernel", ("ratios", f"{_PANDAS} / {OURS}"), "≥", _eight_passes(_PANDAS), "×"),
    ("W1", "pandas offsets, runs by search / numpy kernel", ("ratios", f"{_SEARCH} / {OURS}"), "≥", _eight_passes(_SEARCH), "×"),
    ("W1", "DuckDB, cells first / numpy kernel", ("ratios", "DuckDB: cells first / cashflow, numpy"), "≥", 1.5, "×"),
    ("W1", "polars, cells first / numpy kernel", ("ratios", "polars: cells first / cashflow, numpy"), "≥", 1.5, "×"),
    ("W1", "extra memory", ("extra_bytes",), "≤", 2 * 2**20, "bytes"),
    ("W2", "a scenario, numpy", ("seconds", "a scenario, numpy"), "≤", 0.00015, "s"),
    ("W2", "a scenario, numba / reading its lines from the cache", ("ratios", f"a scenario, numba / {LINES}"), "≤", 3, "×"),
    ("W2", "build, numpy / one projection", ("ratios", "build, numpy / floor"), "≤", 20, "×"),
    ("W2", "DuckDB, one re-projection / a scenario, numpy", ("ratios", "DuckDB: one re-projection / a scenario, numpy"), "≥", 1000, "×"),
    ("W2", "numpy, one re-projection / a scenario, numpy", ("ratios", "numpy: one re-projection / a scenario, numpy"), "≥", 300, "×"),
    ("W3", "10,000 draws, numpy", ("seconds", "draws, numpy"), "≤", 0.5, "s"),
    ("W3", "10,000 draws, numba", ("seconds", "draws, numba"), "≤", 0.25, "s"),
    ("W3", "mean and covariance", ("seconds", "mean and covariance"), "≤", 0.002, "s"),
    ("W3", "law of one quarter", ("seconds", "law of one quarter"), "≤", 0.030, "s"),
    ("W3", "numpy, draw by draw / draws, numpy", ("ratios", "numpy: draw by draw / draws, numpy"), "≥", 7, "×"),
    ("W4", "numpy kernel / Arrow reading the columns", ("ratios", "cashflow, numpy / floor"), "≤", 1.3, "×"),
    ("W4", "numba kernel / Arrow reading the columns", ("ratios", "cashflow, numba / floor"), "≤", _two_passes, "×"),
    ("W4", "DuckDB, cells first / numpy kernel", ("ratios", "DuckDB: cells first / cashflow, numpy"), "≥", 1, "×"),
    ("W4", "polars, cells first / numpy kernel", ("ratios", "polars: cells first / cashflow, numpy"), "≥", 1, "×"),
    ("W4", "DuckDB SQL / numpy kernel", ("ratios", "DuckDB: SQL / cashflow, numpy"), "≥", 2, "×"),
    ("W4", "peak memory of the process", ("peak_rss_bytes", "10 of 10 files"), "≤", 800 * 2**20, "bytes"),
    ("W5", "kernel, 100 invoices", ("seconds", "kernel"), "≤", 0.0001, "s"),
    ("W5", "`cf.compare`, 100 invoices", ("seconds", "cf.compare"), "≤", 0.010, "s"),
    ("W5", "`import cashflow` / `import pandas`", ("import_seconds", "cashflow / pandas"), "≤", 1.2, "×"),
    ("W5", "pandas offsets / kernel", ("ratios", "pandas: offsets, numpy business days / kernel"), "≥", 100, "×"),
    ("W5", "pandas offsets, runs by search / kernel", ("ratios", "pandas: offsets, runs by search / kernel"), "≥", 100, "×"),
    ("W6", "20,000 annual rates of dated flows", ("seconds", "cashflow, dated"), "≤", 0.040, "s"),
    ("W6", "`numpy_financial.irr` loop / periodic", ("ratios", "numpy_financial.irr loop / cashflow, periodic"), "≥", 100, "×"),
    ("W6", "pyxirr loop / dated", ("ratios", "pyxirr.xirr loop, lists of dates / cashflow, dated"), "≥", 1.2, "×"),
    ("W7", "a CSV file to the table / `pandas.read_csv` alone", ("ratios", "cashflow / floor"), "≤", 3, "×"),
    ("W12", "a ledger of CSV / `pandas.read_csv(dtype=str)` alone", ("ratios", "CSV / pandas.read_csv(dtype=str)"), "≤", 2, "×"),
    ("W12", "6 of 7 rows with a finding / `pandas.read_csv(dtype=str)` alone", ("ratios", _DIRTY), "≤", 2, "×"),
    ("W12", "a workbook / calamine alone", ("ratios", "workbook / calamine"), "≤", 1.5, "×"),
    ("W12", "a ledger of Parquet / pyarrow reading the columns", ("ratios", "Parquet / pyarrow"), "≤", 2, "×"),
    ("W12", "typed columns of Parquet / pyarrow reading them", ("ratios", "Parquet, typed columns / pyarrow, typed columns"), "≤", 2, "×"),
    ("W12", "peak memory of the process, CSV", ("peak_rss_bytes", "CSV"), "≤", 1000 * 2**20, "bytes"),
    ("W8", "numpy / reading the columns", ("ratios", "cashflow, numpy / floor"), "≤", 20, "×"),
    ("W8", "numba / reading the columns", ("ratios", "cashflow, numba / floor"), "≤", 8, "×"),
    ("W8", "DuckDB SQL / numpy", ("ratios", "DuckDB: SQL / cashflow, numpy"), "≥", 5, "×"),
    ("W8", "polars / numpy", ("ratios", "polars: joins / cashflow, numpy"), "≥", 5, "×"),
    ("W8", "pandas / numpy", ("ratios", "pandas: merge, map / cashflow, numpy"), "≥", 40, "×"),
    ("W8", "pandas / numba", ("ratios", "pandas: merge, map / cashflow, numba"), "≥", 40, "×"),
    ("W9", "a comparison and its text, numpy / reading the columns", ("ratios", "cf.compare and its text, numpy / floor"), "≤", 200, "×"),
    ("W9", "a comparison and its text, numba / reading the columns", ("ratios", "cf.compare and its text, numba / floor"), "≤", 100, "×"),
    ("W9", "DuckDB SQL, no text / a comparison, numba", ("ratios", "DuckDB: SQL / cf.compare, numba"), "≥", 10, "×"),
    ("W9", "memory beyond the ledger", ("peak_rss_bytes", "cf.compare and its text"), "≤", 2**30, "bytes"),
    ("W9B", "a company's comparison and its text", ("seconds", "cf.compare and its text"), "≤", 0.150, "s"),
    ("W10", "build, numpy / reading the columns", ("ratios", "build, numpy / floor"), "≤", 800, "×"),
    ("W10", "build, numba / reading the columns", ("ratios", "build, numba / floor"), "≤", 500, "×"),
    ("W4B", "numpy / Arrow reading the columns", ("ratios", "cashflow, numpy / floor"), "≤", 2, "×"),
    ("W4B", "numba / Arrow reading the columns", ("ratios", "cashflow, numba / floor"), "≤", 1.5, "×"),
    ("W4B", "DuckDB SQL / numpy", ("ratios", "DuckDB: SQL / cashflow, numpy"), "≥", 1, "×"),
    ("W4B", "an offer to all / Arrow reading its files", ("ratios", f"{_OFFER} / Arrow: 2 of 10 files"), "≤", 15, "×"),
    ("W4B", "peak memory of the process, an offer to all", ("peak_rss_bytes", _OFFER), "≤", 6 * 2**30, "bytes"),
    ("W11", "a CSV file to the first screen of a what-if / `pandas.read_csv` alone", ("ratios", "cashflow / floor"), "≤", 3, "×"),
    ("W11", "pandas, text to the same figures / ours", ("ratios", "pandas: text to the same figures / cashflow"), "≥", 1.5, "×"),
)  # fmt: skip


def number(value, unit):
    if unit == "bytes":
        return f"{value / 2**20:.1f} MB"
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
    return f"{value:,.0f} ×" if value >= 100 else f"{value:.3g} ×"


def _of(found, place):
    for name in place:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def targets(numbers):
    lines = ["| work | what | target | measured | |", "|---|---|---:|---:|---|"]
    for work, what, place, relation, limit_of, unit in TARGETS:
        value, limit = _of(numbers.get(work), place), limit_of
        if callable(limit_of):  # it hangs on what the machine gave in the same run
            limit = None if value is None else limit_of(numbers[work])
        if value is None or limit is None:
            lines.append(f"| {work} | {what} | {'' if limit is None else f'{relation} {number(limit, unit)}'} | | not measured |")
            continue
        held = value <= limit if relation == "≤" else value >= limit
        lines.append(
            f"| {work} | {what} | {relation} {number(limit, unit)} | {number(value, unit)} | {'held' if held else '**not held**'} |"
        )
    return lines


def ways(name, said):
    """One work: median and fastest of each way, against the floor and against the first of ours."""
    rows = {"floor": said["floor_seconds"], **said.get("machine_seconds", {}), **said["seconds"], **said["peer_seconds"]}
    first = {peer: next(r for key, r in said["ratios"].items() if key.startswith(f"{peer} / ")) for peer in said["peer_seconds"]}
    head = "| way | median | fastest | of the floor | of the first of ours |"
    lines = [f"### {name}: {said['work']}, {said['rows']:,} rows", "", head, "|---|---:|---:|---:|---:|"]
    for way, seconds in rows.items():
        if seconds is not None:
            floor = number(seconds / said["floor_seconds"], "×") if said["floor_seconds"] else ""
            mine = number(first[way], "×") if way in first else ""
            label = f"**{way}**" if way in said["seconds"] else way
            lines.append(f"| {label} | {number(seconds, 's')} | {number(said['fastest_seconds'][way], 's')} | {floor} | {mine} |")
    known = ("work", "rows", "seconds", "floor_seconds", "machine_seconds", "peer_seconds", "fastest_seconds", "ratios", "not_installed")
    facts = [f"{key.replace('_', ' ')}: {_fact(key, value)}" for key, value in said.items() if key not in known]
    return [*lines, "", *([f"{'; '.join(facts)}.", ""] if facts else [])]


def _fact(key, value):
    unit = "bytes" if key.endswith("bytes") else "s" if key.endswith("seconds") else None
    if isinstance(value, dict):
        return ", ".join(f"{k} {_fact('' if ' / ' in k else key, v)}" for k, v in value.items())
    if unit and isinstance(value, int | float):
        return number(value, unit)
    return f"{value:.3g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def text(numbers):
    machine = ", ".join(f"{k} {v}" for k, v in numbers.get("machine", {}).items())
    works = [line for name, said in numbers.items() if name != "machine" for line in ways(name, said)]
    return "\n".join([*targets(numbers), "", f"Run on: {machine}.", "", *works]).rstrip()


def written(page, numbers):
    """The page with its tables replaced."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE.name} lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{text(numbers)}\n\n{END}{after}"


def main():
    numbers = json.loads(NUMBERS.read_text(encoding="utf-8")) if NUMBERS.exists() else {}
    for path in sys.argv[1:]:
        numbers |= json.loads(Path(path).read_text(encoding="utf-8"))
    order = sorted((n for n in numbers if n != "machine"), key=lambda n: (not n.startswith("W"), len(n), n))
    numbers = {**{n: numbers[n] for n in order}, **({"machine": numbers["machine"]} if "machine" in numbers else {})}
    NUMBERS.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), numbers), encoding="utf-8")


if __name__ == "__main__":
    main()
