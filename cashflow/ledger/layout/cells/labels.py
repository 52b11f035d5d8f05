"""What the labels of rows say: a sum, or an age."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cashflow.ledger.layout.cells.words import roles_of

__all__ = ["is_aside", "is_bucket", "is_label", "is_total", "label_of", "labelled_name", "name_above", "names_itself", "sums_up"]

_SUPPLIERS = {"supplier", "supplier_number"}

_TOTAL = re.compile(
    r"net (?:payables?|amount (?:due|payable)|balance)"
    r"|\*{1,4}|[σ∑]|(?:grand |report |net )?totals?\b.*|.*\btotals?:?|sub-?\s?totals?\b.*|total(?:e|general|geral)\b.*|sous[ -]total.*"
    r"|summ?[ae]?\b.*"
    r"|summen?\b.*|gesamt(?:summe|betrag|saldo|total)?\b.*|(?:zwischen|end)summe.*|(?:end|anfangs)saldo.*|saldovortrag.*|übertrag.*"
    r"|saldo (?:inicial|final|iniziale|finale).*|(?:sub)?totaal.*|(?:begin|eind)balans.*|razem.*|ogółem.*|delsumm.*|i alt\b.*"
    r"|(?:opening|closing) balance.*|balance (?:brought|carried) forward.*|solde (?:initial|final).*|mezisoučet.*|celkem.*"
    r"|(?:ara)?toplam.*|(?:итого|всего)\b.*|[合总小]计.*|[合総小]計.*|spolu\b.*",
    re.I,
)
_BUCKET = re.compile(
    r"current|(?:overdue|past[- ]due|not (?:yet )?(?:over)?due)(?: amounts?| balance)?"
    r"|(?:overdue|past due|due)? ?\d+ ?(?:[-–]|to) ?\d+ ?(?:days?.*|d|tage.*|jours.*|j|giorni.*|días.*|dagen.*"
    r"|dni.*)?|(?:[<>≤≥+]|over|more than|above|über|plus de|más de|oltre)+ ?=? ?\d+.*|\d+ ?\+.*"
    r"|\d+ ?(?:days|tage|jours|d[ií]as|giorni|dagen|dni)"
    r"|\d+ (?:days )?(?:or more|and (?:over|more|above)).*"
    r"|older|overdue|past due|(?:nicht |noch nicht )?fällig|überfällig|(?:non )?échus?|a vencer|no vencid[ao]s?|niet vervallen|ouder|älter",
    re.I,
)


_NAMED = re.compile(
    r"(?:(?:account|supplier|vendor|creditor) )?name\s*:|(?:supplier|vendor|creditor|lieferant|kreditor|fournisseur|proveedor|fornitore"
    r"|fornecedor|leverancier|crediteur|dostawca|acreedor|credor|tiers|payee)\s*:",
    re.I,
)
_CALLED = re.compile(
    r"(?<!\w)(?:(?:konto)?bezeichnung|kontoname|(?:account|supplier|vendor|creditor) name|raison sociale|intitulé|nom"
    r"|raz[óo]n social|nombre|ragione sociale|raz[ãa]o social|naam|nazwa)\s*[:=]\s*(?=\S)",
    re.I,
)
"""Labels of a name that may stand behind a number in one cell."""
_NUMBER = re.compile(r"(?=\S*\d)[A-Z0-9][A-Z0-9./_-]{1,14}\s*[-–:/|,]?\s+(?=[^\W\d])")
"""A number before a name: ``70001 Müller GmbH``, ``ALD001 - Alder Metals``."""
_NUMBERED = re.compile(
    r"(?:supplier|vendor|creditor|account|lieferant|kreditor|konto|fournisseur|compte|proveedor|acreedor|fornitore|fornecedor|leverancier|crediteur)"
    r"\s+\d{3,12}\s+(?=\D*[^\W\d])(\S.*)",
    re.I,
)
_SPACED = re.compile(r"(?:name|nom|nombre|nome|naam|nazwa)(?:\s{2,}|\t)(\S.*)", re.I)
"""A name in a block of labels, as in a list of SAP: ``Name            Alder Metals``."""
_SPACED_NUMBER = re.compile(
    r"(?:supplier|vendor|creditor|lieferant|kreditor|fournisseur|proveedor|acreedor|fornitore|fornecedor|leverancier|crediteur)\s+(\d{3,12})",
    re.I,
)
_LONGEST = 400  # characters that are looked at: a cell may hold many thousand, and blanks among them can be read in many ways
_PAGE = r"page|pg\.?|seite|blatt|página|pagina|pág\.?|pag\.?|strona|str\.?|sida|side|sivu|sayfa"
_ASIDE = re.compile(
    rf"(?:- ?)?(?:{_PAGE})\s*:?\s*\d+(?:\s*(?:of|von|de|di|van|z|av|af|/)\s*\d+)?(?: ?-)?"
    r"|(?P<sign>[*=~_-])(?P=sign)+\s*[^\W\d].*?\s*(?P=sign){2}"
    r"|(?:foot)?notes?\s*\d{0,2}\s*[:*]\s*\S.*|(?:n\.?b\.?|remarks?|comments?|hinweis(?:e)?|bemerkung(?:en)?|anmerkung(?:en)?|remarques?"
    r"|commentaires?|nota|notas|observaci[óo]n(?:es)?|osservazioni|opmerking(?:en)?|uwag[ai]|p\.?s\.?)\s*:\s*\S.*"
    r"|(?:end of (?:list|report|page|data|file)|ende der liste|listenende|fin de (?:la )?liste|fin del informe|fine (?:elenco|lista)"
    r"|einde lijst|koniec listy"
    r"|continued(?: on (?:the )?next page| from (?:the )?previous page)?|fortsetzung(?: auf der nächsten seite)?|à suivre)\W*"
    r"|(?:re)?(?:printed|generated|run|created|exported|gedruckt|erstellt|ausgedruckt|imprimé|édité|impreso|stampato|afgedrukt|wydrukowano)"
    r"(?: (?:on|at|by|am|um|von|le|el|il|op|date|time|dnia))*\W*\s(?=.*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}).*",
    re.I,
)
"""Words of a page, of the end of a list, of when it was printed, and notes that call themselves so: no supplier is called so."""
_LINK = re.compile(r'=HYPERLINK\(".*?"[,;]\s*"(.*)"\)', re.I)


def is_total(label: str) -> bool:
    """Whether a label is one of a sum.

    Examples
    --------
    >>> is_total("Total for Current"), is_total("**"), is_total("Gesamtsumme"), is_total("Totalin GmbH")
    (True, True, True, False)
    """
    return bool(_TOTAL.fullmatch(label))


def is_bucket(label: str) -> bool:
    """Whether a label is an age, as 61 - 90 days past due.

    Examples
    --------
    >>> is_bucket("61 - 90 days past due"), is_bucket("> 90"), is_bucket("CURRENT"), is_bucket("3 Oaks Supply")
    (True, True, True, False)
    """
    return bool(_BUCKET.fullmatch(label))


def is_aside(text: str) -> bool:
    """Whether a line says something of the list itself, as its page or a note, and names no supplier.

    Examples
    --------
    >>> [is_aside(t) for t in ("Page 2 of 7", "*** end of list ***", "Printed 2025-06-01", "Note: disputed", "Seite 3")]
    [True, True, True, True, True]
    >>> [is_aside(t) for t in ("Page Supply Ltd", "Printed Matter GmbH", "Note & Sons", "Suite 12 Hotels: Paris", "3 Oaks")]
    [False, False, False, False, False]
    """
    return bool(_ASIDE.fullmatch(" ".join(text[:_LONGEST].split())))


def is_label(cell: str) -> bool:
    """Whether a cell may be the label of its row: it holds a letter or begins with an asterisk."""
    return any(map(str.isalpha, cell)) or cell.startswith("*")


def label_of(filled: Sequence[str]) -> str:
    """The first of some cells that holds a letter or begins with an asterisk, else the first; empty if there is none; of a link its words.

    Examples
    --------
    >>> label_of(["12", "Alder Metals"]), label_of(['=HYPERLINK("https://example.com/1","Alder")'])
    ('Alder Metals', 'Alder')
    """
    label = next((c for c in filled if is_label(c)), filled[0] if filled else "")
    link = _LINK.fullmatch(label)
    return link[1] if link else label


def sums_up(filled: Sequence[str]) -> bool:
    """Whether the filled cells of a row say that it is a sum: the first with letters, or the first two together.

    Examples
    --------
    >>> sums_up(["Vendor", "4242 Totals", "2,090.50"]), sums_up(["4242", "Total", "9.00"]), sums_up(["Alder", "AM-1", "9.00"])
    (True, True, False)
    """
    two = [*filled[:2]]
    split = len(two) > 1 and all(map(is_label, two)) and is_total(two[1]) and is_total(" ".join(two))
    return is_total(label_of(filled)) or split


def names_itself(cell: str) -> bool:
    """Whether a cell says that a name stands in it or beside it.

    Examples
    --------
    >>> names_itself("Name:"), names_itself("Konto: 70001  Kontobezeichnung: Birke AG"), names_itself("2025-06-01 12:00")
    (True, True, False)
    """
    return (":" in cell or "=" in cell) and bool(_CALLED.search(cell) or _NAMED.match(cell))


def labelled_name(filled: Sequence[str]) -> str:
    """The name in a heading that says what it is, ``Name: Alder Metals`` or in two cells; empty where none does.

    Examples
    --------
    >>> labelled_name(["A/C:", "1001", "Name:", "Alder Metals"]), labelled_name(["Vendor 1001  Alder Metals"]), labelled_name(["Alder"])
    ('Alder Metals', 'Alder Metals', '')
    >>> labelled_name(["Supplier : 100234", "Alder Metals"]), labelled_name(["Supplier: 100234"])
    ('Alder Metals', '100234')
    >>> labelled_name(["Kreditor: 70001 Müller GmbH"]), labelled_name(["Konto: 70001  Kontobezeichnung: Birke AG"])
    ('Müller GmbH', 'Birke AG')
    >>> labelled_name(["Name            Alder Metals"]), labelled_name(["Vendor          100234"])
    ('Alder Metals', '100234')
    """
    for at, cell in enumerate(filled):
        if len(filled) == 1 and (alone := _NUMBERED.fullmatch(cell) or _SPACED.fullmatch(cell) or _SPACED_NUMBER.fullmatch(cell)):
            return alone[1]
        if called := _CALLED.search(cell):
            return cell[called.end() :].strip()
        found = _NAMED.match(cell)
        if found:
            rest = cell[found.end() :].strip()
            named = any(map(str.isalpha, rest))
            return _without_number([rest] if named else [*([rest] if rest else []), *filled[at + 1 :]])
    return ""


def name_above(rows: Sequence[Sequence[str]]) -> str:
    """The supplier that the rows above a header name: in a labelled cell, or as a number and a name below the words for them.

    Examples
    --------
    >>> name_above([["Konto", "Kontobezeichnung"], ["70001", "Müller GmbH"]]), name_above([["A/P Aging"], ["Vendor: Alder", ""]])
    ('Müller GmbH', 'Alder')
    """
    filled = [[c for c in row if c] for row in rows]
    number = ""
    for at, row in reversed([*enumerate(filled)]):
        if (name := labelled_name(row)) and not name.isdigit():
            return name
        number = number or name
        before = filled[at - 1] if at else []
        if len(row) == len(before) == 2 and _SUPPLIERS & set(roles_of(before[0])) and any(s.isdigit() for s in row[0]):
            return row[1] if any(s.isalpha() for s in row[1]) else number
    return number


def _without_number(cells: Sequence[str]) -> str:
    """The name among cells that begin with a number or hold one before it; what there is, if there is no name."""
    if len(cells) > 1 and any(s.isdigit() for s in cells[0]) and any(s.isalpha() for s in cells[1]):
        return cells[1]
    text = cells[0] if cells else ""
    return text[found.end() :].strip() if (found := _NUMBER.match(text)) else text
