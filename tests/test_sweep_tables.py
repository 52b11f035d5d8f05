"""Tables of a sweep: classes that are merged, legs that move from one extension to the next, and rounding in floats, all exact."""

import importlib.util
from fractions import Fraction

import attrs
import numpy as np
import pandas as pd
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import NEVER, NO_DAY
from cashflow.basics.size import sized
from cashflow.kernels import grids
from cashflow.sweep import by_supplier, cells_by_row, cost_tables, sources
from cashflow.sweep.by_supplier import FAMILIES
from cashflow.sweep.first_and_last import by_extension
from cashflow.sweep.whole_life import WholeLife

from . import strategies as some
from .examples import examples
from .test_laws import SHOWN
from .test_sweep import row, same

KERNELS = [
    "numpy",
    pytest.param("numba", marks=pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="the extra 'fast' (numba) is not installed")),
]  # fmt: skip


def half_up(number, per):
    """Half away from zero, by fractions."""
    size = int(abs(Fraction(number, per)) + Fraction(1, 2))
    return -size if number < 0 else size


@st.composite
def numerators(draw, most):
    """Numbers below `most`, many of them halves or one beside a half, and a denominator."""
    per = draw(st.one_of(st.integers(1, 100), st.sampled_from([7200, 72_000, 360_000, 2 * 3**20, 10**12]), st.integers(1, 2**40)))
    half = st.integers(0, max(0, most // per - 2)).map(lambda m: (2 * m + 1) * per // 2)
    near = st.tuples(half, st.sampled_from([-1, 0, 0, 1])).map(lambda p: max(0, p[0] + p[1]))
    sizes = draw(st.lists(st.one_of(near, st.integers(0, most - 1)), min_size=6, max_size=6))
    return [n * draw(st.sampled_from([1, -1])) for n in sizes if n < most] or [0], per


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("most", [2**48, 2**60])
@given(st.data())
def test_rounded_sums_are_those_of_fractions(kernel, most, data):
    some, per = data.draw(numerators(most))
    grid = np.array([some, some[::-1]]).T.copy()
    cut = data.draw(st.integers(1, len(some)))
    starts = np.array([0, cut] if cut < len(some) else [0])
    out = np.full((len(starts), 2), -1, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASHFLOW_KERNEL", kernel)
        grids.rounded_sums(grid, per, most - 1, starts, out)
    whole = [half_up(n, per) for n in some]
    want = [[sum(w[a:b]) for w in (whole, whole[::-1])] for a, b in zip(starts, [*starts[1:], len(some)], strict=True)]
    assert out.tolist() == want
    assert grid[:, 0].tolist() == some  # what was added up stays


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("n_cells", [0, 1, 400])
def test_cells_that_move_are_cells_added_anew(monkeypatch, kernel, n_cells):
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    rng = np.random.default_rng([n_cells, 3])
    n_days, n_rows, n_classes = 9, 7, 5
    row, cls = np.sort(rng.integers(0, n_rows, n_cells)).astype(np.int32), rng.integers(0, n_classes, n_cells).astype(np.int32)
    amount = rng.integers(-(2**20), 2**20, n_cells)
    old, new = ((rng.integers(0, n_days, n_classes), rng.integers(0, 50, n_classes)) for _ in range(2))
    grid = np.zeros((n_days, n_rows), np.int64)
    grids.add_cells(grid, row, cls, amount, *old)
    moved = np.array([0, 2, 4])
    order = np.argsort(cls, kind="stable")
    start = np.searchsorted(cls[order], np.arange(n_classes + 1))
    grids.add_moved(grid, start, row[order], amount[order], moved, tuple(c[moved] for c in old), tuple(c[moved] for c in new))
    want = [[0] * n_rows for _ in range(n_days)]
    for r, c, a in zip(row.tolist(), cls.tolist(), amount.tolist(), strict=True):
        place, numerator = (new if c in (0, 2, 4) else old)[0][c], (new if c in (0, 2, 4) else old)[1][c]
        want[place][r] += a * int(numerator)
    assert grid.tolist() == want


def sums_of(ledger, offer, days, options):
    """Every family's sums of every scenario; `None` where a table can't hold them."""
    grid = cf.sweep(ledger, offer, days=days, **options).grid
    return {family: grid.sums(family).tolist() if grid.has(family) else None for family in FAMILIES}


def each_alone(payments, items, needs, days, *, by_invoice_day):
    everyone = np.arange(len(items.invoice))
    return everyone, everyone


@pytest.mark.slow
@pytest.mark.parametrize("kernel", KERNELS)
@examples(30)
@given(
    some.rows(max_size=14),
    some.policies(),
    some.options(),
    st.integers(0, 60),
    st.integers(2, 40),
    st.sampled_from([0, 10**9]),
    st.sampled_from([False, False, True]),
)
def test_every_way_to_a_table_is_the_same(kernel, rows, policy, option, first, many, least, taxed):
    """Extensions day after day, each supplier in another order: moved or added anew, in a grid or sorted, merged or item by item."""
    ledger = some.ledger_of(rows)
    if not taxed and option[1].get("of") != "net":  # with tax nothing is merged
        ledger = evolve(ledger, tax=None)
    each = np.arange(first, first + many)
    days = np.stack([np.roll(each, s) for s in range(len(ledger.supplier.values))], axis=1)
    offer, options = cf.Offer(extend={"days": 0}, options=[option[1]]), {"policy": policy[1], "quarters": SHOWN}
    with pytest.MonkeyPatch.context() as patch, sized(classes=least):
        patch.setenv("CASHFLOW_KERNEL", kernel)
        usual = sums_of(ledger, offer, days, options)
        patch.setattr(cost_tables, "_MOST_STATES", 0)  # each extension for itself
        assert sums_of(ledger, offer, days, options) == usual
        patch.setattr(cost_tables, "_LARGEST_GRID", 0)
        patch.setattr(cost_tables, "_DENSE", 0)  # sorted
        assert sums_of(ledger, offer, days, options) == usual
        patch.undo()
        patch.setenv("CASHFLOW_KERNEL", kernel)
        patch.setattr(cells_by_row, "_SMALL", 0)
        patch.setattr(cells_by_row, "_DENSE", 0)  # cells are sorted, not added up in a table
        patch.setattr(sources, "alike", each_alone)
        alone = sums_of(ledger, offer, days, options)
    assert alone == usual


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("irregular", [False, True])
def test_a_quarter_of_thursdays_day_by_day(monkeypatch, kernel, irregular):
    """Thursday runs over 60 extensions: six in seven classes stay where they are from one day to the next. Against `compare`."""
    monkeypatch.setenv("CASHFLOW_KERNEL", kernel)
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0")
    rows = [row(("Acme", "Bolt", "Cole")[n % 3], n, f"2025-0{4 + n % 2}-{1 + n % 28:02d}", (-1 if n % 5 == 0 else 1) * (12_345_67 + n)) for n in range(90)]  # fmt: skip
    for number, one in enumerate(rows if irregular else []):
        one["due_date"] = None if number % 2 else one["invoice_date"].replace(month=6)
    ledger = evolve(some.ledger_of(rows), tax=None)
    policy = cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "first on or after due"})
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    days = np.stack([np.arange(60), np.arange(60)[::-1], np.roll(np.arange(60), 7)], axis=1)
    swept = cf.sweep(ledger, offer, policy, days=days, quarters=SHOWN)
    assert swept.grid.has("held", "legs", "other")
    some_days = [0, 6, 29, 59]
    again = cf.sweep(ledger, offer, policy, days=days[some_days], quarters=SHOWN)
    same(ledger, again, [again.scenario(n) for n in again.names], policy=policy, quarters=SHOWN)
    for measure in ("free_cash_flow_change", "financing_cost", "cash_retained"):
        assert swept.amounts(measure)[some_days].tolist() == again.amounts(measure).tolist()


def test_terms_that_pay_on_the_same_days_are_one_class(monkeypatch):
    """Due on Saturday 31 May, Sunday 1 June and, net 61, Wednesday 2 July. On Thursdays the first two are paid on 5 June; five days later
    Thursday 5 June and Friday 6 June part; six days later both are paid on 12 June."""
    monkeypatch.setenv("CASHFLOW_SIZES", "classes=0")
    rows = [
        row("Acme", 1, "2025-05-01"),
        row("Bolt", 2, "2025-05-02"),
        row("Acme", 3, "2025-05-01"),
        row("Acme", 4, "2025-05-02", text="net 61"),
    ]
    ledger = evolve(some.ledger_of(rows), tax=None)
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    policy = cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "first on or after due"})
    for days, many in (([4], 2), ([6], 2), ([4, 6], 2), ([4, 5, 6], 3)):
        book = cf.sweep(ledger, offer, policy, days=[[k, k] for k in days], quarters=SHOWN).grid.book
        assert len(book.sources[0].items.invoice) == many, days


