"""What is told of some files of a ledger alone: another company's export beside ours, which the same words would read wrong."""

import datetime as dt
import io
import json
import pickle
import re
import shlex
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.ledger.of_files import OF_FILES, files_of, settled_files
from cashflow.ledger.options import ReadOptions
from cashflow.scan.cut import pieces_of

from . import test_cli

DE = "Kreditor;Rechnung;Datum;Betrag;Währung;Zahlungsbedingung\nAlder;1;03.04.2025;1.000,00;EUR;30 Tage netto\n"
UK = 'vendor,invoice,invoice date,amount,terms\nCedar,7,24/05/2025,"1,234",net 45\nDale,8,23/06/2025,"2,505",net 45\n'
US = 'vendor name,bill no,bill date,bill amount,terms\nElm,9,04/05/2025,"1,234.50",net 45\n'
FILES = {
    "de.csv": {"date_order": "dmy"},
    "uk.csv": {"currency": "GBP", "decimal": "."},
    "us*.csv": {"currency": "USD", "date_order": "mdy"},
}
TYPED = [f"{name}:{key}={value}" for name, told in FILES.items() for key, value in told.items()]


def cashflow(*words):
    return test_cli.cashflow(*map(str, words))


def refused(*words):
    return test_cli.refused(*map(str, words))


def filled(refusal):
    """What a refusal says to type, with a currency in the place where one is wanted, and without what the place stands for."""
    typed = refusal.partition("Type: ")[2].partition("; or ")[0]
    assert "XXX" in typed or "TERMS" in typed
    return re.sub(r" \((?:the three-letter code|for example [^)]*)\)", "", typed).replace("XXX", "EUR")


@pytest.fixture
def folder(tmp_path):
    """Exports of three countries; two state no currency, and their days and amounts have two readings."""
    out = tmp_path / "exports"
    out.mkdir()
    for name, text in (("de.csv", DE), ("uk.csv", UK), ("us_05.csv", US)):
        (out / name).write_text(text, encoding="utf-8")
    return out


ROWS = [  # supplier, invoice date, amount, currency: as the three companies mean them
    ("Alder", dt.date(2025, 4, 3), Decimal("1000.00"), "EUR"),
    ("Cedar", dt.date(2025, 5, 24), Decimal("1234.00"), "GBP"),
    ("Dale", dt.date(2025, 6, 23), Decimal("2505.00"), "GBP"),
    ("Elm", dt.date(2025, 4, 5), Decimal("1234.50"), "USD"),
]


def rows_of(ledger):
    frame = ledger.to_frame()
    return [(s, d.date(), a, c) for s, d, a, c in frame[["supplier", "invoice_date", "amount", "currency"]].itertuples(index=False)]


def test_each_country_is_read_as_it_writes(folder):
    assert rows_of(cf.read_ledger(folder, files=FILES)) == ROWS


def test_in_batches_too(folder):
    scanned = cf.scan(folder, files=FILES)
    quarters = ("2025-04-01", "2025-09-30")
    wanted = cf.project(cf.read_ledger(folder, files=FILES), quarters=quarters).quarters
    pd.testing.assert_frame_equal(cf.project(scanned, quarters=quarters).quarters, wanted)
    assert {c: str(a) for c, a in scanned.findings.amount_accepted.items()} == {"EUR": "1000.00", "GBP": "3739.00", "USD": "1234.50"}


def test_on_the_command_line_and_in_a_file(folder, tmp_path):
    flags = [word for one in TYPED for word in ("--files", one)]
    said = json.loads(cashflow("check", folder, "--json", *flags, "--save-map", tmp_path / "kept.toml").stdout)
    assert said["accepted"] == 4 and said["ask"] == []
    kept = (tmp_path / "kept.toml").read_text(encoding="utf-8")
    assert 'files = { "de.csv" = { date_order = "dmy" }, "uk.csv" = { currency = "GBP", decimal = "." }' in kept
    (tmp_path / "w.toml").write_text(kept + '[calendar]\nquarters = { from = "2025-04-01", to = "2025-09-30" }\n', encoding="utf-8")
    figures = json.loads(cashflow("project", tmp_path / "w.toml", "--json").stdout)
    assert sorted(figures["currencies"]) == ["EUR", "GBP", "USD"]
    other = cashflow("project", tmp_path / "w.toml", "--json", *flags, "--files", "us_05.csv:currency=CAD")
    assert sorted(json.loads(other.stdout)["currencies"]) == ["CAD", "EUR", "GBP"]
    words = refused("project", tmp_path / "w.toml", "--files", "uk.csv:currency=GBP")  # what is typed takes the place of the file's table
    assert "currency is not stated" in words and "Traceback" not in words


