"""Exports in layouts of more systems and countries, as a clerk gets them; what is open is added up by hand."""

import re
from decimal import Decimal

import openpyxl
import pytest

import cashflow as cf
from cashflow.ledger.opening.encodings import as_utf8
from tests.exports import money, refused, write

D = Decimal


# --- SAP lists in other languages: the document's currency is read, not the company's own ---

LISTS = {
    "es": "Cuenta;Nº doc.;Cl.;Referencia;Fecha doc.;Venc.neto;Importe en MD;Mon.;Importe en ML;ML;Doc.comp.",
    "fr": "Compte;N° pièce;Type;Réf.;Date pièce;Ech. nette;Montant en DP;Dev.;Montant en DI;DevIn;Pièce rappr.",
    "pt": "Conta;Nº documento;Tipo de documento;Referência;Data do documento;Vencimento líquido;Montante em moeda do documento;Moeda do documento;Montante em moeda interna;Moeda interna;Doc.compensação",
    "it": "Conto;Numero documento;Tipo documento;Riferimento;Data documento;Scadenza netta;Importo in divisa documento;Divisa documento;Importo in divisa interna;Divisa interna;Documento di pareggio",
    "nl": "Rekening;Documentnummer;Documentsoort;Referentie;Documentdatum;Netto-vervaldatum;Bedrag in documentvaluta;Documentvaluta;Bedrag in lokale valuta;Lokale valuta;Vereffeningsdocument",
    "pl": "Konto;Numer dokumentu;Rodzaj dok.;Referencja;Data dokumentu;Termin płatności netto;Kwota w walucie dok.;Waluta dok.;Kwota w walucie kraj.;Waluta krajowa;Dokument rozliczenia",
    "ja": "仕入先;伝票番号;伝票タイプ;参照;伝票日付;正味支払期日;伝票通貨額;通貨;国内通貨額;国内通貨;決済伝票",
    "fiori": "Supplier;Journal Entry;Journal Entry Type;Reference;Journal Entry Date;Net Due Date;Amount (Tran Crcy);Transaction Currency;Amount (CoCode Crcy);Company Code Currency;Clearing Journal Entry",
}  # fmt: skip
ITEMS = """
100010;1900000011;KR;AM-881;14.05.2026;13.06.2026;1.190,00-;USD;1.101,85-;EUR;
100010;1900000012;KR;AM-890;20.05.2026;19.06.2026;840,50-;EUR;840,50-;EUR;
100020;1700000007;KG;CN-7;25.05.2026;25.05.2026;75,00;EUR;75,00;EUR;
"""


@pytest.mark.parametrize("language", LISTS)
def test_sap_lists_of_more_languages_count_in_the_currency_of_the_document(tmp_path, language):
    ledger = cf.read_ledger(write(tmp_path, LISTS[language] + ITEMS), sign="payables negative")
    assert money(ledger)[0] == {"USD": D("1190.00"), "EUR": D("765.50")}
    assert [str(d)[:10] for d in ledger.to_frame()["due_date"]] == ["2026-06-13", "2026-06-19", "2026-05-25"]


FIORI = LISTS["fiori"] + ITEMS


def test_amounts_of_the_company_that_are_told_are_in_its_currency(tmp_path):
    path = write(tmp_path, LISTS["fiori"] + ITEMS)
    told = cf.read_ledger(path, sign="payables negative", map={"amount": "Amount (CoCode Crcy)"})
    assert money(told)[0] == {"EUR": D("1867.35")}  # 1,101.85 + 840.50 - 75.00


@pytest.mark.parametrize(
    ("amount", "opened", "own"),
    [("Betrag FW", "Offen FW", "Betrag CHF,Offen CHF"), ("Foreign Amount", "Foreign Open", "Gross Amount,Open Amount"),
     ("Curr. amount", "Rest curr. amount", "Amount,Rest amount"), ("Belopp", "Saldo", "Belopp CHF,Saldo CHF")],
)  # fmt: skip
def test_amounts_and_open_amounts_are_of_one_currency(tmp_path, amount, opened, own):
    text = f"""
Vendor,Invoice no,Invoice date,Due date,Currency,{amount},{own.split(",")[0]},{opened},{own.split(",")[1]}
A,1,2026-03-14,2026-04-13,CHF,1250.00,1250.00,1250.00,1250.00
A,2,2026-03-20,2026-04-19,EUR,1000.00,940.00,400.00,376.00
B,3,2026-03-25,2026-03-25,CHF,-75.00,-75.00,-75.00,-75.00
"""
    ledger = cf.read_ledger(write(tmp_path, text))
    assert money(ledger) == ({"CHF": D("1175.00"), "EUR": D("1000.00")}, {"CHF": D("1175.00"), "EUR": D("400.00")})


# --- code pages ---

