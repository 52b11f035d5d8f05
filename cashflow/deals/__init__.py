"""The seam: rows become deals, deals become flows by a scheme, flows become legs; one place that moves dates, one that rounds."""

from cashflow.deals.model import BANK, BUYER, NATURES, PARTIES, SUPPLIER, TAX_AUTHORITY, Deals, Flow, Legs
from cashflow.deals.place import Extend, Extension, Placed, place
from cashflow.deals.scheme import Scheme, flows_of, scheme_given
from cashflow.deals.settle import allocate, by_kind, collapse, settle

__all__ = [
    "BANK",
    "BUYER",
    "NATURES",
    "PARTIES",
    "SUPPLIER",
    "TAX_AUTHORITY",
    "Deals",
    "Extend",
    "Extension",
    "Flow",
    "Legs",
    "Placed",
    "Scheme",
    "allocate",
    "by_kind",
    "collapse",
    "flows_of",
    "place",
    "scheme_given",
    "settle",
]
