"""Several sheets of one workbook as one ledger: which are read, which are not and why, and what is told of each."""

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal

import pytest

import cashflow as cf
from cashflow.cli import main
from cashflow.ledger.opening.pages import items_in

openpyxl = pytest.importorskip("openpyxl", reason="writes the workbooks")
HEAD = ["Supplier", "Invoice No", "Invoice Date", "Due Date", "Amount"]


def rows_of(company, amounts):
    """Invoices of a company, dated 10 March and due on 9 May 2026."""
    return [[f"{company} {n}", f"{company}-{n}", dt.date(2026, 3, 10), dt.date(2026, 5, 9), a] for n, a in enumerate(amounts)]


def workbook(path, sheets, hidden=()):
    """A workbook of some sheets, rows by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


GROUP = {
    "Cover": [["Group payables"], ["Prepared by", "A. Treasurer"]],
    "UK Ltd": [HEAD, *rows_of("UK", [100, 250])],
    "DE GmbH": [HEAD, *rows_of("DE", [1000.5, 20, 3])],
    "IE DAC": [["IE DAC, open items"], [], ["Vendor", "Reference", "Doc Date", "Net due date", "Open amount"], *rows_of("IE", [7])],
    "By supplier": [["Supplier", "Amount"], ["UK 0", 100]],
    "Last year": [HEAD, *rows_of("old", [5000])],
    "Empty": [],
}


@pytest.fixture
def group(tmp_path):
    return workbook(tmp_path / "group.xlsx", GROUP, hidden=["Last year"])


def typed(*words):
    """What a command exits with."""
    with pytest.raises(SystemExit) as left:
        main([*words])
    return left.value.code


def by_sheet(ledger):
    frame = ledger.to_frame()
    return {str(name): sum(some["amount"]) for name, some in frame.groupby("file", observed=True)}


def test_a_pattern_reads_every_sheet_that_is_a_ledger_and_names_the_others(group):
    ledger = cf.read_ledger(group, sheet="*", currency="EUR")
    assert by_sheet(ledger) == {"UK Ltd": Decimal("350"), "DE GmbH": Decimal("1023.50"), "IE DAC": Decimal("7")}
    found = ledger.findings
    assert found.rows_read == found.accepted + found.rejected + found.ignored
    passed = found.frame[found.frame["kind"] == "no ledger"].set_index("file")["reason"]
    assert passed["Last year"] == "is hidden" and passed["Empty"] == "has no cells"
    assert passed["By supplier"].startswith("is a list without due dates") and "Cover" in passed
    assert set(passed.index) == {"Last year", "Empty", "By supplier", "Cover"}
    assert [*found.layouts] == ["UK Ltd", "DE GmbH", "IE DAC"]
    assert found.layouts["IE DAC"].columns["supplier"] == "Vendor"


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (["UK Ltd", "DE GmbH"], {"UK Ltd", "DE GmbH"}),
        (("de gmbh", "uk ltd"), {"UK Ltd", "DE GmbH"}),
        ("?? *", {"UK Ltd", "DE GmbH", "IE DAC"}),
        ("*[dh]", None),  # brackets are letters: no sheet has them in its name
        (["UK*", "Last year"], {"UK Ltd", "Last year"}),  # hidden, but named
        (["UK Ltd"], None),
    ],
)
def test_some_sheets(group, told, wanted):
    if told == ["UK Ltd"]:  # a list of one is that one, as if it were not a list
        assert len(cf.read_ledger(group, sheet=told, currency="EUR")) == len(cf.read_ledger(group, sheet="UK Ltd", currency="EUR")) == 2
    elif wanted is None:
        with pytest.raises(cf.InputError, match="fits no sheet of this workbook"):
            cf.read_ledger(group, sheet=told, currency="EUR")
    else:
        assert set(by_sheet(cf.read_ledger(group, sheet=told, currency="EUR"))) == wanted


def test_what_is_told_of_a_sheet_alone(group, tmp_path):
    told = {"group.xlsx": {"currency": "EUR"}, "UK Ltd": {"currency": "GBP"}}
    frame = cf.read_ledger(group, sheet="*", files=told).to_frame()
    assert {(str(f), str(c)) for f, c in zip(frame["file"], frame["currency"], strict=True)} == {
        ("UK Ltd", "GBP"),
        ("DE GmbH", "EUR"),
        ("IE DAC", "EUR"),
    }
    (tmp_path / "fr.csv").write_text("Supplier,Invoice No,Invoice Date,Due Date,Amount\nFR 1,1,2026-03-10,2026-05-09,9.00\n")
    told = {"*.xlsx": {"sheet": "*"}, "**": {"currency": "EUR"}, "group.xlsx/UK Ltd": {"currency": "GBP"}}
    ledger = cf.read_ledger(tmp_path, files=told)
    sums = by_sheet(ledger)
    assert sums == {"group.xlsx/UK Ltd": 350, "group.xlsx/DE GmbH": Decimal("1023.50"), "group.xlsx/IE DAC": 7, "fr.csv": 9}
    assert {str(c) for f, c in zip(ledger.to_frame()["file"], ledger.to_frame()["currency"], strict=True) if "UK" in str(f)} == {"GBP"}
    with pytest.raises(cf.InputError, match="Did you mean"):
        cf.read_ledger(group, sheet="*", currency="EUR", files={"UK Lt": {"currency": "GBP"}})


def test_currencies_that_lack_are_asked_sheet_by_sheet(group, capsys):
    assert typed("check", str(group), "--sheet", "*") == 1
    said = capsys.readouterr().err
    assert "--files 'UK Ltd:currency=XXX' --files 'DE GmbH:currency=XXX'" in said and "(the three-letter code)" in said
    told = ["--files", "UK Ltd:currency=GBP", "--files", "DE GmbH:currency=EUR", "--files", "IE DAC:currency=EUR"]
    assert typed("check", str(group), "--sheet", "*", *told) == 0
    said = capsys.readouterr().out
    assert "2 sheets: " not in said and "1 sheet: UK Ltd" in said and "GBP: 350.00 read, 350.00 accepted" in said


def test_a_layout_is_shown_once_and_the_sums_of_each_sheet_below_it(tmp_path, capsys):
    sums = {n: [HEAD, *rows_of(n, [100]), ["Total", None, None, None, total]] for n, total in (("UK", 100), ("DE", 90), ("FR", 100))}
    path = workbook(tmp_path / "sums.xlsx", sums)
    assert typed("check", str(path), "--sheet", "*", "--currency", "EUR") == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("3 sheets: UK, DE, FR")
    assert sum(line.startswith("Columns: ") for line in lines) == 1
    own = [line for line in lines[at:] if "own total" in line][:3]
    assert [line.split(":")[0].strip() for line in own] == ["DE", "UK", "FR"]  # the one that differs first


def test_sheets_that_repeat_items_are_said_beside_the_headline(tmp_path, capsys):
    """A sheet a month: what is open in both counts twice, so that `*` is never taken without being told."""
    path = workbook(tmp_path / "months.xlsx", {"May": [HEAD, *rows_of("A", [10, 20])], "June": [HEAD, *rows_of("A", [10, 20, 30])]})
    assert typed("check", str(path), "--currency", "EUR") == 1
    said = capsys.readouterr().err
    assert "has 2 sheets with the same columns" in said and "'*' means all of them" in said
    assert typed("check", str(path), "--currency", "EUR", "--sheet", "*") == 0
    assert "may be counted twice: 2 rows, EUR 30.00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "may"),
    [
        (["Oak", "7", dt.date(2026, 3, 10), 12.5], True),
        (["Oak", "10.03.2026", "1.234,50"], True),
        (["Oak", "10 mars 2026", "(5.00)"], True),
        (["Oak", "Mar 3, 2026", "£ 5"], True),
        (["Oak", "20260310", "7"], True),
        (["Oak", 46_091, 12.5], True),  # a date whose cell has no form
        (["EUR", "GBP", 0.84], False),
        (["Oak", 100.0, 30.0, 0.0], False),  # by age
        (["Oak", "as of 2026", "see note"], False),
        (["Oak", 46_091, "x"], False),
        (["Oak", 12.5], False),
        (["as of", dt.date(2026, 3, 10)], False),
    ],
)
def test_which_rows_may_be_invoices(row, may):
    assert items_in([row, [None] * len(row)]) == may


def test_payments_beside_the_invoices_that_they_pay(tmp_path):
    """In a folder a list of payments would count what it pays once more; of further invoices it is all there is."""
    (tmp_path / "open.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\nA,1,2026-05-01,100.00,EUR,net 30\n")
    paid = "invoice,supplier,paid_date,amount,currency\n{},A,2026-05-31,100.00,EUR\n"
    (tmp_path / "payments.csv").write_text(paid.format(1))
    with pytest.raises(cf.InputError, match=r"payments.csv: is a list of payments .* such as 1, would count twice.*payments="):
        cf.read_ledger(tmp_path)
    ledger = cf.read_ledger(tmp_path / "open.csv", payments=tmp_path / "payments.csv")
    assert len(ledger) == 1 and ledger.paid.amount.sum() == 100_00
    (tmp_path / "payments.csv").write_text(paid.format(2))
    assert len(cf.read_ledger(tmp_path)) == 2


def test_a_sheet_that_is_named_must_be_a_ledger(group):
    with pytest.raises(cf.InputError, match="without due dates"):
        cf.read_ledger(group, sheet=["UK Ltd", "By supplier"], currency="EUR")
    with pytest.raises(cf.InputError, match="is not a sheet of this workbook"):
        cf.read_ledger(group, sheet=["UK Ltd", "FR SAS"], currency="EUR")


def test_who_types_all_is_told_the_sign_for_it(group):
    with pytest.raises(cf.InputError, match=r"sheet 'all': is not a sheet of this workbook\. Known: .*; '\*' means all that hold a ledger"):
        cf.read_ledger(group, sheet="all", currency="EUR")


def test_no_sheet_that_fits_is_a_ledger(tmp_path):
    path = workbook(tmp_path / "b.xlsx", {"Notes": [["nothing"], ["here"]], "Notes 2": []})
    with pytest.raises(cf.InputError, match=r"has no sheet that is a ledger.*'Notes' has no|'Notes 2' has no cells"):
        cf.read_ledger(path, sheet="Notes*")


@pytest.mark.parametrize("told", [3, "", ["UK", 3], [""], {"a": 1}])
def test_what_is_no_name_of_a_sheet(group, told):
    with pytest.raises(cf.InputError, match="sheet"):
        cf.read_ledger(group, sheet=told, currency="EUR")


def test_an_open_file_has_one_sheet(group):
    with pytest.raises(cf.InputError, match="means several sheets"):
        cf.read_ledger(io.BytesIO(group.read_bytes()), sheet="*", currency="EUR")
    path = group.with_suffix(".csv")
    path.write_text("supplier,invoice,invoice_date,amount,currency,terms\nA,1,2026-03-10,1.00,EUR,net 30\n")
    with pytest.raises(cf.InputError, match="is text, which has no sheets"):
        cf.read_ledger(path, sheet="*", currency="EUR")


def test_rows_are_the_same_as_those_of_files(tmp_path):
    """Law: sheets of a workbook are read as the same tables in files of a folder."""
    sheets = {n: GROUP[n] for n in ("UK Ltd", "DE GmbH", "IE DAC")}
    together = cf.read_ledger(workbook(tmp_path / "all.xlsx", sheets), sheet="*", currency="EUR").to_frame()
    (tmp_path / "files").mkdir()
    for name, rows in sheets.items():
        workbook(tmp_path / "files" / f"{name}.xlsx", {name: rows})
    apart = cf.read_ledger(tmp_path / "files", currency="EUR").to_frame()
    columns = ["supplier", "invoice", "invoice_date", "due_date", "amount", "currency"]
    rows = [sorted(map(tuple, f[columns].astype(str).to_numpy().tolist())) for f in (together, apart)]
    assert rows[0] == rows[1] and len(rows[0]) == 6


def test_the_what_if_file_and_the_map_name_them(group, tmp_path, capsys):
    saved = tmp_path / "plan.toml"
    assert (
        typed("try", str(group), "--sheet", "*", "--currency", "EUR", "--extend", "30", "--as-of", "2026-04-01", "--save", str(saved)) == 0
    )
    assert 'sheet = "*"' in saved.read_text()
    saved.unlink()
    capsys.readouterr()
    told = ["--sheet", "UK Ltd", "--sheet", "DE GmbH", "--currency", "EUR", "--extend", "30", "--as-of", "2026-04-01"]
    assert typed("try", str(group), *told, "--save", str(saved)) == 0
    assert 'sheet = ["UK Ltd", "DE GmbH"]' in saved.read_text()
    first = capsys.readouterr().out
    assert typed("run", str(saved)) == 0
    again = capsys.readouterr().out
    assert first.splitlines()[0] in again
    mapped = tmp_path / "map.toml"
    assert typed("check", str(group), "--sheet", "UK Ltd", "--sheet", "DE GmbH", "--currency", "EUR", "--save-map", str(mapped)) == 0
    assert 'sheet = ["UK Ltd", "DE GmbH"]' in mapped.read_text()


def test_a_hostile_name_of_a_sheet_leads_nowhere(tmp_path):
    """Programs write names that spreadsheets forbid; they are labels here, never paths."""
    path = workbook(tmp_path / "h.xlsx", {"a": [HEAD, *rows_of("A", [1])], "b": [HEAD, *rows_of("B", [2])]})
    content = rewritten(path, b'name="a"', b'name="../../etc/a"')
    path.write_bytes(content)
    ledger = cf.read_ledger(path, sheet="*", currency="EUR")
    assert by_sheet(ledger) == {".._.._etc_a": 1, "b": 2}


DE = ["Kreditor", "Belegnummer", "Belegdatum", "Fällig am", "Betrag"]


@pytest.mark.parametrize(
    "broken",
    [
        [["Name", "Text", "Day", "Until", "Sum of it"], *rows_of("FR", [7000, 1])],  # no header that is known
        rows_of("FR", [7000, 1]),  # none at all
        [[*DE[:4], "Wrt"], *rows_of("FR", [7000, 1])],  # one cell of it renamed, in another language than the others
    ],
)
def test_a_sheet_that_is_passed_over_with_rows_is_said_above_every_figure(tmp_path, capsys, broken):
    """A company's sheet whose header was renamed must not be lost without a word beside the headline."""
    path = workbook(tmp_path / "group.xlsx", {**{n: GROUP[n] for n in ("Cover", "UK Ltd", "DE GmbH", "Empty")}, "FR SAS": broken})
    said = "not read, and in no figure: FR SAS (2 rows)"
    assert typed("check", str(path), "--sheet", "*", "--currency", "EUR") == 0
    assert capsys.readouterr().out.startswith(f"Can be used: nothing is left out of what is read; {said}")
    assert typed("check", str(path), "--sheet", "*", "--currency", "EUR", "--json") == 0
    assert json.loads(capsys.readouterr().out)["not_read"] == {"FR SAS": 2}
    told, out = ["--sheet", "*", "--currency", "EUR", "--extend", "30", "--as-of", "2026-04-01"], tmp_path / "out"
    assert typed("try", str(path), *told, "--out", str(out)) == 0
    assert capsys.readouterr().out.startswith(said)
    assert (out / "report.txt").read_text().startswith(said)
    assert any(said in note for note in json.loads((out / "result.json").read_text())["notes"])
    assert said in (out / "report.html").read_text()
    cells = [c for row in openpyxl.load_workbook(out / "report.xlsx")["Summary"].iter_rows(values_only=True) for c in row if c]
    assert any(said in str(c) for c in cells)
    with pytest.warns(cf.CashflowWarning, match=r"FR SAS \(2 rows\)"):
        cf.project(cf.read_ledger(path, sheet="*", currency="EUR"))


