"""Rows without an invoice date: cash by the due date; what needs the invoice date is null with the reason. Figures worked by hand."""

import json
from datetime import date, timedelta
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main

from . import strategies as some
from . import test_laws, test_scan, test_scan_offers, test_sweep
from .examples import examples
from .reference import UNKNOWN

AS_OF, SHOWN = "2025-05-20", ("2025-01-01", "2025-09-30")
ROWS = [  # invoice, invoice_date, due_date, paid_date, amount
    ("1", "", "2025-06-10", "", "100.00"),
    ("2", "", "2025-07-15", "", "250.00"),
    ("3", "2025-05-02", "2025-06-01", "", "40.00"),
    ("4", "", "2025-02-10", "2025-02-12", "7.00"),
]


def ledger(rows=ROWS, **told):
    columns = ["invoice", "invoice_date", "due_date", "paid_date", "amount"]
    frame = pd.DataFrame(rows, columns=columns).assign(supplier="Acme", currency="EUR")
    return cf.read_ledger(frame, **told)


def baseline(found, as_of=AS_OF):
    return cf.project(found, cf.PaymentPolicy(as_of=as_of), quarters=SHOWN)


@st.composite
def undated_rows(draw, max_size=10):
    """Rows of which some, perhaps all, have a due date in place of the invoice date."""
    rows, everything = draw(some.rows(max_size=max_size)), draw(st.integers(0, 5)) == 0
    for row in rows:
        if everything or draw(st.booleans()):
            row.setdefault("due_date", row["invoice_date"] + timedelta(draw(st.integers(0, 90))))
            row["invoice_date"] = UNKNOWN
    return rows


def test_cash_is_projected_and_what_needs_the_date_is_null():
    found = baseline(ledger(cleared_from="all"))
    q = found.quarters.set_index("quarter")
    assert q["cash_paid"].tolist() == [D("7.00"), D("140.00"), D("250.00")]
    assert q["invoiced"].tolist() == [None, None, D("0.00")]  # unknown up to as_of: in the first and the second quarter
    assert q["closing_payables"].tolist() == [None, D("250.00"), D("0.00")]
    assert q["dpo_closing"].isna().all() and q["dpo_countback"].isna().all()
    said = found.to_dict()["currencies"]["EUR"]["coverage"]
    assert [c["invoiced"] for c in said] == ["missing", "missing", "ledger only"]
    assert [c["cash_paid"] for c in said] == ["complete", "ledger only", "ledger only"]
    assert all(c["why"].startswith("3 rows have no invoice date: they count as payables from 2025-05-20 on") for c in said[:2])
    assert "no invoice date" not in said[2]["why"]


def test_without_as_of_they_are_payables_by_their_last_due_date():
    q = baseline(ledger(), None).quarters.set_index("quarter")
    assert q["closing_payables"].tolist() == [None, None, D("0.00")]  # the last is due on 15 July
    assert q["invoiced"].tolist() == [None, None, None]
    assert q["cash_paid"].tolist() == [D("7.00"), D("140.00"), D("250.00")]  # by terms: the due date of 4 is 10 February


def test_no_column_at_all_and_paid_dates_alone():
    frame = pd.DataFrame(
        {"supplier": ["A", "B"], "invoice": ["1", "2"], "amount": ["5.00", "6.00"], "paid_date": ["2025-04-02", "2025-07-01"]}
    )
    found = cf.read_ledger(frame, currency="EUR")
    assert len(found) == 2 and found.findings.frame["kind"].tolist() == ["missing invoice date", "due when paid"]
    assert found.findings.frame["reason"].tolist()[0].startswith("2 rows have no invoice date: cash is projected from the due date")
    assert baseline(found, None).quarters["cash_paid"].tolist() == [D("0.00"), D("5.00"), D("6.00")]
    with pytest.raises(cf.InputError, match="is a list without due dates"):
        cf.read_ledger(frame.drop(columns="paid_date"), currency="EUR")


def test_a_row_with_neither_is_rejected_and_terms_need_the_date():
    rows = [
        ("1", "", "", "", "1.00", "net 30"),
        ("2", "", "2025-06-10", "", "2.00", "net 30"),
        ("3", "2025-05-02", "", "", "4.00", "net 30"),
    ]
    rows += [("4", "9999-12-31", "2025-06-10", "", "8.00", ""), ("5", "9999-12-31", "", "", "16.00", "net 30")]
    frame = pd.DataFrame(rows, columns=["invoice", "invoice_date", "due_date", "paid_date", "amount", "terms"]).assign(supplier="A")
    found = cf.read_ledger(frame, currency="EUR")
    said = found.findings.frame[["row", "column", "kind", "status"]].values.tolist()
    assert [2, "invoice_date", "missing date", "rejected"] in said and [6, "invoice_date", "unreadable date", "rejected"] in said
    assert found.findings.amount_accepted == {"EUR": D("14.00")}
    assert [5, "invoice_date", "placeholder date", "flagged"] in said


