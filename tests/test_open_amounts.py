"""Amount, paid amount and open balance: the open balance is projected, the paid part is paid. Figures worked by hand."""

import io
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main

from . import strategies as some

# tests/../shared cases, paid_amount: 76,000 of which 10,000 are paid, no one knows when, and 25,000 that are open
PARTLY = (
    "supplier,invoice,invoice_date,due_date,amount,paid_amount,invoice_status,currency,terms\n"
    "Delta Ltd,DL-1,2026-02-27,2026-04-13,76000,10000,Partially Paid,INR,\n"
    "Alpha Ltd,AL-1,2026-05-08,2026-06-07,25000,0,Open,INR,\n"
)
SHOWN = ("2026-01-01", "2026-09-30")


def read(text, **options):
    return cf.read_ledger(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False), **options)


def quarters(ledger, as_of="2026-05-20", shown=SHOWN):
    return cf.project(ledger, cf.PaymentPolicy(as_of=as_of), quarters=shown).quarters.set_index("quarter")


def test_the_open_balance_is_projected_and_the_paid_part_is_in_no_quarter():
    ledger = read(PARTLY, cleared_from="all")
    q = quarters(ledger)
    assert q["cash_paid"].tolist() == [D("0.00"), D("91000.00"), D("0.00")]  # 66,000 overdue, on 21 May, and 25,000 on 7 June
    assert q["paid_without_date"].tolist() == [D("0.00"), D("10000.00"), D("0.00")]
    assert q["payment_differences"].tolist() == [D("0.00")] * 3 and q["discount_taken"].tolist() == [D("0.00")] * 3
    assert q["invoiced"].tolist() == [D("76000.00"), D("25000.00"), D("0.00")]
    assert q["closing_payables"].tolist() == [None, D("0.00"), D("0.00")]  # on 31 March 76,000 or 66,000 were open
    found = cf.project(ledger, cf.PaymentPolicy(as_of="2026-05-20"), quarters=SHOWN)
    assert (
        "1 invoice is paid, in part or whole, before 2026-05-20, and no date says when"
        in found.to_dict()["currencies"]["INR"]["coverage"][0]["why"]
    )
    assert any(
        "paid before 2026-05-20, date not in the ledger, and in no quarter's cash paid: INR 10,000.00 of 1 invoice" in n
        for n in found.notes
    )
    line = next(line for line in str(found).splitlines() if line.startswith("paid before 2026-05-20, date not in the led"))
    assert line.split()[-3:] == ["0", "10,000", "0"]
    assert (
        found.days["cash_paid"].tolist() == [D("66000.00"), D("25000.00")] and found.days["payment_differences"].tolist() == [D("0.00")] * 2
    )
    paid = found.payments.sort_values("amount")
    assert paid["baseline_payment_date"].isna().tolist() == [True, False, False] and paid["paid_without_date"].tolist() == [
        D("10000.00"),
        D("0.00"),
        D("0.00"),
    ]
    assert paid["payment_difference"].tolist() == [D("0.00")] * 3


def test_the_quarter_in_which_it_was_invoiced_rolls_forward():
    """Invoiced 6 April, 300 of 1,000 paid by 20 May: 0 + 1,000 − 0 cash − 300 without a date = 700, paid on 30 July."""
    text = "supplier,invoice,invoice_date,due_date,amount,open_amount,currency\nA,1,2026-04-06,2026-07-30,1000.00,700.00,EUR\n"
    q = quarters(read(text, cleared_from="all"))
    assert q["closing_payables"].tolist() == [D("0.00"), D("700.00"), D("0.00")]
    assert q["cash_paid"].tolist() == [D("0.00"), D("0.00"), D("700.00")] and q["paid_without_date"].tolist()[1] == D("300.00")


def test_with_a_paid_date_the_part_is_paid_that_day():
    text = "supplier,invoice,invoice_date,due_date,paid_date,amount,paid_amount,open_amount,currency\n"
    rows = "A,1,2026-02-06,2026-07-30,2026-03-02,1000.00,300.00,700.00,EUR\nA,2,2026-02-06,2026-07-30,2026-03-02,50.00,50.00,0,EUR\n"
    rows += "A,3,2026-02-06,2026-07-30,2026-03-02,8.00,0,8.00,EUR\nA,4,2026-02-06,2026-07-30,2026-03-03,4.00,,,EUR\n"
    ledger = read(text + rows, cleared_from="all")
    q = quarters(ledger)
    assert q["cash_paid"].tolist() == [D("354.00"), D("0.00"), D("708.00")] and "paid_without_date" not in q
    assert q["closing_payables"].tolist() == [D("708.00"), D("708.00"), D("0.00")]
    said = ledger.findings.frame[["row", "kind", "reason"]].values.tolist()
    assert said == [[4, "open balance", "1 row has a paid_date and nothing paid: the date is ignored"]]