def test_what_is_hidden_is_said_too_and_a_cover_or_a_summary_is_not(group, tmp_path):
    found = cf.read_ledger(group, sheet="*", currency="EUR").findings
    assert found.not_read == {"Last year": 1}  # neither Cover nor Empty, nor By supplier, whose sums have no dates
    assert found.notes[0].startswith("not read, and in no figure: Last year (1 row). ")
    assert cf.read_ledger(group, sheet=["UK Ltd", "DE GmbH"], currency="EUR").findings.not_read == {}  # nobody asked for the others
    with pytest.raises(cf.InputError, match="Last year: is not read, and rows in it may be invoices"):
        cf.read_ledger(group, sheet="*", currency="EUR", strict=True)
    (tmp_path / "uk.csv").write_text("Supplier,Invoice No,Invoice Date,Due Date,Amount\nA,1,2026-03-10,2026-05-09,9.00\n")
    (tmp_path / "fr.txt").write_text("Supplier;Invoice No;Amount\nB;1;7000.00\n")
    (tmp_path / "README.txt").write_text("What is in this folder:\nthe exports of March, of all companies, and notes.\n")
    group.unlink()
    assert cf.read_ledger(tmp_path, currency="EUR").findings.not_read == {"fr.txt": 1}  # of a folder the same


