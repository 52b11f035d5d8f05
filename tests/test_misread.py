"""What was read as something else: signs, dates with a time or a zone, amounts that fit no ledger, e-invoices that ask for no payment."""

import datetime as dt
from decimal import Decimal as D

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import cashflow as cf
from cashflow.cli import main
from cashflow.ledger.kinds import KINDS

ERP = """supplier,invoice,invoice_date,due_date,amount,currency,terms
Muster AG,5100000012,2025-05-31,2025-06-20,"1.234,56-",EUR,
Muster AG,5100000014,2025-05-31,2025-06-20,"10.000,00-",EUR,
Muster AG,5100000013,2025-06-15,2025-06-15,"200,00",EUR,
"""
WHATIF = """[ledger]
path = "ledger.csv"
{}
[calendar]
quarters = {{ from = 2025-04-01, to = 2025-09-30 }}
[[scenario]]
name = "30 more"
[[scenario.offer]]
extend = {{ days = 30 }}
funding_rate = 0.08
[[scenario.offer.option]]
scheme = "later_with_interest"
annual_rate = 0.06
day_count = "ACT/360"
"""
SHOWN = ("2025-04-01", "2025-09-30")
TOLD = 'Say sign = "payables negative"'


def frame_of(**columns):
    many = max(len(v) for v in columns.values() if not isinstance(v, str))
    given = {"supplier": "Acme", "invoice_date": "2025-05-21", "amount": "1.00", "currency": "EUR", "terms": "net 30"}
    given |= {"invoice": [str(i) for i in range(many)]} | columns
    if "amount_minor" in columns:
        del given["amount"]
    return pd.DataFrame(given, index=range(many))


def said_of(frame, **options):
    """Of each row: the amount it was accepted with in minor units and its day, or the kind and reason of its rejection."""
    good = frame_of(amount_minor=[77]) if "amount_minor" in frame else frame_of(amount=["0.77"])  # so that one row is accepted
    columns = {}
    for name in frame:  # pd.concat of pandas 2.2 asks a signaling NaN whether it is missing
        if frame[name].dtype == object:
            columns[name] = np.empty(len(frame) + 1, object)
            columns[name][:] = [*frame[name], good[name].iloc[0] if name in good else "EU"]
        else:
            columns[name] = pd.concat([frame[name], good[name]], ignore_index=True)
    ledger = cf.read_ledger(pd.DataFrame(columns), **options)
    found = ledger.findings.frame
    kept = {
        int(r): (int(a), str(np.datetime64(int(d), "D"))) for r, a, d in zip(ledger.row, ledger.amount, ledger.invoice_day, strict=True)
    }
    why = {int(r): (k, w) for r, k, w, s in found[["row", "kind", "reason", "status"]].itertuples(index=False) if s == "rejected"}
    assert set(KINDS) >= set(found["kind"])
    return [kept.get(i) or why[i] for i in range(2, len(frame) + 2)]


