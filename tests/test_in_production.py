"""What a program does with the package that a person does not: processes, copies, tables that go on changing, and settings of its own."""

import copy
import functools
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest

import cashflow as cf
from cashflow import errors


def rows(*due):
    return pd.DataFrame({"supplier": "A", "invoice": range(len(due)), "amount": "1.00", "currency": "EUR", "due_date": due})


class Loses(cf.schemes.Scheme):
    """Pays nothing: principal is lost."""

    def flows(self, deals):
        return []


REFUSED = [
    lambda: cf.PaymentTerms.parse("30 days EOM"),
    lambda: cf.PaymentTerms.parse("wibble"),
    lambda: cf.PaymentPolicy("termz"),
    lambda: cf.PaymentPolicy(business_days={"EUR": "TARGET"}).calendar("EUR").roll([-30_000], "following"),
    lambda: cf.read_ledger(pd.DataFrame({"a": [1]})),
    lambda: cf.read_ledger(rows("31 December")),
    lambda: cf.project(cf.read_ledger(rows("31 December", "2025-05-01"))),
    lambda: cf.schemes.check_scheme(Loses(), tries=5).raise_if_broken(),
]


@functools.cache
def refusal(number):
    with pytest.raises(errors.CashflowError) as found:
        REFUSED[number]()
    return found.value


def asks(number):
    return REFUSED[number]()


def facts(wrong):
    beside = {k: str(v) if k in ("check", "broken") else v for k, v in vars(wrong).items() if k != "findings"}
    return type(wrong), str(wrong), beside, getattr(wrong, "findings", None) is None


@pytest.mark.parametrize("number", range(len(REFUSED)))
@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e)), lambda e: pickle.loads(pickle.dumps(e, 2))]
)
def test_a_refusal_is_the_same_in_another_process(number, again):
    wrong = copy.copy(refusal(number))
    wrong.hint = "completed by whoever knows more"
    assert facts(again(wrong)) == facts(wrong)


def test_every_kind_of_refusal_is_among_them():
    assert {type(refusal(n)).__name__ for n in range(len(REFUSED))} == {*errors.__all__} - {"CashflowError", "CashflowWarning"}


def test_a_pool_hands_a_refusal_over_and_lives_on():
    """A refusal that can't be read where it arrives ends the pool: every question that waits in it is lost."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(errors.AmbiguousTermsError) as found:
            pool.submit(asks, 0).result(60)
        assert [str(term) for _, term in found.value.readings] == [str(term) for _, term in refusal(0).readings]
        assert pool.submit(len, "abc").result(60) == 3
