"""The slow reference's reading of payments: one invoice, one payment at a time, plain Python; written from docs/conventions/payments.md.

A row is as in `reference`; a payment is (day, cash, said): said is the discount that the table
states (0: that none was taken), None if it states nothing. All in minor units.
"""

from datetime import date, timedelta
from fractions import Fraction as F

from .reference_policy import Policy

DIGITS = {"EUR": 2, "JPY": 0}


def tolerance(row, amount=F(1), share=F(1, 1000)):
    limits = [] if amount is None else [amount * 10 ** DIGITS.get(row["currency"], 2)]
    limits += [] if share is None else [share * abs(row["amount"])]
    return min(limits).__floor__()


def tiers(row):
    """[(part or None, last day, upto, exact off)], the discounts of whole invoices first, then by part."""
    from .reference import DAY, dues, half_up, installments, walk

    anyday = Policy()
    steps = [s for _, some in row.get("terms") or [] for s in some] + [s for d in row.get("discounts", []) for s in d[1]]
    if any(s[0].startswith("business_day") for s in steps):
        return []  # a ledger knows no calendar of its payer
    size, out = abs(row["amount"]), []
    if row["invoice_date"] == date.min:
        return []  # an unknown date: nothing counts from it
    parts = [abs(a) for _, a in installments(row, row["terms"], anyday)] if row.get("terms") else []
    several = len(parts) > 1
    there = several and [d for d, _ in dues(row, anyday)] == [d for d, _ in installments(row, row["terms"], anyday)]
    for what, steps, grace, part in row.get("discounts", []):
        last = walk(row["invoice_date"], steps, anyday, row["currency"]) + grace * DAY
        part = part if several else None
        if part and not there:
            continue
        base, upto = (parts[part - 1], sum(parts[:part])) if part else (size, size)
        exact = base * what if isinstance(what, F) else F(min(what, base))
        out.append((part, last, upto, exact, half_up(exact)))
    return sorted(out, key=lambda t: t[0] or 0)


def wholes(row):
    """The discounts of a payment of the whole invoice: those of single parts, too, and all first ones together."""
    size, out, firsts = abs(row["amount"]), [], {}
    for part, last, _, exact, off in tiers(row):
        out.append((last, off, exact.__floor__(), exact.__ceil__()))
        if part:
            firsts.setdefault(part, out[-1])
    if len(firsts) > 1:
        some = list(firsts.values())
        out.append((min(t[0] for t in some), *(sum(t[i] for t in some) for i in (1, 2, 3))))
    return [(size, *t) for t in out]


def settle(row, payments, most=None, late_days=0, by_part=False):
    """([what each payment does], rest, remainder): dicts of day, amount, off, more, over, unearned, refused; in order of day."""
    sign, size = (1 if row["amount"] > 0 else -1), abs(row["amount"])
    most = tolerance(row) if most is None else most
    out = [
        {
            "day": d,
            "cash": abs(c),
            "off": s or 0,
            "said": s or 0,
            "late": False,
            "fixed": bool(s),
            "refused": False,
            "number": n,
            "asks": s is None,
        }
        for n, (d, c, s) in sorted(enumerate(payments), key=lambda p: (p[1][0], sign * abs(p[1][1]), p[1][2] or 0, p[1][2] is not None))
    ]
    paid, stated = 0, 0
    for p in out:
        if p["said"] and p["cash"] + p["said"] > max(size - paid, 0) + most:
            p.update(refused=True, cash=0, off=0)
        elif p["said"]:
            stated += p["said"]
            p["late"] = stated > max([t[4] for t in wholes(row) if p["day"] <= t[1]], default=0)
        paid += p["cash"] + p["off"]
    if not any(p["said"] for p in out) and not size <= sum(p["cash"] for p in out) <= size + most:
        _detect(row, out, most, late_days, by_part)
    paid = 0
    for p in out:
        left = max(size - paid, 0)
        amount = min(p["cash"] + p["off"], left)
        paid += p["cash"] + p["off"]
        if not p["fixed"]:
            p["off"] = min(p["off"], max(amount - p["cash"], 0))
        beyond = p["cash"] + p["off"] - amount
        near = beyond <= most and amount > 0
        p.update(amount=sign * amount, off=sign * p["off"], more=sign * beyond * near, over=sign * beyond * (not near))
        p["unearned"] = p["late"] and p["off"] != 0
    rest = max(size - paid, 0)
    lost = 0 < rest < size and rest <= max([t[4] for t in wholes(row)], default=0)
    return out, sign * rest, lost


def _upto(out, k):
    return sum(p["cash"] + p["off"] for p in out[: k + 1])


def _detect(row, out, most, late_days, by_part):
    size = abs(row["amount"])
    for days in {0: [0]}.get(late_days, [0, late_days]):
        for part, last, upto, exact, _ in tiers(row):
            for k, p in enumerate(out):
                paid = _upto(out, k)
                if (
                    part
                    and p["asks"]
                    and upto - exact.__ceil__() <= paid <= upto - exact.__floor__()
                    and paid < upto
                    and p["day"] <= last + timedelta(days)
                ):
                    p["off"] += upto - paid
                    p["late"] |= days > 0
                    break
    for days in {0: [0]}.get(late_days, [0, late_days]):
        for above in (False, True):
            for _, last, off, least, ceiling in wholes(row):
                for k, p in enumerate(out):
                    paid = _upto(out, k)
                    fits = size - least < paid <= size - least + most if above else size - ceiling <= paid <= size - least
                    if fits and p["asks"] and paid < size and p["day"] <= last + timedelta(days):
                        p["off"] += off if above else size - paid
                        p["late"] |= days > 0
                        p["fixed"] |= above
                        return
    if by_part:
        for p in out:
            best = max([t[4] for t in tiers(row) if not t[0] and p["day"] <= t[1]], default=0)
            if best and p["asks"] and not p["off"] and size > best:
                settles = (F(p["cash"] * size, size - best) + F(1, 2)).__floor__()
                p["off"] = min(settles - p["cash"], best)


def same(one, other):
    return one.casefold().split() == other.casefold().split()


def same_number(one, other):
    """Whether two numbers are one; a spreadsheet may have made 10045.0 of 10045."""
    return bool(other) and (same(one, other) or same(one, other.removesuffix(".0")))


def may_mean(rows, rests, asked, numbers, suppliers):
    """Whether a payment without a match may be of an open invoice. Which names are nearly others is told by hand."""
    size = abs(asked["cash"])
    known = any(same(r["supplier"], asked["supplier"]) for r in rows)
    for row, rest in zip(rows, rests, strict=True):
        mine = same(row["supplier"], asked["supplier"])
        near = not known and any(same(n, asked["supplier"]) for n in suppliers[row["supplier"]])
        number = same_number(row["invoice"], asked["invoice"])
        amounts = [rest] + [rest - t[4] for t in tiers(row) if rest == row["amount"]]
        fits = any(a * asked["cash"] > 0 and abs(size - abs(a)) <= min(100, abs(a) // 1000) for a in amounts)
        almost = any(same(n, asked["invoice"]) for n in numbers[row["invoice"]])
        fits = fits and asked["day"] >= row["invoice_date"] - timedelta(30)
        if (number and fits) or (near and number) or ((mine or near) and (fits or almost)):
            return True
    alone = [row for row, rest in zip(rows, rests, strict=True) if rest == asked["cash"]]
    return len(alone) == 1 and asked["day"] >= alone[0]["invoice_date"] - timedelta(30)
