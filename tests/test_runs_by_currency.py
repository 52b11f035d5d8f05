"""Payment runs by currency: companies of one group that pay on other days. Each currency is paid as if it were alone."""

import attrs
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.errors import InputError

from . import strategies as some
from .test_cli import cashflow

EUR = {"on": "10th and 25th", "choose": "first on or after due"}
GBP = {"on": "every Thursday", "choose": "last on or before due"}
RUNS = {"EUR": EUR, "GBP": GBP, "others": "none"}
SHOWN = ("2025-04-01", "2025-12-31")


def ledger():
    """One invoice a currency, all due on Monday 30 June; and one in euros due on 31 July."""
    rows = [["A", "1", "2025-06-30", "100.00", "EUR"], ["B", "2", "2025-06-30", "200.00", "GBP"], ["C", "3", "2025-06-30", "300.00", "USD"]]
    rows += [["A", "4", "2025-07-31", "400.00", "EUR"]]
    frame = pd.DataFrame(rows, columns=["supplier", "invoice", "due_date", "amount", "currency"]).assign(invoice_date="2025-05-05")
    return cf.read_ledger(frame)


def paid_on(result):
    days = result.baseline.first_cash_day + pd.Series(range(result.baseline.cash_daily.shape[1]))
    out = {}
    for code, currency in enumerate(result.baseline.currencies):
        cash = result.baseline.cash_daily[code]
        out[currency] = {str(pd.Timestamp(int(d), unit="D").date()): int(m) for d, m in zip(days, cash, strict=True) if m}
    return out


def test_each_currency_has_its_days():
    """10 July and 10 August (no day is a holiday here), Thursday 26 June, and 30 June itself."""
    found = paid_on(cf.project(ledger(), cf.PaymentPolicy(payment_runs=RUNS), quarters=SHOWN))
    assert found == {"EUR": {"2025-07-10": 100_00, "2025-08-10": 400_00}, "GBP": {"2025-06-26": 200_00}, "USD": {"2025-06-30": 300_00}}


def test_others_have_runs_too():
    policy = cf.PaymentPolicy(payment_runs={"GBP": "none", "others": GBP})
    found = paid_on(cf.project(ledger(), policy, quarters=SHOWN))
    assert list(found["GBP"]) == ["2025-06-30"] and list(found["USD"]) == ["2025-06-26"]
    assert policy.runs("GBP") is None and policy.runs("USD") == policy.runs("CHF") and policy.runs("USD").on == "every Thursday"


@pytest.mark.parametrize(
    "runs, said",
    [
        (RUNS, "EUR payment runs 10th and 25th, the first on or after due; GBP payment runs every Thursday, the last on or before due; USD paid on any business day"),
        ({"EUR": "none", "GBP": GBP}, "EUR paid on any business day; GBP payment runs every Thursday, the last on or before due; USD paid on any business day"),
        (GBP, "payment runs every Thursday, the last on or before due"),
        ("none", "paid on any business day"),
    ],
)  # fmt: skip
def test_the_assumptions_name_those_of_each_currency(runs, said):
    assert cf.PaymentPolicy(payment_runs=runs).describe(["EUR", "GBP", "USD"])[1] == said


@pytest.mark.parametrize(
    "runs, said",
    [
        ({"EURO": EUR}, "payment_runs 'EURO': is neither a currency nor a setting"),
        ({"EUR": {"on": "every Thursday"}}, "payment_runs.EUR.choose: is missing; there is no default"),
        ({"EUR": {"on": "every Blursday", "choose": GBP["choose"]}}, "payment_runs.EUR.on 'every Blursday'"),
        ({"EUR": {"on": "every Thursday", "choose": "next"}}, "payment_runs.EUR.choose 'next'"),
        ({"others": {"on": "every Thursday", "pick": 1}}, "payment_runs.others 'pick': unknown key"),
        ({"EUR": "Thursdays"}, "payment_runs.EUR 'Thursdays': must be 'none' or say on which days"),
        ({"EUR": EUR, "on": "every Thursday"}, "payment_runs 'on': is neither a currency nor a setting"),
    ],
)
def test_what_makes_no_sense_is_refused(runs, said):
    with pytest.raises(InputError) as wrong:
        cf.PaymentPolicy(payment_runs=runs)
    assert said in str(wrong.value)


