"""Every table and example of docs/schemes.md is what the package does; its ```python fences run by themselves."""

import re
import tomllib
from decimal import Decimal as D
from pathlib import Path

import pandas as pd
import pytest

import cashflow as cf
from cashflow import schemes
from cashflow.basics.day_counts import DAY_COUNTS
from cashflow.schemes.laws import LAWS

PAGE = (Path(__file__).parent.parent / "docs" / "schemes.md").read_text(encoding="utf-8")
POLICY = cf.PaymentPolicy("terms", as_of="2025-06-01", business_days={"weekend": ["Sat", "Sun"]})


def table(text, *header):
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.M):
        lines = [[c.strip().replace("`", "") for c in line.strip("|").split("|")] for line in block.strip().split("\n")]
        if lines[0] == list(header):
            return lines[2:]
    raise AssertionError(header)


def number(text):
    return D(text.replace(",", "").replace("−", "-"))


def invoice(amount, tax):
    row = {"supplier": "A", "invoice": "1", "invoice_date": "2025-05-01", "due_date": "2025-06-20", "amount": amount}
    return cf.read_ledger(pd.DataFrame([row | {"tax_amount": tax, "currency": "EUR", "terms": "", "approval_date": "2025-05-15"}]))


def compare(option, book=None):
    scheme = schemes.SCHEMES[option["scheme"]]
    extend = {"early": "immediate"} if scheme.earlier else {"to": "2025-08-15"}
    offer = cf.Offer(extend=extend, options=[option], funding_rate="0.08", funding_day_count="ACT/360")
    book = book or invoice("1200000.00", "200000.00")
    return cf.compare(book, cf.Scenario("s", offer), policy=POLICY, quarters=("2025-04-01", "2025-09-30"))


def sections():
    for name, text in re.findall(r"^### (\w+)\n(.*?)(?=^##)", PAGE, re.M | re.S):
        yield name, tomllib.loads(re.search(r"```toml\n(.*?)```", text, re.S)[1]), text


SECTIONS = {name: (option, text) for name, option, text in sections()}


def test_every_scheme_has_its_section_and_its_row():
    assert [schemes.SCHEMES[o["scheme"]].__name__ for o, _ in SECTIONS.values()] == list(SECTIONS)
    rows = table(PAGE, "scheme", "what-if file", "for offers that pay", "whose money")
    assert {name: cls.__name__ for name, cls in schemes.SCHEMES.items()} == {r[1]: r[0] for r in rows}
    for row in rows:
        assert schemes.SCHEMES[row[1]].earlier == (row[2] == "earlier")


@pytest.mark.parametrize("name", SECTIONS)
def test_legs(name):
    option, text = SECTIONS[name]
    settings = {f.name for f in schemes.SCHEMES[option["scheme"]].__attrs_attrs__}
    assert set(option) - {"scheme"} == settings, "every setting is shown"
    frame = compare(option).legs
    found = [
        [f"{d.day} {d.strftime('%b')}", payer, payee, nature, amount]
        for d, payer, payee, nature, amount in zip(*(frame[c] for c in ("day", "payer", "payee", "nature", "amount")), strict=True)
    ]
    shown = [[*r[:4], number(r[4])] for r in table(text, "day", "payer", "payee", "nature", "amount")]
    assert sorted(found) == sorted(shown)


@pytest.mark.parametrize("row", table(PAGE, "scheme", "trade payable", "borrowing, net", "borrowing, gross"), ids=lambda r: r[0])
def test_presentations(row):
    option = next(o for o, _ in SECTIONS.values() if o["scheme"] == row[0])
    change = compare(option).to_dict()["currencies"]["EUR"]["scenarios"]["s"]["free_cash_flow_change"]
    assert [D(change[v][0]) for v in ("trade_payable", "borrowing_net", "borrowing_gross")] == [number(c) for c in row[1:]]


@pytest.mark.parametrize("row", table(PAGE, "of", "vat", "uplift", "VAT", "supplier's benefit"), ids=lambda r: "-".join(r[:2]))
def test_vat(row):
    option = {"scheme": "price_uplift", "rate": "0.013", "of": row[0], "vat": row[1]}
    result = compare(option, invoice("12000000.00", "2000000.00"))
    entry = result.to_dict()["currencies"]["EUR"]["scenarios"]["s"]
    assert [D(entry["financing_cost"]), D(entry["vat"]), result.suppliers["net_benefit"].iloc[0]] == [number(c) for c in row[2:]]


@pytest.mark.parametrize("name", SECTIONS)
def test_in_a_whatif_file(name, tmp_path):
    """The settings as they stand on the page, read from a file, pay the same."""
    option, text = SECTIONS[name]
    invoice("1200000.00", "200000.00").to_frame().to_csv(tmp_path / "l.csv", index=False)
    extend = 'early = "immediate"' if schemes.SCHEMES[option["scheme"]].earlier else "to = 2025-08-15"
    head = '[ledger]\npath = "l.csv"\n[calendar]\nas_of = 2025-06-01\nquarters = { from = 2025-04-01, to = 2025-09-30 }\n'
    head += '[policy]\nbusiness_days = { weekend = ["Sat", "Sun"] }\n[[scenario]]\nname = "s"\n[[scenario.offer]]\n'
    settings = re.search(r"```toml\n(.*?)```", text, re.S)[1]
    (tmp_path / "w.toml").write_text(f"{head}extend = {{ {extend} }}\n[[scenario.offer.option]]\n{settings}", encoding="utf-8")
    pd.testing.assert_frame_equal(cf.read_whatif(tmp_path / "w.toml").run().legs, compare(option).legs)


def test_words_and_laws():
    (names,) = re.findall(r"Day counts: (.*?)\. No default", PAGE, re.S)
    assert set(re.findall(r"`([^`]+)`", names)) == set(DAY_COUNTS) - {"ACT/ACT ICMA"}
    assert [r[0] for r in table(PAGE, "law", "")] == [*LAWS, "needs"]


def test_the_message_of_a_broken_law(capsys):
    fences = re.findall(r"^```(python|text)\n(.*?)^```", PAGE, re.M | re.S)
    exec("".join(code for kind, code in fences if kind == "python"), {})
    assert capsys.readouterr().out.endswith(fences[-1][1])


def test_the_readme_points_here():
    assert "docs/schemes.md" in (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
