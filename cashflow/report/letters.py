"""Offer letters as files: Markdown, and a workbook whose benefit is a live formula; one of each a supplier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.money import whole
from cashflow.basics.shown import printable
from cashflow.report.files import csv_text
from cashflow.report.tables import money
from cashflow.report.workbook.styles import CUT, CUT_NOTE, NewBook, money_format, safe_text, xlsxwriter_or

__all__ = ["letter_text", "letter_workbook", "offer_letter_files"]

_GAINS = ("interest", "uplift", "discount", "fee", "withheld_tax")
_DATES = ("invoice_date", "due_date", "baseline_payment_date", "received_date", "accrual_start")
_HEADS = {
    "invoice": "invoice",
    "invoice_date": "invoiced",
    "due_date": "due by contract",
    "baseline_payment_date": "usually paid",
    "received_date": "you are paid",
    "amount": "amount",
    "tax_in_amount": "tax in it",
    "incentive": "you get in addition",
    "vat": "VAT on it",
    "accrual_start": "interest from",
    "days_later": "days later",
}
_ROWS = 1_048_576 - 20
"""Invoices that a sheet holds beside its head and notes; XlsxWriter drops what is beyond without a word."""
_NOTES = (
    "Benefit = what you get in addition − amount × your rate × days later / {basis}. Put in your own rate.",
    "VAT on it is passed on and no gain. Days later below zero: you are paid earlier.",
    "Interest counts from the day in 'interest from' (included) to the day you are paid (not included).",
)


@own_context
def offer_letter_files(frame: pd.DataFrame, workbooks: bool | None = None) -> dict[str, str | bytes]:
    """Files of all offer letters by name: one table of all, and a page (and a workbook) for each supplier.

    Parameters
    ----------
    frame
        As from `Result.offer_letters`.
    workbooks
        Whether to make workbooks; `None`: if XlsxWriter is installed.

    Raises
    ------
    InputError
        Workbooks are asked for, and XlsxWriter is not installed.
    """
    make = xlsxwriter_or("offer letters", required=bool(workbooks)) is not None if workbooks is not False else False
    files: dict[str, str | bytes] = {"offer_letters.csv": csv_text(frame)}
    groups = list(frame.groupby(["scenario", "offer", "supplier", "currency"], sort=True))
    for number, (key, rows) in enumerate(groups, 1):
        name = f"{number:05d}_{_file_name(str(key[2]))}"
        files[f"{name}.md"] = letter_text(rows)
        if make:
            files[f"{name}.xlsx"] = letter_workbook(rows)
    return files


def _file_name(supplier: str) -> str:
    """Letters, digits, dashes: a name must not lead out of the folder."""
    return re.sub(r"[^0-9A-Za-zÀ-ÿ]+", "-", supplier).strip("-")[:40] or "supplier"


def _options(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(some["option"].iloc[0]), some) for _, some in rows.groupby("option_number")]


def _incentive(row: Mapping[Any, Any]) -> Decimal:
    return sum((row[g] for g in _GAINS), Decimal(0))


def _digits(rows: pd.DataFrame) -> int:
    return max(0, -int(rows["amount"].iloc[0].as_tuple().exponent))


def _rate(rows: pd.DataFrame) -> Fraction | None:
    rate = rows["funding_rate"].iloc[0]
    return None if rate != rate else Fraction(str(float(rate)))


def _day_count(rows: pd.DataFrame) -> str:
    return {360: "ACT/360", 365: "ACT/365F"}[int(rows["days_a_year"].iloc[0])]


def _benefit(row: Mapping[Any, Any], rate: Fraction) -> Fraction:
    return Fraction(_incentive(row)) - Fraction(row["amount"]) * rate * int(row["days_later"]) / int(row["days_a_year"])


def _rounded(value: Fraction, digits: int) -> str:
    return money(Decimal(whole(value * 10**digits)).scaleb(-digits), digits)


def _date(value: Any) -> str:
    return "–" if value is None or value is pd.NaT or value != value else pd.Timestamp(value).date().isoformat()


def _cells(row: Mapping[Any, Any], digits: int) -> list[str]:
    shown = {**row, "incentive": _incentive(row)}
    out = []
    for key in _HEADS:
        value = shown[key]
        if key in _DATES:
            out.append(_date(value))
        elif key in ("invoice", "days_later"):
            out.append(_escaped(str(value)))
        else:
            out.append("–" if value is None else money(value, digits))
    return out


def _escaped(text: str) -> str:
    """Text that Markdown and the pages made of it show as it is."""
    return re.sub(r"([\\|`*_{}\[\]<>#~])", r"\\\1", printable(text).replace("\n", " "))


@own_context
def letter_text(rows: pd.DataFrame) -> str:
    """One supplier's sheet as Markdown: its options, each with its invoices and totals."""
    first, digits, rate = rows.iloc[0], _digits(rows), _rate(rows)
    parts = [f"# Offer to {_escaped(str(first['supplier']))}", f"Amounts in {first['currency']}. {_escaped(str(first['scenario']))}."]
    for option, some in _options(rows):
        many = some.to_dict("records")
        lines = ["| " + " | ".join(_HEADS.values()) + " |", "|" + "---|" * len(_HEADS)]
        lines += ["| " + " | ".join(_cells(row, digits)) + " |" for row in many]
        total, more = sum((r["amount"] for r in many), Decimal(0)), sum((_incentive(r) for r in many), Decimal(0))
        said = f"In all {money(total, digits)}, and in addition {money(more, digits)}."
        if rate is not None:
            benefit = sum((_benefit(r, rate) for r in many), Fraction(0))
            yours = f"{float(rate):.2%} a year ({_day_count(some)}, as we assume it)"
            said += f" At your rate of {yours} the benefit is {_rounded(benefit, digits)}."
        notes = "\n".join(f"- {n.format(basis=int(some['days_a_year'].iloc[0]))}" for n in _NOTES)
        parts += [f"## {_escaped(option)}", "\n".join(lines), said, notes]
    return "\n\n".join(parts) + "\n"


