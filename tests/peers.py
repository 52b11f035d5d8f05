"""Fields of other systems put into terms, by the step lists that docs/terms.md shows for each; a system per function."""

import cashflow as cf
from cashflow.terms.erp import business_central_terms, odoo16_terms, odoo17_terms, sap_terms


def term(*steps, anchor="invoice"):
    return cf.PaymentTerms.from_dict({"installments": [{"anchor": anchor, "steps": [s for s in steps if s]}]})


def percent(value):
    return f"{value}%"


def odoo16(config):
    return odoo16_terms(**config)


def odoo17(config):
    return odoo17_terms(**config)


def business_central(config):
    return business_central_terms(config["formula"], config.get("discount_formula"), config.get("discount_pct", 0))


def sap(config):
    if "pxday" in config:  # a payment due profile: months, then a day of the month
        month, day = config["pxmon"], config["pxday"]
        return term({"months": month}, {"day_of_month": day} if day else None)
    if "installments" in config:
        return sap_terms({"zterm": "ZZYY"}, installments=config["installments"])
    return sap_terms(config.get("entries", config))


def erpnext(config):
    def steps(line):
        return {
            "Day(s) after invoice date": [{"days": line.get("credit_days", 0)}],
            "Day(s) after the end of the invoice month": [{"end_of": "month"}, {"days": line.get("credit_days", 0)}],
            "Month(s) after the end of the invoice month": [{"months": line.get("credit_months", 0)}, {"end_of": "month"}],
        }[line["due_date_based_on"]]

    if "terms" not in config:
        return term(*steps(config))
    parts = [{"share": percent(line["invoice_portion"]), "steps": steps(line)} for line in config["terms"]]
    return cf.PaymentTerms.from_dict({"installments": parts})


