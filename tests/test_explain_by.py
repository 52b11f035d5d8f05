"""A number by the values of a column: by hand, against the contributions one by one, and as a command says it."""

import io
import json
import re
from decimal import Decimal as D

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.cli import main

from . import strategies as some
from .test_laws import run

LEDGER = """supplier,invoice,invoice_date,due_date,amount,currency,company
Acme,1,2025-05-02,2025-06-10,1000.00,EUR,DE01
Acme,2,2025-05-20,2025-06-20,500.00,EUR,UK01
Bolt,3,2025-05-11,2025-06-25,300.00,EUR,DE01
Cog,4,2025-05-02,2025-07-05,90.00,EUR,
Cog,5,2025-05-02,2025-06-26,-40.00,EUR,UK01
"""
SHOWN = ("2025-04-01", "2025-09-30")


def compared(**more):
    offer = cf.Offer(extend={"days": 30}, options=[cf.LaterWithInterest("0.06", "ACT/360")], **more)
    policy = cf.PaymentPolicy("terms", as_of="2025-05-31")
    return cf.compare(
        cf.read_ledger(io.StringIO(LEDGER), sign="payables positive"), cf.Scenario("June", offer), policy=policy, quarters=SHOWN
    )


def rows(frame):
    return [tuple(r) for r in frame.itertuples(index=False, name=None)]


def test_by_hand():
    """June keeps what was due in it: 1,300 of DE01, 500 − 40 of UK01; in July 30 days at 6 % cost half a per cent of all."""
    result = compared()
    found = result.explain("free_cash_flow_change", quarter="2025 Q2", by="company")
    assert rows(found) == [("value", "DE01", 2, 2, D("1300.00")), ("value", "UK01", 2, 2, D("460.00"))]
    cost = result.explain("financing_cost", by="company")
    assert rows(cost) == [
        *[("value", "DE01", 2, 2, D("6.50")), ("value", "UK01", 2, 2, D("2.30"))],
        ("value", "", 1, 1, D("0.45")),
    ]
    owed = result.explain("closing_payables", quarter="2025 Q2", scenario="baseline", by="supplier")
    assert rows(owed) == [("value", "Cog", 1, 1, D("90.00"))]
    few = result.explain("free_cash_flow_change", quarter="2025 Q2", by="supplier", top=1)
    assert rows(few) == [("value", "Acme", 1, 2, D("1500.00")), ("all others", "2 others", 2, 2, D("260.00"))]
    one = result.explain("free_cash_flow_change", quarter="2025 Q2", by="company", top=1)
    assert rows(one)[1] == ("all others", "1 other", 2, 2, D("460.00"))
    assert found.attrs["by"] == "company" and list(found.columns) == ["kind", "value", "suppliers", "items", "amount"]


def test_a_value_is_rounded_once():
    """A third of 1,300.00 and of 460.00: the total is rounded once, too, and what that leaves is said."""
    result = compared(acceptance={"share": "0.333333333"})
    found = result.explain("free_cash_flow_change", quarter="2025 Q2", by="company")
    assert sum(found["amount"]) == D(result.quarters.query("scenario == 'June'")["free_cash_flow_change_trade_payable"].iloc[0])
    assert found["amount"].tolist()[:2] == [D("433.33"), D("153.33")] and rows(found)[2:] == [("rounding", "", 0, 0, D("0.01"))]


@pytest.mark.parametrize(
    "by, known", [("compny", "Did you mean 'company'"), ("invoice", "Known: supplier, terms, company"), (7, "Known: ")]
)
def test_refused(by, known):
    with pytest.raises(cf.InputError, match="is no column with texts of this ledger") as wrong:
        compared().explain("free_cash_flow_change", quarter="2025 Q2", by=by)
    assert known in str(wrong.value)


def test_of_several_files_each_file(tmp_path):
    for name, supplier in (("de.csv", "Ast"), ("uk.csv", "Oak")):
        (tmp_path / name).write_text(
            f"supplier,invoice,invoice_date,amount,currency,terms\n{supplier},1,2025-05-01,{len(name)}0.00,EUR,net 30\n"
        )
    offer = cf.Offer(extend={"days": 60})
    result = cf.compare(cf.read_ledger(tmp_path), cf.Scenario("s", offer), quarters=SHOWN)
    found = result.explain("free_cash_flow_change", quarter="2025 Q2", by="file")
    assert [r[1:] for r in rows(found)] == [("de.csv", 1, 1, D("60.00")), ("uk.csv", 1, 1, D("60.00"))]
    assert result.legs[["supplier", "file"]].drop_duplicates().values.tolist() == [["Ast", "de.csv"], ["Oak", "uk.csv"]]
    nobody = cf.Scenario("s", cf.Offer(extend={"days": 60}, acceptance=[]))
    assert "file" in cf.compare(cf.read_ledger(tmp_path), nobody, quarters=SHOWN).legs
    assert "file" not in compared().legs


