"""Pictures draw the frame they are given: heights against amounts worked by hand; same data, same bytes."""

from decimal import Decimal as D

import numpy as np
import pandas as pd
import pytest

import cashflow as cf

pytest.importorskip("matplotlib")
from cashflow.report import figures

ROWS = [["Later", "1", "2025-05-01", "60000000.00", "2025-06-20", "0.05"], ["Bank", "2", "2025-05-01", "40000000.00", "2025-06-20", "0.08"]]


def compared():
    """60m later at 6.5 % and 40m through a bank at 7.2 %, from 20 June to 15 August."""
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "rate"]
    frame = pd.DataFrame(ROWS, columns=columns).assign(currency="EUR", terms="")
    offer = cf.Offer(
        extend={"to": "2025-08-15"},
        options=[cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.072", "ACT/360")],
        funding_rate="rate",
    )
    return cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-12-31"))


def heights(ax):
    return [round(p.get_height(), 6) for p in ax.patches]


def same_bytes(draw):
    picture = figures.figure_png(draw())
    assert picture[:4] == b"\x89PNG" and picture == figures.figure_png(draw())


@pytest.mark.parametrize("scenarios", [0, 1, 3])
def test_unwind_bars(scenarios):
    rows = pd.DataFrame(
        [["A" * 80, "1", "2025-05-21", "100.00", "EUR", "net 30"]],
        columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"],
    )
    many = [cf.Scenario(f"$x_{n}$ " + "long " * 20, cf.Offer(extend={"days": 30 * n})) for n in range(scenarios)]
    result = cf.compare(cf.read_ledger(rows), many, quarters=("2025-04-01", "2025-12-31")).to_dict()
    same_bytes(lambda: figures.unwind_bars(result, "EUR"))
    if scenarios == 3:
        chosen = figures.unwind_bars(result, "EUR", scenarios=[many[1].name])
        assert heights(chosen) == [100.0, -100.0, 0.0]


def test_presentations_side_by_side():
    """April to June: +100, +100 net, +60 gross; agency: 106 days from 1 May are more than 90, so as gross. Interest falls in July to September."""
    presentations = compared().presentations
    table = figures.presentation_table(presentations, "EUR")
    cost = D("606666.67") + D("448000.00")
    assert [table.loc["trade payable", q] for q in table] == [D("100000000.00"), -D("100000000.00") - cost, 0]
    assert list(table["2025 Q2"]) == [D("100000000.00"), D("100000000.00"), D("60000000.00"), D("60000000.00")]
    ax = figures.presentation_bars(presentations, "EUR")
    assert heights(ax)[:2] == [100_000_000.0, -101_054_666.67] and len(ax.patches) == 12
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["trade payable", "borrowing, net", "borrowing, gross", "agency"]
    assert "−101.1m" in [t.get_text() for t in ax.texts]
    same_bytes(lambda: figures.presentation_bars(presentations, "EUR", "debt_change"))


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"measure": "dept_change"}, "is not a measure that is presented"),
        ({"scenario": "t"}, "must be one of the scenarios"),
        ({"currency": "GBP"}, "GBP"),
    ],
)
def test_a_presentation_that_is_not_there(wrong, said):
    with pytest.raises(cf.InputError, match=said):
        figures.presentation_table(compared().presentations, **{"currency": "EUR"} | wrong)


def test_long_names_and_formulas_stay_text():
    table = pd.DataFrame([[D("1e6"), D("-2e6")], [D("3e6"), D(0)]], index=["$a_b$ " + "x" * 100, "\x1b[31mred"], columns=["Q1", "Q2"])
    ax = figures.period_bars(table, "EUR", "t $x$")
    names = [t.get_text() for t in ax.get_legend().get_texts()]
    assert len(names[0]) <= 46 and names[0].startswith(r"\$a_b\$") and "\x1b" not in names[1]
    assert [t.get_text() for t in ax.texts] == ["1.0m", "−2.0m", "3.0m", "0"]
    same_bytes(lambda: figures.period_bars(table, "EUR", "t $x$"))
    same_bytes(lambda: figures.level_lines(table, "EUR", "t"))


