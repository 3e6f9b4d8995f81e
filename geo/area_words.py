"""What is said of an area that stands out, of its months and of its like: pages and commands say
the same."""

from __future__ import annotations

from style.texts import text


def kind_words(kind: str) -> str:
    """Return how an area differs from those around it (``HH``, ``LL``, ``HL``, ``LH``); empty for
    none."""
    return text(f"map.kind_{kind}") if kind else ""


def pattern_words(pattern: str) -> str:
    """Return what a pattern over the months (``hot:growing``) is called; empty for none."""
    side, _, name = pattern.partition(":")
    if not name:
        return ""
    return text("map.pattern", side=text(f"map.pattern_{side}"), name=text(f"map.pattern_{name}"))


def side_words(side: int) -> str:
    """Return on which side of areas alike an area is, 1 or -1; empty for neither."""
    return text("map.side_high" if side > 0 else "map.side_low") if side else ""
