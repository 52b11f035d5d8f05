"""The what-if file as a workbook: there and back for every key, run like TOML, mistakes by sheet and cell, a template for a ledger."""

import datetime as dt
import io
import json
import tomllib
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.toml_values import toml_value
from cashflow.cli import main
from cashflow.schemes import SCHEMES
from cashflow.whatif_file.demo import demo_files
from cashflow.whatif_file.kinds import ANYTHING, kind_of
from cashflow.whatif_file.sheets.filled import filled
from cashflow.whatif_file.sheets.plan import HEAD_ROW, limit_key, row_sheets, setting_keys
from cashflow.whatif_file.sheets.taken import is_whatif_book, taken
from cashflow.whatif_file.sheets.values import cell_of, value_of
from cashflow.whatif_file.tables import KEYS, TABLES, scheme_keys
from tests.conftest import ROOT
from tests.whatif_schema import faults

EVERY = (ROOT / "docs" / "reference" / "every_key.toml").read_text(encoding="utf-8")
DEMO = demo_files()
FIRST = HEAD_ROW + 3  # as openpyxl counts
LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,region,own_rate
Acme,1,2025-05-21,1000000.00,EUR,net 30,UK,0.05
=Bolt,2,2025-05-02,2000.00,EUR,net 30,EU,0.09
"""
WHATIF = """[ledger]
path = "ledger.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-12-31 }
as_of = 2025-05-31
[[scenario]]
name = "June"
[[scenario.offer]]
suppliers = "Acme"
extend = { to = 2025-08-15 }
funding_rate = "own_rate"
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.065
day_count = "ACT/360"
[[scenario.offer]]
extend = { days = 30 }
acceptance = { share = 0.5 }
"""


def toml(text):
    return tomllib.loads(text, parse_float=D)


def back(tables):
    return taken(filled(tables), Path("what-if.xlsx")).tables


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_text(LEDGER)
    Path("whatif.toml").write_text(WHATIF)
    Path("whatif.xlsx").write_bytes(filled(toml(WHATIF)))
    return tmp_path


def cli(*words):
    return CliRunner().invoke(main, [*words])


@pytest.mark.parametrize("text", [EVERY, WHATIF, *(t for n, t in DEMO.items() if n.endswith(".toml"))])
def test_there_and_back(text):
    assert back(toml(text)) == toml(text)


def sample(kind, number=0):
    """Some value of a kind."""
    if "enum" in kind:
        return kind["enum"][-1]
    if kind == ANYTHING:
        return "text, or 1"
    if "anyOf" in kind:
        return sample(kind["anyOf"][number % len(kind["anyOf"])])
    if kind.get("type") == "object":
        known = kind["properties"] or {"a b": kind["additionalProperties"] or {}}
        return {name: sample(one if isinstance(one, dict) else {}) for name, one in known.items()}
    of_type = {"array": lambda: [sample(kind["items"]), sample(kind["items"])], "boolean": lambda: True, "integer": lambda: 7}
    if kind.get("format") == "date":
        return dt.date(2025, 6, 30)
    name = kind.get("type")
    return D("0.0625") if isinstance(name, list) else of_type[name]() if name in of_type else "a text"


@pytest.mark.parametrize("number", range(6))
def test_every_key_there_and_back(number):
    """Keys and kinds are those that the schema is made of; each kind of value that a key may hold, in turn."""
    value = lambda k: sample(kind_of(k.name, k.type), number)  # noqa: E731
    tables = {
        t.name: {k.name: value(k) for k in t.keys}
        for t in TABLES
        if t.name in ("ledger", "terms", "calendar", "policy", "measures", "simulate")
    }
    named = {t.name: t for t in TABLES}
    offer = {k.name: value(k) for k in named["offer"].keys if k.name != "option"}
    offer["option"] = [{"scheme": n, **{k.name: value(k) for k in scheme_keys(n)}} for n in SCHEMES]
    scenario = {k.name: value(k) for k in named["scenario"].keys if k.name not in ("name", "offer")}
    tables["scenario"] = [{"name": "one", "offer": [offer, {"extend": {"days": 3}}], **scenario}, {"name": "two", "offer": [offer]}]
    tables["solve"] = {k.name: value(k) for k in named["solve"].keys if k.name != "menu"}
    for group in ("selection", "constraints"):
        tables["solve"][group] = {k.name: value(k) for k in named[f"solve.{group}"].keys}
    tables["solve"]["menu"] = [{"extend": {"days": 30}, "scheme": n, **{k.name: value(k) for k in scheme_keys(n)}} for n in SCHEMES]
    limit = next(t for t in TABLES if t.written == f"[[{limit_key()}]]")
    tables[limit_key()] = [{**{k.name: value(k) for k in limit.keys}, "country": "FR"}]
    assert back(tables) == tables


def test_the_workbook_has_every_key():
    heads = {s.table: {c.key.name for c in s.columns} for s in row_sheets()}
    assert {(t, k.name) for t, k in setting_keys()} == {
        (t, k) for t in KEYS for k in KEYS[t] if t and t not in ("scenario", "offer", limit_key())
    } - {("solve", "menu"), ("solve", "selection"), ("solve", "constraints")}
    assert heads["offer"] >= set(KEYS["offer"]) - {"option"} | (set(KEYS["scenario"]) - {"name", "offer"})
    assert heads["option"] == {"scenario", "offer", "scheme"} | {k.name for n in SCHEMES for k in scheme_keys(n)}


plain = st.one_of(
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
    st.text(max_size=20),
)
nested = st.recursive(plain, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3), max_leaves=6)


@given(nested)
def test_any_value_through_a_cell(value):
    """Also texts that look like lists, are empty, or hold quotes and signs that are not seen."""
    cell = cell_of(value)
    assert isinstance(cell, bool | int | float | str | dt.date)
    if isinstance(cell, str):
        assert cell.strip() and "\n" not in cell
    assert value_of(cell) == value


@given(nested)
def test_values_as_toml_writes_them(value):
    assert tomllib.loads(f"value = {toml_value(value)}", parse_float=D)["value"] == value


def test_it_runs_like_toml(folder):
    """The same figures, and the workbook's hash in run.json."""
    toml_said, book_said = (cli("run", f"whatif.{end}", "--json", "--out", end) for end in ("toml", "xlsx"))
    assert toml_said.exit_code == book_said.exit_code == 0
    assert json.loads(toml_said.stdout) == json.loads(book_said.stdout)
    assert set(json.loads(Path("xlsx/run.json").read_text())["sha256"]) == {"whatif.xlsx", "ledger.csv"}
    assert cf.read_whatif("whatif.xlsx").run().to_dict() == cf.read_whatif("whatif.toml").run().to_dict()
    assert faults(taken(Path("whatif.xlsx").read_bytes(), Path("whatif.xlsx")).tables) == []