def test_the_page_of_several_files_says_what_each_adds(tmp_path):
    """Two files of 60.00 and 90.00, in full by 30 June: each column of the table adds up to its figure."""
    pytest.importorskip("jinja2", reason="the page needs the extra 'report'")
    for name, amount in (("de.csv", "60.00"), ("uk.csv", "90.00")):
        (tmp_path / name).write_text(f"supplier,invoice,invoice_date,amount,currency,terms\nS {name},1,2025-05-01,{amount},EUR,net 30\n")
    scenario = cf.Scenario("s", cf.Offer(extend={"days": 60}))
    page = cf.compare(cf.read_ledger(tmp_path), scenario, quarters=SHOWN).to_html()
    part = page[page.index('id="files"') :]
    part = part[: part.index("</table>")]
    rows = [re.findall(r'<data value="([^"]*)"', row) for row in part.split("<tr")[2:]]
    assert rows == [["90.00", "-90.00"], ["60.00", "-60.00"], ["150.00", "-150.00"]]
    assert "Nothing changes in" not in page
    one = cf.Scenario("s", cf.Offer(extend={"days": 60}, suppliers=["S de.csv"]))
    assert "Nothing changes in uk.csv." in cf.compare(cf.read_ledger(tmp_path), one, quarters=SHOWN).to_html()
    alone = cf.compare(cf.read_ledger(tmp_path / "de.csv"), scenario, quarters=SHOWN).to_html()
    assert 'id="files"' not in alone


def test_files_of_several_currencies_are_added_up_at_their_rates(tmp_path):
    """Of 60.00 euros and 90.00 pounds in one file, 30.00 euros in the other: 60 × 0.84 + 90 and 30 × 0.84."""
    pytest.importorskip("jinja2", reason="the page needs the extra 'report'")
    head = "supplier,invoice,invoice_date,amount,currency,terms\n"
    (tmp_path / "uk.csv").write_text(f"{head}A,1,2025-05-01,60.00,EUR,net 30\nB,2,2025-05-01,90.00,GBP,net 30\n")
    (tmp_path / "de.csv").write_text(f"{head}C,3,2025-05-01,30.00,EUR,net 30\n")
    told = {"reporting_currency": "GBP", "exchange_rates": {"EUR": "0.84"}}
    result = cf.compare(cf.read_ledger(tmp_path), cf.Scenario("s", cf.Offer(extend={"days": 60})), quarters=SHOWN, reporting=told)
    page = result.to_html()
    part = page[page.index('id="files"') :]
    assert "s, all in GBP" in part[: part.index("</table>")]
    rows = [re.findall(r'<data value="([^"]*)"', row) for row in part[: part.index("</table>")].split("<tr")[2:]]
    assert rows == [["140.40", "-140.40"], ["25.20", "-25.20"], ["165.60", "-165.60"]]


@given(
    some.rows(), some.policies(), st.lists(some.offers(), min_size=1, max_size=2), st.sampled_from(["supplier", "terms"]), st.integers(0, 4)
)
def test_values_add_up_as_contributions_do(rows, policy, offers, by, top):
    """To the number, whatever is asked; by supplier to what the contributions of each add up to, but for their own rounding."""
    result = run(rows, policy[1], [p for _, p in offers])
    for currency in result.currencies:
        for quarter in result.shown.labels:
            each = result.explain(quarter=quarter, currency=currency, top=10**6)
            assert sum(result.explain(quarter=quarter, currency=currency, by=by, top=top)["amount"], D(0)) == sum(each["amount"], D(0))
            own = result.explain(quarter=quarter, currency=currency, by="supplier", top=10**6)
            amounts = own[own["kind"] == "value"].set_index("value")["amount"].to_dict()
            singles = each[each["kind"].isin(["leg", "baseline payment no longer made"])]
            assert set(singles["supplier"]) == set(amounts)
            for supplier, mine in singles.groupby("supplier"):
                far = abs(sum(mine["amount"], D(0)) - amounts[supplier])
                unit = D(1).scaleb(-some.DIGITS[currency])
                assert far <= unit * (len(mine) + 1) / 2 if (mine["acceptance"] < 1).any() else far == 0


def test_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER)
    typed = ["try", "ledger.csv", "--extend", "30", "--as-of", "2025-05-31", "--sign", "payables positive", "--save", "mine.toml"]
    assert CliRunner().invoke(main, typed).exit_code == 0
    asked = ["explain", "mine.toml", "free_cash_flow_change", "--quarter", "2025 Q2", "--by", "company"]
    text = CliRunner().invoke(main, asked).output
    assert text.splitlines()[0] == "free_cash_flow_change, 2025 Q2, by company, trade_payable: 1,760.00"
    assert [line.split() for line in text.splitlines()[-2:]] == [
        ["DE01", "2", "2", "1,300.00", "73.9%"],
        ["UK01", "2", "2", "460.00", "26.1%"],
    ]
    said = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert said["number"] == "1760.00" and said["explained"]["by"] == "company"
    assert said["rows"][0] == {"kind": "value", "value": "DE01", "suppliers": 2, "items": 2, "amount": "1300.00"}