@pytest.fixture
def erp(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(ERP)
    (tmp_path / "whatif.toml").write_text(WHATIF.format(""))
    return tmp_path


def test_the_sign_of_an_erp_is_refused_until_it_is_told(erp):
    """1,234.56 + 10,000.00 − 200.00 are owed: by hand."""
    read, scan = cf.read_ledger("ledger.csv"), cf.scan("ledger.csv")
    later = cf.Scenario("later", cf.Offer(extend={"days": 30}))
    assert "2 of 3 rows and EUR 11,234.56 of 11,434.56 are negative" in read.findings.sign_suspect == scan.findings.sign_suspect
    for book in (read, scan):
        menu = [{"extend": {"days": 30}}]
        for figures in (
            lambda b=book: cf.project(b),
            lambda b=book: cf.compare(b, later),
            lambda b=book: cf.sweep(b, [later]),
            lambda b=book: cf.simulate(b, later),
            lambda b=book, m=menu: cf.solve(b, "1", by="2025-06-30", menu=m),
        ):
            with pytest.raises(cf.InputError, match=TOLD):
                figures()
    for sign, owed in (("payables negative", "11034.56"), ("payables positive", "-11034.56")):
        for book in (
            cf.read_ledger("ledger.csv", sign=sign),
            cf.scan("ledger.csv", sign=sign),
            cf.read_ledger(pd.read_csv("ledger.csv", dtype=str), sign=sign),
        ):
            assert book.findings.sign_suspect == "" and book.findings.amount_accepted == {"EUR": D(owed)}
            assert sum(cf.project(book, quarters=SHOWN).quarters["cash_paid"]) == D(owed)


def test_the_sign_on_the_command_line(erp):
    for command in (["run"], ["project"], ["simulate"], ["explain"]):
        refused = CliRunner().invoke(main, [*command, "whatif.toml"])
        assert refused.exit_code == 1 and "payables negative" in refused.output, refused.output
    told = CliRunner().invoke(main, ["run", "whatif.toml", "--sign", "payables negative"])
    assert told.exit_code == 0 and "EUR 11.0k more cash" in told.output, told.output
    (erp / "whatif.toml").write_text(WHATIF.format('sign = "payables negative"'))
    assert "EUR 11.0k more cash" in CliRunner().invoke(main, ["run", "whatif.toml"]).output
    checked = CliRunner().invoke(main, ["check", "ledger.csv"])
    assert checked.exit_code == 1 and checked.output.startswith("Can't be used yet: 2 of 3 rows") and "--sign" in checked.output
    checked = CliRunner().invoke(main, ["check", "ledger.csv", "--sign", "payables negative"])
    assert "EUR: 11,034.56 read, 11,034.56 accepted" in checked.output and "refused" not in checked.output
    wrong = CliRunner().invoke(main, ["check", "ledger.csv", "--sign", "negative"])
    assert wrong.exit_code == 1 and "must be 'payables negative' or 'payables positive'" in wrong.output


SUSPECT = [  # amounts, currencies; whether the sign must be told
    (["-1"], "EUR", False),  # one row may be a credit note
    (["-1", "-1"], "EUR", True),  # of two, all
    (["-1", "1"], "EUR", False),
    (["-1", "-1", "1"], "EUR", True),
    (["-1", "-1", "2"], "EUR", False),  # half of the money, not more
    (["-1", "-1", "1", "1"], "EUR", False),  # half of the rows, not more
    (["-1", "-1", "100"], "EUR", False),  # most rows, little money: credit notes
    (["-100", "1", "1"], "EUR", False),  # most money, few rows: one credit note
    (["-1", "-1", "1"], ["EUR", "EUR", "USD"], True),  # rows of the ledger, money of one currency
    (["-1", "-1", "9", "9", "9"], ["EUR", "EUR", "USD", "USD", "USD"], False),  # a currency of credit notes alone
]  # fmt: skip


@pytest.mark.parametrize("amounts, currency, suspect", SUSPECT)
def test_when_a_sign_is_suspect(tmp_path, amounts, currency, suspect):
    frame = frame_of(amount=amounts, currency=currency)
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.iloc[:2].to_csv(tmp_path / "a.csv", index=False)
    if len(frame) > 2:
        frame.iloc[2:].to_csv(tmp_path / "b.csv", index=False)  # a scan adds up over files
    for found in (cf.read_ledger(frame).findings, cf.scan(tmp_path).findings):
        assert bool(found.sign_suspect) is suspect


def test_tax_turns_with_the_amount():
    ledger = cf.read_ledger(frame_of(amount=["-119.00"] * 3, tax_amount="-19.00"), sign="payables negative")
    assert ledger.amount.tolist() == [11900] * 3 and ledger.tax.tolist() == [1900] * 3


ZONED = [  # text; what is said without a zone (None: the day), the day in Berlin
    ("2025-06-30", "2025-06-30", "2025-06-30"),
    ("2025-06-30T00:00:00", "2025-06-30", "2025-06-30"),
    ("2025-06-30 00:00", "2025-06-30", "2025-06-30"),
    ("2025-06-30T00:00:00.000000", "2025-06-30", "2025-06-30"),
    ("30/06/2025 00:00", "2025-06-30", "2025-06-30"),
    ("2025-06-30T22:00:00Z", None, "2025-07-01"),  # midnight in Berlin, in summer
    ("2025-12-31T23:00:00Z", None, "2026-01-01"),  # and in winter
    ("2025-06-30 22:00:00+02:00", None, "2025-06-30"),
    ("2025-07-01T00:30:00+0500", None, "2025-06-30"),
    ("2025-06-30T00:00:00Z", None, "2025-06-30"),
    ("2025-06-30 14:30", None, "2025-06-30"),  # a time without a zone is one of the zone that was told
    ("30/06/2025 23:59:59", None, "2025-06-30"),
]  # fmt: skip


@pytest.mark.parametrize("text, plain, berlin", ZONED)
def test_a_time_is_a_date_only_in_a_zone(text, plain, berlin):
    (found,) = said_of(frame_of(invoice_date=[text]))
    if plain:
        assert found == (100, plain)
    else:
        assert found[0] == "unreadable date" and "say zone" in found[1]
    ledger = cf.read_ledger(frame_of(invoice_date=[text]), zone="Europe/Berlin")
    assert str(np.datetime64(int(ledger.invoice_day[0]), "D")) == berlin
    flagged = ledger.findings.frame["kind"].tolist()
    assert flagged == ([] if plain else ["date in a zone"])


@pytest.mark.parametrize(
    "text", ["2025-06-30T24:00:00", "2025-06-30T22:60:00Z", "2025-06-30T22:00:00+02:99", "2025-06-30 CET", "2025-06-30T22"]
)
def test_times_that_are_none(text):
    for zone in (None, "Europe/Berlin"):
        assert said_of(frame_of(invoice_date=[text]), zone=zone) == [("unreadable date", "is not a date like 2025-06-30")]


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_columns_of_timestamps(unit):
    """22:00 in UTC on 30 June is 1 July in Berlin, another quarter."""
    naive = pd.Series(["2025-06-30 00:00", "2025-06-30 22:00"]).astype(f"datetime64[{unit}]")
    frame = frame_of(invoice_date=naive)
    first, second = said_of(frame)
    assert first == (100, "2025-06-30") and second[0] == "unreadable date" and "say zone" in second[1]
    aware = frame_of(invoice_date=naive.dt.tz_localize("UTC"))
    assert all(kind == "unreadable date" and "say zone" in why for kind, why in said_of(aware))
    ledger = cf.read_ledger(aware, zone="Europe/Berlin")
    assert [str(np.datetime64(int(d), "D")) for d in ledger.invoice_day] == ["2025-06-30", "2025-07-01"]
    assert ledger.findings.frame["kind"].tolist() == ["date in a zone"] * 2


def test_a_frame_as_a_scan(tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
    times = pd.to_datetime(["2025-06-30 22:00", "2025-05-01 00:00", None]).tz_localize("UTC").tz_convert("America/New_York")
    frame = frame_of(invoice_date=times)
    frame.to_parquet(tmp_path / "a.parquet")
    for zone in (None, "Europe/Berlin"):
        scan = cf.scan(tmp_path, zone=zone).findings
        try:
            there = cf.read_ledger(frame, zone=zone).findings
        except cf.InputError as refused:
            assert "no row" in refused.reason and scan.accepted == 0
            continue
        assert (scan.accepted, scan.rejected) == (there.accepted, there.rejected) == (2, 1)
        assert scan.frame[["row", "kind", "reason"]].values.tolist() == there.frame[["row", "kind", "reason"]].values.tolist()


@pytest.mark.parametrize("zone", ["Europe/Berlyn", "", "../etc/passwd", "+02:00", 5])
def test_zones_that_are_none(zone):
    with pytest.raises(cf.InputError, match="is not a time zone like 'Europe/Berlin'"):
        cf.read_ledger(frame_of(amount=["1"]), zone=zone)


ABSURD = [("0002-01-01", "lies before 1900"), ("1899-12-29", "lies before 1900"), ("1899-12-31", "is a placeholder, taken as no date"), ("9999-12-31", "is a placeholder, taken as no date"), ("2200-01-01", "is a placeholder, taken as no date")]  # fmt: skip


@pytest.mark.parametrize("day, why", ABSURD)
def test_absurd_years_in_any_kind_of_column(day, why):
    columns = {
        "text": [day],
        "date": [dt.date.fromisoformat(day)],
        "stamp": np.array([day], "datetime64[s]"),
        "time": [dt.datetime.fromisoformat(day)],
    }
    for kind, column in columns.items():
        assert said_of(frame_of(invoice_date=column)) == [("unreadable date", why)], kind


AMOUNTS = [  # value; minor units of EUR, or words of the reason
    ("1.00", 100), (D("1.10"), 110), (7, 700), (np.int64(7), 700), ("-0.00", 0), (D("-0"), 0), ("\u22125", -500), (" 7 ", 700), ("1\u00a0234,50", 123450),
    ("1." + 27 * "0" + "1", "more decimals"), ("1." + 28 * "0" + "1", "more decimals"), ("1." + 40 * "0", 100), (D("1." + 28 * "0" + "1"), "more decimals"),
    ("100\0", "NUL"), ("1\0002", "NUL"), ("\0", "NUL"),
    ("1e5", "not a number"), ("1E400", "not a number"), (D("1E400"), "not a number"), (D("1E+999999"), "not a number"), (D("1E+3"), 100000), (10**300, "too long"),
    ("9" * 17 + ".00", "too large"), ("92233720368547758.07", 2**63 - 1), ("92233720368547758.08", "too large"), ("-92233720368547758.08", "too large"), ("9" * 61, "too long"),
    (True, "not a number"), (D("NaN"), "missing"), (D("sNaN"), "not a number"), (D("Infinity"), "not a number"), (None, "missing"), ("NaN", "not a number"), ("nan", "not a number"),
    ("١٢٣", 12300), ("１２", 1200), ("²", "not a number"), ("--5", "not a number"), ("-5-", "not a number"), ("(-5)", "not a number"), ("(5", "not a number"),
]  # fmt: skip


@pytest.mark.parametrize(
    "value, wanted", AMOUNTS, ids=[f"{i} {str(v)[:12] if not isinstance(v, int) else 'int'}" for i, (v, _) in enumerate(AMOUNTS)]
)
def test_amounts(value, wanted):
    column = np.empty(2, object)
    column[:] = [value, D("1.00") if not isinstance(value, str) else "1.00"]
    first, second = said_of(frame_of(amount=column))
    assert second == (100, "2025-05-21")
    if isinstance(wanted, int):
        assert first == (wanted, "2025-05-21")
    else:
        assert first[0] in ("unreadable amount", "broken row") and wanted in first[1]


def test_a_signaling_nan_beside_a_missing_amount():
    column = np.empty(4, object)
    column[:] = [D("sNaN"), None, 10**5000, D("1.00")]
    assert [s[1] if isinstance(s[0], str) else s[0] for s in said_of(frame_of(amount=column))] == [
        "is not a number like 1234.56",
        "is missing",
        "is not a number like 1234.56",
        100,
    ]


def test_true_is_not_one():
    column = np.empty(3, object)
    column[:] = [1, True, False]
    assert [s[0] for s in said_of(frame_of(amount=column))] == [100, "unreadable amount", "unreadable amount"]


def test_three_decimals_and_none():
    """The Kuwaiti dinar has three decimals, the yen none; 10**16 dinars are 10**19 of its smallest units, which no 64 bits hold."""
    frame = frame_of(amount=["1.005", "1.005", "9" * 16 + ".9", "9" * 15], currency=["KWD", "JPY", "KWD", "KWD"])
    first, second, third, fourth = said_of(frame, decimal=".")
    assert (first[0], fourth[0]) == (1005, (10**15 - 1) * 1000)
    assert "more decimals" in second[1] and "too large" in third[1]


def test_the_callers_decimal_context_changes_nothing():
    import decimal

    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert said_of(frame_of(amount=["12,345.67", "123456.78", "(12,345.67)", "1.0000001"]))[:3] == [
            (v, "2025-05-21") for v in (1234567, 12345678, -1234567)
        ]


MINOR = [
    (pd.array([100, None], "Int64"), [100, "is missing"]),
    (pd.array([100, 2**63], "UInt64"), [100, "is too large for an amount"]),
    (np.array([100, 2**64 - 1], np.uint64), [100, "is too large for an amount"]),
    (np.array([100, -(2**63)], np.int64), [100, "is too large for an amount"]),
    (np.array([100, 10**17], np.int64), [100, 10**17]),
    (np.array([100, -7], np.int8), [100, -7]),
    (np.array([100, None], object), [100, "is missing"]),
    (np.array([100, True], object), [100, "is not a whole number of minor units"]),
    (np.array([100, 10**30], object), [100, "is too large for an amount"]),
]


@pytest.mark.parametrize("column, wanted", MINOR, ids=[str(i) for i in range(len(MINOR))])
def test_whole_minor_units(tmp_path, column, wanted):
    frame = frame_of(amount_minor=column)
    ledger = cf.read_ledger(frame, sign="payables positive")
    amounts = dict(zip(ledger.row.tolist(), ledger.amount.tolist(), strict=True))
    why = {r: w for r, w, k in ledger.findings.frame[["row", "reason", "kind"]].itertuples(index=False) if k == "unreadable amount"}
    assert [amounts.get(r, why.get(r)) for r in (2, 3)] == wanted
    if frame["amount_minor"].dtype != object:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
        frame.to_parquet(tmp_path / "a.parquet")
        scan = cf.scan(tmp_path).findings
        for name in ("rows_read", "accepted", "rejected", "amount_accepted", "amount_read"):
            assert getattr(scan, name) == getattr(ledger.findings, name), name
        columns = ["row", "column", "kind", "reason", "status"]
        assert scan.frame[columns].values.tolist() == ledger.findings.frame[columns].values.tolist()


@pytest.mark.parametrize("values", [["1", "2"], [True, False]])
def test_minor_units_of_other_kinds_are_refused(values):
    with pytest.raises(cf.InputError, match="whole numbers"):
        cf.read_ledger(frame_of(amount_minor=values))


@pytest.mark.parametrize("name", ["supplier", "invoice", "terms", "currency", "due_date", "region"])
def test_a_nul_in_any_cell_rejects_the_row(name):
    frame = frame_of(amount=["1.00", "2.00"], due_date="2025-06-20", region="EU").astype(object)
    frame.loc[1, name] = "EUR\0"
    first, second = said_of(frame)
    assert first[0] == 100 and second[0] == "broken row" and "NUL" in second[1]


@pytest.mark.parametrize("cell", [["a"], {"a": 1}, ("a",), {"a"}, np.array([1, 2]), b"a"])
@pytest.mark.parametrize("name", ["supplier", "amount", "invoice_date", "region", "invoice"])
def test_cells_that_hold_many_values_get_a_sentence(cell, name):
    frame = frame_of(amount=["1.00", "2.00"], region="EU").astype(object)
    frame.at[1, name] = cell
    with pytest.raises(cf.InputError, match=f"row 3, {name}: holds"):
        cf.read_ledger(frame)


def test_parquet_that_is_no_text_gets_a_sentence(tmp_path):
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
    import pyarrow.parquet as pq

    columns = {n: pa.array(v.tolist()) for n, v in frame_of(amount=["1.00", "2.00"]).items()}
    bad = pa.array([b"\xff\xfe", b"A"]).view(pa.string())
    for name in ("supplier", "terms", "currency", "amount", "invoice_date"):
        pq.write_table(pa.table({**columns, name: bad}), tmp_path / "a.parquet")
        for read in (
            lambda: cf.project(cf.scan(tmp_path)),
            lambda: cf.compare(cf.scan(tmp_path), cf.Scenario("a", cf.Offer(extend={"days": 1}))),
        ):
            with pytest.raises(cf.InputError, match=f"a.parquet, {name}: holds text that is not UTF-8"):
                read()
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(content.replace(b"supplier", b"suppl\xff\xfer"))
    with pytest.raises(cf.InputError, match=r"a\.parquet: "):
        cf.project(cf.scan(tmp_path))


def test_too_many_columns_are_refused(tmp_path):
    names = [*frame_of(amount=["1"]).columns, *(f"c{i}" for i in range(20_000))]
    (tmp_path / "a.csv").write_text(",".join(names) + "\n")
    for read in (
        lambda: cf.read_ledger(tmp_path / "a.csv"),
        lambda: cf.scan(tmp_path).findings,
        lambda: cf.read_ledger(pd.DataFrame(columns=names)),
    ):
        with pytest.raises(cf.InputError, match="more than 20,000 columns"):
            read()


def test_many_equal_invoice_numbers():
    """The first of each is said; rows 2 and 3 are equal, row 4 has another amount."""
    found = cf.read_ledger(frame_of(amount=["1.00", "1.00", "2.00", "2.00"], invoice="7")).findings.frame
    assert found[["row", "reason"]].values.tolist() == [
        [3, "looks like a duplicate of row 2; kept"],
        [4, "is in row 2 as well, with another date or amount; kept"],
        [5, "looks like a duplicate of row 4; kept"],
    ]


CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20250401</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Seller GmbH</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Buyer GmbH</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:Description>30 days net</ram:Description></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>350.00</ram:TaxBasisTotalAmount><ram:GrandTotalAmount>350.00</ram:GrandTotalAmount><ram:DuePayableAmount>350.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>
"""
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>{number}</cbc:ID><cbc:IssueDate>2025-04-01</cbc:IssueDate><cbc:InvoiceTypeCode>{code}</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Seller GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:PaymentTerms><cbc:Note>30 days net</cbc:Note></cac:PaymentTerms>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">350.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">350.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">350.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>
"""
# UNTDID 1001, release D.22A, as EN 16931 lists it for BT-3: owed by the buyer, owed to it, nothing to pay.
OWED = [
    "71",
    "80",
    "82",
    "84",
    "202",
    "203",
    "204",
    "211",
    "218",
    "219",
    "295",
    "326",
    "331",
    "380",
    "382",
    "383",
    "384",
    "385",
    "386",
    "387",
    "388",
    "389",
    "390",
    "393",
    "394",
    "395",
    "456",
    "457",
    "471",
    "472",
    "473",
    "500",
    "501",
    "527",
    "575",
    "623",
    "633",
    "751",
    "780",
    "875",
    "876",
    "877",
]
CREDIT = ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"]
NAMES = {"102": "tax notification", "130": "invoicing data sheet", "325": "proforma invoice", "553": "forwarder's invoice discrepancy report", "817": "claim notification", "870": "consular invoice", "935": "customs invoice"}  # fmt: skip


@pytest.mark.parametrize("form", [CII, UBL], ids=["CII", "UBL"])
def test_every_type_of_e_invoice(tmp_path, form):
    pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')
    codes = [*OWED, *CREDIT, *NAMES, "999", "350", "1"]
    for code in codes:
        (tmp_path / f"{code:>03}.xml").write_text(form.format(code=code, number=f"N{code}"))
    ledger = cf.read_ledger(tmp_path)
    found = ledger.findings
    assert {n: int(a) for n, a in zip(ledger.invoice, ledger.amount, strict=True)} == {f"N{c}": 35000 for c in OWED} | {
        f"N{c}": -35000 for c in CREDIT
    }
    assert (found.rows_read, found.accepted, found.rejected, found.ignored) == (len(codes), len(OWED) + len(CREDIT), 3, len(NAMES))
    ignored = found.frame.query("kind == 'no payable'")
    assert dict(zip(ignored["file"], ignored["reason"], strict=True)) == {
        f"{c:>03}.xml": f"is a {n} (type code {c}), which is not a payable" for c, n in NAMES.items()
    }
    unknown = found.frame.query("status == 'rejected'")
    assert unknown["value"].tolist() == ["1", "350", "999"] and set(unknown["kind"]) == {"unreadable e-invoice"}


def test_a_sign_is_never_suspect_of_e_invoices(tmp_path):
    pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')
    for number in range(4):
        (tmp_path / f"{number}.xml").write_text(CII.format(code=381, number=number))
    assert sum(cf.project(cf.read_ledger(tmp_path)).quarters["cash_paid"]) == D("-1400.00")


def test_only_a_proforma(tmp_path):
    pytest.importorskip("pypdf", reason='pip install "cashflow-terms[einvoice]"')
    (tmp_path / "a.xml").write_text(CII.format(code=325, number=1))
    with pytest.raises(cf.InputError, match=r"a\.xml is a proforma invoice \(type code 325\), which is not a payable"):
        cf.read_ledger(tmp_path)
