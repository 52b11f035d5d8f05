"""How time grows with rows, of the ideal book and of one in the shape of real ones, and with suppliers, terms, days and scenarios.

`python -m benchmarks.growth [--only rows,real]` measures (about twenty minutes, 12 GB, 2 GB of disk) and keeps the numbers in
`growth.json`; `--draw` draws them into docs/images; `--most 100000` leaves larger books out, `--into folder` keeps and draws there, to try.
Every point is the median of rounds in which all ways take turns.
"""

import argparse
import gc
import json
import statistics
import tempfile
from pathlib import Path

import numpy as np
from attrs import evolve

import cashflow as cf
from cashflow.ledger.model import Category

from . import real, w4b_stream, w8_real, w9_compare
from . import w1_peers as peers
from .books import FIRST, QUARTERS, columns, ledger, policy
from .run import sample
from .w1_projection import installed, projection
from .w2_sweep import PLAIN, answers

ROOT = Path(__file__).resolve().parent.parent
NUMBERS, IMAGES = Path(__file__).with_suffix(".json"), ROOT / "docs" / "images"
MANY = 1_000_000
ROWS = (10**4, 10**5, 10**6, 10**7, 10**8)
FILE = 10**7  # rows in memory, and of a file, at most
SHOWN = cf.FiscalCalendar().quarters(*QUARTERS)


def timed(ways, rounds=5):
    """Medians in seconds of ways that take turns; slow ones (over 2 s) once."""
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            if not times[name] or times[name][-1] < 2:
                gc.collect()
                times[name].append(sample(way, times[name]))
    return {name: statistics.median(t[1:] or t) for name, t in times.items()}  # the first one warms up