@own_context
def letter_workbook(rows: pd.DataFrame) -> bytes:
    """One supplier's sheet as a workbook: a sheet an option, the supplier's rate in a cell, the benefit as formulas with their values."""
    new = NewBook("offer letters")
    longest = max(len(some) for _, some in _options(rows))
    if longest > _ROWS:
        reason = f"has {longest:,} invoices in the offer, and a sheet holds {_ROWS:,}"
        raise InputError(reason, column="supplier", value=rows["supplier"].iloc[0], hint="Let the offer cover fewer invoices")
    for number, (option, some) in enumerate(_options(rows), 1):
        _write_option(new, new.book.add_worksheet(f"Option {number}"), option, some)
    return new.bytes()


def _write_option(new: NewBook, sheet: Any, option: str, rows: pd.DataFrame) -> None:
    digits, rate, first = _digits(rows), _rate(rows), rows.iloc[0]
    style = {name: new.style(name) for name in ("title", "head", "date", "note")} | {"rate": new.style("rate_input")}
    style |= {"money": new.style("text", num_format=money_format(digits)), "bold": new.style("bold", top=1)}
    style |= {"sum": new.style("bold", num_format=money_format(digits), top=1)}
    sheet.write_string(0, 0, safe_text(f"Offer to {first['supplier']}"), style["title"])
    sheet.write_string(1, 0, safe_text(f"{option}. Amounts in {first['currency']}."))
    sheet.write_string(2, 0, f"Your rate a year, {_day_count(rows)} (change it):")
    sheet.write_blank(2, 3, None, style["rate"]) if rate is None else sheet.write_number(2, 3, float(rate), style["rate"])
    heads = [*_HEADS.values(), "benefit at your rate"]
    sheet.set_row(4, 32)
    for column, head in enumerate(heads):
        sheet.write_string(4, column, head, style["head"])
    values = [_write_row(sheet, 5 + at, row, style, rate) for at, row in enumerate(rows.to_dict("records"))]
    _write_totals(sheet, 5 + len(values), rows, None if rate is None else sum(values, Fraction(0)), style)
    texts = [f"Offer to {first['supplier']}", f"{option}. Amounts in {first['currency']}.", *map(str, rows["invoice"])]
    notes = [*_NOTES, *([CUT_NOTE.format("offer_letters.csv")] if any(safe_text(t).endswith(CUT) for t in texts) else [])]
    for at, note in enumerate(notes):
        sheet.write_string(7 + len(values) + at, 0, note.format(basis=int(first["days_a_year"])), style["note"])
    for column, width in enumerate(_widths(rows, values, digits)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(5, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)


def _widths(rows: pd.DataFrame, benefits: list[Fraction], digits: int) -> list[int]:
    """Columns wide enough for every figure and its total: a spreadsheet shows ### where a number does not fit."""
    many, widths = rows.to_dict("records"), [13] * (len(_HEADS) + 1)
    widths[0] = max(20, min(max(len(str(r["invoice"])) for r in many) + 2, 40))
    columns = {key: [r[key] for r in many if r[key] is not None] for key in ("amount", "tax_in_amount", "vat")}
    columns |= {"incentive": [_incentive(r) for r in many]}
    for key, values in columns.items():
        widest = max((len(money(v, digits)) for v in [*values, sum(values, Decimal(0))]), default=0)
        widths[list(_HEADS).index(key)] = max(13, widest + 3)
    widths[-1] = max(13, *(len(_rounded(v, digits)) + 3 for v in [*benefits, sum(benefits, Fraction(0))]))
    return widths


def _write_row(sheet: Any, at: int, row: Mapping[Any, Any], style: Mapping[str, Any], rate: Fraction | None) -> Fraction:
    shown = {**row, "incentive": _incentive(row)}
    for column, key in enumerate(_HEADS):
        value = shown[key]
        if key in _DATES:
            if _date(value) != "–":
                sheet.write_datetime(at, column, pd.Timestamp(value).to_pydatetime(), style["date"])
        elif key == "invoice":
            sheet.write_string(at, column, safe_text(str(value)))
        elif value is not None:
            sheet.write_number(at, column, float(value), None if key == "days_later" else style["money"])
    benefit = _benefit(row, rate or Fraction(0))
    formula = f"H{at + 1}-F{at + 1}*$D$3*K{at + 1}/{int(row['days_a_year'])}"
    if rate is None:  # empty until the supplier puts its rate in: no rate is not a rate of nothing
        sheet.write_formula(at, len(_HEADS), f'=IF($D$3="","",{formula})', style["money"], "")
    else:
        sheet.write_formula(at, len(_HEADS), f"={formula}", style["money"], float(benefit))
    return benefit


def _write_totals(sheet: Any, at: int, rows: pd.DataFrame, benefit: Fraction | None, style: Mapping[str, Any]) -> None:
    sheet.write_string(at, 0, "in all", style["bold"])
    for column in range(1, len(_HEADS)):
        sheet.write_blank(at, column, None, style["bold"])
    sums = {
        5: sum(rows["amount"], Decimal(0)),
        7: sum((_incentive(r) for r in rows.to_dict("records")), Decimal(0)),
    }
    for column, value in sums.items():
        letter = "ABCDEFGHIJKL"[column]
        sheet.write_formula(at, column, f"=SUM({letter}6:{letter}{at})", style["sum"], float(value))
    if benefit is None:
        sheet.write_formula(at, len(_HEADS), f'=IF($D$3="","",SUM(L6:L{at}))', style["sum"], "")
    else:
        sheet.write_formula(at, len(_HEADS), f"=SUM(L6:L{at})", style["sum"], float(benefit))
