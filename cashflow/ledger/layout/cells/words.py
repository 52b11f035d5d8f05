"""What columns are called, in many languages and programs: folded words and what they stand for."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources

from cashflow.basics.currencies import CURRENCIES
from cashflow.ledger.layout.cells.named_basis import spelled_out, without_basis

__all__ = ["OWN", "STRONG", "VAGUE", "WEAK", "code_in", "fold", "is_net", "is_tax", "roles_of", "says_cents", "spelled", "words_of"]

OWN, STRONG, WEAK, VAGUE = 0, 1, 2, 3
"""How well a name says what a column is: it is ours, it says enough, it says little, it says next to nothing."""
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "ı": "i", "º": "o", "°": "o"})
_PREFIX = re.compile(r"^(?:maximum|minimum|max|min|sum) of ", re.I)
_CENTS = re.compile(r"(?:(?<=[a-z])(?=C|P)|[\s_(\[-]+)(?:in )?[(\[]?(?i:cents?|pence)[)\]]?$")
_NET = re.compile(
    r"net(?:amount|total|value)|(?:amount|total|value|invoicevalue)net|(?:amount|total|value|sub)*(?:ex|excl|excluding)(?:vat|gst|tax)"
    r"|nettobetrag|betragnetto|netto|montantht|ht|horstaxe|baseimponible|imponibile|goodsvalue|subtotal|kwotanetto|nettokwota|zakladdane"
    r"|(?:untaxed(?:amount|total)?|taxexcluded|amountuntaxed)(?:incurrency)?(?:signed)?|(?:sous)?totalht|税抜(?:金額|価格|額)?|不含税金额"
    r"|(?:belob|belop|belopp)?(?:exkl?|ekskl?)moms"
)
_TAX = re.compile(r"(?i)(?<![^\W\d_])(?:tax|vat|gst|hst|mwst|ust|tva|iva|btw|moms|dph|kdv|ндс)(?![^\W\d_])|税额|税額|消費税")
_NOT_TAX = re.compile(r"(?i)tax invoice|inc|inkl|ttc|gross|brutto|exc?l?|ohne|без|с ндс|s dph|税込|税抜|含税|with")
_CODE = re.compile(r"^(.{3,}?)(?:[\s_]+(?:in[\s_])?[(\[]?|[(\[]\s?(?:in )?|[.-]\s?)([A-Za-z]{3}|[€£])\s?[)\]]?$")
_CODE_FIRST = re.compile(r"^[(\[]?([A-Z]{3}|[€£])[)\]]?[\s_-]+(.{3,})$")
_TAXED = re.compile(
    r"(?i)\s*[(（]\s*(?:税込み?|含税|ttc|incl?\.? ?(?:vat|tax|gst|btw|moms)|inkl\.? ?(?:mwst|ust|moms)|iva incl\w*)\.?\s*[)）]$"
)
_SIGNS = {"€": "EUR", "£": "GBP"}


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A name without case, accents, punctuation and spaces.

    Examples
    --------
    >>> fold("*Invoice No."), fold("Maximum of Due Date/Receive By"), fold("Nettofälligkeits-Datum")
    ('invoiceno', 'duedatereceiveby', 'nettofalligkeitsdatum')
    """
    low = _PREFIX.sub("", text.strip(" \t\r\n\ufeff*")).lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", low) if c.isalnum())


