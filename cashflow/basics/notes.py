"""Notes of an answer: sentences, of which a first screen has room for the first one."""

from __future__ import annotations

__all__ = ["Note", "first_sentence"]


class Note(str):
    """A text of several sentences that knows its first one; names hold full stops, so the text itself doesn't tell where it ends.

    Parameters
    ----------
    *sentences
        Without their full stops.
    first
        What stands for the first of them where only that is shown; `None`: as it is.

    Examples
    --------
    >>> note = Note("Moor Inc. Ltd waits", "So does St. Gobain")
    >>> note, first_sentence(note), first_sentence("Moor Inc. Ltd waits")
    ('Moor Inc. Ltd waits. So does St. Gobain', 'Moor Inc. Ltd waits', 'Moor Inc. Ltd waits')
    """

    first: str

    def __new__(cls, *sentences: str, first: str | None = None) -> Note:  # noqa: D102 - said above
        made = super().__new__(cls, ". ".join(sentences))
        made.first = sentences[0] if first is None else first
        return made


def first_sentence(note: str) -> str:
    """The first sentence of a note, without its full stop; a note that is plain text is one sentence."""
    return (note.first if isinstance(note, Note) else note).removesuffix(".")
