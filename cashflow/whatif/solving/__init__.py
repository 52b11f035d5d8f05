"""The inverse question: which offers hold a cash target at least cost. `problem` is numbers only; `menu` makes it of a ledger."""
