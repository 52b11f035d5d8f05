"""What suppliers get: later and earlier, against usual payment and contract due date; receivable, credit loss, acceptance. By hand."""

import math
from decimal import Decimal as D
from fractions import Fraction as F

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.size import sized
from cashflow.offers import Acceptance
from cashflow.schemes import EarlyPaymentDiscount, ReverseFactoring

SHOWN = ("2025-04-01", "2025-12-31")


def book(*rows, **extra):
    """Rows (supplier, invoice date, due date, amount)."""
    frame = pd.DataFrame(rows, columns=["supplier", "invoice_date", "due_date", "amount"])
    frame["invoice"] = [str(n) for n in range(len(frame))]
    return cf.read_ledger(frame.assign(currency="EUR", terms="", **extra))


def suppliers(ledger, offer, policy=None):
    result = cf.compare(ledger, cf.Scenario("s", offer), policy=policy, quarters=SHOWN)
    return result.suppliers.to_dict("records")


ONE = (("Acme", "2025-05-01", "2025-06-20", "1000000.00"),)
LATER = {"extend": {"to": "2025-08-15"}, "options": [cf.LaterWithInterest(0.065, "ACT/360")]}  # 56 days


def test_later_with_interest_and_a_range_of_rates():
    """Interest 1m × 6.5 % × 56/360 = 10,111.11; funding 1m × 56/360 × 5 % = 7,777.78, 9 % = 14,000.00."""
    row = suppliers(book(*ONE), cf.Offer(**LATER, funding_rate={"low": 0.05, "high": 0.09}, funding_source="survey of May 2025"))[0]
    assert (row["net_benefit"], row["net_benefit_best"]) == (D("-3888.89"), D("2333.33"))
    assert row["break_even_rate"] == pytest.approx(0.065, abs=1e-8) and row["gains"] == "below"
    assert row["made_whole"] is None and row["funding_source"] == "survey of May 2025"
    for rate, whole in ((0.065, True), (0.0651, False), (0.05, True)):
        assert suppliers(book(*ONE), cf.Offer(**LATER, funding_rate=rate))[0]["made_whole"] is whole


EARLY = {"extend": {"early": 10}, "options": [EarlyPaymentDiscount("2%", of="gross")], "funding_day_count": "ACT/360"}


def test_an_early_payment_with_a_discount():
    """2/10 net 30: 100,000 less 2,000, 20 days earlier. At 8 % early cash is worth 100,000 × 8 % × 20/360 = 444.44: it loses.

    Break-even 2,000 × 360 / (100,000 × 20) = 36 % a year (simple, 360 days, on the gross amount): above it the supplier gains.
    """
    rows = book(("Acme", "2025-06-02", "2025-07-02", "100000.00"))
    row = suppliers(rows, cf.Offer(**EARLY, funding_rate={"low": 0.08, "high": 0.4}))[0]
    assert (row["net_benefit"], row["net_benefit_best"]) == (D("-1555.56"), D("222.22"))
    assert row["break_even_rate"] == pytest.approx(0.36) and row["gains"] == "above" and row["made_whole"] is None
    assert suppliers(rows, cf.Offer(**EARLY, funding_rate=0.37))[0]["made_whole"] is True
    assert suppliers(rows, cf.Offer(**EARLY, funding_rate=0.35))[0]["made_whole"] is False


def test_early_cash_without_a_discount_is_a_gain_at_any_rate():
    rows = book(("Acme", "2025-06-02", "2025-07-02", "100000.00"))
    free = cf.Offer(**EARLY | {"options": [EarlyPaymentDiscount(0, of="gross")]}, funding_rate=0.09)
    row = suppliers(rows, free)[0]
    assert row["net_benefit"] == D("500.00") and row["made_whole"] is True and row["break_even_rate"] in (0, None)


def test_against_the_contract_due_date_too():
    """Due Fri 20 June, the Thursday run after it is 26 June: six days the buyer's usual payment waits already.

    To 15 August: 50 days of interest 9,027.78 on 1m at 6.5 %; funding at 6.5 % for 50 days 9,027.78, for 56 days 10,111.11.
    """
    policy = cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "first on or after due"})
    row = suppliers(book(*ONE), cf.Offer(**LATER, funding_rate="0.065"), policy)[0]
    assert row["made_whole"] is True and row["made_whole_vs_due"] is False
    assert row["net_benefit_vs_due"] == D("-1083.33")
    assert row["break_even_rate_vs_due"] == pytest.approx(0.065 * 50 / 56, rel=1e-6)


