"""What is told of several files means the same whether they are read in memory or in batches."""

import io
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import InputError

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")

OURS = ("supplier", "invoice", "invoice_date", "amount", "currency", "terms")
THEIRS = ("Kreditor", "Rechnung", "Rechnungsdatum", "Betrag", "Währung", "Zahlungsbedingung")
IN_EACH = "has a currency in each of its files, and one was given too"


@st.composite
def files_of(draw, number):
    """One export: its ending, its names of columns, and its rows; each row's supplier is there once in all files."""
    ending, ours = draw(st.sampled_from(["csv", "xlsx", "parquet"])), draw(st.booleans())
    stated = draw(st.sampled_from(["all", "some", "none", "no column"]))
    rows = draw(st.integers(1, 4))
    currencies = draw(st.lists(st.sampled_from(["EUR", "USD"]), min_size=rows, max_size=rows))
    if stated == "none":
        currencies = [""] * rows
    if stated == "some":
        currencies[draw(st.integers(0, rows - 1))] = ""
    dates = draw(st.sampled_from([["2025-04-03", "2025-05-24"], ["03/04/2025", "24/05/2025"], ["03/04/2025", "05/06/2025"]]))
    amounts = draw(st.sampled_from([["10.00", "7.25"], ["1,234", "2,505"], ["-5.00", "8.00"]]))
    frame = pd.DataFrame(
        {
            "supplier": [f"S{number}{n}" for n in range(rows)],
            "invoice": [f"{number}-{n}" for n in range(rows)],
            "invoice_date": [dates[n % 2] for n in range(rows)],
            "amount": [amounts[n % 2] for n in range(rows)],
            "currency": currencies,
            "terms": [draw(st.sampled_from(["net 30", "net 30", ""]))] * rows,
        }
    )
    frame = frame if stated != "no column" else frame.drop(columns="currency")
    return ending, frame if ours else frame.rename(columns=dict(zip(OURS, THEIRS, strict=True)))


def write(path, frame):
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        out = io.BytesIO()
        frame.to_excel(out, index=False)
        path.write_bytes(out.getvalue())
    else:
        frame.to_parquet(path)


def read(how):
    """Rows and counts, or the reason of a refusal."""
    try:
        ledger = how()
    except InputError as wrong:
        return wrong.reason
    frame = ledger.to_frame()
    columns = [frame[c].astype(str).tolist() for c in ("supplier", "invoice_date", "amount", "currency", "terms")]
    found = ledger.findings
    return sorted(zip(*columns, strict=True)), found.rows_read, found.accepted, found.rejected


def both(folder, **told):
    return read(lambda: cf.read_ledger(folder, **told)), read(lambda: cf.scan(folder, **told).ledger())


