"""Codes of terms: told in a table or a file, inferred where dates leave one rule, else listed; terms told for rows without. By a calendar."""

import io
import json
from decimal import Decimal as D

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.days import to_days
from cashflow.cli import main
from cashflow.ledger.values.term_codes import fitting_terms

NET_30 = [("2025-01-10", "2025-02-09"), ("2025-01-31", "2025-03-02"), ("2025-02-14", "2025-03-16"), ("2025-03-03", "2025-04-02")]
END_10 = [("2025-01-10", "2025-02-10"), ("2025-01-31", "2025-02-10"), ("2025-02-14", "2025-03-10"), ("2025-03-28", "2025-04-10")]
DAYS_30_END = [("2025-01-01", "2025-01-31"), ("2025-01-30", "2025-03-31"), ("2025-02-14", "2025-03-31"), ("2025-05-31", "2025-06-30")]
END = [("2025-01-01", "2025-01-31"), ("2025-01-31", "2025-01-31"), ("2025-02-28", "2025-02-28"), ("2025-03-30", "2025-03-31")]
TENTH_AFTER_NEXT = [("2025-01-05", "2025-03-10"), ("2025-01-31", "2025-03-10"), ("2025-02-14", "2025-04-10"), ("2025-11-28", "2026-01-10")]
EARLY_IN_THE_MONTH = [
    ("2025-01-02", "2025-01-31"),
    ("2025-01-05", "2025-01-31"),
    ("2025-02-03", "2025-02-28"),
    ("2025-03-04", "2025-03-31"),
]


def ledger(rows, code="Z030", more=(), **options):
    """Rows of one code, the last of which repeats the first day; then `more` rows as they stand."""
    lines = [(d, due, code) for d, due in [*rows, rows[0]]] + list(more)
    frame = pd.DataFrame(lines, columns=["invoice_date", "due_date", "terms"]).assign(supplier="A", amount="10.00", currency="EUR")
    return cf.read_ledger(frame.assign(invoice=[str(n) for n in range(len(frame))]), **options)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (NET_30, "net 30"),
        (END_10, "end of month then 10 days"),
        (DAYS_30_END, "30 days then end of month"),
        (END, "end of month"),
        (TENTH_AFTER_NEXT, "2 months then on day 10"),
    ],
)
def test_a_code_is_inferred_where_its_rows_leave_one_rule(rows, wanted):
    found = ledger(rows, more=[("2025-03-03", "", "Z030")])
    assert len(found) == 6 and [str(t) for t in found.terms] == [wanted]
    said = found.findings.frame[["kind", "reason", "status"]].values.tolist()
    assert said == [["terms inferred", f"Z030 = {wanted} in 5 of 5 rows that state both dates", "flagged"]]


@pytest.mark.parametrize(("amount", "terms"), [("-5.00", ["net 30"]), ("5.00", [])])
def test_a_credit_note_due_at_once_says_nothing_against_the_rule_of_the_bills(amount, terms):
    rows = [*NET_30, NET_30[0], ("2025-03-20", "2025-03-20")]
    frame = pd.DataFrame(rows, columns=["invoice_date", "due_date"]).assign(supplier="A", amount="10.00", currency="EUR", terms="30")
    frame.loc[len(frame) - 1, "amount"] = amount
    found = cf.read_ledger(frame.assign(invoice=[str(n) for n in range(len(frame))]))
    assert [str(t) for t in found.terms] == terms
    said = found.findings.frame["reason"].tolist()
    aside = "30 = net 30 in 5 of 5 rows that state both dates, besides credit notes that are due on their own date"
    assert (aside in said) == bool(terms) and str(found.to_frame()["due_date"].iloc[-1])[:10] == "2025-03-20"