@functools.cache
def _listed() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Role → group → the words as they are written down."""
    text = resources.files("cashflow.ledger.layout.cells").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def spelled() -> frozenset[str]:
    """All words of headers as they may stand in a cell: in lower or upper case, or with capitals."""
    words = {w for groups in _listed().values() for g in groups.values() for key in ("words", "weak", "vague") for w in g.get(key, ())}
    words |= {*_listed()}
    return frozenset(form(w) for w in words for form in (str, str.upper, str.title, str.capitalize))


@functools.cache
def _words() -> dict[str, dict[str, int]]:
    """Role → folded word → how much it says."""
    out: dict[str, dict[str, int]] = {}
    for role, groups in _listed().items():
        out[role] = {}
        for group in groups.values():
            for says, key in ((STRONG, "words"), (WEAK, "weak"), (VAGUE, "vague")):
                for word in group.get(key, ()):
                    out[role][fold(word)] = min(says, out[role].get(fold(word), says))
    return out


@functools.cache
def _by_word() -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for role, words in _words().items():
        for word, says in words.items():
            out.setdefault(word, {})[role] = says
    return out


@functools.lru_cache(maxsize=4096)
def _known(name: str) -> tuple[tuple[str, int], ...]:
    found = _by_word().get(fold(name))
    if not found and code_in(name):
        found = _by_word().get(fold(_without_code(name)))
    if not found and says_cents(name):
        found = _by_word().get(fold(_CENTS.sub("", name.strip())))
    if not found and _TAXED.search(name):
        found = {role: how for role, how in (_by_word().get(fold(_TAXED.sub("", name))) or {}).items() if role in _OF_MONEY}
    out = dict(found or _by_parts(name))
    if _PERCENT.search(name):
        out = {role: how for role, how in out.items() if role not in _MONEY}
    if name in _words():  # ours as it stands
        out[name] = OWN
    return tuple(out.items())


_OF_MONEY = {"amount", "open_amount", "paid_amount", "tax_amount", "net_amount", "currency"}
_MONEY = {*_OF_MONEY, "debit", "credit", "local_amount", "local_open_amount", "line_amount", "line_tax", "discount"} - {"currency"}
_PERCENT = re.compile(r"(?i)%|(?<![^\W\d_])(?:percent(?:age)?|pct|prozent|pourcent(?:age)?|por ?ciento|porcentaje|percentuale)(?![^\W\d_])")
_PARTS = {"name", "refname", "displayname", "value", "code", "symbol", "amount"}
_LOCAL = {"amount": "local_amount", "open_amount": "local_open_amount", "currency": "local_currency"}


def _by_parts(name: str) -> dict[str, int]:
    """What a name says with its short forms written out, or, of money, without whose currency it is in."""
    whole = _by_word().get(fold(spelled_out(name)))
    if whole:
        return whole
    record, _, part = name.rpartition(".")
    if record and part.lower() in _PARTS:  # of a record in a record, as entity.refName
        return roles_of(record.rpartition(".")[2])
    basis, bare = without_basis(spelled_out(name) if name == name.lower() else name)
    if not basis:
        return {}
    said = _by_word().get(fold(bare)) or _by_word().get(fold(spelled_out(bare))) or {}
    of_money = {role: how for role, how in said.items() if role in _OF_MONEY and how < VAGUE}
    return of_money if basis == "document" else {_LOCAL[r]: how for r, how in of_money.items() if r in _LOCAL}


def roles_of(name: str) -> dict[str, int]:
    """What a column of a name may be, and how much its name says.

    Examples
    --------
    >>> roles_of("Net due date"), roles_of("amount_gbp"), roles_of("Doc Invoice Amt"), roles_of("Inv. Dt")
    ({'due_date': 1}, {'amount': 1}, {'amount': 1}, {'invoice_date': 1})
    """
    return dict(_known(name))


def code_in(name: str) -> str | None:
    """The currency that a name ends or begins with, or is.

    Examples
    --------
    >>> code_in("Amount (EUR)"), code_in("amount_in_gbp"), code_in("USD Amount"), code_in("Betrag €"), code_in("EUR"), code_in("Past due")
    ('EUR', 'GBP', 'USD', 'EUR', 'EUR', None)
    """
    if name.strip() in CURRENCIES and name.strip() != "ALL":
        return name.strip()
    last, first = _CODE.match(name.strip()), _CODE_FIRST.match(name.strip())
    for code in (last[2].upper() if last else "", first[1] if first else ""):
        code = _SIGNS.get(code, code)
        if code in CURRENCIES and code != "ALL":
            return code
    return None


def _without_code(name: str) -> str:
    """A name without the currency that it begins or ends with."""
    bare = name.strip()
    last = _CODE.match(bare)
    return last[1] if last and _SIGNS.get(last[2], last[2].upper()) in CURRENCIES else _CODE_FIRST.sub(r"\2", bare)


def is_net(name: str) -> bool:
    """Whether a name says that its amounts are without tax.

    Examples
    --------
    >>> is_net("Net Amount"), is_net("amount_ex_gst"), is_net("Net due date"), is_net("Amount")
    (True, True, False, False)
    """
    return bool(_NET.fullmatch(fold(name))) or "net_amount" in roles_of(name)


def is_tax(name: str) -> bool:
    """Whether a name is one of tax, and not of an amount with it or without.

    Examples
    --------
    >>> is_tax("Sales Tax Value"), is_tax("MwSt-Betrag"), is_tax("Amount incl. VAT"), is_tax("Net Amount"), is_tax("Taxi")
    (True, True, False, False, False)
    """
    return bool(_TAX.search(name)) and not _NOT_TAX.search(name) and not is_net(name)


def says_cents(name: str) -> bool:
    """Whether a name says that its amounts are in cents or pence.

    Examples
    --------
    >>> says_cents("balanceCents"), says_cents("amount_cents"), says_cents("Amount (in cents)"), says_cents("Percent")
    (True, True, True, False)
    """
    return bool(_CENTS.search(name.strip()))


def words_of(role: str, says: int = VAGUE) -> list[str]:
    """The folded words of a role that say at least so much."""
    return [word for word, how in _words()[role].items() if how <= says]
