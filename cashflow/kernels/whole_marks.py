"""Numbers by which the kernel of invoices that are paid whole or not at all, and who asks it, tell rows apart."""

__all__ = ["APART_BY_TERMS", "APART_STATED", "BY_ROW", "CUT", "DATED", "ITEMS", "PAID", "ROUNDED", "ROW", "UNTOLD"]

ITEMS = 0x7F
"""The part of `WholeRules.told` that is a number of items; the others are marks."""
APART_BY_TERMS, APART_STATED = 0x100, 0x200
"""Open by the terms, it is not added; nor by another day that is stated."""
CUT = 0x400
"""It is cut to be counted."""
BY_ROW = 0x800
"""What is apart by the terms is worked out by itself."""
UNTOLD = 0x1000
"""A due day that is stated is not held against the terms."""

PAID, DATED, ROW, ROUNDED = range(4)
"""Why a row is not added: its day paid has no place; nor has its due day; it is worked out by itself; its part is rounded by itself."""
