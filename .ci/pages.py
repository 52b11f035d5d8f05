"""The page of the what-if file, made from the keys that the reader itself knows; a test holds the committed page against it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cashflow.schemes import SCHEMES  # noqa: E402
from cashflow.whatif_file.kinds import kind_of  # noqa: E402
from cashflow.whatif_file.tables import TABLES, scheme_keys  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "whatif_file.md"
GALLERY = ROOT / "docs" / "images" / "pictures"
SHOWN = ("unwind", "bridge", "cash_by_day", "payables_by_day", "benefit", "ageing")
EXAMPLE = ROOT / "docs" / "reference" / "every_key.toml"
HEAD = """# The what-if file

A what-if file is TOML: which ledger, how you pay, what is offered. Paths in it are relative to it.
A key that is not on this page is refused, with the nearest one that is. Python takes the same plain values.

`cashflow schema > whatif.schema.json` writes the same keys as a JSON Schema. An editor then completes them and underlines mistakes:
in Even Better TOML or taplo, begin the file with `#:schema whatif.schema.json`.

This page is made from the classes that read the file: `python .ci/refresh.py`.

## A file of every key

As it stands it runs in the folder that `cashflow demo --out start` writes.

"""
ANY_COLUMN = "Any other key is a column of the ledger: an invoice is limited where all of them are equal."
OPTIONS = """## `[[scenario.offer.option]]` and `[[solve.menu]]`

The key `scheme` names one of these; its settings stand beside it. What each pays: [schemes](../schemes.md).
"""
WORDS = {"string": "text", "boolean": "`true` or `false`", "integer": "whole number", "number": "number"}


def gallery(result):
    """The pictures of the demo that `docs/howto/pictures.md` shows, by file name."""
    return {f"{name}.svg": result.picture(name).svg() for name in SHOWN}


def words(kind):
    """What a key may hold, in words."""
    if "enum" in kind:
        return ", ".join(f'`"{v}"`' for v in kind["enum"])
    if "anyOf" in kind:
        return " or ".join(dict.fromkeys(words(k) for k in kind["anyOf"]))
    if kind.get("format") == "date":
        return "date"
    if kind.get("type") == "array":
        return f"list of: {words(kind['items'])}"
    if kind.get("type") == "object":
        names = [*kind["properties"], *(["…"] if kind["additionalProperties"] is not False else [])]
        return f"table {{ {', '.join(names[:6])}{', …' if len(names) > 6 else ''} }}"
    if kind.get("type") == ["number", "string"]:
        return "number or text"
    return WORDS.get(kind.get("type"), "")


def rows(keys):
    """The rows of a table of keys."""
    yield "| key | holds | default | |"
    yield "|---|---|---|---|"
    for key in keys:
        default = f"`{key.default}`" if key.default else "must be given" if key.needed else ""
        meaning = key.meaning.replace("|", "\\|")
        yield f"| `{key.name}` | {words(kind_of(key.name, key.type))} | {default} | {meaning[:1].upper() + meaning[1:]} |"


def whatif_page():
    """The text of the page."""
    parts = [HEAD + f"```toml\n{EXAMPLE.read_text(encoding='utf-8')}```\n"]
    for table in TABLES:
        more = [ANY_COLUMN, ""] if table.name == "limit" else []
        parts.append("\n".join([f"## `{table.written}`", "", *rows(table.keys), "", *more]))
    parts.append(OPTIONS)
    for name, cls in SCHEMES.items():
        parts.append("\n".join([f'### `scheme = "{name}"`', "", cls.__doc__.strip().splitlines()[0], "", *rows(scheme_keys(name)), ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(whatif_page(), encoding="utf-8")
