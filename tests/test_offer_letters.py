"""Offer letters: figures by hand, adding up to the result; pages and workbooks that no name can turn against their reader."""

import html
import io
import re
from decimal import Decimal as D

import openpyxl
import pandas as pd
import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main
from cashflow.offers.letter_settings import LANGUAGES, LetterSettings
from cashflow.report.letters import letter_files
from cashflow.report.letters.letter_words import tongue
from cashflow.schemes import (
    SCHEMES,
    DiscountSchedule,
    DynamicDiscount,
    EarlyPaymentDiscount,
    PriceUplift,
    ReverseFactoring,
    Scheme,
    UpfrontFee,
    principal,
)

from . import strategies as some
from .office import recalculated
from .test_laws import run

UGLY = '=HYPERLINK("http://x","' + "Very long supplier name & Söhne GmbH | Co. <b>KG</b> ../../x " * 2
ROWS = [
    ["Acme", "1", "2025-05-21", "1000000.00", "2025-06-20", "0.05"],
    ["Acme", "=2+2", "2025-05-21", "-500.00", "2025-06-20", "0.05"],
    [UGLY, "3", "2025-05-21", "77.00", "2025-06-20", ""],
]


SCHEMES_MADE = {
    "later_with_interest": cf.LaterWithInterest("0.065", "ACT/360", withholding_tax="0.1"),
    "bank_pays_now": cf.BankPaysNow("0.072", "ACT/360"),
    "reverse_factoring": ReverseFactoring("0.05", "ACT/360", subsidy="0.5"),
    "price_uplift": PriceUplift("0.01", of="net", vat="none"),
    "upfront_fee": UpfrontFee("0.01", of="gross"),
    "early_payment_discount": EarlyPaymentDiscount("0.01", of="gross", vat="none"),
    "dynamic_discount": DynamicDiscount("0.06", "ACT/360", of="gross", vat="none"),
    "discount_schedule": DiscountSchedule({5: "0.005", 10: "0.01"}, of="gross", vat="none"),
}


def result(*options, **extend):
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "rate"]
    frame = pd.DataFrame(ROWS, columns=columns).assign(currency="EUR", terms="")
    offer = cf.Offer(
        extend=extend or {"to": "2025-08-15"},
        options=list(options) or [cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.07", "ACT/360")],
        funding_rate="rate",
    )
    return cf.compare(cf.read_ledger(frame), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))


def acme(found):
    sheets = found.offer_letters()
    return sheets[(sheets["supplier"] == "Acme")]


def letter(found, name="Acme", ending=".html", **settings):
    """One supplier's letter, or its workbook."""
    (made,) = (data for file, data in letter_files(found, LetterSettings(**settings)).items() if name in file and file.endswith(ending))
    return made


def text(page):
    """What a reader sees of a page, cell by cell."""
    return re.sub(r"\s*\n\s*", "\n", html.unescape(re.sub(r"<(?!/?strong)[^>]*>", "\n", page.partition("<body>")[2])))


def test_figures_by_hand():
    """999,500.00 for 56 days at 6.5 % on 360: 10,106.06; the cents go to the invoices by largest remainder: 10,111.11 and −5.05 (exactly …06)."""
    rows = acme(result())
    later, bank = rows[rows["option"].str.startswith("later")], rows[rows["option"] == "a bank pays you on the baseline date"]
    assert sum(later["interest"]) == D("10106.06") and sum(bank["interest"]) == 0
    assert later["days_later"].tolist() == [56, 56] and bank["days_later"].tolist() == [0, 0]
    assert {str(d)[:10] for d in later["received_date"]} == {"2025-08-15"} and {str(d)[:10] for d in bank["received_date"]} == {
        "2025-06-20"
    }
    assert {str(d)[:10] for d in later["accrual_start"]} == {"2025-06-20"} and bank["accrual_start"].isna().all()


