"""Explain: a figure down to the invoices and payments that add up to it, and what is not counted.

`contributions` take the figure apart, `excluded` says what adds nothing and why, `by_value` sums by a column. `credit_notes` and
`bank_credits` are the two explanations that a result gives unasked, as notes.
"""
