"""The command line: exit status 0, 1 or 2, a sentence on stderr, and under --json one object on stdout and nothing else."""

import json

from click.testing import CliRunner

from cashflow.cli import main
from tests.fuzz import einvoices, ledgers, texts, whatifs
from tests.fuzz.laws import LONGEST, check, timed, unseen

NUMBERS = ["0", "-1", "5", "1e999", "nan", "inf", "x", "", "9" * 400, "0.5", "2**62", "1,5", "60 m", "4611686018427387904"]
ASKED = {
    "run": [("--strict",), ("--sign", "payables negative"), ("--most-rejected", "0.9"), ("--most-rejected", "x")],
    "project": [("--strict",), ("--most-rejected", "nan")],
    "simulate": [("--target", "T"), ("--draws", "D"), ("--seed", "S"), ("--correlation", "T"), ("--presentation", "V"), ("--quarter", "Q"), ("--measure", "M"), ("--currency", "C"), ("--scenario", "Q")],
    "solve": [("--strict",)],
    "explain": [("M",), ("--quarter", "Q"), ("--presentation", "V"), ("--currency", "C"), ("--scenario", "Q"), ("--top", "D")],
}  # fmt: skip
WORDS = {"T": NUMBERS, "D": ["0", "10", "-1", "200"], "S": ["1", "-1", "99999999999999999999"], "V": ["trade_payable", "agency", "x", "\x1b[1m"], "Q": ["FY2025 Q1", "2025-06-30", "9999-12-31", "x", "", "baseline"],
         "M": ["free_cash_flow_change", "closing_payables", "cash_paid", "x", "\u202e"], "C": ["EUR", "GBP", "eur", "", "x" * 5000]}  # fmt: skip


def arguments(chance, folder):
    """Words of a command, and a file that it reads."""
    kind = chance.random()
    if kind < 0.3:
        name = ledgers.names_of(chance, 0.2)
        content, _ = ledgers.written(chance, [name, *ledgers.rows_of(chance, name, 5, 0.3)], 0.3)
        (folder / "a.csv").write_bytes(content)
        more = [
            ("--currency", "EUR"),
            ("--decimal", ","),
            ("--date-order", "dmy"),
            ("--zone", "Mars/X"),
            ("--strict",),
            ("--sign", "x"),
            ("--dialect", "x"),
            ("--payments", str(folder / "a.csv")),
        ]
        return [
            "check",
            str(folder / chance.choice(["a.csv", "a.csv", "a.csv", "none.csv", "", "*.csv"])),
            *(w for o in chance.sample(more, chance.choice([0, 0, 1, 2])) for w in o),
        ]
    if kind < 0.45:
        text = texts.text_of(chance)[:3000].replace("\0", "")
        more = [
            ("--amount", chance.choice(NUMBERS)),
            ("--currency", "EUR"),
            ("--tax", chance.choice(NUMBERS)),
            ("--event", chance.choice(["x", "receipt=2025-05-30", "=", "x=y"])),
            ("--against", chance.choice(["net 60", "x"])),
            ("--dialect", "sap"),
        ]
        return [
            "terms",
            *(w for o in chance.sample(more, chance.choice([0, 1, 3])) for w in o),
            "--",
            text,
            chance.choice(["2025-01-31", "x", "9999-12-31", "0001-01-01", "31.01.2025", "1750-01-01"]),
        ]
    if kind < 0.5:
        content, ending = einvoices.content_of(chance)
        (folder / f"a{ending}").write_bytes(content)
        return ["check", str(folder / f"a{ending}")]
    path, command = whatifs.made(chance, folder), chance.choice([*ASKED])
    words = [
        chance.choice(WORDS[w]) if w in WORDS else w
        for o in chance.sample(ASKED[command], chance.choice([0, 0, 1, 2]) % (len(ASKED[command]) + 1))
        for w in o
    ]
    out = ["--out", str(folder / chance.choice(["out", "out", "whatif.toml"]))] if command != "explain" and chance.random() < 0.3 else []
    return [command, *words, *out, str(path)]


def _cannot_be_used(words, shown):
    """A page of `check` that says what is left out, and that it is too much."""
    if words[0] != "check":
        return False
    return json.loads(shown)["accepted"] > 0 if "--json" in words else shown.startswith("Can't be used yet: ")


def try_one(chance, folder):
    """One command; whether it was done."""
    words, as_json = arguments(chance, folder), chance.random() < 0.5
    words = [words[0], "--json", *words[1:]] if as_json else words
    with timed(words[0]):
        found = CliRunner(env={"CASHFLOW_DEBUG": "1"}).invoke(main, words)
    shown = " ".join(words)[:300]
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    check(found.exit_code in (0, 1, 2), f"{shown}: exit status {found.exit_code}")
    for text in (found.stdout, found.stderr):
        check(not unseen(text), f"{shown}: hidden signs {unseen(text)[:3]!r} in {text[:300]!r}")
        check("internal error" not in text and "Traceback" not in text, f"{shown}: {text[:800]}")
    if found.exit_code == 1:
        check(len(found.stderr) < 2 * LONGEST, f"{shown}: a refusal of {len(found.stderr)} letters: {found.stderr[:300]}")
        shows = words[0] == "check" and "0 accepted" in found.stdout  # why no row is good is shown beside the refusal
        refused = (found.stdout == "" or shows) and found.stderr.strip()
        check(as_json or refused or _cannot_be_used(words, found.stdout), f"{shown}: {found.stdout[:200]} {found.stderr[:200]}")
    if as_json and found.exit_code < 2:
        said = json.loads(found.stdout)
        told = (
            set(said) == {"error", "ask"}
            or _cannot_be_used(words, found.stdout)
            or (words[0] == "check" and said.get("accepted") == 0 and {"error", "ask"} < set(said))
        )
        check(found.exit_code == 0 or told, f"{shown}: {found.stdout[:300]}")
    return found.exit_code == 0
