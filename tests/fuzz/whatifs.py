"""What-if files: the demo's and the every-key file, with wrong types and values for every key, and signs changed anywhere."""

import functools
import re
import tomllib
from importlib import resources
from pathlib import Path

from cashflow.whatif_file import read_whatif
from cashflow.whatif_file.sections import read_baseline
from tests.fuzz.laws import check, judge_text, tried

ROOT = Path(__file__).parents[2]
LEDGER = """supplier,invoice,invoice_date,amount,currency,terms,due_date,paid_date,region,tag,category,country,funding_rate,probability,receipt_date
Acme,1,2025-05-21,1000.00,EUR,net 30,,,UK,,steel,FR,0.08,0.5,2025-05-22
Acme,2,2025-05-30,2500.50,EUR,2/10 net 30,,,UK,,steel,FR,0.08,0.5,2025-06-01
Bolt,3,2025-04-21,99.99,EUR,net 60,,2025-06-20,EU,small,coal,DE,0.09,0.9,
Bolt,4,2025-06-02,-50.00,EUR,net 30,,,EU,small,coal,DE,0.09,0.9,
Corner,5,2025-05-28,777.00,EUR,"30% net 0, 70% net 60",,,EU,critical,coal,,,0,
Dale,6,2025-03-31,123456.78,EUR,,2025-06-27,,JP,,,JP,0.05,1,
"""
PAYMENTS = "invoice,supplier,paid_date,amount\n1,Acme,2025-06-20,400.00\n99,Acme,2025-06-20,1.00\n"
LIMITS = "country,days,kind,source\nFR,60,hard,law\n"


class Raw(str):
    """A value as it is written."""


ODD = [
    True, False, 0, 1, -1, 2, 7, 30, 366, 10**6, 2**31, 2**62, 2**63, 2**64, -(2**63), Raw("1" * 5000), Raw("1e999999"), Raw("-1e999999"), Raw("1e-999999"), Raw("inf"), Raw("-inf"),
    Raw("nan"), 0.95, 0.0, 1.5, -0.01, Raw("0." + "9" * 400), "", " ", "x", "all", "none", "EUR", "JPY", "XXX", "100", "1,5", "1e999999999", "NaN", "Infinity", "6,5 %", "6m", "-5",
    "\u0000", "\u202e", "\u001b[31m", "x" * 5000, "../no" * 50, "*", "[", "\\", "C:\\x", "nul\u0000.csv", "9999-12-31", "2025-06-30", Raw("2025-06-30"), Raw("9999-12-31"),
    Raw("0001-01-01"), Raw("2025-06-30T12:00:00"), Raw("2025-06-30T12:00:00+02:00"), Raw("12:00:00"), [], {}, [[]], [["x"]], [{}], {"x": {}}, {"x": 1}, {"": 1}, ["x", 1], [1, "x"], [None], ["Acme", "Acme"],
    {"from": Raw("1e999999")}, {"from": Raw("2025-06-30"), "to": Raw("2025-01-01")}, {"from": Raw("0001-01-01"), "to": Raw("9999-12-31")}, {"to": Raw("9999-12-31")}, {"days": -5},
    {"days": 10**9}, {"days": 2.5}, {"days": [30, 60]}, {"terms": "net 90"}, {"terms": 5}, {"terms": {}}, {"early": "immediate"}, {"early": 5}, {"to": 5}, {"share": 2}, {"share": "x"}, {"column": "region"},
    {"column": "no such"}, {"low": 0.09, "high": 0.01}, {"logistic": {"midpoint": 0, "slope": Raw("inf")}}, {"reference": {"2025-06-01": Raw("nan")}, "margin": 0.05}, {"reference": {}, "margin": 0},
    {"amount": Raw("inf")}, {"amount": {"from": Raw("1e999999")}}, {"amount": "x"}, {"region": []}, {"region": {}}, {"except": {}}, {"except": {"except": {"tag": "x"}}}, {"on": "every day", "choose": "x"},
    {"EUR": "MARS"}, {"weekend": ["Sat"] * 9}, {"weekend": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}, {"holidays": [Raw("2025-06-30")], "first": Raw("2025-01-01"), "last": Raw("2025-01-31")},
    {"rates": "+200 bp"}, [{"rates": "x"}], [{"payment_run_slips": 10**9}], [{"revoke": ["x"]}], {"hurdle_rate": Raw("nan"), "day_count": "ACT/360"}, {"amount": "1e99", "share": 5}, list(range(1000)), ["net 30"] * 50,
    {"annual_rate": [0.1] * 30, "days": list(range(100))}, {"Acme": Raw("nan")}, {"logistic": {}}, {"default_probability": 2, "loss_given_default": -1}, {"year_ends": 13}, {"unreadable date": ""}, {"x": "y"},
]  # fmt: skip


