"""What a ledger can't tell is said: paid items that are not in, invoices that are not in yet, plans. All figures worked by hand."""

import io
import json
import warnings
from datetime import date
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.errors import CashflowWarning
from cashflow.cli import main

COLUMNS = ["invoice", "invoice_date", "due_date", "paid_date", "amount"]
# million EUR: 75 from March and 165 from the quarter are open; 200 of the quarter were paid in it; 365 invoiced in 91 days, 240 open
OPEN = [("1", "2025-03-20", "2025-07-18", "", "75000000.00"), ("2", "2025-05-12", "2025-07-11", "", "165000000.00")]
CLEARED = [("3", "2025-04-02", "2025-05-02", "2025-05-02", "200000000.00")]
SHOWN = ("2025-01-01", "2025-09-30")
AS_OF = "2025-06-30"


def ledger(rows, **told):
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(supplier="Acme", currency="EUR")
    return cf.read_ledger(frame, **told)


def baseline(rows, as_of=AS_OF, quarters=SHOWN, **told):
    return cf.project(ledger(rows, **told), cf.PaymentPolicy(as_of=as_of), quarters=quarters)


def statuses(found):
    return [[c[k] for k in ("invoiced", "cash_paid", "closing_payables", "dpo")] for c in found.to_dict()["currencies"]["EUR"]["coverage"]]


ALL_MISSING = ["missing"] * 4
COMPLETE, LEDGER, PLAN = ["complete"] * 4, ["ledger only"] * 3 + ["missing"], ["with plan"] * 4


def test_an_open_items_list_tells_what_is_owed_and_not_for_how_long():
    found = baseline(OPEN)
    assert statuses(found) == [ALL_MISSING, ["missing", "missing", "complete", "missing"], LEDGER]
    row = found.quarters.set_index("quarter").loc["2025 Q2"]
    assert row["closing_payables"] == D("240000000.00")
    assert all(pd.isna(row[k]) for k in ("invoiced", "cash_paid", "discount_taken", "dpo_closing", "dpo_countback"))
    said = found.to_dict()["currencies"]["EUR"]["baseline"]
    assert said["closing_payables"] == [None, "240000000.00", "0.00"] and said["dpo_closing"] == [None] * 3
    why = found.to_dict()["currencies"]["EUR"]["coverage"][1]["why"]
    assert "nothing is paid by 2025-06-30" in why and 'cleared_from = "all"' in why


def test_with_the_cleared_items_the_days_are_right():
    """240 / 365 × 91 = 59.84; without the 200 that were cleared it would be 240 / 165 × 91 = 132.36."""
    row = baseline(OPEN + CLEARED, cleared_from="all").quarters.set_index("quarter").loc["2025 Q2"]
    assert row["closing_payables"] == D("240000000.00") and row["cash_paid"] == D("200000000.00")
    assert row["dpo_closing"] == pytest.approx(240 / 365 * 91) and f"{row['dpo_closing']:.2f}" == "59.84"
    naive = baseline(OPEN, as_of=None).quarters.set_index("quarter").loc["2025 Q2"]  # taken as the whole book
    assert f"{naive['dpo_closing']:.2f}" == "132.36"