def by_days(n_scenarios, **settings):
    """A sweep by days of four suppliers, two currencies and a bill a day; Bolt's bills and credit notes add up to nothing."""
    rows = [
        row(s, f"{s}{n}", f"2025-0{4 + n % 3}-1{n % 9}", (1 - 2 * (s == "Bolt" and n % 2)) * 10**6)
        for s in ("Acme", "Bolt")
        for n in range(8)
    ]
    rows += [row("Cole", "1", "2025-05-21", 50_000, currency="JPY"), row("Dale", "2", "2025-05-22", 700_00)]
    days = np.random.default_rng(n_scenarios).choice([-1, 0, 5, 30, 61], (n_scenarios, 4))
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.0654", "ACT/360")])
    return cf.sweep(some.ledger_of(rows), offer, days=days, quarters=SHOWN, **settings)


@pytest.mark.parametrize("least", [0, 10**9])
def test_a_text_reads_sums_and_makes_no_totals(monkeypatch, least):
    """However many scenarios: no totals of any of them, no first and last days; each family of tables is added up once."""
    swept, totals, families = by_days(30), [], []
    made, added = by_supplier.scenario_totals, by_supplier.Grid._add
    with sized(classes=least):
        monkeypatch.setattr(by_supplier, "scenario_totals", lambda *given: totals.append(1) or made(*given))
        monkeypatch.setattr(by_supplier.Grid, "_add", lambda grid, family: families.append(family) or added(grid, family))
        said = str(swept)
        assert "Of 30 scenarios the most cash" in said and str(swept) == said
        assert not totals
        assert sorted(families) == ["held", "legs", "other"]
        lives = [list(swept._lives(code)) for code in range(2)]
        for number, each in enumerate(swept.results):
            for code, total in enumerate(each):
                ours, theirs = lives[code][number], WholeLife.of(total)
                assert attrs.asdict(ours) == attrs.asdict(theirs)
                assert (ours.all_in_rate, ours.days_moved) == (total.all_in_rate, theirs.days_moved)
        assert len(totals) == 60


