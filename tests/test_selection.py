"""What an offer covers, business-day terms in two currencies, and costs by nature: typed by hand."""

import warnings
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pandas as pd
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import CashflowWarning, closest
from cashflow.offers.selection import Selection
from cashflow.payments import Payments

from . import strategies as some
from .reference import plain_items

SHOWN = ("2025-04-01", "2025-09-30")
ROWS = [  # supplier, invoice, invoice_date, amount, currency, region, approval_date
    ("Acme", "1", "2025-05-02", "100.00", "EUR", "UK", "2025-05-05"),
    ("Acme", "2", "2025-05-05", "100.01", "EUR", "EU", ""),
    ("Bolt", "3", "2025-05-05", "100", "JPY", "UK", "2025-05-06"),
    ("Bolt", "4", "2025-05-06", "-100.00", "EUR", "EU", "2025-05-06"),
    ("Core", "05", "2025-05-07", "0.05", "EUR", "UK", "2025-05-09"),
]


def ledger():
    frame = pd.DataFrame(ROWS, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "region", "approval_date"])
    return cf.read_ledger(frame.assign(terms="net 30"))


def covered(**selection):
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(0, "ACT/360")], **selection)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CashflowWarning)  # that it covers nothing
        legs = cf.compare(ledger(), cf.Scenario("s", offer), quarters=SHOWN).legs
    return sorted(set(legs["invoice"])) if len(legs) else []


@pytest.mark.parametrize(
    "where, invoices",
    [
        ({"amount": "100"}, ["1", "3"]),  # exactly, in each currency's own units; the credit note is −100.00
        ({"amount": 100}, ["1", "3"]),
        ({"amount": D("100.01")}, ["2"]),
        ({"amount": 0.05}, ["05"]),
        ({"amount": "-100"}, ["4"]),
        ({"amount": ["100.01", "0.05"]}, ["05", "2"]),
        ({"amount": "100.001"}, []),
        ({"amount": {"from": "100", "to": "100.01"}}, ["1", "2", "3"]),  # both ends inclusive
        ({"amount": {"from": "100.005"}}, ["2"]),
        ({"amount": {"to": 0}}, ["4"]),
        ({"amount": {"from": "-100", "to": "0.05"}}, ["05", "4"]),
        ({"invoice_date": "2025-05-05"}, ["2", "3"]),
        ({"invoice_date": ["2025-05-02", "2025-05-07"]}, ["05", "1"]),
        ({"invoice_date": {"from": "2025-05-05", "to": "2025-05-06"}}, ["2", "3", "4"]),
        ({"invoice_date": {"from": "2025-05-06"}}, ["05", "4"]),
        ({"approval_date": "2025-05-06"}, ["3", "4"]),
        ({"approval_date": {"to": "2025-05-06"}}, ["1", "3", "4"]),  # 2 has no approval date
        ({"invoice": "1"}, ["1"]),
        ({"invoice": ["05", "3", "5"]}, ["05", "3"]),  # numbers are text: 5 is not 05
        ({"invoice": "4", "invoice_date": "2025-05-05"}, []),  # all that are given must hold
        ({"currency": "JPY"}, ["3"]),
        ({"region": "US"}, []),
        ({"region": "UK", "amount": {"from": 1}}, ["1", "3"]),
    ],
)
def test_where(where, invoices):
    assert covered(where=where) == invoices


@pytest.mark.parametrize(
    "suppliers, invoices",
    [
        ({"except": "Acme"}, ["05", "3", "4"]),
        ({"except": ["Acme", "Core"]}, ["3", "4"]),
        ({"region": "UK", "except": ["Acme"]}, ["05", "3"]),
        ({"except": {"region": "UK"}}, ["2", "4"]),
        ({"except": {"region": "UK", "supplier": "Acme"}}, ["4"]),  # rows that match any of them
        ({"except": {"invoice_date": {"to": "2025-05-05"}}}, ["05", "4"]),
        ({"except": {"amount": "100"}}, ["05", "2", "4"]),
        ({"except": {"invoice": ["1", "2"]}}, ["05", "3", "4"]),
        ({"except": []}, ["05", "1", "2", "3", "4"]),
        ({"supplier": ["Acme", "Bolt"], "except": {"currency": "JPY"}}, ["1", "2", "4"]),
        (["Acme", "Core"], ["05", "1", "2"]),
        ("Bolt", ["3", "4"]),
    ],
)
def test_suppliers_and_except(suppliers, invoices):
    assert covered(suppliers=suppliers) == invoices


