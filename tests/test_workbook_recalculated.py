"""The workbook calculated anew by LibreOffice: every formula gives the value stored beside it; a changed rate gives the library's run."""

import io
import zipfile
from fractions import Fraction as F

import openpyxl
import pytest
from attrs import evolve

from cashflow.basics.money import whole
from cashflow.compare.result import Result
from cashflow.engine.choice import rejudged
from cashflow.engine.totals import totals_of
from cashflow.measures import effects
from cashflow.report.workbook.styles import safe_text

from .office import recalculated
from .test_workbook import FRAMES, block, cents, controlled, rows
from .workbooks import book, kinds

pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]
RATE, FUNDING = F("0.0825"), F("0.071")
FOLLOW = ("choice", "shares", "withheld", "reference", "factoring", "factoring mixed", "uplift", "fee", "early", "a loss", "one day")
"""Results whose rate is changed."""


@pytest.fixture(scope="module")
def results():
    return kinds()


def formulas(data):
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, cell.value


def differences(data, again):
    """Cells whose stored value is not what was calculated; amounts not rounded may differ by a millionth."""
    stored, found = openpyxl.load_workbook(io.BytesIO(data), data_only=True), []
    for sheet, cell, formula in formulas(data):
        was, now = stored[sheet][cell].value, again[sheet][cell].value
        both = all(isinstance(v, int | float) for v in (was, now))
        alike = (was or None) == (now or None) or (both and abs(was - now) <= max(1e-9 * abs(was), 2e-6 if sheet == "Legs" else 1e-8))
        if not alike:
            found.append((sheet, cell, formula, was, now))
    return found


def test_every_cell(results, tmp_path):
    """All schemes, shares, currencies; in full, and with legs summed; one stored value that is made wrong is found."""
    books = {name: book(r) for name, r in results.items()} | {
        f"{name}, short": book(results[name], most_legs=30) for name in ("one day", "choice")
    }
    books["wrong"] = wrong(books["choice"])
    again = recalculated(tmp_path, books)
    counts = {name: sum(1 for _ in formulas(data)) for name, data in books.items()}
    assert min(counts.values()) > 100
    found = {name: differences(data, again[name]) for name, data in books.items()}
    assert [d[:2] for d in found.pop("wrong")] == [("Quarters", "D12")]
    assert {name: d for name, d in found.items() if d} == {}


def wrong(data):
    """The workbook with one stored value changed."""
    out, old = io.BytesIO(), zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                cell = text.index(b'r="D12"')
                start = text.index(b"</f><v>", cell) + 7
                text = text[:start] + b"12345.67" + text[text.index(b"</v>", start) :]
            new.writestr(name, text)
    return out.getvalue()


def changed(data, funding):
    """The workbook with every offered rate, and the funding rates if there are some, typed anew."""
    new = openpyxl.load_workbook(io.BytesIO(data))
    offers, suppliers = new["Offers"], new["Suppliers"]
    for row in offers.iter_rows(min_row=8, max_row=12):
        if isinstance(row[0].value, int) and isinstance(row[6].value, int | float):
            row[6].value = float(RATE)
    heads = [c.value for c in suppliers[7]]
    for row in suppliers.iter_rows(min_row=8):
        for head in ("own funding rate, low (change it)", "own funding rate, high (change it)"):
            cell = row[heads.index(head)]
            if funding and isinstance(cell.value, int | float):
                cell.value = float(FUNDING)
    out = io.BytesIO()
    new.save(out)
    return out.getvalue()


def held(result, funding):
    """The library's own run at these rates, with options and acceptances as they were."""
    from cashflow.report.workbook.live_rates import offered_rate

    scenarios = []
    for found in result.scenarios:
        offers = []
        for offer in found.offers:
            covered = offer.covered
            schemes = [offered_rate(o).at(RATE) if offered_rate(o) else o for o in covered.offer.options]
            made = [
                evolve(effects(covered.deals, s, result.shown, len(covered.groups)), basis=old.basis)
                for s, old in zip(schemes, offer.options, strict=True)
            ]
            rates = [r if r is None or not funding else (FUNDING, FUNDING) for r in offer.rates]
            judged = rejudged(result.payments.ledger, evolve(offer, options=made), rates)
            offers.append(evolve(judged, choice=offer.choice, weight=offer.weight))
        scenarios.append(evolve(found, offers=offers, totals=totals_of(result.payments, offers, result.shown, result.reporting)))
    return Result(result.payments, result.shown, result.baseline, scenarios, result.reporting)


