"""A ledger against a control total of the general ledger; all figures by hand.

EUR, by posting date at 2025-06-30: A 1,000.00 + B 500.00 (paid 200.00 by then, 300.00 after) − credit note 50.00 = 1,250.00. C 70.00 is dated
28 June and posted 2 July; D 40.00 is dated in July. A row of 99.00 can't be read (its date), and 5.00 are paid for an invoice elsewhere.
"""

import json
import re
from pathlib import Path

import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.basics.money import how_to_write
from cashflow.ledger.tie_out import control_totals, tie_outs

from .test_cli import cashflow, refused

BOOK = """supplier,invoice,invoice_date,amount,currency,terms,posting_date
Acme,A,2025-06-01,1000.00,EUR,net 60,2025-06-02
Bolt,B,2025-06-03,500.00,EUR,net 30,2025-06-03
Bolt,K,2025-06-04,-50.00,EUR,net 30,2025-06-05
Cork,C,2025-06-28,70.00,EUR,net 30,2025-07-02
Dent,D,2025-07-03,40.00,EUR,net 30,2025-07-03
Etna,E,soon,99.00,EUR,net 30,2025-06-03
"""
PAID = """supplier,invoice,paid_date,amount
Bolt,B,2025-06-20,200.00
Bolt,B,2025-07-05,300.00
Zed,Z9,2025-06-20,5.00
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("book.csv").write_text(BOOK, encoding="utf-8")
    Path("paid.csv").write_text(PAID, encoding="utf-8")


def tied(total):
    book = cf.read_ledger("book.csv", payments="paid.csv")
    (found,) = tie_outs(book, control_totals([total], book.currency.values), "2025-06-30")
    return found


def test_the_difference_is_what_was_left_out_and_not_set_off():
    """The general ledger has the row of 99.00, and set off the 5.00: 1,250.00 + 99.00 − 5.00."""
    found = tied("1344.00")
    assert (found.ledger, found.control, found.difference, found.unexplained) == (1250, 1344, -94, 0)
    assert {b.what: (b.many, b.amount, b.counts) for b in found.between} == {
        "rows left out, dated by 2025-06-30": (1, -99, True),
        "payments of no invoice here: not set off": (1, 5, True),
        "dated by 2025-06-30, posted later: in neither": (1, 70, False),
        "dated after 2025-06-30: in neither": (1, 40, False),  # the one posted later stands in its own line
        "paid after 2025-06-30: open in both": (1, 300, False),
    }
    assert found.by == "posting date" and found.equal == ()


def test_items_of_just_the_unexplained_amount_are_named():
    found = tied("EUR=1414.00")
    assert found.unexplained == -70 and found.equal == ("Cork C, row 5: 70.00",)


def test_without_posting_dates_the_invoice_date_counts():
    Path("book.csv").write_text("\n".join(line.rsplit(",", 1)[0] for line in BOOK.splitlines()), encoding="utf-8")
    found = tied("1320")
    assert found.by == "invoice date" and found.ledger == 1320 and found.difference == 0


def test_the_command():
    said = cashflow("check", "book.csv", "--payments", "paid.csv", "--control", "1,344.00", "--at", "2025-06-30").stdout
    assert "Tie-out at 2025-06-30, by posting date: EUR 1,250.00 in the ledger, 1,344.00 control total\n  difference -94.00" in said
    assert "all explained" in said
    as_json = json.loads(cashflow("check", "book.csv", "--control", "1344.00", "--at", "2025-06-30", "--json").stdout)
    assert as_json["tie_out"][0]["difference"] == "106.00"  # without payments 1,450.00 are open
    cashflow("check", "book.csv", "--findings", "found.csv")
    assert Path("found.csv").read_text(encoding="utf-8").count("unreadable date") == 1


def test_what_the_command_refuses():
    assert "Write e.g. 1234.50" in refused("check", "book.csv", "--control", "ten", "--at", "2025-06-30")
    for typed in ("1.344,00", "1344,00", "1 344,00"):
        assert "Write EUR=1344.00" in refused("check", "book.csv", "--control", f"EUR={typed}", "--at", "2025-06-30")
    assert "unknown currency" in refused("check", "book.csv", "--control", "EURO=1", "--at", "2025-06-30")
    assert cashflow("check", "book.csv", "--control", "1").exit_code == 2
    Path("book.csv").write_text(BOOK + "Acme,P,2025-06-01,1.00,GBP,net 30,\n", encoding="utf-8")
    assert "must name its currency, since the ledger has several. Write --control EUR=1 or --control GBP=1" in refused(
        "check", "book.csv", "--control", "1", "--at", "2025-06-30"
    )


def test_in_python():
    book = cf.read_ledger("book.csv", payments="paid.csv")
    found = book.tie_out("1344.00", at="2025-06-30")
    assert found.unexplained == 0 and found.to_dict() == tied("1344.00").to_dict()
    assert str(found).startswith(
        "Tie-out at 2025-06-30, by posting date: EUR 1,250.00 in the ledger, 1,344.00 control total\n  difference -94.00"
    )
    assert str(found).endswith("\n  all explained") and len(repr(found).splitlines()) <= 10


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"control": 1344.0}, "control '1344.0': is a float, which is not an exact amount"),
        ({"control": "ten"}, "control 'ten': is not an amount"),
        ({"control": "1", "at": "2025-06-31"}, "at '2025-06-31': is not a date"),
        ({"control": "1", "currency": "GBP"}, "currency 'GBP': is not in the ledger. Known: EUR"),
    ],
)
def test_what_python_refuses(options, said):
    with pytest.raises(cf.InputError) as refused:
        cf.read_ledger("book.csv").tie_out(**{"at": "2025-06-30", **options})
    assert str(refused.value).startswith(said)


def test_of_several_currencies_one_must_be_named():
    Path("book.csv").write_text(BOOK + "Acme,P,2025-06-01,1.00,GBP,net 30,\n", encoding="utf-8")
    book = cf.read_ledger("book.csv")
    assert book.tie_out("1.00", at="2025-06-30", currency="GBP").difference == 0
    with pytest.raises(cf.InputError, match=r"^currency: must be given: there are several. Known: EUR, GBP"):
        book.tie_out("1.00", at="2025-06-30")


@pytest.mark.parametrize(
    "total, at, said",
    [
        ("1154.00", "2025-07-10", None),  # 1,060.00 + 99.00 − 5.00: all is explained
        ("1000.00", "2025-07-05", None),
        (
            "1000.00",
            "2025-07-10",
            "the day of the control total is 2025-07-10, 5 days after 2025-07-05, the last date in the ledger: what came in between is not in it",
        ),
        (
            "1060.00",
            "2026-06-30",
            "the day of the control total is 2026-06-30, 360 days after 2025-07-05, the last date in the ledger: what came in between is not in it. Is the day",
        ),
        (
            "1.00",
            "2024-06-30",
            "the day of the control total is 2024-06-30, before the first invoice (2025-06-02). Is the day of the control total the day the ledger was taken?",
        ),
    ],
)
def test_a_ledger_that_ends_earlier_says_so(total, at, said):
    found = cashflow("check", "book.csv", "--payments", "paid.csv", "--control", total, "--at", at).stdout
    assert f"Tie-out at {at}" in found and ("Note: the day" in found) is (said is not None) and (said is None or said in found)


def test_a_currency_that_ends_earlier_than_the_others_says_so():
    """Rows in USD end in January: the total in EUR is as it was."""
    Path("two.csv").write_text(BOOK + "Fox,F,2025-01-10,10.00,USD,net 30,2025-01-10\n", encoding="utf-8")
    (eur, usd) = tie_outs(cf.read_ledger("two.csv"), {"EUR": 155000, "USD": 1000}, "2025-07-03")
    assert eur.notes == ()
    assert (
        usd.unexplained == 0
        and "174 days after 2025-01-10, the last date in the ledger in USD" in str(usd)
        and usd.to_dict()["notes"] == [*usd.notes]
    )


def test_a_currency_that_no_row_is_in_is_said_to_be_in_none():
    """All of its control total is unexplained: a typing error, or a file that is missing."""
    ledger = cf.read_ledger("book.csv", accept={"unreadable date": "to be mended"})
    usd, eur = sorted(tie_outs(ledger, {"USD": 100_00, "EUR": 1_250_00}, "2025-06-30"), key=lambda t: t.currency == "EUR")
    assert usd.notes == ("no row of the ledger is in USD; it is in EUR",) and not any("no row" in n for n in eur.notes)


def test_of_several_files_each_currency_counts_by_the_dates_it_has(tmp_path):
    # one company's export has posting dates, the other's has none; an item is named with its file, for rows of both have that number
    folder = tmp_path / "group"
    folder.mkdir()
    head = "supplier,invoice,invoice_date,amount,currency,terms"
    (folder / "uk.csv").write_text(f"{head},posting_date\nOak,1,2025-06-28,5.00,GBP,net 30,2025-07-02\n")
    (folder / "us.csv").write_text(f"{head}\nElm,7,2025-06-28,9.00,USD,net 30\n")
    both = cf.read_ledger(folder)
    found = {c: both.tie_out("0", at="2025-06-30", currency=c) for c in ("GBP", "USD")}
    assert (found["GBP"].by, str(found["GBP"].ledger), found["USD"].by, str(found["USD"].ledger)) == (
        "posting date",
        "0.00",
        "invoice date",
        "9.00",
    )
    assert found["USD"].equal == ("Elm 7, us.csv, row 2: 9.00",)
    (folder / "us2.csv").write_text(f"{head}\nElm,8,2025-06-28,9.00,GBP,net 30\n")
    mixed = cf.read_ledger(folder).tie_out("9", at="2025-06-30", currency="GBP")
    assert mixed.by == "posting date where there is one, else invoice date" and not mixed.difference


@pytest.mark.parametrize("text", ["1.000,00", "2.500,00", "12,34.50", "1.000.000,00"])
def test_a_total_with_other_signs_is_never_read_as_less(text):
    """1.000,00 without its comma would be one euro."""
    with pytest.raises(InputError, match="is not an amount"):
        control_totals([text], ["EUR"])


@pytest.mark.parametrize(("text", "minor"), [("1,234.50", 1_234_50), ("1,28,500.00", 128_500_00), ("-1,000,000.5", -1_000_000_50)])
def test_a_total_may_have_commas_between_its_groups(text, minor):
    assert control_totals([text], ["EUR"]) == {"EUR": minor}


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
@pytest.mark.parametrize(
    "typed", ["1,234", "1.234", "60,000", "60.000", "1.230", "0,123", "1,2345", "1,5", "60m", "1 234,5", "1.234,567", "-1,234", "ten", "9.223.372.036.854.775.808"]
)  # fmt: skip
def test_what_is_said_to_be_typed_is_read(currency, typed):
    """'1,234' of euros was answered with 'Write 1234 or 1.234', and 1.234 was refused then."""
    for before in ("", f"{currency}="):
        try:
            control_totals([f"{before}{typed}"], [currency])
        except cf.InputError as wrong:
            said = re.fullmatch(r"Write (?:it in full: |e\.g\. )?(.+)", str(wrong.hint))
            assert said is not None, wrong.hint
            for way in said[1].split(" or "):
                assert way.startswith(before) and control_totals([way], [currency])[currency]
        else:
            assert currency == "KWD" and typed in ("1.234", "60.000", "1.230")


@pytest.mark.parametrize(
    ("text", "digits", "said"),
    [
        ("1,234", 0, "Write 1234"),
        ("1,234", 2, "Write 1234"),
        ("1,234", 3, "Write 1234 or 1.234"),
        ("60,000", 0, "Write 60000 or 60"),
        ("60,000", 2, "Write 60000 or 60.00"),
        ("60,000", 3, "Write 60000 or 60.000"),
        ("0,120", 2, "Write 0.12"),
        ("x", 0, "Write e.g. 1234"),
        ("1,234", None, "Write 1234 or 1.234"),
    ],
)
def test_an_amount_is_proposed_with_no_more_decimals_than_its_currency_has(text, digits, said):
    assert how_to_write(text, digits) == said