def test_except_a_name_that_does_not_occur_leaves_nobody_out_and_says_so():
    offer = cf.Offer(extend={"days": 30}, suppliers={"except": ["Acne"]}, options=[cf.LaterWithInterest(0, "ACT/360")])
    with pytest.warns(CashflowWarning, match="'Acne' does not occur"):
        result = cf.compare(ledger(), cf.Scenario("s", offer), quarters=SHOWN)
    assert result.offers["items_moved"].tolist() == [5]
    assert any("'Acne' does not occur" in n and "Did you mean 'Acme'?" in n for n in result.notes)


def test_many_names_that_do_not_occur_are_one_note_and_of_three_the_nearest_is_said(recwarn):
    names = ["Acne", "Bold", "Cork", "Dolt", "Acme"]
    offer = cf.Offer(extend={"days": 30}, suppliers=names, options=[cf.LaterWithInterest(0, "ACT/360")])
    result = cf.compare(ledger(), cf.Scenario("s", offer), quarters=SHOWN)
    said = [n for n in result.notes if "do not occur" in n]
    assert said == [
        "4 of the 5 suppliers that are named do not occur in the ledger: 'Acne' (did you mean 'Acme'?), 'Bold' (did you mean 'Bolt'?), "
        "'Cork' (did you mean 'Core'?) and 1 more. A name counts as the ledger writes it"
    ]
    assert sum("do not occur" in str(w.message) for w in recwarn) == 1


def test_long_names_are_cut_where_they_do_not_occur():
    offer = cf.Offer(extend={"days": 30}, suppliers=["A" * 50_000, "B" * 50_000, "Acme"], options=[cf.LaterWithInterest(0, "ACT/360")])
    with pytest.warns(CashflowWarning, match="2 of the 3 suppliers"):
        result = cf.compare(ledger(), cf.Scenario("s", offer), quarters=SHOWN)
    assert len(next(n for n in result.notes if "do not occur" in n)) < 700


def test_of_thousands_of_names_the_closest_is_found_by_how_they_begin_and_end():
    names = [f"Supplier {n:05d} GmbH & Co. KG" for n in range(20_000)]
    assert closest("Supplier 00731 GmbH", names) == "Supplier 00731 GmbH & Co. KG"
    assert closest("supplier 00731 GmbH & Co. KG", names) == "Supplier 00731 GmbH & Co. KG"
    assert closest("Zebra", names) is None


# Friday and Saturday are closed in Kuwait, Saturday and Sunday in the euro area, and there Monday 9 June, too.
CALENDARS = {"EUR": {"weekend": ["Sat", "Sun"], "holidays": ["2025-06-09"]}, "KWD": {"weekend": ["Fri", "Sat"]}}
WED_4_JUN, SAT_7_JUN = "2025-06-04", "2025-06-07"


