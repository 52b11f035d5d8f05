"""Offers to a scan say what they say of the same invoices in memory, to the cent; what sums can't answer is refused."""

import random
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cashflow as cf
from cashflow.basics.size import sized, traced

from . import strategies as some
from .test_scan import SHOWN, frame_of, split
from .test_sweep import quiet
from .wwi import wwi_rows

pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'cashflow-terms[arrow]'")
SUMS = "a scan has sums"
TWICE = "counted twice"


def copies(invoices, seed):
    """Some invoices several times, with other amounts and numbers: what a scan adds up."""
    chance, out = random.Random(seed), []
    for row in invoices:
        for _ in range(chance.choice([1, 1, 3])):
            by = chance.choice([1, 1, 2, 7])
            paid = [(d, a * by) for d, a in row["paid"]]
            out.append(row | {"amount": row["amount"] * by, "tax": row["tax"] * by, "paid": paid, "invoice": f"I{len(out)}"})
    return out


def frame_with_more(invoices):
    frame = frame_of(invoices)
    frame["region"] = [r["region"] for r in invoices]
    frame["approval_date"] = [r["approval"].isoformat() for r in invoices]
    return frame


def assert_same(found, wanted):
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    pd.testing.assert_frame_equal(found.suppliers, wanted.suppliers)
    pd.testing.assert_frame_equal(found.offers, wanted.offers)
    here, there = found.to_dict(), wanted.to_dict()
    for told in (here, there):  # a scan does not look for invoice numbers that stand twice, and says so
        told.pop("findings", None)
        told["notes"] = [n for n in told["notes"] if TWICE not in n]
    assert here == there
    assert_same_legs(found.legs, wanted.legs)


def paragraphs(found):
    """Of the text, without the one on rows that may be counted twice."""
    return [p for p in str(found).split("\n\n") if TWICE not in p]


def assert_same_legs(found, wanted):
    """Invoices of a sum share its cents, so legs are the same sum by sum, not one by one."""
    key = ["scenario", "offer", "supplier", "currency", "day", "payer", "payee", "nature", "option"]
    if len(wanted):
        sums = [f.groupby(key)["amount"].sum() for f in (found, wanted)]
        pd.testing.assert_series_equal(*(s[s != 0] for s in sums))
    else:
        assert not len(found)


@pytest.mark.slow
@given(
    some.rows(max_size=10),
    some.policies(),
    st.lists(some.offers(), min_size=1, max_size=2),
    st.integers(0, 10**9),
    st.sampled_from([0, 10**9]),
    st.sampled_from([0, 10**9]),
)
def test_compare_says_what_memory_says(tmp_path_factory, invoices, policy, offers, seed, least, loose):
    folder, frame = tmp_path_factory.mktemp("scan"), frame_with_more(copies(invoices, seed))
    split(frame, folder, seed)
    ledger = cf.read_ledger(frame, decimal=".", sign="payables positive")
    scan = cf.scan(folder, decimal=".", sign="payables positive", workers=1 + seed % 2, columns=["region"])
    scenario = cf.Scenario("June", [cf.Offer(**p) for _, p in offers])
    asked = {"policy": policy[1], "quarters": SHOWN}
    with sized(classes=least, loose_sums=loose):
        try:
            found = quiet(lambda: cf.compare(scan, scenario, **asked))
        except cf.InputError as refused:
            if SUMS not in str(refused):
                with pytest.raises(cf.InputError, match=re.escape(refused.reason)):
                    quiet(lambda: cf.compare(ledger, scenario, **asked))
            return
        assert_same(found, quiet(lambda: cf.compare(ledger, scenario, **asked)))


