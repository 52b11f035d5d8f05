"""Pictures of results: their tables against amounts worked by hand, the same bytes from run to run, ugly data drawn whole."""

import importlib.util
import re
import xml.etree.ElementTree as ET
from decimal import Decimal as D
from itertools import pairwise

import pandas as pd
import pytest

import cashflow as cf
from cashflow.report.pictures.of_chance import tornado_picture
from cashflow.report.svg import (
    PALETTE,
    BarRow,
    BarRows,
    DayLevels,
    FlowBand,
    LevelLine,
    LinePoint,
    PointsLine,
    chart_svg,
    largest,
    quarter_chart,
    standalone,
)
from cashflow.whatif_file.demo import run_demo
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "due_date", "currency", "rate"]
ROWS = [
    ["Acme", "A-1", "2025-05-01", "1000.00", "2025-06-20", "EUR", "0.05"],
    ["Acme", "A-2", "2025-05-01", "-40.00", "2025-06-20", "EUR", "0.05"],
    ["Bolt", "B-1", "2025-04-10", "2000.00", "2025-05-10", "EUR", "0.09"],
    ["Bolt", "B-2", "2025-05-20", "500.00", "2025-06-26", "EUR", "0.09"],
    ["Dyn", "D-1", "2025-05-05", "700.00", "2025-06-25", "USD", "0.04"],
]
QUARTERS = ("2025-04-01", "2025-09-30")


def ledger_of(rows=ROWS):
    return cf.read_ledger(pd.DataFrame(rows, columns=COLUMNS).assign(terms=""))


def later(days=30, *options, **more):
    return cf.Offer(extend={"days": days}, options=list(options) or [cf.LaterWithInterest("0.06", "ACT/360")], funding_rate="rate", **more)


def compared(*scenarios, rows=ROWS, **policy):
    some = list(scenarios) or [cf.Scenario("Later", later())]
    return cf.compare(ledger_of(rows), some, cf.PaymentPolicy(**{"as_of": "2025-05-31"} | policy), quarters=QUARTERS)


def texts(picture):
    return ["".join(t.itertext()) for t in ET.fromstring(picture.svg().encode()).iter(f"{SVG}text")]


def by(table, *keys):
    return {tuple(row[k] for k in keys): row[table.columns[-1]] for row in table.to_dict("records")}


@pytest.fixture(scope="module")
def result():
    """1,000.00 − 40.00 of Acme from 20 June to 20 July, 500.00 of Bolt from 26 June to 26 July; 2,000.00 is overdue, and paid on 1 June.

    Interest at 6 % over 30 / 360: 4.80 of 960.00, 2.50 of 500.00; 3.50 of 700.00.
    """
    return compared()


def test_the_unwind_by_currency(result):
    picture = result.picture("unwind")
    change = by(picture.table, "currency", "quarter")
    assert change == {
        ("EUR", "2025 Q2"): D("1460.00"), ("EUR", "2025 Q3"): D("-1467.30"), ("USD", "2025 Q2"): D("700.00"), ("USD", "2025 Q3"): D("-703.50"),
    }  # fmt: skip
    said = texts(picture)
    assert {"EUR", "USD", "1,460", "−1,467", "700", "−704"} <= set(said)
    assert list(result.picture("unwind", currency="USD").table["free_cash_flow_change"]) == [D("700.00"), D("-703.50")]


def test_the_bridge_adds_up(result):
    table = result.picture("bridge", quarter="2025 Q3").table
    amounts = by(table, "currency", "cause")
    assert amounts["EUR", "Paid to suppliers on the new day"] == D("-1460.00") and amounts["EUR", "Interest"] == D("-7.30")
    assert amounts["EUR", "Change in free cash flow"] == D("-1467.30")
    assert set(table["presentation"]) == {"trade_payable"}  # no bank: all are alike
    first = by(result.picture("bridge").table, "currency", "cause")
    assert first["EUR", "No longer paid on the usual day"] == first["EUR", "Change in free cash flow"] == D("1460.00")


