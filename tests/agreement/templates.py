"""Finds a text of the catalogue in what a page says, with what stands in its blanks."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from style.texts import TEXTS
from tests.agreement.numbers import QUANTITY

DATE = r"[\d年月日至 :：-]+"
SPAN = r"(?:近\d+天|\d{4}-\d{2}-\d{2}至\d{4}-\d{2}-\d{2})"
WORDS = r"[^。；\n]+?"
_LAST = r"[^。；\n]+"
_NUMBERS = frozenset(
    {
        "n",
        "count",
        "usual",
        "expected",
        "low",
        "high",
        "shown",
        "more",
        "less",
        "all",
        "ended",
        "tickets",
        "matters",
        "total",
        "felt",
        "usual_n",
        "actual",
        "inside",
        "out",
        "people",
        "callers",
        "rate",
        "share",
        "times",
        "value",
        "hit",
        "then",
        "days",
        "months",
        "origins",
        "heat",
        "volume",
        "growth",
        "breadth",
        "spread",
        "tone",
        "norm",
        "naive",
        "own",
        "units",
        "precision",
        "recall",
        "lead",
        "per_day",
        "mean",
        "most",
        "before_n",
        "ready",
        "agents",
        "calls",
        "level",
        "wait",
        "handling",
        "patience",
        "peers",
        "others_n",
        "hour",
        "stability",
        "size",
        "late",
        "auc",
        "brier",
        "base",
        "error_share",
        "hours",
        "right",
        "ratio",
        "least",
        "days_n",
    }
)
_DATES = frozenset(
    {
        "day",
        "first",
        "last",
        "as_of",
        "opened",
        "seen",
        "finished",
        "refreshed",
        "last_day",
        "when",
        "peak",
        "since",
        "origin",
    }
)


@cache
def pattern(key: str, typed: tuple[tuple[str, str], ...] = ()) -> re.Pattern[str]:
    """Return what finds the text ``key``; ``typed``: patterns of blanks that are not the usual."""
    own, seen, parts = dict(typed), set(), []
    pieces = list(Formatter().parse(TEXTS[key]))
    for i, (literal, name, _, _) in enumerate(pieces):
        parts.append(re.escape(literal.replace("\n", " ")))
        if name is None:
            continue
        if name in seen:
            parts.append(f"(?P={name})")
            continue
        seen.add(name)
        if name == "span":
            own.setdefault(name, SPAN)
        usual = _LAST if i == len(pieces) - 1 else WORDS
        usual = QUANTITY if name in _NUMBERS else DATE if name in _DATES else usual
        parts.append(f"(?P<{name}>{own.get(name, usual)})")
    return re.compile("".join(parts))


def has_numbers(key: str) -> bool:
    """Tell whether a text says a figure: a blank that is a number."""
    return any(name in _NUMBERS for _, name, _, _ in Formatter().parse(TEXTS[key]) if name)
