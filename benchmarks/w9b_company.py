"""W9b: W9 at a company's size: 100,000 invoices, 400 suppliers, warm; the comparison, and with its text."""

from . import real
from .run import Work
from .w9_compare import COMPANY, OURS, SIZES, TEXT, check, company, compared


def work(size):
    rows, how = SIZES[size][1], real.policy()
    book = company(rows)
    return Work(
        title=f"two schemes for {COMPANY} suppliers of a real book, compared",
        rows=rows,
        ours={OURS: lambda: compared(book, how), TEXT: lambda: compared(book, how, text=True)},
        check=check,
        rounds=7,
    )
