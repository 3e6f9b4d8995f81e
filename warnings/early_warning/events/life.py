"""A warning's life: opened, growing, fading, closed. It is pushed once, then kept up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from early_warning.detection import Detection
from early_warning.events.merge import Group
from early_warning.events.related import Neighbours, related, same_subtree

State = Literal["opened", "growing", "fading", "closed"]
Branch = Literal["高频共性", "季节周期", "风险苗头"]


@dataclass(frozen=True, slots=True)
class LifeSettings:
    """Days until an unseen warning fades, closes, and may be opened anew."""

    fades_after: int = 3
    closes_after: int = 7
    cool_down: int = 14
    absorbs_for: int = 21  # a city-wide warning takes in local ones of its category that long
    grows_by: float = 1.3
    budget: int = 5


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One event as known on one day."""

    number: int
    lead: Detection
    opened: int
    seen: int  # the last day with a detection
    state: State
    pushed: int | None  # the day on which it was pushed, None: listed only
    peak_score: float
    parts: tuple[Detection, ...] = field(default=())
    branch: Branch = "风险苗头"
    severity: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """All warnings that are open or cooling down, and the next number."""

    warnings: tuple[EarlyWarning, ...] = ()
    next_number: int = 1


def importance(one: Detection) -> float:
    """Return by what warnings are ranked: how sure and how many, on a logarithmic scale."""
    from math import log10

    sure = min(-log10(max(one.p_value, 1e-40)), 40.0)
    return sure + 4.0 * log10(1.0 + max(one.excess, 0.0))


def advance(
    board: Board,
    groups: Sequence[Group],
    day: int,
    settings: LifeSettings | None = None,
    neighbours: Neighbours | None = None,
    *,
    told: Sequence[EarlyWarning] = (),
) -> tuple[Board, list[EarlyWarning]]:
    """Return the board after ``day`` and the warnings newly opened or pushed, pushed ones first.

    A group that belongs to a warning that is open or was closed within the cool-down continues it;
    the others open one. The budget's best new warnings are pushed, unless something known explains
    them; the rest is listed. ``told``: what hours of the day have pushed already, which takes its
    part of the budget; the group that is the same event counts as pushed with it.
    """
    settings = settings or LifeSettings()
    near = neighbours or {}
    open_now = list(board.warnings)
    fresh: list[Group] = []
    waiting: list[tuple[int, Group]] = []
    for group in groups:
        at = belongs_to(open_now, group, day, settings, near)
        if at is None:
            fresh.append(group)
        else:
            open_now[at] = _continued(open_now[at], group, day, settings)
            waits = open_now[at].pushed is None and _newsworthy(group.lead)
            if waits and open_now[at].state != "closed":
                waiting.append((at, group))
    fresh.sort(key=lambda g: (-importance(g.lead), g.lead.area, g.lead.category))
    number, pushed = board.next_number, len(told)
    left = list(told)
    opened = []
    for group in fresh:
        before = _told(left, group, day, settings, near)
        push = before or (pushed < settings.budget and _newsworthy(group.lead))
        pushed += push and not before
        opened.append(
            EarlyWarning(
                number, group.lead, day, day, "opened", day if push else None,
                importance(group.lead), group.parts,
            )
        )  # fmt: skip
        number += 1
    for at, group in sorted(waiting, key=lambda pair: -importance(pair[1].lead)):
        before = _told(left, group, day, settings, near)
        if before or pushed < settings.budget:
            pushed += not before
            open_now[at] = replace(open_now[at], pushed=day, lead=group.lead)
            opened.append(open_now[at])
    aged = [_aged(w, day, settings) for w in open_now]
    limit = settings.closes_after + settings.cool_down
    new = [w for w in opened if w.opened == day]
    kept = [w for w in (*aged, *new) if day - w.seen <= limit]
    return Board(tuple(kept), number), sorted(opened, key=lambda w: w.pushed is None)


def _told(
    left: list[EarlyWarning],
    group: Group,
    day: int,
    settings: LifeSettings,
    near: Neighbours,
) -> bool:
    """Tell whether an hour has pushed the group's event; each push stands for one."""
    at = belongs_to(left, group, day, settings, near)
    if at is not None:
        del left[at]
    return at is not None


def _newsworthy(one: Detection) -> bool:
    """Tell whether a detection may be pushed: nothing explains it, nothing speaks against it."""
    return not one.known and not one.doubt


def belongs_to(
    warnings: Sequence[EarlyWarning],
    group: Group,
    day: int,
    settings: LifeSettings,
    near: Neighbours,
) -> int | None:
    """Return the position of the warning that the group continues, None where it is new."""
    best: tuple[int, int] | None = None
    one = group.lead
    for at, warning in enumerate(warnings):
        if not any(related(old, one, near) for old in (warning.lead, *warning.parts[:3])):
            continue
        if one.kind == "event" and not _continues(warning, one, day, settings):
            continue
        exact = (warning.lead.area == group.lead.area) + (
            warning.lead.category == group.lead.category
        )
        if best is None or exact > best[0]:
            best = (exact, at)
    return None if best is None else best[1]


def _continues(warning: EarlyWarning, one: Detection, day: int, settings: LifeSettings) -> bool:
    """Tell whether an event's detection may be the same event as the warning's.

    What is city-wide is more than a place's warning (had the place explained it, it would have been
    merged); a city-wide warning takes in places of its category for some weeks; another leaf of the
    same branch is another matter unless it was among the evidence.
    """
    lead = warning.lead
    if not one.area and lead.area:
        return False
    if one.detector == lead.detector == "same_words" and not (one.area and lead.area):
        # Two matters of the whole city are one where tickets are.
        told = {t for p in (lead, *warning.parts) for t in p.evidence}
        return not told.isdisjoint(one.evidence)
    if one.area and not lead.area:
        recent = day - warning.opened <= settings.absorbs_for
        return recent and lead.category[:4] == one.category[:4]
    return any(same_subtree(one.category, old.category) for old in (lead, *warning.parts))


def _continued(
    warning: EarlyWarning, group: Group, day: int, settings: LifeSettings
) -> EarlyWarning:
    score = importance(group.lead)
    if group.lead.kind == "deadline":  # what was due yesterday is no evidence of today
        return replace(
            warning, lead=group.lead, seen=day, state="opened", peak_score=score, parts=group.parts
        )
    growing = group.lead.excess > settings.grows_by * max(warning.lead.excess, 1.0)
    return replace(
        warning,
        seen=day,
        state="growing" if growing else "opened" if warning.state == "closed" else warning.state,
        peak_score=max(warning.peak_score, score),
        parts=_evidence(warning.parts, group.parts),
    )


def _evidence(
    old: tuple[Detection, ...], new: Sequence[Detection], most: int = 24
) -> tuple[Detection, ...]:
    """Return all cells ever reported, each with its surest detection, the surest first."""
    best: dict[tuple[str, str, str, str, str], Detection] = {}
    for one in (*old, *new):
        key = (one.detector, one.area, one.category, one.channel, one.unit)
        if key not in best or one.p_value < best[key].p_value:
            best[key] = one
    return tuple(sorted(best.values(), key=lambda d: d.p_value)[:most])


def _aged(warning: EarlyWarning, day: int, settings: LifeSettings) -> EarlyWarning:
    quiet = day - warning.seen
    if quiet >= settings.closes_after:
        return replace(warning, state="closed")
    if quiet >= settings.fades_after:
        return replace(warning, state="fading")
    return warning
