"""``cashflow try``: a what-if without a file; its options are the keys of a what-if file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cashflow.basics.errors import InputError
from cashflow.cli.completion import schemes
from cashflow.cli.doors import OUT, ledger_options
from cashflow.cli.help import LEDGER, Grouped, examples
from cashflow.cli.printing import Printing, answer, format_options
from cashflow.cli.writing import ask_to_replace, may_write, write_result
from cashflow.cli.writing import save as save_file
from cashflow.whatif_file.written import whatif_toml

if TYPE_CHECKING:
    from cashflow.whatif_file.tried import TypedKey

__all__ = ["attempt"]

_UNSAVED = Path("what-if.toml")
"""What the file would be called; it is none yet."""
_GROUPS = {
    "offer": "The offer",
    "scheme": "What suppliers get (settings of --scheme)",
    "calendar": "Calendar",
    "policy": "How the buyer pays",
    "measures": "What figures are reported in, and compared with",
}
_IN_SHORT = {
    "extend": "How much later: 30 (days), 2025-08-15 (paid that day), 'net 90' (other terms); or earlier: immediate.",
    "suppliers": "Whom: a name, or COLUMN=VALUE such as region=EU, several times for several. By default all.",
    "paying": "Invoices that would be paid in a window: from=2025-06-01, and once more to=2025-06-30.",
    "due": "The same by contract due date.",
    "invoiced": "The same by invoice date.",
    "where": "The same by any column: entity=UK01.",
    "acceptance": "Who accepts: all (default), 'if whole', share=0.7, or names.",
    "annual_rate": "Interest or discount a year: 6.5%.",
    "day_count": "How the days of that rate count: ACT/360, ACT/365F …",
    "of": "Of which amount a share is taken: gross, or net of VAT.",
    "rate": "Share of the amount: 1.5%.",
    "vat": "VAT in the amounts: invoice (as each says), none, or a rate.",
    "overdue": "'offered': also what was due by --as-of. By default it is not.",
    "as_of": "Day the ledger was taken: only later payments can move.",
    "bank_pays": "When the bank pays the supplier: baseline (default), immediate, '3 days after approval'.",
    "sold": "When invoices are sold to the bank: immediate (default), baseline, '3 days after approval'.",
    "steps": "Days early and what they are worth: 10=2%, several times.",
    "credit_loss": "default_probability=1%, and once more loss_given_default=60%.",
    "funding_rate": "What money costs the suppliers: 8%, or the column that holds each one's rate.",
    "quarters": "Whole quarters to show: from=2025-04-01, and once more to=2025-12-31.",
    "payment_runs": "on='every Thursday', and once more choose='last on or before due'. "
    "By currency: EUR='{ on = …, choose = … }'. By default any business day.",
    "exchange_rates": "What one unit of a currency is worth in it: EUR=0.8412, several times.",
    "business_days": "A calendar by currency: EUR=TARGET, and once more roll=following.",
}
"""Where what is typed differs from what stands in a file."""


class _Typed(Grouped):
    """A command whose options are made of the keys of a what-if file, when they are asked for."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options, in the groups in which help shows them."""
        from cashflow.whatif_file.tried import typed_keys

        if not any(p.name == "extend" for p in self.params):
            self.params += [_option(key) for key in typed_keys()]
        return super().get_params(ctx)

    def groups(self, ctx: click.Context) -> Mapping[str, str]:
        """The options by their tables."""
        from cashflow.whatif_file.tried import typed_keys

        return {**super().groups(ctx), **{k.name: _GROUPS[k.table] for k in typed_keys()}, "scheme": _GROUPS["scheme"], "currency": LEDGER}

    def titles(self) -> tuple[str, ...]:
        """First what is offered, to whom, for what."""
        return (*_GROUPS.values(), *super().titles()[1:])


def _option(key: TypedKey) -> click.Option:
    first = re.split(r"(?<=[.])\s", key.meaning.replace("`", ""))[0]
    of = f" ({', '.join(key.schemes)})" if key.schemes else ""
    return click.Option([key.flag, key.name], multiple=True, metavar="VALUE", help=_IN_SHORT.get(key.name, first) + of)


@click.command(
    "try",
    cls=_Typed,
    short_help="What if suppliers were paid later? Without a file.",
    epilog=examples(
        "cashflow try ledger.csv --extend 30",
        "cashflow try ledger.csv --extend 30 --suppliers region=EU --as-of 2025-05-31",
        "  --scheme later_with_interest --annual-rate 6.5% --day-count ACT/360",
        "cashflow try ledger.csv --extend 2025-08-15 --save august.toml",
    ),
)
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option(
    "--scheme", metavar="NAME", help="What suppliers get for it, e.g. later_with_interest. By default nothing.", shell_complete=schemes
)
@click.option("--name", "scenario", help="What the scenario is called in the answer.")
@click.option("--currency", help="Currency of all rows, if the ledger has no such column.")
@click.option("--payments", type=click.Path(path_type=Path), help="Second table: invoice, supplier, paid_date, amount.")
@click.option("--dialect", help="Reading of terms that have two, e.g. days_then_eom.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Write the what-if file, which gives the same answer.")
@ledger_options
@OUT
@format_options("comparison")
def attempt(ledger: Path, told: Mapping[str, Any], save: Path | None, out: Path | None, how: Printing, **given: Any) -> None:
    """What if suppliers of LEDGER were paid later? The answer without a what-if file."""
    from cashflow.runs import Asked, answer_of
    from cashflow.whatif_file.tried import tried_tables, typed_refusal

    may_write(folder=out, file=save)
    if save is not None:
        ask_to_replace(save)
    path = save or _UNSAVED
    more = {k: given.pop(k) for k in ("currency", "payments", "dialect")}
    try:
        text = whatif_toml(tried_tables(ledger, path.parent, given, {**told, **more}))
        asked = Asked("run", path, text=text)
        found = answer_of(asked)
    except InputError as wrong:
        raise typed_refusal(wrong, path) from None
    if save is not None:
        save_file(save, text, f"To run it again: cashflow run {save}")
    write_result(asked, found, out)
    answer(found.result, how, out)
