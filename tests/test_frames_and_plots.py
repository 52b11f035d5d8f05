"""`result.frame(name, money="float")` and `result.plot(name)` of every kind of result."""

from decimal import Decimal as D

import pandas as pd
import pytest

import cashflow as cf
from tests.answers import one_of_each

QUARTERS = ("2025-04-01", "2025-12-31")


@pytest.fixture(scope="module")
def ledger():
    rows = [(s, str(n), "2025-05-21", f"{1000 * (n + 1)}.25", "EUR", "net 30") for n, s in enumerate(["Acme", "Bolt", "Cord & Söhne"])]
    return cf.read_ledger(pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]))


@pytest.fixture(scope="module")
def results(ledger):
    return one_of_each(ledger, QUARTERS)


@pytest.mark.parametrize("verb", ["compare", "project", "simulate", "solve", "sweep"])
def test_every_frame_comes_by_name_exact_or_in_floats(results, verb):
    result = results[verb]
    assert len(result.FRAMES) > 1
    assert result.frame().equals(getattr(result, result.FRAMES[0]))
    for name in result.FRAMES:
        exact, floats = result.frame(name), result.frame(name, money="float")
        assert list(exact.columns) == list(floats.columns) and len(exact) == len(floats)
        for column in exact.columns:
            if any(isinstance(v, D) for v in exact[column]):
                assert floats[column].dtype == float
                for a, b in zip(exact[column], floats[column], strict=True):
                    assert (b != b and (a is None or a != a)) or float(a) == b
        exact.iloc[:0, 0] = None
        assert exact is not result.frame(name)  # a copy


def test_floats_sort_and_multiply(results):
    frame = results["compare"].frame("suppliers", money="float").sort_values("amount_moved", ascending=False)
    assert frame["supplier"].tolist() == ["Cord & Söhne", "Bolt", "Acme"]
    assert (frame["amount_moved"] * 2).tolist() == [6000.5, 4000.5, 2000.5]


def test_a_slip_is_told(results):
    with pytest.raises(cf.InputError, match=r"is not a frame of this result\. Did you mean 'quarters'"):
        results["compare"].frame("quarter")
    with pytest.raises(cf.InputError, match="money 'floats'"):
        results["compare"].frame(money="floats")
    with pytest.raises(cf.InputError, match="is not a picture of this result"):
        results["compare"].plot("pie")
    with pytest.raises(cf.InputError, match=r"curency 'EUR': is not an option of the picture 'cash_paid'\. Did you mean 'currency'"):
        results["compare"].plot("cash_paid", curency="EUR")


OF_ONE = ("unwind", "bridge", "presentations", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit", "break_even", "ageing")
FLOWS = (
    "cash_paid",
    "principal_paid",
    "discount_taken",
    "payment_differences",
    "financing_cost_paid",
    "financing_cost_accrued",
    "vat_paid",
    "invoiced",
)
LEVELS = (
    "closing_payables",
    "cash_retained",
    "average_cash_retained",
    "average_cash_retained_since_first_move",
    "above_average_since_first_move",
)
PICTURES = [("compare", None), ("project", None), ("project", "cash_paid"), ("project", "payables_by_day"), ("project", "ageing")]
PICTURES += [("simulate", None), ("simulate", "tornado"), ("solve", "curve"), ("solve", "unwind"), ("sweep", None)]
PICTURES += [("compare", name) for name in (*OF_ONE, *FLOWS, *LEVELS)]


@pytest.mark.parametrize("verb, kind", PICTURES)
def test_pictures_are_drawn_by_name(results, verb, kind):
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="needs the extra plot")
    from cashflow.report.figures import figure_png

    options = {"on": "2025-06-01"} if kind == "ageing" else {}
    drawn = results[verb].plot(kind, **options)
    assert len(figure_png(drawn)) > 5_000
    assert len(drawn.texts) + len(drawn.patches) + len(drawn.lines) + len(drawn.child_axes) > 0
    _, ax = pyplot.subplots()
    assert results[verb].plot(kind, ax=ax, **options) is ax
    pyplot.close("all")


def test_every_picture_is_tried(results):
    """The pictures of a projection and of a solution are those of a comparison, but for the first of each."""
    tried = {kind for _, kind in PICTURES} | {next(iter(results[verb].pictures())) for verb in ("simulate", "sweep", "project")}
    assert {kind for verb in results for kind in results[verb].pictures()} == tried - {None}
