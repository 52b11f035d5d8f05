"""A slow reference: plain dates, Fractions and loops over invoices. Shares no code with the package.

Written from docs/conventions.md. Amounts are minor units. Terms are lists of (share or None, steps).
"""

from collections import defaultdict
from datetime import date
from fractions import Fraction as F

from .reference_coverage import cleared_from, coverage, hide, history_from
from .reference_payments import settle
from .reference_policy import DAY, walk
from .reference_schemes import early_day, flows_of, minimum_fees

UNKNOWN = date.min
"""The invoice date of a row that states none: before all others, since it may lie on any day up to its due date."""
PRESENTATION_NAMES = ("trade_payable", "borrowing_net", "borrowing_gross")


def half_up(x):
    x = F(x)
    n = (abs(x) + F(1, 2)).__floor__()
    return n if x >= 0 else -n


def installments(row, terms, policy):
    """[(due, amount)] of an invoice by some terms."""
    start, cur = row["invoice_date"], row["currency"]
    out, rest = [], row["amount"]
    for share, steps in terms[:-1]:
        part = half_up(row["amount"] * share)
        rest -= part
        out.append((walk(start, steps, policy, cur), part))
    return [*out, (walk(start, terms[-1][1], policy, cur), rest)]


def dues(row, policy):
    by_terms = installments(row, row["terms"], policy) if row["terms"] and row["invoice_date"] != UNKNOWN else None
    stated = row.get("due_date")
    if stated and (by_terms is None or by_terms[-1][0] != stated):
        return [(stated, row["amount"])]
    return by_terms


def slices(parts, cuts):
    """Cut [(x, amount)] by [(y, amount)] along the amount: [(x, y or None, amount)]."""
    out, cuts = [], [list(c) for c in cuts]
    for x, amount in parts:
        while cuts and amount:
            take = cuts[0][1] if abs(cuts[0][1]) < abs(amount) else amount
            out.append((x, cuts[0][0], take))
            amount -= take
            cuts[0][1] -= take
            if not cuts[0][1]:
                cuts.pop(0)
        if amount:
            out.append((x, None, amount))
    return out


def payments_of(row, policy):
    """What the payments do that the policy keeps, and whether the rest is no more than a discount."""
    made, _, lost = settle(row, [(*p, None)[:3] for p in row.get("paid", [])])
    made = sorted((p for p in made if p["amount"]), key=lambda p: (p["day"], p["amount"], p["off"]))
    kept = made if policy.baseline == "actual" else [p for p in made if policy.as_of and p["day"] <= policy.as_of]
    return kept, lost and len(kept) == len(made)


def kept_discounts(row, items, policy):
    """Item number → (its day, minor units off) of the payments made: spread over a payment's items by amount."""
    made, out = payments_of(row, policy)[0], {}
    numbers = [i for i, item in enumerate(items) if item[3]]
    for p in made:
        run, done = 0, 0
        while run != p["amount"]:
            i = numbers.pop(0)
            run += items[i][2]
            upto = half_up(F(p["off"] * run, p["amount"]))
            if upto != done:
                out[i] = (items[i][1], upto - done)
            done = upto
    return out


def plain_items(row, policy):
    """[(due, base or None, amount, kept)] without discounts."""
    paid = [(p["day"], p["amount"]) for p in payments_of(row, policy)[0]]
    out = []
    for due, kept, amount in slices(dues(row, policy), paid):
        if kept is not None:
            out.append((due, kept, amount, True))
        elif policy.baseline == "terms" or policy.as_of:
            out.append((due, policy.pay(due, row["invoice_date"], row["currency"]), amount, False))
        else:
            out.append((due, None, amount, False))
    return out