def test_expected_credit_loss():
    """1m for 56 days, 1 % a year, 60 % lost: 1m × 0.01 × 0.6 × 56/365 = 920.55, off the benefit of 2,333.33 at 5 %."""
    loss = {"default_probability": 0.01, "loss_given_default": "60%"}
    row = suppliers(book(*ONE), cf.Offer(**LATER, funding_rate=0.05, credit_loss=loss))[0]
    assert row["expected_credit_loss"] == D("920.55") and row["net_benefit"] == D("1412.78")
    assert suppliers(book(*ONE), cf.Offer(**LATER, funding_rate=0.05))[0]["expected_credit_loss"] is None
    with pytest.raises(cf.InputError, match="loss_given_default"):
        cf.Offer(**LATER, credit_loss={"default_probability": 0.01})


@pytest.mark.parametrize(
    "ends, amount, day",
    [
        ("2025-06-30", "1000000.00", "2025-06-30"),
        ({"year_ends": "December"}, "1000000.00", "2025-06-30"),
        ({"year_ends": "July"}, "1000000.00", "2025-07-31"),
        (["2025-06-19"], None, None),  # nothing of the deals is touched yet
        ("2025-08-15", "0.00", "2025-08-15"),  # paid by the close of that day
        ("closes", "1000000.00", "2025-07-31"),
        ("month", "1000000.00", "2025-07-31"),
    ],
)
def test_extra_receivable_at_the_supplier_s_own_period_end(ends, amount, day):
    row = suppliers(book(*ONE, closes="July", month="7"), cf.Offer(**LATER, supplier_period_ends=ends))[0]
    assert row["extra_receivable"] == (None if amount is None else D(amount))
    assert row["extra_receivable_on"] is pd.NaT or row["extra_receivable_on"] is None or str(row["extra_receivable_on"])[:10] == day
    assert (day is None) == pd.isna(row["extra_receivable_on"])


@pytest.mark.parametrize(
    "text, said",
    [
        ("Marhc", "is not a month. Did you mean 'March'?"),
        ("13", "is not a month"),
        ("2025-13-01", "is not a date"),
        ("Q1", "is not a month"),
    ],
)
def test_a_period_end_that_can_t_be_read_is_told_with_its_supplier_and_row(text, said, tmp_path):
    """It was refused as fiscal_year_starts, a key that nobody wrote."""
    rows = "supplier,invoice,invoice_date,due_date,amount,currency,closes\n"
    for name, closes in (("Acme", "March"), ("Bolt", text)):
        rows += f"{name},1,2025-05-01,2025-06-20,1000000.00,EUR,{closes}\n"
    (tmp_path / "l.csv").write_text(rows)
    with pytest.raises(cf.InputError) as wrong:
        suppliers(cf.read_ledger(tmp_path / "l.csv"), cf.Offer(**LATER, supplier_period_ends="closes"))
    told = wrong.value
    assert (told.row, told.column, told.value) == (3, "closes", text) and str(told.file).endswith("l.csv")
    assert told.reason.startswith(said) and told.reason.endswith("(supplier 'Bolt')")
    assert told.hint == "Write closes as the month in which the supplier's year ends, March or 3, or as a day, 2025-03-31"


@pytest.mark.parametrize("month", ["Marhc", 13, True])
def test_a_month_that_is_none_is_told_of_the_key_that_has_it(month):
    with pytest.raises(cf.InputError, match=r"^supplier_period_ends .*month"):
        cf.Offer(**LATER, supplier_period_ends={"year_ends": month})


def receivables(rows, **offer):
    """By supplier, what more it is owed at its quarter ends, and on which."""
    told = cf.Offer(**offer, supplier_period_ends={"year_ends": "December"})
    found = suppliers(book(*rows), told, cf.PaymentPolicy(as_of="2025-04-30"))
    return {r["supplier"]: (r["extra_receivable"], str(r["extra_receivable_on"])[:10]) for r in found}


