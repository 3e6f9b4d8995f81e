"""What is told of a night's warnings: once when it is pushed, once when a grave one grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data_access.results.values import Row, as_text, missing
from early_warning.urgency import LEVELS, rank
from early_warning.words import numbers, title
from notify.post import Notice

GRAVE = ("红", "橙")


@dataclass(frozen=True, slots=True)
class Part:
    """Whose tickets alone a notice may count: a unit's, a place's, or a unit's in a place."""

    unit: str = ""
    area: str = ""


WHOLE = Part()


def parts_of(warnings: Sequence[Row], since: pd.Timestamp) -> list[Part]:
    """Return the parts that are told of on their own: of the suggested units and the places."""
    found = set()
    for row in warnings:
        if _stages(row, since):
            unit, area = as_text(row["lead_unit"]), as_text(row["area_code"])
            found |= {Part(unit), Part("", area), Part(unit, area)}
    return sorted(found - {WHOLE}, key=lambda p: (p.unit, p.area))


def notices(
    warnings: Sequence[Row],
    jurisdiction: str,
    since: pd.Timestamp,
    areas: Mapping[str, str],
    categories: Mapping[str, str],
    *,
    part: Part = WHOLE,
) -> list[Notice]:
    """Return the notices of warnings pushed after ``since``, and of grave ones that grow.

    ``about`` is for ever, so that the same stage is never told twice. Those of the whole go to
    whoever sees the whole jurisdiction. With ``part``, ``warnings`` are the rows as one who is
    limited to it reads them (``n``: the tickets of his own); its notices go to him alone. An event
    is told once: a further warning of it only where it is graver than what was told.
    """
    found = []
    for row in once_an_event(warnings):
        if part.unit and as_text(row["lead_unit"]) != part.unit:
            continue
        if part.area and as_text(row["area_code"]) != part.area:
            continue
        found += [
            _of(row, stage, jurisdiction, areas, categories, part) for stage in _stages(row, since)
        ]
    return found


def once_an_event(warnings: Sequence[Row]) -> list[Row]:
    """Return the warnings without those whose event is told by another one that is as grave and was
    pushed earlier, or the same night and is more pressing. Rows without an event all stay.
    """
    first: dict[str, list[Row]] = {}
    for row in warnings:
        event = as_text(row.get("event_id"))
        if event and not missing(row["pushed"]):
            first.setdefault(event, []).append(row)
    said = {
        str(row["warning_id"])
        for rows in first.values()
        for row in rows
        if any(_told_before(other, row) for other in rows if other is not row)
    }
    return [row for row in warnings if str(row["warning_id"]) not in said]


def _told_before(other: Row, row: Row) -> bool:
    """Tell whether another warning of the event makes a warning no news."""
    if _grade(other) > _grade(row) or (row["life"] and not other["life"]):
        return False
    then, now = pd.Timestamp(other["pushed"]), pd.Timestamp(row["pushed"])
    return then < now or (then == now and rank(other) < rank(row))


def _grade(row: Row) -> int:
    level = str(row["severity"])
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _stages(row: Mapping[Any, Any], since: pd.Timestamp) -> list[str]:
    """Return what there is to tell of a warning."""
    pushed = row["pushed"]
    if missing(pushed):
        return []
    stages = ["pushed"] if pd.Timestamp(pushed) > since else []
    grows = row["state"] == "growing" and row["severity"] in GRAVE
    if grows and pd.Timestamp(row["seen"]) > since:
        stages.append("growing")
    return stages


def _of(  # noqa: PLR0917 - what a notice is made of
    row: Mapping[Any, Any],
    stage: str,
    jurisdiction: str,
    areas: Mapping[str, str],
    categories: Mapping[str, str],
    part: Part,
) -> Notice:
    key = row["warning_id"]
    head = f"【{row['severity']}】{title(row, areas, categories)}"
    if stage == "growing":
        head += "，仍在扩大"
    unit = as_text(row["lead_unit"])
    if part == WHOLE:
        lines = [numbers(row), f"定级：{row['rule']}", f"建议牵头：{unit}" if unit else ""]
    else:
        where = areas.get(part.area, part.area)
        lines = [f"涉及{where}{'本单位' if part.unit else ''}{int(row['n'])}件"]
        lines += [f"定级：{row['rule']}", "建议由本单位牵头" if part.unit else ""]
    about = f"warning:{jurisdiction}:{key}:{stage}"
    if part != WHOLE:
        about += ":" + "+".join(n for n in ("unit", "area") if getattr(part, n))
    return Notice(
        about=about,
        room="early_warning",
        title=head,
        text="。".join(line for line in lines if line) + "。",
        link=f"/warnings?jurisdiction={jurisdiction}&warning={key}",
        jurisdiction=jurisdiction,
        department=part.unit,
        area=part.area,
        needs="warning.view",
        urgent=bool(row["life"]),
        only_limited=part != WHOLE,
    )