@pytest.mark.parametrize(
    ("cleared_from", "invoiced_to", "as_of", "first", "second", "third"),
    [
        (None, None, None, COMPLETE, COMPLETE, COMPLETE),
        ("all", None, "2025-06-30", COMPLETE, COMPLETE, LEDGER),
        ("all", None, "2025-05-15", COMPLETE, LEDGER, LEDGER),
        ("all", "2025-09-30", "2025-05-15", COMPLETE, PLAN, PLAN),
        ("all", "2025-06-30", "2025-05-15", COMPLETE, PLAN, LEDGER),
        ("all", "2025-03-31", "2025-06-30", COMPLETE, LEDGER, LEDGER),
        ("all", "2025-06-30", None, COMPLETE, COMPLETE, LEDGER),
        ("none", None, "2025-06-30", ALL_MISSING, ["missing", "missing", "complete", "missing"], LEDGER),
        ("none", None, "2025-05-15", ALL_MISSING, ["missing", "missing", "ledger only", "missing"], LEDGER),
        ("none", "2025-09-30", "2025-05-15", ALL_MISSING, ["missing", "missing", "with plan", "missing"], PLAN),
        ("none", "2025-09-30", "2025-03-31", ["missing", "missing", "complete", "missing"], PLAN, PLAN),
        ("none", None, None, ALL_MISSING, ALL_MISSING, ALL_MISSING),
        ("2025-04-01", None, "2025-06-30", ALL_MISSING, COMPLETE, LEDGER),
        ("2025-04-02", None, "2025-06-30", ALL_MISSING, ["missing", "missing", "complete", "missing"], LEDGER),
        ("2025-01-01", None, "2025-06-30", COMPLETE, COMPLETE, LEDGER),
        ("2025-04-01", "2025-09-30", "2025-05-15", ALL_MISSING, PLAN, PLAN),
        ("2025-07-01", None, "2025-06-30", ALL_MISSING, ["missing", "missing", "complete", "missing"], LEDGER),  # later than as_of: none
    ],
)
def test_every_row_of_the_table(cleared_from, invoiced_to, as_of, first, second, third):
    told = {"cleared_from": cleared_from, "invoiced_to": invoiced_to}
    assert statuses(baseline(OPEN + CLEARED, as_of, **told)) == [first, second, third]


def old(number, paid=""):
    """Due on 20 May: more than 30 days before 30 June."""
    return (str(number), "2025-04-05", "2025-05-20", paid, "10.00")


@pytest.mark.parametrize(
    ("rows", "want"),
    [
        ([old(1), old(2), old(3, "2025-05-20")], "none"),  # one of three
        ([old(1), old(2, "2025-05-22")], "2025-05-22"),  # one of two is not fewer than half
        ([old(1), old(2, "2025-05-22"), old(3, "2025-05-21")], "2025-05-21"),
        ([old(1), ("2", "2025-04-05", "2025-05-31", "", "1.00"), old(3, "2025-05-20")], "2025-05-20"),  # 31 May is just 30 days before
        ([old(1), ("2", "2025-04-05", "2025-05-30", "", "1.00"), old(3, "2025-05-20")], "none"),  # 30 May is 31
        ([("1", "2025-06-01", "2025-08-01", "", "1.00")], "none"),  # nothing due, nothing paid
        ([("1", "2025-06-01", "2025-08-01", "2025-06-20", "1.00")], "2025-06-20"),
        ([old(1, "2025-07-02"), old(2, "2025-07-01")], "none"),  # paid after the day: not known on it
    ],
)
def test_what_is_inferred(rows, want):
    found = baseline(rows).to_dict()["completeness"]
    assert (found["cleared_from"], found["cleared_from_told"], found["invoiced_to"]) == (want, False, "2025-06-30")
    assert f"({'cleared_from, inferred'}" in str(baseline(rows)) and "until 2025-06-30" in str(baseline(rows))


def test_part_payments_do_not_count():
    frame = pd.DataFrame([old(1), old(2)], columns=COLUMNS).drop(columns="paid_date").assign(supplier="Acme", currency="EUR")
    paid = lambda last: pd.DataFrame(  # noqa: E731
        [("1", "Acme", "2025-05-10", "4.00"), ("1", "Acme", "2025-05-20", last)], columns=["invoice", "supplier", "paid_date", "amount"]
    )
    policy = cf.PaymentPolicy(as_of=AS_OF)
    found = [cf.project(cf.read_ledger(frame, payments=paid(last)), policy).to_dict() for last in ("5.99", "6.00")]
    assert [f["completeness"]["cleared_from"] for f in found] == ["none", "2025-05-10"]


def test_installments_are_items():
    """Of two installments the first is paid: one of two."""
    rows = pd.DataFrame([("Acme", "1", "2025-04-01", "100.00", "EUR", "50% net 10, 50% net 40")])
    rows.columns = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
    paid = pd.DataFrame([("1", "Acme", "2025-04-11", "50.00")], columns=["invoice", "supplier", "paid_date", "amount"])
    found = cf.project(cf.read_ledger(rows, payments=paid), cf.PaymentPolicy(as_of=AS_OF)).to_dict()
    assert found["completeness"]["cleared_from"] == "2025-04-11"