def test_the_row_without_a_due_date_gets_it():
    found = ledger(NET_30, more=[("2025-03-03", "", "Z030")])
    q = cf.project(found, quarters=("2025-04-01", "2025-06-30")).quarters
    assert q["cash_paid"].tolist() == [D("20.00")]  # the last row of the table and this one, both due on 2 April


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (NET_30[:3], "too few rows"),
        ([NET_30[0], NET_30[1], NET_30[0], NET_30[1], NET_30[1]], "two days only"),
        ([*NET_30, ("2025-04-01", "2025-05-02")], "one row says another day"),
        (EARLY_IN_THE_MONTH, "end of month, or 5, 10, 15, 20 days before it"),
    ],
)
def test_else_it_is_listed_with_what_to_type(rows, why):
    found = ledger(rows, more=[("2025-03-03", "", "Z030")])
    assert len(found) == len(rows) + 1 and not found.terms, why
    frame = found.findings.frame
    assert frame["kind"].unique().tolist() == ["unreadable terms"]
    assert frame["status"].tolist() == ["flagged"] * (len(rows) + 1) + ["rejected"]
    assert "under [terms.codes]" in frame["reason"].iloc[-1] and 'Z030 = "' in frame["reason"].iloc[-1]
    if rows is EARLY_IN_THE_MONTH:
        assert "Its rows fit end of month, 5 days then end of month, 7 days" in frame["reason"].iloc[-1]


def test_only_texts_that_are_no_terms_are_inferred():
    """Texts with several readings are not decided by their dates, nor are those that are read."""
    found = ledger(DAYS_30_END, code="30 days EOM")
    assert found.findings.frame["kind"].unique().tolist() == ["unreadable terms"] and not found.terms
    other = ledger(NET_30, code="net 31")
    assert [str(t) for t in other.terms] == ["net 31"] and other.findings.frame["kind"].unique().tolist() == ["other due date"]


def test_the_same_rule_in_two_words_is_one():
    """End of month and 15 days is the 15th of the next month, whatever the date."""
    days = to_days(["2025-01-05", "2025-01-31", "2025-02-14"])
    assert [str(t) for t in fitting_terms(days, to_days(["2025-02-15", "2025-02-15", "2025-03-15"]))] == ["end of month then 15 days"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("codes.csv", "code,terms\nZ030,net 45\n\n0001,2/10 net 30\n"),
        ("codes.csv", "Code;Terms\r\nZ030;net 45\r\n0001;2/10 net 30\r\n"),
        ("codes.toml", 'Z030 = "net 45"\n0001 = "2/10 net 30"\n'),
        ("codes.toml", '[terms.codes]\nZ030 = [{ days = 45 }]\n0001 = "2/10 net 30"\n'),
    ],
)
def test_codes_in_a_file_beat_what_dates_say(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    found = ledger(NET_30, more=[("2025-03-03", "", "Z030"), ("2025-03-03", "", "0001")], codes=path)
    assert [str(t) for t in found.terms] == ["net 45", "2/10 net 30"] and len(found) == 7
    assert found.findings.frame["kind"].unique().tolist() == ["other due date"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "must have the columns code and terms"),
        ("code,terms\nZ1,net 30\nZ1,net 60\n", "has other terms in a row above"),
        ("code,terms\nZ1,\n", "must have a code and its terms"),
    ],
)
def test_files_of_codes_that_are_none(tmp_path, text, said):
    (tmp_path / "codes.csv").write_text(text)
    with pytest.raises(cf.InputError, match=said):
        ledger(NET_30, codes=tmp_path / "codes.csv")
    with pytest.raises(cf.InputError, match="there is no such file"):
        ledger(NET_30, codes=str(tmp_path / "none.csv"))


BARE = "supplier,invoice,invoice_date,amount,currency\nA,1,2025-05-02,10.00,EUR\nA,2,2025-05-05,20.00,EUR\n"
MIXED = "supplier,invoice,invoice_date,due_date,amount,currency,terms\nA,1,2025-05-02,,10.00,EUR,\nA,2,2025-05-05,,20.00,EUR,net 60\n"


def read(text, **options):
    return cf.read_ledger(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False), **options)


