"""SQL that questions to the extract are made of."""

from __future__ import annotations


def quoted(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