@pytest.mark.parametrize("funding", [False, True])
def test_a_changed_rate(results, tmp_path, funding):
    """Free cash flow, cost, payables by quarter; net benefit and made whole by supplier; saved borrowing: those of the library's run."""
    books = {name: changed(book(results[name]), funding) for name in FOLLOW}
    again = recalculated(tmp_path, books)
    for name in FOLLOW:
        run = held(results[name], funding)
        compare_quarters(name, run, again[name]["Quarters"])
        compare_suppliers(name, run, rows(again[name]["Suppliers"]))
        compare_borrowing(name, run, again[name]["Summary"])


def compare_quarters(name, run, sheet):
    for scenario in run.scenarios:
        for currency in run.currencies:
            frame = run.quarters[(run.quarters["scenario"] == scenario.scenario.name) & (run.quarters["currency"] == currency)]
            title = next(c[0].value for c in sheet.iter_rows() if str(c[0].value).startswith(f"{currency}: {scenario.scenario.name}"))
            shown = block(sheet, title)
            for label, column in FRAMES.items():
                digits = 0 if currency == "JPY" else 2
                if "change in free cash flow" in shown:  # no bank: one row for all presentations
                    label = label.partition(" (")[0]
                got = [cents(v, digits) for v in shown[label][1 : 1 + len(frame)]]
                assert got == [None if v is None else cents(v, digits) for v in frame[column]], (name, title, label)


def compare_suppliers(name, run, shown):
    frame = run.suppliers.to_dict("records")
    assert len(frame) == len(shown)
    words, number = {True: "yes", False: "no", None: "unknown"}, {s.scenario.name: n for n, s in enumerate(run.scenarios, 1)}
    rows_of = {(r["scenario, number"], r["offer, number"], r["supplier"], r["currency"]): r for r in shown}
    for ours in frame:
        theirs = rows_of[number[ours["scenario"]], ours["offer"], safe_text(ours["supplier"]), ours["currency"]]
        if ours["acceptance"] != ours["acceptance"] or not ours["acceptance"] > 0:
            continue  # nothing moves, or it accepts nothing: as run
        digits = 0 if ours["currency"] == "JPY" else 2
        for column, head in (
            ("incentive", "gets in addition, at the rates now"),
            ("financing_cost", "cost to the buyer, at the rates now"),
            ("net_benefit", "net benefit, at the worse rate"),
            ("net_benefit_best", "net benefit, at the better rate"),
            ("net_benefit_vs_due", "net benefit against the due date, worse rate"),
        ):
            assert (None if theirs[head] == "unknown" else cents(theirs[head], digits)) == (
                None if ours[column] is None else cents(ours[column], digits)
            ), (name, ours["supplier"], column)
        for column, head in (("made_whole", "made whole against the usual day"), ("made_whole_vs_due", "made whole against the due date")):
            assert theirs[head] == words[ours[column]], (name, ours["supplier"], column)


def compare_borrowing(name, run, sheet):
    if run.reporting.borrowing_rate is None:
        return
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    saved = [row for row in cells if str(row[0]).startswith("saved of the buyer's own borrowing")]
    totals = {c: run.scenarios[0].totals[run.baseline.currencies.index(c)] for c in run.currencies}
    for row in saved:
        found = totals[row[1]]
        minor = whole(run.reporting.borrowing_rate * found.amount_days / 360)
        assert cents(row[2], 0 if row[1] == "JPY" else 2) * (1 if row[1] == "JPY" else 100) == minor, (name, row)


def test_the_general_ledger_is_typed_beside_payables(tmp_path):
    """Payables at the ledger day are 2,949.75 by hand; typed as 2,900 there remain 49.75."""
    data = book(controlled())
    new, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    new["Completeness and findings"]["C14"] = 2900
    new.save(out)
    again = recalculated(tmp_path, {"as it is": data, "typed": out.getvalue()})
    assert differences(data, again["as it is"]) == []
    shown = [[c.value for c in again[name]["Completeness and findings"][14]][:4] for name in ("as it is", "typed")]
    assert shown == [["EUR", 2949.75, None, "not typed"], ["EUR", 2949.75, 2900, 49.75]]
