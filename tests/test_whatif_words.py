"""TOML's own errors as somebody meets them who never heard of TOML: the line, what it was meant to be, what to type."""

import pytest

import cashflow as cf
from cashflow.whatif_file import read_whatif

# The line as it is written, a part of what is said of it, what to type.
MISTAKES = [
    ("annual_rate = 6%", "percentage without quotes", '"6%" in quotes, or as a number: 0.06'),
    ("annual_rate = 6,5 %", "percentage without quotes", "0.065"),
    ("funding_rate = { low = 5%, high = 9% }", "percentage without quotes", "0.05"),
    ("as_of = 31.07.2026", "a date in another form", "2026-07-31"),
    ("as_of = 31/07/2026", "a date in another form", "2026-07-31"),
    ("as_of = 03/04/2025", "a date in another form", "2025-04-03 or 2025-03-04"),
    ("as_of = 2025-6-30", "a date in another form", "2025-06-30"),
    ("as_of = 2025-02-30", "in no calendar", "year-month-day"),
    ("extend = { to = 15.08.2025 }", "a date in another form", "2025-08-15"),
    ('path = "C:\\Users\\me\\ap.csv"', "backslash in double quotes", "path = 'C:\\Users\\me\\ap.csv'"),
    ("name = June deferral", "text without quotes", 'name = "June deferral"'),
    ("currency = EUR", "text without quotes", 'currency = "EUR"'),
    ("suppliers = { region = [UK, EU] }", "text without quotes (UK)", '"UK"'),
    ("strict = True", "small letters", "strict = true"),
    ("strict = yes", "must be true or false", "strict = true"),
    ("target = 60,000,000", "signs between the thousands", "target = 60000000"),
    ("target = 60 000 000", "signs between the thousands", "target = 60000000"),
    ("target = 1.000.000,50", "signs between the thousands", "target = 1000000"),
    ("rate = 6,5", "comma in a number", "rate = 6.5"),
    ("rate = 6,500", "comma in a number", "rate = 6500, or rate = 6.500"),
    ("rate = .5", "begins with a point", "rate = 0.5"),
    ("rate = 5.", "ends with a point", "rate = 5.0"),
    ("code = 007", "begins with 0", 'code = "007"'),
    ("target = €60", "without quotes", 'target = "€60"'),
    ('path: "ap.csv"', "colon where = stands", 'path = "ap.csv"'),
    ("path = “ap.csv”", "curly quotes", 'path = "ap.csv"'),
    ('path = "ap.csv', "quote that is not closed", 'path = "ap.csv"'),
    ("path =", "no value", 'path = "…"'),
    ("; a comment", "looks like a comment", "begins with #"),
    ("// a comment", "looks like a comment", "begins with #"),
    ("some words", "not a key with a value", 'currency = "EUR"'),
    ("[ledger", "brackets don't close", "[ledger]"),
    ("payment_runs = [1, 2", "is not complete", "Close each"),
]


@pytest.mark.parametrize("line, reason, hint", MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_line_that_is_no_toml(tmp_path, line, reason, hint):
    (tmp_path / "w.toml").write_text(f"# what if\n\n{line}\n", encoding="utf-8")
    with pytest.raises(cf.InputError) as told:
        read_whatif(tmp_path / "w.toml")
    assert told.value.row == 3 and reason in told.value.reason and hint in told.value.hint
    assert "line 3" in str(told.value) and told.value.value == line


@pytest.mark.parametrize(
    "text, reason",
    [
        ("[ledger]\npath = 'a'\n[ledger]\n", "appears twice"),
        ("a = 1\na = 2\n", "appears twice"),
        ("a = " + "9" * 5000, "more digits than can be read"),
        ("a = " + "[" * 20_000, "too deep"),
        ("a = " + "{b=" * 20_000, "too deep"),
    ],
    ids=["table", "key", "digits", "lists", "tables"],
)
def test_a_file_that_is_no_toml(tmp_path, text, reason):
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    with pytest.raises(cf.InputError, match=reason):
        read_whatif(tmp_path / "w.toml")


def test_a_path_with_a_sign_that_no_path_has(tmp_path):
    for path, said in [
        ('"C:\\temp\\new.csv"', "single quotes"),
        ('"a\\u0000b.csv"', "a character that no path can have"),
        (f'"{"a" * 5000}.csv"', "too long"),
    ]:
        (tmp_path / "w.toml").write_text(f"[ledger]\npath = {path}\n[[scenario]]\nname = 'a'\n", encoding="utf-8")
        with pytest.raises(cf.InputError) as told:
            read_whatif(tmp_path / "w.toml")
        assert said in str(told.value) and told.value.column.startswith("ledger.path"), str(told.value)
