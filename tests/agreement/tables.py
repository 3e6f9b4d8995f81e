"""Heads of columns as the catalogue has them."""

from __future__ import annotations

from style.texts import text


def head(key: str, **blanks: object) -> str:
    """Return the head of a column by its key in the catalogue."""
    return text(key, **blanks)