def test_terms_are_told_for_rows_without():
    found = read(MIXED + "A,3,2025-05-06,2025-05-20,5.00,EUR,\nA,4,,2025-05-20,6.00,EUR,\n", terms="net 30")
    frame = cf.project(found).payments.set_index("invoice")
    assert {k: str(d.date()) for k, d in frame["due_date"].items()} == {
        "1": "2025-06-01",
        "2": "2025-07-04",
        "3": "2025-05-20",
        "4": "2025-05-20",
    }
    said = found.findings.frame[["row", "kind", "reason"]].values.tolist()
    assert [2, "terms told", "1 row has no terms and no due date: 'net 30' counts, as given"] in said
    assert len(read(BARE, terms="net 30")) == 2  # no such column at all
    with pytest.raises(cf.InputError, match="terms"):
        read(BARE)
    with pytest.raises(cf.InputError, match="must count from the invoice date"):
        read(BARE, terms="net 30 from receipt")
    with pytest.raises(cf.InputError, match="terms"):
        read(BARE, terms="soon")


def test_a_scan_takes_them_too(tmp_path):
    (tmp_path / "a.csv").write_text(MIXED)
    scan = cf.scan([tmp_path / "a.csv"], terms="net 30")
    pd.testing.assert_frame_equal(cf.project(scan).quarters, cf.project(read(MIXED, terms="net 30")).quarters)


def test_the_same_words_as_flag_and_key(tmp_path):
    (tmp_path / "a.csv").write_text(BARE)
    (tmp_path / "codes.csv").write_text("code,terms\nZ030,net 45\n")
    text = '[ledger]\npath = "a.csv"\nterms = "net 30"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[terms]\ncodes = "codes.csv"\n'
    (tmp_path / "w.toml").write_text(text)
    found = CliRunner().invoke(main, ["project", str(tmp_path / "w.toml"), "--json"])
    assert json.loads(found.output)["currencies"]["EUR"]["baseline"]["cash_paid"] == ["30.00", "0.00"]  # 1 and 4 June
    checked = CliRunner().invoke(
        main, ["check", str(tmp_path / "a.csv"), "--terms", "net 30", "--terms-codes", str(tmp_path / "codes.csv")]
    )
    assert checked.exit_code == 0 and "2 rows have no terms and no due date: 'net 30' counts, as given" in checked.output
    (tmp_path / "w.toml").write_text(text.replace('"net 30"', "30"))
    refused = CliRunner().invoke(main, ["project", str(tmp_path / "w.toml")])
    assert refused.exit_code == 1 and "ledger.terms" in refused.output


def test_credit_notes_without_due_date_are_due_at_once():
    """shared cases, credit_notes: 1,134.31 and a credit of 525.00 without a due date: USD 609.31, due on 1 September."""
    text = "supplier,invoice,invoice_date,due_date,amount,currency,terms\nEquip,A-100,2026-08-31,2026-09-30,1134.31,USD,\n"
    found = read(text + "Equip,CM-1,2026-09-01,,-525.00,USD,\n")
    assert found.findings.amount_accepted == {"USD": D("609.31")}
    assert str(cf.project(found).payments.set_index("invoice")["due_date"]["CM-1"].date()) == "2026-09-01"
    reason = "1 row has a negative amount, no terms and no due date: credit notes, due at once on their own date"
    assert found.findings.frame[["row", "kind", "reason"]].values.tolist() == [[3, "due at once", reason]]
    rejected = read(text + "Equip,3,2026-09-01,,525.00,USD,\n").findings.frame
    assert rejected[["kind", "status"]].values.tolist() == [["missing terms", "rejected"]]


