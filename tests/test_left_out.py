"""What a ledger leaves out: said first by every result, refused above one per cent, waived by kind or allowed up to a share.

The thinned ledger, by hand: 71 rows, one of them blank; 34 accepted of USD 100.00, ten of them paid; 36 of USD 50.00 without a date that
can be read. Gross 3,400 + 1,800 = 5,200, of it left out 34.6 %; open 2,400 + 1,800 = 4,200, of it left out 42.9 %.
"""

import importlib
import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import cashflow as cf
from cashflow.ledger.kinds import FLAGGED, IGNORED, KINDS, REJECTED
from cashflow.ledger.left_out import Sums
from cashflow.payments import Payments

from .test_cli import cashflow, refused

HEAD = "supplier,invoice,invoice_date,amount,currency,terms,paid_date\n"
SAID = "36 of 71 rows, USD 1,800.00 (35 %; 43 % of what is open), are left out"
SHOWN = ("2025-04-01", "2025-09-30")
WHATIF = """[ledger]
path = "ledger.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[solve]
target = "100"
by = 2025-06-30
menu = [{ extend = { days = 30 }, scheme = "later_with_interest", annual_rate = 0.06, day_count = "ACT/360" }]
[[scenario]]
name = "Later"
[[scenario.offer]]
extend = { days = 30 }
acceptance = { share = 0.5 }
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.06
day_count = "ACT/360"
"""
VERBS = {
    "run": ["run", "w.toml"],
    "project": ["project", "w.toml"],
    "simulate": ["simulate", "w.toml"],
    "solve": ["solve", "w.toml"],
    "explain": ["explain", "w.toml", "cash_retained", "--quarter", "2025-06-30"],
}
OFFER = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")])
LATER = cf.Scenario("Later", OFFER)
FIGURES = {
    "project": lambda book: cf.project(book, quarters=SHOWN),
    "compare": lambda book: cf.compare(book, LATER, quarters=SHOWN),
    "sweep": lambda book: cf.sweep(book, [LATER], quarters=SHOWN),
    "sweep by days": lambda book: cf.sweep(book, OFFER, days=[[20]], quarters=SHOWN),
    "simulate": lambda book: cf.simulate(book, LATER, quarters=SHOWN),
    "solve": lambda book: cf.solve(
        book, "100", by="2025-06-30", menu=[({"days": 30}, cf.LaterWithInterest("0.06", "ACT/360"))], quarters=SHOWN
    ),
}


def row(number, date="2025-05-21", amount="100.00", currency="USD", paid=""):
    return f"Acme,{number},{date},{amount},{currency},net 30,{paid}\n"