def test_what_to_type_names_the_files_that_need_it(folder):
    """One answer for all would turn the day of one company into the month of the other."""
    said = json.loads(cashflow("check", folder, "--json", "--files", "uk.csv:currency=GBP", "--files", "us_05.csv:currency=USD").stdout)
    assert [a["type"] for a in said["ask"]] == [
        "--files de.csv:date_order=dmy",
        "--files 'uk.csv:decimal=.'",
        "--files us_05.csv:date_order=dmy",
    ]
    assert said["ask"][2]["choices"] == ["us_05.csv:date_order=dmy", "us_05.csv:date_order=mdy"]
    assert said["ask"][0]["what"] == 'order of day and month in dates ([ledger.files."de.csv"] date_order)'


def test_files_of_one_layout_are_asked_once(folder):
    (folder / "us_06.csv").write_text(US.replace(",9,", ",10,"), encoding="utf-8")
    (folder / "uk.csv").unlink()
    said = json.loads(cashflow("check", folder, "--json", "--currency", "USD").stdout)
    assert [a["type"] for a in said["ask"]] == ["--files de.csv:date_order=dmy", "--files 'us_0*.csv:date_order=dmy'"]
    (folder / "de.csv").unlink()
    said = json.loads(cashflow("check", folder, "--json", "--currency", "USD").stdout)
    assert [a["type"] for a in said["ask"]] == ["--date-order dmy"]


def test_a_currency_that_several_files_lack_is_asked_of_each(folder):
    words = refused("check", folder)
    assert (
        "us_05.csv lacks it, too. Type: --files uk.csv:currency=XXX --files us_05.csv:currency=XXX (the three-letter code); or --currency XXX"
        in words
    )
    words = refused("check", folder, "--files", "uk.csv:currency=GBP")
    assert "Type: --currency XXX" in words and "--files" not in words


# Each option, told of one file beside another of which it would be wrong -----------------------------------------------------

HEAD = "supplier,invoice,invoice_date,amount,currency,terms\n"
PLAIN = HEAD + "Oak,1,2025-04-03,10.00,EUR,net 30\n"


def book(rows, **how):
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as writer:
        pd.DataFrame([["nothing"]]).to_excel(writer, sheet_name="Notes", index=False, header=False)
        for name, some in rows.items():
            pd.DataFrame(some).to_excel(writer, sheet_name=name, index=False, **how)
    return out.getvalue()


ROW = {"supplier": "Elm", "invoice": "2", "invoice_date": "2025-05-04", "amount": "7.00", "currency": "EUR", "terms": "net 30"}
EACH = {
    "encoding": ("x.csv", (HEAD + "Łoś,2,2025-05-04,7.00,EUR,net 30\n").encode("cp1250"), "cp1250", ("Łoś", "2025-05-04", "7.00", "EUR")),
    "separator": ("x.csv", (HEAD + "Elm,2,2025-05-04,7.00,EUR,net 30\n").replace(",", "|").encode(), "pipe", None),
    "sheet": ("x.xlsx", book({"Old": [ROW | {"amount": "9.00"}], "New": [ROW]}), "New", None),
    "skip_rows": ("x.csv", ("A,list,of,ours,and,more\n" + HEAD + "Elm,2,2025-05-04,7.00,EUR,net 30\n").encode(), 1, None),
    "map": ("x.csv", (HEAD.replace("supplier", "who") + "Elm,2,2025-05-04,7.00,EUR,net 30\n").encode(), {"supplier": "who"}, None),
    "types": (
        "x.csv",
        (
            HEAD.replace("terms\n", "terms,document type\n") + "Elm,2,2025-05-04,7.00,EUR,net 30,QX\nElm,3,2025-05-05,1.00,EUR,net 30,QY\n"
        ).encode(),
        {"QX": "invoice", "QY": "ignored"},
        None,
    ),
    "sign": ("x.csv", (HEAD + "Elm,2,2025-05-04,-7.00,EUR,net 30\n").encode(), "payables negative", None),
    "owed": ("x.csv", (HEAD + "Elm,2,2025-05-04,7.00 Dr,EUR,net 30\n").encode(), "Dr", None),
    "decimal": ("x.csv", (HEAD + 'Elm,2,2025-05-04,"7,000",EUR,net 30\n').encode(), ".", ("Elm", "2025-05-04", "7000.00", "EUR")),
    "date_order": ("x.csv", (HEAD + "Elm,2,05/04/2025,7.00,EUR,net 30\n").encode(), "mdy", None),
    "date_format": ("x.csv", (HEAD + "Elm,2,04052025,7.00,EUR,net 30\n").encode(), "ddmmyyyy", None),
    "currency": (
        "x.csv",
        b"supplier,invoice,invoice_date,amount,terms\nElm,2,2025-05-04,7.00,net 30\n",
        "USD",
        ("Elm", "2025-05-04", "7.00", "USD"),
    ),
    "zone": ("x.csv", (HEAD + "Elm,2,2025-05-03T23:30:00Z,7.00,EUR,net 30\n").encode(), "Europe/Berlin", None),
    "terms": ("x.csv", (HEAD + "Elm,2,2025-05-04,7.00,EUR,\n").encode(), "net 10", None),
    "round": ("x.csv", (HEAD + "Elm,2,2025-05-04,6.9951,EUR,net 30\n").encode(), True, None),
}