def tiled(rows):
    """The book of 10 M rows as often as it takes: invoices of the same days once more."""
    base = ledger(min(rows, FILE))
    if rows <= len(base):
        return base
    again = lambda a: np.tile(a, rows // len(base))  # noqa: E731
    flat = lambda a: np.broadcast_to(a[:1], rows)  # noqa: E731
    return evolve(
        base,
        supplier=Category(again(base.supplier.codes), base.supplier.values),
        invoice=flat(base.invoice),
        invoice_day=again(base.invoice_day),
        amount=again(base.amount),
        currency=Category(flat(base.currency.codes), base.currency.values),
        terms_code=again(base.terms_code),
        due_day=flat(base.due_day),
        row=flat(base.row),
    )


def by_rows(most):
    """`cf.project` with either kernel, reading the columns alone, and what users pick instead, up to 10 M rows."""
    there, _ = installed(["duckdb", "numba"])
    for rows in (r for r in ROWS if r <= most):
        book, how = tiled(rows), policy()
        read = [book.invoice_day, book.terms_code, book.amount]
        ways = {"reading the columns": lambda read=read: [int(c.view(np.int64).sum()) for c in read]}
        ways["cf.project, numpy"] = projection(book, how, "numpy")
        if "numba" in there:
            ways["cf.project, numba"] = projection(book, how, "numba")
        if rows <= FILE:
            arrays = columns(rows)
            frame = peers.pandas_frame(arrays)
            ways["pandas"] = lambda frame=frame: peers.pandas_search(frame)
            if "duckdb" in there:
                con = peers.duckdb_table(arrays)
                ways["DuckDB SQL"] = lambda con=con: peers.duckdb_sql(con)
        yield rows, timed(ways)


def by_real_rows(most):
    """The works of a real book, numpy: projected (W8) and compared (W9) in memory, beside W1's; and scanned from files (W4B)."""
    for rows in (r for r in ROWS if r <= most):
        with tempfile.TemporaryDirectory(prefix="cashflow-") as folder:
            files = w4b_stream.write(Path(folder), -(-rows // FILE), min(rows, FILE))
            ways = {}
            if rows <= FILE:
                book, how = real.ledger(rows), real.policy()
                ways["cf.project, terms only (W1)"] = projection(ledger(rows), policy(), "numpy")
                ways["cf.project, real book (W8)"] = w8_real.projection(book, how, "numpy")
                ways["cf.compare and its text (W9)"] = lambda b=book, h=how: w9_compare.compared(b, h, text=True)
            ways["cf.project of a scan (W4B)"] = lambda f=files: w4b_stream.scanned(f, "numpy")
            yield rows, timed(ways)


def _offer(**settings):
    usual = {"extend": {"days": 30}, "options": [cf.LaterWithInterest("0.065", "ACT/360")]}
    return cf.Offer(**usual | settings, funding_rate="0.05", acceptance="if whole")


def by_suppliers():
    """`cf.project` and `cf.compare` on a million invoices of more and more suppliers."""
    for many in (10, 100, 1_000, 10_000, 100_000):
        codes = np.random.default_rng(1).integers(0, many, MANY).astype(np.int32)
        book, how = evolve(ledger(MANY), supplier=Category(codes, tuple(f"S{n:06d}" for n in range(many)))), policy()
        yield many, timed({**_project(book, how), **_compare(book, how)}, 4)


def by_terms():
    """The same with more and more terms; the first projection under a policy works out its table of days."""
    for many in (1, 10, 100, 1_000):
        terms = tuple(cf.PaymentTerms.parse(f"net {n}" if n < 180 else f"{n} days then end of month") for n in range(1, many + 1))
        codes = np.random.default_rng(1).integers(0, many, MANY).astype(np.int32)
        book, how = evolve(ledger(MANY), terms_code=codes, terms=terms), policy()
        yield many, timed({**_project(book, how), **_first(book)}, 4)


def by_days():
    """The same with invoices of one month to six years from 2022 on."""
    for many in (30, 100, 365, 1_096, 2_190):
        days = (np.random.default_rng(1).integers(0, many, MANY) + FIRST).astype(np.int32)
        book, how = evolve(ledger(MANY), invoice_day=np.sort(days)), policy()
        yield many, timed({**_project(book, how), **_first(book)}, 4)


def by_scenarios():
    """`cf.sweep` on 100,000 invoices: six extensions, and a rate of its own for each scenario (up to 300; to 30 also `cf.compare`), or
    days supplier by supplier, the table built anew each time.
    """
    book, how, longer = ledger(100_000), policy(), (10, 20, 30, 45, 60, 90)
    for many in (1, 6, 30, 100, 300, 1_000, 3_000):
        days = answers(many)
        ways = {"cf.sweep, days by supplier": lambda d=days: cf.sweep(book, PLAIN, how, days=d, quarters=SHOWN).amounts("principal_paid")}
        if many > 300:
            yield many, timed(ways, 3)
            continue
        rates = [f"{5 + 2 * n / many:.3f}%" for n in range(many)]
        offers = [_offer(extend={"days": longer[n % 6]}, options=[cf.LaterWithInterest(r, "ACT/360")]) for n, r in enumerate(rates)]
        scenarios = [cf.Scenario(f"s{n}", o) for n, o in enumerate(offers)]
        ways["cf.sweep, own rates"] = lambda s=scenarios: cf.sweep(book, s, how, quarters=SHOWN)
        if many <= 30:
            ways["cf.compare"] = lambda s=scenarios: cf.compare(book, s, how, quarters=SHOWN)
        yield many, timed(ways, 3)


def _project(book, how):
    return {"cf.project": lambda: cf.project(book, how, quarters=SHOWN)}


def _first(book):
    return {"cf.project, new policy": lambda: cf.project(book, policy(), quarters=SHOWN)}


def _compare(book, how):
    return {"cf.compare": lambda: cf.compare(book, cf.Scenario("later", _offer()), how, quarters=SHOWN)}


CURVES = {
    "rows": (by_rows, "invoices", "20,000 suppliers, 12 terms, 3 years"),
    "real": (by_real_rows, "invoices", "with due dates, payments, credit notes"),
    "suppliers": (by_suppliers, "suppliers", "1 M invoices"),
    "terms": (by_terms, "terms", "1 M invoices"),
    "days": (by_days, "days of invoice dates", "1 M invoices"),
    "scenarios": (by_scenarios, "scenarios", "100,000 invoices, 20,000 suppliers"),
}
_OF_ROWS = ("rows", "real")
_COLORS = ("#1b6ca8", "#c8553d", "#4f7942", "#8a6fb0", "#333333")


def _panel(ax, name, points):
    _, label, title = CURVES[name]
    ways = list(dict.fromkeys(w for _, seconds in points for w in seconds))
    for color, way in zip(_COLORS, ways, strict=False):
        xy = [(x, seconds[way] * 1000) for x, seconds in points if way in seconds]
        ax.plot(*zip(*xy, strict=True), marker="o", markersize=3, color=color, label=way)
    ax.set(xscale="log", yscale="log", xlabel=label, ylabel="ms", title=title)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda x, _: f"{x / 1e6:,g} M" if x >= 1e6 else f"{x:,g}")
    ax.yaxis.set_minor_formatter("")
    ax.title.set_fontsize(10)
    ax.grid(alpha=0.3)
    ax.legend(fontsize=8, frameon=False)


def pictures(numbers):
    """PNG bytes by file name; the same numbers give the same bytes."""
    import io

    from matplotlib.figure import Figure

    out = {}
    others = [n for n in CURVES if n not in _OF_ROWS]
    for file, names, down, size in (("growth_rows.png", _OF_ROWS, 1, (4.8, 4.4)), ("growth_others.png", others, 2, (4.5, 3.4))):
        names = [n for n in names if n in numbers]
        across = max(1, -(-len(names) // down))
        figure = Figure(figsize=(size[0] * across, size[1] * down), layout="constrained")
        for number, name in enumerate(names):
            _panel(figure.add_subplot(down, across, number + 1), name, numbers[name])
        stream = io.BytesIO()
        figure.savefig(stream, format="png", dpi=110, metadata={"Software": None})
        out[file] = stream.getvalue()
    return out


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="How time grows; numbers to growth.json.")
    parser.add_argument("--only", help=",".join(CURVES))
    parser.add_argument("--draw", action="store_true", help="draw the numbers that are there; measure nothing")
    parser.add_argument("--most", type=int, default=ROWS[-1], help="rows of the largest book of the curves by rows")
    parser.add_argument("--into", type=Path, help="a folder for the numbers and pictures, in place of growth.json and docs/images")
    asked = parser.parse_args()
    kept, images = (NUMBERS, IMAGES) if asked.into is None else (asked.into / NUMBERS.name, asked.into)
    numbers = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for name in [] if asked.draw else asked.only.split(",") if asked.only else CURVES:
        numbers[name] = []
        for size, seconds in CURVES[name][0](*([asked.most] if name in _OF_ROWS else [])):
            print(name, f"{size:,}", {way: f"{s * 1000:.2f} ms" for way, s in seconds.items()}, flush=True)
            numbers[name].append([size, {way: float(f"{s:.4g}") for way, s in seconds.items()}])
        kept.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    for file, picture in pictures(numbers).items():
        (images / file).write_bytes(picture)


if __name__ == "__main__":
    main()