def discounts_of(row, items, policy):
    """Item number → (day paid instead, minor units off). row["discounts"]: [(rate or fixed minor units, steps, grace, part or None)]"""
    if policy.discounts is None or row["invoice_date"] == UNKNOWN or any(kept for _, _, _, kept in items):
        return kept_discounts(row, items, policy)
    hurdle, basis = policy.discounts
    split = len(items) > 1 or (row["terms"] and len(row["terms"]) > 1)
    by_terms = row["terms"] and [d for d, _ in dues(row, policy)] == [d for d, _ in installments(row, row["terms"], policy)]
    numbers = range(1, len(items) + 1) if not split else part_numbers(row, by_terms, policy)
    out = {}
    for scope in (None, *range(1, 10)):
        many = row["terms"] and len(row["terms"]) > 1
        mine = [i for i in range(len(items)) if items[i][1] is not None and i not in out]
        if scope is not None:
            mine = [i for i in mine if (numbers[i] == scope if many else scope == 1)]
        best = None
        for what, steps, grace, part in row.get("discounts", []):
            if part != scope or not mine:
                continue
            last = policy.pay_by(
                walk(row["invoice_date"], steps, policy, row["currency"]) + grace * DAY, row["invoice_date"], row["currency"]
            )
            if last is None:
                continue
            total = sum(items[i][2] for i in mine)
            off = total * what if isinstance(what, F) else F(what if total > 0 else -what)
            off = total if abs(off) > abs(total) else off
            wait = sum(abs(items[i][2]) * max(0, (items[i][1] - last).days) for i in mine)
            gain = abs(off) - hurdle * (1 - off / total) * wait / basis
            day = max(min(last, items[i][1]) for i in mine)
            if gain >= 0 and (best is None or gain > best[0] or (gain == best[0] and day > best[1])):
                best = (gain, day, last, off, total)
        if best is not None:
            whole, run, done = half_up(best[3]), 0, 0
            for i in mine:
                run += items[i][2]
                upto = half_up(F(whole * run, best[4]))
                out[i] = (min(best[2], items[i][1]), upto - done)
                done = upto
    return out


def part_numbers(row, by_terms, policy):
    """Number of the installment of each item; zero installments are not items."""
    if not by_terms:
        return [0]
    return [n for n, (_, a) in enumerate(installments(row, row["terms"], policy), 1) if a]


def base_items(row, policy):
    """[(due, base or None, amount, kept)], those with a discount on its day."""
    items = plain_items(row, policy)
    early = discounts_of(row, items, policy)
    return [(due, early[i][0] if i in early else base, a, kept) for i, (due, base, a, kept) in enumerate(items)]


def new_day(row, due, base, kept, extend, policy):
    if base is None:
        return None
    if "early" in extend:
        return early_day(row, base, extend["early"], policy)
    if "to" in extend:
        new = policy.roll(extend["to"], row["currency"], "none" if policy.roll_rule == "none" else "preceding")
    elif extend.get("days") == 0:
        new = base
    else:
        new = policy.pay((base if kept else due) + extend["days"] * DAY, row["invoice_date"], row["currency"])
    return max(base, new)


def moves(row, items, extend, policy):
    """[(due, base, new, amount)] of covered items, whether moved or not."""
    if "terms" not in extend:
        return [(due, base, new_day(row, due, base, kept, extend, policy), amount) for due, base, amount, kept in items]
    whole = [((due, base, kept, i), amount) for i, (due, base, amount, kept) in enumerate(base_items(row, policy))]
    wanted = {(due, base, amount) for due, base, amount, _ in items}
    out = []
    for (due, base, _, i), new_due, amount in slices(whole, installments(row, extend["terms"], policy)):
        if (due, base, whole[i][1]) in wanted:
            new = None if base is None else max(base, policy.pay(new_due, row["invoice_date"], row["currency"]))
            out.append((due, base, new, amount))
    return out


def period(d, quarters):
    for i, (first, last) in enumerate(quarters):
        if d < first:
            return i
        if d <= last:
            return i + 1
    return len(quarters) + 1


def inside(window, d):
    return window is None or (d is not None and window[0] <= d <= window[1])


def covers(offer, row, item):
    """Whether an offer looks at an item (due, base, ...) at all."""
    if not offer.get("select", lambda r: True)(row) or not inside(offer.get("invoiced"), row["invoice_date"]):
        return False
    return inside(offer.get("due"), item[0]) and inside(offer.get("paying"), item[1])


def is_overdue(item, policy):
    """Due by as_of, paid after it."""
    return bool(policy.as_of) and item[1] is not None and item[0] <= policy.as_of < item[1]


def counts_from_it(extend, policy):
    """Whether the new day of an extension counts from the invoice date."""
    return "terms" in extend or ("early" in extend and (extend["early"] != "immediate" or not policy.as_of))


def covered_deals(rows, offers, policy):
    """offer number → supplier × currency → [(row, due, base, new, amount)], with what is not moved too."""
    out = [defaultdict(list) for _ in offers]
    for row in rows:
        early = discounts_of(row, plain_items(row, policy), policy)
        lost = payments_of(row, policy)[1]
        free = [(*item, i in early or (lost and not item[3])) for i, item in enumerate(base_items(row, policy))]
        for number, offer in enumerate(offers):
            mine = [i for i in free if covers(offer, row, i)]
            if not offer.get("overdue"):  # a later offer that overdue items are offered may still take them
                wanted = [o for o in offers[number + 1 :] if o.get("overdue")]
                mine = [i for i in mine if not (is_overdue(i, policy) and not i[4] and any(covers(o, row, i) for o in wanted))]
            free = [i for i in free if i not in mine]
            mine = [i for i in mine if not i[4] and not (policy.as_of and i[1] is not None and i[1] <= policy.as_of)]
            mine = [i[:4] for i in mine if offer.get("overdue") or not is_overdue(i, policy)]
            mine = [] if row["invoice_date"] == UNKNOWN and counts_from_it(offer["extend"], policy) else mine
            for due, base, new, amount in moves(row, mine, offer["extend"], policy):
                out[number][row["supplier"], row["currency"]].append((row, due, base, new, amount))
    return out


