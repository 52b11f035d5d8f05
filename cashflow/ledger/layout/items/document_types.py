"""What each row is by the type of its document; types that may lessen what is owed, where no amount has a sign, are asked for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import asked, shortened
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import FLAGS, SIDES, is_marked, text_of
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import has_side, is_negative, money_of, shown
from cashflow.ledger.layout.cells.words import STRONG, fold, roles_of
from cashflow.ledger.layout.profile import profiles

__all__ = ["direction_gap", "is_weak", "kind_of_type", "marked_credits", "type_gap"]

_WHOSE = re.compile(
    r"(?i)^(?:a/?p|accounts payable|vendor|supplier|purchase|purchasing|payables?|incoming|creditor)[\s._-]+"
    r"|[\s._-]+(?:a/?p|vendor|supplier|purchase|fournisseurs?|d'achat|(?:de |del |a )?proveedor(?:es)?|de compra"
    r"|(?:di |da |al? )?fornitor[ei]|(?:di )?acquisto|(?:de |do |a )?fornecedor(?:es)?|leverancier|inkoop|dostawcy|zakupu?)$"
)
"""Words of a type that say only that it is of payables: ``AP Credit Memo``, ``Avoir fournisseur``."""
_PARTS = re.compile(r"\s+[-–—|]\s+|\s*:\s+")
_BILL = re.compile(
    r"invoice|bill|rechn|factu|fattur|fatur|fakt|lask|számla|szamla|сч[её]т|накладн|发票|請求|purchase|expense|pinv|standard|item"
)
"""What stands in types that are bills, whatever they are called besides."""
_MONEY = re.compile(
    r"prepa|pre-pa|down ?pa|advance|deposit|on account|unapplied|anzahl|voraus|akonto|acompte|avance|arrhes|anticip|acconto|adiant|sinal"
    r"|voorschot|aanbetal|vooruit|zalicz|przedp|försk|forsk|ennakk|záloh|előleg|avans|аванс|предоплат|预付|前払|前渡"
    r"|cheque|check|wire|transfer|eft|ach$|bacs|cash|bank|überweis|scheck|virement|chèque|prélèv|bonifico|assegno|przelew|overboek"
)
"""What stands in types of money that was given, before there was a bill or for one."""
_FLAG = re.compile(r"^is(?=[a-z]{4})|(?:flag|yn|yesno)$")
_SIGNS = ({"+", "-"}, {"1", "-1"}, {"+1", "-1"})
_DIRECTIONS = (
    {"in", "out"}, {"purchase", "sale"}, {"purchase", "sales"}, {"purchases", "sales"}, {"buy", "sell"}, {"compra", "venta"},
    {"incoming", "outgoing"}, {"inbound", "outbound"}, {"inflow", "outflow"}, {"eingang", "ausgang"}, {"eingehend", "ausgehend"},
    {"entrant", "sortant"}, {"entree", "sortie"}, {"entrada", "salida"}, {"entrada", "saida"}, {"entrata", "uscita"},
    {"inkomend", "uitgaand"},
)  # fmt: skip
"""Words that say which way something goes, and not whether it is the bill or the money."""
_MOST = 6  # types that are asked for


def is_weak(name: str) -> bool:
    """Whether a column's name only may say that it holds types of documents."""
    return roles_of(name).get("document_type", STRONG + 1) > STRONG


def kind_of_type(text: str, words: Mapping[str, str]) -> str:
    """What a type stands for; nothing where it is not known.

    Where the whole is not known, it is what its code or its words say: ``KR (Vendor invoice)``, ``KG - Credit memo``; also without the
    word that it is of payables.

    Examples
    --------
    >>> words = {"creditmemo": "credit note", "kr": "invoice", "avoir": "credit note"}
    >>> [kind_of_type(t, words) for t in ("Credit Memo", "AP Credit Memo", "KR (Vendor invoice)", "Avoir fournisseur", "KG - Credit memo")]
    ['credit note', 'credit note', 'invoice', 'credit note', 'credit note']
    >>> kind_of_type("Credit Memo - KR", words), kind_of_type("Prepayment", words)
    ('', '')
    """
    for form in (text, text.partition(" (")[0], _WHOSE.sub("", text)):
        if kind := words.get(fold(form)):
            return kind
    parts = {kind for part in _PARTS.split(text) if (kind := words.get(fold(part)) or words.get(fold(_WHOSE.sub("", part))))}
    return parts.pop() if len(parts) == 1 else ""


