"""The sliders' data: every step is what `cf.sweep` says; what the page writes as TOML reads back as the same scenario."""

import json
import re
import tomllib
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from attrs import evolve

import cashflow as cf
from cashflow.basics.toml_values import toml_key, toml_value
from cashflow.measures.catalog import ACCOUNTS
from cashflow.offers.offer_toml import acceptance_toml, extend_toml, offer_pairs, option_toml
from cashflow.offers.variations import variation_of
from cashflow.report.page import live_sums
from cashflow.report.page.live_axes import by_value, days_axis, moved_options, rate_steps
from cashflow.report.page.live_data import live_data
from cashflow.report.page.live_sums import steps_of
from cashflow.schemes import DiscountSchedule, DynamicDiscount, PriceUplift, ReferenceRate

from .pages_made import COLUMNS, ROWS, compared, ledger_of, offer

pytest.importorskip("jinja2", reason="the page needs the extra 'report'")


def swept(result, day, points):
    """A step, said anew with the library's own words."""
    scenario = result.scenarios[0].scenario
    offers = [evolve(o, extend={"to": day} if o.extend.to else {"days": int(day)}) for o in scenario.offers]
    moved = evolve(scenario, offers=tuple(offers), stress=())
    if points:
        moved = variation_of({"rates": f"{points:+d} bp"}).apply(cf.PaymentPolicy(), moved)[1]
    return cf.sweep(result.payments.ledger, [moved], result.payments.policy, quarters=result.shown, reporting=result.reporting)


@pytest.mark.parametrize("extend", [{"to": "2025-08-15"}, {"days": 40}], ids=str)
def test_steps_add_up_to_the_sweep(extend):
    result = compared(ROWS, offer(extend=extend), offer(extend=extend, paying={"from": "2025-07-01", "to": "2025-07-31"}))
    scenario = result.scenarios[0].scenario
    days, points = days_axis(scenario), rate_steps(scenario)
    by = by_value(result.payments.ledger, np.arange(len(result.payments.ledger.supplier.values)))
    assert (len(days.steps) * len(points)) >= 1000
    assert by.column == "region"
    steps = {(s.day, s.rate): s for s in steps_of(result, 0, days, [moved_options(scenario, p) for p in points], by)}
    for day, rate in [(20, 0), (30, 8), (60, 16), (17, 3)]:
        totals = swept(result, days.labels[day], points[rate]).results[0]
        for code, one in enumerate(totals):
            parts = steps[day, rate].sums[code * 2 : code * 2 + 2]
            assert sum(F(int(p.moved.numerator[0]), p.moved.per) for p in parts) == one.amount_moved
            assert sum(F(int(p.moved.numerator[1]), p.moved.per) for p in parts) == one.amount_days
            exact = sum(p.accounts.numerator.astype(object) for p in parts)  # every share is whole, so nothing is rounded
            assert exact.tolist() == [int(v) for account in ACCOUNTS for v in one.accounts[account.name]]


def test_what_can_be_moved():
    assert days_axis(cf.Scenario("t", offer(extend={"terms": "net 90"}))) is None
    days = days_axis(cf.Scenario("d", offer(extend={"days": 5})))
    assert (days.kind, days.labels[0], days.labels[-1], len(days.labels)) == ("days", "0", "60", 61)
    both = days_axis(cf.Scenario("b", [offer(), offer(extend={"days": 50})]))
    assert (both.kind, both.labels[0], both.labels[30]) == ("shift", "-30", "+0")
    assert rate_steps(cf.Scenario("n", offer(options=[PriceUplift(0.01, of="gross")], funding_rate=None))) == [0]
    near = moved_options(cf.Scenario("r", offer(options=[cf.BankPaysNow(0.001, "ACT/360")])), -25)
    assert "below 0" in near.refused
    plain = compared(ROWS, offer(extend={"terms": "net 120"}, options=[PriceUplift(0.01, of="gross")], funding_day_count="ACT/360"))
    assert live_data(plain, 0) is None
    assert 'id="live"' not in plain.to_html()


def test_the_column_of_choice():
    every = np.arange(4)
    assert list(by_value(ledger_of(ROWS), every).values) == ["EU", "UK"]
    mixed = [*ROWS, ["Acme", "A-3", "2025-05-01", "1.00", "2025-06-20", "EUR", "EU"]]  # Acme is in both regions
    assert by_value(ledger_of(mixed), every) is None
    with pytest.raises(cf.InputError, match="one for each supplier"):
        by_value(ledger_of(mixed), every, "region")
    with pytest.raises(cf.InputError, match="is no column of the ledger with text"):
        by_value(ledger_of(ROWS), every, "area")


