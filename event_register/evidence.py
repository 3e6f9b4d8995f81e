"""What is known of a matter from one analysis: a warning, a topic or a repeat matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Kind = Literal["warning", "topic", "repeat", "peak"]
WIDEST = 2
"""Digits of a code below which it names no matter (the first-level category)."""
LEAST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding. ``tickets``: its tickets of the last ``WINDOW`` days, by which it is compared;
    ``older``: those before, which belong to its event all the same.

    ``name``: as the analysis calls it, ``rule`` what found it; ``area``, ``category``: codes, empty
    where it has none of its own. ``life``: it may threaten life. ``live``: it goes on. ``founds``:
    it makes an event by itself; what is as ever only adds to one. ``grows``: it is getting more.
    ``named``: a person gave the name.
    """

    kind: Kind
    key: str
    name: str
    tickets: frozenset[str]
    older: frozenset[str] = frozenset()
    area: str = ""
    category: str = ""
    life: bool = False
    live: bool = True
    founds: bool = True
    grows: bool = False
    named: bool = False
    rule: str = ""

    @property
    def order(self) -> tuple[int, str, str]:
        """A fixed order: warnings, then topics, then repeats, the larger ones first."""
        rank = {"warning": 0, "topic": 1, "repeat": 2, "peak": 3}[self.kind]
        return rank, f"{10**9 - len(self.tickets):010d}", self.key


@dataclass(frozen=True, slots=True)
class Peak:
    """A high that is forecast: its month (in the key) and its cell."""

    key: str
    area: str
    category: str


def main_code(codes: Sequence[object], digits: Sequence[int]) -> str:
    """Return the deepest code that ``LEAST_SHARE`` of the tickets share; empty where none is.

    ``digits``: lengths of the levels, e.g. 6, 9, 12 for county, street, community.
    """
    known = [c for c in codes if isinstance(c, str) and c]
    best = ""
    for size in digits:
        counts: dict[str, int] = {}
        for code in known:
            if len(code) >= size:
                counts[code[:size]] = counts.get(code[:size], 0) + 1
        top = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
        if top[1] < LEAST_SHARE * max(len(codes), 1):
            break
        best = top[0]
    return best


def cell_of(tickets: pd.DataFrame) -> tuple[str, str]:
    """Return area and category of a matter's tickets (columns area, category)."""
    return (
        main_code(tickets["area"].tolist(), (9, 12)),
        main_code(tickets["category"].tolist(), (2, 4, 6)),
    )


def with_cells(found: Sequence[Evidence], tickets: pd.DataFrame) -> list[Evidence]:
    """Return the findings that have tickets, with the cell of these where they name none."""
    from dataclasses import replace

    at: Mapping[str, int] = {t: i for i, t in enumerate(tickets["ticket_no"].tolist())}
    areas, categories = tickets["area"].tolist(), tickets["category"].tolist()
    placed = []
    for one in found:
        rows = [at[t] for t in one.tickets if t in at]
        if not rows:
            continue
        own = frozenset(t for t in one.tickets if t in at)
        area = one.area or main_code([areas[i] for i in rows], (9, 12))
        category = one.category or main_code([categories[i] for i in rows], (2, 4, 6))
        placed.append(replace(one, tickets=own, area=area, category=category))
    return sorted(placed, key=lambda e: e.order)