def test_a_policy_is_a_value():
    one, other = cf.PaymentPolicy(payment_runs=RUNS), cf.PaymentPolicy(payment_runs=dict(RUNS))
    assert one == other and hash(one) == hash(other) and attrs.evolve(one, settlement_lag=0) == one
    assert one != cf.PaymentPolicy(payment_runs=RUNS | {"others": GBP})
    with pytest.raises(TypeError):
        one.payment_runs["USD"] = None


OFFER = cf.Offer(
    suppliers="all",
    extend={"days": 30},
    options=[cf.LaterWithInterest("0.065", "ACT/360"), cf.BankPaysNow("0.07", "ACT/360")],
    funding_rate="0.05",
)


@given(rows=some.rows(), policy=some.policies(), kinds=st.lists(some.payment_runs(), min_size=2, max_size=2))
def test_a_currency_is_paid_as_if_it_were_alone(rows, policy, kinds):
    """Baseline and offer, quarter by quarter, to the cent: of two currencies together, and of each under its own runs."""
    words = [
        w if w is None else {"on": w, "choose": c}
        for (_, w), c in zip(kinds, ("last on or before due", "first on or after due"), strict=True)
    ]
    runs = dict(zip(("EUR", "JPY"), words, strict=True))
    pay = attrs.evolve(policy[1], payment_runs={**runs, "others": GBP})
    together = cf.compare(some.ledger_of(rows), cf.Scenario("s", [OFFER]), pay, quarters=SHOWN).quarters
    for currency in {r["currency"] for r in rows}:
        mine = some.ledger_of([r for r in rows if r["currency"] == currency])
        one = attrs.evolve(policy[1], payment_runs=runs[currency])
        wanted = cf.compare(mine, cf.Scenario("s", [OFFER]), one, quarters=SHOWN).quarters
        found = together[together["currency"] == currency].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


def test_a_sweep_a_scan_and_an_explanation_know_them(tmp_path):
    book, policy = ledger(), cf.PaymentPolicy(payment_runs=RUNS)
    book.to_frame().astype({"amount": str}).to_csv(tmp_path / "l.csv", index=False)
    compared = cf.compare(book, cf.Scenario("1", [attrs.evolve(OFFER, options=OFFER.options[:1])]), policy, quarters=SHOWN)
    swept = cf.sweep(book, cf.Offer(extend={"days": 0}, options=OFFER.options[:1]), policy, days=[[30, 30, 30]], quarters=SHOWN)
    for currency in ("EUR", "GBP", "USD"):
        figures = compared.quarters.query("scenario == '1' and currency == @currency")["free_cash_flow_change_trade_payable"]
        assert swept.amounts(currency=currency).tolist() == [[int(v * 100) for v in figures]]
    pd.testing.assert_frame_equal(
        cf.project(cf.scan(tmp_path / "l.csv"), policy, quarters=SHOWN).quarters, cf.project(book, policy, quarters=SHOWN).quarters
    )
    rules = {c: compared.explain("principal_paid", quarter="2025 Q3", currency=c)["rule"].tolist() for c in ("EUR", "GBP", "USD")}
    assert any("payment run 10th and 25th, the first on or after due" in r for r in rules["EUR"])
    assert any("payment run every Thursday, the last on or before due" in r for r in rules["GBP"])
    assert not any("payment run" in r for r in rules["USD"])


def test_in_a_whatif_file(tmp_path):
    ledger().to_frame().astype({"amount": str}).to_csv(tmp_path / "l.csv", index=False)
    text = """
[ledger]
path = "l.csv"
[calendar]
quarters = { from = 2025-04-01, to = 2025-09-30 }
[policy.payment_runs]
EUR = { on = "10th and 25th", choose = "first on or after due" }
GBP = { on = "every Thursday", choose = "last on or before due" }
"""
    (tmp_path / "w.toml").write_text(text, encoding="utf-8")
    found = cashflow("project", str(tmp_path / "w.toml"), "--full")
    assert found.exit_code == 0, found.output
    assert "EUR payment runs 10th and 25th" in " ".join(found.stdout.split()) and "USD paid on any business day" in " ".join(
        found.stdout.split()
    )


def tried(tmp_path, *words):
    ledger().to_frame().astype({"amount": str}).to_csv(tmp_path / "l.csv", index=False)
    return cashflow("try", str(tmp_path / "l.csv"), "--extend", "30", "--full", *(w for one in words for w in ("--payment-runs", one)))