@pytest.mark.parametrize(
    "more, values",
    [
        ({"funding_rate": "wacc"}, ["5%", "6%", "5%", "7%"]),
        ({"acceptance": {"column": "wacc"}}, ["0.5", "0.6", "0.5", "1"]),
        ({"supplier_period_ends": "wacc"}, ["March", "June", "March", "June"]),
    ],
    ids=["rate", "probability", "period end"],
)
def test_a_column_of_rates_is_not_the_column_of_choice(more, values):
    """The page asked whom the offer is made to by what money costs them, where no other column had a value a supplier."""
    rates = dict(zip(["Acme", "Bolt", "Cog", "Dyn"], values, strict=True))
    frame = pd.DataFrame([r[:6] for r in ROWS], columns=COLUMNS[:6]).assign(terms="")
    frame["wacc"] = frame["supplier"].map(rates)

    def asked(frame, **told):
        found = cf.compare(cf.read_ledger(frame), cf.Scenario("s", offer(**more)), quarters=("2025-04-01", "2025-12-31"))
        return live_data(found, 0, **told)["by"]

    assert asked(frame) is None
    assert asked(frame.assign(zone=frame["supplier"].map(len).map(str)))["column"] == "zone"  # next in the ledger's order
    assert asked(frame, column="wacc")["values"] == sorted(set(values))  # who asks for it gets it


def test_of_several_files_the_file_is_the_column_of_choice(tmp_path):
    # a column that stands in one company's file alone is blank for all other suppliers
    (tmp_path / "de.csv").write_text(
        "Buchungskreis,supplier,invoice,invoice_date,amount,currency,terms\n1000,Ast,1,2025-05-01,1.00,EUR,net 30\n"
    )
    (tmp_path / "uk.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\nOak,1,2025-05-01,1.00,GBP,net 30\n")
    found = by_value(cf.read_ledger(tmp_path), np.arange(2))
    assert found.column == "file" and list(found.values) == ["de.csv", "uk.csv"]


def test_no_column_of_one_file_alone_is_chosen_where_a_supplier_is_in_two(tmp_path):
    # Oak is in two files, so files can't be chosen; the German supplier number would offer to "70001", "70002" and "(empty)"
    head = "supplier,invoice,invoice_date,amount,currency,terms"
    (tmp_path / "de.csv").write_text(f"Kreditor,{head}\n70001,Ast,1,2025-05-01,1.00,EUR,net 30\n70002,Elm,2,2025-05-01,1.00,EUR,net 30\n")
    (tmp_path / "uk.csv").write_text(f"{head}\nOak,1,2025-05-02,2.00,GBP,net 30\n")
    (tmp_path / "us.csv").write_text(f"{head}\nOak,2,2025-05-01,1.00,USD,net 30\n")
    ledger = cf.read_ledger(tmp_path)
    assert by_value(ledger, np.arange(3)) is None
    assert list(by_value(ledger, np.arange(3), "Kreditor").values) == ["", "70001", "70002"]  # who asks for it gets it


def test_a_refused_step_says_why():
    rows = [["Acme", "1", "2025-05-01", "1000.00", "2025-06-30", "EUR", "UK"]]
    data = live_data(compared(rows, offer(extend={"to": "2025-07-10"}, options=[cf.BankPaysNow(0.01, "ACT/360")])), 0)
    first, n = data["days"]["labels"].index("2025-06-30"), len(data["rates"]["labels"])
    assert data["steps"][first * n + n - 1][0] < 0
    assert any("already paid by then" in r for r in data["refused"]) and any("below 0" in r for r in data["refused"])
    run = data["steps"][data["days"]["at"] * n + data["rates"]["at"]]
    assert all(r >= 0 for r in run)


def read_back(told, tmp_path):
    """An offer through the text of a what-if file."""
    lines = ["[ledger]", 'path = "l.csv"', "[calendar]", "as_of = 2025-05-31", "[[scenario]]", 'name = "s"', "[[scenario.offer]]"]
    lines += [f"{k} = {v}" for k, v in offer_pairs(told).items()]
    lines += [f"extend = {extend_toml(told.extend)}", f"acceptance = {acceptance_toml(told.acceptance)}"]
    lines += [f"where = {toml_value(told.where)}"] if told.where else []
    lines += [line for o in told.options for line in ("[[scenario.offer.option]]", *option_toml(o))]
    (tmp_path / "l.csv").write_text(
        "supplier,invoice,invoice_date,amount,currency,due_date,region\nAcme,1,2025-05-01,10.00,EUR,2025-06-20,UK\n"
    )
    (tmp_path / "w.toml").write_text("\n".join(lines), encoding="utf-8")
    return cf.read_whatif(tmp_path / "w.toml").scenarios[0].offers[0]


