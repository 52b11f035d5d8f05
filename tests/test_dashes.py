"""A dash for nothing, as spreadsheets show it: read where the other amounts of the row add up without it, else the row is rejected."""

import io
from decimal import Decimal as D

import pytest

import cashflow as cf

pytestmark = pytest.mark.filterwarnings("ignore::cashflow.CashflowWarning")
HEAD = "Vendor,Invoice,Invoice date,Due date,{},Currency\n"


def read(columns, *rows, **told):
    lines = [f"V{n},{n},2025-05-02,2025-06-10,{row},EUR" for n, row in enumerate(rows, 1)]
    return cf.read_ledger(io.StringIO(HEAD.format(columns) + "\n".join(lines)), most_rejected=1, **told)


def open_by_number(ledger):
    frame = cf.project(ledger, cf.PaymentPolicy(as_of="2025-05-31")).payments
    open_ = frame[~frame["kept"]]
    return dict(zip(open_["invoice"], open_["amount"], strict=True))


@pytest.mark.parametrize("dash", ["-", " -   ", "–", "—"])
def test_beside_what_adds_up(dash):
    """100 = nothing paid + 100 open; 400 = 400 paid + nothing open."""
    ledger = read("Amount,Paid,Balance", f"100.00,{dash},100.00", "200.00,50.00,150.00", f"400.00,400.00,{dash}")
    assert ledger.findings.rejected == 0
    assert open_by_number(ledger) == {"1": D("100.00"), "2": D("150.00")}
    said = ledger.findings.frame.query("kind == 'open balance'")["reason"].tolist()
    assert [r for r in said if "dash" in r] == [
        "1 row has a dash in paid_amount: it is read as nothing",
        "1 row has a dash in open_amount: it is read as nothing",
    ]


def test_nothing_paid_is_what_a_blank_says():
    ledger = read("Amount,Paid", "100.00,-", "200.00,50.00")
    assert open_by_number(ledger) == {"1": D("100.00"), "2": D("150.00")} and ledger.findings.rejected == 0


@pytest.mark.parametrize(
    "columns, row",
    [
        ("Amount,Balance", "100.00,-"),  # settled, or not known
        ("Amount,Paid,Balance", "100.00,-,-"),
        ("Amount,Paid,Balance", "100.00,50.00,-"),  # 50.00 is left
        ("Amount,Paid,Balance", "100.00,-,60.00"),
        ("Amount,Paid,Balance", "100.00,,-"),
    ],
)
def test_else_it_is_no_amount(columns, row):
    ledger = read(columns, row, *["1.00" + ",1.00" * columns.count(",") if columns.count(",") < 2 else "1.00,,1.00"] * 9)
    assert ledger.findings.frame.query("status == 'rejected'")["reason"].tolist() == ["is missing"]


def test_credit_notes_and_turned_signs():
    ledger = read("Amount,Paid,Balance", "-100.00,-,-100.00", "-30.00,-30.00,-", "50.00,20.00,30.00", sign="payables negative")
    assert ledger.findings.rejected == 0 and open_by_number(ledger) == {"1": D("100.00"), "3": D("-30.00")}


def listed(name, *cells):
    """An export with one more column, whose cells are repeated."""
    rows = [f"V{n % 3},{n},2025-05-02,2025-06-10,100.00,{cells[n % len(cells)]},EUR" for n in range(12)]
    return io.StringIO(HEAD.format(f"Amount,{name}") + "\n".join(rows))


@pytest.mark.parametrize("word", ["open", "Unpaid", "not yet paid", "offen", "Pendiente", "non payé", "未払", "no"])
def test_open_rows_that_say_so_in_the_date_of_payment(word):
    """A third is paid: the whole column was passed over, and all counted as open."""
    ledger = cf.read_ledger(listed("Paid date", word, word, "2025-05-20"))
    assert sum(open_by_number(ledger).values()) == D("800.00") and ledger.findings.rejected == 0


@pytest.mark.parametrize(
    "name, cells, asks",
    [
        ("Paid", ("2025-05-20", "no"), "'Paid' holds dates in 6 rows: "),
        ("Settled", ("2025-05-20", ""), "'Settled' holds dates in 6 rows"),
        ("Cleared", ("2025-05-20", "N"), "'Cleared' holds dates in 6 rows"),
        ("Check date", ("2025-05-20", "VOID"), "'Check date' holds dates in 6 rows and 'VOID' in 6 rows, which would be left out"),
        ("Outstanding", ("40.00", "cleared", "cleared"), "'Outstanding' holds amounts in 4 rows and 'cleared' in 8 rows"),
    ],
)
def test_a_column_of_payments_is_not_passed_over(name, cells, asks):
    with pytest.raises(cf.InputError) as asked:
        cf.read_ledger(listed(name, *cells))
    assert asks in str(asked.value) and 'map={"' in str(asked.value) and "else the whole of each amount counts as open" in str(asked.value)