def test_a_due_date_keeps_the_row_beside_terms_that_can_not_be_read():
    """shared cases, due_date_beats: all 7 rows, 700.00; invoice 5 is due on the stated date."""
    text = "supplier,invoice,invoice_date,due_date,amount,currency,terms\n"
    rows = [("1", "2025-05-31", "net 30"), ("2", "2025-05-31", "30"), ("3", "2025-05-31", "ZB30"), ("4", "2025-05-31", "Credit card")]
    rows += [
        ("5", "2025-06-30", "30 days EOM"),
        ("6", "2025-05-31", "net 30 from receipt"),
        ("7", "2025-06-15", '"50% net 30, 50% net 60"'),
    ]
    found = read(text + "".join(f"Acme,{n},2025-05-01,{due},100.00,EUR,{terms}\n" for n, due, terms in rows))
    assert found.findings.amount_accepted == {"EUR": D("700.00")} and found.findings.rejected == 0
    unread = found.findings.frame.query("kind == 'unreadable terms'")
    assert unread["value"].tolist() == ["30", "ZB30", "Credit card", "30 days EOM"] and set(unread["status"]) == {"flagged"}
    due = cf.project(found).payments.set_index("invoice")["due_date"]
    assert str(due["5"].date()) == "2025-06-30" and str(due["7"].date()) == "2025-06-15"
    without = read(text + "Acme,1,2025-05-01,,1.00,EUR,ZB30\nAcme,2,2025-05-01,,1.00,EUR,net 30\n").findings.frame
    assert without[["kind", "status"]].values.tolist() == [["unreadable terms", "rejected"]]


def test_ends_of_short_months_leave_two_days_of_the_month():
    """28 February, 30 April and 30 June are the 30th or the 31st of the next month, or the last: two rules, so it is asked."""
    days, due = to_days(["2025-01-01", "2025-03-31", "2025-05-15"]), to_days(["2025-02-28", "2025-04-30", "2025-06-30"])
    assert [str(t) for t in fitting_terms(days, due)] == ["1 month then on day 30", "1 month then on day 31"]


def proposed(rows):
    """What is said of a code whose rows are too few, at its row without a due date."""
    frame = pd.DataFrame([(d, due, "Z60") for d, due in [*rows, ("2025-03-03", "")]], columns=["invoice_date", "due_date", "terms"])
    frame = frame.assign(supplier="A", amount="10.00", currency="EUR", invoice=[str(n) for n in range(len(frame))])
    found = cf.read_ledger(frame)
    assert not found.terms  # proposed, never taken
    return found.findings.frame.query("status == 'rejected'")["reason"].iloc[0]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([("2025-01-10", "2025-03-11"), ("2025-02-14", "2025-04-15")], 'Its rows fit net 60. If it is a code, type under [terms.codes]: Z60 = "net 60"'),
        (  # 10 January: 60 days on, 39 after the month end, or the 11th of the month after next
            [("2025-01-10", "2025-03-11")],
            "Its row fits net 60, end of month then 39 days and 2 months then on day 11. If it is a code, type under [terms.codes]: "
            'Z60 = "net 60", or "end of month then 39 days", or "2 months then on day 11"',
        ),
        (
            [("2025-01-10", "2025-03-11"), ("2025-02-14", "2025-02-20")],
            'No one rule gives the due dates of its 2 rows. If it is a code, type its terms under [terms.codes], as in Z60 = "net 30"',
        ),
    ],
)  # fmt: skip
def test_a_code_of_few_rows_is_proposed_by_the_rules_that_fit_them(rows, line):
    said = proposed(rows)
    assert said.endswith(line) and "Known in this ledger" not in said


def test_a_code_without_dates_is_asked_for_without_a_guess():
    frame = pd.DataFrame({"supplier": ["A"] * 2, "invoice": ["1", "2"], "invoice_date": "2025-03-03", "amount": "10.00", "currency": "EUR"})
    found = cf.read_ledger(frame.assign(terms=["Z60", "net 45"]))
    said = found.findings.frame["reason"].iloc[0]
    assert "Known in this ledger: net 45" in said
    assert said.endswith('If it is a code, type its terms under [terms.codes], as in Z60 = "net 30"')