def test_a_text_that_was_pasted_into_a_sheet_whole_is_a_ledger_too(tmp_path):
    """One line to a cell of the first column, as where a CSV file was opened with the wrong separator."""
    lines = [";".join(map(str, row)) for row in [HEAD, *rows_of("FR", [7000, 1])]]
    sheets = {"UK Ltd": GROUP["UK Ltd"], "FR SAS": [[line] for line in lines], "Notes": [["first a note"], ["then another"]]}
    path = workbook(tmp_path / "pasted.xlsx", sheets)
    assert by_sheet(cf.read_ledger(path, sheet="*", currency="EUR")) == {"UK Ltd": 350, "FR SAS": 7001}
    path = workbook(tmp_path / "unknown.xlsx", {**sheets, "FR SAS": [[line] for line in lines[1:]]})
    assert cf.read_ledger(path, sheet="*", currency="EUR").findings.not_read == {"FR SAS": 2}


def test_names_of_sheets_stay_as_they_are_and_are_told_apart(tmp_path):
    """Names of companies end with dots; and two that differ in dots or blanks alone are two sheets."""
    names = ["Acme Inc.", "Acme Inc", "...", "O'Brien, Sons & Co.", "UK ", "UK", "(1)", "Supplier", "file", "x" * 31, "🏭"]
    path = workbook(tmp_path / "n.xlsx", {n: [HEAD, *rows_of("S", [2**at])] for at, n in enumerate(names)})
    shown = {n: {"...": "_", "UK ": "UK", "UK": "UK (2)"}.get(n, n) for n in names}
    ledger = cf.read_ledger(path, sheet="*", currency="EUR")
    assert by_sheet(ledger) == {shown[n]: 2**at for at, n in enumerate(names)}
    assert len(ledger.findings.layouts) == len(names)
    for at, name in enumerate(names):
        told = {"**": {"currency": "EUR"}, shown[name]: {"currency": "GBP"}}
        frame = cf.read_ledger(path, sheet="*", files=told).to_frame()
        assert [int(a) for a in frame["amount"][frame["currency"] == "GBP"]] == [2**at], name
    path = workbook(tmp_path / "blank.xlsx", {"DE": [HEAD, *rows_of("S", [1])], "UK ": [HEAD, *rows_of("S", [2])]})
    told = {"DE": {"currency": "EUR"}, "UK ": {"currency": "GBP"}}  # as the workbook has it, with its blank
    assert {*cf.read_ledger(path, sheet="*", files=told).to_frame()["currency"]} == {"EUR", "GBP"}


