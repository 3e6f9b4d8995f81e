"""Replay by the hour: the same days, looked at every hour as well as at night.

The night's look is the one that ``day_by_day.replay`` takes; both ways are led beside each other,
each with a board of its own, so that they differ in nothing but the hours. Tickets are taken to be
known when they are accepted, and a look to take no time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data_access.one_thread import use_one_thread
from early_warning.detection import Detection
from early_warning.engine import fit_city, look, select
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance, belongs_to
from early_warning.events.merge import Group, merge
from early_warning.events.related import Neighbours
from early_warning.history import History, neighbours_of
from early_warning.hourly.boards import hour_on
from early_warning.hourly.evening import evening_of
from early_warning.hourly.so_far import COLUMNS_OF_TODAY, DaySoFar
from early_warning.replay.day_by_day import Replay
from early_warning.settings import EngineSettings

NIGHT_HOUR = 2.5
"""The hour of the next day at which the night looks: the default of ``WEISU_NIGHTLY_AT``."""


@dataclass(frozen=True)
class Timed:
    """A replay with the hour (since the history's first midnight) of every warning, by number.

    ``unborne``: how many pushes of hours the night did not find, ``early``: how many came in hours.
    """

    replay: Replay
    hour: dict[int, float]
    early: int = 0
    unborne: int = 0


def replay_hours(
    history: History,
    first_day: int,
    last_day: int,
    settings: EngineSettings | None = None,
    life: LifeSettings | None = None,
    *,
    warm_up: int = 70,
    progress: Callable[[int], None] | None = None,
) -> tuple[Timed, Timed]:
    """Run the days nightly, and hourly with the night after; return both (see ``replay``)."""
    use_one_thread()
    settings, life = settings or EngineSettings(), life or LifeSettings()
    near = neighbours_of(history.areas)
    begin = max(first_day - warm_up, settings.least_history)
    night, hourly = _Line(Board()), _Line(Board())
    model, renamed = fit_city(history, begin), frozenset[str]()
    of_day = _rows_by_day(history)
    for day in range(begin, last_day + 1):
        if (day - begin) % settings.refit_days == 0:
            model = fit_city(history, day)
        told: list[EarlyWarning] = []
        if day >= first_day:
            evening = evening_of(history, day, model, settings, renamed)
            rows = of_day(day)
            today = history.tickets.iloc[rows].reset_index(drop=True)
            today = today[[c for c in COLUMNS_OF_TODAY if c in today]]
            so_far = DaySoFar(evening, today, history.words, history.tickets, rows, settings)
            told = _hours(so_far, hourly, day, life, near)
        found = select(look(history, day, model, settings), settings)
        renamed = frozenset(d.category for d in found if d.detector == "recode")
        night.close(merge(found, near), day, life, near, (), counts=day >= first_day)
        hourly.close(merge(found, near), day, life, near, told, counts=day >= first_day)
        if progress is not None and day >= first_day:
            progress(day)
    days = last_day - first_day + 1
    return night.timed(first_day, days), hourly.timed(first_day, days)


def _rows_by_day(history: History) -> Callable[[int], np.ndarray]:
    number = history.days_of("t_accept")
    order = np.argsort(number, kind="stable")
    ordered = number[order]

    def rows(day: int) -> np.ndarray:
        low, high = np.searchsorted(ordered, [day, day + 1])
        return np.sort(order[low:high])

    return rows


class _Line:
    """One way of looking: its board, and every warning with its hour. Numbers are the line's own:
    an hour's board is thrown away by the night.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.opened: list[EarlyWarning] = []
        self.hour: dict[int, float] = {}
        self.early = self.unborne = 0

    def note(self, one: EarlyWarning, hour: float) -> None:
        number = len(self.opened) + 1
        self.opened.append(replace(one, number=number))
        self.hour[number] = hour

    def close(
        self,
        groups: list[Group],
        day: int,
        life: LifeSettings,
        near: Neighbours,
        told: list[EarlyWarning] | tuple[EarlyWarning, ...],
        *,
        counts: bool,
    ) -> None:
        """Look at the whole day: advance the board from the evening before; note what is new."""
        before = self.board
        self.board, new = advance(before, groups, day, life, near, told=told)
        left = list(told)
        for one in new:
            at = belongs_to(left, Group(one.lead, one.parts), day, life, near)
            if at is not None:
                del left[at]
            elif counts:
                self.note(one, (day + 1) * 24.0 + NIGHT_HOUR)
        self.early += len(told)
        self.unborne += len(left)

    def timed(self, first_day: int, days: int) -> Timed:
        found = Replay(first_day, days, tuple(self.opened))
        return Timed(found, dict(self.hour), self.early, self.unborne)


def _hours(
    so_far: DaySoFar, line: _Line, day: int, life: LifeSettings, near: Neighbours
) -> list[EarlyWarning]:
    """Look at the hours of a day; return what they pushed."""
    board, left = line.board, life.budget
    told: list[EarlyWarning] = []
    said: list[Detection] = []
    for hour in range(1, 25):
        known = so_far.minute < hour * 60
        fresh = known & (so_far.minute >= (hour - 1) * 60)
        found = so_far.look(known, fresh, said)
        if not found:
            continue
        said += [d for d in found if d.detector == "same_words"]
        after = hour_on(board, found, day, replace(life, budget=left), near)
        board, left = after.board, after.left
        for one in after.opened:
            if one.pushed == day:
                told.append(one)
                line.note(one, day * 24.0 + hour)
    return told