JAPANESE = """
仕入先\t名称\t伝票番号\t伝票日付\t支払期日\t金額\t通貨
700001\tはんの木金属㈱\tA-881\t2026/05/14\t2026/06/30\t1,250,000\tJPY
700002\t白樺ツール株式会社\tC-4\t2026/05/21\t2026/06/30\t75,000\tJPY
"""
# a payables list of few rows has no kana, or those of half a width, in which banks write names; and single signs
KANJI = """
仕入先名,請求書番号,請求日,支払期日,金額,済
山田製作所,4711,2025/05/01,2025/06/30,1200000,
東京電子,TD-1,2025/05/10,2025/06/10,350500,未
"""
HALF = KANJI.replace("山田製作所", "ﾔﾏﾀﾞｾｲｻｸｼﾖ").replace("東京電子", "ｶ)ﾄｳｷﾖｳ")
TAIWAN = """
供應商,發票號碼,發票日期,到期日,幣別,金額
赤楊金屬有限公司,AM-1,2026-03-14,2026-04-13,TWD,12500
樺木工具,77,2026-03-20,2026-04-19,TWD,8405
"""


@pytest.mark.parametrize(
    ("text", "encoding", "word"),
    [
        (JAPANESE, "cp932", "仕入先"),
        (KANJI, "cp932", "仕入先名"),
        (HALF, "cp932", "仕入先名"),
        (JAPANESE.replace("㈱", ""), "euc_jp", "仕入先"),
        (TAIWAN, "big5", "供應商"),
    ],
)
def test_code_pages_of_letters_of_two_bytes_are_taken_by_the_words_of_ledgers(text, encoding, word):
    found = as_utf8(text.encode(encoding), None, "a.csv")
    assert found.encoding == encoding and found.content.decode("utf-8") == text
    assert "its words are those of a ledger" in found.why and word.startswith(re.search("'(.*?)'", found.why)[1])


@pytest.mark.parametrize(
    ("text", "encoding"), [("山田製作所はあ,東京電子のえ,大阪つうん\n", "cp932"), ("赤楊限公司,樺木工具,上海紅樹\n", "big5")]
)
def test_code_pages_without_such_words_are_asked_for(text, encoding):
    with pytest.raises(cf.InputError, match=f" by {encoding}"):
        as_utf8((text * 3).encode(encoding), None, "a.csv")


@pytest.mark.parametrize("header", ["Číslo", "Měna", "Częściowa wartość", "Račun", "Határidő", "Částka"])
def test_a_word_of_a_column_shows_central_europe(header):
    """Lists with few such letters were read as Western, Èíslo and mìna, without a word."""
    text = f"{header};Firma;Datum\n1;Olle;14.03.2025\n"
    found = as_utf8(text.encode("cp1250"), None, "a.csv")
    assert found.encoding == "cp1250" and found.content.decode("utf-8") == text


@pytest.mark.parametrize(
    "text", ["Raíces;Número;Crème\n", "Møller;Beløb;Række\n", "João;Número;Ações\n", "Größe;Währung;Fällig\n", "Forfaldsdato;Købsnr;Èze\n"]
)
def test_western_words_stay_western(text):
    assert as_utf8(text.encode("cp1252"), None, "a.csv").encoding == "cp1252"


def test_a_list_of_taiwan_is_read(tmp_path):
    assert money(cf.read_ledger(write(tmp_path, TAIWAN, encoding="big5")))[0] == {"TWD": D("20905")}


def test_a_japanese_list_is_read_by_the_page_that_is_asked_for(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, JAPANESE, encoding="cp932"), encoding="cp932")
    assert money(ledger)[0] == {"JPY": D("1325000")} and ledger.supplier.values[0] == "はんの木金属㈱"


@pytest.mark.parametrize(
    "text", ["Société Générale d'Énergie;Réglé;N° pièce", "João Ação;Não;Construções", "Größenwahn & Söhne;Fälligkeit;ÜÖÄ"]
)
def test_western_texts_stay_western(tmp_path, text):
    path = write(
        tmp_path, f"supplier;invoice;note;invoice_date;due_date;amount;currency\n{text};2026-03-14;2026-04-13;1,00;EUR\n", encoding="cp1252"
    )
    assert cf.read_ledger(path).supplier.values[0] == text.split(";")[0]


def test_one_polish_word_with_two_letters_of_its_own_is_enough(tmp_path):
    text = "Kontrahent;Nr faktury;Data wystawienia;Termin płatności;Kwota;Waluta\nOlcha;FV/1;2026-03-14;2026-04-13;12\xa0300,00;PLN\n"
    ledger = cf.read_ledger(write(tmp_path, text, encoding="cp1250"))
    assert money(ledger)[0] == {"PLN": D("12300.00")}


# --- print files ---