def test_the_bridge_as_each_presentation_reads_it():
    """The bank pays 960.00 on 20 June, its own money; to repay in July is borrowing in two presentations of four."""
    found = compared(cf.Scenario("Bank", later(30, cf.BankPaysNow("0.06", "ACT/360"), suppliers={"supplier": "Acme"})))
    table = found.picture("bridge", currency="EUR").table
    total = by(table[table["cause"] == "Change in free cash flow"], "presentation")
    assert total == {("trade_payable",): D(960), ("borrowing_net",): D(960), ("borrowing_gross",): D(0), ("agency",): D(960)}
    repaid = found.picture("bridge", currency="EUR", quarter="2025 Q3").table
    assert by(repaid, "presentation", "cause")["borrowing_gross", "Bank-funded, read as borrowing"] == D(960)
    for presentation, cause, amount in repaid[["presentation", "cause", "amount"]].itertuples(index=False):
        if cause == "Change in free cash flow":
            parts = repaid[(repaid["presentation"] == presentation) & (repaid["cause"] != cause)]
            assert sum(parts["amount"]) == amount


def test_cash_by_day(result):
    paid = by(result.picture("cash_by_day", currency="EUR").table, "scenario", "day")
    day = pd.Timestamp
    assert paid == {
        ("Baseline", day("2025-06-01")): D("2000.00"),
        ("Baseline", day("2025-06-20")): D("960.00"),
        ("Baseline", day("2025-06-26")): D("500.00"),
        ("Later", day("2025-06-01")): D("2000.00"),
        ("Later", day("2025-07-20")): D("964.80"),
        ("Later", day("2025-07-26")): D("502.50"),
    }
    chart = result.picture("cash_by_day", currency="EUR").charts[0][1]
    assert [words for _, words in chart.marks] == ["ledger day", "end of 2025 Q2", "end of 2025 Q3"]


def test_payment_runs_are_marked_on_the_day_cash_leaves():
    found = compared(
        payment_runs={"on": "every Thursday", "choose": "first on or after due"},
        settlement_lag=1,
        business_days={"weekend": ["Sat", "Sun"]},
    )
    picture = found.picture("cash_by_day", currency="USD")
    chart = picture.charts[0][1]
    days = [pd.Timestamp("1970-01-01") + pd.Timedelta(days=d) for d in chart.runs]
    assert days and {d.day_name() for d in days} == {"Friday"} and "Short lines below are payment runs." in picture.notes
    assert days[0] == pd.Timestamp("2025-04-04") and days[-1] == pd.Timestamp("2025-09-26")
    assert not compared().picture("cash_by_day").charts[0][1].runs


def test_payables_by_day(result):
    """All is invoiced by 20 May: 3,460.00. Paid are 2,000.00 on 1 June, 960.00 and 500.00 in June, or in July."""
    owed = by(result.picture("payables_by_day", currency="EUR").table, "scenario", "day")
    day = pd.Timestamp
    base = {k[1]: v for k, v in owed.items() if k[0] == "Baseline"}
    assert base == {
        day("2025-04-10"): D(2000), day("2025-05-01"): D(2960), day("2025-05-20"): D(3460), day("2025-06-01"): D(1460),
        day("2025-06-20"): D(500), day("2025-06-26"): D(0),
    }  # fmt: skip
    later = {k[1]: v for k, v in owed.items() if k[0] == "Later"}
    assert (later[day("2025-06-26")], later[day("2025-07-20")], later[day("2025-07-26")]) == (D(1460), D(500), D(0))
    assert "end of 2025 Q2: 1,460 (+1,460)" in texts(result.picture("payables_by_day", currency="EUR"))


@pytest.mark.parametrize("share", ["1", "0.35"])
def test_days_meet_the_quarters(share):
    """At each quarter end the levels by day are those of the frame, and cash by day adds up to that of the quarter."""
    some = [later(45, cf.BankPaysNow("0.07", "ACT/360"), cf.LaterWithInterest("0.05", "ACT/360"), acceptance={"share": share})]
    found = compared(cf.Scenario("s", some), rows=[*ROWS, ["Ahead", "E-1", "2025-07-01", "900.00", "2025-07-01", "EUR", "0.05"]])
    quarters = found.quarters[(found.quarters["currency"] == "EUR") & (found.quarters["scenario"] != "baseline")]
    paid, owed = (found.picture(n, currency="EUR").table for n in ("cash_by_day", "payables_by_day"))
    code = found.baseline.currencies.index("EUR")
    whole = found.baseline.figure("cash_paid", code) + found.scenarios[0].totals[code].figure("cash_paid")
    cash = {q: D(int(v)) / 100 for q, v in zip(found.shown.labels, whole, strict=True)}  # also of a quarter that is not all known
    for row in quarters.to_dict("records"):
        mine = owed[(owed["scenario"] == "s") & (owed["day"] <= row["last_day"])]
        assert mine["payables"].iloc[-1] == pytest.approx(row["closing_payables"], abs=D("0.02"))
        within = paid[(paid["scenario"] == "s") & (paid["day"] >= row["first_day"]) & (paid["day"] <= row["last_day"])]
        assert sum(within["cash_paid"]) == pytest.approx(cash[row["quarter"]], abs=D("0.02"))


