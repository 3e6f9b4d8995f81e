"""Warnings in the course of a day: what an hour opens and pushes, and what the night makes of it.

An hour only adds: nothing fades or closes before the night has judged the day as a whole. The night
starts again from the evening before; what hours have told keeps its number and its push, and what
the night does not find is over the same night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from early_warning.detection import Detection
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance, belongs_to
from early_warning.events.merge import Group, merge
from early_warning.events.related import Neighbours

Named = tuple[str, EarlyWarning]
"""A warning with the number that it keeps."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A board after one look, what is new on it, and how much of the day's budget is left."""

    board: Board
    opened: tuple[EarlyWarning, ...]
    left: int


def hour_on(
    board: Board,
    found: Sequence[Detection],
    day: int,
    settings: LifeSettings,
    near: Neighbours,
) -> Hour:
    """Return the board with an hour's findings; ``settings.budget`` is what is left of the day's.

    Only warnings of these findings change. A warning that the day itself has opened does not grow
    within the day: how much it is tells the night.
    """
    groups = merge(found, near)
    after, opened = advance(board, groups, day, settings, near)
    before = {w.number: w for w in board.warnings}
    kept = {w.number: w for w in after.warnings}
    rows = []
    for number, old in before.items():
        new = kept.get(number, old)
        touched = new.seen == day and new != old
        rows.append(_within(old, new, day) if touched else old)
    rows += [w for w in after.warnings if w.number not in before]
    pushed = sum(w.pushed == day for w in opened)
    news = tuple(w for w in opened if day in (w.opened, w.pushed))
    return Hour(Board(tuple(rows), after.next_number), news, settings.budget - pushed)


def _within(old: EarlyWarning, new: EarlyWarning, day: int) -> EarlyWarning:
    return replace(new, state=old.state) if old.opened == day else new


@dataclass(frozen=True, slots=True)
class Told:
    """What a day's looks have opened or pushed so far, by board; ``day`` None: nothing."""

    day: int | None = None
    warnings: Mapping[str, Sequence[Named]] = field(default_factory=dict)

    def pushed(self, board: str) -> list[EarlyWarning]:
        """Return those of a board that were pushed on the day."""
        return [w for _, w in self.warnings.get(board, ()) if w.pushed == self.day]

    def count(self) -> int:
        """Return how much of the day's budget is used."""
        return sum(len(self.pushed(board)) for board in self.warnings)


def told_on(
    day: int,
    boards: Mapping[str, Board],
    ids: Mapping[tuple[str, int], str],
    gone: Mapping[str, Sequence[Named]] | None = None,
) -> Told:
    """Return what boards opened or pushed on a day, and what was told and is over (``gone``)."""
    found = {
        name: [
            *((ids[name, w.number], w) for w in board.warnings if day in (w.opened, w.pushed)),
            *(gone or {}).get(name, ()),
        ]
        for name, board in boards.items()
    }
    return Told(day, {name: rows for name, rows in found.items() if rows})


def spent(
    opened: Sequence[EarlyWarning],
    told: Sequence[EarlyWarning],
    day: int,
    settings: LifeSettings,
    near: Neighbours,
) -> int:
    """Return how much of the day's budget ``told`` and the night's pushes take together."""
    left = list(told)
    new = 0
    for one in opened:
        if one.pushed != day:
            continue
        at = belongs_to(left, Group(one.lead, one.parts), day, settings, near)
        if at is None:
            new += 1
        else:
            del left[at]
    return len(told) + new


def keep_told(  # noqa: PLR0917 - what a night makes of hours
    board: Board,
    ids: Mapping[int, str],
    told: Sequence[Named],
    day: int,
    settings: LifeSettings,
    near: Neighbours,
) -> tuple[Board, dict[int, str], list[Named]]:
    """Return the night's board and numbers with what hours of ``day`` told, and what of that the
    night does not bear out, as closed.

    ``ids``: the numbers that the night would give. What the night opened keeps the number and the
    push under which an hour told the same event; each of them once.
    """
    found = dict(ids)
    by_key = dict(told)
    rest = {key: w for key, w in told if key not in set(found.values())}
    rows = []
    for one in board.warnings:
        key = found[one.number]
        if one.opened == day and key not in by_key:
            keys = list(rest)
            group = Group(one.lead, one.parts)
            at = belongs_to([rest[k] for k in keys], group, day, settings, near)
            if at is not None:
                key = keys[at]
                found[one.number] = key
                del rest[key]
        early = by_key.get(key)
        pushed = day if early is not None and early.pushed == day else one.pushed
        rows.append(replace(one, pushed=pushed) if one.pushed is None else one)
    gone: list[Named] = [(key, replace(w, state="closed")) for key, w in rest.items()]
    return Board(tuple(rows), board.next_number), found, gone