def edited(sheet, head, row, value, more=()):
    """The workbook with one cell changed; `head`: of its column, or the key of a setting."""
    book = openpyxl.load_workbook("whatif.xlsx")
    page = book[sheet]
    if sheet == "Settings":
        at = next(r for r in range(1, page.max_row + 1) if (page.cell(r, 1).value, page.cell(r, 2).value) == tuple(head.split(".", 1)))
        cell = page.cell(at, 3)
    else:
        column = next(c for c in range(1, page.max_column + 1) if page.cell(HEAD_ROW + 1, c).value == head)
        cell = page.cell(FIRST + row, column)
    cell.value = value
    for place, extra in more:
        page[place] = extra
    book.save("whatif.xlsx")
    return f"{sheet}!{cell.coordinate}"


@pytest.mark.parametrize(
    "sheet, head, row, value, reason",
    [
        ("Offers", "extend.to", 0, "soon", "soon"),
        ("Offers", "acceptance", 0, "perhaps", "perhaps"),
        ("Offers", "suppliers", 0, '["Acme', "is not a list or table"),
        ("Offers", "funding_rate", 0, "no_such_column", "no_such_column"),
        ("Options", "annual_rate", 0, "6,5,0", "6,5,0"),
        ("Options", "scheme", 0, "later_with_intrest", "later_with_interest"),
        ("Options", "day_count", 0, None, "day_count"),
        ("Options", "offer", 0, 3, "has 2 of them"),
        ("Options", "scenario", 0, "July", "is not a scenario of Offers"),
        ("Offers", "scenario", 1, None, "says no scenario"),
        ("Settings", "calendar.as_of", 0, "31/31/2025", "31/31/2025"),
        ("Settings", "policy.baseline", 0, "actuals", "actual"),
        ("Settings", "calendar.quarters.to", 0, None, "quarters"),
        ("Settings", "measures.borrowing_rate", 0, "x", "borrowing_rate"),
        ("Settings", "ledger.sign", 0, "negative", "negative"),
    ],
)
def test_mistakes_are_told_with_sheet_and_cell(folder, sheet, head, row, value, reason):
    cell = edited(sheet, head, row, value)
    said = cli("run", "whatif.xlsx")
    assert said.exit_code == 1 and "internal error" not in said.stderr
    assert said.stderr.startswith("cashflow: whatif.xlsx, ") and reason in said.stderr, said.stderr
    if value is not None:
        assert cell in said.stderr, said.stderr
    else:
        assert f"{sheet}!" in said.stderr, said.stderr


