"""A simulation as text: the chance first, then each quarter, who matters, which unknown matters, and how it was found."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.words import short_money
from cashflow.measures.catalog import MEASURES, PRESENTATION_LABELS
from cashflow.report.shown_results import Rendered
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.total import capital, rates_words, told_in
from cashflow.report.values_as_text import COVERAGE_WORDS, chance_text, inputs_text, level_text, money, top_and_notes

__all__ = [
    "answer_text",
    "chance_sentence",
    "expected_sentence",
    "how_found",
    "is_certain",
    "quarter_table",
    "simulated_words",
    "simulation_parts",
    "tornado_table",
]


def simulation_parts(simulated: Rendered, most: int = 8) -> list[Part]:
    """The whole report.

    Parameters
    ----------
    simulated
        A simulation.
    most
        How many suppliers to show.

    Returns
    -------
    list of Part
    """
    found = simulated.contents()
    top, notes = top_and_notes(found)
    parts: list[Part] = [*(Said(t, "left out") for t in top), Said(answer_text(found), "answer")]
    parts.append("" if is_certain(found) else quarter_table(found, capital(told_in(found))))
    parts.append(_suppliers(found, most))
    parts.append(tornado_table(found) or "")
    parts += [f"Note: {n}" for n in notes]
    parts += [how_found(found), inputs_text(found["inputs"])]
    return parts


def answer_text(found: Mapping[str, Any]) -> str:
    """What was simulated, what is expected of it, and below it the chance of the target."""
    said = [expected_sentence(found), *([chance] if (chance := chance_sentence(found)) else [])]
    return f"{found['scenario']}: {simulated_words(found)}. " + "\n".join(said)


def simulated_words(found: Mapping[str, Any]) -> str:
    """What is simulated, in which presentation and quarter."""
    presentation = f" ({PRESENTATION_LABELS[found['presentation']]} presentation)" if found["presentation"] else ""
    of = COVERAGE_WORDS.get(found["coverage"][_at(found)], "")
    together = "" if found["rates"] is None else f", {told_in(found)}"
    return f"{MEASURES[found['measure']].words}{of}{presentation}, {found['quarter']}{together}"


def _at(found: Mapping[str, Any]) -> int:
    return [q["label"] for q in found["quarters"]].index(found["quarter"])


def expected_sentence(found: Mapping[str, Any]) -> str:
    """What is to be expected, and how far it spreads."""
    currency, at = found["currency"], _at(found)
    mean, spread = (Decimal(found["moments"][k][at]) for k in ("mean", "standard_deviation"))
    if is_certain(found):
        return (
            f"{short_money(mean, currency)}.\nNothing is uncertain: every supplier either accepts or refuses, so this is what "
            "'cashflow run' says. Acceptance by chance is stated in an offer: acceptance = { share = 0.7 }"
        )
    text = f"Expected {short_money(mean, currency)}, standard deviation {short_money(spread, currency)}"
    mine = [q for q in found["quantiles"] if q["quarter"] == found["quarter"]]
    levels = [(q["level"], q["drawn"] if q["exact"] is None else q["exact"]) for q in mine]
    known = [(level, Decimal(v)) for level, v in levels if v is not None]
    if len(known) > 1:
        (low, least), (high, most) = known[0], known[-1]
        text += f"; {short_money(least, currency)} to {short_money(most, currency)} in {level_text(high - low)} of cases"
    return text + "."


def is_certain(found: Mapping[str, Any]) -> bool:
    """Whether no supplier's answer is open."""
    return not any(0 < s["acceptance"] < 1 for s in found["suppliers"])