def test_two_sheets_of_one_name_are_told_apart_or_refused(tmp_path):
    """Programs write what spreadsheets forbid."""
    path = workbook(tmp_path / "h.xlsx", {"a": [HEAD, *rows_of("A", [1])], "b": [HEAD, *rows_of("B", [2])]})
    path.write_bytes(rewritten(path, b'name="a"', b'name="b"'))
    with pytest.raises(cf.InputError, match="two sheets that are called 'b'"):
        cf.read_ledger(path, sheet="*", currency="EUR")
    cells = "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in HEAD)
    items = "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in ("A", "1", "2026-03-10", "2026-05-09", "100.00"))
    schema = "urn:schemas-microsoft-com:office:spreadsheet"
    note = '<Row><Cell><Data ss:Type="String">x</Data></Cell></Row>'
    sheets = [("DE", note), ("DE", f"<Row>{cells}</Row><Row>{items}</Row>"), ("DE", f"<Row>{cells}</Row><Row>{items}</Row>")]
    tables = "".join(f'<Worksheet ss:Name="{n}"><Table>{rows}</Table></Worksheet>' for n, rows in sheets)
    path = tmp_path / "s.xls"
    path.write_text(f'<?xml version="1.0"?><Workbook xmlns="{schema}" xmlns:ss="{schema}">{tables}</Workbook>')
    assert by_sheet(cf.read_ledger(path, sheet="*", currency="EUR")) == {"DE": 100, "DE (2)": 100}