@pytest.mark.parametrize("read", ["in memory", "in batches"])
@pytest.mark.parametrize("key", [k for k in OF_FILES if k != "profile"])
def test_every_option(tmp_path, key, read):
    """The other file is read as it would be alone."""
    name, content, value, wanted = EACH[key]
    (tmp_path / "oak.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / name).write_bytes(content)
    given, files = [tmp_path / "oak.csv", tmp_path / name], {name: {key: value}}
    wanted = wanted or ("Elm", "2025-05-04", "7.00", "EUR")
    rows = [("Oak", "2025-04-03", "10.00", "EUR"), wanted]
    if read == "in memory":
        ledger = cf.read_ledger(given, files=files)
        assert [(s, str(d), str(a), c) for s, d, a, c in rows_of(ledger)] == rows
    else:
        ledger = cf.scan(given, files=files).ledger()
        found = {(s, str(d), str(a), c) for s, d, a, c in rows_of(ledger)}
        assert found == set(rows)


def test_what_is_told_of_one_goes_before_what_is_told_of_all(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEAD + f"Elm,{name},03/04/2025,7.00,EUR,net 30\n", encoding="utf-8")
    told = {"date_order": "dmy", "files": {"b.csv": {"date_order": "mdy"}}}
    days = [d for _, d, _, _ in rows_of(cf.read_ledger(tmp_path, **told))]
    assert days == [dt.date(2025, 4, 3), dt.date(2025, 3, 4)]
    again = cf.scan(tmp_path, **told).ledger()
    assert sorted(again.invoice_day.tolist()) == [int(np.datetime64(d, "D").astype(int)) for d in ("2025-03-04", "2025-04-03")]


TERMS = {  # supplier, and its due date: net 10, 45 or 30 from 4 May, or by its own terms
    "a.csv": ("supplier,invoice,invoice_date,amount,currency\nAda,1,2025-05-04,7.00,EUR\nAno,2,2025-05-04,-1.00,EUR\n", "05-14", "05-14"),
    "b.csv": (HEAD + "Bo,3,2025-05-04,7.00,EUR,\nBea,4,2025-05-04,7.00,EUR,net 20\n", "06-18", "05-24"),
    "c.csv": (HEAD + "Cy,5,2025-05-04,7.00,EUR,\nCo,6,2025-05-04,-2.00,EUR,\n", "06-03", "06-03"),
}


@pytest.mark.parametrize("all_of_them", ["net 30", None])
@pytest.mark.parametrize("read", ["in memory", "in batches"])
def test_terms_of_rows_without_any_file_by_file(tmp_path, read, all_of_them):
    """Where nothing is told of c.csv, its invoice is rejected, and its credit note is due at once."""
    for name, (text, _, _) in TERMS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    wanted = dict(zip(["Ada", "Ano", "Bo", "Bea", "Cy", "Co"], [day for _, *days in TERMS.values() for day in days], strict=True))
    if all_of_them is None:
        del wanted["Cy"]
        wanted["Co"] = "05-04"
    told = {"terms": all_of_them, "files": {"a.csv": {"terms": "net 10"}, "b.csv": {"terms": "net 45"}}, "most_rejected": 1}
    ledger = cf.read_ledger(tmp_path, **told) if read == "in memory" else cf.scan(tmp_path, **told).ledger()
    paid = cf.project(ledger, quarters=("2025-01-01", "2025-12-31")).payments
    assert dict(zip(paid["supplier"], paid["due_date"].astype(str), strict=True)) == {s: f"2025-{day}" for s, day in wanted.items()}
    assert ledger.findings.rejected == (all_of_them is None)


def test_terms_that_several_files_lack_are_asked_of_each(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TERMS["a.csv"][0], encoding="utf-8")
    words = refused("check", tmp_path)
    assert (
        "b.csv lacks them, too. Type: --files a.csv:terms=TERMS --files b.csv:terms=TERMS (for example 'net 30'); or --terms TERMS" in words
    )
    typed = shlex.split(filled(words).replace("TERMS", "'net 30'"))
    assert json.loads(cashflow("check", tmp_path, *typed, "--json").stdout)["accepted"] == 4


def test_parquet_files_of_two_countries(tmp_path):
    """A file of another country has no currency; columns of both are the same, and so are their types."""
    import pyarrow.parquet as pq

    columns = {"supplier": ["Elm"], "invoice_date": [dt.date(2025, 5, 4)], "amount": ["7.00"], "terms": ["net 30"]}
    for name in ("uk.parquet", "us.parquet"):
        pq.write_table(pa.table(columns), tmp_path / name)
    found = cf.scan(tmp_path, files={"uk.parquet": {"currency": "GBP"}, "us.parquet": {"currency": "USD"}}).findings
    assert {c: str(a) for c, a in found.amount_accepted.items()} == {"GBP": "7.00", "USD": "7.00"}


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path):
    for country in ("uk", "us"):
        (tmp_path / country).mkdir()
        (tmp_path / country / "open.csv").write_text(HEAD + f"Elm,{country},03/04/2025,7.00,EUR,net 30\n", encoding="utf-8")
    files = {"*/open.csv": {"date_order": "dmy"}, "us/open.csv": {"date_order": "mdy"}}
    ledger = cf.read_ledger(tmp_path, files=files)
    assert [d for _, d, _, _ in rows_of(ledger)] == [dt.date(2025, 4, 3), dt.date(2025, 3, 4)]


