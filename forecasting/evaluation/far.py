"""Whether bands hold far ahead, where no error is worth comparing: the week around a distance.

Few origins lie so far back: those are taken that leave the week known, with the back-test that each
of them could have made.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from forecasting.backtest.rolling import STEP, days_looked_at, run_backtest
from forecasting.calendar.features import Calendar
from forecasting.cell_forecasts import SHORTEST
from forecasting.cleaning import clean, trusted
from forecasting.decide import decide, level_of
from forecasting.evaluation.bank import EvaluationSettings
from forecasting.evaluation.document import coverages
from forecasting.models.tiers import TIER_ONE
from forecasting.models.together import forecast_together
from forecasting.reconcile.tree import Tree
from forecasting.types import Floats, History

_MOST = 6  # origins of a distance
_APART = 2 * STEP
_HALF = 3  # days before and after the distance


def far_coverage(
    tree: Tree, nodes: History, calendar: Calendar, settings: EvaluationSettings
) -> dict[str, Any]:
    """Return by distance the shares of counts inside the bands, where means are at least 5 and
    below; distances that the history is too short for are left out."""
    found = {}
    for h in settings.far:
        origins = [len(nodes.days) - h - _HALF - _APART * back for back in range(_MOST)]
        origins = sorted(o for o in origins if o >= SHORTEST + STEP)
        week = slice(h - _HALF - 1, h + _HALF)
        made = [
            _forecast(tree, nodes.until(o), calendar, week.stop, settings.lookback) for o in origins
        ]
        if not made:
            continue
        came = np.array([nodes.counts[:, o + week.start : o + week.stop] for o in origins])
        mean, bands = (np.array([part[:, week] for part in p]) for p in zip(*made, strict=True))
        found[str(h)] = {
            "origins": [str(nodes.days[o - 1]) for o in origins],
            "coverage_mean_5": coverages(came, mean, bands, above=True),
            "coverage_below_5": coverages(came, mean, bands, above=False),
        }
    return found


def _forecast(
    tree: Tree, known: History, calendar: Calendar, reach: int, lookback: int
) -> tuple[Floats, Floats]:
    """Return what would have been shown, as a night makes it."""
    length = len(known.days)
    before = [length - STEP * back for back in range(lookback, 0, -1)]
    before = [o for o in before if o >= SHORTEST]
    past = run_backtest(
        known, calendar, TIER_ONE, before, days_looked_at(length - before[0]),
        prepare=lambda part: clean(part, calendar).history,
    ).against(trusted(known, calendar).counts)  # fmt: skip
    cleaned = clean(known, calendar).history
    now = forecast_together(TIER_ONE, cleaned, calendar, reach)
    decision = decide(tree, past, now, level_of(known))
    return decision.mean, decision.quantiles
