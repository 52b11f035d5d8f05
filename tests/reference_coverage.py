"""What a ledger can tell of each quarter, slowly: plain dates and loops, from the table in docs/conventions/completeness.md."""

from datetime import date, timedelta

DAY = timedelta(days=1)
COMPLETE, LEDGER_ONLY, WITH_PLAN, MISSING = "complete", "ledger only", "with plan", "missing"


def cleared_from(rows, as_of, told, dues, slices):
    """ "all", "none" or the date from which paid items are in."""
    if told is not None:
        late = isinstance(told, date) and as_of is not None and told > as_of
        return "none" if late else told
    if as_of is None:
        return "all"
    old = paid = 0
    for row in rows:
        parts = [(n, due, amount) for n, (due, amount) in enumerate(dues(row)) if amount]
        payments = sorted(p for p in row.get("paid", []) if p[0] <= as_of)
        still_open = {n for n, payment, _ in slices([(n, a) for n, _, a in parts], payments) if payment is None}
        for n, due, _ in parts:
            if (as_of - due).days > 30:
                old += 1
                paid += n not in still_open
    dates = [p[0] for row in rows for p in row.get("paid", []) if p[0] <= as_of]
    return min(dates) if dates and paid >= old - paid else "none"


def coverage(quarters, as_of, cleared, invoiced_to, begins=None, dark=None):
    """One dict a quarter; `begins`: first invoice date, if `cleared` was inferred and is a date.

    `dark`: the last day on which an invoice without a date may be dated: the last of their due dates, at most `as_of`.
    """
    out = []
    for first, last in quarters:
        if cleared == "all":
            flows = level = True
        elif cleared == "none":
            flows = as_of is not None and first > as_of
            level = as_of is not None and last >= as_of
        else:
            flows, level = first >= cleared, last >= cleared
            if level and begins is not None:
                flows = flows or (cleared - first).days <= 30 or begins >= first
        dated = dark is None or first > dark
        level = level and (dark is None or last >= dark)
        upto = invoiced_to or as_of
        if upto is not None and last > upto:
            kind = LEDGER_ONLY
        else:
            kind = WITH_PLAN if as_of is not None and last > as_of else COMPLETE
        out.append(
            {
                "invoiced": kind if flows and dated else MISSING,
                "cash_paid": kind if flows else MISSING,
                "closing_payables": kind if level else MISSING,
                "dpo": kind if flows and dated and level and kind != LEDGER_ONLY else MISSING,
            }
        )
    return out


def history_from(as_of, cleared, begins=None):
    """First day of which all invoices are in, for counting back; None: no limit. In a quarter that is in, its own months are."""
    if cleared == "all":
        return None
    if cleared == "none":
        return None if as_of is None else as_of + DAY
    return cleared if begins is None else cleared - 30 * DAY


OF = {
    "invoiced": "invoiced",
    "cash_paid": "cash_paid",
    "principal_paid": "cash_paid",
    "discount_taken": "cash_paid",
    "closing_payables": "closing_payables",
    "dpo_closing": "dpo",
    "dpo_countback": "dpo",
}


def hide(figures, covered):
    """Levels that are missing become None."""
    for key, of in OF.items():
        if key in figures:
            figures[key] = [None if c[of] == MISSING else v for v, c in zip(figures[key], covered, strict=True)]