def test_how_a_sheet_alone_is_opened(tmp_path, capsys):
    """Two tables stand on one sheet, below each other: the second is told by its row; the workbook's other sheets are as they were."""
    two = [HEAD, *rows_of("DE", [1000, 20]), [], HEAD, *rows_of("D2", [7])]
    path = workbook(tmp_path / "s.xlsx", {"UK Ltd": GROUP["UK Ltd"], "DE GmbH": two})
    assert by_sheet(cf.read_ledger(path, sheet="*", currency="EUR")) == {"UK Ltd": 350, "DE GmbH": 1027}
    told = {"DE GmbH": {"skip_rows": 4}}
    ledger = cf.read_ledger(path, sheet="*", currency="EUR", files=told)
    assert by_sheet(ledger) == {"UK Ltd": 350, "DE GmbH": 7}
    assert [*ledger.findings.layouts] == ["UK Ltd", "DE GmbH"] and ledger.findings.layouts["DE GmbH"].header_row == 5
    with pytest.raises(cf.InputError, match=r"DE GmbH.*is told of a sheet"):
        cf.read_ledger(path, sheet="*", currency="EUR", files={"DE GmbH": {"sheet": "UK Ltd"}})
    with pytest.raises(cf.InputError, match="encoding"):
        cf.read_ledger(path, sheet="*", currency="EUR", files={"DE GmbH": {"encoding": "cp1252"}})