@pytest.mark.parametrize(
    "terms, invoice, euro, dinar",
    [
        ("2 business days", WED_4_JUN, "2025-06-06", "2025-06-08"),  # Thu, Fri; Thu, Sun
        ("3 business days", WED_4_JUN, "2025-06-10", "2025-06-09"),  # Mon 9 is closed for the euro
        ("1 business day", SAT_7_JUN, "2025-06-10", "2025-06-08"),
        ("end of month then 1 business day back", WED_4_JUN, "2025-06-27", "2025-06-29"),  # before Monday the 30th
        ("3 days then following business day", WED_4_JUN, "2025-06-10", "2025-06-08"),  # Sat 7
        ("3 days then preceding business day", WED_4_JUN, "2025-06-06", "2025-06-05"),
        ("2 days then nearest business day", WED_4_JUN, "2025-06-06", "2025-06-05"),  # Fri 6: Thu is one day off, Sun two
        (
            "4 days then nearest business day",
            WED_4_JUN,
            "2025-06-10",
            "2025-06-08",
        ),  # Sun 8: Fri and Tue are equally near, the later counts
    ],
)
@pytest.mark.parametrize("path", ["cells", "rows", "asked"])
def test_business_days_of_terms_are_those_of_the_payer_in_the_currency(terms, invoice, euro, dinar, path):
    """Summed; row by row, because a part is paid; and as terms that an offer asks for. Business days are in the due date: the roll is none."""
    frame = pd.DataFrame({"supplier": "A", "invoice": ["1", "2"], "invoice_date": invoice, "amount": "10.00", "currency": ["EUR", "KWD"]})
    frame["terms"] = "net 0" if path == "asked" else terms
    policy = cf.PaymentPolicy("actual", as_of="2025-06-02", business_days={**CALENDARS, "roll": "none"})
    part = pd.DataFrame({"supplier": "A", "invoice": ["1", "2"], "paid_date": "2025-06-02", "amount": "4.00"}) if path == "rows" else None
    book = cf.read_ledger(frame, payments=part)
    assert len(Payments(book, policy).irregular) == (2 if path == "rows" else 0)
    if path == "asked":
        offer = cf.Offer(extend={"terms": terms}, options=[cf.LaterWithInterest(0, "ACT/360")])
        legs = cf.compare(book, cf.Scenario("s", offer), policy=policy, quarters=SHOWN).legs
        found = dict(zip(legs["currency"], legs["new_date"], strict=True))
    else:
        projected = cf.project(book, policy, quarters=SHOWN)
        open_ones = projected.payments[projected.payments["baseline_payment_date"] > "2025-06-02"]
        found = dict(zip(open_ones["currency"], open_ones["due_date"], strict=True))
        for currency, day in (("EUR", euro), ("KWD", dinar)):
            by_day = projected.days[projected.days["currency"] == currency].set_index("day")["cash_paid"]
            assert by_day[pd.Timestamp(day)] == D("6" if path == "rows" else "10")
    assert {k: str(v)[:10] for k, v in found.items()} == {"EUR": euro, "KWD": dinar}


def test_costs_by_nature_paid_and_accrued():
    """1,000,000.00 due Fri 20 June, paid 40 days later, Wed 30 July, at 6 % on 360 days: interest 6,666.67, of which 15 % tax is withheld.

    Accrued in June: 11 of 40 days (20 to 30 June), 1,833.33. The fee of 0.75 % is paid on 20 June and belongs to its day.
    """
    frame = pd.DataFrame({"supplier": ["Interest", "Fee"], "invoice": ["1", "2"], "invoice_date": "2025-05-21", "amount": "1000000.00"})
    ledger = cf.read_ledger(frame.assign(currency="EUR", terms="net 30"))
    options = {
        "Interest": cf.schemes.LaterWithInterest("0.06", "ACT/360", withholding_tax="0.15"),
        "Fee": cf.schemes.UpfrontFee("0.0075", of="gross", vat="none", paid="baseline"),
    }
    offers = [cf.Offer(extend={"days": 40}, suppliers=[name], options=[option]) for name, option in options.items()]
    result = cf.compare(ledger, cf.Scenario("s", offers), quarters=SHOWN)
    costs = result.costs.set_index(["nature", "quarter"])
    assert [list(costs.loc[key, ["paid", "accrued"]]) for key in (("interest", "2025 Q2"), ("interest", "2025 Q3"))] == [
        [D("0.00"), D("1833.33")],
        [D("6666.67"), D("4833.34")],
    ]
    assert len(costs) == 4  # the tax is held back and paid on: nothing for the buyer
    assert list(costs.loc[("fee", "2025 Q2"), ["paid", "accrued"]]) == [D("7500.00"), D("7500.00")]
    assert list(costs.loc[("fee", "2025 Q3"), ["paid", "accrued"]]) == [D("0.00"), D("0.00")]
    totals = result.quarters[result.quarters["scenario"] == "s"].set_index("quarter")
    for name in ("paid", "accrued"):
        sums = result.costs.groupby("quarter")[name].sum()
        assert [sums[q] for q in totals.index] == totals[f"financing_cost_{name}"].tolist()
    assert set(result.costs.columns) >= {"scenario", "currency", "nature", "quarter", "first_day", "last_day", "paid", "accrued"}


def test_a_discount_is_a_cost_below_zero():
    frame = pd.DataFrame({"supplier": ["A"], "invoice": ["1"], "invoice_date": ["2025-05-21"], "amount": ["1000.00"], "currency": ["EUR"]})
    offer = cf.Offer(extend={"early": 10}, options=[cf.schemes.EarlyPaymentDiscount("0.02", of="gross", vat="none")])
    costs = cf.compare(cf.read_ledger(frame.assign(terms="net 30")), cf.Scenario("s", offer), quarters=SHOWN).costs
    assert costs[["nature", "quarter", "paid", "accrued"]].values.tolist() == [
        ["discount", "2025 Q2", D("-20.00"), D("-20.00")],
        ["discount", "2025 Q3", D("0.00"), D("0.00")],
    ]