def test_a_receivable_is_of_the_supplier_alone():
    """Due 10 July and paid on 11 May, Acme is owed 1m less at the end of June; Bolt's invoice reaches into September, and says nothing of it.

    It was 0.00 on 30 September as soon as Bolt was in the same offer, or Acme had an invoice of August that touches no quarter end.
    """
    early = {"extend": {"early": 10}, "options": [EarlyPaymentDiscount("2%", of="gross")]}
    acme = ("Acme", "2025-05-01", "2025-07-10", "1000000.00")
    bolt, august = ("Bolt", "2025-08-01", "2025-10-20", "500000.00"), ("Acme", "2025-08-01", "2025-08-25", "1000.00")
    alone = (D("-1000000.00"), "2025-06-30")
    assert receivables([acme], **early) == receivables([acme, august], **early) == {"Acme": alone}
    assert receivables([acme, bolt], **early) == {"Acme": alone, "Bolt": (D("-500000.00"), "2025-09-30")}


def test_what_a_bank_pays_long_before_is_owed_no_more():
    """Due 10 July, the bank pays on 1 May, the buyer on 15 August: at the end of June Acme is owed 1m less. It was said to be unknown."""
    bank = {"extend": {"days": 36}, "options": [cf.BankPaysNow("0.07", "ACT/360", bank_pays="immediate")]}
    acme = ("Acme", "2025-05-01", "2025-07-10", "1000000.00")
    assert receivables([acme], **bank) == {"Acme": (D("-1000000.00"), "2025-06-30")}


def test_a_bank_that_pays_leaves_the_supplier_no_receivable():
    offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.BankPaysNow(0.07, "ACT/360")], supplier_period_ends="2025-06-30")
    row = suppliers(book(*ONE), offer)[0]
    assert row["extra_receivable"] == 0 and row["made_whole"] is True and row["gains"] == "always"


TWO = (("Acme", "2025-05-01", "2025-06-20", "1000000.00"), ("Bolt", "2025-05-01", "2025-06-20", "500000.00"))


def weights(acceptance, rate=0.05, **extra):
    return [r["acceptance"] for r in suppliers(book(*TWO, **extra), cf.Offer(**LATER, funding_rate=rate, acceptance=acceptance))]


def test_acceptance_from_a_column():
    assert weights({"column": "says"}, says=["0.25", ""]) == [0.25, 0]
    assert weights({"column": "says", "unknown": 0.5}, says=["100%", ""]) == [1, 0.5]
    with pytest.raises(cf.InputError, match="must not exceed 1"):
        weights({"column": "says"}, says=["25", "1"])
    with pytest.raises(cf.InputError, match="is not a column"):
        weights({"column": "sayz"}, says=["1", "1"])


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("0,25", 0.25),
        ("0,064", 0.064),
        ("0,0645", 0.0645),
        (",5", 0.5),
        ("1,0", 1),
        ("64,5%", 0.645),
        ("6,4 %", 0.064),
        ("0,125 %", 0.00125),
    ],
)
def test_a_decimal_comma_with_one_reading_is_read(said, share):
    assert weights({"column": "says"}, says=[said, ""]) == [share, 0]
    assert weights("if whole", "own", own=[said, ""]) == [int(share <= 0.065), 0]  # made whole where funding costs no more than the uplift


@pytest.mark.parametrize("said", ["1,500", "1,234%", "0,06,4", "1.000,5", "0,064 to 0,08x"])
def test_a_number_that_cannot_be_read_is_told_with_file_row_and_column(tmp_path, said):
    path = tmp_path / "book.csv"
    head = "supplier;invoice;invoice_date;due_date;amount;currency;rate"
    path.write_text(f"{head}\nBolt;1;2025-05-01;2025-06-20;5.00;EUR;0,05\nAcme;2;2025-05-01;2025-06-20;7.00;EUR;{said}\n")
    with pytest.raises(cf.InputError, match=r"Write rate as 0\.065, 0,065 or 6\.5% for 6\.5 %") as refused:
        suppliers(cf.read_ledger(path), cf.Offer(**LATER, funding_rate="rate"))
    wrong = refused.value
    assert (wrong.file, wrong.row, wrong.column, wrong.value) == (str(path), 3, "rate", said)
    assert "'Acme'" in wrong.reason