def test_two_of_three_give_the_third():
    text = "supplier,invoice,invoice_date,due_date,amount,paid_amount,open_amount,currency\n"
    rows = (
        "A,1,2026-04-06,2026-07-30,,300.00,700.00,EUR\nA,2,2026-04-06,2026-07-30,50.00,,20.00,EUR\nA,3,2026-04-06,2026-07-30,,,9.00,EUR\n"
    )
    ledger = read(text + rows)
    assert ledger.amount.tolist() == [100000, 5000, 900] and ledger.paid.amount.tolist() == [30000, 3000]
    assert "1 row has an open balance and no amount: amounts are open balances" in ledger.findings.frame["reason"].tolist()
    bare = read(
        "supplier,invoice,invoice_date,due_date,open_amount,currency\nA,1,2026-04-06,2026-07-30,7.00,EUR\nB,2,2026-04-06,2026-07-30,-2.00,EUR\n"
    )
    assert bare.amount.tolist() == [700, -200] and not len(bare.paid.amount)
    assert bare.findings.frame[["column", "kind", "reason"]].values.tolist() == [
        ["open_amount", "open balance", "2 rows have an open balance and no amount: amounts are open balances"]
    ]


@pytest.mark.parametrize(
    ("amount", "paid", "left", "column", "said"),
    [
        ("100.00", "30.00", "60.00", "amount", "is not open + paid: amount 100.00, open 60.00, paid 30.00"),
        ("100.00", "-30.00", "130.00", "paid_amount", "leaves -30.00 paid of 100.00, which is not part of it"),
        ("100.00", "120.00", "-20.00", "paid_amount", "leaves 120.00 paid of 100.00, which is not part of it"),
        ("100.00", "x", "", "paid_amount", "is not a number like 1234.56"),
        ("100.00", "", "1.234", "open_amount", "has more decimals than the currency has (2)"),
    ],
)
def test_contradictions_are_rejected_with_the_three_values(amount, paid, left, column, said):
    text = "supplier,invoice,invoice_date,due_date,amount,paid_amount,open_amount,currency\n"
    ledger = read(text + f"A,1,2026-04-06,2026-07-30,{amount},{paid},{left},EUR\nB,2,2026-04-06,2026-07-30,1.00,,,EUR\n", decimal=".")
    row = ledger.findings.frame.iloc[0]
    assert (row["row"], row["column"], row["status"]) == (2, column, "rejected") and len(ledger) == 1
    assert row["reason"] == said


def test_credit_notes_and_turned_signs():
    text = "supplier,invoice,invoice_date,due_date,amount,open_amount,currency\n"
    rows = "A,1,2026-04-06,2026-07-30,-100.00,-40.00,EUR\nA,2,2026-04-06,2026-07-30,30.00,10.00,EUR\n"
    ledger = read(text + rows, sign="payables negative", cleared_from="all")
    assert ledger.amount.tolist() == [10000, -3000] and ledger.paid.amount.tolist() == [6000, -2000]
    q = quarters(ledger)
    assert q["closing_payables"].tolist()[1] == D("30.00") and q["paid_without_date"].tolist()[1] == D("40.00")


def test_without_as_of_it_is_asked_for_and_a_scan_refuses_the_columns(tmp_path):
    with pytest.raises(cf.InputError, match="as_of: is needed: 1 invoice is paid in part or whole") as refused:
        cf.project(read(PARTLY))
    assert "as_of = " in str(refused.value)
    path = tmp_path / "book.csv"
    policy = cf.PaymentPolicy(as_of="2026-05-20")
    path.write_text(PARTLY)  # its status is heeded, so it is read whole
    with pytest.raises(cf.InputError, match="row 2: has 1 row of which a part is paid, which a scan does not keep"):
        cf.project(cf.scan([path]), policy)
    path.write_text("\n".join(",".join(c for i, c in enumerate(row.split(",")) if i != 6) for row in PARTLY.splitlines()))
    with pytest.raises(cf.InputError, match="paid_amount: says that parts are paid"):
        cf.project(cf.scan([path]), policy)