@pytest.mark.parametrize(
    "files, words",
    [
        ({"ux.csv": {"currency": "GBP"}}, "files 'ux.csv': is none of the files that are read. Did you mean 'uk.csv'?"),
        ({"uk.csv": {"curency": "GBP"}}, "files 'uk.csv' 'curency': is not told of one file. Did you mean 'currency'?"),
        ({"uk.csv": {"strict": True}}, "is not told of one file"),
        ({"uk.csv": {"date_order": "xyz"}}, "files 'uk.csv' date_order 'xyz': must be 'dmy' or 'mdy' or 'ymd'"),
        ({"uk.csv": {"currency": "EURO"}}, "EURO"),
        ({"uk.csv": {"map": {"supplier": "nobody"}}}, "nobody"),
        ({"uk.csv": "mdy"}, "must be a table of options by the name of a file"),
        ({"": {"currency": "GBP"}}, "must be a table of options by the name of a file"),
        ({"de.csv": {"currency": "GBP"}}, "a currency was given too"),
        (["uk.csv"], "must name a file, an option and its value"),
        (["uk.csv:map=x"], "must name a file, an option and its value"),
        (["uk.csv:currency.x=GBP"], "must name a file, an option and its value"),
        (["uk.csv:curency=GBP"], "is not told of one file. Did you mean 'currency'?"),
        (7, "must be a table of options by the name of a file"),
        ([7], "must name a file, an option and its value"),
    ],
)
def test_what_makes_no_sense_is_refused(folder, files, words):
    with pytest.raises(InputError) as wrong:
        cf.read_ledger(folder, files=files, currency=None)
    assert words in str(wrong.value)


def test_one_file_and_none(folder):
    assert len(cf.read_ledger(folder / "uk.csv", files={"uk.csv": FILES["uk.csv"]})) == 2
    with pytest.raises(InputError, match="is none of the files that are read"):
        cf.read_ledger(folder / "uk.csv", files={"us.csv": {"currency": "USD"}})
    frame = pd.read_csv(folder / "uk.csv", dtype=str)
    for read in (cf.read_ledger, cf.scan):
        with pytest.raises(InputError, match="files"):
            read(frame, files={"uk.csv": {"currency": "USD"}})


