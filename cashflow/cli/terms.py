"""``cashflow terms``: one payment term, and when an invoice is due by it."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from cashflow.basics.errors import InputError
from cashflow.cli.doors import JSON, dump, refused, shown
from cashflow.cli.help import Grouped, examples
from cashflow.cli.printing import page_width
from cashflow.report.text_page import wrapped
from cashflow.terms import PaymentTerms, compare_terms, read_terms
from cashflow.terms.anchors import anchor_name
from cashflow.terms.own_events import events_of

__all__ = ["terms"]


@click.command(
    cls=Grouped,
    short_help="How a payment term is read, and when it is due.",
    epilog=examples(
        'cashflow terms "2/10 net 30" 2025-06-01',
        'cashflow terms "30 days then end of month" 2025-01-31 --against "net 60"',
    ),
)
@click.argument("text")
@click.argument("date")
@click.option("--amount", help="Invoice amount, e.g. 1234.50.")
@click.option("--currency", help="Its currency, e.g. EUR.")
@click.option("--tax", help="Tax in the amount, for terms that look at the net amount.")
@click.option("--event", "events", multiple=True, metavar="NAME=DATE", help='A further date, e.g. --event "goods receipt=2025-06-30".')
@click.option("--dialect", help="Which reading to take where the text has two.")
@click.option("--against", help="Another term: the days it would gain, and how many invoice dates cross a quarter end.")
@JSON
@refused
def terms(text: str, date: str, as_json: bool, dialect: str | None, events: tuple[str, ...], against: str | None, **money: Any) -> None:
    """Read the payment term TEXT and say when an invoice of DATE is due."""
    from cashflow.report.terms import terms_dict, terms_text

    pairs = {e: e.partition("=")[::2] for e in events}
    if bare := [e for e, pair in pairs.items() if not all(pair)]:
        raise InputError("must be a name and a date", column="--event", value=bare[0], hint='Write --event "goods receipt=2025-06-30"')
    own = _own([name for name, _ in pairs.values()])
    term, notes = read_terms(text, dialect, own.values())
    dates = {own.get(name, name): day for name, day in pairs.values()}
    if money["amount"] is not None and money["currency"] is None:
        raise InputError("an amount needs its currency", column="--amount", value=money["amount"], hint="Add, for example: --currency EUR")
    for name in ("currency", "tax") if money["amount"] is None else ():
        if money[name] is not None:
            raise InputError("is of the amount, which is not given", column=f"--{name}", value=money[name], hint="Give --amount, too")
    other = None if against is None else compare_terms(term, PaymentTerms.parse(against, dialect, own.values()), **money)
    show = terms_dict(term, date, money["amount"], money["currency"], money["tax"], dates, other)
    show |= {"notes": list(notes)} if notes else {}
    counted = {*(p.anchor for p in term.installments), *(d.anchor for d in term.discounts)}
    for event, (name, _) in pairs.items():
        if own.get(name) not in counted and anchor_name(name) not in counted:
            raise InputError(f"'{term}' does not count from it", column="--event", value=event, hint="Leave it out")
    click.echo(dump(show) if as_json else wrapped(shown(terms_text(term, date, show, dates)), page_width()))


def _own(names: list[str]) -> dict[str, str]:
    """Those that are no events of ours: a term may count from them, too, as their days are given."""
    own: dict[str, str] = {}
    for name in names:
        try:
            anchor_name(name)
        except InputError:
            with contextlib.suppress(InputError):  # no name of an event: refused below, in the words of those known
                own[name] = events_of([name])[0]
    return own
