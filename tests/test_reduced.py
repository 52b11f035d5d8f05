"""What is added up early, or not looked at row by row, is what its rows add up to."""

from collections import defaultdict
from fractions import Fraction as F

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.days import NEVER, NO_DAY, to_day
from cashflow.basics.money import whole
from cashflow.basics.size import sized
from cashflow.deals import Deals
from cashflow.measures import effects
from cashflow.payments import Payments
from cashflow.report import text_page
from cashflow.results import arrangement_paid
from cashflow.results.supplier_finance import AMOUNTS, RANGES, balances

from .test_ways import POLICIES, book

COLUMNS = ("invoice", "due_day", "base_day", "amount", "kept", "discount", "discounted", "difference", "remainder")
SHOWN = ("2025-01-01", "2025-12-31")
OPTIONS = [
    cf.LaterWithInterest("0.065", "ACT/360"),
    cf.schemes.BankPaysNow("0.055", "ACT/360", fee_rate="0.0003"),
    cf.schemes.PriceUplift("0.004", of="gross"),
]


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_needs_no_cut_is_as_if_it_were_cut(policy, seed):
    """Items of one due day, open or paid at once or in part, against the general way, which cuts all dues by all payments."""
    payments = Payments(book(seed), policy)
    rows = np.arange(len(payments.ledger))
    wanted = payments._cut_items(rows, None)
    with sized(uncut=0):
        found, apart = payments.items_of(rows), list(payments.blocks(in_order=False))
    assert len(apart) >= 2
    together = np.argsort(np.concatenate([p.invoice for p in apart]), kind="stable")
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        np.testing.assert_array_equal(np.concatenate([getattr(p, name) for p in apart])[together], getattr(wanted, name))


@pytest.mark.parametrize("policy", POLICIES, ids=str)
def test_what_is_closed_is_paid_by_as_of(policy):
    payments = Payments(book(5, 600), policy)
    items = payments.items_of(np.flatnonzero(payments.closed))
    assert bool(len(items.invoice)) == (policy.as_of is not None)
    if len(items.invoice):
        assert items.kept.all() and (items.base_day <= to_day(policy.as_of)).all() and len(items.invoice) > 20


@st.composite
def deals(draw):
    """Deals of some groups, several alike; amounts of credit notes, too."""
    n = draw(st.integers(1, 30))
    many = lambda low, high: np.array(draw(st.lists(st.integers(low, high), min_size=n, max_size=n)), np.int64)  # noqa: E731
    base = (many(0, 3) * 40 + to_day("2025-01-20")).astype(np.int32)
    moved = (base + many(0, 3) * 25).astype(np.int32)
    amount = many(-100_000, 100_000)
    return Deals(many(0, 4), base, moved, amount, np.ones(n, np.int64), np.full(n, 100), {"long_tenor": many(0, 1)})


@settings(max_examples=60)
@given(deals(), st.sampled_from(OPTIONS), st.lists(st.booleans(), min_size=5, max_size=5))
def test_groups_together_are_the_sum_of_the_groups(some, option, which):
    """`taken_by` against what each group has by itself; legs stay rounded by group."""
    found = effects(some, option, cf.FiscalCalendar().quarters(*SHOWN), 5)
    which = np.array(which)
    one = found.taken_by(which)
    for name in ("accounts", "held_days", "income", "income_legs", "wait", "buyer_days", "financing_cost"):
        np.testing.assert_array_equal(getattr(one, name)[0], getattr(found, name)[which].sum(axis=0))
    for name in ("unpaid", "idle_cost"):
        mine, each = getattr(one, name), getattr(found, name)
        assert [F(int(v), mine.per) for v in mine.numerator.ravel()] == [
            F(int(v), each.per) for v in each.numerator[which].sum(axis=0).ravel()
        ]
    assert (found.financing_cost == found.cost.sum(axis=(1, 2))).all()
    alone = found.legs.take(np.flatnonzero(found.legs.nature == 0))
    for group in range(5):
        mine = some.take(np.flatnonzero(some.group == group))
        legs = effects(evolve(mine, group=mine.group * 0), option, cf.FiscalCalendar().quarters(*SHOWN), 1).legs
        assert legs.amount.tolist() == found.legs.amount[found.legs.group == group].tolist()
    assert (np.diff(alone.group) >= 0).sum() >= len(alone.group) - 4


