"""The day's detections, grouped so that one event is one group, with all its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from early_warning.detection import Detection
from early_warning.events.related import Neighbours, related
from early_warning.surge.thresholds import upper_tail


@dataclass(frozen=True, slots=True)
class Group:
    """Detections of one event on one day; ``lead`` is the one that names it."""

    lead: Detection
    parts: tuple[Detection, ...]


def merge(found: Sequence[Detection], neighbours: Neighbours | None = None) -> list[Group]:
    """Group detections, the surest first.

    A detection joins the first group whose lead it is related to. A city-wide detection joins
    local ones only if they explain it: what is left of it must be no surprise.
    """
    ordered = sorted(found, key=lambda d: (d.p_value, -len(d.area), d.area, d.category, d.detector))
    local = [one for one in ordered if one.area or one.kind != "event"]
    wide = [one for one in ordered if not one.area and one.kind == "event"]
    near = neighbours or {}
    groups: list[list[Detection]] = []
    for one in local:
        _join(groups, one, near)
    own: list[list[Detection]] = []
    for one in wide:
        inside = [g for g in groups if related(g[0], one, near)]
        if inside and _explained(one, inside):
            min(inside, key=lambda g: g[0].p_value).append(one)
        else:
            _join(own, one, near)
    for group in own:
        swallowed = [
            g for g in groups if related(g[0], group[0], near) and g[0].excess < group[0].excess / 3
        ]
        for other in swallowed:
            group.extend(other)
            groups.remove(other)
    return [Group(parts[0], tuple(parts)) for parts in (*groups, *own)]


def _join(groups: list[list[Detection]], one: Detection, near: Neighbours) -> None:
    for group in groups:
        if related(group[0], one, near):
            group.append(one)
            return
    groups.append([one])


def _explained(one: Detection, groups: Sequence[Sequence[Detection]]) -> bool:
    """Tell whether what local groups have over leaves nothing surprising of the city's count."""
    excess = sum(
        max((d.excess for d in g if d.area and d.days <= 2 * one.days), default=0.0) for g in groups
    )
    rest = np.array([max(one.observed - excess, 0.0)])
    mean = np.array([max(one.expected, 0.1)])
    return bool(upper_tail(rest, mean, np.array([1.2]))[0] > 1e-4)