PRICE = ("uplift", "discount")


def option_effect(option, deals, policy):
    """Rounded legs [(day, payer, payee, nature, amount)], exact flows, benefit pieces."""
    if option["scheme"] != "reverse_factoring":
        deals = [d for d in deals if d[2] != d[3]]
    exact, seen = [], set()
    top_up = minimum_fees(option, deals)
    for at, (row, due, base, new, amount) in enumerate(deals):
        for f in flows_of(option, row, due, base, new, amount, id(row) not in seen, policy):
            exact.append((base, new, f))
        if at in top_up:
            exact.append((base, new, (new, "buyer", "bank", "fee", top_up[at], None)))
        seen.add(id(row))
    sums = defaultdict(F)
    for _, _, (day, payer, payee, nature, amount, _) in exact:
        sums[day, payer, payee, nature] += amount
    legs = [(*k, half_up(v)) for k, v in sums.items()]
    gets = [
        (a if payee == "supplier" else -a)
        for _, payer, payee, nature, a in legs
        if nature not in ("principal", "vat") and "supplier" in (payer, payee)
    ]
    received = sum(a * d.toordinal() for d, _, payee, nature, a in legs if payee == "supplier" and nature == "principal")
    wait = received - sum(amount * base.toordinal() for _, _, base, _, amount in deals)
    basis = 365 if option.get("day_count") == "ACT/365F" else 360
    return {"deals": deals, "legs": legs, "exact": exact, "income": sum(gets), "wait": wait, "n": sum(1 for a in gets if a), "basis": basis}


def judge(effect, rate):
    """(what the supplier chooses by, made whole, net benefit at the end of the range that is worse for it)"""
    if rate is None:
        return None, True if effect["wait"] <= 0 and effect["income"] + F(effect["n"], 2) >= 0 else None, None
    at = {r: effect["income"] - r * effect["wait"] / effect["basis"] for r in rate}
    slack = F(effect["n"], 2)
    worst, best = min(at.values()), max(at.values())
    return at[rate[1]], True if worst + slack >= 0 else (False if best + slack < 0 else None), worst