@given(undated_rows(), some.policies(), test_laws.SELECTING, st.sampled_from(["operating", "financing"]), some.told())
def test_equals_the_slow_reference(rows, policy, offers, interest_paid, told):
    plain = [({k: v for k, v in r.items() if k != "select"}, {**p, "where": {}, "suppliers": None}) for r, p in offers]
    test_laws.test_equals_the_slow_reference.hypothesis.inner_test(rows, policy, plain, interest_paid, told)


@given(undated_rows(), some.policies())
def test_payables_roll_forward_where_they_are_known(rows, policy):
    """Law 2, of what is not null; payments before the invoice, where it has a date, are not payables."""
    rows = [{**r, "paid": [p for p in r["paid"] if p[0] >= r["invoice_date"]]} for r in rows]
    quarters = cf.project(some.ledger_of(rows), policy[1], quarters=(date(2025, 4, 1), date(2026, 3, 31))).quarters
    names = ("closing_payables", "invoiced", "cash_paid", "discount_taken", "payment_differences")
    for _, frame in quarters.groupby("currency"):
        closing, *flows = (list(frame[c]) for c in names)
        for q in range(1, len(closing)):
            invoiced, paid, off, more = (f[q] for f in flows)
            if None not in (closing[q - 1], closing[q], invoiced, paid):
                assert closing[q - 1] + invoiced - paid - off + more == closing[q]


@examples(15)
@given(undated_rows(max_size=14), some.policies(), st.integers(0, 10**9))
def test_a_scan_says_what_memory_says(tmp_path_factory, rows, policy, seed):
    test_scan.test_any_split_says_what_memory_says.hypothesis.inner_test(tmp_path_factory, rows, policy, seed)


@pytest.mark.slow
@examples(15)
@given(
    undated_rows(),
    some.policies(),
    st.lists(some.offers(), min_size=1, max_size=2),
    st.integers(0, 10**9),
    st.tuples(st.sampled_from([0, 10**9]), st.sampled_from([0, 10**9])),
)
def test_offers_to_a_scan_say_what_memory_says(tmp_path_factory, rows, policy, offers, seed, sizes):
    test_scan_offers.test_compare_says_what_memory_says.hypothesis.inner_test(tmp_path_factory, rows, policy, offers, seed, *sizes)


@pytest.mark.slow
@examples(15)
@given(
    undated_rows(),
    some.policies(),
    st.lists(st.lists(some.offers(), min_size=1, max_size=2), min_size=1, max_size=2),
    st.sampled_from([0, 10**9]),
)
def test_a_sweep_is_its_scenarios(rows, policy, many, least):
    test_sweep.test_scenarios_that_share_are_scenarios_on_their_own.hypothesis.inner_test(rows, policy, many, "operating", least)


def compared(offer, as_of=AS_OF, **options):
    found = ledger(cleared_from="all")
    return cf.compare(found, cf.Scenario("s", cf.Offer(**offer)), policy=cf.PaymentPolicy(as_of=as_of), quarters=SHOWN, **options)


def test_what_counts_from_the_invoice_date_does_not_move_and_says_why():
    """Three items are open on 20 May; of these 1 and 2 have no invoice date."""
    for extend in ({"terms": "net 90"}, {"early": 5}):
        row = compared({"extend": extend}).offers.iloc[0]
        assert row["not moved: no invoice date"] == 2 and row["items_moved"] == 1
    assert compared({"extend": {"early": "immediate"}}).offers.iloc[0]["items_moved"] == 3  # on 21 May, after as_of
    never = cf.Offer(extend={"early": "immediate"})
    found = cf.compare(ledger(), cf.Scenario("s", never), quarters=SHOWN)  # no as_of: at once is not known
    assert found.offers.iloc[0]["not moved: no invoice date"] == 3
    moved = compared({"extend": {"days": 30}})
    assert moved.offers.iloc[0]["items_moved"] == 3 and moved.offers.iloc[0]["not moved: no invoice date"] == 0