@pytest.mark.parametrize(("language", "head"), [("en", "Your benefit"), ("de", "Ihr Vorteil"), ("fr", "Votre avantage")])
def test_the_head_of_the_benefit_keeps_its_capitals(language, head):
    """A German noun has a capital wherever it stands."""
    assert f"<h3>{head}</h3>" in letter(result(), language=language)


def test_a_letter_says_each_figure():
    """10,106.06 − 999,500 × 5 % × 56 / 360 = 10,106.06 − 7,773.89 = 2,332.17; due and usual day are the same here."""
    said = text(letter(result()))
    assert "Option 1: you are paid later, with interest of 6.50 % a year (ACT/360)" in said
    assert "Option 2: a bank pays you on your usual payment date" in said
    for figure in (
        "1,000,000.00",
        "−500.00",
        "999,500.00",
        "10,106.06",
        "20 Jun 2025",
        "15 Aug 2025",
        "At a rate of 5.00 % a year (ACT/360)",
    ):
        assert figure in said
    assert "the usual payment date\n56.0\n2,332.17" in said and "the contract due date\n56.0\n2,332.17" in said


def test_the_two_baselines_are_told_apart():
    """Paid by runs on the 26th, due on the 20th: 50 days later than usual, 56 later than due; interest of 50 days at 6.5 % on 360."""
    policy = cf.PaymentPolicy(payment_runs={"on": ["2025-05-26", "2025-06-26"], "choose": "first on or after due"}, as_of="2025-05-31")
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate="0.05")
    frame = pd.DataFrame([ROWS[0][:5]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"])
    ledger = cf.read_ledger(frame.assign(currency="EUR", terms=""))
    found = cf.compare(ledger, cf.Scenario("s", offer), policy=policy, quarters=("2025-04-01", "2025-09-30"))
    # 1,000,000 × 6.5 % × 50 / 360 = 9,027.78; less 5 % for 50 days, 6,944.44: 2,083.34; for 56 days, 7,777.78: 1,250.00
    said = text(letter(found))
    assert "the usual payment date\n50.0\n2,083.34" in said and "the contract due date\n56.0\n1,250.00" in said
    truth = found.suppliers.iloc[0]
    assert truth["made_whole"] and truth["made_whole_vs_due"]


def test_what_is_told_is_said_and_what_is_not_is_not():
    bare = text(letter(result()))
    assert "Draft, not to be sent: sender and date to answer by not given" in bare
    assert not any(words in bare for words in ("The offer ends", "assign", "taxed", "documented", "Questions"))
    told = {"sender": "Example plc\n1 Works Road", "answer_by": "2025-06-10", "contact": "Ann", "tax": "No tax is withheld."}
    said = text(letter(result(), **told, documentation="By credit note.", assignable=False))
    assert "Draft" not in said and "Please answer by 10 Jun 2025." in said and "The offer ends on 10 Jun 2025." in said
    assert "only with our consent" in said and "No tax is withheld." in said and "By credit note." in said and "Questions: Ann" in said
    assert "refusing has no consequence" in said and "statutory rights stay" in said and "1 Works Road" in said
    assert "You may assign what we owe you" in text(letter(result(), assignable=True))


def test_german_and_french_in_words_numbers_and_dates():
    german = text(letter(result(), language="de", answer_by="2025-06-10"))
    assert "mit 6,50 % Zinsen im Jahr (ACT/360)" in german and "10.106,06" in german and "15. Aug. 2025" in german
    assert "eine Bank zahlt Ihnen an Ihrem üblichen Zahltag" in german and "−500,00" in german
    french = text(letter(result(), language="fr"))
    assert "10\u202f106,06" in french and "15 août 2025" in french and "avec 6,50 % d’intérêts par an" in french
    assert 'lang="fr"' in letter(result(), language="fr")


def test_every_scheme_has_a_name_in_every_language():
    """As what its own settings say; a scheme of the user's own says what it says to suppliers."""
    for name, made in SCHEMES_MADE.items():
        said = {language: tongue(language).heading(made) for language in LANGUAGES}
        assert all(said.values()) and len(set(said.values())) == 3 and not any("{" in s for s in said.values()), name
    assert {name: type(made) for name, made in SCHEMES_MADE.items()} == dict(SCHEMES)

    class Own(Scheme):
        def flows(self, deals):
            yield principal(deals, "buyer", "supplier", deals.new_day)

        def __str__(self):
            return "as we agreed"

    assert tongue("de").heading(Own()) == "as we agreed"


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        (
            ReverseFactoring("0.05", "ACT/360", sold="3 days after approval", subsidy="0.25"),
            ["3 days after we approve the invoice", "3 Tage nach unserer Freigabe", "3 jours après notre validation"],
        ),
        (ReverseFactoring("0.05", "ACT/360", subsidy="0.25"), ["we bear 25.00 %", "wir tragen 25,00 %", "en charge 25,00 %"]),
        (
            cf.LaterWithInterest("0.015", "ACT/365F", withholding_tax="0.2042"),
            ["20.42 % of the interest", "20,42 % der Zinsen", "20,42 % des intérêts"],
        ),
        (cf.BankPaysNow("0.05", "ACT/360", bank_pays="1 day after approval"), ["1 day after we", "1 Tag nach", "1 jour après"]),
        (
            cf.LaterWithInterest({"reference": -0.004, "margin": 0.03, "floor": 0}, "ACT/360"),
            ["(at least 0.00 %) + 3.00 %", "(mindestens 0,00 %) + 3,00 %", "(au moins 0,00 %) + 3,00 %"],
        ),
    ],
)
def test_what_lessens_the_figures_is_said_beside_the_rate(scheme, said):
    """A letter that offers 1.5 % and pays 1.19 % says why, in its own language."""
    for language, words in zip(("en", "de", "fr"), said, strict=True):
        assert words in tongue(language).heading(scheme)


