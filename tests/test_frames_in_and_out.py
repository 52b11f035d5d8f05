"""Frames of a result are the caller's own, and its arrays can't be written to: what one does with them no other sees."""

import numpy as np
import pandas as pd
import pytest

import cashflow as cf
from cashflow.errors import CashflowWarning
from tests.answers import one_of_each

QUARTERS = ("2025-04-01", "2025-12-31")


@pytest.fixture(scope="module")
def ledger():
    rows = [(s, str(n), "2025-05-21", f"{1000 * (n + 1)}.25", "EUR", "net 30") for n, s in enumerate(["Acme", "Bolt", "Cord"])]
    rows.append(("Dorn", "9", "2025-13-99", "12.00", "EUR", "net 30"))
    heads = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
    payments = pd.DataFrame(
        {"invoice": ["1", "77"], "supplier": ["Bolt", "Else"], "paid_date": "2025-06-20", "amount": ["2500.25", "8.00"]}
    )
    return cf.read_ledger(pd.DataFrame(rows, columns=heads), payments=payments, accept={"unreadable date": "a test"})


@pytest.fixture(scope="module")
def results(ledger):
    return one_of_each(ledger, QUARTERS)


def spoiled(frame):
    """All that a caller may do to a frame in place."""
    first = frame.columns[0]
    frame.columns.name, frame.index.name, frame.attrs["by"] = "spoiled", "row", "a caller"
    if len(frame):
        frame.iloc[0, frame.columns.get_loc(first)] = frame[first].iloc[-1]
        frame.loc[frame.index[0], frame.columns[-1]] = None
    frame["more"] = 1
    frame.index = frame.index[::-1]
    del frame[first]
    return frame


@pytest.mark.parametrize("verb", ["compare", "project", "simulate", "solve", "sweep"])
def test_what_a_caller_does_to_a_frame_nobody_else_sees(results, verb):
    result = results[verb]
    before = {name: getattr(result, name).to_dict("list") for name in result.FRAMES}
    said = str(result), result.to_dict()
    for name in result.FRAMES:
        assert [*spoiled(getattr(result, name))][-1] == "more"
        after = getattr(result, name)
        assert repr(after.to_dict("list")) == repr(before[name])
        assert after.columns.name is None and after.index.name is None and not after.attrs
    assert (str(result), result.to_dict()) == said
    assert cf.Result.quarters.__doc__.startswith("One row a scenario")  # help() shows it


def test_frames_of_the_ledger_are_the_callers_own_too(ledger):
    for owner, name in ((ledger, "payments_elsewhere"), (ledger, "payments_unallocated"), (ledger.findings, "frame")):
        before = getattr(owner, name).to_dict("list")
        spoiled(getattr(owner, name))
        assert getattr(owner, name).to_dict("list") == before
    assert len(ledger.findings.frame) and len(ledger.payments_elsewhere) and len(ledger.payments_unallocated)


def test_arrays_of_a_value_are_read_only(ledger, results):
    found = results["simulate"]
    for array in (ledger.amount, ledger.invoice, ledger.invoice_day, found.mean, found.covariance, found.shares, found.drawn):
        assert isinstance(array, np.ndarray)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = array
    amounts = results["sweep"].amounts()
    amounts[...] = 0  # made for the caller
    assert results["sweep"].amounts().any()


def test_the_callers_print_options_change_no_file(results, tmp_path):
    """Numbers that are not money (days, rates) are written with all their digits, however numpy and pandas are told to print."""
    found = results["compare"]
    found.write(tmp_path / "plain", ["csv"])
    known = np.get_printoptions()
    try:
        np.set_printoptions(legacy="1.13", precision=2, suppress=True)
        with pd.option_context("display.precision", 1, "display.float_format", "{:.1f}".format):
            found.write(tmp_path / "set", ["csv"])
    finally:
        np.set_printoptions(**known)
    for file in (tmp_path / "plain").glob("*.csv"):
        assert (tmp_path / "set" / file.name).read_bytes() == file.read_bytes()
    assert repr(float(found.suppliers["break_even_rate"].iloc[0])) in (tmp_path / "plain" / "suppliers.csv").read_text()


BILLS = pd.DataFrame(
    {
        "supplier": ["Acme", "Bolt"],
        "invoice": ["1", "2"],
        "invoice_date": "2025-05-21",
        "amount": ["10.00", "20.00"],
        "currency": "EUR",
        "terms": "net 30",
    }
)