def test_what_is_paid_before_its_invoice_leaves_payables_with_it():
    """Paid on 10 June as it was, invoiced on 5 July: payables never hold it before that, whatever a scenario moves."""
    rows = [*ROWS, ["Early", "E-1", "2025-07-05", "300.00", "2025-07-20", "EUR", "0.05"]]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(terms="")
    frame["payment_date"] = [None] * len(ROWS) + ["2025-06-10"]
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("Later", later()), cf.PaymentPolicy("actual"), quarters=QUARTERS)
    owed = found.picture("payables_by_day", currency="EUR").table
    for name in ("baseline", "Later"):
        last = owed[(owed["scenario"].str.lower() == name.lower()) & (owed["day"] <= pd.Timestamp("2025-06-30"))]["payables"].iloc[-1]
        row = found.quarters[(found.quarters["scenario"] == name) & (found.quarters["currency"] == "EUR")].iloc[0]
        assert last == row["closing_payables"]


def test_ageing(result):
    """On 31 May: 2,000.00 due on 10 May is 21 days late, 1,460.00 falls due in 20 and 26 days."""
    open_ = {k[1]: v for k, v in by(result.picture("ageing", currency="EUR").table, "currency", "band").items()}
    assert {k: v for k, v in open_.items() if v} == {"1 to 30 days overdue": D(2000), "Due within 30 days": D(1460)}
    assert result.picture("ageing", currency="EUR").notes == ["EUR 2,000 is overdue, 58% of what is open."]
    bands = {"2025-05-21": "Due within 30 days", "2025-05-20": "Due in 31 to 60 days"}
    alone = compared(rows=ROWS[:1], as_of=None)
    with pytest.raises(cf.InputError, match="has no as_of"):
        alone.picture("ageing")
    for on, band in bands.items():
        table = alone.picture("ageing", on=on).table
        assert [r["band"] for r in table.to_dict("records") if r["open"]] == [band], on


def test_benefit(result):
    """Acme's own rate is 5 % and Bolt's 9 %; 6 % over 360 days is 6 % on the same basis."""
    picture = result.picture("benefit", currency="EUR")
    rows = {r["supplier"]: r for r in picture.table.to_dict("records")}
    assert rows["Acme"]["made_whole"] is True and rows["Bolt"]["made_whole"] is False
    assert rows["Acme"]["break_even_rate"] == pytest.approx(0.06, abs=1e-9)
    drawn = {r.label: r for r in picture.charts[0][1].rows}
    assert (drawn["Acme"].high, drawn["Acme"].offered, drawn["Acme"].word) == (500, 600, "whole")
    assert (drawn["Bolt"].high, drawn["Bolt"].offered, drawn["Bolt"].word) == (900, 600, "not whole")
    assert picture.notes == ["EUR: Of 2 suppliers, 1 made whole, 1 not; those that are not lose EUR 1.25 in all."]
    with pytest.raises(cf.InputError, match="is not a baseline"):
        result.picture("benefit", against="due date")