@pytest.mark.parametrize("least", [0, 10**9])
def test_first_and_last_days_go_through_the_rows_once(least):
    """Not once an extension. Who has moved by nothing is paid on other days all the same: by hand, item by item."""
    with sized(classes=least):
        swept = by_days(3)
        book, passes = swept.grid.book, []

        def counting(source):
            def cells():
                passes.append(1)
                yield from source.cells()

            return evolve(source, cells=cells)

        mine = [counting(s) for s in book.sources]
        first, last = by_extension(mine, book.days, book.position, len(book.groups))
        assert len(passes) == len(mine)
    ledger = swept.ledger
    paid = ledger.invoice_day.astype(int) + 30
    for at, group in enumerate(book.groups.tolist()):
        own = paid[(ledger.supplier.codes == group // 2) & (ledger.currency.codes == group % 2)]
        for number, k in enumerate(book.days, 1):
            want = (own.min(), own.max() + k) if k and len(own) else (NEVER, NO_DAY)
            assert (first[at, number], last[at, number]) == want


def test_what_accrues_and_what_is_held_on_average_by_hand():
    """36,000.00 moves from 20 June to 20 July at 10 % on ACT/360: 10.00 a day; its first day counts, its last does not: 11 days in June.

    Held at the close of 11 days of June and 19 of July: 36,000 × 11 / 91, and 36,000 × 19 / 92. The second supplier refuses.
    """
    rows = {"supplier": ["A", "B"], "invoice": ["1", "2"], "invoice_date": ["2025-05-01"] * 2, "due_date": ["2025-06-20"] * 2}
    ledger = cf.read_ledger(pd.DataFrame({**rows, "amount": ["36000.00", "500.00"], "currency": ["EUR"] * 2}))
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.10", "ACT/360")])
    swept = cf.sweep(ledger, offer, days=[[30, -1], [-1, -1]], quarters=("2025-04-01", "2025-09-30"))
    assert swept.amounts("financing_cost_accrued").tolist() == [[110_00, 190_00], [0, 0]]
    assert swept.amounts("financing_cost_paid").tolist() == [[0, 300_00], [0, 0]]
    assert swept.amounts("average_cash_retained").tolist() == [[435165, 743478], [0, 0]]
