"""The pages of a projection, a simulation and a solution as they open: on a laptop, a phone and paper, with ordinary and hostile names."""

import io

import pytest

import cashflow as cf

from ..test_projection_report import many_years
from ..test_projection_report import nasty as projection
from ..test_simulation_report import nasty as simulation
from ..test_simulation_report import two
from ..test_solution_report import nasty as solution

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")]
MADE = {"projection": projection, "years": many_years, "simulation": simulation, "two": two, "solution": solution}


@pytest.fixture(scope="module", params=MADE)
def page_text(request):
    return MADE[request.param]().render("html")


def test_nothing_runs_over_the_side(page_text, opened):
    for width in (390, 1366):
        page = opened(page_text, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.hacked") is None


def test_on_paper(page_text, opened):
    """The first sheet holds the answers of the first currency; no table of few quarters is cut at the side."""
    page = opened(page_text, viewport={"width": 703, "height": 1032})
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('.answer').getBoundingClientRect().bottom") <= 1032
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    wide = (
        "[...document.querySelectorAll('table')].filter(t => t.rows[0].cells.length < 10 && t.getBoundingClientRect().right > 704).length"
    )
    assert page.evaluate(wide) == 0


def test_the_list_is_searched(opened):
    page = opened(two().render("html"))
    page.fill("#suppliers-search", "bol")
    assert page.locator("#suppliers-box tbody tr").count() == 1
    assert page.locator("#suppliers-count").inner_text() == "1 of 2 lines."


def test_a_list_of_one_is_one_line(opened):
    text = "supplier,invoice,invoice_date,due_date,amount,currency\nAcme,1,2025-05-01,2025-06-20,100.00,EUR\n"
    page = opened(cf.compare(cf.read_ledger(io.StringIO(text)), cf.Scenario("s", cf.Offer(extend={"days": 30}))).render("html"))
    assert page.locator("#suppliers-count").inner_text() == "1 line."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page_text, violations, scheme):
    """As for the page of a comparison."""
    assert violations(page_text, 390, scheme) == []