def test_a_sheet_of_which_something_is_told_is_meant(tmp_path):
    """Nothing that is told is passed over without a word, together with the sheet that it is told of."""
    sheets = {"UK Ltd": GROUP["UK Ltd"], "FR SAS": [["Name", "Wer", "Belegdatum", "Fällig am", "Wrt"], *rows_of("FR", [7])], "Q": [["x"]]}
    path = workbook(tmp_path / "m.xlsx", sheets)
    assert cf.read_ledger(path, sheet="*", currency="EUR").findings.not_read == {"FR SAS": 1}
    with pytest.raises(cf.InputError, match=r"FR SAS.* (amounts|suppliers)"):
        cf.read_ledger(path, sheet="*", currency="EUR", files={"FR SAS": {"date_order": "dmy"}})
    with pytest.raises(cf.InputError, match=r"'Q': is not read: it has no header of a ledger.*beside the others"):
        cf.read_ledger(path, sheet="*", currency="EUR", files={"Q": {"date_order": "dmy"}})


def test_a_pattern_is_saved_as_it_was_typed(group, tmp_path):
    saved = tmp_path / "plan.toml"
    told = ["--sheet", "*", "--currency", "EUR", "--extend", "30", "--as-of", "2026-04-01"]
    assert typed("try", str(group), *told, "--save", str(saved)) == 0
    assert 'sheet = "*"\n' in saved.read_text()