@pytest.mark.slow
@given(
    some.rows(max_size=10),
    some.policies(),
    some.options(),
    st.lists(st.lists(st.sampled_from([-1, 0, 1, 30, 61, 92]), min_size=3, max_size=3), min_size=1, max_size=3),
    st.integers(0, 10**9),
    st.sampled_from([0, 10**9]),
)
def test_sweep_says_what_memory_says(tmp_path_factory, invoices, policy, option, days, seed, least):
    option = {k: v for k, v in option[1].items() if k != "minimum_fee"}
    folder, frame = tmp_path_factory.mktemp("scan"), frame_with_more(copies(invoices, seed))
    split(frame, folder, seed)
    ledger, scan = (
        cf.read_ledger(frame, decimal=".", sign="payables positive"),
        cf.scan(folder, decimal=".", sign="payables positive"),
    )
    days = np.array(days)[:, : len(ledger.supplier.values)]
    asked = {"policy": policy[1], "quarters": SHOWN}
    offer = cf.Offer(extend={"days": 0}, options=[option])
    with sized(classes=least):
        found, wanted = (quiet(lambda b=book: cf.sweep(b, offer, days=days, **asked)) for book in (scan, ledger))
    pd.testing.assert_frame_equal(found.quarters, wanted.quarters)
    assert found.to_dict()["currencies"] == wanted.to_dict()["currencies"]


ROWS = [
    ("Acme", "1", "2025-05-21", "1000.00", "net 30", "UK", "0.05"),
    ("Acme", "2", "2025-05-21", "2000.00", "net 30", "UK", "0.05"),
    ("Acme", "3", "2025-05-22", "-50.00", "net 30", "UK", "0.05"),
    ("Bolt", "4", "2025-05-21", "3000.01", "net 30", "EU", "0.09"),
    ("Bolt", "5", "2025-05-21", "0.01", "30% net 0, 70% net 60", "EU", "0.09"),
    ("Bolt", "6", "2025-05-21", "0.01", "30% net 0, 70% net 60", "EU", "0.09"),
]
COLUMNS = ["supplier", "invoice", "invoice_date", "amount", "terms", "region", "funding_rate"]


@pytest.fixture
def books(tmp_path):
    frame = pd.DataFrame(ROWS, columns=COLUMNS).assign(currency="EUR")
    frame.iloc[::2].to_csv(tmp_path / "1.csv", index=False)
    frame.iloc[1::2].to_parquet(tmp_path / "2.parquet")
    return cf.scan(tmp_path, columns=["region", "funding_rate"]), cf.read_ledger(frame)


def test_rows_are_sums_and_say_of_how_many(books):
    scan, _ = books
    ledger = scan.ledger()
    found = ledger.to_frame()
    found["count"] = ledger.count
    assert found[["supplier", "invoice", "amount", "terms", "count"]].astype(str).values.tolist() == [
        ["Acme", "2 invoices", "3000.00", "net 30", "2"],
        ["Bolt", "1 invoice", "3000.01", "net 30", "1"],
        ["Acme", "1 invoice", "-50.00", "net 30", "1"],
        ["Bolt", "1 invoice", "0.01", "30% net 0, 70% net 60", "1"],
        ["Bolt", "1 invoice", "0.01", "30% net 0, 70% net 60", "1"],
    ]
    assert (scan.findings.rows_read, scan.findings.accepted) == (6, 6)
    assert str(scan.findings.amount_accepted["EUR"]) == "5950.03"
    assert scan.ledger(cf.PaymentPolicy(baseline="actual")) is ledger  # nothing is read again


