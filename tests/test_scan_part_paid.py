"""A scan refuses a list of which parts of bills are paid, however its columns are called: the open part was left out of its sums."""

from decimal import Decimal

import pytest

import cashflow as cf
from tests.exports import write

D = Decimal
LIST = """
Vendor,Invoice No,Invoice date,Due date,Currency,Amount,{}
Alder,A-1,2025-03-14,2025-04-13,USD,1250.00,{}
Birch,B-1,2025-03-26,2025-04-26,USD,840.50,{}
"""


@pytest.mark.parametrize(("name", "cells"), [("Open balance", ("1250.00", "340.50")), ("Amount paid", ("0.00", "500.00"))])
def test_part_paid_bills_are_refused_by_row(tmp_path, name, cells):
    path = write(tmp_path, LIST.format(name, *cells))
    with pytest.raises(cf.InputError, match="has 1 row of which a part is paid, which a scan does not keep") as found:
        cf.scan(path).findings  # noqa: B018
    assert found.value.row == 3 and "read_ledger" in str(found.value.hint)
    assert dict(cf.read_ledger(path).findings.amount_open) == {"USD": D("1590.50")}
