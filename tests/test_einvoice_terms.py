"""Discounts, parts and dates that e-invoices state in fields of their own; dates and amounts are counted by hand from the invoice date 2025-04-01."""

from datetime import date
from decimal import Decimal as D

import pytest

import cashflow as cf
from tests.test_einvoice import ubl
from tests.test_einvoice_dues import block, invoice

pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')

DAY = date(2025, 4, 1)


def cii(due="", text="", part="", base="", measure="", unit="DAY", percent="", amount="", start=""):
    """A block of CII with a discount."""
    inner = f'<ram:BasisDateTime><udt:DateTimeString format="102">{start}</udt:DateTimeString></ram:BasisDateTime>' if start else ""
    inner += f'<ram:BasisPeriodMeasure unitCode="{unit}">{measure}</ram:BasisPeriodMeasure>' if measure else ""
    inner += f"<ram:BasisAmount>{base}</ram:BasisAmount>" if base else ""
    inner += f"<ram:CalculationPercent>{percent}</ram:CalculationPercent>" if percent else ""
    inner += f"<ram:ActualDiscountAmount>{amount}</ram:ActualDiscountAmount>" if amount else ""
    end = f"<ram:ApplicableTradePaymentDiscountTerms>{inner}</ram:ApplicableTradePaymentDiscountTerms></ram:SpecifiedTradePaymentTerms>"
    return block(text, due, part).replace("</ram:SpecifiedTradePaymentTerms>", end)


def terms(note="", percent="", amount="", due="", days="", unit="DAY", end="", part="", share="", installment="", means="", penalty=""):
    """A block of UBL."""
    fields = [("PaymentMeansID", means), ("Note", note), ("SettlementDiscountPercent", percent), ("SettlementDiscountAmount", amount)]
    fields += [("PenaltySurchargePercent", penalty), ("PaymentPercent", share), ("Amount", part), ("PaymentDueDate", due)]
    fields += [("InstallmentDueDate", installment)]
    inner = "".join(f"<cbc:{n}>{v}</cbc:{n}>" for n, v in fields if v)
    period = f'<cbc:DurationMeasure unitCode="{unit}">{days}</cbc:DurationMeasure>' if days else ""
    period += f"<cbc:EndDate>{end}</cbc:EndDate>" if end else ""
    return f"<cac:PaymentTerms>{inner}<cac:SettlementPeriod>{period}</cac:SettlementPeriod></cac:PaymentTerms>"


def of_ubl(*blocks, due="", means="", amount="1000.00", **more):
    text = ubl(day="2025-04-01", due=due, terms="", amount=amount, tax="0.00", **more)
    return text.replace("<cac:TaxTotal>", f"{means}{''.join(blocks)}<cac:TaxTotal>", 1)


def read(folder, content):
    (folder / "a.xml").write_text(content, encoding="utf-8")
    return cf.read_ledger(folder / "a.xml")


def schedule(ledger):
    """Due dates with their parts, and discounts with what is then to be paid."""
    row = ledger.to_frame().iloc[0]
    found = ledger.terms[0].schedule(DAY, row["amount"], "EUR") if ledger.terms else None
    stated = row.get("due_date")
    due = found.due if stated is None or stated != stated else [(stated.date(), row["amount"])]
    return due, found.discounts if found else []


def reasons(ledger):
    return ledger.findings.frame["reason"].tolist()


