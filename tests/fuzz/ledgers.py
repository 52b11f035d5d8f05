"""Ledger files in CSV with every kind of dirt, and payments tables; read whole and in batches, counted anew with the csv module."""

import contextlib
import csv
import io
import sys
from decimal import Decimal

import pandas as pd

import cashflow as cf
from cashflow.scan import pieces, text
from tests.fuzz.laws import NUMBERS, check, judge_text, tried

DAY = pd.Timedelta(days=1)
OWN = ["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]
MORE = [
    "due_date",
    "paid_date",
    "tax_amount",
    "receipt_date",
    "posting_date",
    "region",
    "note",
    "amount_minor",
    "",
    "Supplier",
    "funding rate",
]
ODD = [
    "", " ", "\t", "\u00a0", "?", "nan", "NULL", "#REF!", "0", "-", "=1+1", "\u202e", "\x1b[31m", "\x9b", "\ufeff", "ß", "東京", "a\nb", "a\r\nb", "a\rb",
    'say "so"', '"', '""', "a,b", "a;b", "a\tb", "x" * 300, "𝟜𝟚", "\u2028", "é", "'", "\\", "\udcff", "true", "1e999999999", "9" * 400, "null\\0",
]  # fmt: skip
SUPPLIERS = ["Acme", "acme ", "Bolt", "Müller & Söhne GmbH", "Corner, Inc.", 'The "Best"', "C\u202eD", "= cmd", "Zed"]
DATES = [
    "2025-05-21", "2025-05-30", "2025-06-30", "2024-02-29", "2025-02-29", "03/04/2025", "21.05.2025", "05/21/2025", "21-May-2025", "May 21, 2025", "20250521",
    "2025-05-21T00:00:00", "2025-05-21 13:45:00", "2025-05-21T23:30:00+05:30", "2025-05-21T00:00:00Z", "45798", "9999-12-31", "0001-01-01", "1899-12-31",
    "1900-01-00", "2200-01-01", "1725-01-01", "31.02.2025", "2025-13-01", "2025-W21", "21. Mai 2025", "00.00.0000", "2025-5-1", "5/6/25", "2199-12-31",
]  # fmt: skip
AMOUNTS = [
    "100.00", "-100.00", "0.00", "0.01", "1234.56", "1,234.56", "1.234,56", "1,234", "1.234", "12,34", "(12.34)", "12.34-", "-(5.00)", "+5.00", "EUR 5.00", "€5.00",
    "5.00 Cr", "5.00 Dr", "1'234.50", "1 234,50", "1\u00a0234,50", "١٢٣", "1e5", "1E+999999", "1e-400", "Infinity", "NaN", "92233720368547758.07", "92233720368547758.08",
    "-92233720368547758.08", "9" * 30 + ".00", "0.001", ".5", "5.", "1,2,3", "1.2.3", "--5", "5,00 €", "=5", "1_000", "0x10", "½", "−5.00", "5.00%", "1" + "0" * 5000,
]  # fmt: skip
CURRENCIES = ["EUR", "EUR", "EUR", "GBP", "JPY", "KWD", "eur", "XXX", "EURO", "€", "", "DEM", "us$", "CLF"]
TERMS = [
    "net 30", "2/10 net 30", "30 days EOM", "60 Tage netto, 10 Tage 3% Skonto", "30 gg data fattura", "on receipt", "net 0", "30% net 0, 70% net 60", "net 99999",
    "net -5", "10th of next month", "net 30 from receipt", "30 jours fin de mois", "#SKONTO#TAGE=14#PROZENT=2.25#", "Z077", "gibberish", "net " + "9" * 300, "2/10/30", "1/3 net 10, 1/3 net 20, 1/3 net 30",
]  # fmt: skip
OF = {"invoice_date": DATES, "due_date": DATES, "paid_date": DATES, "receipt_date": DATES, "posting_date": DATES, "amount": AMOUNTS, "tax_amount": ["0", "0.00", "1.00", "-1.00", "x"],
      "currency": CURRENCIES, "terms": TERMS, "supplier": SUPPLIERS, "region": ["UK", "EU", "", "Nord"], "amount_minor": ["100", "10000", "1.5", "-7", "9" * 25]}  # fmt: skip


def number(chance):
    """A plain amount, now and then a large or negative one."""
    many = chance.choice([9, 99, 999, 99_999, 10**9, 10**13])
    return f"{'-' * (chance.random() < 0.1)}{chance.randint(0, many)}.{chance.randint(0, 99):02d}"


def cell(chance, name, dirt):
    """A cell: clean, odd for its column, or odd for any."""
    if chance.random() < dirt:
        return chance.choice(ODD) if chance.random() < 0.4 else chance.choice(OF.get(name, ODD))
    clean = {"supplier": "Acme", "amount": number(chance), "currency": "EUR", "terms": chance.choice(["net 30", "net 60", "2/10 net 30"])}
    clean |= {
        "invoice_date": f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        "invoice": str(chance.randint(1, 30)),
        "tax_amount": "0.00",
    }
    return clean.get(name, "")


def rows_of(chance, names, many, dirt):
    """Rows as lists of cells: some blank, some too long or too short, some twice."""
    rows = []
    for _ in range(many):
        row, kind = [cell(chance, n, dirt) for n in names], chance.random()
        if kind < dirt / 8:
            row = chance.choice([[""] * len(names), [" "] * len(names), []])
        elif kind < dirt / 6:
            row += [chance.choice(ODD)] * chance.randint(1, 3)
        elif kind < dirt / 5:
            row = row[: chance.randint(1, len(row))]
        rows.append(row)
        if chance.random() < dirt / 5:
            rows.append(list(row))
    return rows


def names_of(chance, dirt):
    """A header: mostly what is needed, in any order, some spelled with spaces or capitals."""
    names = OWN + chance.sample(MORE[:7] if chance.random() > dirt else MORE, chance.randint(0, 4))
    if chance.random() < dirt / 3:
        names.remove(chance.choice(OWN))
    chance.shuffle(names)
    return [n.title() if chance.random() < 0.05 else f" {n} " if chance.random() < 0.05 else n for n in names]


def written(chance, rows, dirt):
    """Bytes of a file, and whether every quote, delimiter and sign in it is as the csv module writes them."""
    delimiter, end = chance.choice(",,,;\t"), chance.choice(["\n", "\n", "\r\n", "\r"])
    out = io.StringIO(newline="")
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    if sys.version_info < (3, 13) and any(sign in str(cell) for row in rows for cell in row for sign in "\r\n"):
        quoting = csv.QUOTE_ALL  # it leaves line ends that are not those of the file without quotes
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows(rows)
    above = [chance.choice(["", " ", delimiter * 3, f" {delimiter} "]) + end for _ in range(chance.choice([0, 0, 0, 1, 4]))]
    body = "".join(above) + out.getvalue() + end * chance.choice([0, 0, 1, 3])
    content, as_written = body.encode("utf-8", "replace"), True
    if chance.random() < dirt / 2:
        content, as_written = broken(chance, content, body), False
    if chance.random() < 0.1:
        content = b"\xef\xbb\xbf" + content
    return content, as_written


def broken(chance, content, body):
    """Bytes that no careful program writes."""
    kind, at = chance.randrange(8), chance.randint(0, len(content))
    if kind == 0:
        return body.encode(chance.choice(["cp1252", "utf-16", "utf-16-le", "latin-1", "utf-32"]), "replace")
    if kind == 1:
        return content[:at]
    if kind in (2, 3, 4):
        sign = chance.choice([b'"', b'""', b'"\n', b"\r", b"\n", b",", b";", b"\0", b"\xff", b"\xc3", b"\x1a", b"\x85", b"\xe2\x80\xa8"])
        return content[:at] + sign + content[at:]
    if kind == 5:
        return content[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 8))) + content[at + 3 :]
    if kind == 6:
        return chance.choice(
            [
                b"",
                b"\n",
                b"PK\x03\x04",
                b"a",
                b",",
                b",,\n,,",
                b'"',
                b"\xef\xbb\xbf",
                b"\0" * 9,
                b"%PDF-1.4",
                b"PAR1",
                b"a,b",
                b"\r\r\r",
                b"supplier" * 5000,
            ]
        )
    return content.replace(b'"', b"", chance.randint(1, 4))


