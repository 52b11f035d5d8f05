"""Every table, file and message of docs/terms.md is what the package does; its ```python fences run by themselves."""

import json
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.terms import ANCHORS, DIALECTS
from cashflow.terms.erp import date_formula, odoo17_terms
from cashflow.terms.steps import PERIODS, step_classes

PAGE = (Path(__file__).parent.parent / "docs" / "terms.md").read_text(encoding="utf-8")
SAMPLE = dict.fromkeys([a for a in ANCHORS if a not in ("invoice", "previous due date")], "2025-01-31")


def tables(*header):
    """Rows of the tables with this header, as lists of cells."""
    found = []
    for block in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.M):
        lines = [[c.strip() for c in line.strip("|").split("|")] for line in block.strip().split("\n")]
        if lines[0] == list(header):
            found.append(lines[2:])
    assert found, header
    return found


def rows(*header):
    return [row for table in tables(*header) for row in table]


def code(cell):
    """What stands in the first backticks of a cell."""
    return re.search(r"`([^`]+)`", cell)[1]


def fences(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.M | re.S)


def dates(example):
    """Invoice date and due date of "Sat 2025-05-31 → Mon 2025-06-02"; the weekdays must be right."""
    found = re.findall(r"(?:([A-Z][a-z][a-z]) )?(\d{4}-\d\d-\d\d)", example)
    assert len(found) == 2
    for weekday, day in found:
        assert weekday in ("", date.fromisoformat(day).strftime("%a")), day
    return [day for _, day in found]


STEP = ("plain value", "text", "what it does", "example")


def plain_steps(row):
    value = json.loads(code(row[0]))
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("row", rows(*STEP), ids=lambda r: f"{code(r[1])} {r[3]}")
def test_steps(row):
    plain, (start, due) = plain_steps(row), dates(row[3])
    term = cf.PaymentTerms.from_dict({"installments": [{"steps": plain}], "calendar": "TARGET"})
    assert term.to_dict()["installments"][0]["steps"] == plain
    assert " then ".join(str(s) for s in term.installments[0].steps) == code(row[1])
    assert cf.PaymentTerms.parse(code(row[1])).installments == term.installments
    assert [d.isoformat() for d, _ in term.schedule(start).due] == [due]


def test_every_step_and_period_has_its_example():
    first, second = tables(*STEP)
    assert sorted(next(iter(plain_steps(row)[-1])) for row in first) == sorted(step_classes())
    assert set(PERIODS) == {s["end_of"] for row in first + second for s in plain_steps(row) if "end_of" in s}


@pytest.mark.parametrize("row", rows("text", "read as", "due"), ids=lambda r: code(r[0]))
def test_texts(row):
    term = cf.PaymentTerms.parse(code(row[0]))
    assert str(term) == code(row[1])
    assert ", ".join(d.isoformat() for d, _ in term.schedule("2025-01-31", dates=SAMPLE).due) == row[2]


def test_dialects():
    table = rows("dialect", 'reads "30 days EOM" as', "30 days EOM", "45 days EOM", "60 days EOM")
    assert [code(r[0]) for r in table] == list(DIALECTS)
    for name, _, *due in table:
        for days, day in zip((30, 45, 60), due, strict=True):
            if day == "refused":
                with pytest.raises(cf.InputError):
                    cf.PaymentTerms.parse(f"{days} days EOM", code(name))
            else:
                term = cf.PaymentTerms.parse(f"{days} days EOM", code(name))
                assert term.schedule("2025-01-31").due[0][0].isoformat() == day, (name, days)


def test_the_message_of_two_readings():
    said = next(f for f in fences("text") if "3 readings" in f)
    with pytest.raises(cf.AmbiguousTermsError) as refused:
        cf.PaymentTerms.parse("30 days EOM")
    assert str(refused.value) == " ".join(said.split())


def test_events():
    table = rows("event", "text", "also read as", "column in a ledger")
    assert [code(r[0]) for r in table] == list(ANCHORS)
    first = "50% net 0, 50% "  # a chain needs a part before it
    for event, text, others, _ in table:
        for words in re.findall(r"`([^`]+)`", text + others):
            term = cf.PaymentTerms.parse(words if words[0].isdigit() else f"{first}net 30 {words}")
            assert term.installments[-1].anchor == code(event), words


def test_shares():
    for _, plain, text, _ in rows("kind", "plain value", "text", "example"):
        value = json.loads(code(plain))
        others = [{"share": "10%"}] if value == {"share": "rest"} else [{"share": "rest"}]
        term = cf.PaymentTerms.from_dict({"installments": [value, *others]})
        assert str(term.installments[0].share) == code(text)


@pytest.mark.parametrize("row", rows("what", "plain value", "text"), ids=lambda r: r[0])
def test_discounts(row):
    term = cf.PaymentTerms.parse(f"{code(row[2])} 50% net 30, 50% net 60")
    plain = {
        "installments": [{"share": "50%", "steps": [{"days": 30}]}, {"steps": [{"days": 60}]}],
        "discounts": [json.loads(code(row[1]))],
    }
    assert cf.PaymentTerms.from_dict(plain) == term
    assert str(term.discounts[0]) == code(row[2])