@given(some.rows(max_size=12), st.data())
def test_suppliers_and_where_choose_the_rows_that_the_slow_reference_chooses(rows, data):
    """Eight selections of each ledger; values are mostly those of one of its rows, or a day or a minor unit beside them."""
    ledger = some.ledger_of(rows)
    for _ in range(8):
        near = data.draw(st.sampled_from(rows))
        (one, suppliers), (two, where) = data.draw(some.chosen_suppliers()), data.draw(some.wheres(near=near))
        found = Selection(suppliers, where=where).invoices(ledger, [])
        assert found.tolist() == [one(r) and two(r) for r in rows], (suppliers, where)


BUSINESS = [t for t in some.TERMS if "business" in t and "until" not in t]


@given(some.policies(baselines=("actual",)), st.dates(some.FIRST, some.LAST), st.sampled_from(BUSINESS), st.booleans())
def test_business_days_of_terms_are_those_of_the_slow_reference(policy, first, text, by_rows):
    """Forty invoice days and two currencies with calendars of their own; row by row where a cent of each is paid."""
    reference, package = policy[0], evolve(policy[1], discounts="skip", as_of="2025-01-31")
    reference.discounts, reference.as_of = None, date(2025, 1, 31)
    rows = [
        {
            "supplier": "A",
            "invoice": f"{n} {c}",
            "invoice_date": first + timedelta(n),
            "amount": 1000,
            "currency": c,
            "text": text,
            "region": "",
        }
        | {"tax": 0, "approval": first, "terms": some.TERMS[text], "paid": [(first, 1)] if by_rows else []}
        for n in range(40)
        for c in some.DIGITS
    ]
    ledger = some.ledger_of(rows)
    assert len(Payments(ledger, package).irregular) == (len(rows) if by_rows else 0)
    found = cf.project(ledger, package, quarters=SHOWN)
    wanted = [(r["invoice"], due, base) for r in rows for due, base, _, _ in plain_items(r, reference)]
    assert sorted(
        zip(found.payments["invoice"], days(found.payments["due_date"]), days(found.payments["baseline_payment_date"]), strict=True)
    ) == sorted((i, str(due), str(base)) for i, due, base in wanted)
    paid = Counter()
    for row in rows:
        for _, base, amount, _ in plain_items(row, reference):
            paid[row["currency"], str(base)] += D(amount).scaleb(-some.DIGITS[row["currency"]])
    by_day = {(r["currency"], str(r["day"])[:10]): r["cash_paid"] for r in found.days.to_dict("records") if r["cash_paid"]}
    assert by_day == paid


def days(column):
    return [str(d)[:10] for d in column]


@pytest.mark.parametrize("wrong", [0, False, "", "steel", 7])
def test_a_selection_that_is_no_table_is_refused_where_it_is_given(wrong):
    """0 and an empty text are no table either, though Python takes them for nothing."""
    with pytest.raises(cf.InputError, match=r"where .*must be a table of columns"):
        cf.Offer(where=wrong, extend={"days": 3})
    if not isinstance(wrong, str):
        with pytest.raises(cf.InputError, match=r"suppliers .*must be a name, a list of names, or a table"):
            cf.Offer(suppliers=wrong, extend={"days": 3})


@pytest.mark.parametrize(("column", "role"), [("Vendor", "supplier"), ("Cur", "currency")])
def test_a_column_by_its_own_name_in_the_file_is_answered_with_ours(tmp_path, column, role):
    """The file calls its suppliers 'Vendor', beside a 'VendorID' that is an attribute and was proposed in its place."""
    (tmp_path / "ap.csv").write_text("Vendor,VendorID,Invoice,Invoice Date,Amount,Cur,Terms\nAcme,7,A-1,2025-05-01,100.00,EUR,net 30\n")
    book = cf.read_ledger(tmp_path / "ap.csv", map={"currency": "Cur"})
    with pytest.raises(cf.InputError, match=rf"'{column}': is the file's name of what is read as {role}\. Write {role}"):
        cf.compare(book, cf.Scenario("s", cf.Offer(suppliers={column: "Acme"}, extend={"days": 30})))
