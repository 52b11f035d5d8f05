"""A scan refuses bills of which parts are paid, or all on a day that no column says, however its columns are called: sums lost them."""

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


@pytest.mark.parametrize(
    ("name", "cells"),
    [("Open balance", ("1250.00", "0.00")), ("Amount paid", ("0.00", "840.50")), ("Status", ("Open", "Paid"))],
)
def test_bills_paid_on_a_day_that_is_not_known_are_refused_by_row(tmp_path, name, cells):
    """They were counted as open: 2,090.50 to be paid, where 840.50 is paid already."""
    path = write(tmp_path, LIST.format(name, *cells))
    with pytest.raises(cf.InputError, match="has 1 row that is paid on a day that no column says, which a scan does not keep") as found:
        cf.scan(path).findings  # noqa: B018
    assert found.value.row == 3 and "read_ledger" in str(found.value.hint)
    policy = cf.PaymentPolicy("terms", as_of="2025-03-31")
    paid = cf.project(cf.read_ledger(path), policy, quarters=("2025-04-01", "2025-06-30")).quarters["cash_paid"]
    assert paid.tolist() == [D("1250.00")]
