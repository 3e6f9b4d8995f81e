"""What each model would have forecast at earlier days, knowing nothing later.

Origins stand ``h`` days apart, so that each day is forecast once; the forecasts of an origin see
the history up to it and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar.features import Calendar
from forecasting.types import Floats, History, Model

Prepare = Callable[[History], History]


@dataclass(frozen=True, eq=False)
class Backtest:
    """``origins``: days of history known at each (k). ``means``: by model, k × n × h, NaN where the
    model wasn't run for a series. ``actual``: k × n × h, NaN where not known (yet)."""

    origins: tuple[int, ...]
    means: Mapping[str, Floats]
    actual: Floats

    def first(self, k: int) -> Backtest:
        """Return the first ``k`` origins."""
        return self.between(0, k)

    def between(self, start: int, stop: int) -> Backtest:
        """Return the origins from ``start`` to before ``stop``."""
        means = {name: m[start:stop] for name, m in self.means.items()}
        return Backtest(self.origins[start:stop], means, self.actual[start:stop])


def origins_before(length: int, h: int, k: int, shortest: int) -> tuple[int, ...]:
    """Return up to ``k`` origins whose ``h`` days all lie in the first ``length``, latest last.

    None of them has less history than ``shortest`` days.
    """
    found = [length - h * back for back in range(k, 0, -1)]
    return tuple(o for o in found if o >= shortest)


def run_backtest(
    history: History,
    calendar: Calendar,
    models: Sequence[Model],
    origins: Sequence[int],
    h: int,
    *,
    busy: NDArray[np.int64] | None = None,
    prepare: Prepare | None = None,
) -> Backtest:
    """Forecast ``h`` days from every origin with every model.

    ``busy``: the rows that slow models are run for (None: all). ``prepare``: what is done to a
    history before fitting, such as cleaning; it sees what the origin sees.
    """
    n = len(history)
    rows = np.arange(n) if busy is None else busy
    means = {m.name: np.full((len(origins), n, h), np.nan) for m in models}
    actual = np.full((len(origins), n, h), np.nan)
    for number, origin in enumerate(origins):
        known = history.until(origin)
        known = known if prepare is None else prepare(known)
        for model in models:
            if not model.slow:
                means[model.name][number] = model.fit(known, calendar).forecast(h).mean
            elif len(rows):
                some = model.fit(known.pick(rows), calendar).forecast(h).mean
                means[model.name][number, rows] = some
        later = history.counts[:, origin : origin + h]
        actual[number, :, : later.shape[1]] = later
    return Backtest(tuple(origins), means, actual)
