"""A sample of each kind of export; what is read of it is typed in ledgers/expected.toml."""

import tomllib

import pytest

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.lay_out import lay_out
from cashflow.ledger.layout.profile import Profile, profile_named, profiles
from cashflow.ledger.layout.told import LayoutOptions
from tests.layouts import LEDGERS, items, sheet_at

EXPECTED = tomllib.loads((LEDGERS / "expected.toml").read_text(encoding="utf-8"))
REFUSED = {
    "fec": ("\t", "is a journal (a French FEC)"),
    "journal": (",", "is a journal (debit and credit by account)"),
    "bank_statement": (";", "is a bank statement"),
    "bank_statement_plain": (",", "is a bank statement"),
    "trial_balance": (";", "is a trial balance"),
    "purchase_orders": (",", "is a list of purchase orders"),
    "sales_orders": (",", "is a list of sales to customers"),
    "assets": (",", "is an asset register"),
    "contracts": (",", "is a list of contracts"),
    "expenses": (",", "is a list of employees' expenses"),
    "payroll": (",", "is a payroll"),
    "stock": (",", "is a stock list"),
    "bank_statement_words": (";", "is a bank statement"),
    "price_list": (";", "is a price list"),
    "budget": (",", "is a budget"),
    "employees": (";", "is a list of employees"),
    "timesheet": (",", "is a list of working hours"),
    "card_statement": (",", "is a statement of a card"),
    "customers": (";", "is a list of customers"),
    "quickbooks_iif": (";", "is an interchange file of QuickBooks"),
    "suppliers": (",", "is a list of suppliers without their invoices"),
}
IN_KINDS = {"quickbooks_online_api", "xero_api"}  # of records in records: see ledgers/kinds.toml


def test_each_profile_has_a_sample():
    assert {*profiles()} - {*EXPECTED} - {*REFUSED} - IN_KINDS == {"general", "datev_extf"}


@pytest.mark.parametrize("name", EXPECTED)
def test_sample(name):
    wanted = EXPECTED[name]
    sheet = sheet_at(LEDGERS / f"{name}.csv", wanted.get("separator", ","))
    layout, table = lay_out(sheet, LayoutOptions(**wanted.get("told", {})))
    assert layout.profile == name
    ours = ("supplier", "invoice", "invoice_date", "due_date", "amount")
    found = items(table)
    rows = [[str(row[c]) if c in found else "" for c in ours] for _, row in found.iterrows()]
    assert rows == wanted["rows"]
    assert layout.header_row == wanted.get("header_row", 1) == table.skipped + 1
    for fact in ("sign", "date_order", "decimal"):
        assert getattr(layout, fact) == wanted.get(fact), fact
    assert layout.currency == (None if "currency" in table.frame else wanted["told"]["currency"])
    assert dict(layout.ignored) == wanted.get("ignored", {})
    assert {k: layout.columns.get(k) for k in wanted.get("columns", {})} == wanted.get("columns", {})
    assert [t for t in layout.totals.values() if "own total" in t] == ([wanted["total"]] if "total" in wanted else [])
    assert set(wanted.get("unused", [])) <= set(layout.unused)
    assert not layout.ask


@pytest.mark.parametrize("name", [n for n, w in EXPECTED.items() if "currency" in w.get("told", {})])
def test_a_currency_that_nothing_says_is_asked_for(name):
    wanted = EXPECTED[name]
    told = {k: v for k, v in wanted["told"].items() if k != "currency"}
    with pytest.raises(InputError, match=r"the currency is not stated|is blank in 2 rows, which stands for the company's own") as refused:
        lay_out(sheet_at(LEDGERS / f"{name}.csv", wanted.get("separator", ",")), LayoutOptions(**told))
    assert any(a["type"].startswith("--currency ") for a in refused.value.ask)
    assert "--currency" in refused.value.sentence()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_ledger_is_refused_by_its_name(name):
    separator, words = REFUSED[name]
    with pytest.raises(InputError) as refused:
        lay_out(sheet_at(LEDGERS / f"{name}.csv", separator), LayoutOptions())
    assert words in str(refused.value) and refused.value.hint and not refused.value.ask


def test_a_profile_may_be_told_by_the_beginning_of_its_name():
    assert profile_named("sap").name == "sap_line_items"
    assert profile_named("oracle").name == "oracle"
    with pytest.raises(InputError, match=r"unknown export profile\. Did you mean 'tally'"):
        profile_named("taly")


@pytest.mark.parametrize(
    "wrong",
    [
        {"seen": "guessed"},
        {"sign": "negative"},
        {"groups": "month"},
        {"owed": "left"},
        {"types": {"bill": ["Bill"]}},
        {"columns": {"vendor": ["V"]}},
    ],
)
def test_a_profile_is_checked(wrong):
    good = {"name": "x", "title": "x", "seen": "code", "source": "x", "requires": ["A"]}
    Profile(**good)
    with pytest.raises(ValueError, match="profile x"):
        Profile(**good | wrong)


def test_no_sign_is_taken_from_what_is_only_recalled():
    recalled = Profile(name="x", title="x", seen="recalled", source="x", requires=["A"], sign="payables negative", owed="credit")
    assert not recalled.sure
    assert not [p.name for p in profiles().values() if p.seen == "recalled" and (p.sign or p.owed)]
    assert all(p.source and p.title for p in profiles().values())