def test_typed_and_written_mean_the_same():
    typed = ["a=b.csv:map.supplier=Who: is=it", "x y.csv:skip-rows=3", "x y.csv:round=true", "*:sheet=AP: open"]
    assert files_of(typed) == {
        "a=b.csv": {"map": {"supplier": "Who: is=it"}},
        "x y.csv": {"skip_rows": 3, "round": True},
        "*": {"sheet": "AP: open"},
    }


@pytest.mark.parametrize("command", ["check", "try"])
def test_files_beside_each_other_are_told_how_they_are_one_ledger(folder, command):
    """As a shell makes them of exports/*.csv without quotes."""
    found = cashflow(command, folder / "de.csv", folder / "uk.csv")
    assert found.exit_code == 2 and 'name their folder, or a pattern in quotes: "exports/*.csv"' in found.stderr


def test_what_is_typed_beside_a_file_is_a_difference_of_two_runs(folder, tmp_path):
    """The same what-if file and the same ledger; in the second run the dollars are told to be Canadian, and what may be left out."""
    told = '[ledger]\npath = "exports"\n' + "".join(
        f'[ledger.files."{n}"]\n' + "".join(f'{k} = "{v}"\n' for k, v in t.items()) for n, t in FILES.items()
    )
    (tmp_path / "w.toml").write_text(
        told
        + '[calendar]\nas_of = 2025-04-01\nquarters = { from = 2025-04-01, to = 2025-12-31 }\n[[scenario]]\nname = "later"\n'
        + '[[scenario.offer]]\nextend = { days = 30 }\n[[scenario.offer.option]]\nscheme = "later_with_interest"\nannual_rate = 0.06\n'
        + 'day_count = "ACT/360"\n',
        encoding="utf-8",
    )
    typed = [w for one in TYPED for w in ("--files", one.replace("USD", "CAD"))]
    for name, flags in (("a", []), ("b", [*typed, "--accept", "unreadable date=closed plant"])):
        assert cashflow("run", tmp_path / "w.toml", "--out", tmp_path / name, *flags).exit_code == 0
    said = cashflow("diff", tmp_path / "a", tmp_path / "b").stdout
    assert "ledger: ledger, files, us*.csv, currency: USD → CAD" in said
    assert "ledger: ledger, accept, unreadable date: not given → closed plant" in said
    assert said.count("ledger: ledger") == 2  # what is typed as in the file is no difference
    assert cashflow("diff", tmp_path / "a", tmp_path / "a").stdout.startswith("Nothing differs")


# Names ---------------------------------------------------------------------------------------------------------------------

BARE = "supplier,invoice,invoice_date,amount,terms\n"
NAMES = [  # files in a folder, what is told of each of them, and the currency that each is meant to have
    ({"a1.csv": "EUR", "a[1].csv": "USD"}, {"a1.csv": "EUR", "a[1].csv": "USD"}),
    ({"ab.csv": "EUR", "a*.csv": "USD"}, {"ab.csv": "EUR", "a*.csv": "USD"}),
    ({"us/z.csv": "USD", "z.csv": "EUR"}, {"us/z.csv": "USD", "z.csv": "EUR"}),  # as `check` shows them
    ({"us/z.csv": "USD", "z.csv": "EUR"}, {"us/z.csv": "USD", "./z.csv": "EUR"}),
    ({"uk & co/open [1].csv": "GBP", "b.csv": "EUR"}, {"uk & co/open [1].csv": "GBP", "b.csv": "EUR"}),
    ({"a=b:currency=c.csv": "GBP", 'it\'s "x".csv': "EUR"}, {"a=b:currency=c.csv": "GBP", 'it\'s "x".csv': "EUR"}),
    ({"a.csv": "EUR", "us/b.csv": "USD", "us/deep/c.csv": "USD"}, {"*": "EUR", "us/**": "USD"}),
    ({"a.csv": "EUR", "us/b.csv": "USD", "us/deep/c.csv": "USD"}, {"*": "EUR", "us/**/*.csv": "USD"}),
    ({"a.csv": "EUR", "us/b.csv": "USD", "us/deep/c.csv": "EUR"}, {"*": "EUR", "us/*": "USD"}),
    ({"x/open.csv": "USD", "y/open.csv": "USD", "open2.csv": "EUR"}, {"**/open.csv": "USD", "open2.csv": "EUR"}),
    ({"x/open.csv": "USD", "y/open.csv": "GBP"}, {"x/open.csv": "USD", "Y/OPEN.CSV": "GBP"}),
    ({"x/Open.csv": "USD", "y/other.csv": "GBP"}, {"open.CSV": "USD", "OTHER.csv": "GBP"}),
    ({"x/open.csv": "USD", "y/open.csv": "GBP"}, {"x\\open.csv": "USD", "y\\*.csv": "GBP"}),
    ({"OPEN.csv": "USD", "y/open.csv": "GBP"}, {"open.csv": "USD", "y/*": "GBP"}),
    (
        {"fran\u00e7ais.csv": "EUR", "br\u00e9sil/x.csv": "BRL"},
        {"franc\u0327ais.csv": "EUR", "bre\u0301sil/*": "BRL"},
    ),  # as a Mac writes it
]


