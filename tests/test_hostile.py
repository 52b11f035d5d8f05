"""Inputs that somebody hostile, or a hurried clerk, gives: what is shown names no kind of Python, and nothing is waited for without end."""

import datetime as dt
import io
import re

import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.basics.errors import shortened
from cashflow.basics.receipts import read_bytes
from cashflow.cli import main
from tests.fuzz.whatifs import LEDGER

OF_PYTHON = re.compile(r"<class|Attribute\(|datetime\.|Decimal\(|\b(?:int|str|dict|Decimal|NoneType|numpy)\b")
STEPS = {
    "days = true": "must be a whole number from -3660 to 3660",
    "days = 1.5": "must be a whole number from -3660 to 3660",
    "day_of_month = 32": "must be a whole number from 1 to 31",
    'next_day = ["x"]': "must be a whole number from 1 to 31",
    "next_day = 5": "Write { next_day = [10, 25] }",
    "next_day = []": "Write { next_day = [10, 25] }",
    "next_weekday = 9": "must be a whole number from 0 to 6",
    'next_day = [5], inclusive = "x"': "must be true or false",
    "cutoff = 5, add_months = true": "must be a whole number from 0 to 120",
    "business_days = 1000": "must be a whole number from -366 to 366",
    "not_between = 5": 'Write { not_between = ["12-20", "01-06"] }',
    'not_between = ["02-30", "03-01"]': 'Write { not_between = ["12-20", "01-06"] }',
    'replace = [["x"]]': 'Write { replace = { "2025-12-31" = "2026-01-02" } }',
    "replace = {}": 'Write { replace = { "2025-12-31" = "2026-01-02" } }',
    "not_before = false": 'Write { not_before = "anchor" }',
    "branch = [{}]": "Write { branch = [{ from = 1,",
    "branch = [{ from = 1, to = 99999999999, steps = [] }]": "must be a whole number from 1 to 31",
}
VALUES = {
    "[calendar]\nas_of = [2025-05-31]": "[2025-05-31]",
    "[calendar]\nas_of = { from = 2025-05-31, x = 0.5 }": "{ from = 2025-05-31, x = 0.5 }",
    "[calendar]\nas_of = true": "'true'",
    "[ledger]\npath = { x = 07:30:00 }": "must be",
}
LOOKS = {
    "as_of = 2025-05-01T00:30:00+02:00": "calendar.as_of '2025-05-01 00:30:00+02:00': has a time or a zone, so its date is unclear. Write the date alone",
    "as_of = 2025-05-01T00:30:00": "has a time or a zone, so its date is unclear",
    "as_of = 0025-05-01": "calendar.as_of '0025-05-01': must be a day from 1900 to 2199; its year is probably mistyped",
    "as_of = 9999-12-31": "calendar.as_of '9999-12-31': must be a day from 1900 to 2199",
    "\u0430s_of = 2025-05-01": "line 4 '\u0430s_of = 2025-05-01': has '\u0430' in a key, which is no plain letter (cyrillic small letter a). Type the key anew",
    "as_of = 2025-02-30  # f\u00fcr = x": "has a date that is in no calendar",
}
OFFER = "\n[[scenario]]\nname = 'x'\n[[scenario.offer]]\nextend = { days = 1 }\n"


def said(folder, text, ledger=LEDGER):
    """What a run of a what-if file is refused with."""
    (folder / "ap_ledger.csv").write_text(ledger)
    (folder / "w.toml").write_text(text)
    found = CliRunner().invoke(main, ["run", str(folder / "w.toml")])
    assert found.exit_code == 1 and not found.stdout
    assert not OF_PYTHON.search(found.stderr), found.stderr
    return found.stderr


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_none_is_told_in_plain_words(step, tmp_path):
    """They were told in the words of the library that checks attributes, and true was taken for 1."""
    ledger = "supplier,invoice,invoice_date,amount,currency,terms\nA,1,2025-05-01,5,EUR,Z\n"
    assert STEPS[step] in said(tmp_path, f"[ledger]\npath = 'ap_ledger.csv'\n[terms.codes]\nZ = [{{ {step} }}]{OFFER}", ledger)