DUE = date(2025, 5, 1)  # 30 days
DISCOUNTS = [
    # in days from the invoice date
    (invoice(cii("2025-05-01", measure="14", percent="2.00")), [(date(2025, 4, 15), D("980.00"))]),
    (invoice(cii("2025-05-01", measure="14", percent="2.00", base="1000.00")), [(date(2025, 4, 15), D("980.00"))]),
    # in weeks, and from a start of its own
    (invoice(cii("2025-05-01", measure="2", unit="WEE", percent="2.00")), [(date(2025, 4, 15), D("980.00"))]),
    (invoice(cii("2025-05-01", measure="14", percent="2.00", start="20250405")), [(date(2025, 4, 19), D("980.00"))]),
    # an amount instead of a percentage
    (invoice(cii("2025-05-01", measure="10", amount="18.00")), [(date(2025, 4, 11), D("982.00"))]),
    (invoice(cii("2025-05-01", measure="10", percent="1.8", amount="18.00")), [(date(2025, 4, 11), D("982.00"))]),
    # two tiers in blocks of their own, the due date in a third
    (
        invoice(cii(measure="7", percent="3"), cii(measure="14", percent="2"), block("", "2025-05-01")),
        [(date(2025, 4, 8), D("970.00")), (date(2025, 4, 15), D("980.00"))],
    ),
    # the same in words and in fields is one discount
    (invoice(cii("2025-05-01", "#SKONTO#TAGE=14#PROZENT=2.00#\n", measure="14", percent="2.00")), [(date(2025, 4, 15), D("980.00"))]),
    (invoice(cii("2025-05-01", "2% Skonto innerhalb 14 Tagen, 30 Tage netto", measure="14", percent="2")), [(date(2025, 4, 15), D("980.00"))]),
    # words that say when the whole is due; fields that say the discount
    (invoice(cii("", "30 Tage netto", measure="14", percent="2")), [(date(2025, 4, 15), D("980.00"))]),
    # a line of 0 % is the net term
    (invoice(cii("2025-05-01", measure="30", percent="0.00")), []),
    # UBL
    (of_ubl(terms(percent="2", days="14"), due="2025-05-01"), [(date(2025, 4, 15), D("980.00"))]),
    (of_ubl(terms(percent="2", days="14", unit="Days"), due="2025-05-01"), [(date(2025, 4, 15), D("980.00"))]),
    (of_ubl(terms(percent="2", end="2025-04-15"), due="2025-05-01"), [(date(2025, 4, 15), D("980.00"))]),
    (of_ubl(terms(percent="2", due="2025-04-15", part="1000.00"), due="2025-05-01"), [(date(2025, 4, 15), D("980.00"))]),
    (of_ubl(terms(amount="20.00", end="2025-04-15"), terms(due="2025-05-01")), [(date(2025, 4, 15), D("980.00"))]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "discounts"), DISCOUNTS, ids=range(len(DISCOUNTS)))
def test_discounts_in_fields_of_their_own(tmp_path, content, discounts):
    ledger = read(tmp_path, content)
    assert schedule(ledger) == ([(DUE, D("1000.00"))], discounts)
    assert not reasons(ledger)


def test_a_discount_of_a_part_is_said(tmp_path):
    ledger = read(tmp_path, invoice(cii("2025-05-01", measure="14", percent="2.00", base="840.34")))
    assert schedule(ledger)[1] == [(date(2025, 4, 15), D("983.19"))]  # 16.81 of 840.34
    assert reasons(ledger) == ["the discount of 2.00 % counts on 840.34 of the amount due, which is 1000.00"]
    assert ledger.findings.frame["kind"].tolist() == ["discount on a part"]


def test_the_stated_date_beats_the_days_of_a_discount(tmp_path):
    ledger = read(tmp_path, of_ubl(terms(percent="2", days="10", end="2025-04-15"), due="2025-05-01"))
    assert schedule(ledger)[1] == [(date(2025, 4, 15), D("980.00"))]
    assert reasons(ledger) == [
        "states a discount for 10 days, which lead to 2025-04-11, and its last day 2025-04-15; the stated date counts"
    ]