def compare(rows, policy, quarters, offers, interest_paid="operating", told=(None, None)):
    """Per currency: base and scenario figures of one scenario; and per (offer, supplier, currency) what was judged."""
    since = cleared_from(rows, policy.as_of, told[0], lambda r: dues(r, policy), slices)
    begins = min(r["invoice_date"] for r in rows) if told[0] is None and isinstance(since, date) else None
    unknown = [r["due_date"] for r in rows if r["invoice_date"] == UNKNOWN]
    dark = min(max(unknown), policy.as_of or date.max) if unknown else None
    covered, history = coverage(quarters, policy.as_of, since, told[1], begins, dark), history_from(policy.as_of, since, begins)
    histories = [
        min(history, first) if history is not None and c["invoiced"] != "missing" else history
        for c, (first, _) in zip(covered, quarters, strict=True)
    ]
    histories = [max(h or date.min, dark + DAY) for h in histories] if unknown else histories
    result = {
        c: baseline_figures([r for r in rows if r["currency"] == c], policy, quarters, histories)
        for c in sorted({r["currency"] for r in rows})
    }
    n = len(quarters) + 2
    atoms = {c: defaultdict(lambda: [F(0)] * n) for c in result}
    owed = {c: defaultdict(lambda: [F(0)] * (len(quarters) + 1)) for c in result}
    exact_idle, money_days, prepaid = defaultdict(F), defaultdict(F), {c: [F(0)] * len(quarters) for c in result}
    ends = [quarters[0][0] - DAY, *(q[1] for q in quarters)]
    suppliers = {}
    for number, groups in enumerate(covered_deals(rows, offers, policy)):
        offer = offers[number]
        for (supplier, cur), items in groups.items():
            sold = any(o["scheme"] == "reverse_factoring" for o in offer["options"])
            deals = [i for i in items if i[2] is not None and (sold or i[3] != i[2])]
            effects = [option_effect(o, deals, policy) for o in offer["options"]]
            if offer.get("funding_day_count"):
                effects = [{**e, "basis": {"ACT/360": 360, "ACT/365F": 365}[offer["funding_day_count"]]} for e in effects]
            rate = offer.get("funding_rate")
            judged = [judge(e, rate) for e in effects]
            pick = 0 if rate is None else max(range(len(effects)), key=lambda o: (judged[o][0], -o))
            effect, (_, whole, benefit) = effects[pick], judged[pick]
            accept = offer.get("acceptance", "all")
            if accept == "all":
                w = F(1)
            elif accept == "if whole":
                w = F(whole is True)
            elif isinstance(accept, list):
                w = F(supplier in accept)
            elif set(accept) == {"share"}:
                w = F(accept["share"])
            else:
                w = F(accept.get(supplier, 0))
            decides = any(d[3] != d[2] for d in deals) or (offer["options"][pick]["scheme"] == "reverse_factoring" and bool(deals))
            w, whole = (w, whole) if decides else (F(0), None)  # there is nothing to accept
            moved = sum(d[4] for d in deals if d[3] != d[2])
            days = sum(d[4] * (d[3] - d[2]).days for d in deals)
            even = F(effect["income"] * effect["basis"]) / effect["wait"] if effect["wait"] > 0 else None
            suppliers[number, supplier, cur] = {
                "option": pick,
                "weight": w if decides else None,
                "moved": moved,
                "days": days,
                "income": effect["income"],
                "benefit": benefit,
                "break_even": even,
                "whole": whole,
            }
            money_days[cur] += w * days
            for row, _, base, new, amount in effect["deals"]:
                atoms[cur]["removed"][period(base, quarters)] += w * amount
                for q, (_, last) in enumerate(quarters):
                    if base <= last < min(new, row["invoice_date"]):
                        prepaid[cur][q] -= w * amount
            for day, payer, payee, nature, amount in effect["legs"]:
                p = period(day, quarters)
                if nature != "principal" and "buyer" in (payer, payee):
                    atoms[cur][nature][p] += w * amount * (1 if payer == "buyer" else -1)
                if nature == "principal" and payer == "buyer":
                    atoms[cur]["buyer"][p] += w * amount
                    if payee == "bank":
                        atoms[cur]["to_bank"][p] += w * amount
                if nature == "principal" and payer == "bank":
                    atoms[cur]["from_bank"][p] += w * amount
            for base, new, (day, payer, payee, nature, amount, since) in effect["exact"]:
                if nature in ("principal", "vat") or "buyer" not in (payer, payee):
                    continue
                amount = amount if payer == "buyer" else -amount
                if not any(min(base, new) <= e < max(base, new) for e in ends[1:]):
                    exact_idle[cur] += w * amount
                if since is not None and day > since:
                    for e, end in enumerate(ends):
                        if since <= end < day:
                            owed[cur][nature][e] += w * amount * ((end - since).days + 1) / (day - since).days
    for cur, base in result.items():
        a = {k: settle_running(v) for k, v in atoms[cur].items()}
        zero = [0] * n
        removed, buyer, vat, to_bank, from_bank = (a.get(k, zero) for k in ("removed", "buyer", "vat", "to_bank", "from_bank"))
        by_nature, unpaid = costs_by_nature(atoms[cur], n, settle_running), costs_by_nature(owed[cur], len(quarters) + 1, rounded_each)
        cost = [sum(c) for c in zip(*by_nature.values(), strict=True)]
        counted = [sum(v[i] for k, v in by_nature.items() if interest_paid == "operating" or k in PRICE) + vat[i] for i in range(n)]
        presentations = {
            "trade_payable": [r - b - c for r, b, c in zip(removed, buyer, counted, strict=True)],
            "borrowing_net": [r - b + k - c for r, b, k, c in zip(removed, buyer, to_bank, counted, strict=True)],
            "borrowing_gross": [r - b + k - f - c for r, b, k, f, c in zip(removed, buyer, to_bank, from_bank, counted, strict=True)],
        }
        accrued_by_nature = {
            k: [c + b - a for c, a, b in zip(v, [0, *unpaid[k]], [*unpaid[k], 0], strict=True)] for k, v in by_nature.items()
        }
        accrued = [sum(c) for c in zip(*accrued_by_nature.values(), strict=True)]
        held = [sum(removed[: q + 2]) - sum(buyer[: q + 2]) for q in range(len(quarters))]
        closing = [c + h + half_up(p) for c, h, p in zip(base["closing_payables"], held, prepaid[cur], strict=True)]
        principal = [base["cash_all"][i] - base["beyond"][i] - removed[i] + buyer[i] for i in range(n)]
        base["scenario"] = {
            "principal_paid": principal[1:-1],
            "cash_paid": [x + b + c + v for x, b, c, v in zip(principal, base["beyond"], cost, vat, strict=True)][1:-1],
            "vat_paid": vat[1:-1],
            "vat": sum(vat),
            "financing_cost_paid": cost[1:-1],
            "financing_cost_accrued": accrued[1:-1],
            "costs": {k: (v[1:-1], accrued_by_nature[k][1:-1]) for k, v in by_nature.items() if any(v) or any(accrued_by_nature[k])},
            "closing_payables": closing,
            "dpo_closing": [dpo(c, i, q) for c, i, q in zip(closing, base["invoiced"], quarters, strict=True)],
            "dpo_countback": [countback(c, q[1], base["rows"], h) for c, q, h in zip(closing, quarters, histories, strict=True)],
            "free_cash_flow_change": {v: x[1:-1] for v, x in presentations.items()},
            "free_cash_flow_change_outside": {v: x[0] + x[-1] for v, x in presentations.items()},
            "financing_cost": sum(cost),
            "all_in_rate": F(sum(cost) * 365) / money_days[cur] if money_days[cur] else None,
            "cost_without_quarter_end_effect": half_up(exact_idle[cur]),
        }
        base["coverage"] = covered
        hide(base, covered)
        hide(base["scenario"], covered)
    return result, suppliers


