"""Which categories rose above their own norm, where the clearest one is and who handles it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from dashboards.leader_app.areas import ByArea, shares_by
from dashboards.leader_app.content import RisePart, RiseRow
from dashboards.leader_app.matters import MOST
from dashboards.leader_app.sentences import LEAST_CASES, Part, RiseFacts
from dashboards.leader_app.tiles import Asker
from dashboards.leader_app.windows import Windows
from dashboards.shell.expectation import Expecting, by_day
from data_access.extract.query import Directory
from data_access.metrics.evaluate import evaluate
from data_access.metrics.lead_unit import lead_of
from data_access.types import Period
from forecasting.expected.cut import SHARE_DAYS, Cell
from forecasting.expected.sums import SEASON_TURN, Rise, rises
from style.texts import text

SHOWN = 6
NAMED = 4
SEASON_RISE = 1.5
"""A category is told as the season's where it is so many times the weeks before, and the season has
turned."""


def category_level(code: str, directory: Directory) -> str:
    """Return the level below the chosen category; without one, the second where there is one."""
    deepest = max((len(c) for c in directory.categories), default=0) // 2
    level = min(len(code) // 2 + 1 if code else 2, deepest)
    return f"category_{level}" if level > len(code) // 2 else ""


@dataclass(frozen=True)
class Looked:
    """The categories that were looked at: what is shown, and the code of the one that the season
    alone has raised; empty for none."""

    part: RisePart
    season: str = ""


def looked(asker: Asker, windows: Windows, directory: Directory, expecting: Expecting) -> Looked:
    """Return the categories above their expectation, or why they can't be told."""
    level = category_level(asker.filters.category, directory)
    if not level:
        key = "today.leaf_category" if directory.categories else "today.no_categories"
        return Looked(RisePart((), missing=text(key)))
    now = _sums(asker, windows.period, level)
    if not now:
        return Looked(RisePart(()))
    span = windows.rise_history
    days = (span.start, span.last)
    codes = tuple(now)
    cell = expecting.of(
        asker.filters, codes, lambda: by_day(_counts(asker, span, level), level, codes, days),
        days, every_ticket=not asker.by_matter,
    )  # fmt: skip
    if cell is None:
        return Looked(RisePart((), missing=text("today.no_expectation")))
    mine = slice((windows.period.start - span.start).days, span.days)
    observed = np.array(list(now.values()))
    if np.isnan(cell.mean[:, mine]).any(axis=1).all():
        return Looked(RisePart((), missing=text("today.not_expected")))
    found = rises(observed, cell, mine)
    rows = tuple(_row(codes[r.row], r, directory) for r in found[:SHOWN])
    # What lies above its own range is not as the season expects, even where it is no clear rise.
    above = {codes[r.row] for r in found if r.notable or r.low > 1}
    turned = {c: t for c, t in zip(codes, _turn(cell, mine), strict=True) if c not in above}
    return Looked(RisePart(rows), _season(asker, windows, level, now, turned))


def _row(code: str, rise: Rise, directory: Directory) -> RiseRow:
    name = directory.categories.get(code, code)
    return RiseRow(code, name, rise.observed, rise.expected, rise.low, rise.high, rise.notable)


def _turn(cell: Cell, mine: slice) -> list[float]:
    """Return how many times the season of the weeks before is that of the period."""
    before = slice(mine.start - SHARE_DAYS, mine.start)
    found: list[float] = (
        cell.season[:, mine].mean(axis=1) / cell.season[:, before].mean(axis=1)
    ).tolist()
    return found


def _season(
    asker: Asker, windows: Windows, level: str, now: dict[str, float], turned: dict[str, float]
) -> str:
    """Return the category that the season raised most: far above the weeks before.

    ``turned``: categories that did not rise above their expectation, and how the season turned.
    """
    high = [c for c, turn in turned.items() if turn >= SEASON_TURN and now[c] >= LEAST_CASES]
    if not high:
        return ""
    period = windows.period
    earlier = Period(period.start - timedelta(days=SHARE_DAYS), period.start)
    before = _sums(asker, earlier, level)
    usual = {c: before.get(c, 0.0) / SHARE_DAYS * period.days for c in high}
    high = [c for c in high if now[c] >= SEASON_RISE * max(usual[c], 1.0)]
    return max(high, key=lambda c: now[c] - usual[c], default="")


def _sums(asker: Asker, span: Period, level: str) -> dict[str, float]:
    """Return the tickets of some days by category."""
    cut = asker.filters.during(span)
    frame = evaluate(asker.extract, asker.scope, cut, (asker.volume,), (level,))
    known = frame[frame[level].notna() & frame["value"].notna()]
    return dict(zip(known[level].astype(str), known["value"].astype(float), strict=True))


def _counts(asker: Asker, span: Period, level: str) -> pd.DataFrame:
    frame = evaluate(
        asker.extract, asker.scope, asker.filters.during(span), (asker.volume,), ("day", level)
    )
    return frame[["day", level, "value"]]


def rise_facts(
    asker: Asker, part: RisePart, areas: ByArea, directory: Directory
) -> tuple[RiseFacts, ...]:
    """Return the clear rises, the first few with their place and unit."""
    notable = part.notable[:NAMED]
    facts = [RiseFacts(r.name, r.observed, r.expected) for r in notable]
    for number, row in enumerate(notable[:MOST]):
        place, unit = _place(asker, row.code, areas, directory), unit_of(asker, row.code)
        facts[number] = replace(facts[number], place=place, unit=unit)
    return tuple(facts)


def _place(asker: Asker, category: str, areas: ByArea, directory: Directory) -> Part | None:
    level = areas.level
    if not level:
        return None
    here = shares_by(asker, replace(asker.filters, category=category), level)
    if not here:
        return None
    top, everything = here[0], areas.shares
    if len({s.name for s in everything}) < 2:
        return None  # all that the reader sees lies in one place: that it is there is no news
    # What is usual is told by the other matters: a burst would raise its own yardstick.
    others = sum(s.cases for s in everything) - sum(s.cases for s in here)
    there = sum(s.cases for s in everything if s.name == top.name) - top.cases
    usual = there / others if others > 0 else 0.0
    name = directory.area_names.get(top.name, top.name)
    return Part(name, top.cases, top.share, usual)


def unit_of(asker: Asker, category: str) -> Part | None:
    """Return the unit that handles at least half of a category; None where none does."""
    here = shares_by(asker, replace(asker.filters, category=category), "department")
    lead = lead_of({s.name: s.cases for s in here})
    return Part(lead.unit, lead.n, lead.share) if lead else None
