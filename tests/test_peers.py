"""Other systems' own examples: fields in, dates, amounts and discounts out. Each row names its source; where we differ, it says what we do."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

import cashflow as cf

from . import peers

with open(Path(__file__).parent / "tables" / "terms_peers.csv", newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
WEEKEND = cf.BusinessCalendar(weekend=["Sat", "Sun"])


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['peer']} {r['invoice_date']} {r['remark'][:40]}")
def test_a_peer_says_so(row):
    config = json.loads(row["config"])
    ours = json.loads(row["difference"]) if row["difference"].startswith("{") else {}
    if row["difference"] == "refused":
        with pytest.raises(cf.InputError):
            getattr(peers, row["peer"])(config)
        return
    term = getattr(peers, row["peer"])(config)
    events = {"due date": config["BT-9"]} if "BT-9" in config else {"posting": row["invoice_date"]}
    calendar = WEEKEND if config.get("CALN") or row["peer"] == "law" else None
    money = (row["amount"], row["currency"]) if row["amount"] else (None, None)
    schedule = term.schedule(row["invoice_date"], *money, tax=row["tax"] or None, dates=events, calendar=calendar)
    assert " ".join(day.isoformat() for day, _ in schedule.due) == ours.get("due", row["due"])
    if row["amount"]:
        assert " ".join(str(part) for _, part in schedule.due) == ours.get("amounts", row["amounts"])
    if row["discounts"]:
        assert " ".join(day.isoformat() if pay is None else f"{day}:{pay}" for day, pay in schedule.discounts) == row["discounts"]
    assert cf.PaymentTerms.parse(str(term)) == term and cf.PaymentTerms.from_dict(term.to_dict()) == term


def test_the_table_covers_what_it_should():
    assert len(ROWS) >= 250 and all(r["source"] and r["remark"] for r in ROWS)
    assert {r["peer"] for r in ROWS} == {name for name in vars(peers) if name not in ("term", "percent", "cf") and name[0] != "_"} - {
        "business_central_terms",
        "odoo16_terms",
        "odoo17_terms",
        "sap_terms",
    }
    assert min(Counter(r["peer"] for r in ROWS if r["peer"] != "xrechnung").values()) >= 10
    assert sum(bool(r["discounts"]) for r in ROWS) >= 10
    assert sum(bool(r["difference"]) for r in ROWS) <= 10