def test_an_inferred_date_is_a_payment_and_no_first_day():
    """Paid items begin on 25 April, 24 days into the quarter: a monthly run. In June a month or two may be missing."""
    early = [("0", "2025-03-01", "2025-05-20", "", "1.00"), ("1", "2025-03-01", "2025-04-25", "2025-04-25", "1.00")]
    assert statuses(baseline(early))[1] == COMPLETE
    late = [("0", "2025-03-01", "2025-07-20", "", "1.00"), ("1", "2025-03-01", "2025-06-10", "2025-06-10", "1.00")]
    assert statuses(baseline(late))[1] == ["missing", "missing", "complete", "missing"]
    whole = [("1", "2025-04-04", "2025-06-10", "2025-06-10", "1.00")]  # the book begins in the quarter
    assert statuses(baseline(whole))[1] == COMPLETE


def test_count_back_stops_where_paid_items_are_missing():
    """100 open; June, May and April hold 30 each: it needs March, of which what was paid before April is not in."""
    rows = [(f"{m}", f"2025-0{m}-10", "2025-12-31", "", "30.00") for m in (3, 4, 5, 6)]
    rows[0] = ("3", "2025-03-10", "2025-12-31", "", "10.00")
    back = [baseline(rows, cleared_from=since).quarters["dpo_countback"].iloc[1] for since in ("2025-04-01", "2025-03-01")]
    assert back[0] is None or back[0] != back[0]
    assert back[1] == pytest.approx(30 + 31 + 30 + 31)  # all four months whole: 100 = 30 + 30 + 30 + 10


MANY = [*OPEN, ("4", "2025-07-03", "2025-08-02", "", "20.00"), ("5", "2025-07-04", "2025-08-03", "", "-5.50")]


def test_a_plan_is_counted_apart():
    found = baseline(MANY).to_dict()
    assert found["completeness"]["planned"] == {"EUR": {"invoices": 2, "amount": "14.50"}}
    assert found["notes"] == ["planned, not observed, and counted apart: invoices dated after 2025-06-30: EUR 14.50 (2 invoices)"]
    kinds = [(i["kind"], i["text"]) for i in found["inputs"]]
    assert ("a plan", "invoices dated after 2025-06-30: EUR 14.50 (2 invoices)") in kinds
    assert kinds[0] == ("observed", "invoices dated up to 2025-06-30, their amounts and dates, as the ledger states them")
    assert baseline(MANY, as_of=None).to_dict()["notes"] == [] and baseline(OPEN).to_dict()["notes"] == []


def test_levels_stand_under_words_that_fit():
    text = str(baseline(MANY, cleared_from="all"))
    assert "payables, of invoices in the ledger" in text and "payables at the end" in text
    assert "Not known in 2025 Q3: all invoices are in until 2025-06-30" in text
    plan = str(baseline(MANY, cleared_from="all", invoiced_to="2025-09-30"))
    assert "DPO (closing), with planned invoices" in plan and "in the ledger" not in plan.split("Ledger:")[0]
    assert "not known" in str(baseline(MANY)) and "132.4" not in str(baseline(MANY))


def scenario():
    return cf.Scenario("later", cf.Offer(extend={"days": 90}, options=[cf.LaterWithInterest("0.06", "ACT/360")], acceptance={"share": 0.5}))


def compared(as_of=AS_OF, **told):
    with warnings.catch_warnings():
        warnings.simplefilter("error", CashflowWarning)  # a plan is not a warning
        return cf.compare(ledger(MANY, **told), scenario(), cf.PaymentPolicy(as_of=as_of), quarters=("2025-04-01", "2025-12-31"))