def arrangement_by_row(payments, found, quarters):
    """What `balances` tells, in plain Python: each deal by its own flows, each item for itself; by currency code."""
    ledger, as_of = payments.ledger, payments.policy.as_of
    ends = [int(quarters.first[0]) - 1, *quarters.last.tolist()]
    day_of, owed, gone = ledger.invoice_day.tolist(), [], defaultdict(list)
    for number, some in found.rows.of_all():
        choices = found.choices[number]
        for at in range(len(some)):
            one, row = some.take(np.array([at])), int(some.keys["invoice"][at])
            g = choices.groups.tolist().index(int(one.group[0]))
            if choices.weight[g] == 0:
                continue
            base, until, bank = int(one.base_day[0]), int(one.new_day[0]), None
            for flow in found.scenario.offers[number].options[int(choices.option[g])].flows(one):
                if flow.nature == "principal" and flow.amount[0]:
                    bank = int(flow.day[0]) if flow.payer == "bank" else bank
                    until = int(flow.day[0]) if flow.payer == "buyer" else until
            since = day_of[row] if as_of is None else max(day_of[row], to_day(as_of))
            since = min(NEVER if since == NO_DAY else since, until if bank is None else bank)
            owed.append((int(ledger.currency.codes[row]), row, since, bank, until, int(one.amount[0]), choices.weight[g]))
            if (bank is not None or until != base) and choices.weight[g] == 1:
                gone[row, base, int(one.keys["due_day"][0])].append(True)
    items = payments.items_of(np.arange(len(ledger)))
    plain = zip(*(getattr(items, n).tolist() for n in ("invoice", "due_day", "base_day", "amount")), strict=True)
    left = [i for i in plain if i[3] > 0 and day_of[i[0]] != NO_DAY and not gone[i[0], i[2], i[1]]]
    span = lambda days: (min(days), max(days)) if days else (None, None)  # noqa: E731
    out = []
    for code in range(len(ledger.currency.values)):
        mine = [o for o in owed if o[0] == code]
        through = [o for o in mine if o[3] is not None]
        total = lambda at, end, some=through: whole(sum((o[5] * o[6] for o in some if o[at] <= end), F(0)))  # noqa: E731
        days = lambda some, end: [  # noqa: E731
            o[4] - day_of[o[1]] for o in some if o[2] <= end < o[4] and o[5] > 0 and day_of[o[1]] != NO_DAY
        ]
        closing = [total(2, end) - total(4, end) for end in ends]
        rows = []
        for before, end, was, now in zip(ends, ends[1:], closing, closing[1:], strict=False):
            paid = total(4, end) - total(4, before)
            open_now = [i[1] - day_of[i[0]] for i in left if ledger.currency.codes[i[0]] == code and day_of[i[0]] <= end < i[2]]
            direct = [o for o in mine if o[3] is None]
            ranges = (*span(days(through, end)), *span(open_now), *span(days(direct, end)))
            rows.append((was, now - was + paid, paid, now, total(3, end) - total(4, end), *ranges))
        out.append(rows if through else None)
    return out


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("acceptance", ["all", {"A": 1, "B": F(1, 3), "E": 1, "G": F(1, 2)}], ids=["all", "shares"])
@pytest.mark.parametrize("windows", [{}, {"paying": {"from": "2025-05-01", "to": "2025-07-15"}}], ids=["all", "window"])
def test_an_arrangement_is_that_of_its_items(policy, acceptance, windows, monkeypatch):
    """By item and by kind, against plain Python; of what is paid a few are looked at, and those that such don't tell."""
    monkeypatch.setattr(arrangement_paid, "_SAMPLE", 3)
    monkeypatch.setattr(arrangement_paid, "_BLOCK", 16)
    ledger = book(7, rows=150)
    ledger = evolve(ledger, terms_code=np.where(ledger.terms_code == 3, 0, ledger.terms_code))
    more = {"options": OPTIONS[:2], "funding_rate": "0.06", **windows}
    offers = [
        cf.Offer(suppliers=["A", "B", "C"], extend={"days": 30}, acceptance={"share": F(2, 3)}, **more),
        cf.Offer(extend={"days": 45}, acceptance=acceptance, **more),
    ]
    for classes in (0, 10**9):
        with sized(classes=classes, row_cells=0, uncut=classes):
            found = cf.compare(ledger, cf.Scenario("s", offers), policy, quarters=SHOWN)
            mine = balances(found.payments, found.scenarios[0], found.shown)
        rows = [None if one is None else list(zip(*(getattr(one, n) for n in (*AMOUNTS, *RANGES)), strict=True)) for one in mine]
        assert rows == arrangement_by_row(found.payments, found.scenarios[0], found.shown)


CELLS = st.from_regex(r"[0-9,.\-]{0,12}", fullmatch=True) | st.text(alphabet=list("ab  1,-–…é"), max_size=50) | st.text(max_size=4)


@settings(max_examples=200)
@given(st.data(), st.integers(1, 6), st.integers(0, 3), st.integers(40, 160))
def test_a_plain_table_is_set_as_any_other(data, columns, rows, width):
    """The quick way, where it is taken, against the one that can break lines."""
    drawn = [[text_page.printable(data.draw(CELLS)) for _ in range(columns)] for _ in range(rows + 1)]
    left = data.draw(st.integers(0, columns))
    most = [12 if c < left else 44 for c in range(columns)]
    table = text_page.TextTable("", drawn[0], drawn[1:], left=left)
    plain = text_page._set_plain(drawn, most, left, width)
    assert plain is None or plain == text_page._set_wrapped(drawn, most, width, table)


def test_which_tables_are_plain():
    assert text_page._set_plain([["name", "EUR"], ["Ünal & Söhne", "1,234"], ["a" * 20, ""]], [12, 44], 1, 40) == [
        "name             EUR",
        "────────────────────",
        "Ünal & Söhne   1,234",
        "aaaaaaaaaaa…",
    ]
    for odd in ("東京", "a\u0301", "blank "):
        assert text_page._set_plain([["name"], [odd]], [44], 1, 40) is None
    assert text_page._set_plain([["name", "EUR"], ["a" * 20, "1"]], [44, 44], 1, 20) is None
