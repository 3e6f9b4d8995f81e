"""Which categories rose above their own norm, where the clearest one is and who handles it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboards.leader_app.areas import ByArea, shares_by
from dashboards.leader_app.content import RisePart, RiseRow
from dashboards.leader_app.sentences import Part, RiseFacts
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.windows import Windows
from data_access.extract.query import Directory
from data_access.metrics.baseline import ENOUGH_DAYS
from data_access.metrics.evaluate import evaluate
from data_access.metrics.rises import category_rises
from data_access.types import Period
from style.texts import text

SHOWN = 6
NAMED = 4
_YEAR = 364


def category_level(code: str, directory: Directory) -> str:
    """Return the level below the chosen category; without one, the second where there is one."""
    deepest = max((len(c) for c in directory.categories), default=0) // 2
    level = min(len(code) // 2 + 1 if code else 2, deepest)
    return f"category_{level}" if level > len(code) // 2 else ""


def rise_part(asker: Asker, windows: Windows, directory: Directory) -> RisePart:
    """Return the categories above their norm, or why they can't be told."""
    level = category_level(asker.filters.category, directory)
    if not level:
        known = bool(directory.categories)
        return RisePart((), missing=text("today.leaf_category" if known else "today.no_categories"))
    if not asker.covers(windows.period.shift(-ENOUGH_DAYS)):
        return RisePart((), missing=text("today.short_history"))
    span = windows.rise_history
    spans = [span]
    if asker.covers(span.shift(-_YEAR)):
        spans.insert(0, span.shift(-_YEAR))
    counts = pd.concat([_counts(asker, s, level) for s in spans], ignore_index=True)
    found = category_rises(
        counts, windows.period, asker.summary.calendar, column=level, value="value"
    )
    rows = tuple(
        RiseRow(
            r.category,
            directory.categories.get(r.category, r.category),
            r.observed,
            r.expected,
            r.low,
            r.high,
            r.notable,
        )
        for r in found[:SHOWN]
    )
    return RisePart(rows, seasonal=any(r.seasonal for r in found))


def _counts(asker: Asker, span: Period, level: str) -> pd.DataFrame:
    frame = evaluate(
        asker.extract, asker.scope, asker.filters.during(span), (asker.volume,), ("day", level)
    )
    return frame[frame["day"].notna()][["day", level, "value"]]


def rise_facts(
    asker: Asker, part: RisePart, areas: ByArea, directory: Directory
) -> tuple[RiseFacts, ...]:
    """Return the clear rises for the sentence on top, the first with its place and unit."""
    notable = [r for r in part.rows if r.notable][:NAMED]
    facts = [RiseFacts(r.name, r.observed, r.expected) for r in notable]
    if facts:
        place = _place(asker, notable[0].code, areas, directory)
        unit = _unit(asker, notable[0].code)
        facts[0] = replace(facts[0], place=place, unit=unit)
    return tuple(facts)


def _place(asker: Asker, category: str, areas: ByArea, directory: Directory) -> Part | None:
    level = areas.level
    if not level:
        return None
    here = shares_by(asker, replace(asker.filters, category=category), level)
    if not here:
        return None
    top, everything = here[0], areas.shares
    # What is usual is told by the other matters: a burst would raise its own yardstick.
    others = sum(s.cases for s in everything) - sum(s.cases for s in here)
    there = sum(s.cases for s in everything if s.name == top.name) - top.cases
    usual = there / others if others > 0 else 0.0
    name = directory.areas[top.name].name if top.name in directory.areas else top.name
    return Part(name, top.cases, top.share, usual)


def _unit(asker: Asker, category: str) -> Part | None:
    here = shares_by(asker, replace(asker.filters, category=category), "department")
    return Part(here[0].name, here[0].cases, here[0].share) if here else None