def records(content):
    """The file's records by the csv module: those above the header that are blank, the header, and those below."""
    found = content.decode("utf-8-sig")
    body = csv.reader(io.StringIO(found, newline=""), delimiter=delimiter_of(found))
    above, header = 0, None
    for row in body:
        if any(c.strip(" ,;\t") for c in row):
            header = row
            break
        above += 1
    return above, header, list(body)


def delimiter_of(found):
    head = next(line for line in found.splitlines() if line.strip(' ,;\t"'))
    return next((d for d in ",;\t" if d in head), ",")


def count_anew(ledger, content, sign):
    """Rows and money of a ledger are those of its file."""
    above, header, below = records(content)
    said, names = ledger.findings, [n.strip().lower().replace(" ", "_") for n in header]
    blank = [not any(c.strip() for c in row[: len(names)]) for row in below]
    check(said.rows_read == len(below), f"{said.rows_read} rows read, the file has {len(below)} below its header")
    check(said.ignored == sum(blank), f"{said.ignored} ignored, {sum(blank)} are blank")
    check(said.rows_read == said.accepted + said.rejected + said.ignored and said.accepted == len(ledger), "rows don't add up")
    if "amount" not in names:
        return
    at, turn, money = names.index("amount"), -1 if sign == "payables negative" else 1, {}
    for row, minor, code in zip(ledger.row.tolist(), ledger.amount.tolist(), ledger.currency.codes.tolist(), strict=True):
        currency = ledger.currency.values[code]
        cells = below[row - 2 - above]
        check(not blank[row - 2 - above], f"row {row} is blank, and was accepted")
        found = Decimal(minor).scaleb(-cf.basics.currencies.CURRENCIES[currency])
        money[currency] = money.get(currency, Decimal(0)) + found
        if NUMBERS.fullmatch(cells[at].strip()):
            check(found == turn * Decimal(cells[at].strip()), f"row {row}: {cells[at]} was read as {found}")
    check(money == dict(said.amount_accepted), f"accepted {dict(said.amount_accepted)}, the rows add up to {money}")


