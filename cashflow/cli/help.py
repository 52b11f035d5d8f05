"""Help that a finance person reads: what a command is for, examples, and options by what they are about."""

from __future__ import annotations

from collections.abc import Mapping

import click

from cashflow.cli.doors import LEDGER_NAMES

__all__ = ["LEDGER", "Grouped", "examples"]

LEDGER = "How the ledger is read"
_PRINTED = "The answer"
_PRINTS = ("out", "form", "as_json", "is_full", "sheets", "output", "listed", "saved", "save")
_FIRST = "Options"


def examples(*lines: str) -> str:
    """What to type, below a command's help; click keeps the lines as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


class Grouped(click.Command):
    """A command whose options stand in groups: its own, those of the answer, and those that say how the ledger is read."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As ever; several files, which a shell makes of a pattern without quotes, are told how they are one ledger."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            if "unexpected extra argument" not in wrong.message or all(p.name != "ledger" for p in self.params):
                raise
            several = 'Several files are one ledger: name their folder, or a pattern in quotes: "exports/*.csv"'
            raise click.UsageError(f"{wrong.message}. {several}", ctx) from None

    def groups(self, ctx: click.Context) -> Mapping[str, str]:
        """Name of an option → the title it stands under; others stand first."""
        return {**dict.fromkeys(LEDGER_NAMES, LEDGER), **dict.fromkeys(_PRINTS, _PRINTED)}

    def titles(self) -> tuple[str, ...]:
        """The groups in their order."""
        return (_FIRST, _PRINTED, LEDGER)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups that have an option."""
        where, titles = self.groups(ctx), self.titles()
        found: dict[str, list[tuple[str, str]]] = {title: [] for title in titles}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                found[_PRINTED if "--help" in param.opts else where.get(str(param.name), titles[0])].append(record)
        for title, records in found.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
