"""What each scheme pays for one invoice part, by hand: plain dates, Fractions. Part of the slow reference, written from docs/schemes.md.

A payment is (day, payer, payee, nature, exact amount, first day it is earned on or None).
"""

from datetime import date, timedelta
from fractions import Fraction as F

DAY = timedelta(days=1)
UNIT = {"EUR": 100, "USD": 100, "JPY": 1}  # minor units of a major one


def year_part(start, end, day_count):
    if day_count == "30E/360":
        (y1, m1, d1), (y2, m2, d2) = ((d.year, d.month, min(d.day, 30)) for d in (start, end))
        return F(360 * (y2 - y1) + 30 * (m2 - m1) + d2 - d1, 360)
    return F((end - start).days, {"ACT/360": 360, "ACT/365F": 365}[day_count])


def rate_on(option, day):
    """The rate of a deal: stated, or the reference last given by that day, at least the floor, and the margin."""
    rate = option["annual_rate"]
    if not isinstance(rate, dict):
        return rate
    known = [r for d, r in sorted(rate["reference"].items()) if d <= day]
    return max(known[-1], rate["floor"]) + rate["margin"]


def off_cycle(row, wanted, policy):
    first = row["invoice_date"] if policy.as_of is None else max(policy.as_of + DAY, row["invoice_date"])
    return policy.roll(max(wanted, first), row["currency"], "none" if policy.roll_rule == "none" else "following")


def day_of(words, row, base, policy):
    """ "baseline", "immediate", "3 days after approval"; never after the baseline day."""
    if words == "baseline":
        return base
    if words == "immediate" and row["invoice_date"] == date.min and policy.as_of is None:
        return base  # it is not known since when it could have been paid
    wanted = row["invoice_date"] if words == "immediate" else row["approval"] + int(words.split()[0]) * DAY
    return min(base, off_cycle(row, wanted, policy))


def early_day(row, base, early, policy):
    if early == "immediate":
        return min(base, off_cycle(row, row["invoice_date"], policy))
    first = off_cycle(row, row["invoice_date"], policy)
    wanted = max(row["invoice_date"] + early * DAY, row["invoice_date"], (policy.as_of or row["invoice_date"] - DAY) + DAY)
    before = policy.roll(wanted, row["currency"], "none" if policy.roll_rule == "none" else "preceding")
    return min(base, max(before, first))


def part_of_tax(row, amount):
    """The invoice's tax in proportion to the part, half away from zero."""
    exact = F(row["tax"] * amount, row["amount"])
    size = (abs(exact) + F(1, 2)).__floor__()
    return size if exact > 0 else -size


def with_vat(option, row, amount, share, day, payer, payee, nature):
    """A share of gross or net, and the VAT on it."""
    tax = part_of_tax(row, amount)
    base = amount if option["of"] == "gross" else amount - tax
    if option["vat"] == "invoice":
        # A share of gross holds its VAT in the invoice's proportion; on a share of net it comes on top in that proportion.
        total = share * amount
        vat = share * tax
        return [(day, payer, payee, nature, total - vat, None), (day, payer, payee, "vat", vat, None)]
    vat = F(0) if option["vat"] == "none" else option["vat"]
    return [(day, payer, payee, nature, share * base, None), (day, payer, payee, "vat", share * base * vat, None)]


def paid(day, payer, payee, amount):
    return (day, payer, payee, "principal", F(amount), None)


def later_with_interest(option, row, due, base, new, amount, first, policy):
    gain = amount * rate_on(option, base) * year_part(base, new, option["day_count"])
    held = gain * option.get("withholding_tax", 0)
    return [
        paid(new, "buyer", "supplier", amount),
        (new, "buyer", "supplier", "interest", gain, base),
        (new, "supplier", "buyer", "withheld tax", held, None),
        (new, "buyer", "tax authority", "withheld tax", held, None),
    ]


def bank_pays_now(option, row, due, base, new, amount, first, policy):
    day = day_of(option.get("bank_pays", "baseline"), row, base, policy)
    gain = amount * rate_on(option, day) * year_part(day, new, option["day_count"])
    fee = amount * option.get("fee_rate", 0) + (option.get("fee_per_invoice", 0) * UNIT[row["currency"]] if first else 0)
    return [
        paid(day, "bank", "supplier", amount),
        paid(new, "buyer", "bank", amount),
        (new, "buyer", "bank", "interest", gain, day),
        (new, "buyer", "bank", "fee", F(fee), None),
    ]


def reverse_factoring(option, row, due, base, new, amount, first, policy):
    day = day_of(option.get("sold", "immediate"), row, base, policy)
    growth = rate_on(option, day) * year_part(day, new, option["day_count"])
    off = amount * growth if option["discount"] == "straight" else amount - amount / (1 + growth)
    its = off * option["subsidy"]
    return [
        paid(day, "bank", "supplier", amount),
        paid(new, "buyer", "bank", amount),
        (day, "supplier", "bank", "discount", off - its, None),
        (new, "buyer", "bank", "interest", its, day),
    ]


def price_uplift(option, row, due, base, new, amount, first, policy):
    return [paid(new, "buyer", "supplier", amount), *with_vat(option, row, amount, option["rate"], new, "buyer", "supplier", "uplift")]


def upfront_fee(option, row, due, base, new, amount, first, policy):
    day = day_of(option["paid"], row, base, policy)
    return [paid(new, "buyer", "supplier", amount), *with_vat(option, row, amount, option["rate"], day, "buyer", "supplier", "fee")]


def dynamic_discount(option, row, due, base, new, amount, first, policy):
    share = rate_on(option, new) * year_part(new, due, option["day_count"]) if due > new else F(0)
    return [paid(new, "buyer", "supplier", amount), *with_vat(option, row, amount, share, new, "supplier", "buyer", "discount")]


def discount_schedule(option, row, due, base, new, amount, first, policy):
    reached = [rate for days, rate in sorted(option["steps"].items()) if (due - new).days >= days]
    share = reached[-1] if reached else F(0)
    return [paid(new, "buyer", "supplier", amount), *with_vat(option, row, amount, share, new, "supplier", "buyer", "discount")]


def early_payment_discount(option, row, due, base, new, amount, first, policy):
    return [paid(new, "buyer", "supplier", amount), *with_vat(option, row, amount, option["rate"], new, "supplier", "buyer", "discount")]


def flows_of(option, row, due, base, new, amount, first, policy):
    """[(day, payer, payee, nature, exact amount, since)]"""
    return globals()[option["scheme"]](option, row, due, base, new, F(amount), first, policy)


def minimum_fees(option, deals):
    """Per invoice [(row position, top-up)]: what its fees lack to the minimum, paid with the first part; credit notes have none."""
    out = {}
    for row in {id(d[0]): d[0] for d in deals}.values():
        mine = [i for i, d in enumerate(deals) if d[0] is row]
        whole = sum(deals[i][4] for i in mine)
        unit = UNIT[row["currency"]]
        fees = whole * option.get("fee_rate", 0) + option.get("fee_per_invoice", 0) * unit
        least = option.get("minimum_fee", 0) * unit
        if whole > 0 and fees < least:
            out[mine[0]] = least - fees
    return out