def tryton(config):
    shares = {
        "percent": lambda line: {"share": line["ratio"], "of": "remainder"},
        "percent_on_total": lambda line: {"share": line["ratio"]},
        "fixed": lambda line: {"amount": line["amount"]},
        "remainder": lambda line: {"share": "rest"},
    }

    def steps(delta):
        if delta["month"]:
            yield {"start_of": "year"}
            yield {"months": delta["month"] - 1}
        for name, field in (("months", "months"), ("day_of_month", "day"), ("weeks", "weeks"), ("days", "days")):
            if delta[field]:
                yield {name: delta[field]}
        if delta["weekday"] is not None:
            yield {"next_weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[delta["weekday"]]}

    parts = [shares[line["type"]](line) | {"steps": [s for d in line["deltas"] for s in steps(d)]} for line in config["lines"]]
    return cf.PaymentTerms.from_dict({"installments": parts, "rounding": "half even"})


def gnucash(config):
    if config["type"] == "days":
        return term({"days": config["due_days"]})
    return term({"cutoff": config["cutoff"], "add_months": 1}, {"months": 1}, {"day_of_month": config["due_day"]})


def idempiere(config):
    if "schedule" in config:
        lines = sorted(config["schedule"], key=lambda line: line["NetDays"])
        parts = [{"share": percent(line["Percentage"]), "steps": [{"days": line["NetDays"]}]} for line in lines]
        return cf.PaymentTerms.from_dict({"installments": parts})
    if config["IsDueFixed"] == "N":
        return term({"days": config["NetDays"]})
    day = 31 if config["FixMonthDay"] >= 30 else config["FixMonthDay"]
    return term({"cutoff": config["FixMonthCutoff"], "add_months": 1}, {"months": config["FixMonthOffset"]}, {"day_of_month": day})


def dolibarr(config):
    days, offset = config["nbjour"], config["decalage"]
    if config["type_cdr"] == 0:
        return term({"days": days + offset})
    return term({"days": days}, *([{"end_of": "month"}, {"days": offset}] if config["type_cdr"] == 1 else [{"next_day": [offset]}]))


def jde(config):
    def rule(line, first=0, last=0):
        months, day, days = line.get("MADD", 0), line.get("DYFX", 0), line.get("DADD", 0)
        if day and not months and last and not first <= day <= last:
            months = 1  # a fixed day that lies outside its range is in the next month
        working = "business_days" if line.get("WKDY") == "1" else "days"
        out = [{"months": months} if months else None, {"day_of_month": day} if day else None, {working: days} if days else None]
        return [s for s in out if s]

    ranges = [(r["FMDY"], r["TODY"], r) for r in config.get("ranges", ())]
    branch = [{"from": a, "to": b, "steps": [{"day_of_month": b}, *rule(r, a, b)]} for a, b, r in ranges]
    roll = {"2": {"business_day": "following"}, "3": {"business_day": "preceding"}}.get(config.get("WKDY"))
    if "installments" in config or "NTRN" in config:
        lines = config.get("installments") or [{"PSPL": 100 // config["NTRN"], "DADD": config["DADD"]}] * config["NTRN"]
        parts = [{"share": percent(line["PSPL"]), "anchor": "previous due date", "steps": rule(line)} for line in lines]
        return cf.PaymentTerms.from_dict({"installments": [parts[0] | {"anchor": "invoice"}, *parts[1:]]})
    if "NSP" in config:
        later = [f"net {config['DTPA']} from previous due date"] * (config["NSP"] - 1)
        return cf.PaymentTerms.parse(", ".join([f"equal parts net {config['NDTP']}", *later]))
    if "DDJ" in config:
        return term({"on_date": config["DDJ"]})
    if "PXDM" in config:
        return term({"months": config["PXDM"]}, {"day_of_month": config["PXDD"]})
    if "NDTP" in config:
        discount = f"{config['DCP'] * 100:g}/{config['DCD']} " if "DCP" in config else ""
        return cf.PaymentTerms.parse(f"{discount}net {config['NDTP']}")
    anchor = "posting" if config.get("DABS") == "2" else "invoice"
    return term(*rule(config), {"branch": branch} if branch else None, roll, anchor=anchor)


def oca(config):
    def steps(line):
        days = line.get("nb_days", 0)
        out = {
            "days_after": [{"days": days}],
            "weeks_after": [{"weeks": days}],
            "months_after": [{"months": days}],
            "weeks_after_end_of_month": [{"end_of": "month"}, {"weeks": days}],
            "months_after_end_of_month": [{"months": days}, {"end_of": "month"}],
        }[line["delay_type"]]
        listed = [int(d) for d in line.get("payment_days", "").replace("-", ",").split(",") if d]
        out += [{"next_day": listed}] if listed else []
        holidays = {h["holiday"]: h["date_postponed"] for h in config.get("holiday_ids", ())}
        return out + ([{"replace": holidays}] if holidays else [])

    if "option" in config["lines"][0]:  # 13.0: a first line of nothing only moves the date; day 60 is the month's last
        first, second = config["lines"]
        return term({"months": first["months"]}, {"day_of_month": min(second["days"], 31)})
    parts = []
    for line in config["lines"]:
        part = {"share": percent(line["value_amount"]), "steps": steps(line)}
        part |= {"rounding": {"rule": "half up", "unit": str(line["amount_round"])}} if "amount_round" in line else {}
        part |= {"anchor": "previous due date"} if config.get("sequential_lines") and parts else {}
        parts.append(part)
    return cf.PaymentTerms.from_dict({"installments": parts})


def law(config):
    if "days" in config:
        words = {"fin de mois + 45 jours": "fr_lme_eom_first", "45 jours + fin de mois": "fr_lme_days_first"}
        dialect = words.get(config["reading"])
        text = f"{config['days']} jours nets" if dialect is None else f"{config['days']} jours fin de mois"
        return cf.PaymentTerms.parse(text, dialect)
    number, unit = config["period"].split()
    months = {"1.5": [{"months": 1}, {"days": 15}], "1": [{"months": 1}]}
    steps = months[number] if unit.startswith("month") else [{"days": int(number)}]
    return term(*steps, {"business_day": "following"} if "193" in config["law"].split() else None)


def xrechnung(config):
    return cf.PaymentTerms.parse(config["BT-20"])