def roll_forward(ledger, policy):
    """Opening + invoiced - paid = closing, wherever levels are given."""
    found, refused = tried("project", lambda: cf.project(ledger, policy, cf.FiscalCalendar()))
    if refused is not None:
        return None, refused
    before, ahead = {}, prepaid(found)
    if len(ledger.undated):  # they are payables before the first quarter that is shown
        before = dict.fromkeys(ledger.currency.values)
    for row in found.quarters.to_dict("records"):
        currency, closing = row["currency"], row["closing_payables"]
        opening = before.get(currency, Decimal(0) if currency not in before else None)
        out = [row[n] for n in ("invoiced", "cash_paid", "discount_taken", "payment_differences")]
        if opening is not None and closing is not None and not any(v is None for v in out):
            flows = out[0] - out[1] - out[2] + out[3] + ahead(currency, row["last_day"]) - ahead(currency, row["first_day"] - DAY)
            check(opening + flows == closing, f"{row['quarter']} {currency}: {opening} + {flows} is not {closing}")
        before[currency] = closing
    judge_text(str(found)[:1900], "a projection")
    return found, None


def prepaid(found):
    """What is paid by the close of a day of invoices that come later: no payable is set off against it before they do."""
    items = found.payments[found.payments["baseline_payment_date"] < found.payments["invoice_date"]].to_dict("records")

    def by(currency, day):
        paid = (r["amount"] for r in items if r["currency"] == currency and r["baseline_payment_date"] <= day < r["invoice_date"])
        return sum(paid, Decimal(0))

    return by


def payments_of(chance, rows, names, folder):
    """A second table: payments of some of the rows, and of none."""
    at = {n.strip().lower(): i for i, n in enumerate(names)}
    more = chance.sample(["invoice_date", "currency", "discount", "x"], chance.randint(0, 2))
    head = ["invoice", "supplier", "paid_date", "amount", *more]
    out = []
    for _ in range(chance.randint(0, 12)):
        row = chance.choice(rows) if rows else []
        take = {n: row[at[n]] for n in ("invoice", "supplier", "amount", "invoice_date", "currency") if n in at and at[n] < len(row)}
        take |= {"paid_date": f"2025-{chance.randint(1, 12):02d}-28"} | ({"amount": number(chance)} if chance.random() < 0.3 else {})
        out.append([chance.choice(ODD) if chance.random() < 0.05 else take.get(n, "") for n in head])
    (folder / "p.csv").write_bytes(written(chance, [head, *out], 0.1)[0])
    return folder / "p.csv"


