"""Replay: the engine day by day, carrying only its own board from one day to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from data_access.one_thread import use_one_thread
from early_warning.detection import Detection
from early_warning.engine import fit_city, look, select
from early_warning.events.life import Board, EarlyWarning, LifeSettings, advance
from early_warning.events.merge import merge
from early_warning.history import History, neighbours_of
from early_warning.settings import EngineSettings


@dataclass(frozen=True)
class Replay:
    """What came out: every warning as it stood when it was opened, and the detections a day."""

    first_day: int
    days: int
    opened: tuple[EarlyWarning, ...]
    detections: tuple[Detection, ...] = field(default=())

    @property
    def pushed(self) -> tuple[EarlyWarning, ...]:
        """The warnings that were sent."""
        return tuple(w for w in self.opened if w.pushed is not None)


def replay(
    history: History,
    first_day: int,
    last_day: int,
    settings: EngineSettings | None = None,
    life: LifeSettings | None = None,
    *,
    warm_up: int = 70,
    keep: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Replay:
    """Run the days ``first_day`` .. ``last_day`` (numbers from ``history.first``).

    The engine runs ``warm_up`` days before, so that what was already known is no news on the first
    day; those days' warnings are not among the result.
    """
    use_one_thread()
    settings = settings or EngineSettings()
    near = neighbours_of(history.areas)
    board = Board()
    opened: list[EarlyWarning] = []
    kept: list[Detection] = []
    begin = max(first_day - warm_up, settings.least_history)
    model = fit_city(history, begin)
    for day in range(begin, last_day + 1):
        if (day - begin) % settings.refit_days == 0:
            model = fit_city(history, day)
        found = select(look(history, day, model, settings), settings)
        board, new = advance(board, merge(found, near), day, life, near)
        if day < first_day:
            continue
        opened += new
        if keep:
            kept += found
        if progress is not None:
            progress(day)
    return Replay(first_day, last_day - first_day + 1, tuple(opened), tuple(kept))