@pytest.mark.parametrize("text", VALUES)
def test_what_came_is_shown_as_the_file_has_it(text, tmp_path):
    head = "" if "[ledger]" in text else "[ledger]\npath = 'ap_ledger.csv'\n"
    assert VALUES[text] in said(tmp_path, f"{head}{text}{OFFER}")


@pytest.mark.parametrize("line", LOOKS)
def test_a_day_of_a_what_if_file_is_a_day_that_can_be_meant(line, tmp_path):
    """A time and its zone were dropped; the year 25 counted; a Cyrillic letter was told as a date that is in no calendar."""
    assert LOOKS[line] in said(tmp_path, f"[ledger]\npath = 'ap_ledger.csv'\n[calendar]\n{line}{OFFER}")


@pytest.mark.parametrize(
    "text, why",
    [
        (f"[ledger]\npath = ''{OFFER}", 'ledger.path: is missing. Write path = "ap_ledger.csv"'),
        (
            f"[ledger]\npath = 'ap_ledger.csv'{OFFER.replace('days = 1', 'days = 4000')}",
            "extend.days '4000': must be a whole number of days from 0 to 3660",
        ),
        (
            f"[ledger]\npath = 'ap_ledger.csv'{OFFER}suppliers = [['A'], 'B']\n",
            'suppliers \'[["A"], "B"]\': is a list of names, and holds a list',
        ),
    ],
)
def test_values_that_were_taken_for_something_else(text, why, tmp_path):
    """An empty path was the whole folder; 4000 days were refused as none that are 0 or more; a list in a list covered nobody."""
    assert why in said(tmp_path, text)


def test_values_that_can_hardly_be_shown():
    deep = []
    for _ in range(2000):
        deep = [deep]
    assert shortened(deep) == "tables and lists inside each other"
    assert shortened([10**5000]) == "a number of thousands of digits"
    assert shortened({"to": dt.date(2025, 6, 30)}, python=True) == '{"to": "2025-06-30"}'


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full"])
def test_a_device_is_no_file(device, tmp_path):
    """It was read without end."""
    with pytest.raises(cf.InputError, match="is a device or a terminal, not a file"):
        cf.read_ledger(device)
    for key in ("payments", "path"):
        other = "" if key == "path" else "path = 'ap_ledger.csv'\n"
        assert "is a device" in said(tmp_path, f"[ledger]\n{other}{key} = '{device}'{OFFER}")


def test_a_pipe_is_read_to_its_end_but_not_without_end(tmp_path, monkeypatch):
    import os
    import threading
    import time

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write(late):
        with pipe.open("wb") as other:
            time.sleep(late)  # the reader finds a writer that has written nothing yet
            other.write(b"a" * 1000)

    for most, holds, late in ((1000, True, 0), (1000, True, 0.2), (999, False, 0), (999, False, 0.2)):
        monkeypatch.setattr("cashflow.basics.receipts._MOST", most)
        writer = threading.Thread(target=write, args=(late,))
        writer.start()
        if holds:
            assert read_bytes(pipe) == b"a" * 1000
        else:
            with pytest.raises(cf.InputError, match="a pipe that gives more"):
                read_bytes(pipe)
        writer.join()


@pytest.mark.parametrize("path", ["/etc/none.csv", "../x/none.csv", "a/" * 300 + "x.csv"])
def test_a_what_if_file_given_to_check_names_the_ledger_wherever_it_lies(path, tmp_path):
    """A path with folders in it broke the sentence."""
    (tmp_path / "w.toml").write_text(f"[ledger]\npath = '{path}'\n")
    found = CliRunner().invoke(main, ["check", str(tmp_path / "w.toml")])
    assert found.exit_code == 1 and "is a what-if file, not a table" in found.stderr and "internal" not in found.stderr