def test_languages_by_a_column():
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "country"]
    rows = [["Acme", "1", "2025-05-21", "10.00", "2025-06-20", "DE"], ["Bolt", "2", "2025-05-21", "10.00", "2025-06-20", "GB"]]
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])

    def found(rows):
        ledger = cf.read_ledger(pd.DataFrame(rows, columns=columns).assign(currency="EUR", terms=""))
        return cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))

    told = {"languages": {"country": {"DE": "de", "FR": "fr"}}}
    assert 'lang="de"' in letter(found(rows), "Acme", **told) and 'lang="en"' in letter(found(rows), "Bolt", **told)
    twice = [*rows, ["Acme", "3", "2025-05-21", "10.00", "2025-06-20", "FR"]]
    with pytest.raises(cf.InputError, match="languages 'country': gives Acme two languages, de and fr"):
        letter(found(twice), **told)
    with pytest.raises(cf.InputError, match=r"languages 'land'.*is not a column of the ledger"):
        letter(found(rows), languages={"land": {"DE": "de"}})


@pytest.mark.parametrize(
    "settings, told",
    [
        ({"language": "es"}, "language 'es'.*Known: en, de, fr"),
        ({"languages": {"country": {"DE": "ger"}}}, r"languages.country.DE 'ger'"),
        ({"languages": {"country": "de"}}, "languages: must be a table of one column"),
        ({"answer_by": "10/06/2025"}, "answer_by"),
        ({"assignable": "yes"}, "assignable 'yes': must be true or false"),
        ({"sender": 7}, "sender '?7'?: must be text"),
        ({"sendr": "x"}, "sendr.*Did you mean 'sender'"),
    ],
)
def test_a_wrong_setting_is_refused(settings, told):
    with pytest.raises(cf.InputError, match=told):
        LetterSettings(**settings)