def told(findings):
    """What is said of the rows, without what names other rows of the file."""
    of = findings.frame[["row", "column", "reason", "kind", "status"]].itertuples(index=False)
    return sorted(
        (r, c, why.split("Known")[0].split("Did you mean")[0], k, s)
        for r, c, why, k, s in of
        if k not in ("duplicate", "missing invoice number")
    )


@contextlib.contextmanager
def batches(chance):
    """Batches of a few rows, so that edges fall anywhere."""
    kept = pieces.BATCH, text.CHUNK
    pieces.BATCH, text.CHUNK = chance.choice([3, 1 << 18]), chance.choice([3, 1000])
    try:
        yield
    finally:
        pieces.BATCH, text.CHUNK = kept


def options_of(chance):
    """What may be told of a ledger."""
    some = {"decimal": [".", ","], "date_order": ["dmy", "mdy"], "zone": ["Europe/Berlin", "Asia/Kathmandu"], "sign": ["payables negative", "payables positive"],
            "dialect": ["days_then_eom", "sap"], "cleared_from": ["all", "none", "2025-03-01"], "invoiced_to": ["2025-12-31"]}  # fmt: skip
    return {k: chance.choice(v) for k, v in some.items() if chance.random() < 0.2} | {"most_rejected": 1}


def try_one(chance, folder):
    """One ledger file; whether it was read."""
    dirt = chance.choice([0, 0.05, 0.3, 0.8])
    names = names_of(chance, dirt)
    rows = rows_of(chance, names, chance.choice([0, 1, 3, 8, 8, 20]), dirt)
    content, as_written = written(chance, [names, *rows], dirt)
    path = folder / chance.choice(["a.csv", "a.csv", "\udcff\u202e.csv"])
    path.write_bytes(content)
    options = options_of(chance)
    more = {"payments": payments_of(chance, rows, names, folder)} if chance.random() < 0.25 else {}
    ledger, refused = tried("read_ledger", lambda: cf.read_ledger(path, **options, **more))
    policy = cf.PaymentPolicy(
        chance.choice(["terms", "actual"]), as_of=chance.choice([None, "2025-06-15"]), discounts=chance.choice(["skip", "take"])
    )
    found = wrong = None
    if ledger is not None:
        if as_written:
            count_anew(ledger, content, options.get("sign"))
        found, wrong = roll_forward(ledger, policy)
    if more:
        return ledger is not None
    with batches(chance):
        scan, failed = tried("scan", lambda: (lambda s: (s, s.checked())[0])(cf.scan(path, workers=1, **options)))
        if scan is None and "so large" in failed.reason and wrong is not None:
            check(failed.reason == wrong.reason, f"project: {wrong}; scan: {failed}")
            return ledger is not None
        check((scan is None) == (ledger is None), f"read_ledger: {refused or 'read'}; scan: {failed or 'read'}")
        if ledger is None:
            mine, other = ("no row" if "no row" in r.reason else r.reason for r in (refused, failed))
            check(mine == other, f"read_ledger: {mine}; scan: {other}")
            return False
        for name in ("rows_read", "accepted", "rejected", "ignored", "amount_read", "amount_accepted", "sign_suspect"):
            here, there = getattr(ledger.findings, name), getattr(scan.findings, name)
            check(here == there, f"{name}: read_ledger {here}, scan {there}")
        check(told(ledger.findings) == told(scan.findings), f"read_ledger: {told(ledger.findings)}; scan: {told(scan.findings)}")
        same, failed = tried("scan.project", lambda: cf.project(scan, policy, cf.FiscalCalendar()))
        check((same is None) == (found is None), f"project: {wrong or 'done'}; of a scan: {failed or 'done'}")
        if found is not None:
            both = [p.quarters.set_index(["currency", "quarter"]) for p in (found, same)]
            shown = both[0].index.intersection(both[1].index)  # invoices of nothing may reach into one quarter more
            check(both[0].loc[shown].equals(both[1].loc[shown]), "the projections of ledger and scan differ")
    return True