UNREAD = [
    (cii("2025-05-01", percent="2"), "says no day until which it is given"),
    (cii("2025-05-01", measure="1", unit="MON", percent="2"), "states a period of 1 in the unit MON; days (DAY) and weeks (WEE) are read"),
    (cii("2025-05-01", measure="14", unit="", percent="2"), "states a period of 14 without a unit"),
    (cii("2025-05-01", measure="1.5", percent="2"), "not a whole number of days"),
    (cii("2025-05-01", measure="40", percent="2"), "ends on 2025-05-11, after the due date 2025-05-01"),
    (cii("2025-05-01", measure="7", percent="2", start="20250310"), "ends on 2025-03-17, before the invoice date 2025-04-01"),
    (cii("2025-05-01", measure="14", percent="two"), "is not an amount of money (its percentage)"),
    (cii("2025-05-01", measure="14", percent="100"), "is 100 %"),
    (cii("2025-05-01", measure="14", percent="2", amount="30.00"), "is 2 % of 1000.00, and beside that the amount 30.00"),
]


@pytest.mark.parametrize(("one", "words"), UNREAD, ids=range(len(UNREAD)))
def test_a_discount_that_cannot_be_read_is_said_and_the_invoice_kept(tmp_path, one, words):
    ledger = read(tmp_path, invoice(one))
    assert schedule(ledger) == ([(DUE, D("1000.00"))], [])
    (said,) = reasons(ledger)
    assert words in said and said.endswith("; kept without it")


def test_other_discounts_in_words_than_in_fields(tmp_path):
    ledger = read(tmp_path, invoice(cii("2025-05-01", "3% Skonto innerhalb 10 Tagen, 30 Tage netto", measure="14", percent="2")))
    assert schedule(ledger) == ([(DUE, D("1000.00"))], [])
    assert reasons(ledger) == ["states other discounts in words than in fields of its own (2/14); none of them is read"]


def test_words_that_cannot_be_read_leave_the_discount_in_fields(tmp_path):
    ledger = read(tmp_path, invoice(cii("2025-05-01", "wie vereinbart", measure="14", percent="2")))
    assert schedule(ledger) == ([(DUE, D("1000.00"))], [(date(2025, 4, 15), D("980.00"))])
    assert "the stated due date 2025-05-01 counts" in reasons(ledger)[0]
    with pytest.raises(cf.InputError, match="wie vereinbart"):
        read(tmp_path, invoice(cii("", "wie vereinbart", measure="14", percent="2")))


def test_a_discount_of_a_credit_note(tmp_path):
    content = invoice(cii("2025-05-01", measure="14", percent="2")).replace("<ram:TypeCode>380", "<ram:TypeCode>381")
    assert schedule(read(tmp_path, content)) == ([(DUE, D("-1000.00"))], [(date(2025, 4, 15), D("-980.00"))])


def test_what_late_payment_costs_is_passed_over(tmp_path):
    ledger = read(tmp_path, of_ubl(terms("30 days net", penalty="8"), due="2025-05-01"))
    assert schedule(ledger) == ([(DUE, D("1000.00"))], [])
    assert reasons(ledger) == ["states what late payment costs in fields of its own, which is ignored"]


MEANS = "".join(
    f"<cac:PaymentMeans><cbc:ID>{n}</cbc:ID><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentDueDate>{d}</cbc:PaymentDueDate></cac:PaymentMeans>"
    for n, d in (("1", "2025-04-11"), ("2", "2025-05-31"))
)
PARTS = [
    of_ubl(terms(part="300.00", installment="2025-04-11"), terms(part="700.00", installment="2025-05-31")),
    of_ubl(terms(part="300.00", due="2025-04-11"), terms(part="700.00", due="2025-05-31"), due="2025-05-31"),
    of_ubl(terms(share="30", installment="2025-04-11"), terms(share="70", installment="2025-05-31")),
    of_ubl(terms(part="300.00", means="1"), terms(part="700.00", means="2"), means=MEANS),
    of_ubl(terms(part="300.00", end="2025-04-11"), terms(part="700.00", end="2025-05-31")),
    of_ubl(terms("10 days net", part="300.00"), terms("60 days net", part="700.00")),
    of_ubl(terms("in zwei Raten"), terms(part="300.00", due="2025-04-11"), terms(part="700.00", due="2025-05-31")),
    invoice(block("", "2025-04-11", "300.00"), block("", "2025-05-31", "700.00")),
]