def test_a_planned_invoice_is_called_so():
    frame = pd.DataFrame([ROWS[0][:5]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"])
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")])
    for as_of, planned in (("2025-05-20", True), ("2025-05-21", False)):
        found = cf.compare(
            cf.read_ledger(frame.assign(currency="EUR", terms="")),
            cf.Scenario("s", offer),
            policy=cf.PaymentPolicy(as_of=as_of),
            quarters=("2025-04-01", "2025-09-30"),
        )
        assert ("1 (planned)" in text(letter(found))) is planned


def test_a_payment_below_zero_is_explained():
    """Sold to a bank at their usual days, the credit note falls due alone on the 10th; with one promised day for both it does not."""
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date"]
    rows = [["Acme", "1", "2025-05-21", "1000.00", "2025-06-20"], ["Acme", "2", "2025-05-21", "-20.00", "2025-06-10"]]
    ledger = cf.read_ledger(pd.DataFrame(rows, columns=columns).assign(currency="EUR", terms=""))
    for scheme, below in ((cf.BankPaysNow("0.07", "ACT/360"), True), (cf.LaterWithInterest("0.065", "ACT/360"), False)):
        offer = cf.Offer(extend={"to": "2025-08-15"}, options=[scheme])
        said = text(letter(cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))))
        assert ("A payment below zero is a credit note of yours" in said) is below is ("10 Jun 2025\n−20.00\n0.00" in said)


def test_the_formulas_and_their_values_agree():
    book = letter(result(), ending=".xlsx")
    formulas, values = (openpyxl.load_workbook(io.BytesIO(book), data_only=d) for d in (False, True))
    assert formulas.sheetnames == ["Option 1", "Option 2"]
    sheet, cached = formulas["Option 1"], values["Option 1"]
    assert (sheet["D4"].value, sheet["D5"].value) == (0.05, 0.065) and formulas["Option 2"]["D5"].value is None
    assert (
        sheet["J8"].value == "=H8*$D$5*(E8-M8)/360" and sheet["N8"].value == "=ROUND(J8-H8*$D$4*F8/360,2)" and sheet["F8"].value == "=E8-D8"
    )
    assert (sheet["A8"].value, sheet["A9"].value) == ("1", "=2+2") and sheet["A9"].data_type == "s"
    # by hand: 1,000,000 × 6.5 % × 56 / 360 = 10,111.11…, −500 → −5.0555…
    assert cached["J8"].value == pytest.approx(10_111.111111) and cached["J9"].value == pytest.approx(-5.0555556)
    assert (cached["K10"].value, cached["H13"].value, cached["K13"].value) == (10_106.06, 999_500, 10_106.06)
    assert (cached["H16"].value, cached["H17"].value) == (2_332.17, 2_332.17) and cached["E16"].value == 56


def test_no_name_is_hostile():
    files = letter_files(result())
    letters = [name for name in files if "/" in name]
    assert len(letters) == 2 * 2 and all(re.fullmatch(r"offer_letters/[0-9A-Za-z_-]+\.(html|xlsx)", n) for n in letters)
    page = next(c for n, c in files.items() if n.endswith(".html") and "Acme" not in n)
    assert "<b>" not in page and "&lt;b&gt;KG" in page and "<script" not in page.casefold() and "script-src &#39;none&#39;" in page
    assert "'=HYPERLINK" in files["offer_letters.csv"]
    book = next(c for n, c in files.items() if n.endswith(".xlsx") and "Acme" not in n)
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Option 1"]
    assert sheet["A1"].data_type == "s" and sheet["D4"].value is None
    assert files == letter_files(result())  # same inputs, same bytes