def marked_credits(grid: Grid, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Any:
    """(n_rows,), object: credit notes by a column that says yes or no, called after them, or of plus and minus; `None`: there is none."""
    for i, name in enumerate(grid.names):
        if not name or i in at.values():
            continue
        texts = {t for c in grid.cells(i) if (t := text_of(c))}
        if words.get(_FLAG.sub("", fold(name))) == "credit note" and texts and all(t.lower() in FLAGS or is_marked(t) for t in texts):
            return _credits(grid.column(i).each(is_marked))
        if texts and any(texts <= signs for signs in _SIGNS):
            less = grid.column(i).each(lambda t: t.startswith("-")) & item
            if 0 < 2 * int(less.sum()) < int(item.sum()):
                return _credits(less)
    return None


def _credits(which: Ints) -> Any:
    return np.where(which, "credit note", "").astype(object)


def type_gap(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts | None, types: Any) -> Gap | None:
    """The question what such types are, where no amount has a sign: an advance that was paid would count as owed.

    Asked for are words that are known to have both readings, and, where credit notes and payments are known to stand without a sign, all
    others that are not called after bills.
    """
    if amounts is None or types is None or {"debit_credit", "debit", "credit"} & set(at) or "document_type" not in at:
        return None
    if any(c.each_cell(lambda v: is_negative(v) or has_side(v))[item].any() for c in amounts.read(grid)):
        return None
    name, column = grid.names[at["document_type"]], grid.column(at["document_type"])
    if (is_weak(name) and not (item & (types != "")).any()) or all(text_of(c).lower() in SIDES for c in grid.cells(at["document_type"])):
        return None
    doubtful, unsigned = profiles()["general"].doubtful, bool((item & np.isin(types.astype(str), ["credit note", "payment"])).any())
    unknown = item & (types == "") & column.each(lambda t: bool(t) and _is_asked(t, doubtful, unsigned))
    money = _what_counts(amounts)
    unknown &= money != 0
    texts = column.text()
    found = pd.unique(texts[unknown]).tolist()[:_MOST]
    if not found:
        return None
    said = []
    for word in found:
        rows = unknown & (texts == word)
        many = int(rows.sum())
        said.append(f"'{shortened(word)}' ({many:,} row{'s' * (many != 1)}, {shown(int(money[rows].sum()))})")
    words = f"{' and '.join(said)} in '{name}' may lessen what is owed or add to it, and no amount in the list has a sign that says which"
    typed = " ".join("--types " + shlex.quote(f"{word}={_likely(word)[0]}") for word in found)
    if len(found) == 1:
        choices = [f"{found[0]}={kind}" for kind in _likely(found[0])]
        return Gap(words, asked(f"what documents of the type '{found[0]}' are ([ledger] types): {words}", choices, "--types"), needed=True)
    what = f"what these documents are, each invoice, credit note, payment or ignored ([ledger] types): {words}"
    return Gap(words, {"what": what, "choices": [typed], "type": typed}, needed=True)


def direction_gap(grid: Grid, at: Mapping[str, int], item: Ints) -> Gap | None:
    """The question which rows are suppliers', where a column says in and out: bills that come in are owed, money is received."""
    if {"document_type", "debit_credit", "debit", "credit", "party_kind"} & set(at):
        return None
    for i, name in enumerate(grid.names):
        if not name or i in at.values() or {fold(text_of(c)) for c in grid.cells(i)} - {""} not in _DIRECTIONS:
            continue
        column = grid.column(i)
        texts = [t for t in pd.unique(column.text()[item]).tolist() if t]
        if {fold(t) for t in texts} not in _DIRECTIONS or len(texts) != 2:
            continue
        mapped = f"--map {shlex.quote(f'document_type={name}')}"
        answers = (("invoice", "ignored"), ("ignored", "invoice"), ("invoice", "invoice"))
        told = ([shlex.quote(f"{t}={kind}") for t, kind in zip(texts, kinds, strict=True)] for kinds in answers)
        choices = [f"{mapped} --types {one} --types {other}" for one, other in told]
        words = f"'{name}' says '{texts[0]}' and '{texts[1]}', and which of them are suppliers' bills is not stated"
        return Gap(
            words, {"what": f"types of documents ([ledger] map and types): {words}", "choices": choices, "type": choices[0]}, needed=True
        )
    return None


def _is_asked(text: str, doubtful: tuple[str, ...], unsigned: bool) -> bool:
    forms = {fold(text), fold(_WHOSE.sub("", text)), fold(text.partition(" (")[0])}
    return not forms.isdisjoint(doubtful) or (unsigned and not _BILL.search(text.lower()))


def _what_counts(amounts: Amounts) -> Ints:
    """(n_rows,): what is open, else the amounts; roughly, to be shown."""
    cells = amounts.columns.get("open_amount", amounts.columns["amount"])
    return money_of(Column.of(np.asarray(cells, object)), amounts.decimal, amounts.owed).minor


def _likely(word: str) -> tuple[str, ...]:
    """Kinds of documents, the likeliest first."""
    first = ("payment", "credit note") if _MONEY.search(word.lower()) else ("credit note", "payment")
    return (*first, "invoice", "ignored")