THINNED = HEAD + "".join(
    [*(row(i, paid="2025-06-01" if i < 10 else "") for i in range(34)), *(row(i, "soon", "50.00") for i in range(34, 70)), ",,,,,,\n"]
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_text(THINNED, encoding="utf-8")
    Path("w.toml").write_text(WHATIF, encoding="utf-8")
    return tmp_path


def told(key):
    Path("w.toml").write_text(WHATIF.replace("[calendar]", f"{key}\n[calendar]", 1), encoding="utf-8")


def read(text, **options):
    Path("some.csv").write_text(text, encoding="utf-8")
    return cf.read_ledger("some.csv", **options)


def many(n, amount="10.00", currency="EUR", date="2025-05-21"):
    return "".join(row(f"{currency}{date}{i}", date, amount, currency) for i in range(n))


def first_said(text):
    """What stands first on the page, whatever lines it takes."""
    return " ".join(text.split("\n\n")[0].split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_refuses_half_a_ledger(folder, verb):
    said = refused(*VERBS[verb])
    assert said.startswith(
        f"cashflow: ledger.csv: {SAID}: more than 1 % (36 of 70 rows, 51 %), so no figures are given. See them with 'cashflow check ledger.csv'"
    )
    assert '[ledger] accept = { "unreadable date" = "why" }' in said
    assert "--most-rejected 0.52" in said  # 36 of 70 rows that are not blank: 51.4 %
    if verb != "explain":
        assert SAID in refused(*VERBS[verb], "--out", "out") and [p.name for p in Path("out").iterdir()] == ["findings.csv"]


def test_a_refusal_begins_with_what_is_asked():
    """Terms of three readings: one answer lets the rows in, so it comes before mending, waiving and the last resort."""
    rows = pd.DataFrame({"supplier": "Acme", "invoice": ["1", "2"], "invoice_date": "2025-05-21", "amount": "10.00", "currency": "EUR"})
    rows["terms"] = ["net 30", "30 days eom"]
    with pytest.raises(cf.InputError) as wrong:
        cf.project(cf.read_ledger(rows))
    first, then = str(wrong.value).split("so no figures are given. ")[1].split(". ")[:2]
    assert first == "Say what is asked: reading of payment terms (dialect): days_then_eom, eom_then_days, months_then_eom"
    assert then == "Look at them in ledger.findings.frame and mend them"
    assert str(cf.project(cf.read_ledger(rows, dialect="days_then_eom")))


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_refuses_half_a_ledger(folder, name):
    frame = pd.read_csv("ledger.csv", dtype=str, keep_default_na=False)
    for book in (cf.read_ledger("ledger.csv"), cf.read_ledger(frame), cf.scan("ledger.csv")):
        with pytest.raises(cf.InputError, match=re.escape(SAID)):
            FIGURES[name](book)
    with pytest.raises(cf.InputError, match=re.escape(SAID)):
        cf.project(cf.scan("ledger.csv"), quarters=SHOWN)
    with pytest.raises(cf.InputError, match=re.escape(SAID)):
        Payments(cf.read_ledger("ledger.csv"), cf.PaymentPolicy())


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
def test_every_text_says_it_first(folder, name):
    for reader in (cf.read_ledger, cf.scan):
        found = FIGURES[name](reader("ledger.csv", most_rejected=0.6))
        first = f"{SAID}; the findings list them. Up to 60 % may be left out (most_rejected)"
        assert str(found).splitlines()[:2] == [first, ""] and str(found).count(SAID) == 1
        said = found.to_dict()
        assert found.notes[0] == first == said["notes"][0]
        assert said["ledger"]["rejected"] == 36 and said["ledger"]["amount_left_out"] == {"USD": "1800.00"}


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_says_it_first(folder, verb):
    first = f"{SAID}; the findings list them. Up to 60 % may be left out (most_rejected)"
    found = cashflow(*VERBS[verb], "--most-rejected", "0.6")
    assert found.exit_code == 0 and first_said(found.stdout) == first, found.output
    said = json.loads(cashflow(*VERBS[verb], "--most-rejected", "60%", "--json").stdout)
    assert said["notes"][0] == first
    assert said["ledger"] == {
        "rows_read": 71,
        "accepted": 34,
        "rejected": 36,
        "ignored": 1,
        "payments_read": 0,
        "payments_accepted": 0,
        "payments_rejected": 0,
        "payments_elsewhere": 0,
        "amount_left_out": {"USD": "1800.00"},
        "rows_without_amount": 0,
    }
    if verb == "explain":
        return
    assert cashflow(*VERBS[verb], "--most-rejected", "0.6", "--out", "out").exit_code == 0
    assert first_said(Path("out/report.txt").read_text(encoding="utf-8")) == first
    assert json.loads(Path("out/run.json").read_text())["most_rejected"] == 0.6
    rows = Path("out/findings.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == "table,file,row,column,value,kind,reason,status" and len(rows) == 38
    assert rows[1] == "ledger,ledger.csv,36,invoice_date,soon,unreadable date,is not a date like 2025-06-30,rejected"
    assert rows[-1] == "ledger,ledger.csv,72,,,blank row,is blank,ignored"


def test_findings_are_seen_all_the_same(folder):
    for book in (cf.read_ledger("ledger.csv"), cf.scan("ledger.csv")):
        assert (book.findings.accepted, book.findings.rejected) == (34, 36)
        assert SAID in book.findings.refusal().reason
    found = cashflow("check", "ledger.csv")
    assert found.exit_code == 1 and found.stdout.startswith(f"Can't be used yet: {SAID}")
    assert json.loads(cashflow("check", "ledger.csv", "--json").stdout)["figures_refused"].startswith(SAID)


def test_half_a_per_cent_keeps_the_headline(folder):
    Path("ledger.csv").write_text(HEAD + many(199) + many(1, date="soon"), encoding="utf-8")
    first, blank, headline, *_ = cashflow("run", "w.toml").stdout.splitlines()
    assert first == "1 of 200 rows, EUR 10.00 (0.5 %; 0.5 % of what is open), are left out; the findings list them"
    assert blank == "" and headline.startswith("Later: about EUR")


def test_one_per_cent_is_enough_and_more_is_not(folder):
    assert read(HEAD + many(99) + many(1, date="soon")).findings.refusal() is None
    assert "1 of 99 rows" in read(HEAD + many(98) + many(1, date="soon")).findings.refusal().reason
    # 1 row of 200, of more than 1 % of the money: 21 of 2,011
    assert "EUR 21.00 (1.04 %;" in read(HEAD + many(199) + many(1, "21.00", date="soon")).findings.refusal().reason


def test_the_money_of_every_currency_counts(folder):
    """2 pounds of 102 are 1.96 %, though they are nothing beside the euros; amounts count without their signs."""
    ledger = read(HEAD + many(500, "1000.00") + many(1, "-100.00", "GBP") + many(1, "-2.00", "GBP", "soon"))
    assert ledger.findings.refusal().reason.startswith("1 of 502 rows, GBP 2.00 (1.96 %; 1.96 % of what is open), are left out: more")
    assert ledger.findings.to_dict()["amount_left_out"] == {"GBP": "2.00"}


PAYMENTS = "invoice,supplier,paid_date,amount\n"


@pytest.mark.parametrize(
    "rows, said",
    [
        ("A1,Acme,2025-06-31,1000000.01\n", "1 of 1 payments, EUR 1,000,000.01, are left out"),
        ("A1,Acme,soon,1000.00\nB1,Bolt,2025-06-02,500.00\n", "1 of 2 payments, EUR 1,000.00, are left out"),
        (
            "A1,Acme,soon,much\n,,,\nB1,Bolt,2025-06-02,500.00\n",
            "1 of 2 payments, 1 payment whose amount or currency can't be read, are left out",
        ),
        (
            "".join(f"B1,Bolt,2025-06-02,0.{i:02d}\n" for i in range(1, 100)) + "A1,Acme,soon,9.00\n",
            "1 of 100 payments, EUR 9.00, are left out",
        ),
    ],
)
def test_a_rejected_payment_counts(folder, rows, said):
    Path("ledger.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,terms\nAcme,A1,2025-05-01,1000000.00,EUR,net 30\nBolt,B1,2025-05-01,10000.00,EUR,net 30\n",
        encoding="utf-8",
    )
    Path("paid.csv").write_text(PAYMENTS + rows, encoding="utf-8")
    told('payments = "paid.csv"')
    kind = "unreadable amount" if "much" in rows else "unreadable date"
    assert f"ledger.csv: {said}: more than 1 %" in refused("run", "w.toml")
    assert "'cashflow check ledger.csv --payments paid.csv'" in refused("project", "w.toml")
    told('payments = "paid.csv"\naccept = { "' + kind + '" = "bank said so" }')
    found = cashflow("run", "w.toml", "--out", "out")
    assert first_said(found.stdout) == f'{said}; the findings list them. Accepted: "{kind}": bank said so'
    assert "payments,paid.csv," in Path("out/findings.csv").read_text(encoding="utf-8")
    checked = cashflow("check", "ledger.csv", "--payments", "paid.csv").stdout
    assert "No findings.\n\nPayments (paid.csv): " in checked and "Findings in payments\n" in checked


def test_a_payment_has_the_currency_of_its_invoice_else_of_its_supplier(folder):
    ledger = HEAD + "Acme,1,2025-05-21,1.00,EUR,net 30,\nAcme,2,2025-05-21,1.00,GBP,net 30,\nBolt,3,2025-05-21,1.00,USD,net 30,\n"
    paid = pd.DataFrame(
        {"invoice": ["1", "2", "9", "9", "3"], "supplier": ["Acme", "acme", "Bolt", "Acme", "Bolt"], "paid_date": "soon", "amount": "0.10"}
    )
    sums = read(ledger, payments=paid).findings.payments
    assert sums.money(sums.kinds) == {"EUR": 10, "GBP": 10, "USD": 20}
    assert sums.count(sums.kinds) == 5 and sums.unread(sums.kinds) == 1  # Acme has two currencies, and no invoice 9


def test_a_payment_elsewhere_is_apart(folder):
    """Counted with its money, in no share."""
    paid = pd.DataFrame({"invoice": ["1", "2"], "supplier": ["A", "B"], "paid_date": ["2025-06-01"] * 2, "amount": ["1.00", "5.00"]})
    sums = read(HEAD + "A,1,2025-05-21,1.00,EUR,net 30,\n", payments=paid).findings.payments
    assert sums == Sums(
        {"accepted": 1, "elsewhere": 1}, {"accepted": 0, "elsewhere": 0}, {("accepted", "EUR"): 100, ("elsewhere", "EUR"): 500}
    )
    assert sums.kinds == ()


def test_a_waiver_is_printed_and_kept(folder):
    told('accept = { "unreadable date" = "closed plant,\\n written off" }')
    found = cashflow("run", "w.toml", "--out", "out")
    first = f'{SAID}; the findings list them. Accepted: "unreadable date": closed plant, written off'
    assert found.exit_code == 0 and first_said(found.stdout) == first
    assert 'rows left out and accepted: "unreadable date" (closed plant, written off)' in " ".join(
        found.stdout.split("Assumed: ")[1].split()
    )
    assert json.loads(Path("out/run.json").read_text())["accept"] == {"unreadable date": "closed plant, written off"}


def test_a_waiver_can_be_typed(folder):
    """`try` has no file to write it in, and said it should be written there."""
    said = refused("try", "ledger.csv", "--extend", "30")
    assert 'accept = { "unreadable date" = "why" } (--accept "unreadable date=why")' in said
    typed = "--accept", "unreadable date=closed plant, written off = 0"
    first = f'{SAID}; the findings list them. Accepted: "unreadable date": closed plant, written off = 0'
    found = cashflow("try", "ledger.csv", "--extend", "30", *typed, "--save", "t.toml")
    assert found.exit_code == 0 and first_said(found.stdout) == first
    assert 'accept = { "unreadable date" = "closed plant, written off = 0" }' in Path("t.toml").read_text()
    assert first_said(cashflow("run", "t.toml").stdout) == first_said(cashflow("run", "w.toml", *typed).stdout) == first
    assert cashflow("check", "ledger.csv", *typed, "--save-map", "map.toml").exit_code == 0
    assert 'accept = { "unreadable date" = "closed plant, written off = 0" }' in Path("map.toml").read_text()


def test_a_waiver_is_for_its_kind_only(folder):
    text = THINNED + row("x", amount="ten") + row("y", currency="EUX")
    waived = read(text, accept={"unreadable date": "closed plant"})
    said = waived.findings.refusal()
    assert said.reason == (
        "38 of 73 rows, USD 1,800.00 (35 %; 43 % of what is open), 2 rows whose amount or currency can't be read (up to USD 100.00), are left out: more than 1 % (2 of 36 rows, 5.56 %), "
        "not counting what was accepted, so no figures are given"
    )
    assert 'accept = { "unknown currency" = "why", "unreadable amount" = "why" }' in said.hint
    assert "--most-rejected 0.06" in said.hint  # 2 of the 36 rows that were not waived
    both = {"unreadable date": "a", "unknown currency": "b", "unreadable amount": "c"}
    assert read(text, accept=both).findings.refusal() is None


@pytest.mark.parametrize(
    "options, said",
    [
        ({"accept": {"unreadable dates": "x"}}, "Did you mean 'unreadable date'"),
        ({"accept": {"duplicate": "x"}}, "is not a kind of rows that are left out"),
        ({"accept": {"unreadable date": " "}}, "needs a reason"),
        ({"accept": {"unreadable date": None}}, "needs a reason"),
        ({"accept": ["unreadable date"]}, "each with a reason"),
        ({"most_rejected": 1.5}, "must not exceed 1"),
        ({"most_rejected": 40}, "Write 0.4 for 40 %"),
        ({"most_rejected": -0.1}, "must not be negative"),
        ({"most_rejected": True}, "is not a number"),
        ({"most_rejected": "lots"}, "is not a number"),
    ],
)
def test_what_makes_no_sense_is_refused_by_every_reader(folder, options, said):
    frame = pd.read_csv("ledger.csv", dtype=str, keep_default_na=False)
    for reader in (
        lambda **o: cf.read_ledger("ledger.csv", **o),
        lambda **o: cf.read_ledger(frame, **o),
        lambda **o: cf.scan(".", **o),
    ):
        with pytest.raises(cf.InputError) as wrong:
            reader(**options)
        assert said in str(wrong.value)


def test_a_mistake_in_the_file_names_file_and_key(folder):
    told('accept = { "unreadable dates" = "x" }')
    assert "w.toml, ledger.accept 'unreadable dates': is not a kind" in refused("run", "w.toml")
    told("most_rejected = 40")
    assert "w.toml, ledger.most_rejected '40'" in refused("project", "w.toml")
    told("most_rejected = 0.4")
    assert "more than the 40 % of most_rejected" in refused("run", "w.toml")
    assert cashflow("run", "w.toml", "--most-rejected", "0.52").exit_code == 0  # what is typed overrides the file
    assert cashflow("run", "w.toml", "--most-rejected", "0.51").exit_code == 1  # 36 of 70 are 51.4 %


def test_none_at_all_can_be_asked_for(folder):
    text = HEAD + many(1000) + many(1, date="soon")
    assert read(text).findings.refusal() is None
    assert "more than the 0 % of most_rejected" in read(text, most_rejected=0).findings.refusal().reason
    assert read(HEAD + many(3), most_rejected=0).findings.refusal() is None


def test_a_clean_ledger_says_nothing(folder):
    Path("ledger.csv").write_text(HEAD + many(3), encoding="utf-8")
    for verb in ("run", "project", "simulate", "solve"):
        found = cashflow(*VERBS[verb], "--out", verb)
        assert "left out" not in found.output
        assert Path(verb, "findings.csv").read_text() == "table,file,row,column,value,kind,reason,status\n"


def test_the_demo_writes_its_findings(demo):
    assert (demo[0] / "findings.csv").read_text().startswith("table,file,row,column,value,kind,reason,status\n")


def test_nothing_but_rejects(folder):
    for text in (HEAD + many(3, date="soon"), HEAD + many(2, "ten"), HEAD + many(2, currency="EUX")):
        with pytest.raises(cf.InputError, match="no row could be accepted"):
            read(text, accept=dict.fromkeys(REJECTED, "x"), most_rejected=1)


def test_money_that_is_not_there(folder):
    """No gross money, no share; rows are counted all the same."""
    none = read(HEAD + many(2, "0.00") + many(1, "0.00", date="soon"))
    assert none.findings.refusal().reason.startswith("1 of 3 rows, EUR 0.00, are left out: more than 1 %")
    unread = read(HEAD + many(2) + many(1, "ten") + many(1, currency="EUX"))
    assert unread.findings.refusal().reason.startswith("2 of 4 rows, 2 rows whose amount or currency can't be read (up to EUR 10.00), are")
    assert unread.findings.to_dict()["rows_without_amount"] == 2 and unread.findings.to_dict()["amount_left_out"] == {}
    assert "2 rows whose amount or currency can't be read" in cashflow("check", "some.csv").stdout


def test_sums_beyond_int64_are_exact(folder):
    frame = pd.DataFrame(
        {"supplier": "A", "invoice": ["1", "2", "3"], "invoice_date": ["2025-05-21", "soon", "soon"], "currency": "JPY", "terms": "net 30"}
    )
    frame["amount"] = [str(2**63 - 1)] * 3
    sums = cf.read_ledger(frame).findings.rows
    assert sums.money(sums.kinds) == {"JPY": 2 * (2**63 - 1)} and sums.money(sums.rows) == {"JPY": 3 * (2**63 - 1)}


def test_a_scan_says_what_memory_says(folder):
    text = (
        HEAD
        + many(40)
        + many(2, date="soon")
        + many(1, "ten")
        + row("p", amount="7.00", currency="GBP", paid="2025-06-03")
        + many(3, "-5.00", "GBP", "soon")
    )
    whole = read(text, most_rejected=1, accept={"unreadable date": "x"}).findings
    lines = text.splitlines(keepends=True)
    Path("parts").mkdir()
    for number, part in enumerate((lines[1:20], lines[20:42], lines[42:])):
        Path("parts", f"{number}.csv").write_text(HEAD + "".join(part), encoding="utf-8")
    for path in ("some.csv", "parts"):
        for columns in (False, True):
            scan = cf.scan(path, most_rejected=1, accept={"unreadable date": "x"})
            found = scan.ledger().findings if columns else scan.findings
            assert found.to_dict() == whole.to_dict() and found.notes == whole.notes and found.told == whole.told
            assert found.rows.money(found.rows.rows, unpaid=True) == whole.rows.money(whole.rows.rows, unpaid=True)
    strict = cf.scan("parts", most_rejected=0.01)
    assert "6 of 47 rows, EUR 20.00 (4.76 %; 4.76 % of what is open), GBP 15.00 (68 %; 100 % of what is open), 1 row whose" in str(
        strict.findings.refusal()
    )


def test_a_scan_says_how_many_findings_are_not_listed(folder, monkeypatch):
    monkeypatch.setattr(importlib.import_module("cashflow.scan.files"), "MOST_BYTES", 0)
    Path("parts").mkdir()
    for number in range(2):
        Path("parts", f"{number}.csv").write_text(HEAD + many(600, date="soon") + many(1), encoding="utf-8")
    Path("w.toml").write_text(WHATIF.replace('"ledger.csv"', '"parts"\nmost_rejected = 1'), encoding="utf-8")
    found = cashflow("run", "w.toml", "--out", "out")
    assert "; the findings list the first 1,000 findings, and 200 more are not listed" in first_said(found.stdout)
    assert len(Path("out/findings.csv").read_text().splitlines()) == 1001


def test_a_formula_in_a_finding_stays_text(folder):
    Path("ledger.csv").write_text(HEAD + many(500) + row("1", date="=1+1", amount="1.00"), encoding="utf-8")
    Path("w.toml").write_text(WHATIF.replace("[calendar]", 'accept = { "unreadable date" = "=1+1" }\n[calendar]', 1), encoding="utf-8")
    assert cashflow("run", "w.toml", "--out", "out").exit_code == 0
    assert ",'=1+1," in Path("out/findings.csv").read_text()


def test_the_kinds_in_the_docs_are_the_kinds():
    """docs/conventions/findings.md lists every kind, its status and its meaning."""
    text = (Path(__file__).resolve().parent.parent / "docs" / "conventions" / "findings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (rejected|flagged|ignored|elsewhere) \| `([^`]+)` \| (.+) \|$", text, flags=re.M)
    assert {kind: words for _, kind, words in rows} == KINDS and len(rows) == len(KINDS)
    for status, kinds in {"rejected": REJECTED, "flagged": FLAGGED, "ignored": IGNORED}.items():
        assert [kind for stated, kind, _ in rows if stated == status] == list(kinds)


def test_the_share_that_is_over_is_said(folder):
    """50 rows of 100.00 and one bad of 50.00: 50 / 5,050 = 0.99 % of the money is within 1 %, 1 / 51 = 1.96 % of the rows is not."""
    frame = pd.DataFrame([("Acme", str(i), "soon" if i == 50 else "2025-05-21", "50.00" if i == 50 else "100.00") for i in range(51)])
    frame.columns = ["supplier", "invoice", "invoice_date", "amount"]
    ledger = cf.read_ledger(frame.assign(terms="net 30"), currency="EUR")
    reason = ledger.findings.refusal().reason
    assert reason.startswith("1 of 51 rows, EUR 50.00 (0.99 %; 0.99 % of what is open), are left out: more than 1 % (1 of 51 rows, 1.96 %)")


@pytest.mark.parametrize("more", [[], ["--strict"]])
@pytest.mark.parametrize("verb", ["run", "project", "simulate", "solve"])
def test_a_refusal_writes_its_findings_and_nothing_else(folder, verb, more):
    Path("out").mkdir()
    Path("out/result.json").write_text("old", encoding="utf-8")
    said = refused(*VERBS[verb], *more, "--out", "out")
    assert "findings.csv is in out; nothing else was written" in said
    assert sorted(p.name for p in Path("out").iterdir()) == ["findings.csv", "result.json"]
    assert Path("out/result.json").read_text(encoding="utf-8") == "old"
    assert len(pd.read_csv("out/findings.csv").query("status == 'rejected'")) == 36


@pytest.mark.parametrize(
    ("amount", "currency", "most"),
    [
        ("1000000.00", "EURO", "1,000,000.00"),  # the ledger's only currency
        ("1000000.00", "", "1,000,000.00"),
        ("1000000.00 x", "EUR", "100,000,000.00"),  # the comma as decimal sign: all digits
    ],
)
def test_money_that_can_not_be_read_is_not_small(folder, amount, currency, most):
    """150 rows of 100.00 and one of which nobody can say that it is under 1 % of the money."""
    found = read(HEAD + many(150, "100.00") + row("x", amount=amount, currency=currency)).findings
    said = f"1 of 151 rows, 1 row whose amount or currency can't be read (up to EUR {most}), are left out: more than 1 %"
    assert found.refusal().reason.startswith(said)
    assert found.to_dict()["rows_without_amount"] == 1 and found.to_dict()["amount_left_out"] == {}


def test_a_small_or_empty_amount_counts_by_rows(folder):
    for amount, currency in (("100.00", "EURO"), ("", "EUR"), ("ten", "EUR")):
        assert read(HEAD + many(150, "100.00") + row("x", amount=amount, currency=currency)).findings.refusal() is None


def test_of_several_currencies_the_worst_counts(folder):
    """200.00 are 0.99 % of 20,200.00 in EUR, and 16.7 % of 1,200.00 in GBP."""
    found = read(HEAD + many(200, "100.00") + many(10, "100.00", "GBP") + row("x", amount="200.00", currency="XXY")).findings
    assert "(GBP 200.00 of GBP 1,200.00, 17 %)" in found.refusal().reason


PAID = "supplier,invoice,paid_date,amount\n"


def test_a_payment_whose_amount_cant_be_read_counts_with_the_most_it_can_be(folder):
    """200 invoices of 100.00 and 199 payments of 100.00; one of `5,0000.00`, at most 50,000.00 of 69,900.00: 72 %."""
    Path("paid.csv").write_text(PAID + "".join(f"A,n{i},2025-06-01,100.00\n" for i in range(199)) + 'A,n199,2025-06-01,"5,0000.00"\n')
    rows = HEAD + "".join(f"A,n{i},2025-05-01,100.00,EUR,net 30,\n" for i in range(200))
    wrong = read(rows, payments="paid.csv").findings.refusal()
    assert "(EUR 50,000.00 of EUR 69,900.00, 72 %)" in wrong.reason and wrong.findings is not None


def test_a_broken_row_counts_with_the_most_it_can_be(folder):
    """One row of 151 has a cell too many; its 90,000.00 of 105,000.00 is left out."""
    wrong = read(HEAD + many(150, "100.00") + "A,x,2025-05-21,90000.00,EUR,net 30,,more\n").findings.refusal()
    assert "EUR 90,000.00 of EUR 105,000.00" in wrong.reason


def test_minor_units_that_cant_be_read_count_with_the_most_they_can_be(folder):
    """150 rows of 10000 minor units (100.00), one with a currency that is none: 9,000,000 minor units of EUR, 90,000.00."""
    frame = pd.DataFrame({"supplier": "A", "invoice": [str(i) for i in range(151)], "invoice_date": "2025-05-21", "terms": "net 30"})
    frame = frame.assign(currency=["EUR"] * 150 + ["EURO"], amount_minor=[10_000] * 150 + [9_000_000])
    assert "EUR 90,000.00 of EUR 105,000.00" in cf.read_ledger(frame).findings.refusal().reason


def test_an_amount_with_an_exponent_that_cant_be_read_may_be_anything(folder):
    wrong = read(HEAD + many(150, "100.00") + row("x", amount="1.23456E+5x", currency="USD")).findings.refusal()
    assert "(up to any amount of USD), are left out: more than 1 % (any amount of USD, 100 %)" in wrong.reason


def test_a_scan_refused_by_strict_writes_its_findings(folder):
    Path("some.csv").write_text(HEAD + many(150) + row("x", date="soon"), encoding="utf-8")
    Path("strict.toml").write_text(WHATIF.replace('path = "ledger.csv"', 'path = "so*.csv"\nstrict = true'), encoding="utf-8")
    assert "strict refuses a file with findings" in refused("run", "strict.toml", "--out", "out")
    assert [p.name for p in Path("out").iterdir()] == ["findings.csv"] and "soon" in Path("out/findings.csv").read_text()


def test_what_was_told_is_said_as_it_is_typed(tmp_path):
    """The command that shows the findings runs as it stands: --map supplier=Kreditor Nr, in quotes for its space."""
    path = tmp_path / "book.csv"
    path.write_text(
        "Kreditor Nr,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,100.00,EUR,net 30\nAcme,2,soon,100.00,EUR,net 30\n"
    )
    ledger = cf.read_ledger(path, map={"supplier": "Kreditor Nr"})
    with pytest.raises(cf.InputError) as refused:
        cf.project(ledger)
    assert '--map "supplier=Kreditor Nr"' in refused.value.sentence()
    assert "Look at them in findings.frame and mend them" in str(refused.value)  # Python types no command


def test_what_to_type_is_short(tmp_path):
    """Many kinds and many questions: what to type takes a line or two beside the path; the findings and `ask` have the rest."""
    path = tmp_path / "ledger.csv"
    head = "supplier,invoice,invoice_date,due_date,amount,currency,terms\n"
    rows = [
        "Acme,1,2025-05-21,2025-06-21,10.00,EUR,net 30",
        "Acme,2,soon,2025-06-21,10.00,EUR,net 30",
        "Acme,3,2025-05-21,,10.00,EUR,30 days eom",
        "Acme,4,2025-05-21,2025-06-21,ten,EUR,net 30",
        ",5,2025-05-21,2025-06-21,10.00,EUR,net 30",
        "Acme,6,2025-05-21,2025-06-21,10.00,,net 30",
        "Acme,7,2025-05-21,,10.00,EUR,",
        "Acme,8,05/06/2025,2025-06-21,10.00,EUR,net 30",
    ]
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(cf.InputError) as wrong:
        cf.project(cf.read_ledger(path))
    hint = wrong.value.hint.replace(str(path), "")
    assert len(hint) <= 320 and len(wrong.value.ask) > 3 and hint.startswith("Type --")
    assert '", … }' in hint or '"why" }' in hint
    assert str(wrong.value).count("accept={") == 1 and '": "why"' in str(wrong.value)


def test_the_command_to_look_with_can_be_copied_out_of_its_quotes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(
        "supplier,invoice,invoice_date,due_date,amount,currency\nA,1,2025-05-01,2025-06-01,1,EUR\n,2,2025-05-01,2025-06-01,1,EUR\n"
    )
    said = refused("try", "a.csv", "--extend", "30", "--sign", "payables positive")
    assert "See them with 'cashflow check a.csv --sign \"payables positive\"' and mend them" in said


def test_the_command_that_shows_the_findings_reads_the_tables_alike(tmp_path, monkeypatch):
    """With all that was told: without it other rows would be rejected, or the payments be refused."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(f"{HEAD}Acme,1,2025-01-10,10.004,EUR,net 30,\nAcme,2,soon,10.00,EUR,net 30,\n")
    Path("p.csv").write_text("supplier,invoice,Valuta,amount\nAcme,1,2025-02-10,10.00\n")
    told = {"round": True, "zone": "Europe/Berlin", "payments": "p.csv", "payments_map": {"paid_date": "Valuta"}}
    said = cf.read_ledger("a.csv", **told).findings.refusal().hint
    typed = said.partition("See them with '")[2].partition("'")[0]
    assert typed == "cashflow check a.csv --payments p.csv --zone Europe/Berlin --payments-map paid_date=Valuta --round"
    assert "1 accepted + 1 rejected" in cashflow(*typed.split()[1:]).output


def test_the_command_that_shows_the_findings_names_the_file_of_codes(tmp_path, monkeypatch):
    """Without it the command printed rejected the rows of those codes, too."""
    monkeypatch.chdir(tmp_path)
    Path("codes.csv").write_text("code,terms\nZ1,net 30\n", encoding="utf-8")
    rows = "".join(f"Acme,{i},2025-05-2{i},10.00,EUR,{t}\n" for i, t in enumerate(("Z1", "Z1", "Z9", "Z9")))
    Path("l.csv").write_text(f"supplier,invoice,invoice_date,amount,currency,terms\n{rows}", encoding="utf-8")
    Path("w.toml").write_text('[ledger]\npath = "l.csv"\n[terms]\ncodes = "codes.csv"\n[calendar]\nas_of = 2025-06-30\n', encoding="utf-8")
    Path("own.toml").write_text(
        '[ledger]\npath = "l.csv"\n[terms.codes]\nZ1 = "net 30"\n[calendar]\nas_of = 2025-06-30\n', encoding="utf-8"
    )
    for codes, flags in (
        ("codes.csv", {"--terms-codes": "codes.csv"}),
        (Path("codes.csv"), {"--terms-codes": "codes.csv"}),
        ({"Z1": "net 30"}, {}),
    ):
        assert cf.read_ledger("l.csv", codes=codes).findings.flags == flags
    for whatif, codes in (("w.toml", "codes.csv"), ("own.toml", "own.toml")):
        said = refused("project", whatif)
        typed = re.search(r"'(cashflow check [^']+)'", said)
        assert typed is not None and typed[1].endswith(f"--terms-codes {codes}")
        assert json.loads(cashflow(*shlex.split(typed[1])[1:], "--json").stdout)["rejected"] == 2