def test_heads_and_doubles_are_told(folder):
    edited("Offers", "scenario", 0, "June", more=[("AZ4", "extend.month")])
    assert "Offers!AZ4 'extend.month': is not a column of Offers" in cli("run", "whatif.xlsx").stderr
    Path("whatif.xlsx").write_bytes(filled(toml(WHATIF)))
    edited("Offers", "acceptance.column", 1, "own_rate")
    assert "says what another column of the row says" in cli("run", "whatif.xlsx").stderr
    Path("whatif.xlsx").write_bytes(filled(toml(WHATIF)))
    edited("Settings", "ledger.path", 0, "ledger.csv", more=[("A200", "ledger"), ("B200", "path"), ("C200", "other.csv")])
    assert "Settings!B200 'path': appears twice" in cli("run", "whatif.xlsx").stderr


def test_a_template_for_a_ledger(folder):
    """Suppliers, columns and values to choose from; nothing guessed; what is told is kept; filled in, it runs."""
    said = cli("template", "new.xlsx", "--ledger", "ledger.csv", "--terms", "net 30")
    assert said.exit_code == 0 and "cashflow run new.xlsx" in said.stderr
    book = openpyxl.load_workbook("new.xlsx")
    lists = {c[0].value: [v.value for v in c[1:] if v.value is not None] for c in book["Lists"].iter_cols()}
    assert lists["suppliers"] == ["=Bolt", "Acme"] and book["Lists"]["A2"].data_type == "s"
    assert lists["column region"] == ["EU", "UK"] and lists["currencies"] == ["EUR"] and set(lists["columns"]) == {"own_rate", "region"}
    assert lists["scheme"] == [*SCHEMES]
    rules = {str(r.sqref): r.formula1 for r in book["Offers"].data_validations.dataValidation}
    assert any("Lists!$A$2:$A$3" in f for f in rules.values())
    tables = taken(Path("new.xlsx").read_bytes(), Path("new.xlsx")).tables
    assert tables == {
        "ledger": {"path": "ledger.csv", "terms": "net 30"},
        "scenario": [{"name": "Scenario 1", "offer": [{"extend": {"days": 30}}]}],
    }
    assert cli("run", "new.xlsx").exit_code == 0
    assert "exists" in cli("template", "new.xlsx", "--ledger", "ledger.csv").stderr
    assert "must end in .xlsx" in cli("template", "new.toml").stderr
    assert cli("template", "bare.xlsx").exit_code == 0
    assert "ledger" in cli("run", "bare.xlsx").stderr


def test_the_ledger_is_named_from_where_the_workbook_stands(folder):
    Path("plans").mkdir()
    assert cli("template", "plans/new.xlsx", "--ledger", "ledger.csv").exit_code == 0
    assert taken(Path("plans/new.xlsx").read_bytes(), Path("x.xlsx")).tables["ledger"]["path"] == "../ledger.csv"
    assert cli("run", "plans/new.xlsx").exit_code == 0


def test_a_ledger_is_still_no_whatif_file(folder):
    book = openpyxl.Workbook()
    for row in LEDGER.splitlines():
        book.active.append(row.split(","))
    book.save("ledger.xlsx")
    said = cli("run", "ledger.xlsx")
    assert "is a ledger, not a what-if file" in said.stderr
    assert not is_whatif_book(Path("ledger.xlsx").read_bytes()) and is_whatif_book(Path("whatif.xlsx").read_bytes())
    assert not is_whatif_book(b"PK broken") and not is_whatif_book(b"")


def test_other_verbs_take_it(folder):
    assert cli("project", "whatif.xlsx").exit_code == 0
    assert "there is no table [solve]" in cli("solve", "whatif.xlsx").stderr


def test_rows_are_cells_of_their_own_kind():
    """A date is a date, a rate a number, yes a yes, a list as TOML writes it."""
    tables = {
        "scenario": [
            {"name": "x", "offer": [{"extend": {"to": dt.date(2025, 8, 15)}, "suppliers": ["A", "B"], "funding_rate": D("0.065")}]}
        ]
    }
    sheet = openpyxl.load_workbook(io.BytesIO(filled({**tables, "ledger": {"path": "a.csv", "strict": True}})))["Offers"]
    heads = [c.value for c in sheet[HEAD_ROW + 1]]
    row = {h: c for h, c in zip(heads, sheet[FIRST], strict=True) if c.value is not None}
    assert row["extend.to"].value == dt.datetime(2025, 8, 15) and row["extend.to"].number_format == "yyyy-mm-dd"
    assert row["suppliers"].value == '["A", "B"]' and row["funding_rate"].value == 0.065
