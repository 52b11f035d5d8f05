"""Cells as values: numbers, dates, terms and texts of whole columns, and what is wrong in them."""