@pytest.mark.parametrize(("terms", "left"), [(lambda number: 30 + number, 147), (lambda number: 30 + number // 2, 75)])
def test_rows_of_which_few_are_alike_are_left_as_they_are(tmp_path, terms, left):
    """In an order that who read them does not change. Those alike may stand in several files: 27 + 25 + 23 in pairs of these."""
    for number in range(6):
        days = [f"2025-05-{d:02d}" for d in range(number + 1, 28)]
        rows = pd.DataFrame({"supplier": "Acme", "invoice": days, "invoice_date": days, "amount": "100.00", "currency": "EUR"})
        rows.assign(terms=f"net {terms(number)}").to_csv(tmp_path / f"{number}.csv", index=False)
    with traced() as paths, sized(loose_sums=0):
        found = [cf.scan(tmp_path, workers=w).ledger().to_frame() for w in (1, 2, 5)]
    assert paths["sums by supplier"] == {"as they are" if left == 147 else "added up"}
    assert [len(f) for f in found] == [left] * 3 and found[0]["amount"].sum() == 14_700
    for other in found[1:]:
        pd.testing.assert_frame_equal(other, found[0])


LATER = cf.Offer(
    extend={"days": 20},
    options=[cf.LaterWithInterest("0.06", "ACT/360"), cf.BankPaysNow("0.05", "ACT/360")],
    funding_rate="funding_rate",
    acceptance="if whole",
    suppliers={"region": ["UK", "EU"]},
)
ASKED = {"quarters": ("2025-04-01", "2025-09-30")}


def test_simulate_solve_and_grids_take_a_scan(books):
    scan, ledger = books
    june = cf.Scenario("June", cf.Offer(extend={"days": 20}, options=LATER.options, acceptance={"share": "0.6"}))
    here, there = (cf.simulate(b, june, target="3000", draws=100, **ASKED) for b in (scan, ledger))
    assert paragraphs(here) == paragraphs(there)
    assert here.chance == there.chance
    menu = [({"days": 20}, cf.LaterWithInterest("0.06", "ACT/360"))]
    found, wanted = (
        cf.solve(b, "2500", by="2025-06-30", menu=menu, constraints={"sums": [{"column": "region", "value": "UK", "cash": "2950"}]})
        for b in (scan, ledger)
    )
    pd.testing.assert_frame_equal(found.choices, wanted.choices)
    grid = {"name": "L", "offer": [{"extend": {"days": 1}}], "vary": {"days": [0, 20, 45]}}
    pd.testing.assert_frame_equal(cf.sweep(scan, grid, **ASKED).quarters, cf.sweep(ledger, grid, **ASKED).quarters)
    assert cf.project(scan, **ASKED).quarters.equals(cf.project(ledger, **ASKED).quarters)


def test_columns_limits_stress_and_explanations_work_on_sums(books):
    scan, ledger = books
    june = cf.Scenario("June", LATER, limits=[{"days": 45, "kind": "warn"}], stress=[{"payment_run_slips": 2}, {"acceptance": "halves"}])
    here, there = (quiet(lambda b=book: cf.compare(b, june, **ASKED)) for book in (scan, ledger))
    assert_same(here, there)
    assert here.stress.equals(there.stress)
    found, wanted = (r.explain("cash_retained", quarter="2025-06-30") for r in (here, there))
    assert found["amount"].sum() == wanted["amount"].sum() == here.quarters.query("scenario == 'June'")["cash_retained"].iloc[0]
    assert found["items"].sum() == wanted["items"].sum()
    by = ["supplier", "new_date"]
    sums = [r.offer_letters().groupby(by)[["amount", "interest"]].sum() for r in (here, there)]
    pd.testing.assert_frame_equal(*sums)


@pytest.mark.parametrize(
    "offer, said",
    [
        ({"where": {"amount": {"from": 1000}}}, "where.amount: is not known of single invoices, which a scan adds up"),
        ({"where": {"invoice": "4"}}, "where.invoice: is not known of single invoices"),
        ({"extend": {"terms": "30% net 0, 70% net 90"}}, "has parts that are rounded invoice by invoice, and a scan has sums"),
        ({"options": [cf.BankPaysNow("0.05", "ACT/360", minimum_fee="5")]}, "is priced invoice by invoice, and a scan has sums"),
        ({"suppliers": {"entity": "DE"}}, "is not a column of the ledger"),
    ],
)
def test_what_sums_can_not_answer_is_refused(books, offer, said):
    with pytest.raises(cf.InputError, match=re.escape(said)):
        cf.compare(books[0], cf.Scenario("June", cf.Offer(**{"extend": {"days": 20}, **offer})), **ASKED)


@pytest.mark.parametrize(
    "columns, said",
    [
        (["invoice"], "differs from invoice to invoice"),
        (["terms"], "is kept anyway"),
        ("region", "must be a list of names"),
    ],
)
def test_columns_that_make_no_sense_are_refused(tmp_path, columns, said):
    (tmp_path / "a.csv").write_text("supplier,invoice,invoice_date,amount,currency,terms\nAcme,1,2025-05-21,1.00,EUR,net 30\n")
    with pytest.raises(cf.InputError, match=re.escape(said)):
        cf.scan(tmp_path, columns=columns)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_without_a_kept_column_is_named(tmp_path, kind):
    frame = pd.DataFrame(ROWS, columns=COLUMNS).assign(currency="EUR").drop(columns="region")
    frame.to_csv(tmp_path / "a.csv", index=False) if kind == "csv" else frame.to_parquet(tmp_path / "a.parquet")
    with pytest.raises(cf.InputError, match=rf"a\.{kind}.*region.*is missing"):
        cf.scan(tmp_path, columns=["region"]).ledger()


def test_discounts_are_kept_one_by_one_only_where_they_are_taken(tmp_path):
    rows = [("Acme", str(n), "2025-05-21", "100.05", "EUR", "2/10 net 30") for n in range(3)]
    pd.DataFrame(rows, columns=["supplier", "invoice", "invoice_date", "amount", "currency", "terms"]).to_csv(
        tmp_path / "a.csv", index=False
    )
    scan = cf.scan(tmp_path, most_rows=2)
    skipped = scan.ledger(cf.PaymentPolicy(discounts="skip"))
    assert skipped.count.tolist() == [3]
    with pytest.raises(cf.InputError, match="more than 2 invoices are rounded one by one"):
        scan.ledger(cf.PaymentPolicy(discounts="take"))
    with pytest.raises(cf.InputError, match="can't be taken of sums that were made without discounts"):
        cf.compare(skipped, cf.Scenario("June", cf.Offer(extend={"days": 20})), cf.PaymentPolicy(discounts="take"))


def test_names_of_any_kind_stay_apart(tmp_path):
    names = ["Acme", "acme", "=1+1", "Ünal", "x" * 300, 'A,"B"', "日本"]
    frame = pd.DataFrame({"supplier": names * 3, "invoice": range(21), "invoice_date": "2025-05-21", "amount": "1.00"})
    frame = frame.assign(currency="EUR", terms="net 30", invoice=frame["invoice"].astype(str))
    frame.iloc[:10].to_csv(tmp_path / "a.csv", index=False)
    frame.iloc[10:].to_parquet(tmp_path / "b.parquet")
    ledger = cf.scan(tmp_path).ledger()
    assert ledger.supplier.values == tuple(sorted(names))
    assert ledger.count.tolist() == [3] * 7


def real_books(folder):
    """A purchase ledger with its payments, and five years of payments of a city, as text; see their SOURCE.txt."""
    yield pd.DataFrame(wwi_rows())[["supplier", "invoice", "invoice_date", "amount", "terms", "paid_date"]].assign(currency="USD")
    paid = pd.read_csv(folder / "gla" / "gla_all.csv", dtype=str).fillna("")
    paid = paid[paid["Date"].str.fullmatch(r"\d{4}-\d\d-\d\d") & (paid["Vendor"].str.strip() != "")]
    names = {"Vendor": "supplier", "ID": "invoice", "Date": "invoice_date", "Amount": "amount"}
    yield paid.rename(columns=names)[list(names.values())].assign(currency="GBP", terms="net 30")


@pytest.mark.slow
def test_real_ledgers_say_the_same_of_offers(shared, tmp_path):
    options = [cf.LaterWithInterest("0.065", "ACT/365F"), cf.BankPaysNow("0.05", "ACT/360", fee_per_invoice="3")]
    scenario = cf.Scenario("later", cf.Offer(extend={"days": 45}, options=options, funding_rate="0.07", acceptance="if whole"))
    for number, frame in enumerate(real_books(shared / "data")):
        folder = tmp_path / str(number)
        folder.mkdir()
        for part in range(5):
            some_rows = frame.iloc[part::5]
            some_rows.to_csv(folder / f"{part}.csv", index=False) if part % 2 else some_rows.to_parquet(folder / f"{part}.parquet")
        policy = cf.PaymentPolicy(
            "actual" if "paid_date" in frame else "terms", payment_runs={"on": "every Thursday", "choose": "first on or after due"}
        )
        scan, ledger = (
            cf.scan(folder, decimal=".", sign="payables positive"),
            cf.read_ledger(frame, decimal=".", sign="payables positive"),
        )
        found, wanted = (quiet(lambda b=book, p=policy: cf.compare(b, scenario, p)) for book in (scan, ledger))
        assert_same(found, wanted)
        assert found.suppliers["items_moved"].sum() > 500
        assert len(scan.ledger()) < len(ledger)
