"""Opening: from bytes, workbooks, frames or streams to sheets of cells, with the evidence that chose the reading."""

from cashflow.ledger.opening.headers import FindHeader, first_even_row
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.opening.sheet import Opened, Sheet
from cashflow.ledger.opening.source import files_of_tables, open_sheet

__all__ = ["FindHeader", "OpenOptions", "Opened", "Sheet", "files_of_tables", "first_even_row", "open_sheet"]
