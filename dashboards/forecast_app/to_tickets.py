"""From the figures of 趋势预测 to their tickets: only what was; what is to come has none yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboards.components.ticket_link import mark_address
from dashboards.forecast_app.reading import Outlook
from dashboards.shell.context import PageContext
from dashboards.shell.kept import kept
from data_access.metrics.evaluate import evaluate
from data_access.types import OWN, Period
from forecasting.reading import LOOK_BACK

_LEVELS = {2: "category_1", 4: "category_2", 6: "category_3"}
_PLACES = {"county": "area_county", "street": "area_street"}


def of_day(context: PageContext, day: date) -> str:
    """Return the address of a day's tickets in the cut."""
    return mark_address(context, context.filters.during(Period.of_day(day)))


def of_last(context: PageContext, seen: Outlook, days: int) -> str:
    """Return the address of the tickets of the last days."""
    return mark_address(context, context.filters.during(Period.last_days(seen.as_of, days)))


def of_cell(context: PageContext, seen: Outlook, code: str) -> str:
    """Return the address of a category's tickets of the last four weeks. What names no finer
    category stands under a code of its own, which no cut says."""
    if code.endswith(OWN) or not code.isdecimal():
        return ""
    days = Period.last_days(seen.as_of, LOOK_BACK)
    return mark_address(context, replace(context.filters.during(days), category=code))


def of_parts(
    context: PageContext, seen: Outlook, reading: str, keys: Sequence[str]
) -> tuple[str, float]:
    """Return the address of the last four weeks' tickets of the parts of a difference together, and
    how many they are; empty for parts that are no tickets (kinds of day, callers)."""
    by = _dimension(context, reading, keys)
    if not by:
        return "", 0
    days = Period.last_days(seen.as_of, LOOK_BACK)
    counts = _counts(context, days, by)
    group = {by: keys[0] if len(keys) == 1 else list(keys)}
    address = mark_address(context, context.filters.during(days), group=group)
    return address, sum(counts.get(key, 0.0) for key in keys)


def _dimension(context: PageContext, reading: str, keys: Sequence[str]) -> str:
    """Return the one dimension that the keys are values of; empty where there is none."""
    if reading == "category":
        found = {_LEVELS.get(len(key), "") if key.isdecimal() else "" for key in keys}
    elif reading == "area":
        areas = context.directory.areas
        found = {_PLACES.get(areas[key].level, "") if key in areas else "" for key in keys}
    else:
        return ""
    return found.pop() if len(found) == 1 else ""


@kept(60)
def _counts(context: PageContext, days: Period, by: str) -> dict[str, float]:
    cut = context.filters.during(days)
    frame = evaluate(context.extract, context.scope, cut, ("volume",), (by,))
    known = frame[frame[by].notna() & frame["value"].notna()]
    return dict(zip(known[by].astype(str), known["value"].astype(float), strict=True))