def test_a_sweep_over_days():
    """Moved by 2 days nothing leaves the quarter; by 10, what was due on 26 June does; by 30 all."""
    days = (2, 10, 30)
    found = cf.sweep(
        ledger_of(), [cf.Scenario(f"Later: days {d}", later(d)) for d in days], cf.PaymentPolicy(as_of="2025-05-31"), quarters=QUARTERS
    )
    picture = found.picture(currency="EUR")
    assert list(picture.table["amount"]) == [D("-0.49"), D("498.40"), D("1460.00")]
    chart = picture.charts[0][1]
    assert chart.across == "Later: days" and [(p.x // chart.unit, p.words) for p in chart.points] == [(2, "2"), (10, "10"), (30, "30")]
    named = cf.sweep(ledger_of(), [cf.Scenario(n, later(d)) for n, d in (("a", 5), ("b", 30))], quarters=QUARTERS).picture(currency="USD")
    assert [r.label for r in named.charts[0][1].rows] == ["a", "b"]
    cost = found.picture(measure="financing_cost", currency="EUR")
    assert list(cost.table["quarter"]) == ["the whole life"] * 3 and list(cost.table["amount"])[-1] == D("7.30")


@pytest.mark.parametrize("draws", [0, 2_000])
def test_chances_with_and_without_draws(draws):
    """Two suppliers at even odds: nothing, 500.00, 960.00 or both, a quarter each; 900.00 is reached by two of the four."""
    found = cf.simulate(
        compared(cf.Scenario("s", later(acceptance={"share": "0.5"}))),
        currency="EUR",
        quarter="2025 Q2",
        target="900",
        draws=draws,
        seed=7 if draws else None,
    )
    picture = found.picture()
    some = picture.table[picture.table["share"] > 1e-9]
    assert [any(r["from"] <= v < r["below"] for r in some.to_dict("records")) for v in (0, 500, 960, 1460)] == [True] * 4 and len(some) == 4
    assert list(some["share"]) == pytest.approx([0.25] * 4, abs=0.04 if draws else 1e-9)
    assert D(900) in list(picture.table["from"]) and "EUR 900 or more: 50%" in texts(picture)


def test_what_each_unknown_moves():
    """Of 960.00 and 500.00 at even odds, 730.00 expected: each answer moves its amount, ten points more or less a fifth of 1,460.00."""
    sure = cf.Scenario("s", later(acceptance={"share": "0.5"}))
    picture = cf.simulate(compared(sure), currency="EUR", quarter="2025 Q2", draws=0).picture("tornado")
    assert [str(v) for v in picture.table["moves"]] == ["960.00", "500.00", "292.00"]
    chart = picture.charts[0][1]
    assert [row.bars for row in chart.rows] == [[(-48000, 48000)], [(-25000, 25000)], [(-14600, 14600)]]
    assert chart.rows[2].label == "all suppliers" and "around EUR 730 expected" in picture.title
    assert picture.draw().get_children()


def test_an_unknown_that_lowers_is_drawn_to_its_other_side():
    """The dearer the suppliers' money, the fewer accept."""
    swings = pd.DataFrame({"unknown": ["funding rate of the suppliers"], "low": [D("300.00")], "high": [D("100.00")]})
    picture = tornado_picture(swings, 25000, "EUR", "Cash")
    assert picture.charts[0][1].rows[0].bars == [(5000, -15000)] and str(picture.table["moves"][0]) == "-200.00"


def test_every_picture_is_the_same_from_run_to_run(result):
    again = compared()
    for name in result.pictures():
        assert result.picture(name).svg() == again.picture(name).svg(), name


def charts_of(picture):
    """The charts as elements, and the whole, with what stands around them."""
    return [*map(ET.fromstring, picture.markup()), ET.fromstring(picture.svg().encode())]


def boxes(chart):
    """Each text of a chart, by a letter's width of 5.5 units: left, right, and its line."""
    for text in chart.findall(f"{SVG}text"):
        said, x, y = "".join(text.itertext()), int(text.get("x")), int(text.get("y"))
        wide = 5.5 * len(said)
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor")]
        yield said, left, left + wide, y


def overlaps(picture):
    """Pairs of texts in one chart that would be written over each other."""
    found = []
    for chart in charts_of(picture):
        every = list(boxes(chart))
        for n, (a, left, right, y) in enumerate(every):
            found += [(a, b) for b, low, high, v in every[n + 1 :] if abs(y - v) < 9 and left < high and low < right]
    return found


def cut(picture):
    """Texts of a chart that run over its edge."""
    found = []
    for chart in charts_of(picture):
        width, height = (int(n) for n in chart.get("viewBox").split()[2:])
        found += [said for said, left, right, y in boxes(chart) if left < -3 or right > width or not 9 <= y <= height - 3]
    return found


LONG = "A rather long name of a supplier that goes on and on GmbH & Co. KG"
UGLY = {
    "very large": [[LONG, f"L-{n}", "2025-05-01", f"{n}987654321.10", "2025-06-20", "USD", "0.05"] for n in range(1, 4)],
    "very small": [["s", "S-1", "2025-05-01", "0.03", "2025-06-20", "EUR", "0.05"]],
    "credit notes only": [["c", "C-1", "2025-05-01", "-500.00", "2025-06-20", "EUR", "0.05"]],
    "no digits": [["j", "J-1", "2025-05-01", "12345678", "2025-06-20", "JPY", "0.05"]],
    "three digits": [["k", "K-1", "2025-05-01", "1234.567", "2025-06-20", "BHD", "0.05"]],
    "ordinary": ROWS,
}


@pytest.mark.parametrize("rows", UGLY.values(), ids=UGLY)
@pytest.mark.parametrize("many", [0, 1, 3, 12])
def test_ugly_data_is_drawn_whole(rows, many):
    found = compared(*[cf.Scenario(f"{n} {LONG}", later(10 * n)) for n in range(1, many + 1)] or [cf.Scenario("none", [])], rows=rows)
    if not many:
        found = cf.compare(ledger_of(rows), [], cf.PaymentPolicy(as_of="2025-05-31"), quarters=QUARTERS)
    for name in ("unwind", "bridge", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit", "ageing", "closing_payables"):
        if not many and name in ("bridge", "cash_retained_by_day", "benefit"):
            with pytest.raises(cf.InputError, match="scenario"):
                found.picture(name)
            continue
        options = (
            {"scenario": found.scenarios[-1].scenario.name} if many > 1 and name not in ("unwind", "ageing", "closing_payables") else {}
        )
        picture = found.picture(name, **options)
        assert (overlaps(picture), cut(picture)) == ([], []), name
        assert not re.search(r'(width|height)="-', picture.svg())


def test_a_file_is_drawn_by_programs_that_know_no_more_than_shapes(result):
    """No property of a page, which office programs draw black, and no picture in a picture."""
    for name in result.pictures():
        svg = result.picture(name).svg()
        assert "var(" not in svg and "paint-order" not in svg and svg.count("<svg") == 1 and "<title>" in svg, name


def test_billions_are_called_billions():
    said = texts(compared(rows=UGLY["very large"]).picture("unwind"))
    assert "9.0bn" in said and "10bn" in said and not any("000m" in t for t in said)


def test_a_dozen_scenarios_are_a_row_each():
    chart = quarter_chart("u", "t", "EUR", ["Q1", "Q2"], [(f"s{n}", [n, -n]) for n in range(12)])
    assert isinstance(chart, BarRows) and [r.label for r in chart.rows] == [f"s{n}" for n in range(12)]
    assert chart_svg(chart).count("<rect") == 22  # nothing is drawn for zero, and 0 is written


def test_few_series_in_many_quarters_are_a_row_a_quarter():
    labels = [f"Q{n}" for n in range(20)]
    one = quarter_chart("u", "t", "EUR", labels, [("s", range(20))])
    assert isinstance(one, BarRows) and [r.label for r in one.rows] == labels and one.columns == [""]
    two = quarter_chart("u", "t", "EUR", labels, [("a", range(20)), ("b", range(20))])
    assert two.columns == ["a", "b"] and two.rows[3].bars == [(0, 3), (0, 3)]


def test_quarters_without_a_change_are_left_out_and_said():
    """Eight quarters, of which the change touches the third and fourth: drawn is one more, in which it is over."""
    found = cf.compare(
        ledger_of(), cf.Scenario("Later", later()), cf.PaymentPolicy(as_of="2025-05-31"), quarters=("2024-10-01", "2026-09-30")
    )
    picture = found.picture("unwind", currency="EUR")
    assert picture.charts[0][1].labels == ["2025 Q2", "2025 Q3", "2025 Q4"] and len(picture.table) == 8
    assert picture.notes == ["Zero in 2024 Q4, 2025 Q1, 2026 Q1, 2026 Q2, 2026 Q3, not drawn."]


def test_series_are_told_apart_in_gray():
    """Fills differ in lightness, on a scale of 0 to 255, by more than eyes need."""
    fills = re.findall(r"\.s\d \{ fill: var\([^,]+, #(\w{6})\)", PALETTE)
    gray = sorted(sum(w * int(f[n : n + 2], 16) for n, w in ((0, 0.299), (2, 0.587), (4, 0.114))) for f in fills)
    assert len(gray) == 4 and min(b - a for a, b in pairwise(gray)) > 30


def test_charts_of_one_page_have_names_of_their_own(result):
    one, two = result.picture("bridge").markup("-s0"), result.picture("bridge").markup("-s1")
    names = re.findall(r' id="([^"]+)"', "".join([*one, *two]))
    assert len(names) == len(set(names)) == 8


def test_steps_lead_to_the_total():
    rows = [BarRow("up", [(0, 700)], "step"), BarRow("down", [(700, -200)], "step"), BarRow("sum", [(0, -200)], "total")]
    svg = chart_svg(BarRows("b", "t", "EUR", [""], rows))
    up, down, total = ((int(r.get("x")), int(r.get("width"))) for r in ET.fromstring(svg).iter(f"{SVG}rect"))
    assert up[0] + up[1] == down[0] + down[1] and down[0] == total[0] and total[0] + total[1] == up[0]


def test_an_amount_near_a_larger_one_is_not_written():
    """A reader would take it for that of the larger bar beside it."""
    band = FlowBand("b", [0, 12, 20, 50], [1000, 400, 900, -30])
    assert largest(band, 0, 100) == [(0, 1000), (20, 900), (50, -30)]
    assert largest(FlowBand("b", [0, 8, 16, 50], [1000, 900, 800, 5]), 0, 100) == [(0, 1000), (50, 5)]


def test_levels_start_where_they_were():
    line = LevelLine("a", [5, 10], [70, 0], before=30)
    assert [line.at(d) for d in (0, 5, 9, 10, 99)] == [30, 70, 70, 0, 0]
    assert line.within(6, 20) == [(6, 70), (10, 0), (20, 0)]
    assert chart_svg(DayLevels("n", "t", "EUR", [line], 0, 20)) == chart_svg(DayLevels("n", "t", "EUR", [line], 0, 20))


def test_a_measure_of_some_scenarios():
    found = compared(cf.Scenario("A", later()), cf.Scenario("B", later(60)))
    one = found.picture("cash_retained", currency="EUR", scenarios=["B", "baseline"])
    # 960.00 and 500.00 wait; beyond June for 60 days, too, until 19 and 25 August
    assert by(one.table, "scenario", "quarter") == {("B", "2025 Q2"): D("1460.00"), ("B", "2025 Q3"): D(0)}
    assert one.title == "Cash retained at the quarter end, EUR", "not 'by quarter' once more"
    paid = found.picture("cash_paid", currency="EUR", scenarios=["B", "baseline"])
    assert list(dict.fromkeys(paid.table["scenario"])) == ["B", "baseline"] and paid.title == "Cash paid by quarter, EUR"
    assert set(found.picture("cash_paid", currency="EUR", scenarios="A").table["scenario"]) == {"A"}
    with pytest.raises(cf.InputError, match=r"scenario 'C': is not a scenario of this result.*A, B"):
        found.picture("cash_paid", scenarios="C")


def test_where_a_supplier_neither_gains_nor_loses(result):
    """At 6 %, as it is paid; 500.00 x 8 % x 30 / 360 is 3.33, 7.99 %. By a bank each is as well off at any rate: nothing is said."""
    assert result.picture("break_even").notes == [
        f"{currency}: a supplier neither gains nor loses if its own money costs 6.00% a year." for currency in ("EUR", "USD")
    ]
    two = compared(cf.Scenario("two", [later(30, suppliers="Acme"), later(30, cf.LaterWithInterest("0.08", "ACT/360"), suppliers="Bolt")]))
    assert two.picture("break_even").notes == [
        "EUR: a supplier neither gains nor loses if its own money costs 7.00% a year, the median of 2 suppliers (6.00% to 7.99%)."
    ]
    assert compared(cf.Scenario("bank", later(30, cf.BankPaysNow("0.07", "ACT/360")))).picture("break_even").notes == []


def test_a_picture_shows_itself_and_refuses_what_it_does_not_know(result):
    picture = result.picture("unwind", currency="EUR")
    shown = picture._repr_svg_()
    assert shown.startswith("<svg ") and "unwind" in repr(picture)
    width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', shown).groups()
    assert f'width="{width}" height="{height}"' in shown, "letters as large as those of the text"
    wide = standalone('<svg viewBox="0 0 1656 388"></svg>', in_text=True)  # 1656 + 2 x 12 is twice 840; 20 + 388 + 10 + 12 = 430
    assert 'viewBox="0 0 1680 430" width="840" height="215"' in wide, "no wider than the column, in its proportions"
    with pytest.raises(cf.InputError, match="Did you mean 'currency'"):
        result.picture("unwind", curency="EUR")
    with pytest.raises(cf.InputError, match="is not a scenario of this result"):
        result.picture("bridge", scenario="later")


def test_the_gallery_is_what_the_demo_makes():
    spec = importlib.util.spec_from_file_location("pages", ROOT / ".ci" / "pages.py")
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    for name, text in pages.gallery(run_demo()[1]).items():
        assert (pages.GALLERY / name).read_text(encoding="utf-8") == text, "run: python .ci/refresh.py"


def written_over(ax):
    """Texts, but those along the axes, that are written over each other or run out of the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    axes = [ax, *ax.child_axes, *(inner for child in ax.child_axes for inner in child.child_axes)]
    ticks = {id(t) for a in axes for axis in (a.xaxis, a.yaxis) for t in axis.get_majorticklabels()}
    texts = [t for t in ax.findobj(Text) if t.get_visible() and t.get_text().strip() and id(t) not in ticks]
    boxes = [(t.get_text(), t.get_window_extent(canvas.get_renderer()).padded(-1)) for t in texts]
    wide, high = ax.figure.bbox.width, ax.figure.bbox.height
    cut = [t for t, b in boxes if b.x0 < -3 or b.y0 < -3 or b.x1 > wide + 3 or b.y1 > high + 3]
    return cut + [(t, u) for n, (t, b) in enumerate(boxes) for u, c in boxes[n + 1 :] if t != u and b.overlaps(c)]


@pytest.mark.slow
@pytest.mark.parametrize("rows", ["very large", "credit notes only", "ordinary"])
@pytest.mark.parametrize("many", [1, 12])
def test_drawn_with_matplotlib_nothing_is_written_over(rows, many):
    pytest.importorskip("matplotlib", reason="needs the extra plot")
    found = compared(*[cf.Scenario(f"{n} {LONG}", later(10 * n)) for n in range(1, many + 1)], rows=UGLY[rows])
    last = {"scenario": found.scenarios[-1].scenario.name}
    for name in ("unwind", "closing_payables", "ageing"):
        assert written_over(found.plot(name)) == [], name
    for name in ("bridge", "presentations", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit"):
        assert written_over(found.plot(name, **last)) == [], name


def test_a_grid_of_two_settings_is_a_row_each_told_apart():
    """Names that a row would cut alike lose what they have in common; scenarios that are refused are counted."""
    grid = [(d, r) for d in (10, 30) for r in ("0.04", "0.05")]
    some = [
        cf.Scenario(f"Later payment by interest: days {d}, annual_rate {r}", later(d, cf.LaterWithInterest(r, "ACT/360"))) for d, r in grid
    ]
    picture = cf.sweep(ledger_of(), some, cf.PaymentPolicy(as_of="2025-05-31"), quarters=QUARTERS).picture(currency="EUR")
    assert [r.label for r in picture.charts[0][1].rows] == [f"… {d}, annual_rate {r}" for d, r in grid]
    assert list(picture.table["scenario"]) == [s.name for s in some]


def test_a_refused_scenario_is_counted():
    some = [cf.Scenario("known", later(30)), cf.Scenario("unknown", later(30, where={"region": "UK"}))]
    with pytest.warns(cf.CashflowWarning, match="is refused"):
        found = cf.sweep(ledger_of(), some, cf.PaymentPolicy(as_of="2025-05-31"), quarters=QUARTERS)
    assert found.picture(currency="EUR").notes == ["1 scenario refused: not drawn."]


def test_drawn_into_a_part_of_a_figure(result):
    figure = pytest.importorskip("matplotlib.figure", reason="needs the extra plot")
    left, right = figure.Figure(figsize=(12, 5)).subfigures(1, 2)
    ax = left.add_subplot()
    assert result.plot("unwind", ax=ax) is ax and len(ax.child_axes) == 2
    assert result.plot("bridge", currency="EUR", ax=right.add_subplot()).get_yticklabels()[-1].get_text() == "Change in free cash flow"


def test_words_at_the_target_cover_no_other_amount():
    """Two points 10 of 60 apart: the amount of the one before the target stands below its point, the words of the target above theirs."""
    points = [
        LinePoint(x, y, f"{x}m", mark)
        for x, y, mark in ((15, 14650000, ""), (54, 55850000, ""), (60, 62880000, "target"), (75, 81460000, ""))
    ]
    chart = chart_svg(PointsLine("curve", "Cost", "EUR", "cash", points))
    places = {words: (int(x), int(y)) for x, y, words in re.findall(r'<text x="(\d+)" y="(\d+)"[^>]*>([^<]*)</text>', chart)}
    (left, line), (middle, other) = places["target: 628.8k"], places["558.5k"]
    assert left < middle and abs(line - other) >= 16
    assert abs(places["146.5k"][1] - places["target: 628.8k"][1]) > 20


GBP = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.8412"}, "exchange_rates_source": "plan of May"}


def of_a_group():
    """EUR 1,000,000 and GBP 500,000 due on 20 June, paid on 15 August: GBP 841,200 + 500,000 more on 30 June."""
    columns = ["supplier", "invoice", "amount", "currency"]
    rows = pd.DataFrame([["Acme", "1", "1000000.00", "EUR"], ["Bolt", "2", "500000.00", "GBP"]], columns=columns)
    return cf.read_ledger(rows.assign(invoice_date="2025-05-21", terms="net 30")), ("2025-04-01", "2025-09-30")


def test_a_picture_of_a_group_begins_with_all_currencies_and_says_the_rates():
    ledger, quarters = of_a_group()
    result = cf.compare(ledger, cf.Scenario("June", cf.Offer(extend={"to": "2025-08-15"})), quarters=quarters, reporting=GBP)
    for name, column in (
        ("unwind", "free_cash_flow_change"),
        ("presentations", "free_cash_flow_change"),
        ("cash_retained", "cash_retained"),
    ):
        made = result.picture(name)
        assert [head for head, _ in made.charts] == ["all in GBP", "EUR", "GBP"]
        first = made.table.iloc[0]
        assert (first["currency"], first["quarter"], first[column]) == ("all in GBP", "2025 Q2", D("1341200.00"))
        assert "All in GBP: translated at 1 EUR = GBP 0.8412 (plan of May), in all quarters." in made.notes
        assert len(set(re.findall(r'id="([^" ]+)"', made.svg()))) == len(re.findall(r'id="', made.svg()))
        one = result.picture(name, currency="GBP")
        assert [head for head, _ in one.charts] == ["GBP"] and not any("translated" in n for n in one.notes)
    assert cf.project(ledger, quarters=quarters, reporting=GBP).picture("cash_paid").table.iloc[0]["cash_paid"] == D("1341200.00")
    assert [h for h, _ in cf.project(ledger, quarters=quarters).picture("cash_paid").charts] == ["EUR", "GBP"]


def test_a_sweep_of_a_group_begins_with_all_currencies():
    ledger, quarters = of_a_group()
    some = [cf.Scenario(str(days), cf.Offer(extend={"days": days})) for days in (5, 30)]  # to 25 June, and to 20 July
    made = cf.sweep(ledger, some, quarters=quarters, reporting=GBP).picture("setting")
    assert [head for head, _ in made.charts] == ["all in GBP", "EUR", "GBP"]
    assert made.table[["scenario", "currency", "amount"]].values.tolist()[:2] == [
        ["5", "all in GBP", D("0.00")],
        ["30", "all in GBP", D("1341200.00")],
    ]
    assert "All in GBP: translated at 1 EUR = GBP 0.8412 (plan of May), in all quarters." in made.notes
