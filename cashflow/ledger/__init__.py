"""The ledger room: reading invoices and payments, what was found wrong, and a synthetic ledger for examples."""

from cashflow.ledger.kinds import REJECTED
from cashflow.ledger.model import Category, Findings, Ledger, Paid
from cashflow.ledger.read import read_ledger
from cashflow.ledger.tie_out import Between, TieOut
from cashflow.ledger.told import Told

__all__ = ["REJECTED", "Between", "Category", "Findings", "Ledger", "Paid", "TieOut", "Told", "read_ledger"]