@pytest.mark.parametrize("read", [cf.read_ledger, lambda *a, **k: cf.scan(*a, **k).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize("wanted, told", NAMES)
def test_a_name_means_its_file_alone(tmp_path, read, wanted, told):
    """Each file in the currency that is told of it: a wrong one would be said by nothing."""
    for name in wanted:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        supplier = '"' + name.replace('"', '""') + '"'
        (tmp_path / name).write_text(BARE + f"{supplier},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    ledger = read(tmp_path, files=[f"{name}:currency={currency}" for name, currency in told.items()])
    assert {s: c for s, _, _, c in rows_of(ledger)} == wanted


def test_a_piece_takes_along_what_is_told_of_its_file(tmp_path):
    """As plain values, so that a worker elsewhere settles no name anew."""
    paths = [tmp_path / "a1.csv", tmp_path / "a[1].csv"]
    for path in paths:
        path.write_text(PLAIN, encoding="utf-8")
    options = ReadOptions(files={"a[1].csv": {"sign": "payables negative"}})
    pieces = pieces_of(paths, options, owns=settled_files(options.files, paths, tmp_path))
    assert [pickle.loads(pickle.dumps(p)).own for p in pieces] == [{}, {"sign": "payables negative"}]
    assert [options.of_file(p.own).sign for p in pieces] == [None, "payables negative"]


WAYS = {
    "folder": lambda place, names: place,
    "pattern": lambda place, names: place / "**" / "*.csv",
    "list": lambda place, names: [place / n for n in names],
    "list of folders": lambda place, names: [place / n for n in dict.fromkeys(n.split("/")[0] for n in names)],
}


@pytest.mark.parametrize("read", [cf.read_ledger, lambda *a, **k: cf.scan(*a, **k).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize("way", WAYS)
def test_a_whole_name_is_that_of_one_file_however_the_files_are_named(tmp_path, read, way):
    """z.csv is not us/z.csv; where both were meant, the dollars of one company would be those of the other."""
    wanted = {"us/z.csv": "USD", "z.csv": "EUR"}
    (tmp_path / "us").mkdir()
    for name in wanted:
        (tmp_path / name).write_text(BARE + f"{name},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    ledger = read(WAYS[way](tmp_path, wanted), files={n: {"currency": c} for n, c in reversed(wanted.items())})
    assert {s: c for s, _, _, c in rows_of(ledger)} == wanted


@pytest.mark.parametrize("read", [cf.read_ledger, lambda *a, **k: cf.scan(*a, **k).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize("way", [w for w in WAYS if w != "list of folders"])
@pytest.mark.parametrize(
    "told",
    [
        {"*": "USD", "uk/**": "GBP"},
        {"*": "USD", "UK/*": "GBP"},
        {"**": "USD", "uk/exports/uk/*": "GBP"},
        {"**": "USD", "exports/uk/**": "GBP"},
        {"exports/*": "USD", "uk/*": "GBP", "exports/us/*": "USD"},
    ],
)
def test_a_folder_above_the_ledger_is_no_folder_in_it(tmp_path, read, way, told):
    """All files lie somewhere below a folder uk, that of the company that keeps them: those of the others are not in pounds for that."""
    wanted = {"uk/a.csv": "GBP", "us/b.csv": "USD", "c.csv": "USD"}
    place = tmp_path / "uk" / "exports"
    for name in wanted:
        (place / name).parent.mkdir(exist_ok=True, parents=True)
        (place / name).write_text(BARE + f"{name},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    ledger = read(WAYS[way](place, wanted), files={n: {"currency": c} for n, c in told.items()})
    assert {s: c for s, _, _, c in rows_of(ledger)} == wanted


@pytest.mark.parametrize("read", [cf.read_ledger, cf.scan], ids=["in memory", "in batches"])
@pytest.mark.parametrize("way", WAYS)
def test_a_name_of_several_files_asks_which(tmp_path, read, way):
    names = ("uk/z.csv", "us/Z.csv")
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(BARE + f"{name},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"files 'z.csv': is the name of 2 files: uk/z.csv, us/Z.csv\. Name one") as wrong:
        read(WAYS[way](tmp_path, names), files={"z.csv": {"currency": "GBP"}})
    assert wrong.value.ask[0]["choices"] == ["uk/z.csv:currency=GBP", "us/Z.csv:currency=GBP", "**/z.csv:currency=GBP"]
    for choice in wrong.value.ask[0]["choices"]:
        told = names if choice.startswith("**") else (choice.partition(":")[0],)
        ledger = cf.read_ledger(WAYS[way](tmp_path, names), currency="EUR" if len(told) == 1 else None, files=[choice])
        assert {s: c for s, _, _, c in rows_of(ledger)} == {n: "GBP" if n in told else "EUR" for n in names}


@pytest.mark.parametrize("names", [("uk/z.csv", "us/z.csv"), ("uk/z.csv", "us/Z.csv"), ("z.csv", "us/z.csv")])
@pytest.mark.parametrize("typed", ["exports", "exports/**/*.csv"])
def test_what_check_prints_of_files_of_one_name_can_be_typed(tmp_path, monkeypatch, typed, names):
    monkeypatch.chdir(tmp_path)
    for one in names:
        (tmp_path / "exports" / one).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "exports" / one).write_text(BARE + f"{one},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    words = filled(refused("check", typed))
    assert json.loads(cashflow("check", typed, *shlex.split(words), "--json").stdout)["accepted"] == 2


@pytest.mark.parametrize("name", ["uk & co/open [1]=a:b 'x'.csv", 'us [2]/"q" =:.csv'])
def test_what_check_prints_of_such_names_can_be_typed(tmp_path, name):
    folder = tmp_path / "exports"
    for one in ("de.csv", name):
        (folder / one).parent.mkdir(exist_ok=True, parents=True)
        (folder / one).write_text(BARE + "Elm,1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    typed = filled(refused("check", folder))
    said = json.loads(cashflow("check", folder, *shlex.split(typed), "--json").stdout)
    assert said["accepted"] == 2


@pytest.mark.parametrize("read", [cf.read_ledger, lambda *a, **k: cf.scan(*a, **k).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize(
    "told",
    [
        {"date_format": "dd/mm/yyyy", "files": {"b.csv": {"date_order": "mdy"}}},
        {"files": {"*": {"date_format": "dd/mm/yyyy"}, "b.csv": {"date_order": "mdy"}}},
        {"date_order": "dmy", "files": {"b.csv": {"date_format": "mm/dd/yyyy"}}},
    ],
)
def test_the_order_of_one_goes_before_the_form_of_all(tmp_path, read, told):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEAD + f"{name},1,04/05/2025,7.00,EUR,net 30\n", encoding="utf-8")
    days = {s: d for s, d, _, _ in rows_of(read(tmp_path, **told))}
    assert days == {"a.csv": dt.date(2025, 5, 4), "b.csv": dt.date(2025, 4, 5)}


def test_a_pattern_does_not_mind_large_letters(folder):
    """US_05.CSV, as some systems write names; told in small letters, and dollars would be euros if it were passed over."""
    (folder / "us_05.csv").rename(folder / "US_05.CSV")
    for read in (cf.read_ledger, cf.scan):
        found = read(folder, files=FILES, currency=None).findings
        assert {c: str(a) for c, a in found.amount_accepted.items()} == {"EUR": "1000.00", "GBP": "3739.00", "USD": "1234.50"}


# What `try` saves -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["files", "files [1]"])
@pytest.mark.parametrize("typed", ["exports", "exports/", "exports/*.csv", "exports/**/*.csv"])
def test_what_try_saves_reads_the_file_of_next_month_too(tmp_path, monkeypatch, typed, place):
    """The folder or pattern stays as it was typed, seen from where the what-if file is; what is told of some files is a table by name."""
    monkeypatch.chdir(tmp_path)
    for name in ("exports", place):
        (tmp_path / name).mkdir()
    (tmp_path / "exports/de.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "exports/us_05.csv").write_text(US, encoding="utf-8")
    told = ["--files", "us*.csv:currency=USD", "--files", "us*.csv:date_order=mdy", "--files", "us*.csv:map.supplier=vendor name"]
    offer = ["--extend", "30", "--as-of", "2025-04-30"]
    tried = cashflow("try", typed, *offer, *told, "--save", f"{place}/mine.toml", "--json")
    assert tried.exit_code == 0, tried.stderr
    saved = (tmp_path / place / "mine.toml").read_text(encoding="utf-8")
    assert f'path = "../{typed.rstrip("/")}"' in saved
    assert 'files = { "us*.csv" = { currency = "USD", date_order = "mdy", map = { supplier = "vendor name" } } }' in saved
    again = cashflow("run", f"{place}/mine.toml", "--json")
    assert again.stdout == tried.stdout and again.exit_code == 0
    (tmp_path / "exports/us_06.csv").write_text(US.replace(",9,", ",10,").replace("1,234.50", "100.00"), encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    ran = json.loads(cashflow("run", tmp_path / place / "mine.toml", "--json").stdout)
    assert ran["ledger"]["accepted"] == 3 and sorted(ran["currencies"]) == ["EUR", "USD"]


# What goes wrong ---------------------------------------------------------------------------------------------------------------


def test_which_sheet_is_asked_of_its_file_alone(tmp_path):
    """Told of all, a sheet would be refused of the text beside it; so what is printed names the workbook."""
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(book({"Old": [ROW | {"amount": "9.00"}], "New": [ROW]}))
    said = json.loads(cashflow("check", tmp_path, "--json").stdout)
    assert said["ask"][0]["choices"] == ["b.xlsx:sheet=Old", "b.xlsx:sheet=New", "b.xlsx:sheet=*"]
    assert "Type: --files b.xlsx:sheet=Old" in refused("check", tmp_path)
    again = json.loads(cashflow("check", tmp_path, "--json", "--files", "b.xlsx:sheet=Nwe").stdout)
    assert again["ask"][0]["type"] == "--files b.xlsx:sheet=New"
    assert json.loads(cashflow("check", tmp_path, "--json", *shlex.split(again["ask"][0]["type"])).stdout)["accepted"] == 2


@pytest.mark.parametrize("folder", ["US01", "us01/", "US01\\", "x/US01"])
def test_a_folder_in_place_of_its_files(tmp_path, folder):
    for place in ("US01/a.csv", "x/US01/b.csv", "c.csv"):
        (tmp_path / place).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / place).write_text(BARE + f"{place},1,2025-05-04,7.00,net 30\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"It is a folder: write '.*' for all files in it") as wrong:
        cf.read_ledger(tmp_path, files={folder: {"currency": "USD"}})
    typed = str(wrong.value).partition("write '")[2].partition("'")[0]
    cf.read_ledger(tmp_path, currency="EUR", files={typed: {"currency": "USD"}})


def test_a_name_that_is_like_one_in_a_folder_is_shown_with_it(tmp_path):
    (tmp_path / "US01").mkdir()
    for place in ("a.csv", "US01/open.csv"):
        (tmp_path / place).write_text(PLAIN, encoding="utf-8")
    with pytest.raises(InputError, match=r"Did you mean 'US01/open\.csv'\? Known: US01/open\.csv, a\.csv"):
        cf.read_ledger(tmp_path, files={"opne.csv": {"decimal": "."}})


def test_a_ledger_that_is_not_there_is_said_first(tmp_path):
    """Not that its file is none of the files that are read; a path written on Windows is shown as it is written here."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/a.csv").write_text(PLAIN, encoding="utf-8")
    for read in (cf.read_ledger, cf.scan):
        with pytest.raises(InputError, match="there is no such file"):
            read(tmp_path / "no.csv", files={"a.csv": {"decimal": "."}})
        with pytest.raises(InputError, match=r"there is no such file\. Did you mean '.*/exports/a\.csv'\? Folders are separated by / here"):
            read(f"{tmp_path}/exports\\a.csv", files={"a.csv": {"decimal": "."}})


@pytest.mark.parametrize("typed", ["exports", "exports/*.csv"])
def test_what_a_program_keeps_of_an_open_workbook_is_none_of_the_files(tmp_path, monkeypatch, typed):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/a.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "exports/~$a.csv").write_bytes(b"controller")
    for read in (cf.read_ledger, lambda path: cf.scan(path).ledger()):
        assert [s for s, *_ in rows_of(read(typed))] == ["Oak"]