PAGE = """Example Corp                          Accounts Payable Trial Balance                    Report Date: 30-JUN-2026 10:15
                                        As of Date: 30-JUN-2026                                  Page: {} of 2

Supplier Name             Supplier Number  Invoice Number   Invoice Date  Due Date     Curr      Invoice Amount    Amount Remaining
------------------------- ---------------  ---------------  ------------  -----------  ----  ------------------  ------------------
"""
PRINTED = (
    PAGE.format(1)
    + """Alder Metals              4242             AM-881           14-MAY-2026   13-JUN-2026  USD             1,250.00            1,250.00
Alder Metals              4242             AM-890           20-MAY-2026   19-JUN-2026  USD               840.50              340.50
                                                                          Supplier Total:               2,090.50            1,590.50
\f"""
    + PAGE.format(2)
    + """Birch Tools               4343             CN-7             25-MAY-2026   25-MAY-2026  USD              <75.00>             <75.00>
                                                                          Supplier Total:                <75.00>             <75.00>

                                                                          Report Total:                 2,015.50            1,515.50
                                          *** End of Report ***
"""
)


def test_a_print_file_with_heads_of_pages_above_rules(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, PRINTED, "a.txt"))
    assert money(ledger) == ({"USD": D("2015.50")}, {"USD": D("1515.50")}) and ledger.findings.rejected == 0
    assert ledger.findings.rows_read == ledger.findings.accepted + ledger.findings.ignored == 15


def test_a_print_file_whose_page_ends_within_a_supplier(tmp_path):
    lines = PRINTED.splitlines(keepends=True)
    sums = [n for n, line in enumerate(lines) if "Supplier Total" in line]
    del lines[sums[0]]
    ledger = cf.read_ledger(write(tmp_path, "".join(lines), "a.txt"))
    assert money(ledger)[1] == {"USD": D("1515.50")}


# --- merged cells ---

MERGED = [
    ["Vendor", "Invoice", "Invoice date", "Due date", "Amount", "Currency"],
    ["Alder", "1", "2026-03-14", "2026-04-13", 100.0, "EUR"],
    [None, "2", "2026-03-20", "2026-04-19", 50.0, "EUR"],
    ["Birch", "3", "2026-03-25", "2026-04-24", 30.0, "EUR"],
    ["Birch", "4", "2026-03-26", "2026-04-25", 20.0, "EUR"],
]
XML = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>{}</Table></Worksheet></Workbook>'


def merged_book(folder):
    book = openpyxl.Workbook()
    for row in MERGED:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def merged_xml(folder):
    def cell(at, i, value):
        index = ' ss:Index="2"' if i == 1 and at == 2 else ""
        down = ' ss:MergeDown="1"' if (at, i) == (1, 0) else ""
        kind = "Number" if isinstance(value, float) else "String"
        return f'<Cell{index}{down}><Data ss:Type="{kind}">{value}</Data></Cell>'

    rows = ("<Row>" + "".join(cell(at, i, v) for i, v in enumerate(row) if v is not None) + "</Row>" for at, row in enumerate(MERGED))
    return write(folder, XML.format("".join(rows)), "a.xls")


@pytest.mark.parametrize("make", [merged_book, merged_xml])
def test_a_supplier_that_is_merged_over_its_rows_stands_in_each(tmp_path, make):
    ledger = cf.read_ledger(make(tmp_path))
    assert ledger.findings.rejected == 0
    assert ledger.to_frame().groupby("supplier", observed=True)["amount"].sum().astype(str).to_dict() == {
        "Alder": "150.00",
        "Birch": "50.00",
    }


def test_an_amount_that_is_merged_over_rows_counts_once(tmp_path):
    book = openpyxl.Workbook()
    for row in MERGED:
        book.active.append(row)
    book.active["E3"] = None
    book.active.merge_cells("E2:E3")
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    ledger = cf.read_ledger(tmp_path / "a.xlsx")
    assert money(ledger)[0] == {"EUR": D("150.00")} and ledger.findings.rejected == 1  # the row without an amount


BAAN = """Date : 30-06-26 [10:15]          A G E D   C R E D I T O R S                         Page : 1
Company : 100

Supplier : 100234   Alder Metals
 Invoice        Inv.Date    Due Date     Cur       Amount         Balance
 AM-881         14-05-26    13-06-26     EUR      1.250,00        1.250,00
 AM-890         20-05-26    19-06-26     EUR        840,50          340,50
                                               ------------    ------------
                              Total 100234       2.090,50        1.590,50

Date : 30-06-26 [10:15]          A G E D   C R E D I T O R S                         Page : 2
Company : 100

Supplier : 100300   Birch Tools
 Invoice        Inv.Date    Due Date     Cur       Amount         Balance
 CN-7           25-05-26    25-05-26     EUR         75,00-          75,00-
                                               ------------    ------------
                              Total 100300          75,00-          75,00-
                              Grand Total        2.015,50        1.515,50
"""