@pytest.mark.parametrize("content", PARTS, ids=range(len(PARTS)))
def test_parts(tmp_path, content):
    ledger = read(tmp_path, content)
    assert schedule(ledger) == ([(date(2025, 4, 11), D("300.00")), (date(2025, 5, 31), D("700.00"))], [])
    assert not reasons(ledger)


def test_parts_that_do_not_add_up_are_counted_with_their_sums(tmp_path):
    (tmp_path / "a.xml").write_text(of_ubl(terms(share="30", due="2025-04-11"), terms(share="60", due="2025-05-31")), encoding="utf-8")
    (tmp_path / "b.xml").write_text(of_ubl(due="2025-05-01", number="B"), encoding="utf-8")
    found = cf.read_ledger(tmp_path).findings
    (said,) = found.frame.itertuples()
    assert (said.status, said.value) == ("rejected", "300.00 + 600.00")
    assert said.reason == "states parts that add up to 900.00, and the amount due is 1000.00 (BT-115)"
    assert (found.amount_read, found.amount_accepted) == ({"EUR": D("2000.00")}, {"EUR": D("1000.00")})


def test_parts_after_a_prepayment_are_of_what_is_left(tmp_path):
    paid = "<cbc:TaxInclusiveAmount>1500.00</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>500.00</cbc:PrepaidAmount>"
    ledger = read(tmp_path, of_ubl(terms(part="300.00", due="2025-04-11"), terms(part="700.00", due="2025-05-31"), more=paid))
    assert schedule(ledger)[0] == [(date(2025, 4, 11), D("300.00")), (date(2025, 5, 31), D("700.00"))]
    with pytest.raises(cf.InputError, match=r"add up to 1500\.00, and the amount due is 1000\.00"):
        read(tmp_path, of_ubl(terms(part="800.00", due="2025-04-11"), terms(part="700.00", due="2025-05-31"), more=paid))


def test_each_part_may_have_a_discount(tmp_path):
    ledger = read(tmp_path, invoice(cii("2025-04-21", part="400.00", measure="10", percent="2"), block("", "2025-05-31", "600.00")))
    assert schedule(ledger) == ([(date(2025, 4, 21), D("400.00")), (date(2025, 5, 31), D("600.00"))], [(date(2025, 4, 11), D("392.00"))])


def test_thirds_are_exact_also_of_a_credit_note(tmp_path):
    parts = [block("", f"2025-0{m}-01", a) for m, a in ((4, "333.33"), (5, "333.33"), (6, "333.34"))]
    content = invoice(*parts).replace("<ram:TypeCode>380", "<ram:TypeCode>381")
    assert [a for _, a in schedule(read(tmp_path, content))[0]] == [D("-333.33"), D("-333.33"), D("-333.34")]


def test_large_parts_are_exact(tmp_path):
    parts = [block("", "2025-04-11", "333333333333.33"), block("", "2025-05-31", "666666666666.68")]
    found = schedule(read(tmp_path, invoice(*parts, amount="1000000000000.01")))[0]
    assert [a for _, a in found] == [D("333333333333.33"), D("666666666666.68")]


def test_a_due_date_that_is_none_of_the_parts(tmp_path):
    ledger = read(tmp_path, of_ubl(terms(part="300.00", due="2025-04-11"), terms(part="700.00", due="2025-05-31"), due="2025-06-30"))
    assert reasons(ledger) == ["the due date 2025-06-30 is none of the dates of the parts, which count"]


DATED = [
    ("Zahlbar innerhalb 30 Tagen netto bis 05.05.2025, 3% Skonto innerhalb 10 Tagen bis 15.04.2025", date(2025, 5, 5), date(2025, 4, 15), 2),
    ("Zahlbar innerhalb 30 Tagen netto bis 01.05.2025, 3% Skonto innerhalb 10 Tagen bis 15.04.2025", DUE, date(2025, 4, 15), 1),
    ("Zahlbar innerhalb 30 Tagen netto bis 01.05.2025, 3% Skonto innerhalb 10 Tagen bis 11.04.2025", DUE, date(2025, 4, 11), 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "due", "last", "many"), DATED)