def chance_sentence(found: Mapping[str, Any]) -> str:
    """The chance of the target, and how it was found; nothing without a target."""
    if found["target"] is None:
        return ""
    target = short_money(Decimal(found["target"]), found["currency"])
    if found["chance"] is None:
        return f"The chance of at least {target} needs draws: acceptances have a common factor and many different probabilities."
    if found["chance_method"] == "draws":
        said = f"drawn, standard error {found['chance_error']:.2%}"
    else:
        drawn = "" if found["drawn_chance"] is None else f"; {chance_text(found['drawn_chance'], 2)} of the draws"
        said = f"exact, off by at most {_error(found['chance_error'])}{drawn}"
    return f"Chance of at least {target}: {chance_text(found['chance'], 2)} ({said})."


def _error(value: float) -> str:
    return f"{max(value * 100, 0.0001):.2g} %"


def quarter_table(found: Mapping[str, Any], currency: str) -> TextTable:
    """Mean, spread, range and drawn levels by quarter."""
    labels = [q["label"] for q in found["quarters"]]
    names = {"mean": "expected", "standard_deviation": "standard deviation", "least": "least possible", "most": "most possible"}
    rows = [[word, *(_money(v) for v in found["moments"][key])] for key, word in names.items()]
    levels = sorted({q["level"] for q in found["quantiles"]}) if found["draws"] else []
    for level in levels:
        rows.append([f"{level_text(level)} of draws at most", *(_money(q["drawn"]) for q in found["quantiles"] if q["level"] == level)])
    return TextTable(f"{currency}: by quarter", [found["currency"], *labels], rows)


def _suppliers(found: Mapping[str, Any], top: int) -> Part:
    open_ = [s for s in found["suppliers"] if 0 < s["acceptance"] < 1 and Decimal(s["adds"])]
    if not open_:
        return "" if is_certain(found) else f"Nobody whose answer is open adds anything in {found['quarter']}."
    rows = [
        [s["supplier"], _money(s["adds"]), chance_text(s["acceptance"], 0), chance_text(s["share_of_variance"], 1)] for s in open_[:top]
    ]
    more = f", the first {len(rows)} of {len(open_):,}" if len(open_) > len(rows) else ""
    title = f"Whose answer matters most ({told_in(found)}){more}"
    columns = ["supplier", "adds", "accepts", "share of variance"]
    if found["rates"] is not None:
        columns.append("owed in")
        rows = [[*row, s["owed_in"]] for row, s in zip(rows, open_, strict=False)]
    return TextTable(title, columns, rows)


def tornado_table(found: Mapping[str, Any]) -> TextTable | None:
    """What each unknown moves, if anything is unknown."""
    if not found["tornado"]:
        return None
    chance = found["target"] is not None and any(t["chance_low"] is not None for t in found["tornado"])
    rows = []
    for t in found["tornado"]:
        row = [t["unknown"], t["low_setting"], _money(t["low"]), t["high_setting"], _money(t["high"])]
        ends = ["–" if v is None else chance_text(v, 1) for v in (t["chance_low"], t["chance_high"])]
        rows.append([*row, *ends] if chance else row)
    columns = ["unknown", "at", "expected", "at", "expected", *(["chance", "chance"] if chance else [])]
    return TextTable(f"Which assumption matters most, other things being equal ({told_in(found)})", columns, rows, left=2)


def how_found(found: Mapping[str, Any]) -> str:
    """Rates of a total, acceptance, correlation and draws, a line each."""
    lines = [] if found["rates"] is None else [rates_words(found["rates"])]
    lines += [f"Acceptance, offer {n}: {text}." for n, text in enumerate(found["acceptance"], 1)]
    if found["correlation"]:
        lines.append(
            f"Suppliers follow one common factor: two with the same probability have correlation {found['correlation']:g}. An assumption."
        )
    else:
        lines.append("Suppliers decide independently of each other. An assumption: if they follow each other, the spread is wider.")
    seed = "a generator" if found["seed"] is None else f"seed {found['seed']}"
    drawn = f"; {found['draws']:,} draws, {seed}" if found["draws"] else ""
    lines.append(f"Each offer to a supplier is one decision, accepted in full or not at all{drawn}.")
    return "\n".join(lines)


def _money(value: Decimal | None) -> str:
    return "–" if value is None else money(str(value))