LATER = [cf.LaterWithInterest("0.065", "ACT/360", withholding_tax="0.05")]
OFFERS = {
    "menu": offer(suppliers={"region": ["UK", "EU"], "except": {"tag": {"a", "b"}}}, where={"region": "UK", "amount": {"from": 10}}),
    "windows": offer(due={"from": "2025-06-01"}, invoiced={"to": "2025-06-30"}, paying=None, overdue="offered"),
    "rates": offer(funding_rate={"low": "0.05", "high": "0.09"}, funding_source='a "survey"\x7f', funding_day_count="ACT/365F"),
    "column": offer(acceptance={"column": "region", "unknown": "0.5"}, funding_rate="region", options=LATER),
    "shares": offer(acceptance={"Acme & Söhne": 0.25, 'B "x"': 1}, acceptance_source="treasury"),
    "share": offer(acceptance={"share": "0.375"}, suppliers="Acme"),
    "list": offer(acceptance=["Acme"], suppliers=["Acme", "Bolt"]),
    "if whole": offer(acceptance={"if_whole": {"unknown": "0.5"}}),
    "logistic": offer(acceptance={"logistic": {"midpoint": 5, "slope": 20, "unknown": "0.1"}}),
    "loss": offer(credit_loss={"default_probability": 0.01, "loss_given_default": 0.6}, supplier_period_ends={"year_ends": "March"}),
    "ends": offer(supplier_period_ends=["2025-06-30", "2025-09-30"], extend={"days": 45}),
    "terms": offer(extend={"terms": "45 days then end of month"}),
    "reference": offer(options=[cf.BankPaysNow(ReferenceRate({"2025-06-01": 0.02, "2025-07-01": -0.001}, margin=0.015, floor=0), "ACT/360", fee_per_invoice="2.50", bank_pays="immediate")]),
    "one reference": offer(options=[cf.LaterWithInterest(ReferenceRate("0.0215", "0.01"), "ACT/360")]),
    "early": offer(paying=None, extend={"early": "immediate"}, options=[DynamicDiscount(0.08, "ACT/360", of="gross"), DiscountSchedule({30: 0.02, 15: 0.01}, of="gross")], funding_day_count="ACT/360"),
    "fees": offer(options=[PriceUplift(0.01, of="gross")], funding_day_count="ACT/360"),
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERS)
def test_an_offer_reads_back(name, tmp_path):
    told = OFFERS[name]
    found = read_back(told, tmp_path)
    for one in (
        "extend",
        "options",
        "acceptance",
        "funding_rate",
        "funding_day_count",
        "funding_source",
        "overdue",
        "due",
        "invoiced",
        "paying",
    ):
        assert getattr(found, one) == getattr(told, one), one
    for one in ("supplier_period_ends", "credit_loss", "acceptance_source"):
        assert getattr(found, one) == getattr(told, one), one
    plain = lambda v: tomllib.loads(f"v = {toml_value(v)}")["v"]  # noqa: E731
    assert (plain(found.suppliers or "all"), plain(found.where or {})) == (plain(told.suppliers or "all"), plain(told.where or {}))


def test_a_scheme_of_ones_own_is_a_remark():
    class Own(cf.LaterWithInterest):
        name = ""

    assert option_toml(Own(0.05, "ACT/360"))[0].startswith("# a scheme of your own")
    assert (toml_key("a b"), toml_key("a-b")) == ('"a b"', "a-b")


def test_the_data_in_the_page_are_those_of_the_run():
    result = compared()
    page = result.to_html()
    assert json.loads(re.search(r'id="data-live">(.*?)</script>', page, re.S)[1]) == json.loads(json.dumps(live_data(result, 0)))
    assert 'id="live"' not in result.to_html(live=False)
    with pytest.raises(cf.InputError, match="no column"):
        result.to_html(by="nothing")


@pytest.mark.parametrize(("rows", "shares"), [(10**3, 10**6), (2**55, 10**6), (2**55, 2**50), (2**70, 10**6)])
def test_sums_times_shares(rows, shares):
    """Exact, whether products fit int64, in halves of the amounts alone, or not at all."""
    random = np.random.default_rng(1)
    amounts = [[int(random.integers(-999, 1000)) * rows // 999 + 1 for _ in range(3)] for _ in range(40)]
    times = [F(int(random.integers(1, 1000)) * shares // 1000 + 1, 10**6) for _ in range(40)]
    places = random.integers(0, 5, 40)
    values = np.array([*amounts, [7, 7, 7]], object if rows > 2**62 else np.int64)  # the last row is of nobody
    found = live_sums._weighted(values, places, 6, times)
    for place in range(6):
        mine = [n for n in range(40) if places[n] == place]
        expected = [sum((times[n] * amounts[n][c] for n in mine), F(0)) for c in range(3)]
        assert [F(int(v), found.per) for v in found.numerator[place]] == expected
    assert found.numerator.shape == (6, 3)