def test_a_payments_table_beside_it_is_told():
    payments = pd.DataFrame({"invoice": ["DL-1"], "supplier": ["Delta Ltd"], "paid_date": ["2026-04-01"], "amount": ["10000"]})
    ledger = read(PARTLY, payments=payments)
    said = ledger.findings.frame.query("table == 'payments'")["reason"].tolist()
    assert said == ["has a paid or open amount in the ledger, which says what is paid"]


def test_frames_come_back():
    ledger = read(PARTLY)
    frame = ledger.to_frame()
    assert frame["paid_amount"].tolist() == [D("10000.00"), None]
    again = cf.read_ledger(frame)
    pd.testing.assert_frame_equal(again.to_frame(), frame)
    assert again.paid.amount.tolist() == ledger.paid.amount.tolist() and again.paid.day.tolist() == ledger.paid.day.tolist()


def test_it_can_be_taken_apart(tmp_path):
    (tmp_path / "ledger.csv").write_text(PARTLY)
    text = '[ledger]\npath = "ledger.csv"\ncleared_from = "all"\n[calendar]\nquarters = { from = 2026-04-01, to = 2026-09-30 }\nas_of = 2026-05-20\n'
    (tmp_path / "whatif.toml").write_text(text + '[[scenario]]\nname = "later"\n[[scenario.offer]]\nextend = { days = 30 }\n')
    asked = ["explain", str(tmp_path / "whatif.toml")]
    for measure, want in (("paid_without_date", "10,000.00"), ("cash_paid", "91,000.00")):
        found = CliRunner().invoke(main, [*asked, measure, "--scenario", "baseline", "--quarter", "2026 Q2"])
        assert found.exit_code == 0 and want in found.output, found.output
        assert "1677" not in found.output and "5877641" not in found.output
    found = CliRunner().invoke(main, [*asked, "paid_without_date", "--scenario", "baseline", "--quarter", "2026 Q2"])
    assert "paid before 2026-05-20, date not in the ledger" in found.output
    run = CliRunner().invoke(main, ["run", str(tmp_path / "whatif.toml")])
    assert run.exit_code == 0 and "paid before 2026-05-20, date not in the ledger" in run.output