def test_parts_and_a_line():
    table = pd.DataFrame([[D("1e6"), D("2e6")], [D("3e6"), D(0)]], index=["a", "b"], columns=["Jan", "Feb"])
    ax = figures.stacked_bars(table, "EUR", "t", line=pd.Series([D("5e6"), D("1e6")], ["Jan", "Feb"], name="plan"))
    assert heights(ax) == [1e6, 2e6, 3e6, 0] and [p.get_y() for p in ax.patches] == [0, 0, 1e6, 2e6]
    assert [t.get_text() for t in ax.texts] == ["4.0m", "2.0m"] and list(ax.lines[0].get_ydata()) == [5e6, 1e6]
    with pytest.raises(cf.InputError, match="must not be negative"):
        figures.stacked_bars(-table, "EUR", "t")


def test_drawn_into_axes_of_ones_own():
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert figures.level_lines(pd.DataFrame([[D(1)]], index=["a"], columns=["Q1"]), "EUR", "t", ax=ax) is ax


def test_break_even():
    """At 6.5 % Later (5 %) is whole; at 7.2 % the bank costs Bank nothing; alone, waiting at 6.5 % does not make Bank (8 %) whole."""
    found = compared()
    table = figures.break_even_table(found.suppliers, "EUR", step=0.01)
    assert list(table.index) == pytest.approx([0.05, 0.06, 0.07, 0.08]) and table["made whole"].tolist() == [
        D("60000000.00"),
        0,
        0,
        D("40000000.00"),
    ]
    assert sum(table["not made whole"]) == 0
    suppliers = found.suppliers.assign(made_whole=[False, None])
    again = figures.break_even_table(suppliers, "EUR", step=0.01)
    assert [again.loc[0.08, "not made whole"], again.loc[0.05, "unknown"]] == [D("40000000.00"), D("60000000.00")]
    same_bytes(lambda: figures.break_even_bars(suppliers, "EUR", break_even=0.065))
    assert not len(figures.break_even_table(suppliers, "GBP"))


def test_a_skipped_discount():
    """2/98 x 365 / 20 is 37.2449 %, / 50 is 14.898 %; (100 / 98) ** (365 / 20) - 1 is 44.5853 %."""
    table = figures.discount_table("2%", 10, [30, 60])
    assert table["simple"].tolist() == pytest.approx([0.372449, 0.14898], abs=5e-7) and table["effective"][30] == pytest.approx(
        0.445853, abs=5e-7
    )
    ax = figures.discount_curve(table, borrowing_rate=0.08, due_day=30)
    assert "day 30: 37.24%" in [t.get_text() for t in ax.texts]
    same_bytes(lambda: figures.discount_curve(table))


def test_cost_against_cash():
    rows = [("1000000", True, "1000000", "500"), ("2000000", True, "2100000", "1500"), ("9000000", False, "2200000", "1600")]
    curve = pd.DataFrame([(D(t), r, D(h), D(c)) for t, r, h, c in rows], columns=["target", "reached", "cash_retained", "cost"])
    ax = figures.cost_curve(curve, "EUR", target="2000000")
    assert list(ax.lines[0].get_xdata()) == [1_000_000, 2_100_000] and list(ax.lines[1].get_ydata()) == [1500]
    same_bytes(lambda: figures.cost_curve(curve, "EUR"))


@pytest.mark.parametrize("target", [None, 50e6, 5e6, 500e6])
def test_the_target_parts_the_draws(target):
    """Every draw is in a bar; those below the target are gray, and no bar is on both sides of it."""
    amounts = np.arange(1, 101) * 1e6
    ax = figures.chance_bars(amounts, "EUR", "t", target=target, chance=None if target is None else 0.5)
    assert sum(heights(ax)) == pytest.approx(100)
    if target is not None:
        gray = [p for p in ax.patches if p.get_facecolor()[:3] == pytest.approx((0x7A / 255, 0x87 / 255, 0x94 / 255))]
        assert sum(p.get_height() for p in gray) == pytest.approx((amounts < target).mean() * 100)
    same_bytes(lambda: figures.chance_bars(amounts, "EUR", "t", target=target))


def test_one_amount_is_one_bar():
    assert sum(heights(figures.chance_bars([3.0, 3.0], "EUR", "t"))) == pytest.approx(100)