TOLD = st.fixed_dictionaries(
    {},
    optional={
        "currency": st.sampled_from(["EUR", "GBP"]),
        "date_order": st.sampled_from(["dmy", "mdy"]),
        "decimal": st.just("."),
        "terms": st.sampled_from(["net 10", "net 45"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_memory_and_batches_agree(data):
    """The same rows, or the same refusal."""
    files = [data.draw(files_of(n)) for n in range(data.draw(st.integers(2, 4)))]
    told = data.draw(TOLD) | data.draw(st.sampled_from([{}, {}, {"map": {"supplier": "Kreditor"}}]))
    own = data.draw(TOLD)
    with tempfile.TemporaryDirectory() as place:
        names = [f"{n}.{ending}" for n, (ending, _) in enumerate(files)]
        for name, (_, frame) in zip(names, files, strict=True):
            write(Path(place, name), frame)
        some = {data.draw(st.sampled_from([*names, "*.csv"])): own} if own else {}
        memory, batches = both(place, **told, files=some)
    if isinstance(memory, str):  # of several reasons to refuse, which is told first depends on which file is read first
        assert isinstance(batches, str), (memory, batches)
    else:
        assert batches == memory


NO_CURRENCY = "supplier,invoice,invoice_date,amount,terms\nCole,C1,2025-05-30,7.00,net 30\n"
OWN = "supplier,invoice,invoice_date,amount,currency,terms\nAda,A1,2025-05-30,1.00,USD,net 30\nBo,B1,2025-05-30,2.00,GBP,net 30\n"
SOME = OWN + "Di,D1,2025-05-30,3.00,,net 30\n"
WANTED = {"Cole": "7.00 EUR", "Ada": "1.00 USD", "Bo": "2.00 GBP", "Di": "3.00 EUR"}


def told_rows(ledger):
    frame = ledger.to_frame()
    return {s: f"{a} {c}" for s, a, c in zip(frame["supplier"], frame["amount"], frame["currency"], strict=True)}


@pytest.mark.parametrize("own", [OWN, SOME], ids=["each row states its own", "but for one"])
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_currency_of_all_files_is_that_of_those_without(tmp_path, own, ending):
    frame = pd.read_csv(io.StringIO(own), dtype=str, keep_default_na=False)
    write(tmp_path / f"own.{ending}", frame)
    (tmp_path / "none.csv").write_text(NO_CURRENCY, encoding="utf-8")
    wanted = {s: WANTED[s] for s in ("Cole", *frame["supplier"])}
    assert told_rows(cf.read_ledger(tmp_path, currency="EUR")) == wanted
    assert told_rows(cf.scan(tmp_path, currency="EUR").ledger()) == wanted
    scanned = cf.scan(tmp_path, currency="EUR").findings  # summed over all suppliers
    assert {c: str(a) for c, a in scanned.amount_accepted.items()} == {
        "EUR": "10.00" if own is SOME else "7.00",
        "GBP": "2.00",
        "USD": "1.00",
    }


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_currency_that_no_file_takes_is_refused(tmp_path, ending):
    for name in "ab":
        write(tmp_path / f"{name}.{ending}", pd.read_csv(io.StringIO(OWN), dtype=str))
    assert both(tmp_path, currency="EUR") == (IN_EACH, IN_EACH)
    assert both(tmp_path / f"a.{ending}", currency="EUR") == ("has a column 'currency' and a currency was given too",) * 2


def test_a_row_without_a_currency_far_down(tmp_path, monkeypatch):
    """A single file, of which the first rows that are read together all state theirs."""
    monkeypatch.setattr(sys.modules["cashflow.scan.text"], "CHUNK", 2)
    (tmp_path / "a.csv").write_text(SOME, encoding="utf-8")
    wanted = {s: WANTED[s] for s in ("Ada", "Bo", "Di")}
    assert told_rows(cf.read_ledger(tmp_path / "a.csv", currency="EUR")) == wanted
    assert told_rows(cf.scan(tmp_path / "a.csv", currency="EUR").ledger()) == wanted


WHO = "who,invoice,invoice_date,amount,currency,terms\nElm,2,2025-05-04,7.00,EUR,net 30\n"
PLAIN = "supplier,invoice,invoice_date,amount,currency,terms\nOak,3,2025-05-04,8.00,EUR,net 30\n"


@pytest.mark.parametrize("read", [cf.read_ledger, lambda *a, **k: cf.scan(*a, **k).ledger()], ids=["in memory", "in batches"])
@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_mapped_column_need_stand_in_one_file(tmp_path, read, ending):
    for name, text in (("a", WHO), ("b", PLAIN)):
        write(tmp_path / f"{name}.{ending}", pd.read_csv(io.StringIO(text), dtype=str))
    assert told_rows(read(tmp_path, map={"supplier": "who"})) == {"Elm": "7.00 EUR", "Oak": "8.00 EUR"}
    with pytest.raises(InputError, match="who2"):  # a's supplier is then not known
        read(tmp_path, map={"supplier": "who2"})
    (tmp_path / f"a.{ending}").unlink()
    write(tmp_path / f"c.{ending}", pd.read_csv(io.StringIO(PLAIN.replace("Oak", "Ash")), dtype=str))
    with pytest.raises(InputError, match="map supplier 'who': is a column of none of the files"):
        read(tmp_path, map={"supplier": "who"})


def test_which_sheet_is_asked_of_its_file_in_batches_too(tmp_path):
    write(tmp_path / "a.parquet", pd.read_csv(io.StringIO(PLAIN), dtype=str))
    with pd.ExcelWriter(tmp_path / "b.xlsx") as writer:
        for sheet in ("Old", "New"):
            pd.read_csv(io.StringIO(PLAIN.replace("Oak", sheet)), dtype=str).to_excel(writer, sheet_name=sheet, index=False)
    with pytest.raises(InputError) as wrong:
        cf.scan(tmp_path).checked()
    typed = wrong.value.ask[0]["choices"][1]
    assert typed.endswith("b.xlsx:sheet=New")
    assert set(told_rows(cf.scan(tmp_path, files=[typed]).ledger())) == {"Oak", "New"}
