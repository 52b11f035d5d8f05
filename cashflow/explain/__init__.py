"""Explain: a figure down to the invoices and payments that add up to it, and what is not counted."""