@pytest.mark.parametrize("levels", [["invoice"], ["supplier", "invoice"], ["invoice_date"]])
def test_an_index_with_a_name_is_a_column(levels):
    frame = BILLS.set_index(levels)
    plain, found = cf.read_ledger(BILLS), cf.read_ledger(frame)
    assert found.to_frame().equals(plain.to_frame()) and list(frame.index.names) == levels
    assert cf.project(cf.scan(frame)).quarters.equals(cf.project(plain).quarters)


def test_an_index_that_only_counts_is_none():
    for index in (pd.RangeIndex(2, name="row"), pd.Index([7, 7]), pd.Index(["1", "2"], name="invoice")):  # the last is a column already
        found = cf.read_ledger(BILLS.set_axis(index))
        assert found.to_frame().equals(cf.read_ledger(BILLS).to_frame())


def test_a_scan_of_columns_without_texts_as_names_asks_for_them():
    frame = BILLS.set_axis(range(6), axis=1)
    with pytest.raises(cf.InputError, match=r'Say map=\{"supplier": "0", "amount": "3"'):
        cf.project(cf.scan(frame))
    told = {"supplier": "0", "invoice": "1", "invoice_date": "2", "amount": "3", "currency": "4", "terms": "5"}
    assert cf.project(cf.scan(frame, map=told)).quarters.equals(cf.project(cf.read_ledger(BILLS)).quarters)


def test_a_sweep_of_nothing_has_its_columns(results):
    full = results["sweep"]
    offer = cf.Offer(extend={"days": 0}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
    by_days = np.zeros((0, len(full.ledger.supplier.values)), int)
    for empty in (cf.sweep(full.ledger, [], quarters=QUARTERS), cf.sweep(full.ledger, offer, days=by_days, quarters=QUARTERS)):
        for name in full.FRAMES:
            frame = getattr(empty, name)
            assert len(frame) == 0 and [*frame] == [*getattr(full, name)]
            assert [d.kind for d in frame.dtypes] == [d.kind for d in getattr(full, name).dtypes]


def test_a_simulation_without_levels_has_its_columns(results):
    full = results["simulate"]
    without = cf.simulate(full.result, levels=[])
    assert without.quantiles.dtypes.drop("exact").equals(full.quantiles.dtypes.drop("exact")) and len(without.quantiles) == 0


def kinds(frame):
    return {name: dtype for name, dtype in frame.dtypes.items() if name != "funding_source"}  # that one is of `None` where nobody says it


def test_a_comparison_of_nothing_has_its_columns(results, ledger):
    """Without a scenario, and of one that covers nobody: every frame has the columns and kinds of one with rows, letters, too."""
    full = results["compare"]
    nobody = cf.Scenario("June", cf.Offer(suppliers="Nobody", extend={"to": "2025-08-15"}, options=[cf.BankPaysNow("0.06", "ACT/360")]))
    with pytest.warns(CashflowWarning, match="covers nothing"):
        bare = cf.compare(ledger, nobody, quarters=QUARTERS)
    for empty in (bare, cf.compare(ledger, [], quarters=QUARTERS)):
        frames = [(getattr(empty, name), getattr(full, name)) for name in full.FRAMES if name != "rates"]
        for mine, theirs in [*frames, (empty.offer_letters(), full.offer_letters())]:
            assert [*mine] == [*theirs] and kinds(mine) == kinds(theirs)


def test_a_ledger_without_findings_and_payments_elsewhere_has_their_columns(ledger):
    """And so has one whose payments are all of its invoices."""
    clean = cf.read_ledger(BILLS)
    over = cf.read_ledger(
        BILLS, payments=pd.DataFrame({"invoice": ["1"], "supplier": "Acme", "paid_date": "2025-06-20", "amount": ["99.00"]})
    )
    for mine, theirs in (
        (clean.findings.frame, ledger.findings.frame),
        (clean.payments_elsewhere, ledger.payments_elsewhere),
        (over.payments_elsewhere, ledger.payments_elsewhere),
        (clean.payments_unallocated, over.payments_unallocated),
    ):
        assert len(theirs) and mine.dtypes.to_dict() == theirs.dtypes.to_dict()
