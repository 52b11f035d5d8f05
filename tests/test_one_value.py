"""An array, a column or a missing value of pandas where one value is due is refused by its name, whichever check meets it first."""

import numpy as np
import pandas as pd
import pytest

import cashflow as cf

LEDGER = pd.DataFrame(
    {"supplier": ["A", "B"], "invoice": [1, 2], "invoice_date": "2025-05-21", "amount": [10, 20], "terms": "net 30", "currency": "EUR"}
)
MANY = {
    "an array": np.array(["x", "y"]),
    "a column": pd.Series(["x", "y"]),
    "a missing value": pd.NA,
    "a frame": pd.DataFrame({"a": [1, 2]}),
}


def result():
    return cf.compare(cf.read_ledger(LEDGER), cf.Scenario("s", cf.Offer(extend={"days": 30})), quarters=("2025-04-01", "2025-12-31"))


ASKED = {
    "discounts": lambda v: cf.PaymentPolicy(discounts=v),
    "baseline": lambda v: cf.PaymentPolicy(v),
    "payment_runs": lambda v: cf.PaymentPolicy(payment_runs=v),
    "payment_runs.choose": lambda v: cf.PaymentPolicy(payment_runs={"on": "every Thursday", "choose": v}),
    "business_days.roll": lambda v: cf.PaymentPolicy(business_days={"EUR": "TARGET", "roll": v}),
    "acceptance": lambda v: cf.Offer(extend={"days": 30}, acceptance=v),
    "currency": lambda v: cf.simulate(result(), currency=v),
    "sign": lambda v: cf.read_ledger(LEDGER, sign=v),
}
TAKEN = {("acceptance", "an array"), ("acceptance", "a column")}  # the names of those that accept


@pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
@pytest.mark.parametrize(("name", "what"), [(n, w) for n in ASKED for w in MANY if (n, w) not in TAKEN])
def test_one_value_is_asked_for(name, what):
    value = MANY[what]
    with pytest.raises(cf.InputError) as told:
        ASKED[name](value)
    assert str(told.value).startswith(name.partition(".")[0])


@pytest.mark.parametrize("value", [np.array(["EUR", "GBP"]), pd.Series(["EUR"])], ids=["an array", "a column"])
def test_a_currency_of_a_ledger_is_one(value):
    with pytest.raises(cf.InputError, match="currency"):
        cf.read_ledger(LEDGER.drop(columns="currency"), currency=value)


def test_a_fault_of_the_program_is_no_refusal():
    """Where the argument may be an array it is not blamed."""

    @cf.basics.door.checked
    def broken(days: "np.ndarray | None" = None):
        return bool(np.array([1, 2]) == days)

    with pytest.raises(ValueError, match="truth value") as told:
        broken(np.array([1, 2]))
    assert not isinstance(told.value, cf.CashflowError)