def test_an_offer_that_covers_nobody_has_all_columns_and_pictures(tmp_path):
    """A picture of break-even rates broke off, since the table of suppliers had four columns where it has no row."""
    (tmp_path / "l.csv").write_text(LEDGER)
    some, nobody = (
        cf.compare(
            cf.read_ledger(tmp_path / "l.csv"),
            cf.Scenario("s", cf.Offer(suppliers=whom, extend={"days": 30}, options=[cf.LaterWithInterest(0.05, "ACT/360")])),
        )
        for whom in ("Acme", {"region": "none"})
    )
    assert len(nobody.suppliers) == 0 and list(nobody.suppliers) == list(some.suppliers)
    for name in ("break_even", "benefit"):
        assert nobody.picture(name)


def test_a_page_and_letters_hold_no_sign_that_turns_the_text(tmp_path):
    """A source stood in the page as it was: its U+202E turned the figures behind it round."""
    source = "June \u202eretal\x1b[1m"
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest(0.05, "ACT/360")], acceptance_source=source)
    (tmp_path / "l.csv").write_text(LEDGER)
    page = cf.compare(cf.read_ledger(tmp_path / "l.csv"), cf.Scenario("s", offer)).to_html()
    assert "June " in page and not {"\u202e", "\x1b"} & set(page)


LATER = cf.Offer(extend={"days": 30})
MENU = [({"days": 30}, cf.LaterWithInterest(0.05, "ACT/360"))]
NAMED = {
    "name": lambda ledger, name: cf.Scenario(name, LATER),
    "scenario": lambda ledger, name: cf.sweep(ledger, {"name": name, "offer": [{"extend": {"days": 1}}]}),
    "grid": lambda ledger, name: cf.sweep(ledger, {"name": name, "offer": [{"extend": {"days": 1}}], "vary": {"days": [1]}}),
    "vary.suppliers": lambda ledger, name: cf.sweep(
        ledger, {"name": "s", "offer": [{"extend": {"days": 1}}], "vary": {"suppliers": [name]}}
    ),
    "names": lambda ledger, name: cf.sweep(ledger, cf.Offer(extend={"days": 0}), days=[[1] * 4], names=[name]),
    "solve": lambda ledger, name: cf.solve(ledger, "1", by="2025-06-30", menu=MENU, name=name),
    "limit 1.name": lambda ledger, name: cf.compare(ledger, cf.Scenario("s", LATER), limits=[{"days": 60, "name": name}]),
    "labels": lambda ledger, name: cf.FiscalCalendar(quarter_ends=["2025-06-30"], first_day="2025-04-01", labels=[name]),
}


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\t", "\x1b[1m", "\x85", "\u2028", "\u202e", "\ud800"], ids=ascii)
@pytest.mark.parametrize("where", NAMED)
def test_a_name_is_one_line(where, sign):
    """A line break in a scenario's name cut its headline in two; the second half was lost."""
    ledger = cf.read_ledger(pd.read_csv(io.StringIO(LEDGER), dtype=str))
    with pytest.raises(cf.InputError, match=r"must be one line of letters that are seen; U[+][0-9A-F]{4} stands after 'June") as refused:
        NAMED[where](ledger, f"June{sign}2025")
    assert refused.value.column == {"scenario": "name", "grid": "name", "solve": "name"}.get(where, where)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "name", ["=June + 1", "Été\u00a02025", "夏\u3000と秋", "ژوئن\u200cها", "👩\u200d💻", "x" * 5000, " June ", ""], ids=ascii
)
def test_any_other_name_is_right(name):
    assert cf.Scenario(name, LATER).name == name


def test_a_name_that_is_no_line_is_told_where_it_is_written(tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER)
    text = "[ledger]\npath = 'l.csv'\n" + OFFER.replace("'x'", '"June\\n2025"')
    (tmp_path / "w.toml").write_text(text)
    said = CliRunner().invoke(main, ["run", str(tmp_path / "w.toml")]).output
    assert "w.toml, scenario 1.name 'June" in said and "U+000A" in said and "Write it on one line" in said
    typed = CliRunner().invoke(main, ["try", str(tmp_path / "l.csv"), "--extend", "1", "--name", "June\n2025"]).output
    assert typed.startswith("cashflow: --name 'June") and "U+000A" in typed
