"""Formats: found by name, one module each; printed with --format, written with --out, all files or none."""

import json
from importlib.util import find_spec
from xml.etree import ElementTree

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.report import format as one_format
from cashflow.report import formats

from .test_cli import LEDGER, WHATIF


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "whatif.toml").write_text(WHATIF, encoding="utf-8")
    return tmp_path


@pytest.fixture
def result():
    rows = pd.DataFrame(
        {
            "supplier": ["Acme"],
            "invoice": ["1"],
            "invoice_date": ["2025-05-21"],
            "amount": ["900.00"],
            "currency": ["EUR"],
            "terms": ["net 30"],
        }
    )
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")])
    return cf.compare(cf.read_ledger(rows), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))


def cashflow(*args):
    return CliRunner().invoke(main, list(args))


def test_a_result_is_rendered_by_name(result):
    assert result.render() == result.render("text") == str(result)
    assert result.render("text").splitlines()[0].startswith("June: EUR 900 more cash on 2025-06-30")
    assert json.loads(result.render("json")) == json.loads(json.dumps(result.to_dict()))
    assert result.render("findings") == "table,file,row,column,value,kind,reason,status"
    with pytest.raises(cf.InputError, match=r"several files.* result\.write\(folder\)"):
        result.render("csv")
    with pytest.raises(cf.InputError, match=r"is not a format of a comparison.*json"):
        result.render("jsn")
    with pytest.raises(cf.InputError, match="is not a format of a projection"):
        cf.project(result.ledger).render("offer_letters")


def test_a_result_is_written_in_every_format_that_need_not_be_asked_for(result, tmp_path):
    written = result.write(tmp_path / "all")
    assert set(written) == {p for p in (tmp_path / "all").rglob("*") if p.is_file()}
    names = {p.name for p in written}
    assert {"quarters.csv", "legs.csv", "findings.csv", "result.json", "report.txt", "run.json"} <= names
    assert not (tmp_path / "all" / "offer_letters").exists()
    assert {p.name for p in result.write(tmp_path / "one", ["text"])} == {"report.txt"}
    sheets = result.write(tmp_path / "sheets", ["json"], more=["offer_letters"])
    assert {p.parent.name for p in sheets} == {"sheets", "offer_letters"}
    report = (tmp_path / "one" / "report.txt").read_text(encoding="utf-8")
    assert report.split() == str(result).split() and max(map(len, report.splitlines())) <= 120  # str(): a sentence a line


@pytest.mark.parametrize("kind", [cf.project, lambda ledger: cf.sweep(ledger, [])])
def test_other_results_are_written_too(result, tmp_path, kind):
    found = kind(result.ledger)
    names = {p.name for p in found.write(tmp_path)}
    assert {"quarters.csv", "result.json", "report.txt", "run.json"} <= names
    assert json.loads(found.render("json"))["quarters"]


def test_a_format_that_fails_leaves_nothing_behind(result, tmp_path, monkeypatch):
    monkeypatch.setattr(type(formats.FORMATS["json"]), "render", lambda self, result: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        result.write(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_lacks_its_extra_is_named_once_and_the_rest_is_written(result, tmp_path, monkeypatch):
    class Book(one_format.Format):
        name, file, needs, serves = "book", "book.xlsx", ("nosuchpackage", "excel"), ("comparison",)

        def render(self, result):
            raise AssertionError("it can't be made")

    monkeypatch.setitem(formats.FORMATS, "book", Book())
    monkeypatch.setattr(one_format, "find_spec", lambda name: None if name == "xlsxwriter" else find_spec(name))
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    written = result.write(tmp_path, more=["offer_letters"])
    assert written.notes == ('left out: report.xlsx, book.xlsx, part of offer_letters. Type pip install "cashflow-terms[excel]"',)
    assert {p.suffix for p in written if p.parent.name == "offer_letters"} == {".html"}
    assert "report.txt" in {p.name for p in written} and "report.xlsx" not in {p.name for p in written}
    with pytest.raises(cf.InputError, match=r'needs the package nosuchpackage.*pip install "cashflow-terms\[excel\]"'):
        result.render("book")


def test_a_module_of_the_package_is_a_format(result, tmp_path, monkeypatch):
    (tmp_path / "as_marked_down.py").write_text(
        "from cashflow.report.format import Format\n"
        "class MarkedDown(Format):\n"
        "    name, file, is_text = 'md', 'report.md', True\n"
        "    def render(self, result):\n"
        "        return '# ' + result.scenarios[0].scenario.name\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path)])
    monkeypatch.setattr(formats, "FORMATS", formats._by_name())
    assert result.render("md") == "# June"
    assert (tmp_path / "out" / "report.md") in result.write(tmp_path / "out")


def test_format_of_the_command(folder):
    assert cashflow("run", "whatif.toml", "--format", "text").stdout == cashflow("run", "whatif.toml").stdout
    as_json = cashflow("run", "whatif.toml", "--json")
    again = cashflow("run", "whatif.toml", "--format", "json")
    assert (again.stdout, again.stderr) == (as_json.stdout, as_json.stderr) and json.loads(again.stdout)["quarters"]
    for verb in ("project", "simulate"):
        assert json.loads(cashflow(verb, "whatif.toml", "--format", "json").stdout)["notes"] is not None
    assert cashflow("run", "whatif.toml", "--json", "--format", "text").exit_code == 2
    assert cashflow("run", "whatif.toml", "--json", "--format", "json").exit_code == 0


def test_a_format_that_can_t_be_printed_is_refused_before_anything_is_read(folder):
    (folder / "whatif.toml").unlink()
    said = cashflow("run", "whatif.toml", "--format", "csv")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == "cashflow: --format 'csv': is several files and can't be printed. Type --out FOLDER instead\n"
    assert "is not a format of a simulation" in cashflow("simulate", "whatif.toml", "--format", "offer_letters").stderr
    refused = json.loads(cashflow("run", "whatif.toml", "--format", "json").stdout)
    assert "error" in refused


def test_pictures_are_files_of_their_own(result, tmp_path):
    """Each says what it shows above it; a name holds whatever it likes, and the file's name does not."""
    hostile = cf.compare(result.ledger, cf.Scenario("../<script>", cf.Offer(extend={"days": 30})), quarters=("2025-04-01", "2025-09-30"))
    written = {p.relative_to(tmp_path).as_posix() for p in hostile.write(tmp_path) if p.suffix == ".svg"}
    assert written == {
        f"pictures/{n}.svg"
        for n in ("unwind", "bridge", "presentations", "cash_by_day", "payables_by_day", "cash_retained_by_day", "benefit")
    }
    for name in written:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "&lt;script&gt;" in text and "<script" not in text
        assert int(ElementTree.fromstring(text).get("width")) > 700


def test_a_format_of_several_files_names_what_python_has():
    """A command asks before there is a result, and names its own option: only Python comes here."""
    with pytest.raises(cf.InputError) as wrong:
        cf.project(cf.synthetic_ledger(20, 3)).render("csv")
    assert str(wrong.value) == "format 'csv': is several files, and no text. Type result.write(folder)"