def test_a_scenario_hides_the_same_levels_and_keeps_its_changes():
    found = compared()
    frame = found.quarters.set_index(["scenario", "quarter"])
    assert frame.loc[("later", "2025 Q2"), ["cash_paid", "principal_paid", "dpo_closing"]].isna().all()
    assert frame.loc[("later", "2025 Q2"), "closing_payables"] == D("240000000.00")
    assert frame.loc[("later", "2025 Q3"), "coverage_closing_payables"] == "ledger only"
    change = "free_cash_flow_change_trade_payable"
    whole = compared(None).quarters.set_index(["scenario", "quarter"])
    assert frame.loc["later", change].tolist() == whole.loc["later", change].tolist() and frame.loc[("later", "2025 Q3"), change] > 0
    entry = found.to_dict()["currencies"]["EUR"]["scenarios"]["later"]
    assert entry["cash_paid"][0] is None and entry["free_cash_flow_change"]["trade_payable"][0] == "0.00"


def test_levels_that_are_not_known_are_refused():
    found, policy = compared(), cf.PaymentPolicy(as_of=AS_OF)
    for measure in ("cash_paid", "principal_paid"):
        with pytest.raises(cf.InputError, match="is not known of 2025 Q2: open items only"):
            found.explain(measure, quarter="2025 Q2")
    assert sum(found.explain("closing_payables", quarter="2025 Q2", scenario="baseline")["amount"]) == D("240000000.00")
    assert found.explain(quarter="2025 Q3").attrs["coverage"] == "complete"
    assert found.explain("closing_payables", quarter="2025 Q3").attrs["coverage"] == "ledger only"
    swept = cf.sweep(ledger(MANY), [scenario()], policy, quarters=("2025-04-01", "2025-12-31"))
    with pytest.raises(cf.InputError, match="is not known of 2025 Q2"):
        swept.amounts("cash_paid")
    assert swept.amounts("cash_retained").shape == (1, 3) and swept.quarters["cash_paid"].iloc[0] is None
    assert swept.to_dict()["currencies"]["EUR"]["coverage"] == found.to_dict()["currencies"]["EUR"]["coverage"]
    early = ledger([*MANY, ("6", "2025-02-01", "2025-06-01", "", "7.00")])
    later = cf.compare(early, scenario(), policy, quarters=("2025-01-01", "2025-12-31"))
    with pytest.raises(cf.InputError, match="is not known of 2025 Q1"):
        cf.simulate(later, measure="closing_payables", quarter="2025 Q1")
    drawn = cf.simulate(later, measure="closing_payables", quarter="2025 Q2", draws=10)
    assert drawn.moments["mean"].tolist()[:2] == [None, D("240000007.00")]
    assert cf.simulate(later, measure="cash_retained", quarter="2025 Q1", draws=10).to_dict()["coverage"] == ["complete"] * 4


@pytest.mark.parametrize(
    ("told", "words"),
    [({"cleared_from": "some"}, "cleared_from 'some': must be a date, 'all' or 'none'"), ({"invoiced_to": "soon"}, "invoiced_to 'soon'")],
)
def test_what_is_told_is_checked(told, words):
    with pytest.raises(cf.InputError) as wrong:
        ledger(OPEN, **told)
    assert words in str(wrong.value)


def test_a_scan_says_what_memory_says(tmp_path):
    rows = [*MANY, *CLEARED, *(old(f"o{i}", "2025-05-21" if i % 3 else "") for i in range(9))]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(supplier="Acme", currency="EUR", terms="")
    for part in range(3):
        frame.iloc[part::3].to_csv(tmp_path / f"{part}.csv", index=False)
    policy = cf.PaymentPolicy(as_of=AS_OF)
    for told in ({}, {"cleared_from": "2025-05-01"}, {"cleared_from": "none", "invoiced_to": "2025-12-31"}):
        memory, book = ledger(rows, **told), cf.scan(tmp_path, **told)
        want = cf.project(memory, policy, quarters=SHOWN).to_dict()
        found, other = cf.project(book, policy, quarters=SHOWN).to_dict(), ("ledger", "notes")  # sums give overdue money without counts
        assert {k: v for k, v in found.items() if k not in other} == {k: v for k, v in want.items() if k not in other}
        assert found["notes"][1:2] == want["notes"][:1] != []  # after what a scan does not look for
        mine = cf.compare(book, scenario(), policy, quarters=SHOWN).to_dict()
        assert mine["completeness"] == want["completeness"] and mine["notes"][1:2] == want["notes"][:1]
        assert mine["currencies"]["EUR"]["coverage"] == want["currencies"]["EUR"]["coverage"]
    assert cf.project(cf.scan(tmp_path), policy).to_dict()["completeness"]["cleared_from"] == "2025-05-02"