def costs_by_nature(atoms, n, rounded):
    """Nature → rounded values; the whole is rounded once, and the largest nature takes what that leaves."""
    exact = {k: atoms.get(k, [F(0)] * n) for k in ("interest", "fee", "discount", "uplift", "withheld tax")}
    out = {k: rounded(v) for k, v in exact.items()}
    whole = rounded([sum(v) for v in zip(*exact.values(), strict=True)])
    largest = max(exact, key=lambda k: abs(sum(exact[k])))
    out[largest] = [v + w - sum(parts) for v, w, *parts in zip(out[largest], whole, *out.values(), strict=True)]
    return out


def rounded_each(values):
    return [half_up(v) for v in values]


def settle_running(values):
    out, running = [], F(0)
    for v in values:
        out.append(half_up(running + v) - half_up(running))
        running += v
    return out


def dpo(closing, invoiced, quarter):
    return None if invoiced <= 0 else F(closing * ((quarter[1] - quarter[0]).days + 1), invoiced)


def countback(balance, end, rows, history=None):
    if balance <= 0:
        return F(0) if balance == 0 else None
    first = min((r["invoice_date"] for r in rows if r["invoice_date"] != UNKNOWN), default=end + DAY)
    days = F(0)
    while end >= first:
        start = end.replace(day=1)
        if history is not None and start < history:
            return None
        length = (end - start).days + 1
        invoiced = sum(r["amount"] for r in rows if start <= r["invoice_date"] <= end)
        if invoiced > 0:
            if invoiced >= balance:
                return days + F(length * balance, invoiced)
            balance -= invoiced
        days += length
        end = start - DAY
    return None


def baseline_figures(rows, policy, quarters, histories=None):
    n = len(quarters) + 2
    invoiced, cash, off, beyond, closing = [0] * n, [0] * n, [0] * n, [0] * n, [0] * len(quarters)
    for row in rows:
        invoiced[period(row["invoice_date"], quarters)] += row["amount"]
        early = discounts_of(row, plain_items(row, policy), policy)
        for p in payments_of(row, policy)[0]:
            cash[period(p["day"], quarters)] += p["more"]
            beyond[period(p["day"], quarters)] += p["more"]
        for i, (_, base, amount, _) in enumerate(base_items(row, policy)):
            if base is not None:
                cash[period(base, quarters)] += amount - early.get(i, (None, 0))[1]
                off[period(base, quarters)] += early.get(i, (None, 0))[1]
            for q, (_, last) in enumerate(quarters):
                if row["invoice_date"] <= last and (base is None or base > last):
                    closing[q] += amount
    return {
        "rows": rows,
        "cash_all": cash,
        "invoiced": invoiced[1:-1],
        "cash_paid": cash[1:-1],
        "discount_taken": off[1:-1],
        "payment_differences": beyond[1:-1],
        "beyond": beyond,
        "closing_payables": closing,
        "dpo_closing": [dpo(c, i, q) for c, i, q in zip(closing, invoiced[1:-1], quarters, strict=True)],
        "dpo_countback": [
            countback(c, q[1], rows, h) for c, q, h in zip(closing, quarters, histories or [None] * len(quarters), strict=True)
        ],
    }