def test_no_file_names_two_suppliers_and_names_stay():
    """A further supplier, sorted before the others, changes no other's file; the list that names all lies outside the folder."""
    files = letter_files(result())
    assert all("Acme" not in (c if isinstance(c, str) else "") for n, c in files.items() if "/" in n and "Acme" not in n)
    assert not any(n.startswith("offer_letters/") and n.endswith(".csv") for n in files)
    listed = pd.read_csv(io.StringIO(files["offer_letters.csv"]))
    assert {f"offer_letters/{name}.html" for name in listed["letter"]} == {n for n in files if n.endswith(".html")}
    frame = pd.DataFrame([["AAA", *ROWS[0][1:]], *ROWS], columns=["supplier", "invoice", "invoice_date", "amount", "due_date", "rate"])
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.07", "ACT/360")])
    more = cf.compare(
        cf.read_ledger(frame.assign(currency="EUR", terms="")),
        cf.Scenario("June", evolve(offer, funding_rate="rate")),
        quarters=("2025-04-01", "2025-09-30"),
    )
    assert {n: c for n, c in letter_files(more).items() if n in files and n.endswith(".html")} == {
        n: c for n, c in files.items() if n.endswith(".html")
    }


def test_two_offers_in_the_same_words_are_two():
    """The bank's price is the buyer's, so two banks say the same to a supplier; neither table holds the other's invoices."""
    found = result(cf.BankPaysNow("0.07", "ACT/360"), cf.BankPaysNow("0.06", "ACT/360"))
    rows = acme(found)
    assert len(set(rows["option"])) == 1 and rows["option_number"].tolist() == [1, 1, 2, 2]
    assert text(letter(found)).count("Total\n999,500.00\n0.00") == 2
    assert openpyxl.load_workbook(io.BytesIO(letter(found, ending=".xlsx"))).sheetnames == ["Option 1", "Option 2"]


def test_every_amount_fits_its_column():
    frame = pd.DataFrame(
        [["Big", "1", "2025-05-21", "12345678901.23", "2025-06-20"]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]
    )
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate=0.08)
    ledger = cf.read_ledger(frame.assign(currency="EUR", terms=""))
    found = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))
    sheet = openpyxl.load_workbook(io.BytesIO(letter(found, "Big", ".xlsx")))["Option 1"]
    assert sheet.column_dimensions["H"].width > len("12,345,678,901.23")
    assert sheet.column_dimensions["N"].width > len("-28,806,584.10")


def test_no_row_is_dropped(monkeypatch):
    monkeypatch.setattr("cashflow.report.letters.letter_book._MOST_ROWS", 1)
    with pytest.raises(cf.InputError, match="'Acme': has 2 invoices in the offer, and a sheet holds 1"):
        letter_files(result())


def test_nobody_no_letter():
    nothing = cf.compare(result().payments.ledger, cf.Scenario("s", cf.Offer(extend={"days": 0})), quarters=("2025-04-01", "2025-09-30"))
    assert list(letter_files(nothing)) == ["offer_letters.csv"]


@pytest.mark.slow
@pytest.mark.libreoffice
def test_calculated_anew_and_at_another_rate(tmp_path):
    """Every scheme: formulas give the values stored beside them; at 8 % interest is what a run at 8 % says."""
    books = _books()
    again = recalculated(tmp_path, books)
    compared = 0
    for name, data in books.items():
        stored, formulas = (openpyxl.load_workbook(io.BytesIO(data), data_only=d) for d in (True, False))
        for sheet in formulas:
            for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
                was, now = stored[sheet.title][cell.coordinate].value, again[name][sheet.title][cell.coordinate].value
                assert (now or 0) == pytest.approx(was or 0, abs=1e-6), (name, cell.coordinate)
                compared += 1
    assert compared > 100
    changed = openpyxl.load_workbook(io.BytesIO(letter(result(), ending=".xlsx")))
    changed["Option 1"]["D5"] = 0.08
    out = io.BytesIO()
    changed.save(out)
    sheet = recalculated(tmp_path / "changed", {"a": out.getvalue()})["a"]["Option 1"]
    wanted = acme(result(cf.LaterWithInterest("0.08", "ACT/360")))
    assert sheet["K10"].value == pytest.approx(float(sum(wanted["interest"])), abs=1e-9)