WHATIF = """[ledger]
path = "ledger.csv"
{told}
[calendar]
as_of = 2025-06-30
quarters = {{ from = 2025-04-01, to = 2025-09-30 }}
[[scenario]]
name = "later"
[[scenario.offer]]
extend = {{ days = 30 }}
"""


def test_the_what_if_file_tells_it(tmp_path):
    frame = pd.DataFrame(OPEN + CLEARED, columns=COLUMNS).assign(supplier="Acme", currency="EUR", terms="")
    frame.to_csv(tmp_path / "ledger.csv", index=False)
    file = tmp_path / "whatif.toml"
    file.write_text(WHATIF.format(told='cleared_from = "all"\ninvoiced_to = 2025-09-30'))
    said = json.loads(CliRunner().invoke(main, ["project", str(file), "--json"]).stdout)
    assert said["currencies"]["EUR"]["coverage"] == [dict.fromkeys(("invoiced", "cash_paid", "closing_payables", "dpo"), s) for s in ("complete", "with plan")]  # fmt: skip
    assert f"{said['currencies']['EUR']['baseline']['dpo_closing'][0]:.2f}" == "59.84"
    assert said["completeness"]["cleared_from_told"] and said["completeness"]["invoiced_to"] == "2025-09-30"
    file.write_text(WHATIF.format(told="cleared_from = 2025-05-01"))
    shown = CliRunner().invoke(main, ["run", str(file), "--out", str(tmp_path / "out")])
    assert shown.exit_code == 0 and "paid items are in from 2025-05-01 (cleared_from, told)" in shown.stdout
    assert json.loads((tmp_path / "out" / "run.json").read_text())["completeness"]["cleared_from"] == "2025-05-01"
    refused = CliRunner().invoke(main, ["explain", str(file), "cash_paid", "--quarter", "2025 Q2", "--scenario", "baseline"])
    assert refused.exit_code == 1 and "is not known of 2025 Q2: paid items are in from 2025-05-01" in refused.stderr
    labeled = CliRunner().invoke(main, ["explain", str(file), "closing_payables", "--quarter", "2025 Q3", "--scenario", "baseline"])
    assert "closing_payables, 2025 Q3, baseline, of invoices in the ledger: 0\n" in labeled.stdout
    file.write_text(WHATIF.format(told='cleared_from = "some"'))
    wrong = CliRunner().invoke(main, ["run", str(file)])
    assert wrong.exit_code == 1 and "whatif.toml" in wrong.stderr and "ledger.cleared_from" in wrong.stderr


def test_the_demo_tells_its_plan():
    """Of its June payables of EUR 320.0m, 267.0m are of invoices dated after 31 May."""
    from cashflow.whatif_file.demo import run_demo

    read, result = run_demo()
    row = result.quarters.query("scenario == 'baseline' and currency == 'EUR'").iloc[0]
    assert (row["coverage_closing_payables"], row["coverage_dpo"]) == ("with plan", "with plan") and f"{row['dpo_closing']:.1f}" == "38.5"
    items = result.payments.to_frame().query("currency == 'EUR' and invoice_date <= '2025-06-30' and baseline_payment_date > '2025-06-30'")
    planned = items[items["invoice_date"] > "2025-05-31"]
    assert [round(float(sum(f["amount"])) / 1e6, 1) for f in (items, planned)] == [320.0, 267.0]
    assert read.ledger.told == cf.ledger.Told(invoiced_to=date(2025, 9, 30))