def toml(value):
    """A value in TOML, on one line."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", plain) + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in value if v is not None) + "]"
    return str(value) if isinstance(value, int | float) else value.isoformat()


@functools.cache
def templates():
    """The demo's file, and the file of every key, without what is only for one of several ways."""
    demo = resources.files("cashflow.whatif_file").joinpath("start", "whatif.toml").read_text(encoding="utf-8")
    whole = (ROOT / "docs" / "reference" / "every_key.toml").read_text(encoding="utf-8")
    whole = re.sub(r"(?m)^(currency|zone|decimal|date_order) = .*only if.*$", "", whole)
    more = re.sub(r"(?m)^# (accept|most_rejected|many_quarters|stress|vary) =", r"\1 =", whole)
    return demo, whole, more


def places(value, path=()):
    """Where a value may be put in place of another."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(inner, (*path, key))


def copied(value):
    return (
        {k: copied(v) for k, v in value.items()}
        if isinstance(value, dict)
        else [copied(v) for v in value]
        if isinstance(value, list)
        else value
    )


def otherwise(chance, text):
    """The file with some values put in the place of others, keys dropped, misspelt or added."""
    top = copied(tomllib.loads(text))
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        found = list(places(top))
        if not found:
            break
        path, inner = chance.choice(found), top
        for key in path[:-1]:
            inner = inner[key]
        kind = chance.random()
        if kind < 0.75 or isinstance(inner, list):
            inner[path[-1]] = copied(chance.choice(ODD))
        elif kind < 0.85:
            del inner[path[-1]]
        else:
            inner[chance.choice([f"{path[-1]}s", "from", "to", "days", "amount", "terms", "scheme", ""])] = copied(chance.choice(ODD))
    return "\n".join(f"{toml(str(k))} = {toml(v)}" for k, v in top.items())


def scratched(chance, text):
    """The file with signs or lines changed, as by a slip of the hand; or no file of this kind at all."""
    lines = text.splitlines()
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(len(lines))
        line, where = lines[at], chance.randint(0, len(lines[at]))
        sign = chance.choice(
            [
                '"',
                "'",
                "=",
                "[",
                "]",
                "{",
                "}",
                ",",
                "%",
                "\\",
                "\x00",
                "\t",
                "#",
                "“",
                "1",
                "\u202e",
                ".",
                "-",
                "é",
                "\ud7ff",
                "nan",
                "\x85",
                "\u2028",
            ]
        )
        lines[at] = chance.choice(
            [
                "",
                line + line,
                line[:where] + sign + line[where:],
                line[:where],
                line[:where] + line[where + 1 :],
                line.replace('"', ""),
                line.upper(),
            ]
        )
    deep = chance.choice(
        [
            "[" * 20_000,
            "x = " + "[" * 20_000,
            "x = " + "{a=" * 20_000,
            "x." * 20_000 + "y = 1",
            "x = " + "1" * 5000,
            "[ledger]\n[ledger]",
            "\x00",
            "x = 1e" + "9" * 5000,
            "[[[a]]]",
            "= 1",
        ]
    )
    return deep if chance.random() < 0.02 else "\n".join(lines)


def made(chance, folder):
    """A what-if file and what it names."""
    for name, content in (("ap_ledger.csv", LEDGER), ("payments.csv", PAYMENTS), ("limits.csv", LIMITS)):
        (folder / name).write_text(content, encoding="utf-8")
    text = chance.choice(templates())
    text = otherwise(chance, text) if chance.random() < 0.8 else scratched(chance, text)
    path = folder / "whatif.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape") if chance.random() > 0.01 else text.encode("utf-16"))
    return path


def try_one(chance, folder):
    """One what-if file, read and asked; whether it was answered."""
    path = made(chance, folder)
    read, refused = tried("read_whatif", lambda: read_whatif(path))
    if read is None:
        base, failed = tried("read_baseline", lambda: read_baseline(path))
        check(base is not None or failed.reason == refused.reason, f"read_whatif: {refused}; read_baseline: {failed}")
        return False
    verb = chance.choice(["run", "run", "solve", "simulate"])
    found, refused = tried(verb, getattr(read, verb))
    if found is not None:
        said, refused = tried("to_dict", found.to_dict)
        check(said, f"it was done, and can't be said: {refused}")
        judge_text(str(found)[:1900], f"what {verb} says")
        if verb == "run":
            whole(found)
    return found is not None


def whole(result):
    """Levels of every scenario roll forward, and what moves comes back."""
    for row in result.quarters.to_dict("records"):
        for name in ("invoiced", "cash_paid", "closing_payables"):
            value = row[name]
            check(value is None or value != value or value.is_finite(), f"{name} {value}")
