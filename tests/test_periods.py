"""Figures by half-years, months and years: the same days, summed over other periods."""

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main

POLICY = cf.PaymentPolicy("terms", as_of="2025-05-31")
LATER = cf.Scenario("later", cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(0.06, "ACT/360")]))


def ledger(tmp_path):
    """Due 30 June, 31 July, 15 December: 1,000.00, 2,000.00, 4,000.00."""
    path = tmp_path / "ap.csv"
    path.write_text(
        "supplier,invoice,invoice_date,due_date,amount,currency\nAcme,1,2025-05-01,2025-06-30,1000.00,EUR\n"
        "Acme,2,2025-05-02,2025-07-31,2000.00,EUR\nBolt,3,2025-05-03,2025-12-15,4000.00,EUR\n"
    )
    return cf.read_ledger(path, cleared_from="all")


def figures(result, name, scenario):
    frame = result.quarters
    some = frame[frame["scenario"] == scenario]
    return {row.quarter: str(getattr(row, name)) for row in some.itertuples()}


def test_half_years_by_hand(tmp_path):
    fiscal = cf.FiscalCalendar(period="half-year")
    result = cf.compare(ledger(tmp_path), LATER, POLICY, fiscal)
    assert figures(result, "cash_paid", "baseline") == {"2025 H1": "1000.00", "2025 H2": "6000.00", "2026 H1": "0.00"}
    # 30 days later: 30 July, 30 August, 14 January; interest 30 × 6 % / 360 = 0.5 % of each
    change = "free_cash_flow_change_trade_payable"
    assert figures(result, change, "later") == {"2025 H1": "1000.00", "2025 H2": "2985.00", "2026 H1": "-4020.00"}
    assert result.assumptions[-1] == "the periods shown have 181 to 184 days each; 'quarter' stands for one of them"
    assert "2025 H1" in str(result) and "'quarter' stands for one of them" in " ".join(str(result).split())


def test_months_by_hand(tmp_path):
    fiscal = cf.FiscalCalendar("April", period="month")  # the fiscal year names no month
    found = cf.project(ledger(tmp_path), POLICY, fiscal, quarters=("2025-06-01", "2025-07-31")).quarters
    assert found["quarter"].tolist() == ["Jun 2025", "Jul 2025"]
    assert [str(v) for v in found["cash_paid"]] == ["1000.00", "2000.00"]
    assert [str(v) for v in found["closing_payables"]] == ["6000.00", "4000.00"]


@pytest.mark.parametrize(("period", "months"), [("month", 1), ("quarter", 3), ("half-year", 6), ("year", 12)])
def test_periods_partition_the_fiscal_year(period, months):
    fiscal = cf.FiscalCalendar("April", named_by="end", period=period)
    shown = fiscal.quarters("2025-04-01", "2027-03-31")
    assert len(shown) == 24 // months and len(set(shown.labels)) == len(shown)
    assert (shown.first[1:] == shown.last[:-1] + 1).all()


def test_labels():
    of = lambda period, **how: cf.FiscalCalendar(period=period, **how).quarters("2025-04-01", "2026-03-31").labels  # noqa: E731
    assert of("half-year", starts="April", named_by="start") == ("FY2025 H1", "FY2025 H2")
    assert of("year", starts="April", named_by="end") == ("FY2026",)
    assert cf.FiscalCalendar(period="year").quarters("2025-01-01", "2026-12-31").labels == ("2025", "2026")


def test_periods_are_the_sums_of_their_quarters():
    book = cf.synthetic_ledger(2_000, 40)
    policy, shown = cf.PaymentPolicy("terms", as_of="2025-05-31"), ("2025-01-01", "2026-12-31")
    by = {
        p: cf.compare(book, LATER, policy, cf.FiscalCalendar(period=p), quarters=shown) for p in ("quarter", "half-year", "month", "year")
    }
    for column, how in (("free_cash_flow_change_trade_payable", "sum"), ("cash_paid", "sum"), ("cash_retained", "last")):
        frames = {p: r.quarters[r.quarters["scenario"] == "later"].set_index(["currency", "quarter"])[column] for p, r in by.items()}
        years = {}
        for period, column_of in frames.items():
            grouped = column_of.groupby(
                [
                    column_of.index.get_level_values("currency"),
                    column_of.index.get_level_values("quarter").str.extract(r"(20\d\d)", expand=False),
                ]
            )
            years[period] = [str(some.sum() if how == "sum" else some.iloc[-1]) for _, some in grouped]
        assert years["quarter"] == years["half-year"] == years["month"] == years["year"] and len(years["year"]) == 4


def test_solving_by_a_half_year(tmp_path):
    menu = [({"days": 30}, cf.LaterWithInterest(0.06, "ACT/360"))]
    fiscal = cf.FiscalCalendar(period="half-year")
    found = cf.solve(ledger(tmp_path), "3000", by="2025-12-31", menu=menu, policy=POLICY, fiscal=fiscal)
    assert found.choices[["supplier", "cash_retained"]].astype(str).values.tolist() == [["Bolt", "4000.00"]]
    with pytest.raises(cf.InputError, match="2025-06-30"):
        cf.solve(ledger(tmp_path), "3000", by="2025-09-30", menu=menu, policy=POLICY, fiscal=fiscal)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"period": "halfyear"}, "half-year"),
        ({"period": 6}, "is not a period"),
        ({"period": ["month"]}, "is not a period"),
        ({"period": "month", "quarter_ends": ["2025-06-28"], "first_day": "2025-03-30"}, "contradicts quarter_ends"),
        ({"period": "half-year", "starts": "April"}, "must be given for a fiscal year"),
    ],
)
def test_what_is_refused(given, words):
    with pytest.raises(cf.InputError, match=words):
        cf.FiscalCalendar(**given)


def test_refusals_name_the_period():
    half_years = cf.FiscalCalendar(period="half-year")
    with pytest.raises(cf.InputError, match=r"are not whole fiscal half-years\. Whole half-years around it: from 2025-01-01 to 2025-12-31"):
        half_years.quarters("2025-04-01", "2025-09-30")
    menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": "0.06", "day_count": "ACT/360"}]
    with pytest.raises(cf.InputError, match=r"is not the last day of a fiscal half-year\. The nearest are 2024-12-31 and 2025-06-30"):
        cf.solve(cf.synthetic_ledger(20, 2), "1", by="2025-03-31", menu=menu, fiscal=half_years, currency="EUR")


def test_what_if_file_and_command(tmp_path):
    ledger(tmp_path)
    path = tmp_path / "half.toml"
    path.write_text(
        '[ledger]\npath = "ap.csv"\n[calendar]\nperiod = "half-year"\nas_of = 2025-05-31\n[policy]\nbaseline = "terms"\n'
        '[[scenario]]\nname = "later"\n[[scenario.offer]]\nextend = { days = 30 }\n'
    )
    for typed in (
        ["run", str(path)],
        ["try", str(tmp_path / "ap.csv"), "--extend", "30", "--as-of", "2025-05-31", "--period", "half-year"],
    ):
        found = CliRunner().invoke(main, typed)
        assert found.exit_code == 0
        assert "EUR 1,000 more cash on 2025-06-30 (2025 H1)" in " ".join(found.output.split())
