"""Whether the stored outlines are whole: what ``weisu doctor`` says of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.boundaries.levels import LEVELS, WORDS
from geo.store_reads import StoredOutline, area_rows, jurisdictions
from geo.store_reads import outlines as stored_outlines
from style.texts import text

if TYPE_CHECKING:
    from data_access.health import Finding
    from data_access.store.engine import Store
    from data_access.types import Scope

APART = 1e-3
"""Share by which a shape's measured area may differ from the one that was stored with it."""
_NAMED = 3


def outlines(store: Store, scope: Scope) -> Finding:
    """Read every current outline: its shapes are valid, their area is the one stored with it."""
    counts: Counter[str] = Counter()
    without: Counter[str] = Counter()
    wrong: list[str] = []
    for code in jurisdictions(store, scope):
        try:
            whole = stored_outlines(store, scope, code, shapes="full")
            drawn = stored_outlines(store, scope, code, shapes="simplified")
        except ValueError:  # what is stored is no base64 any more
            return False, text("geo.doctor_unreadable", code=code)
        have = {one.code for one in whole}
        counts.update(one.level for one in whole)
        levels = {one.level for one in whole}
        rows = area_rows(store, scope, code)
        without.update(r.level for r in rows if r.level in levels and r.code not in have)
        wrong += [one.code for one in whole if not _is_whole(one, measured=True)]
        wrong += [one.code for one in drawn if not _is_whole(one, measured=False)]
    if wrong:
        codes = "、".join(sorted(set(wrong))[:_NAMED])
        return False, text("geo.doctor_wrong", count=len(set(wrong)), codes=codes)
    if not counts:
        return True, text("geo.doctor_none")
    words = text("geo.doctor_whole", counts=_counted(counts))
    return True, words + (text("geo.doctor_without", counts=_counted(without)) if without else "")


def _is_whole(one: StoredOutline, *, measured: bool) -> bool:
    import shapely

    from geo.boundaries.measures import square_metres

    shape = shapely.from_wkb(one.wkb, on_invalid="ignore")
    if shape is None or shape.is_empty or not shape.is_valid:
        return False
    return not measured or abs(square_metres([shape])[0] - one.area) <= APART * one.area


def _counted(counts: Counter[str]) -> str:
    return "、".join(
        text("geo.doctor_count", level=WORDS[level], count=counts[level])
        for level in LEVELS
        if counts[level]
    )