def test_a_sheet_of_payments_is_no_further_ledger(tmp_path):
    """What was paid of invoices on other sheets must not be counted as invoices once more."""
    paid = [["invoice", "supplier", "paid_date", "amount"], ["UK-0", "UK 0", dt.date(2026, 3, 20), 100]]
    path = workbook(tmp_path / "p.xlsx", {"UK Ltd": GROUP["UK Ltd"], "DE GmbH": GROUP["DE GmbH"], "Payments": paid})
    ledger = cf.read_ledger(path, sheet="*", currency="EUR")
    assert by_sheet(ledger) == {"UK Ltd": 350, "DE GmbH": Decimal("1023.50")}
    assert ledger.findings.not_read == {"Payments": 1}
    assert "is a list of payments" in ledger.findings.frame["reason"].iloc[0]


def test_a_sheet_of_formulas_that_nobody_calculated_is_said(tmp_path):
    """A program that writes formulas without their values leaves a sheet blank for readers."""
    formulas = [HEAD, *([f"='UK Ltd'!{c}{row}" for c in "ABCDE"] for row in (2, 3))]
    path = workbook(tmp_path / "f.xlsx", {"UK Ltd": GROUP["UK Ltd"], "FR SAS": formulas, "Blank": [HEAD]})
    found = cf.read_ledger(path, sheet="*", currency="EUR").findings
    assert found.not_read == {"FR SAS": 2}
    assert set(found.frame["reason"]) == {"has 2 rows of formulas without a value", "has no cells below a header"}
    with pytest.raises(cf.InputError, match=r"'FR SAS' has 2 rows of formulas without a value. Open the workbook"):
        cf.read_ledger(path, sheet=["UK Ltd", "FR SAS"], currency="EUR")


@pytest.mark.parametrize("sheet", ["UK Ltd", "*"])
def test_rows_of_formulas_below_the_last_value_are_rejected_and_not_lost(tmp_path, sheet):
    """Such rows are no cells for the reader of workbooks, which ends at the last value; a bare sum below is no row of items."""
    items = [HEAD, *rows_of("UK", [100, 250]), *([f"=X!{c}{row}" for c in "ABCDE"] for row in (2, 3))]
    path = workbook(tmp_path / "t.xlsx", {"UK Ltd": items, "DE GmbH": [*GROUP["DE GmbH"], ["", "", "", "", "=SUM(E2:E4)"]]})
    found = cf.read_ledger(path, sheet=sheet, currency="EUR").findings
    assert (found.accepted, found.rejected) == ((2, 2) if sheet == "UK Ltd" else (5, 2))
    rejected = found.frame[found.frame["status"] == "rejected"]
    assert rejected["row"].tolist() == [4, 5] and "formula" in rejected["reason"].iloc[0]


def test_sheets_told_of_a_folder_with_texts(group, capsys):
    """A text has no sheets: the refusal says how it is told of the workbooks alone."""
    (group.parent / "fr.csv").write_text("Supplier,Invoice No,Invoice Date,Due Date,Amount\nFR 1,1,2026-03-10,2026-05-09,9.00\n")
    assert typed("check", str(group.parent), "--sheet", "*", "--currency", "EUR") == 1
    assert "Tell it of the workbooks alone: --files '*.xlsx:sheet=*'" in capsys.readouterr().err
    assert typed("check", str(group.parent), "--files", "*.xlsx:sheet=*", "--currency", "EUR") == 0


def rewritten(path, old, new):
    out = io.BytesIO()
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(old, new) if name == "xl/workbook.xml" else given.read(name))
    return out.getvalue()