@pytest.mark.parametrize("row", rows("formula", "becomes", "example"), ids=lambda r: code(r[0]))
def test_date_formulas(row):
    start, due = dates(row[2])
    steps = date_formula(code(row[0]))
    assert " then ".join(str(s) for s in steps) == code(row[1])
    term = cf.PaymentTerms([cf.PaymentTerms.parse(code(row[1])).installments[0]], calendar="TARGET")
    assert term.installments[0].steps == steps
    assert term.schedule(start).due[0][0].isoformat() == due


@pytest.mark.parametrize("row", rows("`delay_type`", "becomes", "example"), ids=lambda r: r[0])
def test_odoo_delays(row):
    kind, days, day = re.fullmatch(r"`(\w+)`, (\d+)(?:, (?:the )?(\d+)(?:th)?)?", row[0]).groups()
    line = {"value": "percent", "value_amount": 100, "delay_type": kind, "nb_days": days, "days_next_month": day}
    start, due = dates(row[2])
    term = odoo17_terms([line])
    assert term == cf.PaymentTerms.parse(code(row[1]))
    assert term.schedule(start).due[0][0].isoformat() == due


def test_one_term_in_four_ways():
    text = next(f for f in fences("text") if f.startswith("2/10 60 days")).strip()
    as_toml = tomllib.loads(next(f for f in fences("toml") if "Z060" in f))["terms"]["codes"]["Z060"]
    (as_json,) = (json.loads(f) for f in fences("json"))
    assert cf.PaymentTerms.parse(text) == cf.PaymentTerms.from_dict(as_toml) == cf.PaymentTerms.from_dict(as_json)


def test_the_what_if_file(tmp_path):
    terms = next(f for f in fences("toml") if "dialect" in f)
    rest = '[ledger]\npath = "l.csv"\n[[scenario]]\nname = "s"\n[[scenario.offer]]\nextend = { terms = "Z078" }\n'
    (tmp_path / "w.toml").write_text(rest + terms, encoding="utf-8")
    ledger = "supplier,invoice,invoice_date,amount,currency,terms,order_date\n" + "".join(
        f"A,{code},2025-01-31,100.00,EUR,{code},2025-01-10\n" for code in ("Z077", "Z078", "Z079")
    )
    (tmp_path / "l.csv").write_text(ledger, encoding="utf-8")
    whatif = cf.read_whatif(tmp_path / "w.toml")
    assert whatif.ledger.findings.rejected == 0
    texts = {str(t) for t in whatif.ledger.terms}
    expected = ("60 days then end of month", "60 days then end of month then 10 days", "30% net 0 from order, rest net 60")
    assert {cf.PaymentTerms.parse(t) for t in texts} == {cf.PaymentTerms.parse(t) for t in expected}
    assert whatif.scenarios[0].offers[0].extend.terms == cf.PaymentTerms.parse(expected[1])


def test_the_command_line():
    (command,) = fences("sh")
    shown = next(f for f in fences("text") if f.startswith("[2% of net"))
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 0
    assert result.output == shown


def test_links():
    headings = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


@pytest.mark.parametrize("row", rows("text", "may mean", "write"), ids=lambda r: code(r[0]))
def test_texts_with_two_meanings(row):
    with pytest.raises(cf.InputError) as refused:
        cf.PaymentTerms.parse(code(row[0]))
    for words in re.findall(r"`([^`]+)`", row[2]):
        assert words in str(refused.value)
        cf.PaymentTerms.parse(words)


def test_how_far_it_was_understood():
    text, understood = re.search(r"ended: `([^`]+)` is understood as far as `([^`]+)`", PAGE).groups()
    with pytest.raises(cf.InputError, match=f"understood: '{understood}'"):
        cf.PaymentTerms.parse(text)


def test_texts_that_are_refused():
    (line,) = re.findall(r"^.* have \[two readings or three\].*$", PAGE, re.M)
    texts = re.findall(r"`([^`]+)`", line)
    assert "45FDM15" in texts
    for text in texts:
        with pytest.raises(cf.AmbiguousTermsError):
            cf.PaymentTerms.parse(text)
    assert cf.PaymentTerms.parse("2/10, net EOM") == cf.PaymentTerms.parse("2/10 end of month")


@pytest.mark.parametrize("row", rows(*STEP), ids=lambda r: code(r[1]))
def test_a_discount_before_any_step_is_read_back(row):
    for discount in ("2/10", "3/7 2/14", "[2% of net until 10 days]"):
        term = cf.PaymentTerms.parse(f"{discount} {code(row[1])}")
        assert len(term.discounts) == len(discount.split()) if "/" in discount else 1
        assert cf.PaymentTerms.parse(str(term)) == term
        assert term.installments == cf.PaymentTerms.parse(code(row[1])).installments