def test_acceptance_if_whole_and_what_unknown_means():
    assert weights("if whole", "own", own=["0.05", ""]) == [1, 0]
    assert weights({"if_whole": {"unknown": 0.4}}, "own", own=["0.09", ""]) == [0, 0.4]
    assert weights({"if_whole": {"unknown": 1}}, "own", own=["0.05 to 0.09", "0.09"]) == [1, 0]


def test_a_logistic_guess_by_hand():
    """At 5 % Acme's benefit is 10,111.11 − 7,777.78 = 2,333.33 of 1m: 23.33 basis points; (23.33 − 5) / 10 = 1.8333, e^−1.8333 = 0.15988.

    1 / 1.15988 = 0.86216. Bolt's interest is rounded up by 0.44 cents of 500,000.00: a millionth more.
    """
    assert weights({"logistic": {"midpoint": 5, "slope": 10}}) == [0.862158, 0.862159]
    assert weights({"logistic": {"midpoint": 0, "slope": 10, "unknown": 0.3}}, "own", own=["", "0.065"]) == [
        0.3,
        pytest.approx(0.5, abs=1e-5),
    ]
    said = str(Acceptance.of({"logistic": {"midpoint": 5, "slope": 10}}))
    assert said.startswith("assumed") and "5 basis points" in said and "unknown benefit: refuses" in said


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"logistic": {"midpoint": 5}}, "no default for an assumption"),
        ({"logistic": {"midpoint": 5, "slope": 0}}, "greater than zero"),
        ({"logistic": {"midpoint": 5, "slope": 1, "steepness": 2}}, "slope"),
        ({"logistic": {"midpoint": "x", "slope": 1}}, "basis points"),
        ({"column": "p", "unknown": 2}, "must not exceed"),
        ({"if_whole": {"unknovn": 1}}, "unknown"),
        ("logistic", "unknown acceptance rule"),
    ],
)
def test_acceptance_mistakes_are_sentences(wrong, words):
    with pytest.raises(cf.InputError, match=words):
        cf.Offer(**LATER, funding_rate=0.05, acceptance=wrong)


def test_a_guess_about_the_benefit_needs_a_rate():
    with pytest.raises(cf.InputError, match="funding_rate"):
        cf.Offer(**LATER, acceptance={"logistic": {"midpoint": 5, "slope": 10}})


@given(st.integers(-400, 400), st.integers(-400, 400), st.integers(1, 200))
def test_the_logistic_rises_with_the_benefit(one, two, slope):
    rule = Acceptance.of({"logistic": {"midpoint": 3, "slope": slope}})
    low, high = sorted((one, two))
    assert 0 <= rule.at(F(low)) <= rule.at(F(high)) <= 1
    assert rule.at(F(3) + one) + rule.at(F(3) - one) == 1


@given(st.fractions(0, 1, max_denominator=997), st.fractions(0, 1, max_denominator=997), st.sampled_from(["later", "early"]))
def test_the_benefit_is_linear_in_the_rate(one, two, way):
    """And the break-even rate is where it crosses zero."""
    offer, rows = (LATER, ONE) if way == "later" else (EARLY, (("Acme", "2025-06-02", "2025-07-02", "1000000.00"),))

    def at(rate):
        scenario = cf.Scenario("s", cf.Offer(**offer, funding_rate=rate))
        return cf.compare(book(*rows), scenario, quarters=SHOWN).scenarios[0].offers[0].benefits[0]

    a, b, middle = at(one), at(two), at((one + two) / 2)
    assert middle.net[0] == (a.net[0] + b.net[0]) / 2 and middle.net_vs_due[0] == (a.net_vs_due[0] + b.net_vs_due[0]) / 2
    assert a.break_even_rate == b.break_even_rate
    gains = a.net[0] > 0
    assert gains == ((float(one) < a.break_even_rate[0]) if way == "later" else (float(one) > a.break_even_rate[0])) or abs(a.net[0]) < 1