def test_a_print_file_with_suppliers_above_their_rows(tmp_path):
    ledger = cf.read_ledger(write(tmp_path, BAAN, "a.txt"))
    assert money(ledger) == ({"EUR": D("2015.50")}, {"EUR": D("1515.50")}) and ledger.findings.rejected == 0
    assert set(ledger.supplier.values) == {"Alder Metals", "Birch Tools"}


def test_lines_that_stand_in_quotes_whole(tmp_path):
    text = '"Vendor,Invoice,Invoice date,Due date,Amount,Currency"\n"Alder,AM-881,2026-05-14,2026-06-13,""1,250.00"",USD"\n"Birch,77,2026-05-20,2026-06-19,840.50,USD"\n'
    assert money(cf.read_ledger(write(tmp_path, text)))[0] == {"USD": D("2090.50")}


# --- dates and sides as they are written elsewhere ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14th May 2026", "13th June 2026"), ("2026年5月14日", "2026年6月13日"), ("令和8年5月14日", "令和8年6月13日"), ("2026. 05. 14.", "2026. 06. 13."),
        ("2026년 5월 14일", "2026년 6월 13일"), ("14.05.2026.", "13.06.2026."), ("May 14th, 2026", "June 13th, 2026"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "head", ["Vendor;Invoice;Invoice date;Due date;Amount;Currency", "supplier;invoice;invoice_date;due_date;amount;currency"]
)
def test_dates_as_they_are_written_elsewhere(tmp_path, one, other, head):
    frame = cf.read_ledger(write(tmp_path, f"{head}\nA;1;{one};{other};10.00;USD\nB;2;{one};{other};20.00;USD\n")).to_frame()
    assert [str(d)[:10] for d in (frame["invoice_date"][0], frame["due_date"][0])] == ["2026-05-14", "2026-06-13"]


SIDES = """
Kreditor;Name;Beleg;Belegdatum;Fällig;Betrag;Offen
70001;Erle;AM-881;14.05.26;13.06.26;1.250,00 {0};1.250,00 {0}
70001;Erle;AM-890;20.05.26;19.06.26;840,50{0};340,50 {0}
70002;Birke;GS-7;25.05.26;25.05.26;75,00 {1};75,00 {1}
"""


@pytest.mark.parametrize("sides", [("H", "S"), ("Haben", "Soll"), ("Cr", "Dr")])
def test_sides_in_german_beside_amounts_are_asked_for(tmp_path, sides):
    path = write(tmp_path, SIDES.format(*sides))
    assert [a["type"] for a in refused(path).ask] == ["--currency XXX", "--owed Cr"]
    assert money(cf.read_ledger(path, currency="EUR", owed="Cr")) == ({"EUR": D("2015.50")}, {"EUR": D("1515.50")})


def test_a_column_of_due_dates_that_holds_terms_is_said(tmp_path):
    text = "Vendor,Bill,Bill date,Due,Amount,Ccy\nA,1,14-May-26,Net 30,10.00,USD\nB,2,20-May-26,19-Jun-26,20.00,USD\nC,3,25-May-26,on receipt,5.00,USD\n"
    path = write(tmp_path, text)
    assert "'Due' has a name like due_date (date on which it is due), but holds 'Net 30'" in str(refused(path))
    assert cf.read_ledger(path, terms="net 30").findings.accepted == 3


def test_an_amount_in_text_that_is_merged_over_rows_counts_once(tmp_path):
    book = openpyxl.Workbook()
    for row in MERGED:
        book.active.append([f"{c:.2f}" if isinstance(c, float) else c for c in row])
    book.active["E3"] = None
    book.active.merge_cells("E2:E3")
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    assert money(cf.read_ledger(tmp_path / "a.xlsx"))[0] == {"EUR": D("150.00")}


def test_an_amount_that_spans_rows_of_a_page_counts_once(tmp_path):
    head = "".join(f"<th>{n}</th>" for n in MERGED[0])
    rows = "<tr><td rowspan=2>Alder</td><td>1</td><td>2026-03-14</td><td>2026-04-13</td><td rowspan=2>100.00</td><td>EUR</td></tr>"
    rows += "<tr><td>1b</td><td>2026-03-14</td><td>2026-04-13</td><td>EUR</td></tr>"
    rows += "<tr><td>Birch</td><td>3</td><td>2026-03-25</td><td>2026-04-24</td><td>30.00</td><td>EUR</td></tr>"
    ledger = cf.read_ledger(write(tmp_path, f"<html><table><tr>{head}</tr>{rows}</table></html>", "a.xls"))
    assert money(ledger)[0] == {"EUR": D("130.00")} and ledger.findings.rejected == 1
