"""Parquet files: columns of any type, lists and records, text that is not UTF-8 in names and values, bytes cut off or changed."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import cashflow as cf
from cashflow.scan import pieces
from tests.fuzz.laws import check, tried
from tests.fuzz.ledgers import ODD, OF, OWN, cell

DAY = dt.date(2025, 5, 21)


def ill_text(chance, many):
    """A column of text whose bytes are none."""
    parts = [chance.choice([b"net 30", b"EUR", b"\xff\xfe", b"\xc3", b"A\x80"]) for _ in range(many)]
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    offsets = pa.py_buffer(b"".join(e.to_bytes(4, "little") for e in ends))
    column = pa.Array.from_buffers(pa.string(), many, [None, offsets, pa.py_buffer(b"".join(parts))])
    return column.dictionary_encode() if chance.random() < 0.4 else column


def odd_column(chance, many):
    """A column of a type of any kind."""
    some = lambda *values: [chance.choice([*values, None]) for _ in range(many)]  # noqa: E731
    kinds = [
        lambda: pa.array(some(1, -5, 2**62), pa.int64()), lambda: pa.array(some(1, 200), pa.uint8()), lambda: pa.array(some(1, 2**64 - 1), pa.uint64()),
        lambda: pa.array(some(1.5, float("nan"), 1e300), pa.float64()), lambda: pa.array(some(True, False)), lambda: pa.array(some(b"x", b"\xff"), pa.binary()),
        lambda: pa.array(some([1], [], [None]), pa.list_(pa.int64())), lambda: pa.array(some({"a": 1}), pa.struct([("a", pa.int64())])), lambda: pa.array([None] * many, pa.null()),
        lambda: pa.array(some(DAY, dt.date(1, 1, 1), dt.date(9999, 12, 31)), pa.date32()), lambda: pa.array(some(DAY), pa.date64()),
        lambda: pa.array(some(dt.datetime(2025, 5, 21), dt.datetime(1700, 1, 1), dt.datetime(9999, 12, 31, 5)), pa.timestamp(chance.choice(["s", "ms", "us"]))),
        lambda: pa.array(some(dt.datetime(2025, 5, 21, 23)), pa.timestamp(chance.choice(["us", "ns"]), chance.choice(["UTC", "Asia/Tokyo", "+05:30"]))),
        lambda: pa.array(some(-(2**62), 2**62, 0), pa.int64()).cast(pa.timestamp("s")), lambda: pa.array(some(2**31 - 1, -(2**31)), pa.int32()).cast(pa.date32()),
        lambda: pa.array(some(Decimal("1.00"), Decimal("-0.50")), pa.decimal128(38, chance.choice([2, 10]))), lambda: pa.array(some(Decimal("9" * 60)), pa.decimal256(76, 3)),
        lambda: pa.array(some("EUR", "net 30", "2025-05-21", "x\0y", ""), chance.choice([pa.string(), pa.large_string()])), lambda: pa.array(some(dt.time(5)), pa.time64("us")),
        lambda: pa.array(some(5), pa.duration("s")), lambda: pa.array(some(*ODD[:20]), pa.string()).dictionary_encode(), lambda: ill_text(chance, many),
        lambda: pa.array(some("a"), pa.string()).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string())), lambda: pa.array(some([("k", 1)]), pa.map_(pa.string(), pa.int64())),
    ]  # fmt: skip
    return chance.choice(kinds)()


def try_one(chance, folder):
    """One Parquet file; whether a row of it was accepted."""
    many, odd, dirt = chance.choice([0, 1, 3, 9]), chance.choice([0, 0.1, 0.4]), chance.choice([0, 0.1, 0.5])
    names = [
        *OWN[:1],
        *OWN[2:],
        *chance.sample(
            ["due_date", "paid_date", "tax_amount", "receipt_date", "region", "amount_minor", "invoice", " Supplier", "\u202e", "", "a.b"],
            chance.randint(0, 3),
        ),
    ]
    names = [n for n in names if chance.random() > odd / 10]
    columns = [
        odd_column(chance, many)
        if chance.random() < odd
        else pa.array([cell(chance, n, dirt).encode("utf-8", "replace").decode() for _ in range(many)], pa.string())
        for n in names
    ]
    path = folder / "a.parquet"
    try:
        with pq.ParquetWriter(
            path, (table := pa.Table.from_arrays(columns, names)).schema, compression=chance.choice(["snappy", "none", "zstd"])
        ) as out:
            out.write_table(table, row_group_size=chance.choice([2, 100]))
    except (pa.ArrowException, ValueError):
        return False
    content, whole = path.read_bytes(), True
    if chance.random() < 0.25:
        content, whole = broken(chance, content, names), False
        path.write_bytes(content)
    keep = chance.choice([None, None, ["region"]]) if "region" in names else None
    options = {
        k: v
        for k, v in (("zone", "Europe/Berlin"), ("decimal", ","), ("date_order", "dmy"), ("sign", "payables positive"))
        if chance.random() < 0.2
    }
    kept, pieces.BATCH = pieces.BATCH, chance.choice([3, 1 << 18])
    try:
        scan, _ = tried("scan", lambda: cf.scan(path, workers=1, most_rejected=1, columns=keep or (), **options))
        if scan is None:
            return False
        found, _ = tried("findings", lambda: scan.findings)
        if found is None:
            return False
        check(found.rows_read == found.accepted + found.rejected + found.ignored, "rows don't add up")
        if whole:
            check(found.rows_read == many, f"{found.rows_read} rows read, {many} written")
        tried("project", lambda: cf.project(scan))
        tried("ledger", lambda: scan.ledger())
        return found.accepted > 0
    finally:
        pieces.BATCH = kept


def broken(chance, content, names):
    """Bytes cut off or changed; now and then in a name."""
    kind, at = chance.randrange(5), chance.randrange(len(content))
    if kind == 0:
        return content[:at]
    if kind == 1 and names and names[0]:
        return content.replace(names[0].encode()[:1], b"\xff", chance.randint(1, 9))
    if kind == 2:
        name = chance.choice(names or ["x"]).encode()
        return content.replace(name, b"\xfe" * len(name)) if name else content[4:]
    if kind == 3:
        return chance.choice(
            [b"", b"PAR1", b"PAR1" * 3, b"supplier,invoice\n", content[:-4], content + b"x", b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1"]
        )
    return content[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 6))) + content[at + 4 :]


assert OF
