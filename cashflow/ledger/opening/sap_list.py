"""Lists that SAP writes "unconverted": cells between bars, and rules of dashes between the rows."""

from __future__ import annotations

import re

__all__ = ["without_rules"]

_RULE = re.compile(rb"[|+ ]*-{3,}[-|+ ]*")
_LOOK = 200


def without_rules(content: bytes) -> bytes:
    """The text with its rules as blank lines and no bars at the ends of its rows; any other text as it is. Rows keep their numbers."""
    lines = [line for line in content[: 1 << 17].splitlines()[:_LOOK] if line.strip()]
    barred = [line for line in lines if line.strip().startswith(b"|") and line.strip().endswith(b"|")]
    ruled = [line for line in lines if _RULE.fullmatch(line.strip())]
    if len(barred) < 2 or 2 * (len(barred) + len(ruled)) < len(lines):
        return content
    return b"\n".join(_inner(line) for line in content.split(b"\n"))


def _inner(line: bytes) -> bytes:
    bare = line.strip()
    if _RULE.fullmatch(bare):
        return b""
    return bare[1:-1] if bare.startswith(b"|") and bare.endswith(b"|") and len(bare) > 1 else line.rstrip(b"\r")