def _books():
    """Workbooks of all schemes, each beside an offer that it fits."""
    out = {}
    for name, scheme in SCHEMES_MADE.items():
        extend = {"early": 10} if scheme.earlier else {"to": "2025-08-15"}
        columns = ["supplier", "invoice", "invoice_date", "amount", "due_date", "rate"]
        frame = pd.DataFrame(ROWS, columns=columns).assign(currency="EUR", terms="", tax_amount="0.00")
        offer = cf.Offer(extend=extend, options=[scheme], funding_rate="rate", funding_day_count="ACT/365F")
        found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))
        out[name] = letter(found, ending=".xlsx")
    return out


@pytest.mark.slow
@given(some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=2))
def test_sheets_add_up_to_the_result(rows, policy, offers):
    found = run(rows, policy[1], [p for _, p in offers])
    sheets, suppliers = found.offer_letters(), found.suppliers
    keys = ["scenario", "offer", "supplier", "currency", "option"]
    gains = ["interest", "uplift", "discount", "fee", "withheld_tax"]
    said = {(n, str(x)): x.to_supplier for n, o in enumerate(found.scenarios[0].scenario.offers, 1) for x in o.options}
    twice = {n for n, o in enumerate(found.scenarios[0].scenario.offers, 1) if len({x.to_supplier for x in o.options}) < len(o.options)}
    for key, mine in suppliers.groupby(keys) if len(suppliers) else ():
        if key[1] in twice:  # two options of one text are one option on paper
            continue
        some_rows = sheets[(sheets[keys] == [*key[:4], said[key[1], key[4]]]).all(axis=1)]
        assert sum(sum(some_rows[g], D(0)) for g in gains) == mine["incentive"].iloc[0]
        moved = some_rows[some_rows["new_date"] != some_rows["baseline_payment_date"]]
        assert sum(moved["amount"], D(0)) == mine["amount_moved"].iloc[0]


def test_command_line(tmp_path):
    result().payments.ledger.to_frame().to_csv(tmp_path / "l.csv", index=False)
    text = '[ledger]\npath = "l.csv"\n[calendar]\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n[[scenario]]\nname = "June"\n'
    (tmp_path / "w.toml").write_text(text + "[[scenario.offer]]\nextend = { to = 2025-08-15 }\n", encoding="utf-8")
    asked = ["run", str(tmp_path / "w.toml"), "--offer-letters"]
    assert CliRunner().invoke(main, asked).exit_code == 2
    assert CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "out")]).exit_code == 0
    assert len(list((tmp_path / "out" / "offer_letters").iterdir())) == 4 and (tmp_path / "out" / "offer_letters.csv").is_file()
    (tmp_path / "w.toml").write_text(
        text + "[[scenario.offer]]\nextend = { to = 2025-08-15 }\n[letters]\nsender = 'Me'\n", encoding="utf-8"
    )
    assert CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "out")]).exit_code == 0
    assert all("Me" in p.read_text(encoding="utf-8") for p in (tmp_path / "out" / "offer_letters").glob("*.html"))
    (tmp_path / "w.toml").write_text(text + "[[scenario.offer]]\nextend = { to = 2025-08-15 }\n[letters]\nsendr = 'Me'\n", encoding="utf-8")
    assert "Did you mean 'sender'" in CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "out")]).output


def test_without_a_rate_the_benefit_is_empty_until_one_is_put_in():
    book = next(c for n, c in letter_files(result()).items() if n.endswith(".xlsx") and "Acme" not in n)
    formula, value = (openpyxl.load_workbook(io.BytesIO(book), data_only=d)["Option 1"] for d in (False, True))
    assert formula["N8"].value == '=IF($D$4="","",ROUND(J8-H8*$D$4*F8/360,2))'
    assert not value["N8"].value and not value["H15"].value
    page = next(c for n, c in letter_files(result()).items() if n.endswith(".html") and "Acme" not in n)
    assert "We do not know what money costs you." in page and "not known" in text(page)