def test_what_is_asked_for_is_read():
    ledger = cf.read_ledger(listed("Paid", "2025-05-20", "no"), map={"paid_date": "Paid"})
    assert sum(open_by_number(ledger).values()) == D("600.00") and ledger.findings.rejected == 0
    left = cf.read_ledger(listed("Check date", "2025-05-20", "VOID"), map={"paid_date": "Check date"}, most_rejected=1)
    assert left.findings.rejected == 6 and "VOID" in set(left.findings.frame["value"])


def test_some_cells_that_are_no_amounts_do_not_hide_what_is_open():
    """A tenth and more was another text: the column was passed over without a word, and all counted as open."""
    ledger = cf.read_ledger(listed("Balance", "40.00", "40.00", "see note"), most_rejected=1)
    assert ledger.findings.rejected == 4 and sum(open_by_number(ledger).values()) == D("320.00")


def test_a_status_with_its_day_behind_it():
    ledger = cf.read_ledger(listed("Status", "paid 02/06", "open", "PAID - 12.5.", "Open"))
    assert sum(open_by_number(ledger).values()) == D("600.00")


def test_some_due_dates_that_are_words_do_not_hide_the_others():
    """A fifth said "on receipt": the column was passed over, and all were due by their terms. Rows that state none are named."""
    head = "Vendor,Invoice,Invoice date,Due date,Terms,Amount,Currency\n"
    rows = [f"V{n % 3},{n},2025-05-02,{'on receipt' if n % 5 == 0 else '2025-07-15'},net 30,100.00,EUR" for n in range(10)]
    ledger = cf.read_ledger(io.StringIO(head + "\n".join(rows)), most_rejected=1)
    assert ledger.findings.rejected == 2 and set(ledger.to_frame()["due_date"].astype(str).str[:10]) == {"2025-07-15"}


@pytest.mark.parametrize(
    "words",
    [
        "Reported in EUR '000",
        "£000",
        "All in 000s",
        "(000)",
        "(EUR 000)",
        "in k",
        "kEUR",
        "EUR k",
        "Amounts in EUR m",
        "USD mn",
        "x 1,000",
        "€’000",
    ],
)
def test_amounts_in_thousands_are_refused_in_all_their_short_forms(words):
    rows = f'"{words}",,,,,\nVendor,Invoice,Invoice date,Due date,Amount,Currency\nA,1,2025-05-02,2025-06-10,100.0,EUR\nB,2,2025-05-02,2025-06-10,20.5,EUR\n'
    with pytest.raises(cf.InputError, match="in thousands or millions"):
        cf.read_ledger(io.StringIO(rows))
    with pytest.raises(cf.InputError, match="in thousands or millions"):
        cf.read_ledger(io.StringIO(rows.split("\n", 1)[1].replace("Amount", f'"Amount {words}"')))


@pytest.mark.parametrize(
    "words", ["Ledger 1000", "Company 000", "Room K", "Report ABC M", "1'000 invoices", "EUR only", "USD 000123", "In Kind"]
)
def test_other_titles_are_not_taken_for_thousands(words):
    rows = f'"{words}",,,,,\nVendor,Invoice,Invoice date,Due date,Amount,Currency\nA,1,2025-05-02,2025-06-10,100.00,EUR\nB,2,2025-05-02,2025-06-10,20.50,EUR\n'
    assert len(cf.read_ledger(io.StringIO(rows))) == 2


def test_an_amount_beside_the_original_one_is_asked_for():
    """Equal in one row and less in the other: what is open, or paid, and all of both counted as open."""
    text = (
        HEAD.format("Original amount,Amount") + "A,1,2025-05-02,2025-06-10,100.00,40.00,EUR\nB,2,2025-05-02,2025-06-10,200.00,200.00,EUR\n"
    )
    with pytest.raises(cf.InputError, match="less in the others, and whether it is what is open or what is paid is not stated"):
        cf.read_ledger(io.StringIO(text))
    assert open_by_number(cf.read_ledger(io.StringIO(text), map={"open_amount": "Amount"})) == {"1": D("40.00"), "2": D("200.00")}


@pytest.mark.parametrize("second, said", [("150.00", True), ("200.00", False), ("0.00", False)], ids=["part", "all", "not yet due"])
def test_ages_that_add_up_to_less_than_the_amount_are_said(second, said):
    text = HEAD.format("Amount,Current,1-30,31-60")
    text += f"A,1,2025-05-02,2025-05-10,100.00,0.00,100.00,0.00,EUR\nB,2,2025-05-02,2025-06-10,200.00,{second},0.00,0.00,EUR\n"
    reasons = " ".join(cf.read_ledger(io.StringIO(text)).findings.frame["reason"])
    assert ("add up to 150.00, and 'Amount', which is taken as open, to 200.00" in reasons) is said