@pytest.mark.parametrize(
    "words",
    [
        ['EUR={ on = "10th and 25th", choose = "first on or after due" }', "GBP={on='every Thursday', choose='last on or before due'}"],
        ["EUR=on=10th and 25th", "EUR=choose=first on or after due", "GBP=on=every Thursday", "GBP=choose=last on or before due"],
        ["EUR={ on = '10th and 25th', choose = 'first on or after due' }", "GBP={on='every Thursday', choose='last on or before due'}", "others=none"],
        ["{EUR={on='10th and 25th', choose='first on or after due'}, GBP={on='every Thursday', choose='last on or before due'}}"],
    ],
)  # fmt: skip
def test_typed_behind_try(tmp_path, words):
    found = tried(tmp_path, *words)
    assert found.exit_code == 0, found.output
    said = "EUR payment runs 10th and 25th, the first on or after due; GBP payment runs every Thursday, the last on or before due; USD paid on any business day"
    assert said in " ".join(found.stdout.split())


def test_what_is_typed_in_vain_says_what_to_type(tmp_path):
    """And what it says to type is taken."""
    words = " ".join(tried(tmp_path, "EUR=10th and 25th").stderr.split())
    typed = """--payment-runs 'EUR={ on = "every Thursday", choose = "last on or before due" }'"""
    assert f"must be 'none' or say on which days and which run to choose. Type {typed}" in words
    assert tried(tmp_path, typed.partition(" ")[2].strip("'")).exit_code == 0
    words = " ".join(tried(tmp_path, "eur=none").stderr.split())
    assert "'eur': is neither a currency nor a setting. Did you mean 'EUR'?" in words


def test_others_alone_are_all():
    """Of no currency is anything else said."""
    assert cf.PaymentPolicy(payment_runs={"others": "none"}).runs("EUR") is None
    assert cf.PaymentPolicy(payment_runs={"others": GBP}).runs("EUR") == cf.PaymentPolicy(payment_runs=GBP).runs("EUR")
    one = attrs.evolve(cf.PaymentPolicy(payment_runs={"others": "none"}), settlement_lag=1)
    assert one.runs("EUR") is None and one.settlement_lag == 1


def test_what_is_missing_is_named_with_its_currency(tmp_path):
    ledger().to_frame().astype({"amount": str}).to_csv(tmp_path / "l.csv", index=False)
    found = cashflow("try", str(tmp_path / "l.csv"), "--extend", "30", "--payment-runs", 'EUR={ on = "every Thursday" }')
    assert found.exit_code == 1 and "--payment-runs: EUR choose is missing; there is no default" in found.stderr


@pytest.mark.parametrize(
    "runs, day",
    [
        (RUNS, "the first run (EUR and GBP) or business day (USD)"),
        ({"GBP": "none", "others": EUR}, "the first run (EUR and USD) or business day (GBP)"),
        (GBP, "the first run"),
        ("none", "the first business day"),
    ],
)
def test_when_what_is_overdue_is_paid_is_said_by_currency(runs, day):
    """A currency without runs has no first run: the dollars that were due on 30 June are paid on Friday 4 July, the next day."""
    policy = cf.PaymentPolicy(as_of="2025-07-03", payment_runs=runs)
    offer = cf.Scenario("later", [cf.Offer(extend={"days": 30})])
    found = cf.compare(ledger(), [offer], policy=policy, quarters=SHOWN)
    assert {
        "kind": "assumption",
        "text": f"open items are paid on the day the policy says, overdue ones on {day} after 2025-07-03",
    } in found.inputs
    (note,) = [n for n in found.notes if "overdue on" in n]
    assert f"They are paid on {day} after it, by assumption" in note
    if runs is RUNS:
        assert "2025-07-04" in paid_on(cf.project(ledger(), policy, quarters=SHOWN))["USD"]


def test_only_the_currencies_that_are_overdue_are_named():
    rows = pd.DataFrame({"supplier": ["A", "B"], "invoice": ["1", "2"], "due_date": ["2025-06-30", "2025-07-31"], "amount": ["1", "2"]})
    given = cf.read_ledger(rows.assign(currency=["EUR", "USD"], invoice_date="2025-05-05"))
    found = cf.project(given, cf.PaymentPolicy(as_of="2025-07-03", payment_runs=RUNS), quarters=SHOWN).to_dict()["notes"]
    assert any("overdue on 2025-07-03" in n and "They are paid on the first run after it" in n for n in found)
