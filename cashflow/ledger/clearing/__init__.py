"""Which payment pays which invoice: by reference, by amount, else the oldest first; and what is paid.

Payments come in three ways, each a door: a paid date in the ledger (`paid`), a payments table (`second_table`), payments among the bills
of one export (`bills_and_payments`). The steps are the same: columns are read (`payment_columns`), matched (`match`, then `choose`, else
`candidates`), set off or settled (`set_off`, `settle`), counted (`payment_counts`) and said (`payment_flags`, `payment_notes`).
"""