def test_they_lie_in_no_invoiced_window_and_no_limit_is_sure_of_them():
    found = compared({"extend": {"days": 30}, "invoiced": {"to": "2025-12-31"}})
    assert found.offers.iloc[0]["items"] == 1
    assert any("3 selected rows have no invoice date, and lie in no invoiced window" in n for n in found.notes)
    assert compared({"extend": {"days": 30}, "where": {"invoice_date": {"to": "2025-12-31"}}}).offers.iloc[0]["items"] == 1
    limit = {"supplier": "Acme", "days": 20, "source": "a law"}
    limits = compared({"extend": {"days": 30}}, limits=[limit]).limits
    assert limits[limits["invoice"].isin(["1", "2"])]["effect"].unique().tolist() == ["not tested: invoice_date unknown"]


def test_no_day_that_is_none_is_shown_anywhere(tmp_path):
    rows = pd.DataFrame(ROWS, columns=["invoice", "invoice_date", "due_date", "paid_date", "amount"]).assign(
        supplier="Acme", currency="EUR"
    )
    rows.to_csv(tmp_path / "ledger.csv", index=False)
    text = '[ledger]\npath = "ledger.csv"\ncleared_from = "all"\n[calendar]\nas_of = 2025-05-20\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n'
    text += '[[scenario]]\nname = "later"\n[[scenario.offer]]\nextend = { days = 30 }\nacceptance = { share = 0.5 }\n'
    text += 'funding_rate = 0.06\nfunding_day_count = "ACT/360"\n'
    text += '[[scenario.offer.option]]\nscheme = "bank_pays_now"\nannual_rate = 0.07\nday_count = "ACT/360"\nbank_pays = "immediate"\n'
    (tmp_path / "whatif.toml").write_text(text)
    out = tmp_path / "out"
    commands = [
        ["run", "--out", str(out), "--offer-letters"],
        ["run", "--json"],
        ["project"],
        ["project", "--json"],
        ["simulate", "--target", "10"],
    ]
    commands += [
        ["explain", "free_cash_flow_change", "--quarter", "2025 Q2"],
        ["explain", "cash_paid", "--scenario", "baseline", "--quarter", "2025 Q2"],
    ]
    commands += [["explain", "closing_payables", "--scenario", "baseline", "--quarter", "2025 Q2", "--json"]]
    said = []
    for name, *more in commands:
        found = CliRunner().invoke(main, [name, str(tmp_path / "whatif.toml"), *more])
        assert found.exit_code == 0, found.output
        said.append(found.output)
    refused = CliRunner().invoke(
        main, ["explain", str(tmp_path / "whatif.toml"), "invoiced", "--scenario", "baseline", "--quarter", "2025 Q2"]
    )
    assert refused.exit_code == 1 and "3 rows have no invoice date" in refused.output
    said += [p.read_text(errors="replace") for p in out.rglob("*") if p.suffix in (".csv", ".json", ".html", ".md", ".txt")]
    assert not [s for s in said if "2147483648" in s or "5877641" in s or "5881580" in s or "1700-" in s or "0001-01" in s]
    legs = pd.read_csv(out / "legs.csv", dtype=str)
    assert legs.set_index("invoice")["invoice_date"].fillna("").to_dict()["1"] == "" and "2025-05-02" in legs["invoice_date"].tolist()
    frame = cf.read_ledger(rows).to_frame()
    assert frame["invoice_date"].isna().tolist() == [True, True, False, True]
    again = cf.read_ledger(frame)
    pd.testing.assert_frame_equal(again.to_frame(), frame)
    assert json.loads(said[1])["currencies"]["EUR"]["coverage"][0]["invoiced"] == "missing"


def test_payments_are_matched_without_the_date():
    """By number, a stated date of the invoice or not; of numbers used again by what is open; those that fit several are named."""
    rows = [("1", "", "2025-06-10", "", "100.00"), ("2", "", "2025-06-10", "", "250.00"), ("2", "", "2025-06-20", "", "40.00")]
    rows += [("3", "", "2025-07-20", "", "7.00"), ("3", "", "2025-08-20", "", "7.00")]
    made = [
        ("1", "2025-05-02", "2025-06-01", "60.00"),
        ("2", "", "2025-06-02", "40.00"),
        ("3", "", "2025-06-03", "7.00"),
        ("X9", "", "2025-06-04", "250.00"),
    ]
    payments = pd.DataFrame(made, columns=["invoice", "invoice_date", "paid_date", "amount"]).assign(supplier="Acme")
    found = ledger(rows, payments=payments)
    assert dict(zip(found.paid.invoice.tolist(), found.paid.amount.tolist(), strict=True)) == {0: 6000, 2: 4000}
    said = found.findings.frame.query("table == 'payments' and status == 'rejected'")["reason"].tolist()
    assert len(said) == 2 and "row 5 (no date, EUR 7.00)" in said[0] and "row 6 (no date, EUR 7.00)" in said[0]
    assert "row 3 (no date, EUR 250.00)" in said[1]  # nearly: the supplier's open invoice of that amount


