"""When two detections speak of the same thing: nested or neighbouring places and categories."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from early_warning.detection import Detection

Neighbours = Mapping[str, AbstractSet[str]]


def same_subtree(one: str, other: str) -> bool:
    """Tell whether one code is the other or lies under it ("" is above all)."""
    return one.startswith(other) or other.startswith(one)


def categories_related(one: str, other: str) -> bool:
    """Tell whether categories are nested, or siblings under one second-level category."""
    return same_subtree(one, other) or (len(one) >= 4 and one[:4] == other[:4])


def areas_related(one: str, other: str, neighbours: Neighbours) -> bool:
    """Tell whether places are nested, in one street, or neighbours."""
    if same_subtree(one, other):
        return True
    if one[:9] == other[:9]:
        return True
    return other in neighbours.get(one, frozenset()) or one in neighbours.get(other, frozenset())


def related(one: Detection, other: Detection, neighbours: Neighbours) -> bool:
    """Tell whether two detections of the same kind belong together."""
    if one.kind != other.kind:
        return False
    if one.kind == "data":
        return (one.detector, one.area, one.channel, one.unit, one.category, one.note) == (
            other.detector, other.area, other.channel, other.unit, other.category, other.note,
        )  # fmt: skip
    if one.kind == "deadline":
        return one.unit == other.unit
    return categories_related(one.category, other.category) and areas_related(
        one.area, other.area, neighbours
    )
