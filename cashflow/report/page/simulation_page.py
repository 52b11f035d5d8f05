"""The page of a simulation: the chance of the target, what is to be expected by quarter, and whose answer and which assumption matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.money import from_minor
from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.measures.catalog import MEASURES
from cashflow.report.findings import findings_frame
from cashflow.report.page.ledger_sections import assumptions_section, findings_section, noted
from cashflow.report.page.list_columns import listed, money_column, share_column, text_column
from cashflow.report.page.page_content import Answer, Asked, Listed, PageContent, PageFigure
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, row_of
from cashflow.report.page.rendered import rendered
from cashflow.report.page.whole_page import PageSource
from cashflow.report.page.words_used import words_of
from cashflow.report.pictures.of_chance import chances_picture, law_picture
from cashflow.report.pictures.of_quarters import sentence
from cashflow.report.sentences.of_ledgers import OF_ALL, asked_of_all
from cashflow.report.sentences.of_scenarios import asked_of_scenario
from cashflow.report.sentences.of_simulations import OF_CHANCE, OF_PLAN, asked_of_chance, asked_of_plan
from cashflow.report.shown_results import Simulated
from cashflow.report.simulation import chance_sentence, expected_sentence, how_found, is_certain, simulated_words
from cashflow.report.total import capital, told_in
from cashflow.report.values_as_text import chance_text, level_text, top_and_notes
from cashflow.results.completeness import completeness_dict

__all__ = ["simulation_html"]

Said = Mapping[str, Any]
_ASKED = (*OF_CHANCE, *OF_PLAN, *OF_ALL)
_WORDS = (
    "Expected", "Standard deviation", "5 % below", "Share of variance", "Draws", "Acceptance", "Made whole",
    "Usual payment day, contract due date", "Unwind", "Not known", "Tie-out",
)  # fmt: skip


def simulation_html(found: Simulated, source: PageSource) -> str:
    """The page as one HTML file; the same result, the same bytes.

    Parameters
    ----------
    found
        The simulation.
    source
        Its scenario compared with the baseline, in which figures are expected: what it costs, who is made whole.
    """
    said, of_plan = found.to_dict(), source.to_dict()
    left_out, notes = top_and_notes(said)
    about: dict[str, Any] = {
        **said,
        "assumptions": found.assumptions,
        "free_cash_flow": str(found.result.reporting.free_cash_flow),
        "completeness": completeness_dict(found.result.baseline),
    }
    plan = asked_of_scenario(found.result, of_plan, lambda: source.suppliers, 0)
    return rendered(
        PageContent(
            kicker="How sure is it, if suppliers accept by chance?",
            title=printable(said["scenario"]),
            subject="chances",
            as_of=about["completeness"]["as_of"],
            left_out=left_out,
            answers=_answers(found),
            asked=[*noted(notes), *Asked.of([*asked_of_chance(said), *asked_of_plan(plan, said), *asked_of_all(about)], _ASKED)],
            sections=[
                _tornado(said),
                _together(said),
                Section("how", "How it was found", how_found(said).splitlines()),
                findings_section(notes, findings_frame(found.ledger.findings)),
                assumptions_section(about),
            ],
            words=words_of(_WORDS),
            listed=_decisions(found),
        )
    )


def _answers(found: Simulated) -> list[Answer]:
    """One answer: a simulation is of one currency, or of all together."""
    said = found.to_dict()
    words = simulated_words(said)
    expected, _, certain = expected_sentence(said).partition("\n")
    first = f"{words[:1].upper()}{words[1:]}: "
    if found.target is None or found.chance is None:
        sentences = [f"{first}{expected.replace('Expected', 'expected', 1)}", chance_sentence(said)]
    else:
        target = short_money(from_minor(found.target, found.currency), found.currency)
        sentences = [f"{first}at least {target} with a chance of {chance_text(found.chance, 1, ' %')}.", expected, chance_sentence(said)]
    baseline = found.result.baseline
    code = len(baseline.currencies) if said["rates"] else baseline.code_of(found.currency)
    return [Answer(capital(told_in(said)), "s0", [s for s in (*sentences, certain) if s], _chances(found, said), _table(said), code)]


def _chances(found: Simulated, said: Said) -> list[PageFigure]:
    """How often the figure comes out where: of the draws, else of the exact law; nothing where nothing is open."""
    if is_certain(said):
        return []
    together = ", all currencies" if said["rates"] else ""
    words = f"{sentence(MEASURES[found.measure].words)}, {found.result.shown.labels[found.quarter]}{together}"
    told = found.currency, words, found.target, found.chance
    if len(found.drawn):
        return PageFigure.all_of(chances_picture(found.drawn[:, found.quarter], *told))
    if found.law is None:
        return []
    return PageFigure.all_of(law_picture(found.law, int(found.stakes.baseline[found.quarter]), *told))


def _table(said: Said) -> PageTable:
    """Expected, spread, least, most and quantiles by quarter."""
    moments, labels = said["moments"], [q["label"] for q in said["quarters"]]
    rows = [row_of("Expected", moments["mean"], "main")]
    if not is_certain(said):
        rows.append(row_of("Standard deviation", moments["standard_deviation"]))
        rows.append(row_of("Least possible", moments["least"]))
        for level in sorted({q["level"] for q in said["quantiles"]}) if said["draws"] else []:
            some = [q["drawn"] for q in said["quantiles"] if q["level"] == level]
            rows.append(row_of(f"{level_text(level, ' %')} of draws at most", some))
        rows.append(row_of("Most possible", moments["most"]))
    exact = not is_certain(said) and said["draws"] and any(q["exact"] is not None for q in said["quantiles"])
    note = (
        f"Shares in this table are of the {said['draws']:,} draws; what is said of {said['quarter']} is exact, so the two differ a little."
    )
    return PageTable("", [said["currency"], *labels], rows, note if exact else "")


def _tornado(said: Said) -> Section:
    """Each unknown at both its ends."""
    chance = said["target"] is not None and any(t["chance_low"] is not None for t in said["tornado"])
    rows = []
    for t in said["tornado"]:
        ends = []
        for end in ("low", "high"):
            ends += [Cell(printable(t[f"{end}_setting"]), kind="number"), amount(t[end])]
            odds = t[f"chance_{end}"]
            ends += [Cell("–" if odds is None else chance_text(odds, 1, " %"), kind="number")] if chance else []
        rows.append(Row(printable(t["unknown"]), ends))
    one = ["At", f"Expected, {said['currency']}", *(["Chance"] if chance else [])]
    lines = ["Each moved alone, other things being equal."] if rows else ["Nothing is open that could be moved."]
    return Section("tornado", "Which assumption matters most", lines, tables=[PageTable("", ["Unknown", *one, *one], rows)] if rows else [])


def _together(said: Said) -> Section:
    """How quarters go together: what falls back later is the other side of what comes first."""
    labels = [q["label"] for q in said["quarters"]]
    some = [n for n in range(len(labels)) if said["correlations"][n][n] is not None]
    if len(some) < 2:
        return Section("together", "How the quarters go together", ["The figure is open in one quarter at most."])
    rows = [Row(labels[n], [_correlation(said["correlations"][n][m]) for m in some]) for n in some]
    lines = ["Correlation of the figure between quarters: −1.00 means that all that comes in one goes in the other."]
    tables = [PageTable("", ["Quarter", *(labels[n] for n in some)], rows)]
    return Section("together", "How the quarters go together", lines, tables=tables)


def _correlation(value: float | None) -> Cell:
    return Cell("–" if value is None else f"{value:.2f}".replace("-", "−"), kind="number")


def _decisions(found: Simulated) -> Listed:
    """Every decision, largest share of the variance first."""
    frame = found.suppliers
    return listed(
        "Suppliers",
        f"Each offer to a supplier is one decision; largest share of the variance first. Amounts in {found.currency}.",
        "suppliers.csv",
        "No supplier has anything to accept.",
        len(frame),
        lambda: [
            text_column("Supplier", frame["supplier"]),
            *([text_column("Offer", frame["offer"])] if frame["offer"].nunique() > 1 else []),
            *([text_column("Owed in", frame["owed_in"])] if frame["owed_in"].nunique() > 1 else []),
            text_column("Option taken", frame["option"]),
            share_column("Accepts", frame["acceptance"]),
            money_column(f"Adds in {found.result.shown.labels[found.quarter]}", frame["adds"]),
            share_column("Share of variance", frame["share_of_variance"]),
        ],
    )