@given(undated_rows(), st.data())
def test_frames_and_files_come_back(tmp_path_factory, rows, data):
    """Law 10, with rows without a date, and parts that are paid with and without one."""
    first = some.ledger_of([{**r, "paid": []} for r in rows]).to_frame()
    part = [data.draw(st.sampled_from([0, r["amount"] // 3 if r["amount"] > 0 else 0, r["amount"]])) for r in rows]
    first["paid_amount"] = [D(p).scaleb(-some.DIGITS[r["currency"]]) for p, r in zip(part, rows, strict=True)]
    first["paid_date"] = [pd.Timestamp("2025-08-01") if p and data.draw(st.booleans()) else pd.NaT for p in part]
    told = {"sign": "payables positive", "decimal": "."}
    read = cf.read_ledger(first, **told)
    frame = read.to_frame()
    again = cf.read_ledger(frame, **told)
    path = tmp_path_factory.mktemp("book") / "ledger.csv"
    frame.to_csv(path, index=False)
    for other in (again, cf.read_ledger(path, **told)):
        pd.testing.assert_frame_equal(other.to_frame(), frame)
        for name in ("amount", "invoice_day", "due_day"):
            assert getattr(other, name).tolist() == getattr(read, name).tolist()
        for name in ("invoice", "day", "amount"):
            assert getattr(other.paid, name).tolist() == getattr(read.paid, name).tolist()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_files_without_the_column_are_scanned(tmp_path, kind):
    frame = pd.DataFrame(ROWS, columns=["invoice", "invoice_date", "due_date", "paid_date", "amount"]).assign(
        supplier="Acme", currency="EUR"
    )
    frame = frame.drop(columns="invoice_date")
    path = tmp_path / f"book.{kind}"
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)
    told = {"cleared_from": "all", "decimal": "."}
    policy, memory = cf.PaymentPolicy(as_of=AS_OF), cf.read_ledger(frame, **told)
    scan = cf.scan([path], **told)
    pd.testing.assert_frame_equal(cf.project(scan, policy, quarters=SHOWN).quarters, cf.project(memory, policy, quarters=SHOWN).quarters)
    later = cf.Scenario("later", cf.Offer(extend={"days": 30}))
    mine, other = (cf.compare(b, later, policy=policy, quarters=SHOWN) for b in (scan, memory))
    pd.testing.assert_frame_equal(mine.quarters, other.quarters)
    pd.testing.assert_frame_equal(mine.offers, other.offers)
    assert memory.bounds.undated and memory.bounds.last_day < memory.bounds.first_day


def test_solve_and_stress_take_them():
    menu = [{"extend": {"days": 30}, "scheme": "later_with_interest", "annual_rate": 0.06, "day_count": "ACT/360"}]
    found = cf.solve(
        ledger(cleared_from="all"), target="100", by="2025-06-30", menu=menu, currency="EUR", policy=cf.PaymentPolicy(as_of=AS_OF),
        quarters=SHOWN, funding_rate=0.05,
    )  # fmt: skip
    assert (
        found.choices["items_moved"].tolist() == [2]  # those of 10 and 1 June
        and found.result.quarters["coverage_why"].astype(str).str.contains("no invoice date").any()
    )
    option = cf.BankPaysNow(0.07, "ACT/360")
    offer = cf.Offer(extend={"days": 30}, options=[option], funding_rate=0.05)
    many = cf.Scenario("s", offer, stress=[{"bank_withdraws": "2025-07-01"}, {"payment_run_slips": 2}])
    stressed = cf.compare(ledger(cleared_from="all"), many, policy=cf.PaymentPolicy(as_of=AS_OF), quarters=SHOWN).stress
    told = stressed.groupby("stress", sort=False)["free_cash_flow_change_trade_payable"].agg(list)
    planned = [D("0.00"), D("140.00"), D("-142.27")]  # 100 and 40 cross 30 June; 7 % of 360 for 30 days: 0.58 + 0.23, and 1.46 of 250
    assert told.tolist() == [planned, [D("0.00"), D("140.00"), D("-140.81")], planned]  # no bank, no 1.46; no run can slip: each day is one