@pytest.mark.parametrize("extend, rate", [({"to": "2025-08-15"}, 0.09), ({"early": "immediate"}, 0.04)])
def test_the_rate_is_the_end_of_the_range_that_is_worse_for_the_supplier(extend, rate):
    """Waiting costs most at 9 %; being paid early is worth least at 4 %: as in net_benefit of the suppliers."""
    frame = pd.DataFrame([ROWS[0][:5]], columns=["supplier", "invoice", "invoice_date", "amount", "due_date"]).assign(
        currency="EUR", terms=""
    )
    offer = cf.Offer(extend=extend, funding_rate={"low": 0.04, "high": 0.09})
    found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))
    sheets = found.offer_letters()
    assert sheets["funding_rate"].tolist() == [rate]
    # 1,000,000 at 9 % for 56 days on 365 days a year, or at 4 % for the 30 days from 21 May to 20 June; nothing is paid for it.
    assert found.suppliers["net_benefit"].tolist() == [D("-13808.22") if rate == 0.09 else D("3287.67")]


def test_a_benefit_of_less_than_a_cent_is_none_and_what_lacks_is_said_in_one_way():
    """0.01 for 5 days at 9 % less 6.5 %: a thousandth of a cent; a cell that shows cents would have shown −0.00."""
    columns = ["supplier", "invoice", "invoice_date", "amount", "due_date"]
    rows = [["Acme", "1", "2025-06-01", "0.01", "2025-06-20"], ["Acme", "2", "2025-06-01", "1000.00", "2025-06-20"]]
    ledger = cf.read_ledger(pd.DataFrame(rows, columns=columns).assign(currency="EUR", terms=""))
    offer = cf.Offer(extend={"days": 5}, options=[cf.LaterWithInterest("0.065", "ACT/360")], funding_rate="0.09")
    found = cf.compare(ledger, cf.Scenario("s", offer), quarters=("2025-04-01", "2025-09-30"))
    sheet = openpyxl.load_workbook(io.BytesIO(letter(found, ending=".xlsx")), data_only=True)["Option 1"]
    assert [sheet["N8"].value, sheet["N9"].value] == [0, -0.35]  # 1,000 × 2.5 % × 5 / 360 = 0.347
    german = next(c for n, c in letter_files(found, LetterSettings(language="de")).items() if n.endswith(".html"))
    assert "noch ohne Absender und Antwortfrist. Bitte" in german


@pytest.mark.parametrize(
    "answer_by, said",
    [
        ("2025-06-10", None),  # the first payment is on that day: an answer of the morning is in time
        ("2025-06-11", "1 item of 1 supplier would be paid before, the first on 2025-06-10."),
        ("2025-06-21", "2 items of 1 supplier would be paid before, the first on 2025-06-10."),
        (None, None),
    ],
)
def test_an_answer_that_may_come_after_the_payment_is_said(tmp_path, answer_by, said):
    """Paid as usual on 10 and 20 June, in two options, which are the same items."""
    (tmp_path / "ledger.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,due_date\nAcme,1,2025-05-21,1000.00,EUR,2025-06-20\nAcme,2,2025-05-21,20.00,EUR,2025-06-10\n"
    )
    option = '[[scenario.offer.option]]\nscheme = "later_with_interest"\nannual_rate = {}\nday_count = "ACT/360"\n'
    file, until = tmp_path / "whatif.toml", f"[letters]\nanswer_by = {answer_by}\n" if answer_by else ""
    file.write_text(
        f'[ledger]\npath = "ledger.csv"\n[calendar]\nas_of = 2025-05-31\n{until}[[scenario]]\nname = "s"\n[[scenario.offer]]\n'
        f"extend = {{ to = 2025-08-15 }}\nfunding_rate = 0.05\n{option.format(0.06)}{option.format(0.07)}"
    )
    made = CliRunner().invoke(main, ["run", str(file), "--out", str(tmp_path / "out"), "--offer-letters"])
    assert made.exit_code == 0, made.stderr
    assert ("(answer_by) an answer is in time" in made.stderr) is (said is not None)
    assert said is None or said in made.stderr
    if said:
        assert f"paying = {{ from = {answer_by} }}" in made.stderr
