"""Without a bank all presentations are the same: one row stands for them, and a sentence says so; frames keep all."""

import pytest

import cashflow as cf

from .pages_made import compared, offer
from .test_page import Read
from .test_workbook import opened

pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
SAID = "No bank pays: all presentations are the same."
LATER, BANK = cf.LaterWithInterest(0.065, "ACT/360"), cf.BankPaysNow(0.072, "ACT/360")


def first_column(sheet):
    return [str(row[0]) for row in sheet.iter_rows(max_col=1, values_only=True) if row[0]]


@pytest.mark.parametrize("scheme, rows", [(LATER, 1), (BANK, 4)])
def test_a_row_for_all_presentations_or_one_each(scheme, rows):
    """Items move in EUR and in USD."""
    result = compared(scenarios=[cf.Scenario("s", [offer(options=[scheme])])])
    page, sheets = Read(result.to_html(live=False)).texts(), opened(result.render("excel"))
    for text in (str(result), page):
        assert text.count(SAID) == (2 if rows == 1 else 0)
    assert (list(result.sentences("debt")) == [SAID]) is (rows == 1)  # the same in both currencies: said once
    assert first_column(sheets["Presentations"]).count(SAID) == (2 if rows == 1 else 0)
    for name in ("Presentations", "Quarters"):
        assert sum(words.startswith("change in free cash flow") for words in first_column(sheets[name])) == 2 * rows
    assert any("is borrowing" in words for words in first_column(sheets["Summary"])) is (rows == 4)
    assert page.count("Net debt") == 2 * rows
    (one, other) = (chart for _, chart in result.picture("presentations").charts)
    assert len(one.series) == len(other.series) == rows
    assert len(result.presentations) == 2 * 4 * 3 == len(result.picture("presentations").table)  # currencies, presentations, quarters


def test_where_nothing_moves_nothing_is_said_of_it():
    result = compared(scenarios=[cf.Scenario("s", [offer(extend={"days": 0})])])
    assert SAID not in str(result) and SAID not in str(result.sentences())
