"""What each model would have forecast at earlier days, knowing nothing later.

Origins stand four weeks apart; the forecasts of an origin see the history up to it and nothing
else. The four weeks after each are looked at day by day, what lies further off in single whole
weeks: how errors grow with distance is learnt from them, and the same whatever horizon is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar.features import Calendar
from forecasting.models.together import forecast_together
from forecasting.types import Floats, History, Model

Prepare = Callable[[History], History]
Ints = NDArray[np.int64]

STEP = 28  # days between origins, and days ahead that count as near
FAR_WEEKS = (50, 113, 176, 330)  # first days of the weeks that are looked at further off


def days_looked_at(reach: int) -> Ints:
    """Return the days ahead at which a back-test looks, none further than ``reach``."""
    far = [np.arange(first, first + 7) for first in FAR_WEEKS if first + 6 <= reach]
    return np.concatenate([np.arange(1, min(STEP, max(reach, 1)) + 1), *far]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Backtest:
    """``origins``: days of history known at each (k). ``means``: by model, k × n × columns, NaN
    where the model wasn't run for a series. ``actual``: the same, NaN where not known (yet).

    ``looked_at``: the day ahead of each column; None: 1, 2, 3, …
    """

    origins: tuple[int, ...]
    means: Mapping[str, Floats]
    actual: Floats
    looked_at: Ints | None = None

    @property
    def ahead(self) -> Ints:
        """The day ahead of each column."""
        if self.looked_at is None:
            return np.arange(1, self.actual.shape[2] + 1)
        return self.looked_at

    def between(self, start: int, stop: int) -> Backtest:
        """Return the origins from ``start`` to before ``stop``."""
        means = {name: m[start:stop] for name, m in self.means.items()}
        return replace(
            self, origins=self.origins[start:stop], means=means, actual=self.actual[start:stop]
        )

    def columns(self, mask: NDArray[np.bool_]) -> Backtest:
        """Return some of the days ahead."""
        means = {name: m[:, :, mask] for name, m in self.means.items()}
        return Backtest(self.origins, means, self.actual[:, :, mask], self.ahead[mask])

    def near(self) -> Backtest:
        """Return the days ahead up to the next origin."""
        return self.columns(self.ahead <= STEP)

    def far(self) -> Backtest:
        """Return the days ahead beyond the next origin."""
        return self.columns(self.ahead > STEP)

    def against(self, counts: Floats) -> Backtest:
        """Return the same forecasts beside other counts (n × days): what an origin knew of them,
        or what of them can be trusted."""
        return replace(self, actual=_came(counts, self.origins, self.ahead))


def _came(counts: Floats, origins: Sequence[int], ahead: Ints) -> Floats:
    actual = np.full((len(origins), len(counts), len(ahead)), np.nan)
    for number, origin in enumerate(origins):
        day = origin + ahead - 1
        come = day < counts.shape[1]
        actual[number][:, come] = counts[:, day[come]]
    return actual


def origins_before(length: int, k: int, shortest: int) -> tuple[int, ...]:
    """Return up to ``k`` origins whose four weeks all lie in the first ``length``, latest last.

    None of them has less history than ``shortest`` days.
    """
    found = [length - STEP * back for back in range(k, 0, -1)]
    return tuple(o for o in found if o >= shortest)


def run_backtest(
    history: History,
    calendar: Calendar,
    models: Sequence[Model],
    origins: Sequence[int],
    ahead: Ints,
    *,
    busy: Ints | None = None,
    prepare: Prepare | None = None,
) -> Backtest:
    """Forecast the days ``ahead`` (1: the first) from every origin with every model.

    ``busy``: the rows that slow models are run for (None: all). ``prepare``: what is done to a
    history before fitting, such as cleaning; it sees what the origin sees.
    """
    n, h = len(history), int(ahead.max(initial=1))
    means = {m.name: np.full((len(origins), n, len(ahead)), np.nan) for m in models}
    for number, origin in enumerate(origins):
        known = history.until(origin)
        known = known if prepare is None else prepare(known)
        for name, found in forecast_together(models, known, calendar, h, busy).items():
            means[name][number] = found[:, ahead - 1]
    actual = _came(history.counts, origins, ahead)
    return Backtest(tuple(origins), means, actual, ahead)
