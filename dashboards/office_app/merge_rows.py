"""The suggestions to merge that save most, as rows of the office's day."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.hotspots_app.context import HotContext
from dashboards.office_app.items import MERGE, Item
from dashboards.shell.context import BesideContext
from data_access.types import Filters
from hotspots.frames import ROOM
from hotspots.merging import Merge, OpenMerges
from style.texts import text
from style.wording import listing, number

MOST = 20
"""Matters that one day asks about; the others stand on 重复诉求网络."""
UNITS = 2


def hot_context(found: BesideContext) -> HotContext | None:
    """Return the context of the room's parts, None where it has no run."""
    run = found.runs.get(ROOM)
    return None if run is None else HotContext.over(found, run=run)


def first_merges(found: OpenMerges | None, cut: Filters) -> tuple[list[Merge], int]:
    """Return the first of what is left to decide in a cut, and how many others there are."""
    if found is None:
        return [], 0
    keys = found.keys
    if cut.area or cut.category or cut.department:
        keys = found.touching(cut.area, cut.category, cut.department)
    return [m for key in keys[:MOST] if (m := found.find(key))], max(0, len(keys) - MOST)


def merge_rows(context: HotContext, merges: Sequence[Merge]) -> list[Item]:
    """Return a row for each of the first, what saves most first."""
    return [_row(context, merge, ahead) for ahead, merge in enumerate(merges)]


def _row(context: HotContext, merge: Merge, ahead: int) -> Item:
    return Item(
        key=f"merge:{merge.key}",
        kind=MERGE,
        what=merge.name,
        asks=text("office.ask_merge", n=number(merge.tickets)),
        urgency="later",
        since=None,
        place=context.area_name(merge.area) or context.summary.name,
        unit=listing(list(merge.units), UNITS),
        area=merge.area,
        category=merge.category,
        ahead=ahead,
    )
