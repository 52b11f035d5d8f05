"""The encoding of a text, by its bytes: what they say, what they rule out, and what only the user can know."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen

from cashflow.basics.errors import InputError, asked

__all__ = ["Decoded", "as_utf8"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_LOOKED = 1 << 14  # bytes in which zeros show UTF-16
_COUNTED = 1 << 24  # bytes looked at together
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_C1 = re.compile(rb"[\x80-\x9f]")
# Between letters these are quotes, dashes and daggers in cp1252, or nothing at all, but ü, é, â, ä, ç, ê, ô, ö in cp850; a capital of
# cp1252 before a small letter is ä, å, é, ü of the Macintosh.
_NO_WORD = re.compile(
    rb"[\x81\x8d\x8f\x90\x9d]|(?<=[A-Za-z])[\x82\x83\x84\x87\x88\x93\x94](?=[A-Za-z])|(?<=[A-Za-z])[\x8a\x8c\x8e\x9f](?=[a-z])"
)
# ł, ą, ż of cp1250 between letters are ³, ¹, ¿ in cp1252, which stand in no word.
_POLISH = re.compile(rb"(?<=[A-Za-z])[\xb3\xb9\xbf](?=[a-z\x9c\x9f\xb3\xb9\xbf\xe6\xea\xf1\xf3])|(?<![A-Za-z0-9\x80-\xff])\xb3[a-z\xf3]{2}")
# One word is enough that has two of them, ł in płatności, and ś, which is œ before a consonant; or one within it, as in Pozostało.
_POLISH_WORD = re.compile(
    rb"(?<=[A-Za-z]{3})[\xb3\xb9\xbf](?=[a-z])|(?<=[A-Za-z])[\xb3\xb9\xbf][a-z]+[\x9c\x9f\xb3\xb9\xbf\xe6\xea\xf1\xf3](?=[a-z])|[\x9c\x9f\xea\xf1][a-z]+[\xb3\xb9\xbf](?=[a-z])"
)
# Words of ledgers with letters that cp1252 reads as others, which make no word: Èíslo, mìna, raèun, határidõ.
_CENTRAL_WORDS = re.compile(
    r"(?i)\b(?:čísl[oa]|č[áa]stk[ay]|čiastk[ay]|měn[aěy]|příjemce|přijat[áéý]|dodavatelů|dobavljač|plačilo|račun[aiu]?|határidő|fizetendő"
    r"|płatności|wartość|należność|zapłacono|pozostało|dostawców)\b"
)
# Turkish ş ı ğ İ Ş Ğ of cp1254 are þ ý ð Ý Þ Ð in cp1252: Icelandic ones, beside which a long text has á í ú or æ.
_TURKISH = re.compile(rb"[\xf0\xfd\xfe\xd0\xdd\xde]")
_LEAST_TURKISH = 3  # letters, and two that differ
_CZECH = (b"\xf8\xd8", b"\xec\xcc", b"\xf9\xd9", b"\xe8\xc8")  # ř ě ů č, which are ø ì ù è in cp1252
_CZECH_TOO = b"\xfd\xdd\x9a\x8a\x9e\x8e\x9d"  # ý š ž ť, beside them
_WESTERN = b"\xe5\xe6\xe0\xea\xe3\xf5"  # å æ à ê ã õ, which Czech and Slovak don't have
_KNOWN = ("cp1252", "cp1250", "cp850", "mac_roman", "latin-1")


@frozen(eq=False)
class Decoded:
    """A text as UTF-8 without a mark, its encoding, and the evidence."""

    content: bytes
    encoding: str
    why: str


def as_utf8(content: bytes, told: str | None, source: object) -> Decoded:
    """A text as UTF-8, by the encoding told or by evidence.

    In this order: a byte order mark; zeros in every other byte (UTF-16); bytes that fit UTF-8, which chance does not bring about; a page
    by which two words are those of ledgers; else a code page of Windows. Between cp1252 and Latin-1 the bytes 80 to 9F decide; without
    them both read the same.

    Raises
    ------
    InputError
        No text; told otherwise than its bytes say; or a code page that only the user can know.
    """
    mark = next(((m, n) for m, n in _BOMS if content.startswith(m)), None)
    if told is not None:
        return _as_told(content, told, mark, source)
    if mark is not None:
        return _decoded(content, mark[1], f"it begins with the mark of {_short(mark[1])}", source, len(mark[0]))
    wide = _zeros(content)
    if wide:
        return _decoded(content, wide, "every other byte is zero", source)
    if b"\0" in content:
        raise InputError("is not text, and not a known kind of file", file=source, hint="Save the table as .xlsx or 'CSV UTF-8'")
    if content.isascii():
        return Decoded(content, "utf-8", "all characters are ASCII")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return _code_page(content, wrong.start, source)
    return Decoded(content, "utf-8", "all bytes fit UTF-8")


def _short(encoding: str) -> str:
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")


def _decoded(content: bytes, encoding: str, why: str, source: object, start: int = 0) -> Decoded:
    """As UTF-8; what begins with a mark or has zeros is refused where it breaks, or holds a sign of nothing."""
    try:
        text = content[start:].decode(encoding)
        if "\0" in text:
            row = text.count("\n", 0, text.index("\0")) + 1
            hint = "Export it again without it, or replace it by a space"
            raise InputError(f"{why}, but it holds a NUL character, which no text does", file=source, row=row, hint=hint)
        whole = content[start:] if encoding == "utf-8" else text.encode("utf-8")
        return Decoded(whole, _short(encoding).lower(), why)
    except UnicodeError as wrong:
        at = start + (wrong.start if isinstance(wrong, UnicodeDecodeError) else 0)
        raise InputError(f"{why}, but is not {_short(encoding)} text (byte {at})", file=source, hint="Save it as 'CSV UTF-8'") from None


def _zeros(content: bytes) -> str | None:
    head = content[:_LOOKED]
    half = len(head) // 2
    if not half:
        return None
    low, high = head[::2].count(0) / half, head[1::2].count(0) / half
    if high > 0.4 and low < 0.1:
        return "utf-16-le"
    return "utf-16-be" if low > 0.4 and high < 0.1 else None


def _code_page(content: bytes, at: int, source: object) -> Decoded:
    part = _high_and_near(content)
    found = _SEQUENCE.findall(part)
    strays = len(_HIGH.findall(part)) - sum(map(len, found))
    row, sign = content.count(b"\n", 0, at) + 1, f"{content[at]:02X}"
    if len(found) >= 3 and strays < len(found):
        reason = f"is UTF-8 text, but not all of it: {strays:,} of its bytes are not, the first is byte {at} ({sign})"
        hint = "Save it as 'CSV UTF-8', or read all of it by another: encoding = \"cp1252\""
        raise InputError(reason, file=source, row=row, hint=hint, ask=[asked("encoding", _KNOWN, "--encoding")])
    if (found_by := _by_words_of_ledgers(content)) is not None:
        page, text, seen_words = found_by
        why = f"byte {sign} in row {row} is not UTF-8; by {page} its words are those of a ledger: {seen_words}"
        return Decoded(text.encode("utf-8"), page, why)
    head = content[:_HEAD_OF]
    if _is_central(part) or _POLISH_WORD.search(head) or _CENTRAL_WORDS.search(head.decode("cp1250", "replace")):
        seen = _word(content, at)
        both = f"'{seen.decode('cp1250', 'replace')}', not '{seen.decode('cp1252', 'replace')}'"
        why = f"byte {sign} in row {row} is not UTF-8; by cp1250 its words are spelled as in central Europe: {both}"
        return Decoded(content.decode("cp1250", "replace").encode("utf-8"), "cp1250", why)
    if _is_turkish(part):
        letter = _TURKISH.search(content)
        word = _word(content, letter.start() if letter else at).decode("cp1254", "replace")
        why = f"byte {sign} in row {row} is not UTF-8; by cp1254 its words are spelled as in Turkish: '{word}'"
        return Decoded(content.decode("cp1254", "replace").encode("utf-8"), "cp1254", why)
    _refuse_other_script(content, at, source)
    odd = _NO_WORD.findall(part)
    if odd and 2 * len(odd) > len(_C1.findall(part)):
        where = _NO_WORD.search(content)
        place = where.start() if where else at
        row, sign = content.count(b"\n", 0, place) + 1, f"{content[place]:02X}"
        odd_word = _word(content, place)
        readings = ", ".join(f"'{odd_word.decode(page, 'replace')}' by {page}" for page in ("cp850", "mac_roman"))
        reason = f"is neither UTF-8 nor cp1252 text: the byte {sign} stands in a word, which reads {readings}"
        choices = ("cp850", "mac_roman", "cp1252")
        raise InputError(reason, file=source, row=row, hint=_say_which(choices), ask=[asked("encoding", choices, "--encoding")])
    text = content.decode("cp1252", "replace")
    shown = _word(content, at).decode("cp1252", "replace")
    if _C1.search(part):
        why = f"byte {sign} in row {row} ('{shown}') is not UTF-8; signs of 80 to 9F, as in Windows"
    else:
        why = f"byte {sign} in row {row} ('{shown}') is not UTF-8; Latin-1 reads the same"
    return Decoded(text.encode("utf-8"), "cp1252", why)


_ALL_HIGH = re.compile(rb"(?<![A-Za-z0-9\x80-\xff])[\x80-\xff]{4,}(?![A-Za-z0-9\x80-\xff])")
_CYRILLIC, _HAN = "\u0400-\u045f", "\u4e00-\u9fff"
_PAGES = {
    "cp1251": _CYRILLIC, "gb18030": _HAN, "cp932": f"\u3040-\u30ff{_HAN}", "cp949": "\uac00-\ud7a3", "big5": _HAN,
    "euc_jp": f"\u3040-\u30ff{_HAN}", "cp1253": "\u0370-\u03ff", "koi8-r": _CYRILLIC, "cp866": _CYRILLIC,
}  # fmt: skip
"""Code pages and the letters of their scripts, the most usual first."""
_HEAD_OF = 1 << 16
_LEAST_WORDS = 3


# A list of few rows may have no kana, but the words of its header: two of them stand in no text of another page.
_OF_LEDGERS = re.compile("金額|請求|支払|仕入|期日|期限|残高|伝票|取引先|発行日|番号")
_CHINESE = "金[额額]|供[应應]商|[发發]票|[单單]据|[币幣]别|幣別|币种|日期|到期日|[余餘][额額]|未?付款|合[计計]"
_WORDS = {
    _CYRILLIC: re.compile(
        r"(?i)\b(?:контрагент|поставщик|сумма|дата|номер|валюта|оплачено|остаток|долга?|задолженность|срок|документ|сч[её]т|оплаты|итого)\b"
    ),
    "cp1253": re.compile(r"(?i)\b(?:προμηθευτ[ήη]ς|ποσ[όο]|ημερομην[ίι]α|τιμολ[όο]γιο|υπ[όο]λοιπο|λ[ήη]ξη|ν[όο]μισμα|σ[ύυ]νολο)\b"),
    "cp949": re.compile("거래처|공급업체|공급자|금액|만기일|송장|통화|잔액|지급|합계|일자"),
    "gb18030": re.compile(_CHINESE), "big5": re.compile(_CHINESE), "cp932": _OF_LEDGERS, "euc_jp": _OF_LEDGERS,
}  # fmt: skip
"""Words that columns of ledgers are called, by page or by the letters of its script."""


def _by_words_of_ledgers(content: bytes) -> tuple[str, str, str] | None:
    """The one page by which two such words are read, the text by it, and two of the words: no other page brings one about by chance."""
    head = content[:_HEAD_OF]
    head = head[: head.rfind(b"\n") + 1 or len(head)]
    found = []
    for page, letters in _PAGES.items():
        try:
            text = head.decode(page)
        except UnicodeDecodeError:
            continue
        words = dict.fromkeys(_WORDS[page if page in _WORDS else letters].findall(text))
        found += [(page, [*words])] if len(words) > 1 else []
    if len(found) != 1:
        return None
    page, seen = found[0]
    try:
        return page, content.decode(page), " and ".join(f"'{word}'" for word in seen[:2])
    except UnicodeDecodeError:
        return None


def _say_which(pages: Sequence[str]) -> str:
    """What to write where a text has several readings: all of them."""
    some = pages[:_SHOWN]
    written = " or ".join(f'encoding = "{page}"' for page in some)
    return f"Say which: {written} (--encoding {' or '.join(some)})"


_SHOWN = 3  # readings


def _refuse_other_script(content: bytes, at: int, source: object) -> None:
    """Refuse a text whose words are of letters beyond ASCII alone: by cp1252 no language is written so, as Russian is by cp1251."""
    head = content[:_HEAD_OF]
    likely, words = _of_pairs(head, "cp932")
    if not likely:
        words = _ALL_HIGH.findall(head)
    if not likely and len(words) >= _LEAST_WORDS and 2 * sum(map(len, words)) >= len(_HIGH.findall(head)):
        seen = [(page, _readable(words, page, letters)) for page, letters in _PAGES.items()]
        likely = [page for page, share in sorted(seen, key=lambda s: -s[1]) if share > 0.9]
    if not likely:
        likely, words = _of_pairs(head, "big5")
    if not likely:
        return
    word = words[0]
    readings = ", ".join(f"'{word.decode(page, 'replace')}' by {page}" for page in likely[:3])
    row = content.count(b"\n", 0, at) + 1
    reason = f"is neither UTF-8 nor cp1252 text: its words are of another script, as {readings}"
    raise InputError(reason, file=source, row=row, hint=_say_which(likely), ask=[asked("encoding", likely, "--encoding")])


_PAIRS = {"cp932": "[\u3041-\u30fe]", "big5": f"[{_HAN}]"}
"""Pages whose letters are two bytes, of which the second may be ASCII, and letters without which no text of theirs is."""
_WIDE = re.compile(f"[\u2460-\u2473\u3000-\u33ff{_HAN}\uff01-\uff60\uffe0-\uffe6]")
_LEAST_SIGNS = 6
_LEAST_SHARE = 0.98
_HALF = "[\uff61-\uff9f]"  # kana of half a width, in which banks write names


def _of_pairs(head: bytes, page: str) -> tuple[list[str], list[bytes]]:
    """A page whose letters are pairs of bytes, where by it almost all beyond ASCII is of its script; and the first word."""
    try:
        text = head[: head.rfind(b"\n") + 1 or len(head)].decode(page)
    except UnicodeDecodeError:
        return [], []
    named = page == "cp932" and len({*_OF_LEDGERS.findall(text)}) > 1
    runs = re.findall(f"(?:{_WIDE.pattern}|{_HALF})+" if named else f"(?:{_WIDE.pattern}){{2,}}", text)
    enough = named or len(re.findall(_PAIRS[page], text)) >= _LEAST_SIGNS
    share = sum(map(len, runs)) / max(1, sum(not c.isascii() for c in text))
    return ([page], [runs[0].encode(page)]) if enough and share >= _LEAST_SHARE else ([], [])


def _readable(words: list[bytes], page: str, letters: str) -> float:
    """The share of the letters of some words that a page reads as such of its script, in words that are spelled as such."""
    good = many = 0
    proper = re.compile(f"[{letters}]")
    for word in words:
        try:
            text = word.decode(page)
        except UnicodeDecodeError:
            text = "?" * len(word)
        many += len(text)
        good += len(proper.findall(text)) if not _mixed_case(text) else 0
    return good / many


def _mixed_case(text: str) -> bool:
    """Whether a small letter stands before a capital, as where a page of another script is read."""
    return any(a.islower() and b.isupper() for a, b in pairwise(text))


def _is_central(part: bytes) -> bool:
    """Whether a text is of central Europe: Polish letters that no other page has in a word, or Czech ones that stand together."""
    if len(_POLISH.findall(part)) >= 2:
        return True
    if any(s in part for s in _WESTERN):
        return False
    own, beside = sum(any(s in part for s in both) for both in _CZECH), sum(s in part for s in _CZECH_TOO)
    return own >= 2 and beside > 0 and own + beside >= 4


def _is_turkish(part: bytes) -> bool:
    """Whether a text is Turkish: letters that cp1252 reads as Icelandic ones stand in it, without the vowels of Icelandic."""
    found = _TURKISH.findall(part)
    others = set(_HIGH.findall(part)) - {*found} - {bytes([b]) for b in b"\xe7\xc7\xf6\xd6\xfc\xdc\xe2\xee\xfb"}
    return len(found) >= _LEAST_TURKISH and len({*found}) > 1 and not others


def _high_and_near(content: bytes) -> bytes:
    """Bytes beyond ASCII with one on either side: of a large text little is looked through sign by sign."""
    out = []
    for at in range(0, len(content), _COUNTED):
        signs = np.frombuffer(content, np.uint8, min(len(content), at + _COUNTED + 1) - max(0, at - 1), max(0, at - 1))
        high = signs >= 0x80
        near = high.copy()
        near[1:] |= high[:-1]
        near[:-1] |= high[1:]
        near[: at > 0] = near[_COUNTED + (at > 0) :] = False
        out.append(signs[near].tobytes())
    return b"".join(out)


def _word(content: bytes, at: int) -> bytes:
    """The word round a byte."""
    before = re.search(rb"[A-Za-z\x80-\xff]*$", content[max(0, at - 20) : at])
    after = re.match(rb"[A-Za-z\x80-\xff]*", content[at : at + 20])
    return (before[0] if before else b"") + (after[0] if after else b"")


def _as_told(content: bytes, told: str, mark: tuple[bytes, str] | None, source: object) -> Decoded:
    name = codecs.lookup(told).name.removesuffix("-sig")
    hint = "Leave the encoding out: it is then found by the bytes"
    seen = mark[1] if mark else _zeros(content)
    if seen:
        if _short(seen).lower() != _short(name).lower():
            by = "begins with the mark of" if mark else "has a zero in every other byte, as"
            raise InputError(f"was given as {told}, but it {by} {_short(seen)}", file=source, column="encoding", hint=hint)
        return _decoded(content, seen, "as told", source, len(mark[0]) if mark else 0)
    if b"\0" in content or name.startswith(("utf-16", "utf-32")):
        what = "has no mark, and zeros nowhere" if b"\0" not in content else "is not text"
        raise InputError(f"was given as {told}, but it {what}", file=source, column="encoding", hint=hint)
    try:
        text = content.decode(name)
    except UnicodeError as wrong:
        at = wrong.start if isinstance(wrong, UnicodeDecodeError) else 0
        row, sign = content.count(b"\n", 0, at) + 1, f"{content[at]:02X}"
        reason = f"was given as {told}, but byte {at} ({sign}) is not"
        raise InputError(reason, file=source, row=row, column="encoding", hint=hint) from None
    if name != "utf-8" and not content.isascii() and _fits_utf8(content):
        first = _HIGH.search(content)
        at = first.start() if first else 0
        row, word = content.count(b"\n", 0, at) + 1, _word(content, at)
        reason = (
            f"was given as {told}, but all its bytes fit UTF-8: '{word.decode('utf-8', 'replace')}', not '{word.decode(name, 'replace')}'"
        )
        raise InputError(reason, file=source, row=row, column="encoding", hint=hint)
    return Decoded(content if name == "utf-8" else text.encode("utf-8"), told.lower(), "as told")


def _fits_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