@pytest.mark.parametrize("stated", [False, True])
def test_a_date_beside_days_counts(tmp_path, text, due, last, many, stated):
    ledger = read(tmp_path, invoice(block(text, due.isoformat() if stated else "")))
    assert schedule(ledger) == ([(due, D("1000.00"))], [(last, D("970.00"))])
    assert len(reasons(ledger)) == many and all(r.endswith("; the stated date counts") for r in reasons(ledger))


def test_means_of_payment_with_dates(tmp_path):
    one = MEANS.partition("</cac:PaymentMeans>")[0] + "</cac:PaymentMeans>"
    assert schedule(read(tmp_path, of_ubl(means=one)))[0] == [(date(2025, 4, 11), D("1000.00"))]
    ledger = read(tmp_path, of_ubl(means=one, due="2025-05-01"))
    assert schedule(ledger)[0] == [(DUE, D("1000.00"))]
    assert reasons(ledger) == ["the means of payment state 2025-04-11, and the invoice 2025-05-01 (BT-9), which counts"]
    with pytest.raises(cf.InputError, match=r"2025-04-11, 2025-05-31' appears 2 times \(BT-9\)"):
        read(tmp_path, of_ubl(means=MEANS))


DATES = ["2025-05-01+01:00", "2025-05-01Z", "2025-05-01-11:00", " 2025-05-01 ", "2025-05-01T00:00:00"]


@pytest.mark.parametrize("written", DATES)
def test_a_zone_does_not_move_a_date(tmp_path, written):
    content = of_ubl(due=written).replace(">2025-04-01<", ">2025-04-01+02:00<")
    ledger = read(tmp_path, content)
    assert schedule(ledger)[0] == [(DUE, D("1000.00"))] and ledger.to_frame()["invoice_date"].iloc[0].date() == DAY


@pytest.mark.parametrize(
    ("code", "written"), [("102", "20250501"), ("203", "202505011200"), ("204", "20250501235959"), ("102", "2025-05-01")]
)
def test_forms_of_dates_in_cii(tmp_path, code, written):
    content = invoice(block("", "2025-05-01")).replace('format="102">20250501', f'format="{code}">{written}')
    assert schedule(read(tmp_path, content))[0] == [(DUE, D("1000.00"))]


NO_DATES = [
    ("610", "202505", "is a month and no day (format 610, BT-9)"),
    ("616", "202518", "is a week and no day (format 616, BT-9)"),
    ("102", "20250230", "is not a date as CII has it (format 102, BT-9)"),
    ("102", "2025", "is not a date as CII has it (format 102, BT-9)"),
    ("999", "20250501", "is not a date as CII has it (format 999, BT-9)"),
]


@pytest.mark.parametrize(("code", "written", "words"), NO_DATES)
def test_what_is_no_day_is_refused(tmp_path, code, written, words):
    content = invoice(block("", "2025-05-01")).replace('format="102">20250501', f'format="{code}">{written}')
    with pytest.raises(cf.InputError) as refused:
        read(tmp_path, content)
    assert f"'{written}' {words}" in str(refused.value)


@pytest.mark.parametrize("written", ["2025-05-01T23:00:00Z", "01.05.2025", "2025-5-1", "soon"])
def test_what_is_no_date_of_ubl_is_refused(tmp_path, written):
    with pytest.raises(cf.InputError, match=r"is not a date as UBL has it \(BT-9\)"):
        read(tmp_path, of_ubl(due=written))


def test_dates_that_no_ledger_needs_keep_nothing_out(tmp_path):
    wrong = "<cac:Delivery><cbc:ActualDeliveryDate>gestern</cbc:ActualDeliveryDate></cac:Delivery><cac:TaxTotal>"
    ledger = read(tmp_path, of_ubl(due="2025-05-01").replace("<cac:TaxTotal>", wrong, 1))
    assert schedule(ledger)[0] == [(DUE, D("1000.00"))]