def test_the_logistic_curve_is_that_of_the_exact_odds():
    """At the nearest float to (benefit − midpoint) / slope, cut at 40."""
    accepts = Acceptance.of({"logistic": {"midpoint": 7.25, "slope": 3.3}})
    for points in (F(0), F(29, 4), F(-1234567, 891), F(10**30, 7), F(22, 7) * 10, F(2, 3**40)):
        odds = float(min(max((points - F("7.25")) / F("3.3"), F(-40)), F(40)))
        assert accepts.at(points) == F(round(10**6 / (1 + math.exp(-odds))), 10**6)


@pytest.mark.parametrize("least", [0, 10**9])
@pytest.mark.parametrize("acceptance", ["all", {"logistic": {"midpoint": 0, "slope": 10}}])
def test_an_option_beside_one_that_sells_what_does_not_move_is_judged_as_alone(least, acceptance):
    """Runs on 15 and the last: 11 days more move the invoice due on 20 June, not that due on 2 June, paid 13 days late without the offer, too.

    Who may sell the second, and takes the interest on the first, was judged by both: it seemed to wait for what it does not wait for.
    """
    rows = pd.DataFrame({"supplier": "Acme", "invoice": ["1", "2"], "invoice_date": ["2025-05-21", "2025-05-03"]})
    ledger = cf.read_ledger(rows.assign(amount=["1000.00", "3000.00"], currency="EUR", terms="net 30"))
    policy = cf.PaymentPolicy(payment_runs={"on": "15 and 31", "choose": "first on or after due"})
    later, sold = cf.LaterWithInterest("0.06", "ACT/360"), ReverseFactoring("0.99", "ACT/360")
    told = {"extend": {"days": 11}, "funding_rate": "0.05", "acceptance": acceptance}
    scenarios = [cf.Scenario(str(n), cf.Offer(options=o, **told)) for n, o in enumerate([[later], [later, sold], [sold, later], [sold]])]
    with sized(classes=least):
        result = cf.compare(ledger, scenarios, policy, quarters=("2025-04-01", "2025-12-31"))
        swept = cf.sweep(ledger, scenarios[::-1], policy, quarters=("2025-04-01", "2025-12-31"))
    alone, *beside = result.suppliers.query("scenario != '3'").drop(columns="scenario").to_dict("records")
    # 1000.00 from 30 June to 15 July: 2.50 of interest, and 25 days since the due date at 5 % on 360: 3.47
    assert (alone["incentive"], alone["net_benefit_vs_due"]) == (D("2.50"), D("-0.97"))
    assert beside == [alone, alone]
    # sold is all of it, and all of it is late: (1000 × 10 + 3000 × 13) × 5 % on 360
    of_all = result.suppliers.query("scenario == '3'").iloc[0]
    assert abs(of_all["net_benefit"] - of_all["net_benefit_vs_due"] - D("6.81")) <= D("0.01")  # each is rounded
    frame = result.quarters.query("scenario == '1'")["financing_cost_paid"].tolist()
    assert swept.quarters.query("scenario == '1'")["financing_cost_paid"].tolist() == frame


def test_a_reference_rate_need_not_reach_back_to_what_does_not_move():
    """Beside an option that sells what does not move, interest on it was looked up, and refused: nothing is paid on it."""
    rows = pd.DataFrame({"supplier": "Acme", "invoice": ["1", "2"], "invoice_date": ["2025-05-21", "2025-05-03"]})
    ledger = cf.read_ledger(rows.assign(amount=["1000.00", "3000.00"], currency="EUR", terms="net 30"))
    policy = cf.PaymentPolicy(payment_runs={"on": "15 and 31", "choose": "first on or after due"})
    later = cf.LaterWithInterest(
        {"reference": {"2025-06-20": "0.04"}, "margin": "0.02"}, "ACT/360"
    )  # fixed on 30 June; the other is paid on 15 June
    alone, beside = (
        cf.compare(ledger, cf.Scenario("s", cf.Offer(extend={"days": 11}, options=some)), policy, quarters=SHOWN)
        for some in ([later], [later, ReverseFactoring("0.99", "ACT/360")])
    )
    assert beside.quarters.equals(alone.quarters)
    assert beside.suppliers["incentive"].tolist() == [D("2.50")]  # 1000.00 for 15 days at 6 % on 360