def test_a_reason_that_is_not_there_is_none():
    """Whatever the other rows hold: some quarters have a reason, others none."""
    rows = pd.DataFrame({"supplier": "A", "invoice": ["1", "2"], "invoice_date": ["2024-11-01", "2025-06-01"], "amount": ["1", "2"]})
    book = cf.read_ledger(rows.assign(terms="net 10"), currency="EUR", cleared_from="2025-04-01", invoiced_to="2025-12-31")
    why = cf.project(book, cf.PaymentPolicy(as_of="2025-06-15")).quarters["coverage_why"].tolist()
    assert isinstance(why[0], str) and all(w is None or isinstance(w, str) for w in why) and None in why


def _two_companies(place, kind, second="supplier,invoice,invoice_date,due_date,amount,currency\n"):
    """De's book, paid month by month; of Uk only what is open: an old item in dispute, and those of May."""
    paid = [f"De,{m},2025-0{m}-03,2025-0{m}-28,1000.00,EUR,2025-0{m}-28\n" for m in range(1, 5)]
    texts = {
        "de": "supplier,invoice,invoice_date,due_date,amount,currency,paid_date\n" + "".join(paid),
        "uk": second + "Uk,1,2025-01-10,2025-02-10,77.00,GBP\nUk,2,2025-05-03,2025-06-10,2000.00,GBP\n",
    }
    for name, text in texts.items():
        if kind == "parquet":
            pd.read_csv(io.StringIO(text), dtype=str).to_parquet(place / f"{name}.parquet")
        else:
            (place / f"{name}.csv").write_text(text)
    return place / f"*.{kind}"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("read", [cf.read_ledger, cf.scan], ids=["in memory", "in batches"])
def test_a_file_without_paid_dates_is_no_book_because_another_has_them(tmp_path, read, kind):
    """What Uk owed at the end of March is not the 77.00 that are left of it; nor was nothing paid."""
    files = _two_companies(tmp_path, kind)
    policy, quarters = cf.PaymentPolicy("terms", as_of="2025-05-31"), ("2025-01-01", "2025-06-30")
    found = cf.project(read(files), policy, quarters=quarters).to_dict()
    pounds = found["currencies"]["GBP"]
    assert [c["closing_payables"] for c in pounds["coverage"]] == ["missing", "ledger only"]
    assert [c["cash_paid"] for c in pounds["coverage"]] == ["missing", "missing"]
    assert pounds["baseline"]["closing_payables"] == [None, "0.00"]  # 2000.00 are paid on 10 June, 77.00 on 1 June
    said = found["completeness"]["said"]
    assert f"inferred: de.{kind} has paid dates, uk.{kind} has none" in said and "paid items of some files alone" in said

    told = cf.project(read(files, cleared_from="all"), policy, quarters=quarters).to_dict()  # who says so is believed
    assert told["currencies"]["GBP"]["baseline"]["closing_payables"] == ["77.00", "0.00"]


@pytest.mark.parametrize("read", [cf.read_ledger, cf.scan], ids=["in memory", "in batches"])
def test_a_file_whose_paid_dates_are_blank_may_be_a_book(tmp_path, read):
    """It has a place for them: 4 of 5 old items of the group are paid, and it may be a quiet company."""
    files = _two_companies(tmp_path, "csv", "paid_date,supplier,invoice,invoice_date,due_date,amount,currency\n")
    uk = tmp_path / "uk.csv"
    uk.write_text(uk.read_text().replace("\nUk", "\n,Uk"))
    found = cf.project(read(files), cf.PaymentPolicy("terms", as_of="2025-05-31"), quarters=("2025-01-01", "2025-06-30")).to_dict()
    assert found["completeness"]["cleared_from"] == "2025-01-28"


def test_payments_in_a_second_table_are_of_all_files(tmp_path):
    files = _two_companies(tmp_path, "csv")
    paid = tmp_path / "payments.txt"
    paid.write_text("invoice,supplier,paid_date,amount\n1,Uk,2025-02-10,77.00\n")
    de = tmp_path / "de.csv"
    de.write_text("".join(line.rpartition(",")[0] + "\n" for line in de.read_text().splitlines()))
    found = cf.project(cf.read_ledger(files, payments=paid), cf.PaymentPolicy("terms", as_of="2025-05-31")).to_dict()
    assert found["completeness"]["cleared_from"] == "none" and "only 1 of 5 items" in found["completeness"]["said"]
