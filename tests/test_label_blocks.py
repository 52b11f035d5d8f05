"""Blocks of a supplier's labels, amounts in angle brackets, unknown columns, the order of dates that is proposed. Sums by hand."""

import pytest

import cashflow as cf
from cashflow.basics.errors import InputError
from cashflow.ledger.asks import asks_of
from cashflow.ledger.layout.cells.content import is_amount, is_fraction
from cashflow.ledger.layout.cells.money import is_negative
from cashflow.ledger.tie_out import tie_outs

HEADER = "| St|Assignment|DocumentNo|Type|Doc. Date |Net due dt|   Amount in DC |Curr.|Clrng doc.|Clearing  |Reference   |\n"
FBL1N = f"""03.07.2025                                   Dynamic List Display                                             1
Vendor          100234
Company Code    1000

Name            Hansen Stahl GmbH
City            Bremen
{HEADER}| * |20250520  |5100000130|KR  |20.05.2025|19.06.2025|      8.000,00- |EUR  |          |          |RE-2025-118 |
| * |20250522  |5100000131|KG  |22.05.2025|22.05.2025|        750,25  |EUR  |          |          |GS-2025-007 |
| * |                                         7.249,75- |EUR  |

Vendor          100777
Company Code    1000

Name            Bolt & Nut Ltd
City            Leeds
{HEADER}| * |20250515  |5100000150|KR  |15.05.2025|14.06.2025|      4.000,00- |GBP  |          |          |INV778      |
| * |                                         4.000,00- |GBP  |
"""


def read(tmp_path, text, **options):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return cf.read_ledger(tmp_path / "a.txt", **options)


def test_a_block_of_labels_names_each_supplier_the_first_too(tmp_path):
    ledger = read(tmp_path, FBL1N)
    named = [ledger.supplier.values[c] for c in ledger.supplier.codes]
    assert list(zip(named, ledger.amount.tolist(), strict=True)) == [
        ("Hansen Stahl GmbH", 8_000_00),
        ("Hansen Stahl GmbH", -750_25),
        ("Bolt & Nut Ltd", 4_000_00),
    ]


def test_without_a_name_the_number_is_the_supplier(tmp_path):
    text = "".join(line for line in FBL1N.splitlines(keepends=True) if not line.startswith("Name"))
    ledger = read(tmp_path, text)
    assert [ledger.supplier.values[c] for c in ledger.supplier.codes] == ["100234", "100234", "100777"]


ORACLE = """Supplier,Invoice Number,Invoice Date,Due Date,Currency,Amount
Advantage Corp,1,13-MAY-25,12-JUN-25,USD,"2,890.00"
Advantage Corp,2,20-MAY-25,19-JUN-25,USD,"1,500.00"
Advantage Corp,CM-88,21-MAY-25,21-MAY-25,USD,<90.00>
"""


def test_angle_brackets_are_negative(tmp_path):
    assert read(tmp_path, ORACLE).amount.tolist() == [2_890_00, 1_500_00, -90_00]
    assert is_amount("<1,090.00>") and is_fraction("<90.00>") and is_negative("<90.00>")
    assert not is_amount("<90") and not is_negative("< 90")  # an age


def test_unknown_columns_of_amounts_and_dates_are_said(tmp_path):
    text = """Supplier,Invoice No,Invoice Date,Due Date,Currency,Amount,Zutrag,Wann,Menge,Nummer
Acme,1,13.05.2025,12.06.2025,EUR,1000.00,100.50,14.06.2025,5,20250512
Acme,2,14.05.2025,13.06.2025,EUR,500.00,,,7,20250513
Bolt,3,15.05.2025,14.06.2025,EUR,200.00,20.25,,12,20250514
"""
    frame = read(tmp_path, text).findings.frame
    said = frame[frame["kind"] == "unused column"].set_index("column")["reason"].to_dict()
    assert set(said) == {"Zutrag", "Wann"}
    assert "holds amounts" in said["Zutrag"] and "--map open_amount=Zutrag" in said["Zutrag"]
    assert "holds dates" in said["Wann"] and "--map paid_date=Wann" in said["Wann"] and "due_date" not in said["Wann"]


MONTH_FIRST = """supplier,invoice,invoice_date,due_date,amount,currency
Acme,0,2025-05-01,2025-06-02,10.00,USD
Acme,1,05/03/2025,06/02/2025,10.00,USD
Acme,2,06/04/2025,07/04/2025,20.00,USD
"""


def test_the_order_that_due_dates_do_not_contradict_is_proposed(tmp_path):
    found = read(tmp_path, MONTH_FIRST).findings
    (ask,) = [a for a in asks_of(found) if a["type"].startswith("--date-order")]
    assert ask["type"] == "--date-order mdy" and ask["choices"] == ["mdy", "dmy"]
    reason = found.frame[found.frame["kind"] == "unreadable date"]["reason"].iloc[0]
    assert "2025-03-05 (day first: 'dmy') and 2025-05-03 (month first: 'mdy'); write 2025-05-03, or say date_order = 'mdy'" in reason


def test_the_date_of_a_control_total_is_read_as_those_of_a_ledger(tmp_path):
    ledger = read(tmp_path, ORACLE)
    for at, order in (("30.06.2025", None), ("30.06.2025", "mdy"), ("06/30/2025", None), ("2025-06-30", None)):
        (tie,) = tie_outs(ledger, {"USD": 4_300_00}, at, order)
        assert str(tie.at) == "2025-06-30" and not tie.difference
    (tie,) = tie_outs(ledger, {"USD": 4_300_00}, "05/07/2025", "dmy")
    assert str(tie.at) == "2025-07-05"
    with pytest.raises(InputError, match=r"2025-07-05 \(day first: 'dmy'\) and 2025-05-07"):
        tie_outs(ledger, {"USD": 4_300_00}, "05/07/2025")