@given(some.rows(), some.policies(), st.data())
def test_paid_parts_say_what_payments_say(rows, policy, data):
    """Of each invoice some part is paid before as_of: without a date it is in no cash, and all else is as if it were paid on as_of."""
    as_of = policy[1].as_of or "2025-06-10"
    how = cf.PaymentPolicy("terms", as_of=as_of)
    rows = [{**r, "paid": []} for r in rows]
    frame = some.ledger_of(rows).to_frame()
    frame["part"] = [data.draw(st.sampled_from([0, r["amount"] // 3, r["amount"]])) for r in rows]
    frame["part"] = [
        D(p if abs(p) <= abs(r["amount"]) else 0).scaleb(-some.DIGITS[r["currency"]]) for p, r in zip(frame["part"], rows, strict=True)
    ]
    told = {"sign": "payables positive", "cleared_from": "all"}
    shown = ("2025-04-01", "2025-09-30")
    without = cf.project(cf.read_ledger(frame.rename(columns={"part": "paid_amount"}), **told), how, quarters=shown)
    dated = frame.rename(columns={"part": "paid_amount"}).assign(
        paid_date=[pd.Timestamp(str(as_of)) if p else pd.NaT for p in frame["part"]]
    )
    paid = cf.project(cf.read_ledger(dated, **told), how, quarters=shown)
    mine, other = without.quarters, paid.quarters
    undated = mine["paid_without_date"] if "paid_without_date" in mine else 0 * other["cash_paid"]
    assert (mine["cash_paid"] + undated).tolist() == other["cash_paid"].tolist()
    ends = {"2025 Q2": "2025-06-30", "2025 Q3": "2025-09-30"}
    partly = frame.loc[frame["part"] != 0, "invoice_date"].astype(str).str[:10]
    for quarter, ours, theirs in zip(mine["quarter"], mine["closing_payables"], other["closing_payables"], strict=True):
        lost = ends[quarter] < str(as_of) and bool((partly <= ends[quarter]).any())  # when they were paid before as_of is not known
        assert ours is None if lost and theirs is not None else ours == theirs
    assert mine["invoiced"].tolist() == other["invoiced"].tolist()


def test_offers_move_the_open_part_alone():
    """66,000 and 25,000 are open; by half: the second moves out of the quarter; the same by a sweep and by chance."""
    ledger = read(PARTLY, cleared_from="all")
    offer = cf.Offer(extend={"days": 30}, overdue="offered", acceptance={"share": "0.5"})
    asked = {"policy": cf.PaymentPolicy(as_of="2026-05-20"), "quarters": SHOWN}
    result = cf.compare(ledger, cf.Scenario("s", offer), **asked)
    row = result.quarters.query("scenario == 's' and quarter == '2026 Q2'").iloc[0]
    # 66,000 were due on 13 April: 30 days later is overdue still, paid on 21 May as before; 25,000 of 7 June move to 7 July
    assert row["free_cash_flow_change_trade_payable"] == D("12500.00") and row["principal_paid"] == D("78500.00")
    assert row["closing_payables"] == D("12500.00")
    assert result.offers.iloc[0][["items", "items_moved", "not moved: already paid by as_of"]].tolist() == [3, 1, 1]
    sure = cf.Offer(extend={"days": 30}, overdue="offered")
    swept = cf.sweep(ledger, [cf.Scenario("s", sure)], **asked)
    assert swept.quarters.query("quarter == '2026 Q2'")["principal_paid"].tolist() == [D("66000.00")]
    told = cf.simulate(result, quarter="2026 Q2", currency="INR")
    assert told.moments.query("quarter == '2026 Q2'")["mean"].iloc[0] == D("12500.00")


UNSIGNED = (  # a credit note of 50 of which nothing is set off, one of 70 of which 20 are left, and a bill paid whole
    "A,1,2026-04-06,2026-07-30,{}100.00,60.00,40.00,EUR\nA,2,2026-04-06,2026-07-30,{}50.00,50.00,0.00,EUR\n"
    "B,3,2026-04-06,2026-07-30,{}70.00,20.00,50.00,EUR\nB,4,2026-04-06,2026-07-30,{}70.00,0.00,70.00,EUR\n"
)


@pytest.mark.parametrize("names", ["open_amount,paid_amount", "open_amount,note", "note,paid_amount"])
@pytest.mark.parametrize(("sign", "signs"), [(None, ("", "-", "-", "")), ("payables negative", ("-", "", "", "-"))])
def test_a_part_without_a_sign_has_that_of_its_amount(names, sign, signs):
    """Of a credit note of 50.00, 50.00 open without a sign is all of it: read as owed, 100.00 of it would be paid, more than there is."""
    text = f"supplier,invoice,invoice_date,due_date,amount,{names},currency\n{UNSIGNED.format(*signs)}"
    ledger = read(text, sign=sign)
    assert ledger.amount.tolist() == [10000, -5000, -7000, 7000] and ledger.findings.rejected == 0
    assert dict(zip(ledger.paid.invoice.tolist(), ledger.paid.amount.tolist(), strict=True)) == {0: 4000, 2: -5000, 3: 7000}
    said = ledger.findings.frame.query("kind == 'open balance'")
    assert set(said["column"]) == {n for n in names.split(",") if n != "note"}
    assert all(" a negative amount and " in r and r.endswith(" without a sign: it has the sign of the amount") for r in said["reason"])


def test_a_part_against_the_sign_of_its_amount_is_rejected_where_its_column_has_signs():
    text = "supplier,invoice,invoice_date,due_date,amount,open_amount,currency\n"
    rows = "A,1,2026-04-06,2026-07-30,-100.00,-40.00,EUR\nA,2,2026-04-06,2026-07-30,-30.00,10.00,EUR\nA,3,2026-04-06,2026-07-30,9.00,9.00,EUR\n"
    ledger = read(text + rows)
    assert ledger.findings.frame.query("status == 'rejected'")[["row", "kind"]].values.tolist() == [[3, "contradicting amounts"]]
    beyond = read(text + "A,2,2026-04-06,2026-07-30,-30.00,40.00,EUR\nA,3,2026-04-06,2026-07-30,9.00,9.00,EUR\n")
    assert beyond.findings.frame.query("status == 'rejected'")["reason"].tolist() == [
        "leaves 10.00 paid of -30.00, which is not part of it"
    ]
