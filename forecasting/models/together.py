"""All models' forecasts of one history; what two of them fit alike is fitted once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar.features import Calendar
from forecasting.models.regression import CountRegression, Curves
from forecasting.models.seasoned import SeasonedTheta
from forecasting.types import Floats, History, Model


def forecast_together(
    models: Sequence[Model],
    history: History,
    calendar: Calendar,
    h: int,
    busy: NDArray[np.int64] | None = None,
) -> dict[str, Floats]:
    """Return every model's next ``h`` days, n × h by name.

    ``busy``: the rows that slow models are run for (None: all); NaN elsewhere.
    """
    rows = np.arange(len(history)) if busy is None else busy
    curves: dict[tuple[float, bool], Curves] = {}
    found = {}
    for model in models:
        if isinstance(model, CountRegression | SeasonedTheta):
            regression = model.regression if isinstance(model, SeasonedTheta) else model
            alike = (regression.memory, regression.shared)
            if alike not in curves:
                curves[alike] = regression.curves(history, calendar)
            found[model.name] = model.on(curves[alike]).forecast(h).mean
        elif not model.slow:
            found[model.name] = model.fit(history, calendar).forecast(h).mean
        else:
            mean = np.full((len(history), h), np.nan)
            if len(rows):
                mean[rows] = model.fit(history.pick(rows), calendar).forecast(h).mean
            found[model.name] = mean
    return found
